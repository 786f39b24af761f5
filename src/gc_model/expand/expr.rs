//! Expressions (facts.md §2, §5): implicit conversions, selections, calls, literals.

use super::decl::{function, is_generic, signature};
use super::*;
use crate::ir::NodeKind as K;
use crate::types::has_shape;
use escape_syntax::ast::{BinaryOp, UnaryOp};
use escape_types::predicates::{identical, is_untyped};
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, Mode, ObjKind, Selection, SelectionKind, TypeKind};
use thin_vec::thin_vec;

pub(crate) fn is_interface(t: Type) -> bool {
    matches!(underlying(t).kind(), TypeKind::Interface(_))
}

pub(crate) fn is_empty_interface(t: Type) -> bool {
    is_interface(t) && escape_types::typeset::type_set(underlying(t)).methods.is_empty()
}

pub(crate) fn basic(t: Type) -> Option<BasicKind> {
    match underlying(t).kind() {
        TypeKind::Basic(k) => Some(*k),
        _ => None,
    }
}

pub(crate) fn pointee(t: Type) -> Option<Type> {
    match underlying(t).kind() {
        TypeKind::Pointer(e) => Some(*e),
        _ => None,
    }
}

pub(crate) fn is_string(t: Type) -> bool {
    matches!(basic(t), Some(BasicKind::String | BasicKind::UntypedString))
}

impl Reader<'_, '_> {
    pub fn mk(&mut self, kind: NodeKind, pos: IrPos, typ: Type) -> NodeId {
        self.u.node(kind, pos, Some(typ))
    }

    pub fn mk_implicit(&mut self, kind: NodeKind, pos: IrPos, typ: Type) -> NodeId {
        self.u.implicit_node(kind, pos, Some(typ))
    }

    pub fn use_name(&mut self, n: NameId) -> NodeId {
        let pos = self.u.names[n].pos;
        self.u.name_node(n, pos)
    }

    pub fn node_type(&self, n: NodeId) -> Type {
        self.u.nodes[n].typ.unwrap_or(Type::INVALID)
    }

    pub fn int_literal(&mut self, v: i64, pos: IrPos) -> NodeId {
        self.mk(K::Literal(escape_types::Const::from(v)), pos, Type::basic(BasicKind::Int))
    }

    /// Values for destinations of the given types: one expression each, or one multi-value expression through temporaries.
    pub fn multi(&mut self, pos: IrPos, dst: &[Option<Type>], exprs: &[ExprId]) -> NodeList {
        if let [e] = exprs {
            let types = self.tuple(*e, dst.len());
            if types.len() > 1 {
                return self.unpack(pos, *e, &types, dst);
            }
        }
        exprs.iter().enumerate().map(|(i, &e)| self.converted(dst.get(i).copied().flatten(), e)).collect()
    }

    /// The types of a multi-value expression's values; one for other expressions.
    fn tuple(&self, e: ExprId, wanted: usize) -> Vec<Type> {
        let t = self.typ_of(e);
        match t.kind() {
            TypeKind::Tuple(vars) => vars.iter().map(|v| v.typ()).collect(),
            _ if wanted == 2 && self.is_comma_ok(e) => vec![t, Type::basic(BasicKind::Bool)],
            _ => vec![t],
        }
    }

    fn is_comma_ok(&self, e: ExprId) -> bool {
        matches!(self.typed.info.types[e].mode, Mode::CommaOk | Mode::MapIndex | Mode::CommaErr)
            && !matches!(self.typed.ast.exprs[self.typed.ast.unparen(e)].kind, ExprKind::Call { .. })
    }

