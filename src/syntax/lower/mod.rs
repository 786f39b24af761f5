//! tree-sitter's tree → the `Ast`.
//!
//! One function per kind of node; the walk is by cursor, comments and separators never appear (the pre-pass blanked them). Positions
//! are those gc's parser gives (facts.md §2). Where the grammar's tree is wrong it is put right, or `unexpected` is set and the
//! reader's tree is used.

mod decl;
mod expr;
mod kinds;
mod stmt;
mod types;

use crate::ast::*;
use crate::scanner::Directive;
use escape_source::{FileId, Pos, Symbol, intern};
use kinds::{F, K};
use tree_sitter::Node;

/// The state of lowering one file.
pub struct Lower<'a> {
    pub ast: &'a mut Ast,
    pub file: FileId,
    pub src: &'a [u8],
    pub directives: &'a [Directive],
    /// Directives before this index belong to earlier declarations.
    pub next_directive: usize,
    /// Where malformed literals start, and of what kind they are; in order.
    pub bad_literals: Vec<(u32, LitKind)>,
    /// There is a node that should not be there.
    pub unexpected: bool,
}

/// Appends a file without declarations, for a text that has no tree.
pub fn empty_file(ast: &mut Ast, file: FileId) {
    let pos = Pos::new(file, 0);
    let package = ast.exprs.push(Expr { kind: ExprKind::Name(intern("_")), pos, start: 0, end: 0 });
    ast.files.push(File::new(pos, package, Vec::new(), pos));
}

/// A child with the field it stands in.
#[derive(Copy, Clone)]
pub struct Child<'t> {
    pub node: Node<'t>,
    pub field: F,
}

impl<'a> Lower<'a> {
    /// Lowers a whole file; the result is not yet appended to `Ast::files`.
    pub fn file(&mut self, root: Node<'_>) -> File {
        let mut package_pos = self.at(root.start_byte());
        let mut package = None;
        let mut decls = Vec::new();
        for c in children(root) {
            match K::of(c.node) {
                K::PackageClause => {
                    package_pos = self.start(c.node);
                    if let Some(name) = children(c.node).into_iter().find(|c| c.node.is_named()) {
                        package = Some(self.name(name.node));
                    }
                }
                _ => self.declaration(c.node, &mut decls),
            }
        }
        let eof = self.at(self.src.len());
        let package = package.unwrap_or_else(|| self.push(ExprKind::Name(intern("_")), package_pos, root));
        File::new(package_pos, package, decls, eof)
    }

    pub fn at(&self, offset: usize) -> Pos {
        Pos::new(self.file, offset as u32)
    }
    pub fn start(&self, n: Node<'_>) -> Pos {
        self.at(n.start_byte())
    }
    pub fn text(&self, n: Node<'_>) -> Symbol {
        let bytes = self.src.get(n.byte_range()).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(s) => intern(s),
            Err(_) => intern(&String::from_utf8_lossy(bytes)),
        }
    }

    /// A new expression with the extent of `n`.
    pub fn push(&mut self, kind: ExprKind, pos: Pos, n: Node<'_>) -> ExprId {
        self.push_at(kind, pos, n.start_byte() as u32, n.end_byte() as u32)
    }
    pub fn push_at(&mut self, kind: ExprKind, pos: Pos, start: u32, end: u32) -> ExprId {
        self.ast.exprs.push(Expr { kind, pos, start, end })
    }
    pub fn push_stmt(&mut self, kind: StmtKind, pos: Pos, n: Node<'_>) -> StmtId {
        self.ast.stmts.push(Stmt { kind, pos, start: n.start_byte() as u32, end: n.end_byte() as u32 })
    }

    /// An identifier of any role.
    pub fn name(&mut self, n: Node<'_>) -> ExprId {
        let s = self.text(n);
        let pos = self.start(n);
        self.push(ExprKind::Name(s), pos, n)
    }

    pub fn bad(&mut self, n: Node<'_>) -> ExprId {
        let pos = self.start(n);
        self.unexpected = true;
        self.push(ExprKind::Bad, pos, n)
    }
}

/// All children, tokens included.
pub fn children(n: Node<'_>) -> Vec<Child<'_>> {
    let mut list = Vec::with_capacity(8);
    let mut cursor = n.walk();
    if cursor.goto_first_child() {
        loop {
            let node = cursor.node();
            if !node.is_extra() {
                list.push(Child { node, field: F::of(cursor.field_id()) });
            }
            if !cursor.goto_next_sibling() {
                break;
            }
        }
    }
    list
}

/// The named children only.
pub fn named(n: Node<'_>) -> Vec<Node<'_>> {
    let mut list = Vec::new();
    let mut cursor = n.walk();
    if cursor.goto_first_child() {
        loop {
            let node = cursor.node();
            if node.is_named() && !node.is_extra() {
                list.push(node);
            }
            if !cursor.goto_next_sibling() {
                break;
            }
        }
    }
    list
}

/// The first child in that field.
pub fn field<'t>(list: &[Child<'t>], f: F) -> Option<Node<'t>> {
    list.iter().find(|c| c.field == f && c.node.is_named()).map(|c| c.node)
}

/// The first token of that kind.
pub fn token<'t>(list: &[Child<'t>], kind: K) -> Option<Node<'t>> {
    list.iter().map(|c| c.node).find(|&n| K::of(n) == kind)
}
