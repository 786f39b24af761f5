//! Per-iteration loop variables (facts.md §9.1): a loop whose declared variable is captured or has its address taken within
//! it gets a fresh variable per iteration, as a rewriting of the tree.
//!
//! A capture or address inside a `return` of that loop level does not count: the loop ends there. The rewriting shows in
//! the escape graph's loop depths and in what counts as reassigned, never as a message of its own.

use crate::ir::*;
use crate::static_value::{canonical, outer_value};
use escape_source::{Symbol, intern};
use escape_types::{BasicKind, Const, Type};
use rustc_hash::FxHashMap;
use thin_vec::thin_vec;

/// Rewrites the loops of all functions of the unit.
pub fn run(u: &mut Unit) {
    for f in u.list.clone() {
        let mut r = Rewriter {
            func: f,
            labels: 0,
            leaks: FxHashMap::default(),
            depth: 0,
            return_depth: 0,
            moved: FxHashMap::default(),
        };
        for i in 0..u.funcs[f].body.len() {
            let n = u.funcs[f].body[i];
            r.scan(u, n);
        }
        if !r.moved.is_empty() {
            let body = std::mem::take(&mut u.funcs[f].body);
            let body = r.move_declarations(u, body);
            for &n in &body {
                r.move_below(u, n);
            }
            u.funcs[f].body = body;
        }
    }
}

struct Rewriter {
    func: FuncId,
    labels: u32,
    /// Loop variables seen; true: captured or address taken.
    leaks: FxHashMap<NameId, bool>,
    depth: u32,
    /// Loop depth of the innermost `return` around us; 0: none... compared with `depth` as gc does.
    return_depth: u32,
    /// Declarations to move to the hidden list of the assignment that now defines the variable.
    moved: FxHashMap<NameId, NodeId>,
}

impl Rewriter {
    fn leak(&mut self, u: &Unit, name: NameId) {
        if let Some(l) = self.leaks.get_mut(&canonical(u, name)) {
            *l = true;
        }
    }

    fn children(&mut self, u: &mut Unit, n: NodeId) {
        for c in u.children(n) {
            self.scan(u, c);
        }
    }

    fn scan(&mut self, u: &mut Unit, n: NodeId) {
        match u.nodes[n].kind {
            NodeKind::Closure { func, .. } if self.return_depth < self.depth => {
                for i in 0..u.funcs[func].closure_vars.len() {
                    let v = u.funcs[func].closure_vars[i];
                    self.leak(u, v);
                }
            }
            NodeKind::Addr { x } if self.return_depth < self.depth => {
                if let NodeKind::Name(name) = u.nodes[outer_value(u, x)].kind
                    && u.names[name].outer.is_none()
                {
                    self.leak(u, name);
                }
            }
            NodeKind::Return { .. } => {
                let saved = self.return_depth;
                self.return_depth = self.depth;
                self.children(u, n);
                self.return_depth = saved;
                return;
            }
            NodeKind::Range { key, value, distinct_vars: true, .. } => {
                for x in [key, value].into_iter().flatten() {
                    if let NodeKind::Name(name) = u.nodes[x].kind {
                        self.leaks.insert(name, false);
                    }
                }
                self.depth += 1;
                self.children(u, n);
                self.depth -= 1;
                self.rewrite_range(u, n);
                return;
            }
            NodeKind::For { distinct_vars: true, .. } => {
                let vars = declared(u, n);
                for &v in &vars {
                    self.leaks.insert(v, false);
                }
                self.depth += 1;
                self.children(u, n);
                self.depth -= 1;
                let leaked: Vec<NameId> = vars.into_iter().filter(|v| self.leaks.get(v) == Some(&true)).collect();
                if !leaked.is_empty() {
                    self.rewrite_for(u, n, &leaked);
                }
                if let NodeKind::For { distinct_vars, .. } = &mut u.nodes[n].kind {
                    *distinct_vars = false;
                }
                return;
            }
            _ => {}
        }
        self.children(u, n);
    }

