//! Type sets of interfaces (specification: "Interface types").

use crate::object::Obj;
use crate::ty::Type;

/// A term of a type set's union. `typ: None` is the universe term.
#[derive(Copy, Clone)]
pub struct TypeTerm {
    pub tilde: bool,
    pub typ: Type,
}

/// The types an interface describes.
#[derive(Clone, Default)]
pub struct TypeSet {
    /// All methods, embedded ones included, sorted by unique name (facts.md §4.2: exported first is the printer's matter).
    pub methods: Vec<Obj>,
    /// `None`: all types. An empty list: no type.
    pub terms: Option<Vec<TypeTerm>>,
    /// Only comparable types (`comparable` was embedded); then `terms` is `None`.
    pub comparable: bool,
}
