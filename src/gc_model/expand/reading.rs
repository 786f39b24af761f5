//! Which types gc's reader reads, and in which order (facts.md §6.2, §14).
//!
//! A type's parts are read before the type; reading a defined type reads its declaration, then the signatures of its methods,
//! whose bodies then wait on the reading stack. Whatever type is read may need method wrappers in this unit, unless it was read
//! in a declaration of another package that has no type parameters: then that package has made them.

use super::decl::{function, signature};
use super::generics::{self, Inst};
use super::shape::{Map, reshape};
use crate::ir::*;
use crate::print_type;
use crate::types::{has_shape, has_type_param, is_shape};
use escape_source::Symbol;
use escape_types::named::origin;
use escape_types::under::{unalias, underlying};
use escape_types::universe::universe;
use escape_types::{Obj, Pkg, Type, TypeKind, budget};
use rustc_hash::FxHashSet;

/// Whose declarations are being read: a type met again in the same ones has been read.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) enum Scope {
    #[default]
    Local,
    Imported,
    /// The declaration or body of an instance: anything with type arguments.
    Instance(u32),
}

/// What is being read: whose declarations, and of which package's export data they are a part.
#[derive(Copy, Clone, Default)]
pub(crate) struct Context {
    scope: Scope,
    pkg: Option<Pkg>,
}

/// What has been read so far.
#[derive(Default)]
pub(crate) struct Reading {
    context: Context,
    /// With the scope, types that depend on its type arguments; the others are read once of a package's export data.
    seen: FxHashSet<(Type, Option<Scope>, Option<Pkg>)>,
    declared: FxHashSet<Obj>,
    instances: FxHashSet<Symbol>,
    /// Instances of generic aliases.
    aliases: FxHashSet<(Obj, Vec<Symbol>)>,
    /// Link strings of defined types whose declarations are being read: not known to have methods yet.
    incomplete: FxHashSet<Symbol>,
    /// Types that need method wrappers, in the order in which they were read; with repetitions.
    need: Vec<Type>,
    /// Link strings of types whose wrappers exist in other packages.
    have: FxHashSet<Symbol>,
    /// What gc's reader takes for its place where it has no better one: the function that is being read, or what was declared or
    /// read for the first time since.
    place: IrPos,
}

impl Unit<'_> {
    /// Moves the reader's place; returns the one before.
    pub(crate) fn enter_place(&mut self, pos: IrPos) -> IrPos {
        std::mem::replace(&mut self.expander.reading.place, pos)
    }

    /// Moves the reader's place to an object that is read for the first time.
    pub(crate) fn enter_object(&mut self, obj: Obj) {
        // Predeclared ones are not read.
        if obj.pkg().is_some() {
            self.enter_place(IrPos::new(obj.pos()));
        }
    }

    /// The reader's place.
    pub(crate) fn reading_place(&self) -> IrPos {
        self.expander.reading.place
    }

    /// Reads on in another scope, in the export data of `pkg`; returns what to [come back](Self::leave_scope) to.
    pub(crate) fn enter_scope(&mut self, scope: Scope, pkg: Option<Pkg>) -> Context {
        std::mem::replace(&mut self.expander.reading.context, Context { scope, pkg })
    }

    /// Reads on where [`Self::enter_scope`] left off.
    pub(crate) fn leave_scope(&mut self, outer: Context) {
        self.expander.reading.context = outer;
    }

    /// Whether the declaration of a defined type is being read.
    pub(crate) fn is_incomplete(&self, t: Type) -> bool {
        self.expander.reading.incomplete.contains(&print_type::link(self, t))
    }

    /// Whether what is being read belongs to another package, which has made the wrappers.
    pub(crate) fn in_imported_scope(&self) -> bool {
        self.expander.reading.context.scope == Scope::Imported
    }

    /// The scope of a package's declarations without type parameters.
    pub(crate) fn package_scope(&self, pkg: Option<Pkg>) -> Scope {
        if pkg == Some(self.pkg) { Scope::Local } else { Scope::Imported }
    }

    /// Types that need method wrappers, each once, in the order in which gc makes them.
    pub(crate) fn take_wrapper_types(&mut self) -> Vec<Type> {
        let mut seen = std::mem::take(&mut self.expander.reading.have);
        let types = std::mem::take(&mut self.expander.reading.need);
        types.into_iter().filter(|&t| seen.insert(print_type::link(self, t))).collect()
    }
}

