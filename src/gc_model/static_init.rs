//! Package initialisation: what the linker can lay out is no statement any more (facts.md §13).
//!
//! [`outline_map_inits`] moves large map initialisers into functions of their own, before inlining. [`run`] then goes through the
//! statements of `init` after inlining and keeps those that need code; a composite literal may leave only the elements
//! that do, stored at an offset inside the variable or inside one that the compiler adds (facts.md §13).

use crate::ir::*;
use crate::print_type::{self, path_prefix};
use crate::static_value::{canonical, is_blank, is_blank_name, outer_value};
use crate::types::{has_shape, size};
use escape_source::intern;
use escape_syntax::ast::BinaryOp;
use escape_types::predicates::{identical, is_integer, is_interface, is_string};
use escape_types::under::underlying;
use escape_types::{BuiltinId, Const, Type, TypeKind};
use rustc_hash::FxHashMap;
use thin_vec::thin_vec;

/// Map initialisers of at least this many nodes are outlined.
const OUTLINE_NODES: usize = 20;

/// Moves large, effect-free map initialisers of the package's `init` to functions `map.init.N`, appended to the list.
pub fn outline_map_inits(u: &mut Unit, init: FuncId) {
    let mut count = 0;
    for i in 0..u.funcs[init].body.len() {
        let stmt = u.funcs[init].body[i];
        if !outlines(u, stmt) {
            continue;
        }
        let pos = u.nodes[stmt].pos;
        let typ = u.funcs[init].typ;
        let sym = intern(&format!("map.init.{count}"));
        count += 1;
        let f = u.funcs.push(Func {
            sym,
            pkg: Some(u.pkg),
            pos: Some(pos),
            typ,
            local: true,
            has_body: true,
            body: thin_vec![stmt],
            ..Func::default()
        });
        let name = u.names.push(Name {
            func: Some(f),
            ..Name::new(sym, Some(u.pkg), Class::Func, pos, typ.unwrap_or(Type::INVALID))
        });
        u.funcs[f].name = Some(name);
        u.list.push(f);
        let fun = u.node(NodeKind::Name(name), pos, typ);
        let call = NodeKind::call(fun, NodeList::new(), false);
        u.funcs[init].body[i] = u.node(call, pos, None);
    }
}

fn outlines(u: &Unit, stmt: NodeId) -> bool {
    let NodeKind::Assign { x, y: Some(y), .. } = u.nodes[stmt].kind else { return false };
    let NodeKind::Name(name) = u.nodes[x].kind else { return false };
    if is_blank_name(u, name) || !matches!(underlying(u.names[name].typ).kind(), TypeKind::Map { .. }) {
        return false;
    }
    let mut nodes = 0;
    u.walk(y, &mut |n| {
        // gc's tree has the size of a map or channel as a literal zero.
        nodes += 1 + matches!(u.nodes[n].kind, NodeKind::Make { len: None, .. }) as usize;
    });
    nodes >= OUTLINE_NODES && !any_side_effects(u, y)
}

/// Removes the statically computable statements from the package's `init`.
pub fn run(u: &mut Unit) {
    for f in u.list.clone() {
        if u.funcs[f].is_package_init {
            let body = std::mem::take(&mut u.funcs[f].body);
            let fips = is_fips(u.pkg.path().as_str());
            let mut s = Schedule { fips, ..Schedule::default() };
            for stmt in body {
                if !s.try_static(u, stmt) {
                    s.out.push(stmt);
                }
            }
            u.funcs[f].body = s.out;
        }
    }
}

/// Packages whose data must not hold relocations, so that addresses are stored by code.
fn is_fips(path: &str) -> bool {
    path == "crypto/internal/fips140" || path.starts_with("crypto/internal/fips140/")
}

/// A package variable and an offset in it.
type Place = (NameId, i64);

#[derive(Default)]
struct Schedule {
    /// Statements that remain.
    out: NodeList,
    /// Flattened non-zero elements of composite literals with their offsets, by literal.
    plans: FxHashMap<NodeId, Vec<(i64, NodeId)>>,
    /// Variables added so far.
    temps: usize,
    seen_mutation: bool,
    fips: bool,
    pos: Option<IrPos>,
}

