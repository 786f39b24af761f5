//! Declarations.

use super::kinds::{F, K};
use super::{Child, Lower, children, field, named, token};
use crate::ast::*;
use escape_source::Pos;
use tree_sitter::Node;

impl Lower<'_> {
    /// Appends what a declaration node declares: one entry per spec.
    pub fn declaration(&mut self, n: Node<'_>, out: &mut Vec<DeclId>) {
        match K::of(n) {
            K::ImportDeclaration | K::ConstDeclaration | K::VarDeclaration | K::TypeDeclaration => self.specs(n, out),
            K::FunctionDeclaration | K::MethodDeclaration => self.func_decl(n, out),
            K::EmptyStatement => {}
            _ if !n.is_named() => {}
            _ => {
                self.bad(n);
            }
        }
    }

    fn specs(&mut self, n: Node<'_>, out: &mut Vec<DeclId>) {
        let c = children(n);
        let mut list: Vec<Node<'_>> = Vec::new();
        let mut grouped = token(&c, K::ParenOpen).is_some();
        for child in c.iter().map(|c| c.node).filter(Node::is_named) {
            match K::of(child) {
                K::ImportSpecList | K::VarSpecList => {
                    grouped = true;
                    list.extend(named(child));
                }
                _ => list.push(child),
            }
        }
        // Unique in the package: a group that declares anything uses this number up.
        let group = grouped.then_some(self.ast.decls.len() as u32);
        let pragma = self.take_pragma(n.start_byte());
        for (i, spec) in list.into_iter().enumerate() {
            self.spec(spec, i, group, pragma, out);
        }
    }

    fn spec(&mut self, spec: Node<'_>, i: usize, group: Option<u32>, pragma: Pragma, out: &mut Vec<DeclId>) {
        let c = children(spec);
        let pos = self.start(spec);
        let kind = match K::of(spec) {
            K::ImportSpec => {
                let local = field(&c, F::Name).map(|l| self.name(l));
                let Some(p) = field(&c, F::Path) else { return };
                DeclKind::Import { local, path: self.expr(p) }
            }
            K::ConstSpec => {
                let (names, typ, values) = self.value_spec(&c);
                DeclKind::Const { names, typ, values, iota: i as u32 }
            }
            K::VarSpec => {
                let (names, typ, values) = self.value_spec(&c);
                DeclKind::Var { names, typ, values }
            }
            k @ (K::TypeSpec | K::TypeAlias) => {
                let (Some(name), Some(t)) = (field(&c, F::Name), field(&c, F::Type)) else { return };
                let name = self.name(name);
                let name_expr = name;
                let list = field(&c, F::TypeParameters);
                let mut tparams = self.type_parameters(list);
                if let (Some(list), [p]) = (list, &tparams[..])
                    && let (Some(name), typ) = (p.name, p.typ)
                    && token(&children(list), K::CommaToken).is_none()
                    && let Some(len) = self.array_length(name, typ)
                {
                    tparams.clear();
                    let pos = self.start(list);
                    let elem = self.typ(t);
                    let (start, end) = (list.start_byte() as u32, t.end_byte() as u32);
                    let typ = self.push_at(ExprKind::ArrayType { len: Some(len), elem }, pos, start, end);
                    let pos = self.ast.pos(name_expr);
                    let kind = DeclKind::Type { name: name_expr, tparams, alias: false, typ };
                    out.push(self.push_decl(kind, pos, spec, group, pragma));
                    return;
                }
                let mut typ = self.typ(t);
                if let ExprKind::ArrayType { len: Some(len), elem } = self.ast.exprs[typ].kind
                    && let ExprKind::Call { fun, ref args, has_dots: false } = self.ast.exprs[len].kind
                    && let [arg] = args[..]
                    && self.ast.name(fun).is_some()
                    && self.ast.is_type_elem(arg)
                {
                    // The other way round: `[P ([]int)]` declares a type parameter.
                    let pos = self.ast.pos(fun);
                    let constraint = self.ast.unparen(arg);
                    tparams = vec![Field { name: Some(fun), typ: constraint, tag: None, embedded: false, pos }];
                    typ = elem;
                }
                DeclKind::Type { name, tparams, alias: k == K::TypeAlias, typ }
            }
            _ => {
                self.bad(spec);
                return;
            }
        };
        let pragma = pragma | if group.is_some() { self.take_pragma(spec.start_byte()) } else { Pragma::empty() };
        out.push(self.push_decl(kind, pos, spec, group, pragma));
    }

    /// Wrong tree: `[P *C]` is an array length where it can be one, not a type parameter.
    fn array_length(&mut self, name: ExprId, constraint: ExprId) -> Option<ExprId> {
        let e = &self.ast.exprs[constraint];
        let (pos, end) = (e.pos, e.end);
        let start = self.ast.exprs[name].start;
        let kind = match e.kind {
            ExprKind::Unary { op: UnaryOp::Deref, x } if !self.ast.is_type_elem(x) => {
                ExprKind::Binary { op: BinaryOp::Mul, x: name, y: x }
            }
            ExprKind::Binary { op: BinaryOp::Or, x, y } if !self.ast.is_type_elem(y) => {
                ExprKind::Binary { op: BinaryOp::Or, x: self.array_length(name, x)?, y }
            }
            _ => return None,
        };
        Some(self.push_at(kind, pos, start, end))
    }

    fn value_spec(&mut self, c: &[Child<'_>]) -> (Vec<ExprId>, Option<ExprId>, Vec<ExprId>) {
        let names = c.iter().filter(|c| c.field == F::Name && c.node.is_named()).map(|c| self.name(c.node)).collect();
        let typ = field(c, F::Type).map(|t| self.typ(t));
        let values = field(c, F::Value).map_or_else(Vec::new, |l| self.expr_list(l));
        (names, typ, values)
    }

    fn func_decl(&mut self, n: Node<'_>, out: &mut Vec<DeclId>) {
        let pragma = self.take_pragma(n.start_byte());
        let c = children(n);
        let Some(name) = field(&c, F::Name) else {
            self.bad(n);
            return;
        };
        let receiver = field(&c, F::Receiver);
        let pos = self.start(receiver.unwrap_or(name));
        let recv = receiver.and_then(|r| self.parameters(r, false).into_iter().next());
        let name = self.name(name);
        let tparams = self.type_parameters(field(&c, F::TypeParameters));
        let typ = self.func_type(n);
        let body = field(&c, F::Body).map(|b| self.block(b));
        out.push(self.push_decl(DeclKind::Func { recv, name, tparams, typ, body }, pos, n, None, pragma));
    }

    fn push_decl(&mut self, kind: DeclKind, pos: Pos, n: Node<'_>, group: Option<u32>, pragma: Pragma) -> DeclId {
        self.ast.decls.push(Decl { kind, pos, start: n.start_byte() as u32, end: n.end_byte() as u32, group, pragma })
    }

    /// The directives that stand before `offset` and were not taken by an earlier declaration.
    fn take_pragma(&mut self, offset: usize) -> Pragma {
        let mut pragma = Pragma::empty();
        while let Some(d) = self.directives.get(self.next_directive)
            && (d.start as usize) < offset
        {
            self.next_directive += 1;
            let verb = d.text.split([' ', '\t', '\r']).next().unwrap_or_default();
            if d.own_line {
                pragma |= verb.strip_prefix("//").map_or(Pragma::empty(), crate::reader::pragma_of);
            }
        }
        pragma
    }
}
