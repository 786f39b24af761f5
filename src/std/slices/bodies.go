// Bodies of package slices' functions, for instances in programs that are analysed without a Go installation.
package slices

import (
	"cmp"
	"iter"
	"math/bits"
	"unsafe"
)

func Equal[S ~[]E, E comparable](s1, s2 S) bool {
	n := len(s1)
	same := n == len(s2)
	for at := 0; same && at < n; at++ {
		same = s1[at] == s2[at]
	}
	return same
}

func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	n := len(s1)
	same := n == len(s2)
	for at := 0; same && at < n; at++ {
		same = eq(s1[at], s2[at])
	}
	return same
}

func Compare[S ~[]E, E cmp.Ordered](s1, s2 S) int {
	common := min(len(s1), len(s2))
	for at := 0; at < common; at++ {
		if order := cmp.Compare(s1[at], s2[at]); order != 0 {
			return order
		}
	}
	return len(s1[common:]) - len(s2[common:])
}

func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, cmp func(E1, E2) int) int {
	common := min(len(s1), len(s2))
	for at := 0; at < common; at++ {
		if order := cmp(s1[at], s2[at]); order != 0 {
			return order
		}
	}
	return len(s1[common:]) - len(s2[common:])
}

func Index[S ~[]E, E comparable](s S, v E) int {
	for at, have := range s {
		if have == v {
			return at
		}
	}
	return -1
}

func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for at, have := range s {
		if f(have) {
			return at
		}
	}
	return -1
}

func Contains[S ~[]E, E comparable](s S, v E) bool { return Index(s, v) != -1 }

func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) != -1 }

func Delete[S ~[]E, E any](s S, i, j int) S {
	rest := s[j:len(s):len(s)]
	if i >= j {
		return s
	}
	kept := append(s[:i], rest...)
	clear(s[len(kept):])
	return kept
}

func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	first := IndexFunc(s, del)
	if first < 0 {
		return s
	}
	kept := first
	for _, have := range s[first:] {
		if del(have) {
			continue
		}
		s[kept] = have
		kept++
	}
	clear(s[kept:])
	return s[:kept]
}

func Clone[S ~[]E, E any](s S) S {
	if s != nil {
		return append(S{}, s...)
	}
	return nil
}

func Compact[S ~[]E, E comparable](s S) S {
	if len(s) == 0 {
		return s
	}
	kept := 1
	for _, have := range s[1:] {
		if s[kept-1] != have {
			s[kept] = have
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) == 0 {
		return s
	}
	kept := 1
	for _, have := range s[1:] {
		if !eq(have, s[kept-1]) {
			s[kept] = have
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	size, free := len(s), cap(s)-len(s)
	if n > free {
		n -= free
		s = append(s[:cap(s)], make([]E, n)...)
	}
	return s[:size]
}

func Clip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func Reverse[S ~[]E, E any](s S) {
	i, j := 0, len(s)
	for j--; i < j; j-- {
		s[i], s[j] = s[j], s[i]
		i++
	}
}

func Concat[S ~[]E, E any](slices ...S) S {
	total := 0
	for at := range slices {
		if total += len(slices[at]); total < 0 {
			panic("len out of range")
		}
	}
	all := Grow[S](nil, total)
	for at := range slices {
		all = append(all, slices[at]...)
	}
	return all
}

func Repeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	hi, lo := bits.Mul(uint(count), uint(len(x)))
	if hi != 0 || int(lo) < 0 {
		panic("the result of (len(x) * count) overflows")
	}
	all := make(S, int(lo))
	for rest := all; len(rest) > 0; {
		rest = rest[copy(rest, x):]
	}
	return all
}

func rotateLeft[E any](s []E, r int) {
	head, tail := s[:r], s[r:]
	Reverse(head)
	Reverse(tail)
	Reverse(s)
}

func rotateRight[E any](s []E, r int) {
	r = len(s) - r
	rotateLeft(s, r)
}

func overlaps[E any](a, b []E) bool {
	size := unsafe.Sizeof(*new(E))
	if size*uintptr(min(len(a), len(b))) == 0 {
		return false
	}
	x, y := uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&b[0]))
	return x < y+size*uintptr(len(b)) && y < x+size*uintptr(len(a))
}

func startIdx[E any](haystack, needle []E) int {
	first := &needle[0]
	for at := range haystack {
		if &haystack[at] == first {
			return at
		}
	}
	panic("needle not found")
}

func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	n, m := len(s), len(v)
	tail := s[i:]
	switch {
	case m == 0:
		return s
	case len(tail) == 0:
		return append(s, v...)
	case cap(s)-n < m:
		made := append(s[:i], make(S, n+m-i)...)
		copy(made[i+m:], tail)
		copy(made[i:], v)
		return made
	}
	s = s[:n+m]
	if overlaps(v, s[i+m:]) {
		// What moves up would write over the values: these go behind it first.
		copy(s[n:], v)
		rotateRight(s[i:], m)
	} else {
		copy(s[i+m:], tail)
		copy(s[i:], v)
	}
	return s
}

