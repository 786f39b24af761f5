package p

type big [200000]byte

func f(i int) byte {
	var b big
	s := make([]int, 10000)
	p := new([70000]byte)
	b[i] = p[i]
	return b[i] + byte(s[i])
}
