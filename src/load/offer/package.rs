//! A whole offer: written from a checked package, opened from bytes, read object by object.
//!
//! Layout: magic, then the tables. A table is a count, then little-endian `u32` offsets of its records, their length together, and
//! the records, so that one is found without reading the others. Numbers in records are LEB128. The tables:
//! 1. *strings*: UTF-8;
//! 2. *packages*: import paths, the offer's own among them;
//! 3. *files*: path, line starts, `//line` directives;
//! 4. *objects* and 5. *types*: `members.rs`;
//! 6. *names*: object number and name of each object of the package block, sorted by name;
//! 7. *bodies*: object number of the function, language version of its file, its declaration as typed tree (`tree.rs`); sorted
//!    by number;
//! 8. *functions*: object number, what later rooms say of the function (opaque here); sorted by number;
//! 9. *held*: package and object numbers of the functions, of this package and others, whose bodies importers find here.
//!
//! Locking: one re-entrant lock of the process guards the lazily filled tables of all offers, so a thread that comes from one
//! offer to another, in whatever order, meets no other lock; nothing may ask an offer while it holds a lock of its own. What
//! several parts of a record make up is stored when all of them are read, so that other threads see all or nothing.

use crate::codec::{Code, Damaged, In, Out, Res};
use crate::members;
use crate::objects::{Reader, Tables, Writer};
use crate::tree::Tree;
use escape_source::{FileId, LineDirective, Pos, Symbol, intern};
use escape_syntax::ast::{Ast, DeclId, ExprId, ExprKind, File, GoVersion};
use escape_types::universe::universe;
use escape_types::{Info, Obj, Offer, Pkg, Type, TypedPackage};
use parking_lot::ReentrantMutex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

const MAGIC: &[u8; 8] = b"escoffr5";

/// Held while any offer's tables are read or filled.
static LOCK: ReentrantMutex<()> = parking_lot::const_reentrant_mutex(());

/// What an offer needs of the checker and of the packages around it.
pub trait Context: Send + Sync {
    /// A predeclared object; `Error` is `error`'s method.
    fn universe(&self, name: Symbol) -> Option<Obj>;
    /// The instance of a generic type or alias.
    fn instance(&self, orig: Type, targs: Vec<Type>) -> Option<Type>;
    /// A method of an instance, given the generic type's method.
    fn method_instance(&self, recv: Type, origin: Obj) -> Option<Obj>;
    /// The path to show for a source file of the offer.
    fn file_path(&self, path: &str) -> String {
        path.to_string()
    }
    /// The package of that import path (opened, or checked in this process).
    fn package(&self, path: Symbol) -> Option<Pkg>;
    /// An offer turned out to be no sound offer, or none that fits the packages around it: what was read of it, and so what was
    /// found out since, is worth nothing.
    fn damaged(&self) {}
}

/// Writes a record.
pub type Put<'a> = Box<dyn Fn(&mut Writer<'_>) + 'a>;

