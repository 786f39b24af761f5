package main

import (
	"fmt"
	"runtime"
)

func printMemStats() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("Alloc = %v MiB", m.Alloc/1024/1024)
	fmt.Printf("\tTotalAlloc = %v MiB", m.TotalAlloc/1024/1024)
	fmt.Printf("\tSys = %v MiB", m.Sys/1024/1024)
	fmt.Printf("\tNumGC = %v\n", m.NumGC)
}
func main() {
	printMemStats()
	// Allocate some memory
	var data [][]byte
	for i := 0; i < 100; i++ {
		data = append(data, make([]byte, 1024*1024)) // 1MB each
	}
	printMemStats()
	runtime.GC()
	printMemStats()
}
