//go:build go1.27
//go:noinline

// Directives where they do not belong.

//go:embed x.txt
package p

import _ "unsafe"

//go:noinline
var a int

//go:nosplit
type T struct{}

//go:norace
const c = 1

//go:embed file.txt
var s string

//go:embed
var t string

//go:embed "unfinished
var u string

//go:linkname
//go:linkname a b c
//go:linkname missing other
//go:linkname f g
//go:linkname f h
func f() {}

//go:noescape
func body() {}

//go:systemstack
func sys() {}

//go:nowritebarrier
//go:yeswritebarrierrec
func wb() {}

//go:uintptrkeepalive
func keep() {}

//go:cgo_import_static x
func cgo() {}

//go:wasmimport a
//go:wasmexport
//go:unknown
func unknown() {
	//go:noinline
	x := 1
	_ = x /* c */ //go:nosplit
}

func bodyless()

//go:build linux
func late() {}

func end() {} //go:noinline
