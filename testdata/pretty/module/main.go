package main

import "example.com/m/lib"

func main() {
	var i lib.Item
	lib.Keep(&i)
	lib.Keep(lib.New())
}
