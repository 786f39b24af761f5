//! The inliner: which functions can be inlined, and the calls that are (facts.md §7).
//!
//! [`can_inline_all`] tests every function bottom-up and remembers its cost; [`calls`] then resolves, devirtualizes and inlines the
//! call sites of every function until nothing changes; [`wrapper`] does the same for one method wrapper made afterwards.

mod cost;
mod intrinsics;
mod sites;

pub use cost::cost_of_scalar;
pub use intrinsics::is_intrinsic;
pub use sites::{calls, wrapper};

use crate::ir::{Class, FuncId, InlineInfo, MessageKind, NodeId, NodeKind, Unit};
use crate::reassigned::Reassigned;
use escape_syntax::ast::Pragma;
use escape_types::{BuiltinId, ObjKind, Type, TypeKind};
use rustc_hash::FxHashSet;

/// Largest cost of an inlinable function (facts.md §7.1).
pub const MAX_BUDGET: i32 = 80;
const EXTRA_CALL_COST: i32 = 57;
const PARAM_CALL_COST: i32 = 17;
const EXTRA_PANIC_COST: i32 = 1;
const THROW_COST: i32 = MAX_BUDGET;
const CLOSURE_COST: i32 = 15;
const BIG_FUNCTION_NODES: i32 = 5000;
const BIG_FUNCTION_MAX_COST: i32 = 20;
const CLOSURE_CALLED_ONCE_COST: i32 = 10 * MAX_BUDGET;

/// What the inliner remembers of a unit.
#[derive(Default)]
pub struct State {
    /// Functions whose test has been made and reported.
    checked: FxHashSet<FuncId>,
    reassigned: Reassigned,
}

/// Tests all functions of the unit bottom-up. Does nothing with `-l`.
pub fn can_inline_all(u: &mut Unit) {
    if u.flags.no_inline {
        return;
    }
    let list = u.list.clone();
    let mut st = std::mem::take(&mut u.inliner);
    crate::bottom_up::visit(u, &list, &mut |u, component| {
        for &f in component {
            can_inline(u, &mut st, f);
        }
    });
    u.inliner = st;
}

/// Tests the instances first met in a body that was being inlined. Silent: the package that has them has reported it; their
/// bodies are compiled there too.
fn test_met(u: &mut Unit, st: &mut State) {
    let met = std::mem::take(&mut u.expander.met_inlining);
    if met.is_empty() {
        return;
    }
    let level = std::mem::take(&mut u.flags.level);
    crate::bottom_up::visit(u, &met, &mut |u, component| {
        for &f in component {
            can_inline(u, st, f);
        }
    });
    u.flags.level = level;
    for f in met {
        u.funcs[f].body.clear();
        u.funcs[f].has_body = false;
    }
}

/// The candidate test (facts.md §7.2).
fn can_inline(u: &mut Unit, st: &mut State, f: FuncId) {
    if let Some(reason) = impossible(&u.funcs[f]) {
        cannot(u, f, reason);
        return;
    }
    if st.checked.contains(&f) || never_tested(u, f) {
        return;
    }
    let mut budget = MAX_BUDGET;
    if u.funcs[f].closure_parent.is_some() {
        budget = budget.max(CLOSURE_CALLED_ONCE_COST);
    }
    match cost::measure(u, st, f, budget) {
        Ok(cost) => {
            let can_delay_results = can_delay_results(u, f);
            u.funcs[f].inline = Some(InlineInfo { cost, can_delay_results });
            note_inlinable(u, f, cost);
        }
        Err(reason) => cannot(u, f, &reason),
    }
    st.checked.insert(f);
}

fn never_tested(u: &Unit, f: FuncId) -> bool {
    let f = &u.funcs[f];
    f.is_package_init || (!f.is_closure && f.sym.starts_with("map.init."))
}

fn cannot(u: &mut Unit, f: FuncId, reason: &str) {
    if u.flags.level >= 2 {
        let text = format!("cannot inline {}: {reason}", printed_name(u, f));
        say_at_func(u, f, MessageKind::CannotInline, text);
    }
}

