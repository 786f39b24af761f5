package p

// A pointer to a variable is returned.
func f() *int {
	x := 1
	return &x
}
