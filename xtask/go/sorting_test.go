// Package sorting holds slices' sorts against a merge sort, on the inputs that quicksorts are known to fear. xtask std-run runs it
// with our functions in the place of Go's.
package sorting

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

const longest = 3000

// patterns make keys for n elements.
var patterns = []struct {
	name string
	keys func(r *rand.Rand, n int) []int
}{
	{"random", func(r *rand.Rand, n int) []int { return each(n, func(int) int { return r.Int() }) }},
	{"permutation", func(r *rand.Rand, n int) []int { return r.Perm(n) }},
	{"sorted", func(r *rand.Rand, n int) []int { return each(n, func(i int) int { return i }) }},
	{"reversed", func(r *rand.Rand, n int) []int { return each(n, func(i int) int { return n - i }) }},
	{"equal", func(r *rand.Rand, n int) []int { return each(n, func(int) int { return 7 }) }},
	{"two values", func(r *rand.Rand, n int) []int { return each(n, func(int) int { return r.IntN(2) }) }},
	{"few values", func(r *rand.Rand, n int) []int { return each(n, func(int) int { return r.IntN(16) }) }},
	{"many duplicates", func(r *rand.Rand, n int) []int {
		return each(n, func(int) int { return r.IntN(1 + int(math.Sqrt(float64(n)))) })
	}},
	{"sorted in steps", func(r *rand.Rand, n int) []int { return each(n, func(i int) int { return i / 10 }) }},
	{"organ pipe", func(r *rand.Rand, n int) []int { return each(n, func(i int) int { return min(i, n-i) }) }},
	{"valley", func(r *rand.Rand, n int) []int { return each(n, func(i int) int { return max(i, n-i) }) }},
	{"saw", func(r *rand.Rand, n int) []int {
		tooth := 1 + r.IntN(n+1)
		return each(n, func(i int) int { return i % tooth })
	}},
	{"falling saw", func(r *rand.Rand, n int) []int {
		tooth := 1 + r.IntN(n+1)
		return each(n, func(i int) int { return -(i % tooth) })
	}},
	{"riffle", func(r *rand.Rand, n int) []int {
		return each(n, func(i int) int { return i/2 + i%2*n })
	}},
	{"sorted but for a few", func(r *rand.Rand, n int) []int {
		keys := each(n, func(i int) int { return i })
		for range r.IntN(8) {
			if n > 0 {
				keys[r.IntN(n)] = r.IntN(n)
			}
		}
		return keys
	}},
	{"reversed but for a few", func(r *rand.Rand, n int) []int {
		keys := each(n, func(i int) int { return -i })
		for range r.IntN(8) {
			if n > 0 {
				keys[r.IntN(n)] = -r.IntN(n)
			}
		}
		return keys
	}},
	{"sorted with a random end", func(r *rand.Rand, n int) []int {
		return each(n, func(i int) int {
			if i < n-n/10 {
				return i
			}
			return r.IntN(n)
		})
	}},
	{"rotated", func(r *rand.Rand, n int) []int {
		by := r.IntN(n + 1)
		return each(n, func(i int) int { return (i + by) % n })
	}},
	{"killer of the median of three", func(r *rand.Rand, n int) []int {
		// Musser's: the first, middle and last element of each range are its lowest.
		half := n / 2
		return each(n, func(i int) int {
			switch {
			case i >= half:
				return 2 * (i - half)
			case i%2 == 0:
				return i + 1
			default:
				return half + i
			}
		})
	}},
	{"killer of this sort", func(r *rand.Rand, n int) []int {
		keys, _ := adversary(n, func(x []int, cmp func(a, b int) int) { slices.SortFunc(x, cmp) })
		return keys
	}},
	{"killer of the stable sort", func(r *rand.Rand, n int) []int {
		keys, _ := adversary(n, func(x []int, cmp func(a, b int) int) { slices.SortStableFunc(x, cmp) })
		return keys
	}},
}

func each(n int, key func(i int) int) []int {
	keys := make([]int, n)
	for i := range keys {
		keys[i] = key(i)
	}
	return keys
}

// adversary decides what the n keys are only when they are compared, so that pivots come out as bad as they can (M. Douglas
// McIlroy, "A Killer Adversary for Quicksort", 1999). It gives the keys and how many comparisons there were.
func adversary(n int, sort func(x []int, cmp func(a, b int) int)) (keys []int, compared int) {
	undecided := n
	keys = each(n, func(int) int { return undecided })
	r := rand.New(rand.NewPCG(7, uint64(n)))
	decided, candidate := 0, -1
	decide := func(i int) {
		keys[i] = decided
		decided++
	}
	sort(each(n, func(i int) int { return i }), func(a, b int) int {
		compared++
		if a != b && keys[a] == undecided && keys[b] == undecided {
			// Where it does not matter, neither always: what is found to be in order is sorted in no time.
			if a == candidate || b != candidate && r.IntN(2) == 0 {
				decide(a)
			} else {
				decide(b)
			}
		}
		if keys[a] == undecided {
			candidate = a
		} else if keys[b] == undecided {
			candidate = b
		}
		return cmp.Compare(keys[a], keys[b])
	})
	return keys, compared
}

// bound is the most comparisons for n elements.
func bound(n int) int { return 3*n*bits.Len(uint(n)) + 100 }

type element struct{ key, place int }

func byKey(a, b element) int { return cmp.Compare(a.key, b.key) }

// mergeSorted is x in order, by the textbook.
func mergeSorted[E any](x []E, less func(a, b E) bool) []E {
	if len(x) < 2 {
		return x
	}
	a, b := mergeSorted(x[:len(x)/2], less), mergeSorted(x[len(x)/2:], less)
	merged := make([]E, 0, len(x))
	for len(a) > 0 && len(b) > 0 {
		if less(b[0], a[0]) {
			merged, b = append(merged, b[0]), b[1:]
		} else {
			merged, a = append(merged, a[0]), a[1:]
		}
	}
	return append(append(merged, a...), b...)
}

