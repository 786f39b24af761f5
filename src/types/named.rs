//! Defined types and instances of generic types: their underlying types and methods, computed when first asked for.
//!
//! An instance is shared by all packages of the process. What is computed depends on the instance alone, so it does not matter
//! which thread comes first; the cells keep the first result.

use crate::object::{Obj, ObjKind};
use crate::predicates::identical_lists;
use crate::subst::{SubstMap, subst, subst_signature};
use crate::ty::{Named, Type, TypeKind};
use crate::under::unalias;
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, Mutex};

/// The generic type of an instance; any other type itself.
pub fn origin(t: Type) -> Type {
    match t.kind() {
        TypeKind::Named(n) => n.orig.unwrap_or(t),
        TypeKind::Alias(a) => a.orig.unwrap_or(t),
        _ => t,
    }
}

/// The type parameters of a generic type, also when given an instance.
pub fn type_params(t: Type) -> &'static [Type] {
    match t.kind() {
        TypeKind::Named(n) => match n.orig {
            Some(o) => type_params(o),
            None => {
                if n.tparams.get().is_none() {
                    n.obj.fill();
                }
                n.tparams.get().map_or(&[], |v| v)
            }
        },
        TypeKind::Alias(a) => match a.orig {
            Some(o) => type_params(o),
            None => {
                if a.tparams.get().is_none() {
                    a.obj.fill();
                }
                a.tparams.get().map_or(&[], |v| v)
            }
        },
        _ => &[],
    }
}

/// The type parameters that a type's declaration may mention: its own, or those of the generic function that it is declared in.
pub fn params_in_scope(t: Type) -> &'static [Type] {
    let own = type_params(t);
    match origin(t).kind() {
        // Its own are known now, so these are.
        TypeKind::Named(n) if own.is_empty() => n.implicit.get().map_or(own, |v| v),
        _ => own,
    }
}

/// The type arguments of an instance.
pub fn type_args(t: Type) -> &'static [Type] {
    match t.kind() {
        TypeKind::Named(n) => &n.targs,
        TypeKind::Alias(a) => &a.targs,
        _ => &[],
    }
}

/// The right-hand side of the declaration, type arguments put in; invalid while that is not known.
pub fn right_hand_side(t: Type) -> Type {
    let TypeKind::Named(n) = t.kind() else { return t };
    if let Some(rhs) = n.from_rhs.get() {
        return rhs;
    }
    let Some(orig) = n.orig else {
        n.obj.fill();
        return n.from_rhs.get().or(n.underlying.get()).unwrap_or(Type::INVALID);
    };
    let rhs = right_hand_side(orig);
    let tparams = params_in_scope(orig);
    let TypeKind::Named(o) = orig.kind() else { return Type::INVALID };
    if o.from_rhs.get().is_none() && o.underlying.get().is_none() || tparams.len() != n.targs.len() {
        return Type::INVALID;
    }
    n.from_rhs.set_once(subst(rhs, &SubstMap::new(tparams, &n.targs)))
}

/// The underlying type of a defined type for which it is not yet known. Invalid while the declaration is incomplete and for
/// types that are defined by themselves.
pub fn resolve_underlying(t: Type) -> Type {
    let mut path = Vec::new();
    let settle = |path: Vec<&Named>, u: Type| path.iter().rev().fold(u, |_, n| n.underlying.set_once(u));
    let mut at = t;
    // Longer chains than this are cycles.
    for _ in 0..1000 {
        match unalias(at).kind() {
            TypeKind::Named(n) => {
                if let Some(u) = n.underlying.get() {
                    return settle(path, u);
                }
                let rhs = right_hand_side(unalias(at));
                if n.from_rhs.get().is_none() && n.underlying.get().is_none() {
                    return Type::INVALID;
                }
                path.push(n);
                at = rhs;
            }
            TypeKind::TypeParam(_) => return Type::INVALID,
            TypeKind::Basic(crate::ty::BasicKind::Invalid) if matches!(at.kind(), TypeKind::Alias(_)) => {
                // An alias that is still being declared.
                return Type::INVALID;
            }
            _ => return settle(path, unalias(at)),
        }
    }
    Type::INVALID
}

/// The declared methods, in source order; of an instance those of the generic type, to be expanded by [`method`].
pub fn origin_methods(t: Type) -> Vec<Obj> {
    let TypeKind::Named(n) = origin(t).kind() else { return Vec::new() };
    if n.underlying.get().is_none() {
        n.obj.fill();
    }
    n.methods.read().map(|m| m.clone()).unwrap_or_default()
}

