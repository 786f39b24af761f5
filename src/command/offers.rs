//! What finished packages offer their importers, kept on disk.
//!
//! The model: a package's key is a hash of all its offer depends on: its sources, its imports' keys, language version and this
//! build of the program. Under that key the cache has its offer; a package that is only a dependency and whose offer is there is
//! opened instead of being parsed and checked. An offer refers to objects of imports by number; numbers follow from the sources
//! alone, so equal keys mean equal numbers.

use crate::command::library::{self, Library};
use escape_load::Package;
use escape_load::cache::{self, Cache, Key};
use escape_offer::{Context, Opened};
use escape_source::Symbol;
use escape_types::{Obj, Pkg, Type, TypedPackage, named, resolver};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// At most this much disk.
pub const LIMIT: u64 = 1 << 30;

/// The cache and what keys have in common.
pub struct Offers {
    cache: Option<Cache>,
    build: Vec<u8>,
    context: Arc<Packages>,
}

/// Finds packages and predeclared objects for offers.
struct Packages {
    by_path: FxHashMap<Symbol, Pkg>,
    /// When it is the bundled one.
    library: Option<&'static Library>,
}

impl Context for Packages {
    fn universe(&self, name: Symbol) -> Option<Obj> {
        library::predeclared(name)
    }
    fn instance(&self, orig: Type, targs: Vec<Type>) -> Option<Type> {
        Some(named::instance(orig, targs))
    }
    fn method_instance(&self, recv: Type, origin: Obj) -> Option<Obj> {
        library::method_instance(recv, origin)
    }
    fn package(&self, path: Symbol) -> Option<Pkg> {
        self.by_path.get(&path).copied().or_else(|| self.library?.package(&path))
    }
}

impl Offers {
    /// `packages`: all of the run, by the path that types name them by.
    pub fn new(packages: impl Iterator<Item = Pkg>, library: Option<&'static Library>) -> Offers {
        let build = std::env::current_exe().and_then(std::fs::metadata).ok().map(|m| {
            use std::os::unix::fs::MetadataExt;
            format!("{} {} {} {} {}", env!("CARGO_PKG_VERSION"), m.len(), m.mtime(), m.mtime_nsec(), m.ino())
                .into_bytes()
        });
        let build = build.map(|mut b| {
            // Paths in results begin with it.
            b.extend(library.map_or("", Library::prefix).bytes());
            b
        });
        // Without knowing which build this is nothing can be reused.
        let cache = build.is_some().then(Cache::default_dir).flatten().map(|dir| Cache::open(dir, LIMIT));
        let mut by_path = FxHashMap::default();
        for p in packages {
            by_path.entry(p.path()).or_insert(p);
        }
        Offers { cache, build: build.unwrap_or_default(), context: Arc::new(Packages { by_path, library }) }
    }

    /// The hash of a package's own part of its key.
    pub fn own_key(&self, p: &Package, sources: &[Vec<u8>]) -> Key {
        let version = format!("{}.{} {} {}", p.version.major, p.version.minor, p.allow_bodyless, p.std);
        let mut parts: Vec<&[u8]> = vec![&self.build, p.import_path.as_bytes(), p.dir.as_bytes(), version.as_bytes()];
        for (name, text) in p.files.iter().zip(sources) {
            parts.push(name.as_bytes());
            parts.push(text);
        }
        cache::key(&parts)
    }

    /// The package's key.
    pub fn key(&self, p: &Package, own: &Key, imports: &[Key]) -> Key {
        let mut parts: Vec<&[u8]> = vec![own];
        for ((path, _), key) in p.imports.iter().zip(imports) {
            parts.push(path.as_bytes());
            parts.push(key);
        }
        cache::key(&parts)
    }

    /// Opens the offer stored under the key. `kind` tells offers of different content apart.
    pub fn open(&self, key: &Key, kind: &str, pkg: Pkg) -> Option<Opened> {
        let bytes = self.cache.as_ref()?.get(&cache::key(&[key, b"offer", kind.as_bytes()]))?;
        escape_offer::open(bytes.into(), pkg, self.context.clone()).ok()
    }

    /// What a run of that kind said of the package.
    pub fn result(&self, key: &Key, kind: &str) -> Option<Vec<u8>> {
        self.cache.as_ref()?.get(&cache::key(&[key, b"result", kind.as_bytes()]))
    }

    /// Keeps what a run of that kind says of the package.
    pub fn put_result(&self, key: &Key, kind: &str, bytes: &[u8]) {
        if let Some(cache) = &self.cache {
            cache.put(&cache::key(&[key, b"result", kind.as_bytes()]), bytes);
        }
    }

    /// Writes the offer of a checked package, which also numbers its objects for the offers of its importers.
    pub fn write(&self, key: &Key, kind: &str, typed: &TypedPackage, bodies: &[Obj], summaries: &[(Obj, Vec<u8>)]) {
        let Some(cache) = &self.cache else { return };
        let names = resolver::package_objects_of(typed.pkg);
        if let Ok(bytes) = escape_offer::write(typed, &names, bodies, summaries, &Default::default()) {
            cache.put(&cache::key(&[key, b"offer", kind.as_bytes()]), &bytes);
        }
    }
}
