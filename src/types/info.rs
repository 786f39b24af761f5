//! What the checker found out: tables over the syntax tree. `Ast` + `Info` = the typed tree.

use crate::constant::Const;
use crate::object::{BuiltinId, Obj, ObjKind};
use crate::package::Pkg;
use crate::ty::Type;
use cranelift_entity::SecondaryMap;
use escape_source::Pos;
use escape_syntax::ast::{Ast, ClauseId, DeclId, ExprId, ExprKind, GoVersion};
use rustc_hash::FxHashMap;

/// How an expression can be used.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Not evaluated, or erroneous.
    #[default]
    Invalid,
    /// A call without results.
    NoValue,
    Builtin,
    Type,
    Constant,
    /// Addressable.
    Variable,
    /// A map index expression: assignable, not addressable.
    MapIndex,
    Value,
    /// The predeclared nil (gc's checker has a mode of its own for it).
    Nil,
    /// A value that allows the comma-ok form.
    CommaOk,
    /// As `CommaOk`, from cgo-free builtins that may return an error. Not produced.
    CommaErr,
}

#[derive(Clone, Default)]
pub struct TypeAndValue {
    pub mode: Mode,
    /// Final type: untyped expressions have the type they were converted to. A comma-ok expression used in its two-valued
    /// form has a tuple type.
    pub typ: Option<Type>,
    pub value: Option<Const>,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    FieldVal,
    MethodVal,
    MethodExpr,
}

/// A selector that is not a qualified identifier.
pub struct Selection {
    pub kind: SelectionKind,
    /// Type of `x` in `x.f`.
    pub recv: Type,
    pub obj: Obj,
    /// Field indices from `recv`'s (pointed-to) struct; the last is the field's, or the method's index.
    pub index: Vec<usize>,
    /// A pointer was followed on the way.
    pub indirect: bool,
}

/// An instantiation of a generic function or type, explicit or inferred.
pub struct Instance {
    pub targs: Vec<Type>,
    pub typ: Type,
}

/// Package-level variables initialised together, in initialisation order.
pub struct Initializer {
    pub lhs: Vec<Obj>,
    pub rhs: ExprId,
}

#[derive(Default)]
pub struct Info {
    pub types: SecondaryMap<ExprId, TypeAndValue>,
    /// Objects declared by identifiers. `None` for the package clause and the symbolic variable of a type switch.
    pub defs: SecondaryMap<ExprId, Option<Obj>>,
    /// Objects that identifiers denote (a selector's field or method included).
    pub uses: SecondaryMap<ExprId, Option<Obj>>,
    /// A type-switch clause's variable; only present when the switch declares one.
    pub clause_vars: SecondaryMap<ClauseId, Option<Obj>>,
    /// The package name that an import without a local name declares.
    pub implicit_imports: FxHashMap<DeclId, Obj>,
    /// By the selector expression.
    pub selections: FxHashMap<ExprId, Selection>,
    /// By the identifier denoting the generic function or type.
    pub instances: FxHashMap<ExprId, Instance>,
    pub init_order: Vec<Initializer>,
    /// Where a declared function or method (not of an interface) is declared. `Func` objects of this package.
    pub func_decls: FxHashMap<Obj, DeclId>,
    /// Type declarations (also local ones) by their `TypeName`.
    pub type_decls: FxHashMap<Obj, DeclId>,
    /// Language version of each file, in the order of `Ast::files`.
    pub file_versions: Vec<GoVersion>,
    /// Only where bodies are not gc's (generic functions of the bundled library): what inlining the functions, literals and loops over
    /// functions at these positions costs in gc, or why it does not inline them.
    pub inline_costs: FxHashMap<Pos, Result<i32, String>>,
}

/// A checked package: everything later rooms need of it.
pub struct TypedPackage {
    pub pkg: Pkg,
    pub ast: Ast,
    pub info: Info,
}

impl TypedPackage {
    /// The object that a name or selector (without parentheses) denotes.
    pub fn denoted(&self, e: ExprId) -> Option<Obj> {
        match self.ast.exprs[e].kind {
            ExprKind::Selector { sel, .. } => self.info.object_of(sel),
            _ => self.info.object_of(e),
        }
    }

    /// The built-in function that a callee (without parentheses) denotes, by its name or as one of package unsafe.
    pub fn builtin(&self, callee: ExprId) -> Option<BuiltinId> {
        match self.denoted(callee)?.data().kind {
            ObjKind::Builtin(id) => Some(id),
            _ => None,
        }
    }
}

impl Info {
    /// The object an identifier declares or denotes.
    pub fn object_of(&self, ident: ExprId) -> Option<Obj> {
        self.defs[ident].or(self.uses[ident])
    }
}
