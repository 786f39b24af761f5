//! References to objects and types, and the records of the two tables.

use crate::codec::{Code, Damaged, Res};
use crate::objects::{Reader, Writer};
use crate::{codec_enum, codec_struct};
use escape_source::{Pos, Symbol};
use escape_types::ty::{Interface, Signature, Struct, Term, TypeCell};
use escape_types::universe::universe;
use escape_types::{BasicKind, Obj, ObjKind, Pkg, Type, TypeKind, VarKind};
use std::sync::OnceLock;
use std::sync::atomic::Ordering;

codec_enum!(VarKind { 0 => Package, 1 => Local, 2 => Recv, 3 => Param, 4 => Result, 5 => Field });
codec_struct!(Term { tilde, typ });
codec_struct!(Struct { fields, tags });

impl Code for Pkg {
    fn put(&self, w: &mut Writer<'_>) {
        let i = w.package(*self);
        i.put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let i = u32::get(r)?;
        r.tables.package(i)
    }
}

/// How an object is referred to.
mod reference {
    pub const UNIVERSE: u8 = 0;
    pub const OWN: u8 = 1;
    pub const NAMED: u8 = 2;
    pub const NUMBERED: u8 = 3;
}

impl Code for Obj {
    fn put(&self, w: &mut Writer<'_>) {
        let own = self.origin().is_some()
            || matches!(self.data().kind, ObjKind::Label | ObjKind::PkgName { .. })
            // Parameters in the signatures of predeclared functions.
            || self.pkg().is_none() && matches!(self.data().kind, ObjKind::Var { .. })
            // A foreign method's receiver, in the type of a method expression.
            || self.number().is_none()
                && self.pkg() != Some(w.pkg)
                && matches!(self.data().kind, ObjKind::Var { kind: VarKind::Recv | VarKind::Param, .. });
        match self.pkg() {
            _ if own => {}
            None => {
                w.out.byte(reference::UNIVERSE);
                return self.name().put(w);
            }
            Some(p) if p == w.pkg => {}
            Some(p) if self.is_package_level() || p == universe().unsafe_pkg => {
                w.out.byte(reference::NAMED);
                p.put(w);
                return self.name().put(w);
            }
            Some(p) => {
                let Some(n) = self.number() else { return w.fail("a foreign object that its package does not offer") };
                w.out.byte(reference::NUMBERED);
                p.put(w);
                n.put(w);
                return self.name().put(w);
            }
        }
        w.out.byte(reference::OWN);
        let n = w.object(*self);
        n.put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        match r.cursor.byte()? {
            reference::UNIVERSE => {
                let name = Symbol::get(r)?;
                r.tables.universe(name)
            }
            reference::OWN => {
                let n = u32::get(r)?;
                r.tables.object(n)
            }
            reference::NAMED => {
                let p = Pkg::get(r)?;
                let name = Symbol::get(r)?;
                p.lookup(name).ok_or(Damaged)
            }
            reference::NUMBERED => {
                let p = Pkg::get(r)?;
                let n = u32::get(r)?;
                let name = Symbol::get(r)?;
                // Another name: the offers do not belong together.
                let found = p.data().offer.get().and_then(|o| o.object(n));
                found.filter(|o| o.name() == name).ok_or(Damaged)
            }
            _ => Err(Damaged),
        }
    }
}

impl Code for Type {
    fn put(&self, w: &mut Writer<'_>) {
        match self.kind() {
            // Types of their own only in messages.
            TypeKind::Basic(_) if *self == universe().byte => w.out.byte(3),
            TypeKind::Basic(_) if *self == universe().rune => w.out.byte(4),
            TypeKind::Basic(k) => {
                w.out.byte(0);
                w.out.byte(*k as u8);
            }
            TypeKind::Named(n) if n.orig.is_none() => {
                w.out.byte(1);
                n.obj.put(w);
            }
            TypeKind::Alias(a) if a.orig.is_none() => {
                w.out.byte(1);
                a.obj.put(w);
            }
            TypeKind::TypeParam(p) => {
                w.out.byte(1);
                p.obj.put(w);
            }
            _ => {
                w.out.byte(2);
                let n = w.typ(*self);
                n.put(w);
            }
        }
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        match r.cursor.byte()? {
            0 => {
                let k = r.cursor.byte()?;
                BasicKind::ALL.get(usize::from(k)).map(|&k| Type::basic(k)).ok_or(Damaged)
            }
            1 => Ok(Obj::get(r)?.typ()),
            2 => {
                let n = u32::get(r)?;
                r.tables.typ(n)
            }
            3 => Ok(universe().byte),
            4 => Ok(universe().rune),
            _ => Err(Damaged),
        }
    }
}

