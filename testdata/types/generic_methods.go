package p

// Methods with type parameters.

type G[T any] struct{ v T }
type S struct{}
type I interface {
	M(int) int
}
type J interface{ M(int) int }
type K interface{ Map() }

func (g G[T]) Map[U any](f func(T) U) G[U]        { return G[U]{f(g.v)} }
func (g *G[T]) Set[U int | string](u U)           {}
func (g G[T]) Map2[T any](x T) T                  { return x }
func (g G[T]) Same[T2 any](x T2) T                { return x }
func (s S) M[T any](x T) T                        { return x }
func (s S) P[T any]() (t T)                       { return }
func (s *S) Q[A, B any](a A, f func(A) B) B       { return f(a) }
func (s S) R[T comparable](a, b T) bool           { return a < b }
func (s S) U[T any](a ...T) int                   { return len(a) }
func (s S) Dup[T, T any]()                        {}
func (s S) Blank[_ any]()                         {}
func (s S) Unused[T any](x int)                   {}
func (s S) M(x int) int                           { return x }
func (s S) Bad[T Undefined](x T)                  {}
func (int) W[T any]()                             {}
func (s S) Core[T []int | string](x T)            { _ = x[0]; x[0] = 1 }
func (s S) T[S any](x S)                          { var _ int = x }
func (x T) V[T any]()                             {}
func (g G[U]) X[V any](u U, v V)                  { u = v }
func (g G[int]) Y[V any](u int)                   { var _ string = u }
func (s S) Shadow[s any](x s)                     {}

func uses() {
	var g G[int]
	var s S
	_ = g.Map(func(x int) string { return "" })
	_ = g.Map(func(x string) string { return "" })
	_ = g.Map[string](func(x int) int { return 0 })
	_ = g.Map[string, int](nil)
	_ = g.Map(nil)
	_ = g.Map
	var _ G[string] = g.Map(func(x int) bool { return true })
	g.Set(1)
	g.Set(1.5)
	g.Set[bool](true)
	G[int]{}.Set(1)
	s.M(1)
	s.M[string](1)
	_ = s.M
	_ = s.M[int]
	var _ func(int) int = s.M
	var _ func(int) int = s.M[int]
	var _ func(int) string = s.M
	var _ func(int) string = s.M[int]
	var f func(string) string
	f = s.M
	f = s.M[int]
	_ = S.M
	_ = S.M[int]
	_ = S.M[int](s, "a")
	_ = (*S).Q
	_ = (*S).Q[int, string]
	_ = S.Q[int, string]
	s.P()
	s.P[int]()
	_ = s.P[int]() + "a"
	s.Q(1, func(int) string { return "" })
	s.Q(1, func(string) string { return "" })
	S{}.Q(1, func(int) int { return 0 })
	s.U(1, "a")
	s.U(1, 2.5)
	s.U()
	s.U([]int{}...)
	s.U(1, []int{}...)
	s.R(1, "a")
	s.R(nil, nil)
	s.R([]int{}, nil)
	s.Blank()
	s.Blank[int]()
	s.Unused(1)
	s.Unused[int](1)
	s.Unused[int]("a")
	s.M[int]
	s.M[1](1)
	s.undefined[int](1)
	s.M[undefined](1)
	go s.M(1)
	defer s.P()
	defer s.M[int]("a")
	var i I = s
	var j J = s
	var k K = g
	i.N(1)
	j.M[int](1)
	_ = i.(S)
	_ = j.(S)
	_ = k.(G[int])
	_ = any(s).(I)
	take(s.M)
	take(s.M[string])
	take2(s.M, 1)
	gen(s.M)
	gen[int](s.M)
	gen2(g.Map)
	for range s.M {}
	_ = g.Map(s.M)
	_ = g.Map(s.M[string])
	var gp *G[string]
	gp.Map(func(x string) int { return 1 }).v.x()
	gp.Map(strlen).v = "a"
	_ = G.Map
	_ = G[int].Map
	_ = G[int].Map[string]
	_ = G[int].Map[string](g, nil).v + 1
}

func strlen(s string) int { return len(s) }
func take(f func(int) int) {}
func take2[T any](f func(T) T, x T) {}
func gen[T any](f func(T) T) {}
func gen2[T, U any](f func(func(T) U) G[U]) {}

type E struct{ S; *G[int] }
type E2 struct{ E; S }

func embedded(e E, e2 E2) {
	e.M(1).x()
	e.Map(strlen)
	e.P()
	e2.M(1)
	e2.P[int]()
	e2.Q[int](1, 2)
	var _ J = e
}

func constrained[T interface{ M(int) int }](x T)  {}
func constrained2[T interface{ S }](x T)           { x.M(1) }
func constrained3[T S](x T)                        { x.P[int]() }

func calls() {
	constrained(S{})
	constrained[S](S{})
	constrained2(S{})
	constrained3(G[int]{})
}
