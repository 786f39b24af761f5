//! The functions gc replaces by instructions on amd64 (facts.md §7.8): free of call cost, never inlined, never reported.

/// Sorted by package path, then the names of each package.
const TABLE: &[(&str, &[&str])] = &[
    ("crypto/internal/constanttime", &["Select", "boolToUint8"]),
    ("internal/runtime/atomic", &["And", "And32", "And64", "And8", "Cas", "Cas64", "CasRel", "Casint32", "Casint64", "Casp1", "Casuintptr", "Load", "Load64", "Load8", "LoadAcq", "LoadAcq64", "LoadAcquintptr", "Loadint32", "Loadint64", "Loadp", "Loaduint", "Loaduintptr", "Or", "Or32", "Or64", "Or8", "Store", "Store64", "Store8", "StoreRel", "StoreRel64", "StoreReluintptr", "Storeint32", "Storeint64", "StorepNoWB", "Storeuintptr", "Xadd", "Xadd64", "Xaddint32", "Xaddint64", "Xadduintptr", "Xchg", "Xchg64", "Xchg8", "Xchgint32", "Xchgint64", "Xchguintptr"]),
    ("internal/runtime/maps", &["bitsetFirst", "bitsetLowestSet", "bitsetRemoveBelow", "bitsetShiftOutLowest", "ctrlGroupMatchEmpty", "ctrlGroupMatchEmptyOrDeleted", "ctrlGroupMatchFull", "ctrlGroupMatchH2"]),
    ("internal/runtime/math", &["Add64", "MulUintptr"]),
    ("internal/runtime/sys", &["Bswap32", "Bswap64", "GetCallerPC", "GetCallerSP", "GetClosurePtr", "Len64", "Len8", "OnesCount64", "Prefetch", "PrefetchStreamed", "TrailingZeros32", "TrailingZeros64", "TrailingZeros8"]),
    ("math", &["Ceil", "FMA", "Floor", "RoundToEven", "Trunc", "sqrt"]),
    ("math/big", &["mulWW"]),
    ("math/bits", &["Add", "Add64", "Div", "Div64", "Len", "Len16", "Len32", "Len64", "Len8", "Mul", "Mul64", "OnesCount", "OnesCount16", "OnesCount32", "OnesCount64", "ReverseBytes32", "ReverseBytes64", "RotateLeft", "RotateLeft16", "RotateLeft32", "RotateLeft64", "RotateLeft8", "Sub", "Sub64", "TrailingZeros16", "TrailingZeros32", "TrailingZeros64", "TrailingZeros8"]),
    ("runtime", &["KeepAlive", "slicebytetostringtmp"]),
    ("sync/atomic", &["AddInt32", "AddInt64", "AddUint32", "AddUint64", "AddUintptr", "AndInt32", "AndInt64", "AndUint32", "AndUint64", "AndUintptr", "CompareAndSwapInt32", "CompareAndSwapInt64", "CompareAndSwapUint32", "CompareAndSwapUint64", "CompareAndSwapUintptr", "LoadInt32", "LoadInt64", "LoadPointer", "LoadUint32", "LoadUint64", "LoadUintptr", "OrInt32", "OrInt64", "OrUint32", "OrUint64", "OrUintptr", "StoreInt32", "StoreInt64", "StoreUint32", "StoreUint64", "StoreUintptr", "SwapInt32", "SwapInt64", "SwapUint32", "SwapUint64", "SwapUintptr"]),
];

/// Whether calls of the function `name` (methods as `T.M`, `(*T).M`) of the package at `path` are intrinsic.
pub fn is_intrinsic(path: &str, name: &str) -> bool {
    TABLE
        .binary_search_by_key(&path, |e| e.0)
        .is_ok_and(|i| TABLE[i].1.binary_search(&name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_answers() {
        assert!(TABLE.is_sorted_by_key(|e| e.0));
        assert!(TABLE.iter().all(|e| e.1.is_sorted()));
        assert!(is_intrinsic("math/bits", "Len64"));
        assert!(is_intrinsic("sync/atomic", "AddInt32"));
        assert!(!is_intrinsic("math", "Abs"));
        assert!(!is_intrinsic("sync/atomic", "StorePointer"));
    }
}
