package cases

// Variables of one declaration have each a type of their own, which the dictionary tells apart, unless one value is for all of them.

type node[T any] struct{ next *node[T] }

func load[T any](p **T) *T { return *p }

func two[T any]() ([]T, []T) { return nil, nil }

func (n *node[T]) apart() {
	var tail, head *node[T]
	if head == load(&tail) {
	}
}

func valued[T any](x []T) {
	var a, b []T = x, nil
	_, _ = a, b
}

func together[T any]() {
	var a, b []T = two[T]()
	_, _ = a, b
}

func nested[T any]() []any {
	var a, b, c map[string][]*T
	return []any{a[""], b[""][0], c}
}

func names[T any]() {
	var a, b node[T]
	_, _ = a, b
}

func f() {
	n := node[uint64]{}
	n.apart()
	valued([]int{})
	together[int]()
	nested[string]()
	names[bool]()
}
