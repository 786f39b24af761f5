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

func main() {
	results[int]()
	grouped[int]()
	loops[int]()
	unnamed[int]()
}