/// Writes the record of a type that has one.
pub fn put_type(w: &mut Writer<'_>, t: Type) {
    match t.kind() {
        TypeKind::Array { elem, len } => {
            w.out.byte(0);
            elem.put(w);
            len.put(w);
        }
        TypeKind::Slice(elem) => {
            w.out.byte(1);
            elem.put(w);
        }
        TypeKind::Struct(s) => {
            w.out.byte(2);
            s.put(w);
        }
        TypeKind::Pointer(elem) => {
            w.out.byte(3);
            elem.put(w);
        }
        TypeKind::Tuple(vars) => {
            w.out.byte(4);
            vars.put(w);
        }
        TypeKind::Signature(s) => {
            w.out.byte(5);
            s.recv().put(w);
            s.recv_tparams().to_vec().put(w);
            s.tparams().to_vec().put(w);
            s.params().to_vec().put(w);
            s.results().to_vec().put(w);
            s.variadic().put(w);
        }
        TypeKind::Interface(i) => {
            w.out.byte(6);
            i.implicit.put(w);
            i.methods().to_vec().put(w);
            i.embeddeds().to_vec().put(w);
        }
        TypeKind::Map { key, elem } => {
            w.out.byte(7);
            key.put(w);
            elem.put(w);
        }
        TypeKind::Chan { dir, elem } => {
            w.out.byte(8);
            dir.put(w);
            elem.put(w);
        }
        TypeKind::Union(terms) => {
            w.out.byte(9);
            terms.put(w);
        }
        TypeKind::Named(n) => put_instance(w, 10, n.orig, &n.targs),
        TypeKind::Alias(a) => put_instance(w, 11, a.orig, &a.targs),
        TypeKind::Basic(_) | TypeKind::TypeParam(_) => w.fail("a type that needs no record"),
    }
}

fn put_instance(w: &mut Writer<'_>, tag: u8, orig: Option<Type>, targs: &[Type]) {
    w.out.byte(tag);
    orig.unwrap_or(Type::INVALID).put(w);
    targs.to_vec().put(w);
}

/// Reads the record of a type. `register` must make the type known before its parts are read: interfaces and signatures are
/// reached again through their receivers.
pub fn get_type(r: &mut Reader<'_>, register: &mut dyn FnMut(Type)) -> Res<Type> {
    let kind = match r.cursor.byte()? {
        0 => TypeKind::Array { elem: Code::get(r)?, len: Code::get(r)? },
        1 => TypeKind::Slice(Code::get(r)?),
        2 => TypeKind::Struct(Code::get(r)?),
        3 => TypeKind::Pointer(Code::get(r)?),
        4 => TypeKind::Tuple(Code::get(r)?),
        5 => {
            let t = Type::new(TypeKind::Signature(Box::default()));
            register(t);
            if let TypeKind::Signature(s) = t.kind() {
                get_signature(r, s)?;
            }
            return Ok(t);
        }
        6 => {
            let implicit = Code::get(r)?;
            let t = Type::new(TypeKind::Interface(Box::new(Interface { implicit, ..Interface::default() })));
            register(t);
            if let TypeKind::Interface(i) = t.kind() {
                let _ = i.methods.set(Code::get(r)?);
                let _ = i.embeddeds.set(Vec::<(Type, Pos)>::get(r)?);
            }
            return Ok(t);
        }
        7 => TypeKind::Map { key: Code::get(r)?, elem: Code::get(r)? },
        8 => TypeKind::Chan { dir: Code::get(r)?, elem: Code::get(r)? },
        9 => TypeKind::Union(Code::get(r)?),
        10 | 11 => {
            let orig = Type::get(r)?;
            let targs = Vec::<Type>::get(r)?;
            let t = r.tables.instance(orig, targs)?;
            register(t);
            return Ok(t);
        }
        _ => return Err(Damaged),
    };
    let t = Type::new(kind);
    register(t);
    Ok(t)
}

