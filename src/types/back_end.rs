//! What gc rejects only in its back end: types, frames and variables that are too large, operands that `print` has no form for.
//!
//! The model: each check runs only when those before it found nothing, as gc stops between its phases; frames and variables
//! are one phase. Frames are judged by arguments and results alone: what locals need depends on what escapes, which the model
//! knows. Instances of generic functions are not looked at.

use crate::check::Checker;
use crate::constant::Const;
use crate::object::{BuiltinId, ObjKind, VarKind};
use crate::predicates::deref;
use crate::sizes::size_of;
use crate::ty::{Type, TypeKind};
use crate::under::{named, unalias, underlying};
use escape_source::{Pos, intern};
use escape_syntax::ast::{ClauseId, DeclId, DeclKind, ExprKind, StmtId, StmtKind};

fn is_generic(func: Type) -> bool {
    match func.kind() {
        TypeKind::Signature(sig) => !sig.tparams().is_empty() || !sig.recv_tparams().is_empty(),
        _ => true,
    }
}

/// Whether a type is not laid out as it stands: a type parameter, a generic type or an instance of one.
fn generic(t: Type) -> bool {
    match unalias(t).kind() {
        TypeKind::Named(n) => n.tparams.get().is_some_and(|l| !l.is_empty()) || !n.targs.is_empty(),
        TypeKind::TypeParam(_) => true,
        _ => false,
    }
}

/// What gc says of the frame of a function of that type whose locals need that many bytes, if it is too large.
pub fn frame_too_large(func: Type, locals: i64) -> Option<String> {
    let TypeKind::Signature(sig) = func.kind() else { return None };
    let vars = sig.recv().into_iter().chain(sig.params().iter().copied()).chain(sig.results().iter().copied());
    let args = vars.fold(0i64, |sum, v| sum.saturating_add(size_of(v.typ()).max(0)));
    (locals.max(args) >= 1 << 30)
        .then(|| format!("stack frame too large (>1GB): {} MB locals + {} MB args", locals >> 20, args >> 20))
}

/// What is wrong with a type's size.
struct TooLarge {
    texts: Vec<String>,
    /// Maps count. gc does not look at those that are fields of a declared type.
    maps: bool,
}

/// Whether the position is in one of the stretches, each given by its start and end.
fn within(stretches: &[(Pos, u32)], pos: Pos) -> bool {
    stretches.iter().any(|(start, end)| start.file == pos.file && (start.offset..*end).contains(&pos.offset))
}

impl<'a> Checker<'a> {
    pub(crate) fn back_end_checks(&mut self) {
        for check in [Checker::types_too_large, Checker::operands_of_print] {
            check(self);
            if !self.errors.is_empty() {
                return;
            }
        }
        self.symbols_too_large();
        self.frames_too_large();
    }

    /// Types too large. gc lays out a declaration's types when it reads it, a method's with its type, a local variable's where that
    /// stands, and a literal's with the function.
    fn types_too_large(&mut self) {
        let ast = self.ast;
        let mut laid_out: Vec<(Pos, Type)> = Vec::new();
        let mut unused_maps = Vec::new();
        for (e, x) in ast.exprs.iter() {
            let Some(obj) = self.info.defs[e] else { continue };
            let t = obj.typ();
            match &obj.data().kind {
                ObjKind::Var { kind: VarKind::Package | VarKind::Local, .. } => match underlying(t).kind() {
                    TypeKind::Chan { .. } => laid_out.push((x.pos, underlying(t))),
                    _ => laid_out.push((x.pos, t)),
                },
                ObjKind::TypeName
                    if !matches!(t.kind(), TypeKind::Alias(_) | TypeKind::TypeParam(_)) && !generic(t) =>
                {
                    let u = underlying(t);
                    let is_used = || self.info.uses.values().any(|&o| o == Some(obj));
                    let late = matches!(u.kind(), TypeKind::Map { .. }) && !is_used();
                    if late { &mut unused_maps } else { &mut laid_out }.push((x.pos, u));
                }
                ObjKind::Func { .. } if !is_generic(t) => {
                    let TypeKind::Signature(sig) = t.kind() else { continue };
                    let recv = sig.recv().and_then(|r| named(deref(r.typ()).0));
                    laid_out.push((recv.map_or(x.pos, |n| n.obj.pos()), t));
                }
                _ => {}
            }
        }
        let bodies = self.generic_bodies();
        for (e, x) in ast.exprs.iter().filter(|(_, x)| matches!(x.kind, ExprKind::FuncLit { .. })) {
            let Some(t) = self.info.types[e].typ.filter(|_| !within(&bodies, x.pos)) else { continue };
            let mut decls = ast.files.iter().flat_map(|f| &f.decls).map(|&d| &ast.decls[d]);
            let around = decls.find(|d| within(&[(d.pos, d.end)], x.pos));
            let known = laid_out.iter().any(|&(_, l)| l == t);
            laid_out.extend(around.filter(|_| !known).map(|d| (d.pos, t)));
        }
        for list in [laid_out, unused_maps] {
            for (pos, t) in list {
                let mut found = TooLarge { texts: Vec::new(), maps: !matches!(t.kind(), TypeKind::Struct(_)) };
                self.too_large(t, 0, &mut found);
                found.texts.into_iter().for_each(|text| self.error(pos, text));
            }
            // gc lays out maps that only a type's name stands for when it has compiled the functions.
            if !self.errors.is_empty() {
                return;
            }
        }
    }

