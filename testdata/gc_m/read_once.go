package cases

// A type that does not depend on type arguments is read once, though the declaration of an instance mentions it again: its wrappers
// come where gc has it complete first.

type base struct{ x int }

func (b *base) self() *base { return b }

type node struct {
	base
	next *node
}

func (n *node) made() held[int]  { return held[int]{} }
func (n *node) shown(positioned) {}

type held[T any] struct {
	of  *node
	one T
}

type positioned interface{ at() int }
type sized interface{ size() int }

func f(n *node) *node { return n.made().of }
func g(sized)         {}
