// Methods of the generic type Pointer: the pointer goes through the field's method of the same name, untyped.
package atomic

import "unsafe"

func (p *Pointer[T]) Load() *T { return (*T)(p.u.Load()) }

func (p *Pointer[T]) StoreNoWB(value *T) { p.u.StoreNoWB(unsafe.Pointer(value)) }

func (p *Pointer[T]) Store(value *T) { p.u.Store(unsafe.Pointer(value)) }

func (p *Pointer[T]) CompareAndSwapNoWB(old, new *T) bool {
	return p.u.CompareAndSwapNoWB(unsafe.Pointer(old), unsafe.Pointer(new))
}

func (p *Pointer[T]) CompareAndSwap(old, new *T) bool {
	return p.u.CompareAndSwap(unsafe.Pointer(old), unsafe.Pointer(new))
}
