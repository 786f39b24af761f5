package p

// Memory leak: goroutine never exits
func leakyGoroutine() {
	ch := make(chan int)
	go func() {
		for {
			select {
			case <-ch:
				return
			default:
				// Do work but never exit
			}
		}
	}()
	// ch is never sent to, goroutine leaks
}

// Memory leak: global map
var cache = make(map[string][]byte)

func addToCache(key string, data []byte) {
	cache[key] = data // Data never cleaned up
}

// Fixed version with size limit
const maxCacheSize = 100

func addToCacheFixed(key string, data []byte) {
	if len(cache) >= maxCacheSize {
		// Remove oldest entries
		for k := range cache {
			delete(cache, k)
			break
		}
	}
	cache[key] = data
}
