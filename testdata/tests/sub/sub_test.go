package sub

import "example.com/shelf"

func ExampleKeep() { Keep(shelf.New(2)) }
