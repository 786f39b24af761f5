package p

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"unsafe"
)

type Inner struct{ X, Y int }
type Mid struct{ *Inner; Z int }
type Outer struct{ Mid; W int }
type In2 struct{ Inner }
type Gen[T any] struct{ v T }

func (g Gen[T]) Map(f func(T) T) Gen[T]       { return g }
func (g Gen[T]) Conv[U any](f func(T) U) Gen[U] { return Gen[U]{f(g.v)} }
func (g *Gen[T]) Ptr()                        {}

func apply[T, U any](x T, f func(T) U) U { return f(x) }
func id[T any](x T) T                   { return x }
func pair[K comparable, V any](k K, v V) map[K]V { return nil }
func seq[T any](s iter.Seq[T]) []T { return nil }
func vr[T any](f func(...T)) {}
func two[T any](a, b T)  {}

const (
	A = iota
	B = "x" + A
	C uint8 = 254 + iota
	D
)
const maxu = math.MaxUint64
const huge = 1e1000 / 1e999
const f3 = 0.1 + 0.2
const c4 = 1 + 2i
const (
	_ int8 = 1 << (iota * 4)
	_
	_
)

var arr = [...]string{2: "a", "b"}
var _ [len(arr)]int = [3]int{}
var _ = [A + 3]int{} == [4]int{}

