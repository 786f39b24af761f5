//! Files and declarations.

use super::directive::Holder;
use super::{Reader, X};
use crate::ast::*;
use crate::branches;
use crate::token::{Op, Tok};
use escape_source::{Pos, intern};

/// The declarations of one keyword.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Spec {
    Import,
    Const,
    Type,
    Var,
}

const TOP: [Tok; 5] = [Tok::Import, Tok::Const, Tok::Type, Tok::Var, Tok::Func];

impl Reader<'_> {
    /// The whole file. `false` when the package clause is broken: gc then has no tree.
    pub fn file(&mut self) -> bool {
        self.catch_up();
        self.before_package = false;
        if !self.got(Tok::Package) {
            self.syntax_error("package statement must be first");
            return false;
        }
        self.take_pending(Holder::File);
        self.name();
        self.want(Tok::Semi);
        if self.own_errors > 0 {
            return false;
        }
        let mut previous = Tok::Import;
        let mut bodyless_function = false;
        while !self.is(Tok::Eof) {
            if self.is(Tok::Import) && previous != Tok::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            previous = self.tok();
            let spec = match previous {
                Tok::Import => Some(Spec::Import),
                Tok::Const => Some(Spec::Const),
                Tok::Type => Some(Spec::Type),
                Tok::Var => Some(Spec::Var),
                Tok::Func => None,
                _ => {
                    if self.is(Tok::Lbrace) && bodyless_function {
                        self.syntax_error("unexpected semicolon or newline before {");
                    } else {
                        self.syntax_error("non-declaration statement outside function body");
                    }
                    self.advance(&TOP);
                    continue;
                }
            };
            self.next();
            match spec {
                Some(spec) => {
                    let any = self.group(spec, &mut Vec::new());
                    bodyless_function &= !any;
                }
                None => bodyless_function = !self.func_decl(),
            }
            // Before the `;`: directives after it belong to what follows.
            self.clear_pending();
            if !self.is(Tok::Eof) && !self.got(Tok::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(&TOP);
            }
        }
        self.clear_pending();
        true
    }

    /// One spec or a parenthesised group; whether there was any. Variables go to `vars`.
    pub fn group(&mut self, spec: Spec, vars: &mut Vec<DeclId>) -> bool {
        if !self.is(Tok::Lparen) {
            self.spec(spec, vars);
            return true;
        }
        self.clear_pending();
        self.next();
        let mut any = false;
        self.list("grouped declaration", Tok::Semi, Tok::Rparen, &mut |r| {
            r.spec(spec, vars);
            any = true;
            false
        });
        any
    }

    fn spec(&mut self, spec: Spec, vars: &mut Vec<DeclId>) {
        match spec {
            Spec::Import => self.import_spec(),
            Spec::Const => self.const_spec(),
            Spec::Type => self.type_spec(),
            Spec::Var => self.var_spec(vars),
        }
    }

    fn import_spec(&mut self) {
        self.take_pending(Holder::Other);
        match self.tok() {
            Tok::Name => {
                self.name();
            }
            Tok::Dot => self.next(),
            _ => {}
        }
        let text = self.text(self.token);
        let Some(path) = self.literal() else {
            self.syntax_error("missing import path");
            self.advance(&[Tok::Semi, Tok::Rparen]);
            return;
        };
        let pos = self.ast.pos(path);
        if let ExprKind::BasicLit { kind, bad, .. } = *self.kind(path) {
            if !bad && kind != LitKind::String {
                self.syntax_error_at(pos, "import path must be a string");
            }
            self.imports_embed |= matches!(text.as_str(), "\"embed\"" | "`embed`");
        }
    }

    fn const_spec(&mut self) {
        self.take_pending(Holder::Other);
        let first = self.name();
        self.name_list(first);
        if !matches!(self.tok(), Tok::Eof | Tok::Semi | Tok::Rparen) {
            self.type_or_none();
            if self.got_assign() {
                self.expr_list();
            }
        }
    }

    fn var_spec(&mut self, vars: &mut Vec<DeclId>) {
        let pos = self.pos();
        let embeds = self.take_pending(Holder::Var);
        let first = self.name();
        let names = self.name_list(first);
        let mut typ = None;
        let mut values = Vec::new();
        if self.got_assign() {
            values = self.expr_list();
        } else {
            typ = Some(self.typ());
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        self.check_embeds(embeds, names.len(), typ.is_some(), !values.is_empty());
        let kind = DeclKind::Var { names, typ, values: Vec::new() };
        let decl = Decl { kind, pos, start: pos.offset, end: pos.offset, group: None, pragma: Pragma::empty() };
        vars.push(self.ast.decls.push(decl));
    }

    fn type_spec(&mut self) {
        self.take_pending(Holder::Other);
        self.name();
        let typ;
        if self.is(Tok::Lbrack) {
            let pos = self.pos();
            self.next();
            match self.tok() {
                Tok::Name => {
                    // An array length or the first type parameter: read it as an expression and look at that.
                    let mut x = self.name();
                    if !self.is(Tok::Lbrack) {
                        self.literal_level += 1;
                        let p = self.postfix(x);
                        x = self.binary(Some(p), 0);
                        self.literal_level -= 1;
                    }
                    let force = self.is(Tok::Comma);
                    match self.split_name(x, force) {
                        (Some(name), first) if first.is_some() || !self.is(Tok::Rbrack) => {
                            self.param_list(Some(name), first, Tok::Rbrack, true, false);
                            self.got_assign();
                            typ = self.type_or_none();
                        }
                        _ => typ = Some(self.array_type(pos, Some(x))),
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
            typ = self.type_or_none();
        }
        if typ.is_none() {
            self.syntax_error("in type declaration");
            self.advance(&[Tok::Semi, Tok::Rparen]);
        }
    }

    /// Splits `P *E`, `P (E)`, `P *E|F` read as expressions into the name and its constraint. A split that could as well be an
    /// array length happens only when `force`.
    fn split_name(&mut self, x: X, force: bool) -> (Option<X>, Option<X>) {
        match *self.kind(x) {
            ExprKind::Name(_) => (Some(x), None),
            ExprKind::Binary { op: BinaryOp::Mul, x: left, y } => {
                if self.ast.name(left).is_some() && (force || self.ast.is_type_elem(y)) {
                    let pos = self.ast.pos(x);
                    return (Some(left), Some(self.push(ExprKind::Unary { op: UnaryOp::Deref, x: y }, pos)));
                }
                (None, None)
            }
            ExprKind::Binary { op: BinaryOp::Or, x: left, y } => {
                let force = force || self.ast.is_type_elem(y);
                if let (Some(name), Some(first)) = self.split_name(left, force) {
                    let pos = self.ast.pos(x);
                    return (Some(name), Some(self.push(ExprKind::Binary { op: BinaryOp::Or, x: first, y }, pos)));
                }
                (None, None)
            }
            ExprKind::Call { fun, ref args, has_dots: false } => match args[..] {
                [arg] if self.ast.name(fun).is_some() && (force || self.ast.is_type_elem(arg)) => {
                    (Some(fun), Some(self.ast.unparen(arg)))
                }
                _ => (None, None),
            },
            _ => (None, None),
        }
    }

    /// Whether the function has a body.
    fn func_decl(&mut self) -> bool {
        self.take_pending(Holder::Func);
        let mut receiver = false;
        if self.got(Tok::Lparen) {
            receiver = true;
            match self.param_list(None, None, Tok::Rparen, false, false).len() {
                0 => self.error("method has no receiver"),
                1 => {}
                _ => self.error("method has multiple receivers"),
            }
        }
        if self.is(Tok::Name) {
            self.name();
            self.func_type("");
        } else {
            self.syntax_error(if receiver { "expected name" } else { "expected name or (" });
            self.advance(&[Tok::Lbrace, Tok::Semi]);
        }
        if !self.is(Tok::Lbrace) {
            return false;
        }
        self.func_body();
        true
    }

    pub fn func_body(&mut self) -> Block {
        self.function_nesting += 1;
        let errors = self.own_errors;
        let body = self.block("");
        self.function_nesting -= 1;
        if errors == self.own_errors {
            for e in branches::check(&self.ast, &body) {
                self.report(e.pos, e.text);
            }
        }
        body
    }

    /// What was read as type parameters is one of them at least.
    pub fn blank_name(&mut self, pos: Pos) -> X {
        self.push(ExprKind::Name(intern("_")), pos)
    }

    pub fn at_bar(&self) -> bool {
        self.is_op(Op::Binary(BinaryOp::Or))
    }
}
