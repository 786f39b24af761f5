package p

type node struct{ next *node }

var head *node

func f(n int) {
	var a, b node
	p, q := &a, &b
	for i := 0; i < n; i++ {
		p, q = q, p
	}
	head = p
}
