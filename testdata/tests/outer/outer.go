// Package outer has an external test package only.
package outer

func Twice(f func()) { f(); f() }
