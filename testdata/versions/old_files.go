//go:build go1.21

package p

// A file that asks for an older language than its module does.

func integers(n int) {
	for i := range 10 { _ = i }
	for range n {}
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
func each(l List[int])            { l.Each(1) }
