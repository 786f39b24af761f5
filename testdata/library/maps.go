package p

import (
	"maps"
	"slices"
)

type value struct{ n int }

func equal(a, b map[string]int) bool { return maps.Equal(a, b) }

func equalFunc(a map[string]int, b map[string]*value) bool {
	return maps.EqualFunc(a, b, func(n int, v *value) bool { return n == v.n })
}

func clone(m map[string]*value) map[string]*value { return maps.Clone(m) }

func copyTo(to, from map[string]*value) { maps.Copy(to, from) }

func prune(m map[string]*value) {
	maps.DeleteFunc(m, func(k string, v *value) bool { return v == nil || k == "" })
}

func keys(m map[string]int) []string { return slices.Collect(maps.Keys(m)) }

func total(m map[string]int) int {
	sum := 0
	for v := range maps.Values(m) {
		sum += v
	}
	return sum
}

func all(m map[string]*value) *value {
	for k, v := range maps.All(m) {
		if k != "" {
			return v
		}
	}
	return nil
}

func insert(to, from map[int]*value) { maps.Insert(to, maps.All(from)) }

func collect(m map[int]*value) map[int]*value { return maps.Collect(maps.All(m)) }
