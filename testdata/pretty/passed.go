package p

var kept []*int

//go:noinline
func keep(p *int) { kept = append(kept, p) }

//go:noinline
func keepContent(p **int) { kept = append(kept, *p) }

//go:noinline
func same(p *int) *int { return p }

func f() {
	x := 1
	keep(&x)
	y := 2
	p := &y
	keepContent(&p)
}

func g() *int {
	z := 3
	return same(&z)
}
