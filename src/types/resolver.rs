//! Collecting a package's names: imports, package-level declarations, methods and their base types (specification: "Import
//! declarations", "Declarations and scope", "Method declarations").

use crate::check::Checker;
use crate::constant::Const;
use crate::decl::DeclInfo;
use crate::literal_text::unquote;
use crate::object::{Obj, ObjKind, VarKind, is_exported};
use crate::package::Pkg;
use crate::scope::{Scope, ScopeId};
use crate::ty::{Type, TypeKind};
use crate::universe::universe;
use escape_source::{Pos, Symbol, intern};
use escape_syntax::ast::{DeclId, DeclKind, ExprId, ExprKind, Field, GoVersion, UnaryOp};
use rustc_hash::FxHashSet;
use std::sync::atomic::Ordering;

/// Whether a type name is an alias (specification: "Alias declarations").
pub fn is_alias(obj: Obj) -> bool {
    let Some(t) = obj.data().typ.get() else { return false };
    match t.kind() {
        TypeKind::Basic(_) => {
            if obj.pkg() == Some(universe().unsafe_pkg) {
                return false;
            }
            obj.pkg().is_some() || t == universe().byte || t == universe().rune
        }
        TypeKind::Named(n) => n.obj != obj,
        TypeKind::TypeParam(p) => p.obj != obj,
        _ => true,
    }
}

/// A method found while collecting: the function, whether its receiver is a pointer, the receiver's type name.
struct FoundMethod {
    obj: Obj,
    ptr: bool,
    recv: Symbol,
}

/// The last constant declaration of a group that has a type or values.
#[derive(Default, Clone)]
struct ConstSpec {
    typ: Option<ExprId>,
    values: Vec<ExprId>,
}

/// Which constant declaration's expressions the next one of its group repeats.
#[derive(Default)]
pub struct ConstGroup {
    group: Option<u32>,
    last: Option<ConstSpec>,
}

impl ConstGroup {
    /// The type and values in force for a declaration, and whether they are inherited.
    pub fn next(
        &mut self,
        group: Option<u32>,
        typ: Option<ExprId>,
        values: &[ExprId],
    ) -> (Option<ExprId>, Vec<ExprId>, bool) {
        if group.is_none() || group != self.group {
            self.last = None;
        }
        self.group = group;
        let mut inherited = true;
        if typ.is_some() || !values.is_empty() {
            self.last = Some(ConstSpec { typ, values: values.to_vec() });
            inherited = false;
        } else if self.last.is_none() {
            self.last = Some(ConstSpec::default());
            inherited = false;
        }
        let spec = self.last.clone().unwrap_or_default();
        (spec.typ, spec.values, inherited)
    }

    /// Some other declaration stands between.
    pub fn interrupt(&mut self) {
        self.group = None;
        self.last = None;
    }
}

/// What is wrong with an import path, if anything (`None` for the text: not even a string).
fn import_path(text: &str) -> Result<String, String> {
    let bytes = unquote(text).ok_or("invalid syntax")?;
    let s = String::from_utf8_lossy(&bytes).into_owned();
    if s.is_empty() {
        return Err("empty string".into());
    }
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    for r in s.chars() {
        if r.is_control() || r.is_whitespace() || ILLEGAL.contains(r) {
            let shown = if r.is_control() { String::new() } else { format!(" '{r}'") };
            return Err(format!("invalid character U+{:04X}{shown}", r as u32));
        }
    }
    Ok(s)
}

impl<'a> Checker<'a> {
    pub fn declare(&mut self, scope: ScopeId, id: Option<ExprId>, obj: Obj) {
        if obj.name().as_str() != "_" {
            if let Some(alt) = self.scopes[scope].insert(obj) {
                let mut err = self.new_error();
                self.add_part(&mut err, obj, format!("{} redeclared in this block", obj.name()));
                self.add_alt_decl(&mut err, alt);
                self.report(err);
                return;
            }
            if scope == self.package_scope {
                obj.data().package_level.store(true, Ordering::Relaxed);
            }
        }
        if let Some(id) = id {
            self.info.defs[id] = Some(obj);
        }
    }

