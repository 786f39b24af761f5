package main

// Method expressions of methods that a generic type has from the types that it embeds.

type E struct{}

func (E) Plain()    {}
func (*E) Pointer() {}

type G[A any] struct{ a A }

func (G[A]) Value(x A) A { return x }

type X[T any] struct{ E }

type Y[T any] struct{ *E }

type Z[T any] struct{ G[[]T] }

type M[T any] interface{ M(T) }

type I[T any] struct{ M[T] }

func generic[T any]() {
	_ = Z[T].Value
}

func main() {
	_ = X[int].Plain
	_ = (*X[int]).Pointer
	_ = Y[int].Pointer
	_ = Z[string].Value
	_ = (*Z[string]).Value
	_ = M[int].M
	f := Z[int].Value
	_ = f
	generic[int]()
}
