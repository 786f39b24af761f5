package p

func f(n int) int {
	s := make([]int, n)
	return len(s)
}
