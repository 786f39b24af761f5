//! Assignments, and those that store nothing new (facts.md §10.5).

use super::report::Pending;
use super::{Graph, Site, Walker, Why, layout};
use crate::ir::{Class, ConvKind, DotKind, MessageKind, NameId, NodeId, NodeKind, Unit};
use crate::print;
use escape_graph::Hole;
use escape_types::BuiltinId;
use escape_types::predicates::identical;

impl Walker<'_, '_, '_> {
    pub(super) fn addr_opt(&mut self, n: Option<NodeId>) -> Hole {
        match n {
            Some(n) => self.addr(n),
            None => self.blank(),
        }
    }

    /// Where a variable keeps its value.
    pub(super) fn addr_name(&mut self, n: NameId) -> Hole {
        match (self.unit.names[n].class, self.unit.names[n].sym.as_str()) {
            (_, "_") => self.blank(),
            (Class::Global | Class::Func, _) => self.heap(),
            _ => self.b.graph.hole(self.loc_of(n)),
        }
    }

    /// Evaluates an assignment's left side; what is stored goes into the returned hole.
    pub(super) fn addr(&mut self, n: NodeId) -> Hole {
        match self.unit.nodes[n].kind {
            NodeKind::Name(name) => self.addr_name(name),
            NodeKind::Paren { x } | NodeKind::Dot { kind: DotKind::Field, x, .. } => self.addr(x),
            NodeKind::Index { x, index, .. } => {
                self.discard(index);
                if layout::is_array(self.typ(x)) {
                    return self.addr(x);
                }
                self.mutate(x);
                self.heap()
            }
            NodeKind::Deref { x } | NodeKind::Dot { kind: DotKind::PtrField, x, .. } => {
                self.mutate(x);
                self.heap()
            }
            NodeKind::IndexMap { x, index, .. } => {
                self.discard(x);
                self.assign_heap(index, Why::MapPut, n);
                self.heap()
            }
            _ => self.heap(),
        }
    }

    fn mutate(&mut self, n: NodeId) {
        self.expr(self.mutator(), n)
    }

    /// `dsts... = srcs...`; a missing source stores a zero value.
    pub(super) fn assign_list(&mut self, dsts: &[NodeId], srcs: &[Option<NodeId>], why: Why, at: NodeId) {
        let ks: Vec<Hole> = dsts.iter().map(|&d| self.addr(d)).collect();
        for (i, (&dst, &k)) in dsts.iter().zip(&ks).enumerate() {
            let Some(src) = srcs.get(i).copied().flatten() else { continue };
            let mut k = k;
            if matches!(self.unit.nodes[dst].kind, NodeKind::Dot { kind: DotKind::PtrField, .. })
                && self.is_reflect_header_data(dst)
            {
                let k = self.heap();
                let k = self.note(k, at, why);
                self.unsafe_value(k, src);
                continue;
            }
            if is_self_assign(self.unit, dst, src) {
                if self.unit.flags.level > 0 {
                    let text = format!(
                        "{} ignoring self-assignment in {}",
                        print::func_name(self.unit, self.func),
                        print::node(self.unit, at)
                    );
                    self.b.out.push(Pending { pos: self.pos(at), kind: MessageKind::SelfAssign, text: text.into() });
                }
                k = self.blank();
            }
            let k = self.note(k, at, why);
            self.expr(k, src)
        }
        self.reassigned(&ks, at)
    }

    /// The variables stored to by `at` are assigned again, unless `at` is what defines them.
    pub(super) fn reassigned(&mut self, ks: &[Hole], at: NodeId) {
        let unit = self.unit;
        if let NodeKind::Assign { x, y: None, .. } = unit.nodes[at].kind
            && let NodeKind::Name(n) = unit.nodes[x].kind
            && unit.names[n].defn.is_none()
        {
            return;
        }
        let range = matches!(unit.nodes[at].kind, NodeKind::Range { .. });
        for k in ks {
            if k.dst == Graph::HEAP || k.dst == Graph::BLANK {
                continue;
            }
            let loc = &mut self.b.graph.locs[k.dst];
            if let Some(Site::Name(n)) = loc.site
                && unit.names[n].defn == Some(at)
                && !range
            {
                continue;
            }
            loc.reassigned = true;
        }
    }
}

fn is_name(unit: &Unit<'_>, n: NodeId) -> Option<NameId> {
    match unit.nodes[n].kind {
        NodeKind::Name(name) => Some(name),
        _ => None,
    }
}

/// The variable `v` of `*v` and `v.f`.
fn pointer_base(unit: &Unit<'_>, n: NodeId) -> Option<NameId> {
    match unit.nodes[n].kind {
        NodeKind::Deref { x } | NodeKind::Dot { kind: DotKind::PtrField, x, .. } => is_name(unit, x),
        _ => None,
    }
}

