package p

// What the language got over time, each too early for some version of go.mod.

// go1.9: aliases; go1.13: number literals, signed shifts; go1.14: overlapping interfaces.
type Alias = int

const (
	binary = 0b101
	octal  = 0o17
	hex    = 0x1p-2
	sep    = 1_000
	imag   = 0x1i
)

type Reader interface{ Close() error; Read() }
type Writer interface{ Close() error; Write() }
type Both interface{ Reader; Writer }
type Twice interface{ Close() error; Writer }

func shifts(n int) int { return 1<<n + n>>n }

// go1.17: slice to array pointer; go1.20: slice to array.
func arrays(s []int) [2]int {
	_ = (*[2]int)(s)
	return [2]int(s)
}

// go1.18: generics.
type Number interface{ ~int | ~float64 }
type List[T any] struct{ next *List[T] }
type Union interface{ int | string }
type Embedded interface{ int }

func (l *List[T]) Push(x T)                   {}
func Map[T, U any](s []T, f func(T) U) []U    { return nil }
func instantiate() {
	_ = Map[int, string]
	_ = Map([]int{}, func(int) string { return "" })
	var _ List[int]
	var _ any
	var _ = func(x comparable) {}
}

// go1.20: comparable is satisfied by interfaces.
func Equal[T comparable](a, b T) bool { return a == b }
func interfaces(x, y interface{}) bool { return Equal(x, y) }

// go1.21: min, max, clear; inference from assignments and of generic arguments.
func builtins(s []int, m map[string]int) {
	_ = min(1, 2)
	_ = max(s[0], s[1])
	clear(s)
	clear(m)
	var f func([]int, func(int) string) []string = Map
	apply(id)
	_ = f
}
func id[T any](x T) T        { return x }
func apply(f func(int) int)  {}

// go1.22: range over integers; loop variables per iteration.
func integers(n int) {
	for i := range 10 { _ = i }
	for range n {}
}

// go1.23: range over functions.
func functions(seq func(func(int) bool)) {
	for x := range seq { _ = x }
	for range seq {}
}

// go1.24: generic aliases.
type Vector[T any] = []T
type Pair[K comparable, V any] = struct{ k K; v V }

// go1.26: new of an expression, types that refer to themselves in their parameters.
func pointers() {
	_ = new(1)
	_ = new(id(2))
	_ = new(struct{ x int }{1})
}

type Ordered[T Ordered[T]] interface{ Less(T) bool }

// go1.27: methods with type parameters.
func (l *List[T]) Each[U any](f func(T) U) []U { return nil }
func methods(l *List[int]) {
	_ = l.Each(func(int) string { return "" })
	_ = l.Each[string]
}
