//! Expressions: the dispatch, unary operations, types of untyped expressions, type assertions (specification: "Expressions").

use crate::assignment::Target;
use crate::check::{At, Checker};
use crate::constant::Const;
use crate::info::Mode;
use crate::operand::Operand;
use crate::predicates::{
    all_boolean, all_integer, all_numeric, basic_kind, default_type, has_nil, identical, is_boolean, is_generic,
    is_numeric, is_string, is_type_param, is_typed, is_unsigned, is_untyped, is_valid, max_type,
};
use crate::representable::Misfit;
use crate::sizes;
use crate::ty::{BasicKind, Type, TypeKind};
use crate::typeset::type_set;
use crate::under::{Cause, common_under_if, under_is, underlying};
use escape_source::Pos;
use escape_syntax::ast::{BinaryOp, ChanDir, ExprId, ExprKind, UnaryOp};

/// What sort of expression it was, for statement contexts.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ExprResult {
    Conversion,
    Expression,
    /// May stand as a statement (or is in error, so that nothing more is said).
    Statement,
}

impl<'a> Checker<'a> {
    pub fn new_target(&self, t: Option<Type>, desc: &str) -> Option<Target> {
        Target::new(t, desc)
    }

    /// Checks an expression of any kind. `hint` is the type of an elided composite literal; a generic function or type is allowed
    /// only if `allow_generic`, or instantiated from `target`.
    pub fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<Type>,
        allow_generic: bool,
    ) -> ExprResult {
        let result = self.expr_internal(target, x, e, hint);
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        result
    }

    /// Reports a generic function or type that is not instantiated, or instantiates a function from the target.
    pub fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if x.is_invalid() || x.mode == Mode::NoValue {
            return;
        }
        let what = match x.ty().kind() {
            TypeKind::Named(_) | TypeKind::Alias(_) if is_generic(x.ty()) => "type",
            TypeKind::Signature(sig) if !sig.tparams().is_empty() => {
                if let Some(t) = target {
                    let pos = x.expr.map_or(Pos::NONE, |e| self.ast.pos(e));
                    self.func_inst(Some(t), pos, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let shown = self.operand_expr(x);
        self.error(&*x, format!("cannot use generic {what} {shown} without instantiation"));
        x.invalidate();
        x.typ = Some(Type::INVALID);
    }

    fn expr_internal(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId, hint: Option<Type>) -> ExprResult {
        *x = Operand { typ: Some(Type::INVALID), ..Operand::new() };
        let ast = self.ast;
        let result = match &ast.exprs[e].kind {
            ExprKind::Bad | ExprKind::Omitted { .. } => None,
            ExprKind::Name(_) => {
                self.ident(x, e, false);
                Some(ExprResult::Expression)
            }
            ExprKind::DotsType(_) => {
                self.error(e, "invalid syntax tree: invalid use of ...");
                None
            }
            ExprKind::BasicLit { .. } => {
                self.basic_lit(x, e);
                valid(x)
            }
            ExprKind::FuncLit { .. } => {
                self.func_lit(x, e);
                valid(x)
            }
            ExprKind::CompositeLit { .. } => {
                self.composite_lit(x, e, hint);
                valid(x)
            }
            ExprKind::Paren(inner) => {
                let result = self.raw_expr(None, x, *inner, None, false);
                x.expr = Some(e);
                return result;
            }
            ExprKind::Selector { .. } => {
                self.selector(x, e, false);
                Some(ExprResult::Expression)
            }
            ExprKind::Index { .. } => {
                if self.index_expr(x, e) {
                    let pos = ast.pos(e);
                    self.func_inst(target, pos, x, Some(e), true);
                }
                valid(x)
            }
            ExprKind::Slice { .. } => {
                self.slice_expr(x, e);
                valid(x)
            }
            ExprKind::TypeAssert { x: operand, typ } => self.type_assert_expr(x, e, *operand, *typ),
            ExprKind::TypeSwitchGuard { x: operand, .. } => {
                self.error(e, "invalid syntax tree: use of .(type) outside type switch");
                self.use_exprs(&[*operand]);
                None
            }
            ExprKind::Call { .. } => return self.call_expr(x, e),
            ExprKind::Unary { op: UnaryOp::Deref, x: operand } => self.indirection(x, *operand),
            ExprKind::Unary { op, x: operand } => {
                self.unary(x, e, *op, *operand);
                match valid(x) {
                    Some(_) if *op == UnaryOp::Recv => Some(ExprResult::Statement),
                    r => r,
                }
            }
            ExprKind::Binary { op, x: lhs, y: rhs } => {
                self.binary(x, Some(e), *lhs, *rhs, *op);
                valid(x)
            }
            ExprKind::KeyValue { .. } => {
                self.error(e, "invalid syntax tree: no key:value expected");
                None
            }
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType { .. }
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                x.mode = Mode::Type;
                x.typ = Some(self.typ(e));
                Some(ExprResult::Expression)
            }
        };
        x.expr = Some(e);
        x.label = None;
        result.unwrap_or_else(|| {
            x.invalidate();
            ExprResult::Statement
        })
    }

    fn type_assert_expr(&mut self, x: &mut Operand, e: ExprId, operand: ExprId, typ: ExprId) -> Option<ExprResult> {
        self.expr(None, x, operand);
        valid(x)?;
        if is_type_param(x.ty()) {
            let text = format!(
                "invalid operation: cannot use type assertion on type parameter value {}",
                self.operand_string(x)
            );
            self.error(&*x, text);
            return None;
        }
        if !matches!(underlying(x.ty()).kind(), TypeKind::Interface(_)) {
            let text = format!("invalid operation: {} is not an interface", self.operand_string(x));
            self.error(&*x, text);
            return None;
        }
        let t = self.var_type(typ);
        if !is_valid(t) || !self.is_complete(t) {
            return None;
        }
        self.type_assertion(e, x, t, false);
        x.mode = Mode::CommaOk;
        x.typ = Some(t);
        Some(ExprResult::Expression)
    }

    /// Reports an assertion to a type that the interface value cannot hold.
    pub fn type_assertion(&mut self, e: ExprId, x: &Operand, t: Type, type_switch: bool) {
        let mut cause = String::new();
        if self.assertable_to(x.ty(), t, Some(&mut cause)) {
            return;
        }
        let (shown, ts) = (self.expr_string(e), self.type_string(t));
        let text = if type_switch {
            let xs = self.operand_string(x);
            format!("impossible type switch case: {shown}\n\t{xs} cannot have dynamic type {ts} {cause}")
        } else {
            let xt = self.type_string(x.ty());
            format!("impossible type assertion: {shown}\n\t{ts} does not implement {xt} {cause}")
        };
        self.error(e, text);
    }

    /// `*x`: a pointer type or an indirection.
    fn indirection(&mut self, x: &mut Operand, operand: ExprId) -> Option<ExprResult> {
        self.expr_or_type(x, operand, false);
        match x.mode {
            Mode::Invalid => return None,
            Mode::Type => {
                self.valid_var_type(operand, x.ty());
                x.typ = Some(Type::pointer(x.ty()));
                return Some(ExprResult::Expression);
            }
            _ => {}
        }
        let mut base: Option<Type> = None;
        let mut different = false;
        let ok = under_is(x.ty(), |u| {
            let Some(TypeKind::Pointer(b)) = u.map(Type::kind) else { return false };
            different = base.is_some_and(|first| !identical(first, *b));
            base = Some(*b);
            !different
        });
        if !ok {
            let shown = self.operand_string(x);
            let text = if different {
                format!("invalid operation: pointers of {shown} must have identical base types")
            } else {
                format!("invalid operation: cannot indirect {shown}")
            };
            self.error(&*x, text);
            return None;
        }
        let base = base.filter(|&b| self.is_complete(b))?;
        x.mode = Mode::Variable;
        x.typ = Some(base);
        Some(ExprResult::Expression)
    }

    fn unary(&mut self, x: &mut Operand, e: ExprId, mut op: UnaryOp, operand: ExprId) {
        self.expr(None, x, operand);
        if x.is_invalid() {
            return;
        }
        match op {
            UnaryOp::Addr => {
                // &T{} is allowed although a literal is no variable.
                let literal = matches!(self.ast.exprs[self.ast.unparen(operand)].kind, ExprKind::CompositeLit { .. });
                if !literal && x.mode != Mode::Variable {
                    let text = format!("invalid operation: cannot take address of {}", self.operand_string(x));
                    self.error(&*x, text);
                    return x.invalidate();
                }
                x.mode = Mode::Value;
                x.typ = Some(Type::pointer(x.ty()));
                return;
            }
            UnaryOp::Recv => {
                let at = At::from(&*x);
                match self.chan_elem(at, x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.typ = Some(elem);
                        self.env.has_call_or_recv = true;
                    }
                    _ => x.invalidate(),
                }
                return;
            }
            UnaryOp::Tilde => {
                let text = "cannot use ~ outside of interface or type constraint";
                if !all_integer(x.ty()) {
                    self.error(e, text);
                    return x.invalidate();
                }
                self.error(e, format!("{text} (use ^ for bitwise complement)"));
                op = UnaryOp::Xor;
            }
            _ => {}
        }
        let defined = match op {
            UnaryOp::Add | UnaryOp::Sub => all_numeric(x.ty()),
            UnaryOp::Xor => all_integer(x.ty()),
            UnaryOp::Not => all_boolean(x.ty()),
            _ => false,
        };
        if !defined {
            let text = format!(
                "invalid operation: operator {} not defined on {}",
                escape_syntax::print::unary_op(op),
                self.operand_string(x)
            );
            self.error(&*x, text);
            return x.invalidate();
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            return;
        }
        let Some(v) = x.val.as_ref().filter(|v| !v.is_unknown()) else { return };
        // The complement of an unsigned number keeps to its size.
        let bits = if is_unsigned(x.ty()) { (sizes::size_of(x.ty()) * 8) as u32 } else { 0 };
        x.val = Some(Const::unary(op, v, bits));
        x.expr = Some(e);
        let pos = self.op_pos(e);
        self.overflow(x, pos);
    }

    /// The element type of a channel operand that is received from (`recv`) or sent to.
    pub fn chan_elem(&mut self, at: impl Into<At>, x: &mut Operand, recv: bool) -> Option<Type> {
        let found = common_under_if(x.ty(), |entry| match entry {
            None => Some(Cause::new("no specific channel type", &[])),
            Some((t, u)) => match u.kind() {
                TypeKind::Chan { dir: ChanDir::Send, .. } if recv => Some(Cause::new("send-only channel %s", &[t])),
                TypeKind::Chan { dir: ChanDir::Recv, .. } if !recv => Some(Cause::new("receive-only channel %s", &[t])),
                TypeKind::Chan { .. } => None,
                _ => Some(Cause::new("non-channel %s", &[t])),
            },
        });
        let cause = match found.map(|u| u.kind()) {
            Ok(TypeKind::Chan { elem, .. }) => return Some(*elem),
            Ok(_) => String::new(),
            Err(cause) => cause.format(|t| self.type_string(t)),
        };
        let what = if recv { "receive from" } else { "send to" };
        let shown = self.operand_string(x);
        let text = if is_type_param(x.ty()) {
            format!("invalid operation: cannot {what} {shown}: {cause}")
        } else {
            format!("invalid operation: cannot {what} {cause} {shown}")
        };
        self.error(at, text);
        None
    }

    /// Gives an untyped expression, and what it is made of, a type. `last`: the type is not going to change again.
    pub fn update_expr_type(&mut self, e: ExprId, typ: Type, last: bool) {
        let Some(old) = &self.untyped[e] else { return };
        let constant = old.val.is_some() && old.mode == Mode::Constant;
        match self.ast.exprs[e].kind {
            ExprKind::Paren(x) => self.update_expr_type(x, typ, last),
            // A constant's operands do not matter to later rooms; a comparison's have types of their own, so has a shift's count.
            ExprKind::Unary { op, x } if !constant && op != UnaryOp::Deref => self.update_expr_type(x, typ, last),
            ExprKind::Binary { op, x, y } if !constant && !is_comparison(op) => {
                self.update_expr_type(x, typ, last);
                if !is_shift(op) {
                    self.update_expr_type(y, typ, last);
                }
            }
            _ => {}
        }
        if !last && is_untyped(typ) {
            if let Some(u) = &mut self.untyped[e] {
                u.typ = underlying(typ);
            }
            return;
        }
        let Some(old) = self.untyped[e].take() else { return };
        if old.is_lhs && !all_integer(typ) {
            let text = format!(
                "invalid operation: shifted operand {} (type {}) must be integer",
                self.expr_string(e),
                self.type_string(typ)
            );
            return self.error(e, text);
        }
        let mut x = Operand { mode: old.mode, expr: Some(e), typ: Some(old.typ), val: old.val, ..Operand::new() };
        let mode = x.mode;
        let value = if constant { x.val.clone() } else { None };
        if constant {
            self.convert_untyped(&mut x, typ);
            if x.is_invalid() {
                return;
            }
        }
        self.record_type_and_value(e, mode, typ, value);
    }

    pub fn update_expr_val(&mut self, e: ExprId, value: Const) {
        if let Some(u) = &mut self.untyped[e] {
            u.val = Some(value);
        }
    }

    /// The type (and rounded value) that an untyped operand gets when it is used as a `target`.
    pub fn implicit_type_and_value(&mut self, x: &Operand, target: Type) -> Result<(Type, Option<Const>), Misfit> {
        if x.is_invalid() || is_typed(x.ty()) || !is_valid(target) {
            return Ok((x.ty(), None));
        }
        if is_untyped(target) {
            return max_type(x.ty(), target).map(|m| (m, None)).ok_or(Misfit::Other);
        }
        if x.mode == Mode::Nil {
            return if has_nil(target) { Ok((target, None)) } else { Err(Misfit::Other) };
        }
        let u = underlying(target);
        match u.kind() {
            TypeKind::Basic(_) => {
                if x.mode == Mode::Constant {
                    return self.representation(x, u).map(|v| (target, Some(v)));
                }
                let fits = match basic_kind(x.ty()) {
                    Some(BasicKind::UntypedBool) => is_boolean(target),
                    Some(
                        BasicKind::UntypedInt
                        | BasicKind::UntypedRune
                        | BasicKind::UntypedFloat
                        | BasicKind::UntypedComplex,
                    ) => is_numeric(target),
                    Some(BasicKind::UntypedString) => is_string(target),
                    _ => false,
                };
                if fits { Ok((target, None)) } else { Err(Misfit::Other) }
            }
            TypeKind::Interface(_) if is_type_param(target) => {
                let mut types = Vec::new();
                let specific = under_is(target, |u| {
                    types.extend(u);
                    u.is_some()
                });
                let fits = specific && types.into_iter().all(|u| self.implicit_type_and_value(x, u).is_ok());
                if fits { Ok((target, None)) } else { Err(Misfit::Other) }
            }
            // Untyped values have no methods.
            TypeKind::Interface(_) if type_set(u).is_all() => Ok((default_type(x.ty()), None)),
            _ => Err(Misfit::Other),
        }
    }

    /// An expression with exactly one value.
    pub fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId) {
        self.raw_expr(target, x, e, None, false);
        self.exclude(x, &[Mode::NoValue, Mode::Builtin, Mode::Type]);
        self.single_value(x);
    }

    /// Like [`Checker::expr`], but a generic function is allowed.
    pub fn generic_expr(&mut self, x: &mut Operand, e: ExprId, hint: Option<Type>) {
        self.raw_expr(None, x, e, hint, true);
        self.exclude(x, &[Mode::NoValue, Mode::Builtin, Mode::Type]);
        self.single_value(x);
    }

    /// All values of an expression; with `allow_comma_ok`, two for an expression that has a two-valued form.
    pub fn multi_expr(&mut self, e: ExprId, allow_comma_ok: bool) -> (Vec<Operand>, bool) {
        let mut x = Operand::new();
        self.raw_expr(None, &mut x, e, None, false);
        self.exclude(&mut x, &[Mode::NoValue, Mode::Builtin, Mode::Type]);
        if let TypeKind::Tuple(vars) = x.ty().kind()
            && !x.is_invalid()
        {
            let value = |(i, v): (usize, &crate::object::Obj)| Operand {
                label: Some(format!("{} function result", ordinal(i + 1)).into()),
                ..Operand::value(e, v.typ())
            };
            return (vars.iter().enumerate().map(value).collect(), false);
        }
        if allow_comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk | Mode::CommaErr) {
            let ok = Operand {
                label: Some("ok value of (comma, ok) expression".into()),
                ..Operand::value(e, Type::basic(BasicKind::UntypedBool))
            };
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// An expression or a type.
    pub fn expr_or_type(&mut self, x: &mut Operand, e: ExprId, allow_generic: bool) {
        self.raw_expr(None, x, e, None, allow_generic);
        self.exclude(x, &[Mode::NoValue]);
        self.single_value(x);
    }

    /// Reports an operand of one of these modes.
    pub fn exclude(&mut self, x: &mut Operand, modes: &[Mode]) {
        if !modes.contains(&x.mode) {
            return;
        }
        let what = match x.mode {
            Mode::NoValue if modes.contains(&Mode::Type) => "used as value",
            Mode::NoValue => "used as value or type",
            Mode::Builtin => "must be called",
            _ => "is not an expression",
        };
        let text = format!("{} {what}", self.operand_string(x));
        self.error(&*x, text);
        x.invalidate();
    }

    /// Reports a call with several results where one value is wanted.
    pub fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(x.ty().kind(), TypeKind::Tuple(_)) {
            let text = format!("multiple-value {} in single-value context", self.operand_string(x));
            self.error(&*x, text);
            x.invalidate();
        }
    }

    /// Where an overflow of a constant operation is reported: at its operator.
    pub fn op_pos(&self, e: ExprId) -> Pos {
        match self.ast.exprs[e].kind {
            ExprKind::Unary { .. } | ExprKind::Binary { .. } => self.ast.pos(e),
            _ => self.leftmost(e),
        }
    }

    /// An operation's name, for overflows; empty when it has none.
    pub fn op_name(&self, e: ExprId) -> &'static str {
        match self.ast.exprs[e].kind {
            ExprKind::Unary { op: UnaryOp::Xor, .. } => "bitwise complement",
            ExprKind::Binary { op, .. } => match op {
                BinaryOp::Add => "addition",
                BinaryOp::Sub => "subtraction",
                BinaryOp::Xor => "bitwise XOR",
                BinaryOp::Mul => "multiplication",
                BinaryOp::Shl => "shift",
                _ => "",
            },
            _ => "",
        }
    }
}

fn valid(x: &Operand) -> Option<ExprResult> {
    (!x.is_invalid()).then_some(ExprResult::Expression)
}

pub fn is_shift(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Shl | BinaryOp::Shr)
}

pub fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eql | BinaryOp::Neq | BinaryOp::Lss | BinaryOp::Leq | BinaryOp::Gtr | BinaryOp::Geq)
}

/// `1st`, `2nd`, `3rd`, `4th`
fn ordinal(n: usize) -> String {
    let ending = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
