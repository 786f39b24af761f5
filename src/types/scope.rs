//! Scopes (specification: "Blocks", "Declarations and scope").

use crate::object::Obj;
use cranelift_entity::entity_impl;
use escape_source::{Pos, Symbol};
use rustc_hash::FxHashMap;

#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(u32);
entity_impl!(ScopeId, "scope");

/// A block's names. Lives as long as the check of its package.
#[derive(Default)]
pub struct Scope {
    /// `None`: the package block (whose parent is the universe).
    pub parent: Option<ScopeId>,
    pub children: Vec<ScopeId>,
    /// For lookup; `order` has the same objects in order of insertion. The offset is where a local name's scope starts.
    pub names: FxHashMap<Symbol, (Obj, Option<Pos>)>,
    pub order: Vec<Obj>,
    pub is_func: bool,
}
