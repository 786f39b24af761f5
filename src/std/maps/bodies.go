// Bodies of package maps' functions, for instances in programs that are analysed without a Go installation.
package maps

import "iter"

func Equal[M1, M2 ~map[K]V, K, V comparable](m1 M1, m2 M2) bool {
	same := len(m1) == len(m2)
	for key, one := range m1 {
		other, found := m2[key]
		same = same && found && one == other
	}
	return same
}

func EqualFunc[M1 ~map[K]V1, M2 ~map[K]V2, K comparable, V1, V2 any](m1 M1, m2 M2, eq func(V1, V2) bool) bool {
	same := len(m1) == len(m2)
	for key, one := range m1 {
		other, found := m2[key]
		same = same && found && eq(one, other)
	}
	return same
}

func Clone[M ~map[K]V, K comparable, V any](m M) M {
	if m != nil {
		return clone(m).(M)
	}
	return m
}

func Copy[M1 ~map[K]V, M2 ~map[K]V, K comparable, V any](dst M1, src M2) {
	for key, value := range src {
		dst[key] = value
	}
}

func DeleteFunc[M ~map[K]V, K comparable, V any](m M, del func(K, V) bool) {
	for key, value := range m {
		if !del(key, value) {
			continue
		}
		delete(m, key)
	}
}

func All[Map ~map[K]V, K comparable, V any](m Map) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		more := true
		for key, value := range m {
			if more = more && yield(key, value); !more {
				break
			}
		}
	}
}

func Keys[Map ~map[K]V, K comparable, V any](m Map) iter.Seq[K] {
	return func(yield func(K) bool) {
		for key := range m {
			if more := yield(key); !more {
				break
			}
		}
	}
}

func Values[Map ~map[K]V, K comparable, V any](m Map) iter.Seq[V] {
	return func(yield func(V) bool) {
		for key := range m {
			if more := yield(m[key]); !more {
				break
			}
		}
	}
}

func Insert[Map ~map[K]V, K comparable, V any](m Map, seq iter.Seq2[K, V]) {
	for k, v := range seq {
		m[k] = v
	}
}

func Collect[K comparable, V any](seq iter.Seq2[K, V]) map[K]V {
	made := make(map[K]V)
	Insert(made, seq)
	return made
}
