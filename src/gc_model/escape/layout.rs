//! Questions about types and constants that decide flows: sizes, pointers, kinds (facts.md §10.4, §10.9).

use escape_types::under::underlying;
use escape_types::{BasicKind, Const, Type, TypeKind};

fn kind(t: Type) -> &'static TypeKind {
    underlying(t).kind()
}

fn basic(t: Type) -> Option<BasicKind> {
    match *kind(t) {
        TypeKind::Basic(b) => Some(b),
        _ => None,
    }
}

pub fn round_up(n: i64, align: i64) -> i64 {
    let align = align.max(1);
    n.saturating_add(align - 1) / align * align
}

pub use escape_types::sizes::{align_of as align, size_of as size};

pub use escape_types::sizes::is_direct_interface as is_direct;

/// No pointer in values of the type. Untyped nil and unknown types are not pointer-free.
pub fn is_pointer_free(t: Type) -> bool {
    !escape_types::sizes::has_pointers(t)
}

pub fn has_non_string_pointers(t: Type) -> bool {
    match kind(t) {
        TypeKind::Basic(BasicKind::String) => false,
        TypeKind::Array { elem, .. } => !is_pointer_free(t) && has_non_string_pointers(*elem),
        TypeKind::Struct(s) => s.fields.iter().any(|f| has_non_string_pointers(f.typ())),
        _ => !is_pointer_free(t),
    }
}

pub fn is_interface(t: Type) -> bool {
    matches!(kind(t), TypeKind::Interface(_))
}
pub fn is_array(t: Type) -> bool {
    matches!(kind(t), TypeKind::Array { .. })
}
pub fn is_slice(t: Type) -> bool {
    matches!(kind(t), TypeKind::Slice(_))
}
pub fn is_uintptr(t: Type) -> bool {
    basic(t) == Some(BasicKind::Uintptr)
}
pub fn is_unsafe_pointer(t: Type) -> bool {
    basic(t) == Some(BasicKind::UnsafePointer)
}

/// Boolean, integer, float or complex.
pub fn is_simple(t: Type) -> bool {
    basic(t).is_some_and(|b| (BasicKind::Bool as u32..=BasicKind::Complex128 as u32).contains(&(b as u32)))
}

/// The element of a pointer, slice, array or channel.
pub fn elem(t: Type) -> Type {
    match *kind(t) {
        TypeKind::Pointer(e)
        | TypeKind::Slice(e)
        | TypeKind::Array { elem: e, .. }
        | TypeKind::Chan { elem: e, .. } => e,
        _ => Type::INVALID,
    }
}

pub fn elem_is_pointer_free(t: Type) -> bool {
    is_pointer_free(elem(t))
}

/// The value's type of a comma-ok expression whose own type is the pair.
pub fn first_of_tuple(t: Type) -> Type {
    match t.kind() {
        TypeKind::Tuple(v) => v.first().map_or(t, |o| o.typ()),
        _ => t,
    }
}

/// `reflect.SliceHeader` or `reflect.StringHeader`, or a pointer to one.
pub fn is_reflect_header(t: Type) -> bool {
    let t = match *escape_types::under::unalias(t).kind() {
        TypeKind::Pointer(e) => e,
        _ => t,
    };
    match escape_types::under::unalias(t).kind() {
        TypeKind::Named(n) => {
            matches!(n.obj.name().as_str(), "SliceHeader" | "StringHeader")
                && n.obj.pkg().is_some_and(|p| p.path() == "reflect")
        }
        _ => false,
    }
}

/// The value of an integer constant that fits.
pub fn int_value(c: &Const) -> Option<i64> {
    c.to_int().to_i64()
}

pub fn is_non_negative_int(c: &Const) -> bool {
    let c = c.to_int();
    c.is_int() && c.sign() >= 0
}

/// Whether a constant of type `from` is of `to`'s kind, so that a value of type `to` may be replaced by it.
pub fn valid_for(to: Type, from: Type) -> bool {
    let class = |t| {
        let b = basic(t)?;
        let within = |a: BasicKind, z: BasicKind| (a as u32..=z as u32).contains(&(b as u32));
        Some(match b {
            BasicKind::Bool | BasicKind::UntypedBool => 0,
            BasicKind::String | BasicKind::UntypedString => 1,
            BasicKind::UntypedInt | BasicKind::UntypedRune => 2,
            BasicKind::UntypedFloat => 3,
            BasicKind::UntypedComplex => 4,
            _ if within(BasicKind::Int, BasicKind::Uintptr) => 2,
            _ if within(BasicKind::Float32, BasicKind::Float64) => 3,
            _ if within(BasicKind::Complex64, BasicKind::Complex128) => 4,
            _ => return None,
        })
    };
    class(to).is_some() && class(to) == class(from)
}

pub fn same_constant(a: &Const, b: &Const) -> bool {
    Const::compare(a, escape_syntax::ast::BinaryOp::Eql, b)
}
