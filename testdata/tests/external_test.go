package shelf_test

import (
	"example.com/shelf"
	"example.com/shelf/sub"
)

func ExampleItem() {
	i := shelf.New(3)
	sub.Keep(i)
	println(shelf.Get(i))
}
