//! gc's escape analysis: from gc's tree to the escape graph, and from its solution to lines and summaries (facts.md §10).
//!
//! The model: functions are analysed in batches, callees first; a batch's functions share one graph. [`batch`] reads like
//! gc's phases (facts.md §10.9): a location per variable; a walk over the bodies that makes expression locations and
//! edges (`stmt`, `expr`, `assign`, `call`); captures of function literals; rewriting with literals and storage that is
//! too large (`force`); the solution; parameter summaries (`tags`); one verdict per location (`report`).
//!
//! During the walk the tree is only read. What has to be said or changed is kept and applied after the phase.

mod allocates;
mod assign;
mod call;
mod expr;
mod facts;
mod force;
pub(crate) mod layout;
mod note;
mod report;
mod stmt;
mod tags;

use crate::ir::{FuncId, IrPos, MessageKind, NameId, NodeId, NodeKind, Unit};
use crate::static_value::{Oracle, canonical};
pub use allocates::{Allocates, Allocation};
pub(crate) use assign::may_affect_memory;
use escape_graph::{Attrs, Func as GraphFunc, FuncIx, Graph as EscapeGraph, Hole, Kind, Loc};
use escape_source::Symbol;
pub use facts::{Assigned, EscapeFact, FactStep, Facts, Passed, Verdict};
pub(crate) use note::{Note, Why};
use report::{Pending, Reporter};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a location stands for, and where a note points.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Site {
    Name(NameId),
    Node(NodeId),
}

pub(crate) type Graph = EscapeGraph<Site, Note>;

/// What outlives a batch: each outermost function's assignments, looked through once.
#[derive(Default)]
pub struct State {
    oracles: FxHashMap<FuncId, Oracle>,
    /// What `pretty`, `json` and `explain` need; only filled when asked for.
    pub facts: Option<Facts>,
    /// Of the functions analysed.
    pub large_arrays: crate::frames::LargeArrays,
}

/// The analysis of one batch.
struct Batch {
    graph: Graph,
    locs: FxHashMap<NameId, Loc>,
    funcs: FxHashMap<FuncId, FuncIx>,
    /// The functions that are wired directly instead of through their summaries.
    members: FxHashSet<FuncId>,
    closures: Vec<(Hole, NodeId)>,
    out: report::Lines,
    facts: Option<Facts>,
}

/// Analyses mutually recursive functions and the capturing literals in them; everything they call is finished. Says
/// gc's lines, and sets the functions' `param_leaks`.
pub fn batch(unit: &mut Unit<'_>, state: &mut State, funcs: &[FuncId]) {
    let mut b = Batch {
        graph: Graph::new(unit.flags.level >= 2 || state.facts.is_some()),
        locs: FxHashMap::default(),
        funcs: FxHashMap::default(),
        members: funcs.iter().copied().collect(),
        closures: Vec::new(),
        out: Default::default(),
        facts: state.facts.take(),
    };
    for &f in funcs {
        call::uintptr_temps(unit, state, f);
    }
    for &f in funcs {
        b.init_function(unit, f);
    }
    for &f in funcs {
        if !is_capturing(unit, f) {
            Walker::new(unit, &mut b, state, f).function();
        }
    }
    b.flush(unit);
    b.flow_closures(unit);
    b.flush(unit);
    b.force(unit, state);
    b.flush(unit);
    {
        let Batch { graph, out, facts, .. } = &mut b;
        graph.solve(&mut Reporter { unit, out, facts });
    }
    b.flush(unit);
    for &f in funcs {
        b.tag(unit, f);
    }
    b.verdicts(unit, state, funcs);
    state.facts = b.facts.take();
}

/// A function literal that captures at least one variable; it is walked with its parent.
pub(crate) fn is_capturing(unit: &Unit<'_>, f: FuncId) -> bool {
    let f = &unit.funcs[f];
    f.is_closure && !f.closure_vars.is_empty()
}

fn func_of(g: &Graph, ix: FuncIx) -> FuncId {
    FuncId::from_u32(g.funcs[ix].key)
}

impl Batch {
    fn flush(&mut self, unit: &mut Unit<'_>) {
        for Pending { pos, kind, text } in std::mem::take(&mut self.out).list {
            unit.say(pos, kind, text);
        }
    }

