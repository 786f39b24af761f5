// Package assembly has functions that its assembly files define or mention.
package assembly

import "unsafe"

var kept []*int

func defined(p *int, s []*int) *int

//go:noescape
func kind(p *int) *int

func macro(p *int)

func excluded(p *int) { kept = append(kept, p) }

func called(p, q *int) { kept = append(kept, p) }

func address(p unsafe.Pointer) unsafe.Pointer { return p }

func unmentioned(p *int) { kept = append(kept, p) }

func use() {
	x := 1
	defined(&x, nil)
	kind(&x)
	macro(&x)
}