    /// Enters an object of the package's with its declaration; its order is its place.
    fn add_object(&mut self, obj: Obj, decl: u32) {
        self.objects.push(obj);
        self.decl_of.push(decl);
        obj.data().order.store(self.objects.len() as u32, Ordering::Relaxed);
    }

    fn new_decl(&mut self, d: DeclInfo) -> u32 {
        self.decls.push(d);
        self.decls.len() as u32 - 1
    }

    fn declare_package_object(&mut self, id: ExprId, obj: Obj, decl: u32) {
        match obj.name().as_str() {
            "init" => return self.error(id, "cannot declare init - must be func"),
            "main" if self.pkg.name().as_str() == "main" => {
                return self.error(id, "cannot declare main - must be func");
            }
            _ => {}
        }
        self.declare(self.package_scope, Some(id), obj);
        self.add_object(obj, decl);
    }

    /// Reports a constant or variable declaration with unequal numbers of names and values.
    pub fn arity(&mut self, pos: Pos, names: &[ExprId], inits: &[ExprId], constant: bool, inherited: bool) {
        let (l, r) = (names.len(), inits.len());
        if l < r {
            let n = inits[l];
            if inherited {
                let at = crate::errors::pos_string(self.ast.pos(n));
                self.error(pos, format!("extra init expr at {at}"));
            } else {
                let s = self.expr_string(n);
                self.error(n, format!("extra init expr {s}"));
            }
        } else if l > r && (constant || r != 1) {
            let n = names[r];
            let name = self.ast.name(n).unwrap_or_default();
            self.error(n, format!("missing init expr for {name}"));
        }
    }

    fn import_package(&mut self, at: ExprId, path: &str) -> Pkg {
        if path == "unsafe" {
            return universe().unsafe_pkg;
        }
        let found = (self.import)(path).and_then(|p| {
            if matches!(p.name().as_str(), "_" | "") {
                Err(format!("invalid package name: {:?}", p.name().as_str()))
            } else {
                Ok(p)
            }
        });
        match found {
            Ok(p) => p,
            Err(why) => {
                let pos = self.ast.pos(at);
                self.error(pos, format!("could not import {path} ({why})"));
                let p = Pkg::new(intern(path));
                let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
                let _ = p.data().name.set(intern(name));
                self.fake_packages.insert(p);
                p
            }
        }
    }

