//! Binary operations: arithmetic, comparisons, shifts (specification: "Arithmetic operators", "Comparison operators", "Operators").

use crate::check::{At, Checker};
use crate::constant::Const;
use crate::expr::{is_comparison, is_shift};
use crate::info::Mode;
use crate::operand::{Operand, composite_kind};
use crate::predicates::{
    all_boolean, all_integer, all_numeric, all_numeric_or_string, all_ordered, all_string, all_unsigned, comparable,
    comparable_type, default_type, has_nil, identical, is_complex, is_integer, is_non_type_param_interface, is_pointer,
    is_type_param, is_typed, is_untyped, is_valid,
};
use crate::representable::MAX_STRING;
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::underlying;
use escape_syntax::ast::{BinaryOp, ExprId, GoVersion};

/// Larger constant shifts are refused: enough for the smallest float64.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

impl<'a> Checker<'a> {
    /// Checks `lhs op rhs`; `e` is the whole expression, `None` in an assignment operation.
    pub fn binary(&mut self, x: &mut Operand, e: Option<ExprId>, lhs: ExprId, rhs: ExprId, op: BinaryOp) {
        let mut y = Operand::new();
        self.expr(None, x, lhs);
        self.expr(None, &mut y, rhs);
        if x.is_invalid() {
            return;
        }
        if y.is_invalid() {
            x.invalidate();
            x.expr = y.expr;
            return;
        }
        if is_shift(op) {
            return self.shift(x, &mut y, e, op);
        }
        self.match_types(x, &mut y);
        if x.is_invalid() {
            return;
        }
        if is_comparison(op) {
            return self.comparison(x, &mut y, op, false);
        }
        if !identical(x.ty(), y.ty()) {
            if is_valid(x.ty()) && is_valid(y.ty()) {
                let shown = match e {
                    Some(e) => self.expr_string(e),
                    None => {
                        format!("{} {}= {}", self.expr_string(lhs), op.text(), self.expr_string(rhs))
                    }
                };
                let (xt, yt) = (self.type_string(x.ty()), self.type_string(y.ty()));
                let text = format!("invalid operation: {shown} (mismatched types {xt} and {yt})");
                self.error(&*x, text);
            }
            return x.invalidate();
        }
        let defined = match op {
            BinaryOp::Add => all_numeric_or_string(x.ty()),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => all_numeric(x.ty()),
            BinaryOp::Rem | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::AndNot => all_integer(x.ty()),
            BinaryOp::AndAnd | BinaryOp::OrOr => all_boolean(x.ty()),
            _ => false,
        };
        if !defined {
            let text = format!("invalid operation: operator {} not defined on {}", op.text(), self.operand_string(x));
            self.error(&*x, text);
            return x.invalidate();
        }
        if matches!(op, BinaryOp::Div | BinaryOp::Rem) && self.divides_by_zero(x, &y) {
            self.error(&y, "invalid operation: division by zero");
            return x.invalidate();
        }
        match (x.mode, y.mode, &x.val, &y.val) {
            (Mode::Constant, Mode::Constant, Some(v), Some(w)) => {
                if v.is_unknown() || w.is_unknown() {
                    x.val = Some(Const::Unknown);
                    return;
                }
                let int_div = op == BinaryOp::Div && is_integer(x.ty());
                let len = v.string_len().unwrap_or(0) + w.string_len().unwrap_or(0);
                let val = if len > MAX_STRING { Const::Unknown } else { Const::binary(v, op, w, int_div) };
                x.val = Some(val);
                x.expr = e.or(x.expr);
                if len > MAX_STRING {
                    let pos = x.expr.map_or(escape_source::Pos::NONE, |e| self.op_pos(e));
                    let text = format!("constant string too long ({len} bytes > {MAX_STRING} bytes)");
                    return self.error(At::Pos(pos), text);
                }
                let pos = x.expr.map_or(escape_source::Pos::NONE, |e| self.op_pos(e));
                self.overflow(x, pos);
            }
            _ => x.mode = Mode::Value,
        }
    }

