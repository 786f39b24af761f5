//! Generic functions of Go's library that are written here, put in the place of Go's when the bundled library is measured.
//!
//! The model: src/std/PATH/*.go hold functions with the names and signatures of the generic ones of package PATH, all that can be
//! reached. Each replaces the declaration of its name before the package is checked, so that instances are made of our bodies; what
//! else the package has is measured as it is. Messages show positions in gc's library: what stands in one of our functions gets the position of the
//! place in the function that it replaces with which [`pair`] pairs it by text or at least kind, or of that function.
//! What inlining costs is gc's: it is measured from the function that is replaced, since another body costs something else.

use crate::command::offers;
use escape_gc_model::{Deps, inline};
use escape_source::{Pos, Symbol, add_file};
use escape_syntax::ast::{Ast, Block, Decl, DeclId, DeclKind, ExprId, ExprKind, GoVersion, StmtKind};
use escape_syntax::print::expr_string;
use escape_types::object::is_exported;
use escape_types::{Obj, Pkg, TypeError, TypedPackage};
use rustc_hash::FxHashMap;
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

/// What was put in.
#[derive(Default)]
pub struct OwnBodies {
    /// The declarations that are ours.
    pub decls: Vec<DeclId>,
    /// Of each position in them: the position to show.
    pub positions: FxHashMap<Pos, Pos>,
    /// What of ours has no counterpart.
    pub errors: Vec<String>,
}

/// Checks a package of the library with the functions of the Go files in `dir`, if there are any, in the place of its own. `check`
/// is the type checker.
pub fn check(
    pkg: Pkg,
    mut ast: Ast,
    dir: &str,
    version: GoVersion,
    deps: &dyn Deps,
    check: &dyn Fn(Pkg, Ast) -> (TypedPackage, Vec<TypeError>),
) -> (TypedPackage, Vec<TypeError>, OwnBodies) {
    let theirs = ast.clone();
    let mut ours = substitute(&mut ast, dir, version);
    let (mut typed, mut errors) = check(pkg, ast);
    if !ours.decls.is_empty() {
        typed.info.inline_costs = costs(check(Pkg::new(pkg.path()), theirs).0, deps, &ours);
        let lacking = lacking(&typed, &ours);
        ours.errors.extend(lacking);
        // Imports that only Go's bodies use.
        errors.retain(|e| !e.text.ends_with(" imported and not used"));
    }
    (typed, errors, ours)
}

/// Puts in the functions of the Go files in `dir`, if there are any.
fn substitute(ast: &mut Ast, dir: &str, version: GoVersion) -> OwnBodies {
    let mut done = OwnBodies::default();
    let mut names: Vec<_> = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "go"));
    names.sort();
    for path in names {
        let name = path.display().to_string();
        match std::fs::read(&path) {
            Ok(text) => done.file(ast, &name, text, version),
            Err(e) => done.errors.push(format!("{name}: {e}")),
        }
    }
    done
}

impl OwnBodies {
    fn file(&mut self, ast: &mut Ast, name: &str, text: Vec<u8>, version: GoVersion) {
        let file = add_file(name.to_string(), text);
        for e in escape_syntax::parse_file(ast, file, version) {
            self.errors.push(format!("{name}: {}", e.text));
        }
        let Some(ours) = ast.files.pop() else { return };
        for d in ours.decls {
            let Some(key) = key(ast, d) else { continue };
            let found = ast.files.iter().enumerate().find_map(|(i, f)| {
                let j = f.decls.iter().position(|&t| self::key(ast, t).as_ref() == Some(&key))?;
                Some((i, j))
            });
            let theirs = found.map(|(i, j)| std::mem::replace(&mut ast.files[i].decls[j], d));
            let Some(theirs) = theirs.filter(|t| !self.decls.contains(t)) else {
                self.errors.push(format!("{name}: {} {} is not in the package, or here twice", key.0, key.1));
                continue;
            };
            ast.decls[d].pragma = ast.decls[theirs].pragma;
            pair(ast, d, theirs, &mut self.positions);
            self.decls.push(d);
        }
    }
}

