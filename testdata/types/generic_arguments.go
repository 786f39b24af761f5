package p

// A generic function is an argument, its type parameters known by their constraints.
func apply[F any](f F) F { return f }
func one[T int](T)       {}
func two[T int, U []T](T) (u U) { return }
func free[T any](T)      {}
func loose[T ~int](T)    {}

var _ func(int) = apply(one)
var _ func(int) []int = apply(two)

func wrong() {
	apply(free)
	apply(loose)
	apply(two[string])
	var _ func(string) = apply(one)
	apply(one)("")
}
