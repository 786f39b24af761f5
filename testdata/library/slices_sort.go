package p

import (
	"cmp"
	"slices"
	"strings"
)

type person struct {
	name string
	age  int
}

func ints(xs []int) { slices.Sort(xs) }

func people(ps []person) {
	slices.SortFunc(ps, func(a, b person) int {
		if c := cmp.Compare(a.age, b.age); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
}

func stable(ps []*person) {
	slices.SortStableFunc(ps, func(a, b *person) int { return cmp.Compare(a.age, b.age) })
}

func sortedValues(xs []string) []string { return slices.Sorted(slices.Values(xs)) }

func sortedFunc(xs []*person) []*person {
	return slices.SortedFunc(slices.Values(xs), func(a, b *person) int { return a.age - b.age })
}

func sortedStable(xs []*person) []*person {
	return slices.SortedStableFunc(slices.Values(xs), func(a, b *person) int { return a.age - b.age })
}
