//! Typed tree → gc's tree.
//!
//! The model is gc's reader (facts.md §6.2): declarations enter the function list in source order; their bodies wait on a stack
//! that is popped from the end; closures enter the list as they are read. A body can be read any number of times
//! ([`BodySource`]): at each inlining it is read again, with the caller's variables.

mod abi_wrappers;
mod builtin;
mod call;
mod convert;
mod curry;
mod decl;
mod descriptor;
mod dictionary;
mod expr;
mod generics;
mod go_defer;
mod inline_body;
mod lvalue;
mod range_func;
mod range_plan;
mod reading;
mod shape;
mod stmt;
mod wrappers;

use crate::ir::*;
use escape_source::{Pos, Symbol, intern};
use escape_syntax::ast::{DeclId, DeclKind, ExprId, ExprKind, StmtId, StmtKind};
use escape_types::{Obj, Type, TypedPackage};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

pub use abi_wrappers::abi_wrappers;
pub use curry::Curried;
pub use decl::package;
pub(crate) use decl::{expression_nodes, is_generic};
pub(crate) use descriptor::table as method_table;
pub use inline_body::inline_body;
pub(crate) use wrappers::method_function;
pub use wrappers::wrappers;

/// How a body is read again at each inlining: the declaration or literal, and its package.
#[derive(Clone)]
pub struct BodySource {
    pub(crate) typed: Arc<TypedPackage>,
    pub(crate) body: BodyRef,
    /// What the type parameters stand for, in a generic body.
    pub(crate) inst: Option<std::rc::Rc<generics::Inst>>,
}

#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub(crate) enum BodyRef {
    Decl(DeclId),
    Lit(ExprId),
    /// The body of a loop over a function.
    Range(StmtId),
}

/// The expander's state for one unit: names already made for objects, pending bodies, the reading stack.
#[derive(Default)]
pub struct State {
    /// The unit's own typed tree.
    typed: Option<Arc<TypedPackage>>,
    globals: FxHashMap<Obj, NameId>,
    funcs: FxHashMap<Obj, FuncId>,
    /// Instances of generic functions and methods, by declaration and type arguments.
    instances: FxHashMap<(Obj, Vec<Symbol>), FuncId>,
    shapes: RefCell<shape::Table>,
    /// Link strings that are known.
    pub(crate) links: RefCell<FxHashMap<Type, Symbol>>,
    /// Instantiated types the methods of whose shapes are still to be put on the reading stack.
    waiting_shapes: Vec<Type>,
    reading: reading::Reading,
    dictionaries: dictionary::Dictionaries,
    descriptors: descriptor::Descriptors,
    /// Functions whose bodies are still to be read, last one first.
    todo: Vec<FuncId>,
    /// Generic functions with instances here whose bodies are not at hand.
    pub(crate) missing: Vec<Obj>,
    blank: Option<NameId>,
    /// Per function: literals, range bodies, go/defer wrappers so far.
    literals: FxHashMap<FuncId, [u32; 3]>,
    pub(crate) method_values: Vec<wrappers::MethodValue>,
    /// Instances first met in a body that was being inlined.
    pub(crate) met_inlining: Vec<FuncId>,
    range_plans: range_func::Plans,
    /// What the package's own expressions became when they were first read; only when asked for.
    nodes: Option<FxHashMap<ExprId, NodeId>>,
}

impl State {
    /// The unit's own typed tree.
    pub(crate) fn typed(&self) -> Option<&TypedPackage> {
        self.typed.as_deref()
    }
}

/// A function being read: the names its source variables have. The last frame is the innermost closure.
pub(crate) struct Frame {
    pub func: FuncId,
    pub env: FxHashMap<Obj, NameId>,
    /// The inlined call through which positions go; `None` in closures (facts.md §1.9).
    pub inline: Option<InlineIndex>,
    /// In an inlined body: the function it is the body of, for naming copies of its literals, and their count.
    pub inlined: Option<(FuncId, u32)>,
    pub results: Vec<Type>,
    pub result_objs: Vec<Obj>,
    /// The `.dict` parameter of a shaped function, as this frame's function refers to it.
    pub dict: Option<NameId>,
}

