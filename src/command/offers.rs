//! What finished packages offer their importers, kept on disk.
//!
//! The model: a package's key is a hash of all its offer depends on: its sources, its imports' keys, language version and this
//! build of the program. Under that key the cache has its offer; a package that is only a dependency and whose offer is there is
//! opened instead of being parsed and checked. An offer refers to objects of imports by number; numbers follow from the sources
//! alone, so equal keys mean equal numbers.

use crate::command::library::{self, Library};
use escape_gc_model::{FuncSummary, Output};
use escape_load::Package;
use escape_load::cache::{self, Cache, Key};
use escape_offer::codec::{Code, Res};
use escape_offer::objects::{Reader, Writer};
use escape_offer::package::Put;
use escape_offer::{Context, Extras, Opened};
use escape_source::{Symbol, intern};
use escape_syntax::ast::DeclId;
use escape_types::{Obj, Offer, Pkg, Type, TypeKind, TypedPackage, resolver};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// At most this much disk.
pub const LIMIT: u64 = 1 << 30;

/// The cache and what keys have in common.
pub struct Offers {
    cache: Option<Arc<Cache>>,
    build: Vec<u8>,
    context: Arc<Packages>,
}

/// Finds packages and predeclared objects for offers.
struct Packages {
    by_path: FxHashMap<Symbol, Pkg>,
    /// When it is the bundled one.
    library: Option<&'static Library>,
    damaged: AtomicBool,
}

impl Context for Packages {
    fn universe(&self, name: Symbol) -> Option<Obj> {
        library::predeclared(name)
    }
    fn instance(&self, orig: Type, targs: Vec<Type>) -> Option<Type> {
        Some(library::instance(orig, targs))
    }
    fn method_instance(&self, recv: Type, origin: Obj) -> Option<Obj> {
        library::method_instance(recv, origin)
    }
    fn package(&self, path: Symbol) -> Option<Pkg> {
        self.by_path.get(&path).copied().or_else(|| self.library?.package(&path))
    }
    fn damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }
}

/// An offer in the cache, read when something of it is first asked for.
pub struct Stored {
    cache: Arc<Cache>,
    entry: Key,
    pkg: Pkg,
    context: Arc<Packages>,
    opened: OnceLock<Option<Opened>>,
}

impl Stored {
    /// `None` when it is damaged or went away, which is noted.
    pub fn get(&self) -> Option<&Opened> {
        let open = || {
            let opened = self
                .cache
                .get(&self.entry)
                .and_then(|bytes| escape_offer::open(bytes.into(), self.pkg, self.context.clone()).ok());
            if opened.is_none() {
                self.context.damaged();
            }
            opened
        };
        self.opened.get_or_init(open).as_ref()
    }
}

/// A stored offer as the package table has it.
struct Source(Arc<Stored>);

impl Offer for Source {
    fn lookup(&self, name: Symbol) -> Option<Obj> {
        self.0.get()?.lookup(name)
    }
    fn names(&self) -> Vec<Symbol> {
        self.0.get().map(Offer::names).unwrap_or_default()
    }
    fn object(&self, number: u32) -> Option<Obj> {
        self.0.get().and_then(|o| Offer::object(o, number))
    }
    fn fill(&self, number: u32) {
        if let Some(o) = self.0.get() {
            o.fill(number);
        }
    }
}

/// Which build of this program runs. Without knowing that nothing can be reused.
pub fn build() -> Option<Vec<u8>> {
    use std::os::unix::fs::MetadataExt;
    let m = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    let text = format!("{} {} {} {} {}", env!("CARGO_PKG_VERSION"), m.len(), m.mtime(), m.mtime_nsec(), m.ino());
    Some(text.into_bytes())
}

impl Offers {
    /// `packages`: all of the run, by the path that types name them by.
    pub fn new(
        packages: impl Iterator<Item = Pkg>,
        library: Option<&'static Library>,
        cache: Option<Arc<Cache>>,
    ) -> Offers {
        let mut build = build().unwrap_or_default();
        // Paths in results begin with it.
        build.extend(library.map_or("", Library::prefix).bytes());
        let mut by_path = FxHashMap::default();
        for p in packages {
            by_path.entry(p.path()).or_insert(p);
        }
        Offers { cache, build, context: Arc::new(Packages { by_path, library, damaged: AtomicBool::new(false) }) }
    }

    /// The hash of a package's own part of its key; `sources` are hashes of its files.
    pub fn own_key(&self, p: &Package, sources: &[Key]) -> Key {
        let version = format!("{}.{} {} {}", p.version.major, p.version.minor, p.allow_bodyless, p.std);
        let mut parts: Vec<&[u8]> = vec![&self.build, p.import_path.as_bytes(), p.dir.as_bytes(), version.as_bytes()];
        for (name, hash) in p.files.iter().zip(sources) {
            parts.push(name.as_bytes());
            parts.push(hash);
        }
        cache::key(&parts)
    }

