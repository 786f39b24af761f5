package p

import "unsafe"

type S struct {
	a byte
	b int64
	*E
	F
}
type E struct{ x int32 }
type F struct{ y int16; z [3]int }

const c1 = unsafe.Sizeof(1)
const c2 = unsafe.Sizeof(S{})
const c3 = unsafe.Offsetof(S{}.b)
const c4 = unsafe.Alignof(S{}.b)
const c5 = unsafe.Sizeof(nil)
const c6 = unsafe.Sizeof()
const c7 = unsafe.Sizeof(1, 2)
const c8 = unsafe.Offsetof(1)
const c9 = unsafe.Offsetof(S{})
const c10 = unsafe.Offsetof(s.x)
const c11 = unsafe.Offsetof(s.y)
const c12 = unsafe.Offsetof(s.E)
const c13 = unsafe.Offsetof(s.E.x)
const c14 = unsafe.Offsetof(s.undefined)
const c15 = unsafe.Offsetof(s.m)
const c16 = unsafe.Offsetof((s.b))
const c17 = unsafe.Sizeof(s.z)
const c18 = unsafe.Alignof(f)
const c19 = unsafe.Sizeof(int)
const c20 = unsafe.Alignof()
const c21 = unsafe.Sizeof(1.5) + unsafe.Sizeof("a") + unsafe.Sizeof('a')
const c22 = unsafe.Sizeof(f())
const c23 = unsafe.Sizeof(g())
const c24 string = unsafe.Sizeof(1)
const c25 int = unsafe.Sizeof(1)
const c26 uint8 = unsafe.Sizeof([300]byte{})
const c27 = unsafe.Pointer(nil)
const c28 = uintptr(unsafe.Pointer(nil))
const c29 = unsafe.Sizeof(unsafe.Sizeof)
const c30 = unsafe.Add(nil, 1)

var s S
var _ [unsafe.Sizeof(s)]int = [1]int{}
var _ [unsafe.Offsetof(s.b)]int = [1]int{}
var _ [unsafe.Sizeof(f)]int = [1]int{}
var _ [unsafe.Sizeof(any(nil))]int = [1]int{}
var _ [unsafe.Alignof(s.F.y)]int = [1]int{}

func (S) m()        {}
func f()            {}
func g() (int, int) { return 0, 0 }

func pointers(p unsafe.Pointer, u uintptr, ip *int, bp *byte, str string, bs []byte, n int, n64 int64, fl float64, arr [3]int) {
	_ = unsafe.Add(p, 1)
	_ = unsafe.Add(p, 1.5)
	_ = unsafe.Add(p, 1.0)
	_ = unsafe.Add(p, "a")
	_ = unsafe.Add(p, fl)
	_ = unsafe.Add(p, n64)
	_ = unsafe.Add(p, u)
	_ = unsafe.Add(ip, 1)
	_ = unsafe.Add(u, 1)
	_ = unsafe.Add(nil, 1)
	_ = unsafe.Add(p)
	_ = unsafe.Add(p, 1, 2)
	_ = unsafe.Add(p, 1<<64)
	unsafe.Add(p, 1)
	_ = unsafe.Slice(ip, 1)
	_ = unsafe.Slice(ip, -1)
	_ = unsafe.Slice(ip, 1.5)
	_ = unsafe.Slice(ip, "a")
	_ = unsafe.Slice(ip, fl)
	_ = unsafe.Slice(p, 1)
	_ = unsafe.Slice(1, 1)
	_ = unsafe.Slice(nil, 1)
	_ = unsafe.Slice(ip)
	_ = unsafe.Slice(bs, 1)
	_ = unsafe.Slice(&arr, 1)
	_ = unsafe.Slice(ip, 1<<63)
	_ = unsafe.Slice(ip, n)[0] + "a"
	unsafe.Slice(ip, 1)
	_ = unsafe.SliceData(bs)
	_ = unsafe.SliceData(str)
	_ = unsafe.SliceData(arr)
	_ = unsafe.SliceData(&arr)
	_ = unsafe.SliceData(nil)
	_ = unsafe.SliceData()
	var _ *int = unsafe.SliceData(bs)
	_ = unsafe.String(bp, 1)
	_ = unsafe.String(ip, 1)
	_ = unsafe.String(bp, -1)
	_ = unsafe.String(bp, fl)
	_ = unsafe.String(bp)
	_ = unsafe.String(str, 1)
	_ = unsafe.String(nil, 1)
	const cs = unsafe.String(nil, 0)
	_ = unsafe.StringData(str)
	_ = unsafe.StringData(bs)
	_ = unsafe.StringData("a")
	_ = unsafe.StringData(1)
	_ = unsafe.StringData()
	unsafe.StringData(str)
	var _ *int = unsafe.StringData("")
	_ = (*int)(p)
	_ = (*int)(u)
	_ = unsafe.Pointer(ip)
	_ = unsafe.Pointer(u)
	_ = unsafe.Pointer(n)
	_ = unsafe.Pointer(1)
	_ = unsafe.Pointer(bs)
	_ = unsafe.Pointer(str)
	_ = unsafe.Pointer(f)
	_ = unsafe.Pointer(arr)
	_ = unsafe.Pointer(p, p)
	_ = uintptr(p)
	_ = uintptr(ip)
	_ = int(p)
	_ = []byte(p)
	_ = p == nil
	_ = p == ip
	_ = p == u
	_ = p < p
	_ = p + 1
	_ = *p
	_ = p.x
	p++
	p = ip
	p = u
	p = nil
	ip = p
	var q unsafe.Pointer = "a"
	unsafe.Foo()
	_ = unsafe.Bar
	var _ unsafe.IntegerType
	var _ unsafe.ArbitraryType
	_ = unsafe.Sizeof
	unsafe.Sizeof(1)
	unsafe.Offsetof(s.b)
	defer unsafe.Sizeof(1)
	go unsafe.Add(p, 1)
	x := unsafe.Add
	_ = unsafe
	unsafe = nil
	_ = unsafe.sizeof(1)
	_ = unsafe.Sizeof(bs...)
	_ = unsafe.Slice(ip, []int{1}...)
}

func generic[T any, P *int | *string, N ~int | ~uint8, Q any, B ~[]byte | ~string](t T, p P, n N, q *Q, b B) {
	const c = unsafe.Sizeof(t)
	const d = unsafe.Sizeof(q)
	var _ [unsafe.Sizeof(t)]int
	_ = unsafe.Slice(p, n)
	_ = unsafe.Slice(q, n)
	_ = unsafe.Add(unsafe.Pointer(q), n)
	_ = unsafe.Add(q, n)
	_ = unsafe.SliceData(b)
	_ = unsafe.StringData(b)
	_ = unsafe.Offsetof(t.x)
	type L struct{ a T; b int }
	const e = unsafe.Offsetof(L{}.b)
	const f = unsafe.Offsetof(L{}.a)
	const g = unsafe.Alignof(t)
	_ = unsafe.Pointer(t)
	_ = unsafe.Pointer(p)
}
