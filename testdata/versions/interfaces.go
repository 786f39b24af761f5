package p

// Until go1.14 no method may come twice, whether from one interface or from two.
type M interface{ m() }
type Same interface {
	M
	M
}
type Both interface {
	m()
	M
}
type Thrice interface {
	Same
	interface{ m() }
}

// Until go1.18 an element that is no interface is an error, and does not make a constraint.
type Elem interface{ int }
type Nested interface {
	Elem
	string | int
	M
}

func elem() Elem     { return struct{}{} }
func nested(n Nested) { n.m(); _ = n == nil }

var v Nested = elem()