/// What is offered besides the package's objects.
#[derive(Default)]
pub struct Extras<'a> {
    /// The functions whose typed tree importers need: inlinable and generic ones.
    pub bodies: &'a [Obj],
    /// What later rooms say of functions; it may refer to objects and types.
    pub functions: Vec<(Obj, Put<'a>)>,
    /// Functions whose bodies importers find here, foreign ones included.
    pub held: &'a [Obj],
    /// Expressions of the bodies to be written as others.
    pub replaced: FxHashMap<ExprId, ExprKind>,
    /// Positions to be written as others.
    pub positions: FxHashMap<Pos, Pos>,
    /// A directory, and what paths of files below it begin with in the offer.
    pub root: Option<(String, &'static str)>,
}

/// Writes the offer of a checked package, `names` being the objects of its block in order of declaration.
///
/// Numbers the package's objects, so that offers of its importers can refer to them.
///
/// Gives the bytes and the numbered objects.
///
/// # Errors
/// A text when the package refers to something that cannot be referred to (an internal error).
pub fn write(typed: &TypedPackage, names: &[Obj], extras: &Extras<'_>) -> Result<(Vec<u8>, Numbered), &'static str> {
    let tree = Tree { ast: &typed.ast, info: &typed.info, replaced: &extras.replaced };
    let mut w = Writer::new(typed.pkg);
    w.positions = extras.positions.clone();
    for &o in names {
        w.object(o);
    }
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let mut types: Vec<Vec<u8>> = Vec::new();
    write_records(&mut w, &mut objects, &mut types);
    let mut body_records = Vec::new();
    for &f in extras.bodies {
        let Some(&decl) = typed.info.func_decls.get(&f) else { continue };
        let number = w.object(f);
        let file = typed.ast.files.iter().position(|file| file.id == typed.ast.decls[decl].pos.file);
        let version = file.and_then(|i| typed.info.file_versions.get(i).copied());
        w.out.uint(version.map_or(0, |v| u64::from(v.major)));
        w.out.uint(version.map_or(0, |v| u64::from(v.minor)));
        w.tree = Some(&tree);
        decl.put(&mut w);
        w.tree = None;
        inline_costs(typed, decl).put(&mut w);
        body_records.push((number, w.record()));
        write_records(&mut w, &mut objects, &mut types);
    }
    let mut function_records = Vec::new();
    for (o, put) in &extras.functions {
        let number = w.object(*o);
        put(&mut w);
        function_records.push((number, w.record()));
        write_records(&mut w, &mut objects, &mut types);
    }
    body_records.sort_by_key(|(number, _)| *number);
    function_records.sort_by_key(|(number, _)| *number);
    for (i, o) in w.object_list.iter().enumerate() {
        if o.pkg() == Some(typed.pkg) {
            o.set_number(i as u32);
        }
    }
    let held = held_records(&mut w, extras.held);
    if let Some(why) = w.failure() {
        return Err(why);
    }

    let mut sorted: Vec<(Symbol, u32)> = names.iter().enumerate().map(|(i, o)| (o.name(), i as u32)).collect();
    sorted.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
    let names: Vec<Vec<u8>> = sorted
        .iter()
        .map(|(name, number)| {
            let mut out = Out::default();
            out.uint(u64::from(*number));
            out.bytes(name.as_bytes());
            out.0
        })
        .collect();
    let packages: Vec<Vec<u8>> = w.package_list.iter().map(|p| p.path().as_bytes().to_vec()).collect();
    let files: Vec<Vec<u8>> = w.file_list.iter().map(|&f| file_record(f, extras)).collect();
    let strings: Vec<Vec<u8>> = w.string_list.iter().map(|s| s.as_bytes().to_vec()).collect();
    let mut out = Vec::from(&MAGIC[..]);
    for table in [strings, packages, files, objects, types, names] {
        put_table(&mut out, &table);
    }
    // The next two begin with an object's number.
    for list in [body_records, function_records] {
        let records: Vec<Vec<u8>> = list
            .into_iter()
            .map(|(number, bytes)| {
                let mut out = Out::default();
                out.uint(u64::from(number));
                out.0.extend_from_slice(&bytes);
                out.0
            })
            .collect();
        put_table(&mut out, &records);
    }
    put_table(&mut out, &held);
    Ok((out, Numbered { pkg: typed.pkg, objects: w.object_list }))
}

/// Of [`Info::inline_costs`] what stands in a declaration, in source order: positions, and a cost or a reason.
fn inline_costs(typed: &TypedPackage, decl: DeclId) -> Vec<(Pos, (Option<i32>, Symbol))> {
    let d = &typed.ast.decls[decl];
    let within = |pos: &Pos| pos.file == d.pos.file && d.start <= pos.offset && pos.offset < d.end;
    #[allow(clippy::iter_over_hash_type, reason = "sorted at once")]
    let mut list: Vec<_> = typed
        .info
        .inline_costs
        .iter()
        .filter(|(pos, _)| within(pos))
        .map(|(&pos, cost)| match cost {
            Ok(cost) => (pos, (Some(*cost), Symbol::default())),
            Err(why) => (pos, (None, intern(why))),
        })
        .collect();
    list.sort_by_key(|(pos, _)| pos.offset);
    list
}

/// What the offer of a package that was checked in this process is to the offers of others: its objects by number.
pub struct Numbered {
    pkg: Pkg,
    objects: Vec<Obj>,
}

impl Offer for Numbered {
    fn lookup(&self, name: Symbol) -> Option<Obj> {
        self.pkg.lookup(name)
    }
    fn names(&self) -> Vec<Symbol> {
        escape_types::resolver::package_objects_of(self.pkg).iter().map(|o| o.name()).collect()
    }
    fn object(&self, number: u32) -> Option<Obj> {
        self.objects.get(number as usize).copied()
    }
    fn fill(&self, _: u32) {}
}

/// One record per package of which bodies are held.
fn held_records(w: &mut Writer<'_>, functions: &[Obj]) -> Vec<Vec<u8>> {
    let mut list: Vec<(Symbol, u32, Pkg)> = Vec::new();
    for f in functions {
        match (f.pkg(), f.number()) {
            (Some(p), Some(n)) => list.push((p.path(), n, p)),
            _ => w.fail("a function that its package does not offer"),
        }
    }
    list.sort_unstable_by(|a, b| (a.0.as_str(), a.1).cmp(&(b.0.as_str(), b.1)));
    list.dedup_by_key(|f| (f.0, f.1));
    list.chunk_by(|a, b| a.0 == b.0)
        .map(|of_one| {
            let mut out = Out::default();
            out.uint(of_one.first().map_or(0, |f| u64::from(w.package(f.2))));
            out.uint(of_one.len() as u64);
            for (_, n, _) in of_one {
                out.uint(u64::from(*n));
            }
            out.0
        })
        .collect()
}

/// Writes the records of all objects and types that have a number and no record yet; a record may number more.
fn write_records(w: &mut Writer<'_>, objects: &mut Vec<Vec<u8>>, types: &mut Vec<Vec<u8>>) {
    while w.failure().is_none() && (objects.len() < w.object_list.len() || types.len() < w.type_list.len()) {
        while let Some(&o) = w.object_list.get(objects.len()) {
            members::put_object(w, o);
            objects.push(w.record());
        }
        while let Some(&t) = w.type_list.get(types.len()) {
            members::put_type(w, t);
            types.push(w.record());
        }
    }
}

fn file_record(f: FileId, extras: &Extras<'_>) -> Vec<u8> {
    let file = escape_source::file(f);
    let mut out = Out::default();
    let moved =
        extras.root.as_ref().and_then(|(dir, to)| Some(format!("{to}{}", file.path.strip_prefix(dir.as_str())?)));
    out.bytes(moved.as_deref().unwrap_or(&file.path).as_bytes());
    let starts = file.line_starts();
    out.uint(starts.len() as u64);
    let mut previous = 0;
    for &s in starts {
        out.uint(u64::from(s - previous));
        previous = s;
    }
    let directives = file.line_directives();
    out.uint(directives.len() as u64);
    for d in directives {
        out.uint(u64::from(d.from));
        out.bytes(d.path.as_bytes());
        out.uint(u64::from(d.line));
        out.uint(u64::from(d.column));
    }
    out.0
}

fn put_table(out: &mut Vec<u8>, records: &[Vec<u8>]) {
    let size: usize = records.iter().map(Vec::len).sum();
    out.extend_from_slice(&(records.len() as u32).to_le_bytes());
    let mut offset = 0u32;
    for r in records {
        out.extend_from_slice(&offset.to_le_bytes());
        offset += r.len() as u32;
    }
    out.extend_from_slice(&(size as u32).to_le_bytes());
    for r in records {
        out.extend_from_slice(r);
    }
}

/// One table of an opened offer, as offsets into the whole.
#[derive(Clone, Copy)]
struct Table {
    count: usize,
    /// Where the offsets start.
    index: usize,
    /// Where the records start, and how long they are together.
    records: usize,
    size: usize,
}

impl Table {
    fn read(bytes: &[u8], at: &mut usize) -> Res<Table> {
        let count = word(bytes, *at)? as usize;
        let index = *at + 4;
        let size_at = count.checked_mul(4).and_then(|n| n.checked_add(index)).ok_or(Damaged)?;
        let size = word(bytes, size_at)? as usize;
        let records = size_at + 4;
        *at = records.checked_add(size).filter(|&end| end <= bytes.len()).ok_or(Damaged)?;
        Ok(Table { count, index, records, size })
    }
    /// The start and end of record `i`.
    fn record(self, bytes: &[u8], i: usize) -> Res<(usize, usize)> {
        if i >= self.count {
            return Err(Damaged);
        }
        let start = word(bytes, self.index + 4 * i)? as usize;
        let end = if i + 1 < self.count { word(bytes, self.index + 4 * i + 4)? as usize } else { self.size };
        if start <= end && end <= self.size { Ok((self.records + start, self.records + end)) } else { Err(Damaged) }
    }
}

fn word(bytes: &[u8], at: usize) -> Res<u32> {
    let b = bytes.get(at..at.checked_add(4).ok_or(Damaged)?).ok_or(Damaged)?;
    b.try_into().map(u32::from_le_bytes).map_err(|_| Damaged)
}

/// The lazily filled tables.
struct Filled {
    objects: Vec<Option<Obj>>,
    /// Where the rest of an object's record starts while it is not yet read.
    rest: Vec<Option<usize>>,
    types: Vec<Option<Type>>,
}

/// An opened offer.
pub struct Opened {
    bytes: Arc<[u8]>,
    pkg: Pkg,
    context: Arc<dyn Context>,
    strings: Table,
    packages: Table,
    files: Table,
    objects: Table,
    types: Table,
    names: Table,
    bodies: Table,
    functions: Table,
    held: Table,
    string_cells: Vec<OnceLock<Symbol>>,
    package_cells: Vec<OnceLock<Pkg>>,
    file_cells: Vec<OnceLock<FileId>>,
    body_cells: Vec<OnceLock<(Arc<TypedPackage>, DeclId)>>,
    held_cell: OnceLock<FxHashSet<(Symbol, u32)>>,
    filled: ReentrantMutex<RefCell<Filled>>,
}

/// Opens an offer for a package. Reads nothing but the tables' places.
///
/// # Errors
/// [`Damaged`] when the bytes are not an offer.
pub fn open(bytes: Arc<[u8]>, pkg: Pkg, context: Arc<dyn Context>) -> Res<Opened> {
    if !bytes.starts_with(MAGIC) {
        return Err(Damaged);
    }
    let mut at = MAGIC.len();
    let mut next = || Table::read(&bytes, &mut at);
    let (strings, packages, files, objects) = (next()?, next()?, next()?, next()?);
    let (types, names, bodies, functions, held) = (next()?, next()?, next()?, next()?, next()?);
    let filled =
        Filled { objects: vec![None; objects.count], rest: vec![None; objects.count], types: vec![None; types.count] };
    Ok(Opened {
        pkg,
        context,
        strings,
        packages,
        files,
        objects,
        types,
        names,
        bodies,
        functions,
        held,
        string_cells: (0..strings.count).map(|_| OnceLock::new()).collect(),
        package_cells: (0..packages.count).map(|_| OnceLock::new()).collect(),
        file_cells: (0..files.count).map(|_| OnceLock::new()).collect(),
        body_cells: (0..bodies.count).map(|_| OnceLock::new()).collect(),
        held_cell: OnceLock::new(),
        filled: ReentrantMutex::new(RefCell::new(filled)),
        bytes,
    })
}

impl Opened {
    fn bytes_of(&self, table: Table, i: usize) -> Res<&[u8]> {
        let (start, end) = table.record(&self.bytes, i)?;
        self.bytes.get(start..end).ok_or(Damaged)
    }

    fn text_of(&self, table: Table, i: usize) -> Res<&str> {
        std::str::from_utf8(self.bytes_of(table, i)?).map_err(|_| Damaged)
    }

    /// Reads with a cursor at `at`; the typed tree that is read goes to `ast` and `info`.
    fn reading<T>(
        &self,
        at: usize,
        ast: &mut Ast,
        info: &mut Info,
        read: impl FnOnce(&mut Reader<'_>) -> Res<T>,
    ) -> Res<(T, usize)> {
        let mut r = Reader::new(In::new(&self.bytes, at), self, ast, info);
        let value = read(&mut r)?;
        Ok((value, r.cursor.at))
    }

    fn reading_record<T>(&self, at: usize, read: impl FnOnce(&mut Reader<'_>) -> Res<T>) -> Res<(T, usize)> {
        self.reading(at, &mut Ast::default(), &mut Info::default(), read)
    }

    /// Reports damage to the context.
    fn noted<T>(&self, result: Res<T>) -> Option<T> {
        if result.is_err() {
            self.context.damaged();
        }
        result.ok()
    }

    /// The declaration of the function of that number and the tree that holds it (and nothing else), if its body is offered.
    pub fn declaration(&self, number: u32) -> Option<(Arc<TypedPackage>, DeclId)> {
        let (i, at) = self.noted(self.find_number(self.bodies, number))??;
        let cell = self.body_cells.get(i)?;
        if let Some((typed, decl)) = cell.get() {
            return Some((typed.clone(), *decl));
        }
        let read = self.noted(self.read_body(at))?;
        let (typed, decl) = cell.get_or_init(|| read);
        Some((typed.clone(), *decl))
    }

    fn read_body(&self, at: usize) -> Res<(Arc<TypedPackage>, DeclId)> {
        let (mut ast, mut info) = (Ast::default(), Info::default());
        let ((version, decl, costs), _) = self.reading(at, &mut ast, &mut info, |r| {
            let version = GoVersion { major: u32::get(r)?, minor: u32::get(r)? };
            Ok((version, DeclId::get(r)?, Vec::<(Pos, (Option<i32>, Symbol))>::get(r)?))
        })?;
        let cost = |(pos, (cost, why)): (Pos, (Option<i32>, Symbol))| (pos, cost.ok_or_else(|| why.to_string()));
        info.inline_costs = costs.into_iter().map(cost).collect();
        let pos = ast.decls[decl].pos;
        ast.files.push(File::new(pos, ExprId::from_u32(0), vec![decl], pos));
        info.file_versions.push(version);
        Ok((Arc::new(TypedPackage { pkg: self.pkg, ast, info }), decl))
    }

    /// Reads what later rooms say of the function of that number.
    pub fn function<T>(&self, number: u32, read: impl FnOnce(&mut Reader<'_>) -> Res<T>) -> Option<T> {
        let (_, at) = self.noted(self.find_number(self.functions, number))??;
        self.noted(self.reading_record(at, read)).map(|(value, _)| value)
    }

    /// Whether importers find here the body of a function, of this package or another, by path and number there.
    pub fn exports(&self, path: Symbol, number: u32) -> bool {
        let set = match self.held_cell.get() {
            Some(set) => set,
            None => {
                let set = self.noted(self.read_held()).unwrap_or_default();
                self.held_cell.get_or_init(|| set)
            }
        };
        set.contains(&(path, number))
    }

    fn read_held(&self) -> Res<FxHashSet<(Symbol, u32)>> {
        let small = |v: u64| u32::try_from(v).map_err(|_| Damaged);
        let mut set = FxHashSet::default();
        for i in 0..self.held.count {
            let mut cursor = In::new(self.bytes_of(self.held, i)?, 0);
            let path = intern(self.text_of(self.packages, small(cursor.uint()?)? as usize)?);
            for _ in 0..cursor.uint()? {
                set.insert((path, small(cursor.uint()?)?));
            }
        }
        Ok(set)
    }

    /// The record of a table sorted by number that starts with this one, and where the rest of it starts.
    fn find_number(&self, table: Table, number: u32) -> Res<Option<(usize, usize)>> {
        let (mut lo, mut hi) = (0, table.count);
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            let (start, _) = table.record(&self.bytes, mid)?;
            let mut cursor = In::new(&self.bytes, start);
            match cursor.uint()?.cmp(&u64::from(number)) {
                std::cmp::Ordering::Less => lo = mid + 1,
                std::cmp::Ordering::Greater => hi = mid,
                std::cmp::Ordering::Equal => return Ok(Some((mid, cursor.at))),
            }
        }
        Ok(None)
    }

    /// The name and number in entry `i` of the sorted names.
    fn name_entry(&self, i: usize) -> Res<(&[u8], u32)> {
        let mut cursor = In::new(self.bytes_of(self.names, i)?, 0);
        let number = u32::try_from(cursor.uint()?).map_err(|_| Damaged)?;
        Ok((cursor.bytes()?, number))
    }

    fn find_name(&self, name: &str) -> Res<Option<u32>> {
        let (mut lo, mut hi) = (0, self.names.count);
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            let (text, number) = self.name_entry(mid)?;
            match text.cmp(name.as_bytes()) {
                std::cmp::Ordering::Less => lo = mid + 1,
                std::cmp::Ordering::Greater => hi = mid,
                std::cmp::Ordering::Equal => return Ok(Some(number)),
            }
        }
        Ok(None)
    }

    /// The object of that number: its shell at least; objects outside the package block are read whole.
    fn read_object(&self, i: u32) -> Res<Obj> {
        let _all = LOCK.lock();
        let guard = self.filled.lock();
        let n = i as usize;
        if let Some(&Some(o)) = guard.borrow().objects.get(n) {
            return Ok(o);
        }
        let (start, _) = self.objects.record(&self.bytes, n)?;
        let ((o, has_rest), at) = self.reading_record(start, |r| members::get_shell(r, i))?;
        {
            let mut filled = guard.borrow_mut();
            // Reading the head may have come back to this object (a method instance's receiver): the first one stays.
            if let Some(first) = filled.objects[n] {
                return Ok(first);
            }
            filled.objects[n] = Some(o);
            filled.rest[n] = has_rest.then_some(at);
        }
        if !o.is_package_level() {
            self.fill_object(i)?;
        }
        Ok(o)
    }

    fn fill_object(&self, i: u32) -> Res<()> {
        let _all = LOCK.lock();
        let guard = self.filled.lock();
        let o = self.read_object(i)?;
        let rest = guard.borrow_mut().rest.get_mut(i as usize).and_then(Option::take);
        match rest {
            Some(at) => self.reading_record(at, |r| members::fill(r, o)).map(|_| ()),
            None => Ok(()),
        }
    }
}

impl Tables for Opened {
    fn string(&self, i: u32) -> Res<Symbol> {
        let cell = self.string_cells.get(i as usize).ok_or(Damaged)?;
        if let Some(&s) = cell.get() {
            return Ok(s);
        }
        let s = intern(self.text_of(self.strings, i as usize)?);
        Ok(*cell.get_or_init(|| s))
    }
    fn file(&self, i: u32) -> Res<FileId> {
        let cell = self.file_cells.get(i as usize).ok_or(Damaged)?;
        if let Some(&f) = cell.get() {
            return Ok(f);
        }
        let _all = LOCK.lock();
        if let Some(&f) = cell.get() {
            return Ok(f);
        }
        let mut cursor = In::new(self.bytes_of(self.files, i as usize)?, 0);
        let path = self.context.file_path(std::str::from_utf8(cursor.bytes()?).map_err(|_| Damaged)?);
        let count = cursor.uint()?;
        let mut starts = Vec::new();
        let mut start = 0u32;
        for _ in 0..count {
            start = u32::try_from(cursor.uint()?).ok().and_then(|d| start.checked_add(d)).ok_or(Damaged)?;
            starts.push(start);
        }
        let small = |v: u64| u32::try_from(v).map_err(|_| Damaged);
        let mut directives = Vec::new();
        for _ in 0..cursor.uint()? {
            let from = small(cursor.uint()?)?;
            let path = std::str::from_utf8(cursor.bytes()?).map_err(|_| Damaged)?.to_string();
            directives.push(LineDirective { from, path, line: small(cursor.uint()?)?, column: small(cursor.uint()?)? });
        }
        let f = escape_source::add_lines(path, starts, directives);
        Ok(*cell.get_or_init(|| f))
    }
    fn object(&self, i: u32) -> Res<Obj> {
        self.read_object(i)
    }
    fn typ(&self, i: u32) -> Res<Type> {
        let _all = LOCK.lock();
        let guard = self.filled.lock();
        let n = i as usize;
        if let Some(&Some(t)) = guard.borrow().types.get(n) {
            return Ok(t);
        }
        let (start, _) = self.types.record(&self.bytes, n)?;
        let mut register = |t: Type| guard.borrow_mut().types[n] = Some(t);
        let (t, _) = self.reading_record(start, |r| members::get_type(r, &mut register))?;
        Ok(t)
    }
    fn package(&self, i: u32) -> Res<Pkg> {
        let cell = self.package_cells.get(i as usize).ok_or(Damaged)?;
        if let Some(&p) = cell.get() {
            return Ok(p);
        }
        let path = self.text_of(self.packages, i as usize)?;
        let p = match path {
            "unsafe" => universe().unsafe_pkg,
            _ if path == self.pkg.path().as_str() => self.pkg,
            _ => self.context.package(intern(path)).ok_or(Damaged)?,
        };
        Ok(*cell.get_or_init(|| p))
    }
    fn universe(&self, name: Symbol) -> Res<Obj> {
        self.context.universe(name).ok_or(Damaged)
    }
    fn instance(&self, orig: Type, targs: Vec<Type>) -> Res<Type> {
        self.context.instance(orig, targs).ok_or(Damaged)
    }
    fn method_instance(&self, recv: Type, origin: Obj) -> Res<Obj> {
        self.context.method_instance(recv, origin).ok_or(Damaged)
    }
}

impl Offer for Opened {
    fn lookup(&self, name: Symbol) -> Option<Obj> {
        let number = self.noted(self.find_name(&name))??;
        self.noted(self.read_object(number))
    }
    fn names(&self) -> Vec<Symbol> {
        let mut list: Vec<(u32, Symbol)> = (0..self.names.count)
            .filter_map(|i| {
                let (text, number) = self.name_entry(i).ok()?;
                Some((number, intern(std::str::from_utf8(text).ok()?)))
            })
            .collect();
        list.sort_by_key(|&(number, _)| number);
        list.into_iter().map(|(_, name)| name).collect()
    }
    fn object(&self, number: u32) -> Option<Obj> {
        self.noted(self.read_object(number))
    }
    fn fill(&self, number: u32) {
        self.noted(self.fill_object(number));
    }
}
