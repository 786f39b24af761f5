package main

import (
	"os"
	"runtime/pprof"
)

func main() {
	// Create memory profile file
	f, err := os.Create("mem.prof")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	// Run your code here...
	allocateMemory()
	// Write heap profile
	runtime.GC() // Force garbage collection
	pprof.WriteHeapProfile(f)
}
func allocateMemory() {
	var data [][]byte
	for i := 0; i < 100; i++ {
		data = append(data, make([]byte, 1024*1024)) // 1MB each
	}
	_ = data // Prevent optimization
}
