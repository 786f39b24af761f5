//! What gc rejects only in its back end: types, frames and variables that are too large, operands that `print` has no form for.
//!
//! The model: each check runs only when those before it found nothing, as gc stops between its phases. Frames are judged by
//! arguments and results alone: what locals need depends on what escapes and what is optimised away. Instances of generic
//! functions are not looked at.

use crate::check::Checker;
use crate::constant::Const;
use crate::object::{BuiltinId, ObjKind};
use crate::sizes::size_of;
use crate::ty::{Type, TypeKind};
use crate::under::{unalias, underlying};
use escape_source::{Pos, intern};
use escape_syntax::ast::{ClauseId, DeclKind, ExprKind, StmtId, StmtKind};

fn is_generic(func: Type) -> bool {
    match func.kind() {
        TypeKind::Signature(sig) => !sig.tparams().is_empty() || !sig.recv_tparams().is_empty(),
        _ => true,
    }
}

/// Whether the position is in one of the stretches, each given by its start and end.
fn within(stretches: &[(Pos, u32)], pos: Pos) -> bool {
    stretches.iter().any(|(start, end)| start.file == pos.file && (start.offset..*end).contains(&pos.offset))
}

impl<'a> Checker<'a> {
    pub(crate) fn back_end_checks(&mut self) {
        let checks = [Checker::types_too_large, Checker::operands_of_print, Checker::frames_too_large];
        for check in checks {
            check(self);
            if !self.errors.is_empty() {
                return;
            }
        }
        self.symbols_too_large();
    }

    /// Types too large, reported where a variable or type of that kind is declared.
    fn types_too_large(&mut self) {
        let ast = self.ast;
        for (e, x) in ast.exprs.iter() {
            let Some(obj) = self.info.defs[e] else { continue };
            let t = obj.typ();
            match obj.data().kind {
                ObjKind::Var { .. } if !obj.is_field() => {}
                ObjKind::TypeName if !matches!(t.kind(), TypeKind::Alias(_) | TypeKind::TypeParam(_)) => {}
                _ => continue,
            }
            if let Some(text) = self.too_large(t, 0) {
                self.error(x.pos, text);
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
            let TypeKind::Signature(sig) = t.kind() else { continue };
            let vars = sig.recv().into_iter().chain(sig.params().iter().copied()).chain(sig.results().iter().copied());
            let bytes = vars.fold(0i64, |sum, v| sum.saturating_add(size_of(v.typ()).max(0)));
            if bytes >= 1 << 30 {
                self.error(pos, format!("stack frame too large (>1GB): 0 MB locals + {} MB args", bytes >> 20));
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
                Some(ObjKind::Builtin(BuiltinId::Print)) => "print",
                Some(ObjKind::Builtin(BuiltinId::Println)) => "println",
                _ => continue,
            };
            let types = args.iter().filter_map(|&a| self.info.types[a].typ);
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
            DeclKind::Func { body: Some(b), .. } => Some(b.stmts.last().map_or(d.pos, |&s| self.last_statement(s))),
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

    /// Where the last statement stands that gc's walk over this one comes to.
    fn last_statement(&self, s: StmtId) -> Pos {
        let stmt = &self.ast.stmts[s];
        let last_of = |list: &[StmtId]| list.last().copied();
        let clause = |list: &[ClauseId]| list.last().and_then(|&c| last_of(&self.ast.clauses[c].body));
        let inner = match &stmt.kind {
            StmtKind::Labeled { stmt, .. } => Some(*stmt),
            StmtKind::Block(b) => last_of(&b.stmts),
            StmtKind::If { els: Some(s), .. } => Some(*s),
            StmtKind::If { then, .. } => last_of(&then.stmts),
            StmtKind::For { post, body, .. } => last_of(&body.stmts).or(*post),
            StmtKind::Range { range_pos, .. } => return *range_pos,
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => clause(clauses),
            _ => None,
        };
        inner.map_or(stmt.pos, |s| self.last_statement(s))
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

    fn too_large(&self, t: Type, depth: u32) -> Option<String> {
        // What is behind a name is reported at its declaration, arrays apart.
        if depth > 20 {
            return None;
        }
        let generic = |t: Type| match unalias(t).kind() {
            TypeKind::Named(n) => n.tparams.get().is_some_and(|l| !l.is_empty()) || !n.targs.is_empty(),
            TypeKind::TypeParam(_) => true,
            _ => false,
        };
        if generic(t) {
            return None;
        }
        let u = if depth == 0 { underlying(t) } else { unalias(t) };
        match u.kind() {
            TypeKind::Chan { elem, .. } => {
                if generic(*elem) {
                    return None;
                }
                (size_of(*elem) >= 1 << 16).then(|| "channel element type too large (>64kB)".to_string())
            }
            TypeKind::Array { elem, .. } => {
                if generic(*elem) {
                    return None;
                }
                let size = size_of(u);
                if !(0..1 << 50).contains(&size) {
                    return Some(format!("type {} larger than address space", self.type_string(u)));
                }
                self.too_large(*elem, depth + 1)
            }
            TypeKind::Struct(s) => s.fields.iter().find_map(|f| self.too_large(f.typ(), depth + 1)),
            TypeKind::Pointer(e) | TypeKind::Slice(e) => self.too_large(*e, depth + 1),
            _ => None,
        }
    }
}
