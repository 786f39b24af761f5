//! Declarations.

use crate::constant::Const;
use crate::object::Obj;
use crate::scope::ScopeId;
use escape_syntax::ast::{DeclId, ExprId, GoVersion};
use rustc_hash::FxHashSet;

/// A package-level declaration: what is needed to check it when it is first needed.
pub struct DeclInfo {
    /// The file's scope.
    pub scope: ScopeId,
    pub version: GoVersion,
    /// The variables of `var a, b = f()`, which are initialised together.
    pub lhs: Option<Vec<Obj>>,
    pub typ: Option<ExprId>,
    pub init: Option<ExprId>,
    /// A constant's expression is taken over from an earlier declaration of the group.
    pub inherited: bool,
    pub iota: Option<Const>,
    /// The declaration itself, for types and functions.
    pub decl: Option<DeclId>,
    /// Package-level objects that the initialiser or body refers to, in order of first reference.
    pub deps: Vec<Obj>,
    dep_set: FxHashSet<Obj>,
}

impl DeclInfo {
    pub fn new(scope: ScopeId, version: GoVersion) -> Self {
        DeclInfo {
            scope,
            version,
            lhs: None,
            typ: None,
            init: None,
            inherited: false,
            iota: None,
            decl: None,
            deps: Vec::new(),
            dep_set: FxHashSet::default(),
        }
    }

    pub fn add_dep(&mut self, to: Obj) {
        if self.dep_set.insert(to) {
            self.deps.push(to);
        }
    }
}
