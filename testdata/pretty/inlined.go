package p

type point struct{ x, y int }

func make1(x int) *point { return &point{x: x} }

func make2(x int) *point {
	return make1(x + 1)
}

var kept *point

func f() {
	kept = make2(
		1,
	)
}
