//! Expressions.

use super::Reader;
use crate::ast::*;
use crate::scanner::Tok;
use escape_source::{Pos, intern};

impl Reader<'_> {
    pub(super) fn expr(&mut self) -> ExprId {
        self.binary_expr(None, 0)
    }

    pub(super) fn expr_list(&mut self) -> Vec<ExprId> {
        let mut list = vec![self.expr()];
        while self.got(Tok::Comma) {
            list.push(self.expr());
        }
        list
    }

    /// A binary expression of operators that bind tighter than `prec`; the first operand may have been read.
    pub(super) fn binary_expr(&mut self, x: Option<ExprId>, prec: u8) -> ExprId {
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        let mut x = match x {
            Some(x) => x,
            None => self.unary_expr(),
        };
        while matches!(self.tok(), Tok::Operator | Tok::Star) && self.token().prec > prec {
            let t = self.token();
            self.next();
            let y = self.binary_expr(None, t.prec);
            let start = self.ast.exprs[x].start;
            x = self.push(ExprKind::Binary { op: binary_op(t.op), x, y }, t.start, start);
        }
        self.leave();
        x
    }

    fn unary_expr(&mut self) -> ExprId {
        let pos = self.pos();
        match self.tok() {
            Tok::Operator | Tok::Star => {
                let op = match self.op() {
                    "*" => UnaryOp::Deref,
                    "+" => UnaryOp::Add,
                    "-" => UnaryOp::Sub,
                    "!" => UnaryOp::Not,
                    "^" => UnaryOp::Xor,
                    "~" => UnaryOp::Tilde,
                    "&" => UnaryOp::Addr,
                    _ => return self.pexpr(None, true),
                };
                self.next();
                if !self.enter() {
                    self.leave();
                    return self.bad();
                }
                let mut x = self.unary_expr();
                self.leave();
                if op == UnaryOp::Addr {
                    x = self.ast.unparen(x);
                }
                self.push(ExprKind::Unary { op, x }, pos, pos)
            }
            Tok::Arrow => {
                self.next();
                if !self.enter() {
                    self.leave();
                    return self.bad();
                }
                let x = self.unary_expr();
                self.leave();
                if matches!(self.kind(x), ExprKind::ChanType { .. }) {
                    self.receive_only(x);
                    return x;
                }
                self.push(ExprKind::Unary { op: UnaryOp::Recv, x }, pos, pos)
            }
            _ => self.pexpr(None, true),
        }
    }

    /// `<-` before a channel type belongs to the type: `<-chan T`, and in `<-chan<- T` the arrows move one to the left.
    fn receive_only(&mut self, x: ExprId) {
        let mut t = x;
        let mut dir = ChanDir::Send;
        while dir == ChanDir::Send {
            let ExprKind::ChanType { dir: d, elem } = *self.kind(t) else { break };
            dir = d;
            if dir == ChanDir::Recv {
                self.syntax_error("unexpected <-, expected chan");
            }
            self.ast.exprs[t].kind = ExprKind::ChanType { dir: ChanDir::Recv, elem };
            t = elem;
        }
        if dir == ChanDir::Send {
            let text = format!("unexpected {}, expected chan", crate::print::expr_string(&self.ast, t));
            self.syntax_error(&text);
        }
    }

    fn operand(&mut self, mut keep_parens: bool) -> ExprId {
        let pos = self.pos();
        match self.tok() {
            Tok::Name => self.name(),
            Tok::Literal => {
                let t = self.token();
                let text = intern(self.text());
                self.next();
                self.push(ExprKind::BasicLit { kind: t.lit, text, bad: t.bad }, pos, pos)
            }
            Tok::Lparen => {
                self.next();
                self.xnest += 1;
                let x = self.expr();
                self.xnest -= 1;
                self.want(Tok::Rparen);
                // A composite literal's type must not be parenthesised: keep them to see that.
                keep_parens |= self.tok() == Tok::Lbrace;
                if keep_parens { self.push(ExprKind::Paren(x), pos, pos) } else { x }
            }
            Tok::Func => {
                self.next();
                let typ = self.func_type("function type");
                if self.tok() != Tok::Lbrace {
                    return typ;
                }
                self.xnest += 1;
                let before = self.at;
                self.func_body();
                self.xnest -= 1;
                // The printer shows whether there was a statement.
                let empty = self.at <= before + 2;
                let p = Pos::new(self.file, pos);
                let mut stmts = Vec::new();
                if !empty {
                    stmts.push(self.ast.stmts.push(Stmt { kind: StmtKind::Empty, pos: p, start: pos, end: pos }));
                }
                self.push(ExprKind::FuncLit { typ, body: Block { lbrace: p, stmts, rbrace: p } }, pos, pos)
            }
            Tok::Lbrack | Tok::Chan | Tok::Map | Tok::Struct | Tok::Interface => self.typ(),
            _ => {
                let x = self.bad();
                self.syntax_error("expected expression");
                self.advance(&[Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
                x
            }
        }
    }

    /// An operand with what follows it: selectors, indices, calls, literals; the operand may have been read.
    pub(super) fn pexpr(&mut self, x: Option<ExprId>, keep_parens: bool) -> ExprId {
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        let mut x = match x {
            Some(x) => x,
            None => self.operand(keep_parens),
        };
        loop {
            let pos = self.pos();
            let start = self.ast.exprs[x].start;
            match self.tok() {
                Tok::Dot => {
                    self.next();
                    match self.tok() {
                        Tok::Name => {
                            let sel = self.name();
                            x = self.push(ExprKind::Selector { x, sel }, pos, start);
                        }
                        Tok::Lparen => {
                            self.next();
                            let kind = if self.got(Tok::Type) {
                                ExprKind::TypeSwitchGuard { lhs: None, x }
                            } else {
                                ExprKind::TypeAssert { x, typ: self.typ() }
                            };
                            self.want(Tok::Rparen);
                            x = self.push(kind, pos, start);
                        }
                        _ => {
                            self.syntax_error("expected name or (");
                            self.advance(&[Tok::Semi, Tok::Rparen]);
                        }
                    }
                }
                Tok::Lbrack => x = self.index_or_slice(x),
                Tok::Lparen => {
                    self.next();
                    self.xnest += 1;
                    let mut args = Vec::new();
                    let mut has_dots = false;
                    self.list("argument list", Tok::Comma, Tok::Rparen, &mut |r| {
                        args.push(r.expr());
                        has_dots = r.got(Tok::DotDotDot);
                        has_dots
                    });
                    self.xnest -= 1;
                    x = self.push(ExprKind::Call { fun: x, args, has_dots }, pos, start);
                }
                Tok::Lbrace => {
                    let t = self.ast.unparen(x);
                    let literal = match self.kind(t) {
                        ExprKind::Name(_) | ExprKind::Selector { .. } => self.xnest >= 0,
                        ExprKind::Index { .. } => self.xnest >= 0 && !self.is_value(t),
                        ExprKind::ArrayType { .. }
                        | ExprKind::SliceType(_)
                        | ExprKind::StructType { .. }
                        | ExprKind::MapType { .. } => true,
                        _ => false,
                    };
                    if !literal {
                        break;
                    }
                    if t != x {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    x = self.composite(Some(x));
                }
                _ => break,
            }
        }
        self.leave();
        x
    }

    fn index_or_slice(&mut self, x: ExprId) -> ExprId {
        let pos = self.pos();
        let start = self.ast.exprs[x].start;
        self.next();
        let mut lo = None;
        if self.tok() != Tok::Colon {
            let (indices, comma) = if self.tok() == Tok::Rbrack {
                self.syntax_error("expected operand");
                (vec![self.bad()], false)
            } else {
                self.type_list(false)
            };
            if comma || self.tok() == Tok::Rbrack {
                self.want(Tok::Rbrack);
                return self.push(ExprKind::Index { x, indices }, pos, start);
            }
            lo = indices.first().copied();
        }
        if !self.got(Tok::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Tok::Comma, Tok::Colon, Tok::Rbrack]);
        }
        self.xnest += 1;
        let mut hi = None;
        let mut max = None;
        if self.tok() != Tok::Colon && self.tok() != Tok::Rbrack {
            hi = Some(self.expr());
        }
        let full = self.tok() == Tok::Colon;
        if full {
            if hi.is_none() {
                let at = self.pos();
                self.error_at(at, "middle index required in 3-index slice");
            }
            self.next();
            if self.tok() == Tok::Rbrack {
                let at = self.pos();
                self.error_at(at, "final index required in 3-index slice");
            } else {
                max = Some(self.expr());
            }
        }
        self.xnest -= 1;
        self.want(Tok::Rbrack);
        self.push(ExprKind::Slice { x, lo, hi, max, full }, pos, start)
    }

    /// Cannot be a type.
    fn is_value(&self, x: ExprId) -> bool {
        match self.kind(x) {
            ExprKind::BasicLit { .. }
            | ExprKind::CompositeLit { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::TypeAssert { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::Call { .. }
            | ExprKind::Binary { .. } => true,
            ExprKind::Unary { op, .. } => *op != UnaryOp::Deref,
            ExprKind::Paren(x) => self.is_value(*x),
            ExprKind::Index { x, indices } => self.is_value(*x) || matches!(indices[..], [i] if self.is_value(i)),
            _ => false,
        }
    }

    fn composite(&mut self, typ: Option<ExprId>) -> ExprId {
        let pos = self.pos();
        let start = typ.map_or(pos, |t| self.ast.exprs[t].start);
        self.xnest += 1;
        self.want(Tok::Lbrace);
        let mut elems = Vec::new();
        let rbrace = self.list("composite literal", Tok::Comma, Tok::Rbrace, &mut |r| {
            let mut e = r.element();
            if r.tok() == Tok::Colon {
                let at = r.pos();
                r.next();
                let value = r.element();
                e = r.push(ExprKind::KeyValue { key: e, value }, at, at);
            }
            elems.push(e);
            false
        });
        self.xnest -= 1;
        let rbrace = Pos::new(self.file, rbrace);
        self.push(ExprKind::CompositeLit { typ, elems, rbrace }, pos, start)
    }

    fn element(&mut self) -> ExprId {
        if self.tok() != Tok::Lbrace {
            return self.expr();
        }
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        let e = self.composite(None);
        self.leave();
        e
    }
}

fn binary_op(op: &str) -> BinaryOp {
    match op {
        "||" => BinaryOp::OrOr,
        "&&" => BinaryOp::AndAnd,
        "==" => BinaryOp::Eql,
        "!=" => BinaryOp::Neq,
        "<" => BinaryOp::Lss,
        "<=" => BinaryOp::Leq,
        ">" => BinaryOp::Gtr,
        ">=" => BinaryOp::Geq,
        "-" => BinaryOp::Sub,
        "|" => BinaryOp::Or,
        "^" => BinaryOp::Xor,
        "*" => BinaryOp::Mul,
        "/" => BinaryOp::Div,
        "%" => BinaryOp::Rem,
        "&" => BinaryOp::And,
        "&^" => BinaryOp::AndNot,
        "<<" => BinaryOp::Shl,
        ">>" => BinaryOp::Shr,
        _ => BinaryOp::Add,
    }
}
