//! Expressions.

use super::{Reader, X};
use crate::ast::*;
use crate::token::{Op, Tok};

impl Reader<'_> {
    pub fn expr(&mut self) -> X {
        self.binary(None, 0)
    }

    pub fn expr_list(&mut self) -> Vec<X> {
        let mut list = vec![self.expr()];
        while self.got(Tok::Comma) {
            list.push(self.expr());
        }
        list
    }

    pub fn binary(&mut self, x: Option<X>, precedence: u8) -> X {
        let mut x = match x {
            Some(x) => x,
            None => self.unary(),
        };
        while let Some(op) = self.binary_operator().filter(|op| op.precedence() > precedence) {
            let pos = self.pos();
            self.next();
            let y = self.binary(None, op.precedence());
            x = self.push(ExprKind::Binary { op, x, y }, pos);
        }
        x
    }

    fn binary_operator(&self) -> Option<BinaryOp> {
        match self.token.op {
            Op::Binary(op) if matches!(self.tok(), Tok::Operator | Tok::Star) => Some(op),
            _ => None,
        }
    }

    fn unary(&mut self) -> X {
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        let x = self.unary_inner();
        self.leave();
        x
    }

    fn unary_inner(&mut self) -> X {
        let pos = self.pos();
        match self.tok() {
            Tok::Operator | Tok::Star => {
                let op = match self.token.op {
                    Op::Binary(BinaryOp::Mul) => UnaryOp::Deref,
                    Op::Binary(BinaryOp::Add) => UnaryOp::Add,
                    Op::Binary(BinaryOp::Sub) => UnaryOp::Sub,
                    Op::Not => UnaryOp::Not,
                    Op::Binary(BinaryOp::Xor) => UnaryOp::Xor,
                    Op::Tilde => UnaryOp::Tilde,
                    Op::Binary(BinaryOp::And) => UnaryOp::Addr,
                    _ => return self.primary(),
                };
                self.next();
                let mut x = self.unary();
                if op == UnaryOp::Addr {
                    x = self.ast.unparen(x);
                }
                self.push(ExprKind::Unary { op, x }, pos)
            }
            Tok::Arrow => {
                self.next();
                let x = self.unary();
                if !matches!(self.kind(x), ExprKind::ChanType { .. }) {
                    return self.push(ExprKind::Unary { op: UnaryOp::Recv, x }, pos);
                }
                // `<-chan T`: the arrow belongs to the type, and moves inwards over `chan<-`.
                self.ast.exprs[x].start = pos.offset;
                let mut dir = ChanDir::Send;
                let mut t = x;
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
                    let text = format!("unexpected {}, expected chan", self.string(t));
                    self.syntax_error(&text);
                }
                x
            }
            _ => self.primary(),
        }
    }

    fn operand(&mut self) -> X {
        let pos = self.pos();
        match self.tok() {
            Tok::Name => self.name(),
            Tok::Lparen => {
                self.next();
                self.literal_level += 1;
                let x = self.expr();
                self.literal_level -= 1;
                self.want(Tok::Rparen);
                self.push(ExprKind::Paren(x), pos)
            }
            Tok::Func => {
                self.next();
                let typ = self.func_type("function type");
                if !self.is(Tok::Lbrace) {
                    return typ;
                }
                self.literal_level += 1;
                let body = self.func_body();
                self.literal_level -= 1;
                self.push(ExprKind::FuncLit { typ, body: Box::new(body) }, pos)
            }
            Tok::Lbrack | Tok::Chan | Tok::Map | Tok::Struct | Tok::Interface => self.typ(),
            _ => {
                if let Some(x) = self.literal() {
                    return x;
                }
                let x = self.bad();
                self.syntax_error("expected expression");
                self.advance(&[Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
                x
            }
        }
    }

    pub fn primary(&mut self) -> X {
        let x = self.operand();
        self.postfix(x)
    }

    /// What follows an operand: selectors, indices, calls, literal values.
    pub fn postfix(&mut self, mut x: X) -> X {
        loop {
            let pos = self.pos();
            match self.tok() {
                Tok::Dot => {
                    self.next();
                    match self.tok() {
                        Tok::Name => {
                            let sel = self.name();
                            x = self.push(ExprKind::Selector { x, sel }, pos);
                        }
                        Tok::Lparen => {
                            self.next();
                            let kind = if self.got(Tok::Type) {
                                ExprKind::TypeSwitchGuard { lhs: None, x }
                            } else {
                                let typ = self.typ();
                                ExprKind::TypeAssert { x, typ }
                            };
                            self.want(Tok::Rparen);
                            x = self.push(kind, pos);
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
                    let (args, has_dots) = self.arguments();
                    x = self.push(ExprKind::Call { fun: x, args: args.into(), has_dots }, pos);
                }
                Tok::Lbrace => {
                    let t = self.ast.unparen(x);
                    let literal = match self.kind(t) {
                        ExprKind::Name(_) | ExprKind::Selector { .. } => self.literal_level >= 0,
                        ExprKind::Index { .. } => self.literal_level >= 0 && !self.is_value(t),
                        ExprKind::ArrayType { .. }
                        | ExprKind::SliceType(_)
                        | ExprKind::StructType { .. }
                        | ExprKind::MapType { .. } => true,
                        _ => false,
                    };
                    if !literal {
                        return x;
                    }
                    if t != x {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    x = self.literal_value(Some(x));
                }
                _ => return x,
            }
        }
    }

    fn index_or_slice(&mut self, x: X) -> X {
        let pos = self.pos();
        self.next();
        let mut lo = None;
        if !self.is(Tok::Colon) {
            let mut comma = false;
            let indices = if self.is(Tok::Rbrack) {
                self.syntax_error("expected operand");
                vec![self.bad()]
            } else {
                let (list, c) = self.type_list(false);
                comma = c;
                list
            };
            if comma || self.is(Tok::Rbrack) {
                self.want(Tok::Rbrack);
                return self.push(ExprKind::Index { x, indices: indices.into() }, pos);
            }
            lo = indices.first().copied();
        }
        if !self.got(Tok::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Tok::Comma, Tok::Colon, Tok::Rbrack]);
        }
        self.literal_level += 1;
        let (mut hi, mut max, mut full) = (None, None, false);
        if !matches!(self.tok(), Tok::Colon | Tok::Rbrack) {
            hi = Some(self.expr());
        }
        if self.is(Tok::Colon) {
            full = true;
            if hi.is_none() {
                self.error("middle index required in 3-index slice");
                hi = Some(self.bad());
            }
            self.next();
            if self.is(Tok::Rbrack) {
                self.error("final index required in 3-index slice");
                max = Some(self.bad());
            } else {
                max = Some(self.expr());
            }
        }
        self.literal_level -= 1;
        self.want(Tok::Rbrack);
        self.push(ExprKind::Slice { x, lo, hi, max, full }, pos)
    }

    fn is_value(&self, x: X) -> bool {
        match *self.kind(x) {
            ExprKind::BasicLit { .. }
            | ExprKind::CompositeLit { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::TypeAssert { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::Call { .. }
            | ExprKind::Binary { .. } => true,
            ExprKind::Unary { op, .. } => op != UnaryOp::Deref,
            ExprKind::Paren(x) => self.is_value(x),
            ExprKind::Index { x, ref indices } => self.is_value(x) || matches!(indices[..], [i] if self.is_value(i)),
            _ => false,
        }
    }

    fn literal_value(&mut self, typ: Option<X>) -> X {
        let pos = self.pos();
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        self.literal_level += 1;
        self.want(Tok::Lbrace);
        let mut elems = Vec::new();
        let rbrace = self.list("composite literal", Tok::Comma, Tok::Rbrace, &mut |r| {
            let mut e = r.element();
            if r.is(Tok::Colon) {
                let pos = r.pos();
                r.next();
                let value = r.element();
                e = r.push(ExprKind::KeyValue { key: e, value }, pos);
            }
            elems.push(e);
            false
        });
        self.literal_level -= 1;
        self.leave();
        self.push(ExprKind::CompositeLit { typ, elems: elems.into(), rbrace }, pos)
    }

    fn element(&mut self) -> X {
        if self.is(Tok::Lbrace) { self.literal_value(None) } else { self.expr() }
    }

    fn arguments(&mut self) -> (Vec<X>, bool) {
        self.literal_level += 1;
        let mut args = Vec::new();
        let mut has_dots = false;
        self.list("argument list", Tok::Comma, Tok::Rparen, &mut |r| {
            args.push(r.expr());
            has_dots = r.got(Tok::DotDotDot);
            has_dots
        });
        self.literal_level -= 1;
        (args, has_dots)
    }

    /// Types with commas between; unless `strict` the first may be any expression. Also whether there was a comma.
    pub fn type_list(&mut self, strict: bool) -> (Vec<X>, bool) {
        self.literal_level += 1;
        let mut list = vec![if strict { self.typ() } else { self.expr() }];
        let mut comma = false;
        while self.got(Tok::Comma) {
            comma = true;
            match self.type_or_none() {
                Some(t) => list.push(t),
                None => break,
            }
        }
        self.literal_level -= 1;
        (list, comma)
    }
}
