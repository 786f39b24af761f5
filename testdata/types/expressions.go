package main

import "unsafe"

type S struct{ a, b int }
type E struct{ S; c int }
type M map[string]int
type F func(int) string

func f(a int, b string) (int, error) { return 0, nil }
func v(a int, b ...string)           {}
func g[T any](x T) T                 { return x }
func h[K comparable, V any](m map[K]V) {}

func main() {
	f(1)
	f(1, "a", 2)
	f()
	v()
	v(1, 2)
	v(1, []string{}...)
	f(1, []string{}...)
	_ = S{1}
	_ = S{1, 2, 3}
	_ = S{a: 1, 2}
	_ = S{x: 1}
	_ = S{A: 1}
	_ = E{a: 1}
	_ = E{a: 1, S: S{}}
	_ = E{a: 1, a: 2}
	_ = []int{0: 1, 0: 2}
	_ = [2]int{1, 2, 3}
	_ = [2]int{5: 1}
	_ = map[string]int{"a": 1, "a": 2}
	_ = M{"x": "y"}
	_ = []int{"a", 1.5, nil}
	var x int
	x = "s"
	x = 1.5
	x, y := f(1, "")
	x = y
	var z int8 = 300
	z = 1 << 10
	_ = x + "a"
	_ = x + 1.5
	_ = "a" - "b"
	_ = x && true
	_ = !x
	_ = -"a"
	_ = &1
	_ = <-x
	_ = *x
	_ = x.foo
	_ = S{}.A
	_ = S.foo
	_ = len(x)
	_ = cap(M{})
	_ = append(x, 1)
	_ = append([]int{}, "a")
	_ = append([]byte{}, "a"...)
	copy(x, x)
	copy([]int{}, []string{})
	delete(x, 1)
	delete(M{}, 1)
	clear(x)
	close(x)
	_ = min(1, "a")
	_ = max(x, 1.5)
	_ = min()
	_ = make(int)
	_ = make([]int)
	_ = make([]int, -1)
	_ = make([]int, 5, 2)
	_ = make([]int, "a")
	_ = new(1 << 70)
	_ = new(nil)
	_ = complex(1, "a")
	_ = real("a")
	_ = complex(x, x)
	panic()
	print(nil)
	_ = unsafe.Sizeof()
	_ = unsafe.Offsetof(x)
	_ = unsafe.Slice(x, 1)
	_ = unsafe.Add(x, 1)
	_ = unsafe.String(x, 1)
	_ = g
	var ff func(string) string = g[int]
	_ = ff
	h(1)
	h[int](map[string]int{})
	g[int, int](1)
	g[[]int]("")
	_ = x == "a"
	_ = F(nil) == F(nil)
	_ = []int{} == nil
	_ = nil == nil
	_ = S{} < S{}
	_ = 1 << -1
	_ = 1.5 << 2
	_ = x << "a"
	_ = x << 1.5
	_ = "abc"[5]
	_ = [3]int{}[3]
	_ = []int{}[-1]
	_ = []int{}["a"]
	_ = []int{}[2:1]
	_ = "abc"[1:2:3]
	_ = [3]int{}[:]
	_ = x[0]
	_ = x[:]
	_ = int8(300)
	_ = int("a")
	_ = string(1.5)
	_ = []byte(1)
	_ = [2]int([]int{})
	_ = (*[2]string)([]int{})
	_ = int(1, 2)
	_ = int()
	_ = x.(int)
	_ = interface{ Foo() }(nil).(int)
	_ = any(1).(undefinedT)
	_ = z
	main() + 1
	_ = main()
	_ = int
	_ = len
	var q = f(1, "")
	q, r := 1
	_, _ = f(1, "")
	x, _ = f(1, "")
	a, b, c := f(1, "")
	const cc int = x
	const cd = 1 / 0
	_ = x / 0
	_ = 1.0 / 0.0
	_ = 1 % 0.5
	_ = ^1.5
	_ = 07 + 1i%2
	if x {
	}
	for x := range 1.5 {
	}
	_ = uint(-1)
	_ = uint8(1) << 8
	_ = ^uint8(1) + 300
	S{}.a = 1
	M{}["a"].x = 1
	map[string]S{}["a"].a = 1
	"a"[0] = 'b'
	f = nil
	_ = func() int { return "a" }
	_ = func() (int, string) { return 1 }
	_ = func() { return 1 }
	_ = func() int { return }
	_ = func() (a int, b error) { return f(1, "") }
	_ = func() (a int) { return f(1, "") }
}
