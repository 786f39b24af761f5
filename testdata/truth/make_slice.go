// make([]T, n): where the size is known, where it is not, and where it is too large. Each line tells whether it allocates.
package truth

var sinkInts []int
var sinkEmpty []struct{}
var zero, three, thirty, five = 0, 3, 30, 5

func caseConstant() {
	s := make([]int, 100) // never
	s[0] = 1
}

func caseConstantCap() {
	s := make([]int, three, 100) // never
	s[0] = 1
}

func caseConstantEscapes() {
	sinkInts = make([]int, 3) // always
}

func caseZeroEscapes() {
	sinkInts = make([]int, 0) // never
}

func caseElementsWithoutSize() {
	sinkEmpty = make([]struct{}, 10) // never
}

func caseVariableSmall() {
	s := make([]int, three) // maybe: not
	s[0] = 1
}

func caseVariableLarge() {
	s := make([]int, thirty) // maybe: allocates
	s[0] = 1
}

func caseVariableEscapesZero() {
	sinkInts = make([]int, zero) // maybe: not
}

func caseVariableEscapes() {
	sinkInts = make([]int, five) // maybe: allocates
}

func caseLargeElements() {
	s := make([][64]byte, three) // maybe: allocates
	s[0][0] = 1
}

func caseKnownThroughVariable() {
	n := 10
	s := make([]int, n) // never
	s[0] = 1
}

func caseAtTheLimit() {
	s := make([]int64, 8192) // never
	s[0] = 1
}

func caseBeyondTheLimit() {
	s := make([]int64, 8193) // always
	s[0] = 1
}
