//! Method wrappers (facts.md §14): functions that gc makes so that a method can be called through an interface.
//!
//! For each type that needs them, per method in sorted order: one on `T` for a promoted method, then one on `*T` for a promoted method or one
//! with a value receiver; for an interface type a function that calls through it. Method values get theirs after all types.
//! Each wrapper is handed to the caller (which devirtualizes and inlines in it) before the next is made.

use super::decl::{function, signature};
use super::expr::{field_offset, is_interface, pointee};
use super::{func_name_node, generics};
use crate::ir::*;
use crate::print_type;
use crate::types::has_shape;
use escape_source::{Symbol, intern};
use escape_syntax::ast::BinaryOp;
use escape_types::lookup::{Distinct, lookup_field_or_method};
use escape_types::predicates::identical;
use escape_types::sizes::not_in_heap;
use escape_types::ty::Signature;
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, Obj, ObjKind, Pkg, Type, TypeKind, budget};
use rustc_hash::FxHashSet;
use thin_vec::thin_vec;

/// A method of a type's method set with the way to it.
pub(super) struct Method {
    pub obj: Obj,
    /// Embedded fields to go through, outermost first.
    path: Vec<Obj>,
    /// One of them is a pointer.
    through_pointer: bool,
}

/// A method value, or the use of one in another package's code.
pub(crate) struct MethodValue {
    pub recv: Type,
    pub method: Obj,
    pub imported: bool,
}

/// What is called with each wrapper when it is complete.
type Done<'d> = &'d mut dyn FnMut(&mut Unit, FuncId);

/// Makes the wrappers of a unit, in gc's order; `done` is called with each when it is complete.
pub fn wrappers(u: &mut Unit, done: Done) {
    // Wrappers of method values that exist in other packages.
    let mut values: FxHashSet<String> = FxHashSet::default();
    for v in &u.expander.method_values {
        if v.imported {
            values.insert(value_key(u, v.recv, v.method));
        }
    }
    let mut parts = 0;
    for t in u.take_wrapper_types() {
        if let TypeKind::Named(n) = unalias(t).kind() {
            budget::at(n.obj.pos());
        }
        for m in method_set(t) {
            parts += 5 + m.path.len();
            if parts > u.limits.wrapper_parts {
                return u.give_up(
                    budget::place(),
                    "too many methods are promoted or in interfaces, up to this type".into(),
                );
            }
            for derefs in 0..3 {
                if derefs == 0 || (!is_interface(t) && (derefs == 1 || not_in_heap(t))) {
                    method_wrapper(u, t, derefs, &m, &mut values, done);
                }
            }
        }
    }
    let mut i = 0;
    while let Some(&MethodValue { recv, method, .. }) = u.expander.method_values.get(i) {
        i += 1;
        value_wrapper(u, recv, method, &mut values, done);
    }
}

/// All methods of a type and of its pointer type, promoted ones included, sorted as gc sorts them.
pub(super) fn method_set(t: Type) -> Vec<Method> {
    if is_interface(t) {
        let list = print_type::sorted_methods(underlying(t));
        return list.into_iter().map(|obj| Method { obj, path: Vec::new(), through_pointer: false }).collect();
    }
    // Candidate names, then Go's own rule tells which methods they select.
    let mut candidates: Vec<Obj> = Vec::new();
    let mut visited = Distinct::default();
    collect(t, &mut visited, &mut candidates);
    let mut list: Vec<Method> = Vec::new();
    for c in candidates {
        let found = lookup_field_or_method(t, true, c.pkg(), c.name(), false);
        let Some(obj) = found.obj.filter(|o| matches!(o.data().kind, ObjKind::Func { .. })) else { continue };
        // Nothing calls a method with type parameters of its own through an interface.
        let own = signature(obj.typ()).is_some_and(|s| !s.tparams().is_empty());
        if own || list.iter().any(|m| m.obj == obj) {
            continue;
        }
        let mut path = Vec::new();
        let mut through_pointer = false;
        let mut at = t;
        for &i in &found.index[..found.index.len().saturating_sub(1)] {
            let base = pointee(at).unwrap_or(at);
            let TypeKind::Struct(s) = underlying(base).kind() else { break };
            let Some(&f) = s.fields.get(i) else { break };
            path.push(f);
            at = f.typ();
            through_pointer |= pointee(at).is_some();
        }
        list.push(Method { obj, path, through_pointer });
    }
    let mut objs: Vec<Obj> = list.iter().map(|m| m.obj).collect();
    print_type::sort_methods(&mut objs);
    list.sort_by_key(|m| objs.iter().position(|&o| o == m.obj));
    list
}

