//! Skeletons: what inlining a function of the bundled library adds to a caller, and nothing that could be executed.
//!
//! The model: a skeleton is measured once from gc's tree of an inlinable function, right after that tree was read ([`capture`]).
//! It keeps what the escape graph, the inliner and the messages can see: variables, the flow of pointers, allocations with the
//! text that is printed of them, calls, literals of functions, loops and positions. Scalar arithmetic, conditions and
//! case values are left out ([`NodeKind::Skipped`]); of these only the variables that they read stay, and the text where a message
//! prints it. [`plant`](mod@plant) makes nodes of a skeleton again, at each inlining anew (facts.md §7.7).

mod capture;
mod codec;
mod plant;

pub use capture::capture;
pub(crate) use plant::{Captured, plant};

use crate::ir::{Class, InlineInfo, Node};
use escape_source::Symbol;
use escape_syntax::ast::Pragma;
use escape_types::{Obj, Pkg, Type};
use std::sync::Arc;

/// One function; ids in its nodes are indices into its own tables.
#[derive(Clone)]
pub struct Skeleton {
    pub names: Vec<SkeletonName>,
    /// Receiver, parameters, results, then locals in creation order: indices into `names`.
    pub dcl: Vec<u32>,
    pub params: Vec<u32>,
    pub results: Vec<u32>,
    pub nodes: Vec<Node>,
    pub body: Vec<u32>,
    /// In the order in which they were read.
    pub closures: Vec<Arc<Literal>>,
}

/// A function literal in a skeleton.
#[derive(Clone)]
pub struct Literal {
    pub reason: Reason,
    pub pos: crate::ir::IrPos,
    pub end_pos: Option<crate::ir::IrPos>,
    pub typ: Option<Type>,
    pub pragma: Pragma,
    pub variadic: bool,
    pub has_defer: bool,
    pub has_range_defer: bool,
    pub closure_vars: Vec<u32>,
    /// What the inliner's test of it said.
    pub inline: Option<InlineInfo>,
    pub code: Skeleton,
}

/// Why there is a closure; decides its name (facts.md §4.1).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    Literal,
    Range,
    Go,
    Defer,
}

/// A name in a skeleton.
#[derive(Clone)]
pub enum SkeletonName {
    Variable(Variable),
    Global(Obj),
    Func(Obj),
    /// An instance of a generic function or method; a shape stands as the type that it is the shape of.
    Instance {
        obj: Obj,
        targs: Vec<(bool, Type)>,
    },
    Blank,
}

/// A variable of a skeleton's function.
#[derive(Clone)]
pub struct Variable {
    pub sym: Symbol,
    pub pkg: Option<Pkg>,
    pub class: Class,
    pub pos: crate::ir::IrPos,
    pub typ: Type,
    /// The defining statement.
    pub defn: Option<u32>,
    /// For a captured variable: its index in the names of the function around.
    pub outer: Option<u32>,
    pub addr_taken: bool,
    pub auto_temp: bool,
}