func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	gone, tail := s[i:j], s[j:]
	if len(gone) == 0 {
		return Insert(s, i, v...)
	}
	if len(tail) == 0 {
		made := append(s[:i], v...)
		if unused := len(s) - len(made); unused > 0 {
			clear(s[len(made):])
		}
		return made
	}
	tot := len(s) - len(gone) + len(v)
	if cap(s) < tot {
		made := append(s[:i], make(S, tot-i)...)
		copy(made[i+len(v):], tail)
		copy(made[i:], v)
		return made
	}
	all := s[:tot]
	more := len(v) - len(gone)
	if more <= 0 {
		copy(all[i:], v)
		copy(all[i+len(v):], tail)
		clear(s[tot:])
		return all
	}
	grown := all[len(s):]
	switch {
	case !overlaps(all[i+len(v):], v):
		copy(all[i+len(v):], tail)
		copy(all[i:], v)
	case !overlaps(gone, v):
		copy(gone, v[more:])
		copy(grown, v[:more])
		rotateRight(all[i:], more)
	case !overlaps(grown, v):
		copy(grown, v[:more])
		copy(gone, v[more:])
		rotateRight(all[i:], more)
	default:
		// The tail lies among the values.
		from := i + startIdx(v, tail)
		copy(all[i:], v)
		copy(all[i+len(v):], all[from:])
	}
	return all
}

func All[Slice ~[]E, E any](s Slice) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		more := true
		for at := 0; more && at < len(s); at++ {
			more = yield(at, s[at])
		}
	}
}

func Backward[Slice ~[]E, E any](s Slice) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		more := true
		for at := len(s); more && at > 0; {
			at--
			more = yield(at, s[at])
		}
	}
}

func Values[Slice ~[]E, E any](s Slice) iter.Seq[E] {
	return func(yield func(E) bool) {
		more := true
		for at := 0; more && at < len(s); at++ {
			more = yield(s[at])
		}
	}
}

func Chunk[Slice ~[]E, E any](s Slice, n int) iter.Seq[Slice] {
	if n <= 0 {
		panic("cannot be less than 1")
	}
	return func(yield func(Slice) bool) {
		more := true
		for rest := s; more && len(rest) > 0; {
			size := min(len(rest), n)
			more = yield(rest[:size:size])
			rest = rest[size:]
		}
	}
}

func AppendSeq[Slice ~[]E, E any](s Slice, seq iter.Seq[E]) Slice {
	for v := range seq {
		s = append(s, v)
	}
	return s
}

func Collect[E any](seq iter.Seq[E]) []E {
	var none []E
	return AppendSeq(none, seq)
}

func Sorted[E cmp.Ordered](seq iter.Seq[E]) []E {
	all := Collect(seq)
	Sort(all)
	return all
}

func SortedFunc[E any](seq iter.Seq[E], cmp func(E, E) int) []E {
	all := Collect(seq)
	SortFunc(all, cmp)
	return all
}

func SortedStableFunc[E any](seq iter.Seq[E], cmp func(E, E) int) []E {
	all := Collect(seq)
	SortStableFunc(all, cmp)
	return all
}

func Sort[S ~[]E, E cmp.Ordered](x S) {
	limit := bits.Len(uint(len(x)))
	pdqsortOrdered(x, 0, len(x), limit)
}

func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	limit := bits.Len(uint(len(x)))
	pdqsortCmpFunc(x, 0, len(x), limit, cmp)
}

func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	size := len(x)
	stableCmpFunc(x, size, cmp)
}

func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	ordered := true
	for at := 1; ordered && at < len(x); at++ {
		ordered = !cmp.Less(x[at], x[at-1])
	}
	return ordered
}

func IsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	ordered := true
	for at := 1; ordered && at < len(x); at++ {
		ordered = cmp(x[at], x[at-1]) >= 0
	}
	return ordered
}

func Min[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) == 0 {
		panic("slices.Min: empty list")
	}
	least := x[0]
	for _, have := range x[1:] {
		least = min(least, have)
	}
	return least
}

func MinFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) == 0 {
		panic("slices.MinFunc: empty list")
	}
	least := x[0]
	for _, have := range x[1:] {
		if cmp(have, least) < 0 {
			least = have
		}
	}
	return least
}

func Max[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) == 0 {
		panic("slices.Max: empty list")
	}
	most := x[0]
	for _, have := range x[1:] {
		most = max(most, have)
	}
	return most
}

func MaxFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) == 0 {
		panic("slices.MaxFunc: empty list")
	}
	most := x[0]
	for _, have := range x[1:] {
		if cmp(have, most) > 0 {
			most = have
		}
	}
	return most
}

func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) {
	low, count := 0, len(x)
	for count > 0 {
		half := count / 2
		if cmp.Less(x[low+half], target) {
			low += half + 1
			count -= half + 1
		} else {
			count = half
		}
	}
	if low == len(x) {
		return low, false
	}
	return low, x[low] == target || isNaN(x[low]) && isNaN(target)
}

func BinarySearchFunc[S ~[]E, E, T any](x S, target T, cmp func(E, T) int) (int, bool) {
	low, count := 0, len(x)
	for count > 0 {
		half := count / 2
		if cmp(x[low+half], target) < 0 {
			low += half + 1
			count -= half + 1
		} else {
			count = half
		}
	}
	if low == len(x) {
		return low, false
	}
	return low, cmp(x[low], target) == 0
}

func isNaN[T cmp.Ordered](x T) bool { return x != x }
