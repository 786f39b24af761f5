package p

// Inefficient: grows slice multiple times
func inefficient() []int {
	var result []int
	for i := 0; i < 1000; i++ {
		result = append(result, i) // May reallocate multiple times
	}
	return result
}

// Efficient: preallocate capacity
func efficient() []int {
	result := make([]int, 0, 1000) // Preallocate capacity
	for i := 0; i < 1000; i++ {
		result = append(result, i) // No reallocation
	}
	return result
}

// Very efficient: known size
func mostEfficient() []int {
	result := make([]int, 1000) // Exact size
	for i := 0; i < 1000; i++ {
		result[i] = i
	}
	return result
}
