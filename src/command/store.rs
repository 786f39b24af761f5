//! What finished packages offer the others.
//!
//! The model: an answer comes from what was compiled in this process, from what the cache offers of a package that was not, or from
//! the bundled library.

use crate::command::library::Library as Bundled;
use crate::command::offers::{self, Stored};
use escape_gc_model::{Declaration, Deps, Exports, FuncSummary};
use escape_types::{Obj, Pkg, TypedPackage};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// All of them, by their place in the program's list.
pub struct Store {
    pub pkgs: Vec<Pkg>,
    pub index: FxHashMap<Pkg, usize>,
    /// What the cache offers of packages that are not compiled.
    pub stored: Vec<Option<Arc<Stored>>>,
    pub typed: Vec<OnceLock<Arc<TypedPackage>>>,
    pub summaries: Vec<OnceLock<FxHashMap<Obj, Arc<FuncSummary>>>>,
    /// What each package's importers find of functions' bodies.
    pub exports: Vec<OnceLock<Exports>>,
    pub library: Option<&'static Bundled>,
}

impl Store {
    fn stored(&self, pkg: Pkg) -> Option<&Stored> {
        self.stored[*self.index.get(&pkg)?].as_deref()
    }
}

impl Deps for Store {
    fn declaration(&self, func: Obj) -> Option<Declaration> {
        let pkg = func.pkg()?;
        if let Some(stored) = self.stored(pkg) {
            let (typed, id) = stored.get()?.declaration(func.number()?)?;
            return Some(Declaration { typed, id });
        }
        let Some(typed) = self.index.get(&pkg).and_then(|&i| self.typed[i].get()) else {
            let (typed, id) = self.library?.declaration(func)?;
            return Some(Declaration { typed, id });
        };
        let id = *typed.info.func_decls.get(&func)?;
        let readable = offers::is_generic(func) || self.summary(func).is_some_and(|s| s.inline.is_some());
        readable.then(|| Declaration { typed: typed.clone(), id })
    }

    fn summary(&self, func: Obj) -> Option<Arc<FuncSummary>> {
        let pkg = func.pkg()?;
        if let Some(stored) = self.stored(pkg) {
            return stored.get()?.function(func.number()?, offers::summary)?.map(Arc::new);
        }
        let summaries = self.index.get(&pkg).and_then(|&i| self.summaries[i].get());
        match summaries {
            Some(s) => s.get(&func).cloned(),
            None => self.library?.summary(func),
        }
    }

    fn has_body(&self, pkg: Pkg, func: Obj) -> bool {
        if let Some(stored) = self.stored(pkg) {
            let place = func.pkg().map(Pkg::path).zip(func.number());
            return place.is_some_and(|(path, n)| stored.get().is_some_and(|o| o.exports(path, n)));
        }
        let exports = self.index.get(&pkg).and_then(|&i| self.exports[i].get());
        match (exports, self.library) {
            (Some(e), _) => e.has_body(func),
            (None, Some(l)) => l.has_body(pkg, func),
            _ => false,
        }
    }

    fn mentions(&self, func: Obj) -> Vec<Obj> {
        if let Some(stored) = func.pkg().and_then(|p| self.stored(p)) {
            let read = stored.get().zip(func.number()).and_then(|(o, n)| o.function(n, offers::mentions));
            return read.unwrap_or_default();
        }
        let exports = func.pkg().and_then(|p| self.index.get(&p)).and_then(|&i| self.exports[i].get());
        match (exports, self.library) {
            (Some(e), _) => e.mentions(func).to_vec(),
            (None, Some(l)) => l.mentions(func),
            _ => Vec::new(),
        }
    }
}
