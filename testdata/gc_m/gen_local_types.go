package main

// A type declared in a generic function is instantiated with the function: it has the function's type arguments in its name, and
// its parts have their sizes and pointers.

func chain[T any](x T) any {
	type node struct {
		v    T
		next *node
	}
	n := &node{v: x}
	n.next = &node{v: n.v}
	m := append([]node{{v: x}}, *n.next)
	return m[0].v
}

func compared[T comparable](x, y T) bool {
	type pair struct{ a, b T }
	var q any = pair{x, y}
	r, ok := q.(pair)
	return ok && r.a == r.b
}

func plain[T any]() any {
	type number struct{ n int }
	return &number{1}
}

func lists[T any](x T) int {
	type list []T
	l := list{x, x}
	f := func(l list) list { return append(l, l...) }
	return len(f(l))
}

type box[T any] struct{ v T }

func (b box[T]) inner() any {
	type in struct {
		b box[T]
		m map[int]T
	}
	return in{b: b, m: make(map[int]T)}
}

// Such a type as an argument of another instance.
func nested[T any](x T) any {
	type a struct{ v T }
	type b struct {
		a a
		l []a
	}
	y := b{a{x}, []a{{x}}}
	return box[a]{y.a}
}

func main() {
	chain(1)
	chain("a")
	chain(new(int))
	compared(1, 2)
	compared("a", "b")
	plain[int]()
	lists(1)
	lists("")
	box[string]{}.inner()
	nested(1)
	nested("")
}
