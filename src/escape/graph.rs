//! Locations, edges, and the holes that evaluation threads through expressions.

use crate::leaks::Leaks;
use crate::solve::{Event, Observer};
use cranelift_entity::{EntityRef, PrimaryMap, entity_impl};
use smallvec::SmallVec;
use std::num::NonZeroU32;

/// Names a location of one graph.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Loc(u32);
entity_impl!(Loc, "loc");

/// Names a function that locations of one graph belong to.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncIx(NonZeroU32);
entity_impl!(FuncIx, "fn", i, FuncIx(NonZeroU32::MIN.saturating_add(i)), i.0.get() - 1);

/// The head of a chain of notes.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoteIx(NonZeroU32);
entity_impl!(NoteIx, "note", i, NoteIx(NonZeroU32::MIN.saturating_add(i)), i.0.get() - 1);

/// What is known of a location (facts.md §10.2).
#[derive(Copy, Clone, PartialEq, Eq, Default, Debug)]
pub struct Attrs(u8);

impl Attrs {
    /// The address may outlive the storage's natural life: it has to be in the heap.
    pub const ESCAPES: Attrs = Attrs(1);
    /// The address outlives the statement.
    pub const PERSISTS: Attrs = Attrs(2);
    /// Memory reachable through the value may be written.
    pub const MUTATES: Attrs = Attrs(4);
    /// The value may be called by someone who does not track the results.
    pub const CALLS: Attrs = Attrs(8);
    pub const ALL: Attrs = Attrs(15);
    pub const NONE: Attrs = Attrs(0);

    #[inline]
    pub fn has(self, other: Attrs) -> bool {
        self.0 & other.0 != 0
    }
    #[inline]
    pub fn and(self, other: Attrs) -> Attrs {
        Attrs(self.0 & other.0)
    }
    #[inline]
    pub fn or(self, other: Attrs) -> Attrs {
        Attrs(self.0 | other.0)
    }
    #[inline]
    pub fn without(self, other: Attrs) -> Attrs {
        Attrs(self.0 & !other.0)
    }
}

/// What a location stands for, as far as the solver has to know.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A local variable, an expression's storage, or an anonymous place.
    Plain,
    Param,
    /// A result of its function, by index.
    Result(u32),
    /// A function literal whose function is analysed in this graph.
    Closure(FuncIx),
}

/// A vertex.
pub struct Location<S> {
    /// `None`: anonymous, or one of the pseudo-locations.
    pub site: Option<S>,
    pub func: Option<FuncIx>,
    pub kind: Kind,
    /// Loop depth at the declaration or evaluation; 1 at function entry.
    pub loop_depth: i32,
    pub attrs: Attrs,
    pub leaks: Leaks,
    /// A closure has captured this variable.
    pub captured: bool,
    pub reassigned: bool,
    pub addr_taken: bool,
}

/// An incoming edge.
#[derive(Copy, Clone)]
pub struct Edge {
    pub src: Loc,
    /// At least −1 (the source's address).
    pub derefs: i32,
    pub notes: Option<NoteIx>,
}

/// A context that a value flows into: a location, the dereferences applied on the way, and why.
#[derive(Copy, Clone)]
pub struct Hole {
    pub dst: Loc,
    pub derefs: i32,
    pub notes: Option<NoteIx>,
    /// The context takes the expression's address, whether or not the address is stored anywhere.
    pub addr_taken: bool,
}

impl Hole {
    /// `delta` more dereferences; −1 for "address of".
    #[must_use]
    pub fn shift(mut self, delta: i32) -> Hole {
        // Not below −1: `&` applies to addressable expressions only, and an address is not one.
        self.derefs = (self.derefs + delta).max(-1);
        self.addr_taken = delta < 0;
        self
    }
}

/// A function that locations belong to.
#[derive(Default)]
pub struct Func {
    /// The builder's name for it.
    pub key: u32,
    /// The enclosing function of a function literal.
    pub parent: Option<FuncIx>,
    /// Not all calls of the literal are known, so its results may go anywhere.
    pub results_lost: bool,
    /// Locations of the results; empty when the function is not analysed in this graph.
    pub results: Vec<Loc>,
}

