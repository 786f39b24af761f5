//! Expressions as gc's error messages print them: one line, function bodies and literal elements shortened to `…`.

use crate::ast::*;

/// The short form of an expression or type.
pub fn expr_string(ast: &Ast, e: ExprId) -> String {
    let mut p = Printer { ast, out: String::new() };
    p.expr(e);
    p.out
}

/// A unary operator's token.
pub fn unary_op(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Add => "+",
        UnaryOp::Sub => "-",
        UnaryOp::Xor => "^",
        UnaryOp::Not => "!",
        UnaryOp::Addr => "&",
        UnaryOp::Deref => "*",
        UnaryOp::Recv => "<-",
        UnaryOp::Tilde => "~",
    }
}

struct Printer<'a> {
    ast: &'a Ast,
    out: String,
}

impl Printer<'_> {
    fn text(&mut self, s: &str) {
        self.out.push_str(s);
    }

    fn list(&mut self, list: &[ExprId]) {
        for (i, &e) in list.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.expr(e);
        }
    }

    fn option(&mut self, e: Option<ExprId>) {
        if let Some(e) = e {
            self.expr(e);
        }
    }

    fn expr(&mut self, e: ExprId) {
        let ast = self.ast;
        match &ast.exprs[e].kind {
            ExprKind::Bad => self.text("<bad expr>"),
            ExprKind::Name(s) => self.text(s),
            ExprKind::BasicLit { text, .. } => self.text(text),
            ExprKind::CompositeLit { typ, elems, .. } => {
                self.option(*typ);
                self.text(if elems.is_empty() { "{}" } else { "{…}" });
            }
            ExprKind::KeyValue { key, value } => {
                self.expr(*key);
                self.text(": ");
                self.expr(*value);
            }
            ExprKind::FuncLit { typ, body } => {
                self.expr(*typ);
                self.text(if body.stmts.is_empty() { " {}" } else { " {…}" });
            }
            ExprKind::Paren(x) => {
                self.text("(");
                self.expr(*x);
                self.text(")");
            }
            ExprKind::Selector { x, sel } => {
                self.expr(*x);
                self.text(".");
                self.expr(*sel);
            }
            ExprKind::Index { x, indices } => {
                self.expr(*x);
                self.text("[");
                self.list(indices);
                self.text("]");
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.expr(*x);
                self.text("[");
                self.option(*lo);
                self.text(":");
                self.option(*hi);
                if let Some(max) = max {
                    self.text(":");
                    self.expr(*max);
                }
                self.text("]");
            }
            ExprKind::TypeAssert { x, typ } => {
                self.expr(*x);
                self.text(".(");
                self.expr(*typ);
                self.text(")");
            }
            ExprKind::TypeSwitchGuard { lhs, x } => {
                if let Some(lhs) = lhs {
                    self.expr(*lhs);
                    self.text(" := ");
                }
                self.expr(*x);
                self.text(".(type)");
            }
            ExprKind::Unary { op, x } => {
                self.text(unary_op(*op));
                self.expr(*x);
            }
            ExprKind::Binary { op, x, y } => {
                self.expr(*x);
                self.text(" ");
                self.text(op.text());
                self.text(" ");
                self.expr(*y);
            }
            ExprKind::Call { fun, args, has_dots } => {
                self.expr(*fun);
                self.text("(");
                self.list(args);
                if *has_dots {
                    self.text("...");
                }
                self.text(")");
            }
            ExprKind::Omitted { text, .. } => self.text(if text.is_empty() { "…" } else { text }),
            ExprKind::ArrayType { len, elem } => {
                self.text("[");
                match len {
                    Some(len) => self.expr(*len),
                    None => self.text("..."),
                }
                self.text("]");
                self.expr(*elem);
            }
            ExprKind::SliceType(elem) => {
                self.text("[]");
                self.expr(*elem);
            }
            ExprKind::DotsType(elem) => {
                self.text("...");
                self.expr(*elem);
            }
            ExprKind::StructType { fields } => self.struct_type(fields),
            ExprKind::FuncType { params, results } => {
                self.text("func");
                self.signature(params, results);
            }
            ExprKind::InterfaceType { elems } => self.interface_type(elems),
            ExprKind::MapType { key, value } => {
                self.text("map[");
                self.expr(*key);
                self.text("]");
                self.expr(*value);
            }
            ExprKind::ChanType { dir, elem } => self.chan_type(*dir, *elem),
        }
    }

    fn chan_type(&mut self, dir: ChanDir, elem: ExprId) {
        self.text(match dir {
            ChanDir::Recv => "<-chan ",
            ChanDir::Send => "chan<- ",
            ChanDir::Both => "chan ",
        });
        let receives = matches!(self.ast.exprs[elem].kind, ExprKind::ChanType { dir: ChanDir::Recv, .. });
        if dir == ChanDir::Both && receives {
            self.text("(");
            self.expr(elem);
            self.text(")");
        } else {
            self.expr(elem);
        }
    }

    /// Fields sharing one type are grouped: `a, b int; T "tag"`.
    fn struct_type(&mut self, fields: &[Field]) {
        self.text("struct{");
        for (i, f) in fields.iter().enumerate() {
            let joins = i > 0 && f.name.is_some() && fields[i - 1].name.is_some() && fields[i - 1].typ == f.typ;
            if i > 0 {
                self.text(if joins { ", " } else { "; " });
            }
            self.option(f.name);
            let continues = f.name.is_some() && fields.get(i + 1).is_some_and(|n| n.name.is_some() && n.typ == f.typ);
            if !continues {
                if f.name.is_some() {
                    self.text(" ");
                }
                self.expr(f.typ);
                if let Some(tag) = f.tag {
                    self.text(" ");
                    self.expr(tag);
                }
            }
        }
        self.text("}");
    }

    fn interface_type(&mut self, elems: &[Field]) {
        self.text("interface{");
        for (i, m) in elems.iter().enumerate() {
            if i > 0 {
                self.text("; ");
            }
            match (m.name, &self.ast.exprs[m.typ].kind) {
                (Some(name), ExprKind::FuncType { params, results }) => {
                    self.expr(name);
                    self.signature(params, results);
                }
                _ => self.expr(m.typ),
            }
        }
        self.text("}");
    }

    fn signature(&mut self, params: &[Field], results: &[Field]) {
        self.parameters(params);
        match results {
            [] => {}
            [r] if r.name.is_none() => {
                self.text(" ");
                self.expr(r.typ);
            }
            _ => {
                self.text(" ");
                self.parameters(results);
            }
        }
    }

    fn parameters(&mut self, list: &[Field]) {
        self.text("(");
        for (i, f) in list.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            if let Some(name) = f.name {
                self.expr(name);
                if list.get(i + 1).is_some_and(|n| n.name.is_some() && n.typ == f.typ) {
                    continue;
                }
                self.text(" ");
            }
            self.expr(f.typ);
        }
        self.text(")");
    }
}