func _() {
	_ = In2{X: 1}
	_ = In2{X: 1, Inner: Inner{}}
	_ = In2{Inner: Inner{}, Y: 2}
	_ = Outer{X: 1}
	_ = Outer{Z: 1, Mid: Mid{}}
	_ = Outer{Q: 1}
	p := new(1)
	p = new("a")
	q := new(id)
	_ = q
	_ = new(fmt.Println())
	g := Gen[int]{1}
	_ = g.Conv(func(s string) string { return s })
	_ = g.Conv[string](1)
	_ = g.Conv[string, int](nil)
	_ = g.Conv
	_ = Gen[int].Conv
	_ = Gen[int].Ptr
	_ = Gen.Map
	Gen[int]{}.Ptr()
	var _ Gen[string] = g
	_ = Gen{1}
	_ = Gen[int, int]{}
	_ = apply(1, id)
	_ = apply("a", id[int])
	_ = apply(1, nil)
	var _ func(int) string = id
	var _ func(int) int = pair
	_ = pair([]int{}, 1)
	_ = pair[func()](nil, 1)
	_ = seq(slices.Values([]int{}))
	_ = seq(1)
	vr(func(a ...int) {})
	vr(func(a []int) {})
	two(1, "a")
	two(1, 2.5)
	two(nil, 1)
	two(int8(1), 300)
	two(g, &g)
	slices.SortFunc([]int{}, cmp.Compare)
	slices.SortFunc([]int{}, cmp.Compare[string])
	slices.Sort([]any{})
	slices.Sort(map[int]int{})
	_ = slices.Contains([]func(){}, nil)
	_ = maps.Keys([]int{})
	for i := range maps.Keys(map[string]int{}) { _ = i + 1 }
	for i, j := range slices.Values([]int{}) { _, _ = i, j }
	for i := range 10.5 { _ = i }
	for i := range "a" { i = "b" }
	for range 1 << 70 {}
	for i, j := range 10 { _, _ = i, j }
	for i := range func(int) {} { _ = i }
	for i := range func(yield func(int, int, int) bool) {} { _ = i }
	for i := range func(yield func(int) int) {} { _ = i }
	_ = min(1, 2.5, 'a')
	var i8 int8 = max(1, 300)
	_ = min(i8, 1000)
	_ = min(1, i8, "a")
	_ = max([]int{})
	_ = min("a", "b") + 1
	clear([3]int{})
	clear(map[string]int{}, 1)
	_ = append()
	_ = append(nil, 1)
	_ = append([]int{}, []string{}...)
	_ = append([]int(nil), 1, "2")
	copy()
	copy([]byte{}, "a", 1)
	copy("a", []byte{})
	copy(nil, nil)
	_ = len(1)
	_ = len()
	_ = len([]int{}, 1)
	_ = len([]int{}...)
	_ = cap("a")
	delete(map[string]int{}, 1)
	delete(map[string]int{})
	close(1)
	_ = make(map[string]int, 1, 2)
	_ = make(chan int, 1.5)
	_ = make([]int, 1<<62, 1<<63)
	_ = make()
	_ = make(1)
	_ = unsafe.Sizeof(id)
	_ = unsafe.Offsetof(Outer{}.X)
	_ = unsafe.Offsetof(g.Map)
	_ = unsafe.Offsetof(Outer{}.N)
	_ = unsafe.Alignof(nil)
	_ = unsafe.SliceData("a")
	_ = unsafe.StringData(1)
	_ = unsafe.Slice((*int)(nil), -1)
	_ = unsafe.String((*byte)(nil), "a")
	const sz = unsafe.Sizeof([1 << 40]int{})
	var _ uint8 = unsafe.Sizeof([300]byte{})
	_ = math.MaxInt64 + 1
	fmt.Println(math.MaxUint64)
	fmt.Println(maxu)
	_ = int32(math.MaxInt32 + 1)
	_ = uint(c4)
	_ = int(c4 - 2i)
	_ = string(maxu)
	_ = float32(f3 * 1e39)
	_ = complex64(c4 * 1e39)
	_ = 1 % 0
	_ = 1.0 % 2
	_ = c4 % 1
	_ = c4 / (0 + 0i)
	_ = true + false
	_ = !1
	_ = ^true
	_ = +"a"
	_ = true < false
	_ = c4 < c4
	_ = "a" + 'b'
	_ = 1 << 1.0 << 2.5
	_ = 1 << maxu
	_ = 1.0 << 3 + 0.5
	var sh uint = 3
	_ = 1.0 << sh
	var _ float64 = 1 << sh
	var _ = 1.5 << sh
	var _ = []int{}[1.0<<sh]
	var _ = float64(1 << sh)
	var _ = string(1 << sh)
	var _ int8 = 300 << sh
	var _ = "a" << sh
	var _ = 1 << sh == 1.5
	var _ any = 1 << sh
	var _ = uint8(1) << 8 >> 8
	var _ = len("abc") + "x"
	var fn func()
	_ = fn == fn
	_ = fn == nil
	var m1, m2 map[string]int
	_ = m1 == m2
	_ = struct{ f func() }{} == struct{ f func() }{}
	_ = [2]func(){} == [2]func(){}
	var e1 error
	_ = e1 == g
	_ = e1 == 1
	_ = e1 == nil
	var a1 any = 1
	_ = a1 == 1
	_ = a1 == fn
	_ = a1 == []int{}
	_ = a1 < a1
	_ = &g == &i8
	_ = g.v == "a"
	_ = (g.v)()
	_ = g.v.x
	_ = g()
	_ = fmt
	_ = fmt.Print()
	fmt.Print() = 1
	fmt.Nope()
	_ = fmt.Stringer
	_ = int.x
	_ = []int.x
	_ = nil.x
	_ = len.x
	_ = nil()
	_ = "a"()
	_ = func() {}() + 1
	func() {}
	1
	g
	g.v + 1
	len("a")
	append([]int{}, 1)
	int(1)
	-1
	<-make(chan int)
	_ = [](int){1, "a"}
	_ = [...]int{-1: 1}
	_ = [...]int{i8: 1}
	_ = [...]int{1 << 40: 1}
	_ = []int{"a": 1}
	_ = map[string]int{1: 1}
	_ = map[string]int{"a"}
	_ = map[any]int{1: 1, 1.0: 2, "a": 1, "a": 2, 1: 3}
	_ = map[float64]int{1: 1, 1.0: 2}
	_ = struct{ a int }{b: 1}
	_ = struct{ a int }{1: 1}
	_ = [][]int{{1}, {"a"}, 1}
	_ = []*Inner{{1, 2}, {X: "a"}, {1}}
	_ = map[Inner]*Inner{{1, 2}: {1}, {}: nil}
	_ = int{}
	_ = int{1}
	_ = fn{}
	_ = undefinedX{1, undefinedY}
}
