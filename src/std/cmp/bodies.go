// Bodies of package cmp's generic functions, for instances in programs that are analysed without a Go installation.
package cmp

func Less[T Ordered](x, y T) bool {
	if isNaN(x) {
		return !isNaN(y)
	}
	return x < y
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
	// A NaN is below everything but another NaN.
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
	var none T
	for i := 0; i < len(vals); i++ {
		if v := vals[i]; v != none {
			return v
		}
	}
	return none
}
