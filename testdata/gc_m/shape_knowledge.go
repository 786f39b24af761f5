package cases

// Type parameters where the shape alone does not say what gc knows: switches, method values, dictionaries; names of embedded fields.

import "unsafe"

type fooer interface{ foo() }

type comparableFoo interface {
	comparable
	foo()
}

func g[T comparableFoo](i fooer, e error, a any) int {
	var t T
	switch i {
	case t:
		return 1
	}
	switch t {
	case i:
		return 2
	case t:
		return 3
	}
	switch a {
	case e:
		return 4
	case 1, "x", t:
		return 5
	}
	switch e {
	case a:
		return 6
	}
	switch e {
	case nil:
		return 6
	}
	return 0
}

type my int

func (my) foo() {}

func use() { g[my](my(1), nil, nil) }

type number interface{ ~int8 | ~int }

func h[T number](x T) int {
	switch x {
	case 1, 2:
		return 1
	}
	return 2
}
func use2() { h(1); h(int8(1)) }

type A[T any] interface{ m() T }

func mv[T any](a A[T]) func() T { return a.m }

type Z struct{}

func (Z) m() int { return 1 }
func use3() { mv[int](Z{}) }

type pair[T any] struct {
	a T
	b int8
	c T
}

func (p *pair[T]) offsets() (uintptr, uintptr, uintptr) {
	return unsafe.Offsetof(p.b), unsafe.Offsetof(p.c), unsafe.Alignof(p.c)
}

func offsets() []uintptr {
	a, b, c := new(pair[any]).offsets()
	d, e, _ := new(pair[int8]).offsets()
	return []uintptr{a, b, c, d, e}
}

func add[T string | []byte](buf *[]byte, s T) { *buf = append(*buf, s...) }

func addBoth(buf *[]byte) {
	add(buf, "x")
	add(buf, []byte{1})
}

func compare[T comparable](p A[T]) bool {
	x, ok := p.(any)
	return ok && x != p
}

func useCompare(p A[int]) bool { return compare(p) }

func parentheses(c chan chan int, m chan map[string]int) {
	c <- make(chan int)
	m <- make(map[string]int)
}

type lowercase struct{ n int }

type embeds[T any] struct{ t T }

func embedded() []any {
	type lowercase struct{ m int }
	type byteAlias = byte
	return []any{
		embeds[struct{ int }]{}, embeds[struct{ lowercase }]{}, embeds[struct{ byteAlias }]{}, embeds[struct{ error }]{},
		embeds[struct{ *lowercase }]{}, embeds[struct{ Z }]{},
	}
}

func embeddedHere() []any { return []any{embeds[struct{ lowercase }]{}} }
