package p

import (
	"errors"
	"io/fs"
	"iter"
	"math/rand/v2"
	"reflect"
	"runtime"
	"time"
)

func pathOf(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path
	}
	return ""
}

func pause() time.Duration { return rand.N(10 * time.Second) }

func typeOf() reflect.Type { return reflect.TypeFor[map[string]int]() }

type file struct{ fd int }

func open() *file {
	f := &file{fd: 3}
	runtime.AddCleanup(f, func(fd int) { println(fd) }, f.fd)
	return f
}

func firstTwo(seq iter.Seq[string]) (string, string) {
	next, stop := iter.Pull(seq)
	defer stop()
	a, _ := next()
	b, _ := next()
	return a, b
}
