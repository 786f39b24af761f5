//! Questions about types that the passes ask: sizes, method sets, shapes.

use escape_types::lookup::missing_method;
use escape_types::predicates::identical;
use escape_types::sizes::size_of;
use escape_types::typeset::type_set;
use escape_types::under::{unalias, underlying};
use escape_types::{Obj, Type, TypeKind};

pub use escape_types::sizes::is_direct_interface;

/// Size in bytes.
pub fn size(t: Type) -> i64 {
    size_of(t)
}

/// Whether a value of type `t` can be stored in interface `iface`. The methods of a shaped instance do not count: they take a
/// dictionary that the interface's do not have.
pub fn implements(t: Type, iface: Type) -> bool {
    let mut takes_dict = false;
    let mut note = |m: Obj| takes_dict |= crate::print_type::receiver_type(m).is_some_and(has_shape);
    let missing = missing_method(t, iface, true, &mut |a, b| alike(a, b, &mut Vec::new()), &mut note);
    missing.is_none() && !takes_dict
}

/// Type identity as gc's back end has it: a shape is like every type with its underlying type, and pointers are all alike. Types
/// that are being compared already (`assumed`) are alike.
fn alike(a: Type, b: Type, assumed: &mut Vec<(Type, Type)>) -> bool {
    if identical(a, b) {
        return true;
    }
    if !(has_shape(a) || has_shape(b)) || !escape_types::budget::spend(1) {
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

/// Whether the type is or contains a shape (type arguments included; a named type's declaration is not looked into).
pub fn has_shape(t: Type) -> bool {
    mentions(t, &is_shape)
}

/// Whether a type has a part that `is` wants; a named type's declaration is not looked into.
pub fn mentions(t: Type, is: &dyn Fn(Type) -> bool) -> bool {
    mentions_within(t, 0, is)
}

fn mentions_within(t: Type, depth: u32, is: &dyn Fn(Type) -> bool) -> bool {
    // Types without names are finite; the limit is for damaged input only.
    if depth > 100 || !escape_types::budget::spend(1) {
        return false;
    }
    let t = unalias(t);
    let sub = |t: Type| mentions_within(t, depth + 1, is);
    is(t)
        || match t.kind() {
            TypeKind::Named(n) => n.targs.iter().any(|&a| sub(a)),
            TypeKind::Array { elem, .. }
            | TypeKind::Slice(elem)
            | TypeKind::Pointer(elem)
            | TypeKind::Chan { elem, .. } => sub(*elem),
            TypeKind::Map { key, elem } => sub(*key) || sub(*elem),
            TypeKind::Struct(s) => s.fields.iter().any(|f| sub(f.typ())),
            TypeKind::Tuple(v) => v.iter().any(|f| sub(f.typ())),
            TypeKind::Signature(s) => s.params().iter().chain(s.results()).any(|p| sub(p.typ())),
            TypeKind::Interface(i) => {
                i.methods().iter().any(|m| sub(m.typ())) || i.embeddeds().iter().any(|e| sub(e.0))
            }
            _ => false,
        }
}
