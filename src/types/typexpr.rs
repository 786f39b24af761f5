//! Identifiers and type expressions (specification: "Types").

use crate::check::Checker;
use crate::constant::Const;
use crate::info::Mode;
use crate::object::{Obj, ObjKind};
use crate::operand::Operand;
use crate::predicates::{comparable, is_generic, is_integer, is_type_param, is_untyped, is_valid};
use crate::ty::{BasicKind, Signature, Type, TypeKind};
use crate::under::underlying;
use crate::universe::universe;
use escape_syntax::ast::{ExprId, ExprKind, GoVersion, UnaryOp};

/// gc names each instance in full, which takes it minutes for ten times this.
const MAX_INSTANCE_NESTING: usize = 1000;

impl<'a> Checker<'a> {
    /// Checks an identifier. With `want_type` it must denote a type.
    pub fn ident(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        x.invalidate();
        x.expr = Some(e);
        let Some(name) = self.ast.name(e) else { return };
        let Some((scope, obj)) = self.lookup_scope(name) else {
            if name.as_str() == "_" {
                self.error(e, "cannot use _ as value or type");
            } else {
                self.error(e, format!("undefined: {name}"));
            }
            return;
        };
        let u = universe();
        if scope.is_none()
            && (obj == u.any_obj || obj == u.comparable_obj)
            && !self.verify_version(e, GoVersion::go1(18), &format!("predeclared {name}"))
        {
            return;
        }
        self.info.uses[e] = Some(obj);

        let is_type = matches!(obj.data().kind, ObjKind::TypeName);
        if want_type && !is_type {
            self.error(e, format!("{} ({}) is not a type", obj.name(), self.object_kind(obj)));
            if matches!(obj.data().kind, ObjKind::Var { .. }) && obj.pkg() == Some(self.pkg) {
                self.used_vars.insert(obj);
            }
            return;
        }
        let own = obj.pkg() == Some(self.pkg);
        if own && (obj.data().typ.get().is_none() || is_type && want_type) {
            self.obj_decl(obj);
        }
        let typ = obj.typ();
        if let Some(scope) = scope
            && !self.dot_imports.is_empty()
            && let Some(&p) = self.dot_imports.get(&(scope, name))
        {
            self.used_imports.insert(p);
        }
        match &obj.data().kind {
            ObjKind::PkgName { .. } => {
                self.error(e, format!("use of package {} not in selector", obj.name()));
                return;
            }
            ObjKind::Const { value } => {
                self.add_decl_dep(obj);
                if !is_valid(typ) {
                    return;
                }
                if obj == u.iota_obj {
                    let Some(iota) = self.env.iota.clone() else {
                        self.error(e, "cannot use iota outside constant declaration");
                        return;
                    };
                    x.val = Some(iota);
                } else {
                    obj.fill();
                    x.val = Some(value.get().cloned().unwrap_or(Const::Unknown));
                }
                x.mode = Mode::Constant;
            }
            ObjKind::TypeName => x.mode = Mode::Type,
            ObjKind::Var { .. } => {
                if own {
                    self.used_vars.insert(obj);
                }
                self.add_decl_dep(obj);
                if !is_valid(typ) {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjKind::Func { .. } => {
                self.add_decl_dep(obj);
                x.mode = Mode::Value;
            }
            ObjKind::Builtin(id) => {
                x.builtin = Some(*id);
                x.mode = Mode::Builtin;
            }
            ObjKind::Nil => x.mode = Mode::Nil,
            ObjKind::Label => return,
        }
        x.typ = Some(typ);
    }

    /// The type an expression denotes; not a generic one without instantiation.
    pub fn typ(&mut self, e: ExprId) -> Type {
        self.declared_type(e, None)
    }

    /// Like `typ`, for the type of a variable: not a constraint interface.
    pub fn var_type(&mut self, e: ExprId) -> Type {
        let t = self.declared_type(e, None);
        self.valid_var_type(e, t);
        t
    }

    /// Reports a constraint interface, once types are complete.
    pub fn valid_var_type(&mut self, e: ExprId, t: Type) {
        match t.kind() {
            TypeKind::TypeParam(_)
            | TypeKind::Basic(_)
            | TypeKind::Pointer(_)
            | TypeKind::Slice(_)
            | TypeKind::Array { .. }
            | TypeKind::Map { .. }
            | TypeKind::Chan { .. }
            | TypeKind::Struct(_)
            | TypeKind::Signature(_) => return,
            _ if is_type_param(t) => return,
            _ => {}
        }
        self.later(move |c| {
            let u = underlying(t);
            if matches!(u.kind(), TypeKind::Interface(_)) {
                let pos = c.at_pos(e);
                let set = c.compute_interface_type_set(pos, u);
                if !set.is_method_set() {
                    let why = if set.comparable { "is (or embeds) comparable" } else { "contains type constraints" };
                    let s = c.type_string(t);
                    c.soft_error(pos, format!("cannot use type {s} outside a type constraint: interface {why}"));
                }
            }
        });
    }

    /// Like `typ`; with `def`, the expression is the right-hand side of that type's declaration.
    pub fn declared_type(&mut self, e: ExprId, def: Option<Obj>) -> Type {
        let mut t = self.typ_internal(e, def);
        if is_generic(t) {
            let s = self.type_string(t);
            self.error(e, format!("cannot use generic type {s} without instantiation"));
            t = Type::INVALID;
        }
        self.record_type_and_value(e, Mode::Type, t, None);
        t
    }

    /// The generic type an expression denotes; `cause` says so if it is a type but not generic.
    pub fn generic_type(&mut self, e: ExprId, cause: &mut String) -> Type {
        let mut t = self.typ_internal(e, None);
        if is_valid(t) && !is_generic(t) {
            *cause = format!("{} is not a generic type", self.type_string(t));
            t = Type::INVALID;
        }
        self.record_type_and_value(e, Mode::Type, t, None);
        t
    }

    fn typ_internal(&mut self, e: ExprId, def: Option<Obj>) -> Type {
        let ast = self.ast;
        match &ast.exprs[e].kind {
            ExprKind::Bad => {}
            ExprKind::Name(_) | ExprKind::Selector { .. } => {
                let mut x = Operand::new();
                if matches!(ast.exprs[e].kind, ExprKind::Name(_)) {
                    self.ident(&mut x, e, true);
                } else {
                    self.selector(&mut x, e, true);
                }
                match x.mode {
                    Mode::Type => return x.ty(),
                    Mode::Invalid => {}
                    mode => {
                        let s = self.operand_string(&x);
                        let what = if mode == Mode::NoValue { "used as type" } else { "is not a type" };
                        self.error(&x, format!("{s} {what}"));
                    }
                }
            }
            ExprKind::Index { x, indices } => {
                self.verify_version(e, GoVersion::go1(18), "type instantiation");
                return self.instantiated_type(*x, indices);
            }
            ExprKind::Paren(x) => return self.declared_type(*x, def),
            ExprKind::ArrayType { len, elem } => {
                let n = match len {
                    Some(len) => self.array_length(*len),
                    None => {
                        self.error(e, "invalid use of [...] array (outside a composite literal)");
                        -1
                    }
                };
                let elem = self.var_type(*elem);
                if n >= 0 {
                    return Type::new(TypeKind::Array { elem, len: n });
                }
            }
            ExprKind::SliceType(elem) => {
                let elem = self.var_type(*elem);
                return Type::new(TypeKind::Slice(elem));
            }
            ExprKind::DotsType(_) => self.error(e, "invalid syntax tree: invalid use of ..."),
            ExprKind::StructType { fields } => return self.struct_type(fields),
            ExprKind::Unary { op: UnaryOp::Deref, x } => {
                let base = self.var_type(*x);
                // A pointer to something invalid is of no more use than that.
                if !is_valid(base) {
                    return Type::INVALID;
                }
                return Type::new(TypeKind::Pointer(base));
            }
            ExprKind::FuncType { .. } => {
                let sig = Type::new(TypeKind::Signature(Box::<Signature>::default()));
                self.func_type(sig, None, &[], e);
                return sig;
            }
            ExprKind::InterfaceType { .. } => return self.interface_type(e, def),
            ExprKind::MapType { key, value } => {
                let key_expr = *key;
                let key = self.var_type(key_expr);
                let elem = self.var_type(*value);
                self.later(move |c| {
                    if !comparable(key) {
                        let why = if is_type_param(key) { " (missing comparable constraint)" } else { "" };
                        let s = c.type_string(key);
                        c.error(key_expr, format!("invalid map key type {s}{why}"));
                    }
                });
                return Type::new(TypeKind::Map { key, elem });
            }
            ExprKind::ChanType { dir, elem } => {
                let elem = self.var_type(*elem);
                return Type::new(TypeKind::Chan { dir: *dir, elem });
            }
            _ => {
                let s = self.expr_string(e);
                self.error(e, format!("{s} is not a type"));
                self.use_exprs(&[e]);
            }
        }
        Type::INVALID
    }

    fn instantiated_type(&mut self, x: ExprId, args: &'a [ExprId]) -> Type {
        let mut cause = String::new();
        let gtyp = self.generic_type(x, &mut cause);
        if !cause.is_empty() {
            let s = self.expr_string(x);
            let list: Vec<String> = args.iter().map(|&a| self.expr_string(a)).collect();
            self.error(x, format!("invalid operation: {s}[{}] ({cause})", list.join(", ")));
        }
        if !is_valid(gtyp) {
            return gtyp;
        }
        let defined = matches!(gtyp.kind(), TypeKind::Named(_));
        if defined && self.instance_nesting >= MAX_INSTANCE_NESTING {
            self.error(x, format!("type arguments nested more than {MAX_INSTANCE_NESTING} levels deep"));
            return Type::INVALID;
        }
        self.instance_nesting += usize::from(defined);
        let targs = self.type_list(args);
        self.instance_nesting -= usize::from(defined);
        let Some(targs) = targs else { return Type::INVALID };
        let pos = self.ast.pos(x);
        let inst = self.instance(pos, gtyp, &targs);
        if !is_valid(inst) {
            return Type::INVALID;
        }
        // A generic type's parameters may not be complete here.
        self.later(move |c| {
            c.record_instance(x, targs.clone(), inst);
            let (name, tparams): (_, Vec<Type>) = match inst.kind() {
                TypeKind::Named(n) => (n.obj.name(), crate::named::type_params(inst).to_vec()),
                TypeKind::Alias(a) => (a.obj.name(), crate::named::type_params(inst).to_vec()),
                _ => return,
            };
            let pos = c.ast.pos(x);
            if c.validate_targ_len(pos, name.as_str(), tparams.len(), targs.len()) {
                match c.verify(pos, &tparams, &targs) {
                    Err((i, text)) => {
                        let at = args.get(i).map_or(pos, |&a| c.at_pos(a));
                        c.soft_error(at, text);
                    }
                    Ok(()) => c.mono_record_instance(pos, &tparams, &targs, args),
                }
            }
        });
        inst
    }

    /// The constant length of an array type; negative after an error.
    pub fn array_length(&mut self, e: ExprId) -> i64 {
        if let Some(name) = self.ast.name(e) {
            match self.lookup(name) {
                None => {
                    self.error(e, format!("undefined array length {name} or missing type constraint"));
                    return -1;
                }
                Some(obj) if !matches!(obj.data().kind, ObjKind::Const { .. }) => {
                    self.error(e, format!("invalid array length {name}"));
                    return -1;
                }
                _ => {}
            }
        }
        let mut x = Operand::new();
        self.expr(None, &mut x, e);
        if x.mode != Mode::Constant {
            if !x.is_invalid() {
                let s = self.operand_string(&x);
                self.error(&x, format!("array length {s} must be constant"));
            }
            return -1;
        }
        if is_untyped(x.ty()) || is_integer(x.ty()) {
            let n = x.val.as_ref().and_then(|v| self.array_length_value(v));
            if let Some(n) = n {
                return n;
            }
        }
        let s = self.operand_string(&x);
        if is_integer(x.ty()) {
            self.error(&x, format!("invalid array length {s}"));
        } else {
            self.error(&x, format!("array length {s} must be integer"));
        }
        -1
    }

    fn array_length_value(&self, v: &Const) -> Option<i64> {
        let v = v.to_int();
        if !matches!(v, Const::Int(_)) {
            return None;
        }
        v.to_i64().filter(|&n| n >= 0)
    }

    /// The types of a list of type arguments; `None` if one is invalid (all are checked).
    pub fn type_list(&mut self, list: &[ExprId]) -> Option<Vec<Type>> {
        let mut out = Some(Vec::with_capacity(list.len()));
        for &e in list {
            let t = self.var_type(e);
            if !is_valid(t) {
                out = None;
            } else if let Some(v) = &mut out {
                v.push(t);
            }
        }
        out
    }

    /// The predeclared `int`, which lengths and indices have.
    pub fn int_type(&self) -> Type {
        Type::basic(BasicKind::Int)
    }
}
