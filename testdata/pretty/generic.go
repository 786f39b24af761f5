package p

func ptr[T any](x T) *T { return &x }

func f() (*int, *string) {
	return ptr(1), ptr("x")
}
