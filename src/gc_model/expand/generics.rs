//! Generic code: shapes, instances, dictionaries (facts.md §12).
//!
//! Every distinct shape instantiation is a function of this unit, read from the generic body with its type parameters
//! standing for shapes; its `.dict` parameter tells the instances apart. An instance with concrete type arguments is a
//! wrapper that calls the shaped one with the dictionary `.dict.F[int]`.

use super::decl::signature;
use super::dictionary;
use super::expr::{is_empty_interface, is_interface};
use super::reading::{self, Scope};
use super::shape::{Map, made, resolve, shape, shaped};
use super::{BodySource, Reader, closure_var, func_name_node};
use crate::ir::*;
use crate::print_type;
use crate::types::{self, has_shape, has_type_param};
use escape_source::{Pos, intern};
use escape_syntax::ast::ExprId;
use escape_types::object::VarKind;
use escape_types::subst::{SubstMap, subst};
use escape_types::ty::Signature;
use escape_types::typeset::type_set;
use escape_types::under::unalias;
use escape_types::{BasicKind, Const, Obj, ObjKind, Selection, Type, TypeKind};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use thin_vec::thin_vec;

/// What the type parameters of the body being read stand for.
pub(crate) struct Inst {
    from: Vec<Type>,
    to: Vec<Type>,
    /// The generic declaration whose body is read.
    obj: Option<Obj>,
    pub shaped: bool,
    cache: RefCell<FxHashMap<Type, Type>>,
}

impl Inst {
    pub fn new(from: Vec<Type>, to: Vec<Type>) -> Inst {
        let shaped = to.iter().any(|&t| has_shape(t));
        Inst { from, to, obj: None, shaped, cache: Default::default() }
    }

    /// [`Inst::new`] for a generic function, or a method of a generic type: its receiver has exactly these type arguments.
    pub fn of(u: &Unit, obj: Obj, targs: &[Type]) -> Inst {
        let inst = Inst { obj: Some(obj), ..Inst::new(type_params(obj), targs.to_vec()) };
        if inst.shaped
            && let Some(r) = print_type::receiver_type(obj)
        {
            let pointee = super::expr::pointee(r);
            let base = unalias(pointee.unwrap_or(r));
            let n = escape_types::named::type_args(base).len();
            let made = targs.get(..n).and_then(|t| made(u, escape_types::named::origin(base), t));
            if let Some(t) = made {
                let mut cache = inst.cache.borrow_mut();
                cache.insert(base, t);
                if pointee.is_some() {
                    cache.insert(r, Type::pointer(t));
                }
            }
        }
        inst
    }

    pub(super) fn map(&self) -> Map<'_> {
        Map { from: &self.from, to: &self.to }
    }

    /// The type as it is in this instance.
    pub fn subst(&self, u: &Unit, t: Type) -> Type {
        if let Some(&r) = self.cache.borrow().get(&t) {
            return r;
        }
        let r = resolve(u, t, self.map());
        self.cache.borrow_mut().insert(t, r);
        r
    }
}

/// The generic declaration behind a function or method object.
pub(crate) fn origin(obj: Obj) -> Obj {
    match obj.data().kind {
        ObjKind::Func { origin: Some(o), .. } => o,
        _ => obj,
    }
}

/// The type parameters of a declared function or method, the receiver's first.
pub(crate) fn type_params(obj: Obj) -> Vec<Type> {
    match signature(obj.typ()) {
        Some(s) => s.recv_tparams().iter().chain(s.tparams()).copied().collect(),
        None => Vec::new(),
    }
}

/// The shaped type arguments of an instance.
fn shapes(u: &Unit, obj: Obj, targs: &[Type]) -> Vec<Type> {
    let params = type_params(obj);
    targs.iter().zip(&params).map(|(&a, &p)| shape(u, a, p)).collect()
}

