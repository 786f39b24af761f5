//! The bundled library: what the front end measured of Go's standard library, so that no Go toolchain is needed.
//!
//! The model: one file, made by `cargo xtask bundle` and embedded in the program: a version, an index of packages (path, name,
//! imports), and for each package its offer, compressed by itself. An offer holds declarations, positions, the functions' summaries,
//! and outlines ([`outline`]) of those that can be inlined or are generic. A package is decompressed when something in it is first
//! looked up. There is one library per process; its paths begin with the prefix of the first [`open`].

use crate::command::offers;
use crate::command::own_bodies::OwnBodies;
use escape_gc_model::{Deps, FuncSummary, outline};
use escape_offer::codec::{Damaged, In, Out, Res};
use escape_offer::{Context, Extras, Opened};
use escape_source::{Symbol, intern};
use escape_syntax::ast::DeclId;
use escape_types::under::unalias;
use escape_types::{Obj, ObjKind, Offer, Pkg, Type, TypeKind, TypedPackage, alias, named, resolver, universe};
use std::sync::{Arc, OnceLock};

/// The version of Go whose library this is.
pub const VERSION: &str = "go1.27.3";

/// Made by `cargo xtask bundle`, never edited.
static DATA: &[u8] = include_bytes!("../std/go1.27.3.bundle");

const MAGIC: &[u8] = b"escbndl1";

/// What paths of the library begin with in the data.
pub const ROOT: &str = "$GOROOT";

/// The library.
pub struct Library {
    prefix: String,
    /// Sorted by path.
    entries: Vec<Entry>,
    cells: Vec<Cell>,
}

struct Entry {
    path: &'static str,
    name: &'static str,
    imports: Vec<usize>,
    data: &'static [u8],
    /// Length of the data when decompressed.
    size: usize,
}

#[derive(Default)]
struct Cell {
    pkg: OnceLock<Pkg>,
    opened: OnceLock<Option<Opened>>,
}

static LIBRARY: OnceLock<Library> = OnceLock::new();

/// The library; `prefix` stands for the GOROOT in paths.
pub fn open(prefix: &str) -> &'static Library {
    LIBRARY.get_or_init(|| {
        let entries = read_index().unwrap_or_default();
        let cells = entries.iter().map(|_| Cell::default()).collect();
        Library { prefix: prefix.to_string(), entries, cells }
    })
}

/// Whether a package can be imported from the bundled library.
pub fn contains(path: &str) -> bool {
    path == "unsafe" || open("/usr/local/go").find(path).is_some()
}

fn read_index() -> Res<Vec<Entry>> {
    if !DATA.starts_with(MAGIC) {
        return Err(Damaged);
    }
    let mut cursor = In::new(DATA, MAGIC.len());
    let number = |c: &mut In<'static>| usize::try_from(c.uint()?).map_err(|_| Damaged);
    let text = |c: &mut In<'static>| std::str::from_utf8(c.bytes()?).map_err(|_| Damaged);
    if text(&mut cursor)? != VERSION {
        return Err(Damaged);
    }
    let count = number(&mut cursor)?;
    let mut heads = Vec::new();
    for _ in 0..count {
        let (path, name) = (text(&mut cursor)?, text(&mut cursor)?);
        let n = number(&mut cursor)?;
        let imports = (0..n).map(|_| number(&mut cursor)).collect::<Res<Vec<usize>>>()?;
        if imports.iter().any(|&i| i >= count) {
            return Err(Damaged);
        }
        heads.push((path, name, imports, number(&mut cursor)?, number(&mut cursor)?));
    }
    let mut at = cursor.at;
    let mut entries = Vec::with_capacity(count);
    for (path, name, imports, len, size) in heads {
        let data = DATA.get(at..at.checked_add(len).ok_or(Damaged)?).ok_or(Damaged)?;
        at += len;
        entries.push(Entry { path, name, imports, data, size });
    }
    Ok(entries)
}

/// One package to be bundled.
pub struct Packed {
    pub path: String,
    pub name: String,
    pub imports: Vec<String>,
    pub offer: Vec<u8>,
}

