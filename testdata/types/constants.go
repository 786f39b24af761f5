package p

var (
	_ int = 1.7976931348623157e308 * 10
	_ float64 = 1.7976931348623157e308 * 10
	_ float32 = 3.5e38
	_ float32 = 1e-50
	_ int = 1e-50
	_ float64 = 1e-400
	_ int = 5e-324
	_ int = 0.000012345678
	_ int = 0.1e-3
	_ int = 123456.5
	_ int = 1234567.0001
	_ int = 100000.00000001
	_ int = 1e22
	_ int = 1e20 + 0.5
	_ int = 0x1.fffffffffffffp1023
	_ int = 0x1p-1074
	_ int = 1e2000000000
	_ int = 1e-2000000000
	_ int = 1e646456993
	_ int = 1.5 + 2.5i
	_ int = 1e400i
	_ int = 0x10i
	_ int = 0b11i
	_ int = 0o17i
	_ int = 0123i
	_ int = 09.5i
	_ int = 0x1p4i
	_ int = 1_0.2_5
	_ int8 = 0b1111_1111
	_ int8 = 0O777
	_ int8 = 0XFFF
	_ int8 = 'é'
	_ int8 = '\u00e9'
	_ int8 = '\x7f' + 1
	_ int8 = '\377'
	_ int = "\u2028\u00ad\u200b\ufeff\U0001F600\u0301é日本\a\b\f\v\x00\x7f"
	_ int = "\xff\xfe"
	_ int = `raw
	string "quoted" \n`
	_ int = "a" + "b" + "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
	_ int = "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語" + ""
	_ uint64 = 1 << 64
	_ uint64 = -1
	_ int64 = 1 << 63
	_ int64 = -1 << 63 - 1
	_ uint8 = ^0
	_ uint8 = ^uint8(0) + 1
	_ int = 7 / 2.0
	_ int = 7 / 2 * 2.5
	_ int = -7 % 3.0
	_ int = 1 / 3.0
	_ int = 1 / 3.0 * 3 + 0.5
	_ int = 2 << 510 * 4
	_ int = 1 << 511 - 1 + 1 << 511
	_ int = -(1 << 511) * 2
	_ int = 1 << 512 >> 512
	_ int = ^(1 << 512)
	_ int = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
	_ float64 = 1 << 1100
	_ float64 = 1.0 << 1074
	_ complex64 = 1e39 + 1i
	_ complex128 = 1e309i
	_ = complex(1, 2) + "a"
	_ int = real(1i) + 0.5
	_ int = imag(2.5i)
	_ uint = 1i * 1i
	_ int = 1i / 2i * 1.5
	_ int = (1 + 2i) / (3 - 4i)
	_ bool = 1.0 == 1 && "a" < "b" && 1i*1i == -1.0 && 0.1+0.2 == 0.3
	_ int = 0.1+0.2 == 0.3
	_ = [1.0]int{} == 1
	_ [0.5]int
	_ [-1]int
	_ [1 << 63]int
	_ ["a"]int
	_ [1 + 0i]string = 1
	_ int = 'a' * 1.5
	_ int = 'a' / 2.0
	_ rune = 'a' + 0.5
	_ = "a"[1i]
	_ = "abc"['b' - 'a' + 3]
	_ = len("héllo") + 0.5 + ""
	_ int = 1 & 1.5
	_ = 1 &^ 1.0 | 2i
	_ = 1.0 % 1
	_ = 5 % 0.0
	_ = 1 << 1e3
	_ = 1 << 1e4
	_ = 1 >> -1.0
	_ = 1 << (1 << 64)
	_ = -1 >> 1000 + ""
	_ = 1.1 << 1
	_ uint8 = 1.0 << 8
	_ = string(rune(0x110000)) + 1
	_ = string(-1) + 1
	_ = float32(16777217) == 16777217
	_ int = float32(16777217)
	_ int = float32(0.1)
	_ int = float64(0.1) * 3
	_ int = float32(0.1) * 3
	_ int8 = int16(300)
	_ = int8(int16(300))
	_ = uint8(255) + 1
	_ = uint8(255) * 2 / 2
	_ = -uint(1)
	_ = -int8(-128)
	_ = int8(-128) / -1
	_ = -128 / int8(-1) + 128
)

// Divisors whose squares vanish, and fractions of seven digits and more.
var (
	_     = 1 / 1e-600000000i
	_     = 1i / (1e-600000000 + 1e-600000000i)
	_ int = 1000000.05
	_ int = 12345678901.0000001
)

// Each embeds the other: one error, and no follow-ups.
type I1 interface {
	m() I2
	I2
}
type I2 interface{ I1 }

var i1 I1 = i2
var i2 I2
