//! What naming a dictionary reads (facts.md §12.2): a dictionary of concrete type arguments holds the types that the generic
//! code needs at run time and the dictionaries of what it calls, so all of these are read, as in the generic code but for
//! those arguments.

use super::generics::{Inst, mentions_type_param, origin, type_params};
use super::reading::{Scope, touch};
use crate::ir::{Declaration, Unit};
use crate::print_type;
use escape_syntax::ast::{DeclId, ExprId, ExprKind};
use escape_types::named::{origin_methods, type_args};
use escape_types::under::unalias;
use escape_types::{Mode, Obj, ObjKind, Type, TypedPackage};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;
use std::sync::Arc;

type ExprsOfDecls = FxHashMap<DeclId, Vec<ExprId>>;

/// Dictionaries that have been read, and where expressions stand in trees with generic code, by the tree's address.
#[derive(Default)]
pub(crate) struct Dictionaries {
    read: FxHashSet<(Obj, String)>,
    /// With the tree, so that it keeps its address.
    exprs: FxHashMap<*const TypedPackage, (Arc<TypedPackage>, Rc<ExprsOfDecls>)>,
}

/// Reads the dictionary of a generic function, or of the generic type that a method belongs to, with those type arguments.
pub(crate) fn read(u: &mut Unit, obj: Obj, targs: &[Type]) {
    let receiver = print_type::receiver_type(obj).map(|r| unalias(super::expr::pointee(r).unwrap_or(r)));
    let of_type = receiver.filter(|&t| type_args(t).len() == targs.len());
    let bodies = match of_type {
        Some(t) => origin_methods(t).into_iter().filter(|&m| type_params(m).len() == targs.len()).collect(),
        None => vec![obj],
    };
    let Some(&first) = bodies.first() else { return };
    if !u.expander.dictionaries.read.insert((first, print_type::targs(u, targs))) {
        return;
    }
    let (mut calls, mut types) = (Vec::new(), Vec::new());
    for m in bodies {
        let inst = Inst::new(type_params(m), targs.to_vec());
        let sig = super::decl::signature(m.typ());
        let params = sig.map(|s| s.recv().into_iter().chain(s.params().to_vec()).chain(s.results().to_vec()));
        types.extend(params.into_iter().flatten().map(|v| v.typ()).filter(is_derived).map(|t| inst.subst(u, t)));
        let Some(Declaration { typed, id }) = u.declaration(m) else { continue };
        let exprs = exprs_of_decls(u, &typed);
        let Some(list) = exprs.get(&id) else { continue };
        for &e in list {
            if let Some(t) = needed_at_run_time(&typed, e) {
                types.push(inst.subst(u, t));
            }
            if let Some((callee, args)) = generic_callee(&typed, e) {
                calls.push((callee, args.into_iter().map(|t| inst.subst(u, t)).collect::<Vec<_>>()));
            }
        }
    }
    let number = u.expander.dictionaries.read.len() as u32;
    let old = u.enter_scope(Scope::Instance(u32::MAX / 2 + number));
    for (callee, args) in calls {
        for &t in &args {
            touch(u, t);
        }
        read(u, callee, &args);
    }
    for t in types {
        touch(u, t);
    }
    u.enter_scope(old);
}

fn is_derived(t: &Type) -> bool {
    mentions_type_param(*t, 0)
}

/// The type of a variable, literal, assertion or predeclared function's result, if it depends on type parameters.
fn needed_at_run_time(typed: &TypedPackage, e: ExprId) -> Option<Type> {
    let t = match &typed.ast.exprs[e].kind {
        ExprKind::Name(_) => match typed.info.defs[e] {
            Some(o) if matches!(o.data().kind, ObjKind::Var { .. }) => Some(o.typ()),
            _ => None,
        },
        ExprKind::CompositeLit { .. } | ExprKind::TypeAssert { .. } => typed.info.types[e].typ,
        ExprKind::Call { fun, .. } => match typed.info.types[typed.ast.unparen(*fun)].mode {
            Mode::Type | Mode::Builtin => typed.info.types[e].typ,
            _ => None,
        },
        _ => None,
    };
    t.filter(is_derived)
}

/// The generic function or method that an expression names, with type arguments that depend on type parameters.
fn generic_callee(typed: &TypedPackage, e: ExprId) -> Option<(Obj, Vec<Type>)> {
    let (obj, targs) = match typed.info.selections.get(&e) {
        Some(s) => {
            let recv = print_type::receiver_type(s.obj)?;
            let t = unalias(super::expr::pointee(recv).unwrap_or(recv));
            (s.obj, type_args(t).to_vec())
        }
        None => {
            let i = typed.info.instances.get(&e)?;
            (typed.info.uses[e]?, i.targs.clone())
        }
    };
    let obj = origin(obj);
    let fits = matches!(obj.data().kind, ObjKind::Func { .. }) && type_params(obj).len() == targs.len();
    (fits && targs.iter().any(is_derived)).then_some((obj, targs))
}

/// The expressions of each function declaration of a tree.
fn exprs_of_decls(u: &mut Unit, typed: &Arc<TypedPackage>) -> Rc<ExprsOfDecls> {
    let key = Arc::as_ptr(typed);
    if let Some((_, r)) = u.expander.dictionaries.exprs.get(&key) {
        return r.clone();
    }
    let mut out: ExprsOfDecls = FxHashMap::default();
    let ast = &typed.ast;
    let mut at: Option<DeclId> = None;
    for (e, x) in ast.exprs.iter() {
        let inside = |d: DeclId| {
            let decl = &ast.decls[d];
            decl.pos.file == x.pos.file && decl.start <= x.pos.offset && x.pos.offset <= decl.end
        };
        if !at.is_some_and(inside) {
            let Some(file) = ast.files.iter().find(|f| f.id == x.pos.file) else { continue };
            let i = file.decls.partition_point(|&d| ast.decls[d].start <= x.pos.offset);
            at = i.checked_sub(1).map(|i| file.decls[i]).filter(|&d| inside(d));
        }
        if let Some(d) = at {
            out.entry(d).or_default().push(e);
        }
    }
    let out = Rc::new(out);
    u.expander.dictionaries.exprs.insert(key, (typed.clone(), out.clone()));
    out
}