    fn unpack(&mut self, pos: IrPos, e: ExprId, types: &[Type], dst: &[Option<Type>]) -> NodeList {
        let x = self.comma_ok_expr(e);
        let kind = self.multi_kind(x);
        let func = self.func();
        let foreign = self.is_foreign_call(e);
        let source = self.typed.info.types[self.typed.ast.unparen(e)].typ.unwrap_or(Type::INVALID);
        let sources: Vec<Type> = match source.kind() {
            TypeKind::Tuple(vars) => vars.iter().map(|v| v.typ()).collect(),
            _ => vec![source],
        };
        let mut lhs = NodeList::new();
        let mut results = NodeList::new();
        let mut init = NodeList::new();
        for (i, &t) in types.iter().enumerate() {
            let t = if basic(t) == Some(BasicKind::UntypedBool) { Type::basic(BasicKind::Bool) } else { t };
            if let Some(&source) = sources.get(i) {
                self.read(source);
            }
            let tmp = self.u.temp(func, pos, if foreign { as_imported(t) } else { t });
            init.push(self.u.node(K::Dcl(tmp), pos, None));
            lhs.push(self.u.name_node(tmp, pos));
            let value = self.u.name_node(tmp, pos);
            results.push(match dst.get(i).copied().flatten() {
                Some(d) => {
                    self.method_table(t, d);
                    self.convert_node(value, d, pos, true)
                }
                None => value,
            });
        }
        let temps: NodeList = lhs.clone();
        let assign = self.u.node(K::Assign2 { kind, lhs, rhs: thin_vec![x], def: true }, pos, None);
        self.u.nodes[assign].init = init;
        for t in temps {
            if let K::Name(n) = self.u.nodes[t].kind {
                self.u.names[n].defn = Some(assign);
            }
        }
        if let Some(&first) = results.first() {
            results[0] = self.with_init(thin_vec![assign], first);
        }
        results
    }

    /// Whether what is called is declared in another package than the code, and not generic.
    fn is_foreign_call(&self, e: ExprId) -> bool {
        let ast = &self.typed.ast;
        let ExprKind::Call { fun, .. } = ast.exprs[ast.unparen(e)].kind else { return false };
        self.typed
            .denoted(ast.unparen(fun))
            .is_some_and(|o| !is_generic(o) && o.pkg().is_some_and(|p| p != self.typed.pkg))
    }

    /// The expression with hidden statements in front; a name gets a visible no-op conversion to carry them.
    pub fn with_init(&mut self, mut init: NodeList, x: NodeId) -> NodeId {
        let x = if matches!(self.u.nodes[x].kind, K::Name(_) | K::Literal(_) | K::Nil | K::Type) {
            let (pos, typ) = (self.u.reading_place(), self.node_type(x));
            self.mk(K::Conv { kind: ConvKind::Nop, x }, pos, typ)
        } else {
            x
        };
        init.append(&mut self.u.nodes[x].init);
        self.u.nodes[x].init = init;
        x
    }

    /// The right-hand side of a two-valued assignment: the node's type is that of the first value.
    pub fn comma_ok_expr(&mut self, e: ExprId) -> NodeId {
        let x = self.expr(e);
        if let K::TypeAssert { comma_ok, .. } | K::DynamicTypeAssert { comma_ok, .. } = &mut self.u.nodes[x].kind {
            *comma_ok = true;
        }
        if !matches!(self.u.nodes[x].kind, K::Call { .. })
            && let TypeKind::Tuple(vars) = self.node_type(x).kind()
            && let Some(v) = vars.first()
        {
            self.u.nodes[x].typ = Some(v.typ());
        }
        x
    }

    /// Which kind of multi-value assignment a right-hand side makes.
    pub fn multi_kind(&self, x: NodeId) -> As2Kind {
        match self.u.nodes[x].kind {
            K::TypeAssert { .. } | K::DynamicTypeAssert { .. } => As2Kind::DotType,
            K::IndexMap { .. } => As2Kind::MapRead,
            K::Receive { .. } => As2Kind::Receive,
            _ => As2Kind::Func,
        }
    }

    /// One expression.
    pub fn expr(&mut self, e: ExprId) -> NodeId {
        let n = self.expr_unshaped(e);
        if let Some(nodes) = &mut self.u.expander.nodes
            && self.typed.pkg == self.u.pkg
        {
            nodes.entry(self.typed.ast.unparen(e)).or_insert(n);
        }
        // Shapes of one type may differ by where they were read: the expression's own is the one that counts.
        if self.inst.as_ref().is_some_and(|i| i.shaped)
            && !matches!(self.u.nodes[n].kind, K::Name(_) | K::Type)
            && self.u.nodes[n].typ.is_some_and(has_shape)
        {
            let typ = self.typ_of(self.typed.ast.unparen(e));
            if has_shape(typ) && !matches!(typ.kind(), TypeKind::Tuple(_)) {
                self.u.nodes[n].typ = Some(typ);
            }
        }
        n
    }

