package p

// Syntax errors in what came with generics, and around it.

type A[] int
type B[T] []T
type C[T any,] = int
type D[T any U any] int
func f[] () {}
func g[T](x T) {}
func (a A[T any]) h() {}
func (a A) i[T]() {}
var x = f[](1)
var y = []int{1, 2
type E interface { int | ; ~ string }
type F interface { *int | (string) }
func k(a int, ...int, b) {}
func l() { for i := range { } }
func m() { for range 10, 20 { } }
func n() { x := func[T any](x T) {} }
func o() { if x := 1 { } }
func q() { switch x := y.(type) { case int, } }
func r() { goto }
func s() { a, b += 1, 2 }
func t() { x = y = z }
func u() { var x int, y int }
func v() { const x int = }
func w() { defer func() {} }
func z() { return 1, }
type G struct { a, b int c string }
type H struct { *[]int }
type I struct { a int = 1 }
var m map[string int
var ch chan<-
func (a, b) two() {}
else
import "late"
func aa() { x.(type) }
func bb() { a[1:2:] ; a[::] }
func cc() { select { case x: default: } }
func dd() { L: }
func ee() { for ;; i := 1 { } }
func ff() { for i := 0; i < 10 { } }
func gg() { if { } }
func hh() { func() }
func ii() { x := [...]int }
func jj() { go x }
func kk() { type T }
func ll() { var }
func mm() { 1 +  }
func nn() { new(1 }