fn note_inlinable(u: &mut Unit, f: FuncId, cost: i32) {
    match u.flags.level {
        0 => {}
        1 => {
            let text = format!("can inline {}", crate::print::diag_name(u, f));
            say_at_func(u, f, MessageKind::CanInline, text);
        }
        _ => {
            let typ = crate::print::func_type(u, f);
            let body = crate::print::nodes(u, &u.funcs[f].body, "; ");
            let text = format!("can inline {} with cost {cost} as: {typ} {{ {body} }}", crate::print::diag_name(u, f));
            say_at_func(u, f, MessageKind::CanInline, text);
        }
    }
}

fn say_at_func(u: &mut Unit, f: FuncId, kind: MessageKind, text: String) {
    let pos = u.funcs[f].pos.unwrap_or(crate::ir::IrPos::NONE);
    u.say(pos, kind, text);
}

/// Reasons that hold whatever the body costs, in gc's order.
fn impossible(f: &crate::ir::Func) -> Option<&'static str> {
    const REASONS: &[(Pragma, &str)] = &[
        (Pragma::NOINLINE, "marked go:noinline"),
        (Pragma::CGO_UNSAFE_ARGS, "marked go:cgo_unsafe_args"),
        (Pragma::UINTPTRKEEPALIVE, "marked as having a keep-alive uintptr argument"),
        (Pragma::UINTPTRESCAPES, "marked as having an escaping uintptr argument"),
        (Pragma::YESWRITEBARRIERREC, "marked go:yeswritebarrierrec"),
    ];
    if let Some((_, reason)) = REASONS.iter().find(|(p, _)| f.pragma.contains(*p)) {
        return Some(reason);
    }
    (!f.has_body).then_some("no function body")
}

/// Whether the results can be declared at the only return (facts.md §7.9).
fn can_delay_results(u: &Unit, f: FuncId) -> bool {
    let mut returns = 0;
    u.walk_list(&u.funcs[f].body, &mut |n| {
        if let NodeKind::Return { results } = &u.nodes[n].kind {
            returns += if results.is_empty() { 2 } else { 1 };
        }
    });
    returns == 1
        && u.funcs[f].results.iter().all(|&r| {
            let s = u.names[r].sym;
            s.starts_with("~r") || s.as_str() == "_"
        })
}

/// Whether a function has so many nodes that only very cheap functions are inlined into it (facts.md §7.5).
fn is_big(u: &Unit, f: FuncId) -> bool {
    let mut budget = BIG_FUNCTION_NODES;
    u.any_list(&u.funcs[f].body, &mut |n| {
        budget += multi_value_refund(u, n);
        budget -= hidden_children(u, n) + 1;
        // Types are nodes too, though they cost nothing when a function's own cost is counted.
        match &u.nodes[n].kind {
            NodeKind::MethodExpr { .. } => budget -= 1,
            NodeKind::Builtin { op: BuiltinId::New, args, .. } if args.is_empty() => budget -= 1,
            _ => {}
        }
        budget <= 0
    })
}

/// Children that gc's tree has as nodes and ours as plain fields: each counts as a node.
fn hidden_children(u: &Unit, n: NodeId) -> i32 {
    use crate::ir::MakeKind;
    match u.nodes[n].kind {
        // The address of a runtime type is an address and a symbol.
        NodeKind::Dcl(_) | NodeKind::LinkSym(_) => 1,
        NodeKind::CaseClause { var, .. } => var.is_some() as i32,
        NodeKind::TypeSwitchGuard { tag, .. } => tag.is_some() as i32,
        NodeKind::Make { kind: MakeKind::Map | MakeKind::Chan, len: None, .. } => 1,
        _ => 0,
    }
}

/// `a, b = f()` became `tmps = f(); a, b = tmps`: what the rewriting added is not counted.
fn multi_value_refund(u: &Unit, n: NodeId) -> i32 {
    if let NodeKind::Assign2 { kind: crate::ir::As2Kind::List, lhs, rhs, .. } = &u.nodes[n].kind
        && let Some(&first) = rhs.first()
        && let [init] = u.nodes[first].init[..]
        && matches!(u.nodes[init].kind, NodeKind::Assign2 { .. })
    {
        return 4 * lhs.len() as i32 + 1;
    }
    0
}

