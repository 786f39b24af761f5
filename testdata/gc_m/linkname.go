package cases

// Functions with a linkname are wrapped for the other calling convention.

import _ "unsafe"

var kept []*int

//go:linkname pushed example.com/elsewhere.pushed
func pushed(p, _ *int, q []*int) {
	kept = append(kept, p)
	*q[0] = 1
}

//go:linkname own
func own(a, b string) (first string, _ int, rest string) { return a, 1, b }

//go:linkname one
func one(p **int) *int { return *p }

//go:linkname none
func none() { kept = nil }

//go:linkname variadic
func variadic(list ...*int) []*int { return list }

//go:linkname scalar
func scalar(n int) (p *int) { return &n }

//go:linkname recursive
func recursive(p *int, n int) {
	if n == 0 {
		kept = append(kept, p)
		return
	}
	recursive(p, n-1)
}

//go:linkname variable
var variable func(*int)

func free(p *int) { kept = append(kept, p) }
