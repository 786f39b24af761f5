package p

import "strings"
import "fmt"

type I interface{ M(); N() }
type T struct{}
func (T) M() {}
type P struct{}
func (*P) M() {}
func (*P) N() {}
type Num interface{ ~int | ~float64 }
type MyInt int
type MyS []string
type A = []int

func sum[T Num](a ...T) (s T) { for _, x := range a { s += x }; return }
func conv[T, U Num](x T) U { return U(x) }
func mp[T, U any](a []T, f func(T) U) []U { return nil }
func idx[T ~[]int | ~string](x T) { _ = x[0]; x[0] = 1 }
func idy[T []int | map[int]int](x T) { _ = x[0]; _ = len(x); _ = cap(x) }
func cmp1[T any](x, y T) bool { return x == y }
func cmp2[T comparable](x, y T) bool { return x < y }
func add[T any](x, y T) T { return x + y }
func cst[T Num]() T { return 1.5 }
func cst2[T ~int8 | ~int16]() T { return 300 }
func cst3[T ~int8 | ~int16]() T { return T(300) }
func ptr[T any, P *T](p P) { _ = *p }
func cal[T func(int)](f T) { f("a") }
func rcv[T chan int | <-chan int](c T) { _ = <-c; c <- 1 }
func rng[T []int | [3]int](c T) { for range c {} }
func nilT[T any]() T { return nil }
func asr[T any](x T) { _ = x.(int) }
func lit[T []int | [3]int]() { _ = T{1} }
func lit2[T struct{ a int }]() { _ = T{a: 1}; _ = T{b: 1} }
func shf[T Num](x T) { _ = x << 1 }
func mk[T []int | map[int]int]() { _ = make(T, 1) }
func app[T []int | []string](x T) { _ = append(x, 1) }
func mn[T Num](x T) { _ = min(x, 1); _ = max(x, "a") }

func _() {
	var i I = T{}
	i = P{}
	i = &P{}
	var pi *I = &i
	pi.M()
	_ = i.(T)
	_ = i.(*P)
	_ = sum("a")
	_ = sum(1, 2.5)
	_ = sum[string]()
	_ = conv(1)
	_ = conv[int](1)
	_ = mp([]int{}, func(s string) int { return 0 })
	_ = mp([]int{}, sum)
	_ = mp(nil, nil)
	var mi MyInt = 1
	var n int = mi
	n = int(mi) + mi
	var ms MyS = []int{}
	var a A = "x"
	_ = ms; _ = a; _ = n
	strings.Foo()
	strings.trim()
	strings.contains("a", "b")
	fmt.Println = nil
	_ = strings.Builder{}.WriteString
	_ = strings.Builder{buf: nil}
	_ = strings.Builder{nil, nil}
	var sb strings.Builder
	_ = sb.buf
	_ = sb.len()
	_ = sb.writeString("")
	T.M()
	T.N(T{})
	P.M(P{})
	(*P).M(1)
	P{}.M()
	_ = T{}.M()
	x := T{}.M
	x = 1
	var e error = "x"
	var s fmt.Stringer = e
	_ = s
	_ = e.(fmt.Stringer)
	_ = e.(T)
	switch e.(type) {
	case T:
	case *P, int:
	}
	switch n {
	case "a":
	case 1, 1:
	case 1.5:
	}
	var ch <-chan int
	ch <- 1
	close(ch)
	var cs chan<- int
	<-cs
	var arr [3]int
	arr[5] = 1
	_ = arr[1.0]
	_ = arr[1.5]
	_ = arr[n:5]
	_ = arr[2:1]
	n++
	e++
	"a"++
	n += "a"
	n <<= 1.5
	n <<= -1
	go n
	defer int(1)
	defer len("a")
	n := 1
	n, n := 1, 2
	n.x := 1
	1 = n
	n, e = 1
	n = fmt.Sprint, 1
	_ = fmt.Errorf("a", 1).Foo
	_ = [...]int{1, 2}[2]
	_ = [...]string{5: "a"}[6]
	_ = struct{ a int }{1}.b
	_ = map[[]int]int{}
	_ = &T{}.M
	_ = "\xff" + 1
	_ = 1 + 'a' + "s"
	_ = nil + 1
	_ = -nil
	var u uint = -1
	_ = u - 5 + -1
	var f32 float32 = 1e40
	_ = f32
	_ = 1e400 * 1e400
	_ = 1 << 600
	_ = (1 << 500) * (1 << 500)
	_ = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + 1
	_ = int("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
	const big = 1 << 100
	_ = int(big)
	fmt.Println(big)
	_ = 10000000000 * 1000000000000
	_ = int64(10000000000) * 1000000000000
	_ = 3 + 2i < 4i
	_ = complex64(1e300)
	_ = 1.0i << 2
	_ = 0x1p2000 
	var bb byte = 'a' * 4
	var rr rune = 1 << 31
	_, _ = bb, rr
}
