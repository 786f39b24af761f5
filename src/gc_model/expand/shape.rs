//! Shapes: the types that stand for all types with one underlying type (facts.md §12.1).
//!
//! An instance of a generic type with a shape among its type arguments is itself shaped: all its arguments are shapes, so an
//! argument that is an instance with shapes becomes the shape of what it is declared as. Only while that declaration is being
//! read, in a recursive type, its underlying type is not known yet and the argument stays as it is.

use crate::ir::Unit;
use crate::print_type;
use crate::types::{has_shape, is_shape, parts};
use escape_source::{Pos, Symbol, intern};
use escape_types::named::{origin, params_in_scope, type_params};
use escape_types::predicates::identical;
use escape_types::subst::{map_components, map_vars};
use escape_types::ty::{Interface, Named, Signature, Term, TypeCell};
use escape_types::typeset::type_set;
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, Obj, ObjKind, Pkg, Type, TypeKind, budget};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{LazyLock, Mutex};

/// The shaped instances of generic types in one unit.
#[derive(Default)]
pub(crate) struct Table {
    named: FxHashMap<(Symbol, Vec<Symbol>), Type>,
    made: FxHashSet<Type>,
    /// Types whose declaration is being read.
    forward: Vec<Type>,
}

/// Shape types of the process, by the link string of what they are shapes of; of those only one for identical types.
static SHAPES: LazyLock<Mutex<FxHashMap<Symbol, Vec<Type>>>> = LazyLock::new(Mutex::default);

static SHAPE_PKG: LazyLock<Pkg> = LazyLock::new(|| {
    let p = Pkg::new(intern("go.shape"));
    let _ = p.data().name.set(intern("go.shape"));
    p
});

/// Long link strings are replaced by their hash.
fn shape_name(link: Symbol) -> Symbol {
    if link.len() <= 500 {
        return link;
    }
    let mut hash = <sha2::Sha256 as sha2::Digest>::digest(link.as_bytes());
    // gc's hash differs from SHA-256 in this.
    hash[0] ^= 0xff;
    intern(&hash.iter().map(|b| format!("{b:02x}")).collect::<String>())
}

/// The shape of a type argument for a type parameter.
pub(super) fn shape(u: &Unit, arg: Type, param: Type) -> Type {
    let arg = unalias(arg);
    if is_forward(u, arg) || u.is_over() {
        return arg;
    }
    let under = underlying(arg);
    // Recursive generic interfaces would never come to an end.
    if let (TypeKind::Interface(_), TypeKind::Named(n)) = (under.kind(), arg.kind())
        && has_shape(arg)
        && !n.targs.is_empty()
    {
        return arg;
    }
    let basic_constraint = match param.kind() {
        TypeKind::TypeParam(p) => p.bound.get().is_none_or(|b| {
            let set = type_set(underlying(b));
            set.terms.is_none() && !set.comparable
        }),
        _ => true,
    };
    let under = match under.kind() {
        TypeKind::Pointer(_) if basic_constraint => Type::pointer(Type::basic(BasicKind::Uint8)),
        _ => under,
    };
    let name = shape_name(print_type::link(u, under));
    // Link strings tell packages apart by their paths, which all programs of a run share.
    let mut new = None;
    loop {
        let known = SHAPES.lock().ok().and_then(|s| s.get(&name).cloned()).unwrap_or_default();
        // Comparing types may read declarations: not under the lock.
        if let Some(&t) = known.iter().find(|&&t| identical(underlying(t), under)) {
            return t;
        }
        let t = *new.get_or_insert_with(|| new_shape(name, under));
        let Ok(mut shapes) = SHAPES.lock() else { return t };
        let list = shapes.entry(name).or_default();
        if list.len() == known.len() {
            list.push(t);
            return t;
        }
        // Another thread was faster: perhaps with this one.
    }
}

fn new_shape(name: Symbol, under: Type) -> Type {
    let obj = Obj::new(ObjKind::TypeName, name, Some(*SHAPE_PKG), Pos::NONE, None);
    let t = Named {
        obj,
        orig: None,
        targs: Vec::new(),
        hash: 0,
        tparams: Default::default(),
        implicit: Default::default(),
        from_rhs: TypeCell::new(Some(under)),
        underlying: TypeCell::new(Some(under)),
        methods: Default::default(),
        expanded: Default::default(),
    };
    let t = Type::new(TypeKind::Named(Box::new(t)));
    obj.set_type(t);
    t
}

