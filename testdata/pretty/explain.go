// escape explain explain.go:8
package p

var kept []func()

func f(names []string) {
	for _, name := range names {
		kept = append(kept, func() { println(name) })
	}
	s := make([]string, len(names)); copy(s, names)
}
