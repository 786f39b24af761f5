// Maps: small ones in the frame, hints, literals, growth.
package truth

var sink map[int]int
var three, thirty, seven = 3, 30, 7

func caseStack() {
	m := make(map[int]int) // maybe: not
	m[three] = 1           // maybe: not
}

func caseHintSmall() {
	m := make(map[int]int, 8) // maybe: not
	m[three] = 1              // maybe: not
}

func caseHintLarge() {
	m := make(map[int]int, 9) // always
	m[three] = 1              // maybe: not
}

func caseHintVariable() {
	m := make(map[int]int, three) // maybe: not
	m[three] = 1                  // maybe: not
}

func caseHintVariableLarge() {
	m := make(map[int]int, thirty) // maybe: allocates
	m[three] = 1                   // maybe: not
}

func caseEscapes() {
	sink = make(map[int]int) // always
}

func caseEscapesHint() {
	sink = make(map[int]int, 20) // always
}

func caseLiteral() {
	m := map[int]int{1: 1, three: 3} // maybe: not
	m[seven] = 1                     // maybe: not
}

func caseLiteralLarge() {
	m := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9} // always
	m[seven] = 1                                                           // maybe: not
}

func caseLiteralEscapes() {
	sink = map[int]int{1: 1} // always
}

func caseGrows() {
	m := make(map[int]int) // maybe: not
	for i := range thirty {
		m[i] = i // maybe: allocates
	}
}
