package p

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"
	"database/sql"
	"hash"
	"hash/maphash"
	"iter"
	"math/rand/v2"
	"reflect"
	"sync"
	"sync/atomic"
)

type point struct{ x, y int }

var seed = maphash.MakeSeed()

func hashOf(p point) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	maphash.WriteComparable(&h, p)
	return h.Sum64() ^ maphash.Comparable(seed, p.x)
}

var hasher maphash.Hasher[point] = maphash.ComparableHasher[point]{}

func asserted(v reflect.Value) (*point, bool) { return reflect.TypeAssert[*point](v) }

func derive(secret, salt []byte) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, salt, "info", 32)
}

func stretch(password string, salt []byte) ([]byte, error) {
	return pbkdf2.Key(func() hash.Hash { return sha256.New() }, password, salt, 4096, 32)
}

func nullable(s *string) sql.Null[string] {
	if s == nil {
		return sql.Null[string]{}
	}
	return sql.Null[string]{V: *s, Valid: true}
}

func scan(n *sql.Null[int], v any) error { return n.Scan(v) }

func firstPair(seq iter.Seq2[string, *point]) (string, *point) {
	next, stop := iter.Pull2(seq)
	defer stop()
	k, v, _ := next()
	return k, v
}

var load = sync.OnceFunc(func() { println("loaded") })

var parts = sync.OnceValues(func() (*point, error) { return &point{1, 2}, nil })

type config struct{ name string }

var current atomic.Pointer[config]

func swap(name string) *config { return current.Swap(&config{name}) }

func update(name string) bool {
	old := current.Load()
	return current.CompareAndSwap(old, &config{name})
}

func dice(r *rand.Rand) uint8 { return r.N(uint8(6)) + 1 }
