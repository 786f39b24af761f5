package main

import (
	"fmt"
	"runtime"
	"time"
)

func monitorMemory() {
	var m runtime.MemStats
	for {
		runtime.ReadMemStats(&m)
		fmt.Printf("Alloc: %d KB, NumGC: %d\n", m.Alloc/1024, m.NumGC)
		time.Sleep(time.Second)
	}
}
func leakyFunction() {
	var data [][]byte
	for {
		data = append(data, make([]byte, 1024*1024)) // 1MB
		time.Sleep(time.Millisecond * 100)
	}
}
func main() {
	go monitorMemory()
	leakyFunction()
}
