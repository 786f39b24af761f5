// Sorting of slices.
//
// The unstable sorts are pattern-defeating quicksort (Orson Peters, "Pattern-defeating Quicksort", arXiv 2106.05123):
// quicksort whose pivot is a median of three, or Tukey's ninther when there are many elements; insertion sort when there
// are few; one pass for what is nearly in order or in reverse; a partition of its own for many equal elements; exchanges at
// random after a bad split, and heapsort after too many of them, so that no input takes more than O(n log n) comparisons.
//
// The stable sort is insertion sort of short blocks, merged in place by SymMerge (Pok-Son Kim and Arne Kutzner, "Stable
// Minimum Storage Merging by Symmetric Comparisons", ESA 2004) with rotations by block exchange.
//
// Each function stands here twice: for the order of cmp.Less, and for that of a function.
package slices

import "cmp"

// insertionSortOrdered sorts data[a:b], for few elements.
func insertionSortOrdered[E cmp.Ordered](data []E, a, b int) {
	for end := a + 1; end < b; end++ {
		for j := end; j > a && cmp.Less(data[j], data[j-1]); j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

// siftDownOrdered lets the root lo sink to its place in the heap data[first:first+hi], whose other nodes are in theirs.
func siftDownOrdered[E cmp.Ordered](data []E, lo, hi, first int) {
	root := lo
	for child := 2*root + 1; child < hi; child = 2*root + 1 {
		if child+1 < hi && cmp.Less(data[first+child], data[first+child+1]) {
			child++
		}
		if !cmp.Less(data[first+root], data[first+child]) {
			break
		}
		data[first+root], data[first+child] = data[first+child], data[first+root]
		root = child
	}
}

// heapSortOrdered sorts data[a:b] with no more than 2 n log n comparisons.
func heapSortOrdered[E cmp.Ordered](data []E, a, b int) {
	first, hi := a, b-a
	for i := hi/2 - 1; i >= 0; i-- {
		siftDownOrdered(data, i, hi, first)
	}
	// The highest goes behind the heap, whose root gets what was there.
	for i := hi - 1; i > 0; i-- {
		data[first], data[first+i] = data[first+i], data[first]
		siftDownOrdered(data, 0, i, first)
	}
}

// pdqsortOrdered sorts data[a:b]; it allows limit bad splits. If a is not 0, nothing in data[a:b] is below data[a-1].
func pdqsortOrdered[E cmp.Ordered](data []E, a, b, limit int) {
	// What the last partition was like.
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= 12 {
			insertionSortOrdered(data, a, b)
			return
		}
		if limit == 0 {
			heapSortOrdered(data, a, b)
			return
		}
		if !balanced {
			breakPatternsOrdered(data, a, b)
		}
		pivot, hint := choosePivotOrdered(data, a, b)
		if hint == decreasingHint {
			reverseRangeOrdered(data, a, b)
			pivot = a + b - 1 - pivot
			hint = increasingHint
		}
		likely := hint == increasingHint && balanced && partitioned
		if likely && partialInsertionSortOrdered(data, a, b) {
			return
		}
		// With a pivot like the one before the range, which is the least there can be, all that is equal is in its place.
		if a > 0 && !cmp.Less(data[a-1], data[pivot]) {
			a = partitionEqualOrdered(data, a, b, pivot)
			continue
		}
		pivot, partitioned = partitionOrdered(data, a, b, pivot)
		below, above := pivot-a, b-pivot-1
		if balanced = min(below, above) >= n/8; !balanced {
			limit--
		}
		// Recursion into the smaller part keeps the stack low.
		if below < above {
			pdqsortOrdered(data, a, pivot, limit)
			a = pivot + 1
		} else {
			pdqsortOrdered(data, pivot+1, b, limit)
			b = pivot
		}
	}
}

// partitionOrdered moves what is below the pivot before it and all else behind it, and says where it is now and whether
// nothing but the pivot had to move.
func partitionOrdered[E cmp.Ordered](data []E, a, b, pivot int) (newpivot int, alreadyPartitioned bool) {
	// The pivot waits at the start.
	data[a], data[pivot] = data[pivot], data[a]
	i, j := a+1, b-1
	for i <= j && cmp.Less(data[i], data[a]) {
		i++
	}
	for i <= j && !cmp.Less(data[j], data[a]) {
		j--
	}
	if i > j {
		data[j], data[a] = data[a], data[j]
		return j, true
	}
	data[i], data[j] = data[j], data[i]
	for i, j = i+1, j-1; ; i, j = i+1, j-1 {
		for i <= j && cmp.Less(data[i], data[a]) {
			i++
		}
		for i <= j && !cmp.Less(data[j], data[a]) {
			j--
		}
		if i > j {
			break
		}
		data[i], data[j] = data[j], data[i]
	}
	data[j], data[a] = data[a], data[j]
	return j, false
}

// partitionEqualOrdered moves what equals the pivot before what is above it, and says where that starts. Nothing may be
// below the pivot.
func partitionEqualOrdered[E cmp.Ordered](data []E, a, b, pivot int) (newpivot int) {
	data[a], data[pivot] = data[pivot], data[a]
	for i, j := a+1, b-1; ; i, j = i+1, j-1 {
		for i <= j && !cmp.Less(data[a], data[i]) {
			i++
		}
		for i <= j && cmp.Less(data[a], data[j]) {
			j--
		}
		if i > j {
			return i
		}
		data[i], data[j] = data[j], data[i]
	}
}

// partialInsertionSortOrdered puts a few misplaced elements in their places, and says whether that sorted data[a:b].
func partialInsertionSortOrdered[E cmp.Ordered](data []E, a, b int) bool {
	const (
		most     = 5  // elements moved
		shortest = 50 // where moving pays
	)
	i := a + 1
	for moved := 0; ; moved++ {
		for i < b && !cmp.Less(data[i], data[i-1]) {
			i++
		}
		if i >= b {
			return true
		}
		if moved == most || b-a < shortest {
			return false
		}
		data[i], data[i-1] = data[i-1], data[i]
		// The lower one to the left, the higher one to the right.
		for j := i - 1; j > a && cmp.Less(data[j], data[j-1]); j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
		for j := i + 1; j < b && cmp.Less(data[j], data[j-1]); j++ {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

// breakPatternsOrdered exchanges three elements in the middle, where pivots are looked for, with some at random.
func breakPatternsOrdered[E cmp.Ordered](data []E, a, b int) {
	n := b - a
	if n < 8 {
		return
	}
	random := xorshift(n)
	mask := nextPowerOfTwo(n) - 1
	for idx := a + n/2 - 1; idx <= a+n/2+1; idx++ {
		// Below twice n.
		other := int(uint(random.Next()) & mask)
		if other >= n {
			other -= n
		}
		data[idx], data[a+other] = data[a+other], data[idx]
	}
}

// choosePivotOrdered looks for a pivot near the median, and says how the elements that it saw are ordered.
func choosePivotOrdered[E cmp.Ordered](data []E, a, b int) (pivot int, hint sortedHint) {
	const ninther = 50 // the fewest elements for the median of three medians
	var swaps int
	most := 3
	quarter := (b - a) / 4
	i, j, k := a+quarter, a+2*quarter, a+3*quarter
	if b-a >= ninther {
		i = medianAdjacentOrdered(data, i, &swaps)
		j = medianAdjacentOrdered(data, j, &swaps)
		k = medianAdjacentOrdered(data, k, &swaps)
		most *= 4
	}
	pivot = medianOrdered(data, i, j, k, &swaps)
	switch swaps {
	case 0:
		hint = increasingHint
	case most:
		hint = decreasingHint
	}
	return pivot, hint
}

// order2Ordered gives the two indices in the order of their elements, and counts when it is another.
func order2Ordered[E cmp.Ordered](data []E, a, b int, swaps *int) (int, int) {
	if !cmp.Less(data[b], data[a]) {
		return a, b
	}
	*swaps++
	return b, a
}

// medianOrdered gives that of three indices whose element is between the others.
func medianOrdered[E cmp.Ordered](data []E, a, b, c int, swaps *int) int {
	a, b = order2Ordered(data, a, b, swaps)
	b, _ = order2Ordered(data, b, c, swaps)
	_, b = order2Ordered(data, a, b, swaps)
	return b
}

// medianAdjacentOrdered gives the median of an index and its neighbours.
func medianAdjacentOrdered[E cmp.Ordered](data []E, a int, swaps *int) int {
	return medianOrdered(data, a-1, a, a+1, swaps)
}

// reverseRangeOrdered turns data[a:b] round.
func reverseRangeOrdered[E cmp.Ordered](data []E, a, b int) {
	for i, j := a, b-1; i < j; i, j = i+1, j-1 {
		data[i], data[j] = data[j], data[i]
	}
}

// insertionSortCmpFunc sorts data[a:b], for few elements.
func insertionSortCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	for end := a + 1; end < b; end++ {
		for j := end; j > a && cmp(data[j], data[j-1]) < 0; j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

// siftDownCmpFunc lets the root lo sink to its place in the heap data[first:first+hi], whose other nodes are in theirs.
func siftDownCmpFunc[E any](data []E, lo, hi, first int, cmp func(a, b E) int) {
	root := lo
	for child := 2*root + 1; child < hi; child = 2*root + 1 {
		if child+1 < hi && cmp(data[first+child], data[first+child+1]) < 0 {
			child++
		}
		if cmp(data[first+root], data[first+child]) >= 0 {
			break
		}
		data[first+root], data[first+child] = data[first+child], data[first+root]
		root = child
	}
}

// heapSortCmpFunc sorts data[a:b] with no more than 2 n log n comparisons.
func heapSortCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	first, hi := a, b-a
	for i := hi/2 - 1; i >= 0; i-- {
		siftDownCmpFunc(data, i, hi, first, cmp)
	}
	// The highest goes behind the heap, whose root gets what was there.
	for i := hi - 1; i > 0; i-- {
		data[first], data[first+i] = data[first+i], data[first]
		siftDownCmpFunc(data, 0, i, first, cmp)
	}
}

// pdqsortCmpFunc sorts data[a:b]; it allows limit bad splits. If a is not 0, nothing in data[a:b] is below data[a-1].
func pdqsortCmpFunc[E any](data []E, a, b, limit int, cmp func(a, b E) int) {
	// What the last partition was like.
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= 12 {
			insertionSortCmpFunc(data, a, b, cmp)
			return
		}
		if limit == 0 {
			heapSortCmpFunc(data, a, b, cmp)
			return
		}
		if !balanced {
			breakPatternsCmpFunc(data, a, b, cmp)
		}
		pivot, hint := choosePivotCmpFunc(data, a, b, cmp)
		if hint == decreasingHint {
			reverseRangeCmpFunc(data, a, b, cmp)
			pivot = a + b - 1 - pivot
			hint = increasingHint
		}
		likely := hint == increasingHint && balanced && partitioned
		if likely && partialInsertionSortCmpFunc(data, a, b, cmp) {
			return
		}
		// With a pivot like the one before the range, which is the least there can be, all that is equal is in its place.
		if a > 0 && cmp(data[a-1], data[pivot]) >= 0 {
			a = partitionEqualCmpFunc(data, a, b, pivot, cmp)
			continue
		}
		pivot, partitioned = partitionCmpFunc(data, a, b, pivot, cmp)
		below, above := pivot-a, b-pivot-1
		if balanced = min(below, above) >= n/8; !balanced {
			limit--
		}
		// Recursion into the smaller part keeps the stack low.
		if below < above {
			pdqsortCmpFunc(data, a, pivot, limit, cmp)
			a = pivot + 1
		} else {
			pdqsortCmpFunc(data, pivot+1, b, limit, cmp)
			b = pivot
		}
	}
}

// partitionCmpFunc moves what is below the pivot before it and all else behind it, and says where it is now and whether
// nothing but the pivot had to move.
func partitionCmpFunc[E any](data []E, a, b, pivot int, cmp func(a, b E) int) (newpivot int, alreadyPartitioned bool) {
	// The pivot waits at the start.
	data[a], data[pivot] = data[pivot], data[a]
	i, j := a+1, b-1
	for i <= j && cmp(data[i], data[a]) < 0 {
		i++
	}
	for i <= j && cmp(data[j], data[a]) >= 0 {
		j--
	}
	if i > j {
		data[j], data[a] = data[a], data[j]
		return j, true
	}
	data[i], data[j] = data[j], data[i]
	for i, j = i+1, j-1; ; i, j = i+1, j-1 {
		for i <= j && cmp(data[i], data[a]) < 0 {
			i++
		}
		for i <= j && cmp(data[j], data[a]) >= 0 {
			j--
		}
		if i > j {
			break
		}
		data[i], data[j] = data[j], data[i]
	}
	data[j], data[a] = data[a], data[j]
	return j, false
}

// partitionEqualCmpFunc moves what equals the pivot before what is above it, and says where that starts. Nothing may be
// below the pivot.
func partitionEqualCmpFunc[E any](data []E, a, b, pivot int, cmp func(a, b E) int) (newpivot int) {
	data[a], data[pivot] = data[pivot], data[a]
	for i, j := a+1, b-1; ; i, j = i+1, j-1 {
		for i <= j && cmp(data[a], data[i]) >= 0 {
			i++
		}
		for i <= j && cmp(data[a], data[j]) < 0 {
			j--
		}
		if i > j {
			return i
		}
		data[i], data[j] = data[j], data[i]
	}
}

// partialInsertionSortCmpFunc puts a few misplaced elements in their places, and says whether that sorted data[a:b].
func partialInsertionSortCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) bool {
	const (
		most     = 5  // elements moved
		shortest = 50 // where moving pays
	)
	i := a + 1
	for moved := 0; ; moved++ {
		for i < b && cmp(data[i], data[i-1]) >= 0 {
			i++
		}
		if i >= b {
			return true
		}
		if moved == most || b-a < shortest {
			return false
		}
		data[i], data[i-1] = data[i-1], data[i]
		// The lower one to the left, the higher one to the right.
		for j := i - 1; j > a && cmp(data[j], data[j-1]) < 0; j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
		for j := i + 1; j < b && cmp(data[j], data[j-1]) < 0; j++ {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

// breakPatternsCmpFunc exchanges three elements in the middle, where pivots are looked for, with some at random.
func breakPatternsCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	n := b - a
	if n < 8 {
		return
	}
	random := xorshift(n)
	mask := nextPowerOfTwo(n) - 1
	for idx := a + n/2 - 1; idx <= a+n/2+1; idx++ {
		// Below twice n.
		other := int(uint(random.Next()) & mask)
		if other >= n {
			other -= n
		}
		data[idx], data[a+other] = data[a+other], data[idx]
	}
}

// choosePivotCmpFunc looks for a pivot near the median, and says how the elements that it saw are ordered.
func choosePivotCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) (pivot int, hint sortedHint) {
	const ninther = 50 // the fewest elements for the median of three medians
	var swaps int
	most := 3
	quarter := (b - a) / 4
	i, j, k := a+quarter, a+2*quarter, a+3*quarter
	if b-a >= ninther {
		i = medianAdjacentCmpFunc(data, i, &swaps, cmp)
		j = medianAdjacentCmpFunc(data, j, &swaps, cmp)
		k = medianAdjacentCmpFunc(data, k, &swaps, cmp)
		most *= 4
	}
	pivot = medianCmpFunc(data, i, j, k, &swaps, cmp)
	switch swaps {
	case 0:
		hint = increasingHint
	case most:
		hint = decreasingHint
	}
	return pivot, hint
}

// order2CmpFunc gives the two indices in the order of their elements, and counts when it is another.
func order2CmpFunc[E any](data []E, a, b int, swaps *int, cmp func(a, b E) int) (int, int) {
	if cmp(data[b], data[a]) >= 0 {
		return a, b
	}
	*swaps++
	return b, a
}

// medianCmpFunc gives that of three indices whose element is between the others.
func medianCmpFunc[E any](data []E, a, b, c int, swaps *int, cmp func(a, b E) int) int {
	a, b = order2CmpFunc(data, a, b, swaps, cmp)
	b, _ = order2CmpFunc(data, b, c, swaps, cmp)
	_, b = order2CmpFunc(data, a, b, swaps, cmp)
	return b
}

// medianAdjacentCmpFunc gives the median of an index and its neighbours.
func medianAdjacentCmpFunc[E any](data []E, a int, swaps *int, cmp func(a, b E) int) int {
	return medianCmpFunc(data, a-1, a, a+1, swaps, cmp)
}

// reverseRangeCmpFunc turns data[a:b] round.
func reverseRangeCmpFunc[E any](data []E, a, b int, cmp func(a, b E) int) {
	for i, j := a, b-1; i < j; i, j = i+1, j-1 {
		data[i], data[j] = data[j], data[i]
	}
}

// swapRangeCmpFunc exchanges data[a:a+n] and data[b:b+n], which do not overlap.
func swapRangeCmpFunc[E any](data []E, a, b, n int, cmp func(a, b E) int) {
	for i := range n {
		data[a+i], data[b+i] = data[b+i], data[a+i]
	}
}

// stableCmpFunc sorts data[:n] and leaves equal elements in their order.
func stableCmpFunc[E any](data []E, n int, cmp func(a, b E) int) {
	size := 20
	a, b := 0, size
	for ; b < n; a, b = b, b+size {
		insertionSortCmpFunc(data, a, b, cmp)
	}
	insertionSortCmpFunc(data, a, n, cmp)
	for ; size < n; size *= 2 {
		a, b = 0, 2*size
		for ; b <= n; a, b = b, b+2*size {
			symMergeCmpFunc(data, a, a+size, b, cmp)
		}
		if n-a > size {
			symMergeCmpFunc(data, a, a+size, n, cmp)
		}
	}
}

// symMergeCmpFunc merges data[a:m] and data[m:b], which are sorted and not empty.
func symMergeCmpFunc[E any](data []E, a, m, b int, cmp func(a, b E) int) {
	if m-a == 1 {
		// The one moves up before the first that is not below it.
		low, high := m, b
		for low < high {
			h := low + (high-low)/2
			if cmp(data[h], data[a]) < 0 {
				low = h + 1
			} else {
				high = h
			}
		}
		for k := a; k+1 < low; k++ {
			data[k], data[k+1] = data[k+1], data[k]
		}
		return
	}
	if b-m == 1 {
		// The one moves down before the first that is above it.
		low, high := a, m
		for low < high {
			h := low + (high-low)/2
			if cmp(data[m], data[h]) < 0 {
				high = h
			} else {
				low = h + 1
			}
		}
		for k := m; k > low; k-- {
			data[k], data[k-1] = data[k-1], data[k]
		}
		return
	}
	// As many elements as stand before the middle are to be there: some first ones of data[a:m], and some first ones of
	// data[m:b]. If the first part gives those before from, the second gives those before to, with from+to constant. The pairs that
	// are compared lie symmetrically around the middle.
	middle := a + (b-a)/2
	sum := middle + m
	low, high := a, m
	if m > middle {
		low, high = sum-b, middle
	}
	for low < high {
		from := low + (high-low)/2
		if cmp(data[sum-1-from], data[from]) < 0 {
			high = from
		} else {
			low = from + 1
		}
	}
	from, to := low, sum-low
	if from < m && m < to {
		rotateCmpFunc(data, from, m, to, cmp)
	}
	if a < from && from < middle {
		symMergeCmpFunc(data, a, from, middle, cmp)
	}
	if middle < to && to < b {
		symMergeCmpFunc(data, middle, to, b, cmp)
	}
}

// rotateCmpFunc exchanges the neighbours data[a:m] and data[m:b], which are not empty.
func rotateCmpFunc[E any](data []E, a, m, b int, cmp func(a, b E) int) {
	// Left of m stand as many as left says that are not in their place yet, right of it as many as right says. The shorter of
	// the two goes to the far end of the other.
	left, right := m-a, b-m
	for left != right {
		if left > right {
			swapRangeCmpFunc(data, m-left, m, right, cmp)
			left -= right
		} else {
			swapRangeCmpFunc(data, m-left, m+right-left, left, cmp)
			right -= left
		}
	}
	swapRangeCmpFunc(data, m-left, m, left, cmp)
}