    /// Arguments and results of functions: gc counts them as part of the frame.
    fn frames_too_large(&mut self) {
        let ast = self.ast;
        let mut frames: Vec<(Pos, Type)> = Vec::new();
        for decl in ast.files.iter().flat_map(|f| &f.decls).map(|&d| &ast.decls[d]) {
            if let DeclKind::Func { name, body: Some(_), .. } = &decl.kind
                && let Some(obj) = self.info.defs[*name]
                && !is_generic(obj.typ())
            {
                frames.push((decl.pos, obj.typ()));
            }
        }
        let generic = self.generic_bodies();
        let literals = ast.exprs.iter().filter(|(_, x)| matches!(x.kind, ExprKind::FuncLit { .. }));
        let literals = literals.filter_map(|(e, x)| Some((x.pos, self.info.types[e].typ?)));
        frames.extend(literals.filter(|&(pos, _)| !within(&generic, pos)));
        for (pos, t) in frames {
            if let Some(text) = frame_too_large(t, 0) {
                self.error(pos, text);
            }
        }
    }

    /// `print` has no form for arrays and structs. What is never run gets no code.
    fn operands_of_print(&mut self) {
        let ast = self.ast;
        let mut found = Vec::new();
        for x in ast.exprs.values() {
            let ExprKind::Call { fun, args, .. } = &x.kind else { continue };
            let called = self.info.uses[ast.unparen(*fun)].map(|o| &o.data().kind);
            let name = match called {
                Some(ObjKind::Builtin(id @ (BuiltinId::Print | BuiltinId::Println))) => id.name(),
                _ => continue,
            };
            let types = args.iter().filter_map(|&a| self.info.types[a].typ);
            // A call may give several.
            let types = types.flat_map(|t| match t.kind() {
                TypeKind::Tuple(values) => values.iter().map(|v| v.typ()).collect(),
                _ => vec![t],
            });
            let odd = types.filter(|&t| matches!(underlying(t).kind(), TypeKind::Array { .. } | TypeKind::Struct(_)));
            found.extend(odd.map(|t| (x.pos, name, t)));
        }
        if found.is_empty() {
            return;
        }
        let mut skipped = self.generic_bodies();
        skipped.extend(self.dead_branches());
        for (pos, name, t) in found.into_iter().filter(|f| !within(&skipped, f.0)) {
            let shown = self.type_string(t).replace("struct{", "struct {");
            self.error(pos, format!("illegal types for operand: {name}\n\t{shown}"));
        }
    }

    /// Variables of the package that no object file can hold. gc is then at the end of the last function.
    fn symbols_too_large(&mut self) {
        const LIMIT: i64 = 2_000_000_000;
        let ast = self.ast;
        let functions = ast.files.iter().flat_map(|f| &f.decls).map(|&d| &ast.decls[d]);
        let mut last = functions.filter_map(|d| match &d.kind {
            DeclKind::Func { body: Some(b), .. } => Some(self.last_of(&b.stmts).unwrap_or(d.pos)),
            _ => None,
        });
        let last = last.next_back();
        let vars = |d: &DeclKind| match d {
            DeclKind::Var { names, .. } => names.clone(),
            _ => Vec::new(),
        };
        let names: Vec<_> = ast.files.iter().flat_map(|f| &f.decls).flat_map(|&d| vars(&ast.decls[d].kind)).collect();
        for name in names {
            let Some(obj) = self.info.defs[name] else { continue };
            let bytes = size_of(obj.typ());
            if bytes > LIMIT && obj.name().as_str() != "_" {
                let path = if self.pkg.name().as_str() == "main" { intern("main") } else { self.pkg.path() };
                let text = format!("{path}.{}: symbol too large ({bytes} bytes > {LIMIT} bytes)", obj.name());
                self.error(last.unwrap_or(obj.pos()), text);
            }
        }
    }

    fn last_of(&self, list: &[StmtId]) -> Option<Pos> {
        list.iter().rev().find_map(|&s| self.last_statement(s))
    }

