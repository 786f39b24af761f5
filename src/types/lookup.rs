//! Finding fields and methods, and telling which method is missing (specification: "Selectors", "Method sets", "Implementing an
//! interface").

use crate::check::Checker;
use crate::named::{has_pointer_receiver, method, origin_methods};
use crate::object::{Obj, ObjKind, is_exported};
use crate::package::Pkg;
use crate::predicates::{deref, deref_struct_ptr, identical, is_interface, is_type_param, is_valid, same_id};
use crate::ty::{Type, TypeKind};
use crate::typeset::{method_index, type_set};
use crate::under::{as_named, unalias, underlying};
use escape_source::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a look-up found.
#[derive(Default)]
pub struct Found {
    pub obj: Option<Obj>,
    /// Field indices on the way and the field's or method's own. Not empty without `obj`: ambiguous.
    pub index: Vec<usize>,
    /// A pointer was followed. Without `obj`: there is a method, but it needs a pointer or an addressable value.
    pub indirect: bool,
}

/// Types of which one is to be met only once.
#[derive(Default)]
pub struct Distinct {
    all: FxHashSet<Type>,
    /// Those that are not defined types without type arguments, by their declaration if they have one: only a comparison tells
    /// which are the same.
    others: FxHashMap<Option<Obj>, Vec<Type>>,
}

impl Distinct {
    /// Whether the type is new.
    pub fn insert(&mut self, t: Type) -> bool {
        let t = unalias(t);
        if !self.all.insert(t) {
            return false;
        }
        let declaration = match t.kind() {
            TypeKind::Named(n) if n.targs.is_empty() => return true,
            TypeKind::Named(n) => Some(n.obj),
            _ => None,
        };
        let others = self.others.entry(declaration).or_default();
        let fresh = !others.iter().any(|&v| identical(v, t));
        if fresh {
            others.push(t);
        }
        fresh
    }
}

/// The ways to the embedded types met: each is another's with one more field.
struct Ways(Vec<(Option<usize>, usize)>);

impl Ways {
    fn extend(&mut self, way: Option<usize>, field: usize) -> usize {
        self.0.push((way, field));
        self.0.len() - 1
    }

    /// The fields of a way, then `last`.
    fn path(&self, mut way: Option<usize>, last: usize) -> Vec<usize> {
        let mut path = vec![last];
        while let Some(w) = way {
            path.push(self.0[w].1);
            way = self.0[w].0;
        }
        path.reverse();
        path
    }
}

/// An embedded type at the depth being searched.
struct Embedded {
    typ: Type,
    /// Among the [`Ways`].
    way: Option<usize>,
    indirect: bool,
    /// Occurs more than once at this depth: what it has is ambiguous.
    multiple: bool,
}

/// The field or method `name` of a type, in the view of package `pkg`. With `fold_case`, the first that differs in case only will do.
pub fn lookup_field_or_method(t: Type, addressable: bool, pkg: Option<Pkg>, name: Symbol, fold_case: bool) -> Found {
    // A defined pointer type has its base's fields but no methods.
    if let Some(n) = as_named(t)
        && matches!(underlying(n).kind(), TypeKind::Pointer(_))
    {
        let found = search(underlying(n), false, pkg, name, fold_case);
        return match found.obj.map(|o| &o.data().kind) {
            Some(ObjKind::Func { .. }) => Found::default(),
            _ => found,
        };
    }
    search(t, addressable, pkg, name, fold_case)
}

fn search(t: Type, addressable: bool, pkg: Option<Pkg>, name: Symbol, fold_case: bool) -> Found {
    if name.as_str() == "_" {
        return Found::default();
    }
    let (typ, is_ptr) = deref(t);
    // A pointer to an interface has no methods.
    if is_ptr && matches!(underlying(typ).kind(), TypeKind::Interface(_)) {
        return Found::default();
    }
    let mut current = vec![Embedded { typ, way: None, indirect: is_ptr, multiple: false }];
    let mut seen = Distinct::default();
    let mut ways = Ways(Vec::new());
    while !current.is_empty() {
        let mut next: Vec<Embedded> = Vec::new();
        let mut found: Option<(Obj, Vec<usize>, bool)> = None;
        for e in &current {
            if let Some(n) = as_named(e.typ) {
                if !seen.insert(n) {
                    continue;
                }
                if let Some((i, _)) = method_index(&origin_methods(n), pkg, name, fold_case)
                    && let Some(m) = method(n, i)
                {
                    if found.is_some() || e.multiple {
                        return Found { obj: None, index: ways.path(e.way, i), indirect: false };
                    }
                    found = Some((m, ways.path(e.way, i), e.indirect));
                    continue;
                }
            }
            match underlying(e.typ).kind() {
                TypeKind::Struct(s) => {
                    for (i, &f) in s.fields.iter().enumerate() {
                        if same_id(f, pkg, name, fold_case) {
                            if found.is_some() || e.multiple {
                                return Found { obj: None, index: ways.path(e.way, i), indirect: false };
                            }
                            found = Some((f, ways.path(e.way, i), e.indirect));
                            continue;
                        }
                        // Deeper fields matter only as long as nothing was found here.
                        if found.is_none() && f.is_embedded() {
                            let (typ, is_ptr) = deref(f.typ());
                            next.push(Embedded {
                                typ,
                                way: Some(ways.extend(e.way, i)),
                                indirect: e.indirect || is_ptr,
                                multiple: e.multiple,
                            });
                        }
                    }
                }
                TypeKind::Interface(_) => {
                    if let Some((i, m)) = type_set(underlying(e.typ)).lookup_method(pkg, name, fold_case) {
                        if found.is_some() || e.multiple {
                            return Found { obj: None, index: ways.path(e.way, i), indirect: false };
                        }
                        found = Some((m, ways.path(e.way, i), e.indirect));
                    }
                }
                _ => {}
            }
        }
        if let Some((obj, index, indirect)) = found {
            let is_func = matches!(obj.data().kind, ObjKind::Func { .. });
            if is_func && has_pointer_receiver(obj) && !indirect && !addressable {
                return Found { obj: None, index: Vec::new(), indirect: true };
            }
            return Found { obj: Some(obj), index, indirect };
        }
        current = merge_multiples(next);
    }
    Found::default()
}

