//! Calls: what is called, and the arguments as the callee's parameters take them (facts.md §2, §5).

use super::decl::{is_generic, signature};
use super::expr::{is_interface, pointee};
use super::*;
use crate::ir::NodeKind as K;
use escape_types::under::{unalias, underlying};
use escape_types::{BuiltinId, Mode, ObjKind, Selection, SelectionKind, TypeKind};

impl Reader<'_, '_> {
    pub(super) fn call(&mut self, pos: IrPos, fun: ExprId, args: &[ExprId], has_dots: bool, typ: Type) -> NodeId {
        let typed = self.typed.clone();
        let callee = typed.ast.unparen(fun);
        match typed.info.types[callee].mode {
            Mode::Type => {
                let dst = self.typ_of(callee);
                let Some(&arg) = args.first() else { return self.mk(K::Nil, pos, typ) };
                self.read(typed.info.types[callee].typ.unwrap_or(Type::INVALID));
                self.conversion_table(arg, dst);
                let x = self.expr(arg);
                let at = self.epos(arg);
                return self.convert_node(x, dst, at, false);
            }
            Mode::Builtin => {
                if let Some(id) = typed.builtin(callee) {
                    return self.builtin(id, pos, args, has_dots, typ);
                }
            }
            _ => {}
        }
        let fun_type = self.typ_of(callee);
        let (kind, fun_node, mut out) = self.callee(fun);
        let Some(sig) = signature(fun_type) else { return self.mk(K::Nil, pos, typ) };
        let declared = self.declared_signature(callee).unwrap_or(sig);
        let params: Vec<Type> = declared.params().iter().map(|p| p.typ()).collect();
        let values = self.call_arguments(pos, &params, sig.variadic(), has_dots, args);
        out.extend(values);
        let call_type = match sig.results() {
            [] => None,
            [r] => Some(r.typ()),
            rs => Some(Type::new(TypeKind::Tuple(rs.to_vec()))),
        };
        let is_ddd = sig.variadic();
        self.finish_call(pos, kind, fun_node, out, is_ddd, call_type)
    }

