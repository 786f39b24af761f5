//! What kind of type a type is, and when two types are the same (specification: "Type identity", "Comparison operators").
//!
//! `is_x` predicates are about one type and false for type parameters; `all_x` predicates look into a type parameter's type
//! set.

use crate::object::Obj;
use crate::package::Pkg;
use crate::ty::{BasicKind, Named, Signature, Type, TypeKind};
use crate::typeset::{self, terms_equal};
use crate::under::{Cause, as_named, terms_are, unalias, under_is, underlying};
use bitflags::bitflags;
use escape_source::Symbol;

bitflags! {
    /// Properties of basic types.
    #[derive(Copy, Clone, PartialEq, Eq, Debug)]
    pub struct BasicInfo: u8 {
        const BOOLEAN = 1;
        const INTEGER = 2;
        const UNSIGNED = 4;
        const FLOAT = 8;
        const COMPLEX = 16;
        const STRING = 32;
        const UNTYPED = 64;
        const ORDERED = Self::INTEGER.bits() | Self::FLOAT.bits() | Self::STRING.bits();
        const NUMERIC = Self::INTEGER.bits() | Self::FLOAT.bits() | Self::COMPLEX.bits();
        const CONST_TYPE = Self::BOOLEAN.bits() | Self::NUMERIC.bits() | Self::STRING.bits();
    }
}

impl BasicKind {
    pub fn info(self) -> BasicInfo {
        use BasicKind::*;
        match self {
            Invalid | UnsafePointer => BasicInfo::empty(),
            Bool => BasicInfo::BOOLEAN,
            Int | Int8 | Int16 | Int32 | Int64 => BasicInfo::INTEGER,
            Uint | Uint8 | Uint16 | Uint32 | Uint64 | Uintptr => BasicInfo::INTEGER | BasicInfo::UNSIGNED,
            Float32 | Float64 => BasicInfo::FLOAT,
            Complex64 | Complex128 => BasicInfo::COMPLEX,
            String => BasicInfo::STRING,
            UntypedBool => BasicInfo::BOOLEAN | BasicInfo::UNTYPED,
            UntypedInt | UntypedRune => BasicInfo::INTEGER | BasicInfo::UNTYPED,
            UntypedFloat => BasicInfo::FLOAT | BasicInfo::UNTYPED,
            UntypedComplex => BasicInfo::COMPLEX | BasicInfo::UNTYPED,
            UntypedString => BasicInfo::STRING | BasicInfo::UNTYPED,
            UntypedNil => BasicInfo::UNTYPED,
        }
    }
}

/// The basic kind of `t`'s underlying type.
pub fn basic_kind(t: Type) -> Option<BasicKind> {
    match underlying(t).kind() {
        TypeKind::Basic(k) => Some(*k),
        _ => None,
    }
}

pub fn is_valid(t: Type) -> bool {
    if t == Type::INVALID {
        return false;
    }
    // What an alias under construction stands for is not known yet: nothing is wrong with it so far.
    let mut at = t;
    for _ in 0..1000 {
        match at.kind() {
            TypeKind::Alias(a) => match a.actual.get().or(a.from_rhs.get()) {
                Some(rhs) => at = rhs,
                None => {
                    a.obj.fill();
                    match a.from_rhs.get() {
                        Some(rhs) => at = rhs,
                        None => return true,
                    }
                }
            },
            _ => return at != Type::INVALID,
        }
    }
    false
}

/// Whether `t`'s underlying type is a basic type with one of the properties.
pub fn is_basic(t: Type, info: BasicInfo) -> bool {
    basic_kind(t).is_some_and(|k| k.info().intersects(info))
}

pub fn is_boolean(t: Type) -> bool {
    is_basic(t, BasicInfo::BOOLEAN)
}
pub fn is_integer(t: Type) -> bool {
    is_basic(t, BasicInfo::INTEGER)
}
pub fn is_unsigned(t: Type) -> bool {
    is_basic(t, BasicInfo::UNSIGNED)
}
pub fn is_float(t: Type) -> bool {
    is_basic(t, BasicInfo::FLOAT)
}
pub fn is_complex(t: Type) -> bool {
    is_basic(t, BasicInfo::COMPLEX)
}
pub fn is_numeric(t: Type) -> bool {
    is_basic(t, BasicInfo::NUMERIC)
}
pub fn is_string(t: Type) -> bool {
    is_basic(t, BasicInfo::STRING)
}
pub fn is_integer_or_float(t: Type) -> bool {
    is_basic(t, BasicInfo::INTEGER | BasicInfo::FLOAT)
}
pub fn is_const_type(t: Type) -> bool {
    is_basic(t, BasicInfo::CONST_TYPE)
}

