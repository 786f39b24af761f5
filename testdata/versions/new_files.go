//go:build go1.27

package p

// A file that asks for a newer language than its module may have.

func integers(n int) {
	for i := range 10 { _ = i }
}

func functions(seq func(func(int) bool)) {
	for x := range seq { _ = x }
}

type Vector[T any] = []T

func pointers() {
	_ = new(1)
	_ = min(1, 2)
}

type List[T any] struct{}

func (l List[T]) Each[U any](u U) {}
func each(l List[int])            { l.Each(1); l.Each(undefined) }
