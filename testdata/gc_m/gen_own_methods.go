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

func (s source) both[A, B any](a A, b B) (A, []B) { return a, s.wrap(b) }

var shared = &source{}

func pick[T ~int | ~int64](n T) T { return shared.pick(n) }

func twice(n int) int { return pick(n) + int(pick(int64(n))) }

func direct(s *source) int { return s.pick(3) }

func boxed(s source, p *int) []*int { return s.wrap(p) }

func mixed(s source, p *int) (*int, []string) { return s.both(p, "x") }

type pair[K any] struct{ k K }

func (p pair[K]) with[V any](s *source, v V) ([]K, []V) { return s.wrap(p.k), s.wrap(v) }

func use(p pair[int], s *source) ([]int, []error) { return p.with(s, error(nil)) }

type embeds struct{ *source }

func promoted(e embeds) []int { return e.wrap(e.pick(7)) }
