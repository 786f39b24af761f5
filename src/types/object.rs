//! Objects: what an identifier can denote (specification: "Declarations and scope").

use crate::constant::Const;
use crate::package::Pkg;
use crate::ty::{Type, TypeCell};
use escape_source::{Pos, Symbol};
use std::num::NonZeroU32;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Names an object of the process-wide table: its place there, plus one, so that an optional object takes no more room.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct Obj(NonZeroU32);

static OBJECTS: boxcar::Vec<ObjData> = boxcar::Vec::new();

pub struct ObjData {
    pub kind: ObjKind,
    pub name: Symbol,
    /// `None` for universe objects (and labels).
    pub pkg: Option<Pkg>,
    /// The declaring identifier.
    pub pos: Pos,
    /// `None` until checked.
    pub typ: TypeCell,
    /// Source order among the package-level objects, or of a function-scope type among those of its package (1-based; 0:
    /// neither).
    pub order: AtomicU32,
    /// Declared in the package's block.
    pub package_level: AtomicBool,
    /// Number in its package's offer, plus one; 0 when it has none (yet).
    pub number: AtomicU32,
}

pub enum ObjKind {
    PkgName {
        imported: Pkg,
    },
    Const {
        value: OnceLock<Const>,
    },
    TypeName,
    Var {
        kind: VarKind,
        embedded: bool,
        origin: Option<Obj>,
    },
    /// A function, a method, or an interface method. `origin`: the generic type's method of which this is an instance.
    Func {
        origin: Option<Obj>,
        ptr_recv: AtomicBool,
    },
    Label,
    Builtin(BuiltinId),
    Nil,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum VarKind {
    Package,
    Local,
    Recv,
    Param,
    Result,
    Field,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum BuiltinId {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    // package unsafe
    Add,
    Alignof,
    Offsetof,
    Sizeof,
    Slice,
    SliceData,
    String,
    StringData,
}

impl BuiltinId {
    /// Whether package unsafe declares it.
    pub fn is_unsafe(self) -> bool {
        use BuiltinId::*;
        matches!(self, Add | Alignof | Offsetof | Sizeof | Slice | SliceData | String | StringData)
    }

    /// The name under which the universe or package unsafe declares it.
    pub fn name(self) -> &'static str {
        match self {
            BuiltinId::Append => "append",
            BuiltinId::Cap => "cap",
            BuiltinId::Clear => "clear",
            BuiltinId::Close => "close",
            BuiltinId::Complex => "complex",
            BuiltinId::Copy => "copy",
            BuiltinId::Delete => "delete",
            BuiltinId::Imag => "imag",
            BuiltinId::Len => "len",
            BuiltinId::Make => "make",
            BuiltinId::Max => "max",
            BuiltinId::Min => "min",
            BuiltinId::New => "new",
            BuiltinId::Panic => "panic",
            BuiltinId::Print => "print",
            BuiltinId::Println => "println",
            BuiltinId::Real => "real",
            BuiltinId::Recover => "recover",
            BuiltinId::Add => "Add",
            BuiltinId::Alignof => "Alignof",
            BuiltinId::Offsetof => "Offsetof",
            BuiltinId::Sizeof => "Sizeof",
            BuiltinId::Slice => "Slice",
            BuiltinId::SliceData => "SliceData",
            BuiltinId::String => "String",
            BuiltinId::StringData => "StringData",
        }
    }
}

impl Obj {
    pub fn new(kind: ObjKind, name: Symbol, pkg: Option<Pkg>, pos: Pos, typ: Option<Type>) -> Obj {
        let place = OBJECTS.push(ObjData {
            kind,
            name,
            pkg,
            pos,
            typ: TypeCell::new(typ),
            order: AtomicU32::new(0),
            package_level: AtomicBool::new(false),
            number: AtomicU32::new(0),
        });
        Obj(NonZeroU32::MIN.saturating_add(place as u32))
    }

    pub fn data(self) -> &'static ObjData {
        &OBJECTS[self.0.get() as usize - 1]
    }
    pub fn name(self) -> Symbol {
        self.data().name
    }
    pub fn pkg(self) -> Option<Pkg> {
        self.data().pkg
    }
    pub fn pos(self) -> Pos {
        self.data().pos
    }
    /// The object's type; `Type::INVALID` when it is not known (yet). Reads it from the package's offer when it has
    /// not been read before.
    pub fn typ(self) -> Type {
        if let Some(t) = self.data().typ.get() {
            return t;
        }
        self.fill();
        if self.origin().is_some() {
            crate::named::complete_method(self);
        }
        self.data().typ.get().unwrap_or(Type::INVALID)
    }
    /// Reads what is still missing of an object that comes from an offer; nothing for others.
    pub fn fill(self) {
        if let (Some(n), Some(offer)) = (self.number(), self.pkg().and_then(|p| p.data().offer.get())) {
            offer.fill(n);
        }
    }
    /// Its number in its package's offer.
    pub fn number(self) -> Option<u32> {
        self.data().number.load(Ordering::Acquire).checked_sub(1)
    }
    pub fn set_number(self, n: u32) {
        self.data().number.store(n + 1, Ordering::Release)
    }
    /// The generic type's field or method of which this is an instance.
    pub fn origin(self) -> Option<Obj> {
        match self.data().kind {
            ObjKind::Var { origin, .. } | ObjKind::Func { origin, .. } => origin,
            _ => None,
        }
    }
    pub fn set_type(self, t: Type) {
        self.data().typ.set(t)
    }
    pub fn is_package_level(self) -> bool {
        self.data().package_level.load(Ordering::Relaxed)
    }
    /// Starts with an upper-case letter (specification: "Exported identifiers").
    pub fn is_exported(self) -> bool {
        is_exported(&self.name())
    }
    pub fn is_field(self) -> bool {
        matches!(self.data().kind, ObjKind::Var { kind: VarKind::Field, .. })
    }
    pub fn is_embedded(self) -> bool {
        matches!(self.data().kind, ObjKind::Var { embedded: true, .. })
    }
}

/// Whether a name is exported.
pub fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

impl std::fmt::Debug for Obj {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "obj{}:{}", self.0, self.name())
    }
}