/// Reads a type; in an instance, as one that depends on the type arguments.
pub(crate) fn touch(u: &mut Unit, t: Type) {
    let depends = matches!(u.expander.reading.context.scope, Scope::Instance(_));
    read_in(u, t, None, depends);
}

/// Reads a type of a declaration or a body whose type parameters stand for those of the instance.
pub(crate) fn read(u: &mut Unit, t: Type, inst: Option<&Inst>) {
    read_in(u, t, inst, false);
}

/// [`read`]; `again`, what a type argument is, as if it were written here.
fn read_in(u: &mut Unit, t: Type, inst: Option<&Inst>, again: bool) {
    if matches!(t.kind(), TypeKind::Basic(_) | TypeKind::Tuple(_)) {
        return;
    }
    if !budget::spend(5) || u.is_over() {
        return;
    }
    let Context { scope, pkg } = u.expander.reading.context;
    let parts = crate::types::parts(t);
    let depends = again || parts.spelled_param || parts.shape || parts.local;
    let key = (t, depends.then_some(scope), pkg);
    if u.expander.reading.seen.contains(&key) {
        return;
    }
    match t.kind() {
        // What it stands for has been read; where that was within its own declaration, as gc's first description of it, and this
        // may be the second. (gc's writer makes two of a type that is written within itself; which of them a place has, is not
        // followed here.)
        TypeKind::TypeParam(_) => {
            if let Some(i) = inst.filter(|i| !i.shaped) {
                let t = i.subst(u, t);
                read_in(u, t, None, true);
            }
        }
        TypeKind::Alias(a) if a.targs.is_empty() => {
            if u.expander.reading.declared.insert(a.obj) {
                u.enter_object(a.obj);
            }
            let scope = u.package_scope(a.obj.pkg());
            // One declared in a function is not an object of its own.
            let local = a.obj.pkg().is_some() && !a.obj.is_package_level();
            let old = if local { u.expander.reading.context } else { u.enter_scope(scope, a.obj.pkg()) };
            read_in(u, a.from_rhs.get().unwrap_or_else(|| unalias(t)), inst, again && local);
            u.leave_scope(old);
        }
        TypeKind::Alias(a) => {
            for &arg in &a.targs {
                read_in(u, arg, inst, again);
            }
            alias(u, t, a.obj, inst);
        }
        TypeKind::Named(n) => {
            for &arg in &n.targs {
                read_in(u, arg, inst, again);
            }
            let t = subst(u, t, inst);
            declare(u, t);
        }
        _ => components(u, t, inst, again),
    }
    if u.expander.reading.seen.insert(key) {
        let t = unalias(subst(u, t, inst));
        note(u, t);
    }
}

fn subst(u: &Unit, t: Type, inst: Option<&Inst>) -> Type {
    match inst {
        Some(i) => i.subst(u, t),
        None => reshape(u, t),
    }
}

/// Reads the declaration of an instance of a generic alias when it is met for the first time.
fn alias(u: &mut Unit, t: Type, obj: Obj, inst: Option<&Inst>) {
    let map = inst.map_or(Map::EMPTY, |i| i.map());
    let (rhs, targs) = super::shape::alias(u, t, map);
    let key = (obj, print_type::links(u, &targs));
    if targs.iter().any(|&a| has_type_param(a)) || !u.expander.reading.aliases.insert(key) {
        return;
    }
    u.enter_object(obj);
    let scope = Scope::Instance(u32::MAX / 4 + u.expander.reading.aliases.len() as u32);
    let old = u.enter_scope(scope, obj.pkg());
    let inst = Inst::new(escape_types::named::type_params(origin(t)).to_vec(), targs);
    read(u, rhs, Some(&inst));
    u.leave_scope(old);
}

fn components(u: &mut Unit, t: Type, inst: Option<&Inst>, again: bool) {
    match t.kind() {
        TypeKind::Pointer(e) | TypeKind::Slice(e) => read_in(u, *e, inst, again),
        TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => read_in(u, *elem, inst, again),
        TypeKind::Map { key, elem } => {
            read_in(u, *key, inst, again);
            read_in(u, *elem, inst, again);
        }
        TypeKind::Struct(s) => {
            for &f in &s.fields {
                read_in(u, f.typ(), inst, again);
            }
        }
        TypeKind::Signature(_) => parameters(u, t, inst, again),
        TypeKind::Interface(i) => {
            for &m in i.methods() {
                parameters(u, m.typ(), inst, again);
            }
            for &(e, _) in i.embeddeds() {
                read_in(u, e, inst, again);
            }
        }
        _ => {}
    }
}

