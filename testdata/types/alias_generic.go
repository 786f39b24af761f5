package p

// Aliases, generic ones too.

type A[T any] = []T
type B[K comparable, V any] = map[K]V
type C[T any] = struct{ x T; y A[T] }
type D[T any] = T
type E[T any] = *E[T]
type F = F
type G = []G
type H[T any] = H2[T]
type H2[T any] = H[T]
type I[T int | string] = []T
type J[T any] = func(T) T
type K[P any] = L[P]
type L[P any] struct{ next *K[P]; v P }
type M = L
type O = L[int]
type Q = A[int]
type R[T any] = interface{ M() T }
type U[T ~int] = A[T]
type V[T comparable] = B[T, T]
type W[T any] = B[T, T]
type X[T any] = I[T]
type Y[T any] = int
type AA[T any] = chan T
type AB[T, T any] = T2[T]
type AD[_ any] = int

func (A[T]) m()    {}
func (C[T]) m()    {}
func (D[int]) m()  {}
func (K[P]) m()    {}
func (O) om()      {}
func (Q) m()       {}
func (Y[T]) m()    {}
func (M[P]) mm()   {}
func (*K[P]) kp()  {}
func (L[P]) lm()   {}
func (L[P]) lm()   {}

func uses() {
	var a A[int] = []string{}
	var b B[[]int, int]
	var c C[int] = struct{ x int; y []string }{}
	var d D[int] = "a"
	var i I[bool]
	var j J[int] = func(s string) string { return s }
	var k K[int]
	k.v = "a"
	k.lm()
	k.undefined()
	var o O
	o.v = "x"
	o.om()
	var q Q = A[string]{}
	var u U[string]
	var v V[func()]
	var w W[[]int]
	var x X[bool]
	var y Y[string] = "a"
	var _ A
	var _ A[int, string]
	var _ B[int]
	var _ Q[int]
	var _ O[int]
	var _ AD[int] = ""
	_ = A[int]{1, "a"}
	_ = A{1}
	_ = B[string, int]{1: 1, "a": "b"}
	_ = C[int]{x: "a", y: nil}
	_ = D[struct{}]{1}
	_ = J[int](1)
	_ = A[int](nil)
	_ = A(nil)
	_ = A[int]("abc")
	_ = a == nil
	_ = a == a
	_ = R[int](k)
	var r R[string] = k
	r.M().x
	_ = new(A)
	_ = make(A, 1)
	_ = make(A[int])
	_ = make(AA[int], "a")
	_ = len(A[int])
	_ = any(a).(A[string])
	_ = any(a).(A)
	var e E[int]
	_ = e.x
	switch any(a).(type) {
	case A[int]:
	case []int:
	case A:
	case A[string], A[bool]:
	}
	_ = f1[A]
	_ = f1[A[int]](1)
	f1(a).x()
	f2(a, 1)
	f2(a, "x")
	f2[string](a, "x")
	f3(B[string, int]{}, 1, 2)
}

func f1[T any](x T) T        { return x }
func f2[T any](x A[T], y T)  {}
func f3[K comparable, V any](x B[K, V], k K, v V) {}
func f4[T A[T]](x T) {}
func f5[T A[int]](x T) { x[0] = "a" }
func f6[T D[int]](x T) { var _ int = x }
func f7[A any](x A[int]) {}

type (
	Emb1 struct{ A[int] }
	Emb2 struct{ *K[int] }
	Emb3 struct{ *A[int] }
	Emb4[T any] struct{ D[T] }
	Emb5 struct{ O; K[int] }
	Emb6 struct{ Q; *Q }
	Emb7 struct{ Y[int]; int }
	Emb8 interface{ R[int]; R[string] }
	Emb9 interface{ A[int] }
	Emb10 struct{ L[int]; L[string] }
	Emb11 struct{ M }
	Emb12 struct{ *R[int] }
)

func local() {
	type LA[T any] = []T
	type LB = LB
	type LC = []LC
	type LD[T any] struct{ x T }
	type LE = LD
	var _ LE = LD[int]{}
	var _ LE[int] = LD[string]{}
	type unused = int
	var x LA[int] = 1
}
