// Values put into interfaces: constants, small values, zero values, what has the shape of a pointer, what is large.
package truth

type small struct{ b byte }
type word struct{ n int32 }
type pair struct{ a, b int }
type ptr struct{ p *int }
type big [1025]byte
type kib [1024]byte
type text struct{ s string }
type empty struct{}
type flag bool
type stringer interface{ String() string }

func (p pair) String() string { return "" }
func (p ptr) String() string  { return "" }

var sink any
var sinkStringer stringer
var n0, n255, n256, negative = 0, 255, 256, -1
var b byte = 200
var t = true
var u16, u16small uint16 = 300, 3
var s, nothing = "text", ""
var bytes, noBytes = []byte("x"), []byte(nil)
var float, zeroFloat = 1.5, 0.0
var p2 = pair{1, 2}
var number = 1
var aBig big

//go:noinline
func leaks(x any) { sink = x }

//go:noinline
func reads(x any) bool { return x == nil }

func caseConstant()       { leaks(1000) }              // never
func caseConstantString() { leaks("constant") }        // never
func caseSmallInt()       { leaks(n255) }              // maybe: not
func caseInt()            { leaks(n256) }              // maybe: allocates
func caseNegative()       { leaks(negative) }          // maybe: allocates
func caseZero()           { leaks(n0) }                // maybe: not
func caseByte()           { leaks(b) }                 // never
func caseBool()           { leaks(t) }                 // never
func caseNamedBool()      { leaks(flag(t)) }           // never
func caseOneByteStruct()  { leaks(small{b}) }          // never
func caseUint16()         { leaks(u16) }               // maybe: allocates
func caseUint16Small()    { leaks(u16small) }          // maybe: not
func caseConstantWord()   { leaks(word{1 << 20}) }     // never
func caseWord()           { leaks(word{int32(n256)}) } // maybe: allocates
func caseWordSmall()      { leaks(word{int32(n255)}) } // maybe: not
func caseString()         { leaks(s) }                 // maybe: allocates
func caseEmptyString()    { leaks(nothing) }           // maybe: not
func caseStringStruct()   { leaks(text{s}) }           // maybe: allocates
func caseSlice()          { leaks(bytes) }             // maybe: allocates
func caseNilSlice()       { leaks(noBytes) }           // maybe: not
func caseFloat()          { leaks(float) }             // maybe: allocates
func caseZeroFloat()      { leaks(zeroFloat) }         // maybe: not
func casePair()           { leaks(p2) }                // always
func caseConstantPair()   { leaks(pair{1, 2}) }        // never
func caseZeroPair()       { leaks(pair{}) }            // never
func caseDynamicPair()    { leaks(pair{n256, 2}) }     // always
func caseEmpty()          { leaks(empty{}) }           // never
func casePointer()        { leaks(&number) }
func casePointerShape()   { leaks(ptr{&number}) }
func caseStack()          { reads(n256) }   // never
func casePairStack()      { reads(p2) }     // never
func caseBigStack()       { reads(aBig) }   // always
func caseKibStack()       { reads(kib{1}) } // never

func caseVariable() {
	x := pair{3, 4}
	leaks(x) // never
}

func caseAssigned() {
	x := pair{3, 4}
	x.a = n256
	leaks(x) // always
}

func caseMethods() {
	sinkStringer = p2 // always
}

func casePointerShapeMethods() {
	sinkStringer = ptr{&number}
}

func caseCompare() {
	if sink == p2 { // never
		sink = nil
	}
}

func caseVariadic() {
	variadic(n256, s) // maybe: allocates
}

//go:noinline
func variadic(args ...any) { sink = args[0] }
