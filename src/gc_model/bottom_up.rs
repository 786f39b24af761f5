//! Visiting functions bottom-up: callees before callers, mutually recursive functions together (facts.md §6.3).
//!
//! Tarjan's strongly connected components over mentions of functions, with gc's two peculiarities: a capturing closure is
//! never the root of a component (it is emitted with its parent), and within a component the order is that of discovery.

use crate::ir::{DotKind, FuncId, NameId, NodeId, NodeKind, Unit};
use cranelift_entity::SecondaryMap;

/// Calls `analyze` on each component. The tree may be changed by it: bodies are read when they are first visited.
pub fn visit(u: &mut Unit, list: &[FuncId], analyze: &mut dyn FnMut(&mut Unit, &[FuncId])) {
    let mut v = Visitor { generation: 0, ids: SecondaryMap::new(), stack: Vec::new(), analyze };
    for &f in list {
        if !is_capturing(u, f) {
            v.visit(u, f);
        }
    }
}

/// Whether the function is a closure with captured variables.
pub fn is_capturing(u: &Unit, f: FuncId) -> bool {
    let f = &u.funcs[f];
    f.is_closure && !f.closure_vars.is_empty()
}

struct Visitor<'v> {
    generation: u32,
    /// 0: not visited; `u32::MAX`: its component has been emitted.
    ids: SecondaryMap<FuncId, u32>,
    stack: Vec<FuncId>,
    analyze: &'v mut dyn FnMut(&mut Unit, &[FuncId]),
}

impl Visitor<'_> {
    fn visit(&mut self, u: &mut Unit, f: FuncId) -> u32 {
        if self.ids[f] > 0 {
            return self.ids[f];
        }
        self.generation += 1;
        let id = self.generation;
        self.ids[f] = id;
        self.generation += 1;
        let mut min = self.generation;
        self.stack.push(f);
        for g in mentioned(u, f) {
            min = min.min(self.visit(u, g));
        }
        if (min == id || min == id + 1) && !is_capturing(u, f) {
            let start = self.stack.iter().rposition(|&g| g == f).unwrap_or(0);
            let component = self.stack.split_off(start);
            for &g in &component {
                self.ids[g] = u32::MAX;
            }
            (self.analyze)(u, &component);
        }
        min
    }
}

/// The locally defined functions a body mentions, in the order of the walk, each once.
fn mentioned(u: &Unit, f: FuncId) -> Vec<FuncId> {
    let mut out = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let mut add = |g: Option<FuncId>| {
        if let Some(g) = g
            && u.funcs[g].local
            && seen.insert(g)
        {
            out.push(g);
        }
    };
    u.walk_list(&u.funcs[f].body, &mut |n: NodeId| match u.nodes[n].kind {
        NodeKind::Name(name) => add(function_of(u, name)),
        NodeKind::MethodExpr { func, .. } => add(function_of(u, func)),
        NodeKind::Dot { kind: DotKind::Method | DotKind::MethodValue, func: Some(func), .. } => {
            add(function_of(u, func))
        }
        NodeKind::Closure { func, .. } => add(Some(func)),
        _ => {}
    });
    out
}

fn function_of(u: &Unit, name: NameId) -> Option<FuncId> {
    u.names[name].func
}
