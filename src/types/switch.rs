//! Expression and type switches (specification: "Switch statements").

use crate::check::Checker;
use crate::constant::Const;
use crate::constant_key::ConstKey;
use crate::info::Mode;
use crate::object::{ObjKind, VarKind};
use crate::operand::Operand;
use crate::predicates::{comparable, has_nil, identical, is_interface, is_type_param, is_valid};
use crate::ty::{BasicKind, Type};
use escape_source::Pos;
use escape_syntax::ast::{BinaryOp, ClauseId, ExprId};
use rustc_hash::FxHashMap;

/// gc finds duplicates among integers of up to 64 bits, floats and strings.
fn case_value(v: &Const) -> Option<ConstKey> {
    match v.key() {
        ConstKey::BigInt(_) => v.to_u64().is_some().then(|| v.key()),
        ConstKey::Unknown | ConstKey::Bool(_) | ConstKey::Complex(..) => None,
        key => Some(key),
    }
}

type Seen = FxHashMap<ConstKey, Vec<(Pos, Type)>>;

impl<'a> Checker<'a> {
    pub(crate) fn switch_stmt(&mut self, tag: Option<ExprId>, clauses: &'a [ClauseId]) {
        let mut x = Operand::new();
        match tag {
            Some(tag) => {
                self.expr(None, &mut x, tag);
                self.assignment(&mut x, None, "switch expression");
                if !x.is_invalid() && !comparable(x.ty()) && !has_nil(x.ty()) {
                    let (s, t) = (self.operand_string(&x), self.type_string(x.ty()));
                    self.error(&x, format!("cannot switch on {s} ({t} is not comparable)"));
                    x.invalidate();
                }
            }
            None => {
                x.mode = Mode::Constant;
                x.typ = Some(Type::basic(BasicKind::Bool));
                x.val = Some(Const::Bool(true));
                x.expr = Some(self.true_expr);
            }
        }
        self.multiple_defaults(clauses, |c, id| c.ast.clauses[id].cases.is_none());
        let mut seen = Seen::default();
        for &id in clauses {
            let clause = &self.ast.clauses[id];
            if let Some(cases) = &clause.cases {
                self.case_values(&x, cases, &mut seen);
            }
            self.open_scope();
            self.stmt_list(&clause.body);
            self.close_scope();
        }
    }

    fn case_values(&mut self, x: &Operand, values: &'a [ExprId], seen: &mut Seen) {
        for &e in values {
            let mut v = Operand::new();
            self.expr(None, &mut v, e);
            if x.is_invalid() || v.is_invalid() {
                continue;
            }
            self.convert_untyped(&mut v, x.ty());
            if v.is_invalid() {
                continue;
            }
            // The value is compared with the tag, so that errors stand at the value.
            let mut res = v.clone();
            let mut tag = x.clone();
            self.comparison(&mut res, &mut tag, BinaryOp::Eql, true);
            if res.is_invalid() || v.mode != Mode::Constant {
                continue;
            }
            let Some(key) = v.val.as_ref().and_then(case_value) else { continue };
            let list = seen.entry(key).or_default();
            if let Some(&(at, _)) = list.iter().find(|(_, t)| identical(v.ty(), *t)) {
                let mut err = self.new_error();
                let s = self.operand_string(&v);
                self.add_part(&mut err, &v, format!("duplicate case {s} in expression switch"));
                self.add_part(&mut err, at, "previous case");
                self.report(err);
                continue;
            }
            list.push((self.ast.pos(e), v.ty()));
        }
    }

    fn is_nil_expr(&self, e: ExprId) -> bool {
        self.ast
            .name(self.ast.unparen(e))
            .and_then(|n| self.lookup(n))
            .is_some_and(|o| matches!(o.data().kind, ObjKind::Nil))
    }

    pub(crate) fn type_switch_stmt(&mut self, mut lhs: Option<ExprId>, guard: ExprId, clauses: &'a [ClauseId]) {
        if let Some(l) = lhs
            && self.ast.name(l).is_some_and(|n| n.as_str() == "_")
        {
            self.soft_error(l, "no new variable on left side of :=");
            lhs = None;
        }
        let mut x = Operand::new();
        let mut sx = None;
        self.expr(None, &mut x, guard);
        if !x.is_invalid() {
            if is_type_param(x.ty()) {
                let s = self.operand_string(&x);
                self.error(&x, format!("cannot use type switch on type parameter value {s}"));
            } else if is_interface(x.ty()) {
                sx = Some(x);
            } else {
                let s = self.operand_string(&x);
                self.error(&x, format!("{s} is not an interface"));
            }
        }
        self.multiple_defaults(clauses, |c, id| c.ast.clauses[id].cases.is_none());
        let mut vars = Vec::new();
        let mut seen: Vec<(Option<Type>, ExprId)> = Vec::new();
        for &id in clauses {
            let clause = &self.ast.clauses[id];
            let t = self.case_types(&sx, clause.cases.as_deref().unwrap_or_default(), &mut seen);
            self.open_scope();
            if let Some(l) = lhs {
                let name = self.ast.name(l).unwrap_or_default();
                let obj = self.new_var(VarKind::Local, self.ast.pos(l), name, t);
                self.declare(self.env.scope, None, obj);
                self.info.clause_vars[id] = Some(obj);
                vars.push(obj);
            }
            self.stmt_list(&clause.body);
            self.close_scope();
        }
        if let Some(l) = lhs {
            let used = vars.iter().any(|v| self.used_vars.contains(v));
            self.used_vars.extend(vars);
            if !used {
                let name = self.ast.name(l).unwrap_or_default();
                self.soft_error(l, format!("{name} declared and not used"));
            }
        }
    }

    /// Checks the types of a clause; gives the type that the switch's variable has in it.
    fn case_types(&mut self, x: &Option<Operand>, types: &'a [ExprId], seen: &mut Vec<(Option<Type>, ExprId)>) -> Type {
        let mut result = None;
        'cases: for &e in types {
            let t = if self.is_nil_expr(e) {
                let mut dummy = Operand::new();
                self.expr(None, &mut dummy, e);
                None
            } else {
                Some(self.var_type(e))
            };
            result = t;
            if t.is_some_and(|t| !is_valid(t)) {
                continue;
            }
            for &(other, at) in seen.iter() {
                let same = match (t, other) {
                    (None, None) => true,
                    (Some(a), Some(b)) => identical(a, b),
                    _ => false,
                };
                if same {
                    let s = t.map_or("nil".to_string(), |t| self.type_string(t));
                    let mut err = self.new_error();
                    self.add_part(&mut err, e, format!("duplicate case {s} in type switch"));
                    self.add_part(&mut err, at, "previous case");
                    self.report(err);
                    continue 'cases;
                }
            }
            seen.push((t, e));
            if let (Some(x), Some(t)) = (x, t) {
                self.type_assertion(e, x, t, true);
            }
        }
        match result {
            Some(t) if types.len() == 1 => t,
            _ => x.as_ref().map_or(Type::INVALID, |x| x.ty()),
        }
    }
}