impl Schedule {
    fn try_static(&mut self, u: &mut Unit, stmt: NodeId) -> bool {
        let (blank, lhs, rhs) = match &u.nodes[stmt].kind {
            NodeKind::Assign { x, y, .. } => (is_blank(u, *x), Some(*x), *y),
            NodeKind::Assign2 { kind: As2Kind::List, .. } => return false,
            NodeKind::Assign2 { lhs, rhs, .. } => (lhs.iter().all(|&l| is_blank(u, l)), None, rhs.first().copied()),
            _ => return false,
        };
        if let Some(rhs) = rhs {
            if !self.seen_mutation {
                self.seen_mutation = may_modify_globals(u, rhs);
            }
            if blank && !any_side_effects(u, rhs) {
                return true;
            }
        }
        let Some(lhs) = lhs else { return false };
        let NodeKind::Name(name) = u.nodes[lhs].kind else { return false };
        self.pos = Some(u.nodes[stmt].pos);
        let typ = u.names[name].typ;
        self.assign(u, (name, 0), rhs, typ)
    }

    /// Assigns `r` to (a part of) the variable, or leaves a statement that does.
    fn assign_or_emit(&mut self, u: &mut Unit, l: Place, r: NodeId) {
        let typ = u.nodes[r].typ.unwrap_or(Type::INVALID);
        if !self.assign(u, l, Some(r), typ) {
            let x = self.part(u, l, typ);
            self.emit(u, x, r);
        }
    }

    /// A part of a variable, as gc prints it.
    fn part(&self, u: &mut Unit, (l, offset): Place, typ: Type) -> NodeId {
        let pos = self.pos.unwrap_or(IrPos::NONE);
        if is_blank_name(u, l) {
            return u.node(NodeKind::Name(l), pos, Some(typ));
        }
        let prefix = path_prefix(u.pkg.path().as_str());
        let text = format!("({})({prefix}.{}@{offset})", print_type::user(u, typ), u.names[l].sym);
        u.node(NodeKind::LinkSym(intern(&text)), pos, Some(typ))
    }

    fn emit(&mut self, u: &mut Unit, x: NodeId, r: NodeId) {
        let pos = self.pos.unwrap_or(u.nodes[r].pos);
        let stmt = u.node(NodeKind::Assign { x, y: Some(r), def: false }, pos, None);
        self.out.push(stmt);
    }

    /// A package variable that the compiler adds for data behind a pointer, slice or interface.
    fn temp(&mut self, u: &mut Unit, typ: Type) -> NameId {
        let n = self.temps;
        self.temps += 1;
        u.names.push(Name::new(
            intern(&format!(".stmp_{n}")),
            Some(u.pkg),
            Class::Global,
            self.pos.unwrap_or(IrPos::NONE),
            typ,
        ))
    }

    fn set_pos(&mut self, u: &Unit, n: NodeId) {
        if !matches!(u.nodes[n].kind, NodeKind::Name(_) | NodeKind::Type) && u.nodes[n].pos.is_known() {
            self.pos = Some(u.nodes[n].pos);
        }
    }

    /// Whether the assignment needs no code (or its remaining parts have been emitted).
    fn assign(&mut self, u: &mut Unit, l: Place, r: Option<NodeId>, typ: Type) -> bool {
        let Some(mut r) = r else { return true };
        while let NodeKind::Conv { kind: ConvKind::Nop, x } = u.nodes[r].kind {
            r = x;
        }
        match u.nodes[r].kind.clone() {
            NodeKind::Name(name) => !self.fips && self.copy(u, l, name, typ),
            NodeKind::MethodExpr { .. } => !self.fips,
            NodeKind::Nil => true,
            NodeKind::Literal(c) => is_zero_const(&c) || !(self.fips && matches!(c, Const::String(_))),
            NodeKind::Addr { x } => {
                if self.fips {
                    return false;
                }
                if let Some(name) = static_location(u, x)
                    && u.names[name].class == Class::Global
                {
                    return true;
                }
                self.pointed_literal(u, x)
            }
            NodeKind::PtrLit { x } => !self.fips && self.pointed_literal(u, x),
            NodeKind::Conv { kind: ConvKind::StrToBytes, x } => {
                !self.fips && u.names[l.0].class == Class::Global && matches!(u.nodes[x].kind, NodeKind::Literal(_))
            }
            NodeKind::CompLit { kind: LitKind::Slice, .. } => {
                if self.fips {
                    return false;
                }
                let array = self.temp(u, typ);
                self.elements(u, (array, 0), r);
                true
            }
            NodeKind::CompLit { kind: LitKind::Array | LitKind::Struct, .. } => {
                self.elements(u, l, r);
                true
            }
            NodeKind::Closure { func, .. } => !self.fips && u.funcs[func].closure_vars.is_empty(),
            NodeKind::Conv { kind: ConvKind::Iface, .. } => !self.fips && self.boxed(u, l, r, typ),
            NodeKind::InlinedCall { .. } => !self.fips && self.inlined(u, l, r, typ),
            _ => false,
        }
    }

