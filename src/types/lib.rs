//! The type checker: syntax trees → typed trees (specification: "The Go Programming Language Specification", Go 1.27).
//!
//! The model: types ([`Type`]), objects ([`Obj`]) and packages ([`Pkg`]) live in process-wide append-only tables and are named
//! by small ids, so that packages checked in parallel share them without copying. A package's objects are written only by
//! the thread that checks it; when [`check_package`] returns they are final (instances of generic types expand lazily behind
//! locks). What the checker found out about each expression is in [`Info`], tables over the ids of the package's `Ast`:
//! `Ast` + `Info` together are the typed tree.
//!
//! One file per concern; the names are the specification's.

pub mod after;
pub mod alias;
pub mod assignment;
pub mod back_end;
mod binary;
pub mod budget;
pub mod builtin;
pub mod builtin_unsafe;
pub mod call;
pub mod check;
pub mod constant;
pub mod constant_key;
pub mod constant_string;
pub mod constant_text;
pub mod conversion;
pub mod cycles;
pub mod decl;
pub mod errors;
pub mod expr;
pub mod index;
pub mod infer;
pub mod info;
pub mod init_order;
pub mod instantiate;
pub mod interface;
pub mod literal;
pub mod literal_text;
pub mod lookup;
pub mod mono;
pub mod named;
pub mod object;
pub mod operand;
pub mod package;
pub mod predicates;
pub mod range;
pub mod record;
pub mod representable;
pub mod resolver;
pub mod return_check;
pub mod scope;
pub mod selector;
pub mod signature;
pub mod sizes;
pub mod stmt;
pub mod struct_type;
pub mod subst;
pub mod switch;
pub mod ty;
pub mod typeset;
pub mod typestring;
pub mod typeterm;
pub mod typexpr;
pub mod under;
pub mod unify;
pub mod union;
pub mod universe;
pub mod valid_type;
pub mod version;

pub use check::{Input, TypeError, check_package};
pub use constant::Const;
pub use errors::pos_string;
pub use info::{Info, Initializer, Instance, Mode, Selection, SelectionKind, TypeAndValue, TypedPackage};
pub use object::{BuiltinId, Obj, ObjData, ObjKind, VarKind};
pub use package::{Offer, PackageData, Pkg};
pub use ty::{BasicKind, Type, TypeKind};
