package main

import (
	"fmt"
	"runtime"
)

type Resource struct {
	name string
}

func (r *Resource) Close() {
	fmt.Printf("Closing resource: %s\n", r.name)
}
func newResource(name string) *Resource {
	r := &Resource{name: name}
	runtime.SetFinalizer(r, (*Resource).Close)
	return r
}
func main() {
	newResource("database")
	// r.Close() not called, but finalizer will run during GC
	runtime.GC()
	runtime.GC() // Finalizers run after second GC
}
