// Comparing and hashing functions that come with runtime type descriptors, where the conversions that need these are in functions of
// the library that are inlined, or in instances of its generic functions.
package main

import (
	"cmp"
	"errors"
	"os"
	"reflect"
	"sync"
)

type words struct {
	a, b string
	c    any
}

func (w words) Error() string { return w.a }

type nested struct {
	s [3]string
	t struct{ x, y any }
}

func (*nested) Error() string { return "" }

// Nothing but a type argument of the library's functions.
type flag struct{ on, known string }

func (f flag) Error() string { return f.on }

func find(err error) (string, bool) {
	w, ok := errors.AsType[words](err)
	if n, is := errors.AsType[*nested](err); is {
		return n.s[0], ok
	}
	return w.a, ok
}

func assert(v reflect.Value) (flag, bool) { return reflect.TypeAssert[flag](v) }

func first(a, b words) string { return cmp.Or(a, b).a }

func once() func() (words, error) {
	return sync.OnceValues(func() (words, error) { return words{}, os.ErrNotExist })
}

func main() {
	a, known := find(nil)
	f, ok := assert(reflect.Value{})
	w, err := once()()
	println(a, known, f.on, ok, w.a, err)
	println(first(words{}, words{a: "a"}))
	println(errors.Is(words{}, &nested{}))
}