    /// Where the last statement stands that gc's walk over this one comes to; of blocks and declarations without code there is
    /// nothing left then.
    fn last_statement(&self, s: StmtId) -> Option<Pos> {
        let stmt = &self.ast.stmts[s];
        let last_clause = |list: &[ClauseId]| list.last().map(|&c| &self.ast.clauses[c]);
        let has_code = |d: &DeclId| matches!(self.ast.decls[*d].kind, DeclKind::Var { .. });
        let inner = match &stmt.kind {
            StmtKind::Empty => return None,
            StmtKind::Block(b) => return self.last_of(&b.stmts),
            StmtKind::Decl(list) if !list.iter().any(has_code) => return None,
            StmtKind::Labeled { stmt, .. } => self.last_statement(*stmt),
            StmtKind::If { then, els, .. } => {
                els.and_then(|s| self.last_statement(s)).or_else(|| self.last_of(&then.stmts))
            }
            StmtKind::For { post, body, .. } => {
                self.last_of(&body.stmts).or_else(|| post.and_then(|s| self.last_statement(s)))
            }
            StmtKind::Range { range_pos, .. } => Some(*range_pos),
            StmtKind::Switch { clauses, .. } => last_clause(clauses).map(|c| self.last_of(&c.body).unwrap_or(c.pos)),
            StmtKind::Select { clauses, .. } => last_clause(clauses).and_then(|c| self.last_of(&c.body)),
            _ => None,
        };
        Some(inner.unwrap_or(stmt.pos))
    }

    /// Where generic functions stand: they are compiled as instances.
    fn generic_bodies(&self) -> Vec<(Pos, u32)> {
        let decls = self.ast.files.iter().flat_map(|f| &f.decls).map(|&d| &self.ast.decls[d]);
        let generic = decls.filter(|d| match &d.kind {
            DeclKind::Func { name, .. } => self.info.defs[*name].is_some_and(|o| is_generic(o.typ())),
            _ => false,
        });
        generic.map(|d| (d.pos, d.end)).collect()
    }

    /// What stands under a condition that is constant, and what stands behind a `return`.
    fn dead_branches(&self) -> Vec<(Pos, u32)> {
        let ast = self.ast;
        let mut dead = Vec::new();
        let mut after_return = |list: &[StmtId]| {
            let end = list.iter().position(|&s| matches!(ast.stmts[s].kind, StmtKind::Return(_)));
            let rest = end.and_then(|i| list.get(i + 1..)).unwrap_or_default();
            let rest = rest.iter().take_while(|&&s| !matches!(ast.stmts[s].kind, StmtKind::Labeled { .. }));
            dead.extend(rest.map(|&s| (ast.stmts[s].pos.at(ast.stmts[s].start), ast.stmts[s].end)));
        };
        for decl in ast.decls.values() {
            if let DeclKind::Func { body: Some(b), .. } = &decl.kind {
                after_return(&b.stmts);
            }
        }
        ast.clauses.values().for_each(|c| after_return(&c.body));
        for s in ast.stmts.values() {
            match &s.kind {
                StmtKind::Block(b) => after_return(&b.stmts),
                StmtKind::If { then, .. } => after_return(&then.stmts),
                StmtKind::For { body, .. } | StmtKind::Range { body, .. } => after_return(&body.stmts),
                _ => {}
            }
        }
        for s in ast.stmts.values() {
            let StmtKind::If { cond, then, els, .. } = &s.kind else { continue };
            match &self.info.types[*cond].value {
                Some(Const::Bool(true)) => {
                    dead.extend(els.map(|e| (ast.stmts[e].pos.at(ast.stmts[e].start), ast.stmts[e].end)));
                }
                Some(Const::Bool(false)) => dead.push((then.lbrace, then.rbrace.offset)),
                _ => {}
            }
        }
        dead
    }

    /// What is wrong with the sizes of a type and its parts; what is behind a name is wrong at that name.
    fn too_large(&self, t: Type, depth: u32, found: &mut TooLarge) {
        if depth > 20 || generic(t) {
            return;
        }
        let part = |t: Type, found: &mut TooLarge| {
            self.too_large(t, depth + 1, found);
            if generic(t) { 0 } else { size_of(t) }
        };
        let t = unalias(t);
        match t.kind() {
            TypeKind::Chan { elem, .. } => {
                let large = part(*elem, found) >= 1 << 16;
                found.texts.extend(large.then(|| "channel element type too large (>64kB)".to_string()));
            }
            TypeKind::Map { key, elem } if found.maps => {
                let sizes = [("element", part(*elem, found)), ("key", part(*key, found))];
                let large = sizes.iter().filter(|(_, size)| *size >= 1 << 31);
                found.texts.extend(large.map(|(what, _)| format!("map {what} type too large")));
            }
            TypeKind::Array { elem, .. } => {
                if generic(*elem) {
                    return;
                }
                if (0..1 << 50).contains(&size_of(t)) {
                    part(*elem, found);
                } else {
                    found.texts.push(format!("type {} larger than address space", self.type_string(t)));
                }
            }
            TypeKind::Pointer(e) | TypeKind::Slice(e) => {
                part(*e, found);
            }
            TypeKind::Struct(s) => s.fields.iter().for_each(|f| {
                part(f.typ(), found);
            }),
            TypeKind::Signature(s) => s.params().iter().chain(s.results()).for_each(|v| {
                part(v.typ(), found);
            }),
            TypeKind::Interface(i) => i.methods().iter().for_each(|m| {
                part(m.typ(), found);
            }),
            _ => {}
        }
    }
}
