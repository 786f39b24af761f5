// Behaviour prints what the generic functions of packages slices, maps and cmp do: results, lengths, capacities where they are
// said, which memory they write, in which order they call back, and when they panic. xtask std-run compares what it prints with
// our functions in the place of Go's with what it prints without.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
)

var out = bufio.NewWriter(os.Stdout)

// try prints what a function says, or that it panics.
func try(what string, f func() string) {
	defer func() {
		if r := recover(); r != nil {
			text := fmt.Sprint(r)
			if _, ok := r.(error); ok {
				// Where a bound is exceeded first may differ.
				text = "an error"
			}
			fmt.Fprintln(out, what, "panics:", text)
		}
	}()
	fmt.Fprintln(out, what, f())
}

// backing is what slices under test are part of: their neighbours must not change.
func backing() []int { return []int{10, 11, 12, 13, 14, 15, 16, 17} }

// state says what a slice is, and what its memory became.
func state(all, s []int) string {
	shared := cap(s) > 0 && &s[:1][0] == &all[0]
	return fmt.Sprintf("%v nil=%v shared=%v all=%v", s, s == nil, shared, all)
}

type record struct {
	key  int
	name string
}

// calls notes what a callback is called with.
type calls struct{ strings.Builder }

func (c *calls) note(args ...any) { fmt.Fprint(c, args, " ") }

func lists() [][]int {
	return [][]int{nil, {}, {1}, {1, 1}, {1, 2}, {2, 1}, {1, 2, 3}, {1, 1, 2, 2, 2, 3, 1, 1}, {3, 2, 1}, {5, 6, 7, 8, 9, 10, 11}}
}

func floats() [][]float64 {
	nan, zero := math.NaN(), math.Copysign(0, -1)
	return [][]float64{nil, {nan}, {0}, {zero}, {1, nan}, {nan, 1}, {nan, nan, 0}, {0, zero}, {zero, 0}, {1, nan, 2, nan}, {math.Inf(-1), nan}}
}

func compareLists() {
	for _, a := range lists() {
		for _, b := range lists() {
			var trace calls
			eq := func(x, y int) bool { trace.note(x, y); return x == y }
			order := func(x, y int) int { trace.note(x, y); return x - y }
			what := fmt.Sprint(a, b)
			try("Equal "+what, func() string { return fmt.Sprint(slices.Equal(a, b)) })
			try("Compare "+what, func() string { return fmt.Sprint(slices.Compare(a, b)) })
			try("EqualFunc "+what, func() string { return fmt.Sprint(slices.EqualFunc(a, b, eq), trace.String()) })
			try("CompareFunc "+what, func() string { return fmt.Sprint(slices.CompareFunc(a, b, order), trace.String()) })
		}
	}
	for _, a := range floats() {
		for _, b := range floats() {
			what := fmt.Sprint(a, b)
			try("Equal "+what, func() string { return fmt.Sprint(slices.Equal(a, b)) })
			try("Compare "+what, func() string { return fmt.Sprint(slices.Compare(a, b)) })
			for _, x := range a {
				for _, y := range b {
					what := fmt.Sprint(x, y)
					try("cmp "+what, func() string { return fmt.Sprint(cmp.Less(x, y), cmp.Compare(x, y)) })
				}
			}
		}
	}
	try("Or", func() string {
		return fmt.Sprint(cmp.Or[int](), cmp.Or(0), cmp.Or(0, 3, 4), cmp.Or("", "", "c", "d"), cmp.Or(math.Copysign(0, -1), 0), cmp.Or(math.NaN(), 1))
	})
}

