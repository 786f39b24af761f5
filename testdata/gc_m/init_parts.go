package main

type pair struct {
	n int
	m map[string]int
}

type box struct {
	name string
	v    any
	p    *pair
	list []pair
}

var whole = map[int]int{}

var part = pair{3, make(map[string]int)}

var nested = [2]box{{name: "a"}, {"b", append([]bool{}, true), &pair{1, map[string]int{}}, []pair{{}, {2, map[string]int{}}}}}

var late = [...]func() *int{5: fresh(), 2: fresh()}

var copied = part

//go:noinline
func fresh() func() *int { return func() *int { return new(int) } }

func main() {
	println(len(whole), len(part.m), len(nested), late[2] == nil, copied.n)
}
