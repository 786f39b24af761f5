package main

import "sync"

type ObjectPool struct {
	pool sync.Pool
}

func NewObjectPool() *ObjectPool {
	return &ObjectPool{
		pool: sync.Pool{
			New: func() interface{} {
				return make([]byte, 1024) // 1KB buffer
			},
		},
	}
}
func (op *ObjectPool) Get() []byte {
	return op.pool.Get().([]byte)
}
func (op *ObjectPool) Put(buf []byte) {
	// Reset buffer if needed
	for i := range buf {
		buf[i] = 0
	}
	op.pool.Put(buf)
}
func main() {
	pool := NewObjectPool()
	// Get buffer from pool
	buf := pool.Get()
	// Use buffer...
	copy(buf, []byte("hello"))
	// Return to pool
	pool.Put(buf)
}
