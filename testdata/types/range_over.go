package p

// Range over integers and functions.

type MyInt int
type Seq[V any] func(yield func(V) bool)
type Seq2[K, V any] func(yield func(K, V) bool)
type S struct{ i int }

func (s S) All(yield func(int) bool)            {}
func (s *S) Ptr(yield func(int, string) bool)   {}
func (s S) Two(yield func(int, int, int) bool)  {}

func integers() {
	for i := range 10.0 { _ = i }
	for i := range 1.5 { _ = i }
	for i := range "a" + 1 { _ = i }
	for i := range 'a' { var _ int = i }
	for i, j := range 10 { _, _ = i, j }
	for range 1e3 {}
	for range 1e100 {}
	for i := range -1 { _ = i }
	for i := range 1 << 63 { _ = i }
	for i := range 1 << 64 { _ = i }
	for i := range nil { _ = i }
	for i := range true { _ = i }
	for i := range 1i { _ = i }
	var f float64
	for f = range 10 {}
	for f = range 10.0 {}
	var b byte
	for b = range 256 {}
	for b = range 255 {}
	for b = range b {}
	var u uint = 3
	for b = range u {}
	var s string
	for s = range 3 {}
	for i := range u { var _ int = i }
	for i := range MyInt(3) { var _ int = i }
	for i := range &u { _ = i }
	const big = 1 << 40
	var i8 int8
	for i8 = range big {}
	for 1 = range 3 {}
	for x.y = range 3 {}
	for _ = range 3 {}
	for _, _ = range 3 {}
	var any1 any
	for any1 = range 3 {}
	for i := range 3 { i := i }
	for i := range int { _ = i }
	for i := range integers { _ = i }
	for i := range integers() { _ = i }
	for i := range i { }
	for unused := range 5 {}
	for i := range 5 { i = "a" }
	for i := range uint8(300) { _ = i }
	for range f {}
	for range complex(1, 2) {}
	for i := range uintptr(3) { var _ uint = i }
	var p *int
	for *p = range 5 {}
	for *p, *p = range 5 {}
	var m map[string]float32
	for m["a"] = range 5 {}
	var arr [3]int
	for arr[5] = range 3 {}
}

func functions() {
	for range func() {} {}
	for range func(int) {} {}
	for range func(func()) {} {}
	for range func(func() bool) {} {}
	for x := range func(func() bool) {} { _ = x }
	for x, y := range func(func(int) bool) {} { _, _ = x, y }
	for x, y := range func(func(int, string) bool) {} { x = y; y = x }
	for x := range func(func(int, string) bool) {} { var _ string = x }
	for range func(func(int, string, bool) bool) {} {}
	for range func(func(int)) {} {}
	for range func(func(int) int) {} {}
	for range func(func(int) bool) bool { return true } {}
	for range func(func(int) bool, int) {} {}
	for range func(func(...int) bool) {} {}
	for x := range func(func(...int) bool) {} { var _ int = x }
	for range func(...func(int) bool) {} {}
	for range func(func(int) (bool, error)) {} {}
	type B bool
	for range func(func(int) B) {} {}
	type Y func(int) bool
	for x := range func(Y) {} { var _ string = x }
	var s S
	for x := range s.All { var _ string = x }
	for x, y := range s.All {}
	for x := range s.Ptr { _ = x }
	for x := range (S{}.Ptr) { _ = x }
	for x := range s.Two { _ = x }
	for x := range s.Missing { _ = x }
	for x := range S.All { _ = x }
	var seq Seq[int]
	for x := range seq { var _ string = x }
	for x, y := range seq { _, _ = x, y }
	var seq2 Seq2[int, string]
	for x, y := range seq2 { var _ int = y; _ = x }
	for x, y, z := range seq2 {}
	var n int
	for n = range seq2 {}
	for n, n = range seq2 {}
	for _, n = range seq2 {}
	for n, _ = range seq {}
	var nilf func(func(int) bool)
	for range nilf() {}
	for range *nilf {}
	for range &nilf {}
	var pf *Seq[int]
	for range pf {}
	for range Seq[int] {}
	for range Seq {}
}

func typeParams[T int | uint, U int | float64, F func(func(int) bool), G func(func(int) bool) | func(func(string) bool), H ~int | ~func(func(int) bool), C any](t T, u U, f F, g G, h H, c C) {
	for i := range t { var _ int = i; var _ T = i }
	for i := range u { _ = i }
	for i := range f { var _ string = i }
	for i := range g { _ = i }
	for i := range h { _ = i }
	for i := range c { _ = i }
	for i, j := range t { _, _ = i, j }
	for i, j := range f { _, _ = i, j }
	var k T
	for k = range 10 {}
	for k = range t {}
	var l int
	for l = range t {}
}

func others() {
	var c chan int
	for x, y := range c { _, _ = x, y }
	var so chan<- int
	for range so {}
	var ro <-chan int
	for x := range ro { x = "" }
	for k, v := range map[string]int{} { k = v; v = k }
	for k, v := range "abc" { k = v; v = k }
	for k, v := range [3]string{} { k = v }
	var pa *[3]string
	for k, v := range pa { k = v }
	var ps *[]string
	for k, v := range ps { k = v }
	var pm *map[int]int
	for range pm {}
	var e error
	for range e {}
	for range struct{}{} {}
	for k, k := range "abc" { _ = k }
}

func control() (int, error) {
	for range func(func() bool) {} {
		return
	}
	for range func(func() bool) {} {
		return 1
	}
	for range func(func() bool) {} {
		return 1, "a"
	}
	for range 10 { defer 1 }
	for i := range 10 { go i }
}

func missing() int {
	for range 10 { return 1 }
}

func missing2() int {
	for range func(func() bool) {} { return 1 }
}

func missing3() int {
	for { break }
}
