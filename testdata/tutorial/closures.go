package p

// Bad: closure captures large slice
func badClosure() {
	largeSlice := make([]byte, 1024*1024) // 1MB
	go func() {
		// largeSlice is captured, can't be GC'd until goroutine exits
		_ = largeSlice
	}()
}

// Good: pass only needed data
func goodClosure() {
	largeSlice := make([]byte, 1024*1024)
	go func(data []byte) {
		// Only the needed data is captured
		_ = data
	}(largeSlice[:100]) // Pass slice of needed portion
}