    /// The package's key. `mode`: how it is compiled, as far as its importers can tell.
    pub fn key(&self, p: &Package, own: &Key, mode: &str, imports: &[Key]) -> Key {
        let mut parts: Vec<&[u8]> = vec![own, mode.as_bytes()];
        for ((path, _), key) in p.imports.iter().zip(imports) {
            parts.push(path.as_bytes());
            parts.push(key);
        }
        cache::key(&parts)
    }

    /// The offer stored under the key, if there seems to be one.
    pub fn find(&self, key: &Key, pkg: Pkg) -> Option<Arc<Stored>> {
        let cache = self.cache.as_ref()?;
        let entry = offer_entry(key);
        let context = self.context.clone();
        let stored = || Arc::new(Stored { cache: cache.clone(), entry, pkg, context, opened: OnceLock::new() });
        cache.has(&entry).then(stored)
    }

    /// Makes the package's objects come from the stored offer.
    pub fn provide(&self, p: &Package, imports: Vec<Pkg>, stored: &Arc<Stored>) {
        let data = stored.pkg.data();
        let _ = data.name.set(intern(&p.name));
        let _ = data.imports.set(imports);
        let _ = data.offer.set(Box::new(Source(stored.clone())));
    }

    /// A source is not what its package's key says.
    pub fn distrust(&self) {
        self.context.damaged();
    }

    /// An offer was damaged: what was found out since is not to be used.
    pub fn damaged(&self) -> bool {
        self.context.damaged.load(Ordering::Relaxed)
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
    pub fn write(&self, key: &Key, typed: &TypedPackage, extras: &Extras<'_>) {
        let Some(cache) = self.cache.as_ref().filter(|_| !self.damaged()) else { return };
        let names = resolver::package_objects_of(typed.pkg);
        if let Ok((bytes, numbered)) = escape_offer::write(typed, &names, extras)
            && !self.damaged()
        {
            let _ = typed.pkg.data().offer.set(Box::new(numbered));
            cache.put(&offer_entry(key), &bytes);
        }
    }

    /// The same with what gc's model says.
    pub fn write_analysed(&self, key: &Key, typed: &TypedPackage, output: &Output) {
        let bodies = bodies(typed, &output.summaries);
        let held = output.exports.bodies();
        self.write(key, typed, &extras(&bodies, &held, output, &|o| output.exports.mentions(o).to_vec()));
    }
}

/// What gc's model says of a package, for its offer: of each function the summary and what its body mentions.
pub fn extras<'a>(
    bodies: &'a [Obj],
    held: &'a [Obj],
    output: &'a Output,
    mentions: &'a dyn Fn(Obj) -> Vec<Obj>,
) -> Extras<'a> {
    let put = move |w: &mut Writer<'_>, o: Obj, summary: Option<&FuncSummary>| {
        w.out.byte(u8::from(summary.is_some()));
        if let Some(s) = summary {
            s.put(w);
        }
        mentions(o).put(w);
    };
    let mut functions: Vec<(Obj, Put<'a>)> = Vec::new();
    for (o, s) in &output.summaries {
        functions.push((*o, Box::new(move |w| put(w, *o, Some(s)))));
    }
    for &o in bodies.iter().filter(|&&o| is_generic(o)) {
        functions.push((o, Box::new(move |w| put(w, o, None))));
    }
    Extras { bodies, functions, held, ..Extras::default() }
}

/// The summary in the record of a function.
pub fn summary(r: &mut Reader<'_>) -> Res<Option<FuncSummary>> {
    if bool::get(r)? { FuncSummary::get(r).map(Some) } else { Ok(None) }
}

/// What the function's body mentions, in its record.
pub fn mentions(r: &mut Reader<'_>) -> Res<Vec<Obj>> {
    summary(r)?;
    Vec::get(r)
}

fn offer_entry(key: &Key) -> Key {
    cache::key(&[key, b"offer"])
}

/// Whether a function or method has type parameters, its receiver's included.
pub fn is_generic(func: Obj) -> bool {
    match func.typ().kind() {
        TypeKind::Signature(s) => !s.tparams().is_empty() || !s.recv_tparams().is_empty(),
        _ => false,
    }
}

/// The functions whose bodies importers may need: those that can be inlined, and generic ones. In source order.
pub fn bodies(typed: &TypedPackage, summaries: &[(Obj, FuncSummary)]) -> Vec<Obj> {
    let inlinable: FxHashSet<Obj> = summaries.iter().filter(|(_, s)| s.inline.is_some()).map(|(o, _)| *o).collect();
    let place = |d: DeclId| {
        let pos = typed.ast.decls[d].pos;
        (typed.ast.files.iter().position(|f| f.id == pos.file), pos.offset)
    };
    #[allow(clippy::iter_over_hash_type, reason = "sorted at once")]
    let mut list: Vec<(Obj, DeclId)> = typed.info.func_decls.iter().map(|(o, d)| (*o, *d)).collect();
    list.retain(|(o, _)| inlinable.contains(o) || is_generic(*o));
    list.sort_by_key(|&(_, d)| place(d));
    list.into_iter().map(|(o, _)| o).collect()
}
