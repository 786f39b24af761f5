// append: the first bytes in the frame, growth, what escapes.
package truth

var sink []int
var three, thirty = 3, 30
var full, room = make([]int, 3, 3), make([]int, 3, 10)
var none []int
var noSize []struct{}

//go:noinline
func reads(s []int) int { return len(s) }

func caseStack() {
	var s []int
	s = append(s, three) // maybe: not
	reads(s)
}

func caseGrows() {
	var s []int
	for i := range thirty {
		s = append(s, i) // maybe: allocates
	}
	reads(s)
}

func caseRoom() {
	sink = append(room, 1) // maybe: not
}

func caseFull() {
	sink = append(full, 1) // maybe: allocates
}

func caseEmpty() {
	sink = append([]int(nil), three) // always
}

func caseEmptyLiteral() {
	sink = append([]int{}, three) // always
}

func caseSpread() {
	sink = append([]int(nil), full...) // maybe: allocates
}

func caseSpreadNone() {
	sink = append([]int(nil), none...) // maybe: not
}

func caseNothing() {
	sink = append(full) // never
}

func caseNoSize() {
	noSize = append(noSize, struct{}{}) // never
}

func caseMake() {
	sink = append(room, make([]int, three)...) // maybe: not
}

func caseReturned() {
	sink = collect(thirty)
}

//go:noinline
func collect(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i) // maybe: allocates
	}
	return s
}
