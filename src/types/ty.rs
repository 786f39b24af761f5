//! Types: the process-wide table and its node kinds.
//!
//! A [`Type`] is an index. Equality of ids is *not* type identity (two spellings of `[]int` may have two ids, and aliases
//! are kept for printing): use `predicates::identical`. Parts that the checker fills in after creation (a named type's
//! underlying type, an interface's type set) are write-once cells.

use crate::object::Obj;
use crate::package::Pkg;
use crate::typeset::TypeSet;
use escape_source::Pos;
use escape_syntax::ast::ChanDir;
use rustc_hash::FxHashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError, RwLock};

/// Names a type of the process-wide table: its place there, plus one, so that an optional type takes no more room.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct Type(NonZeroU32);

static TYPES: boxcar::Vec<TypeKind> = boxcar::Vec::new();

impl Type {
    /// Adds a type to the table. Arrays, slices, pointers, maps and channels with the same parts are one entry, so that most
    /// comparisons end at equal ids.
    pub fn new(kind: TypeKind) -> Type {
        // The basic types take the first places, in the order of `BasicKind`.
        LazyLock::force(&BASIC);
        let key = match kind {
            TypeKind::Array { elem, len } => (0, elem.0.get(), len),
            TypeKind::Slice(elem) => (1, elem.0.get(), 0),
            TypeKind::Pointer(elem) => (2, elem.0.get(), 0),
            TypeKind::Map { key, elem } => (3, key.0.get(), i64::from(elem.0.get())),
            TypeKind::Chan { dir, elem } => (4 + dir as u8, elem.0.get(), 0),
            _ => return Type::at(TYPES.push(kind) as u32),
        };
        let shard = &SHARED[(key.1 as usize).wrapping_mul(31).wrapping_add(key.2 as usize) % SHARED.len()];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        *shard.entry(key).or_insert_with(|| Type::at(TYPES.push(kind) as u32))
    }

    pub fn pointer(elem: Type) -> Type {
        Type::new(TypeKind::Pointer(elem))
    }

    pub fn slice(elem: Type) -> Type {
        Type::new(TypeKind::Slice(elem))
    }

    pub fn kind(self) -> &'static TypeKind {
        LazyLock::force(&BASIC);
        &TYPES[self.0.get() as usize - 1]
    }

    /// The predeclared type of that kind. `byte`, `rune` and `any` are aliases declared in the universe.
    pub fn basic(kind: BasicKind) -> Type {
        Type::at(kind as u32)
    }

    pub const INVALID: Type = Type::at(BasicKind::Invalid as u32);

    const fn at(place: u32) -> Type {
        Type(NonZeroU32::MIN.saturating_add(place))
    }
}

/// Tag and parts of a composite type.
type Parts = (u8, u32, i64);
static SHARED: LazyLock<[Mutex<FxHashMap<Parts, Type>>; 16]> = LazyLock::new(Default::default);

static BASIC: LazyLock<()> = LazyLock::new(|| {
    for &kind in BasicKind::ALL {
        TYPES.push(TypeKind::Basic(kind));
    }
});

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "type{}", self.0)
    }
}

/// A write-often cell holding an optional type. Written by the checking thread only.
#[derive(Default)]
pub struct TypeCell(AtomicU32);

impl TypeCell {
    pub fn new(t: Option<Type>) -> TypeCell {
        TypeCell(AtomicU32::new(t.map_or(0, |t| t.0.get())))
    }
    pub fn get(&self) -> Option<Type> {
        NonZeroU32::new(self.0.load(Ordering::Acquire)).map(Type)
    }
    pub fn set(&self, t: Type) {
        self.0.store(t.0.get(), Ordering::Release)
    }
    /// Sets an empty cell; gives what is in the cell then. For what several threads may compute.
    pub fn set_once(&self, t: Type) -> Type {
        match self.0.compare_exchange(0, t.0.get(), Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => t,
            Err(old) => NonZeroU32::new(old).map_or(t, Type),
        }
    }
}

macro_rules! basic_kinds {
    ($($kind:ident),* $(,)?) => {
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
        #[repr(u32)]
        pub enum BasicKind {
            $($kind),*
        }

        impl BasicKind {
            pub const ALL: &[BasicKind] = &[$(BasicKind::$kind),*];
        }
    };
}

