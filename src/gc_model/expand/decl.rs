//! The function list and the order in which bodies are read (facts.md §6.2), package initialisation's `init`.

use super::reading::{Scope, declared_signature, touch};
use super::*;
use crate::print_type;
use escape_source::Pos;
use escape_types::ty::Signature;
use escape_types::{ObjKind, TypeKind};
use thin_vec::thin_vec;

/// The signature of a function type.
pub(crate) fn signature(t: Type) -> Option<&'static Signature> {
    match escape_types::under::underlying(t).kind() {
        TypeKind::Signature(s) => Some(s),
        _ => None,
    }
}

/// Expands a whole package into the unit.
pub fn package(u: &mut Unit, typed: &Arc<TypedPackage>) {
    u.expander.typed = Some(typed.clone());
    init_function(u, typed);
    let decls: Vec<DeclId> = typed.ast.files.iter().flat_map(|f| f.decls.iter().copied()).collect();
    for d in decls {
        escape_types::budget::at(typed.ast.decls[d].pos);
        match &typed.ast.decls[d].kind {
            DeclKind::Func { name, .. } => {
                if typed.ast.name(*name).is_some_and(|n| n == "_") {
                    continue;
                }
                let Some(obj) = typed.info.defs[*name].or_else(|| object_of_decl(typed, d)) else { continue };
                if is_generic(obj) {
                    continue;
                }
                // A method is looked for in its type.
                if let Some(recv) = print_type::receiver_type(obj) {
                    touch(u, super::expr::pointee(recv).unwrap_or(recv));
                }
                let f = function(u, obj);
                u.list.push(f);
            }
            DeclKind::Var { names, .. } => {
                for &n in names {
                    if let Some(obj) = typed.info.defs[n] {
                        touch(u, obj.typ());
                        if obj.name() != "_" {
                            let g = u.global(obj);
                            u.globals.push(g);
                        }
                    }
                }
            }
            DeclKind::Type { name, tparams, .. } if tparams.is_empty() => {
                if let Some(obj) = typed.info.defs[*name].filter(|o| o.name() != "_" && !is_constraint(o.typ())) {
                    touch(u, obj.typ());
                }
            }
            DeclKind::Const { names, .. } => {
                for &n in names {
                    if let Some(obj) = typed.info.defs[n] {
                        touch(u, obj.typ());
                    }
                }
            }
            _ => {}
        }
    }
    read_pending(u, false);
}

/// What the expressions in the package's bodies become, those of the generic functions among `functions` for some type arguments.
pub(crate) fn expression_nodes(
    u: &mut Unit,
    typed: &Arc<TypedPackage>,
    functions: &[Obj],
) -> FxHashMap<ExprId, NodeId> {
    u.expander.nodes = Some(FxHashMap::default());
    u.expander.typed = Some(typed.clone());
    for &f in functions.iter().filter(|&&f| is_generic(f)) {
        generics::some_instance(u, f);
    }
    read_pending(u, false);
    package(u, typed);
    u.expander.nodes.take().unwrap_or_default()
}

/// Whether a type can only be the bound of a type parameter.
fn is_constraint(t: Type) -> bool {
    let under = escape_types::under::underlying(t);
    matches!(under.kind(), TypeKind::Interface(_)) && {
        let set = escape_types::typeset::type_set(under);
        set.terms.is_some() || set.comparable
    }
}

fn object_of_decl(typed: &TypedPackage, d: DeclId) -> Option<Obj> {
    let mut found: Vec<Obj> = Vec::new();
    #[allow(clippy::iter_over_hash_type)]
    for (&o, &x) in &typed.info.func_decls {
        if x == d {
            found.push(o);
        }
    }
    found.first().copied()
}

/// Whether a function or method has type parameters of its own or of its receiver.
pub(crate) fn is_generic(obj: Obj) -> bool {
    match obj.typ().kind() {
        TypeKind::Signature(s) => !s.tparams().is_empty() || !s.recv_tparams().is_empty(),
        _ => false,
    }
}

