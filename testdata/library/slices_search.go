package p

import "slices"

type point struct{ x, y int }

func equal(a, b []string) bool { return slices.Equal(a, b) }

func equalFunc(a []int, b []point) bool {
	return slices.EqualFunc(a, b, func(n int, p point) bool { return n == p.x })
}

func compare(a, b []string) int { return slices.Compare(a, b) }

func compareFunc(a, b []*point) int {
	return slices.CompareFunc(a, b, func(p, q *point) int { return p.x - q.x })
}

func index(ps []point, p point) int { return slices.Index(ps, p) }

func indexFunc(ps []*point, x int) int {
	return slices.IndexFunc(ps, func(p *point) bool { return p.x == x })
}

func contains(xs []any, x any) bool { return slices.Contains(xs, x) }

func containsFunc(ps []*point) bool {
	return slices.ContainsFunc(ps, func(p *point) bool { return p == nil })
}

func search(xs []string, x string) (int, bool) { return slices.BinarySearch(xs, x) }

func searchFunc(ps []*point, x int) (int, bool) {
	return slices.BinarySearchFunc(ps, x, func(p *point, x int) int { return p.x - x })
}

func extremes(xs []float64) (float64, float64) { return slices.Min(xs), slices.Max(xs) }

func byX(p, q *point) int { return p.x - q.x }

func extremesFunc(ps []*point) (*point, *point) { return slices.MinFunc(ps, byX), slices.MaxFunc(ps, byX) }

func sorted(xs []int) bool { return slices.IsSorted(xs) }

func sortedFunc(ps []*point) bool { return slices.IsSortedFunc(ps, byX) }