fn get_signature(r: &mut Reader<'_>, s: &Signature) -> Res<()> {
    if let Some(recv) = Option::<Obj>::get(r)? {
        let _ = s.recv.set(recv);
    }
    let _ = s.recv_tparams.set(Code::get(r)?);
    let _ = s.tparams.set(Code::get(r)?);
    let _ = s.params.set(Code::get(r)?);
    let _ = s.results.set(Code::get(r)?);
    let _ = s.variadic.set(Code::get(r)?);
    Ok(())
}

/// Kinds of object records.
mod kind {
    pub const PKG_NAME: u8 = 0;
    pub const CONST: u8 = 1;
    pub const DEFINED: u8 = 2;
    pub const ALIAS: u8 = 3;
    pub const TYPE_PARAM: u8 = 4;
    pub const TYPE_NAME: u8 = 5;
    pub const VAR: u8 = 6;
    pub const FUNC: u8 = 7;
    pub const LABEL: u8 = 8;
    pub const METHOD_INSTANCE: u8 = 9;
    /// Of an interface in which type arguments were put.
    pub const INTERFACE_METHOD_INSTANCE: u8 = 10;
}

/// Writes the record of an own object: the head that its shell is made of, then the rest.
pub fn put_object(w: &mut Writer<'_>, o: Obj) {
    let d = o.data();
    let typ = o.typ();
    let tag = match (&d.kind, typ.kind()) {
        (ObjKind::PkgName { .. }, _) => kind::PKG_NAME,
        (ObjKind::Const { .. }, _) => kind::CONST,
        (ObjKind::TypeName, TypeKind::Named(n)) if n.obj == o => kind::DEFINED,
        (ObjKind::TypeName, TypeKind::Alias(a)) if a.obj == o => kind::ALIAS,
        (ObjKind::TypeName, TypeKind::TypeParam(p)) if p.obj == o => kind::TYPE_PARAM,
        (ObjKind::TypeName, _) => kind::TYPE_NAME,
        (ObjKind::Var { .. }, _) => kind::VAR,
        (ObjKind::Func { origin: Some(_), .. }, TypeKind::Signature(s))
            if s.recv().is_some_and(|r| matches!(r.typ().kind(), TypeKind::Interface(_))) =>
        {
            kind::INTERFACE_METHOD_INSTANCE
        }
        (ObjKind::Func { origin: Some(_), .. }, _) => kind::METHOD_INSTANCE,
        (ObjKind::Func { .. }, _) => kind::FUNC,
        (ObjKind::Label, _) => kind::LABEL,
        (ObjKind::Builtin(_) | ObjKind::Nil, _) => return w.fail("a predeclared object that is not in the universe"),
    };
    w.out.byte(tag);
    o.name().put(w);
    o.pos().put(w);
    d.pkg.put(w);
    o.is_package_level().put(w);
    d.order.load(Ordering::Relaxed).put(w);
    match &d.kind {
        ObjKind::PkgName { imported } => return imported.put(w),
        ObjKind::Label => return,
        ObjKind::Var { kind, embedded, origin } => {
            kind.put(w);
            embedded.put(w);
            origin.put(w);
        }
        ObjKind::Func { origin: Some(origin), .. } if tag == kind::INTERFACE_METHOD_INSTANCE => origin.put(w),
        ObjKind::Func { origin: Some(origin), .. } => {
            let TypeKind::Signature(s) = typ.kind() else { return w.fail("a method without signature") };
            let Some(recv) = s.recv() else { return w.fail("a method instance without receiver") };
            origin.put(w);
            return recv.typ().put(w);
        }
        ObjKind::Func { ptr_recv, .. } => ptr_recv.load(Ordering::Relaxed).put(w),
        _ => {}
    }
    match (tag, typ.kind()) {
        (kind::DEFINED, TypeKind::Named(n)) => {
            n.tparams.get().cloned().unwrap_or_default().put(w);
            n.implicit.get().cloned().unwrap_or_default().put(w);
            n.from_rhs.get().put(w);
            n.underlying.get().put(w);
            let methods = n.methods.read().map(|m| m.clone()).unwrap_or_default();
            methods.put(w);
        }
        (kind::ALIAS, TypeKind::Alias(a)) => {
            a.tparams.get().cloned().unwrap_or_default().put(w);
            a.from_rhs.get().put(w);
            a.actual.get().put(w);
        }
        (kind::TYPE_PARAM, TypeKind::TypeParam(p)) => {
            p.index.get().copied().unwrap_or(0).put(w);
            p.bound.get().put(w);
        }
        _ => typ.put(w),
    }
    if let ObjKind::Const { value } = &d.kind {
        value.get().cloned().put(w);
    }
}