    fn expr_unshaped(&mut self, e: ExprId) -> NodeId {
        let typed = self.typed.clone();
        let e = typed.ast.unparen(e);
        let tv = &typed.info.types[e];
        let pos = self.epos(e);
        let typ = ideal_type(self.subst(tv.typ.unwrap_or(Type::INVALID)));
        if !matches!(tv.mode, Mode::Builtin)
            && let Some(t) = tv.typ
        {
            self.read(t);
        }
        if tv.mode == Mode::Type {
            return self.mk(K::Type, pos, typ);
        }
        if let Some(v) = &tv.value {
            return self.mk(K::Literal(v.clone()), pos, typ);
        }
        if tv.mode == Mode::Nil {
            return self.mk(K::Nil, pos, typ);
        }
        match &typed.ast.exprs[e].kind {
            ExprKind::Name(_) => self.ident(e, e, pos, typ),
            ExprKind::FuncLit { .. } => self.func_lit(e, pos, typ),
            ExprKind::CompositeLit { elems, .. } => self.comp_lit(pos, typ, elems),
            ExprKind::Selector { x, sel } => match typed.info.selections.get(&e) {
                Some(s) => self.selector(e, pos, *x, s, typ),
                None => self.ident(*sel, e, pos, typ),
            },
            ExprKind::Index { x, indices } => self.index(e, pos, *x, indices, typ),
            ExprKind::Slice { x, lo, hi, max, full } => self.slice(pos, *x, [*lo, *hi, *max], *full, typ),
            ExprKind::TypeAssert { x, typ: asserted } => self.type_assert(pos, *x, *asserted, typ),
            ExprKind::Unary { op, x } => self.unary(pos, *op, *x, typ),
            ExprKind::Binary { op, x, y } => self.binary(pos, *op, *x, *y, typ),
            ExprKind::Call { fun, args, has_dots } => self.call(pos, *fun, args, *has_dots, typ),
            ExprKind::KeyValue { value, .. } => self.expr(*value),
            ExprKind::Omitted { text, uses, cost } => {
                let uses = uses.iter().map(|&x| self.expr(x)).collect();
                self.mk(K::Omitted { text: *text, uses, cost: *cost }, pos, typ)
            }
            _ => self.mk(K::Nil, pos, typ),
        }
    }

    fn type_assert(&mut self, pos: IrPos, x: ExprId, asserted: ExprId, typ: Type) -> NodeId {
        let iface = self.typed.info.types[x].typ.unwrap_or(Type::INVALID);
        let x = self.expr(x);
        let typ = match typ.kind() {
            TypeKind::Tuple(v) => v.first().map_or(typ, |v| v.typ()),
            _ => typ,
        };
        let operand = self.type_operand(asserted, Some(iface));
        if let K::DynamicType { rtype, itab } = self.u.nodes[operand].kind {
            let source = self.runtime_type(iface, pos);
            return self.mk(K::DynamicTypeAssert { x, comma_ok: false, source, rtype, itab }, pos, typ);
        }
        self.mk(K::TypeAssert { x, comma_ok: false }, pos, typ)
    }

    /// A name, within the expression `whole` that qualifies or instantiates it.
    fn ident(&mut self, e: ExprId, whole: ExprId, pos: IrPos, typ: Type) -> NodeId {
        let Some(obj) = self.typed.info.object_of(e) else { return self.mk(K::Nil, pos, typ) };
        match &obj.data().kind {
            ObjKind::Var { .. } => {
                let n = self.variable(obj, pos);
                self.use_name(n)
            }
            ObjKind::Func { .. } => {
                if is_generic(obj) {
                    let typed = self.typed.clone();
                    let value = typed.info.instances.get(&e).and_then(|i| {
                        let curried = self.curried_function(obj, &i.targs, whole, pos);
                        curried.or_else(|| self.instance_value(obj, &i.targs, pos, typ))
                    });
                    return value.unwrap_or_else(|| self.mk(K::Nil, pos, typ));
                }
                let f = function(self.u, obj);
                match self.u.funcs[f].name {
                    Some(n) => {
                        let x = self.use_name(n);
                        self.u.nodes[x].typ = Some(typ);
                        x
                    }
                    None => self.mk(K::Nil, pos, typ),
                }
            }
            _ => self.mk(K::Nil, pos, typ),
        }
    }

