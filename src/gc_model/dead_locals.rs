//! Dead locals: assignments of harmless values to locals that nobody reads are dropped (facts.md §5).
//!
//! Runs after inlining, so a closure whose calls were all inlined disappears with the variable that held it.

use crate::bottom_up::is_capturing;
use crate::ir::{As2Kind, Class, FuncId, Name, NameId, NodeId, NodeKind, Unit};
use crate::static_value::{canonical, is_blank_name};
use escape_source::intern;
use escape_types::{BasicKind, Const, Type};
use rustc_hash::FxHashMap;

/// Cleans all functions of the unit. Capturing closures are seen with their parents.
pub fn run(u: &mut Unit) {
    for f in u.list.clone() {
        if is_capturing(u, f) {
            continue;
        }
        let mut v = Visitor { defs: FxHashMap::default(), order: Vec::new() };
        v.body(u, f);
        let Visitor { mut defs, order } = v;
        for name in order {
            let Some(Some(assigns)) = defs.remove(&name) else { continue };
            for &(stmt, i) in &assigns {
                discard(u, stmt, i);
            }
            if !assigns.is_empty() {
                u.names[name].defn = None;
            }
        }
    }
}

struct Visitor {
    /// Assignments to drop if nothing reads the variable; `None`: it is read.
    defs: FxHashMap<NameId, Option<Vec<(NodeId, usize)>>>,
    order: Vec<NameId>,
}

impl Visitor {
    fn body(&mut self, u: &Unit, f: FuncId) {
        for &n in &u.funcs[f].body {
            self.node(u, n);
        }
    }

    fn used(&mut self, u: &Unit, name: NameId) {
        let name = canonical(u, name);
        if !is_local(u, name, false) {
            return;
        }
        let previous = self.defs.insert(name, None);
        match previous {
            None => self.order.push(name),
            Some(None) => {}
            Some(Some(assigns)) => {
                for (stmt, i) in assigns {
                    if let Some(rhs) = right(u, stmt, i) {
                        self.node(u, rhs);
                    }
                }
            }
        }
    }

    fn node(&mut self, u: &Unit, n: NodeId) {
        if let Some(&dict) = u.dictionary_uses.get(&n) {
            self.used(u, dict);
        }
        match &u.nodes[n].kind {
            NodeKind::Closure { func, .. } => {
                for &i in &u.nodes[n].init {
                    self.node(u, i);
                }
                for &v in &u.funcs[*func].closure_vars {
                    self.used(u, v);
                }
                self.body(u, *func);
            }
            NodeKind::Name(name) => self.used(u, *name),
            NodeKind::Assign { .. } => {
                self.assign(u, n, 0, false);
            }
            NodeKind::Assign2 { kind: As2Kind::List, lhs, rhs, .. } => {
                let any = lhs.iter().any(|&l| !crate::static_value::is_blank(u, l));
                for i in 0..lhs.len().min(rhs.len()) {
                    self.assign(u, n, i, any);
                }
            }
            NodeKind::CaseClause { var: Some(var), .. } => {
                self.children(u, n);
                self.used(u, *var);
            }
            _ => self.children(u, n),
        }
    }

    fn children(&mut self, u: &Unit, n: NodeId) {
        for c in u.children(n) {
            self.node(u, c);
        }
    }

    fn assign(&mut self, u: &Unit, stmt: NodeId, i: usize, blank_is_discard: bool) {
        let rhs = right(u, stmt, i);
        let Some(lhs) = left(u, stmt, i) else { return };
        let NodeKind::Name(name) = u.nodes[lhs].kind else {
            self.node(u, lhs);
            if let Some(r) = rhs {
                self.node(u, r);
            }
            return;
        };
        let name = canonical(u, name);
        if is_local(u, name, blank_is_discard) && !rhs.is_some_and(|r| has_effects(u, r)) {
            match self.defs.get_mut(&name) {
                None => {
                    self.order.push(name);
                    self.defs.insert(name, Some(vec![(stmt, i)]));
                    return;
                }
                Some(Some(list)) => {
                    list.push((stmt, i));
                    return;
                }
                Some(None) => {}
            }
        }
        if let Some(r) = rhs {
            self.node(u, r);
        }
    }
}

fn left(u: &Unit, stmt: NodeId, i: usize) -> Option<NodeId> {
    match &u.nodes[stmt].kind {
        NodeKind::Assign { x, .. } => Some(*x),
        NodeKind::Assign2 { lhs, .. } => lhs.get(i).copied(),
        _ => None,
    }
}

fn right(u: &Unit, stmt: NodeId, i: usize) -> Option<NodeId> {
    match &u.nodes[stmt].kind {
        NodeKind::Assign { y, .. } => *y,
        NodeKind::Assign2 { rhs, .. } => rhs.get(i).copied(),
        _ => None,
    }
}

fn discard(u: &mut Unit, stmt: NodeId, i: usize) {
    let pos = u.nodes[stmt].pos;
    let int = Type::basic(BasicKind::Int);
    let blank = u.names.push(Name::new(intern("_"), None, Class::Local, pos, int));
    let lhs = u.node(NodeKind::Name(blank), pos, Some(int));
    let zero = u.node(NodeKind::Literal(Const::from(0i64)), pos, Some(int));
    match &mut u.nodes[stmt].kind {
        NodeKind::Assign { x, y, .. } => {
            *x = lhs;
            *y = Some(zero);
        }
        NodeKind::Assign2 { lhs: l, rhs: r, .. } => {
            if let (Some(l), Some(r)) = (l.get_mut(i), r.get_mut(i)) {
                *l = lhs;
                *r = zero;
            }
        }
        _ => {}
    }
}

fn has_effects(u: &Unit, n: NodeId) -> bool {
    let n = &u.nodes[n];
    !n.init.is_empty()
        || !matches!(n.kind, NodeKind::Name(_) | NodeKind::Literal(_) | NodeKind::Nil | NodeKind::Closure { .. })
}

fn is_local(u: &Unit, name: NameId, blank_is_discard: bool) -> bool {
    if is_blank_name(u, name) {
        return blank_is_discard;
    }
    matches!(u.names[name].class, Class::Local | Class::Param)
}
