package p

// Statements: missing returns, duplicate cases, switches, defer and go, assignments, what is unused.

func r1() int { for {} }
func r2() int { for { break } }
func r3() int { for true {} }
func r4() int { if true { return 1 } }
func r5() int { if true { return 1 } else { return 2 } }
func r6() int { if true { return 1 } else if false { return 2 } }
func r7() int { switch { case true: return 1 } }
func r8() int { switch { case true: return 1; default: return 2 } }
func r9() int { switch { case true: break; default: return 2 } }
func r10() int { switch { case true: fallthrough; default: return 2 } }
func r11() int { select {} }
func r12() int { select { case <-ch: return 1 } }
func r13() int { select { case <-ch: break; default: return 1 } }
func r14() int { panic(1) }
func r15() int { defer panic(1) }
func r16() int { { return 1 } }
func r17() int { L: for { break L } }
func r18() int { L: for { continue L } }
func r19() int { L: for { for { break L } } }
func r20() int { L: return 1; goto L }
func r21() int { goto L; L: panic(2) }
func r22() int { func() int { return 1 }() }
func r23() int { var panic = func(any) {}; panic(1) }
func r24() int { switch x := any(1).(type) { case int: return x; default: return 0 } }
func r25() int { switch any(1).(type) { case int: return 1 } }
func r26() (x int) { }
func r27() (x int) { return }
func r28() (x int) { { x := 1; return } }
func r29() (x int, err error) { if x, err := r30(); err != nil { return } else { return x, nil } }
func r30() (int, error) { return 1 }
func r31() (int, error) { return 1, nil, 2 }
func r32() { return 1 }
func r33() { return r32() }
func r34() int { return }
func r35() int { return r30() }
func r36() (int, error) { return r30() }
func r37() (int, string) { return r30() }
func r38() (a, b int) { return 1 }
func r39() int { return "a" }
func r40() int { L: select { case <-ch: break L; default: return 1 } }
func r41() int { for { select { case <-ch: break } } }
func r42() int { for range 3 { return 1 }; return "x" }
func r43() int { return 1; 2 }
func r44() int { if true { return 1 }; { panic("") } }
func r45() (x int) { defer func() { return 1 }(); func() int { return }(); return }

var ch chan int
var fl float64
var str string

func cases(n int, s string, f float64, a any, e error, b bool, p *int) {
	switch n { case 1, 2, 1: case 2: case 1 + 1: case n: case n: case "a": case 1.5: case 2.0: case nil: case 1 << 70: }
	switch s { case "a", "b", "a": case "b": case 'a': case s: case 1: }
	switch f { case 1, 1.0: case 1e0: case "": }
	switch a { case 1, 1.0, "1": case 1: case int8(1): case int8(1): case nil: case nil: case []int{}: }
	switch b { case true, false: case true: case 1 < 2: }
	switch { case true: case true: case false: case 1: case "a": case n: case n > 1: }
	switch { default: default: }
	switch n { default: case 1: default: case 1: }
	switch p { case nil: case nil: case &n: case 1: }
	switch e { case nil: case 1: case a: case s: }
	switch f := f; f { case 1: }
	switch x := n; { case 1: case x > 1: }
	switch n := n.(type) {}
	switch x := a.(type) {}
	switch x := a.(type) { case int: }
	switch x := a.(type) { case int: _ = x + "a"; case string: _ = x + 1; case int, string: _ = x + 1; case nil: _ = x + 1; default: _ = x + 1 }
	switch a.(type) { case int, string, int: case string: case nil: case nil: case error: case e: case 1: case []int, []int: }
	switch e.(type) { case int: case error: case interface{ Error() string }: case *int: case interface{ Error() int }: case any: }
	switch a.(type) { default: default: case int: fallthrough; case string: }
	switch n { case 1: fallthrough; case 2: if true { fallthrough }; fallthrough; default: fallthrough }
	switch n { case 1: { fallthrough }; case 2: fallthrough; n++; case 3: for { fallthrough } }
	switch r32() {}
	switch r30() {}
	switch r32 { case nil: case r32: }
	switch []int{} { case nil: }
	switch nil {}
	switch 1 << 70 {}
	switch "a" { case "a": case "b": }
	switch (struct{ a []int }{}) {}
	switch struct{ a int }{1} { case struct{ a int }{1}: case struct{ a int }{1}: }
	switch [1]int{1} { case [1]int{1}: }
	switch any(1).(int) { case "a": }
	switch a := a.(type) { case int: a = "x" }
	select { case n := <-ch: case n = <-ch: case ch <- "a": case <-n: case x := <-ch: case f = <-ch: case n, b = <-ch: case n, b, p := <-ch: default: default: }
	select { case ch <- 1: break; case <-ch: continue; case x, ok := <-ch: }
	if n {}
	if x := 1; true {}
	if b == 1 {}
	if nil {}
	if r32() {}
	if r30() {}
	if a.(bool) {}
	if a.(int) {}
	for n {}
	for n := 0; n; n++ {}
	for b := 0; b < "a"; b++ {}
	for i := 0; i < 10; {}
	for x, y := 0, 1; x < y; x++ { }
	for ; ; r32() {}
	for ; nil; {}
}

