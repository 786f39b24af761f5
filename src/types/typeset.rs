//! Type sets of interfaces (specification: "Interface types").
//!
//! A type set is computed when it is first asked for and kept with its interface. Errors in an interface (methods declared
//! twice, elements that the language version does not have) are found by the checker once, when the declaration is complete;
//! computing the set reports nothing.

use crate::check::Checker;
use crate::object::Obj;
use crate::package::Pkg;
use crate::predicates::{comparable_type, identical, is_valid, same_id};
use crate::ty::{Type, TypeKind};
use crate::typeterm::{self, Terms};
use crate::under::{as_named, unalias, underlying};
use escape_source::{Pos, Symbol};
use escape_syntax::ast::GoVersion;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::hash_map::Entry;

/// More terms than this are an error.
pub const MAX_TERMS: usize = 100;

/// A term of a type set's union.
#[derive(Copy, Clone, Debug)]
pub struct TypeTerm {
    pub tilde: bool,
    pub typ: Type,
}

/// The types an interface describes.
#[derive(Clone, Default)]
pub struct TypeSet {
    /// All methods, embedded ones included, sorted by name: exported first, then the others by name and package path.
    pub methods: Vec<Obj>,
    /// `None`: all types. An empty list: no type.
    pub terms: Option<Vec<TypeTerm>>,
    /// Only comparable types (`comparable` was embedded); then `terms` is `None`.
    pub comparable: bool,
}

/// The type set of the empty interface.
static TOP: TypeSet = TypeSet { methods: Vec::new(), terms: None, comparable: false };

impl TypeSet {
    /// No type is in the set.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(|t| t.is_empty())
    }
    /// Every type is in the set.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }
    /// The interface is described by its methods alone.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms.is_none()
    }
    pub fn has_terms(&self) -> bool {
        self.terms.as_ref().is_some_and(|t| !t.is_empty())
    }
    /// Every type in the set is strictly comparable.
    pub fn is_comparable(&self, seen: &mut Vec<Type>) -> bool {
        match &self.terms {
            None => self.comparable,
            Some(t) => !t.is_empty() && t.iter().all(|t| comparable_type(t.typ, false, seen).is_none()),
        }
    }
    pub fn subset_of(&self, other: &TypeSet) -> bool {
        typeterm::subset(self.terms.as_deref(), other.terms.as_deref())
    }
    /// The method of that identity and its place.
    pub fn lookup_method(&self, pkg: Option<Pkg>, name: Symbol, fold_case: bool) -> Option<(usize, Obj)> {
        method_index(&self.methods, pkg, name, fold_case)
    }
}

/// The place and the method of that identity in a list; `_` is never found.
pub fn method_index(methods: &[Obj], pkg: Option<Pkg>, name: Symbol, fold_case: bool) -> Option<(usize, Obj)> {
    if name.as_str() == "_" {
        return None;
    }
    methods.iter().copied().enumerate().find(|&(_, m)| same_id(m, pkg, name, fold_case))
}

/// What tells methods apart: the name, and the package unless it is exported.
fn identity(m: Obj) -> (Symbol, Option<Option<Symbol>>) {
    (m.name(), (!m.is_exported()).then(|| m.pkg().map(Pkg::path)))
}

/// The order of methods in a type set.
pub fn compare_methods(a: Obj, b: Obj) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let exported = a.is_exported();
    b.is_exported().cmp(&exported).then_with(|| a.name().as_str().cmp(b.name().as_str())).then_with(|| {
        if exported {
            return Ordering::Equal;
        }
        let path = |o: Obj| o.pkg().map_or("", |p| p.path().as_str());
        path(a).cmp(path(b))
    })
}

thread_local! {
    /// Interfaces whose type set is being computed: an interface that embeds itself is an error found elsewhere.
    static BUSY: RefCell<Vec<Type>> = const { RefCell::new(Vec::new()) };
}

