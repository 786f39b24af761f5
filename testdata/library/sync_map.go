package p

import "sync"

var cache sync.Map

func lookup(key string) (int, bool) {
	v, ok := cache.Load(key)
	if !ok {
		return 0, false
	}
	return v.(int), true
}

func store(key string, n int) { cache.Store(key, n) }

func each(f func(string, int)) {
	cache.Range(func(k, v any) bool {
		f(k.(string), v.(int))
		return true
	})
}