    /// The graph's name for a function, its enclosing functions included.
    fn func_ix(&mut self, unit: &Unit<'_>, f: FuncId) -> FuncIx {
        if let Some(&ix) = self.funcs.get(&f) {
            return ix;
        }
        let ix = self.graph.funcs.push(GraphFunc { key: f.as_u32(), ..GraphFunc::default() });
        self.funcs.insert(f, ix);
        if let Some(p) = unit.funcs[f].closure_parent.filter(|_| unit.funcs[f].is_closure) {
            self.graph.funcs[ix].parent = Some(self.func_ix(unit, p));
        }
        ix
    }

    fn variable(&mut self, unit: &Unit<'_>, func: FuncId, n: NameId, kind: Kind) {
        let ix = self.func_ix(unit, func);
        let loc = self.graph.add(Some(Site::Name(n)), Some(ix), kind, 1, true);
        self.locs.insert(n, loc);
    }

    /// Locations of a function's variables.
    fn init_function(&mut self, unit: &Unit<'_>, f: FuncId) {
        use crate::ir::Class;
        let func = &unit.funcs[f];
        let mut results = Vec::new();
        for &n in &func.dcl {
            let kind = match unit.names[n].class {
                Class::Param => Kind::Param,
                Class::Result => match func.results.iter().position(|&r| r == n) {
                    Some(i) => Kind::Result(i as u32),
                    None => Kind::Plain,
                },
                _ => Kind::Plain,
            };
            self.variable(unit, f, n, kind);
        }
        if !func.is_closure {
            for &n in &func.closure_vars {
                let n = canonical(unit, n);
                let kind = if unit.names[n].class == Class::Param { Kind::Param } else { Kind::Plain };
                self.variable(unit, f, n, kind);
            }
        }
        results.extend(func.results.iter().filter_map(|r| self.locs.get(r)));
        let ix = self.func_ix(unit, f);
        self.graph.funcs[ix].results = results;
    }

    /// Decides how literals capture, now that every assignment has been seen (facts.md §10.7).
    fn flow_closures(&mut self, unit: &mut Unit<'_>) {
        for (k, lit) in std::mem::take(&mut self.closures) {
            let NodeKind::Closure { func, .. } = unit.nodes[lit].kind else { continue };
            for cv in unit.funcs[func].closure_vars.clone() {
                let n = canonical(unit, cv);
                let Some(&loc) = self.locs.get(&n) else { continue };
                let (addr, assign) = (self.graph.locs[loc].addr_taken, self.graph.locs[loc].reassigned);
                let width = layout::size(unit.names[n].typ);
                let by_value = !addr && !assign && width <= 128;
                unit.names[n].by_value = by_value;
                unit.names[cv].by_value = by_value;
                if !by_value {
                    unit.names[n].addr_taken = true;
                }
                if unit.flags.level > 1 {
                    let how = if by_value { "value" } else { "ref" };
                    let of = unit.names[n].curfn.map(|f| crate::print::func_name(unit, f)).unwrap_or_default();
                    let var = crate::print::name(unit, n);
                    self.out.push(Pending {
                        pos: unit.names[n].pos,
                        kind: MessageKind::Trace,
                        text: format!("{of} capturing by {how}: {var} (addr={addr} assign={assign} width={width})")
                            .into(),
                    });
                }
                let mut k = k;
                if !by_value {
                    let note = Note { at: Site::Name(cv), why: Why::Reference, derefs: k.derefs };
                    k = self.graph.note(k.shift(-1), note);
                }
                let k = self.graph.note(k, Note { at: Site::Name(cv), why: Why::Captured, derefs: k.derefs });
                let Batch { graph, out, facts, .. } = self;
                graph.flow(k, loc, &mut Reporter { unit, out, facts });
            }
        }
    }
}

/// The walk over one function's body.
struct Walker<'u, 'p, 's> {
    unit: &'u Unit<'p>,
    b: &'s mut Batch,
    state: &'s mut State,
    func: FuncId,
    ix: FuncIx,
    loop_depth: i32,
    /// Labels not passed yet; `true`: some `goto` jumps back to it.
    labels: FxHashMap<Symbol, bool>,
}

