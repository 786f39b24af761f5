//! `go` and `defer` normalised: the call becomes that of a function literal without parameters and results (facts.md §9.3).
//!
//! Operands are evaluated at the statement, into temporaries that the literal captures; constants and names of functions are
//! left inside.

use super::{Reader, Why, closure_var, new_closure};
use crate::ir::*;
use escape_syntax::ast::ExprId;
use escape_types::{BasicKind, BuiltinId, Type, TypeKind};
use thin_vec::thin_vec;

impl Reader<'_, '_> {
    /// The call `e` for a go or defer statement at `pos`; what must run before it is appended to `init`.
    pub fn go_defer_call(&mut self, is_defer: bool, pos: IrPos, e: ExprId, init: &mut NodeList) -> NodeId {
        let call = self.expr(e);
        init.append(&mut std::mem::take(&mut self.u.nodes[call].init));
        if let NodeKind::Call { kind: CallKind::Func, fun, go_defer, .. } = &mut self.u.nodes[call].kind {
            let fun = *fun;
            *go_defer = true;
            if self.takes_and_gives_nothing(fun) {
                return call;
            }
            if let NodeKind::Call { go_defer, .. } = &mut self.u.nodes[call].kind {
                *go_defer = false;
            }
        }
        let outer = self.func();
        let typ = Type::new(TypeKind::Signature(Box::default()));
        let why = if is_defer { Why::Defer } else { Why::Go };
        let wrapper = new_closure(self.u, outer, why, pos, typ, None, None);

        // The operands to evaluate now, as (node they stand in, the operand).
        let mut slots = Vec::new();
        match self.u.nodes[call].kind.clone() {
            NodeKind::Call { kind: CallKind::Func, fun, args, .. } => {
                self.operand(call, fun, &mut slots);
                for a in args {
                    self.operand(call, a, &mut slots);
                }
            }
            NodeKind::Call { kind: CallKind::Interface, fun, args, .. } => {
                if let NodeKind::Dot { x, .. } = self.u.nodes[fun].kind {
                    slots.push((fun, x));
                }
                for a in args {
                    self.operand(call, a, &mut slots);
                }
            }
            NodeKind::Builtin { args, .. } => {
                for a in args {
                    self.operand(call, a, &mut slots);
                }
                // The runtime type that `delete` and `copy` need is an operand too; our tree has no place for it.
                if self.u.dictionary_uses.remove(&call).is_some() {
                    let at = self.u.nodes[call].pos;
                    slots.push((call, self.operand_type(e, at)));
                }
            }
            _ => {}
        }
        if !slots.is_empty() {
            let (mut lhs, mut rhs, mut temps) = (NodeList::new(), NodeList::new(), Vec::new());
            for (parent, x) in slots {
                let at = if matches!(self.u.nodes[x].kind, NodeKind::Name(_) | NodeKind::Type) {
                    pos
                } else {
                    self.u.nodes[x].pos
                };
                let typ = self.node_type(x);
                let tmp = self.u.temp(outer, at, typ);
                init.push(self.u.node(NodeKind::Dcl(tmp), at, None));
                lhs.push(self.u.name_node(tmp, at));
                rhs.push(x);
                temps.push(tmp);
                let captured = closure_var(self.u, wrapper, tmp);
                let use_ = self.u.name_node(captured, at);
                crate::visit::for_each_child_mut(&mut self.u.nodes[parent], |slot| {
                    if *slot == x {
                        *slot = use_;
                    }
                });
            }
            let assign = self.u.node(NodeKind::Assign2 { kind: As2Kind::List, lhs, rhs, def: false }, pos, None);
            for t in temps {
                self.u.names[t].defn = Some(assign);
            }
            init.push(assign);
        }
        self.u.funcs[wrapper].body = thin_vec![call];
        let fun = self.mk(NodeKind::Closure { func: wrapper, silent: true }, pos, typ);
        let at = self.u.nodes[call].pos;
        let kind = NodeKind::Call {
            kind: CallKind::Func,
            fun,
            args: NodeList::new(),
            is_ddd: false,
            go_defer: true,
            keep_alive: false,
            no_inline: false,
        };
        self.u.node(kind, at, None)
    }

    fn takes_and_gives_nothing(&self, fun: NodeId) -> bool {
        // A method in expression form has its receiver as parameter.
        if matches!(self.u.nodes[fun].kind, NodeKind::MethodExpr { .. }) {
            return false;
        }
        match super::decl::signature(self.node_type(fun)) {
            Some(s) => s.params().is_empty() && s.results().is_empty(),
            None => false,
        }
    }

    /// Collects `x` unless it can be evaluated later; literals of composites are looked into.
    fn operand(&self, parent: NodeId, x: NodeId, slots: &mut Vec<(NodeId, NodeId)>) {
        match &self.u.nodes[x].kind {
            NodeKind::Literal(_)
            | NodeKind::Nil
            | NodeKind::Type
            | NodeKind::LinkSym(_)
            | NodeKind::MethodExpr { .. }
            | NodeKind::Builtin { op: BuiltinId::New, .. } => return,
            NodeKind::Name(n) if self.u.names[*n].class == Class::Func => return,
            NodeKind::Dot { kind: DotKind::InterfaceMethod, x, .. }
                if matches!(self.u.nodes[*x].kind, NodeKind::Type) =>
            {
                return;
            }
            NodeKind::Conv { kind: ConvKind::Nop, x: y } => {
                let is = |n: NodeId, k| super::expr::basic(self.node_type(n)) == Some(k);
                if is(x, BasicKind::Uintptr) && is(*y, BasicKind::UnsafePointer) {
                    return self.operand(x, *y, slots);
                }
            }
            NodeKind::CompLit { kind: LitKind::Array | LitKind::Slice | LitKind::Struct, elems, .. } => {
                for &e in elems {
                    match self.u.nodes[e].kind {
                        NodeKind::KeyValue { value, .. } | NodeKind::StructKey { value, .. } => {
                            self.operand(e, value, slots)
                        }
                        _ => self.operand(x, e, slots),
                    }
                }
                return;
            }
            _ => {}
        }
        slots.push((parent, x));
    }
}