/// Whether a method that a type or its pointer type has is the type's own: a pointer method is not, unless it comes through an
/// embedded pointer.
pub(super) fn is_applicable(m: &Method) -> bool {
    let declared = print_type::receiver_type(m.obj);
    m.through_pointer || declared.is_none_or(|d| is_interface(d) || pointee(d).is_none())
}

fn collect(t: Type, visited: &mut Distinct, out: &mut Vec<Obj>) {
    let t = pointee(t).unwrap_or(t);
    if !visited.insert(t) {
        return;
    }
    if let TypeKind::Named(_) = unalias(t).kind() {
        let named = unalias(t);
        let count = escape_types::named::origin_methods(named).len();
        out.extend((0..count).filter_map(|i| escape_types::named::method(named, i)));
    }
    match underlying(t).kind() {
        TypeKind::Struct(s) => {
            for f in s.fields.iter().filter(|f| f.is_embedded()) {
                collect(f.typ(), visited, out);
            }
        }
        TypeKind::Interface(_) => out.extend(print_type::sorted_methods(underlying(t))),
        _ => {}
    }
}

/// The wrapper of method `m` on `t` behind so many pointers, if one is needed.
fn method_wrapper(u: &mut Unit, t: Type, derefs: u32, m: &Method, values: &mut FxHashSet<String>, done: Done) {
    let Some(declared) = print_type::receiver_type(m.obj) else { return };
    let promoted = !m.path.is_empty();
    let on_interface = is_interface(declared);
    let by_pointer = on_interface || pointee(declared).is_some();
    let recv = (0..derefs).fold(t, |t, _| Type::pointer(t));
    if !on_interface && identical(recv, declared) {
        return;
    }
    if derefs == 0 && !is_applicable(m) {
        return;
    }
    let name = match derefs {
        // What is no pointer to a type with a name has no package either.
        2 => method_symbol_in(u, Type::pointer(t), m.obj, None).replacen("(*", "(**", 1),
        _ => method_symbol(u, recv, m.obj),
    };
    let w = wrapper_function(u, &name, m.obj, Some(recv), recv);
    let this = u.funcs[w].params[0];
    let pos = IrPos::AUTOGENERATED;
    let mut body = NodeList::new();
    if !on_interface && pointee(recv).is_some_and(|e| identical(e, declared)) {
        // A nil pointer has a message of its own.
        let x = u.name_node(this, pos);
        let nil = u.node(NodeKind::Nil, pos, Some(recv));
        let bool_type = Type::basic(BasicKind::Bool);
        let cond = u.node(NodeKind::Binary { op: BinaryOp::Eql, x, y: nil }, pos, Some(bool_type));
        let fun = u.node(NodeKind::LinkSym(intern("runtime.panicwrap")), pos, None);
        let call = NodeKind::runtime_call(fun, NodeList::new());
        let call = u.node(call, pos, None);
        body.push(u.node(NodeKind::If { cond, then: thin_vec![call], els: NodeList::new() }, pos, None));
    }
    let mut x = u.name_node(this, pos);
    if derefs == 2 {
        x = u.implicit_node(NodeKind::Deref { x }, pos, Some(Type::pointer(t)));
    }
    let call = call_method(u, w, x, m);
    let tail = promoted && derefs > 0 && by_pointer && (on_interface || !has_inline_body(u, m.obj));
    finish(u, w, body, call, tail, values, done);
}

/// `T.M-fm`: the function that a method value's closure runs, if it does not exist yet.
fn value_wrapper(u: &mut Unit, recv: Type, method: Obj, values: &mut FxHashSet<String>, done: Done) {
    if !values.insert(value_key(u, recv, method)) {
        return;
    }
    let name = value_name(u, recv, method);
    let w = wrapper_function(u, &name, method, None, recv);
    // The receiver is captured, not passed.
    let this = u.local(w, intern(".this"), None, IrPos::AUTOGENERATED, recv);
    u.names[this].class = Class::Param;
    u.funcs[w].dcl.pop();
    u.funcs[w].closure_vars.push(this);
    let m = Method { obj: method, path: Vec::new(), through_pointer: false };
    let x = u.name_node(this, IrPos::AUTOGENERATED);
    let call = call_method(u, w, x, &m);
    finish(u, w, NodeList::new(), call, false, values, done);
}

