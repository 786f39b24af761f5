// A pointer type that gc makes while it inlines is not the one of another inlined call, unless it was read before.
package main

import (
	"context"
	"errors"
	"io"
	"os"
)

func twice() string {
	err := errors.New("a")
	s := err.Error()
	err = errors.New("b")
	return s + err.Error()
}

func once() string {
	err := errors.New("a")
	return err.Error()
}

type failure struct{ code int }

func (f *failure) Error() string { return "failure" }

func fail() error { return &failure{1} }

func own() string {
	err := fail()
	s := err.Error()
	err = fail()
	return s + err.Error()
}

func value() error {
	ctx := context.Background()
	err := ctx.Err()
	ctx = context.Background()
	if err != nil {
		return err
	}
	return ctx.Err()
}

func reader(r io.Reader) io.Reader { return io.LimitReader(r, 1) }

func known(b []byte) {
	r := reader(os.Stdin)
	r.Read(b)
	r = reader(os.Stderr)
	r.Read(b)
}

func main() {
	println(twice(), once(), own(), value())
	known(make([]byte, 8))
}