/// Reads the bodies that wait, last one first. What is met while inlining is compiled elsewhere (facts.md §12.7): it can be
/// inlined here, no more.
pub(crate) fn read_pending(u: &mut Unit, inlining: bool) {
    loop {
        generics::flush_shapes(u);
        let Some(f) = u.expander.todo.pop() else { return };
        if u.is_over() {
            continue;
        }
        escape_types::budget::at(u.funcs[f].pos.map_or(Pos::NONE, |p| p.pos));
        read_body(u, f);
        if u.funcs[f].is_dupok && !u.funcs[f].is_closure {
            match inlining {
                true => u.expander.met_inlining.push(f),
                false => u.list.push(f),
            }
        }
    }
}

fn read_body(u: &mut Unit, f: FuncId) {
    let Some(source) = u.funcs[f].source.clone() else { return };
    let declared = u.funcs[f].obj.map(|o| o.typ()).or(u.funcs[f].typ);
    let Some(sig) = declared.and_then(signature) else { return };
    let version = file_is_122(&source.typed, u.funcs[f].pos.map_or(Pos::NONE, |p| p.pos));
    let frame = Frame::new(f, None);
    let is_wrapper = source.inst.as_ref().is_some_and(|i| !i.shaped);
    let scope = body_scope(u, f, &source);
    let old = u.enter_scope(scope, Some(source.typed.pkg));
    let place = u.funcs[f].pos.unwrap_or(IrPos::NONE);
    u.enter_place(place);
    let mut r = Reader {
        u,
        typed: source.typed.clone(),
        frames: vec![frame],
        file_version_122: version,
        inst: source.inst.clone(),
        body: Some(source.body),
        in_loop: None,
        replaced: Default::default(),
    };
    declare_params(&mut r, f, sig, !is_wrapper);
    if is_wrapper {
        let body = r.wrapper_body(f);
        r.u.funcs[f].body = body;
        r.u.leave_scope(old);
        return;
    }
    let typed = source.typed.clone();
    if let Some(block) = body_of(&typed, source.body) {
        let body = r.stmts(&block.stmts);
        let end = r.pos(block.rbrace);
        let body = if body.is_empty() {
            thin_vec![r.u.node(NodeKind::Block { list: NodeList::new() }, IrPos::NONE, None)]
        } else {
            body
        };
        r.u.funcs[f].body = body;
        r.u.funcs[f].end_pos = Some(end);
    }
    r.u.leave_scope(old);
}

/// The scope in which a body is read.
pub(crate) fn body_scope(u: &Unit, f: FuncId, source: &BodySource) -> Scope {
    match source.inst {
        Some(_) => Scope::Instance(f.as_u32()),
        None => u.package_scope(Some(source.typed.pkg)),
    }
}

/// Whether loop variables are per iteration in the file of that position.
pub(crate) fn file_is_122(typed: &TypedPackage, pos: Pos) -> bool {
    let i = typed.ast.files.iter().position(|f| f.id == pos.file);
    match i.and_then(|i| typed.info.file_versions.get(i)) {
        Some(v) => (v.major, v.minor) >= (1, 22),
        None => true,
    }
}