    pub(crate) fn collect_objects(&mut self) {
        let ast = self.ast;
        let mut methods: Vec<FoundMethod> = Vec::new();
        let mut file_scopes = Vec::new();
        let mut seen_imports: FxHashSet<Pkg> = FxHashSet::default();
        let mut known_paths: Vec<(Symbol, Pkg)> = Vec::new();
        let expected = self.pkg.name();
        for (i, file) in ast.files.iter().enumerate() {
            if ast.name(file.package).is_some_and(|n| n != expected) {
                continue;
            }
            let version = self.info.file_versions.get(i).copied().unwrap_or(self.version);
            self.env.version = version;
            let scope = self.scopes.push(Scope::new(Some(self.package_scope)));
            file_scopes.push(scope);
            let mut group = ConstGroup::default();
            for &decl in &file.decls {
                let d = &ast.decls[decl];
                if !matches!(d.kind, DeclKind::Const { .. }) {
                    group.interrupt();
                }
                match &d.kind {
                    DeclKind::Import { local, path } => {
                        self.collect_import(scope, decl, *local, *path, &mut seen_imports, &mut known_paths);
                    }
                    DeclKind::Const { names, typ, values, iota } => {
                        let (typ, values, inherited) = group.next(d.group, *typ, values);
                        for (i, &name) in names.iter().enumerate() {
                            let obj = self.new_object(ObjKind::Const { value: Default::default() }, name);
                            let mut info = DeclInfo::new(scope, version);
                            info.typ = typ;
                            info.init = values.get(i).copied();
                            info.inherited = inherited;
                            info.iota = Some(Const::Int(i64::from(*iota)));
                            let info = self.new_decl(info);
                            self.declare_package_object(name, obj, info);
                        }
                        self.arity(d.pos, names, &values, true, inherited);
                    }
                    DeclKind::Var { names, typ, values } => {
                        let vars: Vec<Obj> = names
                            .iter()
                            .map(|&name| {
                                self.new_object(
                                    ObjKind::Var { kind: VarKind::Package, embedded: false, origin: None },
                                    name,
                                )
                            })
                            .collect();
                        let mut shared = None;
                        if values.len() <= 1 {
                            let mut info = DeclInfo::new(scope, version);
                            info.typ = *typ;
                            info.init = values.first().copied();
                            info.lhs = Some(vars.as_slice().into());
                            shared = Some(self.new_decl(info));
                        }
                        for (i, &name) in names.iter().enumerate() {
                            let info = shared.unwrap_or_else(|| {
                                let mut info = DeclInfo::new(scope, version);
                                info.typ = *typ;
                                info.init = values.get(i).copied();
                                self.new_decl(info)
                            });
                            self.declare_package_object(name, vars[i], info);
                        }
                        if typ.is_none() || !values.is_empty() {
                            self.arity(d.pos, names, values, false, false);
                        }
                    }
                    DeclKind::Type { name, .. } => {
                        let obj = self.new_object(ObjKind::TypeName, *name);
                        self.info.type_decls.insert(obj, decl);
                        let mut info = DeclInfo::new(scope, version);
                        info.decl = Some(decl);
                        let info = self.new_decl(info);
                        self.declare_package_object(*name, obj, info);
                    }
                    DeclKind::Func { recv, name, tparams, typ, body } => {
                        let obj = self.new_object(ObjKind::Func { origin: None, ptr_recv: Default::default() }, *name);
                        self.collect_func(obj, recv.as_ref(), *name, tparams, *typ, body.is_some(), &mut methods);
                        self.info.func_decls.insert(obj, decl);
                        let mut info = DeclInfo::new(scope, version);
                        info.decl = Some(decl);
                        let info = self.new_decl(info);
                        self.add_object(obj, info);
                    }
                }
            }
        }
        self.env.version = self.version;

        for scope in file_scopes {
            let names: Vec<Obj> = self.scopes[scope].objects().collect();
            for obj in names {
                let Some(alt) = self.scopes[self.package_scope].lookup(obj.name()) else { continue };
                let mut err = self.new_error();
                let text = match &obj.data().kind {
                    ObjKind::PkgName { imported } => {
                        format!("{} already declared through import of {}", alt.name(), package_string(*imported))
                    }
                    _ => format!(
                        "{} already declared through dot-import of {}",
                        alt.name(),
                        obj.pkg().map(package_string).unwrap_or_default()
                    ),
                };
                self.add_part(&mut err, alt, text);
                self.add_alt_decl(&mut err, obj);
                self.report(err);
            }
        }

        for m in methods {
            if let Some((ptr, base)) = self.resolve_base_type_name(m.ptr, m.recv) {
                if let ObjKind::Func { ptr_recv, .. } = &m.obj.data().kind {
                    ptr_recv.store(ptr, Ordering::Relaxed);
                }
                self.methods.entry(base).or_default().push(m.obj);
            }
        }
    }

    /// An object of this package whose declaring identifier is `name`.
    pub fn new_object(&self, kind: ObjKind, name: ExprId) -> Obj {
        Obj::new(kind, self.ast.name(name).unwrap_or_default(), Some(self.pkg), self.ast.pos(name), None)
    }

