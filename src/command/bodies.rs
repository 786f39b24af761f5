//! Our own bodies of the library's generic functions, put in the place of Go's when the bundled library is measured.
//!
//! The model: src/std/PATH/*.go hold functions with the names and signatures of package PATH's. Each replaces the declaration of its
//! name before the package is checked, so that the only bodies in the data are ours; everything else of the package is measured
//! as it is. Messages show positions of gc's library: what stands in one of our functions gets the position of the construct
//! of the same text (or at least kind) and number in the function that it replaces, or of that function, where there is none.

use escape_source::{Pos, Symbol, add_file};
use escape_syntax::ast::{Ast, Decl, DeclId, DeclKind, ExprId, ExprKind, GoVersion, StmtKind};
use escape_syntax::print::expr_string;
use rustc_hash::FxHashMap;
use std::mem::{Discriminant, discriminant};

/// What was put in.
#[derive(Default)]
pub struct Substituted {
    /// The declarations that are ours.
    pub decls: Vec<DeclId>,
    /// Of each position in them: the position to show.
    pub positions: FxHashMap<Pos, Pos>,
    /// What of ours has no counterpart.
    pub errors: Vec<String>,
}

/// Puts in the functions of the Go files in `dir`, if there are any.
pub fn substitute(ast: &mut Ast, dir: &str, version: GoVersion) -> Substituted {
    let mut done = Substituted::default();
    let mut names: Vec<_> = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "go"));
    names.sort();
    for path in names {
        let Ok(text) = std::fs::read(&path) else { continue };
        let file = add_file(path.to_string_lossy().into_owned(), text);
        for e in escape_syntax::parse_file(ast, file, version) {
            done.errors.push(format!("{}: {}", path.display(), e.text));
        }
        let Some(ours) = ast.files.pop() else { continue };
        for d in ours.decls {
            let Some(key) = key(ast, d) else { continue };
            let found = ast.files.iter().enumerate().find_map(|(i, f)| {
                let j = f.decls.iter().position(|&t| self::key(ast, t).as_ref() == Some(&key))?;
                Some((i, j))
            });
            let Some((i, j)) = found else {
                done.errors.push(format!("{}: the package has no {} {}", path.display(), key.0, key.1));
                continue;
            };
            let theirs = std::mem::replace(&mut ast.files[i].decls[j], d);
            ast.decls[d].pragma = ast.decls[theirs].pragma;
            pair(ast, d, theirs, &mut done.positions);
            done.decls.push(d);
        }
    }
    done
}

/// Receiver's type name (empty for a function) and name.
fn key(ast: &Ast, d: DeclId) -> Option<(Symbol, Symbol)> {
    let DeclKind::Func { recv, name, .. } = &ast.decls[d].kind else { return None };
    let mut base = Symbol::default();
    let mut at = recv.as_ref().map(|r| r.typ);
    while let Some(t) = at {
        at = match &ast.exprs[t].kind {
            ExprKind::Paren(x) | ExprKind::Unary { x, .. } | ExprKind::Index { x, .. } => Some(*x),
            _ => {
                base = ast.name(t).unwrap_or_default();
                None
            }
        };
    }
    Some((base, ast.name(*name)?))
}

/// What a construct is recognised by in the other function.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Mark {
    kind: (Option<Discriminant<ExprKind>>, Option<Discriminant<StmtKind>>),
    /// A call's function, an assignment's sides, else the expression.
    text: String,
}

/// The constructs of a declaration in the order of the source.
fn marks(ast: &Ast, d: &Decl) -> Vec<(Pos, Mark)> {
    let within = |pos: Pos| pos.file == d.pos.file && d.start <= pos.offset && pos.offset < d.end;
    let list = |l: &[ExprId]| l.iter().map(|&e| expr_string(ast, e)).collect::<Vec<_>>().join(", ");
    let exprs = ast.exprs.iter().filter(|(_, e)| within(e.pos)).map(|(id, e)| {
        let text = match &e.kind {
            ExprKind::Call { fun, .. } => expr_string(ast, *fun),
            ExprKind::FuncLit { .. } => String::new(),
            _ => expr_string(ast, id),
        };
        (e.pos, Mark { kind: (Some(discriminant(&e.kind)), None), text })
    });
    let stmts = ast.stmts.values().filter(|s| within(s.pos)).map(|s| {
        let text = match &s.kind {
            StmtKind::Assign { lhs, rhs, .. } => format!("{} = {}", list(lhs), list(rhs)),
            _ => String::new(),
        };
        (s.pos, Mark { kind: (None, Some(discriminant(&s.kind))), text })
    });
    let mut all: Vec<(Pos, Mark)> = exprs.chain(stmts).collect();
    all.sort_by_key(|(p, _)| p.offset);
    all.dedup();
    all
}

/// Pairs positions of two declarations: the n-th construct with some text with the n-th that has it there too, or else the n-th
/// of its kind.
fn pair(ast: &Ast, ours: DeclId, theirs: DeclId, positions: &mut FxHashMap<Pos, Pos>) {
    let (o, t) = (&ast.decls[ours], &ast.decls[theirs]);
    let (mut same, mut like) = (FxHashMap::<Mark, Vec<Pos>>::default(), FxHashMap::<_, Vec<Pos>>::default());
    for (pos, mark) in marks(ast, t) {
        like.entry(mark.kind).or_default().push(pos);
        same.entry(mark).or_default().push(pos);
    }
    let (mut of_same, mut of_like) = (FxHashMap::<Mark, usize>::default(), FxHashMap::<_, usize>::default());
    let mut weak = Vec::new();
    for (pos, mark) in marks(ast, o) {
        let next = |n: &mut usize| std::mem::replace(n, *n + 1);
        let m = next(of_like.entry(mark.kind).or_default());
        let n = next(of_same.entry(mark.clone()).or_default());
        match same.get(&mark).and_then(|l| l.get(n)) {
            Some(&p) => {
                positions.entry(pos).or_insert(p);
            }
            None => weak.push((pos, like.get(&mark.kind).and_then(|l| l.get(m)).copied().unwrap_or(t.pos))),
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