fn value_name(u: &Unit, recv: Type, method: Obj) -> String {
    format!("{}-fm", method_symbol(u, recv, method))
}

/// A wrapper's name with its package: what tells it apart.
fn value_key(u: &Unit, recv: Type, method: Obj) -> String {
    let path = receiver_package(recv).map_or("", |p| p.path().as_str());
    format!("{path} {}", value_name(u, recv, method))
}

/// The package to which a receiver type's methods belong; a type without a name has none.
fn receiver_package(recv: Type) -> Option<Pkg> {
    let t = unalias(recv);
    let t = if let TypeKind::Pointer(e) = t.kind() { unalias(*e) } else { t };
    match t.kind() {
        TypeKind::Named(n) => n.obj.pkg(),
        _ => None,
    }
}

/// A method's name with its receiver; an unexported method of another package than the receiver's with its package's path.
fn method_symbol(u: &Unit, recv: Type, method: Obj) -> String {
    method_symbol_in(u, recv, method, receiver_package(recv))
}

fn method_symbol_in(u: &Unit, recv: Type, method: Obj, pkg: Option<Pkg>) -> String {
    let name = method.name();
    if !method.is_exported()
        && method.pkg() != pkg
        && let Some(p) = method.pkg()
    {
        let prefix = print_type::path_prefix(p.path().as_str());
        return print_type::method_name(u, recv, intern(&format!("{prefix}.{name}")));
    }
    print_type::method_name(u, recv, name)
}

/// The function of a method, for an instantiated type that of the instance, and whether it takes a dictionary.
pub(crate) fn method_function(u: &mut Unit, method: Obj) -> (FuncId, bool) {
    let base = print_type::receiver_type(method).map(|r| unalias(pointee(r).unwrap_or(r)));
    match base.map(|t| super::shape::reshape(u, t)).map(|t| escape_types::named::type_args(t)) {
        Some(targs) if !targs.is_empty() => {
            let shaped = targs.iter().any(|&a| has_shape(a));
            (generics::instance(u, generics::origin(method), targs), shaped)
        }
        _ => (function(u, method), false),
    }
}

/// A function with the method's parameters and results, and a receiver of type `recv`; named as a method of `of`.
fn wrapper_function(u: &mut Unit, name: &str, method: Obj, recv: Option<Type>, of: Type) -> FuncId {
    let pos = IrPos::AUTOGENERATED;
    let w = u.funcs.push(Func {
        sym: intern(name),
        pkg: receiver_package(of),
        pos: Some(pos),
        typ: Some(method.typ()),
        local: true,
        has_body: true,
        has_recv: recv.is_some(),
        is_dupok: true,
        ..Func::default()
    });
    let Some(sig) = signature(method.typ()) else { return w };
    u.funcs[w].variadic = sig.variadic();
    declare(u, w, sig, recv, method);
    let n = func_name_node(u, w);
    u.funcs[w].name = Some(n);
    w
}

fn declare(u: &mut Unit, w: FuncId, sig: &Signature, recv: Option<Type>, method: Obj) {
    let pkg = method.pkg();
    let own = u.funcs[w].pkg;
    let add = |u: &mut Unit, v: Option<Obj>, typ: Type, class: Class, prefix: &str, i: usize| {
        let name = v.map(Obj::name).filter(|n| !n.is_empty() && *n != "_");
        let (sym, pkg) = match name {
            Some(n) => (n, pkg),
            None => (intern(&format!("{prefix}{i}")), own),
        };
        // Traces show the method's own parameter positions.
        let pos = v.map_or(IrPos::AUTOGENERATED, |v| IrPos::new(v.pos()));
        let id = u.local(w, sym, pkg, pos, typ);
        u.names[id].class = class;
        if class == Class::Result {
            u.funcs[w].results.push(id);
        } else {
            u.funcs[w].params.push(id);
        }
    };
    let mut shift = usize::from(recv.is_some());
    if let Some(t) = recv {
        // An interface's method has no receiver in the source.
        add(u, sig.recv().filter(|r| !is_interface(r.typ())), t, Class::Param, "~p", 0);
    }
    let on_interface = is_interface(sig.recv().map_or(Type::INVALID, |r| r.typ()));
    let shaped = if on_interface { None } else { Some(method_function(u, method)).filter(|f| f.1) };
    if let Some((f, _)) = shaped {
        let pos = u.funcs[f].pos.unwrap_or(IrPos::AUTOGENERATED);
        shift += 1;
        let typ = generics::dict_type(u, method);
        let id = u.local(w, intern(".dict"), pkg, pos, typ);
        u.names[id].class = Class::Param;
        u.funcs[w].params.push(id);
    }
    for (i, &p) in sig.params().iter().enumerate() {
        add(u, Some(p), p.typ(), Class::Param, "~p", i + shift);
    }
    for (i, &r) in sig.results().iter().enumerate() {
        add(u, Some(r), r.typ(), Class::Result, "~r", i);
    }
}

