//! `for b.Loop() { … }`: what the loop's body computes is kept alive (facts.md §3.5).
//!
//! Only in packages that import "testing" directly. Every statement of the body (nested blocks included) whose values nobody
//! need read gets calls of `runtime.KeepAlive` behind it; values without a variable are put into temporaries.

use crate::ir::*;
use crate::static_value::{is_blank, is_blank_name};
use escape_source::intern;
use escape_types::{BasicKind, BuiltinId, Type, TypeKind};
use thin_vec::thin_vec;

/// Rewrites the loops of all functions of the unit.
pub fn run(u: &mut Unit) {
    if !u.pkg.data().imports.get().is_some_and(|l| l.iter().any(|p| p.path().as_str() == "testing")) {
        return;
    }
    let mut keep_alive = None;
    for f in u.list.clone() {
        for i in 0..u.funcs[f].body.len() {
            let n = u.funcs[f].body[i];
            Editor { func: f, keep_alive: &mut keep_alive }.edit(u, n, false);
        }
    }
}

struct Editor<'e> {
    func: FuncId,
    keep_alive: &'e mut Option<NameId>,
}

impl Editor<'_> {
    fn edit(&mut self, u: &mut Unit, n: NodeId, inside: bool) {
        let inside = inside || is_b_loop(u, n);
        for c in u.children(n) {
            self.edit(u, c, inside);
        }
        if !inside {
            return;
        }
        let mut kind = std::mem::replace(&mut u.nodes[n].kind, NodeKind::Empty);
        match &mut kind {
            NodeKind::For { body, .. }
            | NodeKind::Block { list: body }
            | NodeKind::CommClause { body, .. }
            | NodeKind::Range { body, .. } => self.statements(u, body),
            NodeKind::If { then, els, .. } => {
                self.statements(u, then);
                self.statements(u, els);
            }
            NodeKind::CaseClause { list, body, .. } => {
                self.statements(u, list);
                self.statements(u, body);
            }
            _ => {}
        }
        u.nodes[n].kind = kind;
    }

    fn statements(&mut self, u: &mut Unit, list: &mut [NodeId]) {
        for n in list {
            *n = self.preserve(u, *n);
        }
    }

    fn say(&self, u: &mut Unit, pos: IrPos, text: &str) {
        if u.flags.level >= 2 {
            u.say(pos, MessageKind::Other, text);
        }
    }

    fn say_name(&self, u: &mut Unit, pos: IrPos, name: NameId) {
        if u.flags.level >= 2 {
            let pkg = u.names[name].pkg.unwrap_or(u.pkg);
            let text = format!("{}.{} will be kept alive", pkg.path(), u.names[name].sym);
            u.say(pos, MessageKind::Other, text);
        }
    }

    fn preserve(&mut self, u: &mut Unit, stmt: NodeId) -> NodeId {
        let pos = u.nodes[stmt].pos;
        match u.nodes[stmt].kind.clone() {
            NodeKind::Assign { mut x, y, .. } => {
                if is_blank(u, x)
                    && let Some(t) = y.and_then(|y| u.nodes[y].typ)
                {
                    let tmp = self.declared_temp(u, stmt, pos, t);
                    x = u.name_node(tmp, pos);
                    u.names[tmp].defn = Some(stmt);
                    u.nodes[stmt].kind = NodeKind::Assign { x, y, def: true };
                }
                let keep = self.kept(u, pos, x);
                self.keep(u, &keep, stmt)
            }
            NodeKind::Assign2 { kind, mut lhs, rhs, .. } => {
                let mut keep = Vec::new();
                let mut blanks = false;
                for i in 0..lhs.len() {
                    if is_blank(u, lhs[i]) {
                        let Some(t) = value_type(u, &lhs, &rhs, i) else {
                            u.say(
                                pos,
                                MessageKind::Other,
                                "unrecognized shape for assign list stmt for blank assignment",
                            );
                            continue;
                        };
                        let tmp = self.declared_temp(u, stmt, pos, t);
                        lhs[i] = u.name_node(tmp, pos);
                        blanks = true;
                    }
                    keep.extend(self.kept(u, pos, lhs[i]));
                }
                if blanks {
                    u.nodes[stmt].kind = NodeKind::Assign2 { kind, lhs, rhs, def: true };
                }
                self.keep(u, &keep, stmt)
            }
            NodeKind::OpAssign { x, .. } => {
                let keep = self.kept(u, pos, x);
                self.keep(u, &keep, stmt)
            }
            NodeKind::Call { fun, .. } => match results(u, fun) {
                r if r.is_empty() => self.arguments(u, stmt),
                r => self.results(u, stmt, &r),
            },
            NodeKind::Builtin { op: BuiltinId::Print | BuiltinId::Println | BuiltinId::Delete, .. } => {
                self.arguments(u, stmt)
            }
            _ => stmt,
        }
    }

    /// A temporary declared in the statement's hidden list.
    fn declared_temp(&self, u: &mut Unit, stmt: NodeId, pos: IrPos, typ: Type) -> NameId {
        let tmp = u.temp(self.func, pos, typ);
        let dcl = u.node(NodeKind::Dcl(tmp), pos, None);
        u.nodes[stmt].init.push(dcl);
        tmp
    }

    fn results(&mut self, u: &mut Unit, call: NodeId, types: &[Type]) -> NodeId {
        let pos = u.nodes[call].pos;
        let temps: Vec<NameId> = types.iter().map(|&t| u.temp(self.func, pos, t)).collect();
        let text =
            if types.len() > 1 { "function results will be kept alive" } else { "function result will be kept alive" };
        self.say(u, pos, text);
        let lhs: NodeList = temps.iter().map(|&t| u.name_node(t, pos)).collect();
        let kind = match lhs[..] {
            [x] => NodeKind::Assign { x, y: Some(call), def: true },
            _ => NodeKind::Assign2 { kind: As2Kind::Func, lhs, rhs: thin_vec![call], def: true },
        };
        let assign = u.node(kind, pos, None);
        for &t in &temps {
            u.names[t].defn = Some(assign);
            let dcl = u.node(NodeKind::Dcl(t), pos, None);
            u.nodes[assign].init.push(dcl);
        }
        self.keep(u, &temps, assign)
    }

    fn arguments(&mut self, u: &mut Unit, call: NodeId) -> NodeId {
        let pos = u.nodes[call].pos;
        let (NodeKind::Call { args, .. } | NodeKind::Builtin { args, .. }) = &u.nodes[call].kind else { return call };
        let mut args = args.clone();
        let (mut stmts, mut keep) = (NodeList::new(), Vec::new());
        for a in args.iter_mut() {
            if let Some(name) = addressable_name(u, *a) {
                self.say_name(u, pos, name);
                keep.push(name);
            } else if let NodeKind::CompLit { kind: LitKind::Slice, elems, .. } = &u.nodes[*a].kind {
                let mut elems = elems.clone();
                let mut names = Vec::new();
                for e in elems.iter_mut() {
                    if let Some(name) = addressable_name(u, *e) {
                        self.say_name(u, pos, name);
                        names.push(name);
                    } else {
                        let at = u.nodes[*e].pos;
                        *e = self.argument_temp(u, pos, at, *e, &mut stmts, &mut keep);
                    }
                }
                keep.extend(names);
                if let NodeKind::CompLit { elems: slot, .. } = &mut u.nodes[*a].kind {
                    *slot = elems;
                }
            } else {
                *a = self.argument_temp(u, pos, pos, *a, &mut stmts, &mut keep);
            }
        }
        if let NodeKind::Call { args: slot, .. } | NodeKind::Builtin { args: slot, .. } = &mut u.nodes[call].kind {
            *slot = args;
        }
        if stmts.is_empty() {
            return self.keep(u, &keep, call);
        }
        stmts.push(call);
        let block = u.node(NodeKind::Block { list: stmts }, pos, None);
        self.keep(u, &keep, block)
    }

    fn argument_temp(
        &mut self,
        u: &mut Unit,
        call_pos: IrPos,
        pos: IrPos,
        value: NodeId,
        stmts: &mut NodeList,
        keep: &mut Vec<NameId>,
    ) -> NodeId {
        let typ = u.nodes[value].typ.unwrap_or(Type::INVALID);
        let tmp = u.temp(self.func, pos, typ);
        let x = u.name_node(tmp, pos);
        let assign = u.node(NodeKind::Assign { x, y: Some(value), def: true }, pos, None);
        let dcl = u.node(NodeKind::Dcl(tmp), pos, None);
        u.nodes[assign].init.push(dcl);
        u.names[tmp].defn = Some(assign);
        stmts.push(assign);
        keep.push(tmp);
        self.say(u, call_pos, "function arg will be kept alive");
        u.name_node(tmp, pos)
    }

    /// The variable behind an assigned-to expression.
    fn kept(&self, u: &mut Unit, pos: IrPos, x: NodeId) -> Vec<NameId> {
        if let Some(name) = addressable_name(u, x) {
            self.say_name(u, pos, name);
            return vec![name];
        }
        let text = match u.nodes[x].kind {
            NodeKind::Deref { .. } => "dereference will be kept alive",
            _ => "expr is unknown to bloop pass",
        };
        self.say(u, pos, text);
        Vec::new()
    }

    fn keep(&mut self, u: &mut Unit, names: &[NameId], stmt: NodeId) -> NodeId {
        if names.is_empty() {
            return stmt;
        }
        let pos = u.nodes[stmt].pos;
        let mut list = thin_vec![stmt];
        for &name in names {
            if is_blank_name(u, name) {
                continue;
            }
            let callee = *self.keep_alive.get_or_insert_with(|| keep_alive_name(u, pos));
            let x = u.name_node(name, pos);
            let outermost = crate::static_value::canonical(u, name);
            u.names[outermost].addr_taken = true;
            u.names[name].addr_taken = true;
            let pointer = Some(Type::basic(BasicKind::UnsafePointer));
            let addr = u.node(NodeKind::Addr { x }, pos, pointer);
            let arg = u.node(NodeKind::Conv { kind: ConvKind::Conv, x: addr }, pos, pointer);
            let fun = u.name_node(callee, pos);
            let kind = NodeKind::Call {
                kind: CallKind::Func,
                fun,
                args: thin_vec![arg],
                is_ddd: false,
                go_defer: false,
                keep_alive: true,
                no_inline: true,
            };
            list.push(u.node(kind, pos, None));
        }
        u.node(NodeKind::Block { list }, pos, None)
    }
}