impl Frame {
    fn new(func: FuncId, dict: Option<NameId>) -> Frame {
        Frame {
            func,
            env: Default::default(),
            inline: None,
            inlined: None,
            results: Vec::new(),
            result_objs: Vec::new(),
            dict,
        }
    }
}

/// Reads one body.
pub(crate) struct Reader<'u, 'a> {
    pub u: &'u mut Unit<'a>,
    pub typed: Arc<TypedPackage>,
    pub frames: Vec<Frame>,
    pub file_version_122: bool,
    pub inst: Option<std::rc::Rc<generics::Inst>>,
    /// The body being read, and the loop over a function in it.
    pub body: Option<BodyRef>,
    pub in_loop: Option<range_func::InLoop>,
    /// Operands of conditions that known ones were replaced by.
    pub replaced: FxHashMap<ExprId, ExprId>,
}

impl Unit<'_> {
    /// The declaration of a function, where its body may be read.
    pub(crate) fn declaration(&self, func: Obj) -> Option<Declaration> {
        if func.pkg()? != self.pkg {
            return self.deps.declaration(func);
        }
        let typed = self.expander.typed.clone()?;
        let id = *typed.info.func_decls.get(&func)?;
        Some(Declaration { typed, id })
    }

    /// Whether a direct import's export data has the body of a function of another package.
    pub(crate) fn has_inline_body(&self, func: Obj) -> bool {
        let imports = self.pkg.data().imports.get().map_or(&[][..], |v| v);
        imports.iter().any(|&p| self.deps.has_body(p, func))
    }

    /// The blank variable `_`.
    pub fn blank(&mut self) -> NameId {
        if let Some(b) = self.expander.blank {
            return b;
        }
        let b = self.names.push(Name::new(intern("_"), None, Class::Global, IrPos::NONE, Type::INVALID));
        self.expander.blank = Some(b);
        b
    }

    /// Whether the node is the blank variable.
    pub fn is_blank(&self, n: NodeId) -> bool {
        matches!(self.nodes[n].kind, NodeKind::Name(v) if self.names[v].sym == "_")
    }

    /// A label of `func` that no source label equals; gc numbers them per function.
    pub(crate) fn auto_label(&mut self, func: FuncId, prefix: &str) -> Symbol {
        let n = self.funcs[func].labels;
        self.funcs[func].labels += 1;
        intern(&format!("{prefix}{n}"))
    }

    /// A function-scope type's number within its package, in source order from 1; `None` for other types.
    pub(crate) fn local_type_number(&self, obj: Obj) -> Option<u32> {
        if obj.is_package_level() {
            return None;
        }
        Some(obj.data().order.load(std::sync::atomic::Ordering::Relaxed)).filter(|&n| n > 0)
    }

    /// The variable of a package-level object.
    pub(crate) fn global(&mut self, obj: Obj) -> NameId {
        if let Some(&n) = self.expander.globals.get(&obj) {
            return n;
        }
        self.enter_object(obj);
        let scope = self.package_scope(obj.pkg());
        let old = self.enter_scope(scope, obj.pkg());
        reading::touch(self, obj.typ());
        self.leave_scope(old);
        let n = self.names.push(Name {
            obj: Some(obj),
            ..Name::new(obj.name(), obj.pkg(), Class::Global, IrPos::new(obj.pos()), obj.typ())
        });
        self.expander.globals.insert(obj, n);
        n
    }
}

