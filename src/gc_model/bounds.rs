//! `index bounds check elided`: indexes that their type or shape keeps inside a fixed-size array (facts.md §15).

use crate::bottom_up::is_capturing;
use crate::ir::{FuncId, MessageKind, NodeId, NodeKind, Unit};
use escape_syntax::ast::BinaryOp;
use escape_types::predicates::{is_integer, is_unsigned};
use escape_types::under::underlying;
use escape_types::{Const, TypeKind};

/// Prints the lines of all functions in gc's order of compilation.
pub fn run(u: &mut Unit) {
    if u.flags.level == 0 {
        return;
    }
    let mut walked = rustc_hash::FxHashSet::default();
    for f in u.list.clone() {
        if is_capturing(u, f) || u.funcs[f].sym.as_str() == "_" {
            continue;
        }
        // A function's capturing closures follow it, the last found first.
        let mut todo = vec![f];
        while let Some(f) = todo.pop() {
            let mut w = Walk { closures: Vec::new(), lines: Vec::new() };
            for &n in &u.funcs[f].body {
                w.node(u, n);
            }
            for n in w.lines {
                u.say(u.nodes[n].pos, MessageKind::Bounds, "index bounds check elided");
            }
            todo.extend(w.closures.into_iter().filter(|&c| walked.insert(c)));
        }
    }
}

struct Walk {
    closures: Vec<FuncId>,
    lines: Vec<NodeId>,
}

impl Walk {
    fn node(&mut self, u: &Unit, n: NodeId) {
        for c in u.children(n) {
            self.node(u, c);
        }
        match u.nodes[n].kind {
            NodeKind::Closure { func, .. } if is_capturing(u, func) => self.closures.push(func),
            NodeKind::Index { x, index, bounded: false } => {
                let constant = matches!(u.nodes[index].kind, NodeKind::Literal(_));
                if let Some(len) = fixed_len(u, x)
                    && !constant
                    && is_bounded(u, index, len)
                {
                    self.lines.push(n);
                }
            }
            _ => {}
        }
    }
}

/// Length of an array, of an array behind a pointer, or of a constant string.
fn fixed_len(u: &Unit, x: NodeId) -> Option<i64> {
    let mut t = underlying(u.nodes[x].typ?);
    if let TypeKind::Pointer(e) = t.kind() {
        t = underlying(*e);
    }
    match (t.kind(), &u.nodes[x].kind) {
        (TypeKind::Array { len, .. }, _) => Some(*len),
        (_, NodeKind::Literal(Const::String(s))) => Some(s.len() as i64),
        _ => None,
    }
}

fn small_const(u: &Unit, n: NodeId) -> Option<i64> {
    match &u.nodes[n].kind {
        NodeKind::Literal(c @ Const::Int(_)) => c.to_i64().filter(|&v| i32::try_from(v).is_ok()),
        _ => None,
    }
}

fn is_bounded(u: &Unit, n: NodeId, max: i64) -> bool {
    let Some(t) = u.nodes[n].typ else { return false };
    if !is_integer(t) {
        return false;
    }
    let unsigned = is_unsigned(t);
    let mut bits = 8 * crate::types::size(t);
    if let NodeKind::Binary { op, x, y } = u.nodes[n].kind {
        match op {
            BinaryOp::And | BinaryOp::AndNot => {
                let v = match (small_const(u, x), small_const(u, y)) {
                    (Some(v), _) => v,
                    (None, Some(v)) if op == BinaryOp::AndNot => {
                        if unsigned && bits < 64 {
                            !v & ((1 << bits) - 1)
                        } else {
                            !v
                        }
                    }
                    (None, Some(v)) => v,
                    _ => -1,
                };
                if 0 <= v && v < max {
                    return true;
                }
            }
            BinaryOp::Rem if unsigned && small_const(u, y).is_some_and(|v| 0 <= v && v <= max) => {
                return true;
            }
            BinaryOp::Div if unsigned => {
                let mut v = small_const(u, y).unwrap_or(0);
                while bits > 0 && v >= 2 {
                    bits -= 1;
                    v >>= 1;
                }
            }
            BinaryOp::Shr if unsigned => {
                if let Some(v) = small_const(u, y) {
                    if v > bits {
                        return true;
                    }
                    bits -= v;
                }
            }
            _ => {}
        }
    }
    unsigned && (0..=62).contains(&bits) && 1i64 << bits <= max
}
