package p

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func value(n int) func() int {
	return func() int { return n }
}
