package main

// Methods promoted from an embedded instance of an interface take no dictionary; an alias with shapes among its type arguments is an
// instance for shapes; the blank label is none.

type getter[E any] interface{ get() E }

type holds[A any] struct{ getter[A] }

type part[A any] struct{ a A }

func (p part[A]) first() A { return p.a }

type both[A any] struct {
	part[A]
	getter[A]
}

type listed[A any] = part[[]A]

func promoted[T any]() {
	h := holds[T]{}
	var g getter[T] = h
	g.get()
	b := both[T]{}
	g = b
	b.first()
}

func aliased[T any]() int {
	l := listed[part[T]]{}
	m := listed[func(...T)]{}
	return len(l.first()) + len(m.first())
}

func blank() {
_:
}

func main() {
	promoted[int]()
	promoted[[2]int]()
	aliased[int]()
	blank()
}
