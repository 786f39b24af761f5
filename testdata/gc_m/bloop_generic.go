package p

import (
	"slices"
	"testing"
)

// A dictionary is an argument like any other, and a variable: it is kept alive by its name.

func use[T any](x T) {
	for range 10 {
		println(&x)
	}
}

type box[T any] struct{ v T }

func (b *box[T]) set(x T) {
	for range 10 {
		b.v = x
	}
}

func Bench(b *testing.B) {
	for b.Loop() {
		s := []int{3, 2, 1}
		slices.SortFunc(s, func(a, b int) int { return a - b })
		use(1)
		use(s)
		x := box[int]{1}
		x.set(2)
		f := x.set
		f(1)
	}
}

func shaped[T any](b *testing.B, v T) {
	for b.Loop() {
		x := box[T]{v}
		x.set(v)
		use(x)
	}
}

func Shaped(b *testing.B) { shaped(b, 1) }
