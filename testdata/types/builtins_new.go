package p

// min, max, clear and new of an expression.

type N int
type F32 float32
type Str string
type M map[string]int
type Sl []int
type St struct{ a, b int }
type Gen[T any] struct{ x T }

func minmax() {
	_ = min()
	_ = max()
	_ = min(1)
	min(1, 2)
	max(1, 2)
	_ = min(1, "a")
	_ = min("a", 'b')
	_ = min(1, 2.5, 'a')
	var _ int = min(1, 2.5)
	var _ int = min(1, 2.0)
	var _ byte = max(1, 256)
	var _ int = min(3, 'a', 2)
	var i int
	var f float64
	var n N
	var s string
	_ = min(i, f)
	_ = min(i, n)
	_ = min(i, 1.5)
	_ = min(i, 2.0)
	_ = min(f, 1)
	_ = max(s, 1)
	_ = max(s, "a", i)
	_ = min(true, false)
	_ = min(nil, nil)
	_ = min(1i, 2i)
	_ = min(1, 2i)
	_ = min([]int{}, []int{})
	_ = min(struct{}{}, struct{}{})
	_ = min(&i, &i)
	_ = min([]int{1, 2}...)
	_ = max(i, []int{1}...)
	_ = min
	min = 1
	_ = min(int, 1)
	_ = min(i, undefined)
	_ = min(undefined, i)
	_ = max(minmax(), 1)
	_ = max(minmax, 1)
	const c = min(1, 2, i)
	const d = min(1, 2)
	const e = min(1, len("abc"))
	var _ [min(3, 5)]int = [5]int{}
	var _ [max(i, 5)]int
	var _ [min(1.5, 5)]int
	var u8 uint8
	_ = min(u8, 300)
	_ = max(u8, -1)
	_ = min(u8, 1.5)
	_ = min(any(1), 2)
	var e1 error
	_ = min(e1, e1)
	_ = min(two())
	defer min(1, 2)
	go max(1, 2)
	var f32 F32
	_ = min(f32, f)
	_ = min(f32, 1e100)
	var str Str
	_ = min(str, "a")
	_ = min(str, s)
	_ = min(1 << i, 2.0)
	_ = min(1.0 << i, f)
	switch { case min(1, 2): }
	if max(1, 2) {}
	max(1, 2)++
	max(i, 2) = 3
	_ = &max(i, 2)
	_ = max(i, 2)()
	_ = max(i, 2)[0]
	_ = max(s, "a")[0] + 1i
}

func two() (int, int) { return 1, 2 }

func generic[T int | float64, U int | string, V any, W interface{ ~int8 | ~uint8 }](t T, u U, v V, w W) {
	_ = min(t, t)
	_ = min(t, u)
	_ = min(u, 1)
	_ = min(u, "a")
	_ = min(v, v)
	_ = min(t, 1.5)
	_ = max(t, 2.0)
	_ = max(w, 200)
	_ = max(w, 100)
	var _ int = max(t, 1)
	clear(t)
	clear(u)
	clear(v)
	const c = max(t, 1)
}

func clears[S ~[]int, M ~map[string]int, B []int | map[int]int, X []int | string](s S, m M, b B, x X) {
	clear()
	clear(s, m)
	clear(s)
	clear(m)
	clear(b)
	clear(x)
	_ = clear(s)
	clear([3]int{})
	clear(&[]int{})
	clear("abc")
	clear(nil)
	clear(1)
	clear(make(chan int))
	clear([]int{}...)
	clear(undefined)
	clear([]int)
	var y = clear
	clear = nil
	defer clear(s)
	go clear(1)
	const c = clear(s)
	clear(clear(s))
	var p *map[int]int
	clear(p)
	var a any
	clear(a)
	x := clear(s)
}

func news() {
	p := new(1)
	p = new("a")
	p = new(int)
	p = new(N)
	p = new(N(1))
	_ = new()
	_ = new(1, 2)
	_ = new(int, 1)
	_ = new(nil)
	_ = new(undefined)
	_ = new(two())
	_ = new(news())
	_ = new(news)
	_ = new(min)
	_ = new(len)
	_ = new(Gen)
	_ = new(Gen[int])
	_ = new(Gen[int]{})
	_ = new(Gen[int]{"a"})
	_ = new(generic)
	_ = new(id)
	_ = new(id[int])
	_ = new(1 << 100)
	_ = new(1e1000)
	_ = new(1 << 63)
	var _ *int64 = new(1)
	var _ *float64 = new(1)
	var _ *float64 = new(1.5)
	var _ *uint8 = new(uint8(300))
	var _ *any = new(1)
	var _ *any = new(any(1))
	var _ *error = new(nil)
	var _ **int = new(new(1))
	var _ *bool = new(1 < 2)
	var _ *N = new(1 < 2)
	var _ *rune = new('a')
	var _ *byte = new('a')
	var _ *string = new(1 + "a")
	new(1)
	new(int)
	*new(1) = "a"
	*new(1) = 2
	new(1) = nil
	new(1)++
	*new(1)++
	_ = &new(1)
	_ = new([]int{1, 2}...)
	_ = new(_)
	_ = new(new)
	_ = new(p.x)
	_ = new(*p)
	_ = new(p)
	var m map[string]int
	_ = new(m["a"])
	v, ok := new(m["a"])
	_ = new(m)
	const c = new(1)
	_ = new(struct{ a int }{a: "x"})
	_ = new(func() int { return "a" })
	_ = new(func() int)
	_ = new(St{1, 2, 3})
	_ = new(St{a: 1}).c
	_ = new(interface{ ~int })
	_ = new(comparable)
	_ = new(any)
	_ = new(any(nil))
	_ = new(x)
	var s []int
	_ = new(s...)
	_ = new(append(s, 1))
	_ = new(append(s, "a"))
	_ = new(make([]int))
	_ = new(-1 << 1.5)
	_ = new(1 << c)
	defer new(1)
	go new(int)
	if new(1) {}
	switch new(1) { case 1: }
	switch new(1).(type) {}
}

func id[T any](x T) T { return x }

func newg[T any, P *T, I int | string](t T, p P, i I) {
	_ = new(t)
	var _ *T = new(t)
	var _ P = new(t)
	var _ P = new(T)
	var _ *int = new(i)
	_ = new(id(t))
	var _ *string = new(id(t))
	_ = new(id)
}
