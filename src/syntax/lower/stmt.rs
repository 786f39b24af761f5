//! Statements.

use super::kinds::{F, K};
use super::{Lower, children, field, named, token};
use crate::ast::*;
use tree_sitter::Node;

impl Lower<'_> {
    pub fn block(&mut self, n: Node<'_>) -> Block {
        let mut stmts = Vec::new();
        for c in named(n) {
            self.statement_into(c, &mut stmts);
        }
        Block { lbrace: self.start(n), stmts, rbrace: self.at(n.end_byte().saturating_sub(1)) }
    }

    fn statement_into(&mut self, n: Node<'_>, out: &mut Vec<StmtId>) {
        match K::of(n) {
            K::StatementList => {
                for s in named(n) {
                    self.statement_into(s, out);
                }
            }
            K::EmptyStatement => {}
            _ => out.push(self.stmt(n)),
        }
    }

    pub fn stmt(&mut self, n: Node<'_>) -> StmtId {
        let c = children(n);
        let pos = self.start(n);
        let kind = match K::of(n) {
            K::ExpressionStatement => match n.named_child(0) {
                Some(x) => {
                    let x = self.expr(x);
                    let pos = self.ast.exprs[x].pos;
                    return self.push_stmt(StmtKind::Expr(x), pos, n);
                }
                None => StmtKind::Empty,
            },
            K::SendStatement => {
                let (Some(ch), Some(v)) = (field(&c, F::Channel), field(&c, F::Value)) else { return self.bad_stmt(n) };
                let (chan, value) = (self.expr(ch), self.expr(v));
                let pos = token(&c, K::ArrowToken).map_or(pos, |t| self.start(t));
                return self.push_stmt(StmtKind::Send { chan, value }, pos, n);
            }
            K::IncStatement | K::DecStatement => {
                let Some(&x) = named(n).first() else { return self.bad_stmt(n) };
                let lhs = self.expr(x);
                let inc = token(&c, K::IncToken);
                let op = if inc.is_some() { BinaryOp::Add } else { BinaryOp::Sub };
                let pos = inc.or(token(&c, K::DecToken)).map_or(pos, |t| self.start(t));
                return self.push_stmt(StmtKind::OpAssign { op, lhs, rhs: None }, pos, n);
            }
            K::AssignmentStatement => {
                let (Some(l), Some(r)) = (field(&c, F::Left), field(&c, F::Right)) else { return self.bad_stmt(n) };
                let Some(op) = c.iter().find(|c| c.field == F::Operator).map(|c| c.node) else {
                    return self.bad_stmt(n);
                };
                let (lhs, rhs) = (self.expr_list(l), self.expr_list(r));
                let pos = self.start(op);
                let kind = match (K::of(op), self.binary_op(op), &lhs[..], &rhs[..]) {
                    (K::AssignToken, ..) => StmtKind::Assign { define: false, lhs, rhs },
                    (_, Some(op), &[lhs], &[rhs]) => StmtKind::OpAssign { op, lhs, rhs: Some(rhs) },
                    _ => return self.bad_stmt(n),
                };
                return self.push_stmt(kind, pos, n);
            }
            K::ShortVarDeclaration => {
                let (Some(l), Some(r)) = (field(&c, F::Left), field(&c, F::Right)) else { return self.bad_stmt(n) };
                let (lhs, rhs) = (self.expr_list(l), self.expr_list(r));
                let pos = token(&c, K::DefineToken).map_or(pos, |t| self.start(t));
                return self.push_stmt(StmtKind::Assign { define: true, lhs, rhs }, pos, n);
            }
            K::ReceiveStatement => return self.receive(n),
            K::ConstDeclaration | K::VarDeclaration | K::TypeDeclaration => {
                let mut decls = Vec::new();
                self.declaration(n, &mut decls);
                StmtKind::Decl(decls)
            }
            K::LabeledStatement => {
                let Some(l) = field(&c, F::Label) else { return self.bad_stmt(n) };
                let label = self.name(l);
                let inner = c.iter().map(|c| c.node).find(|s| s.is_named() && s.id() != l.id());
                let stmt = match inner.filter(|s| K::of(*s) != K::EmptyStatement) {
                    Some(s) => self.stmt(s),
                    None => {
                        let at = self.at(n.end_byte());
                        self.push_stmt(StmtKind::Empty, at, n)
                    }
                };
                StmtKind::Labeled { label, stmt }
            }
            K::FallthroughStatement => StmtKind::Branch { kind: BranchKind::Fallthrough, label: None },
            k @ (K::BreakStatement | K::ContinueStatement | K::GotoStatement) => {
                let kind = match k {
                    K::BreakStatement => BranchKind::Break,
                    K::ContinueStatement => BranchKind::Continue,
                    _ => BranchKind::Goto,
                };
                let label = named(n).first().map(|&l| self.name(l));
                StmtKind::Branch { kind, label }
            }
            k @ (K::GoStatement | K::DeferStatement) => {
                let Some(&x) = named(n).first() else { return self.bad_stmt(n) };
                let call = self.expr(x);
                if k == K::GoStatement { StmtKind::Go(call) } else { StmtKind::Defer(call) }
            }
            K::ReturnStatement => {
                let results = named(n).first().map_or_else(Vec::new, |&l| self.expr_list(l));
                StmtKind::Return(results)
            }
            K::IfStatement => {
                let init = field(&c, F::Initializer).map(|s| self.stmt(s));
                let (Some(cond), Some(then)) = (field(&c, F::Condition), field(&c, F::Consequence)) else {
                    return self.bad_stmt(n);
                };
                let cond = self.expr(cond);
                let then = self.block(then);
                let els = field(&c, F::Alternative).map(|s| self.stmt(s));
                StmtKind::If { init, cond, then, els }
            }
            K::Block => StmtKind::Block(self.block(n)),
            K::ForStatement => return self.for_stmt(n),
            K::ExpressionSwitchStatement => {
                let init = field(&c, F::Initializer).map(|s| self.stmt(s));
                let tag = field(&c, F::Value).map(|e| self.expr(e));
                let (clauses, lbrace, rbrace) = self.clauses(n);
                StmtKind::Switch { init, tag, clauses, lbrace, rbrace }
            }
            K::TypeSwitchStatement => {
                let init = field(&c, F::Initializer).map(|s| self.stmt(s));
                let lhs = field(&c, F::Alias).and_then(|l| self.expr_list(l).first().copied());
                let Some(v) = field(&c, F::Value) else { return self.bad_stmt(n) };
                let x = self.expr(v);
                let dot = token(&c, K::PeriodToken).map_or(pos, |d| self.start(d));
                let end =
                    c.iter().find(|c| K::of(c.node) == K::BraceOpen).map_or(v.end_byte(), |b| b.node.start_byte());
                let end = self.src[..end.min(self.src.len())].trim_ascii_end().len();
                let start = self.ast.exprs[x].start;
                let tag = Some(self.push_at(ExprKind::TypeSwitchGuard { lhs, x }, dot, start, end as u32));
                let (clauses, lbrace, rbrace) = self.clauses(n);
                StmtKind::Switch { init, tag, clauses, lbrace, rbrace }
            }
            K::SelectStatement => {
                let (clauses, lbrace, rbrace) = self.clauses(n);
                StmtKind::Select { clauses, lbrace, rbrace }
            }
            K::EmptyStatement => StmtKind::Empty,
            _ => return self.bad_stmt(n),
        };
        self.push_stmt(kind, pos, n)
    }

    fn bad_stmt(&mut self, n: Node<'_>) -> StmtId {
        let x = self.bad(n);
        let pos = self.start(n);
        self.push_stmt(StmtKind::Expr(x), pos, n)
    }

    pub fn expr_list(&mut self, n: Node<'_>) -> Vec<ExprId> {
        if K::of(n) == K::ExpressionList {
            named(n).into_iter().map(|e| self.expr(e)).collect()
        } else {
            vec![self.expr(n)]
        }
    }

    fn receive(&mut self, n: Node<'_>) -> StmtId {
        let c = children(n);
        let Some(r) = field(&c, F::Right) else { return self.bad_stmt(n) };
        let lhs = field(&c, F::Left).map(|l| self.expr_list(l));
        let x = self.expr(r);
        match lhs {
            None => {
                let pos = self.ast.exprs[x].pos;
                self.push_stmt(StmtKind::Expr(x), pos, n)
            }
            Some(lhs) => {
                let define = token(&c, K::DefineToken);
                let pos = define.or(token(&c, K::AssignToken)).map_or(self.start(n), |t| self.start(t));
                self.push_stmt(StmtKind::Assign { define: define.is_some(), lhs, rhs: vec![x] }, pos, n)
            }
        }
    }

    fn for_stmt(&mut self, n: Node<'_>) -> StmtId {
        let pos = self.start(n);
        let c = children(n);
        let Some(b) = field(&c, F::Body) else { return self.bad_stmt(n) };
        let header = c.iter().map(|c| c.node).find(|h| h.is_named() && h.id() != b.id());
        let kind = match header {
            None => StmtKind::For { init: None, cond: None, post: None, body: self.block(b) },
            Some(h) if K::of(h) == K::ForClause => {
                let c = children(h);
                let init = field(&c, F::Initializer).map(|s| self.stmt(s));
                let cond = field(&c, F::Condition).map(|e| self.expr(e));
                let post = field(&c, F::Update).map(|s| self.stmt(s));
                StmtKind::For { init, cond, post, body: self.block(b) }
            }
            Some(h) if K::of(h) == K::RangeClause => {
                let c = children(h);
                let Some(x) = field(&c, F::Right) else { return self.bad_stmt(n) };
                let lhs = field(&c, F::Left).map_or_else(Vec::new, |l| self.expr_list(l));
                let x = self.expr(x);
                let range_pos = token(&c, K::RangeToken).map_or(pos, |t| self.start(t));
                let define = token(&c, K::DefineToken).is_some();
                StmtKind::Range { lhs, define, x, range_pos, body: self.block(b) }
            }
            Some(h) => {
                let cond = Some(self.expr(h));
                StmtKind::For { init: None, cond, post: None, body: self.block(b) }
            }
        };
        self.push_stmt(kind, pos, n)
    }

    fn clauses(&mut self, n: Node<'_>) -> (Vec<ClauseId>, escape_source::Pos, escape_source::Pos) {
        let mut list = Vec::new();
        let c = children(n);
        let lbrace = token(&c, K::BraceOpen).map_or(self.start(n), |t| self.start(t));
        let rbrace = self.at(n.end_byte().saturating_sub(1));
        for case in c.iter().map(|c| c.node) {
            let (mut cases, mut comm) = (None, None);
            let cc = children(case);
            match K::of(case) {
                K::ExpressionCase => cases = field(&cc, F::Value).map(|l| self.expr_list(l)),
                K::TypeCase => {
                    let types = cc.iter().filter(|c| c.field == F::Type && c.node.is_named());
                    cases = Some(types.map(|c| self.operand_type(c.node)).collect());
                }
                K::CommunicationCase => comm = field(&cc, F::Communication).map(|s| self.stmt(s)),
                K::DefaultCase => {}
                _ => continue,
            }
            let colon =
                cc.iter().rfind(|c| K::of(c.node) == K::ColonToken).map_or(self.start(case), |t| self.start(t.node));
            let mut body = Vec::new();
            for s in cc.iter().filter(|c| K::of(c.node) == K::StatementList) {
                self.statement_into(s.node, &mut body);
            }
            let clause = Clause { cases, comm, body, pos: self.start(case), colon, end: case.end_byte() as u32 };
            list.push(self.ast.clauses.push(clause));
        }
        (list, lbrace, rbrace)
    }
}
