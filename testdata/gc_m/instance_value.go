package main

// An instance of a generic function is a value like any other: a variable that only ever holds it disappears once its calls
// are inlined, and with it the mention of the instance's function.

func swap[S ~[]E, E any](s S) {
	s[0], s[len(s)-1] = s[len(s)-1], s[0]
}

func clone[T any](p *T) *T {
	x := new(T)
	*x = *p
	return x
}

func each[T any](s []T, f func([]T)) { f(s) }

func held(s []string) *int {
	type words []string
	f := swap[words, string]
	f(s)
	n := len(s)
	g := clone[int]
	return g(&n)
}

func passed(s []bool) { each(s, swap) }

func kept(s []byte) func(*byte) *byte {
	each(s, swap)
	h := clone[byte]
	return h
}

func main() {
	println(*held([]string{"a", "b"}))
	passed([]bool{true})
	println(*kept([]byte{1})(new(byte)))
}
