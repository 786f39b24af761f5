//! Underlying types, and the common underlying type of a type set (specification: "Underlying types", "Type sets").
//!
//! Where gc asks about "all types of a type set", a type that is no type parameter counts as a set of one.

use crate::package::Pkg;
use crate::ty::{Named, Type, TypeKind};
use crate::typeset::{self, TypeTerm};
use escape_syntax::ast::ChanDir;

/// The type without aliases at its top. Parts are left alone.
pub fn unalias(t: Type) -> Type {
    match t.kind() {
        TypeKind::Alias(_) => crate::alias::actual(t),
        _ => t,
    }
}

/// The underlying type: never a defined type, an alias or a type parameter (whose underlying type is its constraint's
/// interface).
pub fn underlying(t: Type) -> Type {
    match t.kind() {
        TypeKind::Named(n) => match n.underlying.get() {
            Some(u) => u,
            None => crate::named::resolve_underlying(t),
        },
        TypeKind::Alias(_) => underlying(unalias(t)),
        TypeKind::TypeParam(_) => crate::interface::constraint_interface(t),
        _ => t,
    }
}

/// The defined type (or instance) that `t` denotes.
pub fn as_named(t: Type) -> Option<Type> {
    let t = unalias(t);
    matches!(t.kind(), TypeKind::Named(_)).then_some(t)
}

/// The parts of the defined type (or instance) that `t` denotes.
pub fn named(t: Type) -> Option<&'static Named> {
    match unalias(t).kind() {
        TypeKind::Named(n) => Some(n),
        _ => None,
    }
}

/// Calls `f` with each (type, underlying type) of the type set that `t` stands for, until it says no; with `None` once when a
/// type parameter has no specific types. `f` is called at least once, except that a type set without types calls it with `None`.
pub fn all(t: Type, mut f: impl FnMut(Option<(Type, Type)>) -> bool) -> bool {
    if !matches!(unalias(t).kind(), TypeKind::TypeParam(_)) {
        return f(Some((t, underlying(t))));
    }
    let set = typeset::type_set(underlying(t));
    if !set.has_terms() {
        return f(None);
    }
    for term in set.terms.as_deref().unwrap_or_default() {
        let u = if term.tilde { unalias(term.typ) } else { underlying(term.typ) };
        if !f(Some((term.typ, u))) {
            return false;
        }
    }
    true
}

/// Like [`all`], with underlying types only.
pub fn under_is(t: Type, mut f: impl FnMut(Option<Type>) -> bool) -> bool {
    all(t, |p| f(p.map(|(_, u)| u)))
}

/// Calls `f` with the terms of a type parameter's type set, until it says no; with `None` once if there are no specific types.
pub fn terms_are(tparam: Type, mut f: impl FnMut(Option<&TypeTerm>) -> bool) -> bool {
    let set = typeset::type_set(underlying(tparam));
    if !set.has_terms() {
        return f(None);
    }
    set.terms.as_deref().unwrap_or_default().iter().all(|t| f(Some(t)))
}

/// Why something does not hold: a text in which each `%s` stands for the next type. It is put together only when it is printed.
#[derive(Clone, Debug)]
pub struct Cause {
    text: &'static str,
    types: Vec<Type>,
}

impl Cause {
    pub fn new(text: &'static str, types: &[Type]) -> Cause {
        Cause { text, types: types.to_vec() }
    }
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
    /// The text, types written by `write`.
    pub fn format(&self, mut write: impl FnMut(Type) -> String) -> String {
        let mut out = String::new();
        let mut types = self.types.iter();
        for (i, part) in self.text.split("%s").enumerate() {
            if i > 0
                && let Some(&t) = types.next()
            {
                out.push_str(&write(t));
            }
            out.push_str(part);
        }
        out
    }
    /// The text with package names written by `qualifier`.
    pub fn string(&self, qualifier: &dyn Fn(Pkg) -> String) -> String {
        self.format(|t| crate::typestring::type_string(t, Some(qualifier)))
    }
}

/// The common underlying type of all types that `t` stands for; of channels that differ in direction only, the most restricted.
/// `cond` may reject a (type, underlying type) first.
pub fn common_under_if(t: Type, mut cond: impl FnMut(Option<(Type, Type)>) -> Option<Cause>) -> Result<Type, Cause> {
    let mut common: Option<(Type, Type)> = None;
    let mut fault = None;
    all(t, |pair| {
        if let Some(cause) = cond(pair) {
            fault = Some(cause);
            return false;
        }
        let Some((t, u)) = pair else {
            fault = Some(Cause::new("no specific type", &[]));
            return false;
        };
        let Some((ct, cu)) = common else {
            common = Some((t, u));
            return true;
        };
        if let (TypeKind::Chan { dir: cd, elem: ce }, TypeKind::Chan { dir, elem }) = (cu.kind(), u.kind()) {
            if !crate::predicates::identical(*ce, *elem) {
                fault = Some(Cause::new("channels %s and %s have different element types", &[ct, t]));
                return false;
            }
            if cd != dir {
                if *cd == ChanDir::Both {
                    common = Some((t, u));
                } else if *dir != ChanDir::Both {
                    fault = Some(Cause::new("channels %s and %s have conflicting directions", &[ct, t]));
                    return false;
                }
            }
            return true;
        }
        if !crate::predicates::identical(cu, u) {
            fault = Some(Cause::new("%s and %s have different underlying types", &[ct, t]));
            return false;
        }
        true
    });
    match (fault, common) {
        (None, Some((_, u))) => Ok(u),
        (Some(f), _) => Err(f),
        (None, None) => Err(Cause::new("no specific type", &[])),
    }
}

/// [`common_under_if`] without a condition.
pub fn common_under(t: Type) -> Result<Type, Cause> {
    common_under_if(t, |_| None)
}
