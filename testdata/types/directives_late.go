package p

import _ "unsafe"

// Directives that gc looks at once all else is well.

//go:noinline
var a int

//go:nosplit
type T struct{}

//go:norace
const c = 1

//go:embed file.txt
var s string

//go:embed file.txt
func e() {}

//go:embed file.txt
type E string

//go:linkname missing other
//go:linkname f g
//go:linkname f h
func f() {}

//go:noescape
func body() {}

func bodyless()

//go:noescape
func external(p *int)

func linked()

//go:linkname linked runtime.linked

//go:build linux
func late() {}

