//! The solver: repeated walks from every location against the flow, to a fixed point (facts.md §10.11).
//!
//! Edges can be negative, so a walk is Bellman and Ford's; dereference counts are bounded below by zero between edges, which
//! keeps negative circles harmless. The discipline of both queues is gc's: it decides which path is found first, and in
//! what order discoveries are reported.
//!
//! Not every walk is made. What a walk finds depends on two things of its root: what the root outlives, and the attributes that it
//! hands on. A root that outlives nothing (no literal inside its function, nothing deeper in loops) and that has only attributes
//! which a walk from elsewhere gave it has nothing to find: that walk went through this root, with dereference counts that are
//! no greater from there on, and gave the same attributes to all that this one would reach. So straight code is linear where each of
//! gc's walks goes through all of it.

use crate::graph::{Attrs, FuncIx, Graph, Kind, Loc, Location, NoteIx};
use crate::path::Path;
use cranelift_entity::{PrimaryMap, SecondaryMap};
use std::collections::VecDeque;

/// What the solver finds out, when it does.
pub enum Event {
    /// The address flowed to a place known to escape while the graph was being built.
    Direct { loc: Loc, dst: Loc, notes: Option<NoteIx> },
    /// The address reaches `root`, which outlives it.
    Escapes { loc: Loc, root: Loc, path: Path },
    /// The parameter's value, dereferenced that often, reaches `root`, which outlives it.
    Leaks { loc: Loc, root: Loc, derefs: u32, path: Path },
}

/// Who is told.
pub trait Observer<S: Copy, N: Copy> {
    /// Whether escapes are to be reported with paths.
    fn wants_escapes(&self) -> bool;
    /// Whether leaks are to be reported with paths.
    fn wants_leaks(&self) -> bool;
    fn event(&mut self, graph: &Graph<S, N>, event: Event);
}

/// What a location is to the walks.
#[derive(Copy, Clone)]
pub(crate) struct Visit {
    /// The walk that came here last; `derefs`, `dst` and `dst_edge` are of that walk.
    walk: u32,
    /// The least dereferences on the way to the root.
    derefs: i32,
    /// The next location on the way, and which of its edges leads here.
    pub dst: Loc,
    pub dst_edge: u32,
    in_queue: bool,
    in_todo: bool,
    /// No walk has handed on the attributes that it had from the start.
    owes_walk: bool,
}

/// One per location.
pub(crate) type Walks = PrimaryMap<Loc, Visit>;

/// What locations of a function may outlive, as far as the function tells.
#[derive(Copy, Clone, Default)]
struct Reach {
    /// It is around function literals.
    has_literals: bool,
    /// The greatest of its locations.
    loop_depth: i32,
}

/// The state of the walks.
struct Walker {
    walks: Walks,
    /// Roots of walks to be made.
    todo: VecDeque<Loc>,
    /// Locations whose edges the current walk has to follow.
    queue: VecDeque<Loc>,
    /// The number of the current walk.
    walk: u32,
}

impl Walker {
    fn enqueue<S>(&mut self, locs: &PrimaryMap<Loc, Location<S>>, l: Loc) {
        if !std::mem::replace(&mut self.walks[l].in_todo, true) {
            if locs[l].attrs.has(Attrs::ESCAPES) { self.todo.push_front(l) } else { self.todo.push_back(l) }
        }
    }
}

impl<S: Copy, N: Copy> Graph<S, N> {
    /// Marks every location that escapes, persists, is mutated or called, and fills in the parameters' leak sets. Edges and notes are
    /// forgotten.
    pub fn solve(&mut self, observer: &mut impl Observer<S, N>) {
        self.solve_by(observer, |_| false);
        self.incoming = PrimaryMap::new();
        self.notes = PrimaryMap::new();
    }

    /// Solves, also making the walks from roots for which `also` holds.
    fn solve_by(&mut self, observer: &mut impl Observer<S, N>, also: impl Fn(Loc) -> bool) {
        let visit = |l: &Location<S>| Visit {
            walk: 0,
            derefs: 0,
            dst: Self::BLANK,
            dst_edge: 0,
            in_queue: false,
            in_todo: true,
            owes_walk: l.attrs != Attrs::NONE,
        };
        let mut w = Walker {
            walks: self.locs.values().map(visit).collect(),
            todo: VecDeque::with_capacity(self.locs.len()),
            queue: VecDeque::new(),
            walk: 0,
        };
        w.walks[Self::BLANK].in_todo = false;
        w.todo.extend([Self::HEAP, Self::CALLEE, Self::MUTATOR]);
        w.todo.extend(self.real().rev());
        let reach = self.reach();
        while let Some(root) = w.todo.pop_front() {
            let r = &mut w.walks[root];
            r.in_todo = false;
            let owes_walk = std::mem::take(&mut r.owes_walk);
            if owes_walk || Self::may_outlive(&self.locs[root], &reach) || also(root) {
                self.walk(root, &mut w, observer);
            }
        }
    }