/// [`is_basic`] for every type of a type parameter's type set (false if that has no specific types).
pub fn all_basic(t: Type, info: BasicInfo) -> bool {
    if is_type_param(t) {
        return terms_are(unalias(t), |term| term.is_some_and(|term| is_basic(term.typ, info)));
    }
    is_basic(t, info)
}

pub fn all_boolean(t: Type) -> bool {
    all_basic(t, BasicInfo::BOOLEAN)
}
pub fn all_integer(t: Type) -> bool {
    all_basic(t, BasicInfo::INTEGER)
}
pub fn all_unsigned(t: Type) -> bool {
    all_basic(t, BasicInfo::UNSIGNED)
}
pub fn all_numeric(t: Type) -> bool {
    all_basic(t, BasicInfo::NUMERIC)
}
pub fn all_string(t: Type) -> bool {
    all_basic(t, BasicInfo::STRING)
}
pub fn all_ordered(t: Type) -> bool {
    all_basic(t, BasicInfo::ORDERED)
}
pub fn all_numeric_or_string(t: Type) -> bool {
    all_basic(t, BasicInfo::NUMERIC | BasicInfo::STRING)
}

/// Predeclared types, defined types and type parameters have names.
pub fn has_name(t: Type) -> bool {
    matches!(unalias(t).kind(), TypeKind::Basic(_) | TypeKind::Named(_) | TypeKind::TypeParam(_))
}

/// Neither a defined type nor a type parameter; basic types count as literals.
pub fn is_type_lit(t: Type) -> bool {
    !matches!(unalias(t).kind(), TypeKind::Named(_) | TypeKind::TypeParam(_))
}

pub fn is_typed(t: Type) -> bool {
    !is_untyped(t)
}
pub fn is_untyped(t: Type) -> bool {
    matches!(t.kind(), TypeKind::Basic(k) if k.info().contains(BasicInfo::UNTYPED))
}
pub fn is_untyped_numeric(t: Type) -> bool {
    matches!(t.kind(), TypeKind::Basic(k) if k.info().contains(BasicInfo::UNTYPED) && k.info().intersects(BasicInfo::NUMERIC))
}

/// Whether the underlying type is an interface; true for type parameters.
pub fn is_interface(t: Type) -> bool {
    matches!(underlying(t).kind(), TypeKind::Interface(_))
}
pub fn is_non_type_param_interface(t: Type) -> bool {
    !is_type_param(t) && is_interface(t)
}
pub fn is_type_param(t: Type) -> bool {
    matches!(unalias(t).kind(), TypeKind::TypeParam(_))
}
pub fn is_pointer(t: Type) -> bool {
    matches!(underlying(t).kind(), TypeKind::Pointer(_))
}

/// Whether `t` is a type parameter whose type set is known to be empty.
pub fn has_empty_type_set(t: Type) -> bool {
    let TypeKind::TypeParam(p) = unalias(t).kind() else { return false };
    let Some(bound) = p.bound.get() else { return false };
    let u = match unalias(bound).kind() {
        TypeKind::Named(n) => n.underlying.get(),
        _ => Some(underlying(bound)),
    };
    match u.map(|u| u.kind()) {
        Some(TypeKind::Interface(i)) => i.type_set.get().is_some_and(|s| s.is_empty()),
        _ => false,
    }
}

/// A generic type that is not instantiated. Signatures are not meant.
pub fn is_generic(t: Type) -> bool {
    if let TypeKind::Alias(a) = t.kind()
        && a.orig.is_none()
        && a.targs.is_empty()
        && !crate::named::type_params(t).is_empty()
    {
        return true;
    }
    match unalias(t).kind() {
        TypeKind::Named(n) => n.orig.is_none() && !crate::named::type_params(unalias(t)).is_empty(),
        _ => false,
    }
}

/// Whether values of the type can be compared (specification: "Comparison operators"); interfaces can.
pub fn comparable(t: Type) -> bool {
    comparable_type(t, true, &mut Vec::new()).is_none()
}

/// Whether values of the type can be compared without a panic.
pub fn strictly_comparable(t: Type) -> bool {
    comparable_type(t, false, &mut Vec::new()).is_none()
}

