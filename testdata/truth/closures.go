// Function literals, method values, go and defer.
package truth

type T struct{ a, b int }

func (t T) Value()    { count += t.a }
func (t *T) Pointer() { count += t.b }

type large [70000]byte

var sink func()
var count int
var global = T{1, 2}
var done = make(chan bool)

//go:noinline
func calls(f func()) { f() }

//go:noinline
func step(n int) { count += n }

func caseCapturesNothing() {
	sink = func() { count++ } // never
}

func caseCapturesValue() {
	n := count
	sink = func() { count += n } // always
}

func caseStack() {
	n := count
	calls(func() { count += n }) // never
}

func caseCapturesVariable() {
	n := count            // always
	sink = func() { n++ } // always
}

func caseMethodValue() {
	sink = global.Value // always
}

func caseMethodValuePointer() {
	sink = (&global).Pointer // always
}

func caseMethodValueStack() {
	calls(global.Value) // never
}

func caseMethodExpression() {
	f := (*T).Pointer
	f(&global)
}

func caseDefer() {
	defer step(count) // never
}

func caseDeferLiteral() {
	n := count
	defer func() { count += n }() // never
}

func caseDeferInLoop() {
	for i := range 2 {
		defer step(i) // always
	}
}

func caseGo() {
	go signal(count) // always
	<-done
}

//go:noinline
func signal(n int) { done <- n == 0 }

func caseLargeCapture() {
	var x large
	x[count&1] = 1
	calls(func() { count += int(x[0]) }) // never
}