    /// For each function, what its locations may outlive.
    fn reach(&self) -> SecondaryMap<FuncIx, Reach> {
        let mut reach: SecondaryMap<FuncIx, Reach> = SecondaryMap::with_capacity(self.funcs.len());
        for f in self.funcs.values() {
            if let Some(outer) = f.parent {
                reach[outer].has_literals = true;
            }
        }
        for l in self.locs.values() {
            if let Some(f) = l.func {
                reach[f].loop_depth = reach[f].loop_depth.max(l.loop_depth);
            }
        }
        reach
    }

    /// Whether [`Self::outlives`] may hold between this location and another: an upper bound that looks at neither edges nor the other.
    fn may_outlive(l: &Location<S>, reach: &SecondaryMap<FuncIx, Reach>) -> bool {
        let Some(f) = l.func else { return true };
        match l.kind {
            // What a literal's results outlive, and whether the literal's calls are known, changes on the way.
            Kind::Result(_) | Kind::Closure(_) => true,
            Kind::Plain | Kind::Param => {
                l.attrs.has(Attrs::ESCAPES) || reach[f].has_literals || l.loop_depth < reach[f].loop_depth
            }
        }
    }

    fn walk(&mut self, root: Loc, w: &mut Walker, observer: &mut impl Observer<S, N>) {
        w.walk += 1;
        let r = &mut w.walks[root];
        r.walk = w.walk;
        r.derefs = 0;
        r.dst = Self::BLANK;
        if let Kind::Closure(f) = self.locs[root].kind
            && self.locs[root].attrs.has(Attrs::CALLS)
        {
            self.lose_results(f, w);
        }

        w.queue.push_back(root);
        while let Some(l) = w.queue.pop_front() {
            let visit = &mut w.walks[l];
            visit.in_queue = false;
            let derefs = visit.derefs;
            let root_attrs = self.locs[root].attrs;
            let mut gained = Attrs::NONE;
            if derefs < 0 {
                if self.outlives(root, l) {
                    if !self.locs[l].attrs.has(Attrs::ESCAPES) && observer.wants_escapes() {
                        let path = self.recorded_path(&w.walks, root, l);
                        observer.event(self, Event::Escapes { loc: l, root, path });
                    }
                    gained = Attrs::ALL;
                } else {
                    gained = root_attrs.and(Attrs::PERSISTS);
                }
            }
            let derefs = derefs.max(0);
            if derefs == 0 {
                gained = gained.or(root_attrs.and(Attrs::MUTATES.or(Attrs::CALLS)));
            }
            if self.locs[l].kind == Kind::Param {
                if self.outlives(root, l) {
                    if !self.locs[l].attrs.has(Attrs::ESCAPES) && observer.wants_leaks() {
                        let path = self.recorded_path(&w.walks, root, l);
                        observer.event(self, Event::Leaks { loc: l, root, derefs: derefs as u32, path });
                    }
                    self.leak_to(l, root, derefs as u32);
                }
                if root_attrs.has(Attrs::MUTATES) {
                    self.locs[l].leaks.add_mutator(derefs as u32);
                }
                if root_attrs.has(Attrs::CALLS) {
                    self.locs[l].leaks.add_callee(derefs as u32);
                }
            }
            if gained.without(self.locs[l].attrs) != Attrs::NONE {
                self.locs[l].attrs = self.locs[l].attrs.or(gained);
                w.enqueue(&self.locs, l);
                if self.locs[l].attrs.has(Attrs::ESCAPES) {
                    continue;
                }
            }
            for (i, edge) in self.incoming[l].iter().enumerate() {
                if self.locs[edge.src].attrs.has(Attrs::ESCAPES) {
                    continue;
                }
                let src = &mut w.walks[edge.src];
                let derefs = derefs + edge.derefs;
                if src.walk != w.walk || src.derefs > derefs {
                    let in_queue = std::mem::replace(&mut src.in_queue, true);
                    *src = Visit { walk: w.walk, derefs, dst: l, dst_edge: i as u32, ..*src };
                    if !in_queue {
                        w.queue.push_back(edge.src);
                    }
                }
            }
        }
    }

    /// From now on the literal's results may go anywhere, so what flows to them has to be looked at again.
    fn lose_results(&mut self, f: FuncIx, w: &mut Walker) {
        if !std::mem::replace(&mut self.funcs[f].results_lost, true) {
            for &l in &self.funcs[f].results {
                w.enqueue(&self.locs, l);
            }
        }
    }