/// Writes the file. Packages must come with all that they import, `unsafe` aside.
///
/// # Errors
/// A text when data cannot be compressed.
pub fn pack(mut packages: Vec<Packed>) -> Result<Vec<u8>, String> {
    packages.sort_by(|a, b| a.path.cmp(&b.path));
    let mut head = Out::default();
    head.bytes(VERSION.as_bytes());
    head.uint(packages.len() as u64);
    let mut all = Vec::new();
    for p in &packages {
        let data = zstd::bulk::compress(&p.offer, 19).map_err(|e| format!("{}: {e}", p.path))?;
        head.bytes(p.path.as_bytes());
        head.bytes(p.name.as_bytes());
        let imports: Vec<usize> =
            p.imports.iter().filter_map(|i| packages.binary_search_by(|q| q.path.cmp(i)).ok()).collect();
        head.uint(imports.len() as u64);
        imports.iter().for_each(|&i| head.uint(i as u64));
        head.uint(data.len() as u64);
        head.uint(p.offer.len() as u64);
        all.extend_from_slice(&data);
    }
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&head.0);
    out.extend_from_slice(&all);
    Ok(out)
}

/// A package's offer with what gc's model says of its functions; `goroot` is where it was found.
///
/// # Errors
/// A text when the package refers to something that cannot be referred to.
pub fn offer(
    typed: &Arc<TypedPackage>,
    output: &escape_gc_model::Output,
    deps: &dyn Deps,
    ours: &OwnBodies,
    goroot: &str,
) -> Result<Vec<u8>, String> {
    let names = resolver::package_objects_of(typed.pkg);
    let bodies = offers::bodies(typed, &output.summaries);
    let held = output.exports.bodies();
    let mentions = |obj: Obj| -> Vec<Obj> {
        let all = output.exports.mentions(obj).iter().copied();
        all.filter(|o| o.pkg().is_none() || o.is_package_level()).collect()
    };
    let is_ours = |obj: &Obj| typed.info.func_decls.get(obj).is_some_and(|d| ours.decls.contains(d));
    // Of generic functions only ours, if there are any.
    let bodies: Vec<Obj> =
        bodies.into_iter().filter(|o| ours.decls.is_empty() || is_ours(o) || !offers::is_generic(*o)).collect();
    let theirs: Vec<Obj> = bodies.iter().copied().filter(|o| !is_ours(o)).collect();
    let extras = Extras {
        // No body of Go's library is in the data.
        replaced: outline::outlines(typed, deps, &theirs),
        positions: ours.positions.clone(),
        root: Some((goroot.to_string(), ROOT)),
        ..offers::extras(&bodies, &held, output, &mentions)
    };
    let written = escape_offer::write(typed, &names, &extras).map_err(|why| format!("{}: {why}", typed.pkg.path()))?;
    Ok(written.0)
}