    /// The signature that the source knows of a callee whose type is a type parameter: its shape has lost which parameters are
    /// type parameters themselves.
    fn declared_signature(&self, callee: ExprId) -> Option<&'static escape_types::ty::Signature> {
        let t = self.typed.info.types[callee].typ?;
        let TypeKind::TypeParam(_) = unalias(t).kind() else { return None };
        signature(self.subst(escape_types::under::common_under(t).ok()?))
    }

    /// The instance whose method is selected, as it is written. An alias on the way does not count here, though it may make other shapes of its
    /// arguments: the receiver has those.
    pub(super) fn method_owner(&self, s: &Selection) -> Option<Type> {
        let at = self.selected_from(s);
        let at = unalias(pointee(at).unwrap_or(at));
        matches!(at.kind(), TypeKind::Named(n) if !n.targs.is_empty()).then_some(at)
    }

    /// A callee: the kind of call, the function, and the arguments that come first (receiver, dictionary).
    pub fn callee(&mut self, fun: ExprId) -> (CallKind, NodeId, NodeList) {
        let typed = self.typed.clone();
        let mut callee = typed.ast.unparen(fun);
        let fun_type = self.typ_of(callee);
        // `x.M[int]`
        if let ExprKind::Index { x, .. } = typed.ast.exprs[callee].kind
            && let method = typed.ast.unparen(x)
            && let ExprKind::Selector { sel, .. } = typed.ast.exprs[method].kind
            && typed.info.selections.contains_key(&method)
            && typed.info.instances.contains_key(&sel)
        {
            callee = method;
        }
        let mut out = NodeList::new();
        let mut kind = CallKind::Func;
        let mut fun_node = None;
        if let (ExprKind::Selector { x, .. }, Some(s)) =
            (&typed.ast.exprs[callee].kind, typed.info.selections.get(&callee))
            && s.kind == SelectionKind::MethodVal
        {
            let at = self.epos(callee);
            let param = matches!(unalias(s.recv).kind(), TypeKind::TypeParam(_));
            let recv = if param { self.expr(*x) } else { self.receiver(*x, s, at) };
            let t = self.node_type(recv);
            self.read_method(callee, s);
            let own: Vec<Type> = match typed.ast.exprs[callee].kind {
                ExprKind::Selector { sel, .. } => {
                    typed.info.instances.get(&sel).map(|i| i.targs.clone()).unwrap_or_default()
                }
                _ => Vec::new(),
            };
            if param {
                if is_interface(t) && self.u.flags.level >= 1 {
                    self.u.say(at, MessageKind::Devirtualize, "imprecise interface call");
                }
                fun_node = Some(self.type_param_method(t, fun_type, callee, at));
                out.push(recv);
            } else if !is_interface(t)
                && let Some((f, dict)) = self.instance_method_call(s, &own, callee, at)
            {
                fun_node = Some(f);
                out.push(recv);
                out.push(dict);
            } else if is_interface(t) {
                kind = CallKind::Interface;
                let sel = s.obj.name();
                fun_node = Some(self.mk(
                    K::Dot { kind: DotKind::InterfaceMethod, x: recv, sel, obj: Some(s.obj), offset: 0, func: None },
                    at,
                    fun_type,
                ));
            } else if let Some(func) = self.method_name(s.obj, t) {
                fun_node = Some(self.mk(K::MethodExpr { recv: t, func, sel: s.obj.name() }, at, fun_type));
                out.push(recv);
            }
        }
        if fun_node.is_none()
            && let Some((ident, obj)) = self.generic_callee(callee)
            && let Some(i) = typed.info.instances.get(&ident)
        {
            let at = self.epos(callee);
            if let Some((f, dict)) = self.instance_call(obj, &i.targs, callee, at) {
                fun_node = Some(f);
                out.push(dict);
            }
        }
        let fun_node = match fun_node {
            Some(f) => f,
            None => self.expr(fun),
        };
        (kind, fun_node, out)
    }

    /// The identifier and object of a generic function that an expression denotes an instance of.
    fn generic_callee(&self, callee: ExprId) -> Option<(ExprId, escape_types::Obj)> {
        let ast = &self.typed.ast;
        let base = match ast.exprs[callee].kind {
            ExprKind::Index { x, .. } => ast.unparen(x),
            _ => callee,
        };
        let ident = match ast.exprs[base].kind {
            ExprKind::Selector { sel, .. } => sel,
            _ => base,
        };
        let obj = self.typed.info.object_of(ident)?;
        (matches!(obj.data().kind, ObjKind::Func { .. }) && is_generic(obj)).then_some((ident, obj))
    }

    /// Arguments converted to the parameters' types, the variadic ones packed.
    fn call_arguments(&mut self, pos: IrPos, params: &[Type], variadic: bool, dots: bool, args: &[ExprId]) -> NodeList {
        let count = match args {
            [a] => match self.typ_of(*a).kind() {
                TypeKind::Tuple(v) => v.len(),
                _ => 1,
            },
            _ => args.len(),
        };
        let last = params.len().saturating_sub(1);
        let dst: Vec<Option<Type>> = (0..count)
            .map(|i| {
                if variadic && !dots && i >= last {
                    match params.last().map(|t| underlying(*t).kind()) {
                        Some(TypeKind::Slice(e)) => Some(*e),
                        _ => None,
                    }
                } else {
                    params.get(i).copied()
                }
            })
            .collect();
        let mut values = self.multi(pos, &dst, args);
        if variadic && !dots {
            let extra = values.split_off(last.min(values.len()));
            let t = params.last().copied().unwrap_or(Type::INVALID);
            let packed = self.dots_argument(pos, t, extra);
            values.push(packed);
        }
        values
    }

    pub fn dots_argument(&mut self, pos: IrPos, typ: Type, extra: NodeList) -> NodeId {
        if extra.is_empty() {
            return self.mk(K::Nil, pos, typ);
        }
        let len = extra.len() as i64;
        self.mk_implicit(K::CompLit { kind: LitKind::Slice, elems: extra, len }, pos, typ)
    }

    /// The call; a callee (or interface receiver) that contains a call goes through a temporary first (facts.md §5).
    pub fn finish_call(
        &mut self,
        pos: IrPos,
        kind: CallKind,
        mut fun: NodeId,
        args: NodeList,
        is_ddd: bool,
        typ: Option<Type>,
    ) -> NodeId {
        let mut init = NodeList::new();
        let slot = match self.u.nodes[fun].kind {
            K::Dot { kind: DotKind::InterfaceMethod, x, .. } => x,
            _ => fun,
        };
        let effects = self.u.any(slot, &mut |n| match self.u.nodes[n].kind {
            K::Call { .. } | K::Receive { .. } => true,
            K::Builtin { op, .. } => op != BuiltinId::New,
            _ => false,
        });
        if effects {
            let t = self.node_type(slot);
            let func = self.func();
            let tmp = self.u.temp(func, pos, t);
            // Printed as an assignment, although it is what gives the temporary its value.
            let dcl = self.u.node(K::Dcl(tmp), pos, None);
            let x = self.u.name_node(tmp, pos);
            let assign = self.u.node(K::Assign { x, y: Some(slot), def: false }, pos, None);
            self.u.names[tmp].defn = Some(assign);
            self.u.nodes[assign].init.push(dcl);
            init.push(assign);
            let value = self.u.name_node(tmp, pos);
            match &mut self.u.nodes[fun].kind {
                K::Dot { kind: DotKind::InterfaceMethod, x, .. } => *x = value,
                _ => fun = value,
            }
        }
        let n = self.u.node(
            K::Call { kind, fun, args, is_ddd, go_defer: false, keep_alive: false, no_inline: false },
            pos,
            typ,
        );
        self.u.nodes[n].init = init;
        n
    }
}