func search() {
	for _, a := range lists() {
		for target := range 13 {
			var trace calls
			is := func(x int) bool { trace.note(x); return x == target }
			order := func(x, target int) int { trace.note(x, target); return x - target }
			what := fmt.Sprint(a, target)
			try("Index "+what, func() string { return fmt.Sprint(slices.Index(a, target), slices.Contains(a, target)) })
			try("IndexFunc "+what, func() string { return fmt.Sprint(slices.IndexFunc(a, is), slices.ContainsFunc(a, is), trace.String()) })
			if slices.IsSorted(a) {
				try("BinarySearch "+what, func() string {
					at, found := slices.BinarySearch(a, target)
					return fmt.Sprint(at, found)
				})
			}
			try("BinarySearchFunc "+what, func() string {
				at, found := slices.BinarySearchFunc(a, target, order)
				return fmt.Sprint(at, found, trace.String())
			})
		}
		var trace calls
		tens := func(x, y int) int { trace.note(x, y); return x/2 - y/2 }
		what := fmt.Sprint(a)
		try("Min "+what, func() string { return fmt.Sprint(slices.Min(a)) })
		try("Max "+what, func() string { return fmt.Sprint(slices.Max(a)) })
		try("MinFunc "+what, func() string { return fmt.Sprint(slices.MinFunc(a, tens), trace.String()) })
		try("MaxFunc "+what, func() string { return fmt.Sprint(slices.MaxFunc(a, tens), trace.String()) })
		try("IsSorted "+what, func() string { return fmt.Sprint(slices.IsSorted(a)) })
		try("IsSortedFunc "+what, func() string { return fmt.Sprint(slices.IsSortedFunc(a, tens), trace.String()) })
	}
	for _, a := range floats() {
		what := fmt.Sprint(a)
		try("Min "+what, func() string { return fmt.Sprint(slices.Min(a)) })
		try("Max "+what, func() string { return fmt.Sprint(slices.Max(a)) })
		try("IsSorted "+what, func() string { return fmt.Sprint(slices.IsSorted(a)) })
		try("Index "+what, func() string { return fmt.Sprint(slices.Index(a, 0), slices.Index(a, math.NaN())) })
		slices.Sort(a)
		for _, target := range []float64{math.NaN(), 0, 1, math.Inf(-1)} {
			try(fmt.Sprint("BinarySearch ", a, target), func() string {
				at, found := slices.BinarySearch(a, target)
				return fmt.Sprint(at, found)
			})
		}
	}
}

// Every place, every part of the same memory as values: those overlap what moves.
func insertAndReplace() {
	for n := range 7 {
		for capacity := n; capacity <= 8; capacity++ {
			for i := -1; i <= capacity+1; i++ {
				for from := 0; from <= 8; from++ {
					for to := from; to <= 8; to++ {
						what := fmt.Sprint("Insert ", n, capacity, i, from, to)
						try(what, func() string {
							all := backing()
							s := all[:n:capacity]
							r := slices.Insert(s, i, all[from:to]...)
							return state(all, r)
						})
						for j := i - 1; j <= capacity+1; j += 1 + from%2 {
							what := fmt.Sprint("Replace ", n, capacity, i, j, from, to)
							try(what, func() string {
								all := backing()
								s := all[:n:capacity]
								r := slices.Replace(s, i, j, all[from:to]...)
								return state(all, r)
							})
						}
					}
				}
				try(fmt.Sprint("Insert ", n, capacity, i), func() string {
					all := backing()
					return state(all, slices.Insert(all[:n:capacity], i, 1, 2, 3))
				})
				for j := i - 1; j <= capacity+1; j++ {
					try(fmt.Sprint("Delete ", n, capacity, i, j), func() string {
						all := backing()
						return state(all, slices.Delete(all[:n:capacity], i, j))
					})
					for k := range 5 {
						try(fmt.Sprint("Replace ", n, capacity, i, j, k), func() string {
							all := backing()
							return state(all, slices.Replace(all[:n:capacity], i, j, []int{1, 2, 3, 4}[:k]...))
						})
					}
				}
			}
		}
	}
	try("Insert into nil", func() string { return state(backing(), slices.Insert([]int(nil), 0)) })
	try("Insert into nil", func() string { return state(backing(), slices.Insert([]int(nil), 1)) })
	try("Replace of nil", func() string { return state(backing(), slices.Replace([]int(nil), 0, 0)) })
	try("Delete of nil", func() string { return state(backing(), slices.Delete([]int(nil), 0, 0)) })
	try("Insert of nothing", func() string { return fmt.Sprint(slices.Insert(make([]struct{}, 3, 9), 1, make([]struct{}, 2)...)) })
}

