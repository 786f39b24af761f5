//! The checker's state, and the order in which a package is checked.

use crate::info::{Info, TypedPackage};
use crate::object::Obj;
use crate::operand::Operand;
use crate::package::Pkg;
use crate::scope::{Scope, ScopeId};
use crate::ty::Type;
use cranelift_entity::PrimaryMap;
use escape_source::{Pos, Symbol};
use escape_syntax::ast::{Ast, ExprId, GoVersion, StmtId};
use rustc_hash::{FxHashMap, FxHashSet};

/// An error with gc's text; may have several lines (continuation lines start with a tab).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeError {
    pub pos: Pos,
    pub text: String,
    /// Does not by itself prevent code generation in gc (`declared and not used`, `imported and not used`).
    pub soft: bool,
}

/// What is needed to check one package.
pub struct Input<'a> {
    pub pkg: Pkg,
    /// All files of the package, parsed without errors.
    pub ast: Ast,
    /// The module's language version.
    pub version: GoVersion,
    /// Finds an imported package (already checked): import string → package, or the error text.
    pub import: &'a dyn Fn(&str) -> Result<Pkg, String>,
    /// A function without a body is no error (the package has assembly files or is the runtime's kin).
    pub allow_bodyless: bool,
    /// Function bodies are not checked (for packages of which only the interface is wanted).
    pub ignore_bodies: bool,
}

/// Where an error is reported: mirrors gc's rule that a node's error stands at its leftmost token.
#[derive(Copy, Clone)]
pub enum At {
    Pos(Pos),
    Expr(ExprId),
    Stmt(StmtId),
    Obj(Obj),
}

/// An action put off until the current statement or declaration is done.
pub type Delayed<'a> = Box<dyn FnOnce(&mut Checker<'a>) + 'a>;

/// What is known about the place being checked.
#[derive(Clone)]
pub struct Environment {
    /// Package-level declaration whose dependencies are being collected.
    pub decl: Option<Obj>,
    pub scope: ScopeId,
    pub version: GoVersion,
    pub iota: Option<crate::constant::Const>,
    /// Position of the constant expression when it was inherited by implicit repetition.
    pub err_pos: Option<Pos>,
    pub in_tparam_list: bool,
    /// Signature of the function being checked.
    pub sig: Option<Type>,
    pub is_panic: FxHashSet<ExprId>,
    pub has_label: bool,
    pub has_call_or_recv: bool,
}

/// The state of checking one package. The `impl` blocks are spread over the files of this room, by concern.
pub struct Checker<'a> {
    pub pkg: Pkg,
    pub ast: &'a Ast,
    pub info: Info,
    pub version: GoVersion,
    pub import: &'a dyn Fn(&str) -> Result<Pkg, String>,
    pub allow_bodyless: bool,
    pub ignore_bodies: bool,
    pub errors: Vec<TypeError>,
    pub scopes: PrimaryMap<ScopeId, Scope>,
    pub package_scope: ScopeId,
    pub env: Environment,
    pub delayed: Vec<Delayed<'a>>,
    pub used_vars: FxHashSet<Obj>,
    pub used_imports: FxHashSet<Obj>,
    /// Expressions whose type is still untyped.
    pub untyped: FxHashMap<ExprId, UntypedExpr>,
    /// The path of declarations being checked, for cycles.
    pub obj_path: Vec<Obj>,
    /// Instances already made, by origin and type arguments.
    pub instances: FxHashMap<u64, Vec<Type>>,
    /// Methods collected per package-level type name.
    pub methods: FxHashMap<Obj, Vec<Obj>>,
    pub imports: Vec<(Obj, Symbol)>,
}

/// An expression whose final type is not yet known.
pub struct UntypedExpr {
    pub is_lhs: bool,
    pub operand: Operand,
}

/// Checks a package. The package's objects are published even when there are errors.
pub fn check_package(_input: Input<'_>) -> (TypedPackage, Vec<TypeError>) {
    unimplemented!("being written")
}