/// The function of an instance of `obj` (a generic declaration) with exactly those type arguments; created, and put on the
/// reading stack, when first asked for.
pub(crate) fn instance(u: &mut Unit, obj: Obj, targs: &[Type]) -> FuncId {
    let key = (obj, print_type::links(u, targs));
    if let Some(&f) = u.expander.instances.get(&key) {
        return f;
    }
    let declaration = u.declaration(obj);
    let inst = std::rc::Rc::new(Inst::of(u, obj, targs));
    let recv = print_type::receiver_type(obj);
    let n_recv = signature(obj.typ()).map_or(0, |s| s.recv_tparams().len());
    let of_type = recv.is_some() && targs.len() == n_recv;
    if of_type && let Some(r) = recv {
        // The methods of an instance are read together, with the type.
        let t = inst.subst(u, super::expr::pointee(r).unwrap_or(r));
        reading::declare(u, unalias(t));
        if let Some(&f) = u.expander.instances.get(&key) {
            return f;
        }
    }
    let own = if targs.len() > n_recv { print_type::targs(u, &targs[n_recv..]) } else { String::new() };
    let sym = match recv {
        Some(r) => format!("{}{own}", print_type::method_name(u, inst.subst(u, r), obj.name())),
        None => format!("{}{own}", obj.name()),
    };
    let (mut pos, mut pragma) = (obj.pos(), Default::default());
    if let Some(d) = &declaration {
        pos = d.typed.ast.decls[d.id].pos;
        pragma = d.typed.ast.decls[d.id].pragma;
    }
    let shaped = inst.shaped;
    let f = u.funcs.push(Func {
        sym: intern(&sym),
        pkg: obj.pkg(),
        pos: Some(IrPos::new(pos)),
        typ: Some(inst.subst(u, obj.typ())),
        obj: Some(obj),
        targs: targs.to_vec(),
        pragma,
        local: true,
        has_body: true,
        has_recv: recv.is_some(),
        is_dupok: true,
        is_wrapper: !shaped,
        ..Func::default()
    });
    if let Some(sig) = signature(obj.typ()) {
        u.funcs[f].variadic = sig.variadic();
    }
    if let Some(d) = declaration {
        let inst = Some(inst.clone());
        u.funcs[f].source = Some(BodySource { typed: d.typed, body: super::BodyRef::Decl(d.id), inst });
    } else {
        u.expander.missing.push(obj);
    }
    u.expander.instances.insert(key, f);
    let name = func_name_node(u, f);
    u.funcs[f].name = Some(name);
    if !of_type {
        u.enter_object(obj);
        let old = u.enter_scope(Scope::Instance(f.as_u32()), obj.pkg());
        reading::declared_signature(u, recv, obj.typ(), Some(&inst));
        u.leave_scope(old);
    }
    u.expander.todo.push(f);
    f
}

/// The shaped function of the instance with type arguments of the plainest kind.
pub(crate) fn some_instance(u: &mut Unit, obj: Obj) -> FuncId {
    let params = type_params(obj);
    let int = Type::basic(BasicKind::Int);
    let mut targs: Vec<Type> = params
        .iter()
        .map(|&p| {
            let terms = match p.kind() {
                TypeKind::TypeParam(p) => {
                    p.bound.get().and_then(|b| type_set(escape_types::under::underlying(b)).terms.as_deref())
                }
                _ => None,
            };
            terms.and_then(|t| t.first()).map_or(int, |t| t.typ)
        })
        .collect();
    // A bound may name the other type parameters.
    for _ in &params {
        targs = targs.iter().map(|&t| subst(t, &SubstMap::new(&params, &targs))).collect();
    }
    targs.iter_mut().filter(|t| has_type_param(**t)).for_each(|t| *t = int);
    let s = shapes(u, obj, &targs);
    instance(u, obj, &s)
}

/// [`instance`] with those type arguments, all of them shapes where one is.
fn plain_instance(u: &mut Unit, obj: Obj, targs: &[Type]) -> FuncId {
    if targs.iter().any(|&t| has_shape(t)) {
        let s = shapes(u, obj, targs);
        return instance(u, obj, &s);
    }
    instance(u, obj, targs)
}

/// The shaped function of an instance. Its wrapper, where there is one, waits to be read first; with a `dynamic` dictionary, that
/// of the function being read says which one, there is none.
pub(crate) fn shaped_instance(u: &mut Unit, obj: Obj, targs: &[Type], dynamic: bool) -> FuncId {
    if !dynamic && !has_own_and_receiver(obj) {
        instance(u, obj, targs);
    }
    let s = shapes(u, obj, targs);
    instance(u, obj, &s)
}

/// A generic method of a type: no wrapper exists for its instances.
fn has_own_and_receiver(obj: Obj) -> bool {
    signature(obj.typ()).is_some_and(|s| s.recv().is_some() && !s.tparams().is_empty())
}

