package cases

// Functions and methods as values in shaped code: function literals that hold the dictionary.

type box[T any] struct {
	v  T
	ps []*T
}

func (b *box[T]) add(p *T, n int) { b.ps = append(b.ps, p) }
func (b box[T]) get(_ int, ps ...*T) (T, []*T) {
	return b.v, ps
}
func (b *box[T]) first() *T { return b.ps[0] }

type outer[T any] struct {
	name string
	*box[T]
	in box[T]
}

type doer interface{ do(p *int) *int }

func apply[A, B any](f func(A) B, a A) B { return f(a) }

func id[T any](x T) T                { return x }
func two[T any](x *T, _ int) (*T, T) { return x, *x }
func store[T any](x *T)              { sinkAny = x }

var sinkAny any

// Function values, called and not.
func funcs[T any](x T) (*T, func(*T)) {
	f := id[*T]
	p := f(&x)
	g := two[T]
	q, _ := g(p, 1)
	apply(id[T], x)
	return q, store[T]
}

// Method values, of promoted methods too.
func methods[T any](b *box[T], o outer[T]) func(*T, int) {
	h := b.get
	h(1)
	o.add(nil, 1)
	k := o.first
	_ = k()
	l := o.in.add
	go l(nil, 2)
	return b.add
}

// Method expressions.
func exprs[T any](b *box[T]) func(outer[T], *T, int) {
	f := (*box[T]).add
	f(b, nil, 1)
	g := (*box[T]).get
	_, _ = g(b, 1)
	return outer[T].add
}

// Methods of type parameters.
func params[T doer](x T) (func(*int) *int, func(T, *int) *int) {
	f := x.do
	f(new(int))
	return x.do, T.do
}

// Concrete ones need no dictionary at hand.
func concrete[T any](x T) (func(*int, int), func(int) int) {
	var b box[int]
	return b.add, id[int]
}

type impl struct{ p *int }

func (i impl) do(p *int) *int { return p }

// In a literal, and where the shaped function is inlined.
func nested[T any]() func() func(T) T {
	return func() func(T) T { return id[T] }
}

func small[T any]() func(*T) { return store[T] }

func use(p *int) {
	funcs(1)
	funcs("")
	methods(&box[int]{}, outer[int]{})
	exprs(&box[string]{})
	params(impl{})
	params[doer](impl{})
	concrete("")
	nested[int]()()(1)
	small[int]()(p)
}

// Methods with type parameters of their own need a literal everywhere.
func (b *box[T]) conv[U any](f func(T) U, u *U) *U { *u = f(b.v); return u }

func (i impl) with[U any](u *U) *U { return u }

func ownParams(b *box[string], i impl) (func(func(string) int, *int) *int, func(*bool) *bool) {
	return b.conv[int], i.with[bool]
}

func ownParamsShaped[T any](b *box[T]) func(func(T) T, *T) *T {
	f := (*box[T]).conv[T]
	f(b, id[T], &b.v)
	return b.conv[T]
}

func useOwn(b *box[int]) {
	f, g := ownParams(nil, impl{})
	f(nil, nil)
	g(nil)
	ownParamsShaped(b)
}
