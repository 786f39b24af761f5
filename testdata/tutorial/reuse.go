package p

import "sync"

// Object pool for expensive objects
var bufferPool = sync.Pool{
	New: func() interface{} {
		return make([]byte, 4096)
	},
}

func processData(data []byte) {
	buf := bufferPool.Get().([]byte)
	defer bufferPool.Put(buf)
	// Use buf...
	copy(buf, data)
	// Process buf
}