    fn pointed_literal(&mut self, u: &mut Unit, x: NodeId) -> bool {
        if !matches!(u.nodes[x].kind, NodeKind::CompLit { .. }) {
            return false;
        }
        let typ = u.nodes[x].typ.unwrap_or(Type::INVALID);
        let a = self.temp(u, typ);
        self.assign_or_emit(u, (a, 0), x);
        true
    }

    fn elements(&mut self, u: &mut Unit, l: Place, r: NodeId) {
        self.plan(u, r);
        for (offset, e) in self.plans.get(&r).cloned().unwrap_or_default() {
            let is_const = match &u.nodes[e].kind {
                NodeKind::Literal(_) => !self.fips,
                NodeKind::Nil => true,
                _ => false,
            };
            if is_const {
                continue;
            }
            self.set_pos(u, e);
            self.assign_or_emit(u, (l.0, l.1 + offset), e);
        }
    }

    fn boxed(&mut self, u: &mut Unit, l: Place, r: NodeId, iface: Type) -> bool {
        let mut val = r;
        while let NodeKind::Conv { kind: ConvKind::Iface, x } = u.nodes[val].kind {
            val = x;
        }
        let typ = u.nodes[val].typ.unwrap_or(Type::INVALID);
        if is_interface(typ) {
            return matches!(u.nodes[val].kind, NodeKind::Nil);
        }
        if has_shape(typ) {
            return false;
        }
        crate::expand::method_table(u, typ, iface);
        if matches!(u.nodes[val].kind, NodeKind::Nil) {
            return true;
        }
        if crate::types::is_direct_interface(typ) {
            self.set_pos(u, val);
            self.assign_or_emit(u, (l.0, l.1 + 8), val);
        } else {
            let a = self.temp(u, typ);
            self.assign_or_emit(u, (a, 0), val);
        }
        true
    }

    /// Copies another variable's static initial value.
    fn copy(&mut self, u: &mut Unit, l: Place, rn: NameId, typ: Type) -> bool {
        let d = &u.names[rn];
        if d.class == Class::Func {
            return true;
        }
        if d.class != Class::Global || d.pkg != Some(u.pkg) || is_string(d.typ) {
            return false;
        }
        let Some(NodeKind::Assign { y: Some(y), .. }) = d.defn.map(|s| &u.nodes[s].kind) else { return false };
        if self.seen_mutation {
            return false;
        }
        let mut r = *y;
        while let NodeKind::Conv { kind: ConvKind::Nop, x } = u.nodes[r].kind {
            if u.nodes[r].typ.is_some_and(|t| identical(t, typ)) {
                break;
            }
            r = x;
        }
        match u.nodes[r].kind.clone() {
            NodeKind::MethodExpr { .. } | NodeKind::Nil | NodeKind::Literal(_) => true,
            NodeKind::Name(name) => {
                if !self.copy(u, l, name, typ) {
                    let pos = self.pos.unwrap_or(IrPos::NONE);
                    let n = u.node(NodeKind::Name(name), pos, Some(typ));
                    let whole = l.1 == 0 && identical(typ, u.names[l.0].typ);
                    let x = if whole { u.node(NodeKind::Name(l.0), pos, Some(typ)) } else { self.part(u, l, typ) };
                    self.emit(u, x, n);
                }
                true
            }
            NodeKind::Addr { x } => matches!(u.nodes[x].kind, NodeKind::Name(a) if u.names[a].class == Class::Global),
            NodeKind::PtrLit { x } => matches!(u.nodes[x].kind, NodeKind::CompLit { .. }),
            NodeKind::CompLit { kind: LitKind::Slice, .. } => true,
            NodeKind::CompLit { kind: LitKind::Array | LitKind::Struct, .. } => {
                for (offset, e) in self.plans.get(&r).cloned().unwrap_or_default() {
                    let l = (l.0, l.1 + offset);
                    match u.nodes[e].kind {
                        NodeKind::Literal(_) | NodeKind::Nil | NodeKind::MethodExpr { .. } => continue,
                        NodeKind::Name(x) => {
                            let t = u.nodes[e].typ.unwrap_or(Type::INVALID);
                            if self.copy(u, l, x, t) {
                                continue;
                            }
                        }
                        _ => {}
                    }
                    let t = u.nodes[e].typ.unwrap_or(Type::INVALID);
                    let (x, value) = (self.part(u, l, t), self.part(u, (rn, offset), t));
                    self.emit(u, x, value);
                }
                true
            }
            _ => false,
        }
    }

