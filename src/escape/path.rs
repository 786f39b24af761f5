//! Explanation paths: by which edges an address or value gets from a location to where it may live too long.

use crate::graph::{Attrs, Edge, Graph, Loc, NoteIx};
use crate::solve::{Visit, Walks};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// One edge of a path, in the direction of the flow.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub src: Loc,
    pub dst: Loc,
    pub derefs: i32,
    pub notes: Option<NoteIx>,
}

/// From a location to the walk's root.
#[derive(Clone, Default, Debug)]
pub struct Path {
    pub steps: Vec<Step>,
    /// The predecessors ran into a cycle: the path stops before the root (facts.md §11).
    pub truncated: bool,
}

/// Dereference counts are bounded in the search for complete paths, so that its states are finite.
const MAX_SEARCH_DEREFS: i32 = 12;

impl<S: Copy, N: Copy> Graph<S, N> {
    /// The path that the predecessors of the current walk give. They are overwritten while the walk goes on, so they may
    /// run in a circle; gc prints exactly that.
    pub(crate) fn recorded_path(&self, walks: &Walks, root: Loc, mut src: Loc) -> Path {
        let mut path = Path::default();
        let mut seen = rustc_hash::FxHashSet::default();
        loop {
            if !seen.insert(src) {
                path.truncated = true;
                return path;
            }
            let Visit { dst, dst_edge, .. } = walks[src];
            let Some(edge) = self.incoming[dst].get(dst_edge as usize) else { return path };
            path.steps.push(Step { src, dst, derefs: edge.derefs, notes: edge.notes });
            if dst == root {
                return path;
            }
            src = dst;
        }
    }

    /// A shortest complete path by which `src`'s address (`derefs` −1) or its value after exactly `derefs` dereferences
    /// reaches `root`; `None` when there is none within the search bound.
    pub fn complete_path(&self, root: Loc, src: Loc, derefs: i32) -> Option<Path> {
        type State = (Loc, i32);
        let mut from: FxHashMap<State, (State, Edge)> = FxHashMap::default();
        let mut todo: VecDeque<State> = VecDeque::from([(root, 0)]);
        while let Some(state @ (l, d)) = todo.pop_front() {
            // What is stored in a place that escapes already is explained from the heap, not through that place.
            if l != root && self.locs[l].attrs.has(Attrs::ESCAPES) && d < 0 && l != src {
                continue;
            }
            for &edge in &self.incoming[l] {
                let next = (edge.src, (d.max(0) + edge.derefs).min(MAX_SEARCH_DEREFS));
                if next == (root, 0) || from.contains_key(&next) {
                    continue;
                }
                from.insert(next, (state, edge));
                if next == (src, derefs) {
                    let mut steps = Vec::new();
                    let mut at = next;
                    while let Some(&(to, edge)) = from.get(&at) {
                        steps.push(Step { src: at.0, dst: to.0, derefs: edge.derefs, notes: edge.notes });
                        at = to;
                    }
                    return Some(Path { steps, truncated: false });
                }
                todo.push_back(next);
            }
        }
        None
    }
}