/// Makes an object from the head of its record; what follows is read by [`fill`], if anything does, which is the other value.
/// Defined types, aliases and type parameters get their (empty) type at once.
pub fn get_shell(r: &mut Reader<'_>, number: u32) -> Res<(Obj, bool)> {
    let tag = r.cursor.byte()?;
    let name = Symbol::get(r)?;
    let pos = Pos::get(r)?;
    let pkg = Option::<Pkg>::get(r)?;
    let package_level = bool::get(r)?;
    let order = u32::get(r)?;
    let kind = match tag {
        kind::PKG_NAME => ObjKind::PkgName { imported: Code::get(r)? },
        kind::CONST => ObjKind::Const { value: OnceLock::new() },
        kind::DEFINED | kind::ALIAS | kind::TYPE_PARAM | kind::TYPE_NAME => ObjKind::TypeName,
        kind::VAR => ObjKind::Var { kind: Code::get(r)?, embedded: Code::get(r)?, origin: Code::get(r)? },
        kind::FUNC => ObjKind::Func { origin: None, ptr_recv: bool::get(r)?.into() },
        kind::LABEL => ObjKind::Label,
        kind::METHOD_INSTANCE => {
            let origin = Obj::get(r)?;
            let recv = Type::get(r)?;
            return Ok((r.tables.method_instance(recv, origin)?, false));
        }
        kind::INTERFACE_METHOD_INSTANCE => ObjKind::Func { origin: Some(Obj::get(r)?), ptr_recv: false.into() },
        _ => return Err(Damaged),
    };
    let o = Obj::new(kind, name, pkg, pos, None);
    o.data().package_level.store(package_level, Ordering::Relaxed);
    o.data().order.store(order, Ordering::Relaxed);
    o.set_number(number);
    match tag {
        kind::DEFINED => o.set_type(Type::new_named(o)),
        kind::ALIAS => o.set_type(Type::new_alias(o)),
        kind::TYPE_PARAM => {
            Type::new_type_param(o, None, None);
        }
        _ => {}
    }
    Ok((o, true))
}

/// Reads the rest of an object's record (the cursor stands after the head).
pub fn fill(r: &mut Reader<'_>, o: Obj) -> Res<()> {
    match o.data().typ.get().map(Type::kind) {
        Some(TypeKind::Named(n)) if n.obj == o => {
            let tparams = Code::get(r)?;
            let implicit = Code::get(r)?;
            let (from_rhs, underlying) = (Code::get(r)?, Code::get(r)?);
            let methods = Vec::<Obj>::get(r)?;
            if let Ok(mut m) = n.methods.write() {
                *m = methods;
            }
            // Others look at these first.
            set(&n.from_rhs, from_rhs);
            set(&n.underlying, underlying);
            let _ = n.implicit.set(implicit);
            let _ = n.tparams.set(tparams);
        }
        Some(TypeKind::Alias(a)) if a.obj == o => {
            let (tparams, from_rhs, actual) = (Code::get(r)?, Code::get(r)?, Code::get(r)?);
            set(&a.from_rhs, from_rhs);
            set(&a.actual, actual);
            let _ = a.tparams.set(tparams);
        }
        Some(TypeKind::TypeParam(p)) if p.obj == o => {
            let _ = p.index.set(Code::get(r)?);
            set(&p.bound, Code::get(r)?);
        }
        _ => match &o.data().kind {
            ObjKind::PkgName { .. } | ObjKind::Label => {}
            ObjKind::Const { value } => {
                let typ = Code::get(r)?;
                if let Some(v) = Code::get(r)? {
                    let _ = value.set(v);
                }
                o.set_type(typ);
            }
            _ => o.set_type(Code::get(r)?),
        },
    }
    Ok(())
}

fn set(cell: &TypeCell, t: Option<Type>) {
    if let Some(t) = t {
        cell.set(t);
    }
}
