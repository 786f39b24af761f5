//! Calls of predeclared functions and of package unsafe's (specification: "Built-in functions").

use super::Reader;
use super::expr::{basic, pointee};
use crate::ir::*;
use escape_syntax::ast::{ExprId, ExprKind};
use escape_types::under::underlying;
use escape_types::{BasicKind, BuiltinId, Const, Mode, Type, TypeKind};
use std::sync::LazyLock;
use thin_vec::thin_vec;

/// `interface{}`.
pub(crate) fn empty_interface() -> Type {
    static T: LazyLock<Type> = LazyLock::new(|| Type::new(TypeKind::Interface(Box::default())));
    *T
}

impl Reader<'_, '_> {
    /// The node of a call of a predeclared function.
    pub fn builtin(&mut self, id: BuiltinId, pos: IrPos, args: &[ExprId], dots: bool, typ: Type) -> NodeId {
        match id {
            BuiltinId::Make => return self.make(pos, args, typ),
            BuiltinId::New => return self.new_call(pos, args, typ),
            BuiltinId::Alignof | BuiltinId::Offsetof | BuiltinId::Sizeof => {
                let size = args.first().map_or(0, |&a| match id {
                    BuiltinId::Alignof => escape_types::sizes::align_of(self.typ_of(a)),
                    BuiltinId::Sizeof => escape_types::sizes::size_of(self.typ_of(a)),
                    _ => self.offset_of(a),
                });
                return self.mk(NodeKind::Literal(Const::from(size)), pos, typ);
            }
            _ => {}
        }
        let nodes = match id {
            BuiltinId::Append => self.append_arguments(pos, args, dots, typ),
            BuiltinId::Panic => args.iter().map(|&a| self.converted(Some(empty_interface()), a)).collect(),
            BuiltinId::Max | BuiltinId::Min => {
                let dst = vec![Some(typ); self.value_count(args)];
                self.multi(pos, &dst, args)
            }
            BuiltinId::Complex => {
                let part = match basic(typ) {
                    Some(BasicKind::Complex64) => Some(Type::basic(BasicKind::Float32)),
                    Some(BasicKind::Complex128) => Some(Type::basic(BasicKind::Float64)),
                    _ => None,
                };
                self.multi(pos, &[part, part], args)
            }
            BuiltinId::Delete => {
                let key = args.first().and_then(|&m| match underlying(self.typ_of(m)).kind() {
                    TypeKind::Map { key, .. } => Some(*key),
                    _ => None,
                });
                self.multi(pos, &[None, key], args)
            }
            _ => {
                let dst = vec![None; self.value_count(args)];
                self.multi(pos, &dst, args)
            }
        };
        let none = matches!(
            id,
            BuiltinId::Clear
                | BuiltinId::Close
                | BuiltinId::Delete
                | BuiltinId::Panic
                | BuiltinId::Print
                | BuiltinId::Println
        );
        let first = nodes.first().map(|&a| self.node_type(a));
        let n = self.u.node(NodeKind::Builtin { op: id, args: nodes, is_ddd: dots }, pos, (!none).then_some(typ));
        match first {
            Some(t) if matches!(id, BuiltinId::Append | BuiltinId::Copy | BuiltinId::Delete | BuiltinId::Slice) => {
                self.needs_type(n, t)
            }
            _ => n,
        }
    }

    /// How many values the arguments are: one call may be several.
    fn value_count(&self, args: &[ExprId]) -> usize {
        match args {
            [a] => match self.typ_of(*a).kind() {
                TypeKind::Tuple(v) => v.len(),
                _ => 1,
            },
            _ => args.len(),
        }
    }

    fn append_arguments(&mut self, pos: IrPos, args: &[ExprId], dots: bool, typ: Type) -> NodeList {
        let elem = match underlying(typ).kind() {
            TypeKind::Slice(e) => Some(*e),
            _ => None,
        };
        let dst: Vec<Option<Type>> = (0..self.value_count(args))
            .map(|i| match i {
                0 => Some(typ),
                _ if dots => None,
                _ => elem,
            })
            .collect();
        let mut nodes = self.multi(pos, &dst, args);
        if dots
            && let Some(last) = nodes.last_mut()
            && matches!(self.u.nodes[*last].kind, NodeKind::Nil)
        {
            self.u.nodes[*last].typ = Some(typ);
        }
        nodes
    }

    fn make(&mut self, pos: IrPos, args: &[ExprId], typ: Type) -> NodeId {
        if let Some(t) = args.first().and_then(|&a| self.typed.info.types[self.typed.ast.unparen(a)].typ) {
            self.read(t);
        }
        let kind = match underlying(typ).kind() {
            TypeKind::Map { .. } => MakeKind::Map,
            TypeKind::Chan { .. } => MakeKind::Chan,
            _ => MakeKind::Slice,
        };
        let len = args.get(1).map(|&a| self.expr(a));
        let cap = args.get(2).map(|&a| self.expr(a));
        let n = self.mk(NodeKind::Make { kind, len, cap }, pos, typ);
        self.needs_type(n, typ)
    }

    /// The offset of the field that a selector selects.
    fn offset_of(&self, selector: ExprId) -> i64 {
        let ast = &self.typed.ast;
        let e = ast.unparen(selector);
        let (ExprKind::Selector { x, .. }, Some(s)) = (&ast.exprs[e].kind, self.typed.info.selections.get(&e)) else {
            return 0;
        };
        let base = self.typ_of(*x);
        escape_types::sizes::offset_of(pointee(base).unwrap_or(base), &s.index)
    }

    /// `new(T)`, or `new(value)`: a variable of its own, and its address.
    fn new_call(&mut self, pos: IrPos, args: &[ExprId], typ: Type) -> NodeId {
        let Some(&arg) = args.first() else { return self.mk(NodeKind::Nil, pos, typ) };
        if self.typed.info.types[self.typed.ast.unparen(arg)].mode == Mode::Type {
            let operand = self.type_operand(arg, None);
            let args = match self.u.nodes[operand].kind {
                NodeKind::Type => NodeList::new(),
                _ => thin_vec![operand],
            };
            return self.mk(NodeKind::Builtin { op: BuiltinId::New, args, is_ddd: false }, pos, typ);
        }
        let elem = pointee(typ).unwrap_or(typ);
        let value = self.converted(Some(elem), arg);
        let func = self.func();
        let tmp = self.u.temp(func, pos, elem);
        let dcl = self.u.node(NodeKind::Dcl(tmp), pos, None);
        let x = self.u.name_node(tmp, pos);
        let assign = self.u.node(NodeKind::Assign { x, y: Some(value), def: true }, pos, None);
        self.u.nodes[assign].init.push(dcl);
        self.u.names[tmp].defn = Some(assign);
        self.u.names[tmp].addr_taken = true;
        let x = self.u.name_node(tmp, pos);
        let addr = self.mk(NodeKind::Addr { x }, pos, typ);
        self.u.nodes[addr].init.push(assign);
        addr
    }
}
