package main

func a() {
_:
}

func b(x int) int {
_:
	x++
_:
	return x
}

func c(x int) int {
_:
	for x > 0 {
		x--
	}
	{
	_:
		x = 2
	}
	if x > 1 {
	_:
	}
	return x
}

func d() {
_:
	_ = 1
}

func e() {
_:
_:
_:
}

func f() {
_:
	{
	}
	_ = 2
L:
	goto L
}

func main() {
}