/// The runtime's function as a callee; nothing of it but its name is ever asked.
fn keep_alive_name(u: &mut Unit, pos: IrPos) -> NameId {
    let sym = intern("KeepAlive");
    let f = u.funcs.push(Func { sym, ..Func::default() });
    let name = u.names.push(Name { func: Some(f), ..Name::new(sym, None, Class::Func, pos, Type::INVALID) });
    u.funcs[f].name = Some(name);
    name
}

fn results(u: &Unit, fun: NodeId) -> Vec<Type> {
    let Some(t) = u.nodes[fun].typ else { return Vec::new() };
    match escape_types::under::underlying(t).kind() {
        TypeKind::Signature(s) => s.results().iter().map(|r| r.typ()).collect(),
        _ => Vec::new(),
    }
}

/// The type of the value that goes to `lhs[i]`.
fn value_type(u: &Unit, lhs: &[NodeId], rhs: &[NodeId], i: usize) -> Option<Type> {
    if let [call] = rhs[..]
        && let Some(t) = u.nodes[call].typ
        && let TypeKind::Tuple(fields) = t.kind()
        && fields.len() == lhs.len()
    {
        return Some(fields[i].typ());
    }
    if rhs.len() == lhs.len() { u.nodes[rhs[i]].typ } else { None }
}

