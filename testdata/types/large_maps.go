package p

// Keys and elements of maps have less than 2 GB; types are laid out where they are declared.
var elem map[int][1<<31 + 1]byte
var key map[[1<<31 + 2]byte]int
var both map[[1<<31 + 3]byte][1 << 32]byte
var fine map[[1<<31 - 1]byte][1<<31 - 1]byte
var nested []map[int]map[int][1<<31 + 4]byte

type named map[int][1<<31 + 5]byte
type behind map[int]*[1<<31 + 6]byte
type field struct{ m map[int][1<<31 + 7]byte }

var x field

func f(param map[int][1<<31 + 8]byte) (result map[int][1<<31 + 8]byte) {
	return map[int][1<<31 + 8]byte{1: {}}
}

type array [1 << 55]byte
type channels struct{ c chan [1 << 16]byte }

func (channels) method(c chan [1 << 17]byte) { g(array{}) }

func g(array) {
	_ = func(c chan [1 << 18]byte) {}
	y := func(c chan [1 << 19]byte) {}
	y(nil)
}
