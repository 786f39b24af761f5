// What is inlined allocates at the call.
package truth

type node struct{ next *node }

var sink *node
var sinkAny any
var n = 1000

func create() *node { return &node{} } // inlined

func box(x any) any { return x }

func caseInlinedEscapes() {
	sink = create() // always
}

func caseInlinedStack() {
	p := create() // never
	p.next = nil
}

func caseInlinedBoxed() {
	sinkAny = box(n) // maybe: allocates
}

func caseInlinedConstant() {
	sinkAny = box(1000) // never
}

func caseGeneric() {
	sink = pointer(node{})
}

//go:noinline
func pointer[T any](x T) *T { // always
	return &x
}