    pub fn func_lit(&mut self, e: ExprId, pos: IrPos, typ: Type) -> NodeId {
        let typed = self.typed.clone();
        let func = self.closure(Why::Literal, pos, typ);
        self.u.funcs[func].closure_lit = Some(e);
        self.u.funcs[func].source =
            Some(BodySource { typed: typed.clone(), body: BodyRef::Lit(e), inst: self.inst.clone() });
        let dict = self.closure_dict(func);
        self.frames.push(Frame::new(func, dict));
        if let Some(sig) = typed.info.types[e].typ.and_then(signature) {
            declare_params(self, func, sig, false);
        }
        if let Some(block) = body_of(&typed, BodyRef::Lit(e)) {
            let around = (self.body.replace(BodyRef::Lit(e)), self.in_loop.take());
            let place = self.u.enter_place(IrPos { inline: None, ..pos });
            let body = self.stmts(&block.stmts);
            self.u.enter_place(place);
            (self.body, self.in_loop) = around;
            let body = if body.is_empty() {
                thin_vec![self.u.node(K::Block { list: NodeList::new() }, IrPos::NONE, None)]
            } else {
                body
            };
            let end = self.pos(block.rbrace);
            self.u.funcs[func].body = body;
            self.u.funcs[func].end_pos = Some(end);
        }
        if let Some(d) = dict {
            self.u.funcs[func].closure_vars.push(d);
        }
        self.frames.pop();
        self.mk(K::Closure { func, silent: false }, pos, typ)
    }

    fn comp_lit(&mut self, pos: IrPos, typ: Type, elems: &[ExprId]) -> NodeId {
        let typed = self.typed.clone();
        let (base, pointer) = match underlying(typ).kind() {
            TypeKind::Pointer(e) => (*e, true),
            _ => (typ, false),
        };
        let mut out = NodeList::new();
        let (kind, len) = match underlying(base).kind() {
            TypeKind::Struct(s) => {
                for (i, &el) in elems.iter().enumerate() {
                    let (field, offset, value) = match typed.ast.exprs[el].kind {
                        ExprKind::KeyValue { key, value } => {
                            let Some((field, offset)) = keyed_field(base, &typed, key) else { continue };
                            (field, offset, value)
                        }
                        _ => match s.fields.get(i) {
                            Some(&field) => (field, field_offset(base, field), el),
                            None => continue,
                        },
                    };
                    let at = self.epos(el);
                    let value = self.converted(Some(field.typ()), value);
                    out.push(self.mk(
                        K::StructKey { field: Some(field), sel: field.name(), offset, value },
                        at,
                        field.typ(),
                    ));
                }
                (LitKind::Struct, s.fields.len() as i64)
            }
            TypeKind::Map { key, elem } => {
                for &el in elems {
                    if let ExprKind::KeyValue { key: k, value: v } = typed.ast.exprs[el].kind {
                        let at = self.epos(el);
                        let key = self.converted(Some(*key), k);
                        let value = self.converted(Some(*elem), v);
                        out.push(self.mk(K::KeyValue { key, value }, at, *elem));
                    }
                }
                (LitKind::Map, out.len() as i64)
            }
            TypeKind::Slice(elem) | TypeKind::Array { elem, .. } => {
                let (mut at_index, mut max) = (0i64, 0i64);
                for &el in elems {
                    let node = match typed.ast.exprs[el].kind {
                        ExprKind::KeyValue { key: k, value: v } => {
                            let at = self.epos(el);
                            let key = self.expr(k);
                            if let K::Literal(c) = &self.u.nodes[key].kind {
                                at_index = c.to_i64().unwrap_or(at_index);
                            }
                            let value = self.converted(Some(*elem), v);
                            self.mk(K::KeyValue { key, value }, at, *elem)
                        }
                        _ => self.converted(Some(*elem), el),
                    };
                    out.push(node);
                    // The index may be the largest number there is.
                    at_index = at_index.saturating_add(1);
                    max = max.max(at_index);
                }
                match underlying(base).kind() {
                    TypeKind::Array { len, .. } => (LitKind::Array, *len),
                    _ => (LitKind::Slice, max),
                }
            }
            _ => (LitKind::Struct, 0),
        };
        let lit = self.mk(K::CompLit { kind, elems: out, len }, pos, base);
        if kind == LitKind::Map {
            self.needs_type(lit, base);
        }
        if pointer { self.mk(K::PtrLit { x: lit }, pos, typ) } else { lit }
    }