/// The function of a declared function or method object; made (and put on the reading stack) when first asked for.
pub(crate) fn function(u: &mut Unit, obj: Obj) -> FuncId {
    let obj = match obj.data().kind {
        ObjKind::Func { origin: Some(o), .. } => o,
        _ => obj,
    };
    if let Some(&f) = u.expander.funcs.get(&obj) {
        return f;
    }
    let pkg = obj.pkg();
    let declaration = u.declaration(obj);
    let recv = print_type::receiver_type(obj);
    let mut sym = match recv {
        Some(r) => intern(&print_type::method_name(u, r, obj.name())),
        None => obj.name(),
    };
    let local = pkg == Some(u.pkg);
    let (mut pos, mut pragma, mut has_body) = (obj.pos(), Default::default(), false);
    if let Some(d) = &declaration {
        let x = &d.typed.ast.decls[d.id];
        pos = x.pos;
        pragma = x.pragma;
        has_body = body_of(&d.typed, BodyRef::Decl(d.id)).is_some();
        if sym == "init" && recv.is_none() {
            sym = intern(&format!("init.{}", init_ordinal(&d.typed, d.id)));
        }
    }
    let summary = if local { None } else { u.deps.summary(obj) };
    let has_inline_body = local || u.has_inline_body(obj);
    let f = u.funcs.push(Func {
        sym,
        pkg,
        pos: Some(IrPos::new(pos)),
        typ: Some(obj.typ()),
        obj: Some(obj),
        pragma,
        local,
        has_body,
        has_recv: recv.is_some(),
        ..Func::default()
    });
    if let Some(sig) = signature(obj.typ()) {
        u.funcs[f].variadic = sig.variadic();
    }
    if let Some(s) = summary {
        u.funcs[f].inline = s.inline.clone().filter(|_| has_inline_body);
        u.funcs[f].param_leaks = Some(s.params.clone());
        u.funcs[f].pragma = s.pragma | pragma;
    }
    if let Some(d) = declaration {
        u.funcs[f].source = Some(BodySource { typed: d.typed, body: BodyRef::Decl(d.id), inst: None });
    }
    u.expander.funcs.insert(obj, f);
    let name = func_name_node(u, f);
    u.funcs[f].name = Some(name);
    if !is_generic(obj) {
        // Methods are read with their type.
        if recv.is_none() {
            u.enter_object(obj);
        }
        let scope = u.package_scope(pkg);
        let old = u.enter_scope(scope, pkg);
        declared_signature(u, recv, obj.typ(), None);
        u.leave_scope(old);
        if local {
            u.expander.todo.push(f);
        }
    }
    f
}

fn init_ordinal(typed: &TypedPackage, decl: DeclId) -> usize {
    let mut n = 0;
    for f in &typed.ast.files {
        for &d in &f.decls {
            if d == decl {
                return n;
            }
            if let DeclKind::Func { recv: None, name, .. } = &typed.ast.decls[d].kind
                && typed.ast.name(*name).is_some_and(|n| n == "init")
            {
                n += 1;
            }
        }
    }
    n
}

fn init_function(u: &mut Unit, typed: &Arc<TypedPackage>) {
    if typed.info.init_order.is_empty() {
        return;
    }
    let f = u.funcs.push(Func {
        sym: intern("init"),
        pkg: Some(u.pkg),
        pos: Some(IrPos::AUTOGENERATED),
        local: true,
        has_body: true,
        is_package_init: true,
        typ: Some(Type::new(TypeKind::Signature(Box::default()))),
        ..Func::default()
    });
    let name = func_name_node(u, f);
    u.funcs[f].name = Some(name);
    u.list.push(f);
    let frame = Frame::new(f, None);
    let mut r = Reader {
        u,
        typed: typed.clone(),
        frames: vec![frame],
        file_version_122: true,
        inst: None,
        body: None,
        in_loop: None,
        replaced: Default::default(),
    };
    let mut body = NodeList::new();
    for init in &typed.info.init_order {
        let mut lhs = NodeList::new();
        for &v in &init.lhs {
            touch(r.u, v.typ());
            let pos = r.pos(v.pos());
            let name = if v.name() == "_" { r.u.blank() } else { r.u.global(v) };
            lhs.push(r.u.name_node(name, pos));
        }
        let Some(&first) = init.lhs.first() else { continue };
        r.file_version_122 = file_is_122(typed, first.pos());
        let pos = r.pos(first.pos());
        let s = if let [x] = lhs[..] {
            // The conversion is gc's type checker's, not the source's: reading names no types for it.
            let (y, at) = (r.expr(init.rhs), r.epos(init.rhs));
            let y = r.convert_node(y, first.typ(), at, true);
            r.u.node(NodeKind::Assign { x, y: Some(y), def: false }, pos, None)
        } else {
            let y = r.comma_ok_expr(init.rhs);
            let kind = r.multi_kind(y);
            r.u.node(NodeKind::Assign2 { kind, lhs, rhs: thin_vec![y], def: false }, pos, None)
        };
        for &v in &init.lhs {
            if v.name() != "_" {
                let g = r.u.global(v);
                r.u.names[g].defn = Some(s);
            }
        }
        body.push(s);
    }
    r.u.funcs[f].body = body;
    crate::static_init::outline_map_inits(u, f);
}