func change() {
	for at, a := range lists() {
		list := func() []int {
			// With something behind, to see what is cleared.
			if a == nil {
				return nil
			}
			return append(append(make([]int, 0, len(a)+3), a...), 77, 78, 79)[:len(a)]
		}
		show := func(given, r []int) string {
			shared := cap(r) > 0 && cap(given) > 0 && &r[:1][0] == &given[:1][0]
			return fmt.Sprintf("%v nil=%v shared=%v all=%v", r, r == nil, shared, given[:cap(given)])
		}
		var trace calls
		odd := func(x int) bool { trace.note(x); return x%2 != 0 }
		near := func(x, y int) bool { trace.note(x, y); return x-y <= 1 && y-x <= 1 }
		what := fmt.Sprint(a)
		try("DeleteFunc "+what, func() string { s := list(); return show(s, slices.DeleteFunc(s, odd)) + trace.String() })
		try("Compact "+what, func() string { s := list(); return show(s, slices.Compact(s)) })
		trace.Reset()
		try("CompactFunc "+what, func() string { s := list(); return show(s, slices.CompactFunc(s, near)) + trace.String() })
		try("Clone "+what, func() string { s := list(); return show(s, slices.Clone(s)) })
		try("Clone of none of "+what, func() string { s := list(); return show(s, slices.Clone(s[:0:0])) })
		try("Clip "+what, func() string { s := slices.Clip(list()); return show(s, s) + fmt.Sprint(cap(s)) })
		try("Reverse "+what, func() string { s := list(); slices.Reverse(s); return show(s, s) })
		for n := -1; n < 12; n++ {
			try(fmt.Sprint("Grow ", a, n), func() string {
				s := list()
				r := slices.Grow(s, n)
				return fmt.Sprint(show(s, r), cap(r) >= len(s)+n)
			})
			try(fmt.Sprint("Repeat ", a, n), func() string {
				s := list()
				r := slices.Repeat(s, n)
				return fmt.Sprint(show(s, r), cap(r))
			})
			try(fmt.Sprint("Chunk ", a, n), func() string {
				var text string
				for c := range slices.Chunk(list(), n) {
					text += fmt.Sprint(c, cap(c), " ")
				}
				return text
			})
			for stop := range 4 {
				try(fmt.Sprint("stopped ", a, n, stop), func() string {
					s, text := list(), ""
					for i, v := range slices.All(s) {
						if text += fmt.Sprint(i, v, " "); i == stop {
							break
						}
					}
					for i, v := range slices.Backward(s) {
						if text += fmt.Sprint(i, v, " "); i == stop {
							break
						}
					}
					for v := range slices.Values(s) {
						if text += fmt.Sprint(v, " "); v == stop {
							break
						}
					}
					for c := range slices.Chunk(s, max(n, 1)) {
						if text += fmt.Sprint(c, " "); c[0] >= stop {
							break
						}
					}
					return text
				})
			}
		}
		for _, b := range lists()[:at] {
			try(fmt.Sprint("Concat ", a, b), func() string {
				s := list()
				return show(s, slices.Concat(s, b)) + show(s, slices.Concat(b, s, b)) + show(s, slices.Concat(s))
			})
			try(fmt.Sprint("AppendSeq ", a, b), func() string { s := list(); return show(s, slices.AppendSeq(s, slices.Values(b))) })
		}
		try("Collect "+what, func() string { s := list(); return show(s, slices.Collect(slices.Values(s))) })
		trace.Reset()
		order := func(x, y record) int { return x.key - y.key }
		try("Sorted "+what, func() string { s := list(); return show(s, slices.Sorted(slices.Values(s))) })
		records := func(yield func(record) bool) {
			for i, v := range a {
				if !yield(record{v, fmt.Sprint(i)}) {
					return
				}
			}
		}
		try("SortedStableFunc "+what, func() string { return fmt.Sprint(slices.SortedStableFunc(iter.Seq[record](records), order)) })
		try("SortedFunc "+what, func() string { return fmt.Sprint(len(slices.SortedFunc(iter.Seq[record](records), order))) })
	}
	try("Concat of none", func() string { return fmt.Sprint(slices.Concat[[]int]() == nil) })
	try("Repeat too long", func() string { return fmt.Sprint(slices.Repeat(make([]struct{}, 1<<40), 1<<40)) })
	try("Repeat of nothing", func() string { return fmt.Sprint(len(slices.Repeat([]struct{}{{}, {}, {}}, 1000)), len(slices.Repeat([]int{}, math.MaxInt))) })
	try("Grow too far", func() string { return fmt.Sprint(len(slices.Grow([]int{1}, math.MaxInt))) })
	try("Concat too long", func() string {
		half := make([]struct{}, math.MaxInt/2+1)
		return fmt.Sprint(len(slices.Concat(half, half)))
	})
	try("Chunk is checked when called", func() string { return fmt.Sprint(slices.Chunk([]int{1}, 0) == nil) })
	// What changes while it is gone through.
	try("All of what changes", func() string {
		s, text := []int{1, 2, 3}, ""
		for i, v := range slices.All(s) {
			text += fmt.Sprint(i, v, " ")
			s[2] = 30
			s = s[:1]
		}
		t := []int{1, 2, 3}
		for v := range slices.Values(t) {
			text += fmt.Sprint(v, " ")
			t[2] = 30
		}
		for i, v := range slices.Backward(t) {
			text += fmt.Sprint(i, v, " ")
			t[0] = 10
		}
		return text
	})
}