    /// `x.f` where `x` is a node: a field of a struct or through a pointer.
    pub fn dot(&mut self, x: NodeId, field: Obj, pos: IrPos) -> NodeId {
        let t = self.node_type(x);
        let (kind, base) = match pointee(t) {
            Some(e) => (DotKind::PtrField, e),
            None => (DotKind::Field, t),
        };
        let offset = field_offset(base, field);
        self.mk(K::Dot { kind, x, sel: field.name(), obj: Some(field), offset, func: None }, pos, field.typ())
    }

    /// Follows the embedded fields of a selection's path, all but its last step.
    fn path(&mut self, mut x: NodeId, s: &Selection, pos: IrPos) -> NodeId {
        for &i in &s.index[..s.index.len().saturating_sub(1)] {
            let t = self.node_type(x);
            let t = pointee(t).unwrap_or(t);
            let TypeKind::Struct(st) = underlying(t).kind() else { break };
            let Some(&f) = st.fields.get(i) else { break };
            x = self.dot(x, f, pos);
            self.u.nodes[x].implicit = true;
        }
        x
    }

    fn selector(&mut self, e: ExprId, pos: IrPos, x: ExprId, s: &Selection, typ: Type) -> NodeId {
        match s.kind {
            SelectionKind::FieldVal => {
                let x = self.expr(x);
                let x = self.path(x, s, pos);
                let base = self.node_type(x);
                let base = pointee(base).unwrap_or(base);
                let field = match (underlying(base).kind(), s.index.last()) {
                    (TypeKind::Struct(st), Some(&i)) => st.fields.get(i).copied().unwrap_or(s.obj),
                    _ => s.obj,
                };
                self.dot(x, field, pos)
            }
            SelectionKind::MethodVal => {
                let x = self.receiver(x, s, pos);
                let recv = self.node_type(x);
                self.read_method(e, s);
                if let Some(n) = self.curried_method(s, x, e, pos, typ) {
                    return n;
                }
                // A shaped interface gets the type that the method is selected from, which is the same.
                let x = match has_shape(recv) {
                    true => {
                        let at = self.u.nodes[x].pos;
                        self.mk(K::Conv { kind: ConvKind::Nop, x }, at, recv)
                    }
                    false => x,
                };
                let func = self.method_name(s.obj, recv);
                if !matches!(unalias(s.recv).kind(), TypeKind::TypeParam(_)) {
                    let imported = self.u.in_imported_scope();
                    let v = super::wrappers::MethodValue { recv, method: s.obj, imported };
                    self.u.expander.method_values.push(v);
                }
                let sel = s.obj.name();
                self.mk(K::Dot { kind: DotKind::MethodValue, x, sel, obj: Some(s.obj), offset: 0, func }, pos, typ)
            }
            SelectionKind::MethodExpr if let Some(n) = self.curried_method_expr(s, e, pos) => n,
            // A promoted method is one of the field's type.
            SelectionKind::MethodExpr => match self
                .method_name(s.obj, self.subst(self.method_owner(s).unwrap_or(s.recv)))
            {
                Some(func) => self.mk(K::MethodExpr { recv: self.subst(s.recv), func, sel: s.obj.name() }, pos, typ),
                None => {
                    let sel = s.obj.name();
                    let x = self.mk(K::Type, pos, s.recv);
                    self.mk(
                        K::Dot { kind: DotKind::InterfaceMethod, x, sel, obj: Some(s.obj), offset: 0, func: None },
                        pos,
                        typ,
                    )
                }
            },
        }
    }

