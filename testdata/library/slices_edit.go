package p

import "slices"

type item struct {
	name string
	next *item
}

func clone(xs []*item) []*item { return slices.Clone(xs) }

func local() int {
	xs := slices.Clone([]int{1, 2, 3})
	return len(xs)
}

func insert(xs []string, x string) []string { return slices.Insert(xs, 1, x) }

func replace(xs []*item, x *item) []*item { return slices.Replace(xs, 0, 2, x, x) }

func remove(xs []*item, i int) []*item { return slices.Delete(xs, i, i+1) }

func removeFunc(xs []*item, name string) []*item {
	return slices.DeleteFunc(xs, func(x *item) bool { return x.name == name })
}

func compact(xs []string) []string { return slices.Compact(xs) }

func compactFunc(xs []*item) []*item {
	return slices.CompactFunc(xs, func(a, b *item) bool { return a.name == b.name })
}

func grow(xs []byte, n int) []byte { return slices.Grow(xs, n) }

func clip(xs []byte) []byte { return slices.Clip(xs) }

func reverse(xs []item) { slices.Reverse(xs) }

func concat(a, b []int) []int { return slices.Concat(a, b) }

func repeat(xs []string, n int) []string { return slices.Repeat(xs, n) }
