package p

import "unsafe"

// An instance of a generic type that contains itself stands where it was written first.
type Box[E any] struct{ Box[E] }

const (
	direct   = unsafe.Sizeof(Box[int]{})
	embedded = unsafe.Sizeof(struct{ Box[int] }{})
)

// One that only the other's expansion needs stands there, too.
type Left[E any] struct{ right Right[E] }
type Right[E any] struct{ left Left[E] }

const mutual = unsafe.Sizeof(Left[string]{})

// A type is looked into before it is found to contain itself: it stays what it is.
type Known struct{ known Known }

func (Known) method() {}

var _ = Known.method

// And this one does not.
type Unknown struct{ unknown Unknown }

func fields(k Known, u Unknown) {
	_, _ = k.none, u.none
	_, _ = k.known.known, u.unknown.unknown
	Known{}.known = 1
	Unknown{}.unknown = 1
}
