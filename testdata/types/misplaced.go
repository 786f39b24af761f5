package p

// What the reader complains about and the checker goes on with.

func (...float64) dots()       {}
func many(...int, string)      {}
func both(a, b ...int)         { a = 1; b = 1 }
func result() (...int)         { return 1 }
func () nothing()              { undefined() }
func (a, b T) several()        { a.x() }

type T struct{}
type I interface{ m[P any](P) }

func slices(s []int) {
	_ = s[::1]
	_ = s[1:2:] + 1
	_ = '' + 1
	_ = "\q" + 1
	_ = 0x + s
	_ = 08 + "a"
	_ = 1_ + s
	defer (slices(s))
	go (slices)("a")
L:
	x := 1
	break
	goto M
}