func same[E any](x, y []E, equal func(a, b E) bool) error {
	if len(x) != len(y) {
		return fmt.Errorf("%d elements, not %d", len(x), len(y))
	}
	for i := range x {
		if !equal(x[i], y[i]) {
			return fmt.Errorf("element %d is %v, not %v", i, x[i], y[i])
		}
	}
	return nil
}

func copied[E any](x []E) []E { return append([]E(nil), x...) }

// floatLess is the order of cmp.Less: what is no number is below all numbers.
func floatLess(a, b float64) bool { return a < b || a != a && b == b }

func floatSame(a, b float64) bool { return a == b || a != a && b != b }

func TestSorts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	// The most comparisons for each element and level.
	var most, mostStable float64
	for round := range 10_000 {
		pattern := patterns[round%len(patterns)]
		n := r.IntN(longest + 1)
		if round%3 == 0 {
			// Where the small cases are.
			n %= 130
		}
		keys := pattern.keys(r, n)
		fail := func(what string, err error) {
			if err != nil {
				t.Fatalf("%s, %s, %d elements: %v", what, pattern.name, n, err)
			}
		}

		elements := make([]element, n)
		for i, k := range keys {
			elements[i] = element{k, i}
		}
		expect := mergeSorted(elements, func(a, b element) bool { return a.key < b.key })
		equal := func(a, b element) bool { return a == b }

		compared := 0
		counting := func(a, b element) int {
			compared++
			return byKey(a, b)
		}
		stable := copied(elements)
		slices.SortStableFunc(stable, counting)
		fail("SortStableFunc", same(stable, expect, equal))
		if n > 1 {
			mostStable = max(mostStable, float64(compared)/float64(n)/math.Log2(float64(n)))
		}

		compared = 0
		unstable := copied(elements)
		slices.SortFunc(unstable, counting)
		if compared > bound(n) {
			t.Errorf("SortFunc, %s, %d elements: %d comparisons", pattern.name, n, compared)
		}
		if n > 12 {
			most = max(most, float64(compared)/float64(n)/math.Log2(float64(n)))
		}
		// In order, and none lost.
		fail("SortFunc", same(unstable, expect, func(a, b element) bool { return a.key == b.key }))
		unstable = mergeSorted(unstable, func(a, b element) bool { return a.key < b.key || a.key == b.key && a.place < b.place })
		fail("SortFunc", same(unstable, expect, equal))

		ordered := copied(keys)
		slices.Sort(ordered)
		for i, e := range expect {
			if ordered[i] != e.key {
				t.Fatalf("Sort, %s, %d elements: element %d is %d, not %d", pattern.name, n, i, ordered[i], e.key)
			}
		}

		floats, texts := make([]float64, n), make([]string, n)
		for i, k := range keys {
			floats[i], texts[i] = float64(k%1000), fmt.Sprint(k%1000)
			switch r.IntN(10) {
			case 0:
				floats[i] = math.NaN()
			case 1:
				floats[i] = math.Inf(1 - 2*r.IntN(2))
			case 2:
				floats[i] = math.Copysign(0, -1)
			}
		}
		expectFloats := mergeSorted(floats, floatLess)
		slices.Sort(floats)
		fail("Sort of floats", same(floats, expectFloats, floatSame))
		expectTexts := mergeSorted(texts, func(a, b string) bool { return a < b })
		slices.Sort(texts)
		fail("Sort of strings", same(texts, expectTexts, func(a, b string) bool { return a == b }))
	}
	t.Logf("most comparisons by n log2 n: SortFunc %.2f, SortStableFunc %.2f", most, mostStable)
}

// An adversary that sees each comparison gets no more than n log n of them.
func TestAdversary(t *testing.T) {
	var most float64
	for n := 20; n < 100_000; n += n / 7 {
		_, compared := adversary(n, func(x []int, cmp func(a, b int) int) { slices.SortFunc(x, cmp) })
		if compared > bound(n) {
			t.Errorf("%d elements: %d comparisons", n, compared)
		}
		most = max(most, float64(compared)/float64(n)/math.Log2(float64(n)))
	}
	t.Logf("most comparisons by n log2 n: %.2f", most)
}

// In order or in reverse, with many equal elements or none, a few passes do.
func TestPatternsAreLinear(t *testing.T) {
	for _, p := range patterns {
		passes := 0
		switch p.name {
		case "sorted", "reversed", "equal", "sorted in steps":
			passes = 2
		case "two values":
			passes = 4
		default:
			continue
		}
		const n = 2048
		keys, compared := p.keys(rand.New(rand.NewPCG(3, 4)), n), 0
		slices.SortFunc(keys, func(a, b int) int {
			compared++
			return cmp.Compare(a, b)
		})
		if compared > passes*n {
			t.Errorf("%s: %d comparisons of %d elements", p.name, compared, n)
		}
	}
}

// An order that is none ends too, and loses nothing.
func TestNoOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		n := r.IntN(300)
		expect := each(n, func(i int) int { return i })
		answers := func(a, b int) int { return r.IntN(3) - 1 }
		for _, sort := range []func(x []int, cmp func(a, b int) int){slices.SortFunc[[]int], slices.SortStableFunc[[]int]} {
			x := copied(expect)
			sort(x, answers)
			x = mergeSorted(x, func(a, b int) bool { return a < b })
			if err := same(x, expect, func(a, b int) bool { return a == b }); err != nil {
				t.Fatal(err)
			}
		}
	}
}
