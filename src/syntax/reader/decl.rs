//! Files and declarations.

use super::directive::{Holder, Pending};
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
        self.package = self.name();
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
            let start = self.token.start;
            self.next();
            match spec {
                Some(spec) => {
                    let mut decls = std::mem::take(&mut self.decls);
                    let any = self.group(spec, &mut decls);
                    self.decls = decls;
                    bodyless_function &= !any;
                }
                None => bodyless_function = !self.func_decl(start),
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

    /// One spec or a parenthesised group; whether there was any. The declarations go to `out`.
    pub fn group(&mut self, spec: Spec, out: &mut Vec<DeclId>) -> bool {
        if !self.is(Tok::Lparen) {
            self.spec(spec, None, 0, out);
            return true;
        }
        self.clear_pending();
        self.next();
        // Unique in the package: a group that declares anything uses this number up.
        let group = Some(self.ast.decls.len() as u32);
        let mut index = 0;
        self.list("grouped declaration", Tok::Semi, Tok::Rparen, &mut |r| {
            r.spec(spec, group, index, out);
            index += 1;
            false
        });
        index > 0
    }

    fn spec(&mut self, spec: Spec, group: Option<u32>, index: u32, out: &mut Vec<DeclId>) {
        let pos = self.pos();
        let pending = self.take_pending(if spec == Spec::Var { Holder::Var } else { Holder::Other });
        let pragma = pending.flags;
        let kind = match spec {
            Spec::Import => self.import_spec(),
            Spec::Const => Some(self.const_spec(index)),
            Spec::Type => self.type_spec(),
            Spec::Var => Some(self.var_spec(pending)),
        };
        if let Some(kind) = kind {
            let end = self.ended.max(pos.offset);
            out.push(self.ast.decls.push(Decl { kind, pos, start: pos.offset, end, group, pragma }));
        }
    }

    fn import_spec(&mut self) -> Option<DeclKind> {
        let local = match self.tok() {
            Tok::Name => Some(self.name()),
            Tok::Dot => {
                let pos = self.pos();
                self.next();
                Some(self.push(ExprKind::Name(intern(".")), pos))
            }
            _ => None,
        };
        let text = self.text(self.token);
        let Some(path) = self.literal() else {
            self.syntax_error("missing import path");
            self.advance(&[Tok::Semi, Tok::Rparen]);
            return None;
        };
        let pos = self.ast.pos(path);
        if let ExprKind::BasicLit { kind, bad, .. } = *self.kind(path) {
            if !bad && kind != LitKind::String {
                self.syntax_error_at(pos, "import path must be a string");
            }
            self.imports_embed |= matches!(text.as_str(), "\"embed\"" | "`embed`");
        }
        Some(DeclKind::Import { local, path })
    }

    fn const_spec(&mut self, iota: u32) -> DeclKind {
        let first = self.name();
        let names = self.name_list(first);
        let (mut typ, mut values) = (None, Vec::new());
        if !matches!(self.tok(), Tok::Eof | Tok::Semi | Tok::Rparen) {
            typ = self.type_or_none();
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        DeclKind::Const { names, typ, values, iota }
    }

    fn var_spec(&mut self, pending: Pending) -> DeclKind {
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
        self.check_embeds(pending, names.len(), typ.is_some(), !values.is_empty());
        DeclKind::Var { names, typ, values }
    }

    fn type_spec(&mut self) -> Option<DeclKind> {
        let name = self.name();
        let (mut tparams, mut alias) = (Vec::new(), false);
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
                            let list = self.param_list(Some(name), first, Tok::Rbrack, true, false);
                            tparams = self.fields(list);
                            alias = self.got_assign();
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
            alias = self.got_assign();
            typ = self.type_or_none();
        }
        if typ.is_none() {
            self.syntax_error("in type declaration");
            self.advance(&[Tok::Semi, Tok::Rparen]);
        }
        Some(DeclKind::Type { name, tparams, alias, typ: typ? })
    }

    /// Splits `P *E`, `P (E)`, `P *E|F` read as expressions into the name and its constraint. A split that could as well be an
    /// array length happens only when `force`.
    fn split_name(&mut self, x: X, force: bool) -> (Option<X>, Option<X>) {
        match *self.kind(x) {
            ExprKind::Name(_) => (Some(x), None),
            ExprKind::Binary { op: BinaryOp::Mul, x: left, y } => {
                if self.ast.name(left).is_some() && (force || self.ast.is_type_elem(y)) {
                    let pos = self.ast.pos(x);
                    let first = self.push(ExprKind::Unary { op: UnaryOp::Deref, x: y }, pos);
                    self.ast.exprs[first].end = self.ast.exprs[y].end;
                    return (Some(left), Some(first));
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

    /// After `func`, which stands at `start`. Whether the function has a body.
    fn func_decl(&mut self, start: u32) -> bool {
        let pragma = self.take_pending(Holder::Func).flags;
        let pos = self.pos();
        let mut receivers = None;
        if self.got(Tok::Lparen) {
            let list = self.param_list(None, None, Tok::Rparen, false, false);
            match list.len() {
                0 => self.error("method has no receiver"),
                1 => {}
                _ => self.error("method has multiple receivers"),
            }
            receivers = Some(self.fields(list));
        }
        let mut declared = None;
        if self.is(Tok::Name) {
            let name = self.name();
            declared = Some((name, self.signature("")));
        } else {
            self.syntax_error(if receivers.is_some() { "expected name" } else { "expected name or (" });
            self.advance(&[Tok::Lbrace, Tok::Semi]);
        }
        let body = if self.is(Tok::Lbrace) { Some(self.func_body()) } else { None };
        let has_body = body.is_some();
        if let Some((name, (tparams, typ))) = declared {
            let recv = receivers.and_then(|list| list.into_iter().next());
            let kind = DeclKind::Func { recv, name, tparams, typ, body };
            let end = self.ended.max(start);
            let decl = self.ast.decls.push(Decl { kind, pos, start, end, group: None, pragma });
            self.decls.push(decl);
        }
        has_body
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