/// The receiver types of methods of instances whose signature could not be computed yet.
static PENDING: LazyLock<Mutex<FxHashMap<Obj, Type>>> = LazyLock::new(Mutex::default);

/// Method number `i` of a defined type; for an instance with the type arguments put in.
pub fn method(t: Type, i: usize) -> Option<Obj> {
    let TypeKind::Named(n) = t.kind() else { return None };
    let declared = origin_methods(t).get(i).copied()?;
    if n.orig.is_none() {
        return Some(declared);
    }
    // Asked before locking: the answer may have to be read from an offer.
    let ptr_recv = has_pointer_receiver(declared);
    let mut expanded = n.expanded.write().ok()?;
    if expanded.len() <= i {
        expanded.resize(i + 1, None);
    }
    if let Some(m) = expanded[i] {
        return Some(m);
    }
    let kind = ObjKind::Func { origin: Some(declared), ptr_recv: ptr_recv.into() };
    let m = Obj::new(kind, declared.name(), declared.pkg(), declared.pos(), None);
    expanded[i] = Some(m);
    drop(expanded);
    if let Ok(mut pending) = PENDING.lock() {
        pending.insert(m, t);
    }
    complete_method(m);
    Some(m)
}

/// Gives a method of an instance its signature, if that of the generic type's method is known by now.
pub fn complete_method(m: Obj) {
    let Some(declared) = m.origin() else { return };
    if m.data().typ.get().is_some() {
        return;
    }
    let TypeKind::Signature(sig) = declared.typ().kind() else { return };
    // A signature under construction has no parameter list yet.
    if sig.params.get().is_none() {
        return;
    }
    let Some(t) = PENDING.lock().ok().and_then(|p| p.get(&m).copied()) else { return };
    let TypeKind::Named(n) = t.kind() else { return };
    let tparams = sig.recv_tparams();
    let typ = if tparams.len() == n.targs.len() {
        let map = SubstMap::new(tparams, &n.targs);
        subst_signature(declared.typ(), &map, t)
    } else {
        declared.typ()
    };
    m.data().typ.set_once(typ);
    if let Ok(mut pending) = PENDING.lock() {
        pending.remove(&m);
    }
}

/// Whether a method is declared with a pointer receiver.
pub fn has_pointer_receiver(m: Obj) -> bool {
    if let TypeKind::Signature(sig) = m.typ().kind()
        && let Some(recv) = sig.recv()
    {
        return matches!(unalias(recv.typ()).kind(), TypeKind::Pointer(_));
    }
    // Noted when the declaration was collected.
    match &m.data().kind {
        ObjKind::Func { ptr_recv, .. } => ptr_recv.load(std::sync::atomic::Ordering::Relaxed),
        _ => false,
    }
}

/// All instances of the process, by hash.
static INSTANCES: LazyLock<Mutex<FxHashMap<u64, Vec<Type>>>> = LazyLock::new(Mutex::default);

/// Whether type arguments make the same instance.
pub(crate) fn same_arguments(x: &[Type], y: &[Type]) -> bool {
    identical_lists(x, y) && spelled_alike(x, y, 16)
}

/// Whether aliases stand in the same places of identical types.
fn spelled_alike(x: &[Type], y: &[Type], depth: u32) -> bool {
    // Interfaces may mention themselves.
    depth == 0 || x.iter().zip(y).all(|(&a, &b)| a == b || spelled_alike_one(a, b, depth - 1))
}