basic_kinds! {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

pub enum TypeKind {
    Basic(BasicKind),
    /// `len` is negative when it could not be determined.
    Array {
        elem: Type,
        len: i64,
    },
    Slice(Type),
    Struct(Struct),
    Pointer(Type),
    /// Parameter or result list; a call with several results has a tuple type. The objects are variables.
    Tuple(Vec<Obj>),
    Signature(Box<Signature>),
    Interface(Box<Interface>),
    Map {
        key: Type,
        elem: Type,
    },
    Chan {
        dir: ChanDir,
        elem: Type,
    },
    Named(Box<Named>),
    TypeParam(Box<TypeParam>),
    Alias(Box<Alias>),
    /// Only in constraints.
    Union(Vec<Term>),
}

pub struct Struct {
    /// Variables with `is_field`.
    pub fields: Vec<Obj>,
    /// As many as `fields`, or empty when no field has a tag. Unquoted.
    pub tags: Vec<String>,
}

impl Struct {
    /// The tag of a field; empty when it has none.
    pub fn tag(&self, i: usize) -> &str {
        self.tags.get(i).map_or("", |t| t)
    }
}

/// A function's type. Cells, because a declared function's signature is created before its parts are known.
#[derive(Default)]
pub struct Signature {
    /// The receiver, for a method (also of an interface).
    pub recv: OnceLock<Obj>,
    /// Receiver type parameters: `TypeParam` types.
    pub recv_tparams: OnceLock<Vec<Type>>,
    pub tparams: OnceLock<Vec<Type>>,
    pub params: OnceLock<Vec<Obj>>,
    pub results: OnceLock<Vec<Obj>>,
    pub variadic: OnceLock<bool>,
}

impl Signature {
    pub fn recv(&self) -> Option<Obj> {
        self.recv.get().copied()
    }
    pub fn recv_tparams(&self) -> &[Type] {
        self.recv_tparams.get().map_or(&[], |v| v)
    }
    pub fn tparams(&self) -> &[Type] {
        self.tparams.get().map_or(&[], |v| v)
    }
    pub fn params(&self) -> &[Obj] {
        self.params.get().map_or(&[], |v| v)
    }
    pub fn results(&self) -> &[Obj] {
        self.results.get().map_or(&[], |v| v)
    }
    /// The last parameter's type is then a slice (or `string` for the special `append([]byte, string...)`).
    pub fn variadic(&self) -> bool {
        self.variadic.get().copied().unwrap_or(false)
    }
}

#[derive(Default)]
pub struct Interface {
    /// Explicitly declared methods (functions whose signature's receiver is the interface), in source order.
    pub methods: OnceLock<Vec<Obj>>,
    pub embeddeds: OnceLock<Vec<(Type, Pos)>>,
    /// A constraint literal `~T` or `A|B` wrapped by the checker; printed without `interface{}`.
    pub implicit: bool,
    /// The package it is written in, if its language version knows no elements but methods and interfaces: others are errors
    /// and do not count.
    pub methods_only_in: Option<Pkg>,
    /// Computed on demand (`typeset.rs`).
    pub type_set: OnceLock<TypeSet>,
}

impl Interface {
    pub fn methods(&self) -> &[Obj] {
        self.methods.get().map_or(&[], |v| v)
    }
    pub fn embeddeds(&self) -> &[(Type, Pos)] {
        self.embeddeds.get().map_or(&[], |v| v)
    }
}

impl Type {
    /// A defined type under construction: its parts are set later.
    pub fn new_named(obj: Obj) -> Type {
        Type::new(TypeKind::Named(Box::new(Named::new(obj, None, Vec::new(), 0))))
    }

    /// An alias under construction.
    pub fn new_alias(obj: Obj) -> Type {
        Type::new(TypeKind::Alias(Box::new(Alias::new(obj, None, Vec::new()))))
    }

    /// A type parameter under construction, which becomes the type of its name.
    pub fn new_type_param(obj: Obj, index: Option<usize>, bound: Option<Type>) -> Type {
        let index = index.map_or_else(OnceLock::new, OnceLock::from);
        let t = Type::new(TypeKind::TypeParam(Box::new(TypeParam { obj, index, bound: TypeCell::new(bound) })));
        obj.set_type(t);
        t
    }
}

impl Named {
    pub fn new(obj: Obj, orig: Option<Type>, targs: Vec<Type>, hash: u64) -> Named {
        Named {
            obj,
            orig,
            targs,
            hash,
            tparams: OnceLock::new(),
            implicit: OnceLock::new(),
            from_rhs: TypeCell::default(),
            underlying: TypeCell::default(),
            methods: RwLock::default(),
            expanded: RwLock::default(),
        }
    }
}

impl Alias {
    pub fn new(obj: Obj, orig: Option<Type>, targs: Vec<Type>) -> Alias {
        Alias { obj, orig, targs, tparams: OnceLock::new(), from_rhs: TypeCell::default(), actual: TypeCell::default() }
    }
}

/// A defined type, or an instance of a generic one (`orig` is then the generic type).
pub struct Named {
    /// The type name. An instance shares it with its origin.
    pub obj: Obj,
    pub orig: Option<Type>,
    pub targs: Vec<Type>,
    /// Of an instance, what identical instances share; computed once, because arguments may be nested deeply.
    pub hash: u64,
    pub tparams: OnceLock<Vec<Type>>,
    /// Of a type declared in a generic function: that function's type parameters. Where the function is instantiated, the type is.
    pub implicit: OnceLock<Vec<Type>>,
    /// The declaration's right-hand side (may itself be named or an alias).
    pub from_rhs: TypeCell,
    /// Never a `Named` or `Alias`. For instances filled by substitution when first asked for.
    pub underlying: TypeCell,
    /// Declared methods in source order; for instances expanded one by one when first asked for.
    pub methods: RwLock<Vec<Obj>>,
    /// For instances: same length as the origin's methods; an entry is its expansion.
    pub expanded: RwLock<Vec<Option<Obj>>>,
}

pub struct TypeParam {
    /// The type name.
    pub obj: Obj,
    /// Position in its list.
    pub index: OnceLock<usize>,
    /// The constraint as written; its underlying type is an interface once checked.
    pub bound: TypeCell,
}

pub struct Alias {
    pub obj: Obj,
    pub orig: Option<Type>,
    pub targs: Vec<Type>,
    pub tparams: OnceLock<Vec<Type>>,
    pub from_rhs: TypeCell,
    /// The type with all aliases at its top removed.
    pub actual: TypeCell,
}

#[derive(Copy, Clone)]
pub struct Term {
    pub tilde: bool,
    pub typ: Type,
}
