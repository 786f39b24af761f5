package p

// Interfaces as constraints, type sets, comparable.

type Int interface{ int }
type Ints interface{ int | int8 | MyInt }
type Tilde interface{ ~int | ~MyInt }
type MyInt int
type Overlap interface{ ~int | int }
type Overlap2 interface{ ~int | MyInt }
type Overlap3 interface{ int | int }
type Empty interface{ int; string }
type Empty2 interface{ int | string; float64 }
type Mixed interface{ ~int; String() string }
type TermIface interface{ int | fmtStringer }
type TermIface2 interface{ int | interface{ m() } }
type TermIface3 interface{ int | any }
type TermIface4 interface{ int | comparable }
type TermIface5 interface{ int | interface{ comparable } }
type TermParam[P any] interface{ int | P }
type TermParam2[P any] interface{ ~P }
type TermParam3[P any] interface{ P }
type TildeIface interface{ ~any }
type TildeErr interface{ ~error }
type TildeNamed interface{ ~MyInt }
type Cyc interface{ Cyc }
type Cyc1 interface{ Cyc2 }
type Cyc2 interface{ int | Cyc1 }
type Dup interface{ m(); m() }
type Dup2 interface{ m(); D3 }
type D3 interface{ m(int) }
type D4 interface{ m() }
type Dup5 interface{ D3; D4 }
type Dup6 interface{ m(); D4 }
type NotIface interface{ MyInt; []int }
type PtrTerm interface{ *int | *string }
type fmtStringer interface{ String() string }
type Emb interface{ *fmtStringer }
type Emb2 interface{ undefined }
type Emb3 interface{ comparable; m() }
type Emb4 interface{ Emb3 | int }
type Blank interface{ _() }
type Blank2 interface{ int | _ }

var v1 Int
var v2 Ints = 1
var v3 interface{ ~int }
var v4 comparable
var v5 interface{ comparable }
var v6 []Int
var v7 map[Int]Ints
var v8 func(Int) Ints
var v9 chan Mixed
var v10 struct{ f Int }
var v11 *Int
var v12 Emb3
var v13 any = Int(nil)
var v14 = []Int{}
var v15 = Int(1)
var v16 fmtStringer = MyInt(1)
var v17 = v16.(Int)
var v18 interface{ Int }

func par(x Int, y ...Ints) Mixed { return nil }

func (Int) m() {}