/// The function a callee expression is known to be, if it is (facts.md §7.4). With `test`, a closure is tested on the way.
fn static_callee(u: &mut Unit, st: &mut State, caller: FuncId, fun: NodeId, test: bool) -> Option<FuncId> {
    let v = st.reassigned.static_value(u, fun);
    match u.nodes[v].kind {
        NodeKind::MethodExpr { recv, func, .. } => {
            let f = u.names[func].func?;
            receives(u, f, recv).then_some(f)
        }
        NodeKind::Name(name) if u.names[name].class == Class::Func => u.names[name].func,
        NodeKind::Closure { func, .. } => {
            if let Some(&first) = u.funcs[func].closure_vars.first()
                && u.names[first].outer.and_then(|o| u.names[o].curfn) != Some(caller)
            {
                return None;
            }
            if test {
                can_inline(u, st, func);
            }
            Some(func)
        }
        _ => None,
    }
}

/// Whether the method's own receiver type is `recv` (not so for a promoted method or a value method through a pointer).
fn receives(u: &Unit, f: FuncId, recv: Type) -> bool {
    let Some(obj) = u.funcs[f].obj else { return true };
    if !matches!(obj.data().kind, ObjKind::Func { .. }) {
        return true;
    }
    let TypeKind::Signature(sig) = obj.typ().kind() else { return true };
    let Some(declared) = sig.recv() else { return true };
    base_type(declared.typ()) == base_type(recv)
}

/// Whether a type is a pointer, and the type name behind it.
fn base_type(t: Type) -> (bool, Option<escape_types::Obj>) {
    let t = escape_types::under::unalias(t);
    let (ptr, base) = match t.kind() {
        TypeKind::Pointer(e) => (true, escape_types::under::unalias(*e)),
        _ => (false, t),
    };
    let obj = match base.kind() {
        TypeKind::Named(n) => Some(n.obj),
        _ => None,
    };
    (ptr, obj)
}

/// Path and name by which special functions are recognised.
fn path_and_name(u: &Unit, f: FuncId) -> (&'static str, &'static str) {
    let f = &u.funcs[f];
    (f.pkg.map_or("", |p| p.path().as_str()), f.sym.as_str())
}

/// The function named directly by a callee expression, without following variables.
fn named_callee(u: &Unit, fun: NodeId) -> Option<FuncId> {
    match u.nodes[fun].kind {
        NodeKind::Name(name) if u.names[name].class == Class::Func => u.names[name].func,
        NodeKind::MethodExpr { func, .. } => u.names[func].func,
        _ => None,
    }
}

fn is_intrinsic_call(u: &Unit, fun: NodeId) -> bool {
    named_callee(u, fun).is_some_and(|f| {
        let (path, name) = path_and_name(u, f);
        is_intrinsic(path, name)
    })
}

/// Whether a call at this site would be inlined, as far as cost and recursion decide. `log`: the refusal is printed.
fn can_inline_call(
    u: &mut Unit,
    caller: FuncId,
    call: NodeId,
    callee: FuncId,
    big: bool,
    once: bool,
    log: bool,
) -> bool {
    let Some(info) = &u.funcs[callee].inline else { return false };
    let mut max = if big { BIG_FUNCTION_MAX_COST } else { MAX_BUDGET };
    if u.funcs[callee].closure_parent.is_some() {
        max *= 2;
        if once {
            max = max.max(CLOSURE_CALLED_ONCE_COST);
        }
    }
    if info.cost > max {
        return false;
    }
    let pos = u.nodes[call].pos;
    let mut outer = pos.inline;
    let mut depth = 0;
    while let Some(i) = outer {
        depth += 1;
        let at = u.inlined[i].call;
        if at.pos == pos.pos && at.autogenerated == pos.autogenerated {
            return false;
        }
        outer = u.inlined[i].parent;
    }
    let most = u.limits.inline_depth;
    if depth > most {
        let at = u.outermost(pos).pos;
        u.give_up(at, format!("calls inlined more than {most} levels deep"));
        return false;
    }
    let mut outer = pos.inline;
    while let Some(i) = outer {
        if u.inlined[i].callee == callee {
            if log && u.flags.level >= 2 {
                let text = format!(
                    "cannot inline {} into {}: repeated recursive cycle",
                    printed_name(u, callee),
                    u.funcs[caller].sym
                );
                u.say(pos, MessageKind::CannotInline, text);
            }
            return false;
        }
        outer = u.inlined[i].parent;
    }
    true
}

/// The function's name as printed: qualified when foreign, with the `#hash#` of a copy (facts.md §4.1).
fn printed_name(u: &Unit, f: FuncId) -> String {
    crate::print::func_name(u, f)
}