fn addressable_name(u: &Unit, mut n: NodeId) -> Option<NameId> {
    loop {
        n = match u.nodes[n].kind {
            NodeKind::Name(name) => return (u.names[name].class != Class::Func).then_some(name),
            NodeKind::Slice { x, array: false, string: false, .. }
            | NodeKind::Dot { kind: DotKind::Field | DotKind::PtrField, x, .. }
            | NodeKind::Conv { kind: ConvKind::Conv | ConvKind::Iface | ConvKind::Nop, x }
            | NodeKind::Addr { x }
            | NodeKind::Index { x, .. }
            | NodeKind::IndexMap { x, .. } => x,
            _ => return None,
        }
    }
}

/// `for b.Loop() { … }` of a `*testing.B`.
fn is_b_loop(u: &Unit, n: NodeId) -> bool {
    let NodeKind::For { cond: Some(cond), .. } = u.nodes[n].kind else { return false };
    let NodeKind::Call { kind: CallKind::Func, fun, .. } = u.nodes[cond].kind else { return false };
    let NodeKind::MethodExpr { func, .. } = u.nodes[fun].kind else { return false };
    let Some(f) = u.names[func].func else { return false };
    u.funcs[f].sym.as_str() == "(*B).Loop" && u.funcs[f].pkg.is_some_and(|p| p.path().as_str() == "testing")
}