/// Why values of the type cannot be compared; `None` if they can. With `dynamic`, interfaces that are no type parameters can.
/// `seen` cuts recursion.
pub fn comparable_type(t: Type, dynamic: bool, seen: &mut Vec<Type>) -> Option<Cause> {
    if seen.contains(&t) {
        return None;
    }
    let u = underlying(t);
    match u.kind() {
        TypeKind::Basic(BasicKind::UntypedNil) => return Some(Cause::new("", &[])),
        TypeKind::Basic(_) | TypeKind::Pointer(_) | TypeKind::Chan { .. } => {}
        TypeKind::Struct(s) => {
            seen.push(t);
            for f in &s.fields {
                if comparable_type(f.typ(), dynamic, seen).is_some() {
                    return Some(Cause::new("struct containing %s cannot be compared", &[f.typ()]));
                }
            }
        }
        TypeKind::Array { elem, .. } => {
            seen.push(t);
            if comparable_type(*elem, dynamic, seen).is_some() {
                return Some(Cause::new("%s cannot be compared", &[t]));
            }
        }
        TypeKind::Interface(_) => {
            seen.push(t);
            if dynamic && !is_type_param(t) {
                return None;
            }
            let set = typeset::type_set(u);
            if set.is_comparable(seen) {
                return None;
            }
            let text = if set.is_empty() { "empty type set" } else { "incomparable types in type set" };
            return Some(Cause::new(text, &[]));
        }
        _ => return Some(Cause::new("", &[])),
    }
    None
}

/// Whether `nil` is a value of the type.
pub fn has_nil(t: Type) -> bool {
    match underlying(t).kind() {
        TypeKind::Basic(k) => *k == BasicKind::UnsafePointer,
        TypeKind::Slice(_)
        | TypeKind::Pointer(_)
        | TypeKind::Signature(_)
        | TypeKind::Map { .. }
        | TypeKind::Chan { .. } => true,
        TypeKind::Interface(_) => !is_type_param(t) || under_is(t, |u| u.is_some_and(has_nil)),
        _ => false,
    }
}

/// Packages are the same when their paths are.
pub fn same_pkg(a: Option<Pkg>, b: Option<Pkg>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b || a.path() == b.path(),
        (a, b) => a == b,
    }
}

/// Whether the object has the identity (package, name) (specification: "Uniqueness of identifiers"). With `fold_case`, names that
/// differ in case only are the same, whatever their packages.
pub fn same_id(obj: Obj, pkg: Option<Pkg>, name: Symbol, fold_case: bool) -> bool {
    if fold_case && equal_fold(&obj.name(), &name) {
        return true;
    }
    obj.name() == name && (obj.is_exported() || same_pkg(obj.pkg(), pkg))
}

