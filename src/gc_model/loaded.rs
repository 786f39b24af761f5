//! The pointer types that gc has before it inlines.
//!
//! The model: gc's importer reads a type when something read mentions it, with its underlying type and its methods; what the
//! package's own declarations and bodies mention is read first. A pointer type made then is kept at its element, so that
//! all later ones are the same object. Inlining comes after that: `&T{…}`, `&x` and `new(T)` in a body that is inlined make
//! a new object each time, unless the package had `*T` before. Where gc compares types as objects (devirtualization) two of
//! these differ.

use crate::ir::Unit;
use escape_types::named::origin_methods;
use escape_types::under::{unalias, underlying};
use escape_types::{Obj, Type, TypeKind, TypedPackage};
use rustc_hash::FxHashSet;

/// The pointer types that a package mentions, directly or by way of what it mentions.
#[derive(Default)]
pub struct Pointers {
    /// By the element's declaration.
    to: FxHashSet<Obj>,
    seen: FxHashSet<Type>,
}

impl Pointers {
    /// Those of the unit's package.
    pub fn of(u: &Unit) -> Pointers {
        let mut all = Pointers::default();
        if let Some(typed) = u.expander.typed() {
            all.package(typed);
        }
        all
    }

    /// Whether `*elem` was made before inlining. Only types that are declared at package level can be new.
    pub fn contains(&self, elem: Type) -> bool {
        match unalias(elem).kind() {
            TypeKind::Named(n) => !n.targs.is_empty() || !n.obj.is_package_level() || self.to.contains(&n.obj),
            _ => true,
        }
    }

    fn package(&mut self, typed: &TypedPackage) {
        let info = &typed.info;
        let mut waiting: Vec<Type> = info.types.values().filter_map(|tv| tv.typ).collect();
        waiting.extend(info.uses.values().chain(info.defs.values()).flatten().filter_map(|o| o.data().typ.get()));
        while let Some(t) = waiting.pop() {
            let t = unalias(t);
            if !self.seen.insert(t) || !escape_types::budget::spend(1) {
                continue;
            }
            match t.kind() {
                TypeKind::Named(n) => {
                    // Of an instance the declaration: there may be no end to the instances that instances mention.
                    waiting.push(underlying(n.orig.unwrap_or(t)));
                    waiting.extend(&n.targs);
                    waiting.extend(origin_methods(t).iter().map(|m| m.typ()));
                }
                TypeKind::Pointer(elem) => {
                    if let TypeKind::Named(n) = unalias(*elem).kind() {
                        self.to.insert(n.obj);
                    }
                    waiting.push(*elem);
                }
                TypeKind::Array { elem, .. } | TypeKind::Slice(elem) | TypeKind::Chan { elem, .. } => {
                    waiting.push(*elem)
                }
                TypeKind::Map { key, elem } => waiting.extend([*key, *elem]),
                TypeKind::Struct(s) => waiting.extend(s.fields.iter().map(|f| f.typ())),
                TypeKind::Tuple(list) => waiting.extend(list.iter().map(|o| o.typ())),
                TypeKind::Signature(s) => {
                    waiting.extend(
                        s.recv()
                            .into_iter()
                            .chain(s.params().iter().copied())
                            .chain(s.results().iter().copied())
                            .map(|o| o.typ()),
                    );
                }
                TypeKind::Interface(i) => {
                    waiting.extend(i.methods().iter().map(|m| m.typ()));
                    waiting.extend(i.embeddeds().iter().map(|e| e.0));
                }
                _ => {}
            }
        }
    }
}
