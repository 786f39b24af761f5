package p

// Frames of more than a gigabyte: arguments and results count.

type large struct{ b [1 << 30]byte }
type half struct{ b [1 << 29]byte }

func (x large) m1() int           { return 5 }
func (x *large) m2() int          { return 5 }
func (x half) m3(y half) int      { return 5 }
func f1(x large)                  {}
func f2() (x large)               { return }
func f3(x half) half              { return x }
func f4(x half, y int)            {}
func f5(a [1 << 31]byte)          {}
func f6(f func(large))            {}
func f7()                         { f1(large{}) }
func f8()                         { var x large; _ = x }
func f9()                         { _ = f2() }
func f10() int                    { x := f2(); return len(x.b) }
func f11(p *large) byte           { x := *p; return x.b[0] }
func f12(p *large) byte           { for _, b := range p.b { return b }; return 0 }
func f13(p *large)                { func(x large) {}(*p) }
func f14() int                    { x := []byte{1 << 30: 1}; return len(x) }
func f15() any                    { return large{} }
func f16(_ large)                 {}
func f19()                        { defer func(x large) {}(large{}) }