    /// Flattens a literal into its non-zero elements; nested structs and arrays are part of it.
    fn plan(&mut self, u: &Unit, n: NodeId) {
        if self.plans.contains_key(&n) {
            return;
        }
        let NodeKind::CompLit { elems, .. } = &u.nodes[n].kind else { return };
        let typ = u.nodes[n].typ.unwrap_or(Type::INVALID);
        let size = match underlying(typ).kind() {
            TypeKind::Array { elem, .. } | TypeKind::Slice(elem) => size(*elem),
            _ => 0,
        };
        let mut out = Vec::new();
        let mut k: i64 = 0;
        for &e in elems {
            let (offset, value) = match u.nodes[e].kind {
                NodeKind::StructKey { sel, .. } if sel.as_str() == "_" => continue,
                NodeKind::StructKey { offset, value, .. } => (offset, value),
                NodeKind::KeyValue { key, value } => {
                    if let NodeKind::Literal(c) = &u.nodes[key].kind {
                        k = c.to_i64().unwrap_or(k);
                    }
                    (k.wrapping_mul(size), value)
                }
                _ => (k.wrapping_mul(size), e),
            };
            k = k.wrapping_add(1);
            if is_zero(u, value) {
                continue;
            }
            if matches!(u.nodes[value].kind, NodeKind::CompLit { kind: LitKind::Array | LitKind::Struct, .. }) {
                self.plan(u, value);
                if let Some(p) = self.plans.get(&value) {
                    out.extend(p.iter().map(|&(o, e)| (offset + o, e)));
                }
            } else {
                out.push((offset, value));
            }
        }
        self.plans.insert(n, out);
    }

    /// An inlined call of `return expr`: the arguments are put in for the parameters, when that changes nothing.
    fn inlined(&mut self, u: &mut Unit, l: Place, call: NodeId, typ: Type) -> bool {
        let Some((params, args, value)) = single_return(u, call) else { return false };
        if params.iter().any(|&p| u.names[p].addr_taken) || args.iter().any(|&a| any_side_effects(u, a)) {
            return false;
        }
        let mut count: FxHashMap<NameId, u32> = FxHashMap::default();
        let mut has_closure = false;
        u.walk(value, &mut |n| match u.nodes[n].kind {
            NodeKind::Name(name) => *count.entry(name).or_default() += 1,
            NodeKind::Closure { func, .. } => has_closure |= !u.funcs[func].closure_vars.is_empty(),
            _ => {}
        });
        if has_closure {
            return false;
        }
        for (p, &a) in params.iter().zip(&args) {
            if count.get(p).is_some_and(|&c| c > 1) && !can_repeat(u, a) {
                return false;
            }
        }
        let map: FxHashMap<NameId, NodeId> =
            params.iter().copied().zip(args).filter(|(p, _)| !is_blank_name(u, *p)).collect();
        match substitute(u, value, &map) {
            Some(r) => self.assign(u, l, Some(r), typ),
            None => false,
        }
    }
}

