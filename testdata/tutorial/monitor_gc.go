package p

import (
	"fmt"
	"runtime"
	"time"
)

func monitorGC() {
	var lastGC uint32
	for {
		stats := runtime.MemStats{}
		runtime.ReadMemStats(&stats)
		if stats.NumGC > lastGC {
			fmt.Printf("GC %d: %v bytes, %v ns\n",
				stats.NumGC, stats.NextGC, stats.PauseTotalNs)
			lastGC = stats.NumGC
		}
		time.Sleep(time.Second)
	}
}