impl Library {
    /// What paths begin with.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    fn find(&self, path: &str) -> Option<usize> {
        self.entries.binary_search_by(|e| e.path.cmp(path)).ok()
    }

    /// The package of that path.
    pub fn package(&'static self, path: &str) -> Option<Pkg> {
        self.find(path).map(|i| self.pkg(i))
    }

    fn pkg(&'static self, i: usize) -> Pkg {
        let (entry, cell) = (&self.entries[i], &self.cells[i]);
        *cell.pkg.get_or_init(|| {
            let pkg = Pkg::new(intern(entry.path));
            let _ = pkg.data().name.set(intern(entry.name));
            let _ = pkg.data().imports.set(entry.imports.iter().map(|&m| self.pkg(m)).collect());
            let _ = pkg.data().offer.set(Box::new(Lazy { library: self, i }));
            pkg
        })
    }

    fn opened(&'static self, i: usize) -> Option<&'static Opened> {
        let cell = &self.cells[i];
        let open = || {
            let entry = &self.entries[i];
            let bytes = zstd::bulk::decompress(entry.data, entry.size).ok()?;
            escape_offer::open(bytes.into(), self.pkg(i), Arc::new(Around { library: self })).ok()
        };
        cell.opened.get_or_init(open).as_ref()
    }

    /// Where a package of the library is; `None` for other packages.
    fn place(&self, pkg: Pkg) -> Option<usize> {
        self.find(pkg.path().as_str()).filter(|&i| self.cells[i].pkg.get() == Some(&pkg))
    }

    /// The function's summary.
    pub fn summary(&'static self, func: Obj) -> Option<Arc<FuncSummary>> {
        let offer = self.opened(self.place(func.pkg()?)?)?;
        offer.function(func.number()?, offers::summary)?.map(Arc::new)
    }

    /// The package-level objects that an inlinable or generic function's body mentions.
    pub fn mentions(&'static self, func: Obj) -> Vec<Obj> {
        let offer = func.pkg().and_then(|p| self.opened(self.place(p)?));
        offer.zip(func.number()).and_then(|(o, n)| o.function(n, offers::mentions)).unwrap_or_default()
    }

    /// The declaration of an inlinable or generic function, with its outline for a body.
    pub fn declaration(&'static self, func: Obj) -> Option<(Arc<TypedPackage>, DeclId)> {
        self.opened(self.place(func.pkg()?)?)?.declaration(func.number()?)
    }

    /// Whether the export data of a package of the library holds the function's body.
    pub fn has_body(&'static self, pkg: Pkg, func: Obj) -> bool {
        let place = func.pkg().map(Pkg::path).zip(func.number());
        let offer = self.place(pkg).and_then(|i| self.opened(i));
        offer.zip(place).is_some_and(|(offer, (path, n))| offer.exports(path, n))
    }
}

/// A package of the library as its importers see it.
struct Lazy {
    library: &'static Library,
    i: usize,
}

impl Offer for Lazy {
    fn lookup(&self, name: Symbol) -> Option<Obj> {
        self.library.opened(self.i)?.lookup(name)
    }
    fn names(&self) -> Vec<Symbol> {
        self.library.opened(self.i).map(Offer::names).unwrap_or_default()
    }
    fn object(&self, number: u32) -> Option<Obj> {
        Offer::object(self.library.opened(self.i)?, number)
    }
    fn fill(&self, number: u32) {
        if let Some(o) = self.library.opened(self.i) {
            o.fill(number);
        }
    }
}

/// The other packages of the library.
struct Around {
    library: &'static Library,
}

impl Context for Around {
    fn universe(&self, name: Symbol) -> Option<Obj> {
        predeclared(name)
    }
    fn instance(&self, orig: Type, targs: Vec<Type>) -> Option<Type> {
        Some(instance(orig, targs))
    }
    fn method_instance(&self, recv: Type, origin: Obj) -> Option<Obj> {
        method_instance(recv, origin)
    }
    fn package(&self, path: Symbol) -> Option<Pkg> {
        self.library.package(&path)
    }
    fn file_path(&self, path: &str) -> String {
        match path.strip_prefix(ROOT) {
            Some(rest) => format!("{}{rest}", self.library.prefix),
            None => path.to_string(),
        }
    }
}

/// A predeclared object; `Error` is `error`'s method.
pub fn predeclared(name: Symbol) -> Option<Obj> {
    if name.as_str() == "Error" {
        let named = universe::lookup(intern("error"))?;
        return escape_types::lookup::lookup_field_or_method(named.typ(), false, None, name, false).obj;
    }
    universe::lookup(name)
}

/// The instance of a generic type or alias.
pub fn instance(orig: Type, targs: Vec<Type>) -> Type {
    match orig.kind() {
        TypeKind::Alias(_) => alias::instance(orig, targs),
        _ => named::instance(orig, targs),
    }
}

/// A method of an instance (or a pointer to one), given the generic type's method.
pub fn method_instance(recv: Type, origin: Obj) -> Option<Obj> {
    debug_assert!(matches!(origin.data().kind, ObjKind::Func { .. }));
    let recv = match unalias(recv).kind() {
        TypeKind::Pointer(e) => unalias(*e),
        _ => unalias(recv),
    };
    let i = named::origin_methods(recv).iter().position(|&m| m == origin)?;
    named::method(recv, i)
}