/// Generic functions of the package that programs can reach, and that are not written here.
fn lacking(typed: &TypedPackage, ours: &OwnBodies) -> Vec<String> {
    let is_ours = |obj: &Obj| typed.info.func_decls.get(obj).is_some_and(|d| ours.decls.contains(d));
    #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
    let exported = typed.info.func_decls.keys().filter(|o| is_exported(&o.name()) || is_ours(o)).copied();
    let within = |pos: Pos| {
        let of = |&d: &DeclId| {
            let d = &typed.ast.decls[d];
            pos.file == d.pos.file && d.start <= pos.offset && pos.offset < d.end
        };
        ours.decls.iter().any(of)
    };
    let used = typed.ast.exprs.iter().filter(|(_, e)| within(e.pos)).filter_map(|(id, _)| typed.info.uses[id]);
    let mut names: Vec<String> = exported
        .chain(used)
        .filter(|o| typed.info.func_decls.contains_key(o) && offers::is_generic(*o) && !is_ours(o))
        .map(|o| format!("{}.{} has no body in src/std", typed.pkg.path(), o.name()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What gc says of inlining Go's functions, by the positions of what takes their place. `theirs`: the package as it is.
fn costs(theirs: TypedPackage, deps: &dyn Deps, ours: &OwnBodies) -> FxHashMap<Pos, Result<i32, String>> {
    let theirs = Arc::new(theirs);
    let mut generic: Vec<(DeclId, Obj)> = theirs.info.func_decls.iter().map(|(&obj, &d)| (d, obj)).collect();
    generic.retain(|(_, obj)| offers::is_generic(*obj));
    generic.sort_unstable_by_key(|&(d, _)| d);
    let generic: Vec<Obj> = generic.into_iter().map(|(_, obj)| obj).collect();
    let costs = inline::costs(&theirs, deps, &generic);
    let of = |(&p, at): (&Pos, &Pos)| Some((p, costs.get(at)?.clone()));
    ours.positions.iter().filter_map(of).collect()
}

/// Receiver's type name (empty for a function) and name.
fn key(ast: &Ast, d: DeclId) -> Option<(Symbol, Symbol)> {
    let DeclKind::Func { recv, name, .. } = &ast.decls[d].kind else { return None };
    let base = recv.as_ref().and_then(|r| ast.name(ast.receiver_base(r.typ).1)).unwrap_or_default();
    Some((base, ast.name(*name)?))
}

/// What a place in a function is recognised by in the other one.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Mark {
    kind: Kind,
    /// A call's function, what a statement is about, else the expression.
    text: String,
}

#[derive(PartialEq, Eq, Hash, Copy, Clone)]
enum Kind {
    Call,
    Expr(Discriminant<ExprKind>),
    Stmt(Discriminant<StmtKind>),
    Clause,
    /// A part of a construct that has a position of its own: `range`, a brace, a colon.
    Part(&'static str),
}

/// The places in a declaration in the order of the source.
fn marks(ast: &Ast, d: &Decl) -> Vec<(Pos, Mark)> {
    let within = |pos: Pos| pos.file == d.pos.file && d.start <= pos.offset && pos.offset < d.end;
    let list = |l: &[ExprId]| l.iter().map(|&e| expr_string(ast, e)).collect::<Vec<_>>().join(", ");
    let mut all: Vec<(Pos, Mark)> = Vec::new();
    let mut add = |pos: Pos, kind: Kind, text: String| {
        if within(pos) {
            all.push((pos, Mark { kind, text }));
        }
    };
    let braces = |add: &mut dyn FnMut(Pos, Kind, String), b: &Block, text: &str| {
        add(b.lbrace, Kind::Part("{"), text.into());
        add(b.rbrace, Kind::Part("}"), text.into());
    };
    for (id, e) in ast.exprs.iter().filter(|(_, e)| within(e.pos)) {
        let text = match &e.kind {
            ExprKind::Call { fun, .. } => expr_string(ast, *fun),
            ExprKind::FuncLit { body, .. } => {
                braces(&mut add, body, "func");
                String::new()
            }
            ExprKind::CompositeLit { rbrace, .. } => {
                add(*rbrace, Kind::Part("}"), "literal".into());
                expr_string(ast, id)
            }
            ExprKind::FuncType { params, results } => {
                for f in params.iter().chain(results) {
                    add(f.pos, Kind::Part("parameter"), expr_string(ast, f.typ));
                }
                expr_string(ast, id)
            }
            _ => expr_string(ast, id),
        };
        let kind = match &e.kind {
            ExprKind::Call { .. } => Kind::Call,
            kind => Kind::Expr(discriminant(kind)),
        };
        add(e.pos, kind, text);
    }
    for s in ast.stmts.values().filter(|s| within(s.pos)) {
        let text = match &s.kind {
            StmtKind::Assign { lhs, rhs, .. } => format!("{} = {}", list(lhs), list(rhs)),
            StmtKind::Return(values) => list(values),
            StmtKind::Expr(e) => expr_string(ast, *e),
            StmtKind::Block(b) => {
                braces(&mut add, b, "");
                String::new()
            }
            StmtKind::If { cond, then, .. } => {
                braces(&mut add, then, "if");
                expr_string(ast, *cond)
            }
            StmtKind::For { body, .. } => {
                braces(&mut add, body, "for");
                String::new()
            }
            StmtKind::Range { range_pos, body, x, .. } => {
                add(*range_pos, Kind::Part("range"), expr_string(ast, *x));
                braces(&mut add, body, "for");
                expr_string(ast, *x)
            }
            StmtKind::Switch { lbrace, rbrace, .. } | StmtKind::Select { lbrace, rbrace, .. } => {
                add(*lbrace, Kind::Part("{"), "switch".into());
                add(*rbrace, Kind::Part("}"), "switch".into());
                String::new()
            }
            _ => String::new(),
        };
        add(s.pos, Kind::Stmt(discriminant(&s.kind)), text);
    }
    for c in ast.clauses.values() {
        add(c.pos, Kind::Clause, c.cases.as_deref().map(list).unwrap_or_default());
        add(c.colon, Kind::Part(":"), String::new());
    }
    all.sort_by_key(|(p, _)| p.offset);
    all.dedup();
    all
}

/// Pairs positions of two declarations: the places of their longest common sequence of marks; of what is left, the n-th place with
/// some text with the n-th that has it there too, or else the n-th of its kind; what has no counterpart has the declaration's position.
fn pair(ast: &Ast, ours: DeclId, theirs: DeclId, positions: &mut FxHashMap<Pos, Pos>) {
    let (o, t) = (&ast.decls[ours], &ast.decls[theirs]);
    let (our_marks, their_marks) = (marks(ast, o), marks(ast, t));
    let (mut same, mut like) = (FxHashMap::<&Mark, Vec<Pos>>::default(), FxHashMap::<_, Vec<Pos>>::default());
    for (pos, mark) in &their_marks {
        like.entry(mark.kind).or_default().push(*pos);
        same.entry(mark).or_default().push(*pos);
    }
    for (i, j) in common_sequence(&our_marks, &their_marks) {
        positions.entry(our_marks[i].0).or_insert(their_marks[j].0);
    }
    let (mut of_same, mut of_like) = (FxHashMap::<&Mark, usize>::default(), FxHashMap::<_, usize>::default());
    let mut weak = Vec::new();
    for (pos, mark) in &our_marks {
        let next = |n: &mut usize| std::mem::replace(n, *n + 1);
        let m = next(of_like.entry(mark.kind).or_default());
        let n = next(of_same.entry(mark).or_default());
        match same.get(mark).and_then(|l| l.get(n)) {
            Some(&p) => {
                positions.entry(*pos).or_insert(p);
            }
            None => weak.push((*pos, like.get(&mark.kind).and_then(|l| l.get(m)).copied().unwrap_or(t.pos))),
        }
    }
    for (pos, p) in weak {
        positions.entry(pos).or_insert(p);
    }
    positions.insert(o.pos, t.pos);
    if let (DeclKind::Func { body: Some(a), .. }, DeclKind::Func { body: Some(b), .. }) = (&o.kind, &t.kind) {
        positions.insert(a.lbrace, b.lbrace);
        positions.insert(a.rbrace, b.rbrace);
    }
}

/// Which marks of two lists are the same in the common subsequence that has most calls, and of these the longest.
fn common_sequence(a: &[(Pos, Mark)], b: &[(Pos, Mark)]) -> Vec<(usize, usize)> {
    // What messages are about counts most.
    let weight = |m: &Mark| if m.kind == Kind::Call { 1 << 12 } else { 1 };
    // The weight of the one from a[i] and b[j] on.
    let mut weights = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let skipped = weights[i + 1][j].max(weights[i][j + 1]);
            let both = if a[i].1 == b[j].1 { weights[i + 1][j + 1] + weight(&a[i].1) } else { 0 };
            weights[i][j] = both.max(skipped);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i].1 == b[j].1 && weights[i][j] == weights[i + 1][j + 1] + weight(&a[i].1) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if weights[i + 1][j] >= weights[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts `ours` in the place of `theirs`; `pairs` are texts that begin at a position in ours, and what begins at the position that is
    /// shown for it in theirs.
    fn check_places(theirs: &str, ours: &str, pairs: &[(&str, &str)]) {
        let version = GoVersion { major: 1, minor: 27 };
        let (theirs, ours) = (format!("package p\n\n{theirs}"), format!("package p\n\n{ours}"));
        let mut ast = Ast::default();
        let their_file = add_file("theirs.go".into(), theirs.clone().into());
        escape_syntax::parse_file(&mut ast, their_file, version);
        let mut done = OwnBodies::default();
        done.file(&mut ast, "ours.go", ours.clone().into(), version);
        assert_eq!(done.errors, Vec::<String>::new());
        let begins = |text: &str, part: &str| text.find(part).map(|i| i as u32);
        for (part, expect) in pairs {
            let shown = done.positions.iter().find(|(p, _)| Some(p.offset) == begins(&ours, part)).map(|(_, q)| *q);
            let shown = shown.map(|q| (q.file, q.offset));
            assert_eq!(shown, begins(&theirs, expect).map(|i| (their_file, i)), "{part}");
        }
    }

    #[test]
    fn same_texts_are_paired_in_order() {
        check_places(
            "func f[T any](x []T) int { g(x); if len(x) == 0 { return 1 }; return h(x) }",
            "func f[T any](x []T) int { switch { case len(x) == 0: return 1 }; g(x); return h(x) }",
            &[("(x); return h", "(x); if"), ("return 1", "return 1"), ("return h", "return h"), ("(x) }", "(x) }")],
        );
    }

    #[test]
    fn order_counts_where_texts_are_many() {
        check_places(
            "func f[T any](x []T) { for range x { g() }; h(); for range x { k() } }",
            "func f[T any](x []T) { h(); for range x { k() } }",
            &[("range x", "range x { k"), ("() } }", "() } }")],
        );
    }

    #[test]
    fn else_kinds_are_paired_in_order() {
        check_places(
            "func f[T any](x []T) { for i := range x { g(i) }; return }",
            "func f[T any](x []T) { for at := range x[1:] { g(at) } }",
            &[("for at", "for i"), ("range x[1:]", "range x {"), ("x[1:]", "x {"), ("[1:]", "f[T")],
        );
    }

    #[test]
    fn methods_are_told_by_their_receivers() {
        check_places(
            "func (a *A[T]) f() {}; func (b *B[T]) f() { g() }",
            "func (b *B[T]) f() { h(); g() }",
            &[("f() { h", "f() { g"), ("() }", "() }")],
        );
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let mut ast = Ast::default();
        let mut done = OwnBodies::default();
        done.file(&mut ast, "ours.go", "package p; func f[T any]() {}".into(), GoVersion { major: 1, minor: 27 });
        assert_eq!(done.errors, ["ours.go:  f is not in the package, or here twice"]);
    }
}
