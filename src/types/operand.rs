//! Operands: the value an expression denotes while it is being checked, how messages describe it, and what it can be assigned to
//! (specification: "Assignability").

use crate::check::Checker;
use crate::constant::Const;
use crate::info::Mode;
use crate::lookup::is_interface_ptr;
use crate::object::BuiltinId;
use crate::predicates::{
    basic_kind, has_empty_type_set, has_name, identical, is_generic, is_type_param, is_untyped, is_valid,
};
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{terms_are, unalias, underlying};
use escape_syntax::ast::{ChanDir, ExprId};

/// The (intermediate) result of checking an expression.
#[derive(Clone)]
pub struct Operand {
    pub mode: Mode,
    pub expr: Option<ExprId>,
    pub typ: Option<Type>,
    pub val: Option<Const>,
    /// For `Mode::Builtin`.
    pub builtin: Option<BuiltinId>,
    /// What messages call it instead of the expression: one of several results of a call.
    pub label: Option<Box<str>>,
}

impl Operand {
    pub fn new() -> Operand {
        Operand { mode: Mode::Invalid, expr: None, typ: None, val: None, builtin: None, label: None }
    }
    /// A value of that type, for an expression.
    pub fn value(expr: ExprId, typ: Type) -> Operand {
        Operand { mode: Mode::Value, expr: Some(expr), typ: Some(typ), ..Operand::new() }
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

/// The kind of an unnamed type, in words; empty for basic types.
pub fn composite_kind(t: Type) -> &'static str {
    match underlying(t).kind() {
        TypeKind::Array { .. } => "array",
        TypeKind::Slice(_) => "slice",
        TypeKind::Struct(_) => "struct",
        TypeKind::Pointer(_) => "pointer",
        TypeKind::Signature(_) => "func",
        TypeKind::Interface(_) => "interface",
        TypeKind::Map { .. } => "map",
        TypeKind::Chan { .. } => "chan",
        TypeKind::Tuple(_) => "tuple",
        TypeKind::Union(_) => "union",
        _ => "",
    }
}

impl<'a> Checker<'a> {
    /// What messages call the operand's expression.
    pub fn operand_expr(&self, x: &Operand) -> String {
        match (&x.label, x.expr) {
            (Some(label), _) => label.to_string(),
            (None, Some(e)) => self.expr_string(e),
            (None, None) => String::new(),
        }
    }

    /// The operand in a message: `x (variable of type int)`, `1 << 3 (untyped int constant 8)`.
    pub fn operand_string(&self, x: &Operand) -> String {
        if x.mode == Mode::Nil {
            return match x.typ.and_then(basic_kind) {
                Some(BasicKind::UntypedNil) => "nil".to_string(),
                Some(BasicKind::Invalid) => "nil (with invalid type)".to_string(),
                _ => format!("nil (of type {})", self.type_string(x.ty())),
            };
        }
        let mut shown = self.operand_expr(x);
        if shown.is_empty() {
            shown = match x.mode {
                Mode::Builtin => x.builtin.map_or("", BuiltinId::name).to_string(),
                Mode::Type => self.type_string(x.ty()),
                Mode::Constant => x.val.as_ref().map(ToString::to_string).unwrap_or_default(),
                _ => String::new(),
            };
        }
        let mut out = String::new();
        let mut typed = false;
        if !matches!(x.mode, Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::Type)
            && let Some(t) = x.typ
        {
            if is_untyped(t) {
                out.push_str(&self.type_string(t));
                out.push(' ');
            } else {
                typed = true;
            }
        }
        out.push_str(match x.mode {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin => "built-in",
            Mode::Type => "type",
            Mode::Constant => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::Nil => "nil",
            Mode::CommaOk => "comma, ok expression",
            Mode::CommaErr => "comma, error expression",
        });
        if let (Mode::Constant, Some(v)) = (x.mode, &x.val) {
            let s = v.to_string();
            if s != shown {
                out.push(' ');
                out.push_str(&s);
            }
        }
        if typed {
            out.push_str(&self.operand_type(x.ty()));
        }
        if shown.is_empty() { out } else { format!("{shown} ({out})") }
    }