/// Reads the shapes of the instantiated types that wait; before the next body is read.
pub(crate) fn flush_shapes(u: &mut Unit) {
    while let Some(t) = u.expander.waiting_shapes.pop() {
        let t = shaped(u, t);
        reading::declare(u, t);
    }
}

/// The type of the dictionary that a generic function is called with.
pub(crate) fn dict_type(u: &mut Unit, obj: Obj) -> Type {
    let len = dictionary::layout(u, origin(obj)).len();
    Type::pointer(Type::new(TypeKind::Array { elem: Type::basic(BasicKind::Uintptr), len }))
}

/// A wrapper's statements that return what a call gives; several values go through temporaries.
pub(super) fn return_call(u: &mut Unit, f: FuncId, call: NodeId) -> NodeList {
    let pos = u.nodes[call].pos;
    let results: Vec<Type> = u.funcs[f].results.iter().map(|&r| u.names[r].typ).collect();
    match results.len() {
        0 => thin_vec![call],
        1 => thin_vec![u.node(NodeKind::Return { results: thin_vec![call] }, pos, None)],
        _ => {
            let temps: Vec<NameId> = results.iter().map(|&t| u.temp(f, pos, t)).collect();
            let lhs: NodeList = temps.iter().map(|&t| u.name_node(t, pos)).collect();
            let assign =
                u.node(NodeKind::Assign2 { kind: As2Kind::Func, lhs, rhs: thin_vec![call], def: true }, pos, None);
            let mut values = NodeList::new();
            let mut init = NodeList::new();
            for &t in &temps {
                u.names[t].defn = Some(assign);
                init.push(u.node(NodeKind::Dcl(t), pos, None));
                values.push(u.name_node(t, pos));
            }
            init.push(assign);
            let ret = u.node(NodeKind::Return { results: values }, pos, None);
            u.nodes[ret].init = init;
            thin_vec![ret]
        }
    }
}

impl Reader<'_, '_> {
    /// The type as it is in the instance being read.
    pub fn subst(&self, t: Type) -> Type {
        match &self.inst {
            Some(i) => i.subst(self.u, t),
            None => t,
        }
    }

    /// Reads a type of the body being read.
    pub fn read(&mut self, t: Type) {
        let inst = self.inst.clone();
        reading::read(self.u, t, inst.as_deref());
    }

    /// Declares the `.dict` parameter of a shaped function, after its receiver.
    pub fn declare_dict(&mut self, func: FuncId) {
        if !self.inst.as_ref().is_some_and(|i| i.shaped) {
            return;
        }
        let pos = self.u.funcs[func].pos.unwrap_or(IrPos::NONE);
        let pos = self.pos(pos.pos);
        let Some(obj) = self.inst.as_ref().and_then(|i| i.obj) else { return };
        let typ = dict_type(self.u, obj);
        let id = self.u.local(func, intern(".dict"), Some(self.typed.pkg), pos, typ);
        self.u.names[id].class = Class::Param;
        self.u.funcs[func].params.push(id);
        let top = self.frames.len() - 1;
        self.frames[top].dict = Some(id);
    }

    /// A closure's name for its function's dictionary, not yet among its captured variables: it comes last.
    pub fn closure_dict(&mut self, closure: FuncId) -> Option<NameId> {
        let outer = self.frame().dict?;
        let id = closure_var(self.u, closure, outer);
        self.u.funcs[closure].closure_vars.pop();
        Some(id)
    }

    /// The body of an instance with concrete type arguments: a call of the shaped one.
    pub fn wrapper_body(&mut self, f: FuncId) -> NodeList {
        let Some(obj) = self.u.funcs[f].obj else { return NodeList::new() };
        let targs = self.u.funcs[f].targs.clone();
        let pos = self.u.funcs[f].pos.unwrap_or(IrPos::NONE);
        let shapes = shapes(self.u, obj, &targs);
        let callee = instance(self.u, obj, &shapes);
        let params = self.u.funcs[f].params.clone();
        let mut args: NodeList = params.iter().map(|&p| self.u.name_node(p, pos)).collect();
        let has_recv = self.u.funcs[f].has_recv;
        let dict = self.static_dict(obj, &targs, pos);
        args.insert(has_recv as usize, dict);
        let Some(fun) = self.callee_node(callee, pos) else { return NodeList::new() };
        let results: Vec<Type> = self.u.funcs[f].results.iter().map(|&r| self.u.names[r].typ).collect();
        let typ = match results[..] {
            [] => None,
            [t] => Some(t),
            _ => signature(self.u.funcs[f].typ.unwrap_or(Type::INVALID))
                .map(|s| Type::new(TypeKind::Tuple(s.results().to_vec()))),
        };
        let is_ddd = self.u.funcs[f].variadic;
        let call = NodeKind::call(fun, args, is_ddd);
        let call = self.u.node(call, pos, typ);
        return_call(self.u, f, call)
    }