    fn divides_by_zero(&self, x: &Operand, y: &Operand) -> bool {
        let Some(w) = y.val.as_ref().filter(|w| y.mode == Mode::Constant && !w.is_unknown()) else { return false };
        if x.mode == Mode::Constant && is_complex(x.ty()) {
            // The division squares both parts, which may lose tiny ones altogether.
            let vanishes = |part: Const| Const::binary(&part, BinaryOp::Mul, &part, false).sign() == 0;
            return vanishes(w.real()) && vanishes(w.imag());
        }
        (x.mode == Mode::Constant || all_integer(x.ty())) && w.sign() == 0
    }

    /// Checks a comparison. In a switch, `x` is the case's value and `y` the tag.
    pub fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: BinaryOp, switch_case: bool) {
        if !is_valid(x.ty()) || !is_valid(y.ty()) {
            return x.invalidate();
        }
        let op = if switch_case { BinaryOp::Eql } else { op };
        // Which operand is at fault, and a reason when it has one of its own.
        let mut fault: Option<(&Operand, Option<String>)> = None;
        if !self.assignable_to(x, y.ty(), None) && !self.assignable_to(y, x.ty(), None) {
            let (xt, yt) = (self.type_string(x.ty()), self.type_string(y.ty()));
            fault = Some((&*y, Some(format!("mismatched types {xt} and {yt}"))));
        } else if matches!(op, BinaryOp::Eql | BinaryOp::Neq) {
            if x.mode == Mode::Nil || y.mode == Mode::Nil {
                let other = if x.mode == Mode::Nil { y.ty() } else { x.ty() };
                if !has_nil(other) {
                    fault = Some((&*y, None));
                }
            } else if !comparable(x.ty()) {
                fault = Some((&*x, self.incomparable_cause(x.ty())));
            } else if !comparable(y.ty()) {
                fault = Some((&*y, self.incomparable_cause(y.ty())));
            }
        } else if !all_ordered(x.ty()) {
            fault = Some((&*x, None));
        } else if !all_ordered(y.ty()) {
            fault = Some((&*y, None));
        }
        let Some((mut at, cause)) = fault else {
            match (x.mode, y.mode, &x.val, &y.val) {
                (Mode::Constant, Mode::Constant, Some(v), Some(w)) => {
                    x.val = Some(if v.is_unknown() || w.is_unknown() {
                        Const::Unknown
                    } else {
                        Const::Bool(Const::compare(v, op, w))
                    });
                }
                _ => {
                    x.mode = Mode::Value;
                    // The operands' types are not going to change.
                    for z in [&*x, &*y] {
                        if let Some(e) = z.expr {
                            self.update_expr_type(e, default_type(z.ty()), true);
                        }
                    }
                }
            }
            x.typ = Some(Type::basic(BasicKind::UntypedBool));
            return;
        };
        let cause = cause.unwrap_or_else(|| {
            if is_type_param(x.ty()) || is_type_param(y.ty()) {
                if !is_type_param(x.ty()) {
                    at = &*y;
                }
                return format!("type parameter {} cannot use operator {}", self.type_string(at.ty()), op.text());
            }
            let kind = composite_kind(at.ty());
            let what = if kind.is_empty() { self.type_string(at.ty()) } else { kind.to_string() };
            format!("operator {} not defined on {what}", op.text())
        });
        let (xs, ys) = (self.operand_expr(x), self.operand_expr(y));
        if switch_case {
            self.error(&*x, format!("invalid case {xs} in switch on {ys} ({cause})"));
        } else {
            let text = format!("invalid operation: {xs} {} {ys} ({cause})", op.text());
            let at = at.clone();
            self.error(&at, text);
        }
        x.invalidate();
    }

    fn incomparable_cause(&self, t: Type) -> Option<String> {
        if matches!(underlying(t).kind(), TypeKind::Slice(_) | TypeKind::Signature(_) | TypeKind::Map { .. }) {
            return Some(format!("{} can only be compared to nil", composite_kind(t)));
        }
        let cause = comparable_type(t, true, &mut Vec::new())?.format(|t| self.type_string(t));
        (!cause.is_empty()).then_some(cause)
    }

    fn shift(&mut self, x: &mut Operand, y: &mut Operand, e: Option<ExprId>, op: BinaryOp) {
        let xval = if x.mode == Mode::Constant { x.val.as_ref().map(Const::to_int) } else { None };
        let integer = |v: &Option<Const>| v.as_ref().is_some_and(|v| v.is_int());
        // An untyped constant must be an integer; an untyped non-constant gets its type later.
        if !(all_integer(x.ty()) || is_untyped(x.ty()) && integer(&xval)) {
            let text = format!("invalid operation: shifted operand {} must be integer", self.operand_string(x));
            self.error(&*x, text);
            return x.invalidate();
        }
        if !self.check_shift_count(y) {
            return x.invalidate();
        }
        if x.mode == Mode::Constant {
            if y.mode == Mode::Constant {
                return self.constant_shift(x, y, e, op);
            }
            if is_untyped(x.ty()) {
                // The operand takes its type from the context of the whole shift.
                if let Some(u) = x.expr.and_then(|e| self.untyped[e].as_mut()) {
                    u.is_lhs = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !all_integer(x.ty()) {
            let text = format!("invalid operation: shifted operand {} must be integer", self.operand_string(x));
            self.error(&*x, text);
            return x.invalidate();
        }
        x.mode = Mode::Value;
    }

    /// Whether an operand can be a shift count; an untyped one becomes a uint.
    fn check_shift_count(&mut self, y: &mut Operand) -> bool {
        let uint = Type::basic(BasicKind::Uint);
        if y.mode == Mode::Constant {
            let negative = y.val.as_ref().map(Const::to_int).is_some_and(|v| v.is_int() && v.sign() < 0);
            if negative {
                let text = format!("invalid operation: negative shift count {}", self.operand_string(y));
                self.error(&*y, text);
                return false;
            }
            if is_untyped(y.ty()) {
                // Representable, but it keeps its untyped type for now.
                self.representable(y, uint);
                return !y.is_invalid();
            }
            // What is no integer is found to be no valid count.
            return true;
        }
        if is_untyped(y.ty()) && !all_integer(y.ty()) {
            self.convert_untyped(y, uint);
            return !y.is_invalid();
        }
        if !all_integer(y.ty()) {
            let text = format!("invalid operation: shift count {} must be integer", self.operand_string(y));
            self.error(&*y, text);
            return false;
        }
        if !all_unsigned(y.ty()) && !self.allow_version(GoVersion::go1(13)) {
            let what = format!("invalid operation: signed shift count {}", self.operand_string(y));
            return self.verify_version(&*y, GoVersion::go1(13), &what);
        }
        true
    }

    fn constant_shift(&mut self, x: &mut Operand, y: &Operand, e: Option<ExprId>, op: BinaryOp) {
        let (Some(v), Some(w)) = (x.val.clone(), y.val.clone()) else { return };
        if !is_integer(x.ty()) {
            x.typ = Some(Type::basic(BasicKind::UntypedInt));
        }
        if v.is_unknown() || w.is_unknown() {
            x.val = Some(Const::Unknown);
            return;
        }
        let Some(count) = w.to_int().to_u64().filter(|&s| s <= MAX_SHIFT) else {
            let text = format!("invalid operation: invalid shift count {}", self.operand_string(y));
            self.error(y, text);
            return x.invalidate();
        };
        x.val = Some(Const::shift(&v.to_int(), op, count as u32));
        x.expr = e.or(x.expr);
        let pos = x.expr.map_or(escape_source::Pos::NONE, |e| self.op_pos(e));
        self.overflow(x, pos);
    }

    /// Gives untyped operands of a binary operation the type of the other, where that makes sense; otherwise the mismatch is
    /// reported by the caller.
    pub fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty());
        if x.is_invalid() {
            return;
        }
        self.convert_untyped(y, x.ty());
        if y.is_invalid() {
            x.invalidate();
        }
    }
}

fn may_convert(x: &Operand, y: &Operand) -> bool {
    let (a, b) = (x.ty(), y.ty());
    if is_typed(a) && is_typed(b) {
        return false;
    }
    if all_numeric(a) != all_numeric(b) {
        return false;
    }
    if is_non_type_param_interface(a) || is_non_type_param_interface(b) {
        return true;
    }
    if all_boolean(a) != all_boolean(b) || all_string(a) != all_string(b) {
        return false;
    }
    if x.mode == Mode::Nil {
        return has_nil(b);
    }
    if y.mode == Mode::Nil {
        return has_nil(a);
    }
    !is_pointer(a) && !is_pointer(b)
}
