//! Terminating statements (specification: "Terminating statements"): whether a function can run off its end.

use crate::check::Checker;
use escape_source::Symbol;
use escape_syntax::ast::{BranchKind, ClauseId, ExprKind, StmtId, StmtKind};

impl<'a> Checker<'a> {
    fn is_terminating(&self, s: StmtId, label: Option<Symbol>) -> bool {
        match &self.ast.stmts[s].kind {
            StmtKind::Labeled { label, stmt } => self.is_terminating(*stmt, self.ast.name(*label)),
            StmtKind::Expr(x) => {
                let call = self.ast.unparen(*x);
                matches!(self.ast.exprs[call].kind, ExprKind::Call { .. }) && self.env.is_panic.contains(&call)
            }
            StmtKind::Return(_) => true,
            StmtKind::Branch { kind, .. } => matches!(kind, BranchKind::Goto | BranchKind::Fallthrough),
            StmtKind::Block(b) => self.is_terminating_list(&b.stmts),
            StmtKind::If { then, els: Some(els), .. } => {
                self.is_terminating_list(&then.stmts) && self.is_terminating(*els, None)
            }
            StmtKind::Switch { clauses, .. } => {
                clauses.iter().any(|&c| self.ast.clauses[c].cases.is_none()) && self.clauses_terminate(clauses, label)
            }
            StmtKind::Select { clauses, .. } => self.clauses_terminate(clauses, label),
            StmtKind::For { cond: None, body, .. } => !self.has_break_list(&body.stmts, label, true),
            _ => false,
        }
    }

    fn clauses_terminate(&self, clauses: &[ClauseId], label: Option<Symbol>) -> bool {
        clauses.iter().all(|&c| {
            let body = &self.ast.clauses[c].body;
            self.is_terminating_list(body) && !self.has_break_list(body, label, true)
        })
    }

    /// Whether the last statement that is not empty is terminating.
    pub(crate) fn is_terminating_list(&self, list: &[StmtId]) -> bool {
        let last = list.iter().rev().find(|&&s| !matches!(self.ast.stmts[s].kind, StmtKind::Empty));
        last.is_some_and(|&s| self.is_terminating(s, None))
    }

    /// Whether a `break` refers to the enclosing statement: by its label, or without one while `implicit`.
    fn has_break(&self, s: StmtId, label: Option<Symbol>, implicit: bool) -> bool {
        let in_clauses = |clauses: &[ClauseId]| {
            label.is_some() && clauses.iter().any(|&c| self.has_break_list(&self.ast.clauses[c].body, label, false))
        };
        match &self.ast.stmts[s].kind {
            StmtKind::Labeled { stmt, .. } => self.has_break(*stmt, label, implicit),
            StmtKind::Branch { kind: BranchKind::Break, label: None } => implicit,
            StmtKind::Branch { kind: BranchKind::Break, label: Some(l) } => self.ast.name(*l) == label,
            StmtKind::Block(b) => self.has_break_list(&b.stmts, label, implicit),
            StmtKind::If { then, els, .. } => {
                self.has_break_list(&then.stmts, label, implicit)
                    || els.is_some_and(|e| self.has_break(e, label, implicit))
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => in_clauses(clauses),
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                label.is_some() && self.has_break_list(&body.stmts, label, false)
            }
            _ => false,
        }
    }

    fn has_break_list(&self, list: &[StmtId], label: Option<Symbol>, implicit: bool) -> bool {
        list.iter().any(|&s| self.has_break(s, label, implicit))
    }
}
