// Package shelf has tests of its own and an external test package that reaches it through another package.
package shelf

type Item struct{ n *int }

func New(n int) *Item { return &Item{&n} }

func (i *Item) get() int { return *i.n }
