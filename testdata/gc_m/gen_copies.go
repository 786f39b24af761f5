package p

import "errors"

// A literal copied into an instance has no lines for its parameters.
func each(list []*int) func(yield func(*int) bool) {
	return func(yield func(*int) bool) {
		for _, p := range list {
			if !yield(p) {
				return
			}
		}
	}
}

func collect[T any](list []*int, conv func(*int) T) []T {
	var out []T
	for p := range each(list) {
		out = append(out, conv(p))
	}
	return out
}

// Nothing is converted where an element of a shape is assigned to another.
func reverse[S ~[]E, E any](s S) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

type box[T any] struct{ p *T }

func (b *box[T]) get() *T  { return b.p }
func (b *box[T]) set(p *T) { b.p = p }

// The type argument of the field's type is a type that is being read.
type entry[K any] struct {
	next box[entry[K]]
	key  K
}

func (e *entry[K]) last() *entry[K] {
	for e.next.get() != nil {
		e = e.next.get()
	}
	return e
}

type writer struct{}

// The wrapper for the pointer type returns both values.
func (writer) write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	return 0, errors.New("no")
}

type words []uint

func use(list []*int, w words) int {
	reverse(w)
	reverse(list)
	e := &entry[string]{}
	e.next.set(e.last())
	return len(collect(list, func(p *int) int { return *p }))
}
