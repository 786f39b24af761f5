// Generic functions of package cmp.
//
// A NaN is below everything but another NaN, to which it is equal.
package cmp

func Less[T Ordered](x, y T) bool {
	return isNaN(x) && !isNaN(y) || x < y
}

func Compare[T Ordered](x, y T) int {
	switch {
	case x == y:
		return 0
	case x < y:
		return -1
	case x > y:
		return 1
	}
	order := 0
	if !isNaN(x) {
		order++
	}
	if !isNaN(y) {
		order--
	}
	return order
}

func isNaN[T Ordered](x T) bool { return x != x }

func Or[T comparable](vals ...T) T {
	var zero T
	for _, val := range vals {
		if val != zero {
			return val
		}
	}
	return zero
}