impl<'a> Reader<'_, 'a> {
    pub fn frame(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }
    pub fn func(&self) -> FuncId {
        self.frame().func
    }
    pub fn pos(&self, p: Pos) -> IrPos {
        if p == Pos::NONE {
            return IrPos::NONE;
        }
        IrPos { pos: p, inline: self.frame().inline, autogenerated: false }
    }
    pub fn epos(&self, e: ExprId) -> IrPos {
        self.pos(self.typed.ast.exprs[e].pos)
    }
    /// The type of an expression, in the instance being read.
    pub fn typ_of(&self, e: ExprId) -> Type {
        expr::ideal_type(self.subst(self.typed.info.types[e].typ.unwrap_or(Type::INVALID)))
    }

    /// A new source variable of the function being read.
    pub fn declare(&mut self, obj: Obj, pos: Pos) -> NameId {
        let pos = self.pos(pos);
        let func = self.func();
        let typ = self.subst(obj.typ());
        self.read(obj.typ());
        let id = self.u.local(func, obj.name(), Some(self.typed.pkg), pos, typ);
        self.u.names[id].obj = Some(obj);
        let top = self.frames.len() - 1;
        self.frames[top].env.insert(obj, id);
        id
    }

    /// The name by which the innermost function refers to a variable; captures it level by level.
    pub fn variable(&mut self, obj: Obj, at: IrPos) -> NameId {
        if obj.is_package_level() {
            return self.u.global(obj);
        }
        self.lookup(obj, self.frames.len() - 1, at)
    }

    fn lookup(&mut self, obj: Obj, level: usize, at: IrPos) -> NameId {
        if let Some(&n) = self.frames[level].env.get(&obj) {
            return n;
        }
        if level == 0 {
            // Only after an error of ours: a variable nobody declared becomes a fresh local.
            let func = self.frames[0].func;
            let id = self.u.local(func, obj.name(), Some(self.typed.pkg), IrPos::new(obj.pos()), obj.typ());
            self.frames[0].env.insert(obj, id);
            return id;
        }
        let outer = self.lookup(obj, level - 1, at);
        let func = self.frames[level].func;
        let id = closure_var(self.u, func, outer);
        // Traces point at the first use inside the literal (facts.md §10.7), which belongs to the function around it: where that is
        // inlined, to the call.
        let inline = self.frames[level - 1].inline;
        self.u.names[id].pos = if at.is_known() { IrPos { inline, ..at } } else { IrPos::NONE };
        self.u.names[id].obj = Some(obj);
        self.frames[level].env.insert(obj, id);
        id
    }
}

/// A closure's own name for a variable of the function around it.
pub(crate) fn closure_var(u: &mut Unit, closure: FuncId, outer: NameId) -> NameId {
    let o = &u.names[outer];
    let name = Name {
        curfn: Some(closure),
        outer: Some(outer),
        auto_temp: o.auto_temp,
        obj: o.obj,
        ..Name::new(o.sym, o.pkg, Class::Local, o.pos, o.typ)
    };
    let id = u.names.push(name);
    u.funcs[closure].closure_vars.push(id);
    id
}

/// Why a closure exists; decides its name (facts.md §4.1).
#[derive(Copy, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    Literal,
    Range,
    Go,
    Defer,
}

impl Reader<'_, '_> {
    /// A closure of the current function; one of an inlined body is numbered with the others of that body.
    fn closure(&mut self, why: Why, pos: IrPos, typ: Type) -> FuncId {
        let outer = self.func();
        let top = self.frames.len() - 1;
        let inlined = self.frames[top].inlined.as_mut().map(|(f, n)| {
            *n += 1;
            (*f, *n)
        });
        let index = self.frame().inline;
        new_closure(self.u, outer, why, pos, typ, inlined, index)
    }
}

