// Less common places: comparisons, switches, ranges, shapes, interfaces inside values, results of calls.
package truth

type one struct{ v any }
type two struct{ a, b any }
type nested struct {
	p [1]*int
}
type arr [1]byte
type pairs [2]int
type named []int
type fn func()
type m map[int]int
type key struct {
	s string
	n int
}

var sink any
var sinkPtr *any
var sinkOne *one
var sinkNamed named
var n, z = 1000, 0
var s = "0123456789012345678901234567890123456789"
var bs = []byte(s)
var p = &n
var keys = map[key]int{}
var is any = 1
var f32, c64 = float32(1.5), complex(float32(1), 2)
var c128 = complex(1.0, 2)

//go:noinline
func leaks(x any) { sink = x }

//go:noinline
func reads(x any) bool { return x == nil }

func caseSwitch() {
	switch string(bs) { // maybe: not
	case "a", "b":
		n++
	}
}

func caseKeyInStruct() {
	n += keys[key{string(bs), 1}] // never
}

func caseMapPut() {
	keys[key{string(bs), 2}] = 1 // maybe: allocates
}

func caseDelete() {
	delete(keys, key{string(bs), 3}) // maybe: allocates
}

func caseConvertInterfaceInStruct() {
	sinkOne = &one{n} // always
}

func caseNestedPointer() { leaks(nested{[1]*int{p}}) }
func caseArrayOfByte()   { leaks(arr{byte(n)}) } // never
func casePairs()         { leaks(pairs{n, n}) }  // always
func caseNamedSlice()    { leaks(named{1}) }     // always
func caseFunction()      { leaks(fn(caseSwitch)) }
func caseMap()           { leaks(m(nil)) }
func caseFloat32()       { leaks(f32) }         // maybe: allocates
func caseComplex64()     { leaks(c64) }         // always
func caseComplex128()    { leaks(c128) }        // always
func caseTwo()           { leaks(two{n, n}) }   // always
func caseTwoConstants()  { leaks(two{1, "x"}) } // always
func caseInterface()     { leaks(is) }
func caseUintptr()       { leaks(uintptr(n)) }     // maybe: allocates
func caseZeroArray()     { leaks([0]int{}) }       // never
func caseBigArray()      { reads([200]int{0: n}) } // always
func caseBigConstant()   { reads([200]int{0: 1}) } // never
func caseNilInterface()  { leaks(nil) }
func caseNilPointer()    { leaks((*int)(nil)) }

func caseAddressOfInterface() {
	var x any = n // always
	sinkPtr = &x
}

func casePanic() {
	defer func() { sink = recover() }() // never
	panic(c128)                         // always
}

func caseTypeSwitch() {
	switch x := is.(type) {
	case int:
		leaks(x) // maybe: not
	}
}

func caseRangeOverFunc() {
	for i := range count {
		n += i
	}
}

//go:noinline
func count(yield func(int) bool) { yield(1) }

func caseGenericBox() { box(n) }

//go:noinline
func box[T any](x T) { sink = x } // maybe: allocates

func caseClosureInLoop() {
	for i := range 2 {
		sink = func() int { return i } // always
	}
}

func caseSliceOfArray() {
	var a [10]int // always
	sinkNamed = a[:]
}

func caseSliceOfArrayStack() {
	var a [10]int
	b := a[:]
	b[0] = n
}

func caseMakeInLoop() {
	var last []int
	for range 2 {
		last = make([]int, 3) // always
	}
	last[0] = 1
}

func caseStringsInLoop() {
	var last string
	for range 2 {
		last = s + s // maybe: allocates
	}
	n += len(last)
}

func caseMin() {
	leaks(min(n, 2000)) // maybe: allocates
}

func caseMethodOfInterface() {
	var i interface{ M() } = impl{} // never
	i.M()
}

type impl struct{ a, b int }

func (impl) M() {}