    /// `x = y` or, defining, `x := y`.
    fn assign(&self, u: &mut Unit, pos: IrPos, x: NameId, y: NameId, def: bool) -> NodeId {
        let x = u.name_node(x, pos);
        let y = u.name_node(y, pos);
        u.node(NodeKind::Assign { x, y: Some(y), def }, pos, None)
    }

    fn rewrite_range(&mut self, u: &mut Unit, n: NodeId) {
        let pos = u.nodes[n].pos;
        for is_value in [false, true] {
            let NodeKind::Range { key, value, .. } = u.nodes[n].kind else { return };
            let Some(slot) = (if is_value { value } else { key }) else { continue };
            let NodeKind::Name(name) = u.nodes[slot].kind else { continue };
            if self.leaks.get(&name) != Some(&true) {
                continue;
            }
            let typ = u.names[name].typ;
            let tmp = u.temp(self.func, pos, typ);
            let assign = self.assign(u, pos, name, tmp, true);
            self.moved.insert(name, assign);
            let tmp = u.name_node(tmp, pos);
            if let NodeKind::Range { key, value, body, .. } = &mut u.nodes[n].kind {
                body.insert(0, assign);
                *(if is_value { value } else { key }) = Some(tmp);
            }
        }
        if let NodeKind::Range { distinct_vars, .. } = &mut u.nodes[n].kind {
            *distinct_vars = false;
        }
    }

    fn rewrite_for(&mut self, u: &mut Unit, n: NodeId, leaked: &[NameId]) {
        let pos = u.nodes[n].pos;
        let bool_type = Some(Type::basic(BasicKind::Bool));
        let NodeKind::For { label, cond, post, body, .. } = &mut u.nodes[n].kind else { return };
        let (label, cond, post, old_body) = (*label, cond.take(), post.take(), std::mem::take(body));
        let (mut body, mut tail) = (NodeList::new(), Vec::new());
        let mut carried = FxHashMap::default();
        for &z in leaked {
            let typ = u.names[z].typ;
            let tmp = u.temp(self.func, pos, typ);
            carried.insert(z, tmp);
            let assign = self.assign(u, pos, z, tmp, true);
            u.names[z].defn = Some(assign);
            self.moved.insert(z, assign);
            body.push(assign);
            tail.push(self.assign(u, pos, tmp, z, false));
        }
        self.labels += 1;
        let next = intern(&format!(".3clNext_{}", self.labels));
        for &s in &old_body {
            rewrite_continues(u, s, label, next, 0);
        }
        self.rewrite_init(u, n, &carried);
        if let Some(post) = post {
            let first = u.temp(self.func, pos, Type::basic(BasicKind::Bool));
            let declare = self.assign_bool(u, pos, first, true);
            let clear = self.assign_bool(u, pos, first, false);
            let test = u.name_node(first, pos);
            let dcl = u.node(NodeKind::Dcl(first), pos, None);
            let branch = u.node(NodeKind::If { cond: test, then: thin_vec![clear], els: thin_vec![post] }, pos, None);
            u.nodes[branch].init.push(dcl);
            body.push(branch);
            u.nodes[n].init.push(declare);
        }
        if let Some(cond) = cond {
            let at = u.nodes[cond].pos;
            let not = u.node(NodeKind::Unary { op: UnOp::Not, x: cond }, at, bool_type);
            let leave = u.node(NodeKind::Break { label: None }, pos, None);
            body.push(u.node(NodeKind::If { cond: not, then: thin_vec![leave], els: NodeList::new() }, pos, None));
        }
        body.extend(old_body);
        body.push(u.node(NodeKind::Label { label: next }, pos, None));
        body.extend(tail);
        if let NodeKind::For { body: slot, .. } = &mut u.nodes[n].kind {
            *slot = body;
        }
    }

    fn assign_bool(&self, u: &mut Unit, pos: IrPos, x: NameId, value: bool) -> NodeId {
        let x = u.name_node(x, pos);
        let y = u.node(NodeKind::Literal(Const::Bool(value)), pos, Some(Type::basic(BasicKind::Bool)));
        u.node(NodeKind::Assign { x, y: Some(y), def: false }, pos, None)
    }