#[cfg(test)]
mod tests {
    use super::expr_string;
    use crate::ast::{Ast, DeclKind, GoVersion};

    /// The printed form of `expr` in `var _ = expr`.
    fn check(expr: &str, expect: &str) {
        let file = escape_source::add_file("x.go".into(), format!("package p\nvar _ = {expr}\n").into_bytes());
        let mut ast = Ast::default();
        let errors = crate::parse_file(&mut ast, file, GoVersion::go1(27));
        assert_eq!(errors, [], "{expr}");
        let decl = &ast.decls[ast.files[0].decls[0]];
        let DeclKind::Var { values, .. } = &decl.kind else { panic!("not a variable: {expr}") };
        assert_eq!(expr_string(&ast, values[0]), expect);
    }

    #[test]
    fn short_forms() {
        check("func(a, b int, c ...string) (x bool) { return }", "func(a, b int, c ...string) (x bool) {…}");
        check("func() {}", "func() {}");
        check("[]T{1, 2}", "[]T{…}");
        check("map[string]struct{ a, b int; T `x` }{}", "map[string]struct{a, b int; T `x`}{}");
        check("interface{ M(int) string; ~int | E }(nil)", "interface{M(int) string; ~int | E}(nil)");
    }

    #[test]
    fn operators_and_postfixes() {
        check("-x + y*2", "-x + y * 2");
        check("s[1:2:3]", "s[1:2:3]");
        check("f(a, b...)", "f(a, b...)");
        check("x.(T).f[K, V](1)", "x.(T).f[K, V](1)");
        check("(<-chan int)(c)", "(<-chan int)(c)");
    }

    #[test]
    fn prefixes_apply_to_the_whole_postfix_chain() {
        check("*(*[]int)(p)", "*(*[]int)(p)");
        check("<-chan int(c)", "<-chan int(c)");
        check("make(chan<- chan int)", "make(chan<- chan int)");
        check("make(chan <- chan <- chan int)", "make(chan<- chan<- chan int)");
        check("new(1 + x)", "new(1 + x)");
    }
}
