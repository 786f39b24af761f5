//! Questions about types that the passes ask: sizes, method sets, shapes.

use escape_types::lookup::missing_method;
use escape_types::predicates::identical;
use escape_types::sizes::size_of;
use escape_types::typeset::type_set;
use escape_types::under::{unalias, underlying};
use escape_types::{Obj, Type, TypeKind, budget};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

pub use escape_types::sizes::is_direct_interface;

/// Size in bytes.
pub fn size(t: Type) -> i64 {
    size_of(t)
}

/// Whether a value of type `t` can be stored in interface `iface`. The methods of a shaped instance do not count: they take a
/// dictionary that the interface's do not have.
pub fn implements(t: Type, iface: Type) -> bool {
    let mut takes_dict = false;
    // Those of embedded interfaces do not.
    let mut note = |m: Obj| {
        let recv = crate::print_type::receiver_type(m);
        takes_dict |= recv.is_some_and(|r| has_shape(r) && !matches!(underlying(r).kind(), TypeKind::Interface(_)));
    };
    let missing = missing_method(t, iface, true, &mut |a, b| alike(a, b, &mut Vec::new()), &mut note);
    missing.is_none() && !takes_dict
}

/// Type identity as gc's back end has it: a shape is like every type with its underlying type, and pointers are all alike. Types
/// that are being compared already (`assumed`) are alike.
fn alike(a: Type, b: Type, assumed: &mut Vec<(Type, Type)>) -> bool {
    if identical(a, b) {
        return true;
    }
    if !(has_shape(a) || has_shape(b)) || !budget::spend(1) {
        return false;
    }
    let named = |t: Type| matches!(unalias(t).kind(), TypeKind::Named(_));
    if named(a) || named(b) {
        if assumed.iter().any(|&(x, y)| identical(x, a) && identical(y, b)) {
            return true;
        }
        if assumed.len() > 100 {
            return false;
        }
        assumed.push((a, b));
    }
    let mut both = |a: Type, b: Type| alike(a, b, assumed);
    match (underlying(a).kind(), underlying(b).kind()) {
        (TypeKind::Basic(x), TypeKind::Basic(y)) => x == y,
        (TypeKind::Pointer(x), TypeKind::Pointer(y)) => named(a) || named(b) || both(*x, *y),
        (TypeKind::Slice(x), TypeKind::Slice(y)) => both(*x, *y),
        (TypeKind::Array { elem: x, len: m }, TypeKind::Array { elem: y, len: n }) => m == n && both(*x, *y),
        (TypeKind::Chan { dir: d, elem: x }, TypeKind::Chan { dir: e, elem: y }) => d == e && both(*x, *y),
        (TypeKind::Map { key: k, elem: x }, TypeKind::Map { key: l, elem: y }) => both(*k, *l) && both(*x, *y),
        (TypeKind::Struct(x), TypeKind::Struct(y)) => {
            let names = x.fields.iter().map(|f| (f.name(), f.is_embedded()));
            x.tags == y.tags
                && names.eq(y.fields.iter().map(|f| (f.name(), f.is_embedded())))
                && lists(&x.fields, &y.fields, &mut both)
        }
        (TypeKind::Signature(x), TypeKind::Signature(y)) => {
            x.variadic() == y.variadic()
                && lists(x.params(), y.params(), &mut both)
                && lists(x.results(), y.results(), &mut both)
        }
        (TypeKind::Interface(_), TypeKind::Interface(_)) => {
            let (x, y) = (&type_set(underlying(a)).methods, &type_set(underlying(b)).methods);
            let mut one = |m: &Obj| y.iter().any(|n| n.name() == m.name() && both(m.typ(), n.typ()));
            x.len() == y.len() && x.iter().all(&mut one)
        }
        _ => false,
    }
}

/// Whether two lists of variables have types that are alike.
fn lists(a: &[Obj], b: &[Obj], both: &mut dyn FnMut(Type, Type) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| both(x.typ(), y.typ()))
}

