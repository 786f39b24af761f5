package main

// What a go or defer statement evaluates at once, beside the arguments that are written: dictionaries of generic functions, the
// runtime types that `delete` and `copy` need of type parameters, the values of a call that gives several.

import "math"

type box[T any] struct{ v T }

func (b *box[T]) set(x T) {
	for range 10 {
		b.v = x
	}
}

func store[T any](x T, p *T) {
	for range 10 {
		*p = x
	}
}

func swap(a, b *int) (x, y *int) {
	for range 10 {
		x, y = b, a
	}
	return x, y
}

func pair() (x, y *int) {
	for range 10 {
		x, y = new(int), new(int)
	}
	return x, y
}

func dictionaries(n int) {
	b := &box[int]{n}
	defer store(n, &b.v)
	go store(n, new(int))
	defer b.set(n)
	go b.set(n + 1)
}

func shaped[K comparable, V any](m map[K]V, k K, s []V) {
	b := &box[V]{}
	defer store(s[0], &b.v)
	go b.set(s[1])
	defer delete(m, k)
	defer clear(m)
	defer copy(s, s[1:])
	defer print(len(s))
	go copy(s, s)
}

func values() {
	defer swap(pair())
	func() {
		defer swap(pair())
	}()
	go func(a, b *int) {
		n := *a
		go swap(a, b)
		defer swap(pair())
		println(n)
	}(pair())
	// A function of another package is read here for the first time.
	defer math.Ldexp(math.Frexp(2))
}

func main() {
	dictionaries(1)
	shaped(map[string]int{}, "", []int{1, 2})
	values()
}
