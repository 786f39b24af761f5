package p

type source struct{ n int }

//go:noinline
func (s *source) next() int { s.n++; return s.n }

func (s *source) pick[T ~int | ~int64](n T) T {
	if n <= 0 {
		panic("empty range")
	}
	return T(s.next()) % n
}

func (s source) wrap[T any](v T) []T { return []T{v} }

func value(s *source) func(int) int { return s.pick[int] }

func expression() func(*source, int) int { return (*source).pick[int] }

func called(s *source) int64 {
	f := s.pick[int64]
	return f(7)
}

func inferred(s source, p *int) []*int {
	var f func(*int) []*int = s.wrap
	return f(p)
}

func same[T any](x T) T { return x }

func pair[A, B any](a A, b B) (A, B) { return a, b }

func each[T any](list []T, f func(T) T) {
	for i, x := range list {
		list[i] = f(x)
	}
}

func sames[T any](list []T) { each(list, same[T]) }

func pairs[T any]() func(T, []T) (T, []T) { return pair[T, []T] }

func usesSames(list []*int) { sames(list) }

func usesPairs() { f := pairs[string](); f("", nil) }

type embeds struct{ source }

func promoted(e *embeds) func(string) []string { return e.wrap[string] }