impl<'u, 'p, 's> Walker<'u, 'p, 's> {
    fn new(unit: &'u Unit<'p>, b: &'s mut Batch, state: &'s mut State, func: FuncId) -> Self {
        let ix = b.func_ix(unit, func);
        Walker { unit, b, state, func, ix, loop_depth: 1, labels: FxHashMap::default() }
    }

    /// Walks the whole body.
    fn function(&mut self) {
        let unit = self.unit;
        let labels = &mut self.labels;
        unit.walk_list(&unit.funcs[self.func].body, &mut |n| match unit.nodes[n].kind {
            NodeKind::Label { label } => {
                labels.insert(label, false);
            }
            // The label was seen before the jump to it: a loop without a `for`.
            NodeKind::Goto { label } => {
                if let Some(looping) = labels.get_mut(&label) {
                    *looping = true;
                }
            }
            _ => {}
        });
        self.block(&unit.funcs[self.func].body);
    }

    fn heap(&self) -> Hole {
        self.b.graph.hole(Graph::HEAP)
    }
    fn mutator(&self) -> Hole {
        self.b.graph.hole(Graph::MUTATOR)
    }
    fn callee(&self) -> Hole {
        self.b.graph.hole(Graph::CALLEE)
    }
    fn blank(&self) -> Hole {
        self.b.graph.hole(Graph::BLANK)
    }

    fn note(&mut self, k: Hole, at: NodeId, why: Why) -> Hole {
        self.b.graph.note(k, Note { at: Site::Node(at), why, derefs: k.derefs })
    }
    fn deref(&mut self, k: Hole, at: NodeId, why: Why) -> Hole {
        self.note(k.shift(1), at, why)
    }
    fn addr_of(&mut self, k: Hole, at: NodeId, why: Why) -> Hole {
        self.note(k.shift(-1), at, why)
    }

    fn flow(&mut self, k: Hole, src: Loc) {
        let Batch { graph, out, facts, .. } = &mut *self.b;
        graph.flow(k, src, &mut Reporter { unit: self.unit, out, facts });
    }

    fn new_loc(&mut self, site: Option<Site>, kind: Kind, persists: bool) -> Loc {
        self.b.graph.add(site, Some(self.ix), kind, self.loop_depth, persists)
    }

    /// The location of a variable; a variable that has none (which does not happen in a well-formed tree) is the heap.
    fn loc_of(&self, n: NameId) -> Loc {
        self.b.locs.get(&canonical(self.unit, n)).copied().unwrap_or(Graph::HEAP)
    }

    /// Storage made by an expression: its address flows to `k`, and the returned hole stores into it.
    fn spill(&mut self, k: Hole, n: NodeId) -> Hole {
        let kind = match self.unit.nodes[n].kind {
            NodeKind::Closure { func, .. } if self.b.members.contains(&func) => {
                Kind::Closure(self.b.func_ix(self.unit, func))
            }
            _ => Kind::Plain,
        };
        let loc = self.new_loc(Some(Site::Node(n)), kind, false);
        let k = self.addr_of(k, n, Why::Spill);
        self.flow(k, loc);
        self.b.graph.hole(loc)
    }

    /// One hole that flows into several.
    fn tee(&mut self, ks: &[Hole]) -> Hole {
        match *ks {
            [] => self.blank(),
            [k] => k,
            _ => {
                let loc = self.new_loc(None, Kind::Plain, false);
                for &k in ks {
                    self.flow(k, loc);
                }
                self.b.graph.hole(loc)
            }
        }
    }

    /// A hole whose contents last longer than the statement.
    fn later(&mut self, k: Hole) -> Hole {
        let loc = self.new_loc(None, Kind::Plain, true);
        self.flow(k, loc);
        self.b.graph.hole(loc)
    }

    fn pos(&self, n: NodeId) -> IrPos {
        self.unit.nodes[n].pos
    }
}

/// The assignments of the outermost function around `f`, looked through at most once.
fn oracle<'s>(unit: &Unit<'_>, state: &'s mut State, f: FuncId) -> &'s Oracle {
    let mut outer = f;
    while let Some(p) = unit.funcs[outer].closure_parent.filter(|&p| !unit.funcs[p].is_package_init) {
        outer = p;
    }
    state.oracles.entry(outer).or_insert_with(|| Oracle::new(unit, outer))
}

const ESCAPES: Attrs = Attrs::ESCAPES;