    fn operand_type(&self, t: Type) -> String {
        if !is_valid(t) {
            return " with invalid type".to_string();
        }
        let generic = if is_generic(t) { "generic " } else { "" };
        if let TypeKind::TypeParam(p) = unalias(t).kind() {
            let bound = p.bound.get().map(|b| self.type_string(b)).unwrap_or_default();
            let empty = if has_empty_type_set(t) { " with empty type set" } else { "" };
            return format!(" of {generic}type {} constrained by {bound}{empty}", self.type_string(t));
        }
        let mut kind = String::new();
        if matches!(t.kind(), TypeKind::Named(_) | TypeKind::Alias(_)) {
            let what = composite_kind(t);
            kind = match what {
                // A basic type's own name, without its package.
                "" => self.type_string(underlying(t)).trim_start_matches("unsafe.").to_string(),
                what => what.to_string(),
            };
            kind.push(' ');
        }
        format!(" of {generic}{kind}type {}", self.type_string(t))
    }

    /// Whether the operand can be assigned to a variable of type `target`; otherwise `cause` may get a reason.
    pub fn assignable_to(&mut self, x: &Operand, target: Type, mut cause: Option<&mut String>) -> bool {
        if x.is_invalid() || !is_valid(target) {
            return true;
        }
        let (v, t) = (unalias(x.ty()), unalias(target));
        if identical(v, t) {
            return true;
        }
        let (vu, tu) = (underlying(v), underlying(t));
        let (vp, tp) = (is_type_param(v), is_type_param(t));
        if is_untyped(vu) {
            if !tp {
                return self.implicit_type_and_value(x, t).is_ok();
            }
            return match term_types(t) {
                Some(list) => list.into_iter().all(|u| self.implicit_type_and_value(x, u).is_ok()),
                None => false,
            };
        }
        if let (TypeKind::Interface(_), TypeKind::Interface(_)) = (vu.kind(), tu.kind()) {
            // Interfaces that embed each other (an error of its own) have the methods that the order of asking gives them: the
            // value's come first.
            crate::typeset::type_set(vu);
        }
        let plain = (!has_name(v) || !has_name(t)) && !vp && !tp;
        if plain && identical(vu, tu) {
            return true;
        }
        if matches!(tu.kind(), TypeKind::Interface(_)) && !tp || is_interface_ptr(tu) {
            let mut why = String::new();
            if self.implements(v, t, false, cause.is_some().then_some(&mut why)) {
                return true;
            }
            // A type parameter's types may all be assignable all the same.
            if !vp {
                if let Some(cause) = cause {
                    *cause = why;
                }
                return false;
            }
        }
        if matches!(vu.kind(), TypeKind::Interface(_)) && !vp && self.implements(t, v, false, None) {
            if let Some(cause) = cause {
                *cause = "need type assertion".to_string();
            }
            return false;
        }
        if let (TypeKind::Chan { dir: ChanDir::Both, elem: a }, TypeKind::Chan { elem: b, .. }) = (vu.kind(), tu.kind())
            && identical(*a, *b)
        {
            return !has_name(v) || !has_name(t);
        }
        let (list, of_target) = if tp && !has_name(v) {
            (term_types(t), true)
        } else if vp && !has_name(t) {
            (term_types(v), false)
        } else {
            return false;
        };
        let Some(list) = list else { return false };
        let mut y = x.clone();
        for u in list {
            let goal = if of_target { u } else { t };
            if !of_target {
                y.typ = Some(u);
            }
            let mut why = String::new();
            if self.assignable_to(&y, goal, Some(&mut why)) {
                continue;
            }
            if let Some(cause) = cause.take() {
                let mut text = if of_target {
                    let (xs, us, ts) = (self.type_string(x.ty()), self.type_string(u), self.type_string(t));
                    format!("cannot assign {xs} to {us} (in {ts})")
                } else {
                    let (us, vs, ts) = (self.type_string(u), self.type_string(v), self.type_string(target));
                    format!("cannot assign {us} (in {vs}) to {ts}")
                };
                if !why.is_empty() {
                    text.push_str("\n\t");
                    text.push_str(&why);
                }
                *cause = text;
            }
            return false;
        }
        true
    }
}

/// The types of a type parameter's type set; `None` when it has no specific types.
fn term_types(tparam: Type) -> Option<Vec<Type>> {
    let mut list = Vec::new();
    terms_are(tparam, |t| match t {
        Some(t) => {
            list.push(t.typ);
            true
        }
        None => false,
    })
    .then_some(list)
}
