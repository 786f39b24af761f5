package p

var log [][]any

func print(args ...any) { log = append(log, args) }

func f(name string, n int) {
	print("hello", name, n, 1.5)
}
