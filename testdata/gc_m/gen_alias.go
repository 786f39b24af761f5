package main

// Instances of generic aliases: what they stand for has the shapes of their arguments, so the same type spelled with and without an
// alias makes two instances for shapes. Spelled again an alias is the same word of a dictionary; a type argument that it leaves
// out still makes what is spelled with it depend on the dictionary.

type pair[A, B any] struct {
	first  A
	second B
}

func (p *pair[A, B]) left() *A { return &p.first }
func (p pair[A, B]) right() B  { return p.second }

type (
	run[A any]        = pair[A, []A]
	runs[A any]       = run[run[A]]
	leaves[A, B any]  = pair[int, A]
	pointer[A any]    = *pair[A, string]
	throughout[A any] = leaves[string, A]
)

func make1[T any]() *T      { return new(T) }
func box[T any](x T) any    { return x }
func same[T any](x T) T     { return x }
func use[T any]() any       { return make1[run[run[T]]]().left() }
func plain[T any]() any     { return make1[pair[pair[T, []T], []pair[T, []T]]]().left() }
func chained[T any]() any   { return make1[runs[T]]().right() }
func leftOut[T any]() any   { return box(same(*make1[leaves[string, T]]())) }
func leftOut2[T any]() any  { return make1[throughout[T]]().right() }
func byPointer[T any]() any { return same[pointer[T]](new(pair[T, string])) }

func again[T any]() any {
	zero := func() run[T] { var z run[T]; return z }
	return box(zero())
}

type holder[T any] struct {
	one  run[T]
	many *runs[T]
	none leaves[int, T]
}

func (h *holder[T]) get() *T    { return h.one.left() }
func (h *holder[T]) none1() any { return h.none }

type lefter[T any] interface{ left() *T }

func convert[T any](p *run[T]) lefter[T] { return p }

func values[T any]() any {
	f := (*run[T]).left
	g := make1[runs[T]]().right
	_, ok := any(f).(func(*run[T]) *T)
	return []any{g, ok, map[string]run[T]{}}
}

func main() {
	println(use[int](), use[string](), plain[int](), chained[string]())
	println(leftOut[int](), leftOut2[[]byte](), byPointer[bool](), again[*int]())
	h := new(holder[int])
	println(h.get(), h.many, h.none1(), convert[string](nil), values[int]())
}
