//! Statements (specification: "Statements"); switches and range clauses have files of their own.

use crate::check::{Checker, Environment};
use crate::constant::Const;
use crate::cycles::cmp_pos;
use crate::expr::ExprResult;
use crate::info::Mode;
use crate::object::{Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::predicates::{all_boolean, all_numeric};
use crate::scope::ScopeId;
use crate::ty::{Type, TypeKind};
use escape_syntax::ast::{Block, ClauseId, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};

impl<'a> Checker<'a> {
    /// Checks a function's body. `decl` is the package-level declaration whose dependencies it adds to.
    pub fn func_body(&mut self, decl: Option<u32>, _name: &str, sig: Type, body: &'a Block, iota: Option<Const>) {
        let Some(&scope) = self.func_scopes.get(&sig) else { return };
        let mut env = Environment::new(scope, self.env.version);
        env.decl = decl;
        env.iota = iota;
        env.sig = Some(sig);
        let saved = std::mem::replace(&mut self.env, env);
        self.stmt_list(&body.stmts);
        if let TypeKind::Signature(s) = sig.kind()
            && !s.results().is_empty()
            && !self.is_terminating_list(&body.stmts)
        {
            self.error(body.rbrace, "missing return");
        }
        self.usage(scope);
        self.env = saved;
    }

    /// Reports the unused variables of a function's scopes; nested function literals report their own.
    fn usage(&mut self, scope: ScopeId) {
        let mut unused: Vec<Obj> = self.scopes[scope]
            .objects()
            .filter(|o| {
                matches!(o.data().kind, ObjKind::Var { kind: VarKind::Local, .. }) && !self.used_vars.contains(o)
            })
            .collect();
        unused.sort_by(|a, b| cmp_pos(a.pos(), b.pos()));
        for v in unused {
            self.soft_error(v.pos(), format!("declared and not used: {}", v.name()));
        }
        let mut i = 0;
        while let Some(&child) = self.scopes[scope].children.get(i) {
            if !self.scopes[child].is_func {
                self.usage(child);
            }
            i += 1;
        }
    }

    pub(crate) fn stmt_list(&mut self, list: &'a [StmtId]) {
        for &s in list {
            self.stmt(s);
        }
    }

    fn block(&mut self, b: &'a Block) {
        self.open_scope();
        self.stmt_list(&b.stmts);
        self.close_scope();
    }

    /// Checks a body that is a statement of its own in gc's tree: literals in it are checked before it is left.
    pub(crate) fn body(&mut self, b: &'a Block) {
        let top = self.delayed.len();
        self.block(b);
        self.process_delayed(top);
    }

    fn condition(&mut self, e: ExprId, what: &str) {
        let mut x = Operand::new();
        self.expr(None, &mut x, e);
        if !x.is_invalid() && !all_boolean(x.ty()) {
            self.error(e, format!("non-boolean condition in {what} statement"));
        }
    }

    fn suspended_call(&mut self, keyword: &str, mut call: ExprId) {
        if let ExprKind::Paren(_) = self.ast.exprs[call].kind {
            // gc's reader drops the parentheses after saying this.
            self.error(call, format!("expression in {keyword} must not be parenthesized"));
            call = self.ast.unparen(call);
        }
        if !matches!(self.ast.exprs[call].kind, ExprKind::Call { .. }) {
            self.error(call, format!("expression in {keyword} must be function call"));
            self.use_exprs(&[call]);
            return;
        }
        let mut x = Operand::new();
        let msg = match self.raw_expr(None, &mut x, call, None, false) {
            ExprResult::Conversion => "requires function call, not conversion",
            ExprResult::Expression => "discards result of",
            ExprResult::Statement => return,
        };
        let s = self.operand_string(&x);
        self.error(&x, format!("{keyword} {msg} {s}"));
    }

    /// Checks a statement. Function literals in it are checked before the scope changes.
    pub(crate) fn stmt(&mut self, id: StmtId) {
        let top = self.delayed.len();
        self.stmt_inner(id);
        self.process_delayed(top);
    }

    fn stmt_inner(&mut self, id: StmtId) {
        let stmt = &self.ast.stmts[id];
        match &stmt.kind {
            StmtKind::Empty => {}
            StmtKind::Decl(list) => self.decl_stmt(list),
            StmtKind::Labeled { stmt, .. } => {
                self.env.has_label = true;
                self.stmt(*stmt);
            }
            StmtKind::Expr(e) => {
                let mut x = Operand::new();
                let kind = self.raw_expr(None, &mut x, *e, None, false);
                let msg = match x.mode {
                    Mode::Builtin => "must be called",
                    Mode::Type => "is not an expression",
                    _ if kind == ExprResult::Statement => return,
                    _ => "is not used",
                };
                let s = self.operand_string(&x);
                self.error(&x, format!("{s} {msg}"));
            }
            StmtKind::Send { chan, value } => {
                let (mut ch, mut val) = (Operand::new(), Operand::new());
                self.expr(None, &mut ch, *chan);
                self.generic_expr(&mut val, *value, None);
                if ch.is_invalid() || val.is_invalid() {
                    return;
                }
                if let Some(elem) = self.chan_elem(id, &mut ch, false) {
                    self.assignment(&mut val, Some(elem), "send");
                }
            }
            StmtKind::Assign { define: true, lhs, rhs } => self.short_var_decl(stmt.pos, lhs, rhs),
            StmtKind::Assign { define: false, lhs, rhs } => self.assign_vars(lhs, rhs),
            StmtKind::OpAssign { op, lhs, rhs: None } => {
                let mut x = Operand::new();
                self.expr(None, &mut x, *lhs);
                if x.is_invalid() {
                    return;
                }
                if !all_numeric(x.ty()) {
                    let (e, t) = (self.expr_string(*lhs), self.type_string(x.ty()));
                    let op = op.text();
                    self.error(*lhs, format!("invalid operation: {e}{op}{op} (non-numeric type {t})"));
                    return;
                }
                self.assign_var(*lhs, None, Some(&mut x), "assignment");
            }
            StmtKind::OpAssign { op, lhs, rhs: Some(rhs) } => {
                let mut x = Operand::new();
                self.binary(&mut x, None, *lhs, *rhs, *op);
                self.assign_var(*lhs, None, Some(&mut x), "assignment");
            }
            StmtKind::Go(call) => self.suspended_call("go", *call),
            StmtKind::Defer(call) => self.suspended_call("defer", *call),
            StmtKind::Return(results) => self.return_stmt(id, results),
            StmtKind::Branch { label, .. } => {
                // Targets and places were checked by the reader, as gc does.
                if label.is_some() {
                    self.env.has_label = true;
                }
            }
            StmtKind::Block(b) => self.block(b),
            StmtKind::If { init, cond, then, els } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(*init);
                }
                self.condition(*cond, "if");
                self.body(then);
                if let Some(els) = els {
                    self.stmt(*els);
                }
                self.close_scope();
            }
            StmtKind::For { init, cond, post, body } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(*init);
                }
                if let Some(cond) = cond {
                    self.condition(*cond, "for");
                }
                if let Some(post) = post {
                    self.stmt(*post);
                    if let StmtKind::Assign { define: true, lhs, .. } = &self.ast.stmts[*post].kind {
                        self.use_exprs(lhs);
                    }
                }
                self.body(body);
                self.close_scope();
            }
            StmtKind::Range { lhs, define, x, body, .. } => self.range_stmt(id, lhs, *define, *x, body),
            StmtKind::Switch { init, tag, clauses, .. } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(*init);
                }
                match tag.map(|t| (t, &self.ast.exprs[t].kind)) {
                    Some((_, ExprKind::TypeSwitchGuard { lhs, x })) => self.type_switch_stmt(*lhs, *x, clauses),
                    tag => self.switch_stmt(tag.map(|(t, _)| t), clauses),
                }
                self.close_scope();
            }
            StmtKind::Select { clauses, .. } => self.select_stmt(clauses),
        }
    }

    fn return_stmt(&mut self, id: StmtId, results: &'a [ExprId]) {
        let Some(TypeKind::Signature(sig)) = self.env.sig.map(|s| s.kind()) else { return };
        let res = sig.results();
        if results.is_empty() && res.first().is_some_and(|r| !r.name().is_empty()) {
            for &obj in res {
                if let Some(alt) = self.lookup(obj.name())
                    && alt != obj
                {
                    let mut err = self.new_error();
                    self.add_part(&mut err, id, format!("result parameter {} not in scope at return", obj.name()));
                    let s = self.obj_string(obj);
                    self.add_part(&mut err, alt, format!("inner declaration of {s}"));
                    self.report(err);
                }
            }
            return;
        }
        self.init_vars(res, results, Some(id));
    }

    /// Reports a second default clause.
    pub(crate) fn multiple_defaults(&mut self, clauses: &[ClauseId], is_default: impl Fn(&Self, ClauseId) -> bool) {
        let mut first = None;
        for &c in clauses {
            if is_default(self, c) {
                let pos = self.ast.clauses[c].pos;
                match first {
                    None => first = Some(pos),
                    Some(f) => {
                        let at = crate::errors::pos_string(f);
                        self.error(pos, format!("multiple defaults (first at {at})"));
                    }
                }
            }
        }
    }

    fn select_stmt(&mut self, clauses: &'a [ClauseId]) {
        self.multiple_defaults(clauses, |c, id| c.ast.clauses[id].comm.is_none());
        for &id in clauses {
            let clause = &self.ast.clauses[id];
            if let Some(comm) = clause.comm {
                let rhs = match &self.ast.stmts[comm].kind {
                    StmtKind::Send { .. } => None,
                    StmtKind::Assign { rhs, .. } if rhs.len() == 1 => Some(Some(rhs[0])),
                    StmtKind::Expr(x) => Some(Some(*x)),
                    _ => Some(None),
                };
                let receives = |x: ExprId| {
                    matches!(self.ast.exprs[self.ast.unparen(x)].kind, ExprKind::Unary { op: UnaryOp::Recv, .. })
                };
                if let Some(rhs) = rhs
                    && !rhs.is_some_and(receives)
                {
                    self.error(comm, "select case must be send or receive (possibly with assignment)");
                    continue;
                }
            }
            self.open_scope();
            if let Some(comm) = clause.comm {
                self.stmt(comm);
            }
            self.stmt_list(&clause.body);
            self.close_scope();
        }
    }
}