fn is_forward(u: &Unit, t: Type) -> bool {
    u.expander.shapes.borrow().forward.contains(&t)
}

/// The declaration of a type is being read from here on; [`end`] ends it.
pub(super) fn begin(u: &Unit, t: Type) {
    u.expander.shapes.borrow_mut().forward.push(t);
}

/// The declaration of the last type with [`begin`] has been read.
pub(super) fn end(u: &Unit) {
    u.expander.shapes.borrow_mut().forward.pop();
}

/// Type parameters and what they stand for: gc's type arguments, which are shapes where one of them is.
#[derive(Copy, Clone)]
pub(super) struct Map<'m> {
    pub from: &'m [Type],
    pub to: &'m [Type],
}

impl Map<'_> {
    pub const EMPTY: Map<'static> = Map { from: &[], to: &[] };
}

/// The type with its shaped instances as gc has them.
pub(super) fn reshape(u: &Unit, t: Type) -> Type {
    resolve(u, t, Map::EMPTY)
}

/// What a type is where its type parameters are replaced. Each instance on the way is one for shapes if a type argument has any;
/// so the spelling counts: an alias is an instance, too, and what it stands for has the shapes of its arguments.
pub(super) fn resolve(u: &Unit, t: Type, map: Map) -> Type {
    let has = parts(t);
    let replaces = !map.from.is_empty() && (has.spelled_param || has.local);
    if !replaces && (!has.shape || is_shape(t)) || !budget::spend(8) {
        return t;
    }
    match t.kind() {
        TypeKind::TypeParam(_) => {
            let i = map.from.iter().position(|&p| p == t);
            i.and_then(|i| map.to.get(i).copied()).unwrap_or(t)
        }
        TypeKind::Alias(a) if a.targs.is_empty() => {
            let rhs = a.from_rhs.get().unwrap_or_else(|| unalias(t));
            let new = resolve(u, rhs, map);
            if new == rhs { t } else { new }
        }
        TypeKind::Alias(_) => {
            let (rhs, targs) = alias(u, t, map);
            resolve(u, rhs, Map { from: type_params(origin(t)), to: &targs })
        }
        TypeKind::Signature(s) => {
            let (params, results) =
                (map_vars(s.params(), |t| resolve(u, t, map)), map_vars(s.results(), |t| resolve(u, t, map)));
            if params == s.params() && results == s.results() {
                return t;
            }
            let new = Signature::default();
            if let Some(r) = s.recv() {
                let _ = new.recv.set(r);
            }
            let _ = new.tparams.set(s.tparams().to_vec());
            let _ = new.params.set(params);
            let _ = new.results.set(results);
            let _ = new.variadic.set(s.variadic());
            Type::new(TypeKind::Signature(Box::new(new)))
        }
        TypeKind::Interface(i) => interface(u, t, i, map),
        TypeKind::Union(terms) => {
            let new = terms.iter().map(|u_| Term { tilde: u_.tilde, typ: resolve(u, u_.typ, map) });
            Type::new(TypeKind::Union(new.collect()))
        }
        TypeKind::Named(_) if u.expander.shapes.borrow().made.contains(&t) => t,
        TypeKind::Named(n) => {
            // A type declared in a generic function has that one's type arguments.
            let implicit = if n.orig.is_none() { params_in_scope(t) } else { &[] };
            let declared = if n.targs.is_empty() { implicit } else { &n.targs };
            let targs: Vec<Type> = declared.iter().map(|&a| resolve(u, a, map)).collect();
            if targs.iter().any(|&a| has_shape(a)) {
                return instance(u, origin(t), n.obj, &targs);
            }
            // A generic type itself stays.
            if targs == declared || n.targs.is_empty() && !type_params(t).is_empty() {
                return t;
            }
            let known = escape_types::named::instance(origin(t), targs.clone());
            // An alias may leave out type arguments: what has type parameters in its spelling can be the same type.
            if parts(known).spelled_param { new_instance(u, origin(t), n.obj, targs) } else { known }
        }
        _ => map_components(t, |t| resolve(u, t, map)),
    }
}

