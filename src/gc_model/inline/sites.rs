//! Call sites: resolving, devirtualizing and inlining them, batch by batch and round by round (facts.md §7.4-7.7).
//!
//! A call node that is inlined is replaced in place, so its id keeps naming the site. The calls inside a freshly read body
//! form the next batch, which is resolved as a whole before any of it is inlined: the first call of a closure must not
//! be taken for its only one.

use super::*;
use crate::devirtualize;
use crate::ir::{CallKind, InlinedCall, NodeList};
use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;

/// The call sites of one function.
#[derive(Clone)]
struct Sites {
    func: FuncId,
    big: bool,
    seen: FxHashSet<NodeId>,
    calls: NodeList,
    resolved: Vec<Option<FuncId>>,
}

/// How often each function has been found to be the target of a call.
type Uses = FxHashMap<FuncId, i64>;

/// Devirtualizes and inlines the calls of all functions of the unit.
pub fn calls(u: &mut Unit) {
    let list = u.list.clone();
    let mut st = std::mem::take(&mut u.inliner);
    let mut devirt = devirtualize::State::default();
    let mut uses = Uses::default();
    let mut all: SecondaryMap<FuncId, Option<Box<Sites>>> = SecondaryMap::new();
    for &f in &list {
        let mut s = Sites::new(u, f);
        for i in 0..s.calls.len() {
            s.resolve(u, &mut st, &mut devirt, &mut uses, i);
        }
        all[f] = Some(Box::new(s));
    }
    crate::bottom_up::visit(u, &list, &mut |u, component| {
        let mut done = false;
        while !done {
            done = true;
            for &f in component {
                // A function that only appeared meanwhile has no sites of its own.
                let Some(mut s) = all[f].take() else { continue };
                let (mut start, mut end) = (0, s.calls.len());
                loop {
                    for i in start..end {
                        done &= !s.edit(u, &mut st, &mut devirt, &mut uses, i);
                    }
                    (start, end) = (end, s.calls.len());
                    if start == end {
                        break;
                    }
                    for i in start..end {
                        s.resolve(u, &mut st, &mut devirt, &mut uses, i);
                    }
                }
                all[f] = Some(s);
            }
        }
    });
    u.inliner = st;
}

/// Devirtualizes and inlines the calls of one function that was made after [`calls`].
pub fn wrapper(u: &mut Unit, f: FuncId) {
    let mut st = std::mem::take(&mut u.inliner);
    let mut devirt = devirtualize::State::default();
    let mut uses = Uses::default();
    let mut s = Sites::new(u, f);
    let mut done = false;
    while !done {
        done = true;
        let mut i = 0;
        while i < s.calls.len() {
            done &= !s.edit(u, &mut st, &mut devirt, &mut uses, i);
            i += 1;
        }
    }
    u.inliner = st;
}

impl Sites {
    fn new(u: &mut Unit, func: FuncId) -> Sites {
        let big = !u.flags.no_inline && is_big(u, func);
        if big && u.flags.level >= 2 {
            let text = format!("function {} considered 'big'; reducing max cost of inlinees", printed_name(u, func));
            say_at_func(u, func, MessageKind::Other, text);
        }
        let mut s = Sites { func, big, seen: FxHashSet::default(), calls: NodeList::new(), resolved: Vec::new() };
        for i in 0..u.funcs[func].body.len() {
            let n = u.funcs[func].body[i];
            s.mark(u, n);
        }
        s
    }

    /// Collects the calls at and below `n`, arguments before the call.
    fn mark(&mut self, u: &mut Unit, n: NodeId) {
        if self.seen.contains(&n) {
            return;
        }
        if let NodeKind::TailCall { call } = u.nodes[n].kind {
            // The call itself stays one; what it evaluates may be inlined.
            if let NodeKind::Call { no_inline, .. } = &mut u.nodes[call].kind {
                *no_inline = true;
            }
            self.mark_children(u, call);
            return;
        }
        self.mark_children(u, n);
        if matches!(u.nodes[n].kind, NodeKind::Call { .. }) {
            self.seen.insert(n);
            self.calls.push(n);
        }
    }

    fn mark_children(&mut self, u: &mut Unit, n: NodeId) {
        for c in u.children(n) {
            self.mark(u, c);
        }
    }

    /// The target of a site and how many sites have it. Tries to devirtualize.
    fn resolve(
        &mut self,
        u: &mut Unit,
        st: &mut State,
        devirt: &mut devirtualize::State,
        uses: &mut Uses,
        i: usize,
    ) -> Option<(FuncId, i64)> {
        if let Some(&Some(callee)) = self.resolved.get(i) {
            return Some((callee, uses.get(&callee).copied().unwrap_or(0)));
        }
        let call = self.calls[i];
        if !matches!(u.nodes[call].kind, NodeKind::Call { .. }) {
            return None;
        }
        devirtualize::static_call(u, devirt, call);
        let callee = self.target(u, st, call, false)?;
        if self.resolved.len() <= i {
            self.resolved.resize(i + 1, None);
        }
        self.resolved[i] = Some(callee);
        let count = uses.entry(callee).or_insert(0);
        *count += 1;
        Some((callee, *count))
    }

    /// The function called, if the call is of a kind that can be inlined.
    fn target(&self, u: &mut Unit, st: &mut State, call: NodeId, test: bool) -> Option<FuncId> {
        if u.flags.no_inline {
            return None;
        }
        let NodeKind::Call { kind: CallKind::Func, fun, go_defer: false, no_inline: false, .. } = u.nodes[call].kind
        else {
            return None;
        };
        if let Some(f) = named_callee(u, fun) {
            let (path, name) = path_and_name(u, f);
            if (path == "internal/abi" && name.starts_with("EscapeNonString[")) || is_intrinsic(path, name) {
                return None;
            }
        }
        static_callee(u, st, self.func, fun, test)
    }

    /// Inlines the call of a site if it can be; true if it was.
    fn edit(
        &mut self,
        u: &mut Unit,
        st: &mut State,
        devirt: &mut devirtualize::State,
        uses: &mut Uses,
        i: usize,
    ) -> bool {
        let call = self.calls[i];
        if !matches!(u.nodes[call].kind, NodeKind::Call { .. }) || u.is_over() {
            return false;
        }
        let Some((callee, count)) = self.resolve(u, st, devirt, uses, i) else { return false };
        let once = count == 1 && u.funcs[callee].closure_parent.is_some();
        let Some(callee) = self.target(u, st, call, true) else { return false };
        if !can_inline_call(u, self.func, call, callee, self.big, once, true) {
            return false;
        }
        let pos = u.nodes[call].pos;
        let index = u.inlined.push(InlinedCall { parent: pos.inline, call: pos, callee });
        if u.flags.level >= 1 {
            let text = format!("inlining call to {}", crate::print::diag_name(u, callee));
            u.say(pos, MessageKind::InlineCall, text);
        }
        let body = crate::expand::inline_body(u, self.func, call, callee, index);
        test_met(u, st);
        if body != call {
            let node = u.nodes[body].clone();
            u.nodes[body].kind = NodeKind::Empty;
            u.nodes[body].init.clear();
            u.nodes[call] = node;
        } else {
            // Nothing to read it from: not to be tried again.
            u.funcs[callee].inline = None;
            return false;
        }
        st.reassigned.inlined(u, call);
        self.mark_children(u, call);
        self.seen.insert(call);
        devirt.inlined(u, self.func, call);
        true
    }
}