/// One entry per type; those that occur several times are marked.
fn merge_multiples(list: Vec<Embedded>) -> Vec<Embedded> {
    let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
    for e in list {
        match out.iter_mut().find(|o| identical(o.typ, e.typ)) {
            Some(o) => o.multiple = true,
            None => out.push(e),
        }
    }
    out
}

/// A pointer to an interface (or type parameter): a common mistake with a message of its own.
pub fn is_interface_ptr(t: Type) -> bool {
    matches!(underlying(t).kind(), TypeKind::Pointer(base) if is_interface(*base))
}

/// Why a type lacks a method.
enum Missing {
    NotFound,
    WrongName(Obj),
    Unexported,
    WrongSignature(Obj),
    Ambiguous,
    PointerReceiver,
    Field,
}

/// A method of `t` (an interface) that `v` lacks.
pub struct MissingMethod {
    pub method: Obj,
    /// `v` has one of that name, with another type or a pointer receiver.
    pub wrong_type: bool,
    why: Missing,
}

/// Looks for a method of interface `t` that `v` does not have. Not `static_`: interface `v` may have more methods at run time.
/// `prepare` makes a method's signature known.
pub fn missing_method(
    v: Type,
    t: Type,
    static_: bool,
    equivalent: &mut dyn FnMut(Type, Type) -> bool,
    prepare: &mut dyn FnMut(Obj),
) -> Option<MissingMethod> {
    let methods = &type_set(underlying(t)).methods;
    let fail = |method, why| {
        let wrong_type = matches!(why, Missing::WrongSignature(_) | Missing::PointerReceiver);
        Some(MissingMethod { method, wrong_type, why })
    };
    if methods.is_empty() {
        return None;
    }
    if matches!(underlying(v).kind(), TypeKind::Interface(_)) {
        let set = type_set(underlying(v));
        for &m in methods {
            match set.lookup_method(m.pkg(), m.name(), false) {
                None if !static_ => {}
                None => return fail(m, Missing::NotFound),
                Some((_, f)) if !equivalent(f.typ(), m.typ()) => return fail(m, Missing::WrongSignature(f)),
                _ => {}
            }
        }
        return None;
    }
    for &m in methods {
        let found = search(v, false, m.pkg(), m.name(), false);
        let Some(f) = found.obj else {
            if !found.index.is_empty() {
                return fail(m, Missing::Ambiguous);
            }
            if found.indirect {
                return fail(m, Missing::PointerReceiver);
            }
            let other = search(v, false, m.pkg(), m.name(), true).obj;
            let other = other.filter(|o| matches!(o.data().kind, ObjKind::Func { .. }));
            return match other {
                Some(f) if f.name() == m.name() => fail(m, Missing::Unexported),
                Some(f) => fail(m, Missing::WrongName(f)),
                None => fail(m, Missing::NotFound),
            };
        };
        if !matches!(f.data().kind, ObjKind::Func { .. }) {
            return fail(m, Missing::Field);
        }
        prepare(f);
        if !equivalent(f.typ(), m.typ()) {
            return fail(m, Missing::WrongSignature(f));
        }
    }
    None
}

/// An embedded field of invalid type may have had any method.
fn has_invalid_embedded_field(t: Type, seen: &mut Vec<Type>) -> bool {
    let u = underlying(deref_struct_ptr(t));
    let TypeKind::Struct(s) = u.kind() else { return false };
    if seen.contains(&u) {
        return false;
    }
    seen.push(u);
    s.fields.iter().any(|f| f.is_embedded() && (!is_valid(f.typ()) || has_invalid_embedded_field(f.typ(), seen)))
}

