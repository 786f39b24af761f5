//! Type unification (specification: "Type unification").
//!
//! Bound type parameters (those to be inferred) may be joined: joined ones share a handle, and so their type. *Inexact* unification ignores
//! channel directions and looks at the underlying type of a defined type opposite a type literal; *assign* mode is inexact at the
//! top and exact below.

use crate::check::Checker;
use crate::lookup::lookup_field_or_method;
use crate::object::{Obj, ObjKind};
use crate::predicates::{identical, identical_origin, is_interface, is_type_lit, is_type_param, same_id};
use crate::ty::{Type, TypeKind};
use crate::typeset::{method_index, terms_equal, type_set};
use crate::under::{as_named, common_under, unalias, underlying};
use escape_syntax::ast::ChanDir;

/// Deeper than any sensible type; recursive generic types may unify for ever.
const MAX_DEPTH: u32 = 100;

#[derive(Copy, Clone, PartialEq, Eq)]
pub struct Mode {
    pub assign: bool,
    pub exact: bool,
}

impl Mode {
    pub const INEXACT: Mode = Mode { assign: false, exact: false };
    pub const ASSIGN: Mode = Mode { assign: true, exact: false };
    pub const EXACT: Mode = Mode { assign: false, exact: true };
}

pub struct Unifier {
    tparams: Vec<Type>,
    /// For each type parameter its handle, an index in `types`.
    handles: Vec<usize>,
    types: Vec<Option<Type>>,
    depth: u32,
    /// Since go1.21 methods shared by interfaces help.
    interfaces: bool,
}

impl Unifier {
    pub fn new(tparams: &[Type], targs: &[Option<Type>], interfaces: bool) -> Unifier {
        let types = (0..tparams.len()).map(|i| targs.get(i).copied().flatten()).collect();
        Unifier { tparams: tparams.to_vec(), handles: (0..tparams.len()).collect(), types, depth: 0, interfaces }
    }

    /// The index of a type parameter that is to be inferred.
    fn bound(&self, t: Type) -> Option<usize> {
        let t = unalias(t);
        if !matches!(t.kind(), TypeKind::TypeParam(_)) {
            return None;
        }
        self.tparams.iter().position(|&p| p == t)
    }

    fn join(&mut self, x: usize, y: usize) -> bool {
        let (hx, hy) = (self.handles[x], self.handles[y]);
        let (from, to) = match (self.types[hx], self.types[hy]) {
            _ if hx == hy => return true,
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (hy, hx),
            (None, _) => (hx, hy),
        };
        for h in self.handles.iter_mut().filter(|h| **h == from) {
            *h = to;
        }
        true
    }

    /// The type inferred so far for type parameter number `i`.
    pub fn at(&self, i: usize) -> Option<Type> {
        self.types[self.handles[i]]
    }
    pub fn set(&mut self, i: usize, t: Type) {
        let h = self.handles[i];
        self.types[h] = Some(t);
    }
    pub fn unknowns(&self) -> usize {
        (0..self.tparams.len()).filter(|&i| self.at(i).is_none()).count()
    }
    pub fn inferred(&self) -> Vec<Option<Type>> {
        (0..self.tparams.len()).map(|i| self.at(i)).collect()
    }

    /// Whether the types can be made identical; what that takes is kept.
    pub fn unify(&mut self, c: &mut Checker<'_>, x: Type, y: Type, mode: Mode) -> bool {
        self.nify(c, x, y, mode, &mut Vec::new())
    }

    /// `pairs`: interfaces being compared, to end in recursive ones.
    fn nify(&mut self, c: &mut Checker<'_>, x: Type, y: Type, mode: Mode, pairs: &mut Vec<(Type, Type)>) -> bool {
        if x == y || unalias(x) == unalias(y) {
            return true;
        }
        if self.depth > MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let ok = self.nify_different(c, x, y, mode, pairs);
        self.depth -= 1;
        ok
    }

