//! Where a type comes from: gc's type checker has one object per place that spells or makes a type without a name, and the
//! words of a dictionary are told apart by these objects.

use escape_types::under::{common_under, unalias, underlying};
use escape_types::{Type, TypeKind};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// A type and where it comes from.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) struct Id {
    pub typ: Type,
    pub at: u64,
}

pub(super) fn hash(tag: u8, x: impl Hash) -> u64 {
    let mut h = FxHasher::default();
    tag.hash(&mut h);
    x.hash(&mut h);
    h.finish()
}

/// A type with its place, which only types without names need: the others are one object each.
pub(super) fn fix(typ: Type, at: u64) -> Id {
    match typ.kind() {
        TypeKind::Basic(_) | TypeKind::Named(_) | TypeKind::TypeParam(_) => Id { typ, at: 0 },
        TypeKind::Alias(a) if a.obj.pkg().is_none() || a.obj.is_package_level() => Id { typ, at: 0 },
        TypeKind::Alias(a) => fix(unalias(typ), hash(17, a.obj)),
        _ => Id { typ, at },
    }
}

pub(super) fn core(t: Type) -> Type {
    match unalias(t).kind() {
        TypeKind::TypeParam(_) => common_under(t).unwrap_or(Type::INVALID),
        _ => underlying(t),
    }
}

/// What identifies the parts of a type.
fn parts(base: Id) -> (Type, u64) {
    let key = if base.at == 0 { hash(5, base.typ) } else { base.at };
    (core(base.typ), key)
}

pub(super) fn elem(base: Id) -> Id {
    let (t, key) = parts(base);
    match t.kind() {
        TypeKind::Slice(e) | TypeKind::Pointer(e) => fix(*e, hash(2, key)),
        TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => fix(*elem, hash(2, key)),
        TypeKind::Map { elem, .. } => fix(*elem, hash(22, key)),
        _ => Id { typ: Type::INVALID, at: 0 },
    }
}

pub(super) fn map_key(base: Id) -> Id {
    let (t, key) = parts(base);
    match t.kind() {
        TypeKind::Map { key: k, .. } => fix(*k, hash(24, key)),
        _ => Id { typ: Type::INVALID, at: 0 },
    }
}

pub(super) fn parameter(callee: Id, i: usize, result: bool) -> Id {
    let (t, key) = parts(callee);
    let TypeKind::Signature(s) = t.kind() else { return Id { typ: Type::INVALID, at: 0 } };
    let list = if result { s.results() } else { s.params() };
    list.get(i).map_or(Id { typ: Type::INVALID, at: 0 }, |v| fix(v.typ(), hash(25, (key, i, result))))
}