impl<'a> Checker<'a> {
    /// The first method of interface `t` that `v` lacks, by identity of signatures.
    pub fn missing_method(&mut self, v: Type, t: Type, static_: bool) -> Option<MissingMethod> {
        missing_method(v, t, static_, &mut identical, &mut |m| self.obj_decl(m))
    }

    /// Whether `v` has all methods of interface `t`; otherwise `cause` gets the reason in parentheses.
    pub fn has_all_methods(&mut self, v: Type, t: Type, static_: bool, cause: Option<&mut String>) -> bool {
        if !is_valid(v) {
            return true;
        }
        let Some(missing) = self.missing_method(v, t, static_) else { return true };
        if has_invalid_embedded_field(v, &mut Vec::new()) {
            return true;
        }
        if let Some(cause) = cause {
            *cause = self.missing_method_cause(v, t, &missing);
        }
        false
    }

    pub fn missing_method_cause(&mut self, v: Type, t: Type, missing: &MissingMethod) -> String {
        let m = missing.method;
        let name = m.name();
        match missing.why {
            Missing::NotFound if is_interface_ptr(v) => format!("({})", self.interface_ptr_error(v)),
            Missing::NotFound if is_interface_ptr(t) => format!("({})", self.interface_ptr_error(t)),
            Missing::NotFound => format!("(missing method {name})"),
            Missing::WrongName(f) => {
                self.obj_decl(f);
                let (have, want) = (self.func_string(f, false), self.func_string(m, false));
                format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Unexported => format!("(unexported method {name})"),
            Missing::WrongSignature(f) => {
                let (mut have, mut want) = (self.func_string(f, false), self.func_string(m, false));
                if have == want {
                    (have, want) = (self.func_string(f, true), self.func_string(m, true));
                }
                if have == want {
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Ambiguous => format!("(ambiguous selector {}.{name})", self.type_string(v)),
            Missing::PointerReceiver => format!("(method {name} has pointer receiver)"),
            Missing::Field => format!("({}.{name} is a field, not a method)", self.type_string(v)),
        }
    }

    pub fn interface_ptr_error(&self, t: Type) -> String {
        let shown = self.type_string(t);
        match underlying(t).kind() {
            TypeKind::Pointer(base) if is_type_param(*base) => {
                format!("type {shown} is pointer to type parameter, not type parameter")
            }
            _ => format!("type {shown} is pointer to interface, not interface"),
        }
    }

    /// Whether an interface value of type `v` may hold a `t`.
    pub fn assertable_to(&mut self, v: Type, t: Type, cause: Option<&mut String>) -> bool {
        is_interface(t) || self.has_all_methods(t, v, false, cause)
    }

    /// Why type `t` has no `sel`; `alt` is one of a similar name.
    pub fn lookup_error(&self, t: Type, sel: Symbol, alt: Option<Obj>, struct_lit: bool) -> String {
        #[derive(PartialEq)]
        enum Kind {
            Missing,
            Misspelled,
            Unexported,
            Inaccessible,
        }
        let shown = self.type_string(t);
        let alt_name = alt.map(Obj::name).unwrap_or_default();
        let tail = |s: &str| s.chars().skip(1).collect::<String>();
        let kind = match alt {
            None => Kind::Missing,
            Some(o) if o.pkg() == Some(self.pkg) => Kind::Misspelled,
            Some(_) if is_exported(&sel) && is_exported(&alt_name) => Kind::Misspelled,
            Some(_) if is_exported(&sel) && tail(&sel) == tail(&alt_name) => Kind::Unexported,
            Some(_) if is_exported(&sel) => Kind::Missing,
            Some(_) if is_exported(&alt_name) && tail(&sel) == tail(&alt_name) => Kind::Misspelled,
            Some(_) if sel == alt_name => Kind::Inaccessible,
            Some(_) => Kind::Missing,
        };
        if struct_lit {
            let head = format!("unknown field {sel} in struct literal of type {shown}");
            return match kind {
                Kind::Missing => head,
                Kind::Misspelled => format!("{head}, but does have {alt_name}"),
                Kind::Unexported => format!("{head}, but does have unexported {alt_name}"),
                Kind::Inaccessible => {
                    format!("cannot refer to unexported field {alt_name} in struct literal of type {shown}")
                }
            };
        }
        let what = match alt.map(|o| &o.data().kind) {
            Some(ObjKind::Var { .. }) => "field",
            Some(ObjKind::Func { .. }) => "method",
            _ => "object",
        };
        let head = format!("type {shown} has no field or method {sel}");
        match kind {
            Kind::Missing => head,
            Kind::Misspelled => format!("{head}, but does have {what} {alt_name}"),
            Kind::Unexported => format!("{head}, but does have unexported {what} {alt_name}"),
            Kind::Inaccessible => format!("cannot refer to unexported {what} {alt_name}"),
        }
    }
}
