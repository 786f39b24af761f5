// Concatenation: the buffer of 32 bytes in the frame, constant parts, operands that are empty.
package truth

var sink string
var short, long, empty = "abc", "0123456789012345678901234567890123456789", ""

//go:noinline
func reads(s string) int { return len(s) }

func caseShort()         { reads(short + short) }                                       // maybe: not
func caseLong()          { reads(long + short) }                                        // maybe: allocates
func caseOneEmpty()      { reads(long + empty) }                                        // maybe: not
func caseLongConstant()  { reads("01234567890123456789012345678901" + short) }          // maybe: allocates
func caseTwoConstants()  { reads("01234567890123456789" + short + "0123456789012345") } // always
func caseConstantParts() { reads("<" + short + ">") }                                   // maybe: not
func caseEscapes()       { sink = short + long }                                        // maybe: allocates
func caseEscapesEmpty()  { sink = short + empty }                                       // maybe: not
func caseEscapesParts()  { sink = "<" + short + ">" }                                   // always
func caseMany()          { sink = "a" + short + "b" + short + "c" + short }             // always

func caseAppend() {
	s := short
	s += long // maybe: allocates
	reads(s)
}
