//! A skeleton → nodes of the unit that inlines it.

use super::*;
use crate::expand::{self, Why};
use crate::ir::*;
use crate::visit::for_each_child_mut;
use cranelift_entity::EntityRef;

/// Calls `f` on every name that is part of the node itself.
pub(crate) fn for_each_name_mut(kind: &mut NodeKind, f: &mut dyn FnMut(&mut NameId)) {
    match kind {
        NodeKind::Name(n) | NodeKind::Dcl(n) => f(n),
        NodeKind::MethodExpr { func, .. } => f(func),
        NodeKind::Dot { func: Some(func), .. } => f(func),
        NodeKind::CaseClause { var: Some(var), .. } => f(var),
        _ => {}
    }
}

/// The names that are part of the node itself, as indices.
pub(crate) fn names_of(kind: &NodeKind) -> Vec<u32> {
    let mut list = Vec::new();
    for_each_name_mut(&mut kind.clone(), &mut |n| list.push(n.as_u32()));
    list
}

/// What the captured variables of a skeleton's function are.
pub(crate) enum Captured<'n> {
    /// Variables of the literal's own, for those of the function around with these names.
    Outer(&'n [NameId]),
    /// Given: the literal is read in the place of its call.
    Given(&'n [(u32, NameId)]),
}

/// Makes the skeleton's variables and body those of `func`. `index`: the inlined call through which positions go; `None` in
/// closures. `callee`: whose literals' copies these are.
/// Returns the names made, by their indices.
pub(crate) fn plant(
    u: &mut Unit,
    s: &Skeleton,
    func: FuncId,
    index: Option<InlineIndex>,
    captured: &Captured<'_>,
    callee: Option<FuncId>,
) -> Vec<NameId> {
    let at = |pos: IrPos| IrPos { inline: index, ..pos };
    let mut names = Vec::with_capacity(s.names.len());
    for (i, name) in s.names.iter().enumerate() {
        if let Captured::Given(list) = captured
            && let Some(&(_, given)) = list.iter().find(|g| g.0 as usize == i)
        {
            names.push(given);
            continue;
        }
        let outer = match captured {
            Captured::Outer(outer) => outer,
            Captured::Given(_) => &[][..],
        };
        let id = match name {
            SkeletonName::Variable(v) => u.names.push(Name {
                sym: v.sym,
                // Made-up names belong to whoever reads the body.
                pkg: if v.sym.starts_with('~') { u.funcs[func].pkg } else { v.pkg },
                class: v.class,
                pos: at(v.pos),
                typ: v.typ,
                curfn: Some(func),
                defn: None,
                outer: v.outer.and_then(|o| outer.get(o as usize).copied()),
                by_value: false,
                addr_taken: v.addr_taken,
                auto_temp: v.auto_temp,
                func: None,
                obj: None,
            }),
            SkeletonName::Global(obj) => u.global(*obj),
            SkeletonName::Func(obj) => {
                let f = expand::function(u, *obj);
                u.funcs[f].name.unwrap_or_else(|| expand::func_name_node(u, f))
            }
            SkeletonName::Instance { obj, targs } => {
                let f = expand::planted_instance(u, *obj, targs);
                u.funcs[f].name.unwrap_or_else(|| expand::func_name_node(u, f))
            }
            SkeletonName::Blank => u.blank(),
        };
        names.push(id);
    }
    let named = |list: &[u32]| list.iter().map(|&i| names[i as usize]).collect::<Vec<NameId>>();
    u.funcs[func].dcl = named(&s.dcl);
    u.funcs[func].params = named(&s.params);
    u.funcs[func].results = named(&s.results);
    let mut copies = 0;
    let mut closures = Vec::with_capacity(s.closures.len());
    for c in &s.closures {
        let wraps = matches!(c.reason, Reason::Go | Reason::Defer);
        copies += u32::from(!wraps);
        let copy = callee.filter(|_| !wraps).map(|callee| (callee, copies));
        closures.push(literal(u, c, func, index.filter(|_| !wraps), &names, copy));
    }
    let mut nodes: Vec<NodeId> = Vec::with_capacity(s.nodes.len());
    for node in &s.nodes {
        let mut node = node.clone();
        node.pos = at(node.pos);
        for_each_child_mut(&mut node, |slot| *slot = nodes[slot.index()]);
        for_each_name_mut(&mut node.kind, &mut |n| *n = names[n.index()]);
        match &mut node.kind {
            NodeKind::Closure { func, .. } => *func = closures[func.index()],
            NodeKind::TypeSwitchGuard { tag_pos, .. } => *tag_pos = at(*tag_pos),
            NodeKind::Name(n) if node.typ.is_none() => {
                node.typ = u.names[*n].func.and_then(|f| u.funcs[f].typ);
            }
            NodeKind::MethodExpr { recv, func, .. } if node.typ.is_none() => {
                if let Some(f) = u.names[*func].func {
                    node.typ = u.funcs[f].typ;
                    *recv = expand::instance_receiver(u, f).unwrap_or(*recv);
                }
            }
            NodeKind::CompLit { .. }
            | NodeKind::PtrLit { .. }
            | NodeKind::TypeAssert { .. }
            | NodeKind::Conv { .. }
            | NodeKind::Make { .. }
            | NodeKind::Builtin { op: Builtin::New, .. }
            | NodeKind::Type => {
                if let Some(t) = node.typ {
                    expand::touch(u, t);
                }
            }
            _ => {}
        }
        nodes.push(u.nodes.push(node));
    }
    for (name, &id) in s.names.iter().zip(&names) {
        if let SkeletonName::Variable(Variable { defn: Some(d), .. }) = name {
            u.names[id].defn = nodes.get(*d as usize).copied();
        }
    }
    u.funcs[func].body = s.body.iter().map(|&i| nodes[i as usize]).collect();
    names
}

fn literal(
    u: &mut Unit,
    c: &Arc<Literal>,
    outer: FuncId,
    index: Option<InlineIndex>,
    names: &[NameId],
    inlined: Option<(FuncId, u32)>,
) -> FuncId {
    let why = match c.reason {
        Reason::Literal => Why::Literal,
        Reason::Range => Why::Range,
        Reason::Go => Why::Go,
        Reason::Defer => Why::Defer,
    };
    let func = expand::new_closure(u, outer, why, c.pos, c.typ, inlined, index);
    let f = &mut u.funcs[func];
    f.end_pos = c.end_pos;
    f.pragma = c.pragma;
    f.variadic = c.variadic;
    f.has_defer = c.has_defer;
    f.has_range_defer = c.has_range_defer;
    f.skeleton = Some(c.clone());
    let own = plant(u, &c.code, func, None, &Captured::Outer(names), None);
    u.funcs[func].closure_vars = c.closure_vars.iter().map(|&i| own[i as usize]).collect();
    func
}