    /// The type from which gc takes a selected method to be selected: the last field on the way, or the method's own receiver
    /// where that is its pointer or what it points to.
    pub(super) fn selected_from(&self, s: &Selection) -> Type {
        let mut at = s.recv;
        for &i in &s.index[..s.index.len().saturating_sub(1)] {
            let TypeKind::Struct(st) = underlying(pointee(at).unwrap_or(at)).kind() else { return at };
            let Some(f) = st.fields.get(i) else { return at };
            at = f.typ();
        }
        let wants_pointer = crate::print_type::receiver_type(s.obj).is_some_and(|t| pointee(t).is_some());
        match unalias(at).kind() {
            TypeKind::Pointer(e) if !wants_pointer => unalias(*e),
            TypeKind::Named(_) if wants_pointer => Type::pointer(unalias(at)),
            _ => at,
        }
    }

    /// Reads what `e`, or the callee of a call, needs of a selected method.
    pub(super) fn read_method(&mut self, e: ExprId, s: &Selection) {
        let from = self.selected_from(s);
        self.read(from);
        if let Some(t) = self.typed.info.types[e].typ.filter(|_| self.own_arguments(e).is_empty()) {
            self.read(t);
        }
        let named = unalias(pointee(from).unwrap_or(from));
        for &t in escape_types::named::type_args(named) {
            self.read(t);
        }
    }

    pub(super) fn method_name(&mut self, method: Obj, recv: Type) -> Option<NameId> {
        if is_interface(recv) {
            return None;
        }
        let f = match self.instance_method(method, recv) {
            Some(f) => f,
            None => function(self.u, method),
        };
        self.u.funcs[f].name
    }

    /// The receiver of a method selection, brought to the method's receiver type.
    pub(super) fn receiver(&mut self, x: ExprId, s: &Selection, pos: IrPos) -> NodeId {
        let x = self.expr(x);
        let x = self.path(x, s, pos);
        let have = self.node_type(x);
        if is_interface(have) {
            return x;
        }
        let wants_pointer =
            crate::print_type::receiver_type(s.obj).is_some_and(|t| pointee(t).is_some() && !named_pointer(t));
        match (pointee(have), wants_pointer) {
            (Some(e), false) => self.mk_implicit(K::Deref { x }, pos, e),
            (None, true) => {
                self.mark_addressed(x);
                let t = Type::new(TypeKind::Pointer(have));
                self.mk_implicit(K::Addr { x }, pos, t)
            }
            _ => x,
        }
    }

    /// The variable whose address is taken by `&x`.
    pub fn mark_addressed(&mut self, mut x: NodeId) {
        loop {
            match &self.u.nodes[x].kind {
                K::Name(n) => {
                    let mut n = *n;
                    while let Some(o) = self.u.names[n].outer {
                        self.u.names[n].addr_taken = true;
                        n = o;
                    }
                    self.u.names[n].addr_taken = true;
                    return;
                }
                K::Dot { kind: DotKind::Field, x: y, .. } | K::Paren { x: y } => x = *y,
                K::Index { x: y, .. } if matches!(underlying(self.node_type(*y)).kind(), TypeKind::Array { .. }) => {
                    x = *y
                }
                _ => return,
            }
        }
    }

    fn index(&mut self, e: ExprId, pos: IrPos, x: ExprId, indices: &[ExprId], typ: Type) -> NodeId {
        let typed = self.typed.clone();
        if matches!(typed.info.types[x].mode, Mode::Value | Mode::Variable | Mode::MapIndex | Mode::CommaOk) {
            let callee = typed.ast.unparen(x);
            let ident = match typed.ast.exprs[callee].kind {
                ExprKind::Selector { x, sel } => match typed.info.selections.get(&callee) {
                    Some(s) if typed.info.instances.contains_key(&sel) => {
                        let at = self.epos(callee);
                        return self.selector(callee, at, x, s, typ);
                    }
                    _ => sel,
                },
                _ => callee,
            };
            if typed
                .info
                .object_of(ident)
                .is_some_and(|o| matches!(o.data().kind, ObjKind::Func { .. }) && is_generic(o))
            {
                return self.ident(ident, e, pos, typ);
            }
        }
        let Some(&i) = indices.first() else { return self.mk(K::Nil, pos, typ) };
        let base = self.expr(x);
        let t = self.node_type(base);
        if let TypeKind::Map { key, elem } = underlying(t).kind() {
            let index = self.converted(Some(*key), i);
            let n = self.mk(K::IndexMap { x: base, index, assigned: false }, pos, *elem);
            return self.needs_type(n, t);
        }
        let base = match pointee(t) {
            Some(e) => {
                let at = pos;
                self.mk_implicit(K::Deref { x: base }, at, e)
            }
            None => base,
        };
        let index = self.expr(i);
        let typ = match underlying(self.node_type(base)).kind() {
            TypeKind::Slice(e) | TypeKind::Array { elem: e, .. } => *e,
            _ => typ,
        };
        self.mk(K::Index { x: base, index, bounded: false }, pos, typ)
    }