type pairs map[float64]string

func mapping() {
	nan := math.NaN()
	given := []pairs{nil, {}, {1: "a"}, {1: "b"}, {1: "a", 2: "b"}, {nan: "n"}, {1: "a", nan: "n"}, {0: "z", 2: "b", 3: "c"}, {nan: "n", -nan: "n"}}
	sorted := func(seq iter.Seq2[float64, string]) string {
		var texts []string
		for k, v := range seq {
			texts = append(texts, fmt.Sprint(k, "=", v))
		}
		slices.Sort(texts)
		return fmt.Sprint(texts)
	}
	for _, a := range given {
		what := sorted(maps.All(a)) + fmt.Sprint(a == nil)
		try("All "+what, func() string { return sorted(maps.All(a)) })
		try("Keys "+what, func() string { return fmt.Sprint(slices.Sorted(maps.Keys(a))) })
		try("Values "+what, func() string { return fmt.Sprint(slices.Sorted(maps.Values(a))) })
		try("Clone "+what, func() string {
			c := maps.Clone(a)
			text := fmt.Sprintf("%s %v %T", sorted(maps.All(c)), c == nil, c)
			if c != nil {
				c[100] = "new"
			}
			return text + fmt.Sprint(len(a), len(c))
		})
		try("Collect "+what, func() string { c := maps.Collect(maps.All(a)); return fmt.Sprint(sorted(maps.All(c)), c == nil) })
		try("DeleteFunc "+what, func() string {
			c := maps.Clone(a)
			var seen []string
			maps.DeleteFunc(c, func(k float64, v string) bool { seen = append(seen, v); return k < 2 })
			slices.Sort(seen)
			return fmt.Sprint(sorted(maps.All(c)), seen)
		})
		for range 2 {
			try("stopped "+what, func() string {
				n := 0
				for range maps.All(a) {
					n++
					break
				}
				for range maps.Keys(a) {
					n++
					break
				}
				for range maps.Values(a) {
					n++
					break
				}
				return fmt.Sprint(n)
			})
		}
		for _, b := range given {
			what := what + sorted(maps.All(b)) + fmt.Sprint(b == nil)
			try("Equal "+what, func() string { return fmt.Sprint(maps.Equal(a, b)) })
			most := 0
			eq := func(x, y string) bool { most++; return x == y }
			try("EqualFunc "+what, func() string { return fmt.Sprint(maps.EqualFunc(a, b, eq), most <= len(a)) })
			try("Copy "+what, func() string { c := maps.Clone(a); maps.Copy(c, b); return sorted(maps.All(c)) })
			try("Insert "+what, func() string { c := maps.Clone(a); maps.Insert(c, maps.All(b)); return sorted(maps.All(c)) })
		}
	}
	// A value that is no longer there when its turn comes is not seen.
	try("Values of what changes", func() string {
		m, n := map[int]int{1: 1, 2: 2, 3: 3}, 0
		for range maps.Values(m) {
			n++
			clear(m)
		}
		for range maps.Keys(m) {
			n++
		}
		return fmt.Sprint(n)
	})
	// Values that are not comparable, if they are looked at.
	try("Equal of functions", func() string { return fmt.Sprint(maps.Equal(map[int]any{1: func() {}}, map[int]any{1: 2})) })
	try("Equal of functions", func() string { f := func() {}; return fmt.Sprint(maps.Equal(map[int]any{1: f}, map[int]any{1: f})) })
	try("Equal of functions", func() string { f := func() {}; return fmt.Sprint(slices.Equal([]any{1, f}, []any{2, f})) })
	try("Index of functions", func() string { f := func() {}; return fmt.Sprint(slices.Index([]any{f}, any(f))) })
	try("Or of functions", func() string { return fmt.Sprint(cmp.Or[any](nil, 1) == 1, cmp.Or[any](func() {}) != nil) })
	try("Compact of functions", func() string { f := func() {}; return fmt.Sprint(len(slices.Compact([]any{f, f}))) })
}

func main() {
	compareLists()
	search()
	insertAndReplace()
	change()
	mapping()
	out.Flush()
}
