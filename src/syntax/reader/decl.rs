//! Files and declarations.

use super::Reader;
use crate::ast::{BinaryOp, ExprId, ExprKind, LitKind, UnaryOp};
use crate::scanner::Tok;

const DECLARATIONS: &[Tok] = &[Tok::Import, Tok::Const, Tok::Type, Tok::Var, Tok::Func];

impl Reader<'_> {
    pub(super) fn file(&mut self) {
        if !self.got(Tok::Package) {
            return self.syntax_error("package statement must be first");
        }
        self.name();
        self.want(Tok::Semi);
        if self.any_error {
            return;
        }
        let mut previous = Tok::Import;
        let mut bodyless = false;
        while self.tok() != Tok::Eof {
            if self.tok() == Tok::Import && previous != Tok::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            previous = self.tok();
            let was_bodyless = std::mem::take(&mut bodyless);
            match self.tok() {
                Tok::Import | Tok::Const | Tok::Type | Tok::Var => self.group(),
                Tok::Func => {
                    self.next();
                    bodyless = !self.func_decl();
                }
                _ => {
                    if self.tok() == Tok::Lbrace && was_bodyless {
                        self.syntax_error("unexpected semicolon or newline before {");
                    } else {
                        self.syntax_error("non-declaration statement outside function body");
                    }
                    self.advance(DECLARATIONS);
                    continue;
                }
            }
            if self.tok() != Tok::Eof && !self.got(Tok::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(DECLARATIONS);
            }
        }
    }

    /// A declaration that may be a parenthesised group; the keyword is the current token.
    pub(super) fn group(&mut self) {
        let keyword = self.tok();
        self.next();
        let mut one = |r: &mut Self| {
            match keyword {
                Tok::Import => r.import_decl(),
                Tok::Const => r.const_decl(),
                Tok::Type => r.type_decl(),
                _ => r.var_decl(),
            }
            false
        };
        if self.got(Tok::Lparen) {
            self.list("grouped declaration", Tok::Semi, Tok::Rparen, &mut one);
        } else {
            one(self);
        }
    }

    fn import_decl(&mut self) {
        match self.tok() {
            Tok::Name => {
                self.name();
            }
            Tok::Dot => self.next(),
            _ => {}
        }
        if self.tok() != Tok::Literal {
            self.syntax_error("missing import path");
            return self.advance(&[Tok::Semi, Tok::Rparen]);
        }
        let t = self.token();
        self.next();
        if !t.bad && t.lit != LitKind::String {
            self.syntax_error_at(t.start, "import path must be a string");
        }
    }

    fn const_decl(&mut self) {
        self.name();
        self.name_list();
        if !matches!(self.tok(), Tok::Eof | Tok::Semi | Tok::Rparen) {
            self.type_or_none();
            if self.got_assign() {
                self.expr_list();
            }
        }
    }

    fn var_decl(&mut self) {
        self.name();
        self.name_list();
        if self.got_assign() {
            self.expr_list();
        } else {
            self.typ();
            if self.got_assign() {
                self.expr_list();
            }
        }
    }

    fn type_decl(&mut self) {
        self.name();
        let mut typ = None;
        if self.tok() == Tok::Lbrack {
            let pos = self.pos();
            self.next();
            match self.tok() {
                Tok::Name => {
                    // An array length or the first type parameter: `[N * M]T`, `[P *T]…`.
                    let mut x = self.name();
                    if self.tok() != Tok::Lbrack {
                        self.xnest += 1;
                        let operand = self.pexpr(Some(x), false);
                        x = self.binary_expr(Some(operand), 0);
                        self.xnest -= 1;
                    }
                    let (name, first) = self.extract_name(x, self.tok() == Tok::Comma);
                    if let Some(name) = name
                        && (first.is_some() || self.tok() != Tok::Rbrack)
                    {
                        self.param_list(Some(name), first, Tok::Rbrack, true, false);
                        self.got_assign();
                        typ = self.type_or_none();
                    } else {
                        typ = Some(self.array_type(pos, Some(x)));
                    }
                }
                Tok::Rbrack => {
                    self.next();
                    typ = Some(self.slice_type(pos));
                }
                _ => typ = Some(self.array_type(pos, None)),
            }
        } else {
            self.got_assign();
            if typ.is_none() {
                typ = self.type_or_none();
            }
        }
        if typ.is_none() {
            self.syntax_error("in type declaration");
            self.advance(&[Tok::Semi, Tok::Rparen]);
        }
    }

    /// Splits an expression that may be a name followed by a type element: `P *T`, `P (T)`, `P *T|Q`. `force`: a comma follows, so it
    /// must be a type parameter.
    fn extract_name(&mut self, x: ExprId, force: bool) -> (Option<ExprId>, Option<ExprId>) {
        match *self.kind(x) {
            ExprKind::Name(_) => (Some(x), None),
            ExprKind::Binary { op: BinaryOp::Mul, x: l, y } if matches!(self.kind(l), ExprKind::Name(_)) => {
                if !force && !self.is_type_elem(y) {
                    return (None, Some(x));
                }
                let pos = self.expr_pos(x);
                (Some(l), Some(self.push(ExprKind::Unary { op: UnaryOp::Deref, x: y }, pos, pos)))
            }
            ExprKind::Binary { op: BinaryOp::Or, x: l, y } => {
                let force = force || self.is_type_elem(y);
                match self.extract_name(l, force) {
                    (Some(name), Some(lhs)) => {
                        let pos = self.expr_pos(x);
                        let start = self.ast.exprs[lhs].start;
                        (Some(name), Some(self.push(ExprKind::Binary { op: BinaryOp::Or, x: lhs, y }, pos, start)))
                    }
                    _ => (None, Some(x)),
                }
            }
            ExprKind::Call { fun, ref args, has_dots: false } if matches!(self.kind(fun), ExprKind::Name(_)) => {
                match args[..] {
                    [arg] if force || self.is_type_elem(arg) => (Some(fun), Some(self.ast.unparen(arg))),
                    _ => (None, Some(x)),
                }
            }
            _ => (None, Some(x)),
        }
    }

    /// Can only be (part of) a type.
    fn is_type_elem(&self, x: ExprId) -> bool {
        match *self.kind(x) {
            ExprKind::ArrayType { .. }
            | ExprKind::StructType { .. }
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => true,
            ExprKind::Unary { op, x } => op == UnaryOp::Tilde || self.is_type_elem(x),
            ExprKind::Binary { x, y, .. } => self.is_type_elem(x) || self.is_type_elem(y),
            ExprKind::Paren(x) => self.is_type_elem(x),
            _ => false,
        }
    }

    /// After `func`; true if it has a body.
    fn func_decl(&mut self) -> bool {
        let mut has_recv = false;
        if self.got(Tok::Lparen) {
            has_recv = true;
            let recv = self.param_list(None, None, Tok::Rparen, false, false);
            let pos = self.pos();
            match recv.len() {
                0 => self.error_at(pos, "method has no receiver"),
                1 => {}
                _ => self.error_at(pos, "method has multiple receivers"),
            }
        }
        if self.tok() == Tok::Name {
            self.name();
            self.func_type("");
        } else {
            self.syntax_error(if has_recv { "expected name" } else { "expected name or (" });
            self.advance(&[Tok::Lbrace, Tok::Semi]);
        }
        let body = self.tok() == Tok::Lbrace;
        if body {
            self.func_body();
        }
        body
    }

    pub(super) fn func_body(&mut self) {
        self.fnest += 1;
        self.block("");
        self.fnest -= 1;
    }
}
