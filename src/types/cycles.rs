//! Cycles among declarations: which are fine, and how the others are reported (specification: "Type declarations").

use crate::check::Checker;
use crate::object::{Obj, ObjKind};
use crate::predicates::is_generic;
use crate::resolver::is_alias;
use crate::ty::{Type, TypeKind};
use crate::under::as_named;
use escape_source::Pos;
use escape_syntax::ast::DeclKind;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// Source order: by file name, then place.
pub fn cmp_pos(a: Pos, b: Pos) -> Ordering {
    if a.file == b.file || !a.is_known() || !b.is_known() {
        return a.offset.cmp(&b.offset);
    }
    let path = |p: Pos| &escape_source::file(p.file).path;
    path(a).cmp(path(b)).then(a.offset.cmp(&b.offset))
}

/// The place in the list of the object declared first in the source.
pub fn first_in_src(list: &[Obj]) -> usize {
    let mut first = 0;
    for (i, o) in list.iter().enumerate() {
        if cmp_pos(o.pos(), list[first].pos()) == Ordering::Less {
            first = i;
        }
    }
    first
}

impl<'a> Checker<'a> {
    /// Finds package-level types that are declared by nothing but one another's names.
    pub(crate) fn direct_cycles(&mut self) {
        // `Some(i)`: on the current path at i; `None`: done.
        let mut state: FxHashMap<Obj, Option<usize>> = FxHashMap::default();
        for start in self.objects.clone() {
            if !matches!(start.data().kind, ObjKind::TypeName) {
                continue;
            }
            let mut path: Vec<Obj> = Vec::new();
            let mut obj = start;
            loop {
                match state.get(&obj) {
                    Some(None) => break,
                    Some(&Some(i)) => {
                        obj.set_type(Type::INVALID);
                        let cycle = path[i..].to_vec();
                        self.cycle_error(&cycle, first_in_src(&cycle));
                        break;
                    }
                    None => {}
                }
                state.insert(obj, Some(path.len()));
                path.push(obj);
                let Some(DeclKind::Type { typ, .. }) = self.type_decl_of(obj) else { break };
                let Some(name) = self.ast.name(*typ) else { break };
                match self.scopes[self.package_scope].lookup(name) {
                    Some(next) if matches!(next.data().kind, ObjKind::TypeName) => obj = next,
                    _ => break,
                }
            }
            for obj in path {
                state.insert(obj, None);
            }
        }
    }

    /// Whether the cycle that ends at `obj` is allowed; reports it otherwise. Values may refer to one another through function
    /// bodies (initialisation order is checked later), types through type literals.
    pub(crate) fn valid_cycle(&mut self, obj: Obj) -> bool {
        let Some(&start) = self.obj_path_index.get(&obj) else { return true };
        let cycle = self.obj_path[start..].to_vec();
        let (mut values, mut defs) = (0, 0);
        for o in &cycle {
            match o.data().kind {
                ObjKind::Const { .. } | ObjKind::Var { .. } => values += 1,
                ObjKind::TypeName => {
                    if self.env.in_tparam_list && is_generic(o.typ()) {
                        return true;
                    }
                    if !is_alias(*o) {
                        defs += 1;
                    }
                }
                _ => {}
            }
        }
        if values == cycle.len() || values == 0 && defs > 0 {
            return true;
        }
        self.cycle_error(&cycle, first_in_src(&cycle));
        false
    }

    /// Reports a cycle of declarations, beginning with the one at `start`.
    pub fn cycle_error(&mut self, cycle: &[Obj], start: usize) {
        let name = |c: &Self, o: Obj| -> String {
            if let Some(t) = as_named(o.typ())
                && matches!(t.kind(), TypeKind::Named(n) if n.orig.is_some())
            {
                return c.type_string(t);
            }
            match o.pkg().map(|p| c.qualifier(p)) {
                Some(q) if !q.is_empty() => format!("{q}.{}", o.name()),
                _ => o.name().to_string(),
            }
        };
        let Some(&first) = cycle.get(start) else { return };
        let is_type = matches!(first.data().kind, ObjKind::TypeName);
        if is_type && let TypeKind::Alias(a) = first.typ().kind() {
            a.from_rhs.set(Type::INVALID);
        }
        let n = name(self, first);
        if cycle.len() == 1 {
            let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
            return self.error(first, format!("{what}: {n} refers to itself"));
        }
        let mut err = self.new_error();
        let head = if is_type {
            format!("invalid recursive type {n}")
        } else {
            format!("invalid cycle in declaration of {n}")
        };
        self.add_part(&mut err, first, head);
        let mut obj = first;
        for i in 0..cycle.len() {
            let next = cycle[(start + i + 1) % cycle.len()];
            let text = format!("{} refers to {}", name(self, obj), name(self, next));
            self.add_part(&mut err, obj, text);
            obj = next;
        }
        self.report(err);
    }

    /// Whether a type has come as far as having an underlying type; reports the cycle otherwise.
    pub fn is_complete(&mut self, t: Type) -> bool {
        let mut t = t;
        // A chain of names is finite once `direct_cycles` has run; local types may still loop.
        for _ in 0..10_000 {
            let (obj, rhs) = match t.kind() {
                TypeKind::Alias(a) => (a.obj, a.from_rhs.get()),
                TypeKind::Named(n) => (n.obj, n.from_rhs.get()),
                _ => return true,
            };
            let is_instance = matches!(t.kind(), TypeKind::Named(n) if n.orig.is_some());
            if !is_instance && let Some(&i) = self.obj_path_index.get(&obj) {
                let cycle = self.obj_path[i..].to_vec();
                self.cycle_error(&cycle, first_in_src(&cycle));
                return false;
            }
            match rhs {
                Some(r) => t = r,
                None => return true,
            }
        }
        true
    }
}
