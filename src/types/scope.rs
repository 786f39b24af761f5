//! Scopes (specification: "Blocks", "Declarations and scope").
//!
//! A scope holds the names declared so far in its block. Since a local name is inserted only where its scope starts, a lookup
//! during the walk over the statements needs no positions. Nearly all scopes hold a handful of names, so a scope is a list that
//! is searched, and becomes a table only when it grows.

use crate::object::Obj;
use cranelift_entity::entity_impl;
use escape_source::Symbol;
use rustc_hash::FxHashMap;

#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(u32);
entity_impl!(ScopeId, "scope");

/// From this many names on a scope keeps a table.
const TABLE_FROM: usize = 10;

/// A block's names. Lives as long as the check of its package.
#[derive(Default)]
pub struct Scope {
    /// `None`: the package block (whose parent is the universe).
    pub parent: Option<ScopeId>,
    pub children: Vec<ScopeId>,
    /// In order of insertion.
    names: Vec<(Symbol, Obj)>,
    table: FxHashMap<Symbol, Obj>,
    pub is_func: bool,
}

impl Scope {
    /// An empty scope; the parent's list of children is the caller's business.
    pub fn new(parent: Option<ScopeId>) -> Scope {
        Scope { parent, ..Scope::default() }
    }

    /// The object of that name in this scope (not in its parents).
    pub fn lookup(&self, name: Symbol) -> Option<Obj> {
        if self.names.len() >= TABLE_FROM {
            return self.table.get(&name).copied();
        }
        self.names.iter().find(|(n, _)| *n == name).map(|&(_, o)| o)
    }

    /// Enters an object under its name; if the name is taken, changes nothing and gives the object that has it.
    pub fn insert(&mut self, obj: Obj) -> Option<Obj> {
        let name = obj.name();
        if let Some(alt) = self.lookup(name) {
            return Some(alt);
        }
        self.names.push((name, obj));
        if self.names.len() == TABLE_FROM {
            self.table = self.names.iter().copied().collect();
        } else if self.names.len() > TABLE_FROM {
            self.table.insert(name, obj);
        }
        None
    }

    /// The objects in order of insertion.
    pub fn objects(&self) -> impl Iterator<Item = Obj> + '_ {
        self.names.iter().map(|&(_, o)| o)
    }
}
