package p

import "sync"

type resource struct{ name string }

var shared = sync.OnceValue(func() *resource { return &resource{name: "shared"} })

func use() string { return shared().name }

func open(name string) func() (*resource, error) {
	return sync.OnceValues(func() (*resource, error) { return &resource{name: name}, nil })
}

func initialise(f func()) func() { return sync.OnceFunc(f) }
