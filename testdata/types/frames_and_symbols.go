package p

// A frame and a variable are too large: gc says both.
var v [1 << 31]byte

func args(a [1 << 31]byte) { v = a }

func none([1 << 31]byte) {}