    fn leak_to(&mut self, l: Loc, root: Loc, derefs: u32) {
        let r = &self.locs[root];
        match r.kind {
            Kind::Result(i) if !r.attrs.has(Attrs::ESCAPES) && r.func == self.locs[l].func => {
                self.locs[l].leaks.add_result(i as usize, derefs)
            }
            _ => self.locs[l].leaks.add_heap(derefs),
        }
    }

    /// Whether what is stored in `l` may be reachable after `other` is gone.
    fn outlives(&self, l: Loc, other: Loc) -> bool {
        let (a, b) = (&self.locs[l], &self.locs[other]);
        if a.attrs.has(Attrs::ESCAPES) {
            return true;
        }
        if l == Self::MUTATOR || l == Self::CALLEE {
            return false;
        }
        if let Kind::Result(_) = a.kind {
            // A literal all of whose calls are known may return what belongs to the functions around it.
            return !(self.encloses(b.func, a.func) && a.func.is_some_and(|f| !self.funcs[f].results_lost));
        }
        (a.func == b.func && a.loop_depth < b.loop_depth) || self.encloses(a.func, b.func)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Func;
    use crate::leaks::Leaks;
    use cranelift_entity::EntityRef;

    type G = Graph<&'static str, &'static str>;

    #[derive(Default)]
    struct Log(Vec<String>);

    fn show(g: &G, l: Loc) -> &'static str {
        if l == G::HEAP { "heap" } else { g.locs[l].site.unwrap_or("temp") }
    }

    impl Log {
        fn path(&mut self, g: &G, path: &Path) {
            for s in &path.steps {
                let why: Vec<_> = g.chain(s.notes).collect();
                self.0.push(format!(" {} <- {} {} [{}]", show(g, s.dst), s.derefs, show(g, s.src), why.join(", ")));
            }
            if path.truncated {
                self.0.push(" truncated".into());
            }
        }
    }

    impl Observer<&'static str, &'static str> for Log {
        fn wants_escapes(&self) -> bool {
            true
        }
        fn wants_leaks(&self) -> bool {
            true
        }
        fn event(&mut self, g: &G, event: Event) {
            match event {
                Event::Direct { loc, .. } => self.0.push(format!("direct {}", show(g, loc))),
                Event::Escapes { loc, root, path } => {
                    self.0.push(format!("escapes {} by {}", show(g, loc), show(g, root)));
                    self.path(g, &path);
                }
                Event::Leaks { loc, root, derefs, path } => {
                    self.0.push(format!("leaks {} to {} {derefs}", show(g, loc), show(g, root)));
                    self.path(g, &path);
                }
            }
        }
    }

    fn check(build: impl FnOnce(&mut G, &mut Log), expect: &[&str]) -> G {
        let (mut g, mut log) = (G::new(true), Log::default());
        build(&mut g, &mut log);
        g.solve(&mut log);
        assert_eq!(log.0, expect);
        g
    }

    #[test]
    fn address_returned() {
        // func f() (r *int) { x := 1; return &x }
        let g = check(
            |g, log| {
                let f = g.funcs.push(Func::default());
                let r = g.add(Some("r"), Some(f), Kind::Result(0), 1, true);
                let x = g.add(Some("x"), Some(f), Kind::Plain, 1, true);
                let k = g.hole(r);
                let k = g.note(k, "return");
                let k = g.note(k.shift(-1), "address-of");
                g.flow(k, x, log);
            },
            &["escapes x by r", " r <- -1 x [address-of, return]"],
        );
        assert!(g.locs[g.real().next_back().unwrap()].addr_taken);
    }

    #[test]
    fn parameter_summary() {
        // func f(p **int) (r *int) { sink = p; return *p }
        let mut p0 = None;
        let g = check(
            |g, log| {
                let f = g.funcs.push(Func::default());
                let p = g.add(Some("p"), Some(f), Kind::Param, 1, true);
                let r = g.add(Some("r"), Some(f), Kind::Result(0), 1, true);
                let k = g.hole(r).shift(1);
                g.flow(k, p, log);
                let k = g.hole(G::HEAP).shift(2);
                g.flow(k, p, log);
                p0 = Some(p);
            },
            &["leaks p to heap 2", " heap <- 2 p []", "leaks p to r 1", " r <- 1 p []"],
        );
        // The heap has every attribute, so its mutations and calls count too.
        let expect =
            Leaks { heap: Some(2), mutator: Some(2), callee: Some(2), results: [Some(1), None, None, None, None] };
        assert_eq!(g.locs[p0.unwrap()].leaks, expect);
    }