/// Reads the types of a signature's parameters and results.
fn parameters(u: &mut Unit, t: Type, inst: Option<&Inst>, again: bool) {
    if let TypeKind::Signature(s) = t.kind() {
        for &v in s.params().iter().chain(s.results()) {
            read_in(u, v.typ(), inst, again);
        }
    }
}

/// Reads the signature of a declared function, or of a method with that receiver.
pub(crate) fn declared_signature(u: &mut Unit, recv: Option<Type>, t: Type, inst: Option<&Inst>) {
    if let TypeKind::Signature(_) = t.kind() {
        if let Some(r) = recv {
            read(u, r, inst);
        }
        parameters(u, t, inst, false);
    }
}

/// Reads the declaration of a defined type, or an instance of it, when it is met for the first time.
pub(crate) fn declare(u: &mut Unit, t: Type) {
    let TypeKind::Named(n) = t.kind() else { return };
    let is_instance = n.orig.is_some();
    if is_instance {
        if n.targs.iter().any(|&a| has_type_param(a)) {
            return;
        }
        let key = print_type::link(u, t);
        if !u.expander.reading.instances.insert(key) {
            return;
        }
    } else if is_shape(t)
        || !u.expander.reading.declared.insert(n.obj)
        || !escape_types::named::type_params(t).is_empty()
    {
        return;
    }
    u.enter_object(n.obj);
    let scope = match is_instance {
        // Functions that are instances count from the other end.
        true => Scope::Instance(u32::MAX - u.expander.reading.instances.len() as u32),
        false => u.package_scope(n.obj.pkg()),
    };
    let old = u.enter_scope(scope, n.obj.pkg());
    let link = print_type::link(u, t);
    u.expander.reading.incomplete.insert(link);
    let shaped = n.targs.iter().any(|&a| has_shape(a));
    super::shape::begin(u, t);
    if is_instance {
        let inst = Inst::new(escape_types::named::params_in_scope(t).to_vec(), n.targs.clone());
        components(u, underlying(origin(t)), Some(&inst), false);
    } else {
        components(u, underlying(t), None, false);
    }
    super::shape::end(u);
    u.expander.reading.incomplete.remove(&link);
    if is_instance && !shaped {
        u.expander.waiting_shapes.push(t);
    }
    for m in escape_types::named::origin_methods(t) {
        let Some(sig) = signature(m.typ()) else { continue };
        if !sig.tparams().is_empty() {
            continue;
        }
        let recv = print_type::receiver_type(m);
        if is_instance {
            if sig.recv_tparams().len() == n.targs.len() {
                let inst = Inst::of(u, m, &n.targs);
                declared_signature(u, recv, m.typ(), Some(&inst));
                generics::instance(u, m, &n.targs);
            }
        } else if scope == Scope::Local {
            function(u, m);
        } else {
            declared_signature(u, recv, m.typ(), None);
        }
    }
    if !shaped {
        note(u, t);
    }
    u.leave_scope(old);
}

/// A type has been read: it may need wrappers.
fn note(u: &mut Unit, t: Type) {
    let local = Some(u.pkg);
    // Package runtime has the wrapper of error's method, whoever else mentions it.
    let forced = t == universe().error && u.pkg.path() == "runtime";
    let may_have_methods = match t.kind() {
        _ if forced => true,
        // Other packages' types have their wrappers there.
        TypeKind::Named(n) => n.orig.is_some() || n.obj.pkg() == local || is_shape(t),
        TypeKind::Struct(s) => s.fields.iter().any(|f| f.is_embedded()),
        TypeKind::Interface(_) => !escape_types::typeset::type_set(t).methods.is_empty(),
        _ => false,
    };
    if !may_have_methods || u.is_incomplete(t) {
        return;
    }
    if u.expander.reading.context.scope == Scope::Imported && !forced {
        let key = print_type::link(u, t);
        u.expander.reading.have.insert(key);
    } else {
        u.expander.reading.need.push(t);
    }
}
