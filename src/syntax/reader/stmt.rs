//! Statements.

use super::decl::Spec;
use super::{Reader, X, semi_text};
use crate::ast::*;
use crate::token::{Op, Tok};
use escape_source::Pos;

/// A simple statement; a range clause is one only in the header of a `for`.
enum Simple {
    Stmt(StmtId),
    Range(RangeClause),
}

struct RangeClause {
    lhs: Vec<X>,
    define: bool,
    x: X,
    range_pos: Pos,
}

/// The parts of a statement's header.
#[derive(Default)]
struct Header {
    init: Option<StmtId>,
    /// Condition, or what is switched on.
    tag: Option<X>,
    post: Option<StmtId>,
    range: Option<RangeClause>,
}

impl Reader<'_> {
    /// `context` is what the `{` is missing after; empty when there is one.
    pub fn block(&mut self, context: &str) -> Block {
        let lbrace = self.pos();
        if !self.got(Tok::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Tok::Name, Tok::Rbrace]);
            let rbrace = self.pos();
            if self.got(Tok::Rbrace) {
                return Block { lbrace, stmts: Vec::new(), rbrace };
            }
        }
        let stmts = self.stmt_list();
        let rbrace = self.pos();
        self.want(Tok::Rbrace);
        Block { lbrace, stmts, rbrace }
    }

    fn stmt_list(&mut self) -> Vec<StmtId> {
        let mut list = Vec::new();
        while !matches!(self.tok(), Tok::Eof | Tok::Rbrace | Tok::Case | Tok::Default) {
            let s = self.stmt_or_none();
            self.clear_pending();
            let Some(s) = s else { break };
            if !matches!(self.ast.stmts[s].kind, StmtKind::Empty) {
                list.push(s);
            }
            if !self.got(Tok::Semi) && !self.is(Tok::Rbrace) {
                self.syntax_error("at end of statement");
                self.advance(&[Tok::Semi, Tok::Rbrace, Tok::Case, Tok::Default]);
                self.got(Tok::Semi);
            }
        }
        list
    }

    fn stmt_or_none(&mut self) -> Option<StmtId> {
        if !self.enter() {
            self.leave();
            return None;
        }
        let s = self.stmt_inner();
        self.leave();
        s
    }

    fn stmt_inner(&mut self) -> Option<StmtId> {
        let pos = self.pos();
        if self.is(Tok::Name) {
            self.clear_pending();
            let lhs = self.expr_list();
            if let [label] = lhs[..]
                && self.ast.name(label).is_some()
                && self.is(Tok::Colon)
            {
                return self.labeled(label);
            }
            return self.simple_alone(lhs);
        }
        let spec = match self.tok() {
            Tok::Var => Some(Spec::Var),
            Tok::Const => Some(Spec::Const),
            Tok::Type => Some(Spec::Type),
            _ => None,
        };
        if let Some(spec) = spec {
            self.next();
            let mut decls = Vec::new();
            self.group(spec, &mut decls);
            return Some(self.push_stmt(StmtKind::Decl(decls), pos));
        }
        self.clear_pending();
        match self.tok() {
            Tok::Lbrace => {
                let b = self.block("");
                Some(self.push_stmt(StmtKind::Block(b), pos))
            }
            Tok::Operator | Tok::Star
                if matches!(
                    self.token.op,
                    Op::Not | Op::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::And | BinaryOp::Xor)
                ) =>
            {
                let lhs = self.expr_list();
                self.simple_alone(lhs)
            }
            Tok::Literal
            | Tok::Func
            | Tok::Lparen
            | Tok::Lbrack
            | Tok::Struct
            | Tok::Map
            | Tok::Chan
            | Tok::Interface
            | Tok::Arrow => {
                let lhs = self.expr_list();
                self.simple_alone(lhs)
            }
            Tok::For => {
                let h = self.header(Tok::For);
                let body = self.block("for clause");
                let kind = match h.range {
                    Some(RangeClause { lhs, define, x, range_pos }) => {
                        StmtKind::Range { lhs, define, x, range_pos, body }
                    }
                    None => StmtKind::For { init: h.init, cond: h.tag, post: h.post, body },
                };
                Some(self.push_stmt(kind, pos))
            }
            Tok::Switch => Some(self.switch_stmt()),
            Tok::Select => Some(self.select_stmt()),
            Tok::If => Some(self.if_stmt()),
            Tok::Fallthrough => {
                self.next();
                Some(self.push_stmt(StmtKind::Branch { kind: BranchKind::Fallthrough, label: None }, pos))
            }
            t @ (Tok::Break | Tok::Continue) => {
                self.next();
                let label = if self.is(Tok::Name) { Some(self.label()) } else { None };
                let kind = if t == Tok::Break { BranchKind::Break } else { BranchKind::Continue };
                Some(self.push_stmt(StmtKind::Branch { kind, label }, pos))
            }
            Tok::Go | Tok::Defer => Some(self.call_stmt()),
            Tok::Goto => {
                self.next();
                let label = Some(self.label());
                Some(self.push_stmt(StmtKind::Branch { kind: BranchKind::Goto, label }, pos))
            }
            Tok::Return => {
                self.next();
                let mut results = Vec::new();
                if !matches!(self.tok(), Tok::Semi | Tok::Rbrace) {
                    results = self.expr_list();
                }
                Some(self.push_stmt(StmtKind::Return(results), pos))
            }
            Tok::Semi => Some(self.push_stmt(StmtKind::Empty, pos)),
            _ => None,
        }
    }

    /// A simple statement where no keyword gives a range or a type switch meaning to it.
    fn simple_alone(&mut self, lhs: Vec<X>) -> Option<StmtId> {
        match self.simple(Some(lhs), None) {
            Simple::Stmt(s) => Some(s),
            Simple::Range(_) => None,
        }
    }

    fn labeled(&mut self, label: X) -> Option<StmtId> {
        let (pos, colon) = (self.ast.pos(label), self.pos());
        // The label was read as an expression: it is the token before the colon.
        if let Some(&t) = self.at.checked_sub(1).and_then(|i| self.scanned.tokens.get(i)) {
            self.ast.exprs[label].kind = ExprKind::Name(self.symbol_of(t));
        }
        self.want(Tok::Colon);
        if self.is(Tok::Rbrace) {
            let at = self.pos();
            let stmt = self.push_stmt(StmtKind::Empty, at);
            return Some(self.push_stmt(StmtKind::Labeled { label, stmt }, pos));
        }
        if let Some(stmt) = self.stmt_or_none() {
            return Some(self.push_stmt(StmtKind::Labeled { label, stmt }, pos));
        }
        self.syntax_error_at(colon, "missing statement after label");
        None
    }

    fn simple(&mut self, lhs: Option<Vec<X>>, keyword: Option<Tok>) -> Simple {
        if keyword == Some(Tok::For) && self.is(Tok::Range) {
            return self.range_clause(Vec::new(), false);
        }
        let lhs = match lhs {
            Some(l) => l,
            None => self.expr_list(),
        };
        let pos = self.pos();
        let start = self.ast.exprs[lhs[0]].start;
        if let [x] = lhs[..]
            && !matches!(self.tok(), Tok::Assign | Tok::Define)
        {
            let kind = match (self.tok(), self.token.op) {
                (Tok::AssignOp, Op::Binary(op)) => {
                    self.next();
                    let rhs = Some(self.expr());
                    StmtKind::OpAssign { op, lhs: x, rhs }
                }
                (Tok::IncOp, Op::Binary(op)) => {
                    self.next();
                    StmtKind::OpAssign { op, lhs: x, rhs: None }
                }
                (Tok::Arrow, _) => {
                    self.next();
                    let value = self.expr();
                    StmtKind::Send { chan: x, value }
                }
                _ => return self.expression(x),
            };
            return Simple::Stmt(self.push_stmt_from(start, kind, pos));
        }
        if !matches!(self.tok(), Tok::Assign | Tok::Define) {
            self.syntax_error("expected := or = or comma");
            self.advance(&[Tok::Semi, Tok::Rbrace]);
            return self.expression(lhs[0]);
        }
        let define = self.is(Tok::Define);
        self.next();
        if keyword == Some(Tok::For) && self.is(Tok::Range) {
            return self.range_clause(lhs, define);
        }
        let rhs = self.expr_list();
        if let ([guard], [name]) = (&rhs[..], &lhs[..])
            && define
            && keyword == Some(Tok::Switch)
            && self.ast.name(*name).is_some()
            && let ExprKind::TypeSwitchGuard { x, .. } = *self.kind(*guard)
        {
            self.ast.exprs[*guard].kind = ExprKind::TypeSwitchGuard { lhs: Some(*name), x };
            return self.expression(*guard);
        }
        Simple::Stmt(self.push_stmt_from(start, StmtKind::Assign { define, lhs, rhs }, pos))
    }

    fn expression(&mut self, x: X) -> Simple {
        let (pos, start) = (self.ast.pos(x), self.ast.exprs[x].start);
        Simple::Stmt(self.push_stmt_from(start, StmtKind::Expr(x), pos))
    }

    fn range_clause(&mut self, lhs: Vec<X>, define: bool) -> Simple {
        let range_pos = self.pos();
        self.next();
        let x = self.expr();
        Simple::Range(RangeClause { lhs, define, x, range_pos })
    }

    fn header(&mut self, keyword: Tok) -> Header {
        self.want(keyword);
        if self.is(Tok::Lbrace) {
            if keyword == Tok::If {
                self.syntax_error("missing condition in if statement");
            }
            return Header::default();
        }
        let outer = std::mem::replace(&mut self.literal_level, -1);
        let h = self.header_parts(keyword);
        self.literal_level = outer;
        h
    }

    fn header_parts(&mut self, keyword: Tok) -> Header {
        let mut h = Header::default();
        if !self.is(Tok::Semi) {
            if self.got(Tok::Var) {
                self.syntax_error(&format!("var declaration not allowed in {} initializer", keyword.text()));
            }
            match self.simple(None, Some(keyword)) {
                Simple::Range(range) => return Header { range: Some(range), ..h },
                Simple::Stmt(s) => h.init = Some(s),
            }
        }
        let condition;
        let mut semicolon = None;
        if self.is(Tok::Lbrace) {
            condition = h.init.take();
        } else {
            if self.is(Tok::Semi) {
                semicolon = Some((self.pos(), self.token.semi));
                self.next();
            } else {
                self.want(Tok::Lbrace);
                if !self.is(Tok::Lbrace) {
                    self.advance(&[Tok::Lbrace, Tok::Rbrace]);
                }
            }
            condition = if keyword == Tok::For { self.for_clause(&mut h) } else { self.last_clause(keyword) };
        }
        let Some(condition) = condition else {
            if let Some((pos, semi)) = semicolon
                && keyword == Tok::If
            {
                match semi_text(semi) {
                    "semicolon" => self.syntax_error_at(pos, "missing condition in if statement"),
                    found => self.syntax_error_at(pos, &format!("unexpected {found}, expected {{ after if clause")),
                }
            }
            return h;
        };
        if let StmtKind::Expr(x) = self.ast.stmts[condition].kind {
            return Header { tag: Some(x), ..h };
        }
        let text = self.statement_text(condition);
        let pos = self.ast.stmts[condition].pos;
        self.syntax_error_at(pos, &format!("cannot use {text} as value"));
        h
    }

    /// What stands behind the semicolon of an `if` or `switch`.
    fn last_clause(&mut self, keyword: Tok) -> Option<StmtId> {
        if self.is(Tok::Lbrace) {
            return None;
        }
        match self.simple(None, Some(keyword)) {
            Simple::Stmt(s) => Some(s),
            Simple::Range(_) => None,
        }
    }

    /// Condition, which is given, and post statement of a `for`.
    fn for_clause(&mut self, h: &mut Header) -> Option<StmtId> {
        let mut condition = None;
        if !self.is(Tok::Semi) {
            if self.is(Tok::Lbrace) {
                self.syntax_error("expected for loop condition");
                return None;
            }
            condition = self.plain_simple();
        }
        self.want(Tok::Semi);
        if !self.is(Tok::Lbrace) {
            h.post = self.plain_simple();
            if let Some(post) = h.post
                && let StmtKind::Assign { define: true, .. } = self.ast.stmts[post].kind
            {
                let pos = self.ast.stmts[post].pos;
                self.syntax_error_at(pos, "cannot declare in post statement of for loop");
            }
        }
        condition
    }

    fn plain_simple(&mut self) -> Option<StmtId> {
        match self.simple(None, None) {
            Simple::Stmt(s) => Some(s),
            Simple::Range(_) => None,
        }
    }

    /// A simple statement as it is printed in an error.
    fn statement_text(&self, s: StmtId) -> String {
        let emphasised = |list: &[X]| match list {
            [x] if matches!(self.kind(*x), ExprKind::Binary { .. }) => format!("({})", self.string(*x)),
            _ => self.strings(list),
        };
        match &self.ast.stmts[s].kind {
            StmtKind::Assign { define: false, lhs, rhs } => {
                format!("assignment {} = {}", emphasised(lhs), emphasised(rhs))
            }
            StmtKind::Assign { lhs, rhs, .. } => format!("{} := {}", self.strings(lhs), self.strings(rhs)),
            StmtKind::OpAssign { op, lhs, rhs } => {
                let op = op.text();
                match rhs {
                    Some(rhs) => format!("{} {op}= {}", self.string(*lhs), self.string(*rhs)),
                    None => format!("{}{op}{op}", self.string(*lhs)),
                }
            }
            StmtKind::Send { chan, value } => format!("{} <- {}", self.string(*chan), self.string(*value)),
            _ => String::new(),
        }
    }

    fn if_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let h = self.header(Tok::If);
        let then = self.block("if clause");
        let mut els = None;
        if self.got(Tok::Else) {
            let at = self.pos();
            match self.tok() {
                Tok::If => {
                    if self.enter() {
                        els = Some(self.if_stmt());
                    }
                    self.leave();
                }
                Tok::Lbrace => {
                    let b = self.block("");
                    els = Some(self.push_stmt(StmtKind::Block(b), at));
                }
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Tok::Name, Tok::Rbrace]);
                }
            }
        }
        let cond = match h.tag {
            Some(x) => x,
            None => self.bad(),
        };
        self.push_stmt(StmtKind::If { init: h.init, cond, then, els }, pos)
    }

    fn clauses(&mut self, what: &str, select: bool) -> (Vec<ClauseId>, Pos, Pos) {
        let lbrace = self.pos();
        if !self.got(Tok::Lbrace) {
            self.syntax_error(&format!("missing {{ after {what} clause"));
            self.advance(&[Tok::Case, Tok::Default, Tok::Rbrace]);
        }
        let mut clauses = Vec::new();
        while !matches!(self.tok(), Tok::Eof | Tok::Rbrace) {
            clauses.push(self.clause(select));
        }
        let rbrace = self.pos();
        self.want(Tok::Rbrace);
        (clauses, lbrace, rbrace)
    }

    fn switch_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let h = self.header(Tok::Switch);
        let (clauses, lbrace, rbrace) = self.clauses("switch", false);
        self.push_stmt(StmtKind::Switch { init: h.init, tag: h.tag, clauses, lbrace, rbrace }, pos)
    }

    fn select_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        self.want(Tok::Select);
        let (clauses, lbrace, rbrace) = self.clauses("select", true);
        self.push_stmt(StmtKind::Select { clauses, lbrace, rbrace }, pos)
    }

    fn clause(&mut self, select: bool) -> ClauseId {
        let pos = self.pos();
        let (mut cases, mut comm) = (None, None);
        match self.tok() {
            Tok::Case => {
                self.next();
                if select {
                    comm = self.plain_simple();
                } else {
                    cases = Some(self.expr_list());
                }
            }
            Tok::Default => self.next(),
            _ => {
                self.syntax_error("expected case or default or }");
                self.advance(&[Tok::Colon, Tok::Case, Tok::Default, Tok::Rbrace]);
            }
        }
        let colon = self.pos();
        self.want(Tok::Colon);
        let body = self.stmt_list();
        // With the last statement's semicolon, which may be a comment.
        let last = self.scanned.tokens[self.at.saturating_sub(1)];
        let end = if last.tok == Tok::Semi { last.start + 1 } else { self.ended.max(colon.offset) };
        self.ast.clauses.push(Clause { cases, comm, body, pos, colon, end })
    }

    fn call_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let keyword = self.tok();
        self.next();
        let x = self.primary();
        let inner = self.ast.unparen(x);
        if inner != x {
            let at = self.ast.pos(x);
            self.error_at(at, format!("expression in {} must not be parenthesized", keyword.text()));
        }
        let kind = if keyword == Tok::Go { StmtKind::Go(inner) } else { StmtKind::Defer(inner) };
        self.push_stmt(kind, pos)
    }
}
