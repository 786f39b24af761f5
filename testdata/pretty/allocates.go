// escape --only allocates allocates.go
package p

func f(n int, a, b string, m map[string]int) int {
	s := make([]int, n)
	t := a + b
	c := make(chan int)
	m[t] = len(s)
	go func() { c <- n }()
	return len([]byte(t)) + <-c
}