    fn slice(&mut self, pos: IrPos, x: ExprId, bounds: [Option<ExprId>; 3], full: bool, typ: Type) -> NodeId {
        let mut x = self.expr(x);
        let t = self.node_type(x);
        let mut array = pointee(t).is_some();
        if let TypeKind::Array { .. } = underlying(t).kind() {
            self.mark_addressed(x);
            let p = Type::new(TypeKind::Pointer(t));
            x = self.mk_implicit(K::Addr { x }, pos, p);
            array = true;
        }
        let [lo, hi, max] = bounds.map(|b| b.map(|b| self.expr(b)));
        let typ = if is_string(t) && basic(typ) == Some(BasicKind::UntypedString) {
            Type::basic(BasicKind::String)
        } else {
            typ
        };
        self.mk(K::Slice { x, lo, hi, max, array, string: is_string(t), three: full || max.is_some() }, pos, typ)
    }

    fn unary(&mut self, pos: IrPos, op: UnaryOp, x: ExprId, typ: Type) -> NodeId {
        let node = self.expr(x);
        match op {
            UnaryOp::Addr => {
                if matches!(self.u.nodes[node].kind, K::CompLit { .. }) {
                    return self.mk(K::PtrLit { x: node }, pos, typ);
                }
                self.mark_addressed(node);
                self.mk(K::Addr { x: node }, pos, typ)
            }
            UnaryOp::Deref => self.mk(K::Deref { x: node }, pos, typ),
            UnaryOp::Recv => {
                let typ = match typ.kind() {
                    TypeKind::Tuple(v) => v.first().map_or(typ, |v| v.typ()),
                    _ => typ,
                };
                self.mk(K::Receive { x: node }, pos, typ)
            }
            _ => {
                let op = match op {
                    UnaryOp::Sub => UnOp::Neg,
                    UnaryOp::Xor => UnOp::BitNot,
                    UnaryOp::Not => UnOp::Not,
                    _ => UnOp::Plus,
                };
                self.mk(K::Unary { op, x: node }, pos, typ)
            }
        }
    }

    /// The type to which both operands of a comparison or arithmetic operation are brought.
    pub fn common_type(&self, x: ExprId, y: ExprId) -> Type {
        let (a, b) = (self.typ_of(x), self.typ_of(y));
        if identical(a, b) || basic(a) == Some(BasicKind::UntypedNil) {
            return b;
        }
        if basic(b) == Some(BasicKind::UntypedNil) {
            return a;
        }
        match (is_interface(a), is_interface(b)) {
            (true, false) => a,
            (false, true) => b,
            (true, true) => {
                let count = |t| escape_types::typeset::type_set(t).methods.len();
                if count(a) >= count(b) { b } else { a }
            }
            _ => match underlying(a).kind() {
                TypeKind::Chan { dir, .. } if *dir != escape_syntax::ast::ChanDir::Both => a,
                _ => b,
            },
        }
    }