fn spelled_alike_one(a: Type, b: Type, depth: u32) -> bool {
    let vars = |x: &[Obj], y: &[Obj]| x.iter().zip(y).all(|(v, w)| spelled_alike(&[v.typ()], &[w.typ()], depth));
    match (a.kind(), b.kind()) {
        // What an alias leaves out need not be identical.
        (TypeKind::Alias(x), TypeKind::Alias(y)) => {
            origin(a) == origin(b) && identical_lists(&x.targs, &y.targs) && spelled_alike(&x.targs, &y.targs, depth)
        }
        (TypeKind::Alias(_), _) | (_, TypeKind::Alias(_)) => false,
        // `byte` and `uint8`; and one that differs in its type arguments.
        (TypeKind::Basic(_), _) | (TypeKind::Named(_), _) => false,
        (TypeKind::Array { elem: x, .. }, TypeKind::Array { elem: y, .. })
        | (TypeKind::Slice(x), TypeKind::Slice(y))
        | (TypeKind::Pointer(x), TypeKind::Pointer(y))
        | (TypeKind::Chan { elem: x, .. }, TypeKind::Chan { elem: y, .. }) => spelled_alike(&[*x], &[*y], depth),
        (TypeKind::Map { key: j, elem: x }, TypeKind::Map { key: k, elem: y }) => {
            spelled_alike(&[*j, *x], &[*k, *y], depth)
        }
        (TypeKind::Struct(x), TypeKind::Struct(y)) => vars(&x.fields, &y.fields),
        (TypeKind::Tuple(x), TypeKind::Tuple(y)) => vars(x, y),
        (TypeKind::Signature(x), TypeKind::Signature(y)) => {
            vars(x.params(), y.params()) && vars(x.results(), y.results())
        }
        _ => true,
    }
}

/// The instance of a generic defined type with those type arguments: one per identity and, as in gc's type checker, per
/// spelling where aliases are part of it. (The dictionaries of generic code tell them apart.)
pub fn instance(orig: Type, targs: Vec<Type>) -> Type {
    let TypeKind::Named(n) = orig.kind() else { return orig };
    let key = instance_hash(orig, &targs);
    let make = |targs: Vec<Type>| {
        crate::budget::spend(200);
        Type::new(TypeKind::Named(Box::new(Named::new(n.obj, Some(orig), targs, key))))
    };
    let find = |list: &[Type]| {
        list.iter().copied().find(|t| match t.kind() {
            TypeKind::Named(m) => m.orig == Some(orig) && same_arguments(&m.targs, &targs),
            _ => false,
        })
    };
    let known = INSTANCES.lock().ok().and_then(|m| m.get(&key).cloned()).unwrap_or_default();
    // Comparing types may itself make instances: not under the lock.
    if let Some(t) = find(&known) {
        return t;
    }
    let Ok(mut map) = INSTANCES.lock() else { return make(targs) };
    let list = map.entry(key).or_default();
    let newer = list.get(known.len()..).unwrap_or_default().to_vec();
    if newer.is_empty() {
        let t = make(targs.clone());
        list.push(t);
        return t;
    }
    drop(map);
    find(&newer).unwrap_or_else(|| make(targs.clone()))
}

/// What the instances of a generic type with identical type arguments share.
pub fn instance_hash(orig: Type, targs: &[Type]) -> u64 {
    targs.iter().fold(hash_type(orig), |h, &t| h.rotate_left(7) ^ hash_type(t))
}

/// A hash that identical types share.
pub fn hash_type(t: Type) -> u64 {
    fn mix(h: u64, v: u64) -> u64 {
        (h.rotate_left(5) ^ v).wrapping_mul(0x517c_c1b7_2722_0a95)
    }
    fn go(t: Type, depth: u32) -> u64 {
        if depth == 0 {
            return 1;
        }
        let d = depth - 1;
        match unalias(t).kind() {
            TypeKind::Basic(k) => mix(2, *k as u64),
            TypeKind::Array { elem, len } => mix(mix(3, *len as u64), go(*elem, d)),
            TypeKind::Slice(e) => mix(4, go(*e, d)),
            TypeKind::Pointer(e) => mix(5, go(*e, d)),
            TypeKind::Map { key, elem } => mix(mix(6, go(*key, d)), go(*elem, d)),
            TypeKind::Chan { dir, elem } => mix(mix(7, *dir as u64), go(*elem, d)),
            TypeKind::Struct(s) => {
                s.fields.iter().fold(8, |h, f| mix(mix(h, f.name().precomputed_hash()), go(f.typ(), d)))
            }
            TypeKind::Tuple(v) => mix(9, v.len() as u64),
            TypeKind::Signature(s) => {
                let h = mix(mix(10, s.params().len() as u64), s.results().len() as u64);
                s.params().iter().chain(s.results()).fold(h, |h, p| mix(h, go(p.typ(), d)))
            }
            TypeKind::Interface(_) => 11,
            TypeKind::Union(u) => mix(12, u.len() as u64),
            TypeKind::Named(n) => mix(mix(13, n.obj.name().precomputed_hash()), n.hash),
            TypeKind::TypeParam(p) => mix(14, p.obj.name().precomputed_hash()),
            TypeKind::Alias(_) => 15,
        }
    }
    go(t, 8)
}
