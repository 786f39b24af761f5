package main

import (
	"runtime"
	"time"
)

func main() {
	// Force garbage collection
	runtime.GC()
	// Get GC statistics
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Printf("GC cycles: %d\n", stats.NumGC)
	fmt.Printf("Allocated: %d bytes\n", stats.Alloc)
	fmt.Printf("Total allocated: %d bytes\n", stats.TotalAlloc)
}
