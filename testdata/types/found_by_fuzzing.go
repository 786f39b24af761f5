package p

import (
	"fmt"
	"unsafe"
)

// Small programs that mutation found to be told apart from gc.

type Alias = any
type Recursive struct{ r Recursive; n int }
type HasM struct{}

func (HasM) M() (n int)             { return 1 }
func (HasM) G[T any]() (t T)        { return }
func (Recursive) R()                {}

var function func() = HasM{}.G
var inter interface{ M() string } = HasM{}

func called(x any, y Alias, r Recursive) {
	x()
	<-x
	x <- 1
	y()
	[]any{}[0]()
	func() any { return 1 }()()
	r.n.x()
	unsafe.Add(pointer())
	fmt.Println((chan (int))(nil).x)
	fmt.Println([]int{}[undefined1], undefined2, [](int){}.x)
}

func pointer() (unsafe.Pointer, int) { return nil, 0 }

func twice(m map[string]int) {
	fmt.Println(none[func() int {
		go func() {
			return func(int) bool { return true }()
		}(missing, m[1])
		return 0
	}()], 1)
}


func far() { /* ----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------- */ z := nothing }

//line other.go:10
func lined()
func lined() {}

//line other.go:20:1
func jumps() { goto L; var v int; L: ; v = 1 }

type One[A any] struct{ x A }

func mismatched[A, B any](x One[A, B]) {}
func mismatches(x One[int])            { mismatched(x) }

func faraway(x string) {
	switch x { case "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b", "c", "b": }
}