    fn collect_import(
        &mut self,
        scope: ScopeId,
        decl: DeclId,
        local: Option<ExprId>,
        path_expr: ExprId,
        seen: &mut FxHashSet<Pkg>,
        known: &mut Vec<(Symbol, Pkg)>,
    ) {
        let ExprKind::BasicLit { text, bad: false, .. } = &self.ast.exprs[path_expr].kind else { return };
        let path = match import_path(text) {
            Ok(p) => p,
            Err(why) => return self.error(path_expr, format!("invalid import path ({why})")),
        };
        let key = intern(&path);
        let imported = match known.iter().find(|(k, _)| *k == key) {
            Some(&(_, p)) => p,
            None => {
                let p = self.import_package(path_expr, &path);
                known.push((key, p));
                p
            }
        };
        let mut name = imported.name();
        if let Some(l) = local {
            name = self.ast.name(l).unwrap_or_default();
            if path == "C" {
                return self.error(l, "cannot rename import \"C\"");
            }
        }
        let pos = self.ast.decls[decl].pos;
        if name.as_str() == "init" {
            return self.error(pos, "cannot import package as init - init must be a func");
        }
        if seen.insert(imported) {
            self.imported.push(imported);
        }
        let obj = Obj::new(ObjKind::PkgName { imported }, name, Some(self.pkg), pos, Some(Type::INVALID));
        match local {
            Some(l) => self.info.defs[l] = Some(obj),
            None => {
                self.info.implicit_imports.insert(decl, obj);
            }
        }
        if self.fake_packages.contains(&imported) {
            self.used_imports.insert(obj);
        }
        self.imports.push(obj);
        if name.as_str() != "." {
            return self.declare(scope, None, obj);
        }
        for other in package_objects_of(imported) {
            if !is_exported(&other.name()) {
                continue;
            }
            if let Some(alt) = self.scopes[scope].lookup(other.name()) {
                let mut err = self.new_error();
                let at = local.map_or(pos, |l| self.ast.pos(l));
                self.add_part(&mut err, at, format!("{} redeclared in this block", alt.name()));
                self.add_alt_decl(&mut err, alt);
                self.report(err);
            } else {
                self.scopes[scope].insert(other);
                self.dot_imports.insert((scope, other.name()), obj);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn collect_func(
        &mut self,
        obj: Obj,
        recv: Option<&'a Field>,
        name_expr: ExprId,
        tparams: &'a [Field],
        typ: ExprId,
        has_body: bool,
        methods: &mut Vec<FoundMethod>,
    ) {
        let name = obj.name();
        let tparam = tparams.first().map(|f| f.pos);
        let Some(recv) = recv else {
            if name.as_str() == "init" || name.as_str() == "main" && self.pkg.name().as_str() == "main" {
                if let Some(p) = tparam {
                    self.soft_error(p, format!("func {name} must have no type parameters"));
                }
                if let ExprKind::FuncType { params, results } = &self.ast.exprs[typ].kind
                    && (!params.is_empty() || !results.is_empty())
                {
                    self.soft_error(name_expr, format!("func {name} must have no arguments and no return values"));
                }
            } else if let Some(p) = tparam {
                self.verify_version(p, GoVersion::go1(18), "type parameter");
            }
            if name.as_str() == "init" {
                obj.data().package_level.store(true, Ordering::Relaxed);
                self.info.defs[name_expr] = Some(obj);
                if !has_body {
                    self.soft_error(obj, "func init must have a body");
                }
            } else {
                self.declare(self.package_scope, Some(name_expr), obj);
            }
            return;
        };
        let (ptr, base) = self.ast.receiver_base(recv.typ);
        if let Some(recv) = self.ast.name(base)
            && name.as_str() != "_"
        {
            methods.push(FoundMethod { obj, ptr, recv });
        }
        if let Some(p) = tparam {
            self.verify_version(p, GoVersion::go1(27), "generic method");
        }
        self.info.defs[name_expr] = Some(obj);
    }

    /// The type parameters that a receiver declares: identifiers. Others are reported and stand as `_`.
    pub fn receiver_tparams(&mut self, typ: ExprId) -> Option<Vec<ExprId>> {
        let ast = self.ast;
        let mut base = ast.unparen(typ);
        if let ExprKind::Unary { op: UnaryOp::Deref, x } = ast.exprs[base].kind {
            base = ast.unparen(x);
        }
        let ExprKind::Index { indices, .. } = &ast.exprs[base].kind else { return None };
        let mut out = Vec::new();
        for &arg in indices {
            match &ast.exprs[arg].kind {
                ExprKind::Name(_) => out.push(arg),
                kind => {
                    if !matches!(kind, ExprKind::Bad) {
                        let s = self.expr_string(arg);
                        self.error(arg, format!("receiver type parameter {s} must be an identifier"));
                    }
                    out.push(self.blank_expr);
                }
            }
        }
        Some(out)
    }

    /// Follows aliases from a receiver's type name to the defined type in this package.
    fn resolve_base_type_name(&self, mut ptr: bool, name: Symbol) -> Option<(bool, Obj)> {
        let mut seen = FxHashSet::default();
        let mut name = name;
        loop {
            let obj = self.scopes[self.package_scope].lookup(name)?;
            if !matches!(obj.data().kind, ObjKind::TypeName) || !seen.insert(obj) {
                return None;
            }
            let DeclKind::Type { tparams, alias, typ, .. } = self.type_decl_of(obj)? else { return None };
            if !*alias {
                return Some((ptr, obj));
            }
            if !tparams.is_empty() {
                return None;
            }
            let mut t = self.ast.unparen(*typ);
            if let ExprKind::Unary { op: UnaryOp::Deref, x } = self.ast.exprs[t].kind {
                if ptr {
                    return None;
                }
                ptr = true;
                t = self.ast.unparen(x);
            }
            name = self.ast.name(t)?;
        }
    }

    /// The declaration of one of this package's type names.
    pub fn type_decl_of(&self, obj: Obj) -> Option<&'a DeclKind> {
        let decl = self.decls[self.decl_index(obj)? as usize].decl?;
        Some(&self.ast.decls[decl].kind)
    }

    /// Checks all package-level objects: types first, for the rest is written in terms of them; aliases after the types that
    /// they may be part of.
    pub(crate) fn package_objects(&mut self) {
        let objects = self.objects.clone();
        for &obj in &objects {
            if matches!(obj.data().kind, ObjKind::TypeName) && obj.data().typ.get().is_some() {
                self.collect_methods(obj);
            }
        }
        let (mut aliases, mut others) = (Vec::new(), Vec::new());
        for &obj in &objects {
            if matches!(obj.data().kind, ObjKind::TypeName) {
                match self.type_decl_of(obj) {
                    Some(DeclKind::Type { alias: true, .. }) => aliases.push(obj),
                    _ => self.obj_decl(obj),
                }
            } else {
                others.push(obj);
            }
        }
        for obj in aliases.into_iter().chain(others) {
            if self.enough {
                break;
            }
            self.obj_decl(obj);
        }
        self.methods.clear();
    }

    pub(crate) fn unused_imports(&mut self) {
        if self.ignore_bodies {
            return;
        }
        for obj in self.imports.clone() {
            let ObjKind::PkgName { imported } = &obj.data().kind else { continue };
            let name = obj.name();
            if name.as_str() == "_" || self.used_imports.contains(&obj) {
                continue;
            }
            let path = imported.path();
            let last = path.rsplit('/').next().unwrap_or(&path);
            if name.is_empty() || name.as_str() == "." || name.as_str() == last {
                self.soft_error(obj, format!("{path:?} imported and not used", path = path.as_str()));
            } else {
                self.soft_error(obj, format!("{path:?} imported as {name} and not used", path = path.as_str()));
            }
        }
    }
}

/// `package name ("path")`, as messages write a package.
fn package_string(p: Pkg) -> String {
    format!("package {} ({:?})", p.name(), p.path().as_str())
}

/// The package-level objects of a finished package, in order of declaration.
pub fn package_objects_of(p: Pkg) -> Vec<Obj> {
    match (p.data().scope.get(), p.data().offer.get()) {
        (Some(scope), _) => {
            #[allow(clippy::iter_over_hash_type)] // sorted at once
            let mut v: Vec<Obj> = scope.values().copied().collect();
            v.sort_by_key(|o| (o.data().order.load(Ordering::Relaxed), o.name().as_str()));
            v
        }
        (None, Some(offer)) => offer.names().into_iter().filter_map(|n| offer.lookup(n)).collect(),
        (None, None) => Vec::new(),
    }
}
