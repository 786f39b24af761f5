//! The cost of a body (facts.md §7.3): one pass over its nodes in gc's order.
//!
//! At `-m=1` the walk ends as soon as the budget is spent; at `-m=2` it goes on, so that the cost printed is exact. Closures
//! called directly are tested on the way, which is why the walk can print.

use super::*;
use crate::ir::{CallKind, ConvKind, DotKind};
use escape_types::{BuiltinId, Const};

/// The cost, or the reason why the function cannot be inlined (empty when it is not to be printed).
pub(super) fn measure(u: &mut Unit, st: &mut State, f: FuncId, budget: i32) -> Result<i32, String> {
    let big = is_big(u, f);
    let mut v = Visitor { func: f, big, left: budget, reason: None };
    for i in 0..u.funcs[f].body.len() {
        let n = u.funcs[f].body[i];
        if v.node(u, st, n) {
            return Err(v.reason.unwrap_or_default());
        }
    }
    if v.left < 0 {
        return Err(format!("function too complex: cost {} exceeds budget {budget}", budget - v.left));
    }
    Ok(budget - v.left)
}

/// What a scalar expression, in which no function is called, adds to the cost of a body.
pub fn cost_of_scalar(u: &mut Unit, n: NodeId) -> u32 {
    let budget = i32::MAX / 2;
    let mut v = Visitor { func: FuncId::from_u32(0), big: false, left: budget, reason: None };
    v.node(u, &mut State::default(), n);
    (budget - v.left).max(0).unsigned_abs()
}

struct Visitor {
    func: FuncId,
    big: bool,
    left: i32,
    reason: Option<String>,
}

/// What a call costs beyond its node.
enum CallCost {
    Hard(&'static str),
    Extra(i32),
}

impl Visitor {
    fn list(&mut self, u: &mut Unit, st: &mut State, list: &[NodeId]) -> bool {
        list.iter().any(|&n| self.node(u, st, n))
    }

    fn hard(&mut self, reason: &str) -> bool {
        self.reason = Some(reason.to_string());
        true
    }

    /// Charges a node and everything below; true: stop, too hairy.
    fn node(&mut self, u: &mut Unit, st: &mut State, n: NodeId) -> bool {
        match &u.nodes[n].kind {
            // `runtime.KeepAlive` is no call.
            NodeKind::Call { keep_alive: true, .. } => {}
            NodeKind::Call { kind: CallKind::Func, fun, .. } => match self.call(u, st, n, *fun) {
                CallCost::Hard(reason) => return self.hard(reason),
                CallCost::Extra(cost) => self.left -= cost,
            },
            NodeKind::Call { kind: CallKind::Interface, .. } => self.left -= EXTRA_CALL_COST,
            NodeKind::Builtin { op: BuiltinId::Panic, args, .. } => {
                // An implicitly boxed operand is not charged for the boxing.
                if let Some(&a) = args.first()
                    && u.nodes[a].implicit
                    && matches!(u.nodes[a].kind, NodeKind::Conv { kind: ConvKind::Iface, .. })
                {
                    self.left += 1;
                }
                self.left -= EXTRA_PANIC_COST;
            }
            NodeKind::Builtin { op: BuiltinId::Recover, .. } => return self.hard("call to recover"),
            NodeKind::Closure { .. } => self.left -= CLOSURE_COST,
            NodeKind::Go { .. } => return self.hard("unhandled op GO"),
            NodeKind::Defer { .. } => return self.hard("unhandled op DEFER"),
            NodeKind::TailCall { .. } => return self.hard("unhandled op TAILCALL"),
            NodeKind::Addr { x } => {
                // `&s.f` of the first field is s itself.
                if let NodeKind::Dot { kind: DotKind::Field | DotKind::PtrField, x, offset: 0, .. } = u.nodes[*x].kind
                    && matches!(u.nodes[x].kind, NodeKind::Name(_))
                {
                    self.left += 2;
                }
            }
            NodeKind::Deref { x } => {
                let mut p = *x;
                while let NodeKind::Conv { kind: ConvKind::Nop, x } = u.nodes[p].kind {
                    p = x;
                }
                if matches!(u.nodes[p].kind, NodeKind::Addr { .. }) {
                    self.left += 1;
                }
            }
            NodeKind::Conv { kind: ConvKind::Nop, .. } | NodeKind::Block { .. } | NodeKind::MethodExpr { .. } => {
                self.left += 1
            }
            // `I.M` as a function.
            NodeKind::Dot { x, .. } if matches!(u.nodes[*x].kind, NodeKind::Type) => self.left += 1,
            NodeKind::Fallthrough | NodeKind::Type => return false,
            NodeKind::Omitted { cost, .. } => {
                self.left = self.left.saturating_sub(i32::try_from(*cost).unwrap_or(i32::MAX));
                return self.left < 0 && u.flags.level < 2;
            }
            NodeKind::If { cond, then, els } => {
                if let NodeKind::Literal(Const::Bool(b)) = u.nodes[*cond].kind {
                    let taken = if b { then.clone() } else { els.clone() };
                    let init = u.nodes[n].init.clone();
                    return self.list(u, st, &init) || self.list(u, st, &taken);
                }
            }
            NodeKind::Dot { kind: DotKind::MethodValue, .. } => self.left -= 1,
            NodeKind::CompLit { kind: crate::ir::LitKind::Slice, .. } => self.left -= 1,
            NodeKind::Slice { x, lo, hi, .. } => {
                if let Some(lo) = lo
                    && let NodeKind::Literal(c) = &u.nodes[*lo].kind
                    && c.to_i64() == Some(0)
                {
                    self.left += 1;
                }
                if let Some(hi) = hi
                    && let NodeKind::Builtin { op: BuiltinId::Len, args, .. } = &u.nodes[*hi].kind
                    && let Some(&arg) = args.first()
                    && let (NodeKind::Name(a), NodeKind::Name(b)) = (&u.nodes[arg].kind, &u.nodes[*x].kind)
                    && a == b
                {
                    self.left += 2;
                }
            }
            _ => {}
        }
        self.left += multi_value_refund(u, n);
        self.left -= 1 + hidden_children(u, n);
        if self.left < 0 && u.flags.level < 2 {
            return true;
        }
        let children = u.children(n);
        self.list(u, st, &children)
    }

