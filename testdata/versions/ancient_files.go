//go:build go1.12 || (go1.9 && linux)

package p

const sep = 1_000
const bin = 0b1

func shifts(n int) int { return 1 << n }

func generics[T any](x T) T { return x }

func integers() {
	for range 3 {}
	_ = max(1, 2)
	_ = generics(1)
}
