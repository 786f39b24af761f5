package p

import (
	"fmt"
	"os"
	str "strings"
	. "sort"
	_ "time"
	"math/big"
	"fmt"
	fmt2 "fmt"
	os "io"
	init "bytes"
	main "errors"
	"unsafe"
)

var unusedGlobal int

func f(param int) (result int) {
	var a int
	b := 1
	var c, d = 1, 2
	var e int = 1
	e = 2
	const g = 1
	type T int
	h := func() { i := 1 }
	var j []int
	j[0] = 1
	var k struct{ x int }
	k.x = 1
	var l *int
	*l = 1
	var m map[string]int
	m["a"] = 1
	n, o := 1, 2
	_ = n
	for p := 0; p < 10; p++ {}
	for q := range j {}
	for _, r := range j {}
	for s := 0; ; {}
	switch t := any(1).(type) {}
	switch t := any(1).(type) { case int: }
	switch t := any(1).(type) { case int: _ = t; case string: }
	if u := 1; true {}
	if v, err := 1, 2; err > 1 {}
	select { case w := <-make(chan int): }
	var x int
	x++
	var y int
	y += 1
	var z int
	func() { z = 1 }()
	{ var a int; a := a }
	var _ int
	var aa, _ = 1, 2
	var (
		bb int
		cc = 1
	)
	goto L
L:
M:
	for { break }
	var dd = func(ee int) int { ff := ee; return 0 }
	var gg int; _ = &gg
	var hh int; _ = func() int { return hh }
	var ii [3]int; ii[0]++
	jj := jj
	var kk kk
	ll, mm := 1
	nn := undefined
	var oo int = "a"
	pp, qq := f(1)
	var rr = nil
	var fmt int
	return
}

func str2() { var str int }
