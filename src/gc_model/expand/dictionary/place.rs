//! Where a type comes from: gc's type checker has one object per place that spells or makes a type without a name, and the
//! words of a dictionary are told apart by these objects.

use escape_types::named::{origin, type_params};
use escape_types::under::{common_under, unalias, underlying};
use escape_types::{Type, TypeKind};
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A type and where it comes from.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) struct Id {
    pub typ: Type,
    pub at: u64,
}

pub(super) fn hash(tag: u8, x: impl Hash) -> u64 {
    let mut h = FxHasher::default();
    tag.hash(&mut h);
    x.hash(&mut h);
    h.finish()
}

/// A type with its place, which only types without names need: the others are one object each.
pub(super) fn fix(typ: Type, at: u64) -> Id {
    match typ.kind() {
        TypeKind::Basic(_) | TypeKind::Named(_) | TypeKind::TypeParam(_) => Id { typ, at: 0 },
        TypeKind::Alias(a) if a.obj.pkg().is_none() || a.obj.is_package_level() => Id { typ, at: 0 },
        TypeKind::Alias(a) => fix(unalias(typ), hash(17, a.obj)),
        _ => Id { typ, at },
    }
}

pub(super) fn core(t: Type) -> Type {
    match unalias(t).kind() {
        TypeKind::TypeParam(_) => common_under(t).unwrap_or(Type::INVALID),
        _ => underlying(t),
    }
}

/// A part of a type.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Elem,
    Key,
    Parameter(usize),
    Result(usize),
    Field(usize),
}

/// Type parameters and the types in their places.
pub(super) type Arguments = Vec<(Type, Id)>;

/// Where the parts of a type come from.
enum Origin {
    /// They are spelled, or made, each on its own.
    Spelled(Vec<(Part, Id)>),
    /// They are a declaration's, with type arguments put into them.
    Declared(Type, Rc<Arguments>),
}

/// What is known of the places of types' parts; of other parts the whole's place decides.
#[derive(Default)]
pub(super) struct Places {
    origins: RefCell<FxHashMap<u64, Origin>>,
}

/// What identifies the parts of a type.
fn key(base: Id) -> u64 {
    if base.at == 0 { hash(5, base.typ) } else { base.at }
}

fn component(t: Type, part: Part) -> Option<Type> {
    match (core(t).kind(), part) {
        (TypeKind::Slice(e) | TypeKind::Pointer(e), Part::Elem) => Some(*e),
        (TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } | TypeKind::Map { elem, .. }, Part::Elem) => {
            Some(*elem)
        }
        (TypeKind::Map { key, .. }, Part::Key) => Some(*key),
        (TypeKind::Signature(s), Part::Parameter(i)) => s.params().get(i).map(|v| v.typ()),
        (TypeKind::Signature(s), Part::Result(i)) => s.results().get(i).map(|v| v.typ()),
        (TypeKind::Struct(s), Part::Field(i)) => s.fields.get(i).map(|f| f.typ()),
        _ => None,
    }
}

impl Places {
    /// Notes the parts of a type that has a place of its own.
    pub fn spell(&self, base: Id, parts: impl FnOnce() -> Vec<(Part, Id)>) {
        if base.at != 0 && !self.origins.borrow().contains_key(&base.at) {
            let parts = parts();
            self.origins.borrow_mut().insert(base.at, Origin::Spelled(parts));
        }
    }

    /// Notes that a type is a declaration's with type arguments put into it.
    pub fn declare(&self, base: Id, typ: Type, arguments: &Rc<Arguments>) {
        self.origins.borrow_mut().entry(key(base)).or_insert_with(|| Origin::Declared(typ, arguments.clone()));
    }

    /// Notes the type arguments of an instance of a defined type: those with which it is met first.
    pub fn named(&self, typ: Type, targs: impl FnOnce() -> Vec<Id>) {
        let id = Id { typ, at: 0 };
        if self.origins.borrow().contains_key(&key(id)) {
            return;
        }
        let generic = origin(typ);
        let arguments: Arguments = type_params(generic).iter().copied().zip(targs()).collect();
        self.declare(id, underlying(generic), &Rc::new(arguments));
    }

    /// The type arguments of an instance of a defined type.
    pub fn arguments(&self, typ: Type) -> Vec<Id> {
        let key = key(Id { typ, at: 0 });
        if let Some(Origin::Declared(_, arguments)) = self.origins.borrow().get(&key) {
            return arguments.iter().map(|&(_, id)| id).collect();
        }
        let TypeKind::Named(n) = typ.kind() else { return Vec::new() };
        n.targs.iter().enumerate().map(|(i, &t)| fix(t, hash(19, (key, i)))).collect()
    }

    /// A part of a type.
    pub fn part(&self, base: Id, part: Part) -> Id {
        let Some(typ) = component(base.typ, part) else { return Id { typ: Type::INVALID, at: 0 } };
        let key = key(base);
        // A field's type is the same wherever the field is.
        let at = match (core(base.typ).kind(), part) {
            (TypeKind::Struct(s), Part::Field(i)) => s.fields.get(i).map_or(0, |&f| hash(9, f)),
            _ => hash(25, (key, part)),
        };
        let plain = fix(typ, at);
        let (declared, arguments) = match self.origins.borrow().get(&key) {
            None => return plain,
            Some(Origin::Spelled(parts)) => return parts.iter().find(|(p, _)| *p == part).map_or(plain, |&(_, id)| id),
            Some(Origin::Declared(typ, arguments)) => (*typ, arguments.clone()),
        };
        component(declared, part).map_or(plain, |d| self.put(d, plain, &arguments))
    }

    /// What a part of a declaration is with the type arguments; `plain` is the type, in a place for it.
    fn put(&self, declared: Type, plain: Id, arguments: &Rc<Arguments>) -> Id {
        let declared = unalias(declared);
        if let Some(&(_, id)) = arguments.iter().find(|(p, _)| *p == declared) {
            return id;
        }
        match (declared.kind(), plain.typ.kind()) {
            (TypeKind::Named(d), TypeKind::Named(n)) if d.targs.len() == n.targs.len() => {
                self.named(plain.typ, || {
                    let plain = n.targs.iter().enumerate().map(|(i, &t)| fix(t, hash(19, (key(plain), i))));
                    d.targs.iter().zip(plain).map(|(&t, id)| self.put(t, id, arguments)).collect()
                });
            }
            _ if plain.at != 0 => self.declare(plain, declared, arguments),
            _ => {}
        }
        plain
    }
}