    /// The loop's init now sets the carrying temporaries.
    fn rewrite_init(&self, u: &mut Unit, n: NodeId, carried: &FxHashMap<NameId, NameId>) {
        for stmt in u.nodes[n].init.clone() {
            let targets: NodeList = match &u.nodes[stmt].kind {
                NodeKind::Assign { x, def: true, .. } => thin_vec![*x],
                NodeKind::Assign2 { lhs, def: true, .. } => lhs.clone(),
                _ => continue,
            };
            for (i, x) in targets.into_iter().enumerate() {
                let NodeKind::Name(name) = u.nodes[x].kind else { continue };
                let Some(&tmp) = carried.get(&name) else { continue };
                let pos = u.nodes[x].pos;
                let new = u.name_node(tmp, pos);
                match &mut u.nodes[stmt].kind {
                    NodeKind::Assign { x, .. } => *x = new,
                    NodeKind::Assign2 { lhs, .. } => lhs[i] = new,
                    _ => {}
                }
            }
        }
    }

    /// Takes the moved declarations out of a statement list and puts each into its assignment's hidden list.
    fn move_declarations(&self, u: &mut Unit, list: NodeList) -> NodeList {
        let mut out = NodeList::with_capacity(list.len());
        for n in list {
            if let NodeKind::Dcl(name) = u.nodes[n].kind
                && let Some(&assign) = self.moved.get(&name)
                && !u.nodes[assign].init.contains(&n)
            {
                u.nodes[assign].init.insert(0, n);
            } else {
                out.push(n);
            }
        }
        out
    }

    fn move_below(&self, u: &mut Unit, n: NodeId) {
        let init = std::mem::take(&mut u.nodes[n].init);
        u.nodes[n].init = if self.moved.values().any(|&a| a == n) { init } else { self.move_declarations(u, init) };
        let mut kind = std::mem::replace(&mut u.nodes[n].kind, NodeKind::Empty);
        match &mut kind {
            NodeKind::InlinedCall { body, .. }
            | NodeKind::CaseClause { body, .. }
            | NodeKind::CommClause { body, .. }
            | NodeKind::Block { list: body }
            | NodeKind::For { body, .. }
            | NodeKind::Range { body, .. } => *body = self.move_declarations(u, std::mem::take(body)),
            NodeKind::If { then, els, .. } => {
                *then = self.move_declarations(u, std::mem::take(then));
                *els = self.move_declarations(u, std::mem::take(els));
            }
            _ => {}
        }
        u.nodes[n].kind = kind;
        for c in u.children(n) {
            self.move_below(u, c);
        }
    }
}

/// The variables a 3-clause loop declares.
fn declared(u: &Unit, n: NodeId) -> Vec<NameId> {
    let mut out = Vec::new();
    for &stmt in &u.nodes[n].init {
        let targets: &[NodeId] = match &u.nodes[stmt].kind {
            NodeKind::Assign { x, def: true, .. } => std::slice::from_ref(x),
            NodeKind::Assign2 { lhs, def: true, .. } => lhs,
            _ => continue,
        };
        out.extend(targets.iter().filter_map(|&x| match u.nodes[x].kind {
            NodeKind::Name(name) => Some(name),
            _ => None,
        }));
    }
    out
}

/// `continue` of the rewritten loop becomes a jump to the label before the copy back.
fn rewrite_continues(u: &mut Unit, n: NodeId, loop_label: Option<Symbol>, next: Symbol, depth: u32) {
    let mut depth = depth;
    match &mut u.nodes[n].kind {
        NodeKind::Continue { label } => {
            if (depth == 0 && label.is_none()) || (loop_label.is_some() && *label == loop_label) {
                u.nodes[n].kind = NodeKind::Goto { label: next };
            }
            return;
        }
        NodeKind::Range { .. } | NodeKind::For { .. } => depth += 1,
        _ => {}
    }
    for c in u.children(n) {
        rewrite_continues(u, c, loop_label, next, depth);
    }
}
