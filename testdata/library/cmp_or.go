package p

import "cmp"

type key struct {
	name string
	n    int
}

func less(a, b float64) bool { return cmp.Less(a, b) }

func order(a, b *key) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.n, b.n)) }

func first(a, b string) string { return cmp.Or(a, b, "none") }

func pointer(a, b *key) *key { return cmp.Or(a, b) }
