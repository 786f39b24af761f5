//! Statements.

use super::Reader;
use crate::ast::{ExprId, ExprKind};
use crate::print::expr_string;
use crate::scanner::{Semi, Tok};

/// A simple statement, as far as its place needs to know.
enum Simple {
    Expr(ExprId),
    /// `op`: `=`, `:=`, or an assignment operation.
    Assign {
        op: &'static str,
        lhs: Vec<ExprId>,
        rhs: Vec<ExprId>,
        pos: u32,
    },
    IncDec {
        op: &'static str,
        x: ExprId,
        pos: u32,
    },
    Send {
        chan: ExprId,
        value: ExprId,
        pos: u32,
    },
    Range,
}

impl Reader<'_> {
    pub(super) fn block(&mut self, context: &str) {
        if !self.got(Tok::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Tok::Name, Tok::Rbrace]);
            if self.got(Tok::Rbrace) {
                return;
            }
        }
        self.stmt_list();
        self.want(Tok::Rbrace);
    }

    fn stmt_list(&mut self) {
        while !matches!(self.tok(), Tok::Eof | Tok::Rbrace | Tok::Case | Tok::Default) {
            if !self.enter() || !self.stmt() {
                self.leave();
                return;
            }
            self.leave();
            if !self.got(Tok::Semi) && self.tok() != Tok::Rbrace {
                self.syntax_error("at end of statement");
                self.advance(&[Tok::Semi, Tok::Rbrace, Tok::Case, Tok::Default]);
                self.got(Tok::Semi);
            }
        }
    }

    /// A statement; false if there is none here.
    fn stmt(&mut self) -> bool {
        match self.tok() {
            Tok::Name => {
                let lhs = self.expr_list();
                if let ([only], Tok::Colon) = (&lhs[..], self.tok())
                    && matches!(self.kind(*only), ExprKind::Name(_))
                {
                    return self.labeled();
                }
                self.simple(Some(lhs), None);
            }
            Tok::Var | Tok::Const | Tok::Type => self.group(),
            Tok::Lbrace => self.block(""),
            Tok::Operator | Tok::Star if matches!(self.op(), "+" | "-" | "*" | "&" | "^" | "!") => {
                self.simple(None, None);
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
                self.simple(None, None);
            }
            Tok::For => {
                self.header(Tok::For);
                self.block("for clause");
            }
            Tok::Switch => {
                self.header(Tok::Switch);
                self.clauses("switch", &mut |r| {
                    r.expr_list();
                });
            }
            Tok::Select => {
                self.next();
                self.clauses("select", &mut |r| {
                    r.simple(None, None);
                });
            }
            Tok::If => self.if_stmt(),
            Tok::Fallthrough => self.next(),
            Tok::Break | Tok::Continue => {
                self.next();
                if self.tok() == Tok::Name {
                    self.name();
                }
            }
            Tok::Go | Tok::Defer => {
                let word = self.tok().word();
                self.next();
                let x = self.pexpr(None, self.tok() == Tok::Lparen);
                if self.ast.unparen(x) != x {
                    let at = self.expr_pos(x);
                    self.error_at(at, format!("expression in {word} must not be parenthesized"));
                }
            }
            Tok::Goto => {
                self.next();
                self.name();
            }
            Tok::Return => {
                self.next();
                if self.tok() != Tok::Semi && self.tok() != Tok::Rbrace {
                    self.expr_list();
                }
            }
            Tok::Semi => {}
            _ => return false,
        }
        true
    }

    /// After a label's name.
    fn labeled(&mut self) -> bool {
        let pos = self.pos();
        self.want(Tok::Colon);
        if self.tok() == Tok::Rbrace {
            return true;
        }
        if !self.enter() {
            self.leave();
            return false;
        }
        let found = self.stmt();
        self.leave();
        if !found {
            self.syntax_error_at(pos, "missing statement after label");
        }
        found
    }

    /// A simple statement; `keyword` is the control statement whose header it stands in, the left side may have been read.
    fn simple(&mut self, lhs: Option<Vec<ExprId>>, keyword: Option<Tok>) -> Simple {
        if keyword == Some(Tok::For) && self.tok() == Tok::Range {
            return self.range_clause();
        }
        let lhs = match lhs {
            Some(l) => l,
            None => self.expr_list(),
        };
        let pos = self.pos();
        if let [x] = lhs[..] {
            match self.tok() {
                Tok::Assign | Tok::Define => {}
                Tok::AssignOp => {
                    let op = self.op();
                    self.next();
                    let rhs = vec![self.expr()];
                    return Simple::Assign { op, lhs, rhs, pos };
                }
                Tok::IncOp => {
                    let op = self.op();
                    self.next();
                    return Simple::IncDec { op, x, pos };
                }
                Tok::Arrow => {
                    self.next();
                    let value = self.expr();
                    return Simple::Send { chan: x, value, pos };
                }
                _ => return Simple::Expr(x),
            }
        }
        match self.tok() {
            Tok::Assign | Tok::Define => {
                let define = self.tok() == Tok::Define;
                self.next();
                if keyword == Some(Tok::For) && self.tok() == Tok::Range {
                    return self.range_clause();
                }
                let rhs = self.expr_list();
                if let (true, Some(Tok::Switch), [l], [r]) = (define, keyword, &lhs[..], &rhs[..])
                    && matches!(self.kind(*r), ExprKind::TypeSwitchGuard { .. })
                    && matches!(self.kind(*l), ExprKind::Name(_))
                {
                    return Simple::Expr(*r);
                }
                Simple::Assign { op: if define { ":=" } else { "=" }, lhs, rhs, pos }
            }
            _ => {
                self.syntax_error("expected := or = or comma");
                self.advance(&[Tok::Semi, Tok::Rbrace]);
                Simple::Expr(lhs[0])
            }
        }
    }

    fn range_clause(&mut self) -> Simple {
        self.next();
        self.expr();
        Simple::Range
    }

    /// What stands between `if`, `for` or `switch` and its block.
    fn header(&mut self, keyword: Tok) {
        self.want(keyword);
        if self.tok() == Tok::Lbrace {
            if keyword == Tok::If {
                self.syntax_error("missing condition in if statement");
            }
            return;
        }
        let outer = std::mem::replace(&mut self.xnest, -1);
        self.header_parts(keyword);
        self.xnest = outer;
    }

    fn header_parts(&mut self, keyword: Tok) {
        let mut init = None;
        if self.tok() != Tok::Semi {
            if self.got(Tok::Var) {
                self.syntax_error(&format!("var declaration not allowed in {} initializer", keyword.word()));
            }
            let s = self.simple(None, Some(keyword));
            if matches!(s, Simple::Range) {
                return;
            }
            init = Some(s);
        }
        let mut semi: Option<(u32, Semi)> = None;
        let mut cond = None;
        if self.tok() == Tok::Lbrace {
            cond = init;
        } else {
            if self.tok() == Tok::Semi {
                semi = Some((self.pos(), self.token().semi));
                self.next();
            } else {
                self.want(Tok::Lbrace);
                if self.tok() != Tok::Lbrace {
                    self.advance(&[Tok::Lbrace, Tok::Rbrace]);
                }
            }
            if keyword == Tok::For {
                if self.tok() != Tok::Semi {
                    if self.tok() == Tok::Lbrace {
                        return self.syntax_error("expected for loop condition");
                    }
                    cond = Some(self.simple(None, None));
                }
                self.want(Tok::Semi);
                if self.tok() != Tok::Lbrace
                    && let Simple::Assign { op: ":=", pos, .. } = self.simple(None, None)
                {
                    self.syntax_error_at(pos, "cannot declare in post statement of for loop");
                }
            } else if self.tok() != Tok::Lbrace {
                cond = Some(self.simple(None, Some(keyword)));
            }
        }
        match cond {
            None => {
                if let (Tok::If, Some((pos, semi))) = (keyword, semi) {
                    match semi {
                        Semi::Explicit => self.syntax_error_at(pos, "missing condition in if statement"),
                        s => {
                            let text = format!("unexpected {}, expected {{ after if clause", s.describe());
                            self.syntax_error_at(pos, &text);
                        }
                    }
                }
            }
            Some(Simple::Expr(_) | Simple::Range) => {}
            Some(s) => {
                let (text, pos) = self.shown(&s);
                self.syntax_error_at(pos, &format!("cannot use {text} as value"));
            }
        }
    }

    /// A simple statement that is no expression, as printed where one is wanted.
    fn shown(&self, s: &Simple) -> (String, u32) {
        let one = |e: ExprId| expr_string(&self.ast, e);
        let list = |l: &[ExprId]| l.iter().map(|&e| one(e)).collect::<Vec<_>>().join(", ");
        // An assignment where a comparison was meant: say so clearly.
        let emphasized = |l: &[ExprId]| match l {
            [e] if matches!(self.kind(*e), ExprKind::Binary { .. }) => format!("({})", one(*e)),
            l => list(l),
        };
        match s {
            Simple::Assign { op: "=", lhs, rhs, pos } => {
                (format!("assignment {} = {}", emphasized(lhs), emphasized(rhs)), *pos)
            }
            Simple::Assign { op: ":=", lhs, rhs, pos } => (format!("{} := {}", list(lhs), list(rhs)), *pos),
            Simple::Assign { op, lhs, rhs, pos } => (format!("{} {op}= {}", list(lhs), list(rhs)), *pos),
            Simple::IncDec { op, x, pos } => (format!("{}{op}{op}", one(*x)), *pos),
            Simple::Send { chan, value, pos } => (format!("{} <- {}", one(*chan), one(*value)), *pos),
            Simple::Expr(e) => (one(*e), self.expr_pos(*e)),
            Simple::Range => (String::new(), self.pos()),
        }
    }

    fn if_stmt(&mut self) {
        self.header(Tok::If);
        self.block("if clause");
        if self.got(Tok::Else) {
            match self.tok() {
                Tok::If => {
                    if self.enter() {
                        self.if_stmt();
                    }
                    self.leave();
                }
                Tok::Lbrace => self.block(""),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Tok::Name, Tok::Rbrace]);
                }
            }
        }
    }

    /// The clauses of a switch or select; `case` reads what stands after `case`.
    fn clauses(&mut self, keyword: &str, case: &mut dyn FnMut(&mut Self)) {
        if !self.got(Tok::Lbrace) {
            self.syntax_error(&format!("missing {{ after {keyword} clause"));
            self.advance(&[Tok::Case, Tok::Default, Tok::Rbrace]);
        }
        while self.tok() != Tok::Eof && self.tok() != Tok::Rbrace {
            match self.tok() {
                Tok::Case => {
                    self.next();
                    case(self);
                }
                Tok::Default => self.next(),
                _ => {
                    self.syntax_error("expected case or default or }");
                    self.advance(&[Tok::Colon, Tok::Case, Tok::Default, Tok::Rbrace]);
                }
            }
            self.want(Tok::Colon);
            self.stmt_list();
        }
        self.want(Tok::Rbrace);
    }
}