    #[test]
    fn loops_and_direct() {
        check(
            |g, log| {
                let f = g.funcs.push(Func::default());
                let outer = g.add(Some("outer"), Some(f), Kind::Plain, 1, true);
                let inner = g.add(Some("inner"), Some(f), Kind::Plain, 2, false);
                let same = g.add(Some("same"), Some(f), Kind::Plain, 1, false);
                let k = g.hole(outer).shift(-1);
                g.flow(k, inner, log);
                g.flow(k, same, log);
                let big = g.add(Some("big"), Some(f), Kind::Plain, 1, false);
                let k = g.hole(G::HEAP).shift(-1);
                g.flow(k, big, log);
            },
            &["direct big", "escapes inner by outer", " outer <- -1 inner []"],
        );
    }

    #[test]
    fn closure_results() {
        // u := 0; fn := func() *int { return &u }: fine while all calls of the literal are known.
        let build = |lost: bool| {
            move |g: &mut G, log: &mut Log| {
                let f = g.funcs.push(Func::default());
                let c = g.funcs.push(Func { parent: Some(f), ..Func::default() });
                let u = g.add(Some("u"), Some(f), Kind::Plain, 1, true);
                let r = g.add(Some("r"), Some(c), Kind::Result(0), 1, true);
                g.funcs[c].results.push(r);
                let lit = g.add(Some("lit"), Some(f), Kind::Closure(c), 1, false);
                let k = g.hole(r).shift(-1);
                g.flow(k, u, log);
                if lost {
                    let k = g.hole(G::CALLEE);
                    g.flow(k, lit, log);
                }
            }
        };
        check(build(false), &[]);
        check(build(true), &["escapes u by r", " r <- -1 u []"]);
    }

    /// A graph of nested functions with random places and flows, drawn from `seed`.
    fn random(seed: u64, log: &mut Log) -> G {
        let mut state = seed;
        let mut draw = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % n
        };
        let mut g = G::new(true);
        let mut funcs: Vec<FuncIx> = Vec::new();
        for _ in 0..1 + draw(3) {
            let parent = if funcs.is_empty() || draw(3) == 0 { None } else { Some(funcs[draw(funcs.len())]) };
            funcs.push(g.funcs.push(Func { parent, ..Func::default() }));
        }
        let depth = 1 + draw(2);
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        for &name in &names[..2 + draw(names.len() - 1)] {
            let f = funcs[draw(funcs.len())];
            let (kind, persists) = match draw(8) {
                0 => (Kind::Param, true),
                1 => (Kind::Result(draw(2) as u32), true),
                2 => match funcs.iter().find(|&&c| g.funcs[c].parent == Some(f)) {
                    Some(&c) => (Kind::Closure(c), false),
                    None => (Kind::Plain, false),
                },
                n => (Kind::Plain, n == 3),
            };
            let l = g.add(Some(name), Some(f), kind, draw(depth + 1) as i32, persists);
            if let Kind::Result(_) = kind {
                g.funcs[f].results.push(l);
            }
        }
        for _ in 0..draw(30) {
            let (dst, src) = (Loc::new(draw(g.locs.len())), Loc::new(G::PSEUDO + draw(g.locs.len() - G::PSEUDO)));
            let k = g.hole(dst).shift(draw(4) as i32 - 1);
            g.flow(k, src, log);
        }
        g
    }

    #[test]
    fn walks_left_out_find_nothing() {
        for seed in 0..20_000 {
            let solved = |also: fn(Loc) -> bool| {
                let mut log = Log::default();
                let mut g = random(seed, &mut log);
                g.solve_by(&mut log, also);
                let found = g.locs.values().map(|l| (l.attrs, l.leaks)).collect::<Vec<_>>();
                (log.0, found)
            };
            assert_eq!(solved(|_| false), solved(|_| true), "seed {seed}");
        }
    }

    #[test]
    fn complete_path_where_predecessors_circle() {
        // n = &n.next-like circles: x <- &y, y <- x, root <- x, and x's address to y.
        let mut g = G::new(true);
        let mut log = Log::default();
        let f = g.funcs.push(Func::default());
        let r = g.add(Some("r"), Some(f), Kind::Result(0), 1, true);
        let x = g.add(Some("x"), Some(f), Kind::Plain, 1, true);
        let y = g.add(Some("y"), Some(f), Kind::Plain, 1, true);
        for (dst, derefs, src) in [(r, 0, x), (x, -1, y), (y, 0, x), (y, -1, x)] {
            let k = g.hole(dst).shift(derefs);
            g.flow(k, src, &mut log);
        }
        let p = g.complete_path(r, x, -1).unwrap();
        assert_eq!(
            p.steps.iter().map(|s| (s.src, s.dst, s.derefs)).collect::<Vec<_>>(),
            [(x, y, -1), (y, x, -1), (x, r, 0)]
        );
        assert!(g.complete_path(r, x, 1).is_none());
    }
}
