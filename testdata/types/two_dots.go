package p

// gc counts the line twice that ends in two dots.
var x = a..
var y = 08

func f() {
	g(1..
	)
	x.. y
	/*line other.go:10:5*/ z..
	) w..
}
var z = a..//
var 1