/// The call of the wrapped method on the wrapper's receiver `x`, with its parameters.
fn call_method(u: &mut Unit, w: FuncId, mut x: NodeId, m: &Method) -> NodeId {
    let pos = IrPos::AUTOGENERATED;
    for &f in &m.path {
        let t = u.nodes[x].typ.unwrap_or(Type::INVALID);
        let (kind, base) = match pointee(t) {
            Some(e) => (DotKind::PtrField, e),
            None => (DotKind::Field, t),
        };
        let dot = NodeKind::Dot { kind, x, sel: f.name(), obj: Some(f), offset: field_offset(base, f), func: None };
        x = u.implicit_node(dot, pos, Some(f.typ()));
    }
    let mut args: NodeList = NodeList::new();
    let has = u.nodes[x].typ.unwrap_or(Type::INVALID);
    let sel: Symbol = m.obj.name();
    let fun_type = Some(m.obj.typ());
    let (kind, fun) = if is_interface(has) {
        let dot = NodeKind::Dot { kind: DotKind::InterfaceMethod, x, sel, obj: Some(m.obj), offset: 0, func: None };
        (CallKind::Interface, u.node(dot, pos, fun_type))
    } else {
        let declared = print_type::receiver_type(m.obj).unwrap_or(has);
        x = match (pointee(has), pointee(declared)) {
            (Some(e), None) => u.implicit_node(NodeKind::Deref { x }, pos, Some(e)),
            (None, Some(_)) => u.implicit_node(NodeKind::Addr { x }, pos, Some(Type::pointer(has))),
            _ => x,
        };
        args.push(x);
        let (callee, _) = method_function(u, m.obj);
        let fun = match u.funcs[callee].name {
            Some(func) => NodeKind::MethodExpr { recv: declared, func, sel },
            None => NodeKind::Nil,
        };
        (CallKind::Func, u.node(fun, pos, fun_type))
    };
    let skip = usize::from(u.funcs[w].has_recv);
    let params = u.funcs[w].params.clone();
    for &p in &params[skip..] {
        args.push(u.name_node(p, pos));
    }
    let result = match signature(m.obj.typ()).map(Signature::results) {
        Some([r]) => Some(r.typ()),
        Some(rs) if rs.len() > 1 => Some(Type::new(TypeKind::Tuple(rs.to_vec()))),
        _ => None,
    };
    let is_ddd = u.funcs[w].variadic;
    u.node(
        NodeKind::Call { kind, fun, args, is_ddd, go_defer: false, keep_alive: false, no_inline: false },
        pos,
        result,
    )
}

fn has_inline_body(u: &mut Unit, method: Obj) -> bool {
    let (f, _) = method_function(u, method);
    u.funcs[f].inline.is_some()
}

fn finish(
    u: &mut Unit,
    w: FuncId,
    mut body: NodeList,
    call: NodeId,
    tail: bool,
    values: &mut FxHashSet<String>,
    done: Done,
) {
    let pos = IrPos::AUTOGENERATED;
    if tail {
        body.push(u.node(NodeKind::TailCall { call }, pos, None));
    } else {
        u.funcs[w].is_wrapper = true;
        body.extend(generics::return_call(u, w, call));
    }
    u.funcs[w].body = body;
    done(u, w);
    // Method values that inlining brought in: their wrappers come at once, before this one.
    let mut found = Vec::new();
    u.walk_func_and_closures(w, &mut |n| {
        if let NodeKind::Dot { kind: DotKind::MethodValue, x, obj: Some(method), .. } = u.nodes[n].kind {
            found.push((u.nodes[x].typ.unwrap_or(Type::INVALID), method));
        }
    });
    for (recv, method) in found {
        value_wrapper(u, recv, method, values, done);
    }
    u.list.push(w);
}
