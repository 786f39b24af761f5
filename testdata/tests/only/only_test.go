package only

func Leak(p *int) *int { return p }

func Example() { Leak(new(int)) }
