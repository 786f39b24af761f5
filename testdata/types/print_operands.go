package p

// Operands that print has no form for; gc finds them when it compiles the function.

type A [3]int
type S struct{ x int }
type I interface{ M() }
type G[T any] struct{ v T }

const debug = false

func f(a A, s S, i I, e error, p *A, m map[string]A, c chan S, fn func(), sl []A) {
	println(a)
	println(1, s)
	print(i, e, p, m, c, fn, sl, a[:], nil == i, s.x, a[0])
	println(S{1}, A{}, [0]int{}, struct{}{})
	println(G[int]{})
	if debug {
		println(a)
	}
	if !debug {
		println(2)
	} else {
		println(s)
	}
	return
	println(s)
}

func g() { _ = func(s S) { println(s) } }
func h() { defer println(S{}) }
func k() { go print(S{}, 1, S{}) }

func generic[T any](x [2]T) { println(x) }

func several() (int, S, A) { return 0, S{}, A{} }
func l()                   { println(several()) }