/// Equal but for case.
pub fn equal_fold(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

/// Specification: "Type identity".
pub fn identical(x: Type, y: Type) -> bool {
    x == y || Comparer::default().identical(x, y)
}

/// Identity but for struct tags.
pub fn identical_ignore_tags(x: Type, y: Type) -> bool {
    x == y || Comparer { ignore_tags: true, ..Comparer::default() }.identical(x, y)
}

/// Identity, where an invalid type is identical to any.
pub fn identical_or_invalid(x: Type, y: Type) -> bool {
    x == y || Comparer { ignore_invalids: true, ..Comparer::default() }.identical(x, y)
}

/// Whether two lists are pairwise identical.
pub fn identical_lists(x: &[Type], y: &[Type]) -> bool {
    x.len() == y.len() && x.iter().zip(y).all(|(&a, &b)| identical(a, b))
}

/// Whether two defined types come from the same declaration.
pub fn identical_origin(x: &Named, y: &Named) -> bool {
    x.obj == y.obj
}

#[derive(Default)]
struct Comparer {
    ignore_tags: bool,
    ignore_invalids: bool,
    /// Pairs of interfaces being compared: only through them can a comparison run in a circle.
    pairs: Vec<(Type, Type)>,
}

impl Comparer {
    fn identical(&mut self, x: Type, y: Type) -> bool {
        let (x, y) = (unalias(x), unalias(y));
        if x == y {
            return true;
        }
        if !crate::budget::spend(1) {
            return false;
        }
        if self.ignore_invalids && (x == Type::INVALID || y == Type::INVALID) {
            return true;
        }
        match (x.kind(), y.kind()) {
            (TypeKind::Basic(a), TypeKind::Basic(b)) => a == b,
            (TypeKind::Array { elem: a, len: m }, TypeKind::Array { elem: b, len: n }) => {
                (*m < 0 || *n < 0 || m == n) && self.identical(*a, *b)
            }
            (TypeKind::Slice(a), TypeKind::Slice(b)) => self.identical(*a, *b),
            (TypeKind::Pointer(a), TypeKind::Pointer(b)) => self.identical(*a, *b),
            (TypeKind::Struct(a), TypeKind::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields.iter().zip(&b.fields).enumerate().all(|(i, (f, g))| {
                        f.is_embedded() == g.is_embedded()
                            && (self.ignore_tags || a.tag(i) == b.tag(i))
                            && same_id(*f, g.pkg(), g.name(), false)
                            && self.identical(f.typ(), g.typ())
                    })
            }
            (TypeKind::Tuple(a), TypeKind::Tuple(b)) => self.vars(a, b),
            (TypeKind::Signature(a), TypeKind::Signature(b)) => self.signatures(a, b),
            (TypeKind::Union(_), TypeKind::Union(_)) => {
                let (a, b) = (typeset::union_terms(x), typeset::union_terms(y));
                terms_equal(a.as_deref(), b.as_deref())
            }
            (TypeKind::Interface(_), TypeKind::Interface(_)) => self.interfaces(x, y),
            (TypeKind::Map { key: a, elem: b }, TypeKind::Map { key: c, elem: d }) => {
                self.identical(*a, *c) && self.identical(*b, *d)
            }
            (TypeKind::Chan { dir: a, elem: b }, TypeKind::Chan { dir: c, elem: d }) => {
                a == c && self.identical(*b, *d)
            }
            (TypeKind::Named(a), TypeKind::Named(b)) => identical_origin(a, b) && identical_lists(&a.targs, &b.targs),
            _ => false,
        }
    }

    fn vars(&mut self, a: &[Obj], b: &[Obj]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(v, w)| self.identical(v.typ(), w.typ()))
    }

    fn signatures(&mut self, a: &Signature, b: &Signature) -> bool {
        let (at, bt) = (a.tparams(), b.tparams());
        if at.len() != bt.len() || a.variadic() != b.variadic() {
            return false;
        }
        if at.is_empty() {
            return self.vars(a.params(), b.params()) && self.vars(a.results(), b.results());
        }
        // Type parameters are the same modulo renaming.
        let map = crate::subst::SubstMap::new(bt, at);
        for (&p, &q) in at.iter().zip(bt) {
            let (p, q) = (crate::interface::bound(p), crate::interface::bound(q));
            if !self.identical(p, crate::subst::subst(q, &map)) {
                return false;
            }
        }
        let (params, results) = (crate::subst::vars(b.params(), &map), crate::subst::vars(b.results(), &map));
        self.vars(a.params(), &params) && self.vars(a.results(), &results)
    }

    fn interfaces(&mut self, x: Type, y: Type) -> bool {
        let (xs, ys) = (typeset::type_set(x), typeset::type_set(y));
        if xs.comparable != ys.comparable
            || xs.methods.len() != ys.methods.len()
            || !terms_equal(xs.terms.as_deref(), ys.terms.as_deref())
        {
            return false;
        }
        if xs.methods.iter().zip(&ys.methods).any(|(f, g)| !same_id(*f, g.pkg(), g.name(), false)) {
            return false;
        }
        if self.pairs.contains(&(x, y)) || self.pairs.contains(&(y, x)) {
            return true;
        }
        self.pairs.push((x, y));
        let same = xs.methods.iter().zip(&ys.methods).all(|(f, g)| self.identical(f.typ(), g.typ()));
        self.pairs.pop();
        same
    }
}

/// The type an untyped constant or value gets by default (specification: "Constants"); other types unchanged.
pub fn default_type(t: Type) -> Type {
    let TypeKind::Basic(k) = t.kind() else { return t };
    match k {
        BasicKind::UntypedBool => Type::basic(BasicKind::Bool),
        BasicKind::UntypedInt => Type::basic(BasicKind::Int),
        BasicKind::UntypedRune => crate::universe::universe().rune,
        BasicKind::UntypedFloat => Type::basic(BasicKind::Float64),
        BasicKind::UntypedComplex => Type::basic(BasicKind::Complex128),
        BasicKind::UntypedString => Type::basic(BasicKind::String),
        _ => t,
    }
}

/// The larger of two untyped numeric types, or the type that both are; `None` otherwise.
pub fn max_type(x: Type, y: Type) -> Option<Type> {
    if x == y {
        return Some(x);
    }
    match (x.kind(), y.kind()) {
        (TypeKind::Basic(a), TypeKind::Basic(b)) if is_untyped_numeric(x) && is_untyped_numeric(y) => {
            Some(if *a as u32 > *b as u32 { x } else { y })
        }
        _ => None,
    }
}

/// The base of a pointer type that is no defined type, and whether it is one; else the type itself.
pub fn deref(t: Type) -> (Type, bool) {
    match unalias(t).kind() {
        TypeKind::Pointer(base) => (*base, true),
        _ => (t, false),
    }
}

/// The struct type's type that a pointer points to; other types unchanged.
pub fn deref_struct_ptr(t: Type) -> Type {
    if let TypeKind::Pointer(base) = underlying(t).kind()
        && matches!(underlying(*base).kind(), TypeKind::Struct(_))
    {
        return *base;
    }
    t
}

/// A named type with type arguments, or the like: whether `t` is declared in terms of `origin`.
pub fn is_instance_of(t: Type, origin: Type) -> bool {
    as_named(t).is_some_and(|n| crate::named::origin(n) == origin)
}
