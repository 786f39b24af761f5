package shelf

func Get(i *Item) int { return i.get() }

func ExampleNew() {
	println(Get(New(1)))
}