/// The graph of one batch of functions. `S`: what a site is; `N`: what a note is.
pub struct Graph<S, N> {
    pub locs: PrimaryMap<Loc, Location<S>>,
    /// Of each location, in creation order.
    pub(crate) incoming: PrimaryMap<Loc, SmallVec<[Edge; 1]>>,
    pub funcs: PrimaryMap<FuncIx, Func>,
    explained: bool,
    pub(crate) notes: PrimaryMap<NoteIx, (N, Option<NoteIx>)>,
}

impl<S: Copy, N: Copy> Graph<S, N> {
    /// Everything stored here may live for ever.
    pub const HEAP: Loc = Loc(0);
    /// What flows here may have the memory it points to written.
    pub const MUTATOR: Loc = Loc(1);
    /// What flows here may be called with its results untracked.
    pub const CALLEE: Loc = Loc(2);
    /// What flows here is forgotten.
    pub const BLANK: Loc = Loc(3);
    pub(crate) const PSEUDO: usize = 4;

    /// `explained`: notes are kept, so that paths can be told.
    pub fn new(explained: bool) -> Self {
        let mut g = Graph {
            explained,
            locs: PrimaryMap::new(),
            incoming: PrimaryMap::new(),
            funcs: PrimaryMap::new(),
            notes: PrimaryMap::new(),
        };
        for attrs in [Attrs::ALL, Attrs::MUTATES, Attrs::CALLS, Attrs::NONE] {
            let l = g.add(None, None, Kind::Plain, 0, false);
            g.locs[l].attrs = attrs;
        }
        g
    }

    /// Adds a location. `persists`: its address outlives the statement from the start.
    pub fn add(&mut self, site: Option<S>, func: Option<FuncIx>, kind: Kind, loop_depth: i32, persists: bool) -> Loc {
        self.incoming.push(SmallVec::new());
        self.locs.push(Location {
            site,
            func,
            kind,
            loop_depth,
            attrs: if persists { Attrs::PERSISTS } else { Attrs::NONE },
            leaks: Leaks::default(),
            captured: false,
            reassigned: false,
            addr_taken: false,
        })
    }

    /// All real locations, in creation order.
    pub fn real(&self) -> impl DoubleEndedIterator<Item = Loc> + use<S, N> {
        (Self::PSEUDO..self.locs.len()).map(Loc::new)
    }

    /// The hole "stored in `dst`".
    pub fn hole(&self, dst: Loc) -> Hole {
        Hole { dst, derefs: 0, notes: None, addr_taken: false }
    }

    /// The same hole with one more reason, if reasons are kept.
    pub fn note(&mut self, mut k: Hole, note: N) -> Hole {
        if self.explained {
            k.notes = Some(self.notes.push((note, k.notes)));
        }
        k
    }

    /// The notes of a chain, the last added (innermost expression) first.
    pub fn chain(&self, head: Option<NoteIx>) -> impl Iterator<Item = N> + '_ {
        std::iter::successors(head.and_then(|n| self.notes.get(n)), |(_, next)| next.and_then(|n| self.notes.get(n)))
            .map(|(n, _)| *n)
    }

    /// Records that `src` flows into the hole. An address that flows to storage already known to escape makes `src` escape
    /// at once, without an edge (facts.md §10.3).
    pub fn flow(&mut self, k: Hole, src: Loc, observer: &mut impl Observer<S, N>) {
        if k.addr_taken {
            self.locs[src].addr_taken = true;
        }
        if k.dst == Self::BLANK || (k.dst == src && k.derefs >= 0) {
            return;
        }
        if k.derefs < 0 && self.locs[k.dst].attrs.has(Attrs::ESCAPES) {
            observer.event(self, Event::Direct { loc: src, dst: k.dst, notes: k.notes });
            self.locs[src].attrs = Attrs::ALL;
            return;
        }
        self.incoming[k.dst].push(Edge { src, derefs: k.derefs, notes: k.notes });
    }

    /// Whether function `inner` is a literal inside `outer`, at any depth.
    pub fn encloses(&self, outer: Option<FuncIx>, inner: Option<FuncIx>) -> bool {
        let (Some(outer), Some(inner)) = (outer, inner) else { return false };
        let mut p = self.funcs[inner].parent;
        while let Some(f) = p {
            if f == outer {
                return true;
            }
            p = self.funcs[f].parent;
        }
        false
    }
}
