//! Function types, receivers and parameters (specification: "Function types", "Method declarations").

use crate::assignment::measure;
use crate::check::Checker;
use crate::info::Mode;
use crate::object::{Obj, ObjKind, VarKind};
use crate::predicates::is_valid;
use crate::subst::{SubstMap, subst};
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{unalias, underlying};
use escape_source::{Pos, Symbol};
use escape_syntax::ast::{ExprId, ExprKind, Field, GoVersion, UnaryOp};

/// The type below any pointers.
fn unpointer(mut t: Type) -> Type {
    while let TypeKind::Pointer(base) = t.kind() {
        t = *base;
    }
    t
}

impl<'a> Checker<'a> {
    pub fn new_var(&self, kind: VarKind, pos: Pos, name: Symbol, typ: Type) -> Obj {
        Obj::new(ObjKind::Var { kind, embedded: false, origin: None }, name, Some(self.pkg), pos, Some(typ))
    }

    /// Fills in a signature from its syntax, and declares its names in a scope of their own, which the body shares.
    pub fn func_type(&mut self, sig: Type, recv_field: Option<&'a Field>, tparams: &'a [Field], ftyp: ExprId) {
        let TypeKind::Signature(s) = sig.kind() else { return };
        let ExprKind::FuncType { params, results } = &self.ast.exprs[ftyp].kind else { return };
        let scope = self.open_scope();
        self.scopes[scope].is_func = true;
        self.func_scopes.insert(sig, scope);
        let mut recv = None;
        if let Some(field) = recv_field {
            let (obj, rparams) = self.collect_recv(field);
            recv = Some(obj);
            if let Some(rparams) = rparams {
                let _ = s.recv_tparams.set(rparams);
            }
        }
        if !tparams.is_empty() {
            self.collect_type_params(&s.tparams, tparams);
        }
        let (pnames, params, variadic) = self.collect_params(VarKind::Param, params);
        let (rnames, results, _) = self.collect_params(VarKind::Result, results);
        if let (Some(obj), Some(name)) = (recv, recv_field.and_then(|f| f.name)) {
            self.declare(scope, Some(name), obj);
        }
        for (name, &obj) in pnames.iter().zip(&params).chain(rnames.iter().zip(&results)) {
            if name.is_some() {
                self.declare(scope, *name, obj);
            }
        }
        if let Some(obj) = recv {
            let _ = s.recv.set(obj);
        }
        let _ = s.params.set(params);
        let _ = s.results.set(results);
        let _ = s.variadic.set(variadic);
        self.close_scope();
    }

    fn collect_recv(&mut self, field: &'a Field) -> (Obj, Option<Vec<Type>>) {
        let (ptr, base) = self.ast.receiver_base(field.typ);
        let names = self.receiver_tparams(field.typ);
        let mut recv_type = Type::INVALID;
        let mut list = None;
        match names {
            None => {
                recv_type = self.var_type(field.typ);
                // An alias may hide an instance, to which no methods can be added.
                let mut t = unpointer(recv_type);
                while let TypeKind::Alias(a) = t.kind() {
                    let next = unpointer(a.from_rhs.get().unwrap_or(Type::INVALID));
                    let generic = match next.kind() {
                        TypeKind::Named(n) => n.tparams.get().is_some_and(|l| !l.is_empty()) || n.orig.is_some(),
                        TypeKind::Alias(a) => a.tparams.get().is_some_and(|l| !l.is_empty()) || a.orig.is_some(),
                        _ => false,
                    };
                    if generic {
                        let s = self.type_string(next);
                        self.error(base, format!("cannot define new methods on instantiated type {s}"));
                        recv_type = Type::INVALID;
                        break;
                    }
                    t = next;
                }
            }
            Some(names) => {
                let mut cause = String::new();
                let t = self.generic_type(base, &mut cause);
                let mut base_type = None;
                if is_valid(t) {
                    match t.kind() {
                        TypeKind::Named(_) => base_type = Some(t),
                        TypeKind::Alias(_) => {
                            let s = self.type_string(t);
                            self.error(base, format!("cannot define new methods on generic alias type {s}"));
                        }
                        _ => {}
                    }
                } else if !cause.is_empty() {
                    self.error(base, cause);
                }
                let mut tparams = Vec::with_capacity(names.len());
                for &name in &names {
                    let t = self.declare_type_param(name);
                    if let TypeKind::TypeParam(p) = t.kind()
                        && name != self.blank_expr
                    {
                        self.info.uses[name] = Some(p.obj);
                        self.record_type_and_value(name, Mode::Type, t, None);
                    }
                    tparams.push(t);
                }
                crate::decl::bind_type_params(&tparams);
                list = Some(tparams.clone());
                if let Some(base_type) = base_type {
                    let base_tparams = crate::named::type_params(base_type).to_vec();
                    if tparams.len() == base_tparams.len() {
                        for (&own, &theirs) in tparams.iter().zip(&base_tparams) {
                            self.mono_record_canon(own, theirs);
                            if let (TypeKind::TypeParam(o), TypeKind::TypeParam(b)) = (own.kind(), theirs.kind()) {
                                let bound = b.bound.get().unwrap_or(Type::INVALID);
                                o.bound.set(subst(bound, &SubstMap::new(&base_tparams, &tparams)));
                            }
                        }
                    } else {
                        let got = measure(tparams.len(), "type parameter");
                        let text =
                            format!("receiver declares {got}, but receiver base type declares {}", base_tparams.len());
                        self.error(base, text);
                    }
                    self.verify_version(base, GoVersion::go1(18), "type instantiation");
                    let pos = self.ast.pos(field.typ);
                    recv_type = self.instance(pos, base_type, &tparams);
                    self.record_instance(base, tparams.clone(), recv_type);
                    if ptr && is_valid(recv_type) {
                        recv_type = Type::new(TypeKind::Pointer(recv_type));
                    }
                    self.record_receiver_types(field.typ, recv_type);
                }
            }
        }
        let (pos, name) = match field.name {
            Some(n) => (self.ast.pos(n), self.ast.name(n).unwrap_or_default()),
            None => (field.pos, Symbol::default()),
        };
        let recv = self.new_var(VarKind::Recv, pos, name, recv_type);
        self.later(move |c| c.valid_recv(base, recv));
        (recv, list)
    }

