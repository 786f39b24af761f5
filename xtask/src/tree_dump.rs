//! A syntax tree as text, one node per line with its place: two trees are the same when their texts are.

use escape_syntax::ast::*;
use std::fmt::Write as _;

/// The declarations of the tree's only file.
pub fn dump(ast: &Ast) -> String {
    let mut d = Dump { ast, out: String::new(), depth: 0 };
    for file in &ast.files {
        let _ = writeln!(d.out, "file {} {}", file.package_pos.offset, file.eof.offset);
        d.expr(file.package);
        file.decls.iter().for_each(|&decl| d.decl(decl));
    }
    d.out
}

struct Dump<'a> {
    ast: &'a Ast,
    out: String,
    depth: usize,
}

impl Dump<'_> {
    fn line(&mut self, what: &str, pos: u32, start: u32, end: u32) {
        let _ = writeln!(self.out, "{:1$}{what} {pos} {start}..{end}", "", self.depth);
    }

    fn inside(&mut self, f: impl FnOnce(&mut Self)) {
        self.depth += 1;
        f(self);
        self.depth -= 1;
    }

    fn exprs(&mut self, list: &[ExprId]) {
        let _ = writeln!(self.out, "{:1$}- {2}", "", self.depth, list.len());
        list.iter().for_each(|&e| self.expr(e));
    }

    fn option(&mut self, e: Option<ExprId>) {
        self.exprs(e.as_slice());
    }

    fn fields(&mut self, list: &[Field]) {
        for f in list {
            self.line(&format!("field {}", f.embedded), f.pos.offset, 0, 0);
            self.inside(|d| {
                d.option(f.name);
                d.expr(f.typ);
                d.option(f.tag);
            });
        }
    }

    fn expr(&mut self, e: ExprId) {
        let x = &self.ast.exprs[e];
        let what = match &x.kind {
            ExprKind::Bad | ExprKind::Omitted { .. } => "bad".to_string(),
            ExprKind::Name(s) => format!("name {s}"),
            ExprKind::BasicLit { kind, text, bad } => format!("literal {kind:?} {text} {bad}"),
            ExprKind::CompositeLit { rbrace, .. } => format!("composite {}", rbrace.offset),
            ExprKind::KeyValue { .. } => "pair".into(),
            ExprKind::FuncLit { .. } => "func".into(),
            ExprKind::Paren(_) => "paren".into(),
            ExprKind::Selector { .. } => "selector".into(),
            ExprKind::Index { .. } => "index".into(),
            ExprKind::Slice { full, .. } => format!("slice {full}"),
            ExprKind::TypeAssert { .. } => "assert".into(),
            ExprKind::TypeSwitchGuard { .. } => "guard".into(),
            ExprKind::Unary { op, .. } => format!("unary {op:?}"),
            ExprKind::Binary { op, .. } => format!("binary {op:?}"),
            ExprKind::Call { has_dots, .. } => format!("call {has_dots}"),
            ExprKind::ArrayType { .. } => "array type".into(),
            ExprKind::SliceType(_) => "slice type".into(),
            ExprKind::DotsType(_) => "dots".into(),
            ExprKind::StructType { .. } => "struct".into(),
            ExprKind::FuncType { .. } => "func type".into(),
            ExprKind::InterfaceType { .. } => "interface".into(),
            ExprKind::MapType { .. } => "map".into(),
            ExprKind::ChanType { dir, .. } => format!("chan {dir:?}"),
        };
        self.line(&what, x.pos.offset, x.start, x.end);
        self.inside(|d| match &x.kind {
            ExprKind::Bad | ExprKind::Omitted { .. } | ExprKind::Name(_) | ExprKind::BasicLit { .. } => {}
            ExprKind::CompositeLit { typ, elems, .. } => {
                d.option(*typ);
                d.exprs(elems);
            }
            ExprKind::KeyValue { key, value } | ExprKind::MapType { key, value } => d.exprs(&[*key, *value]),
            ExprKind::FuncLit { typ, body } => {
                d.expr(*typ);
                d.block(body);
            }
            ExprKind::Selector { x, sel: y } | ExprKind::TypeAssert { x, typ: y } | ExprKind::Binary { x, y, .. } => {
                d.exprs(&[*x, *y]);
            }
            ExprKind::Index { x, indices: list } | ExprKind::Call { fun: x, args: list, .. } => {
                d.expr(*x);
                d.exprs(list);
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                d.expr(*x);
                [lo, hi, max].into_iter().for_each(|e| d.option(*e));
            }
            ExprKind::TypeSwitchGuard { lhs, x } | ExprKind::ArrayType { len: lhs, elem: x } => {
                d.option(*lhs);
                d.expr(*x);
            }
            ExprKind::Paren(x)
            | ExprKind::Unary { x, .. }
            | ExprKind::SliceType(x)
            | ExprKind::DotsType(x)
            | ExprKind::ChanType { elem: x, .. } => d.expr(*x),
            ExprKind::StructType { fields } | ExprKind::InterfaceType { elems: fields } => d.fields(fields),
            ExprKind::FuncType { params, results } => {
                d.fields(params);
                d.line("results", 0, 0, 0);
                d.fields(results);
            }
        });
    }

    fn block(&mut self, b: &Block) {
        self.line("block", 0, b.lbrace.offset, b.rbrace.offset);
        self.inside(|d| d.stmts(&b.stmts));
    }

    fn stmts(&mut self, list: &[StmtId]) {
        list.iter().for_each(|&s| self.stmt(s));
    }

    fn stmt_option(&mut self, s: Option<StmtId>) {
        let _ = writeln!(self.out, "{:1$}- {2}", "", self.depth, s.is_some());
        s.iter().for_each(|&s| self.stmt(s));
    }

    fn stmt(&mut self, s: StmtId) {
        let s = &self.ast.stmts[s];
        if matches!(s.kind, StmtKind::Empty) {
            // Its place is never asked for.
            return self.line("empty", 0, 0, 0);
        }
        let what = match &s.kind {
            StmtKind::Empty => "empty".to_string(),
            StmtKind::Labeled { .. } => "labeled".into(),
            StmtKind::Block(_) => "statements".into(),
            StmtKind::Expr(_) => "expression".into(),
            StmtKind::Send { .. } => "send".into(),
            StmtKind::Assign { define, .. } => format!("assign {define}"),
            StmtKind::OpAssign { op, .. } => format!("assign {op:?}"),
            StmtKind::Decl(_) => "declare".into(),
            StmtKind::Branch { kind, .. } => format!("{kind:?}"),
            StmtKind::Go(_) => "go".into(),
            StmtKind::Defer(_) => "defer".into(),
            StmtKind::Return(_) => "return".into(),
            StmtKind::If { .. } => "if".into(),
            StmtKind::For { .. } => "for".into(),
            StmtKind::Range { define, range_pos, .. } => format!("range {define} {}", range_pos.offset),
            StmtKind::Switch { lbrace, rbrace, .. } => format!("switch {} {}", lbrace.offset, rbrace.offset),
            StmtKind::Select { lbrace, rbrace, .. } => format!("select {} {}", lbrace.offset, rbrace.offset),
        };
        self.line(&what, s.pos.offset, s.start, s.end);
        self.inside(|d| match &s.kind {
            StmtKind::Empty => {}
            StmtKind::Labeled { label, stmt } => {
                d.expr(*label);
                d.stmt(*stmt);
            }
            StmtKind::Block(b) => d.block(b),
            StmtKind::Expr(x) | StmtKind::Go(x) | StmtKind::Defer(x) => d.expr(*x),
            StmtKind::Send { chan, value } => d.exprs(&[*chan, *value]),
            StmtKind::Assign { lhs, rhs, .. } => {
                d.exprs(lhs);
                d.exprs(rhs);
            }
            StmtKind::OpAssign { lhs, rhs, .. } => {
                d.expr(*lhs);
                d.option(*rhs);
            }
            StmtKind::Decl(decls) => decls.iter().for_each(|&decl| d.decl(decl)),
            StmtKind::Branch { label, .. } => d.option(*label),
            StmtKind::Return(list) => d.exprs(list),
            StmtKind::If { init, cond, then, els } => {
                d.stmt_option(*init);
                d.expr(*cond);
                d.block(then);
                d.stmt_option(*els);
            }
            StmtKind::For { init, cond, post, body } => {
                d.stmt_option(*init);
                d.option(*cond);
                d.stmt_option(*post);
                d.block(body);
            }
            StmtKind::Range { lhs, x, body, .. } => {
                d.exprs(lhs);
                d.expr(*x);
                d.block(body);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                d.stmt_option(*init);
                d.option(*tag);
                d.clauses(clauses);
            }
            StmtKind::Select { clauses, .. } => d.clauses(clauses),
        });
    }

    fn clauses(&mut self, list: &[ClauseId]) {
        for &c in list {
            let c = &self.ast.clauses[c];
            self.line(&format!("clause {}", c.cases.is_some()), c.pos.offset, c.colon.offset, c.end);
            self.inside(|d| {
                d.exprs(c.cases.as_deref().unwrap_or_default());
                d.stmt_option(c.comm);
                d.stmts(&c.body);
            });
        }
    }

    fn decl(&mut self, decl: DeclId) {
        let decl = &self.ast.decls[decl];
        let what = match &decl.kind {
            DeclKind::Import { .. } => "import".to_string(),
            DeclKind::Const { iota, .. } => format!("const {iota}"),
            DeclKind::Var { .. } => "var".into(),
            DeclKind::Type { alias, .. } => format!("type {alias}"),
            DeclKind::Func { .. } => format!("func {:?}", decl.pragma),
        };
        self.line(&format!("{what} {:?}", decl.group), decl.pos.offset, decl.start, decl.end);
        self.inside(|d| match &decl.kind {
            DeclKind::Import { local, path } => {
                d.option(*local);
                d.expr(*path);
            }
            DeclKind::Const { names, typ, values, .. } | DeclKind::Var { names, typ, values } => {
                d.exprs(names);
                d.option(*typ);
                d.exprs(values);
            }
            DeclKind::Type { name, tparams, typ, .. } => {
                d.expr(*name);
                d.fields(tparams);
                d.expr(*typ);
            }
            DeclKind::Func { recv, name, tparams, typ, body } => {
                d.fields(recv.as_slice());
                d.expr(*name);
                d.fields(tparams);
                d.expr(*typ);
                body.iter().for_each(|b| d.block(b));
            }
        });
    }
}
