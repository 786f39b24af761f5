package cases

// What shaped code knows of its type parameters.

import "encoding/base32"
import "encoding/base64"

type num interface{ ~int8 | ~int | ~uint64 | ~float64 }

// A constant has a type parameter's type at once: no conversion, no cost.
func constants[T num](n T) (r []T) {
	for i := T(0); i < n; i++ {
		r = append(r, i+1, T(2.0))
	}
	return
}

// The parameters of a function of a core type are type parameters, not their shapes.
func compose[F func(A) B, A, B any](f, g F, a A) B {
	f(a)
	return g(a)
}

// Words of a dictionary that stand in dead code are not there.
const known = true

func dead[T any](v T) int {
	if known {
		return len(map[int]any{1: v})
	}
	m := map[string]T{"": v}
	var x any = m
	_, ok := x.([]T)
	if ok || !known {
		return alive[[2]T]([2]T{v})
	}
	return 0
}

func alive[T any](v T) int {
	if !known || v2(v) {
		return 1
	} else if known {
		panic("x")
	}
	var x any = []T{v}
	return len(x.([]T))
}

func v2[T any](v T) bool { var x any = v; return x != nil }

// A dictionary of a promoted method is where the method is.
type cell[T any] struct{ v T }

func (c *cell[T]) put(v T) any { c.v = v; return []T{v} }

type holder[T any] struct{ *cell[T] }

func (h holder[T]) own() T { return h.v }

// Types declared in functions, as shapes.
func local() []any {
	type member struct{ name string }
	list := []member{{"x"}}
	return collect(list, func(m member) string { return m.name })
}

func collect[S ~[]E, E any, R any](s S, f func(E) R) (out []any) {
	for _, e := range s {
		out = append(out, f(e))
	}
	return
}

// Method values of types with the same name.
var encoders = []func([]byte, []byte) []byte{base32.StdEncoding.AppendEncode, base64.StdEncoding.AppendEncode}

func use(f func(error) int, e error) any {
	constants[int8](3)
	constants(3.5)
	compose(f, f, e)
	dead("")
	h := holder[string]{&cell[string]{}}
	var i interface{ own() string } = h
	return i
}
