//! Sizes, alignments and offsets as gc lays types out on amd64 (specification: "Size and alignment guarantees").

use crate::predicates::basic_kind;
use crate::ty::{BasicKind, Struct, Type, TypeKind};
use crate::under::underlying;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

const WORD: i64 = 8;

fn align_up(x: i64, align: i64) -> i64 {
    x.wrapping_add(align - 1) & !(align - 1)
}

/// `sync/atomic`'s marker of types that are aligned to 8 bytes everywhere.
fn is_align64(t: Type) -> bool {
    match crate::under::unalias(t).kind() {
        TypeKind::Named(n) => {
            n.obj.name().as_str() == "align64"
                && n.obj.pkg().is_some_and(|p| matches!(p.path().as_str(), "sync/atomic" | "internal/runtime/atomic"))
        }
        _ => false,
    }
}

fn basic_size(k: BasicKind) -> i64 {
    use BasicKind::*;
    match k {
        Bool | Int8 | Uint8 => 1,
        Int16 | Uint16 => 2,
        Int32 | Uint32 | Float32 => 4,
        Int64 | Uint64 | Float64 | Complex64 => 8,
        Complex128 | String => 16,
        _ => WORD,
    }
}

thread_local! {
    /// Sizes and alignments of struct types, which would take the number of ways to each part otherwise. Nothing is kept while
    /// types are incomplete.
    static LAYOUTS: RefCell<Option<Layouts>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Layouts {
    sizes: FxHashMap<Type, i64>,
    aligns: FxHashMap<Type, i64>,
    /// 1: the type has pointers.
    pointers: FxHashMap<Type, i64>,
}

/// Whether the types of this thread's package are complete, so that what is found out about them can be kept.
pub fn remember(complete: bool) {
    LAYOUTS.set(complete.then(Layouts::default));
}

fn remembered(of: fn(&mut Layouts) -> &mut FxHashMap<Type, i64>, t: Type, find: impl FnOnce() -> i64) -> i64 {
    if let Some(known) = LAYOUTS.with_borrow_mut(|l| of(l.as_mut()?).get(&t).copied()) {
        return known;
    }
    let found = find();
    LAYOUTS.with_borrow_mut(|l| l.as_mut().map(|l| of(l).insert(t, found)));
    found
}

/// The size in bytes; negative when it is too large to say.
pub fn size_of(t: Type) -> i64 {
    let u = underlying(t);
    match u.kind() {
        TypeKind::Basic(k) => basic_size(*k),
        TypeKind::Array { elem, len } => {
            if *len <= 0 {
                return 0;
            }
            match size_of(*elem) {
                s if s < 0 => -1,
                s => s.checked_mul(*len).unwrap_or(-1),
            }
        }
        TypeKind::Slice(_) => 3 * WORD,
        TypeKind::Struct(s) => remembered(|l| &mut l.sizes, t, || struct_size(t, s)),
        TypeKind::Interface(_) => 2 * WORD,
        _ => WORD,
    }
}

fn struct_size(t: Type, s: &Struct) -> i64 {
    let Some(last) = s.fields.last() else { return 0 };
    let offset = offsets_of(t).last().copied().unwrap_or(-1);
    let mut size = size_of(last.typ());
    if offset < 0 || size < 0 {
        return -1;
    }
    // A pointer to a last field without size must not point behind the object.
    if offset > 0 && size == 0 {
        size = 1;
    }
    match offset.checked_add(size) {
        Some(end) => align_up(end, align_of(t)).max(-1),
        None => -1,
    }
}

/// The alignment in bytes.
pub fn align_of(t: Type) -> i64 {
    let u = underlying(t);
    match u.kind() {
        TypeKind::Array { elem, .. } => align_of(*elem),
        TypeKind::Struct(s) => {
            if s.fields.is_empty() && is_align64(t) {
                return 8;
            }
            let largest = || s.fields.iter().map(|f| align_of(f.typ())).max().unwrap_or(1);
            remembered(|l| &mut l.aligns, t, largest)
        }
        TypeKind::Basic(_) => match basic_kind(u) {
            Some(BasicKind::String) => WORD,
            Some(BasicKind::Complex64) => 4,
            Some(BasicKind::Complex128) => 8,
            Some(k) => basic_size(k).clamp(1, WORD),
            None => WORD,
        },
        _ => WORD,
    }
}

/// The offset of each field of a struct type; negative from the first on that is too far away to say.
pub fn offsets_of(t: Type) -> Vec<i64> {
    let TypeKind::Struct(s) = underlying(t).kind() else { return Vec::new() };
    let mut out = Vec::with_capacity(s.fields.len());
    let mut at: i64 = 0;
    for f in &s.fields {
        if at < 0 {
            out.push(-1);
            continue;
        }
        at = align_up(at, align_of(f.typ()));
        out.push(at);
        at = match size_of(f.typ()) {
            size if size >= 0 && at >= 0 => at.checked_add(size).unwrap_or(-1),
            _ => -1,
        };
    }
    out
}

/// The offset of a field reached through embedded structs (not pointers); negative when it is too large to say.
pub fn offset_of(t: Type, index: &[usize]) -> i64 {
    let mut t = t;
    let mut at: i64 = 0;
    for &i in index {
        let TypeKind::Struct(s) = underlying(t).kind() else { return -1 };
        let (Some(&offset), Some(f)) = (offsets_of(t).get(i), s.fields.get(i)) else { return -1 };
        if offset < 0 {
            return -1;
        }
        at = match at.checked_add(offset) {
            Some(a) => a,
            None => return -1,
        };
        t = f.typ();
    }
    at
}

/// Whether the garbage collector never sees objects of the type: it contains `internal/runtime/sys.nih`. A pointer to such an
/// object does not count as a pointer.
pub fn not_in_heap(t: Type) -> bool {
    thread_local! {
        /// Structs only: everything else is decided at once.
        static KNOWN: RefCell<FxHashMap<Type, bool>> = RefCell::default();
    }
    match underlying(t).kind() {
        TypeKind::Array { elem, .. } => not_in_heap(*elem),
        TypeKind::Struct(s) => {
            if let Some(known) = KNOWN.with_borrow(|k| k.get(&t).copied()) {
                return known;
            }
            let answer = is_nih(t) || s.fields.iter().any(|f| not_in_heap(f.typ()));
            KNOWN.with_borrow_mut(|k| k.insert(t, answer));
            answer
        }
        _ => false,
    }
}

fn is_nih(t: Type) -> bool {
    match crate::under::unalias(t).kind() {
        TypeKind::Named(n) => {
            n.obj.name().as_str() == "nih" && n.obj.pkg().is_some_and(|p| p.path() == "internal/runtime/sys")
        }
        _ => false,
    }
}

/// Whether a value of the type holds pointers. What is unknown may.
pub fn has_pointers(t: Type) -> bool {
    match underlying(t).kind() {
        TypeKind::Basic(k) => matches!(
            k,
            BasicKind::Invalid
                | BasicKind::String
                | BasicKind::UnsafePointer
                | BasicKind::UntypedString
                | BasicKind::UntypedNil
        ),
        TypeKind::Pointer(elem) | TypeKind::Slice(elem) => !not_in_heap(*elem),
        TypeKind::Array { elem, len } => *len != 0 && has_pointers(*elem),
        TypeKind::Struct(s) => {
            let find = || i64::from(s.fields.iter().any(|f| has_pointers(f.typ())));
            remembered(|l| &mut l.pointers, t, find) == 1
        }
        TypeKind::Tuple(v) => v.is_empty() || v.iter().any(|f| has_pointers(f.typ())),
        _ => true,
    }
}

/// How many bytes from the start of a value may hold pointers.
pub fn pointer_bytes(t: Type) -> i64 {
    if !has_pointers(t) {
        return 0;
    }
    let u = underlying(t);
    match u.kind() {
        // Strings and slices start with their only pointer.
        TypeKind::Basic(_) | TypeKind::Slice(_) => WORD,
        TypeKind::Array { elem, len } => (len - 1) * size_of(*elem) + pointer_bytes(*elem),
        TypeKind::Struct(s) => {
            let offsets = offsets_of(t);
            let last = s.fields.iter().rposition(|f| has_pointers(f.typ()));
            last.map_or(0, |i| offsets[i] + pointer_bytes(s.fields[i].typ()))
        }
        TypeKind::Interface(_) => 2 * WORD,
        _ => WORD,
    }
}

/// Whether an interface holds a value of this type in its data word, rather than a pointer to a copy.
pub fn is_direct_interface(t: Type) -> bool {
    // Asked for often, so the common case is first.
    match underlying(t).kind() {
        TypeKind::Basic(k) => *k == BasicKind::UnsafePointer,
        TypeKind::Slice(_) | TypeKind::Interface(_) | TypeKind::TypeParam(_) => false,
        _ => size_of(t) == WORD && pointer_bytes(t) == WORD,
    }
}
