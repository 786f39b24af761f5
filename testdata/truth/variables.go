// Variables, new, &T{} and their limits.
package truth

type pair struct{ a, b *int }
type large [64*1024 + 8]byte
type huge [128*1024 + 8]byte
type fits [128 * 1024]byte
type half [64 * 1024]byte
type empty struct{}

var sinkPair *pair
var sinkPtr **int
var sinkEmpty *empty
var one = 1

//go:noinline
func use(p *byte) { *p++ }

func caseStack() {
	var x pair
	p := &x
	p.a = nil
}

func caseMoved() {
	var x pair // always
	sinkPair = &x
}

func caseEmptyMoved() {
	var x empty // never
	sinkEmpty = &x
}

func caseNew() {
	sinkPair = new(pair) // always
}

func caseNewEmpty() {
	sinkEmpty = new(empty) // never
}

func caseNewStack() {
	p := new(pair) // never
	p.a = nil
}

func casePointerLiteral() {
	sinkPair = &pair{} // always
}

func casePointerLiteralStack() {
	p := &pair{} // never
	p.a = &one
}

func caseNewOfExpression() {
	sinkPtr = new(&one) // always
}

func caseNewOfExpressionStack() {
	p := new(&one)
	*p = nil
}

func caseVariableAtLimit() {
	var x fits
	use(&x[0])
}

func caseVariableBeyond() {
	var x huge // always
	use(&x[0])
}

func caseNewAtLimit() {
	x := new(half) // never
	use(&x[0])
}

func caseNewBeyond() {
	x := new(large) // always
	use(&x[0])
}

func caseLoop() {
	var last *pair
	for i := 0; i < 2; i++ {
		var x pair // always
		last = &x
	}
	last.a = nil
}

//go:noinline
func parameter(x pair) { // always
	sinkPair = &x
}

func caseParameter() {
	parameter(pair{})
}

//go:noinline
func result() (r pair) { // always
	sinkPair = &r
	return
}

func caseResult() {
	result()
}