/// `b.buf = b.buf[n:m]`: nothing is stored in `b` that was not reachable from it before.
fn is_slice_self_assign(unit: &Unit<'_>, dst: NodeId, src: NodeId) -> bool {
    let Some(v) = pointer_base(unit, dst) else { return false };
    let NodeKind::Slice { x, array, .. } = unit.nodes[src].kind else { return false };
    // Slicing an array inside the object makes a new pointer to the object.
    if array && matches!(unit.nodes[x].kind, NodeKind::Addr { .. }) {
        return false;
    }
    pointer_base(unit, x) == Some(v)
}

/// Whether an assignment gives an object back something of its own (facts.md §10.5).
fn is_self_assign(unit: &Unit<'_>, dst: NodeId, src: NodeId) -> bool {
    if is_slice_self_assign(unit, dst, src) {
        return true;
    }
    match (&unit.nodes[dst].kind, &unit.nodes[src].kind) {
        (&NodeKind::Dot { kind: a, x: l, .. }, &NodeKind::Dot { kind: b, x: r, .. }) => {
            a == b && matches!(a, DotKind::Field | DotKind::PtrField) && same_safe(unit, l, r)
        }
        (&NodeKind::Index { x: l, index: i, .. }, &NodeKind::Index { x: r, index: j, .. }) => {
            !may_affect_memory(unit, i) && !may_affect_memory(unit, j) && same_safe(unit, l, r)
        }
        _ => false,
    }
}

pub(crate) fn may_affect_memory(unit: &Unit<'_>, n: NodeId) -> bool {
    use escape_syntax::ast::BinaryOp as Op;
    match &unit.nodes[n].kind {
        NodeKind::Name(_) | NodeKind::Literal(_) | NodeKind::Nil | NodeKind::Omitted { .. } => false,
        &NodeKind::Binary { op, x, y } => {
            matches!(op, Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq)
                || may_affect_memory(unit, x)
                || may_affect_memory(unit, y)
        }
        &NodeKind::Index { x, index, .. } => may_affect_memory(unit, x) || may_affect_memory(unit, index),
        &NodeKind::Conv { kind: ConvKind::Conv | ConvKind::Nop, x }
        | &NodeKind::Unary { x, .. }
        | &NodeKind::Deref { x }
        | &NodeKind::Paren { x }
        | &NodeKind::Dot { kind: DotKind::Field | DotKind::PtrField, x, .. } => may_affect_memory(unit, x),
        NodeKind::Builtin { op: BuiltinId::Len | BuiltinId::Cap, args, .. } => {
            args.first().is_some_and(|&x| may_affect_memory(unit, x))
        }
        _ => true,
    }
}

fn peel(unit: &Unit<'_>, mut n: NodeId) -> NodeId {
    while let NodeKind::Conv { kind: ConvKind::Nop, x } | NodeKind::Paren { x } = unit.nodes[n].kind {
        n = x;
    }
    n
}

/// Whether both expressions are the same and evaluating them twice gives the same.
fn same_safe(unit: &Unit<'_>, l: NodeId, r: NodeId) -> bool {
    use escape_syntax::ast::BinaryOp as Op;
    let (l, r) = (peel(unit, l), peel(unit, r));
    let (a, b) = (&unit.nodes[l], &unit.nodes[r]);
    if !matches!((a.typ, b.typ), (Some(s), Some(t)) if identical(s, t)) {
        return false;
    }
    match (&a.kind, &b.kind) {
        (NodeKind::Name(x), NodeKind::Name(y)) => x == y,
        (&NodeKind::Dot { kind: k1, x, sel: s, .. }, &NodeKind::Dot { kind: k2, x: y, sel: t, .. }) => {
            k1 == k2 && matches!(k1, DotKind::Field | DotKind::PtrField) && s == t && same_safe(unit, x, y)
        }
        (&NodeKind::Deref { x }, &NodeKind::Deref { x: y }) => same_safe(unit, x, y),
        (&NodeKind::Unary { op: o, x }, &NodeKind::Unary { op: p, x: y }) => o == p && same_safe(unit, x, y),
        (&NodeKind::Conv { kind: ConvKind::Conv, x }, &NodeKind::Conv { kind: ConvKind::Conv, x: y }) => {
            a.typ.is_some_and(layout::is_simple) && same_safe(unit, x, y)
        }
        (&NodeKind::Index { x, index: i, .. }, &NodeKind::Index { x: y, index: j, .. })
        | (&NodeKind::IndexMap { x, index: i, .. }, &NodeKind::IndexMap { x: y, index: j, .. }) => {
            same_safe(unit, x, y) && same_safe(unit, i, j)
        }
        (&NodeKind::Binary { op: o, x, y }, &NodeKind::Binary { op: p, x: u, y: v }) => {
            o == p
                && !matches!(o, Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq)
                && same_safe(unit, x, u)
                && same_safe(unit, y, v)
        }
        (NodeKind::Literal(x), NodeKind::Literal(y)) => layout::same_constant(x, y),
        (NodeKind::Nil, NodeKind::Nil) => true,
        _ => false,
    }
}
