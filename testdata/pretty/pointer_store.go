package p

type list struct {
	items []*int
	last  *int
}

func (l *list) add(n int) {
	l.last = &n
	l.items = append(l.items, new(int))
}
