package p

import "fmt"

// This causes heap allocation
func heapAlloc() *int {
	x := 42
	return &x // x escapes to heap
}

// This stays on stack
func stackAlloc() int {
	x := 42
	return x
}

func sliceGotcha() {
	s1 := []int{1, 2, 3}
	s2 := append(s1, 4) // Modifies s1 if capacity allows
	fmt.Println(s1)     // May print [1, 2, 3, 4]
	fmt.Println(s2)     // Prints [1, 2, 3, 4]
}

// Interface{} boxing can cause allocations
func processInterface(v interface{}) {
	// v is boxed, may cause heap allocation
	_ = v
}

// Generic approach avoids boxing
func processGeneric[T any](v T) {
	// No boxing with generics
	_ = v
}

// This allocates new byte slice
func badStringToBytes(s string) []byte {
	return []byte(s) // Allocates
}

// Reuse buffer when possible
func goodStringToBytes(s string, buf []byte) []byte {
	buf = buf[:0] // Reset length
	buf = append(buf, s...)
	return buf
}
