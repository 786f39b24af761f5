package cases

// Recursive generic types: what is read before it becomes a shape, and what while its declaration is not complete.

import "unsafe"

type ptr[T any] struct {
	_ [0]*T
	v unsafe.Pointer
}

func (p *ptr[T]) load() *T   { return (*T)(p.v) }
func (p *ptr[T]) store(x *T) { p.v = unsafe.Pointer(x) }

type hmap[K any] struct {
	root ptr[indirect[K]]
	seed K
}

type node[K any] struct{ isEntry bool }

type indirect[K any] struct {
	node[K]
	parent   *indirect[K]
	children [4]ptr[node[K]]
}

type entry[K any] struct {
	node[K]
	overflow ptr[entry[K]]
	key      K
}

func (h *hmap[K]) load(k K) *K {
	i := h.root.load()
	n := i.children[0].load()
	if !n.isEntry {
		return nil
	}
	return n.entry().lookup()
}

func (n *node[K]) entry() *entry[K]       { return (*entry[K])(unsafe.Pointer(n)) }
func (n *node[K]) indirect() *indirect[K] { return (*indirect[K])(unsafe.Pointer(n)) }
func (e *entry[K]) lookup() *K {
	for e != nil {
		e = e.overflow.load()
	}
	return &e.key
}

type M struct{ m hmap[any] }

func (m *M) get(k any) any { return *m.m.load(k) }
