//! Alias types (specification: "Alias declarations"). They are kept for printing and looked through everywhere else.

use crate::subst::{SubstMap, subst};
use crate::ty::{Alias, Type, TypeKind};

/// What an alias stands for, looking through further aliases. Invalid while it is being declared, or if it stands for itself.
pub fn actual(t: Type) -> Type {
    let TypeKind::Alias(a) = t.kind() else { return t };
    if let Some(u) = a.actual.get() {
        return u;
    }
    a.obj.fill();
    let mut at = t;
    // Longer chains than this are cycles.
    for _ in 0..1000 {
        let TypeKind::Alias(a) = at.kind() else {
            if let TypeKind::Alias(first) = t.kind() {
                first.actual.set(at);
            }
            return at;
        };
        match a.from_rhs.get() {
            Some(rhs) => at = rhs,
            None => return Type::INVALID,
        }
    }
    Type::INVALID
}

/// The instance of a generic alias.
pub fn instance(orig: Type, targs: Vec<Type>) -> Type {
    let TypeKind::Alias(a) = orig.kind() else { return orig };
    let map = SubstMap::new(crate::named::type_params(orig), &targs);
    let rhs = subst(a.from_rhs.get().unwrap_or(Type::INVALID), &map);
    let instance = Alias::new(a.obj, Some(orig), targs);
    instance.from_rhs.set(rhs);
    Type::new(TypeKind::Alias(Box::new(instance)))
}
