package p

type config struct {
	name string
	tags []string
}

func defaults() *config {
	return &config{
		name: "x",
		tags: []string{
			"a",
			"b",
		},
	}
}

func run(f func(a, b int) int) func(int) int {
	return func(
		n int,
	) int {
		return f(n, n)
	}
}
