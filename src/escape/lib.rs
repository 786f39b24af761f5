//! The escape graph: which storage may outlive the statement, the loop or the call that made it.
//!
//! The model: a vertex is a *location*, storage that a declaration or an allocating expression makes. An edge `dst ← src`
//! with weight *dereferences* says that a value found by following `src` that many times may be stored in `dst`; weight
//! −1 means the address of `src` itself (facts.md §10.3). [`Graph::solve`] looks for paths by which an address reaches
//! a location that outlives what it points to; that storage *escapes*. What flows from a function's parameters is
//! summarised as [`Leaks`], so that callers need not look inside.
//!
//! The room knows no tree: a location carries an opaque *site*, an edge opaque *notes*. Two builders use it, one from
//! gc's tree (`gc_model::escape`), later one from SSA. Vertices and edges are kept in plain vectors in creation order,
//! because the order of the walk is part of gc's output (facts.md §10.11).

mod graph;
mod leaks;
mod path;
mod solve;

pub use graph::{Attrs, Edge, Func, FuncIx, Graph, Hole, Kind, Loc, Location, NoteIx};
pub use leaks::{Leaks, RESULTS};
pub use path::{Path, Step};
pub use solve::{Event, Observer};
