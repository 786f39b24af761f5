//! The predeclared objects (specification: "Predeclared identifiers") and package `unsafe`.

use crate::constant::Const;
use crate::object::{BuiltinId, Obj, ObjKind, VarKind};
use crate::package::Pkg;
use crate::ty::{Alias, BasicKind, Interface, Named, Signature, Type, TypeKind};
use crate::typeset::TypeSet;
use escape_source::{Pos, Symbol, intern};
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, OnceLock};

/// The predeclared types and objects that the checker itself speaks of.
pub struct Universe {
    names: FxHashMap<Symbol, Obj>,
    pub unsafe_pkg: Pkg,
    /// Alias of `uint8` with a name of its own in messages.
    pub byte: Type,
    /// Alias of `int32`, likewise.
    pub rune: Type,
    pub error: Type,
    pub any: Type,
    pub any_obj: Obj,
    pub comparable: Type,
    pub comparable_obj: Obj,
    pub iota_obj: Obj,
    pub nil_obj: Obj,
    pub empty_interface: Type,
}

static UNIVERSE: LazyLock<Universe> = LazyLock::new(build);

/// The universe.
pub fn universe() -> &'static Universe {
    &UNIVERSE
}

/// The predeclared object of that name.
pub fn lookup(name: Symbol) -> Option<Obj> {
    universe().names.get(&name).copied()
}

const TYPES: &[(&str, BasicKind)] = &[
    ("bool", BasicKind::Bool),
    ("int", BasicKind::Int),
    ("int8", BasicKind::Int8),
    ("int16", BasicKind::Int16),
    ("int32", BasicKind::Int32),
    ("int64", BasicKind::Int64),
    ("uint", BasicKind::Uint),
    ("uint8", BasicKind::Uint8),
    ("uint16", BasicKind::Uint16),
    ("uint32", BasicKind::Uint32),
    ("uint64", BasicKind::Uint64),
    ("uintptr", BasicKind::Uintptr),
    ("float32", BasicKind::Float32),
    ("float64", BasicKind::Float64),
    ("complex64", BasicKind::Complex64),
    ("complex128", BasicKind::Complex128),
    ("string", BasicKind::String),
];

const FUNCS: &[BuiltinId] = &[
    BuiltinId::Append,
    BuiltinId::Cap,
    BuiltinId::Clear,
    BuiltinId::Close,
    BuiltinId::Complex,
    BuiltinId::Copy,
    BuiltinId::Delete,
    BuiltinId::Imag,
    BuiltinId::Len,
    BuiltinId::Make,
    BuiltinId::Max,
    BuiltinId::Min,
    BuiltinId::New,
    BuiltinId::Panic,
    BuiltinId::Print,
    BuiltinId::Println,
    BuiltinId::Real,
    BuiltinId::Recover,
];

const UNSAFE_FUNCS: &[BuiltinId] = &[
    BuiltinId::Add,
    BuiltinId::Alignof,
    BuiltinId::Offsetof,
    BuiltinId::Sizeof,
    BuiltinId::Slice,
    BuiltinId::SliceData,
    BuiltinId::String,
    BuiltinId::StringData,
];

