//! Putting type arguments in the place of type parameters (specification: "Instantiations").
//!
//! What does not mention a type parameter of the map keeps its id.

use crate::named::{instance, origin, params_in_scope};
use crate::object::{Obj, ObjKind, VarKind};
use crate::ty::{Interface, Signature, Struct, Term, Type, TypeKind};

/// Type parameters and what replaces them.
pub struct SubstMap<'m> {
    from: &'m [Type],
    to: &'m [Type],
}

impl<'m> SubstMap<'m> {
    pub fn new(from: &'m [Type], to: &'m [Type]) -> SubstMap<'m> {
        SubstMap { from, to }
    }
    fn lookup(&self, t: Type) -> Option<Type> {
        let i = self.from.iter().position(|&p| p == t)?;
        self.to.get(i).copied()
    }
    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }
}

/// The type with the map applied.
pub fn subst(t: Type, map: &SubstMap<'_>) -> Type {
    // A step may make a type, and types stay.
    if map.is_empty() || !crate::budget::spend(8) {
        return t;
    }
    match t.kind() {
        TypeKind::Basic(_) => t,
        TypeKind::TypeParam(_) => map.lookup(t).unwrap_or(t),
        TypeKind::Signature(s) => {
            let (params, results) = (vars(s.params(), map), vars(s.results(), map));
            if params == s.params() && results == s.results() {
                return t;
            }
            let new = Signature::default();
            // Type parameters of a generic method stay; their constraints may mention the map's.
            let _ = new.tparams.set(s.tparams().to_vec());
            let _ = new.params.set(params);
            let _ = new.results.set(results);
            let _ = new.variadic.set(s.variadic());
            Type::new(TypeKind::Signature(Box::new(new)))
        }
        TypeKind::Union(terms) => {
            let new: Vec<Term> = terms.iter().map(|u| Term { tilde: u.tilde, typ: subst(u.typ, map) }).collect();
            if new.iter().zip(terms).all(|(a, b)| a.typ == b.typ) { t } else { Type::new(TypeKind::Union(new)) }
        }
        TypeKind::Interface(i) => subst_interface(t, i, map),
        TypeKind::Named(n) => {
            if n.targs.is_empty() {
                let params = if n.orig.is_none() { params_in_scope(t) } else { &[] };
                let targs: Vec<Type> = params.iter().map(|&p| subst(p, map)).collect();
                // A generic type itself stays.
                let stays = targs == params || !crate::named::type_params(t).is_empty();
                return if stays { t } else { instance(t, targs) };
            }
            let wanted = crate::named::type_params(origin(t)).len();
            if wanted > 0 && wanted != n.targs.len() {
                // That was reported where it stands.
                return Type::INVALID;
            }
            let targs: Vec<Type> = n.targs.iter().map(|&a| subst(a, map)).collect();
            if targs == n.targs { t } else { instance(origin(t), targs) }
        }
        TypeKind::Alias(a) => {
            if !a.targs.is_empty() {
                let targs: Vec<Type> = a.targs.iter().map(|&x| subst(x, map)).collect();
                return if targs == a.targs { t } else { crate::alias::instance(origin(t), targs) };
            }
            // An alias declared in a generic function may mention its type parameters.
            let rhs = crate::alias::actual(t);
            let new = subst(rhs, map);
            if new == rhs { t } else { new }
        }
        TypeKind::Array { .. }
        | TypeKind::Slice(_)
        | TypeKind::Pointer(_)
        | TypeKind::Chan { .. }
        | TypeKind::Map { .. }
        | TypeKind::Struct(_)
        | TypeKind::Tuple(_) => map_components(t, |t| subst(t, map)),
    }
}

/// An array, slice, pointer, channel, map, struct or tuple with the function applied to the types that it is made of; any other
/// type, or one of which nothing changes, is itself.
pub fn map_components(t: Type, f: impl Fn(Type) -> Type) -> Type {
    let changed = |old: Type, kind: &dyn Fn(Type) -> TypeKind| {
        let new = f(old);
        if old == new { t } else { Type::new(kind(new)) }
    };
    match t.kind() {
        &TypeKind::Array { elem, len } => changed(elem, &|elem| TypeKind::Array { elem, len }),
        &TypeKind::Slice(elem) => changed(elem, &TypeKind::Slice),
        &TypeKind::Pointer(elem) => changed(elem, &TypeKind::Pointer),
        &TypeKind::Chan { dir, elem } => changed(elem, &|elem| TypeKind::Chan { dir, elem }),
        TypeKind::Map { key, elem } => {
            let (k, e) = (f(*key), f(*elem));
            if (k, e) == (*key, *elem) { t } else { Type::new(TypeKind::Map { key: k, elem: e }) }
        }
        TypeKind::Struct(s) => {
            let fields = map_vars(&s.fields, f);
            if fields == s.fields {
                return t;
            }
            Type::new(TypeKind::Struct(Struct { fields, tags: s.tags.clone() }))
        }
        TypeKind::Tuple(list) => {
            let new = map_vars(list, f);
            if new == *list { t } else { Type::new(TypeKind::Tuple(new)) }
        }
        _ => t,
    }
}