fn interface(u: &Unit, t: Type, i: &Interface, map: Map) -> Type {
    let embeddeds: Vec<_> = i.embeddeds().iter().map(|&(e, pos)| (resolve(u, e, map), pos)).collect();
    let types: Vec<Type> = i.methods().iter().map(|m| resolve(u, m.typ(), map)).collect();
    let same = i.methods().iter().zip(&types).all(|(m, &t)| m.typ() == t)
        && embeddeds.iter().zip(i.embeddeds()).all(|(a, b)| a.0 == b.0);
    if same {
        return t;
    }
    let methods = i.methods().iter().zip(types).map(|(&m, typ)| {
        let origin = Some(m.origin().unwrap_or(m));
        Obj::new(ObjKind::Func { origin, ptr_recv: false.into() }, m.name(), m.pkg(), m.pos(), Some(typ))
    });
    let new = Interface { implicit: i.implicit, ..Interface::default() };
    let _ = new.methods.set(methods.collect());
    let _ = new.embeddeds.set(embeddeds);
    Type::new(TypeKind::Interface(Box::new(new)))
}

/// What a generic alias stands for in its declaration, and the type arguments that it has there.
pub(super) fn alias(u: &Unit, t: Type, map: Map) -> (Type, Vec<Type>) {
    let orig = origin(t);
    let TypeKind::Alias(declared) = orig.kind() else { return (t, Vec::new()) };
    let rhs = declared.from_rhs.get().unwrap_or_else(|| unalias(orig));
    let mut targs: Vec<Type> = escape_types::named::type_args(t).iter().map(|&a| resolve(u, a, map)).collect();
    if targs.iter().any(|&a| has_shape(a)) {
        targs = targs.iter().zip(type_params(orig)).map(|(&a, &p)| shape(u, a, p)).collect();
    }
    (rhs, targs)
}

/// The instance for shapes of an instance.
pub(super) fn shaped(u: &Unit, t: Type) -> Type {
    match t.kind() {
        TypeKind::Named(n) if !n.targs.is_empty() => instance(u, origin(t), n.obj, &n.targs),
        _ => t,
    }
}

/// The shaped instance with exactly those type arguments, which are not all shapes where one of them was still being read.
pub(super) fn made(u: &Unit, orig: Type, targs: &[Type]) -> Option<Type> {
    let name = (print_type::link(u, orig), print_type::links(u, targs));
    u.expander.shapes.borrow().named.get(&name).copied()
}

/// The shaped instance; its declaration is read when it is first asked for.
fn instance(u: &Unit, orig: Type, obj: Obj, targs: &[Type]) -> Type {
    let params = params_in_scope(orig);
    let targs: Vec<Type> = targs.iter().zip(params).map(|(&a, &p)| shape(u, a, p)).collect();
    new_instance(u, orig, obj, targs)
}

/// The unit's own instance with exactly those type arguments.
fn new_instance(u: &Unit, orig: Type, obj: Obj, targs: Vec<Type>) -> Type {
    let name = (print_type::link(u, orig), print_type::links(u, &targs));
    if let Some(&t) = u.expander.shapes.borrow().named.get(&name) {
        return t;
    }
    let new = Type::new(TypeKind::Named(Box::new(Named {
        obj,
        orig: Some(orig),
        targs: targs.clone(),
        hash: escape_types::named::instance_hash(orig, &targs),
        tparams: Default::default(),
        implicit: Default::default(),
        from_rhs: Default::default(),
        underlying: Default::default(),
        methods: Default::default(),
        expanded: Default::default(),
    })));
    {
        let mut table = u.expander.shapes.borrow_mut();
        table.named.insert(name, new);
        table.made.insert(new);
        table.forward.push(new);
    }
    let under = resolve(u, underlying(orig), Map { from: params_in_scope(orig), to: &targs });
    if let TypeKind::Named(new) = new.kind() {
        new.from_rhs.set(under);
        new.underlying.set(under);
    }
    u.expander.shapes.borrow_mut().forward.pop();
    new
}
