//! Run-time dictionaries of generic code: which words they have, in which order, and what naming one reads (facts.md §12.2).
//!
//! The model is gc's writer of export data: it walks a generic declaration once, and everything found on the way that only the
//! type arguments decide becomes a word: methods of type parameters, dictionaries of other instances, runtime types, method
//! tables. The methods of a generic type share one dictionary. Words are the same when their types are one object of gc's type
//! checker: two spellings of `*T` are two, so a type is identified together with the place that it comes from. A dictionary of
//! concrete type arguments that is named somewhere is filled, so all types in it are read.

mod place;
mod types;
mod walk;

use super::decl::signature;
use super::descriptor;
use super::generics::{Inst, type_params};
use super::reading::{self, Scope};
use crate::ir::{Class, IrPos, Name, NameId, Unit};
use crate::print_type;
use crate::types::is_derived;
use escape_source::Symbol;
use escape_syntax::ast::ExprId;
use escape_types::named::origin_methods;
use escape_types::under::unalias;
use escape_types::{Obj, Pkg, Type, TypeKind};
use place::Id;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

#[derive(Copy, Clone)]
enum Word {
    Method(usize),
    Dictionary(usize),
    Type(usize),
}

/// The words of a dictionary.
#[derive(Default)]
pub(crate) struct Layout {
    methods: Vec<(usize, Symbol)>,
    dictionaries: Vec<Sub>,
    rtypes: Vec<Id>,
    itabs: Vec<(Id, Id)>,
    /// By function, and callee or call of a predeclared function.
    words: FxHashMap<(Obj, ExprId), Word>,
}

/// A dictionary that code with this one needs.
struct Sub {
    /// The generic function, or the name of the generic type.
    owner: Obj,
    /// The generic function or a method.
    func: Obj,
    targs: Vec<Id>,
}

impl Layout {
    pub fn len(&self) -> i64 {
        (self.methods.len() + self.dictionaries.len() + self.rtypes.len() + self.itabs.len()) as i64
    }

    /// The word that an expression in the body of `func` needs: a callee its method or its dictionary, a call of a predeclared
    /// function its runtime type.
    pub fn word(&self, func: Obj, e: ExprId) -> i64 {
        match self.words.get(&(func, e)) {
            Some(Word::Method(i)) => *i as i64,
            Some(Word::Dictionary(i)) => (self.methods.len() + i) as i64,
            Some(Word::Type(i)) => (self.methods.len() + self.dictionaries.len() + i) as i64,
            None => 0,
        }
    }
}

/// Layouts by what they belong to, and the dictionaries that have been read.
#[derive(Default)]
pub(crate) struct Dictionaries {
    layouts: FxHashMap<Obj, Rc<Layout>>,
    read: FxHashSet<(Obj, Vec<Symbol>)>,
    variables: FxHashMap<(Option<Pkg>, Symbol), NameId>,
}

/// What a function's dictionary belongs to: the generic function, a method with type parameters of its own, or the name of
/// the method's type; and the functions that share it.
fn owner(obj: Obj) -> (Obj, Vec<Obj>) {
    let own = signature(obj.typ()).is_some_and(|s| !s.tparams().is_empty());
    let receiver = print_type::receiver_type(obj).map(named_base).filter(|_| !own);
    match receiver.map(|t| (t, t.kind())) {
        Some((t, TypeKind::Named(n))) => {
            let shares = |&m: &Obj| signature(m.typ()).is_some_and(|s| s.tparams().is_empty());
            (n.obj, origin_methods(t).into_iter().filter(shares).collect())
        }
        _ => (obj, vec![obj]),
    }
}

/// The layout of a generic function's dictionary.
pub(crate) fn layout(u: &mut Unit, obj: Obj) -> Rc<Layout> {
    let (owner, bodies) = owner(obj);
    if let Some(l) = u.expander.dictionaries.layouts.get(&owner) {
        return l.clone();
    }
    let mut out = Layout::default();
    for m in bodies {
        if let Some(d) = u.declaration(m) {
            out = walk::Walker::new(&d.typed, m, out).declaration(d.id);
        }
    }
    let out = Rc::new(out);
    u.expander.dictionaries.layouts.insert(owner, out.clone());
    out
}

/// Reads the dictionary of a generic function, or of the generic type that a method belongs to, with those type arguments.
pub(crate) fn read(u: &mut Unit, obj: Obj, targs: &[Type]) {
    let (owner, bodies) = owner(obj);
    if !u.expander.dictionaries.read.insert((owner, print_type::links(u, targs))) {
        return;
    }
    let layout = layout(u, obj);
    // Each method has its own names for the type's parameters.
    let from: Vec<Type> = bodies.iter().flat_map(|&m| type_params(m)).collect();
    let to: Vec<Type> = bodies.iter().flat_map(|_| targs.iter().copied()).collect();
    if from.len() != to.len() {
        return;
    }
    let inst = Inst::new(from, to);
    let number = u.expander.dictionaries.read.len() as u32;
    let old = u.enter_scope(Scope::Instance(u32::MAX / 2 + number), owner.pkg());
    for sub in &layout.dictionaries {
        for t in &sub.targs {
            reading::read(u, t.typ, Some(&inst));
        }
        let args: Vec<Type> = sub.targs.iter().map(|t| inst.subst(u, t.typ)).collect();
        read(u, sub.func, &args);
    }
    let of_tables = layout.itabs.iter().flat_map(|&(t, iface)| [t, iface]);
    for id in layout.rtypes.iter().copied().chain(of_tables) {
        if is_derived(id.typ) {
            reading::read(u, id.typ, Some(&inst));
        }
    }
    for &(typ, iface) in &layout.itabs {
        let (typ, iface) = (inst.subst(u, typ.typ), inst.subst(u, iface.typ));
        descriptor::table(u, typ, iface);
    }
    u.leave_scope(old);
}

/// The variable that a dictionary is.
pub(super) fn variable(u: &mut Unit, pkg: Option<Pkg>, sym: Symbol, typ: Type) -> NameId {
    let known = u.expander.dictionaries.variables.get(&(pkg, sym)).copied();
    known.unwrap_or_else(|| {
        let name = u.names.push(Name::new(sym, pkg, Class::Global, IrPos::AUTOGENERATED, typ));
        u.expander.dictionaries.variables.insert((pkg, sym), name);
        name
    })
}

/// The defined type that a receiver's type is or points to.
fn named_base(t: Type) -> Type {
    let t = unalias(t);
    match t.kind() {
        TypeKind::Pointer(e) => unalias(*e),
        _ => t,
    }
}
