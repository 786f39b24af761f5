//! What gc rejects after its type checker is satisfied: interfaces that contain themselves anonymously, functions without a
//! body, misplaced directives.

use crate::check::Checker;
use crate::ty::{Type, TypeKind};
use crate::under::unalias;
use escape_syntax::ast::{DeclKind, ExprKind};
use rustc_hash::FxHashMap;

/// Finds interface types without a name that contain themselves.
#[derive(Default)]
struct CycleFinder {
    cyclic: FxHashMap<Type, bool>,
}

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
        for (e, x) in ast.exprs.iter() {
            if !matches!(x.kind, ExprKind::InterfaceType { .. }) {
                continue;
            }
            let Some(t) = self.info.types[e].typ else { continue };
            if finder.has_cycle(unalias(t)) {
                self.error(
                    x.pos,
                    "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)",
                );
                finder.cyclic.clear();
            }
        }
        if !self.errors.is_empty() {
            return;
        }
        for file in &ast.files {
            for &decl in &file.decls {
                let d = &ast.decls[decl];
                if let DeclKind::Func { name, body: None, .. } = &d.kind
                    && !self.allow_bodyless
                {
                    let linked = ast.name(*name).is_some_and(|n| file.linknames.iter().any(|l| l.local == n));
                    if !linked {
                        self.error(d.pos, "missing function body");
                    }
                }
            }
        }
    }
}
