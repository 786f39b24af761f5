package p

import (
	"sync/atomic"
)

type config struct {
	name string
	next *config
}

type holder struct {
	current atomic.Pointer[config]
	count   atomic.Int64
	flag    atomic.Bool
	any     atomic.Value
}

func (h *holder) update(name string) *config {
	c := &config{name: name}
	for {
		old := h.current.Load()
		c.next = old
		if h.current.CompareAndSwap(old, c) {
			h.count.Add(1)
			return old
		}
	}
}

func (h *holder) replace(c *config) *config { return h.current.Swap(c) }

func (h *holder) reset() {
	h.current.Store(nil)
	h.flag.Store(true)
	h.any.Store("reset")
}

func local() int64 {
	var h holder
	h.current.Store(&config{name: "local"})
	return h.count.Load()
}
