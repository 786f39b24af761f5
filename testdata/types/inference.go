package p

// Type inference that fails, and that gives what was not meant.

type Num interface{ ~int | ~float64 }
type L[T any] struct{ next *L[T]; v T }
type F[A, B any] func(A) B
type S []int
type M map[string]int
type Pt[T any] interface{ *T; Set(string) }
type Set int
func (*Set) Set(string) {}

func zero[T any]() (t T)                           { return }
func one[T any](x T) T                             { return x }
func two[T any](x, y T) T                          { return x }
func pair[A, B any](a A, b B) (B, A)               { return b, a }
func vari[T any](x ...T) []T                       { return x }
func slice[S ~[]E, E any](s S, e E) S              { return s }
func mp[K comparable, V any](m map[K]V) []K        { return nil }
func fn[A, B any](f func(A) B, a A) B              { return f(a) }
func fnr[A, B any](f func(A) B) func(B) A          { return nil }
func ch[T any](c chan T, d <-chan T) T             { return <-c }
func ptr[T any](p *T) T                            { return *p }
func arr[T any](a [3]T) T                          { return a[0] }
func lst[T any](l *L[T]) T                         { return l.v }
func itf[T any](x interface{ M() T }) T            { return x.M() }
func from[T any, P Pt[T]](s string) T              { var t T; P(&t).Set(s); return t }
func num[T Num](x, y T) T                          { return x }
func nested[T any](x [][]map[string]T) T           { return x[0][0][""] }
func cmp[T comparable](x, y T) bool                { return x == y }
func named[A, B any](f F[A, B]) B                  { panic(0) }
func last[T, R any](x T) R                         { panic(0) }
func first[R, T any](x T) R                        { panic(0) }
func rec[T interface{ Less(T) bool }](x T)         {}
func fold[T, A any](xs []T, a A, f func(A, T) A) A { return a }

type HasM struct{}
func (HasM) M() string { return "" }
type Less1 struct{}
func (Less1) Less(Less1) bool { return true }
type Less2 struct{}
func (Less2) Less(Less1) bool { return true }

func calls() {
	zero()
	_ = zero()
	var _ int = zero()
	_ = zero[int]() + "a"
	one()
	one(1, 2)
	one(nil)
	_ = one(nil)
	_ = one(one)
	_ = one(zero)
	_ = one(1 << 70)
	var _ string = one(1)
	var _ float64 = one(1)
	var _ float64 = one(1.5)
	var _ int = one('a')
	two(1, "a")
	two(1, 2.5)
	two(1, 'a')
	two(1, nil)
	two(nil, 1)
	two(nil, nil)
	two(int8(1), 300)
	two(300, int8(1))
	two(1.5, 1)
	two(1.5, int(1))
	two(int(1), 1.5)
	two(int(1), int8(1))
	two([]int{}, S{})
	two(S{}, []int{})
	two(S{}, []string{})
	two(M{}, map[string]int{})
	two(func() {}, nil)
	two(error(nil), nil)
	two(any(1), 2)
	two(HasM{}, itfv)
	two("a", []byte("a"))
	two[int]("a", 1)
	two[int](1, 2.5)
	a, b := pair(1, "a")
	a = b
	pair[int]("a", 1)
	pair[int, string](1, 2)
	pair[int, string, bool](1, "")
	pair(1)
	pair(two2())
	pair(two3())
	vari()
	vari(1, "a")
	vari(1, 2.5, 'x')
	vari([]int{1}...)
	vari(1, []int{1}...)
	vari("a"...)
	vari(nil...)
	vari[string]([]int{}...)
	slice([]int{}, "a")
	slice([]int{}, 1.5)
	slice([]int{}, 1.0)
	slice(S{}, 'a')
	slice(1, 1)
	slice(nil, 1)
	slice[[]string](S{}, "")
	var _ []int = slice(S{}, 1)
	var _ []string = slice([]int{}, 1)
	mp(map[string]int{})
	mp([]int{})
	mp(M{})
	var _ []int = mp(M{})
	mp(nil)
	fn(func(int) string { return "" }, "a")
	fn(func(int) string { return "" }, 1)
	fn(one, 1)
	fn(one[string], 1)
	fn(zero, 1)
	fn(two, 1)
	fn(nil, 1)
	fn(last, 1)
	fn(last[int], 1)
	fn(last[int, string], "a")
	fn(first[string], 1)
	fn(strlen, 1)
	fn(strlen, "a").x
	fnr(one)
	fnr(strlen)("a")
	ch(make(chan int), make(chan string))
	ch(make(chan int), make(<-chan int))
	ch(make(<-chan int), nil)
	ch(nil, make(chan<- int))
	ptr(1)
	ptr(&1)
	ptr(nil)
	ptr(new(int)).x
	arr([3]int{}).x
	arr([4]int{})
	arr([...]int{1, 2})
	lst(&L[int]{}).x
	lst(L[int]{})
	lst[string](&L[int]{})
	lst(nil)
	itf(HasM{}).x
	itf(1)
	itf(nil)
	from("a")
	from[int]("a")
	from[Set]("a").x
	from[Set, *int]("a")
	from[Set, Set]("a")
	num(1, 2.5).x
	num("a", "b")
	num(1, "b")
	num(1i, 1)
	num(one, two)
	nested([][]map[string]int{}).x
	nested([]map[string]int{})
	nested([][]map[int]int{})
	cmp([]int{}, []int{})
	cmp(1, "a")
	cmp(any(1), any(2))
	cmp(func() {}, nil)
	named(func(int) string { return "" })
	named(strlen)
	named(one)
	named[int](one)
	last(1)
	last[int](1)
	last[int, string](1).x
	first(1)
	first[string](1).x
	first[string]("a", "b")
	var _ func(int) int = one
	var _ func(int) string = one
	var _ func(int, int) int = one
	var _ F[int, string] = last
	var _ func(string) int = last[string]
	var _ func(string) int = last[int]
	var _ int = one
	var f func(int) int = two
	f = one
	f = strlen
	f = zero
	f = last
	rec(Less1{})
	rec(Less2{})
	rec(1)
	fold([]int{1}, "", func(a string, x int) string { return a })
	fold([]int{1}, "", func(a int, x int) int { return a })
	fold([]int{1}, 0, func(a float64, x int) float64 { return a })
	fold([]int{}, 0.0, func(a float64, x int) float64 { return "" })
	fold(nil, 0, nil)
	_ = []func(int) int{one, two, strlen}
	_ = map[string]func(int) string{"a": last, "b": one}
	_ = struct{ f func(string) string }{one}
	_ = struct{ f func(string) int }{f: one}
	take(one, last)
	take(last, one)
	take(zero, zero)
	go one(1)
	defer one("a", 1)
	if one(1) {}
	switch one { case one: }
	one(1)++
	one(1) = 2
	_ = &one(1)
	one[int] = nil
	_ = one == nil
	_ = one[int] == nil
	_ = one[int] == one[int]
	_ = one == one
	_ = (one)(1).x
	_ = (one[int])(1).x
	_ = one[int][string]
	_ = one[int, string](1)
}

func ret() (func(int) int, func(int) string) {
	if true { return one, one }
	if true { return last, last }
	if true { return zero, strlen }
	return one[string], one
}

var itfv interface{ M() string }
func two2() (int, string)      { return 1, "" }
func two3() (int, string, int) { return 1, "", 1 }
func strlen(s string) int      { return len(s) }
func take(f func(int) int, g func(int) string) {}
