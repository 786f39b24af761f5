//! What gc rejects after its type checker is satisfied: interfaces that contain themselves anonymously, functions without a
//! body, misplaced directives.

use crate::check::Checker;
use crate::object::{Obj, ObjKind};
use crate::ty::{Type, TypeKind};
use crate::under::unalias;
use escape_source::{Pos, intern};
use escape_syntax::ast::{DeclKind, ExprKind, GoVersion, Pragma};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds interface types without a name that contain themselves.
#[derive(Default)]
struct CycleFinder {
    cyclic: FxHashMap<Type, bool>,
}

/// What the linker says of a program without `main`; gc has compiled it, and said what `-m` says, by then.
pub const NO_MAIN: &str = "runtime.main_main·f: function main is undeclared in the main package";

impl CycleFinder {
    fn has_cycle(&mut self, iface: Type) -> bool {
        let set = crate::typeset::type_set(iface);
        set.methods.iter().any(|m| self.visit(m.typ()))
    }

    fn visit(&mut self, t: Type) -> bool {
        let mut t = t;
        loop {
            t = unalias(t);
            t = match t.kind() {
                TypeKind::Pointer(e) | TypeKind::Slice(e) => *e,
                TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => *elem,
                TypeKind::Map { key, elem } => {
                    if self.visit(*key) {
                        return true;
                    }
                    *elem
                }
                TypeKind::Struct(s) => return s.fields.iter().any(|f| self.visit(f.typ())),
                TypeKind::Tuple(v) => return v.iter().any(|f| self.visit(f.typ())),
                TypeKind::Signature(s) => return s.params().iter().chain(s.results()).any(|f| self.visit(f.typ())),
                TypeKind::Interface(i) => {
                    if i.methods().is_empty() && i.embeddeds().is_empty() {
                        return false;
                    }
                    if let Some(&c) = self.cyclic.get(&t) {
                        return c;
                    }
                    self.cyclic.insert(t, true);
                    if self.has_cycle(t) {
                        return true;
                    }
                    self.cyclic.insert(t, false);
                    return false;
                }
                _ => return false,
            };
        }
    }
}

impl<'a> Checker<'a> {
    pub(crate) fn after_checks(&mut self) {
        let ast = self.ast;
        let mut finder = CycleFinder::default();
        // Outermost interfaces only, in source order.
        let mut interfaces: Vec<_> =
            ast.exprs.iter().filter(|(_, x)| matches!(x.kind, ExprKind::InterfaceType { .. })).collect();
        let file = |pos: Pos| ast.files.iter().position(|f| f.id == pos.file);
        interfaces.sort_by_key(|(_, x)| (file(x.pos), x.start, std::cmp::Reverse(x.end)));
        let mut covered: Option<(escape_source::FileId, u32)> = None;
        for (e, x) in interfaces {
            if covered.is_some_and(|(f, end)| f == x.pos.file && x.start < end) {
                continue;
            }
            covered = Some((x.pos.file, x.end));
            let Some(t) = self.info.types[e].typ else { continue };
            if finder.has_cycle(unalias(t)) {
                self.error(
                    x.pos,
                    "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)",
                );
                // One report of a cycle is enough.
                finder.cyclic.values_mut().for_each(|c| *c = false);
            }
        }
        if !self.errors.is_empty() {
            return;
        }
        self.directive_checks();
        if self.errors.is_empty() {
            self.back_end_checks();
        }
        // The linker's complaint.
        let is_main = self.pkg.name().as_str() == "main" && !self.allow_bodyless;
        if self.errors.is_empty() && is_main && self.scopes[self.package_scope].lookup(intern("main")).is_none() {
            self.error(Pos::NONE, NO_MAIN);
        }
    }

    /// Directives that refer to nothing they may, and functions without a body.
    fn directive_checks(&mut self) {
        let ast = self.ast;
        let mut linked: FxHashSet<Obj> = FxHashSet::default();
        for file in &ast.files {
            let imports = |path: &str| {
                file.decls.iter().any(|&d| match &ast.decls[d].kind {
                    DeclKind::Import { path: e, .. } => {
                        matches!(&ast.exprs[*e].kind, ExprKind::BasicLit { text, .. } if text.trim_matches(['"', '`']) == path)
                    }
                    _ => false,
                })
            };
            let (has_unsafe, has_embed) = (imports("unsafe"), imports("embed"));
            for l in &file.linknames {
                if !has_unsafe {
                    self.error(l.pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
                    continue;
                }
                let obj = self.scopes[self.package_scope].lookup(l.local);
                match obj.filter(|o| matches!(o.data().kind, ObjKind::Func { .. } | ObjKind::Var { .. })) {
                    None if self.version >= GoVersion::go1(18) => {
                        self.error(l.pos, "//go:linkname must refer to declared function or variable");
                    }
                    Some(obj) if !linked.insert(obj) => {
                        self.error(l.pos, format!("duplicate //go:linkname for {}", l.local));
                    }
                    _ => {}
                }
            }
            if !has_embed && let Some((pos, _)) = file.embeds.first() {
                self.error(*pos, "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)");
            }
        }
        for (pos, text) in ast.files.iter().flat_map(|f| &f.late_errors) {
            self.error(*pos, text.clone());
        }
        for file in &ast.files {
            for &decl in &file.decls {
                let d = &ast.decls[decl];
                let DeclKind::Func { recv, name, body, .. } = &d.kind else { continue };
                if d.pragma.contains(Pragma::SYSTEMSTACK | Pragma::NOSPLIT) {
                    self.error(d.pos, "go:nosplit and go:systemstack cannot be combined");
                }
                if body.is_some() {
                    if d.pragma.contains(Pragma::NOESCAPE) {
                        self.error(d.pos, "can only use //go:noescape with external func implementations");
                    }
                    continue;
                }
                if ast.name(*name).is_some_and(|n| n.as_str() == "_") {
                    continue;
                }
                let obj = self.info.defs[*name];
                let is_linked = recv.is_none() && obj.is_some_and(|o| linked.contains(&o));
                if !self.allow_bodyless && !is_linked {
                    self.error(d.pos, "missing function body");
                }
            }
        }
    }
}