    fn binary(&mut self, pos: IrPos, op: BinaryOp, x: ExprId, y: ExprId, typ: Type) -> NodeId {
        let common = match op {
            BinaryOp::Shl | BinaryOp::Shr => None,
            _ => Some(self.common_type(x, y)),
        };
        let (x, y) = match op {
            BinaryOp::AndAnd | BinaryOp::OrOr => (self.remaining(x), self.remaining(y)),
            _ => (x, y),
        };
        let a = self.converted(common, x);
        let b = self.converted(common, y);
        // An untyped constant count is a uint.
        if common.is_none() && self.u.nodes[b].typ.is_some_and(is_untyped) {
            self.u.nodes[b].typ = Some(Type::basic(BasicKind::Uint));
        }
        match op {
            BinaryOp::AndAnd | BinaryOp::OrOr => self.mk(K::Logical { or: op == BinaryOp::OrOr, x: a, y: b }, pos, typ),
            BinaryOp::Add if is_string(typ) => {
                let mut list = NodeList::new();
                let node = if let K::AddStr { list: l } = &mut self.u.nodes[a].kind {
                    list.append(l);
                    Some(a)
                } else {
                    list.push(a);
                    None
                };
                match &mut self.u.nodes[b].kind {
                    K::AddStr { list: l } => list.append(l),
                    _ => list.push(b),
                }
                match node {
                    Some(n) => {
                        self.u.nodes[n].kind = K::AddStr { list };
                        self.u.nodes[n].pos = pos;
                        self.u.nodes[n].typ = Some(typ);
                        n
                    }
                    None => self.mk(K::AddStr { list }, pos, typ),
                }
            }
            _ => self.mk(K::Binary { op, x: a, y: b }, pos, typ),
        }
    }
}

/// gc's tree has no untyped values: what the checker left untyped gets the type that the context implies.
pub(crate) fn ideal_type(t: Type) -> Type {
    Type::basic(match t.kind() {
        // The count of a shift that is not constant.
        TypeKind::Basic(BasicKind::UntypedInt | BasicKind::UntypedFloat | BasicKind::UntypedComplex) => BasicKind::Uint,
        TypeKind::Basic(BasicKind::UntypedBool) => BasicKind::Bool,
        TypeKind::Basic(BasicKind::UntypedString) => BasicKind::String,
        TypeKind::Basic(BasicKind::UntypedRune) => BasicKind::Int32,
        _ => return t,
    })
}

fn named_pointer(t: Type) -> bool {
    matches!(unalias(t).kind(), TypeKind::Named(_))
}

/// A type as it is read from another package's export data, where an empty interface is always `any`.
fn as_imported(t: Type) -> Type {
    match t.kind() {
        TypeKind::Interface(_) if is_empty_interface(t) => escape_types::universe::universe().any,
        TypeKind::Slice(elem) => Type::new(TypeKind::Slice(as_imported(*elem))),
        TypeKind::Pointer(elem) => Type::pointer(as_imported(*elem)),
        &TypeKind::Array { elem, len } => Type::new(TypeKind::Array { elem: as_imported(elem), len }),
        &TypeKind::Chan { dir, elem } => Type::new(TypeKind::Chan { dir, elem: as_imported(elem) }),
        &TypeKind::Map { key, elem } => Type::new(TypeKind::Map { key: as_imported(key), elem: as_imported(elem) }),
        _ => t,
    }
}

/// The field that a key of a literal of type `base` names, and its offset; it may be promoted from an embedded struct
/// (specification: "Composite literals").
fn keyed_field(base: Type, typed: &escape_types::TypedPackage, key: ExprId) -> Option<(Obj, i64)> {
    let name = typed.ast.name(key)?;
    if let TypeKind::Struct(s) = underlying(base).kind()
        && let Some(&field) = s.fields.iter().find(|f| f.name() == name)
    {
        return Some((field, field_offset(base, field)));
    }
    let pkg = typed.info.uses[key].and_then(|f| f.pkg());
    let found = escape_types::lookup::lookup_field_or_method(base, false, pkg, name, false);
    Some((found.obj?, escape_types::sizes::offset_of(base, &found.index)))
}

/// A field's offset in its struct, in bytes.
pub(crate) fn field_offset(base: Type, field: Obj) -> i64 {
    match underlying(base).kind() {
        TypeKind::Struct(s) => match s.fields.iter().position(|&f| f == field) {
            Some(0) | None => 0,
            Some(i) => escape_types::sizes::offsets_of(base).get(i).copied().unwrap_or(0),
        },
        _ => 0,
    }
}
