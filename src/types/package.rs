//! Packages: the process-wide table.

use crate::object::Obj;
use escape_source::Symbol;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Names a package of the process-wide table.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct Pkg(u32);

static PACKAGES: boxcar::Vec<PackageData> = boxcar::Vec::new();

pub struct PackageData {
    /// The import path (`command-line-arguments` for files named on the command line, but the checker of gc sees `main` or
    /// the like: facts.md §4.1).
    pub path: Symbol,
    /// From the package clause.
    pub name: OnceLock<Symbol>,
    /// The package block, published when checking has finished. Lookups only; order by `ObjData::order`.
    pub scope: OnceLock<FxHashMap<Symbol, Obj>>,
    /// Direct imports in order of first occurrence, published likewise.
    pub imports: OnceLock<Vec<Pkg>>,
    /// Where objects come from when the package was not checked in this process, and how offers of other packages refer to them
    /// in any case.
    pub offer: OnceLock<Box<dyn Offer>>,
}

/// A finished package as its importers see it, read object by object.
pub trait Offer: Send + Sync {
    /// A package-level object.
    fn lookup(&self, name: Symbol) -> Option<Obj>;
    /// The names of all package-level objects, in order of declaration.
    fn names(&self) -> Vec<Symbol>;
    /// The object of that number.
    fn object(&self, number: u32) -> Option<Obj>;
    /// Reads what is missing of an object: its type, its value, a defined type's parts.
    fn fill(&self, number: u32);
}

impl Pkg {
    pub fn new(path: Symbol) -> Pkg {
        Pkg(PACKAGES.push(PackageData {
            path,
            name: OnceLock::new(),
            scope: OnceLock::new(),
            imports: OnceLock::new(),
            offer: OnceLock::new(),
        }) as u32)
    }

    pub fn data(self) -> &'static PackageData {
        &PACKAGES[self.0 as usize]
    }
    pub fn path(self) -> Symbol {
        self.data().path
    }
    /// The package's name; empty until its package clause was read.
    pub fn name(self) -> Symbol {
        self.data().name.get().copied().unwrap_or_default()
    }
    /// A package-level object of a finished package.
    pub fn lookup(self, name: Symbol) -> Option<Obj> {
        match self.data().scope.get() {
            Some(scope) => scope.get(&name).copied(),
            None => self.data().offer.get()?.lookup(name),
        }
    }
}

impl std::fmt::Debug for Pkg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "pkg:{}", self.path())
    }
}