/// Creates a closure function with its name and puts it on the function list. `ordinal`: for a literal of an inlined body.
fn new_closure(
    u: &mut Unit,
    outer: FuncId,
    why: Why,
    pos: IrPos,
    typ: Type,
    inlined: Option<(FuncId, u32)>,
    index: Option<InlineIndex>,
) -> FuncId {
    let suffix = match why {
        Why::Literal if u.funcs[outer].is_closure => ".",
        Why::Literal => ".func",
        Why::Range => "-range",
        Why::Go => ".gowrap",
        Why::Defer => ".deferwrap",
    };
    let counter = match why {
        Why::Literal => 0,
        Why::Range => 1,
        _ => 2,
    };
    let (mut stem, mut pkg) = (u.funcs[outer].sym.to_string(), u.funcs[outer].pkg);
    let mut hash = None;
    if let Some(i) = index {
        let callee = u.inlined[i].callee;
        stem = u.funcs[callee].sym.to_string();
        pkg = u.funcs[callee].pkg;
        hash = Some(inline_body::inline_hash(u, i));
    }
    let n = match inlined {
        Some((_, n)) => n,
        None => {
            let c = u.expander.literals.entry(outer).or_default();
            c[counter] += 1;
            c[counter]
        }
    };
    let mut sym = format!("{stem}{suffix}{n}");
    if let Some(h) = hash {
        sym = format!("{}#{h}#", crate::print::trim_hash(sym));
    }
    if sym.len() > u.limits.closure_name {
        u.give_up(pos.pos, "closures nested too deeply".into());
        sym = "too.deep".into();
    }
    let func = u.funcs.push(Func {
        sym: intern(&sym),
        pkg,
        pos: Some(IrPos { inline: None, ..pos }),
        typ: Some(typ),
        local: true,
        has_body: true,
        is_closure: true,
        is_dupok: u.funcs[outer].is_dupok,
        closure_parent: Some(outer),
        ..Func::default()
    });
    let name = func_name_node(u, func);
    u.funcs[func].name = Some(name);
    u.list.push(func);
    func
}

/// The name by which a function is called.
pub(crate) fn func_name_node(u: &mut Unit, func: FuncId) -> NameId {
    let f = &u.funcs[func];
    let name = Name {
        func: Some(func),
        obj: f.obj,
        ..Name::new(f.sym, f.pkg, Class::Func, f.pos.unwrap_or(IrPos::NONE), f.typ.unwrap_or(Type::INVALID))
    };
    u.names.push(name)
}

/// Declares parameters and results in their order: receiver, parameters, results (facts.md §4.1: `~pN`, `~rN`).
pub(crate) fn declare_params(r: &mut Reader, func: FuncId, sig: &escape_types::ty::Signature, with_dict: bool) {
    let recv = sig.recv();
    let groups: [(Vec<Obj>, Class, &str); 3] = [
        (recv.into_iter().collect(), Class::Param, "~p"),
        (sig.params().to_vec(), Class::Param, "~p"),
        (sig.results().to_vec(), Class::Result, "~r"),
    ];
    let curpkg = r.u.funcs[func].pkg;
    let has_recv = recv.is_some();
    r.u.funcs[func].has_recv = has_recv;
    r.u.funcs[func].variadic = sig.variadic();
    for (g, (vars, class, prefix)) in groups.into_iter().enumerate() {
        if g == 1 && with_dict {
            r.declare_dict(func);
        }
        for (i, v) in vars.into_iter().enumerate() {
            let unnamed = v.name().is_empty() || v.name() == "_";
            // Parameters count the receiver (facts.md §4.1).
            let n = if g == 1 && has_recv { i + 1 } else { i };
            let (sym, pkg) =
                if unnamed { (intern(&format!("{prefix}{n}")), curpkg) } else { (v.name(), Some(r.typed.pkg)) };
            let pos = r.pos(v.pos());
            let typ = r.subst(v.typ());
            let id = r.u.local(func, sym, pkg, pos, typ);
            r.u.names[id].class = class;
            r.u.names[id].obj = Some(v);
            let top = r.frames.len() - 1;
            r.frames[top].env.insert(v, id);
            if class == Class::Result {
                r.u.funcs[func].results.push(id);
                r.frames[top].results.push(typ);
                r.frames[top].result_objs.push(v);
            } else {
                r.u.funcs[func].params.push(id);
            }
        }
    }
}

/// The literal's or declaration's body, if it has one.
pub(crate) fn body_of(typed: &TypedPackage, body: BodyRef) -> Option<&escape_syntax::ast::Block> {
    match body {
        BodyRef::Decl(d) => match &typed.ast.decls[d].kind {
            DeclKind::Func { body, .. } => body.as_ref(),
            _ => None,
        },
        BodyRef::Lit(e) => match &typed.ast.exprs[e].kind {
            ExprKind::FuncLit { body, .. } => Some(body),
            _ => None,
        },
        BodyRef::Range(s) => match &typed.ast.stmts[s].kind {
            StmtKind::Range { body, .. } => Some(body),
            _ => None,
        },
    }
}
