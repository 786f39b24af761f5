//! `index bounds check elided`: indexes that their type or shape keeps inside a fixed-size array (facts.md §15).

use crate::bottom_up::is_capturing;
use crate::ir::{As2Kind, ConvKind, DotKind, FuncId, LitKind, MessageKind, NodeId, NodeKind, NodeList, Unit};
use escape_syntax::ast::BinaryOp;
use escape_types::predicates::{is_integer, is_unsigned};
use escape_types::under::underlying;
use escape_types::{BuiltinId, Const, TypeKind};
use smallvec::SmallVec;

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
            let mut w = Walk { u, closures: Vec::new(), lines: NodeList::new() };
            w.stmts(&u.funcs[f].body);
            let Walk { closures, lines, .. } = w;
            for n in lines {
                u.say(u.nodes[n].pos, MessageKind::Bounds, "index bounds check elided");
            }
            todo.extend(closures.into_iter().filter(|&c| walked.insert(c)));
        }
    }
}

/// Lines of an expression whose evaluation stays with its statement.
type Pending = SmallVec<[NodeId; 4]>;

/// One function, looked at in the order in which gc lowers it: calls and other values that get a temporary come before the
/// statement they stand in.
struct Walk<'u, 'p> {
    u: &'u Unit<'p>,
    closures: Vec<FuncId>,
    lines: NodeList,
}

impl Walk<'_, '_> {
    fn stmts(&mut self, list: &[NodeId]) {
        for &n in list {
            self.stmt(n);
        }
    }

    /// An expression that is a statement, or that is put into a temporary.
    fn now(&mut self, n: NodeId) {
        let lines = self.expr(n, true);
        self.lines.extend(lines);
    }

    fn now_opt(&mut self, n: Option<NodeId>) {
        if let Some(n) = n {
            self.now(n);
        }
    }

    fn exprs(&mut self, list: &[NodeId]) -> Pending {
        list.iter().flat_map(|&n| self.expr(n, false)).collect()
    }

    fn is_name(&self, n: NodeId) -> bool {
        matches!(self.u.nodes[n].kind, NodeKind::Name(_))
    }

    fn stmt(&mut self, n: NodeId) {
        let u = self.u;
        let node = &u.nodes[n];
        match &node.kind {
            NodeKind::For { cond, post, body, .. } => {
                self.stmts(&node.init);
                self.now_opt(*cond);
                if let Some(post) = post {
                    self.stmt(*post);
                }
                self.stmts(body);
            }
            NodeKind::If { cond, then, els } => {
                self.stmts(&node.init);
                self.now(*cond);
                self.stmts(then);
                self.stmts(els);
            }
            NodeKind::Range { x, key, value, body, .. } => {
                self.stmts(&node.init);
                self.now(*x);
                self.now_opt(*key);
                self.now_opt(*value);
                self.stmts(body);
            }
            NodeKind::Switch { tag, cases, .. } => {
                self.stmts(&node.init);
                self.now_opt(*tag);
                // The comparisons stand before all bodies.
                for &c in cases {
                    if let NodeKind::CaseClause { list, .. } = &u.nodes[c].kind {
                        self.stmts(&u.nodes[c].init);
                        list.iter().for_each(|&e| self.now(e));
                    }
                }
                for &c in cases {
                    if let NodeKind::CaseClause { body, .. } = &u.nodes[c].kind {
                        self.stmts(body);
                    }
                }
            }
            NodeKind::Select { cases, .. } => {
                self.stmts(&node.init);
                for &c in cases {
                    if let NodeKind::CommClause { comm, body } = &u.nodes[c].kind {
                        self.stmts(&u.nodes[c].init);
                        if let Some(comm) = comm {
                            self.stmt(*comm);
                        }
                        self.stmts(body);
                    }
                }
            }
            NodeKind::Block { list } => {
                self.stmts(&node.init);
                self.stmts(list);
            }
            &NodeKind::Assign { x, y, .. } => {
                self.stmts(&node.init);
                let mut lines = self.expr(x, false);
                if let Some(y) = y {
                    lines.extend(self.expr(y, self.is_name(x)));
                }
                self.lines.extend(lines);
            }
            &NodeKind::OpAssign { op, x, y, .. } => {
                self.stmts(&node.init);
                let mut lines = self.expr(x, false);
                let twice = matches!(op, BinaryOp::Div | BinaryOp::Rem);
                if twice || matches!(u.nodes[x].kind, NodeKind::IndexMap { .. }) {
                    // Becomes `x = x op y`, indexes put into temporaries.
                    lines.retain(|&mut l| !self.loses_shape(l));
                    lines.extend(lines.clone());
                }
                lines.extend(self.expr(y, false));
                self.lines.extend(lines);
            }
            NodeKind::Assign2 { kind, lhs, rhs, .. } => {
                self.stmts(&node.init);
                if *kind == As2Kind::List {
                    let l: SmallVec<[Pending; 4]> = lhs.iter().map(|&x| self.expr(x, false)).collect();
                    let r: SmallVec<[Pending; 4]> = rhs.iter().map(|&x| self.expr(x, false)).collect();
                    for i in 0..l.len().max(r.len()) {
                        self.lines.extend(l.get(i).into_iter().flatten().copied());
                        self.lines.extend(r.get(i).into_iter().flatten().copied());
                    }
                } else {
                    let l = self.exprs(lhs);
                    rhs.iter().for_each(|&y| self.now(y));
                    self.lines.extend(l);
                }
            }
            _ => self.now(n),
        }
    }

