package outer_test

import "example.com/shelf/outer"

func ExampleTwice() {
	n := 0
	outer.Twice(func() { n++ })
}