/// Variables (parameters, fields) with the function applied to their types; those that change are new objects that name the old as
/// their origin.
pub fn map_vars(list: &[Obj], f: impl Fn(Type) -> Type) -> Vec<Obj> {
    let one = |&v: &Obj| {
        let new = f(v.typ());
        if new == v.typ() { v } else { var_of_type(v, new) }
    };
    list.iter().map(one).collect()
}

/// Variables with the map applied to their types.
pub fn vars(list: &[Obj], map: &SubstMap<'_>) -> Vec<Obj> {
    map_vars(list, |t| subst(t, map))
}

fn var_of_type(v: Obj, t: Type) -> Obj {
    let (kind, embedded) = match v.data().kind {
        ObjKind::Var { kind, embedded, .. } => (kind, embedded),
        _ => (VarKind::Local, false),
    };
    let origin = Some(v.origin().unwrap_or(v));
    Obj::new(ObjKind::Var { kind, embedded, origin }, v.name(), v.pkg(), v.pos(), Some(t))
}

fn subst_interface(t: Type, i: &Interface, map: &SubstMap<'_>) -> Type {
    let embeddeds: Vec<_> = i.embeddeds().iter().map(|&(e, pos)| (subst(e, map), pos)).collect();
    let sigs: Vec<Type> = i.methods().iter().map(|m| subst(m.typ(), map)).collect();
    let same_methods = i.methods().iter().zip(&sigs).all(|(m, &s)| m.typ() == s);
    let same_embeddeds = embeddeds.iter().zip(i.embeddeds()).all(|(a, b)| a.0 == b.0);
    if same_methods && same_embeddeds {
        return t;
    }
    let iface = Interface { implicit: i.implicit, ..Interface::default() };
    let _ = iface.embeddeds.set(embeddeds);
    let new = Type::new(TypeKind::Interface(Box::new(iface)));
    let methods = i.methods().iter().zip(sigs).map(|(&m, sig)| {
        let sig = with_receiver(sig, m, new);
        let origin = Some(m.origin().unwrap_or(m));
        let kind = ObjKind::Func { origin, ptr_recv: false.into() };
        Obj::new(kind, m.name(), m.pkg(), m.pos(), Some(sig))
    });
    if let TypeKind::Interface(iface) = new.kind() {
        let _ = iface.methods.set(methods.collect());
    }
    new
}

/// A copy of a method's signature with a receiver of type `recv`.
fn with_receiver(sig: Type, m: Obj, recv: Type) -> Type {
    let TypeKind::Signature(s) = sig.kind() else { return sig };
    let old = match m.typ().kind() {
        TypeKind::Signature(o) => o.recv(),
        _ => None,
    };
    let new = Signature::default();
    if let Some(old) = old {
        let _ = new.recv.set(var_of_type(old, recv));
    }
    let _ = new.tparams.set(s.tparams().to_vec());
    let _ = new.params.set(s.params().to_vec());
    let _ = new.results.set(s.results().to_vec());
    let _ = new.variadic.set(s.variadic());
    Type::new(TypeKind::Signature(Box::new(new)))
}

/// The signature of a method of the instance `recv`, from the generic type's method with its receiver type parameters mapped.
pub fn subst_signature(sig: Type, map: &SubstMap<'_>, recv: Type) -> Type {
    let TypeKind::Signature(s) = sig.kind() else { return sig };
    let new = Signature::default();
    if let Some(old) = s.recv() {
        let pointer = matches!(old.typ().kind(), TypeKind::Pointer(_));
        let t = if pointer { Type::pointer(recv) } else { recv };
        let _ = new.recv.set(var_of_type(old, t));
    }
    let (tparams, params, results) = method_parts(s, map);
    let _ = new.tparams.set(tparams);
    let _ = new.params.set(params);
    let _ = new.results.set(results);
    let _ = new.variadic.set(s.variadic());
    Type::new(TypeKind::Signature(Box::new(new)))
}

/// Parameters and results with the map applied. The own type parameters of a generic method are renewed when their constraints
/// mention the map's.
fn method_parts(s: &Signature, map: &SubstMap<'_>) -> (Vec<Type>, Vec<Obj>, Vec<Obj>) {
    let old = s.tparams();
    if old.is_empty() {
        return (Vec::new(), vars(s.params(), map), vars(s.results(), map));
    }
    let new: Vec<Type> = old
        .iter()
        .enumerate()
        .map(|(i, &p)| {
            let TypeKind::TypeParam(tp) = p.kind() else { return p };
            let obj = Obj::new(ObjKind::TypeName, tp.obj.name(), tp.obj.pkg(), tp.obj.pos(), None);
            Type::new_type_param(obj, Some(i), None)
        })
        .collect();
    let from: Vec<Type> = map.from.iter().chain(old).copied().collect();
    let to: Vec<Type> = map.to.iter().chain(&new).copied().collect();
    let both = SubstMap::new(&from, &to);
    for (&p, &q) in old.iter().zip(&new) {
        if let TypeKind::TypeParam(tp) = q.kind() {
            tp.bound.set(subst(crate::interface::bound(p), &both));
        }
    }
    (new, vars(s.params(), &both), vars(s.results(), &both))
}