    /// Records the type of a receiver's type expression and of its parts.
    fn record_receiver_types(&mut self, mut e: ExprId, mut t: Type) {
        loop {
            self.record_type_and_value(e, Mode::Type, t, None);
            match self.ast.exprs[e].kind {
                ExprKind::Paren(x) => e = x,
                ExprKind::Unary { op: UnaryOp::Deref, x } => {
                    let TypeKind::Pointer(base) = t.kind() else { return };
                    (e, t) = (x, *base);
                }
                _ => return,
            }
        }
    }

    fn collect_params(&mut self, kind: VarKind, list: &'a [Field]) -> (Vec<Option<ExprId>>, Vec<Obj>, bool) {
        let mut names = Vec::with_capacity(list.len());
        let mut params = Vec::with_capacity(list.len());
        let mut variadic = false;
        let mut typ = Type::INVALID;
        let mut previous = None;
        for (i, field) in list.iter().enumerate() {
            if previous != Some(field.typ) {
                previous = Some(field.typ);
                let mut ftype = field.typ;
                let mut dots = false;
                if let ExprKind::DotsType(elem) = self.ast.exprs[ftype].kind {
                    if kind == VarKind::Param && i + 1 == list.len() {
                        variadic = true;
                        dots = true;
                    }
                    // Elsewhere the reader has complained.
                    ftype = elem;
                }
                typ = self.var_type(ftype);
                if dots {
                    typ = Type::new(TypeKind::Slice(typ));
                    self.record_type_and_value(field.typ, Mode::Type, typ, None);
                }
            }
            let (pos, name) = match field.name {
                Some(n) => (self.ast.pos(n), self.ast.name(n).unwrap_or_default()),
                None => (field.pos, Symbol::default()),
            };
            names.push(field.name);
            params.push(self.new_var(kind, pos, name, typ));
        }
        (names, params, variadic)
    }

    /// Reports a receiver whose base type cannot have methods.
    fn valid_recv(&mut self, at: ExprId, recv: Obj) {
        let mut rtyp = recv.typ();
        if let TypeKind::Pointer(base) = unalias(rtyp).kind() {
            rtyp = *base;
        }
        let t = unalias(rtyp);
        if !is_valid(t) {
            return;
        }
        match t.kind() {
            TypeKind::Named(n) => {
                if n.obj.pkg() != Some(self.pkg) {
                    let s = self.type_string(rtyp);
                    return self.error(at, format!("cannot define new methods on non-local type {s}"));
                }
                let cause = match underlying(t).kind() {
                    TypeKind::Basic(BasicKind::UnsafePointer) => "unsafe.Pointer",
                    TypeKind::Pointer(_) | TypeKind::Interface(_) => "pointer or interface type",
                    _ => return,
                };
                let s = self.type_string(rtyp);
                self.error(at, format!("invalid receiver type {s} ({cause})"));
            }
            TypeKind::Basic(_) => {
                let s = self.type_string(rtyp);
                self.error(at, format!("cannot define new methods on non-local type {s}"));
            }
            _ => {
                let s = self.type_string(recv.typ());
                self.error(at, format!("invalid receiver type {s}"));
            }
        }
    }
}
