package p

var sink any
var ptr *[4]int

func f(n int) {
	sink = n
	var a [4]int
	ptr = &a
	sink = "constant"
}
