//! Before solving: sizes that turn out constant, and storage that is too large for a stack (facts.md §10.9, §10.10).

use super::report::Reporter;
use super::{Batch, Graph, Note, Site, State, Why, func_of, layout, oracle};
use crate::ir::{Class, ConvKind, DotKind, FuncId, LitKind, MakeKind, NodeId, NodeKind, Unit};
use escape_types::{BuiltinId, Const, Type};

/// Limit for variables.
const MAX_VARIABLE: i64 = 128 * 1024;
/// Limit for implicit storage: `new`, `&T{}`, `make`, literals of functions.
const MAX_IMPLICIT: i64 = 64 * 1024;

/// The literal that an expression may be replaced by.
enum Replacement {
    Len(Const, Type),
    Boxed(Const),
}

impl Batch {
    /// For each location in creation order: rewriting with literals, then the forced-heap test.
    pub(super) fn force(&mut self, unit: &mut Unit<'_>, state: &mut State) {
        let all: Vec<_> = self.graph.real().collect();
        for loc in all {
            let Some(site) = self.graph.locs[loc].site else { continue };
            if let Site::Node(n) = site {
                let func = self.graph.locs[loc].func.map(|ix| func_of(&self.graph, ix));
                if let Some(f) = func {
                    rewrite(unit, state, n, f);
                }
            }
            let why = match site {
                Site::Name(n) => {
                    let name = &unit.names[n];
                    if matches!(name.class, Class::Param | Class::Result) { None } else { size_reason(name.typ) }
                }
                Site::Node(n) => heap_reason(unit, n),
            };
            if let Some(why) = why {
                let k = self.graph.hole(Graph::HEAP).shift(-1);
                let k = self.graph.note(k, Note { at: site, why, derefs: -1 });
                let Batch { graph, out, facts, .. } = self;
                graph.flow(k, loc, &mut Reporter { unit, out, facts });
            }
        }
    }
}

fn size_reason(t: Type) -> Option<Why> {
    (layout::size(t) > MAX_VARIABLE).then_some(Why::TooLarge)
}

/// Why an expression's storage cannot be on a stack, whatever happens to its address.
pub(super) fn heap_reason(unit: &Unit<'_>, n: NodeId) -> Option<Why> {
    let node = &unit.nodes[n];
    let t = node.typ?;
    if let Some(why) = size_reason(t) {
        return Some(why);
    }
    let implicit = |size: i64| (size > MAX_IMPLICIT).then_some(Why::TooLarge);
    match &node.kind {
        NodeKind::Builtin { op: BuiltinId::New, .. } | NodeKind::PtrLit { .. } => {
            implicit(layout::size(layout::elem(t)))
        }
        &NodeKind::Closure { func, .. } => implicit(closure_size(unit, func)),
        &NodeKind::Dot { kind: DotKind::MethodValue, x, .. } => implicit(method_value_size(unit.nodes[x].typ?)),
        &NodeKind::Make { kind: MakeKind::Slice, len, cap } => {
            let size = layout::size(layout::elem(t));
            if size == 0 {
                return Some(Why::ZeroSized);
            }
            let NodeKind::Literal(c) = &unit.nodes[cap.or(len)?].kind else { return None };
            let count = layout::int_value(c).filter(|&c| i32::try_from(c).is_ok())?;
            (count > MAX_IMPLICIT / size).then_some(Why::TooLarge)
        }
        _ => None,
    }
}

/// The bytes of a function literal's value: the code's address and what is captured.
pub(super) fn closure_size(unit: &Unit<'_>, func: FuncId) -> i64 {
    let mut size = 8;
    for &cv in &unit.funcs[func].closure_vars {
        let name = &unit.names[cv];
        let (s, align) = if name.by_value { (layout::size(name.typ), layout::align(name.typ)) } else { (8, 8) };
        size = layout::round_up(size, align) + s;
    }
    size
}

/// The bytes of a method value: the code's address and the receiver.
pub(super) fn method_value_size(receiver: Type) -> i64 {
    layout::round_up(layout::round_up(8, layout::align(receiver)) + layout::size(receiver), 8)
}

/// Replaces a size or a boxed operand by the literal it must be.
fn rewrite(unit: &mut Unit<'_>, state: &mut State, n: NodeId, func: FuncId) {
    let (slot, with) = match unit.nodes[n].kind {
        NodeKind::Make { kind: MakeKind::Slice, len, cap } => {
            let Some(r) = cap.or(len) else { return };
            if matches!(unit.nodes[r].kind, NodeKind::Literal(_)) {
                return;
            }
            let o = oracle(unit, state, func);
            let s = o.static_value(unit, r);
            let with = match &unit.nodes[s].kind {
                NodeKind::Literal(c) if layout::is_non_negative_int(c) => {
                    Replacement::Len(c.clone(), unit.nodes[r].typ.unwrap_or(Type::INVALID))
                }
                NodeKind::Builtin { op: BuiltinId::Len, args, .. } if args.len() == 1 => {
                    let x = o.static_value(unit, args[0]);
                    match unit.nodes[x].kind {
                        NodeKind::CompLit { kind: LitKind::Slice, len, .. } => {
                            Replacement::Len(Const::from(len), Type::basic(escape_types::BasicKind::Int))
                        }
                        _ => return,
                    }
                }
                _ => return,
            };
            (r, with)
        }
        NodeKind::Conv { kind: ConvKind::Iface, x } => {
            let Some(t) = unit.nodes[x].typ else { return };
            if matches!(unit.nodes[x].kind, NodeKind::Literal(_)) || layout::is_interface(t) {
                return;
            }
            let v = oracle(unit, state, func).static_value(unit, x);
            match &unit.nodes[v].kind {
                NodeKind::Literal(c) if unit.nodes[v].typ.is_some_and(|from| layout::valid_for(t, from)) => {
                    (x, Replacement::Boxed(c.clone()))
                }
                _ => return,
            }
        }
        _ => return,
    };
    let pos = unit.nodes[n].pos;
    let (c, t) = match with {
        Replacement::Len(c, t) => (c, t),
        Replacement::Boxed(c) => (c, unit.nodes[slot].typ.unwrap_or(Type::INVALID)),
    };
    let lit = unit.node(NodeKind::Literal(c), pos, Some(t));
    match &mut unit.nodes[n].kind {
        NodeKind::Make { len, cap, .. } => *if cap.is_some() { cap } else { len } = Some(lit),
        NodeKind::Conv { x, .. } => *x = lit,
        _ => {}
    }
}
