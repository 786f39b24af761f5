//! Objects and types of an offer: package-local tables, one record each, written in a fixed order and read one by one on demand.
//!
//! An own object is referred to by its number in the package's object table, a foreign one by (package, number) or, when it
//! is declared in the package block, by (package, name), a predeclared one by name. An own defined type is reached through its
//! type name; every other type has a record in the type table. Reading an object makes its shell first (object, and
//! for a defined type an empty `Named`), so that recursive types close over themselves.

use crate::codec::{Code, Damaged, In, Out, Res};
use crate::tree::Tree;
use escape_source::{FileId, Pos, Symbol};
use escape_syntax::ast::{Ast, DeclId, DeclKind};
use escape_types::{Info, Obj, Pkg, Type};
use rustc_hash::FxHashMap;

/// Deepest nesting of a body that is read; deeper bodies were not written.
const MAX_DEPTH: u32 = 20_000;

/// What is being written.
pub struct Writer<'a> {
    pub out: Out,
    pub tree: Option<&'a Tree<'a>>,
    pub pkg: Pkg,
    strings: FxHashMap<Symbol, u32>,
    pub string_list: Vec<Symbol>,
    packages: FxHashMap<Pkg, u32>,
    pub package_list: Vec<Pkg>,
    files: FxHashMap<FileId, u32>,
    pub file_list: Vec<FileId>,
    objects: FxHashMap<Obj, u32>,
    pub object_list: Vec<Obj>,
    types: FxHashMap<Type, u32>,
    pub type_list: Vec<Type>,
    failure: Option<&'static str>,
    /// Positions to be written as others.
    pub positions: FxHashMap<Pos, Pos>,
    /// The position before, in this record; the next is written by its distance. The rest of an object's record, which is read
    /// by itself, holds none.
    last: Pos,
}

impl<'a> Writer<'a> {
    pub fn new(pkg: Pkg) -> Writer<'a> {
        Writer {
            out: Out::default(),
            tree: None,
            pkg,
            strings: FxHashMap::default(),
            string_list: Vec::new(),
            packages: FxHashMap::default(),
            package_list: Vec::new(),
            files: FxHashMap::default(),
            file_list: Vec::new(),
            objects: FxHashMap::default(),
            object_list: Vec::new(),
            types: FxHashMap::default(),
            type_list: Vec::new(),
            failure: None,
            positions: FxHashMap::default(),
            last: Pos::NONE,
        }
    }

    /// Records that the package cannot be offered (an internal error); the first reason is kept.
    pub fn fail(&mut self, why: &'static str) {
        self.failure.get_or_insert(why);
    }
    pub fn failure(&self) -> Option<&'static str> {
        self.failure
    }

    pub fn string(&mut self, s: Symbol) -> u32 {
        number(&mut self.strings, &mut self.string_list, s)
    }
    pub fn package(&mut self, p: Pkg) -> u32 {
        number(&mut self.packages, &mut self.package_list, p)
    }
    /// The number of an own object; a new one gets a record when the writer comes to it.
    pub fn object(&mut self, o: Obj) -> u32 {
        number(&mut self.objects, &mut self.object_list, o)
    }
    pub fn typ(&mut self, t: Type) -> u32 {
        number(&mut self.types, &mut self.type_list, t)
    }

    pub fn put_pos(&mut self, pos: Pos) {
        let pos = self.positions.get(&pos).copied().unwrap_or(pos);
        if !pos.is_known() {
            return self.out.uint(0);
        }
        if pos.file == self.last.file && self.last.is_known() {
            self.out.uint(1);
            let distance = i64::from(pos.offset) - i64::from(self.last.offset);
            distance.put(self);
        } else {
            let file = number(&mut self.files, &mut self.file_list, pos.file);
            self.out.uint(u64::from(file) + 2);
            self.out.uint(u64::from(pos.offset));
        }
        self.last = pos;
    }

    /// The bytes of the record that is complete.
    pub fn record(&mut self) -> Vec<u8> {
        self.last = Pos::NONE;
        std::mem::take(&mut self.out.0)
    }

    /// Whether an object can be referred to from an offer: members of instances are found again by selection instead.
    pub fn is_addressable(&self, o: Obj) -> bool {
        o.origin().is_none()
    }
}

fn number<K: Copy + Eq + std::hash::Hash>(map: &mut FxHashMap<K, u32>, list: &mut Vec<K>, k: K) -> u32 {
    *map.entry(k).or_insert_with(|| {
        list.push(k);
        list.len() as u32 - 1
    })
}

/// Gives a reader the shared parts of the offer it reads.
pub trait Tables {
    fn string(&self, i: u32) -> Res<Symbol>;
    fn file(&self, i: u32) -> Res<FileId>;
    fn object(&self, i: u32) -> Res<Obj>;
    fn typ(&self, i: u32) -> Res<Type>;
    fn package(&self, i: u32) -> Res<Pkg>;
    /// A predeclared object (`Error` is `error`'s method).
    fn universe(&self, name: Symbol) -> Res<Obj>;
    /// The instance of a generic type.
    fn instance(&self, orig: Type, targs: Vec<Type>) -> Res<Type>;
    /// A method of an instance, given the generic type's method.
    fn method_instance(&self, recv: Type, origin: Obj) -> Res<Obj>;
}

/// What is being read: a cursor in one record, and the typed tree that bodies are appended to.
pub struct Reader<'a> {
    pub cursor: In<'a>,
    pub tables: &'a dyn Tables,
    pub ast: &'a mut Ast,
    pub info: &'a mut Info,
    depth: u32,
    last: Pos,
}

impl<'a> Reader<'a> {
    pub fn new(cursor: In<'a>, tables: &'a dyn Tables, ast: &'a mut Ast, info: &'a mut Info) -> Reader<'a> {
        Reader { cursor, tables, ast, info, depth: 0, last: Pos::NONE }
    }
    pub fn string(&mut self, i: u32) -> Res<Symbol> {
        self.tables.string(i)
    }
    pub fn get_pos(&mut self) -> Res<Pos> {
        self.last = match u32::get(self)? {
            0 => return Ok(Pos::NONE),
            1 if self.last.is_known() => {
                let offset = i64::from(self.last.offset).checked_add(i64::get(self)?).ok_or(Damaged)?;
                Pos::new(self.last.file, u32::try_from(offset).map_err(|_| Damaged)?)
            }
            1 => return Err(Damaged),
            file => Pos::new(self.tables.file(file - 2)?, u32::get(self)?),
        };
        Ok(self.last)
    }
    pub fn enter(&mut self) -> Res<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Damaged) } else { Ok(()) }
    }
    pub fn leave(&mut self) {
        self.depth -= 1;
    }
    /// Makes a read declaration findable from the object it declares.
    pub fn note_decl(&mut self, id: DeclId) {
        let (name, is_func) = match &self.ast.decls[id].kind {
            DeclKind::Func { name, .. } => (*name, true),
            DeclKind::Type { name, .. } => (*name, false),
            _ => return,
        };
        if let Some(o) = self.info.defs[name] {
            let decls = if is_func { &mut self.info.func_decls } else { &mut self.info.type_decls };
            decls.insert(o, id);
        }
    }
}
