// Between strings, bytes and runes, and where no copy is made.
package truth

var sinkString string
var sinkBytes []byte
var sinkRunes []rune
var short, long, empty = "abc", "0123456789012345678901234567890123456789", ""
var shortBytes, longBytes, oneByte = []byte("abc"), []byte(long), []byte("a")
var shortRunes, longRunes, noRunes = []rune("abc"), []rune(long), []rune(nil)
var r = 'é'
var m = map[string]int{"abc": 1}

//go:noinline
func reads(s string) int { return len(s) }

//go:noinline
func readsBytes(b []byte) int { return len(b) }

//go:noinline
func writesBytes(b []byte) {
	if len(b) > 0 {
		b[0]++
	}
}

//go:noinline
func writesRunes(b []rune) { b[0]++ }

func caseZeroCopy()         { readsBytes([]byte(long)) }                                        // never
func caseBytesShort()       { writesBytes([]byte(short)) }                                      // maybe: not
func caseBytesLong()        { writesBytes([]byte(long)) }                                       // maybe: allocates
func caseBytesConstant()    { writesBytes([]byte("0123456789012345678901234567890123456789")) } // never
func caseBytesEscape()      { sinkBytes = []byte(short) }                                       // maybe: allocates
func caseBytesEscapeEmpty() { sinkBytes = []byte(empty) }                                       // maybe: not
func caseConstantEscapes()  { sinkBytes = []byte("constant") }                                  // always
func caseStringShort()      { reads(string(shortBytes)) }                                       // maybe: not
func caseStringLong()       { reads(string(longBytes)) }                                        // maybe: allocates
func caseStringEscapes()    { sinkString = string(shortBytes) }                                 // maybe: allocates
func caseStringOneByte()    { sinkString = string(oneByte) }                                    // maybe: not
func caseRunesShort()       { writesRunes([]rune(short)) }                                      // maybe: not
func caseRunesLong()        { writesRunes([]rune(long)) }                                       // maybe: allocates
func caseRunesConstant()    { writesRunes([]rune("abc")) }                                      // never
func caseRunesEscape()      { sinkRunes = []rune(short) }                                       // maybe: allocates
func caseRunesConstantEsc() { sinkRunes = []rune("abc") }                                       // always
func caseFromRunes()        { sinkString = string(noRunes) }                                    // always
func caseFromRunesShort()   { reads(string(shortRunes)) }                                       // maybe: not
func caseFromRunesLong()    { reads(string(longRunes)) }                                        // maybe: allocates
func caseRune()             { sinkString = string(r) }                                          // always
func caseRuneStack()        { reads(string(r)) }                                                // never

func caseCompare() {
	if string(longBytes) == long { // never
		sinkString = ""
	}
}

func caseLookup() {
	if m[string(longBytes)] == 1 { // never
		sinkString = ""
	}
}

func caseLength() {
	if len(string(longBytes)) == 1 { // never
		sinkString = ""
	}
}

func caseConcat() {
	reads("<" + string(longBytes)) // maybe: allocates
}

func caseRange() {
	for _, c := range []byte(long) { // never
		if c == 'x' {
			sinkString = ""
		}
	}
}

func caseJoin() {
	sinkBytes = []byte(short + long) // maybe: allocates
}