    fn call(&mut self, u: &mut Unit, st: &mut State, n: NodeId, fun: NodeId) -> CallCost {
        if let Some(f) = named_callee(u, fun) {
            let (path, name) = path_and_name(u, f);
            match (path, name) {
                ("internal/runtime/sys", "GetCallerPC") => return CallCost::Hard("call to GetCallerPC"),
                ("internal/runtime/sys", "GetCallerSP") => return CallCost::Hard("call to GetCallerSP"),
                ("", "runtime.deferrangefunc") => return CallCost::Hard("defer call in range func"),
                ("go.runtime", "throw") => return CallCost::Extra(THROW_COST),
                _ if is_cheap(path, name) => return CallCost::Extra(0),
                _ => {}
            }
        }
        let mut extra = EXTRA_CALL_COST;
        if let NodeKind::Name(name) = u.nodes[fun].kind
            && (u.names[name].class == Class::Param || u.names[name].outer.is_some())
        {
            extra = PARAM_CALL_COST;
        }
        if is_intrinsic_call(u, fun) {
            return CallCost::Extra(0);
        }
        if let Some(callee) = static_callee(u, st, self.func, fun, true)
            && can_inline_call(u, self.func, n, callee, self.big, false, false)
            && let Some(info) = &u.funcs[callee].inline
        {
            return CallCost::Extra(info.cost);
        }
        CallCost::Extra(extra)
    }
}

/// Functions whose calls become a load, a store or nothing at all.
fn is_cheap(path: &str, name: &str) -> bool {
    fn access<'a>(name: &'a str, prefixes: &[&str]) -> Option<&'a str> {
        prefixes.iter().find_map(|p| name.strip_prefix(p))
    }
    let sized = |rest: &str| {
        let rest = rest.strip_prefix("Put").or_else(|| rest.strip_prefix("Append")).unwrap_or(rest);
        matches!(rest, "Uint16" | "Uint32" | "Uint64")
    };
    match path {
        "internal/abi" => name == "NoEscape" || name.starts_with("EscapeNonString["),
        // `getg` is an operation, not a call.
        "runtime" => name == "getg" || name == "(*heapBits).nextArena" || name == "heapBits.nextArena",
        "" => name == "runtime.panicrangestate",
        "internal/byteorder" => access(name, &["LE", "BE"]).is_some_and(sized),
        "encoding/binary" => access(name, &["littleEndian.", "bigEndian."]).is_some_and(sized),
        _ => false,
    }
}
