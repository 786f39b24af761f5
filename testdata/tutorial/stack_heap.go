package main

import "fmt"

// Stack allocation (fast, automatic cleanup)
func stackFunction() {
	x := 42              // Allocated on stack
	y := "hello"         // Allocated on stack
	z := [3]int{1, 2, 3} // Small arrays often on stack
	fmt.Println(x, y, z)
}

// Heap allocation (managed by GC)
func heapFunction() *int {
	x := 42   // Might be allocated on heap if escaped
	return &x // Address escapes to heap
}
func main() {
	stackFunction()
	ptr := heapFunction()
	fmt.Println(*ptr)
}
