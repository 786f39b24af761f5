//! Declarations as S-expressions, in the notation of xtask/go/declarations.go: parentheses and empty statements dropped, calls and
//! conversions the same, names of a group each on their own.

use escape_syntax::ast::*;
use escape_syntax::print::unary_op;

pub fn declaration(ast: &Ast, d: DeclId) -> String {
    let mut p = Printer { ast, out: String::new() };
    p.decl(d);
    p.out
}

struct Printer<'a> {
    ast: &'a Ast,
    out: String,
}

impl Printer<'_> {
    fn s(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn opt(&mut self, e: Option<ExprId>) {
        self.s(" ");
        match e {
            Some(e) => self.expr(e),
            None => self.s("_"),
        }
    }

    fn list(&mut self, list: &[ExprId]) {
        for &e in list {
            self.opt(Some(e));
        }
    }

    /// `(head a b…)`
    fn form(&mut self, head: &str, parts: &[ExprId]) {
        self.s("(");
        self.s(head);
        self.list(parts);
        self.s(")");
    }

    fn expr(&mut self, e: ExprId) {
        let ast = self.ast;
        match &ast.exprs[e].kind {
            ExprKind::Bad | ExprKind::Omitted { .. } => self.s("BAD"),
            ExprKind::Name(s) => self.s(s),
            // go/parser drops carriage returns from raw strings.
            ExprKind::BasicLit { text, .. } if text.starts_with('`') => self.s(&text.replace('\r', "")),
            ExprKind::BasicLit { text, .. } => self.s(text),
            ExprKind::CompositeLit { typ, elems, .. } => {
                self.s("(lit");
                self.opt(*typ);
                self.list(elems);
                self.s(")");
            }
            ExprKind::KeyValue { key, value } => self.form("kv", &[*key, *value]),
            ExprKind::FuncLit { typ, body } => {
                self.s("(funclit ");
                self.expr(*typ);
                self.block(Some(body));
                self.s(")");
            }
            ExprKind::Paren(x) => self.expr(*x),
            ExprKind::Selector { x, sel } => self.form(".", &[*x, *sel]),
            ExprKind::Index { x, indices } => {
                self.s("(index");
                self.opt(Some(*x));
                self.list(indices);
                self.s(")");
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.s("(slice");
                for part in [Some(*x), *lo, *hi, *max] {
                    self.opt(part);
                }
                self.s(")");
            }
            ExprKind::TypeAssert { x, typ } => self.form("assert", &[*x, *typ]),
            ExprKind::TypeSwitchGuard { x, .. } => {
                self.s("(assert");
                self.opt(Some(*x));
                self.s(" _)");
            }
            ExprKind::Unary { op, x } => self.form(&format!("u{}", unary_op(*op)), &[*x]),
            ExprKind::Binary { op, x, y } => self.form(&format!("b{}", op.text()), &[*x, *y]),
            ExprKind::Call { fun, args, has_dots } => {
                self.s("(call");
                self.opt(Some(*fun));
                self.list(args);
                self.s(if *has_dots { " ...)" } else { ")" });
            }
            ExprKind::ArrayType { len: Some(len), elem } => self.form("[n]", &[*len, *elem]),
            ExprKind::ArrayType { len: None, elem } => self.form("[...]", &[*elem]),
            ExprKind::SliceType(elem) => self.form("[]", &[*elem]),
            ExprKind::DotsType(elem) => self.form("...", &[*elem]),
            ExprKind::StructType { fields } => {
                self.s("(struct");
                for f in fields {
                    match f.name {
                        Some(n) => {
                            self.s(" (f");
                            self.opt(Some(n));
                        }
                        None => self.s(" (e"),
                    }
                    self.opt(Some(f.typ));
                    if let Some(tag) = f.tag {
                        self.opt(Some(tag));
                    }
                    self.s(")");
                }
                self.s(")");
            }
            ExprKind::FuncType { params, results } => {
                self.s("(func");
                self.fields("p", params);
                self.fields("r", results);
                self.s(")");
            }
            ExprKind::InterfaceType { elems } => {
                self.s("(interface");
                for f in elems {
                    match f.name {
                        Some(n) => {
                            self.s(" (m");
                            self.opt(Some(n));
                        }
                        None => self.s(" (e"),
                    }
                    self.opt(Some(f.typ));
                    self.s(")");
                }
                self.s(")");
            }
            ExprKind::MapType { key, value } => self.form("map", &[*key, *value]),
            ExprKind::ChanType { dir, elem } => {
                let head = match dir {
                    ChanDir::Both => "chan",
                    ChanDir::Send => "chan<-",
                    ChanDir::Recv => "<-chan",
                };
                self.form(head, &[*elem]);
            }
        }
    }

    fn fields(&mut self, kind: &str, fields: &[Field]) {
        for f in fields {
            self.s(" (");
            self.s(kind);
            match f.name {
                Some(n) => self.opt(Some(n)),
                None => self.s(" -"),
            }
            self.opt(Some(f.typ));
            self.s(")");
        }
    }

    fn block(&mut self, b: Option<&Block>) {
        match b {
            None => self.s(" _"),
            Some(b) => {
                self.s(" {");
                self.stmts(&b.stmts);
                self.s("}");
            }
        }
    }

    fn stmts(&mut self, list: &[StmtId]) {
        for &s in list {
            if !matches!(self.ast.stmts[s].kind, StmtKind::Empty) {
                self.s(" ");
                self.stmt(s);
            }
        }
    }

    fn opt_stmt(&mut self, s: Option<StmtId>) {
        self.s(" ");
        match s.filter(|&s| !matches!(self.ast.stmts[s].kind, StmtKind::Empty)) {
            Some(s) => self.stmt(s),
            None => self.s("_"),
        }
    }

    fn stmt(&mut self, s: StmtId) {
        let ast = self.ast;
        self.s("(");
        match &ast.stmts[s].kind {
            StmtKind::Empty => self.s("empty"),
            StmtKind::Labeled { label, stmt } => {
                self.s("label");
                self.opt(Some(*label));
                self.opt_stmt(Some(*stmt));
            }
            StmtKind::Block(b) => {
                self.s("block");
                self.block(Some(b));
            }
            StmtKind::Expr(x) => {
                self.s("x");
                self.opt(Some(*x));
            }
            StmtKind::Send { chan, value } => {
                self.s("send");
                self.list(&[*chan, *value]);
            }
            StmtKind::Assign { define, lhs, rhs } => {
                self.s(if *define { ":=" } else { "=" });
                self.list(lhs);
                self.s(" :");
                self.list(rhs);
            }
            StmtKind::OpAssign { op, lhs, rhs: None } => {
                self.s(&op.text().repeat(2));
                self.opt(Some(*lhs));
            }
            StmtKind::OpAssign { op, lhs, rhs: Some(rhs) } => {
                self.s(op.text());
                self.s("=");
                self.opt(Some(*lhs));
                self.s(" :");
                self.opt(Some(*rhs));
            }
            StmtKind::Decl(decls) => {
                self.s("decl");
                for &d in decls {
                    self.s(" ");
                    self.decl(d);
                }
            }
            StmtKind::Branch { kind, label } => {
                self.s(match kind {
                    BranchKind::Break => "break",
                    BranchKind::Continue => "continue",
                    BranchKind::Fallthrough => "fallthrough",
                    BranchKind::Goto => "goto",
                });
                if label.is_some() {
                    self.opt(*label);
                }
            }
            StmtKind::Go(x) => {
                self.s("go");
                self.opt(Some(*x));
            }
            StmtKind::Defer(x) => {
                self.s("defer");
                self.opt(Some(*x));
            }
            StmtKind::Return(list) => {
                self.s("return");
                self.list(list);
            }
            StmtKind::If { init, cond, then, els } => {
                self.s("if");
                self.opt_stmt(*init);
                self.opt(Some(*cond));
                self.block(Some(then));
                self.opt_stmt(*els);
            }
            StmtKind::For { init, cond, post, body } => {
                self.s("for");
                self.opt_stmt(*init);
                self.opt(*cond);
                self.opt_stmt(*post);
                self.block(Some(body));
            }
            StmtKind::Range { lhs, define, x, body, .. } => {
                self.s("range");
                if !lhs.is_empty() {
                    self.s(if *define { " :=" } else { " =" });
                    self.list(lhs);
                }
                self.s(" :");
                self.opt(Some(*x));
                self.block(Some(body));
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                match tag.map(|t| &ast.exprs[t].kind) {
                    Some(ExprKind::TypeSwitchGuard { lhs, x }) => {
                        self.s("typeswitch");
                        self.opt_stmt(*init);
                        self.opt(*lhs);
                        self.opt(Some(*x));
                    }
                    _ => {
                        self.s("switch");
                        self.opt_stmt(*init);
                        self.opt(*tag);
                    }
                }
                self.clauses(clauses);
            }
            StmtKind::Select { clauses, .. } => {
                self.s("select");
                self.clauses(clauses);
            }
        }
        self.s(")");
    }

    fn clauses(&mut self, clauses: &[ClauseId]) {
        for &c in clauses {
            let c = &self.ast.clauses[c];
            match (&c.cases, c.comm) {
                (Some(cases), _) => {
                    self.s(" (case");
                    self.list(cases);
                }
                (None, Some(s)) => {
                    self.s(" (case ");
                    self.stmt(s);
                }
                (None, None) => self.s(" (default"),
            }
            self.s(" :");
            self.stmts(&c.body);
            self.s(")");
        }
    }

    fn decl(&mut self, d: DeclId) {
        let ast = self.ast;
        match &ast.decls[d].kind {
            DeclKind::Import { local, path } => {
                self.s("(import");
                if local.is_some() {
                    self.opt(*local);
                }
                self.opt(Some(*path));
            }
            DeclKind::Const { names, typ, values, .. } => {
                self.s("(const");
                self.list(names);
                self.s(" :");
                self.opt(*typ);
                self.list(values);
            }
            DeclKind::Var { names, typ, values } => {
                self.s("(var");
                self.list(names);
                self.s(" :");
                self.opt(*typ);
                self.list(values);
            }
            DeclKind::Type { name, tparams, alias, typ } => {
                self.s("(type");
                self.opt(Some(*name));
                self.fields("tp", tparams);
                if *alias {
                    self.s(" =");
                }
                self.opt(Some(*typ));
            }
            DeclKind::Func { recv, name, tparams, typ, body } => {
                self.s("(funcdecl");
                self.opt(Some(*name));
                self.fields("recv", recv.as_slice());
                self.fields("tp", tparams);
                self.opt(Some(*typ));
                self.block(body.as_ref());
            }
        }
        self.s(")");
    }
}
