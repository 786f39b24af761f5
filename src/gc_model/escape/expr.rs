//! Expressions: where a value goes (facts.md §10.4, §10.7, §10.8).

use super::{Site, Walker, Why, layout};
use crate::ir::{Class, ConvKind, DotKind, FuncId, LitKind, MakeKind, NodeId, NodeKind};
use escape_graph::{Hole, Kind};
use escape_types::{BuiltinId, Type};

impl Walker<'_, '_, '_> {
    /// Evaluates an expression whose value goes to `k`.
    pub(super) fn expr(&mut self, k: Hole, n: NodeId) {
        self.stmts(&self.unit.nodes[n].init);
        self.expr_skip_init(k, n);
    }

    /// Evaluates for side effects and for the locations inside.
    pub(super) fn discard(&mut self, n: NodeId) {
        self.expr(self.blank(), n)
    }

    pub(super) fn discard_opt(&mut self, n: Option<NodeId>) {
        if let Some(n) = n {
            self.discard(n)
        }
    }

    pub(super) fn discards(&mut self, list: &[NodeId]) {
        for &n in list {
            self.discard(n)
        }
    }

    pub(super) fn typ(&self, n: NodeId) -> Type {
        self.unit.nodes[n].typ.unwrap_or(Type::INVALID)
    }

    /// A value of type `t` taken out of an interface or out of another value of its own.
    pub(super) fn dot_type(&mut self, k: Hole, t: Type, at: NodeId, why: Why) -> Hole {
        let k = if layout::is_interface(t) || layout::is_direct(t) { k } else { k.shift(1) };
        self.note(k, at, why)
    }

    pub(super) fn expr_skip_init(&mut self, mut k: Hole, n: NodeId) {
        let unit = self.unit;
        let node = &unit.nodes[n];
        if k.derefs >= 0
            && let Some(t) = node.typ
            && layout::is_pointer_free(t)
        {
            k.dst = super::Graph::BLANK;
        }
        match &node.kind {
            NodeKind::Literal(_)
            | NodeKind::Nil
            | NodeKind::Type
            | NodeKind::MethodExpr { .. }
            | NodeKind::LinkSym(_)
            | NodeKind::Opaque
            | NodeKind::DynamicType { .. } => {}

            NodeKind::Omitted { uses, .. } => self.discards(uses),
            &NodeKind::Name(name) => match unit.names[name].class {
                Class::Func | Class::Global => {}
                _ => {
                    let loc = self.loc_of(name);
                    self.flow(k, loc)
                }
            },

            &NodeKind::Unary { x, .. } | &NodeKind::Receive { x } => self.discard(x),
            &NodeKind::Binary { x, y, .. } | &NodeKind::Logical { x, y, .. } => {
                self.discard(x);
                self.discard(y)
            }
            &NodeKind::Paren { x } => self.expr(k, x),
            &NodeKind::Addr { x } => {
                let k = self.addr_of(k, n, Why::AddressOf);
                self.expr(k, x)
            }
            &NodeKind::Deref { x } => {
                let k = self.deref(k, n, Why::Indirection);
                self.expr(k, x)
            }
            &NodeKind::Dot { kind, x, func, .. } => match kind {
                DotKind::Field | DotKind::InterfaceMethod | DotKind::Method => {
                    let k = self.note(k, n, Why::Dot);
                    self.expr(k, x)
                }
                DotKind::PtrField => {
                    let k = self.deref(k, n, Why::DotOfPointer);
                    self.expr(k, x)
                }
                DotKind::MethodValue => self.method_value(k, n, x, func.and_then(|f| unit.names[f].func)),
            },
            &NodeKind::TypeAssert { x, .. } | &NodeKind::DynamicTypeAssert { x, .. } => {
                // A comma-ok assertion's own type may be the pair; the value's is what counts.
                let k = self.dot_type(k, layout::first_of_tuple(self.typ(n)), n, Why::Dot);
                self.expr(k, x)
            }
            &NodeKind::Index { x, index, .. } => {
                let k = if layout::is_array(self.typ(x)) {
                    self.note(k, n, Why::ArrayIndex)
                } else {
                    self.deref(k, n, Why::DotOfPointer)
                };
                self.expr(k, x);
                self.discard(index)
            }
            &NodeKind::IndexMap { x, index, .. } => {
                self.discard(x);
                self.discard(index)
            }
            &NodeKind::Slice { x, lo, hi, max, .. } => {
                let k = self.note(k, n, Why::Slice);
                self.expr(k, x);
                self.discard_opt(lo);
                self.discard_opt(hi);
                self.discard_opt(max)
            }
            &NodeKind::Conv { kind, x } => self.conversion(k, n, kind, x),
            NodeKind::AddStr { list } => {
                self.spill(k, n);
                self.discards(list)
            }

            &NodeKind::Builtin { op: BuiltinId::New, .. } => {
                self.spill(k, n);
            }
            NodeKind::Builtin { .. } | NodeKind::Call { .. } | NodeKind::InlinedCall { .. } => self.call(&[k], n),

            &NodeKind::Make { kind, len, cap } => {
                if kind != MakeKind::Chan {
                    self.spill(k, n);
                }
                self.discard_opt(len);
                if kind == MakeKind::Slice {
                    self.discard_opt(cap)
                }
            }
            &NodeKind::PtrLit { x } => {
                let k = self.spill(k, n);
                self.expr(k, x)
            }
            NodeKind::CompLit { kind, elems, .. } => {
                let (k, why) = match kind {
                    LitKind::Array => (k, Why::ArrayElement),
                    LitKind::Struct => (k, Why::StructElement),
                    LitKind::Slice => (self.spill(k, n), Why::SliceElement),
                    LitKind::Map => {
                        self.spill(k, n);
                        for &e in elems {
                            if let NodeKind::KeyValue { key, value } = unit.nodes[e].kind {
                                self.assign_heap(key, Why::MapKey, n);
                                self.assign_heap(value, Why::MapValue, n)
                            }
                        }
                        return;
                    }
                };
                for &e in elems {
                    let value = match unit.nodes[e].kind {
                        NodeKind::KeyValue { value, .. } | NodeKind::StructKey { value, .. } => value,
                        _ => e,
                    };
                    let k = self.note(k, n, why);
                    self.expr(k, value)
                }
            }
            &NodeKind::Closure { func, .. } => self.closure(k, n, func),
            // Not expressions.
            _ => {}
        }
    }

    fn conversion(&mut self, k: Hole, n: NodeId, kind: ConvKind, x: NodeId) {
        match kind {
            ConvKind::Conv | ConvKind::Nop => {
                if layout::is_unsafe_pointer(self.typ(n)) && layout::is_uintptr(self.typ(x)) {
                    self.unsafe_value(k, x)
                } else {
                    self.expr(k, x)
                }
            }
            ConvKind::Iface => {
                let t = self.typ(x);
                let k = if layout::is_interface(t) || layout::is_direct(t) { k } else { self.spill(k, n) };
                let k = self.note(k, n, Why::InterfaceConverted);
                self.expr(k, x)
            }
            ConvKind::SliceToArray => {
                let k = self.deref(k, n, Why::SliceToArray);
                self.expr(k, x)
            }
            ConvKind::SliceToArrayPtr | ConvKind::BytesToStrTmp | ConvKind::StrToBytesTmp => self.expr(k, x),
            ConvKind::BytesToStr
            | ConvKind::RunesToStr
            | ConvKind::StrToBytes
            | ConvKind::StrToRunes
            | ConvKind::RuneToStr => {
                self.spill(k, n);
                self.discard(x)
            }
        }
    }

    /// `x.m` as a value: the receiver is kept for later calls, whose results may go anywhere.
    fn method_value(&mut self, k: Hole, n: NodeId, x: NodeId, method: Option<FuncId>) {
        let kept = self.spill(k, n);
        let passed = match method {
            // An interface's method: any implementation may be called.
            None => self.heap(),
            Some(m) => {
                let ks = vec![self.heap(); self.result_count(m)];
                self.tag_hole(Some(&ks), m, 0)
            }
        };
        let k = self.tee(&[passed, kept]);
        self.expr(k, x)
    }

    /// A function literal: captures are wired when every assignment is known; a capturing body is walked here.
    fn closure(&mut self, k: Hole, n: NodeId, func: FuncId) {
        let k = self.spill(k, n);
        self.b.closures.push((k, n));
        if !super::is_capturing(self.unit, func) {
            return;
        }
        let f = &self.unit.funcs[func];
        for &cv in &f.closure_vars {
            let l = self.loc_of(cv);
            let depth = self.loop_depth;
            let loc = &mut self.b.graph.locs[l];
            if !loc.captured {
                loc.captured = true;
                // What was assigned in straight-line code before the first capture does not count.
                if loc.loop_depth == depth {
                    loc.reassigned = false;
                }
            }
        }
        if f.dcl.iter().any(|n| !self.b.locs.contains_key(n)) {
            // A literal that is not in the batch: a wrapper's, analysed alone.
            self.b.members.insert(func);
            self.b.init_function(self.unit, func);
        }
        Walker::new(self.unit, self.b, self.state, func).function();
    }

    /// Arithmetic on addresses: only a pointer converted right here flows (facts.md §10.8).
    pub(super) fn unsafe_value(&mut self, k: Hole, n: NodeId) {
        use escape_syntax::ast::BinaryOp as Op;
        self.stmts(&self.unit.nodes[n].init);
        match self.unit.nodes[n].kind {
            NodeKind::Conv { kind: ConvKind::Conv | ConvKind::Nop, x } => {
                if layout::is_unsafe_pointer(self.typ(x)) {
                    self.expr(k, x)
                } else {
                    self.discard(x)
                }
            }
            NodeKind::Dot { kind: DotKind::PtrField, x, .. } => {
                if self.is_reflect_header_data(n) {
                    let k = self.deref(k, n, Why::HeaderData);
                    self.expr(k, x)
                } else {
                    self.discard(x)
                }
            }
            NodeKind::Unary { x, .. } => self.unsafe_value(k, x),
            NodeKind::Paren { x } => self.unsafe_value(k, x),
            NodeKind::Binary { op: Op::Shl | Op::Shr, x, y } => {
                self.unsafe_value(k, x);
                self.discard(y)
            }
            NodeKind::Binary { x, y, .. } => {
                self.unsafe_value(k, x);
                self.unsafe_value(k, y)
            }
            _ => self.expr_skip_init(self.blank(), n),
        }
    }

    /// `h.Data` of a `reflect.SliceHeader` or `reflect.StringHeader`.
    pub(super) fn is_reflect_header_data(&self, n: NodeId) -> bool {
        let NodeKind::Dot { kind: DotKind::Field | DotKind::PtrField, x, sel, .. } = self.unit.nodes[n].kind else {
            return false;
        };
        sel == "Data" && layout::is_uintptr(self.typ(n)) && layout::is_reflect_header(self.typ(x))
    }

    /// `src` is stored in the heap.
    pub(super) fn assign_heap(&mut self, src: NodeId, why: Why, at: NodeId) {
        let k = self.heap();
        let k = self.note(k, at, why);
        self.expr(k, src)
    }

    /// An anonymous location that lives as long as the statement and beyond.
    pub(super) fn anonymous(&mut self) -> escape_graph::Loc {
        self.new_loc(None::<Site>, Kind::Plain, true)
    }
}
