//! Questions about types that the passes ask: sizes, method sets, shapes.

use escape_types::lookup::missing_method;
use escape_types::predicates::identical;
use escape_types::sizes::size_of;
use escape_types::under::{unalias, underlying};
use escape_types::{Type, TypeKind};

pub use escape_types::sizes::is_direct_interface;

/// Size in bytes.
pub fn size(t: Type) -> i64 {
    size_of(t)
}

/// Whether a value of type `t` can be stored in interface `iface`.
pub fn implements(t: Type, iface: Type) -> bool {
    missing_method(t, iface, true, &mut identical, &mut |_| {}).is_none()
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
    has_shape_within(t, 0)
}

fn has_shape_within(t: Type, depth: u32) -> bool {
    // Types without names are finite; the limit is for damaged input only.
    if depth > 100 {
        return false;
    }
    let t = unalias(t);
    let sub = |t: Type| has_shape_within(t, depth + 1);
    match t.kind() {
        TypeKind::Named(n) => is_shape(t) || n.targs.iter().any(|&a| sub(a)),
        TypeKind::Array { elem, .. }
        | TypeKind::Slice(elem)
        | TypeKind::Pointer(elem)
        | TypeKind::Chan { elem, .. } => sub(*elem),
        TypeKind::Map { key, elem } => sub(*key) || sub(*elem),
        TypeKind::Struct(s) => s.fields.iter().any(|f| sub(f.typ())),
        TypeKind::Tuple(v) => v.iter().any(|f| sub(f.typ())),
        TypeKind::Signature(s) => s.params().iter().chain(s.results()).any(|p| sub(p.typ())),
        TypeKind::Interface(_) => match underlying(t).kind() {
            TypeKind::Interface(i) => {
                i.methods().iter().any(|m| sub(m.typ())) || i.embeddeds().iter().any(|e| sub(e.0))
            }
            _ => false,
        },
        _ => false,
    }
}