func f1[T Int](x T)         { var _ int = x; x = 1; x = 1.5; x = "a" }
func f2[T Ints](x T)        { x = 200; x = 100; x++; _ = x << 1; _ = -x; _ = !x }
func f3[T Tilde](x T)       { _ = int(x); _ = string(x); _ = float64(x); _ = []byte(x) }
func f4[T Empty](x T)       { x = 1; _ = x + x; for range x {} }
func f5[T comparable](x T)  { _ = x == x; _ = x < x; _ = x == nil; _ = map[T]int{x: 1} }
func f6[T any](x T)         { _ = x == x; _ = map[T]int{}; switch x { case x: } }
func f7[T PtrTerm](x T)     { _ = *x; *x = 1; x = nil; _ = x == nil }
func f8[T []int | map[int]string](x T) { _ = x[0]; x[0] = 1; _ = len(x); _ = x[:]; delete(x, 1); _ = append(x, 1) }
func f9[T []int | [4]int | string](x T) { _ = x[0]; _ = x[:]; _ = x[5]; _ = x["a"]; _ = cap(x); _ = &x[0]; for i, v := range x { _ = i; _ = v } }
func f10[T struct{ f int } | struct{ f int; g int }](x T) { _ = x.f; x.f = 1; _ = T{}; _ = T{1} }
func f11[T interface{ f() } | int](x T) { x.f() }
func f12[T interface{ *A; m() }, A any](x T) { x.m(); _ = *x; x.n() }
func f13[T ~func(int) string | ~func(int) int](f T) { f(1); _ = f("a") }
func f14[T chan int | chan<- int](c T) { c <- 1; <-c; close(c); c <- "a"; _ = len(c) }
func f15[T chan int | chan string](c T) { <-c; c <- 1 }
func f16[T ~int, U ~string](t T, u U) { _ = t + u; t = T(u); u = U(t); _ = t == u; var _ T = 1; var _ U = 1 }
func f17[T int | string](x T) { switch any(x).(type) { case int: case T: case T: }; switch x.(type) {} }
func f18[T int | []int](x T) { _ = x == x; _ = x < x }
func f19[T int8 | uint16](x T) { const c T = 1; _ = x + 1000; _ = x * -1; _ = 1 << x; _ = x / 0 }
func f20[T float32 | int](x T) { _ = x % 2; _ = x & 1; x += 0.5; x /= 0 }
func f21[T complex64 | complex128](x T) { _ = real(x); _ = imag(x); _ = complex(x, x); _ = x < x }
func f22[T, T any](x T) {}
func f23[T U, U T](x T) {}
func f24[T *T](x T) {}
func f25[T interface{ m(T) }](x T) { x.m(x); x.m(1) }
func f26[T []T](x T) { x[0] = x; x[0] = 1 }
func f27[_ any, _ any](x _) {}
func f28[T func()](T T) { T() }
func f29[T any](x T) T { type T int; return x }
func f30[T any, P interface{ *T }](x T, p P) { *p = x; p.foo(); x.foo(); _ = p.x }
func f31[T [2]int | [3]int](x T) { const n = len(x); _ = [len(x)]int{}; var _ T = T{1, 2, 3} }
func f32[T ~[]E, E any](x T) { var _ []E = x; var e E = x[0]; x = e; x = []E{}; _ = T([]E{}) }
func f33[K comparable, V any, M ~map[K]V](m M) { for k, v := range m { k = v; v = k }; m[1] = 2 }
func f34[T interface{ int | string }, S interface{ T }](x S) {}
func f35(x interface{ int }) {}
func f36[T interface{ ~struct{ X int } }](x T) { _ = x.X }
func f37[T any]() { f37[*T]() }
func f38[T any](n int) { f38[[]T](n - 1); var _ = f39[T] }
func f39[T any](x T) { f38[map[string]T](1) }

func inst() {
	f1(1); f1(int8(1)); f1(MyInt(1)); f1("a")
	f2(int16(1)); f2[MyInt](1); f2[int32](1)
	f3(MyInt(1)); f3[string]("")
	f5([]int{}); f5(func() {}); f5(struct{ f []int }{}); f5(any(1)); f5[any](nil); f5[error](nil); f5[[2]func()]([2]func(){}); f5[Emb3](nil); f5[*[]int](nil); f5[chan func()](nil)
	f7(new(bool)); f7[*int](nil)
	f10(struct{ f int }{}); f10(struct{ f string }{})
	f12[*int]; f12[*int](nil)
	f13(func(int) bool { return true })
	f16(1, "a"); f16("a", 1); f16[MyInt](1, 2)
	f25(1)
	f30[int, *int](1, nil); f30[int, *string](1, nil); f30[int, int](1, 1); f30(1, new(string))
	f32([]int{1}); f32(1); f32[[]int, string](nil)
	f33(map[string]int{}); f33(map[[]int]int{})
	_ = f6
	_ = f6[Int]
	_ = f6[int, int]
	_ = f1[undefined]
	var _ G1[string]
	var _ G1[int]
	var _ G2[int, string]
	var _ G2[int]
	var _ G3[G3[int]]
	var _ G1[G1[int]]
	_ = G1[string]{}
	type L G1[bool]
	type LL[T any] G1[T]
	var _ LL[string]
}

type G1[T int | MyInt] struct{ x T }
type G2[K comparable, V interface{ m(K) }] map[K]V
type G3[T any] []G3[T]
type G4[T any] struct{ G4 *G4[[]T] }
type G5[T any] struct{ f T; g G1[T] }
type G6[T G1[T]] struct{}
type G7[T G7[T]] interface{ m(T) }
type G8[P *Q, Q *P] int
type G9[T interface{ m() }] struct{}
func (G9[T]) foo(x T) { x.m(); x.n() }