/// The type set of an interface type; of anything else, and of an interface that is not complete yet, that of `any`.
pub fn type_set(t: Type) -> &'static TypeSet {
    let TypeKind::Interface(iface) = t.kind() else { return &TOP };
    if let Some(set) = iface.type_set.get() {
        return set;
    }
    if iface.methods.get().is_none() || iface.embeddeds.get().is_none() {
        return &TOP;
    }
    let entered = BUSY.with_borrow_mut(|b| {
        let fresh = !b.contains(&t);
        if fresh {
            b.push(t);
        }
        fresh
    });
    if !entered {
        return &TOP;
    }
    let (set, complete) = compute(t);
    BUSY.with_borrow_mut(|b| b.pop());
    if complete {
        iface.type_set.get_or_init(|| set)
    } else {
        // Something embedded is still under construction: the set is good for now only.
        &INCOMPLETE[INCOMPLETE.push(set)]
    }
}

/// Type sets of interfaces whose parts are not complete: few, and only in erroneous or cyclic declarations.
static INCOMPLETE: boxcar::Vec<TypeSet> = boxcar::Vec::new();

/// Whether the parts of an embedded element are known.
fn is_complete(t: Type) -> bool {
    match unalias(t).kind() {
        TypeKind::Named(n) => n.orig.is_some() || n.from_rhs.get().is_some() || n.underlying.get().is_some(),
        TypeKind::Interface(i) => i.methods.get().is_some() && i.embeddeds.get().is_some(),
        _ => true,
    }
}

/// Whether a type of a package other than `pkg` is an interface that only constraints may be.
pub fn is_imported_constraint(t: Type, pkg: Pkg) -> bool {
    let Some(TypeKind::Named(n)) = as_named(t).map(|t| t.kind()) else { return false };
    if n.obj.pkg().is_none_or(|p| p == pkg) {
        return false;
    }
    let u = underlying(t);
    matches!(u.kind(), TypeKind::Interface(_)) && !type_set(u).is_method_set()
}

fn compute(t: Type) -> (TypeSet, bool) {
    let TypeKind::Interface(iface) = t.kind() else { return (TypeSet::default(), true) };
    let mut methods: Vec<Obj> = Vec::new();
    let mut complete = true;
    let mut known = FxHashSet::default();
    let mut add = |m: Obj| {
        if known.insert(identity(m)) {
            methods.push(m);
        }
    };
    iface.methods().iter().for_each(|&m| add(m));
    let mut terms: Terms = None;
    let mut comp = false;
    for &(typ, _) in iface.embeddeds() {
        let u = underlying(typ);
        complete &= is_complete(typ);
        let (t, c) = match u.kind() {
            TypeKind::Interface(_) => {
                complete &= is_complete(u);
                if iface.methods_only_in.is_some_and(|pkg| is_imported_constraint(typ, pkg)) {
                    continue;
                }
                let set = type_set(u);
                set.methods.iter().for_each(|&m| add(m));
                (set.terms.clone(), set.comparable)
            }
            _ if iface.methods_only_in.is_some() => continue,
            TypeKind::Union(_) => match union_terms_checked(u) {
                Some(t) => (t, false),
                None => continue,
            },
            _ if !is_valid(u) => continue,
            _ => (Some(vec![TypeTerm { tilde: false, typ }]), false),
        };
        (terms, comp) = intersect(terms, comp, &t, c);
    }
    methods.sort_by(|&a, &b| compare_methods(a, b));
    (TypeSet { methods, terms, comparable: comp }, complete)
}

/// Intersection of two term lists, each restricted to comparable types if so marked.
fn intersect(x: Terms, xcomp: bool, y: &Terms, ycomp: bool) -> (Terms, bool) {
    let mut terms = typeterm::intersect(x, y);
    let mut comp = xcomp || ycomp;
    if comp && let Some(t) = &mut terms {
        t.retain(|t| comparable_type(t.typ, false, &mut Vec::new()).is_none());
        comp = false;
    }
    (terms, comp)
}

/// The terms of a union type; empty when there are too many.
pub fn union_terms(t: Type) -> Terms {
    union_terms_checked(t).unwrap_or_else(|| Some(Vec::new()))
}

