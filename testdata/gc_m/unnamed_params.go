package cases

// Where parameters without names are, and what has no position at all.

type I interface {
	M(func(), *int, func(*int)) func()
	N(...func())
	O([]func(), map[string]func(), chan func(), *func(), struct{ f func() })
}

func F(func(), *int, func(*int), ...*int) func() { return nil }

type T struct{}

func (T) M(func(), *int, func(*int)) func() { return nil }

type E struct{ I }

func first(seq func(func(*int) bool)) *int {
	for p := range seq {
		if p != nil {
			return p
		}
	}
	return nil
}

func nested(a, b func(func(*int) bool)) (out []*int) {
	for p := range a {
		for q := range b {
			if p == q {
				return append(out, p, q)
			}
		}
	}
	return nil
}

func collect[T any](seq func(func(T) bool)) (out []T) {
	for v := range seq {
		out = append(out, v)
	}
	return
}

func inlined(seq func(func(*int) bool)) []*int { return collect(seq) }

func runes(r rune) bool {
	return r > '\uffff' || r == '\ud7ff' || r == '\ue000' || r == '\U0010ffff' || r == '\u0378' || r == 'é' || r == '\u00ad' ||
		r == '\u2028' || r == '\u3000' || r == '世' || r == '\U0001f600' || r == '\ufffd' || r == '\ufdd0' || r == '\u0301'
}

type number = int

func alias(p *int) func() (number, *int) {
	return func() (number, *int) { return 0, p }
}
