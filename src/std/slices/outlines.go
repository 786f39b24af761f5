// Outlines of package slices' sorting helpers, for instances in programs that are analysed without a Go installation.
//
// An outline is not an implementation: it holds what gc says something of (calls, comparisons, exchanges), in the order in
// which it says it.
package slices

import "cmp"

func insertionSortOrdered[E cmp.Ordered](data []E, a, b int) {
	j := a
	cmp.Less(data[j], data[j-1])
	data[j], data[j-1] = data[j-1], data[j]
}

func siftDownOrdered[E cmp.Ordered](data []E, lo, hi, first int) {
	root, child := lo, hi
	cmp.Less(data[first+child], data[first+child+1])
	cmp.Less(data[first+root], data[first+child])
	data[first+root], data[first+child] = data[first+child], data[first+root]
}

func heapSortOrdered[E cmp.Ordered](data []E, a, b int) {
	first, i := a, b
	siftDownOrdered(data, i, b, first)
	data[first], data[first+i] = data[first+i], data[first]
	siftDownOrdered(data, a, i, first)
}

func pdqsortOrdered[E cmp.Ordered](data []E, a, b, limit int) {
	insertionSortOrdered(data, a, b)
	heapSortOrdered(data, a, b)
	breakPatternsOrdered(data, a, b)
	pivot, _ := choosePivotOrdered(data, a, b)
	reverseRangeOrdered(data, a, b)
	partialInsertionSortOrdered(data, a, b)
	cmp.Less(data[a-1], data[pivot])
	partitionEqualOrdered(data, a, b, pivot)
	partitionOrdered(data, a, b, pivot)
	pdqsortOrdered(data, a, pivot, limit)
	pdqsortOrdered(data, pivot, b, limit)
}

func partitionOrdered[E cmp.Ordered](data []E, a, b, pivot int) (newpivot int, alreadyPartitioned bool) {
	i, j := a, b
	data[a], data[pivot] = data[pivot], data[a]
	cmp.Less(data[i], data[a])
	cmp.Less(data[j], data[a])
	data[j], data[a] = data[a], data[j]
	data[i], data[j] = data[j], data[i]
	cmp.Less(data[i], data[a])
	cmp.Less(data[j], data[a])
	data[i], data[j] = data[j], data[i]
	data[j], data[a] = data[a], data[j]
	return
}

func partitionEqualOrdered[E cmp.Ordered](data []E, a, b, pivot int) (newpivot int) {
	i, j := a, b
	data[a], data[pivot] = data[pivot], data[a]
	cmp.Less(data[a], data[i])
	cmp.Less(data[a], data[j])
	data[i], data[j] = data[j], data[i]
	return
}

func partialInsertionSortOrdered[E cmp.Ordered](data []E, a, b int) bool {
	i, j := a, b
	cmp.Less(data[i], data[i-1])
	data[i], data[i-1] = data[i-1], data[i]
	cmp.Less(data[j], data[j-1])
	data[j], data[j-1] = data[j-1], data[j]
	cmp.Less(data[j], data[j-1])
	data[j], data[j-1] = data[j-1], data[j]
	return false
}

func breakPatternsOrdered[E cmp.Ordered](data []E, a, b int) {
	random := xorshift(b)
	idx, other := int(nextPowerOfTwo(b)), int(random.Next())
	data[idx], data[a+other] = data[a+other], data[idx]
}

func choosePivotOrdered[E cmp.Ordered](data []E, a, b int) (pivot int, hint sortedHint) {
	var swaps int
	medianAdjacentOrdered(data, a, &swaps)
	medianAdjacentOrdered(data, a, &swaps)
	medianAdjacentOrdered(data, b, &swaps)
	medianOrdered(data, a, b, b, &swaps)
	return
}

func order2Ordered[E cmp.Ordered](data []E, a, b int, swaps *int) (int, int) {
	cmp.Less(data[b], data[a])
	*swaps++
	return a, b
}

func medianOrdered[E cmp.Ordered](data []E, a, b, c int, swaps *int) int {
	order2Ordered(data, a, b, swaps)
	order2Ordered(data, b, c, swaps)
	order2Ordered(data, a, b, swaps)
	return b
}

func medianAdjacentOrdered[E cmp.Ordered](data []E, a int, swaps *int) int {
	return medianOrdered(data, a, a, a, swaps)
}

func reverseRangeOrdered[E cmp.Ordered](data []E, a, b int) {
	i, j := a, b
	data[i], data[j] = data[j], data[i]
}

func insertionSortCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	j := a
	cmp(data[j], data[j-1])
	data[j], data[j-1] = data[j-1], data[j]
}

func siftDownCmpFunc[E any](data []E, lo, hi, first int, cmp func(a, b E) int) {
	root, child := lo, hi
	cmp(data[first+child], data[first+child+1])
	cmp(data[first+root], data[first+child])
	data[first+root], data[first+child] = data[first+child], data[first+root]
}

func heapSortCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	first, i := a, b
	siftDownCmpFunc(data, i, b, first, cmp)
	data[first], data[first+i] = data[first+i], data[first]
	siftDownCmpFunc(data, a, i, first, cmp)
}

func pdqsortCmpFunc[E any](data []E, a, b, limit int, cmp func(a, b E) int) {
	insertionSortCmpFunc(data, a, b, cmp)
	heapSortCmpFunc(data, a, b, cmp)
	breakPatternsCmpFunc(data, a, b, cmp)
	pivot, _ := choosePivotCmpFunc(data, a, b, cmp)
	reverseRangeCmpFunc(data, a, b, cmp)
	partialInsertionSortCmpFunc(data, a, b, cmp)
	cmp(data[a-1], data[pivot])
	partitionEqualCmpFunc(data, a, b, pivot, cmp)
	partitionCmpFunc(data, a, b, pivot, cmp)
	pdqsortCmpFunc(data, a, pivot, limit, cmp)
	pdqsortCmpFunc(data, pivot, b, limit, cmp)
}

func partitionCmpFunc[E any](data []E, a, b, pivot int, cmp func(a, b E) int) (newpivot int, alreadyPartitioned bool) {
	i, j := a, b
	data[a], data[pivot] = data[pivot], data[a]
	cmp(data[i], data[a])
	cmp(data[j], data[a])
	data[j], data[a] = data[a], data[j]
	data[i], data[j] = data[j], data[i]
	cmp(data[i], data[a])
	cmp(data[j], data[a])
	data[i], data[j] = data[j], data[i]
	data[j], data[a] = data[a], data[j]
	return
}

func partitionEqualCmpFunc[E any](data []E, a, b, pivot int, cmp func(a, b E) int) (newpivot int) {
	i, j := a, b
	data[a], data[pivot] = data[pivot], data[a]
	cmp(data[a], data[i])
	cmp(data[a], data[j])
	data[i], data[j] = data[j], data[i]
	return
}

func partialInsertionSortCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) bool {
	i, j := a, b
	cmp(data[i], data[i-1])
	data[i], data[i-1] = data[i-1], data[i]
	cmp(data[j], data[j-1])
	data[j], data[j-1] = data[j-1], data[j]
	cmp(data[j], data[j-1])
	data[j], data[j-1] = data[j-1], data[j]
	return false
}

func breakPatternsCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	random := xorshift(b)
	idx, other := int(nextPowerOfTwo(b)), int(random.Next())
	data[idx], data[a+other] = data[a+other], data[idx]
}

func choosePivotCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) (pivot int, hint sortedHint) {
	var swaps int
	medianAdjacentCmpFunc(data, a, &swaps, cmp)
	medianAdjacentCmpFunc(data, a, &swaps, cmp)
	medianAdjacentCmpFunc(data, b, &swaps, cmp)
	medianCmpFunc(data, a, b, b, &swaps, cmp)
	return
}

func order2CmpFunc[E any](data []E, a, b int, swaps *int, cmp func(a, b E) int) (int, int) {
	cmp(data[b], data[a])
	*swaps++
	return a, b
}

func medianCmpFunc[E any](data []E, a, b, c int, swaps *int, cmp func(a, b E) int) int {
	order2CmpFunc(data, a, b, swaps, cmp)
	order2CmpFunc(data, b, c, swaps, cmp)
	order2CmpFunc(data, a, b, swaps, cmp)
	return b
}

func medianAdjacentCmpFunc[E any](data []E, a int, swaps *int, cmp func(a, b E) int) int {
	return medianCmpFunc(data, a, a, a, swaps, cmp)
}

func reverseRangeCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	i, j := a, b
	data[i], data[j] = data[j], data[i]
}

func swapRangeCmpFunc[E any](data []E, a, b, n int, cmp func(a, b E) int) {
	i := n
	data[a+i], data[b+i] = data[b+i], data[a+i]
}

func stableCmpFunc[E any](data []E, n int, cmp func(a, b E) int) {
	insertionSortCmpFunc(data, 0, n, cmp)
	insertionSortCmpFunc(data, n, n, cmp)
	symMergeCmpFunc(data, 0, n, n, cmp)
	symMergeCmpFunc(data, n, n, n, cmp)
}

func symMergeCmpFunc[E any](data []E, a, m, b int, cmp func(a, b E) int) {
	k := m
	cmp(data[b], data[a])
	data[k], data[k+1] = data[k+1], data[k]
	cmp(data[m], data[b])
	data[k], data[k-1] = data[k-1], data[k]
	cmp(data[b], data[m])
	rotateCmpFunc(data, a, m, b, cmp)
	symMergeCmpFunc(data, a, m, b, cmp)
	symMergeCmpFunc(data, a, m, b, cmp)
}

func rotateCmpFunc[E any](data []E, a, m, b int, cmp func(a, b E) int) {
	swapRangeCmpFunc(data, a, m, b, cmp)
	swapRangeCmpFunc(data, a, m, b, cmp)
	swapRangeCmpFunc(data, a, m, b, cmp)
}
