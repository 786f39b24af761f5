//! Errors with gc's texts: how they are put together, which follow-ups are dropped, in which order gc prints them.
//!
//! A message may name positions (`other declaration of x` has one in front). How a position is written depends on the folder
//! in which the command runs, so a text holds it as a mark, which [`TypeError::render`] replaces.

use crate::budget;
use crate::check::{At, Checker, TypeError};
use crate::object::{Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::package::Pkg;
use crate::version::version_string;
use escape_source::{FileId, Pos};
use escape_syntax::ast::{ExprId, ExprKind, GoVersion, StmtId, StmtKind};

const MARK: char = '\u{1}';

/// gc's limit without `-e`.
const ENOUGH: usize = 10;

/// A position as a part of a message.
pub fn pos_string(pos: Pos) -> String {
    format!("{MARK}{}:{}{MARK}", pos.file.0, pos.offset)
}

impl TypeError {
    /// The text with every position in it written by `write`.
    pub fn render(&self, write: &dyn Fn(Pos) -> String) -> String {
        if !self.text.contains(MARK) {
            return self.text.clone();
        }
        let mut out = String::new();
        for (i, part) in self.text.split(MARK).enumerate() {
            let pos = (i % 2 == 1).then(|| part.split_once(':')).flatten();
            match pos.and_then(|(f, o)| Some((f.parse().ok()?, o.parse().ok()?))) {
                Some((file, offset)) => out.push_str(&write(Pos::new(FileId(file), offset))),
                None => out.push_str(part),
            }
        }
        out
    }
}

/// An error being put together: the first part is the message proper, further parts become continuation lines.
pub struct ErrorBuilder {
    pub parts: Vec<(Pos, String)>,
    pub soft: bool,
}

impl From<Pos> for At {
    fn from(p: Pos) -> At {
        At::Pos(p)
    }
}
impl From<ExprId> for At {
    fn from(e: ExprId) -> At {
        At::Expr(e)
    }
}
impl From<StmtId> for At {
    fn from(s: StmtId) -> At {
        At::Stmt(s)
    }
}
impl From<Obj> for At {
    fn from(o: Obj) -> At {
        At::Obj(o)
    }
}
impl From<&Operand> for At {
    fn from(x: &Operand) -> At {
        x.expr.map_or(At::Pos(Pos::NONE), At::Expr)
    }
}
impl From<&mut Operand> for At {
    fn from(x: &mut Operand) -> At {
        At::from(&*x)
    }
}

impl<'a> Checker<'a> {
    /// Where an error about that place stands: nodes are reported at their leftmost token.
    pub fn at_pos(&self, at: impl Into<At>) -> Pos {
        match at.into() {
            At::Pos(p) => p,
            At::Obj(o) => o.pos(),
            At::Expr(e) => self.leftmost(e),
            At::Stmt(s) => {
                let stmt = &self.ast.stmts[s];
                match &stmt.kind {
                    StmtKind::Send { chan: x, .. } | StmtKind::OpAssign { lhs: x, .. } => self.leftmost(*x),
                    StmtKind::Assign { lhs, .. } if !lhs.is_empty() => self.leftmost(lhs[0]),
                    _ => stmt.pos,
                }
            }
        }
    }

    /// The position of the expression's leftmost token, by gc's rule: what has a position of its own and nothing to its left
    /// stands there.
    pub fn leftmost(&self, mut e: ExprId) -> Pos {
        loop {
            let x = &self.ast.exprs[e];
            e = match &x.kind {
                ExprKind::CompositeLit { typ: Some(t), .. } => *t,
                ExprKind::KeyValue { key, .. } => *key,
                ExprKind::Selector { x, .. } | ExprKind::Index { x, .. } | ExprKind::TypeAssert { x, .. } => *x,
                ExprKind::TypeSwitchGuard { lhs, x } => lhs.unwrap_or(*x),
                ExprKind::Binary { x, .. } => *x,
                ExprKind::Call { fun, .. } => *fun,
                _ => return x.pos,
            };
        }
    }

    pub fn error(&mut self, at: impl Into<At>, text: impl Into<String>) {
        let pos = self.at_pos(at);
        self.report(ErrorBuilder { parts: vec![(pos, text.into())], soft: false });
    }

    pub fn soft_error(&mut self, at: impl Into<At>, text: impl Into<String>) {
        let pos = self.at_pos(at);
        self.report(ErrorBuilder { parts: vec![(pos, text.into())], soft: true });
    }

    /// `<what> requires go1.N or later`.
    pub fn version_error(&mut self, at: impl Into<At>, v: GoVersion, what: &str) {
        self.error(at, format!("{what} requires {} or later", version_string(v)));
    }

    pub fn new_error(&self) -> ErrorBuilder {
        ErrorBuilder { parts: Vec::new(), soft: false }
    }

    pub fn add_part(&self, err: &mut ErrorBuilder, at: impl Into<At>, text: impl Into<String>) {
        err.parts.push((self.at_pos(at), text.into()));
    }

    /// Adds `other declaration of x`, if it has a position.
    pub fn add_alt_decl(&self, err: &mut ErrorBuilder, alt: Obj) {
        if alt.pos().is_known() {
            err.parts.push((alt.pos(), format!("other declaration of {}", alt.name())));
        }
    }

    /// Records the error, unless it is a mere consequence of an earlier one: a message that mentions an invalid operand or
    /// type anywhere but at its start.
    pub fn report(&mut self, err: ErrorBuilder) {
        // A walk that was cut short finds what is not so.
        let speaks = !self.enough && !budget::exhausted();
        let Some((first, text)) = err.parts.first().filter(|_| speaks) else { return };
        let follow_up = |s: &str| text.find(s).is_some_and(|i| i > 0);
        if !self.errors.is_empty() && (follow_up("invalid operand") || follow_up("invalid type")) {
            return;
        }
        let mut out = text.clone();
        for (pos, part) in &err.parts[1..] {
            out.push_str("\n\t");
            if pos.is_known() {
                out.push_str(&pos_string(*pos));
                out.push_str(": ");
            }
            out.push_str(part);
        }
        // An inherited constant expression is reported where it is inherited.
        let pos = self.env.err_pos.unwrap_or(*first);
        // gc says where the language version comes from.
        if requires_version(&out) {
            let (file_version, from_file) = self.version_of_file(pos.file);
            out.push_str(&if from_file {
                format!(" (file declares //go:build {})", version_string(file_version))
            } else {
                format!(" (-lang was set to {}; check go.mod)", version_string(self.version))
            });
        }
        // Type parameters are told apart by subscripts internally; messages do not show them.
        out.retain(|c| !('\u{2080}'..='\u{2089}').contains(&c));
        self.add_error(TypeError { pos, text: out, soft: err.soft });
    }

    /// Keeps an error. As in gc it does not count when it says the same as the last on the same line, and after ten there is
    /// nothing more to be said, unless all are wanted.
    pub(crate) fn add_error(&mut self, e: TypeError) {
        let last = self.errors.last().filter(|last| last.pos.same_line(e.pos));
        if last.is_some_and(|last| last.text == e.text) {
            return;
        }
        // Positions may differ and be printed alike.
        let words = |text: &str| text.split(MARK).step_by(2).collect::<String>();
        self.distinct_errors += usize::from(last.is_none_or(|last| words(&last.text) != words(&e.text)));
        self.enough = self.distinct_errors >= ENOUGH && !self.all_errors;
        self.errors.push(e);
    }

    /// The language version of a file, and whether the file itself says so.
    fn version_of_file(&self, file: FileId) -> (GoVersion, bool) {
        for (i, f) in self.ast.files.iter().enumerate() {
            if f.id == file {
                let v = self.info.file_versions.get(i).copied().unwrap_or(self.version);
                return (v, f.go_version == Some(v));
            }
        }
        (self.version, false)
    }

    /// How a package is written in front of a name: not at all for this package; its path, quoted, when packages of the same
    /// name are around; else its name.
    pub fn qualifier(&self, pkg: Pkg) -> String {
        if pkg == self.pkg {
            return String::new();
        }
        let name = pkg.name();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut todo: Vec<Pkg> = self.imported.clone();
        let mut other = false;
        seen.insert(self.pkg);
        other |= self.pkg.name() == name && self.pkg.path() != pkg.path();
        while let Some(p) = todo.pop() {
            if !seen.insert(p) {
                continue;
            }
            other |= p.name() == name && p.path() != pkg.path();
            todo.extend(p.data().imports.get().into_iter().flatten().copied());
        }
        // gc counts the paths seen for the name, the package's own among them only if it was seen too.
        if other && seen.contains(&pkg) { format!("{:?}", pkg.path().as_str()) } else { name.to_string() }
    }

    /// The kind of an object, in words.
    pub fn object_kind(&self, obj: Obj) -> &'static str {
        match &obj.data().kind {
            ObjKind::PkgName { .. } => "package name",
            ObjKind::Const { .. } => "constant",
            ObjKind::TypeName => {
                if false {
                    "type alias"
                } else if matches!(obj.typ().kind(), crate::ty::TypeKind::TypeParam(_)) {
                    "type parameter"
                } else {
                    "defined type"
                }
            }
            ObjKind::Var { kind, .. } => match kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Recv => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
                VarKind::Field => "struct field",
            },
            ObjKind::Func { .. } => {
                let is_method = matches!(obj.typ().kind(), crate::ty::TypeKind::Signature(s) if s.recv().is_some());
                if is_method { "method" } else { "function" }
            }
            ObjKind::Label => "label",
            ObjKind::Builtin(_) => "built-in function",
            ObjKind::Nil => "untyped nil",
        }
    }
}

/// Whether the text says `requires goN.N or later`.
fn requires_version(text: &str) -> bool {
    text.match_indices("requires go").any(|(i, m)| {
        let digits = |s: &str| s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
        let rest = &text[i + m.len()..];
        let major = digits(rest);
        rest[major..].strip_prefix('.').is_some_and(|minor| {
            let n = digits(minor);
            major > 0 && n > 0 && minor[n..].starts_with(" or later")
        })
    })
}
