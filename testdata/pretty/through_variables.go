package p

type node struct {
	next *node
	v    int
}

func f() *node {
	var a node
	p := &a
	q := p
	return q
}
