//! Which variables are assigned other than by their definition, while bodies are being inlined (facts.md §7.4).
//!
//! The same rule as `static_value.rs`, for another time: a function is scanned when one of its variables is first asked about,
//! and each inlined body is scanned when it arrives, so that the whole costs one visit per node.

use crate::ir::{FuncId, NameId, NodeId, NodeKind, Unit};
use crate::static_value::{follow, outer_name};
use rustc_hash::FxHashSet;

/// The assigned-to operands of a statement.
fn assigned(u: &Unit, n: NodeId) -> smallvec::SmallVec<[NodeId; 4]> {
    match &u.nodes[n].kind {
        NodeKind::Assign { x, .. } | NodeKind::OpAssign { x, .. } => smallvec::smallvec![*x],
        NodeKind::Assign2 { lhs, .. } => lhs.iter().copied().collect(),
        NodeKind::Range { key, value, .. } => key.iter().chain(value).copied().collect(),
        _ => smallvec::SmallVec::new(),
    }
}

/// Which variables are assigned other than by their definition, kept up to date while bodies are inlined.
#[derive(Default)]
pub struct Reassigned {
    scanned: FxHashSet<FuncId>,
    /// Inlined calls that were scanned: arguments of a later one are not scanned again.
    calls: FxHashSet<NodeId>,
    names: FxHashSet<NameId>,
}

impl Reassigned {
    /// Whether the (canonical) variable may have another value than its definition's.
    pub fn is_reassigned(&mut self, u: &Unit, name: NameId) -> bool {
        let Some(func) = u.names[name].curfn else { return true };
        if u.names[name].addr_taken {
            return true;
        }
        if self.scanned.insert(func) {
            let names = &mut self.names;
            u.walk_func_and_closures(func, &mut |n| record(u, names, n));
        }
        self.names.contains(&name)
    }

    /// Takes note of the assignments in a newly inlined body.
    pub fn inlined(&mut self, u: &Unit, n: NodeId) {
        if matches!(u.nodes[n].kind, NodeKind::InlinedCall { .. }) && !self.calls.insert(n) {
            return;
        }
        record(u, &mut self.names, n);
        if let NodeKind::Closure { func, .. } = u.nodes[n].kind {
            let names = &mut self.names;
            u.walk_func_and_closures(func, &mut |x| record(u, names, x));
        }
        for c in u.children(n) {
            self.inlined(u, c);
        }
    }

    /// The static value of an expression.
    pub fn static_value(&mut self, u: &Unit, n: NodeId) -> NodeId {
        follow(u, n, &mut |name| self.is_reassigned(u, name))
    }
}

fn record(u: &Unit, names: &mut FxHashSet<NameId>, n: NodeId) {
    let always = matches!(u.nodes[n].kind, NodeKind::OpAssign { .. } | NodeKind::Range { .. });
    for x in assigned(u, n) {
        if let Some(name) = outer_name(u, x)
            && (always || u.names[name].defn != Some(n))
        {
            names.insert(name);
        }
    }
}