/// Whether the type stands for all types of one shape (`go.shape.int`: facts.md §12.1).
pub fn is_shape(t: Type) -> bool {
    match unalias(t).kind() {
        TypeKind::Named(n) => n.obj.pkg().is_some_and(|p| p.path().as_str() == "go.shape"),
        _ => false,
    }
}

/// Whether the type is or contains a shape.
pub fn has_shape(t: Type) -> bool {
    parts(t).shape
}

/// Whether the type is or contains a type parameter.
pub fn has_type_param(t: Type) -> bool {
    parts(t).type_param
}

/// Whether the type depends on the type parameters around it: on one itself, or on a type declared in a function.
pub fn is_derived(t: Type) -> bool {
    let parts = parts(t);
    parts.spelled_param || parts.local
}

/// What a type is or contains: type arguments are looked into, a named type's declaration is not.
#[derive(Copy, Clone, Default)]
pub struct Parts {
    pub shape: bool,
    pub type_param: bool,
    /// A type parameter, or an alias that is given one, be it to leave it out.
    pub spelled_param: bool,
    /// A type declared in a function.
    pub local: bool,
}

thread_local! {
    /// Those of composite types. They are asked for at every level of a type that has grown from instance to instance.
    static PARTS: RefCell<FxHashMap<Type, Parts>> = RefCell::default();
}

/// What a type is or contains.
pub fn parts(t: Type) -> Parts {
    parts_within(t, 0)
}

fn parts_within(t: Type, depth: u32) -> Parts {
    if let TypeKind::Alias(a) = t.kind() {
        let mut all = parts_within(unalias(t), depth + 1);
        // gc does not ask whether the alias needs what it is given.
        for &arg in &a.targs {
            let part = parts_within(arg, depth + 1);
            all.spelled_param |= part.spelled_param;
            all.local |= part.local;
        }
        return all;
    }
    let mut all = match t.kind() {
        TypeKind::Basic(_) => return Parts::default(),
        TypeKind::TypeParam(_) => return Parts { type_param: true, spelled_param: true, ..Parts::default() },
        TypeKind::Named(n) => {
            let local = n.obj.pkg().is_some() && !n.obj.is_package_level();
            Parts { shape: is_shape(t), local, ..Parts::default() }
        }
        _ => Parts::default(),
    };
    if matches!(t.kind(), TypeKind::Named(n) if n.targs.is_empty()) {
        return all;
    }
    if let Some(known) = PARTS.with_borrow(|known| known.get(&t).copied()) {
        return known;
    }
    // Types without names are finite; the limit is for damaged input only.
    if depth > 20_000 || !budget::spend(1) {
        return all;
    }
    let mut one = |t: Type| {
        let part = parts_within(t, depth + 1);
        all.shape |= part.shape;
        all.type_param |= part.type_param;
        all.spelled_param |= part.spelled_param;
        all.local |= part.local;
    };
    match t.kind() {
        TypeKind::Named(n) => n.targs.iter().for_each(|&a| one(a)),
        TypeKind::Array { elem, .. }
        | TypeKind::Slice(elem)
        | TypeKind::Pointer(elem)
        | TypeKind::Chan { elem, .. } => one(*elem),
        TypeKind::Map { key, elem } => [*key, *elem].into_iter().for_each(one),
        TypeKind::Struct(s) => s.fields.iter().for_each(|f| one(f.typ())),
        TypeKind::Tuple(v) => v.iter().for_each(|f| one(f.typ())),
        TypeKind::Signature(s) => s.params().iter().chain(s.results()).for_each(|p| one(p.typ())),
        TypeKind::Interface(i) => {
            i.methods().iter().for_each(|m| one(m.typ()));
            i.embeddeds().iter().for_each(|e| one(e.0));
        }
        _ => {}
    }
    // What was cut short is not so for the next package.
    if !budget::exhausted() {
        PARTS.with_borrow_mut(|known| known.insert(t, all));
    }
    all
}
