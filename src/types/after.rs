//! What gc rejects after its type checker is satisfied: interfaces that contain themselves anonymously, functions without a
//! body, misplaced directives.

use crate::check::Checker;
use crate::object::{Obj, ObjKind};
use crate::sizes::size_of;
use crate::ty::{Type, TypeKind};
use crate::under::{unalias, underlying};
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
            self.size_checks();
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

    /// Types too large for gc's back end, reported where a variable or type of that kind is declared.
    fn size_checks(&mut self) {
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
        if !self.errors.is_empty() {
            return;
        }
        for file in &ast.files {
            for &decl in &file.decls {
                let DeclKind::Func { name, body: Some(_), .. } = &ast.decls[decl].kind else { continue };
                let Some(TypeKind::Signature(sig)) = self.info.defs[*name].map(|o| o.typ().kind()) else { continue };
                if !sig.tparams().is_empty() || !sig.recv_tparams().is_empty() {
                    continue;
                }
                let bytes: i64 = sig.params().iter().chain(sig.results()).map(|p| size_of(p.typ()).max(0)).sum();
                if bytes >= 1 << 30 {
                    let text = format!("stack frame too large (>1GB): 0 MB locals + {} MB args", bytes >> 20);
                    self.error(*name, text);
                }
            }
        }
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
