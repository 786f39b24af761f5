package main

// The type arguments of an instance are read before it: the bodies of their methods wait on the reading stack below the
// instance's. Here nothing but the instance mentions them.

type price int

func (p price) atLeast() price { return larger(p, 1) }

type label string

func (l label) known() label { return larger(l, "?") }

type pair[T any] struct{ a, b T }

type weight uint8

func (w weight) halves() pair[weight] { return pair[weight]{larger(w/2, 1), w / 2} }

func larger[T interface {
	~int | ~string | ~uint8
}](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func size[T any]() int { return len([]T(nil)) }

func (p pair[T]) size() int { return 2 * size[T]() }

type generic struct{}

func (generic) count[T any]() int { return size[*T]() }

var (
	prices = size[price]()
	labels = size[label]
	sized  = pair[int].size
	method = generic{}.count[weight]()
)

func main() { println(prices, labels(), sized(pair[int]{}), method) }
