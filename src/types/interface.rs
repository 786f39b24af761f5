//! Interface types and constraints (specification: "Interface types", "Type constraints").

use crate::check::Checker;
use crate::object::{Obj, ObjKind, VarKind};
use crate::package::Pkg;
use crate::predicates::is_valid;
use crate::ty::{Interface, Signature, Type, TypeKind};
use crate::under::underlying;
use crate::universe::universe;
use escape_source::{Pos, intern};
use escape_syntax::ast::{ExprId, ExprKind, GoVersion};

/// A type parameter's constraint as written.
pub fn bound(tparam: Type) -> Type {
    match tparam.kind() {
        TypeKind::TypeParam(p) => {
            if p.bound.get().is_none() {
                p.obj.fill();
            }
            p.bound.get().unwrap_or(universe().empty_interface)
        }
        _ => universe().empty_interface,
    }
}

/// The interface that a type parameter's constraint is; a constraint that is none is wrapped into one.
pub fn constraint_interface(tparam: Type) -> Type {
    let b = bound(tparam);
    let u = underlying(b);
    if matches!(u.kind(), TypeKind::Interface(_)) {
        return u;
    }
    if !is_valid(u) {
        return universe().empty_interface;
    }
    let iface = Interface { implicit: true, ..Interface::default() };
    let _ = iface.methods.set(Vec::new());
    let _ = iface.embeddeds.set(vec![(b, Pos::NONE)]);
    let t = Type::new(TypeKind::Interface(Box::new(iface)));
    if let TypeKind::TypeParam(p) = tparam.kind() {
        p.bound.set(t);
    }
    t
}

impl<'a> Checker<'a> {
    /// Checks `interface{…}`; `def` is the type name being declared as this interface: the methods' receivers have its type.
    pub fn interface_type(&mut self, e: ExprId, def: Option<Obj>) -> Type {
        let ast = self.ast;
        let ExprKind::InterfaceType { elems } = &ast.exprs[e].kind else { return Type::INVALID };
        let iface = Interface { methods_only_in: self.package_without_type_sets(), ..Interface::default() };
        let t = Type::new(TypeKind::Interface(Box::new(iface)));
        let TypeKind::Interface(iface) = t.kind() else { return t };
        let mut methods: Vec<Obj> = Vec::new();
        let mut embeddeds: Vec<(Type, Pos)> = Vec::new();
        let recv_type = def.map(Obj::typ).filter(|d| matches!(d.kind(), TypeKind::Named(_))).unwrap_or(t);
        for f in elems {
            let Some(name) = f.name else {
                let at = self.at_pos(f.typ);
                let elem = self.parse_union(f.typ);
                embeddeds.push((elem, at));
                continue;
            };
            let Some(text) = ast.name(name) else { continue };
            if text.as_str() == "_" {
                self.error(name, "methods must have a unique non-blank name");
                continue;
            }
            let sig = Type::new(TypeKind::Signature(Box::<Signature>::default()));
            self.func_type(sig, None, &[], f.typ);
            if let TypeKind::Signature(s) = sig.kind() {
                let kind = ObjKind::Var { kind: VarKind::Recv, embedded: false, origin: None };
                let pos = ast.pos(name);
                let _ = s.recv.set(Obj::new(kind, intern(""), Some(self.pkg), pos, Some(recv_type)));
            }
            self.record_type_and_value(f.typ, crate::info::Mode::Type, sig, None);
            let kind = ObjKind::Func { origin: None, ptr_recv: false.into() };
            let m = Obj::new(kind, text, Some(self.pkg), ast.pos(name), Some(sig));
            self.record_def(name, Some(m));
            methods.push(m);
        }
        methods.sort_by(|&a, &b| crate::typeset::compare_methods(a, b));
        let _ = iface.methods.set(methods);
        let _ = iface.embeddeds.set(embeddeds);
        // Embedded types may not be complete yet.
        let at = ast.pos(e);
        self.later(move |c| {
            c.compute_interface_type_set(at, t);
        });
        t
    }

    /// This package, where the language version has no type sets.
    pub fn package_without_type_sets(&self) -> Option<Pkg> {
        (!self.allow_version(GoVersion::go1(18))).then_some(self.pkg)
    }

    /// A new type parameter with that constraint.
    pub fn new_type_param(&mut self, obj: Obj, bound: Type) -> Type {
        Type::new_type_param(obj, None, Some(bound))
    }
}
