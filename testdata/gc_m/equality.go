package cases

// Functions that compare and hash values: made where a method table is named for the first time.

import "fmt"

type namer interface{ name() string }

// Plain memory, with a gap.
type gap struct {
	a int8
	b int64
}

func (gap) name() string { return "gap" }

type words struct {
	a, b string
	c    namer
	d    any
	e    string
	_    int
	f    float64
	g    complex64
	h    [80]byte
	i    int16
}

func (*words) name() string { return "words" }

// Reached through a method's parameters only.
type inSignature struct{ x, y string }

type withMethod struct{ n int }

func (withMethod) name() string             { return "" }
func (withMethod) other(inSignature) string { return "" }
func (*withMethod) more() (r struct {
	s string
	a any
}) {
	return
}

// Loops over arrays, with elements left over and with nested ones.
type arrays struct {
	one   [1]string
	two   [2]string
	four  [4]string
	five  [5]string
	iface [3]namer
	nest  [4][3]gap
	empty [4]struct{}
	none  [0]string
	big   [3]struct {
		s string
		f [5]float32
	}
}

func (arrays) name() string { return "arrays" }

type keys map[struct {
	s string
	n int32
	f float32
	e any
	i namer
	a [9]string
	m [3]int16
}]int

func (keys) name() string { return "keys" }

// Comparable and not; behind an interface without methods nothing is made.
type slices struct{ s []string }

func (slices) name() string { return "slices" }

type onlyEmpty struct{ a, b, c, d string }

// Promoted methods of an embedded pointer belong to the struct too.
type inner struct{ v int }

func (*inner) name() string             { return "" }
func (*inner) self(x [2]any) (y [3]any) { return }

type outer struct {
	*inner
	s string
	t namer
}

type pair[T any] struct {
	a, b T
	s    string
}

func (pair[T]) name() string { return "pair" }

func generic[T namer](x T) namer { return x }

type inDictionary struct {
	s [6]string
	n namer
}

func (inDictionary) name() string { return "" }

func assert(n namer) bool {
	_, ok := n.(asserted)
	return ok
}

type asserted struct{ a, b, c, d, e, f string }

func (asserted) name() string { return "" }

func typeSwitch(n namer) int {
	switch n.(type) {
	case *switched:
		return 1
	}
	return 2
}

type switched struct {
	a, b, c string
	n       float64
}

func (*switched) name() string { return "" }

func ranges(list []ranged) (n namer) {
	for _, n = range list {
	}
	return
}

type ranged struct{ n, m namer }

func (ranged) name() string { return "" }

func nested(x int) namer {
	return before{s: namer(after{x: x}).name()}
}

type before struct {
	s string
	x int
	t string
}
type after struct {
	x int
	s string
	y int
}

func (before) name() string { return "" }
func (after) name() string  { return "" }

var global namer = fromVariable{}

type fromVariable struct {
	a int
	s string
	t string
}

func (fromVariable) name() string { return "" }

type textual struct {
	n namer
	s string
}

func (textual) String() string { return "" }

func use(list ...namer) {
	for _, n := range list {
		fmt.Println(n.name())
	}
}

func all(k keys, o outer) {
	use(gap{}, &words{}, withMethod{}, arrays{}, k, slices{}, o, pair[string]{}, pair[any]{})
	generic(inDictionary{})
	fmt.Println(onlyEmpty{})
	var s fmt.Stringer = textual{}
	_ = s
}
