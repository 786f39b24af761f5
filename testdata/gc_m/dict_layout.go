package p

import "unsafe"

type list[T any] struct {
	head *node[T]
	n    int
}

type node[T any] struct {
	v    T
	next *node[T]
}

func (l *list[T]) push(v T) {
	l.head = &node[T]{v, l.head}
	l.n++
}

func (l *list[T]) each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.v)
	}
}

func (l *list[T]) swap(old, new *T) bool {
	return unsafe.Pointer(old) == unsafe.Pointer(new)
}

func newNode[T any](v T) *node[T] { return &node[T]{v: v} }

func same[T any](p T) T { return p }

func twice[T any](v T) (*node[T], *node[T]) {
	a := newNode(v)
	b := newNode[T](v)
	return a, b
}

func through[T any](p *T) unsafe.Pointer {
	q := same(p)
	return unsafe.Pointer(q)
}

func typed[T any]() any { return (*T)(nil) }

type embedding[T any] struct{ plain }

type plain struct{}

func (plain) m() int { return 1 }

func shapedReceiver[T any]() int {
	var i interface{ m() int } = embedding[T]{}
	return i.m()
}

func use() int {
	var l list[int]
	l.push(1)
	l.each(nil)
	l.swap(nil, nil)
	a, _ := twice("a")
	_ = a
	through(new(int))
	typed[string]()
	return shapedReceiver[int]()
}
