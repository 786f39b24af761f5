package p

import (
	"unique"
	"weak"
)

type node struct{ name string }

func intern(s string) unique.Handle[string] { return unique.Make(s) }

func text(h unique.Handle[string]) string { return h.Value() }

func remember(n *node) weak.Pointer[node] { return weak.Make(n) }

func recall(p weak.Pointer[node]) *node { return p.Value() }
