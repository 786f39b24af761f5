//! Which types the expressions of a generic declaration have, and where these types come from.

use super::place::{Arguments, Id, Part, core, fix, hash};
use super::walk::Walker;
use crate::expand::decl::signature;
use crate::expand::generics::origin as declared;
use escape_syntax::ast::{BinaryOp, ExprId, ExprKind, Field, UnaryOp};
use escape_types::named::origin;
use escape_types::predicates::identical;
use escape_types::under::{common_under, unalias, underlying};
use escape_types::{BuiltinId, Mode, Obj, ObjKind, Selection, SelectionKind, Type, TypeKind};
use std::rc::Rc;

/// A generic function with type arguments, and where these came from at first.
pub(super) struct Instance {
    obj: Obj,
    types: Vec<Type>,
    targs: Vec<Id>,
}

impl Walker<'_> {
    /// The place of an expression. `a, b *T` spells one type, which a tree from an offer may have twice.
    pub(super) fn place(&self, tag: u8, e: ExprId) -> u64 {
        let x = &self.typed.ast.exprs[e];
        hash(tag, (self.func, x.pos, std::mem::discriminant(&x.kind), self.turn.get()))
    }

    pub(super) fn field_type(&self, f: &Field) -> Id {
        match self.typed.ast.exprs[f.typ].kind {
            ExprKind::DotsType(e) => {
                let of = self.written(e);
                let id = fix(Type::slice(of.typ), self.place(1, f.typ));
                self.places.spell(id, || vec![(Part::Elem, of)]);
                id
            }
            _ => self.written(f.typ),
        }
    }

    /// The type of a function's parameter or result.
    pub(super) fn parameter(&self, callee: Id, i: usize, result: bool) -> Id {
        self.places.part(callee, if result { Part::Result(i) } else { Part::Parameter(i) })
    }

    /// The type that a type expression denotes.
    pub(super) fn written(&self, e: ExprId) -> Id {
        let e = self.typed.ast.unparen(e);
        let id = fix(self.info_type(e), self.place(1, e));
        self.spelled(id, e);
        id
    }

    /// Notes where the parts of a type come from that a type expression spells.
    fn spelled(&self, id: Id, e: ExprId) {
        let kind = &self.typed.ast.exprs[e].kind;
        if let (ExprKind::Index { indices, .. }, TypeKind::Named(n)) = (kind, id.typ.kind()) {
            if n.targs.len() == indices.len() {
                self.places.named(id.typ, || indices.iter().map(|&i| self.written(i)).collect());
            }
            return;
        }
        self.places.spell(id, || match kind {
            ExprKind::ArrayType { elem, .. } | ExprKind::SliceType(elem) | ExprKind::ChanType { elem, .. } => {
                vec![(Part::Elem, self.written(*elem))]
            }
            ExprKind::Unary { op: UnaryOp::Deref, x } => vec![(Part::Elem, self.written(*x))],
            ExprKind::MapType { key, value } => {
                vec![(Part::Key, self.written(*key)), (Part::Elem, self.written(*value))]
            }
            ExprKind::FuncType { params, results } => {
                let params = params.iter().enumerate().map(|(i, f)| (Part::Parameter(i), self.field_type(f)));
                let results = results.iter().enumerate().map(|(i, f)| (Part::Result(i), self.field_type(f)));
                params.chain(results).collect()
            }
            _ => Vec::new(),
        });
    }

    pub(super) fn info_type(&self, e: ExprId) -> Type {
        self.typed.info.types[e].typ.unwrap_or(Type::INVALID)
    }

    pub(super) fn range_types(&self, base: Id) -> (Id, Id) {
        let int = Id { typ: Type::basic(escape_types::BasicKind::Int), at: 0 };
        match core(base.typ).kind() {
            TypeKind::Map { .. } => (self.map_key(base), self.elem(base)),
            TypeKind::Slice(_) | TypeKind::Array { .. } => (int, self.elem(base)),
            TypeKind::Pointer(_) => (int, self.elem(self.elem(base))),
            TypeKind::Chan { .. } => (self.elem(base), int),
            TypeKind::Basic(k) if *k == escape_types::BasicKind::String => {
                (int, Id { typ: Type::basic(escape_types::BasicKind::Int32), at: 0 })
            }
            _ => (base, int),
        }
    }

    pub(super) fn target_type(&self, e: ExprId) -> Id {
        let e = self.typed.ast.unparen(e);
        match self.typed.info.object_of(e).filter(|_| self.typed.ast.name(e).is_some()) {
            Some(o) => self.vars.get(&o).copied().unwrap_or_else(|| fix(o.typ(), hash(6, o))),
            None => self.typ_of(e),
        }
    }

    /// The types of a multi-value expression's values.
    pub(super) fn tuple(&self, e: ExprId) -> Vec<Id> {
        let e = self.typed.ast.unparen(e);
        let TypeKind::Tuple(vars) = self.info_type(e).kind() else { return vec![self.typ_of(e)] };
        if let ExprKind::Call { fun, args, .. } = &self.typed.ast.exprs[e].kind {
            let callee = self.typed.ast.unparen(*fun);
            return (0..vars.len()).map(|i| self.call_result(callee, args, i)).collect();
        }
        let ok = vars.get(1).map_or(Type::INVALID, |v| v.typ());
        vec![self.typ_of(e), Id { typ: ok, at: 0 }]
    }

    pub(super) fn typ_of(&self, e: ExprId) -> Id {
        let typed = self.typed;
        let ast = &typed.ast;
        let e = ast.unparen(e);
        let t = match self.info_type(e).kind() {
            TypeKind::Tuple(v) => v.first().map_or(Type::INVALID, |v| v.typ()),
            _ => crate::expand::expr::ideal_type(self.info_type(e)),
        };
        if typed.info.types[e].value.is_some() {
            return fix(t, self.place(20, e));
        }
        let object = |ident: ExprId| match typed.info.object_of(ident) {
            Some(o) if typed.info.instances.contains_key(&ident) && !matches!(o.data().kind, ObjKind::Var { .. }) => {
                self.instance_type(t, e, ident, o)
            }
            Some(o) => self.vars.get(&o).copied().unwrap_or_else(|| fix(o.typ(), hash(6, o))),
            None => fix(t, self.place(23, e)),
        };
        match &ast.exprs[e].kind {
            ExprKind::Name(_) => object(e),
            ExprKind::Selector { x, sel } => match typed.info.selections.get(&e) {
                Some(s) if s.kind == SelectionKind::MethodExpr => fix(t, self.place(10, e)),
                Some(s) => self.selected(*x, s, t),
                None => object(*sel),
            },
            ExprKind::Index { x, .. } => {
                let base = self.typ_of(*x);
                match core(base.typ).kind() {
                    TypeKind::Signature(_) => match self.instantiated(e) {
                        Some((ident, obj)) => self.instance_type(t, e, ident, obj),
                        None => fix(t, self.place(8, e)),
                    },
                    TypeKind::Pointer(_) => self.elem(self.elem(base)),
                    TypeKind::Basic(_) => fix(t, 0),
                    _ => self.elem(base),
                }
            }
            ExprKind::Slice { x, .. } => {
                let base = self.typ_of(*x);
                match core(base.typ).kind() {
                    TypeKind::Array { .. } => self.made(t, self.place(11, e), self.elem(base)),
                    TypeKind::Pointer(_) => self.made(t, self.place(11, e), self.elem(self.elem(base))),
                    _ => base,
                }
            }
            ExprKind::TypeAssert { typ, .. } => self.written(*typ),
            ExprKind::Unary { op, x } => match op {
                UnaryOp::Addr => self.made(t, self.place(12, e), self.typ_of(*x)),
                UnaryOp::Deref | UnaryOp::Recv => self.elem(self.typ_of(*x)),
                _ => self.typ_of(*x),
            },
            ExprKind::Binary { op, x, y } => match op {
                BinaryOp::Eql | BinaryOp::Neq | BinaryOp::Lss | BinaryOp::Leq | BinaryOp::Gtr | BinaryOp::Geq => {
                    fix(t, 0)
                }
                BinaryOp::Shl | BinaryOp::Shr => self.typ_of(*x),
                _ if typed.info.types[ast.unparen(*x)].value.is_some() => self.typ_of(*y),
                _ => self.typ_of(*x),
            },
            ExprKind::Call { fun, args, .. } => {
                let callee = ast.unparen(*fun);
                match typed.info.types[callee].mode {
                    Mode::Type => self.written(callee),
                    Mode::Builtin => match (self.typed.builtin(callee), args.first()) {
                        (Some(BuiltinId::Append), Some(&a)) => self.typ_of(a),
                        (Some(BuiltinId::Make), Some(&a)) => self.written(a),
                        (Some(BuiltinId::New), Some(&a)) => {
                            let is_type = typed.info.types[ast.unparen(a)].mode == Mode::Type;
                            let of = if is_type { self.written(a) } else { self.typ_of(a) };
                            self.made(t, self.place(13, e), of)
                        }
                        (Some(BuiltinId::Slice), Some(&a)) => {
                            self.made(t, self.place(13, e), self.elem(self.typ_of(a)))
                        }
                        (Some(BuiltinId::Min | BuiltinId::Max), Some(&a)) => {
                            let constant = |e: ExprId| typed.info.types[ast.unparen(e)].value.is_some();
                            self.typ_of(args.iter().copied().find(|&e| !constant(e)).unwrap_or(a))
                        }
                        _ => fix(t, self.place(13, e)),
                    },
                    _ => self.call_result(callee, args, 0),
                }
            }
            ExprKind::CompositeLit { typ: Some(w), .. } => match ast.exprs[*w].kind {
                ExprKind::ArrayType { len: None, elem } => self.made(t, self.place(1, e), self.written(elem)),
                _ => self.written(*w),
            },
            ExprKind::CompositeLit { .. } => {
                self.literals.get(&e).copied().unwrap_or_else(|| fix(t, self.place(21, e)))
            }
            ExprKind::FuncLit { typ, .. } => {
                let id = fix(t, self.place(16, e));
                self.spelled(id, *typ);
                id
            }
            _ => fix(t, self.place(16, e)),
        }
    }

    /// A type that an expression makes of another one.
    fn made(&self, typ: Type, at: u64, of: Id) -> Id {
        let id = fix(typ, at);
        self.places.spell(id, || vec![(Part::Elem, of)]);
        id
    }

    /// The type of a field or a method, as a value.
    fn selected(&self, x: ExprId, s: &Selection, typ: Type) -> Id {
        let path = match s.kind {
            SelectionKind::FieldVal => &s.index[..],
            _ => &s.index[..s.index.len().saturating_sub(1)],
        };
        let mut base = self.at(self.typ_of(x), path);
        if s.kind == SelectionKind::FieldVal {
            return if base.typ == Type::INVALID { fix(typ, hash(9, s.obj)) } else { base };
        }
        let id = fix(typ, hash(9, s.obj));
        if let TypeKind::Pointer(_) = unalias(base.typ).kind() {
            base = self.elem(base);
        }
        let method = declared(s.obj);
        if let (TypeKind::Named(n), Some(sig)) = (base.typ.kind(), signature(method.typ()))
            && sig.recv_tparams().len() == n.targs.len()
            && !n.targs.is_empty()
        {
            let targs = self.places.arguments(base.typ);
            let arguments: Arguments = sig.recv_tparams().iter().copied().zip(targs).collect();
            self.places.declare(id, method.typ(), &Rc::new(arguments));
        }
        id
    }

    /// The type of a field that a path of fields leads to, through pointers.
    pub(super) fn at(&self, mut base: Id, path: &[usize]) -> Id {
        for &i in path {
            if let TypeKind::Pointer(_) = core(base.typ).kind() {
                base = self.elem(base);
            }
            base = self.places.part(base, Part::Field(i));
        }
        base
    }

    pub(super) fn elem(&self, base: Id) -> Id {
        self.places.part(base, Part::Elem)
    }

    pub(super) fn map_key(&self, base: Id) -> Id {
        self.places.part(base, Part::Key)
    }

    /// The generic function that an expression instantiates.
    pub(super) fn instantiated(&self, e: ExprId) -> Option<(ExprId, Obj)> {
        let ast = &self.typed.ast;
        let base = match ast.exprs[e].kind {
            ExprKind::Index { x, .. } => x,
            _ => e,
        };
        let ident = match ast.exprs[base].kind {
            ExprKind::Selector { .. } if self.typed.info.selections.contains_key(&base) => return None,
            ExprKind::Selector { sel, .. } => sel,
            _ => base,
        };
        ast.name(ident)?;
        let obj = self.typed.info.object_of(ident)?;
        let is_func = matches!(obj.data().kind, ObjKind::Func { .. });
        (is_func && self.typed.info.instances.contains_key(&ident)).then_some((ident, obj))
    }

    /// Type arguments: written ones are types of their own, inferred ones those of the arguments.
    pub(super) fn targs(&self, at: ExprId, ident: ExprId, obj: Obj, args: &[ExprId]) -> Vec<Id> {
        let Some(inst) = self.typed.info.instances.get(&ident) else { return Vec::new() };
        let written: &[ExprId] = match &self.typed.ast.exprs[at].kind {
            ExprKind::Index { indices, .. } => indices,
            _ => &[],
        };
        let found = match written.len() < inst.targs.len() {
            true => self.inferred(declared(obj), written, args),
            false => Arguments::new(),
        };
        let tparams = signature(declared(obj).typ()).map_or(&[][..], |s| s.tparams());
        let one = |(i, &t): (usize, &Type)| {
            if let Some(&w) = written.get(i) {
                return self.written(w);
            }
            match tparams.get(i).and_then(|p| found.iter().find(|(q, _)| q == p)) {
                Some((_, id)) if identical(id.typ, t) => fix(t, id.at),
                _ => fix(t, hash(18, (self.place(18, at), i))),
            }
        };
        inst.targs.iter().enumerate().map(one).collect()
    }

    /// Where inferred type arguments come from: the first argument of the call that has them, else the bounds.
    fn inferred(&self, obj: Obj, written: &[ExprId], args: &[ExprId]) -> Arguments {
        let Some(sig) = signature(obj.typ()) else { return Arguments::new() };
        let mut found: Arguments = sig.tparams().iter().zip(written).map(|(&p, &w)| (p, self.written(w))).collect();
        let sources: Vec<Id> = match args {
            [a] => self.tuple(*a),
            _ => args.iter().map(|&a| self.typ_of(a)).collect(),
        };
        let last = sig.params().len().saturating_sub(1);
        for (i, &source) in sources.iter().enumerate() {
            let Some(p) = sig.params().get(i.min(last)) else { continue };
            let typ = match p.typ().kind() {
                TypeKind::Slice(e) if sig.variadic() && i >= last && !identical(source.typ, p.typ()) => *e,
                _ => p.typ(),
            };
            self.unify(typ, source, sig.tparams(), &mut found);
        }
        for &p in sig.tparams() {
            if let (Ok(bound), Some((_, id))) = (common_under(p), found.iter().find(|(q, _)| *q == p).copied()) {
                self.unify(bound, id, sig.tparams(), &mut found);
            }
        }
        found
    }

    /// Finds what type parameters stand for in `typ` where that is `source`.
    fn unify(&self, typ: Type, source: Id, tparams: &[Type], found: &mut Arguments) {
        let typ = unalias(typ);
        if tparams.contains(&typ) {
            if !found.iter().any(|(p, _)| *p == typ) {
                found.push((typ, source));
            }
            return;
        }
        if let (TypeKind::Named(a), TypeKind::Named(b)) = (typ.kind(), unalias(source.typ).kind()) {
            if origin(typ) == origin(unalias(source.typ)) && a.targs.len() == b.targs.len() {
                let of = self.places.arguments(unalias(source.typ));
                a.targs.iter().zip(of).for_each(|(&t, id)| self.unify(t, id, tparams, found));
            }
            return;
        }
        let mut part = |t: Type, p: Part| self.unify(t, self.places.part(source, p), tparams, found);
        match (underlying(typ).kind(), core(source.typ).kind()) {
            (TypeKind::Slice(e), TypeKind::Slice(_)) | (TypeKind::Pointer(e), TypeKind::Pointer(_)) => {
                part(*e, Part::Elem)
            }
            (TypeKind::Array { elem, .. }, TypeKind::Array { .. })
            | (TypeKind::Chan { elem, .. }, TypeKind::Chan { .. }) => part(*elem, Part::Elem),
            (TypeKind::Map { key, elem }, TypeKind::Map { .. }) => {
                part(*key, Part::Key);
                part(*elem, Part::Elem);
            }
            (TypeKind::Signature(a), TypeKind::Signature(b))
                if a.params().len() == b.params().len() && a.results().len() == b.results().len() =>
            {
                a.params().iter().enumerate().for_each(|(i, v)| part(v.typ(), Part::Parameter(i)));
                a.results().iter().enumerate().for_each(|(i, v)| part(v.typ(), Part::Result(i)));
            }
            _ => {}
        }
    }

    /// Which of the function's instances an expression is, and that one's type arguments.
    pub(super) fn instance(&self, at: ExprId, ident: ExprId, obj: Obj, args: &[ExprId]) -> (usize, Vec<Id>) {
        let obj = declared(obj);
        let types = self.typed.info.instances.get(&ident).map_or(&[][..], |i| &i.targs);
        let same = |i: &Instance| {
            let equal = |(a, b): (&Type, &Type)| identical(*a, *b);
            i.obj == obj && i.types.len() == types.len() && i.types.iter().zip(types).all(equal)
        };
        let found = self.instances.borrow().iter().position(same);
        let i = found.unwrap_or_else(|| {
            let targs = self.targs(at, ident, obj, args);
            let mut list = self.instances.borrow_mut();
            list.push(Instance { obj, types: types.to_vec(), targs });
            list.len() - 1
        });
        (i, self.instances.borrow()[i].targs.clone())
    }

    fn instance_type(&self, t: Type, at: ExprId, ident: ExprId, obj: Obj) -> Id {
        let (i, targs) = self.instance(at, ident, obj, &[]);
        let id = fix(t, hash(8, (self.func, i)));
        if let Some(sig) = signature(declared(obj).typ()) {
            let arguments: Arguments = sig.tparams().iter().copied().zip(targs).collect();
            self.places.declare(id, declared(obj).typ(), &Rc::new(arguments));
        }
        id
    }

    /// The type of a call's result.
    fn call_result(&self, callee: ExprId, args: &[ExprId], i: usize) -> Id {
        if let Some((ident, obj)) = self.instantiated(callee) {
            // The arguments say where type arguments come from.
            self.instance(callee, ident, obj, args);
        }
        self.parameter(self.typ_of(callee), i, true)
    }
}
