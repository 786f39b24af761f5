package cases

// Instances of generic types within type arguments of others: in shaped code they are read as arguments, though only their shapes
// remain in the type that they make; spelled with an alias and without, they are not the same instance of the type checker.

type pair[A, B any] struct {
	first  A
	second B
}

func (p *pair[A, B]) left() *A { return &p.first }
func (p pair[A, B]) right() B  { return p.second }

type list[A any] struct {
	items []A
	next  *list[A]
}

func (l *list[A]) tail() *list[A] { return l.next }
func (l list[A]) all() any        { x := l.items; return x }

type constant[A, B any] = list[bool]
type unused[A, B any] = constant[B, list[B]]

type wide[A any] struct {
	one  A
	none unused[[]A, unused[A, string]]
}

func make1[T any]() *T { return new(T) }

func deep[T any]() any {
	return make1[pair[pair[T, []T], []pair[T, []T]]]().right()
}

func deeper[T, U any]() any {
	var v pair[[]T, list[pair[T, *int]]]
	var w list[list[pair[pair[T, U], U]]]
	_ = v
	return w.all
}

func only[T, U any]() any {
	v := make1[list[unused[*T, *U]]]()
	w := make1[list[constant[T, T]]]()
	x, ok := any(v).(*list[wide[list[U]]])
	return []any{v.tail(), w.all(), x, ok}
}

func f() any { return deep[int]() }
func g() any { return deep[*string]() }

func h() []any {
	var z list[constant[string, int]]
	return []any{f(), g(), deeper[list[int], int](), deeper[string, wide[bool]](), only[string, list[*bool]](), z}
}
