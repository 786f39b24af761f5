package p

// Bad: allocates new slice each time
func badFilter(numbers []int, predicate func(int) bool) []int {
	var result []int
	for _, n := range numbers {
		if predicate(n) {
			result = append(result, n) // May reallocate
		}
	}
	return result
}

// Good: preallocate when possible
func goodFilter(numbers []int, predicate func(int) bool) []int {
	result := make([]int, 0, len(numbers)) // Preallocate
	for _, n := range numbers {
		if predicate(n) {
			result = append(result, n)
		}
	}
	return result
}
