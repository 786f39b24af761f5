// Slice literals and variadic arguments.
package truth

var sink []*int
var sinkAny any
var sinkEmpty []int
var one = 1

//go:noinline
func leaks(p ...*int) { sink = p }

//go:noinline
func reads(p ...*int) int { return len(p) }

func caseStack() {
	s := []*int{&one} // never
	s[0] = nil
}

func caseEscapes() {
	sink = []*int{&one, nil} // always
}

func caseEmpty() {
	sinkEmpty = []int{} // never
}

func caseConstants() {
	sinkEmpty = []int{1, 2, 3} // always
}

func caseVariadicLeaks() {
	leaks(&one, &one) // always
}

func caseVariadicNone() {
	leaks()
}

func caseVariadicStack() {
	reads(&one, &one) // never
}

func caseArray() {
	a := [3]*int{&one}
	sink = a[:1:1]
}

func caseNested() {
	sinkAny = [][]*int{{&one}, {nil, nil}} // always
}
