package main

// The words of a dictionary are told apart by where their types come from: a parameter of a literal is what the literal spells,
// the literal that the body of a loop over a function becomes has a type of its own. The lengths stand in the signatures.

func results[T any]() {
	f := func() *T { return nil }
	g := func(p *T) {}
	for range 10 {
		p := f()
		g(p)
	}
}

func grouped[T any]() {
	_ = func() {
		f := func(a, b *T, rest ...*T) (*T, []*T) { return a, rest }
		x, y := f(nil, nil, nil)
		a, b := f(x, x, y...)
		_, _ = a, b
	}
}

func loops[T any]() {
	f := func(yield func(*T) bool) {}
	for v := range f {
		println(v)
	}
}

func unnamed[T any]() {
	f := func(yield func(*T, []T) bool) {}
	for range f {
	}
}

type two[A, B any] struct {
	a A
	b B
}

func (t two[A, B]) first() A { return t.a }

type list[E any] []E

func each[E any](s []E) func(func(int, E) bool) {
	return func(yield func(int, E) bool) {
		for i, x := range s {
			if !yield(i, x) {
				return
			}
		}
	}
}

func same[E any](e E) E { return e }

// What type arguments are put into is made of them: fields, methods' results, elements, results of calls.
func put[T, K any]() {
	_ = func() {
		p := two[*K, []T]{}
		q := p.a
		r := p.first()
		_, _ = q, r
	}
}

func elements[T, K any]() {
	_ = func() {
		var l list[*K]
		for _, e := range l {
			_ = e
		}
		for _, x := range each(make([]func(T), 2)) {
			_ = x
		}
	}
}

func addresses[T, K any]() {
	_ = func() {
		var x struct {
			a T
			b *K
		}
		p := &x
		q := &p
		y := same(same(**q))
		_ = y
	}
}

func main() {
	put[int, string]()
	elements[int, string]()
	addresses[int, string]()
	results[int]()
	grouped[int]()
	loops[int]()
	unnamed[int]()
}