/// `None`: more terms than allowed.
fn union_terms_checked(t: Type) -> Option<Terms> {
    let TypeKind::Union(list) = t.kind() else { return Some(None) };
    let mut out: Terms = Some(Vec::new());
    for term in list {
        let u = underlying(term.typ);
        let terms = match u.kind() {
            TypeKind::Interface(_) => type_set(u).terms.clone(),
            _ if !is_valid(u) => continue,
            // No type has this as its underlying type: the empty set.
            _ if term.tilde && !identical(term.typ, u) => Some(Vec::new()),
            _ => Some(vec![TypeTerm { tilde: term.tilde, typ: term.typ }]),
        };
        out = typeterm::union(out, &terms);
        if out.as_ref().is_some_and(|t| t.len() > MAX_TERMS) {
            return None;
        }
    }
    Some(out)
}

/// Whether two lists of terms describe the same types.
pub fn terms_equal(x: Option<&[TypeTerm]>, y: Option<&[TypeTerm]>) -> bool {
    typeterm::subset(x, y) && typeterm::subset(y, x)
}

impl<'a> Checker<'a> {
    /// The type set of a declared interface, with the errors in it reported.
    pub fn compute_interface_type_set(&mut self, pos: Pos, t: Type) -> &'static TypeSet {
        if self.checked_interfaces.insert(t) {
            self.check_interface(pos, t);
        }
        type_set(t)
    }

    fn check_interface(&mut self, pos: Pos, t: Type) {
        let TypeKind::Interface(iface) = t.kind() else { return };
        if iface.methods.get().is_none() || iface.embeddeds.get().is_none() {
            return;
        }
        let go1_18 = GoVersion::go1(18);
        let mut seen: FxHashMap<_, (Obj, Pos)> = FxHashMap::default();
        for &m in iface.methods() {
            match seen.entry(identity(m)) {
                Entry::Occupied(e) => self.duplicate_method(m.pos(), m, e.get().1),
                Entry::Vacant(e) => {
                    e.insert((m, m.pos()));
                }
            }
        }
        for &(typ, epos) in iface.embeddeds() {
            let u = underlying(typ);
            match u.kind() {
                TypeKind::Interface(_) => {
                    if epos.is_known() && is_imported_constraint(typ, self.pkg) {
                        let s = self.type_string(typ);
                        if !self.verify_version(epos, go1_18, &format!("embedding constraint interface {s}")) {
                            continue;
                        }
                    }
                    let overlap_is_wrong = epos.is_known() && !self.allow_version(GoVersion::go1(14));
                    for &m in &type_set(u).methods {
                        let (o, other) = match seen.entry(identity(m)) {
                            Entry::Occupied(e) => *e.get(),
                            Entry::Vacant(e) => {
                                e.insert((m, epos));
                                continue;
                            }
                        };
                        if o != m || overlap_is_wrong {
                            self.later(move |c| {
                                if overlap_is_wrong || !identical(m.typ(), o.typ()) {
                                    c.duplicate_method(epos, m, other);
                                }
                            });
                        }
                    }
                }
                TypeKind::Union(_) => {
                    if epos.is_known() && !self.allow_version(go1_18) {
                        let s = self.type_string(u);
                        self.version_error(epos, go1_18, &format!("embedding interface element {s}"));
                    } else if union_terms_checked(u).is_none() {
                        let at = if epos.is_known() { epos } else { pos };
                        self.error(
                            at,
                            format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)"),
                        );
                    }
                }
                _ if !is_valid(u) => {}
                _ => {
                    if epos.is_known() && !self.allow_version(go1_18) {
                        let s = self.type_string(typ);
                        self.version_error(epos, go1_18, &format!("embedding non-interface type {s}"));
                    }
                }
            }
        }
    }

    fn duplicate_method(&mut self, pos: Pos, m: Obj, other: Pos) {
        let mut err = self.new_error();
        self.add_part(&mut err, pos, format!("duplicate method {}", m.name()));
        self.add_part(&mut err, other, format!("other declaration of method {}", m.name()));
        self.report(err);
    }
}
