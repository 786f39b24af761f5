//! Which variables are assigned other than by their definition, while bodies are being inlined (facts.md §7.4).
//!
//! The same rule as `static_value.rs`, for another time: a function is scanned when one of its variables is first asked about,
//! and each inlined body is scanned when it arrives, so that the whole costs one visit per node.

use crate::ir::{Class, FuncId, NameId, NodeId, NodeKind, Unit};
use escape_types::TypeKind;
use rustc_hash::FxHashSet;

/// The variable that a chain of closure variables stands for.
pub fn canonical(u: &Unit, mut name: NameId) -> NameId {
    while let Some(outer) = u.names[name].outer {
        name = outer;
    }
    name
}

/// The variable or expression of which `n` is a part: fields and array elements stripped.
pub fn outer_value(u: &Unit, mut n: NodeId) -> NodeId {
    use crate::ir::{ConvKind, DotKind};
    loop {
        n = match u.nodes[n].kind {
            NodeKind::Dot { kind: DotKind::Field, x, .. }
            | NodeKind::Paren { x }
            | NodeKind::Conv { kind: ConvKind::Nop, x } => x,
            NodeKind::Index { x, .. } if is_array(u, x) => x,
            _ => return n,
        }
    }
}

/// [`outer_value`] as a canonical variable.
pub fn outer_name(u: &Unit, n: NodeId) -> Option<NameId> {
    match u.nodes[outer_value(u, n)].kind {
        NodeKind::Name(name) => Some(canonical(u, name)),
        _ => None,
    }
}

fn is_array(u: &Unit, n: NodeId) -> bool {
    u.nodes[n].typ.is_some_and(|t| matches!(escape_types::under::underlying(t).kind(), TypeKind::Array { .. }))
}

/// Whether the node is the blank identifier.
pub fn is_blank(u: &Unit, n: NodeId) -> bool {
    matches!(u.nodes[n].kind, NodeKind::Name(name) if is_blank_name(u, name))
}

/// Whether the name is `_`.
pub fn is_blank_name(u: &Unit, name: NameId) -> bool {
    u.names[name].sym.as_str() == "_"
}

/// The assigned-to operands of a statement.
fn assigned(u: &Unit, n: NodeId) -> smallvec::SmallVec<[NodeId; 4]> {
    match &u.nodes[n].kind {
        NodeKind::Assign { x, .. } | NodeKind::OpAssign { x, .. } => smallvec::smallvec![*x],
        NodeKind::Assign2 { lhs, .. } => lhs.iter().copied().collect(),
        NodeKind::Range { key, value, .. } => key.iter().chain(value).copied().collect(),
        _ => smallvec::SmallVec::new(),
    }
}

/// The expression a single definition gives to a variable.
fn defining_value(u: &Unit, name: NameId) -> Option<NodeId> {
    let defn = u.names[name].defn?;
    match &u.nodes[defn].kind {
        NodeKind::Assign { y, .. } => *y,
        NodeKind::Assign2 { kind: crate::ir::As2Kind::List, lhs, rhs, .. } => {
            let i = lhs.iter().position(|&l| matches!(u.nodes[l].kind, NodeKind::Name(m) if m == name))?;
            rhs.get(i).copied()
        }
        _ => None,
    }
}

/// One step through conversions, parentheses and inlined calls.
fn peel(u: &Unit, n: NodeId) -> Option<NodeId> {
    match &u.nodes[n].kind {
        NodeKind::Conv { kind: crate::ir::ConvKind::Nop, x } | NodeKind::Paren { x } => Some(*x),
        NodeKind::InlinedCall { results, .. } if results.len() == 1 => Some(results[0]),
        _ => None,
    }
}

/// Follows `n` to the earliest expression with the same value; `reassigned` is asked of each local on the way.
fn follow(u: &Unit, mut n: NodeId, reassigned: &mut dyn FnMut(NameId) -> bool) -> NodeId {
    // A definition can only refer to earlier variables, but a damaged tree must not hang us.
    for _ in 0..100_000 {
        if let Some(x) = peel(u, n) {
            n = x;
            continue;
        }
        let NodeKind::Name(name) = u.nodes[n].kind else { break };
        let name = canonical(u, name);
        if u.names[name].class != Class::Local {
            break;
        }
        match defining_value(u, name) {
            Some(rhs) if !reassigned(name) => n = rhs,
            _ => break,
        }
    }
    n
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
