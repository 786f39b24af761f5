//! Devirtualizing interface calls whose receiver has one known concrete type (facts.md §8).
//!
//! The concrete type of a variable is that of all values assigned to it in its function, closures included; as objects, so
//! that it matters which types gc makes anew ([`crate::loaded`]). [`State`] holds the
//! assignments of the functions looked at so far and is kept up to date while calls are inlined, because an inlined
//! body shows types that its call hid.

use crate::ir::*;
use crate::loaded::Pointers;
use crate::static_value::{canonical, is_blank, outer_value};
use crate::types::{has_shape, implements, is_shape};
use escape_source::Symbol;
use escape_types::lookup::lookup_field_or_method;
use escape_types::predicates::{identical, is_interface};
use escape_types::under::{unalias, underlying};
use escape_types::{BuiltinId, Pkg, Type, TypeKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// One value a variable is given.
#[derive(Copy, Clone)]
enum Assignment {
    /// Of an interface type whose value we do not follow.
    Unknown,
    Type(Type),
    Node(NodeId),
}

struct CallResult {
    name: NameId,
    assignment: usize,
    result: usize,
}

/// Assignments to interface variables in the functions analysed so far.
#[derive(Default)]
pub struct State {
    assignments: FxHashMap<NameId, Vec<Assignment>>,
    /// Calls with interface results that were assigned to a variable.
    call_results: FxHashMap<NodeId, Vec<CallResult>>,
    analyzed: FxHashSet<FuncId>,
    pointers: Option<Pointers>,
}

/// What is known of an expression's concrete type.
enum Concrete {
    Unknown,
    /// Nil, or assigned from itself only.
    None,
    /// And the expression that has it.
    Type(Type, NodeId),
}

/// Turns an interface call into a static one, if the receiver's concrete type is known; prints gc's lines.
pub fn static_call(u: &mut Unit, s: &mut State, call: NodeId) {
    let NodeKind::Call { kind: CallKind::Interface, fun, go_defer: false, .. } = u.nodes[call].kind else { return };
    let NodeKind::Dot { x, sel, obj, .. } = u.nodes[fun].kind else { return };
    let Concrete::Type(typ, _) = s.concrete(u, x, &mut FxHashSet::default()) else { return };
    let Some(iface) = u.nodes[x].typ else { return };
    if !implements(typ, iface) || is_shape(typ) {
        return;
    }
    let pos = u.nodes[call].pos;
    if has_shape(typ) {
        let text = format!(
            "cannot devirtualize {}: shaped receiver {}",
            crate::print::node(u, call),
            crate::print_type::user(u, typ)
        );
        u.say(pos, MessageKind::Devirtualize, text);
        return;
    }
    if has_shape(iface) {
        let text = format!(
            "cannot devirtualize {}: shaped interface {}",
            crate::print::node(u, call),
            crate::print_type::user(u, iface)
        );
        u.say(pos, MessageKind::Devirtualize, text);
        return;
    }
    let printed = if u.flags.level > 0 { crate::print::node(u, fun) } else { String::new() };
    let dot_pos = u.nodes[fun].pos;
    let assertion = u.node(NodeKind::TypeAssert { x, comma_ok: false }, pos, Some(typ));
    let Some((kind, callee, receiver)) = method_call(u, assertion, sel, obj.and_then(|o| o.pkg()), dot_pos) else {
        return;
    };
    if u.flags.level > 0 {
        let how = if kind == CallKind::Interface { "partially devirtualizing" } else { "devirtualizing" };
        let text = format!("{how} {printed} to {}", crate::print_type::user(u, typ));
        u.say(pos, MessageKind::Devirtualize, text);
    }
    if let NodeKind::Call { kind: k, fun, args, .. } = &mut u.nodes[call].kind {
        *k = kind;
        *fun = callee;
        if let Some(r) = receiver {
            args.insert(0, r);
        }
    }
}

impl State {
    fn concrete(&mut self, u: &Unit, mut n: NodeId, seen: &mut FxHashSet<NameId>) -> Concrete {
        loop {
            let Some(t) = u.nodes[n].typ else { return Concrete::Unknown };
            if !is_interface(t) {
                return Concrete::Type(t, n);
            }
            n = match &u.nodes[n].kind {
                NodeKind::Conv { kind: ConvKind::Nop | ConvKind::Iface, x }
                | NodeKind::Paren { x }
                | NodeKind::TypeAssert { x, .. } => *x,
                NodeKind::InlinedCall { results, .. } if results.len() == 1 => results[0],
                _ => break,
            }
        }
        let NodeKind::Name(name) = u.nodes[n].kind else { return Concrete::Unknown };
        let name = canonical(u, name);
        let d = &u.names[name];
        if d.class != Class::Local || d.addr_taken {
            return Concrete::Unknown;
        }
        let Some(func) = d.curfn else { return Concrete::Unknown };
        if !seen.insert(name) {
            return Concrete::None;
        }
        if self.analyzed.insert(func) {
            self.analyze(u, &u.funcs[func].body);
        }
        let mut typ: Option<(Type, NodeId)> = None;
        let list = self.assignments.get(&name).cloned().unwrap_or_default();
        for a in list {
            let (t, n) = match a {
                Assignment::Unknown => return Concrete::Unknown,
                Assignment::Type(t) => (t, n),
                Assignment::Node(n) => match self.concrete(u, n, seen) {
                    Concrete::Unknown => return Concrete::Unknown,
                    Concrete::None => continue,
                    Concrete::Type(t, n) => (t, n),
                },
            };
            if let Some((old_type, old)) = typ
                && (!identical(old_type, t) || old != n && [old, n].iter().any(|&n| self.is_new_type(u, n)))
            {
                return Concrete::Unknown;
            }
            typ = Some((t, n));
        }
        typ.map_or(Concrete::None, |(t, n)| Concrete::Type(t, n))
    }

    /// Whether gc made the expression's type for it: then no other expression has that.
    fn is_new_type(&mut self, u: &Unit, n: NodeId) -> bool {
        let makes = matches!(
            u.nodes[n].kind,
            NodeKind::PtrLit { .. } | NodeKind::Addr { .. } | NodeKind::Builtin { op: BuiltinId::New, .. }
        );
        let Some(TypeKind::Pointer(elem)) = u.nodes[n].typ.filter(|_| makes).map(|t| unalias(t).kind()) else {
            return false;
        };
        !self.pointers.get_or_insert_with(|| Pointers::of(u)).contains(*elem)
    }

    /// Takes note of a call that was inlined in place.
    pub fn inlined(&mut self, u: &Unit, func: FuncId, call: NodeId) {
        if !self.analyzed.contains(&func) {
            return;
        }
        let NodeKind::InlinedCall { body, results, .. } = &u.nodes[call].kind else { return };
        self.analyze(u, &u.nodes[call].init);
        self.analyze(u, body);
        for r in self.call_results.remove(&call).unwrap_or_default() {
            if let Some(slot) = self.assignments.get_mut(&r.name).and_then(|l| l.get_mut(r.assignment))
                && let Some(&v) = results.get(r.result)
            {
                *slot = Assignment::Node(v);
            }
        }
    }

    fn analyze(&mut self, u: &Unit, list: &[NodeId]) {
        for &n in list {
            self.visit(u, n);
        }
    }

    fn assign(&mut self, u: &Unit, x: NodeId, a: Assignment) -> Option<(NameId, usize)> {
        if is_blank(u, x) || !matches!(u.nodes[x].kind, NodeKind::Name(_)) {
            return None;
        }
        let NodeKind::Name(name) = u.nodes[outer_value(u, x)].kind else { return None };
        self.assign_name(u, name, a)
    }

    fn assign_name(&mut self, u: &Unit, name: NameId, a: Assignment) -> Option<(NameId, usize)> {
        if u.names[name].curfn.is_none() || !is_interface(u.names[name].typ) {
            return None;
        }
        let name = canonical(u, name);
        if u.names[name].class != Class::Local {
            return None;
        }
        let a = match a {
            Assignment::Type(t) if is_interface(t) => Assignment::Unknown,
            Assignment::Node(n) if matches!(u.nodes[n].kind, NodeKind::Nil) => return None,
            a => a,
        };
        let list = self.assignments.entry(name).or_default();
        list.push(a);
        Some((name, list.len() - 1))
    }

    fn assign_call(&mut self, u: &Unit, x: NodeId, call: NodeId, result: usize) {
        let Some(t) = result_type(u, call, result) else { return };
        if let Some((name, assignment)) = self.assign(u, x, Assignment::Type(t))
            && is_interface(t)
        {
            self.call_results.entry(call).or_default().push(CallResult { name, assignment, result });
        }
    }

    fn visit(&mut self, u: &Unit, n: NodeId) {
        match &u.nodes[n].kind {
            NodeKind::Assign { x, y: Some(y), .. } => {
                let y = unparen(u, *y);
                match u.nodes[y].kind {
                    NodeKind::Call { .. } => self.assign_call(u, *x, y, 0),
                    _ => {
                        self.assign(u, *x, Assignment::Node(y));
                    }
                }
            }
            NodeKind::Assign2 { kind, lhs, rhs, .. } => self.visit_assign2(u, *kind, lhs, rhs),
            NodeKind::Range { x, key, value, .. } => {
                let (k, v) = range_types(u, *x);
                for (target, t) in [(key, k), (value, v)] {
                    if let Some(target) = target {
                        self.assign(u, *target, t.map_or(Assignment::Unknown, Assignment::Type));
                    }
                }
            }
            NodeKind::Switch { tag: Some(tag), cases, .. } => {
                if let NodeKind::TypeSwitchGuard { x, .. } = u.nodes[*tag].kind {
                    for &c in cases {
                        if let NodeKind::CaseClause { var: Some(v), .. } = u.nodes[c].kind {
                            self.assign_name(u, v, Assignment::Node(x));
                        }
                    }
                }
            }
            NodeKind::Closure { func, .. } if self.analyzed.insert(*func) => {
                self.analyze(u, &u.funcs[*func].body);
            }
            _ => {}
        }
        for c in u.children(n) {
            self.visit(u, c);
        }
    }

    fn visit_assign2(&mut self, u: &Unit, kind: As2Kind, lhs: &[NodeId], rhs: &[NodeId]) {
        let Some(&first) = rhs.first() else { return };
        match kind {
            As2Kind::List => {
                for (&l, &r) in lhs.iter().zip(rhs) {
                    self.assign(u, l, Assignment::Node(r));
                }
            }
            As2Kind::DotType => {
                self.assign(u, lhs[0], Assignment::Node(first));
            }
            As2Kind::MapRead | As2Kind::Receive | As2Kind::SelectReceive => {
                self.assign(u, lhs[0], u.nodes[first].typ.map_or(Assignment::Unknown, Assignment::Type));
            }
            As2Kind::Func => {
                let call = unparen(u, first);
                match &u.nodes[call].kind {
                    NodeKind::InlinedCall { results, .. } => {
                        for (&l, &r) in lhs.iter().zip(results) {
                            self.assign(u, l, Assignment::Node(r));
                        }
                    }
                    _ => {
                        for (i, &l) in lhs.iter().enumerate() {
                            self.assign_call(u, l, call, i);
                        }
                    }
                }
            }
        }
    }
}

fn unparen(u: &Unit, mut n: NodeId) -> NodeId {
    while let NodeKind::Paren { x } = u.nodes[n].kind {
        n = x;
    }
    n
}

fn result_type(u: &Unit, call: NodeId, i: usize) -> Option<Type> {
    if let NodeKind::Call { fun, .. } = u.nodes[call].kind
        && let Some(t) = u.nodes[fun].typ
        && let TypeKind::Signature(sig) = underlying(t).kind()
        && let Some(r) = sig.results().get(i)
    {
        return Some(r.typ());
    }
    let t = u.nodes[call].typ?;
    match t.kind() {
        TypeKind::Tuple(list) => list.get(i).map(|o| o.typ()),
        _ => Some(t),
    }
}

/// The element types a range statement assigns (not those without methods).
fn range_types(u: &Unit, x: NodeId) -> (Option<Type>, Option<Type>) {
    let Some(t) = u.nodes[x].typ else { return (None, None) };
    let mut t = underlying(t);
    if let TypeKind::Pointer(e) = t.kind() {
        t = underlying(*e);
    }
    match t.kind() {
        TypeKind::Array { elem, .. } | TypeKind::Slice(elem) => (None, Some(*elem)),
        TypeKind::Chan { elem, .. } => (Some(*elem), None),
        TypeKind::Map { key, elem } => (Some(*key), Some(*elem)),
        _ => (None, None),
    }
}

/// What a call `x.sel(…)` calls, for `x` of a concrete type: the kind of call, the callee, and the receiver argument of a
/// static one. Embedded fields, `&` and `*` are put in as for a selector in the source.
fn method_call(
    u: &mut Unit,
    mut x: NodeId,
    sel: Symbol,
    pkg: Option<Pkg>,
    pos: IrPos,
) -> Option<(CallKind, NodeId, Option<NodeId>)> {
    let found = lookup_field_or_method(u.nodes[x].typ?, true, pkg, sel, false);
    let method = found.obj?;
    let (_, path) = found.index.split_last()?;
    for &i in path {
        let t = u.nodes[x].typ?;
        let (kind, base) = match underlying(t).kind() {
            TypeKind::Pointer(e) => (DotKind::PtrField, *e),
            _ => (DotKind::Field, t),
        };
        let TypeKind::Struct(s) = underlying(base).kind() else { return None };
        let field = *s.fields.get(i)?;
        let offset = escape_types::sizes::offsets_of(base).get(i).copied().unwrap_or(0);
        let dot = NodeKind::Dot { kind, x, sel: field.name(), obj: Some(field), offset, func: None };
        x = u.implicit_node(dot, pos, Some(field.typ()));
    }
    let have = u.nodes[x].typ?;
    let typ = Some(method.typ());
    if is_interface(have) {
        let dot = NodeKind::Dot { kind: DotKind::InterfaceMethod, x, sel, obj: Some(method), offset: 0, func: None };
        let fun = u.node(dot, pos, typ);
        return Some((CallKind::Interface, fun, None));
    }
    let wants_pointer =
        crate::print_type::receiver_type(method).is_some_and(|t| matches!(unalias(t).kind(), TypeKind::Pointer(_)));
    match (underlying(have).kind(), wants_pointer) {
        (TypeKind::Pointer(e), false) => x = u.implicit_node(NodeKind::Deref { x }, pos, Some(*e)),
        (TypeKind::Pointer(_), true) | (_, false) => {}
        (_, true) => {
            if let Some(name) = crate::static_value::outer_name(u, x) {
                u.names[name].addr_taken = true;
            }
            x = u.implicit_node(NodeKind::Addr { x }, pos, Some(Type::new(TypeKind::Pointer(have))));
        }
    }
    let f = crate::expand::method_function(u, method).0;
    let func = u.funcs[f].name?;
    let recv = u.nodes[x].typ?;
    let fun = u.node(NodeKind::MethodExpr { recv, func, sel }, pos, typ);
    Some((CallKind::Func, fun, Some(x)))
}
