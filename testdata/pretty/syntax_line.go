package p

//line generated.y:10
func f() *int {
	x := 1
	return &x
}