/// Parameters, arguments and returned expression of an inlined call of a single `return`.
fn single_return(u: &Unit, call: NodeId) -> Option<(Vec<NameId>, NodeList, NodeId)> {
    let NodeKind::InlinedCall { body, .. } = &u.nodes[call].kind else { return None };
    let [bind, mark] = u.nodes[call].init[..] else { return None };
    let NodeKind::Assign2 { lhs, rhs: args, .. } = &u.nodes[bind].kind else { return None };
    if !matches!(u.nodes[mark].kind, NodeKind::InlineMark { .. }) {
        return None;
    }
    let [block, label] = body[..] else { return None };
    let NodeKind::Label { label } = u.nodes[label].kind else { return None };
    let NodeKind::Block { list } = &u.nodes[block].kind else { return None };
    let [dcl, assign, goto] = list[..] else { return None };
    let NodeKind::Dcl(result) = u.nodes[dcl].kind else { return None };
    let NodeKind::Assign2 { lhs: to, rhs: values, .. } = &u.nodes[assign].kind else { return None };
    if !matches!(u.nodes[goto].kind, NodeKind::Goto { label: l } if l == label) {
        return None;
    }
    let ([to], [value]) = (&to[..], &values[..]) else { return None };
    if !matches!(u.nodes[*to].kind, NodeKind::Name(n) if n == result) {
        return None;
    }
    let mut params = Vec::new();
    for &p in lhs {
        let NodeKind::Name(name) = u.nodes[p].kind else { return None };
        params.push(name);
    }
    Some((params, args.clone(), *value))
}

/// A copy of `n` with parameters replaced; `None` when a conversion of a constant cannot be computed here.
fn substitute(u: &mut Unit, n: NodeId, map: &FxHashMap<NameId, NodeId>) -> Option<NodeId> {
    match u.nodes[n].kind {
        NodeKind::Name(name) => {
            return Some(match map.get(&name) {
                Some(&v) => u.deep_copy(v),
                None => n,
            });
        }
        NodeKind::Literal(_) | NodeKind::Nil | NodeKind::Type => return Some(n),
        _ => {}
    }
    let copy = u.nodes[n].clone();
    let copy = u.nodes.push(copy);
    let mut valid = true;
    u.edit_children(copy, &mut |u, c| {
        substitute(u, c, map).unwrap_or_else(|| {
            valid = false;
            c
        })
    });
    if !valid {
        return None;
    }
    match &u.nodes[copy].kind {
        NodeKind::Conv { kind: ConvKind::Conv, x } => {
            if let NodeKind::Literal(c) = u.nodes[*x].kind.clone() {
                let (from, to) = (u.nodes[*x].typ?, u.nodes[copy].typ?);
                if basic(from) != basic(to) && !(is_integer(from) && is_integer(to)) {
                    return None;
                }
                u.nodes[copy].kind = NodeKind::Literal(c);
            }
        }
        NodeKind::AddStr { list } => {
            let mut all = Const::from_bytes([]);
            for &x in list {
                let NodeKind::Literal(s) = &u.nodes[x].kind else { return Some(copy) };
                all = Const::binary(&all, BinaryOp::Add, s, false);
            }
            u.nodes[copy].kind = NodeKind::Literal(all);
        }
        _ => {}
    }
    Some(copy)
}

fn basic(t: Type) -> Option<escape_types::BasicKind> {
    match underlying(t).kind() {
        TypeKind::Basic(k) => Some(*k),
        _ => None,
    }
}

/// The package variable (or other name) that an addressable constant place belongs to.
fn static_location(u: &Unit, n: NodeId) -> Option<NameId> {
    match u.nodes[n].kind {
        NodeKind::Name(name) => Some(name),
        NodeKind::Dot { kind: DotKind::Field, x, .. } => static_location(u, x),
        NodeKind::Index { x, index, .. } => {
            let slice = matches!(underlying(u.nodes[x].typ?).kind(), TypeKind::Slice(_));
            let NodeKind::Literal(c) = &u.nodes[index].kind else { return None };
            if slice || c.to_i64().is_none_or(|i| i < 0) {
                return None;
            }
            static_location(u, x)
        }
        _ => None,
    }
}

fn is_zero_const(c: &Const) -> bool {
    match c {
        Const::String(s) => s.is_empty(),
        Const::Bool(b) => !b,
        Const::Unknown => false,
        Const::Complex(p) => is_zero_const(&p.0) && is_zero_const(&p.1),
        c => c.sign() == 0,
    }
}

