package p

import "slices"

func all(xs []string) int {
	n := 0
	for i, x := range slices.All(xs) {
		n += i + len(x)
	}
	return n
}

func backward(xs []*int) *int {
	for _, x := range slices.Backward(xs) {
		if x != nil {
			return x
		}
	}
	return nil
}

func values(xs []int) int {
	sum := 0
	for x := range slices.Values(xs) {
		sum += x
	}
	return sum
}

func chunks(xs []byte) [][]byte {
	var out [][]byte
	for c := range slices.Chunk(xs, 16) {
		out = append(out, c)
	}
	return out
}

func collect(xs []string) []string { return slices.Collect(slices.Values(xs)) }

func appendAll(to []string, xs []string) []string { return slices.AppendSeq(to, slices.Values(xs)) }

func sequence(yield func(int) bool) {
	for i := 0; i < 3; i++ {
		if !yield(i) {
			return
		}
	}
}

func fromFunc() []int { return slices.Collect(sequence) }
