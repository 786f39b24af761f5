//! Assignments and initialisation (specification: "Assignment statements", "Variable declarations", "Short variable declarations",
//! "Return statements").

use crate::check::{At, Checker};
use crate::info::Mode;
use crate::object::{Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::predicates::{basic_kind, default_type, is_non_type_param_interface, is_numeric, is_untyped, is_valid};
use crate::representable::Misfit;
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::underlying;
use escape_source::{Pos, Symbol, intern};
use escape_syntax::ast::{ExprId, ExprKind, StmtId};
use rustc_hash::FxHashSet;

/// The function type that a generic function value is assigned to, from which its type arguments can be inferred.
pub struct Target {
    pub sig: Type,
    /// How messages name what is assigned to.
    pub desc: String,
}

impl Target {
    /// A target, if `t` is a function type.
    pub fn new(t: Option<Type>, desc: &str) -> Option<Target> {
        let sig = crate::under::common_under(t?).ok()?;
        matches!(sig.kind(), TypeKind::Signature(_)).then(|| Target { sig, desc: desc.to_string() })
    }
}

impl<'a> Checker<'a> {
    /// Checks that `x` can be assigned to a variable of type `t` (`None`: any type) and gives an untyped `x` its final type.
    /// `context` completes the message.
    pub fn assignment(&mut self, x: &mut Operand, t: Option<Type>, context: &str) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::Nil
            | Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::CommaOk
            | Mode::CommaErr => {}
            Mode::NoValue | Mode::Builtin | Mode::Type => {
                let to = t.map_or_else(|| "<nil>".to_string(), |t| self.type_string(t));
                let text = format!("cannot assign {} to {to} in {context}", self.operand_string(x));
                self.error(&*x, text);
                x.invalidate();
                return;
            }
        }
        if is_untyped(x.ty()) {
            let target = match t {
                None if x.mode == Mode::Nil => {
                    self.error(&*x, format!("use of untyped nil in {context}"));
                    x.invalidate();
                    return;
                }
                Some(t) if x.mode == Mode::Nil || !is_non_type_param_interface(t) => t,
                _ => default_type(x.ty()),
            };
            match self.implicit_type_and_value(x, target) {
                Err(why) => {
                    let note = match why {
                        Misfit::Truncated => " (truncated)",
                        Misfit::Overflow => " (overflows)",
                        Misfit::Other => "",
                    };
                    let text = format!(
                        "cannot use {} as {} value in {context}{note}",
                        self.operand_string(x),
                        self.type_string(target)
                    );
                    self.error(&*x, text);
                    x.invalidate();
                    return;
                }
                Ok((typ, value)) => self.settle_untyped(x, typ, value),
            }
        }
        // A generic function without type arguments: they may be inferred from the target's type.
        let target = Target::new(t, context);
        self.non_generic(target.as_ref(), x);
        if x.is_invalid() {
            return;
        }
        let Some(t) = t else { return };
        let mut cause = String::new();
        if !self.assignable_to(x, t, Some(&mut cause)) {
            let mut text =
                format!("cannot use {} as {} value in {context}", self.operand_string(x), self.type_string(t));
            if !cause.is_empty() {
                text.push_str(": ");
                text.push_str(&cause);
            }
            self.error(&*x, text);
            x.invalidate();
        }
    }

    /// Initialises a constant.
    pub fn init_const(&mut self, lhs: Obj, x: &mut Operand) {
        let declared = lhs.data().typ.get();
        let broken = x.is_invalid() || !is_valid(x.ty()) || declared.is_some_and(|t| !is_valid(t));
        if broken || x.mode != Mode::Constant {
            if !broken {
                let text = format!("{} is not constant", self.operand_string(x));
                self.error(&*x, text);
            }
            if declared.is_none() {
                lhs.set_type(Type::INVALID);
            }
            return;
        }
        let t = declared.unwrap_or_else(|| x.ty());
        lhs.set_type(t);
        self.assignment(x, Some(t), "constant declaration");
        if x.is_invalid() {
            return;
        }
        if let (ObjKind::Const { value }, Some(v)) = (&lhs.data().kind, x.val.clone()) {
            let _ = value.set(v);
        }
    }

    /// Initialises a variable, whose type is the value's when it was declared without one.
    pub fn init_var(&mut self, lhs: Obj, x: &mut Operand, context: &str) {
        let declared = lhs.data().typ.get();
        if x.is_invalid() || !is_valid(x.ty()) || declared.is_some_and(|t| !is_valid(t)) {
            if declared.is_none() {
                lhs.set_type(Type::INVALID);
            }
            x.invalidate();
            return;
        }
        if declared.is_none() {
            let mut t = x.ty();
            if is_untyped(t) {
                if basic_kind(t) == Some(BasicKind::UntypedNil) {
                    self.error(&*x, format!("use of untyped nil in {context}"));
                    lhs.set_type(Type::INVALID);
                    x.invalidate();
                    return;
                }
                t = default_type(t);
            }
            lhs.set_type(t);
        }
        let t = lhs.typ();
        self.assignment(x, Some(t), context);
    }

    /// The variable that an identifier denotes, when it is one of this package: being assigned to is no use of it.
    pub fn assigned_var(&self, e: ExprId) -> Option<Obj> {
        let name = self.ast.name(self.ast.unparen(e))?;
        let v = self.lookup(name)?;
        (matches!(v.data().kind, ObjKind::Var { .. }) && v.pkg() == Some(self.pkg)).then_some(v)
    }

    /// The type of the left side of an assignment; `None` for `_`, invalid after an error.
    pub fn lhs_var(&mut self, lhs: ExprId) -> Option<Type> {
        let ident = self.ast.unparen(lhs);
        if self.ast.name(ident).is_some_and(|n| n.as_str() == "_") {
            self.record_def(ident, None);
            return None;
        }
        let v = self.assigned_var(lhs);
        let used = v.is_some_and(|v| self.used_vars.contains(&v));
        let mut x = Operand::new();
        self.expr(None, &mut x, lhs);
        if let Some(v) = v
            && !used
        {
            self.used_vars.remove(&v);
        }
        if x.is_invalid() || !is_valid(x.ty()) {
            return Some(Type::INVALID);
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return x.typ;
        }
        let e = x.expr.unwrap_or(lhs);
        let shown = self.expr_string(e);
        if let ExprKind::Selector { x: operand, .. } = self.ast.exprs[e].kind {
            let mut base = Operand::new();
            self.expr(None, &mut base, operand);
            if base.mode == Mode::MapIndex {
                self.error(&x, format!("cannot assign to struct field {shown} in map"));
                return Some(Type::INVALID);
            }
        }
        self.error(&x, format!("cannot assign to {shown} (neither addressable nor a map index expression)"));
        Some(Type::INVALID)
    }

    /// Assigns `rhs`, or `x` when it is given, to `lhs`.
    pub fn assign_var(&mut self, lhs: ExprId, rhs: Option<ExprId>, x: Option<&mut Operand>, context: &str) {
        let t = self.lhs_var(lhs);
        if t.is_some_and(|t| !is_valid(t)) {
            match (x, rhs) {
                (Some(x), _) => x.invalidate(),
                (None, Some(rhs)) => {
                    self.use_exprs(&[rhs]);
                }
                _ => {}
            }
            return;
        }
        let mut own = Operand::new();
        let x = match (x, rhs) {
            (Some(x), _) => x,
            (None, rhs) => {
                let desc = self.expr_string_if_func(t, lhs);
                let target = Target::new(t, &desc);
                if let Some(rhs) = rhs {
                    self.expr(target.as_ref(), &mut own, rhs);
                }
                &mut own
            }
        };
        let context = if t.is_none() && context == "assignment" { "assignment to _ identifier" } else { context };
        self.assignment(x, t, context);
    }

    /// Printed only where a message may need it.
    fn expr_string_if_func(&self, t: Option<Type>, e: ExprId) -> String {
        match t.map(|t| underlying(t).kind()) {
            Some(TypeKind::Signature(_)) => self.expr_string(e),
            _ => String::new(),
        }
    }

    /// `(number, string, ...T)`: the types of values in messages about their number.
    pub fn types_summary(&self, list: &[Type], variadic: bool, has_dots: bool) -> String {
        let mut parts = Vec::new();
        for (i, &t) in list.iter().enumerate() {
            let last = i + 1 == list.len();
            let mut s = if !is_valid(t) {
                "unknown type".to_string()
            } else if is_untyped(t) {
                if is_numeric(t) { "number".to_string() } else { self.type_string(t).replace("untyped ", "") }
            } else {
                match t.kind() {
                    TypeKind::Slice(elem) if last && variadic => self.type_string(*elem),
                    _ => self.type_string(t),
                }
            };
            if last && variadic {
                s.insert_str(0, "...");
            } else if last && has_dots {
                s.push_str("...");
            }
            parts.push(s);
        }
        format!("({})", parts.join(", "))
    }

    /// Reports that the numbers of variables and values differ.
    pub fn assign_error(&mut self, rhs: &[ExprId], vars: usize, values: usize) {
        let Some(&first) = rhs.first() else { return };
        let (l, r) = (measure(vars, "variable"), measure(values, "value"));
        if let ([_], ExprKind::Call { fun, .. }) = (rhs, &self.ast.exprs[self.ast.unparen(first)].kind) {
            let text = format!("assignment mismatch: {l} but {} returns {r}", self.expr_string(*fun));
            return self.error(first, text);
        }
        self.error(first, format!("assignment mismatch: {l} but {r}"));
    }

    fn return_error(&mut self, at: StmtId, lhs: &[Obj], rhs: &[Operand]) {
        let (l, r) = (lhs.len(), rhs.len());
        let (at, qualifier): (At, _) = if r > l {
            (At::from(&rhs[l]), "too many")
        } else if r > 0 {
            (At::from(&rhs[r - 1]), "not enough")
        } else {
            (At::Stmt(at), "not enough")
        };
        let have: Vec<Type> = rhs.iter().map(Operand::ty).collect();
        let want: Vec<Type> = lhs.iter().map(|v| v.typ()).collect();
        let mut err = self.new_error();
        self.add_part(&mut err, at, format!("{qualifier} return values"));
        self.add_part(&mut err, Pos::NONE, format!("have {}", self.types_summary(&have, false, false)));
        self.add_part(&mut err, Pos::NONE, format!("want {}", self.types_summary(&want, false, false)));
        self.report(err);
    }

    /// Initialises variables (or a function's results, for a return statement) with the given expressions.
    pub fn init_vars(&mut self, lhs: &[Obj], rhs: &[ExprId], return_stmt: Option<StmtId>) {
        let context = match return_stmt {
            Some(_) => "return statement",
            None if lhs.len() > 1 => "multiple assignment",
            None => "assignment",
        };
        if lhs.len() == rhs.len() && !self.is_single_call(rhs) {
            let mut x = Operand::new();
            for (&v, &e) in lhs.iter().zip(rhs) {
                let name = v.name();
                let desc = if return_stmt.is_some() && name.is_empty() { "result variable" } else { name.as_str() };
                let target = Target::new(v.data().typ.get(), desc);
                self.expr(target.as_ref(), &mut x, e);
                self.init_var(v, &mut x, context);
            }
            return;
        }
        let invalidate = |lhs: &[Obj]| {
            for v in lhs.iter().filter(|v| v.data().typ.get().is_none()) {
                v.set_type(Type::INVALID);
            }
        };
        let &[only] = rhs else {
            // Wrong number: the values are used all the same, for their own errors.
            if self.use_exprs(rhs) {
                match return_stmt {
                    Some(s) => {
                        let values = self.expr_list(rhs);
                        self.return_error(s, lhs, &values);
                    }
                    None => self.assign_error(rhs, lhs.len(), rhs.len()),
                }
            }
            return invalidate(lhs);
        };
        let (mut values, comma_ok) = self.multi_expr(only, lhs.len() == 2 && return_stmt.is_none());
        if lhs.len() == values.len() {
            for (&v, x) in lhs.iter().zip(&mut values) {
                self.init_var(v, x, context);
            }
            if comma_ok && values.iter().all(|x| !x.is_invalid()) {
                self.record_comma_ok(only, &values);
            }
            return;
        }
        if values.first().is_some_and(|x| !x.is_invalid()) {
            match return_stmt {
                Some(s) => self.return_error(s, lhs, &values),
                None => self.assign_error(rhs, lhs.len(), values.len()),
            }
        }
        invalidate(lhs);
    }

    fn is_single_call(&self, rhs: &[ExprId]) -> bool {
        matches!(rhs, &[e] if matches!(self.ast.exprs[self.ast.unparen(e)].kind, ExprKind::Call { .. }))
    }

    /// `lhs… = rhs…`
    pub fn assign_vars(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        let context = if lhs.len() > 1 { "multiple assignment" } else { "assignment" };
        if lhs.len() == rhs.len() && !self.is_single_call(rhs) {
            for (&l, &r) in lhs.iter().zip(rhs) {
                self.assign_var(l, Some(r), None, context);
            }
            return;
        }
        let &[only] = rhs else {
            let left = self.use_lhs(lhs);
            let right = self.use_exprs(rhs);
            if left && right {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        };
        let (mut values, comma_ok) = self.multi_expr(only, lhs.len() == 2);
        if lhs.len() == values.len() {
            for (&l, x) in lhs.iter().zip(&mut values) {
                self.assign_var(l, None, Some(x), context);
            }
            if comma_ok && values.iter().all(|x| !x.is_invalid()) {
                self.record_comma_ok(only, &values);
            }
            return;
        }
        if values.first().is_some_and(|x| !x.is_invalid()) {
            self.assign_error(rhs, lhs.len(), values.len());
        }
        self.use_lhs(lhs);
    }

    /// `lhs… := rhs…`; `pos` is the operator's.
    pub fn short_var_decl(&mut self, pos: Pos, lhs: &[ExprId], rhs: &[ExprId]) {
        let top = self.delayed.len();
        let scope = self.env.scope;
        let mut seen: FxHashSet<Symbol> = FxHashSet::default();
        let mut vars: Vec<Obj> = Vec::with_capacity(lhs.len());
        let mut fresh = Vec::new();
        let mut failed = false;
        let local = |c: &Self, e: ExprId, name: Symbol| {
            let kind = ObjKind::Var { kind: VarKind::Local, embedded: false, origin: None };
            Obj::new(kind, name, Some(c.pkg), c.ast.start_pos(e), None)
        };
        for &e in lhs {
            let blank = intern("_");
            let Some(name) = self.ast.name(e) else {
                self.use_lhs(&[e]);
                let text = format!("non-name {} on left side of :=", self.expr_string(e));
                self.error(e, text);
                failed = true;
                vars.push(local(self, e, blank));
                continue;
            };
            if name != blank && !seen.insert(name) {
                self.error(e, format!("{name} repeated on left side of :="));
                failed = true;
                vars.push(local(self, e, blank));
                continue;
            }
            if let Some(alt) = self.scopes[scope].lookup(name) {
                self.record_use(e, alt);
                if matches!(alt.data().kind, ObjKind::Var { .. }) {
                    vars.push(alt);
                } else {
                    self.error(e, format!("cannot assign to {name}"));
                    failed = true;
                    vars.push(local(self, e, blank));
                }
                continue;
            }
            let v = local(self, e, name);
            vars.push(v);
            if name != blank {
                fresh.push(v);
            }
            self.record_def(e, Some(v));
        }
        self.init_vars(&vars, rhs, None);
        // Function literals on the right must not see the new variables.
        self.process_delayed(top);
        if fresh.is_empty() && !failed {
            return self.soft_error(At::Pos(pos), "no new variables on left side of :=");
        }
        for v in fresh {
            self.declare(scope, None, v);
        }
    }

    /// Checks expressions for their own errors (and uses) only; false if one is invalid.
    pub fn use_exprs(&mut self, list: &[ExprId]) -> bool {
        list.iter().filter(|&&e| !self.use_expr(e, false)).count() == 0
    }

    /// Like [`Checker::use_exprs`], but a plain variable counts as assigned to, not used.
    pub fn use_lhs(&mut self, list: &[ExprId]) -> bool {
        list.iter().filter(|&&e| !self.use_expr(e, true)).count() == 0
    }

    fn use_expr(&mut self, e: ExprId, lhs: bool) -> bool {
        let mut x = Operand::new();
        let ident = self.ast.unparen(e);
        match self.ast.name(ident) {
            Some(n) if n.as_str() == "_" => return true,
            Some(_) => {
                let v = if lhs { self.assigned_var(ident) } else { None };
                let used = v.is_some_and(|v| self.used_vars.contains(&v));
                self.expr_or_type(&mut x, ident, true);
                if let Some(v) = v
                    && !used
                {
                    self.used_vars.remove(&v);
                }
            }
            None => {
                self.raw_expr(None, &mut x, e, None, true);
            }
        }
        !x.is_invalid()
    }
}

/// `1 value`, `2 values`
pub fn measure(n: usize, unit: &str) -> String {
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}
