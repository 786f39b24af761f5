//! Runtime type descriptors that gc writes while it reads bodies, and the functions that come into being with them.
//!
//! Where a value of a concrete type meets an interface with methods, reading names their method table. The first time this
//! happens the descriptors of both types are written, and with them those of all types that they refer to, as far as this package
//! is the one that has them: its own types, instances, and types without a name. A descriptor points to the function that
//! compares values of its type, a map's also to the one that hashes its keys; where no function of the runtime does it, one is
//! made ([`compare`]) and joins the function list at once. Nothing of these functions shows below `-m=2`.
//! The program `equality.go` in testdata/gc_m has the rules.

mod algorithm;
mod compare;

use super::expr::{is_empty_interface, is_interface, pointee};
use super::wrappers::{is_applicable, method_set};
use super::{Reader, decl::signature};
use crate::ir::{FuncId, Unit};
use crate::print_type;
use crate::types::has_shape;
use escape_source::Symbol;
use escape_syntax::ast::ExprId;
use escape_types::under::{unalias, underlying};
use escape_types::{Mode, Obj, Type, TypeKind, budget};
use rustc_hash::{FxHashMap, FxHashSet};

/// What has been written in a unit.
#[derive(Default)]
pub(crate) struct Descriptors {
    types: FxHashSet<Type>,
    /// Link strings of the same.
    links: FxHashSet<Symbol>,
    /// Comparing and hashing functions by their names.
    functions: FxHashMap<String, FuncId>,
    kinds: FxHashMap<Type, algorithm::Kind>,
}

/// A type and an interface for which a method table may be named.
pub(crate) fn table(u: &mut Unit, typ: Type, iface: Type) {
    if u.flags.level < 2 || is_interface(typ) || !is_interface(iface) || is_empty_interface(iface) {
        return;
    }
    write(u, iface);
    write(u, typ);
}

impl Reader<'_, '_> {
    /// [`Reader::method_table`] for an expression that is converted.
    pub(super) fn conversion_table(&mut self, e: ExprId, iface: Type) {
        if self.typed.info.types[self.typed.ast.unparen(e)].mode != Mode::Nil {
            let typ = self.typ_of(e);
            self.method_table(typ, iface);
        }
    }

    /// [`table`] for types of the body being read; what its type parameters decide is in the dictionary.
    pub(super) fn method_table(&mut self, typ: Type, iface: Type) {
        if self.u.flags.level < 2 || !is_interface(iface) {
            return;
        }
        if ![typ, iface].iter().any(|&t| self.is_of_dictionary(t)) {
            table(self.u, typ, iface);
        }
    }
}

/// Whether the type's descriptor is written in this package.
fn is_written_here(u: &Unit, t: Type) -> bool {
    let t = unalias(t);
    // A pointer's descriptor is where that of the type with a name is.
    let base = if let TypeKind::Pointer(e) = t.kind() { unalias(*e) } else { t };
    match base.kind() {
        TypeKind::Basic(_) => false,
        TypeKind::Named(n) => n.orig.is_some() || n.obj.pkg() == Some(u.pkg),
        _ => true,
    }
}

/// Writes a type's descriptor and all that it refers to, once.
fn write(u: &mut Unit, t: Type) {
    let t = unalias(t);
    let skip = matches!(t.kind(), TypeKind::Basic(_) | TypeKind::TypeParam(_) | TypeKind::Union(_));
    if skip || !u.expander.descriptors.types.insert(t) || !is_written_here(u, t) || !budget::spend(5) {
        return;
    }
    let link = print_type::link(u, t);
    if !u.expander.descriptors.links.insert(link) {
        return;
    }
    compare::equality(u, t);
    if !matches!(t.kind(), TypeKind::Pointer(_)) {
        write(u, Type::pointer(t));
    }
    match underlying(t).kind() {
        TypeKind::Pointer(e) | TypeKind::Slice(e) => write(u, *e),
        TypeKind::Array { elem, .. } => {
            write(u, *elem);
            write(u, Type::slice(*elem));
        }
        TypeKind::Chan { elem, .. } => write(u, *elem),
        TypeKind::Map { key, elem } => {
            write(u, *key);
            write(u, *elem);
            compare::hash(u, *key);
            write(u, underlying(t));
        }
        TypeKind::Struct(s) => s.fields.iter().for_each(|f| write(u, f.typ())),
        TypeKind::Signature(_) => parameters(u, t),
        TypeKind::Interface(_) => {
            for m in print_type::sorted_methods(underlying(t)) {
                parameters(u, m.typ());
            }
        }
        _ => {}
    }
    for m in methods(t) {
        parameters(u, m.typ());
    }
}

fn parameters(u: &mut Unit, t: Type) {
    if let Some(s) = signature(t) {
        for &v in s.params().iter().chain(s.results()) {
            write(u, v.typ());
        }
    }
}

/// The methods that a descriptor lists.
fn methods(t: Type) -> Vec<Obj> {
    let base = match (t.kind(), pointee(t)) {
        (TypeKind::Pointer(_), Some(e)) => e,
        _ => t,
    };
    let may_have = match unalias(base).kind() {
        TypeKind::Named(_) => !(is_interface(base) || base != t && pointee(base).is_some()),
        TypeKind::Struct(_) => true,
        _ => false,
    };
    if !may_have || has_shape(t) {
        return Vec::new();
    }
    method_set(base).into_iter().filter(|m| base != t || is_applicable(m)).map(|m| m.obj).collect()
}