    fn callee_node(&mut self, f: FuncId, pos: IrPos) -> Option<NodeId> {
        let name = self.u.funcs[f].name?;
        let typ = self.u.funcs[f].typ;
        if let Some(obj) = self.u.funcs[f].obj
            && let Some(r) = print_type::receiver_type(obj)
        {
            let targs = self.u.funcs[f].targs.clone();
            let recv = Inst::of(self.u, obj, &targs).subst(self.u, r);
            let mut sel = obj.name();
            let own = signature(obj.typ()).map_or(&[][..], |s| &targs[s.recv_tparams().len().min(targs.len())..]);
            if !own.is_empty() {
                sel = intern(&format!("{sel}{}", print_type::targs(self.u, own)));
            }
            return Some(self.u.node(NodeKind::MethodExpr { recv, func: name, sel }, pos, typ));
        }
        Some(self.u.node(NodeKind::Name(name), pos, typ))
    }

    /// `&.dict.F[int]`.
    fn static_dict(&mut self, obj: Obj, targs: &[Type], pos: IrPos) -> NodeId {
        dictionary::read(self.u, obj, targs);
        let n_recv = signature(obj.typ()).map_or(0, |s| s.recv_tparams().len());
        let list = print_type::targs(self.u, targs);
        let stem = match print_type::receiver_type(obj) {
            Some(r) if targs.len() == n_recv => {
                let t = unalias(r);
                let t = match t.kind() {
                    TypeKind::Pointer(e) => unalias(*e),
                    _ => t,
                };
                match t.kind() {
                    TypeKind::Named(n) => n.obj.name().to_string(),
                    _ => String::new(),
                }
            }
            Some(r) => {
                let recv = Inst::of(self.u, obj, targs).subst(self.u, r);
                let own = print_type::targs(self.u, &targs[n_recv..]);
                let sym = format!(".dict.{}{own}", print_type::method_name(self.u, recv, obj.name()));
                return self.dict_sym(obj, &sym, pos);
            }
            None => obj.name().to_string(),
        };
        self.dict_sym(obj, &format!(".dict.{stem}{list}"), pos)
    }

    /// The address of a dictionary, which is a package-level variable.
    fn dict_sym(&mut self, obj: Obj, sym: &str, pos: IrPos) -> NodeId {
        let typ = dict_type(self.u, obj);
        let name = dictionary::variable(self.u, obj.pkg(), intern(sym), super::expr::pointee(typ).unwrap_or(typ));
        let x = self.u.name_node(name, pos);
        self.u.node(NodeKind::Addr { x }, pos, Some(typ))
    }

    /// The word of the dictionary at hand that an expression of the body needs.
    fn word_for(&mut self, e: ExprId, pos: IrPos) -> NodeId {
        let index = match self.inst.as_ref().and_then(|i| i.obj) {
            Some(obj) => dictionary::layout(self.u, obj).word(obj, self.typed.ast.unparen(e)),
            None => 0,
        };
        self.dict_word(index, pos)
    }

    /// A word of the dictionary at hand.
    fn dict_word(&mut self, index: i64, pos: IrPos) -> NodeId {
        let uintptr = Some(Type::basic(BasicKind::Uintptr));
        let Some(dict) = self.frame().dict else { return self.u.node(NodeKind::Opaque, pos, uintptr) };
        let x = self.u.name_node(dict, pos);
        let array = super::expr::pointee(self.u.names[dict].typ);
        let x = self.u.implicit_node(NodeKind::Deref { x }, pos, array);
        let index = self.u.node(NodeKind::Literal(Const::from(index)), pos, Some(Type::basic(BasicKind::Int)));
        self.u.node(NodeKind::Index { x, index, bounded: true }, pos, uintptr)
    }

    /// Whether a type of the body being read depends on its type parameters: on itself, or because it is declared in it.
    pub(super) fn is_derived(&self, t: Type) -> bool {
        self.inst.is_some() && types::is_derived(t)
    }

