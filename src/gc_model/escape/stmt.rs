//! Statements (facts.md §10.5).

use super::{Walker, Why, layout};
use crate::ir::{As2Kind, NameId, NodeId, NodeKind};
use escape_graph::Hole;

impl Walker<'_, '_, '_> {
    pub(super) fn stmts(&mut self, list: &[NodeId]) {
        for &n in list {
            self.stmt(n)
        }
    }

    /// Statements of a block: loop depth gained by labels inside ends with it.
    pub(super) fn block(&mut self, list: &[NodeId]) {
        let depth = self.loop_depth;
        self.stmts(list);
        self.loop_depth = depth;
    }

    fn stmt_opt(&mut self, n: Option<NodeId>) {
        if let Some(n) = n {
            self.stmt(n)
        }
    }

    /// The variable is declared at the current loop depth.
    fn declare(&mut self, n: NameId) -> Hole {
        let loc = self.loc_of(n);
        if loc != super::Graph::HEAP {
            self.b.graph.locs[loc].loop_depth = self.loop_depth;
        }
        self.b.graph.hole(loc)
    }

    pub(super) fn stmt(&mut self, n: NodeId) {
        let unit = self.unit;
        let node = &unit.nodes[n];
        self.stmts(&node.init);
        match &node.kind {
            NodeKind::Fallthrough
            | NodeKind::InlineMark { .. }
            | NodeKind::Empty
            | NodeKind::Break { .. }
            | NodeKind::Continue { .. }
            | NodeKind::Goto { .. } => {}
            NodeKind::Block { list } => self.stmts(list),
            &NodeKind::Dcl(name) => {
                if unit.names[name].sym != "_" {
                    self.declare(name);
                }
            }
            &NodeKind::Label { label } => {
                if self.labels.remove(&label) == Some(true) {
                    self.loop_depth += 1;
                }
            }
            NodeKind::If { cond, then, els } => {
                self.discard(*cond);
                self.block(then);
                self.block(els)
            }
            NodeKind::For { cond, post, body, .. } => {
                self.loop_depth += 1;
                self.discard_opt(*cond);
                self.stmt_opt(*post);
                self.block(body);
                self.loop_depth -= 1
            }
            NodeKind::Range { x, key, value, body, .. } => {
                let tmp = self.anonymous();
                self.expr(self.b.graph.hole(tmp), *x);
                self.loop_depth += 1;
                let ks = [self.addr_opt(*key), self.addr_opt(*value)];
                let k = if layout::is_array(self.typ(*x)) {
                    self.note(ks[1], n, Why::Range)
                } else {
                    self.deref(ks[1], n, Why::RangeDeref)
                };
                self.flow(k, tmp);
                self.reassigned(&ks, n);
                self.block(body);
                self.loop_depth -= 1
            }
            NodeKind::Switch { tag, cases, .. } => self.switch(*tag, cases),
            NodeKind::Select { cases, .. } => {
                for &c in cases {
                    if let NodeKind::CommClause { comm, body } = &unit.nodes[c].kind {
                        self.stmts(&unit.nodes[c].init);
                        self.stmt_opt(*comm);
                        self.block(body)
                    }
                }
            }
            &NodeKind::Receive { .. } => self.expr_skip_init(self.blank(), n),
            &NodeKind::Send { chan, value } => {
                self.discard(chan);
                self.assign_heap(value, Why::Send, n)
            }
            &NodeKind::Assign { x, y, .. } => self.assign_list(&[x], &[y], Why::Assign, n),
            &NodeKind::OpAssign { x, y, .. } => self.assign_list(&[x], &[Some(y)], Why::Assign, n),
            NodeKind::Assign2 { kind, lhs, rhs, .. } => {
                let why = match kind {
                    As2Kind::Func => {
                        let Some(&call) = rhs.first() else { return };
                        self.stmts(&unit.nodes[call].init);
                        let ks: Vec<Hole> = lhs.iter().map(|&x| self.addr(x)).collect();
                        self.call(&ks, call);
                        self.reassigned(&ks, n);
                        return;
                    }
                    As2Kind::List => Why::AssignPair,
                    As2Kind::DotType => Why::AssignPairDotType,
                    As2Kind::MapRead => Why::AssignPairMapRead,
                    As2Kind::Receive | As2Kind::SelectReceive => Why::AssignPairReceive,
                };
                let rhs: Vec<_> = rhs.iter().map(|&y| Some(y)).collect();
                self.assign_list(lhs, &rhs, why, n)
            }
            NodeKind::Return { results } => {
                let ks: Vec<Hole> = unit.funcs[self.func].results.iter().map(|&r| self.addr_name(r)).collect();
                for (&k, &src) in ks.iter().zip(results) {
                    let k = self.note(k, n, Why::Return);
                    self.expr(k, src)
                }
                self.reassigned(&ks, n)
            }
            NodeKind::Call { .. } | NodeKind::InlinedCall { .. } | NodeKind::Builtin { .. } => self.call_stmt(n),
            &NodeKind::TailCall { call } => self.call_stmt(call),
            &NodeKind::Go { call } => {
                let k = self.heap();
                self.go_defer(k, call)
            }
            &NodeKind::Defer { call, defer_at } => {
                // A deferred call that runs at most once per call of the function lives in its frame.
                let k = if self.loop_depth == 1 && defer_at.is_none() {
                    let k = self.blank();
                    self.later(k)
                } else {
                    self.heap()
                };
                self.go_defer(k, call)
            }
            // An expression left as a statement.
            _ => self.expr_skip_init(self.blank(), n),
        }
    }

    fn go_defer(&mut self, k: Hole, call: NodeId) {
        let unit = self.unit;
        match &unit.nodes[call].kind {
            &NodeKind::Call { fun, .. } => self.expr(k, fun),
            _ => self.stmt(call),
        }
    }

    fn switch(&mut self, tag: Option<NodeId>, cases: &[NodeId]) {
        let unit = self.unit;
        match tag.map(|t| (t, &unit.nodes[t].kind)) {
            Some((guard, &NodeKind::TypeSwitchGuard { tag, x, .. })) => {
                self.stmts(&unit.nodes[guard].init);
                let mut ks = Vec::new();
                if tag.is_some() {
                    for &c in cases {
                        if let NodeKind::CaseClause { var: Some(var), .. } = unit.nodes[c].kind {
                            let k = self.declare(var);
                            let t = unit.names[var].typ;
                            if !layout::is_pointer_free(t) {
                                ks.push(self.dot_type(k, t, c, Why::SwitchCase));
                            }
                        }
                    }
                }
                let k = self.tee(&ks);
                self.expr(k, x)
            }
            Some((tag, _)) => self.discard(tag),
            None => {}
        }
        for &c in cases {
            if let NodeKind::CaseClause { list, body, .. } = &unit.nodes[c].kind {
                self.discards(list);
                self.block(body)
            }
        }
    }
}