func deferred(f func(), g func() int, n int) {
	defer f
	defer f()
	defer n
	defer (f())
	defer (f)()
	defer int(n)
	defer len(str)
	defer append([]int{}, 1)
	defer copy([]int{}, []int{})
	defer close(ch)
	defer recover()
	defer print(1)
	defer make([]int, 1)
	defer new(int)
	defer cap(ch)
	defer complex(1, 2)
	defer func() {}
	defer func() { }()
	defer func(x int) {}("a")
	defer g()
	defer g().x
	defer undefined()
	defer f(1)
	go f
	go n
	go func() {}
	go func() int { }()
	go delete(map[int]int{}, 1)
	go real(1i)
	go panic(1)
	go string(n)
	go []int{}
	go "a"
	go (func() {})()
}

func assigns(n int, s string, a []int, m map[string]struct{ x int }, c chan int, f func() (int, string), p *struct{ x int }) {
	1 = n
	n = 1, 2
	n, s = 1
	n, s = 1, 2
	n, s = f()
	n = f()
	n, s, a = f()
	n, _ = f(), 1
	_ = f()
	_, _ = f()
	_ = nil
	_ = 1 << 70
	_ = int
	_ = f
	_ = r32()
	n := 1
	n, t := 1
	n, t := 1, 2
	n, n := 1, 2
	_ := 1
	_, _ := 1, 2
	a[0] := 1
	p.x := 1
	(n) := 1
	s[0] = 'a'
	"abc"[0] = 'x'
	m["a"].x = 1
	m["a"] = 1
	m[1] = struct{ x int }{}
	f() = 1
	f = nil
	f() += 1
	n += "a"
	n += 1.5
	n += 1.0
	n -= s
	s += 'a'
	s += 1
	s -= "a"
	n++
	s++
	a++
	f++
	1++
	c <- "a"
	n <- 1
	n &^= 1.5
	n <<= -1
	n <<= 1.5
	n <<= s
	fl <<= 1
	fl %= 2
	fl &= 1
	n /= 0
	fl /= 0
	n %= 0
	_ += 1
	_++
	nil = 1
	true = false
	int = 1
	iota = 1
	len = 1
	r32 = nil
	p = nil
	*p = nil
	*n = 1
	&n = nil
	n == 1
	-n
	!true
	"a"
	nil
	f
	a[0]
	a[1:2]
	p.x
	*p
	&n
	<-c
	(f())
	func() {}
	func() {}()
	int(n)
	[]int{1}
	struct{}{}
	n.x()
	a.len()
	f().x
	x, y := f(), 1
	v, ok := m["a"], 1
	v2, ok2 := m["a"]
	v3, ok3 := a[0]
	v4, ok4 := <-c
	v5, ok5 := n.(int)
	v6, ok6 := any(n).(int)
	v7, ok7, e7 := <-c
	var v8, ok8 = m["a"]
	var v9, ok9 string = m["a"]
}
