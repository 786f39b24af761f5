//! Whose bodies a package's export data holds (facts.md §7.4: a foreign callee "must have a body available").
//!
//! Export data starts at the package's exported declarations and holds whatever they mention: types with their methods,
//! the bodies of inlinable functions of the package, of foreign functions that were inlined somewhere in it, and of generic ones, and
//! what those bodies mention in turn. Everything else is unknown to importers, even if it could be inlined.

use crate::expand::is_generic;
use crate::ir::Unit;
use escape_source::FileId;
use escape_syntax::ast::DeclKind;
use escape_types::named::{origin, origin_methods};
use escape_types::under::{unalias, underlying};
use escape_types::{Obj, ObjKind, Type, TypeKind, TypedPackage, VarKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What importers of a package find of functions' bodies.
#[derive(Default)]
pub struct Exports {
    /// Functions whose bodies are there.
    bodies: FxHashSet<Obj>,
    /// Package-level objects that the package's own bodies mention, by function.
    mentions: FxHashMap<Obj, Vec<Obj>>,
}

impl Exports {
    /// Whether the function's body is there.
    pub fn has_body(&self, func: Obj) -> bool {
        self.bodies.contains(&func)
    }

    /// The functions whose bodies are there, in no order.
    pub fn bodies(&self) -> Vec<Obj> {
        #[allow(clippy::iter_over_hash_type)]
        self.bodies.iter().copied().collect()
    }

    /// The package-level objects that the body of one of the package's inlinable or generic functions mentions.
    pub fn mentions(&self, func: Obj) -> &[Obj] {
        self.mentions.get(&func).map_or(&[], Vec::as_slice)
    }
}

/// The export data of a package that has been inlined.
pub fn exports(u: &Unit<'_>, typed: &Arc<TypedPackage>) -> Exports {
    let callees = u.inlined.values().map(|call| &u.funcs[call.callee]);
    let inlined: FxHashSet<Obj> =
        callees.filter(|f| !f.local && !f.is_closure && f.targs.is_empty()).filter_map(|f| f.obj).collect();
    let inlinable: FxHashSet<Obj> = u
        .list
        .iter()
        .map(|&f| &u.funcs[f])
        .filter(|f| f.inline.is_some() && !f.is_closure && f.targs.is_empty())
        .filter_map(|f| f.obj)
        .collect();
    let mut out = Exports {
        bodies: FxHashSet::default(),
        mentions: mentions(typed, &mut |o| is_generic(o) || inlinable.contains(&o)),
    };
    let mut todo: Vec<Obj> = package_objects(typed).into_iter().filter(|o| o.is_exported()).collect();
    let mut seen: FxHashSet<Obj> = todo.iter().copied().collect();
    let mut types = FxHashSet::default();
    while let Some(o) = todo.pop() {
        let mut found = Vec::new();
        let mut functions = Vec::new();
        match o.data().kind {
            ObjKind::Func { .. } => functions.push(o),
            ObjKind::TypeName => {
                mentioned_types(o.typ(), &mut types, &mut found);
                let t = origin(unalias(o.typ()));
                if matches!(t.kind(), TypeKind::Named(_)) {
                    mentioned_types(underlying(t), &mut types, &mut found);
                    functions = origin_methods(t);
                }
            }
            _ => mentioned_types(o.typ(), &mut types, &mut found),
        }
        for f in functions {
            mentioned_types(f.typ(), &mut types, &mut found);
            let local = f.pkg() == Some(u.pkg);
            if is_generic(f) || if local { inlinable.contains(&f) } else { inlined.contains(&f) } {
                out.bodies.insert(f);
                if local {
                    found.extend(out.mentions(f));
                } else {
                    found.extend(u.deps.mentions(f));
                }
            }
        }
        todo.extend(found.into_iter().filter(|&o| seen.insert(o)));
    }
    out
}

/// Functions without receivers, variables, constants and types declared at package level.
fn package_objects(typed: &TypedPackage) -> Vec<Obj> {
    let mut out = Vec::new();
    for &d in typed.ast.files.iter().flat_map(|f| &f.decls) {
        match &typed.ast.decls[d].kind {
            DeclKind::Func { recv: None, name, .. } | DeclKind::Type { name, .. } => out.extend(typed.info.defs[*name]),
            DeclKind::Var { names, .. } | DeclKind::Const { names, .. } => {
                out.extend(names.iter().filter_map(|&n| typed.info.defs[n]));
            }
            _ => {}
        }
    }
    out
}

/// The package-level objects that the wanted functions' bodies mention, themselves or by the types of their expressions.
fn mentions(typed: &TypedPackage, wanted: &mut dyn FnMut(Obj) -> bool) -> FxHashMap<Obj, Vec<Obj>> {
    let mut of_decl = FxHashMap::default();
    #[allow(clippy::iter_over_hash_type)]
    for (&o, &d) in &typed.info.func_decls {
        if wanted(o) {
            of_decl.insert(d, o);
        }
    }
    // Declarations by where they stand; expressions come nearly in that order.
    let mut spans: FxHashMap<FileId, Vec<(u32, u32, Option<Obj>)>> = FxHashMap::default();
    for d in typed.ast.files.iter().flat_map(|f| &f.decls) {
        let decl = &typed.ast.decls[*d];
        spans.entry(decl.pos.file).or_default().push((decl.start, decl.end, of_decl.get(d).copied()));
    }
    #[allow(clippy::iter_over_hash_type)]
    for list in spans.values_mut() {
        list.sort_unstable_by_key(|s| s.0);
    }
    let mut out: FxHashMap<Obj, Vec<Obj>> = FxHashMap::default();
    let mut types: FxHashMap<Obj, FxHashSet<Type>> = FxHashMap::default();
    let (mut file, mut start, mut end, mut func) = (escape_source::Pos::NONE.file, 1, 0, None);
    for (e, x) in typed.ast.exprs.iter() {
        let offset = x.pos.offset;
        if x.pos.file != file || offset < start || offset > end {
            let Some(list) = spans.get(&x.pos.file) else { continue };
            let Some(&span) = list.partition_point(|s| s.0 <= offset).checked_sub(1).and_then(|i| list.get(i)) else {
                continue;
            };
            file = x.pos.file;
            (start, end, func) = span;
        }
        let Some(f) = func.filter(|_| offset <= end) else { continue };
        let found = out.entry(f).or_default();
        if let Some(t) = typed.info.types[e].typ {
            mentioned_types(t, types.entry(f).or_default(), found);
        }
        if let Some(i) = typed.info.instances.get(&e) {
            for &t in &i.targs {
                mentioned_types(t, types.entry(f).or_default(), found);
            }
        }
        if let Some(o) = typed.info.uses[e]
            && match o.data().kind {
                ObjKind::Var { kind, .. } => kind == VarKind::Package,
                ObjKind::Func { .. } => o.is_package_level(),
                ObjKind::TypeName => true,
                _ => false,
            }
        {
            found.push(o);
        }
    }
    out
}

/// Adds the type names that a type is written with.
fn mentioned_types(t: Type, seen: &mut FxHashSet<Type>, out: &mut Vec<Obj>) {
    if matches!(t.kind(), TypeKind::Basic(_)) || !seen.insert(t) {
        return;
    }
    match t.kind() {
        TypeKind::Named(n) => {
            out.push(n.obj);
            for &a in &n.targs {
                mentioned_types(a, seen, out);
            }
        }
        TypeKind::Alias(a) => {
            for &t in &a.targs {
                mentioned_types(t, seen, out);
            }
            mentioned_types(unalias(t), seen, out);
        }
        TypeKind::Pointer(e) | TypeKind::Slice(e) => mentioned_types(*e, seen, out),
        TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => mentioned_types(*elem, seen, out),
        TypeKind::Map { key, elem } => {
            mentioned_types(*key, seen, out);
            mentioned_types(*elem, seen, out);
        }
        TypeKind::Struct(s) => s.fields.iter().for_each(|f| mentioned_types(f.typ(), seen, out)),
        TypeKind::Tuple(v) => v.iter().for_each(|f| mentioned_types(f.typ(), seen, out)),
        TypeKind::Signature(s) => {
            for v in s.recv().iter().chain(s.params()).chain(s.results()) {
                mentioned_types(v.typ(), seen, out);
            }
        }
        TypeKind::Interface(i) => {
            i.methods().iter().for_each(|m| mentioned_types(m.typ(), seen, out));
            i.embeddeds().iter().for_each(|e| mentioned_types(e.0, seen, out));
        }
        TypeKind::TypeParam(_) | TypeKind::Union(_) | TypeKind::Basic(_) => {}
    }
}