    /// Whether the runtime type of a type of the instance being read is a word of its dictionary.
    pub(super) fn is_of_dictionary(&self, t: Type) -> bool {
        let parts = types::parts(t);
        self.inst.as_ref().is_some_and(|i| i.shaped) && (parts.shape || parts.local)
    }

    /// Says that a node needs the runtime type of `t`.
    pub(super) fn needs_type(&mut self, n: NodeId, t: Type) -> NodeId {
        if let Some(dict) = self.frame().dict
            && self.is_of_dictionary(t)
        {
            self.u.dictionary_uses.insert(n, dict);
        }
        n
    }

    /// Says that a conversion needs the runtime types that make a value of type `dst`.
    pub(super) fn needs_types_of_conversion(&mut self, n: NodeId, src: Type, dst: Type) {
        if is_interface(dst) {
            if !is_interface(src) {
                self.needs_type(n, src);
            }
            if !is_empty_interface(dst) {
                self.needs_type(n, dst);
            }
        }
    }

    /// A word of the dictionary as the address of a runtime type or method table.
    fn runtime_word(&mut self, pos: IrPos) -> NodeId {
        // Which word it is never shows.
        let x = self.dict_word(0, pos);
        self.as_runtime_type(x, pos)
    }

    /// The runtime type in the dictionary that a call of a predeclared function needs.
    pub(super) fn operand_type(&mut self, call: ExprId, pos: IrPos) -> NodeId {
        let x = self.word_for(call, pos);
        self.as_runtime_type(x, pos)
    }

    fn as_runtime_type(&mut self, x: NodeId, pos: IrPos) -> NodeId {
        let t = Some(Type::new(TypeKind::Pointer(Type::basic(BasicKind::Uint8))));
        self.u.node(NodeKind::Conv { kind: ConvKind::Nop, x }, pos, t)
    }

    /// The runtime type of a type of the generic body.
    pub fn runtime_type(&mut self, t: Type, pos: IrPos) -> NodeId {
        if self.is_derived(t) {
            return self.runtime_word(pos);
        }
        let text = format!("&type:{}", print_type::link(self.u, t));
        let typ = Some(Type::new(TypeKind::Pointer(Type::basic(BasicKind::Uint8))));
        self.u.node(NodeKind::LinkSym(intern(&text)), pos, typ)
    }

    /// A type as an operand: of `new`, of an assertion or a type switch on `iface`. In shaped code one that depends on type
    /// parameters is found in the dictionary at run time; a concrete one asserted of a non-empty interface by its method
    /// table there.
    pub fn type_operand(&mut self, e: ExprId, iface: Option<Type>) -> NodeId {
        let t = self.typed.info.types[e].typ.unwrap_or(Type::INVALID);
        let (pos, typ) = (self.epos(e), self.subst(t));
        self.read(t);
        if let Some(i) = iface {
            let i = self.subst(i);
            self.method_table(typ, i);
        }
        let of_methods = iface.filter(|&i| !is_empty_interface(i));
        let concrete = of_methods.is_some() && !is_interface(typ);
        let derived = self.is_derived(t) || (concrete && of_methods.is_some_and(|i| self.is_derived(i)));
        if !derived || !self.inst.as_ref().is_some_and(|i| i.shaped) {
            return self.mk(NodeKind::Type, pos, typ);
        }
        let word = Some(self.runtime_word(pos));
        let (rtype, itab) = if concrete { (None, word) } else { (word, None) };
        self.mk(NodeKind::DynamicType { rtype, itab }, pos, typ)
    }

    /// The dictionary argument for a call of an instance.
    fn dict_argument(&mut self, obj: Obj, targs: &[Type], callee: ExprId, dynamic: bool, pos: IrPos) -> NodeId {
        if dynamic {
            let x = self.word_for(callee, pos);
            let typ = dict_type(self.u, obj);
            return self.u.node(NodeKind::Conv { kind: ConvKind::Nop, x }, pos, Some(typ));
        }
        self.static_dict(obj, targs, pos)
    }

    /// Type arguments in the instance being read. They are read before what they instantiate.
    fn read_arguments(&mut self, targs: &[Type]) -> Vec<Type> {
        for &t in targs {
            self.read(t);
        }
        targs.iter().map(|&t| self.subst(t)).collect()
    }

