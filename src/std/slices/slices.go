// Generic functions of package slices, those that order (order.go, sort.go) and iterate (iter.go) aside.
package slices

import (
	"cmp"
	"math/bits"
	"unsafe"
)

func Equal[S ~[]E, E comparable](s1, s2 S) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i := range s1 {
		if s2[i] != s1[i] {
			return false
		}
	}
	return true
}

func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v1 := range s1 {
		v2 := s2[i]
		if !eq(v1, v2) {
			return false
		}
	}
	return true
}

func Compare[S ~[]E, E cmp.Ordered](s1, s2 S) int {
	for i, v1 := range s1 {
		if len(s2) == i {
			return 1
		}
		v2 := s2[i]
		if c := cmp.Compare(v1, v2); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, cmp func(E1, E2) int) int {
	for i, v1 := range s1 {
		if len(s2) == i {
			return 1
		}
		v2 := s2[i]
		if c := cmp(v1, v2); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

func Index[S ~[]E, E comparable](s S, v E) int {
	for i := range s {
		if s[i] == v {
			return i
		}
	}
	return -1
}

func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i := range s {
		if f(s[i]) {
			return i
		}
	}
	return -1
}

func Contains[S ~[]E, E comparable](s S, v E) bool { return Index(s, v) >= 0 }

func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) >= 0 }

func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	n, m := len(s), len(v)
	_ = s[i:]
	switch {
	case m == 0:
		return s
	case i == n:
		return append(s, v...)
	case cap(s)-n < m:
		s2 := append(s[:i], make(S, n+m-i)...)
		copy(s2[i:], v)
		copy(s2[i+m:], s[i:])
		return s2
	}
	s = s[:n+m]
	if overlaps(v, s[i+m:]) {
		// What moves up would write over the values: these go behind it first.
		copy(s[n:], v)
		rotateRight(s[i:], m)
	} else {
		copy(s[i+m:], s[i:])
		copy(s[i:], v)
	}
	return s
}

func Delete[S ~[]E, E any](s S, i, j int) S {
	_ = s[i:j:len(s)]
	if i == j {
		return s
	}
	s = append(s[:i], s[j:]...)
	clear(s[len(s) : len(s)+j-i])
	return s
}

func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	i := IndexFunc(s, del)
	if i < 0 {
		return s
	}
	for _, v := range s[i+1:] {
		if !del(v) {
			s[i] = v
			i++
		}
	}
	clear(s[i:])
	return s[:i]
}

func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	_ = s[i:j]
	if i == j {
		return Insert(s, i, v...)
	}
	if j == len(s) {
		s2 := append(s[:i], v...)
		if unused := len(s) - len(s2); unused > 0 {
			clear(s[len(s2):])
		}
		return s2
	}
	tot := len(s) - (j - i) + len(v)
	if cap(s) < tot {
		s2 := append(s[:i], make(S, tot-i)...)
		copy(s2[i:], v)
		copy(s2[i+len(v):], s[j:])
		return s2
	}
	r := s[:tot]
	more := len(v) - (j - i)
	if more <= 0 {
		copy(r[i:], v)
		copy(r[i+len(v):], s[j:])
		clear(s[tot:])
		return r
	}
	gone, grown := s[i:j], r[len(s):]
	switch {
	case !overlaps(r[i+len(v):], v):
		copy(r[i+len(v):], s[j:])
		copy(r[i:], v)
	case !overlaps(gone, v):
		copy(gone, v[more:])
		copy(grown, v[:more])
		rotateRight(r[i:], more)
	case !overlaps(grown, v):
		copy(grown, v[:more])
		copy(gone, v[more:])
		rotateRight(r[i:], more)
	default:
		// The tail lies among the values.
		from := i + startIdx(v, s[j:])
		copy(r[i:], v)
		copy(r[i+len(v):], r[from:])
	}
	return r
}

func Clone[S ~[]E, E any](s S) S {
	if s == nil {
		return nil
	}
	return append(S{}, s...)
}

func Compact[S ~[]E, E comparable](s S) S {
	if len(s) < 2 {
		return s
	}
	k := 1
	s2 := s[k:]
	for k2 := range s2 {
		if s2[k2] != s[k2] {
			s[k] = s2[k2]
			k++
		}
	}
	clear(s[k:])
	return s[:k]
}

func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	k := 1
	s2 := s[k:]
	for k2 := range s2 {
		if !eq(s2[k2], s[k2]) {
			s[k] = s2[k2]
			k++
		}
	}
	clear(s[k:])
	return s[:k]
}

func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if n -= cap(s) - len(s); n > 0 {
		s = append(s[:cap(s)], make([]E, n)...)[:len(s)]
	}
	return s
}

func Clip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func Reverse[S ~[]E, E any](s S) {
	for i := range len(s) / 2 {
		j := len(s) - 1 - i
		s[i], s[j] = s[j], s[i]
	}
}

func Concat[S ~[]E, E any](slices ...S) S {
	size := 0
	for i := 0; i < len(slices) && size >= 0; i++ {
		size += len(slices[i])
	}
	if size < 0 {
		panic("len out of range")
	}
	newslice := Grow[S](nil, size)
	for _, s := range slices {
		newslice = append(newslice, s...)
	}
	return newslice
}

func Repeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	hi, lo := bits.Mul(uint(count), uint(len(x)))
	if hi != 0 || int(lo) < 0 {
		panic("the result of (len(x) * count) overflows")
	}
	newslice := make(S, int(lo))
	// What is there is doubled until all is filled.
	for n := copy(newslice, x); n < len(newslice); {
		n += copy(newslice[n:], newslice[:n])
	}
	return newslice
}

// rotateLeft moves the first r elements to the end: what is reversed part by part and then as a whole is in order again.
func rotateLeft[E any](s []E, r int) {
	head, tail := s[:r], s[r:]
	Reverse(head)
	Reverse(tail)
	Reverse(s)
}

func rotateRight[E any](s []E, r int) {
	rotateLeft(s, len(s)-r)
}

// overlaps says whether two slices have an element in common.
func overlaps[E any](a, b []E) bool {
	size := unsafe.Sizeof(*new(E))
	if size*uintptr(min(len(a), len(b))) == 0 {
		return false
	}
	x, y := uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&b[0]))
	return x < y+size*uintptr(len(b)) && y < x+size*uintptr(len(a))
}

// startIdx says at which element of haystack needle begins in memory. Elements must have a size.
func startIdx[E any](haystack, needle []E) int {
	distance := uintptr(unsafe.Pointer(&needle[0])) - uintptr(unsafe.Pointer(&haystack[0]))
	at := distance / unsafe.Sizeof(needle[0])
	if at >= uintptr(len(haystack)) {
		panic("needle not found")
	}
	return int(at)
}