fn is_zero(u: &Unit, n: NodeId) -> bool {
    match &u.nodes[n].kind {
        NodeKind::Nil => true,
        NodeKind::Literal(c) => is_zero_const(c),
        NodeKind::CompLit { kind: LitKind::Array | LitKind::Struct, elems, .. } => {
            elems.iter().all(|&e| match u.nodes[e].kind {
                NodeKind::KeyValue { value, .. } | NodeKind::StructKey { value, .. } => is_zero(u, value),
                _ => is_zero(u, e),
            })
        }
        _ => false,
    }
}

/// Whether the operation itself (operands apart) may have an effect that can be observed.
fn is_side_effect(u: &Unit, n: NodeId) -> bool {
    match &u.nodes[n].kind {
        NodeKind::Name(_)
        | NodeKind::Literal(_)
        | NodeKind::Nil
        | NodeKind::Type
        | NodeKind::Unary { .. }
        | NodeKind::Addr { .. }
        | NodeKind::PtrLit { .. }
        | NodeKind::Paren { .. }
        | NodeKind::Logical { .. }
        | NodeKind::AddStr { .. }
        | NodeKind::CompLit { .. }
        | NodeKind::KeyValue { .. }
        | NodeKind::StructKey { .. }
        | NodeKind::Dot { kind: DotKind::Field, .. } => false,
        NodeKind::Binary { op: BinaryOp::Div | BinaryOp::Rem, y, .. } => {
            !matches!(&u.nodes[*y].kind, NodeKind::Literal(c) if !is_zero_const(c))
        }
        NodeKind::Binary { .. } => false,
        NodeKind::Conv { kind, .. } => matches!(kind, ConvKind::SliceToArray | ConvKind::SliceToArrayPtr),
        NodeKind::Builtin { op, .. } => !matches!(
            op,
            BuiltinId::Cap | BuiltinId::Len | BuiltinId::New | BuiltinId::Real | BuiltinId::Imag | BuiltinId::Complex
        ),
        NodeKind::Make { kind: MakeKind::Slice, .. } => true,
        NodeKind::Make { len: None, .. } => false,
        NodeKind::Make { len: Some(len), .. } => {
            !matches!(&u.nodes[*len].kind, NodeKind::Literal(c) if is_zero_const(c))
        }
        _ => true,
    }
}

fn any_side_effects(u: &Unit, n: NodeId) -> bool {
    u.any(n, &mut |n| is_side_effect(u, n))
}

/// Whether an expression may change a variable of this package.
fn may_modify_globals(u: &Unit, n: NodeId) -> bool {
    let safe = |x: NodeId| {
        let mut x = outer_value(u, x);
        while let NodeKind::Deref { x: p } = u.nodes[x].kind {
            x = p;
        }
        let NodeKind::Name(name) = u.nodes[x].kind else { return false };
        let d = &u.names[canonical(u, name)];
        !(d.class == Class::Global && d.pkg == Some(u.pkg))
    };
    u.any(n, &mut |n| match &u.nodes[n].kind {
        NodeKind::Call { .. }
        | NodeKind::Builtin { op: BuiltinId::Append | BuiltinId::Clear | BuiltinId::Copy, .. } => true,
        NodeKind::OpAssign { x, .. } | NodeKind::Assign { x, .. } => !safe(*x),
        NodeKind::Assign2 { kind, lhs, .. } => *kind != As2Kind::SelectReceive && lhs.iter().any(|&l| !safe(l)),
        _ => false,
    })
}

/// Whether evaluating an expression twice is the same as once.
fn can_repeat(u: &Unit, n: NodeId) -> bool {
    !u.any(n, &mut |n| {
        is_side_effect(u, n)
            || matches!(
                u.nodes[n].kind,
                NodeKind::Make { .. }
                    | NodeKind::PtrLit { .. }
                    | NodeKind::Builtin { op: BuiltinId::New, .. }
                    | NodeKind::CompLit { kind: LitKind::Map | LitKind::Slice, .. }
                    | NodeKind::Conv { kind: ConvKind::StrToBytes | ConvKind::StrToRunes, .. }
            )
    })
}