    /// Callee and dictionary for a call of a generic function with those type arguments.
    pub fn instance_call(&mut self, obj: Obj, targs: &[Type], callee: ExprId, pos: IrPos) -> Option<(NodeId, NodeId)> {
        let obj = origin(obj);
        let dynamic = targs.iter().any(|&t| self.is_derived(t));
        let targs = self.read_arguments(targs);
        let f = shaped_instance(self.u, obj, &targs, dynamic);
        let fun = self.callee_node(f, pos)?;
        let dict = self.dict_argument(obj, &targs, callee, dynamic, pos);
        Some((fun, dict))
    }

    /// A generic function's instance as a value of that type.
    pub fn instance_value(&mut self, obj: Obj, targs: &[Type], pos: IrPos, typ: Type) -> Option<NodeId> {
        let obj = origin(obj);
        let targs = self.read_arguments(targs);
        let dynamic = targs.iter().any(|&t| has_shape(t));
        shaped_instance(self.u, obj, &targs, dynamic);
        let f = plain_instance(self.u, obj, &targs);
        let x = self.callee_node(f, pos)?;
        // The declaration's type parameters are no part of the value's type: nothing is converted where it is assigned.
        self.u.nodes[x].typ = Some(typ);
        Some(x)
    }

    /// Callee and dictionary for a call of a method of an instantiated type, or of one with type arguments of its `own`.
    pub fn instance_method_call(
        &mut self,
        s: &Selection,
        own: &[Type],
        callee: ExprId,
        pos: IrPos,
    ) -> Option<(NodeId, NodeId)> {
        let owner = self.method_owner(s);
        let written = owner.iter().flat_map(|&t| escape_types::named::type_args(t)).chain(own);
        let dynamic = written.into_iter().any(|&t| self.is_derived(t));
        let mut targs = owner.and_then(|t| receiver_args(self.subst(t))).unwrap_or_default();
        targs.extend(self.read_arguments(own));
        if targs.is_empty() {
            return None;
        }
        let obj = origin(s.obj);
        let f = shaped_instance(self.u, obj, &targs, dynamic);
        let fun = self.callee_node(f, pos)?;
        let dict = self.dict_argument(obj, &targs, callee, dynamic, pos);
        Some((fun, dict))
    }

    /// The function by which a method of an instantiated type is named other than in a call.
    pub fn instance_method(&mut self, method: Obj, recv: Type) -> Option<FuncId> {
        let targs = receiver_args(recv)?;
        let obj = origin(method);
        // Promoted from a type without type parameters.
        if type_params(obj).is_empty() {
            return None;
        }
        let dynamic = targs.iter().any(|&t| has_shape(t));
        shaped_instance(self.u, obj, &targs, dynamic);
        Some(plain_instance(self.u, obj, &targs))
    }

    /// The method of a type parameter: a word of the dictionary, punned as a function.
    pub fn type_param_method(&mut self, recv: Type, sig: Type, callee: ExprId, pos: IrPos) -> NodeId {
        let word = self.word_for(callee, pos);
        let t = Some(Type::new(TypeKind::Pointer(Type::basic(BasicKind::Uintptr))));
        let x = self.u.node(NodeKind::Addr { x: word }, pos, t);
        // The receiver is the function's first parameter.
        let typ = match signature(sig) {
            Some(s) => {
                let kind = ObjKind::Var { kind: VarKind::Param, embedded: false, origin: None };
                let receiver = Obj::new(kind, intern(""), None, Pos::NONE, Some(recv));
                let new = Signature::default();
                let _ = new.params.set([receiver].iter().chain(s.params()).copied().collect());
                let _ = new.results.set(s.results().to_vec());
                let _ = new.variadic.set(s.variadic());
                Type::new(TypeKind::Signature(Box::new(new)))
            }
            None => sig,
        };
        self.u.node(NodeKind::Conv { kind: ConvKind::Nop, x }, pos, Some(typ))
    }
}

/// The type arguments of a receiver's type, if it is an instance.
pub(crate) fn receiver_args(recv: Type) -> Option<Vec<Type>> {
    let t = unalias(recv);
    let t = match t.kind() {
        TypeKind::Pointer(e) => unalias(*e),
        _ => t,
    };
    match t.kind() {
        TypeKind::Named(n) if !n.targs.is_empty() => Some(n.targs.clone()),
        _ => None,
    }
}