    fn nify_different(
        &mut self,
        c: &mut Checker<'_>,
        mut x: Type,
        mut y: Type,
        mode: Mode,
        pairs: &mut Vec<(Type, Type)>,
    ) -> bool {
        // A defined type stands right, a bound type parameter left.
        if as_named(x).is_some() || self.bound(y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        if !mode.exact
            && let Some(ny) = as_named(y)
            && is_type_lit(x)
            && !(self.interfaces && is_interface(x))
        {
            y = underlying(ny);
            if x == y || unalias(x) == unalias(y) {
                return true;
            }
        }
        match (self.bound(x), self.bound(y)) {
            (Some(px), Some(py)) => {
                if self.join(px, py) {
                    return true;
                }
                return match (self.at(px), self.at(py)) {
                    (Some(a), Some(b)) => self.nify(c, a, b, mode, pairs),
                    _ => false,
                };
            }
            (Some(px), None) => return self.nify_bound(c, px, y, mode, pairs),
            _ => {}
        }
        if self.interfaces && !mode.exact {
            match (as_interface(x), as_interface(y)) {
                (Some(xi), Some(yi)) => return self.nify_interfaces_inexact(c, xi, yi, pairs),
                (Some(xi), None) => return self.nify_methods(c, xi, y, pairs),
                (None, Some(yi)) => return self.nify_methods(c, yi, x, pairs),
                (None, None) => {}
            }
        }
        // A type parameter that is not bound stands left.
        if is_type_param(y) {
            std::mem::swap(&mut x, &mut y);
        }
        self.nify_structure(c, x, y, mode, pairs)
    }

    fn nify_bound(
        &mut self,
        c: &mut Checker<'_>,
        px: usize,
        y: Type,
        mode: Mode,
        pairs: &mut Vec<(Type, Type)>,
    ) -> bool {
        let Some(x) = self.at(px) else {
            self.set(px, y);
            return true;
        };
        if !self.nify(c, x, y, mode, pairs) {
            return false;
        }
        let (xi, yi) = (as_interface(x), as_interface(y));
        let (xn, yn) = (as_named(x).is_some(), as_named(y).is_some());
        match (xi, yi) {
            (Some(a), Some(b)) => {
                if xn && yn {
                    return identical(x, y);
                }
                if type_set(a).methods.len() != type_set(b).methods.len() {
                    return false;
                }
            }
            (None, None) => {}
            _ => return false,
        }
        if !mode.exact && !xn {
            // Prefer a defined type, then a directed channel.
            let directed = matches!(underlying(y).kind(), TypeKind::Chan { dir: ChanDir::Send | ChanDir::Recv, .. });
            if yn || directed {
                self.set(px, y);
            }
        }
        true
    }

    fn same_restrictions(xi: Type, yi: Type) -> bool {
        let (a, b) = (type_set(xi), type_set(yi));
        a.comparable == b.comparable && terms_equal(a.terms.as_deref(), b.terms.as_deref())
    }

    fn enter_pair(pairs: &mut Vec<(Type, Type)>, x: Type, y: Type) -> bool {
        if pairs.iter().any(|&p| p == (x, y) || p == (y, x)) {
            return false;
        }
        pairs.push((x, y));
        true
    }

    /// One interface's methods must be among the other's.
    fn nify_interfaces_inexact(
        &mut self,
        c: &mut Checker<'_>,
        xi: Type,
        yi: Type,
        pairs: &mut Vec<(Type, Type)>,
    ) -> bool {
        if !Self::same_restrictions(xi, yi) {
            return false;
        }
        if !Self::enter_pair(pairs, xi, yi) {
            return true;
        }
        let (mut few, mut many) = (&type_set(xi).methods, &type_set(yi).methods);
        if few.len() > many.len() {
            std::mem::swap(&mut few, &mut many);
        }
        let ok = few.iter().all(|m| match method_index(many, m.pkg(), m.name(), false) {
            Some((_, other)) => self.nify(c, m.typ(), other.typ(), Mode::EXACT, pairs),
            None => false,
        });
        pairs.pop();
        ok
    }

    /// A type must have the interface's methods.
    fn nify_methods(&mut self, c: &mut Checker<'_>, iface: Type, t: Type, pairs: &mut Vec<(Type, Type)>) -> bool {
        type_set(iface).methods.iter().all(|m| {
            let found = lookup_field_or_method(t, false, m.pkg(), m.name(), false).obj;
            let Some(other) = found.filter(|o| matches!(o.data().kind, ObjKind::Func { .. })) else { return false };
            c.obj_decl(other);
            let generic = matches!(other.typ().kind(), TypeKind::Signature(s) if !s.tparams().is_empty());
            !generic && self.nify(c, m.typ(), other.typ(), Mode::EXACT, pairs)
        })
    }

    fn nify_structure(
        &mut self,
        c: &mut Checker<'_>,
        x: Type,
        y: Type,
        mode: Mode,
        pairs: &mut Vec<(Type, Type)>,
    ) -> bool {
        // Below an assignment's top everything must be exact.
        let inner = Mode { assign: mode.assign, exact: mode.exact || mode.assign };
        let (ux, uy) = (unalias(x), unalias(y));
        match (ux.kind(), uy.kind()) {
            (TypeKind::Basic(a), TypeKind::Basic(b)) => a == b,
            (TypeKind::Array { elem: a, len: m }, TypeKind::Array { elem: b, len: n }) => {
                (*m < 0 || *n < 0 || m == n) && self.nify(c, *a, *b, inner, pairs)
            }
            (TypeKind::Slice(a), TypeKind::Slice(b)) | (TypeKind::Pointer(a), TypeKind::Pointer(b)) => {
                self.nify(c, *a, *b, inner, pairs)
            }
            (TypeKind::Struct(a), TypeKind::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields.iter().zip(&b.fields).enumerate().all(|(i, (&f, &g))| {
                        f.is_embedded() == g.is_embedded()
                            && a.tag(i) == b.tag(i)
                            && same_id(f, g.pkg(), g.name(), false)
                            && self.nify(c, f.typ(), g.typ(), inner, pairs)
                    })
            }
            (TypeKind::Tuple(a), TypeKind::Tuple(b)) => self.nify_vars(c, a, b, mode, pairs),
            (TypeKind::Signature(a), TypeKind::Signature(b)) => {
                a.variadic() == b.variadic()
                    && self.nify_vars(c, a.params(), b.params(), inner, pairs)
                    && self.nify_vars(c, a.results(), b.results(), inner, pairs)
            }
            (TypeKind::Interface(_), TypeKind::Interface(_)) => {
                if !Self::same_restrictions(ux, uy) {
                    return false;
                }
                let (a, b) = (&type_set(ux).methods, &type_set(uy).methods);
                if a.len() != b.len() {
                    return false;
                }
                if !Self::enter_pair(pairs, ux, uy) {
                    return true;
                }
                let ok = a.iter().zip(b).all(|(&f, &g)| {
                    same_id(f, g.pkg(), g.name(), false) && self.nify(c, f.typ(), g.typ(), Mode::EXACT, pairs)
                });
                pairs.pop();
                ok
            }
            (TypeKind::Map { key: a, elem: e }, TypeKind::Map { key: b, elem: f }) => {
                self.nify(c, *a, *b, inner, pairs) && self.nify(c, *e, *f, inner, pairs)
            }
            (TypeKind::Chan { dir: d, elem: a }, TypeKind::Chan { dir: e, elem: b }) => {
                (!mode.exact || d == e) && self.nify(c, *a, *b, inner, pairs)
            }
            (TypeKind::Named(a), TypeKind::Named(b)) => {
                a.targs.len() == b.targs.len()
                    && a.targs.iter().zip(&b.targs).all(|(&p, &q)| self.nify(c, p, q, mode, pairs))
                    && identical_origin(a, b)
            }
            (TypeKind::TypeParam(_), _) => match common_under(ux) {
                Ok(core) => self.nify(c, core, y, Mode::ASSIGN, pairs),
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn nify_vars(
        &mut self,
        c: &mut Checker<'_>,
        a: &[Obj],
        b: &[Obj],
        mode: Mode,
        pairs: &mut Vec<(Type, Type)>,
    ) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(v, w)| self.nify(c, v.typ(), w.typ(), mode, pairs))
    }
}

/// The interface a type is, unless it is a type parameter.
fn as_interface(t: Type) -> Option<Type> {
    if is_type_param(t) {
        return None;
    }
    let u = underlying(t);
    matches!(u.kind(), TypeKind::Interface(_)).then_some(u)
}
