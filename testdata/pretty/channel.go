package p

type job struct{ n int }

func send(c chan *job) {
	j := job{1}
	c <- &j
	m := map[string]*job{"a": {2}}
	m["b"] = &job{3}
}
