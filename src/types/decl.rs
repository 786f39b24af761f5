//! Declarations: package-level objects when first needed, local ones in place (specification: "Declarations and scope").

use crate::check::{Checker, Environment};
use crate::constant::Const;
use crate::object::{Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::package::Pkg;
use crate::predicates::{is_const_type, is_type_param, is_valid};
use crate::resolver::ConstGroup;
use crate::scope::ScopeId;
use crate::ty::{Interface, Signature, Type, TypeCell, TypeKind};
use crate::typeset::is_imported_constraint;
use crate::under::{as_named, underlying};
use escape_source::{Pos, Symbol};
use escape_syntax::ast::{BinaryOp, DeclId, DeclKind, ExprId, ExprKind, Field, GoVersion, UnaryOp};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// A package-level declaration: what is needed to check it when it is first needed.
pub struct DeclInfo {
    /// The file's scope.
    pub scope: ScopeId,
    pub version: GoVersion,
    /// The variables of `var a, b = f()`, which are initialised together.
    pub lhs: Option<std::rc::Rc<[Obj]>>,
    pub typ: Option<ExprId>,
    pub init: Option<ExprId>,
    /// A constant's expression is taken over from an earlier declaration of the group.
    pub inherited: bool,
    pub iota: Option<Const>,
    /// The declaration itself, for types and functions.
    pub decl: Option<DeclId>,
    /// Package-level objects that the initialiser or body refers to, in order of first reference.
    pub deps: Vec<Obj>,
    dep_set: FxHashSet<Obj>,
}

impl DeclInfo {
    pub fn new(scope: ScopeId, version: GoVersion) -> Self {
        DeclInfo {
            scope,
            version,
            lhs: None,
            typ: None,
            init: None,
            inherited: false,
            iota: None,
            decl: None,
            deps: Vec::new(),
            dep_set: FxHashSet::default(),
        }
    }

    pub fn add_dep(&mut self, to: Obj) {
        if self.dep_set.insert(to) {
            self.deps.push(to);
        }
    }
}

/// The parts of a constraint type parameter's list being declared.
pub type TypeParamCell = OnceLock<Vec<Type>>;

impl<'a> Checker<'a> {
    /// Checks a package-level object's declaration, unless that was done. When it is being done already there is a cycle, which
    /// may be fine.
    pub fn obj_decl(&mut self, obj: Obj) {
        let data = obj.data();
        if let Some(declared) = obj.origin().filter(|_| matches!(data.kind, ObjKind::Func { .. })) {
            // A method of an instance has the generic type's method's declaration.
            self.obj_decl(declared);
            crate::named::complete_method(obj);
            return;
        }
        if self.obj_path_index.contains_key(&obj) {
            let valid = self.valid_cycle(obj);
            match data.kind {
                ObjKind::Const { .. } | ObjKind::Var { .. } if !valid || data.typ.get().is_none() => {
                    obj.set_type(Type::INVALID);
                }
                ObjKind::TypeName if !valid => obj.set_type(Type::INVALID),
                _ => {}
            }
            return;
        }
        if data.typ.get().is_some() {
            return;
        }
        let Some(index) = self.decl_index(obj) else {
            // Not an object of this package's block: nothing to check.
            return;
        };
        crate::budget::at(obj.pos());
        self.push_obj(obj);
        let info = &self.decls[index as usize];
        let mut env = Environment::new(info.scope, info.version);
        let (typ, init, inherited, iota, decl) = (info.typ, info.init, info.inherited, info.iota.clone(), info.decl);
        if matches!(data.kind, ObjKind::Const { .. } | ObjKind::Var { .. }) {
            env.decl = Some(index);
        }
        let lhs = info.lhs.clone();
        let saved = std::mem::replace(&mut self.env, env);
        match data.kind {
            ObjKind::Const { .. } => self.const_decl(obj, iota, typ, init, inherited),
            ObjKind::Var { .. } => self.var_decl(obj, lhs.as_deref(), typ, init),
            ObjKind::TypeName => {
                if let Some(d) = decl {
                    self.type_decl(obj, d);
                }
                self.collect_methods(obj);
            }
            ObjKind::Func { .. } => {
                if let Some(d) = decl {
                    self.func_decl(obj, index, d);
                }
            }
            _ => {}
        }
        self.env = saved;
        self.pop_obj();
    }

    fn const_decl(
        &mut self,
        obj: Obj,
        iota: Option<Const>,
        typ: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
    ) {
        let saved = (std::mem::replace(&mut self.env.iota, iota), self.env.err_pos.take());
        let mut done = false;
        if let Some(typ) = typ {
            let t = self.typ(typ);
            if !is_const_type(t) {
                if is_valid(underlying(t)) {
                    let s = self.type_string(t);
                    self.error(typ, format!("invalid constant type {s}"));
                }
                obj.set_type(Type::INVALID);
                done = true;
            } else {
                obj.set_type(t);
            }
        }
        if !done {
            let mut x = Operand::new();
            if let Some(init) = init {
                if inherited {
                    self.env.err_pos = Some(obj.pos());
                }
                self.expr(None, &mut x, init);
            }
            self.init_const(obj, &mut x);
        }
        if let ObjKind::Const { value } = &obj.data().kind {
            let _ = value.set(Const::Unknown);
        }
        (self.env.iota, self.env.err_pos) = saved;
    }

    fn var_decl(&mut self, obj: Obj, lhs: Option<&[Obj]>, typ: Option<ExprId>, init: Option<ExprId>) {
        if let Some(typ) = typ {
            let t = self.var_type(typ);
            obj.set_type(t);
        }
        let Some(init) = init else {
            if typ.is_none() {
                obj.set_type(Type::INVALID);
            }
            return;
        };
        match lhs {
            Some(lhs) if lhs.len() != 1 => {
                if typ.is_some() {
                    for v in lhs {
                        v.set_type(obj.typ());
                    }
                }
                self.init_vars(lhs, &[init], None);
            }
            _ => {
                let mut x = Operand::new();
                let target = crate::assignment::Target::new(obj.data().typ.get(), obj.name().as_str());
                self.expr(target.as_ref(), &mut x, init);
                self.init_var(obj, &mut x, "variable declaration");
            }
        }
    }

    fn type_decl(&mut self, obj: Obj, decl: DeclId) {
        let d = &self.ast.decls[decl];
        let DeclKind::Type { tparams, alias, typ: rhs_expr, .. } = &d.kind else { return };
        let rhs_expr = *rhs_expr;
        let rhs_cell = std::rc::Rc::new(TypeCell::default());
        let version_err = std::rc::Rc::new(std::cell::Cell::new(false));
        {
            let (rhs, version_err) = (rhs_cell.clone(), version_err.clone());
            self.later(move |c| {
                if let Some(t) = as_named(obj.typ()) {
                    c.valid_type(t);
                }
                if !version_err.get()
                    && let Some(rhs) = rhs.get()
                    && !c.allow_version(GoVersion::go1(18))
                    && is_imported_constraint(rhs, c.pkg)
                {
                    let s = c.type_string(rhs);
                    c.verify_version(rhs_expr, GoVersion::go1(18), &format!("using type constraint {s}"));
                }
            });
        }
        let first = tparams.first();
        let opened = !tparams.is_empty();
        if *alias {
            if let Some(p) = first
                && !self.verify_version(p.pos, GoVersion::go1(23), "generic type alias")
            {
                version_err.set(true);
            }
            if !version_err.get() && !self.verify_version(d.pos, GoVersion::go1(9), "type alias") {
                version_err.set(true);
            }
            let t = Type::new_alias(obj);
            let TypeKind::Alias(a) = t.kind() else { return };
            if obj.data().typ.get().is_none() {
                obj.set_type(t);
            }
            self.cleaners.push(t);
            if opened {
                self.open_scope();
                self.collect_type_params(&a.tparams, tparams);
            }
            let rhs = self.declared_type(rhs_expr, Some(obj));
            rhs_cell.set(rhs);
            a.from_rhs.set(rhs);
            if is_type_param(rhs) && a.tparams.get().is_some_and(|l| l.contains(&rhs)) {
                self.error(rhs_expr, "cannot use type parameter declared in alias declaration as RHS");
                a.from_rhs.set(Type::INVALID);
            }
            if opened {
                self.close_scope();
            }
            return;
        }
        if let Some(p) = first
            && !self.verify_version(p.pos, GoVersion::go1(18), "type parameter")
        {
            version_err.set(true);
        }
        let t = self.new_named(obj);
        let TypeKind::Named(n) = t.kind() else { return };
        if !obj.is_package_level() {
            let _ = n.implicit.set(self.type_params_around(d.pos));
        }
        if opened {
            self.open_scope();
            self.collect_type_params(&n.tparams, tparams);
        }
        let rhs = self.declared_type(rhs_expr, Some(obj));
        rhs_cell.set(rhs);
        n.from_rhs.set(rhs);
        if is_type_param(rhs) {
            self.error(rhs_expr, "cannot use a type parameter as RHS in type declaration");
            n.from_rhs.set(Type::INVALID);
        }
        if opened {
            self.close_scope();
        }
    }

    /// The type parameters of the declared function that the position is in, its receiver's first.
    fn type_params_around(&self, pos: Pos) -> Vec<Type> {
        let mut decls = self.ast.files.iter().flat_map(|f| &f.decls).map(|&d| &self.ast.decls[d]);
        let around = decls.find(|d| d.pos.file == pos.file && (d.pos.offset..d.end).contains(&pos.offset));
        let func = around.and_then(|d| match &d.kind {
            DeclKind::Func { name, .. } => self.info.defs[*name],
            _ => None,
        });
        match func.map(|f| f.typ().kind()) {
            Some(TypeKind::Signature(s)) => s.recv_tparams().iter().chain(s.tparams()).copied().collect(),
            _ => Vec::new(),
        }
    }

    /// A defined type under construction.
    pub fn new_named(&mut self, obj: Obj) -> Type {
        let t = Type::new_named(obj);
        if obj.data().typ.get().is_none() {
            obj.set_type(t);
        }
        self.cleaners.push(t);
        t
    }

    /// Declares type parameters and checks their constraints. All are declared first, since constraints may name any of them.
    pub fn collect_type_params(&mut self, dst: &TypeParamCell, list: &'a [Field]) {
        let tparams: Vec<Type> = list.iter().filter_map(|f| f.name).map(|name| self.declare_type_param(name)).collect();
        bind_type_params(&tparams);
        let _ = dst.set(tparams.clone());
        let saved = std::mem::replace(&mut self.env.in_tparam_list, true);
        let mut bound = Type::INVALID;
        for (i, f) in list.iter().enumerate() {
            if i == 0 || f.typ != list[i - 1].typ {
                bound = self.bound(f.typ);
                if is_type_param(bound) {
                    self.error(f.typ, "cannot use a type parameter as constraint");
                    bound = Type::INVALID;
                }
            }
            if let Some(TypeKind::TypeParam(p)) = tparams.get(i).map(|t| t.kind()) {
                p.bound.set(bound);
            }
        }
        self.env.in_tparam_list = saved;
    }

    /// A constraint. `~T` and `A|B` stand for the interface that embeds them.
    fn bound(&mut self, e: ExprId) -> Type {
        let bare = matches!(
            self.ast.exprs[e].kind,
            ExprKind::Unary { op: UnaryOp::Tilde, .. } | ExprKind::Binary { op: BinaryOp::Or, .. }
        );
        if !bare {
            return self.typ(e);
        }
        let pos = self.at_pos(e);
        let term = self.parse_union(e);
        let iface =
            Interface { implicit: true, methods_only_in: self.package_without_type_sets(), ..Interface::default() };
        let _ = iface.methods.set(Vec::new());
        let _ = iface.embeddeds.set(vec![(term, pos)]);
        let t = Type::new(TypeKind::Interface(Box::new(iface)));
        self.later(move |c| {
            c.compute_interface_type_set(pos, t);
        });
        t
    }

    pub fn declare_type_param(&mut self, name: ExprId) -> Type {
        let obj = self.new_object(ObjKind::TypeName, name);
        let t = Type::new_type_param(obj, None, Some(Type::INVALID));
        self.declare(self.env.scope, Some(name), obj);
        t
    }

    /// Gives a defined type its methods.
    pub(crate) fn collect_methods(&mut self, obj: Obj) {
        let Some(methods) = self.methods.remove(&obj) else { return };
        let base = as_named(obj.typ());
        if let Some(base) = base {
            self.later(move |c| c.check_field_uniqueness(base));
        }
        let mut seen: FxHashMap<Symbol, Obj> = FxHashMap::default();
        for m in methods {
            if let Some(alt) = seen.get(&m.name()) {
                let at = crate::errors::pos_string(alt.pos());
                self.error(m.pos(), format!("method {}.{} already declared at {at}", obj.name(), m.name()));
                continue;
            }
            seen.insert(m.name(), m);
            if let Some(TypeKind::Named(n)) = base.map(|b| b.kind())
                && let Ok(mut list) = n.methods.write()
            {
                list.push(m);
            }
        }
    }

    fn check_field_uniqueness(&mut self, base: Type) {
        let (TypeKind::Named(n), TypeKind::Struct(s)) = (base.kind(), underlying(base).kind()) else { return };
        // Unexported names of different packages differ.
        let key = |o: Obj| -> (Symbol, Option<Pkg>) { (o.name(), if o.is_exported() { None } else { o.pkg() }) };
        let methods: Vec<Obj> = n.methods.read().map(|m| m.clone()).unwrap_or_default();
        if methods.is_empty() {
            return;
        }
        let by_name: FxHashMap<_, Obj> = methods.iter().map(|&m| (key(m), m)).collect();
        for &f in &s.fields {
            if f.name().as_str() != "_"
                && let Some(&alt) = by_name.get(&key(f))
            {
                let mut err = self.new_error();
                self.add_part(&mut err, alt, format!("field and method with the same name {}", f.name()));
                self.add_alt_decl(&mut err, f);
                self.report(err);
            }
        }
    }

    fn func_decl(&mut self, obj: Obj, index: u32, decl: DeclId) {
        let d = &self.ast.decls[decl];
        let DeclKind::Func { recv, tparams, typ, body, .. } = &d.kind else { return };
        let sig = Type::new(TypeKind::Signature(Box::<Signature>::default()));
        // Set before the parts are known: they may refer to the function.
        obj.set_type(sig);
        self.func_type(sig, recv.as_ref(), tparams, *typ);
        if !tparams.is_empty() && body.is_none() {
            self.soft_error(d.pos, "generic function is missing function body");
        }
        if let Some(body) = body
            && !self.ignore_bodies
        {
            let name = obj.name();
            self.later(move |c| c.func_body(Some(index), name.as_str(), sig, body, None));
        }
    }

    pub(crate) fn decl_stmt(&mut self, list: &'a [DeclId]) {
        let mut group = ConstGroup::default();
        for &decl in list {
            let d = &self.ast.decls[decl];
            match &d.kind {
                DeclKind::Const { names, typ, values, iota } => {
                    let top = self.delayed.len();
                    let (typ, values, inherited) = group.next(d.group, *typ, values);
                    let mut objs = Vec::with_capacity(names.len());
                    for (i, &name) in names.iter().enumerate() {
                        let obj = self.new_object(ObjKind::Const { value: Default::default() }, name);
                        let iota = Const::Int(i64::from(*iota));
                        self.const_decl(obj, Some(iota), typ, values.get(i).copied(), inherited);
                        objs.push(obj);
                    }
                    self.arity(d.pos, names, &values, true, inherited);
                    // Function literals in the values are checked before the new names are in scope.
                    self.process_delayed(top);
                    for (&name, obj) in names.iter().zip(objs) {
                        self.declare(self.env.scope, Some(name), obj);
                    }
                }
                DeclKind::Var { names, typ, values } => {
                    group.interrupt();
                    let top = self.delayed.len();
                    let vars: Vec<Obj> = names
                        .iter()
                        .map(|&name| {
                            self.new_object(ObjKind::Var { kind: VarKind::Local, embedded: false, origin: None }, name)
                        })
                        .collect();
                    for (i, &obj) in vars.iter().enumerate() {
                        let (mut lhs, mut init) = (None, None);
                        if values.len() == names.len() {
                            init = Some(values[i]);
                        } else if values.len() == 1 {
                            (lhs, init) = (Some(&vars[..]), Some(values[0]));
                        } else if i < values.len() {
                            init = Some(values[i]);
                        }
                        self.var_decl(obj, lhs, *typ, init);
                        if values.len() == 1 {
                            break;
                        }
                    }
                    if typ.is_none() || !values.is_empty() {
                        self.arity(d.pos, names, values, false, false);
                    }
                    self.process_delayed(top);
                    for (&name, obj) in names.iter().zip(vars) {
                        self.declare(self.env.scope, Some(name), obj);
                    }
                }
                DeclKind::Type { name, .. } => {
                    group.interrupt();
                    let obj = self.new_object(ObjKind::TypeName, *name);
                    self.info.type_decls.insert(obj, decl);
                    self.declare(self.env.scope, Some(*name), obj);
                    self.type_scopes.insert(obj, self.env.scope);
                    self.push_obj(obj);
                    self.type_decl(obj, decl);
                    self.pop_obj();
                }
                DeclKind::Import { .. } | DeclKind::Func { .. } => {}
            }
        }
    }
}

/// Numbers type parameters by their places in their list.
pub fn bind_type_params(list: &[Type]) {
    for (i, t) in list.iter().enumerate() {
        if let TypeKind::TypeParam(p) = t.kind() {
            let _ = p.index.set(i);
        }
    }
}
