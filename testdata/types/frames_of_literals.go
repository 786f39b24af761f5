package p

// The array behind a slice literal is on the stack unless it escapes, however large it is.

var sink any

//go:noinline
func use(x []int) int { return x[len(x)-1] }

func indexed(n int) int        { x := []int{1 << 27: n}; return x[n] }
func passed(n int) int         { return use([]int{1 << 27: n}) }
func twice(n int) int          { return use([]int{1 << 27: n}) + use([]int{1 << 27: n}) }
func inTurn(n int)             { use([]int{1 << 27: n}); use([]int{1 << 27: n}) }
func both(n int) int           { x, y := []int{1 << 26: n}, []int{1 << 27: n}; return x[n] + y[n] }
func branches(n int)           { if n > 1 { x := []int{1 << 27: n}; use(x) } else { x := []int{1 << 27: n}; use(x) } }
func pointer(n int) int        { x := &[]int{1 << 27: n}; return (*x)[n] }
func ranged(n int)             { for i, v := range []int{1 << 27: n} { println(i, v) } }
func captured(n int)           { x := []int{1 << 27: n}; defer func() { println(x[n]) }() }
func condition(n int)          { x := []int{1 << 27: n}; for x[n] > 0 { n++ } }
func nested(n int) int         { x := [][]int{{1 << 27: n}, {1 << 27: n}}; return x[n][n] }
func grown(n int) int          { x := []int{1 << 27: n}; x = append(x, n); return x[n] }
func copied(n int, y []int)    { copy(y, []int{1 << 27: n}) }
func strings(n int) string     { x := []string{1 << 26: "a"}; return x[n] }
func behind(n int) int         { x := [][]int{1 << 26: nil}; return x[n][1] }
func stored(n int, y *[3]int)  { x := []int{1 << 27: n}; y[1] = x[n] }
func inner(n int) func() int   { return func() int { x := []int{1 << 27: 0}; return x[n] } }
func param(a [1 << 20]byte)    { x := []int{1 << 27: 0}; println(x[a[0]]) }
func asArgument(n int)         { println(indexed(n)) }

// It is not there if nobody needs it, or if it escapes.
func unused(n int)             { x := []int{1 << 27: n}; _ = x }
func unread(n int)             { x := []int{1 << 27: n}; x[n] = 1; y := x[n]; _ = y }
func measured(n int) int       { x := []int{1 << 27: n}; return len(x) + cap(x[1:n]) }
func known(n int) int          { x := []int{1 << 27: n}; x[5] = 3; return x[5] }
func counted(n int)            { for i := range []int{1 << 27: n} { println(i) } }
func escapes(n int)            { x := []int{1 << 27: n}; sink = x }
func unreached(n int) int      { return n; x := []int{1 << 27: n}; return x[n] }
func never(n int)              { if false { use([]int{1 << 27: n}) } }
func replaced(n int) int       { x := []int{1 << 27: n}; x = nil; return x[n] }
func smaller(n int) int        { x := []int{1 << 26: n}; return x[n] }
