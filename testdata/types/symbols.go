package p

// Variables that no object file can hold: gc says so when it is at the end of the last function.

var a [1 << 31]byte
var b struct{ x [2000000001]byte }
var c [2000000000]byte
var _ [1 << 32]byte

func f() {
	println(1)
}

func g(x int, p *int) {
	if x > 1 {
		*p = 2
	} else {
		switch x {
		case 1:
			*p = 3
		default:
			*p = 4
			{
				{
				}
			}
		}
	}
	{
		const none = 1
	}
}

var d [1 << 33]struct{ e int16 }
