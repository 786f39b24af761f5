//! Operands: the value an expression denotes while it is being checked.

use crate::constant::Const;
use crate::info::Mode;
use crate::object::BuiltinId;
use crate::ty::Type;
use escape_syntax::ast::ExprId;

/// The (intermediate) result of checking an expression.
#[derive(Clone)]
pub struct Operand {
    pub mode: Mode,
    pub expr: Option<ExprId>,
    pub typ: Option<Type>,
    pub val: Option<Const>,
    /// For `Mode::Builtin`.
    pub builtin: Option<BuiltinId>,
}

impl Operand {
    pub fn new() -> Operand {
        Operand { mode: Mode::Invalid, expr: None, typ: None, val: None, builtin: None }
    }
    /// The type, or `Type::INVALID`.
    pub fn ty(&self) -> Type {
        self.typ.unwrap_or(Type::INVALID)
    }
    pub fn is_invalid(&self) -> bool {
        self.mode == Mode::Invalid
    }
    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }
}

impl Default for Operand {
    fn default() -> Self {
        Operand::new()
    }
}
