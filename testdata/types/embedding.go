package p

// Embedded fields, method sets, selectors.

type I1 interface{ M(); N() int }
type I2 interface{ M() int }
type A struct{ x int; Y string }
type B struct{ x string; Z int }
type P *A
type E1 struct{ A; B }
type E2 struct{ *A; A }
type E3 struct{ P }
type E4 struct{ *P }
type E7 struct{ *I1 }
type E8 struct{ I1; I2 }
type E9 struct{ A; x int }
type E10 struct{ A; A int }
type E11 struct{ int; string; int }
type E12 struct{ E12 }
type E13 struct{ *E13; next *E13 }
type E14[T any] struct{ T }
type E15[T any] struct{ *T; A }
type E16[T any] struct{ G[T]; *G[int] }
type E17 struct{ error; x error }
type E22 struct{ A "tag"; B `tag` }
type E23 struct{ undefined; *alsoUndefined }
type E24 struct{ _ int; _ string }
type E25 struct{ A; _ A }
type E26 struct{ unsafe.Pointer }
type E28 struct{ comparable }
type E29 struct{ Num }
type E30 struct{ *Num }
type G[T any] struct{ v T; A }
type Num interface{ ~int | ~string }

func (A) M()       {}
func (*A) N() int  { return 0 }
func (B) M()       {}
func (A) Y()       {}
func (E9) x()      {}
func (E24) _()     {}
func (E24) _()     {}
func (p P) PM()    {}
func (*I1) IM()    {}
func (i I1) IM()   {}
func (**A) PP()    {}
func (a *A) M(int) {}
func ([]int) S()   {}
func (undefined) U() {}
func (x A) x()     {}
func (G[T]) GM()   {}
func (G) GN()      {}
func (G[int]) GO(x int) { x = 1 }
func (G[A, B]) GP() {}
func (G[_]) GQ()   {}
func (g *G[T]) GR() T { return g }
func (E14[T]) N(t T) {}
func (E14[*T]) O() {}

func use(e1 E1, e2 E2, e3 E3, e8 E8, e9 E9, e13 E13, e16 E16[string], g G[int], i1 I1, i2 I2) {
	e1.x = 1
	e1.Y()
	e1.Z = "a"
	e1.M()
	e1.A.M(1)
	e1.B.N()
	e1.foo
	e1.foo()
	e1.X
	e1.y
	e1.z
	e3.x = 1
	e3.A.x = 2
	e8.M()
	e8.N().x
	e9.x()
	e13.next.next.foo = 1
	e16.v = 1
	e16.GM()
	g.x = "a"
	g.v = "a"
	g.GR().x
	g.m()
	var _ I1 = e1
	var _ I1 = A{}
	var _ I1 = &A{}
	var _ I1 = &e1
	var _ I2 = A{}
	var _ I2 = i1
	var _ I1 = i2
	var _ I1 = e8
	var _ interface{ IM() } = i1
	var _ interface{ m() } = g
	i1.foo()
	i1.m()
	i2 = i1.(I2)
	i1 = i2.(A)
	_ = i1.(*A)
	_ = i1.(B)
	_ = i1.(E8)
	_ = A.M
	_ = A.N
	_ = (*A).N
	_ = A.x
	_ = I1.M
	_ = I1.foo
	_ = (*I1).M
	_ = E1.M
	_ = G.GM
	_ = G[int].GM
	_ = A{}.N
	A{}.N()
	(&A{}).N()
	A.M(e1)
	A.M(e1.A)
	(*A).N(e1.A)
	(*A).N(&e1.A)
	var p *I1
	p.M()
	var pp **A
	pp.M()
	pp.x = 1
	(*pp).x = ""
	_ = E1{A{}, B{}, 1}
	_ = E1{x: 1}
	_ = E1{A: A{}, A: A{}}
	_ = E1{A{}}
	_ = E11{int: 1, string: 2}
	_ = E17{nil, 1}
	_ = G[int]{1}
	_ = G[int]{v: 1, A: 2, x: 3}
	_ = struct{ A }{A: B{}}
	_ = []E24{{1, "a"}, {_: 1}}
	_ = map[A]B{{1, 2}: {"", ""}}
	_ = [...]*A{{1, "a"}, {"b"}, nil}
	_ = &E1{}.A.x
	_ = (&E1{}).A.Q
	_ = e1.A.x.y.z
	_ = use.x
	_ = e1.(A)
	_ = nil.x
	_ = "a".x
	_ = 1.5.x
	_ = A.foo.bar
	e1.A().x
}
