package p

func f(n int) int {
	var last *int
	for i := 0; i < n; i++ {
		größe := i // tabs and umlauts
		/* é */ last = &größe
	}
	return *last
}