fn build() -> Universe {
    let mut names: FxHashMap<Symbol, Obj> = FxHashMap::default();
    let new = |kind: ObjKind, name: &str, pkg: Option<Pkg>, typ: Option<Type>| {
        Obj::new(kind, intern(name), pkg, Pos::NONE, typ)
    };
    let mut def = |kind: ObjKind, name: &str, typ: Option<Type>| {
        let obj = new(kind, name, None, typ);
        names.insert(obj.name(), obj);
        obj
    };
    for &(name, kind) in TYPES {
        def(ObjKind::TypeName, name, Some(Type::basic(kind)));
    }
    // `byte` and `rune` are types of their own in the table, so that messages show the name that was written.
    let byte = Type::new(TypeKind::Basic(BasicKind::Uint8));
    let rune = Type::new(TypeKind::Basic(BasicKind::Int32));
    def(ObjKind::TypeName, "byte", Some(byte));
    def(ObjKind::TypeName, "rune", Some(rune));

    let named = |obj: Obj, rhs: Type| {
        let n = Named::new(obj, None, Vec::new(), 0);
        n.from_rhs.set(rhs);
        n.underlying.set(rhs);
        let t = Type::new(TypeKind::Named(Box::new(n)));
        obj.set_type(t);
        t
    };

    let error_obj = def(ObjKind::TypeName, "error", None);
    let sig = Signature::default();
    let var = |kind: VarKind, typ: Type| {
        Obj::new(ObjKind::Var { kind, embedded: false, origin: None }, Symbol::default(), None, Pos::NONE, Some(typ))
    };
    let _ = sig.params.set(Vec::new());
    let _ = sig.results.set(vec![var(VarKind::Result, Type::basic(BasicKind::String))]);
    let sig = Type::new(TypeKind::Signature(Box::new(sig)));
    let method = new(ObjKind::Func { origin: None, ptr_recv: Default::default() }, "Error", None, Some(sig));
    let iface = Interface::default();
    let _ = iface.methods.set(vec![method]);
    let _ = iface.embeddeds.set(Vec::new());
    let _ = iface.type_set.set(TypeSet { methods: vec![method], terms: None, comparable: false });
    let error = named(error_obj, Type::new(TypeKind::Interface(Box::new(iface))));
    if let TypeKind::Signature(s) = sig.kind() {
        let _ = s.recv.set(var(VarKind::Recv, error));
    }

    let empty = Interface::default();
    let _ = empty.methods.set(Vec::new());
    let _ = empty.embeddeds.set(Vec::new());
    let _ = empty.type_set.set(TypeSet::default());
    let empty_interface = Type::new(TypeKind::Interface(Box::new(empty)));
    let any_obj = def(ObjKind::TypeName, "any", None);
    let alias = Alias::new(any_obj, None, Vec::new());
    alias.from_rhs.set(empty_interface);
    alias.actual.set(empty_interface);
    let any = Type::new(TypeKind::Alias(Box::new(alias)));
    any_obj.set_type(any);

    let comparable_obj = def(ObjKind::TypeName, "comparable", None);
    let iface = Interface::default();
    let _ = iface.methods.set(Vec::new());
    let _ = iface.embeddeds.set(Vec::new());
    let _ = iface.type_set.set(TypeSet { methods: Vec::new(), terms: None, comparable: true });
    let comparable = named(comparable_obj, Type::new(TypeKind::Interface(Box::new(iface))));

    let constant = |v: Const| ObjKind::Const { value: OnceLock::from(v) };
    def(constant(Const::Bool(true)), "true", Some(Type::basic(BasicKind::UntypedBool)));
    def(constant(Const::Bool(false)), "false", Some(Type::basic(BasicKind::UntypedBool)));
    let zero = Const::Int(0);
    let iota_obj = def(constant(zero), "iota", Some(Type::basic(BasicKind::UntypedInt)));
    let nil_obj = def(ObjKind::Nil, "nil", Some(Type::basic(BasicKind::UntypedNil)));
    for &id in FUNCS {
        def(ObjKind::Builtin(id), id.name(), Some(Type::INVALID));
    }

    let unsafe_pkg = Pkg::new(intern("unsafe"));
    let _ = unsafe_pkg.data().name.set(intern("unsafe"));
    let mut scope: FxHashMap<Symbol, Obj> = FxHashMap::default();
    let pointer = new(ObjKind::TypeName, "Pointer", Some(unsafe_pkg), Some(Type::basic(BasicKind::UnsafePointer)));
    scope.insert(pointer.name(), pointer);
    for &id in UNSAFE_FUNCS {
        let obj = new(ObjKind::Builtin(id), id.name(), Some(unsafe_pkg), Some(Type::INVALID));
        scope.insert(obj.name(), obj);
    }
    let _ = unsafe_pkg.data().scope.set(scope);
    let _ = unsafe_pkg.data().imports.set(Vec::new());

    Universe {
        names,
        unsafe_pkg,
        byte,
        rune,
        error,
        any,
        any_obj,
        comparable,
        comparable_obj,
        iota_obj,
        nil_obj,
        empty_interface,
    }
}
