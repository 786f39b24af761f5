package p

type writer interface{ write(b []byte) }

func f(w writer) {
	buf := make([]byte, 16)
	w.write(buf)
}

func g(fn func(*int)) {
	x := 1
	fn(&x)
}
