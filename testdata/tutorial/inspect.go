package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

func inspectMemory() {
	// Get current goroutine
	pc, file, line, ok := runtime.Caller(1)
	fmt.Printf("Called from %s:%d\n", file, line)
	// Get memory stats
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("Heap: %d bytes\n", m.HeapAlloc)
	fmt.Printf("Stack: %d bytes\n", m.StackInuse)
	// Force GC and see difference
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Printf("After GC - Heap: %d bytes\n", m.HeapAlloc)
}
func main() {
	inspectMemory()
}
