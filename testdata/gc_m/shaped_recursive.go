package cases

// Recursive generic interfaces: which concrete types implement their shaped forms.

type function[A, B any] interface{ apply(A) B }

type list[A any] interface {
	match(whenEmpty function[empty[A], any], whenCons function[cons[A], any]) any
}

type empty[A any] struct{}

func (e empty[A]) match(whenEmpty function[empty[A], any], _ function[cons[A], any]) any {
	return whenEmpty.apply(e)
}

type cons[A any] struct {
	head A
	tail list[A]
}

func (c cons[A]) match(_ function[empty[A], any], whenCons function[cons[A], any]) any {
	return whenCons.apply(c)
}

type mapEmpty[A, B any] struct{}

func (mapEmpty[A, B]) apply(empty[A]) any { return empty[B]{} }

type mapCons[A, B any] struct{ f function[A, B] }

func (m mapCons[A, B]) apply(c cons[A]) any {
	return cons[B]{m.f.apply(c.head), mapList(m.f, c.tail)}
}

func mapList[A, B any](f function[A, B], l list[A]) list[B] {
	return l.match(mapEmpty[A, B]{}, mapCons[A, B]{f}).(list[B])
}

type add struct{ n int }

func (a add) apply(x int) int { return a.n + x }

type positive struct{}

func (positive) apply(x int) bool { return x > 0 }

func use() list[bool] {
	var xs list[int] = cons[int]{3, cons[int]{6, empty[int]{}}}
	return mapList(positive{}, mapList(add{-5}, xs))
}
