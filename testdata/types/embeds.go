package p

import _ "embed"

// Variables that nothing can be embedded in.

//go:embed embeds.go
var a, b string

//go:embed embeds.go
var c = "x"

//go:embed embeds.go
var d string = "x"

//go:embed embeds.go
var e int

//go:embed embeds.go
var f []int

//go:embed embeds.go
var g []byte

//go:embed embeds.go
var h struct{}

type S string
type FS struct{}

//go:embed embeds.go
var i S

//go:embed embeds.go
var j FS

func local() {
	//go:embed embeds.go
	var k string
	_ = k
}

//go:embed embeds.go alias_generic.go
var l string

//go:embed embeds.go alias_generic.go
var m []byte