    /// Collects the lines of an expression. What is evaluated before its statement goes to `lines` at once. `to_name`: the value
    /// is stored in a variable, so that it needs no temporary.
    fn expr(&mut self, n: NodeId, to_name: bool) -> Pending {
        let u = self.u;
        let node = &u.nodes[n];
        self.stmts(&node.init);
        let mut out = Pending::new();
        let early = match &node.kind {
            NodeKind::Closure { func, .. } => {
                if is_capturing(u, *func) {
                    self.closures.push(*func);
                }
                false
            }
            NodeKind::InlinedCall { body, .. } => {
                self.stmts(body);
                false
            }
            &NodeKind::Logical { x, y, .. } => {
                self.now(x);
                self.now(y);
                false
            }
            &NodeKind::Slice { x, lo, hi, max, .. } => {
                out = self.expr(x, false);
                for bound in [lo, hi, max].into_iter().flatten() {
                    self.now(bound);
                }
                !to_name
            }
            NodeKind::Builtin { op: BuiltinId::Append, args, .. } => {
                for &a in args {
                    let lines = self.expr(a, false);
                    let on_path = self.safe_path(a);
                    out.extend(lines.into_iter().filter(|&l| !(on_path.contains(&l) && self.loses_shape(l))));
                }
                !to_name
            }
            NodeKind::Builtin { .. } | NodeKind::Call { .. } | NodeKind::Make { .. } => {
                for c in &u.children(n)[node.init.len()..] {
                    out.extend(self.expr(*c, false));
                }
                !to_name
            }
            NodeKind::Conv { kind: ConvKind::StrToBytes | ConvKind::StrToBytesTmp | ConvKind::StrToRunes, x } => {
                out = self.expr(*x, false);
                !to_name
            }
            &NodeKind::Receive { x } => {
                out = self.expr(x, false);
                true
            }
            NodeKind::CompLit { kind: LitKind::Map, elems, .. } => {
                out = self.exprs(elems);
                true
            }
            &NodeKind::TypeAssert { x, .. } => {
                out = self.expr(x, false);
                node.typ.is_some_and(|t| !crate::types::is_direct_interface(t))
            }
            &NodeKind::Index { x, index, bounded } => {
                out = self.expr(x, false);
                out.extend(self.expr(index, false));
                if !bounded && is_elided(u, n) {
                    out.push(n);
                }
                false
            }
            // Statements without an order of their own stand here too.
            _ => {
                for c in &u.children(n)[node.init.len()..] {
                    out.extend(self.expr(*c, false));
                }
                false
            }
        };
        if early {
            self.lines.extend(out.drain(..));
        }
        out
    }

    /// The indexes of an expression that gc looks at only after their operands were made free of side effects.
    fn safe_path(&self, mut n: NodeId) -> Pending {
        let mut out = Pending::new();
        loop {
            n = match self.u.nodes[n].kind {
                NodeKind::Dot { kind: DotKind::Field | DotKind::PtrField, x, .. } | NodeKind::Deref { x } => x,
                NodeKind::Index { x, index, .. } => {
                    out.push(n);
                    out.extend(self.safe_path(index));
                    x
                }
                _ => return out,
            }
        }
    }

    /// Whether the index is bounded by its shape alone, so that putting it into a temporary loses the bound.
    fn loses_shape(&self, n: NodeId) -> bool {
        let NodeKind::Index { x, index, .. } = self.u.nodes[n].kind else { return false };
        matches!(self.u.nodes[index].kind, NodeKind::Binary { .. })
            && fixed_len(self.u, x).is_some_and(|len| !fits(self.u, index, len))
    }
}

/// Whether an index expression gets the line.
pub(crate) fn is_elided(u: &Unit, n: NodeId) -> bool {
    let NodeKind::Index { x, index, bounded: false } = u.nodes[n].kind else { return false };
    let constant = matches!(u.nodes[index].kind, NodeKind::Literal(_));
    !constant && fixed_len(u, x).is_some_and(|len| is_bounded(u, index, len))
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
    below(unsigned, bits, max)
}

/// Whether every value of the index's type is within bounds.
fn fits(u: &Unit, n: NodeId, max: i64) -> bool {
    u.nodes[n].typ.is_some_and(|t| is_integer(t) && below(is_unsigned(t), 8 * crate::types::size(t), max))
}

fn below(unsigned: bool, bits: i64, max: i64) -> bool {
    unsigned && (0..=62).contains(&bits) && 1i64 << bits <= max
}
