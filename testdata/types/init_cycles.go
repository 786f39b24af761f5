package p

// Initialization cycles and invalid recursive types.

var a = b
var b = c
var c = a
var d = d
var e, f = g()
func g() (int, int) { return f, 0 }
var h = func() int { return h2() }()
func h2() int { return h }
var i = T{}.m()
type T struct{}
func (T) m() int { return i }
var j = T.n
func (T) n() { _ = j }
var k = &k2
var k2 = k
var l = len(l2)
var l2 [l3]int
var l3 = len(l2)
const c1 = c2
const c2 = c3 + 1
const c3 = c1 * 2
const c4 = len([c4]int{})
const c5, c6 = c6, c5
var m = func() { _ = m }
var n interface{ f() } = N{}
type N struct{}
func (N) f() { _ = n }
var o = N.f
var p1, p2 = p2, p1
var q = map[string]func(){"a": func() { _ = q }}
var r = gen[int]()
func gen[X any]() int { return r }
var s = new(s2)
type s2 struct{ x [unsafeSize]int }
const unsafeSize = len(s3)
var s3 [2]int
var t = t1[0]
var t1 = []int{t2()}
func t2() int { defer func() { _ = t }(); return 0 }
var u = <-u1
var u1 = make(chan int, u2)
var u2 = u
var v = func() int { var v = 1; return v }()
var w = struct{ x int }{x: w.x}
var x1 = any(x1).(int)
var y = [...]int{y1: 1}
const y1 = len(y)
var z = func(int) int { return 0 }(z)
var _ = blank
var blank = func() int { return blank2 }()
var blank2 = blank

type (
	A1 A1
	A2 A3
	A3 A2
	A4 struct{ x A4 }
	A5 struct{ x A6 }
	A6 struct{ x [2]A5 }
	A7 [2]A7
	A8 [len(A9{})]int
	A9 [len(A8{})]int
	A10 *A10
	A11 []A11
	A12 map[A12]int
	A13 func(A13) A13
	A14 chan A14
	A15 interface{ A15 }
	A16 interface{ m() A16 }
	A17 = A17
	A18 = *A18
	A19 = []A20
	A20 = A19
	A21[P any] struct{ x A21[P] }
	A22[P any] struct{ x *A22[P] }
	A23[P any] [2]A23[P]
	A24[P any] A25[P]
	A25[P any] A24[P]
	A26[P A26[P]] interface{ m(P) }
	A27 struct{ A27 }
	A28 struct{ *A28; A29 }
	A29 struct{ A28 }
	A30 [unknown]A30
	A31 struct{ f func(A31) [2]A31; g map[string]A31 }
	A32 struct{ x A21[A32] }
	A33 struct{ x A22[A33] }
	A34 interface{ A35 }
	A35 interface{ A36; m() }
	A36 interface{ A34 }
	A37 [cap(x37)]int
	A38 struct{ a A39[A38] }
	A39[P any] struct{ p P }
	A40[P any] = A41[P]
	A41[P any] = A40[P]
	A42 struct{ x struct{ y A42 } }
	A43 struct{ x, y A43; z *A43 }
)
var x37 A37

func local() {
	type B1 B1
	type B2 struct{ B3 }
	type B3 struct{ B2 }
	type B4 struct{ x B4 }
	type B5 = []B5
	type B6 [len(B6{})]int
	const c = c
	var v = v
	v2 := v2
	f := func() { f() }
	var g func() = func() { g() }
	x, x2 := 1, x
	type B7[P any] struct{}
	var B8 B8
	type int int
	var y int = 1
}
