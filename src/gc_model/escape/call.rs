//! Calls and builtins (facts.md §10.6).

use super::{Walker, Why, layout};
use crate::ir::{CallKind, Class, ConvKind, FuncId, LitKind, NodeId, NodeKind, NodeList, Unit};
use crate::static_value;
use escape_graph::{Hole, Leaks};
use escape_syntax::ast::Pragma;
use escape_types::{BuiltinId, TypeKind};

/// How many results a function has.
fn results_of(unit: &Unit<'_>, f: FuncId) -> usize {
    let func = &unit.funcs[f];
    if func.local {
        return func.results.len();
    }
    match func.typ.map(|t| escape_types::under::underlying(t).kind()) {
        Some(TypeKind::Signature(s)) => s.results().len(),
        _ => func.results.len(),
    }
}

/// The pragma of a function, foreign ones included.
fn pragma_of(unit: &Unit<'_>, f: FuncId) -> Pragma {
    let func = &unit.funcs[f];
    match func.obj {
        Some(obj) if !func.local => func.pragma | unit.deps.summary(obj).map_or(Pragma::empty(), |s| s.pragma),
        _ => func.pragma,
    }
}

/// The functions that may be called, when they are known.
fn callees(unit: &Unit<'_>, state: &mut super::State, func: FuncId, fun: NodeId) -> Vec<FuncId> {
    let oracle = super::oracle(unit, state, func);
    let v = oracle.static_value(unit, fun);
    if let Some(f) = static_value::static_callee(unit, v) {
        return vec![f];
    }
    let NodeKind::Name(name) = unit.nodes[v].kind else { return Vec::new() };
    if unit.names[name].class == Class::Func {
        return Vec::new();
    }
    let Some(assigned) = oracle.func_assignments(unit, name) else { return Vec::new() };
    let mut out = Vec::new();
    for &y in assigned {
        if is_zero(unit, y) {
            continue;
        }
        let Some(f) = static_value::static_callee(unit, y) else { return Vec::new() };
        if pragma_of(unit, f).intersects(Pragma::UINTPTRKEEPALIVE | Pragma::UINTPTRESCAPES) {
            return Vec::new();
        }
        out.push(f);
    }
    out
}

impl Walker<'_, '_, '_> {
    pub(super) fn result_count(&self, f: FuncId) -> usize {
        results_of(self.unit, f)
    }

    fn argument(&mut self, k: Hole, call: NodeId, arg: NodeId) {
        let k = self.note(k, call, Why::CallParameter);
        self.expr(k, arg)
    }

    /// A call whose results nobody uses.
    pub(super) fn call_stmt(&mut self, n: NodeId) {
        self.call_results(None, n)
    }

    /// A call whose results go to `ks`.
    pub(super) fn call(&mut self, ks: &[Hole], n: NodeId) {
        self.call_results(Some(ks), n)
    }

    fn call_results(&mut self, ks: Option<&[Hole]>, n: NodeId) {
        let unit = self.unit;
        match &unit.nodes[n].kind {
            NodeKind::Call { .. } => self.function_call(ks, n),
            NodeKind::InlinedCall { body, results, .. } => {
                self.stmts(body);
                for (i, &r) in results.iter().enumerate() {
                    let k = ks.and_then(|ks| ks.get(i).copied()).unwrap_or(self.blank());
                    self.expr(k, r)
                }
            }
            NodeKind::Builtin { op, args, is_ddd } => {
                let k = ks.and_then(|ks| ks.first().copied()).unwrap_or(self.blank());
                self.builtin(k, n, *op, args, *is_ddd)
            }
            NodeKind::Conv { x, .. } | NodeKind::Paren { x } => self.call_results(ks, *x),
            _ => self.expr_skip_init(ks.and_then(|ks| ks.first().copied()).unwrap_or(self.blank()), n),
        }
    }

    fn builtin(&mut self, k: Hole, n: NodeId, op: BuiltinId, args: &[NodeId], is_ddd: bool) {
        let first = args.first().copied();
        match op {
            BuiltinId::Append => {
                let Some(s) = first else { return };
                let mutator = self.mutator();
                let mut appendee = self.tee(&[k, mutator]);
                if !layout::elem_is_pointer_free(self.typ(s)) {
                    let heap = self.heap();
                    let heap = self.deref(heap, n, Why::Appendee);
                    appendee = self.tee(&[appendee, heap]);
                }
                self.argument(appendee, n, s);
                if is_ddd {
                    if let Some(&more) = args.get(1) {
                        let mut appended = self.blank();
                        if layout::is_slice(self.typ(more)) && !layout::elem_is_pointer_free(self.typ(more)) {
                            let heap = self.heap();
                            appended = self.deref(heap, n, Why::Appended);
                        }
                        self.argument(appended, n, more)
                    }
                } else {
                    for &a in &args[1..] {
                        self.argument(self.heap(), n, a)
                    }
                }
                // The backing store is made anew for each append and never reused, so no loop holds it.
                let backing = self.spill(k, n);
                self.b.graph.locs[backing.dst].loop_depth = 0;
            }
            BuiltinId::Copy => {
                if let &[dst, src] = args {
                    self.argument(self.mutator(), n, dst);
                    let mut copied = self.blank();
                    if layout::is_slice(self.typ(src)) && !layout::elem_is_pointer_free(self.typ(src)) {
                        let heap = self.heap();
                        copied = self.deref(heap, n, Why::Copied);
                    }
                    self.argument(copied, n, src)
                }
            }
            BuiltinId::Panic => {
                for &a in args {
                    self.argument(self.heap(), n, a)
                }
            }
            BuiltinId::Clear => {
                for &a in args {
                    self.argument(self.mutator(), n, a)
                }
            }
            BuiltinId::Min | BuiltinId::Max => {
                for &a in args {
                    self.argument(k, n, a)
                }
            }
            BuiltinId::Add
            | BuiltinId::Slice
            | BuiltinId::String
            | BuiltinId::StringData
            | BuiltinId::SliceData => {
                let Some(x) = first else { return };
                self.argument(k, n, x);
                self.discards(&args[1..])
            }
            BuiltinId::New => {
                self.spill(k, n);
            }
            BuiltinId::Cap
            | BuiltinId::Close
            | BuiltinId::Complex
            | BuiltinId::Delete
            | BuiltinId::Imag
            | BuiltinId::Len
            | BuiltinId::Print
            | BuiltinId::Println
            | BuiltinId::Real
            | BuiltinId::Recover
            // These are other nodes by now.
            | BuiltinId::Make
            | BuiltinId::Alignof
            | BuiltinId::Offsetof
            | BuiltinId::Sizeof => self.discards(args),
        }
    }

    fn function_call(&mut self, ks: Option<&[Hole]>, n: NodeId) {
        let unit = self.unit;
        let NodeKind::Call { kind, fun, args, keep_alive, .. } = &unit.nodes[n].kind else { return };
        let callees = if *kind == CallKind::Func { callees(unit, self.state, self.func, *fun) } else { Vec::new() };
        if let Some(ks) = ks {
            for &f in &callees {
                if self.b.members.contains(&f) {
                    for (&r, &k) in unit.funcs[f].results.iter().zip(ks) {
                        // As if the result variable were read here.
                        if !(k.derefs >= 0 && layout::is_pointer_free(unit.names[r].typ)) {
                            let loc = self.loc_of(r);
                            self.flow(k, loc)
                        }
                    }
                }
            }
        }
        let mut all: smallvec::SmallVec<[NodeId; 8]> = Default::default();
        if *kind == CallKind::Func {
            let mut k = self.blank();
            // The results go somewhere, and who makes them is unknown: a literal called here loses track of its own.
            if callees.is_empty() && ks.is_some_and(|ks| ks.iter().any(|k| k.dst != super::Graph::BLANK)) {
                let callee = self.callee();
                k = self.note(callee, n, Why::Callee);
            }
            self.expr(k, *fun)
        } else if let NodeKind::Dot { x, .. } = unit.nodes[*fun].kind {
            self.stmts(&unit.nodes[*fun].init);
            all.push(x)
        }
        all.extend_from_slice(args);
        if *keep_alive {
            for &a in &all {
                self.argument(self.blank(), n, a)
            }
        } else if let Some(heap) = self.escape_non_string(&callees) {
            for &a in &all {
                let k = if heap { self.heap() } else { self.blank() };
                self.argument(k, n, a)
            }
        } else {
            let pragma = callees.iter().fold(Pragma::empty(), |p, &f| p | pragma_of(unit, f));
            for (i, &a) in all.iter().enumerate() {
                if pragma.intersects(Pragma::UINTPTRKEEPALIVE | Pragma::UINTPTRESCAPES) {
                    self.uintptr_argument(a, pragma)
                }
                let k = match &*callees {
                    [] => self.heap(),
                    &[f] => self.tag_hole(ks, f, i),
                    many => {
                        let holes: Vec<Hole> = many.iter().map(|&f| self.tag_hole(ks, f, i)).collect();
                        self.tee(&holes)
                    }
                };
                self.argument(k, n, a)
            }
        }
    }

    /// `abi.EscapeNonString[T]`: whether its argument goes to the heap; `None` for other functions.
    fn escape_non_string(&self, callees: &[FuncId]) -> Option<bool> {
        let &[f] = callees else { return None };
        let func = &self.unit.funcs[f];
        if !func.sym.starts_with("EscapeNonString[") || func.pkg.is_none_or(|p| p.path() != "internal/abi") {
            return None;
        }
        let &[_, value] = &*func.params else { return None };
        Some(layout::has_non_string_pointers(self.unit.names[value].typ))
    }

    /// Where the argument for the parameter with that index (receiver first) goes.
    pub(super) fn tag_hole(&mut self, ks: Option<&[Hole]>, f: FuncId, index: usize) -> Hole {
        let unit = self.unit;
        let func = &unit.funcs[f];
        if self.b.members.contains(&f) {
            return match func.params.get(index) {
                Some(&p) if !super::tags::is_unnamed(unit, p) => self.addr_name(p),
                _ => self.blank(),
            };
        }
        let leaks = match (&func.param_leaks, func.obj) {
            (Some(l), _) => l.get(index).copied(),
            (None, Some(obj)) if !func.local => unit.deps.summary(obj).and_then(|s| s.params.get(index).copied()),
            _ => None,
        };
        let leaks = leaks.unwrap_or(Leaks::HEAP);
        let mut holes: smallvec::SmallVec<[Hole; 4]> = Default::default();
        if let Some(d) = leaks.heap {
            holes.push(self.heap().shift(d.into()));
        }
        if let Some(d) = leaks.mutator {
            holes.push(self.mutator().shift(d.into()));
        }
        if let Some(d) = leaks.callee {
            holes.push(self.callee().shift(d.into()));
        }
        if let Some(ks) = ks {
            for (d, k) in leaks.results.iter().zip(ks) {
                if let Some(d) = *d {
                    holes.push(k.shift(d.into()));
                }
            }
        }
        self.tee(&holes)
    }

    /// The pointer copied by [`uintptr_temps`] is kept alive, or goes to the heap.
    fn uintptr_argument(&mut self, arg: NodeId, pragma: Pragma) {
        for e in uintptr_operands(self.unit, arg) {
            let NodeKind::Conv { x, .. } = self.unit.nodes[e].kind else { continue };
            let NodeKind::Name(tmp) = self.unit.nodes[x].kind else { continue };
            let k = if pragma.contains(Pragma::UINTPTRESCAPES) {
                let heap = self.heap();
                self.note(heap, e, Why::UintptrEscapes)
            } else {
                self.mutator()
            };
            let loc = self.loc_of(tmp);
            self.flow(k, loc)
        }
    }
}

/// The conversions `uintptr(unsafe.Pointer(p))` that an argument is, or that a variadic argument's elements are.
fn uintptr_operands(unit: &Unit<'_>, arg: NodeId) -> smallvec::SmallVec<[NodeId; 4]> {
    let is = |&e: &NodeId| match unit.nodes[e].kind {
        NodeKind::Conv { kind: ConvKind::Nop, x } => {
            let typ = |n: NodeId| unit.nodes[n].typ;
            typ(e).is_some_and(layout::is_uintptr) && typ(x).is_some_and(layout::is_unsafe_pointer)
        }
        _ => false,
    };
    match &unit.nodes[arg].kind {
        NodeKind::CompLit { kind: LitKind::Slice, elems, .. } => elems
            .iter()
            .map(|&e| match unit.nodes[e].kind {
                NodeKind::KeyValue { value, .. } => value,
                _ => e,
            })
            .filter(is)
            .collect(),
        _ => Some(arg).filter(is).into_iter().collect(),
    }
}

/// Copies pointers written as `uintptr(unsafe.Pointer(p))` in arguments of functions that keep them alive to temporaries, before
/// the bodies are walked (facts.md §10.6).
pub(super) fn uintptr_temps(unit: &mut Unit<'_>, state: &mut super::State, f: FuncId) {
    let mut calls = Vec::new();
    unit.walk_list(&unit.funcs[f].body, &mut |n| {
        if let NodeKind::Call { kind: CallKind::Func, args, .. } = &unit.nodes[n].kind
            && args.iter().any(|&a| !uintptr_operands(unit, a).is_empty())
        {
            calls.push(n)
        }
    });
    for call in calls {
        let NodeKind::Call { fun, args, .. } = &unit.nodes[call].kind else { continue };
        let pragma = callees(unit, state, f, *fun).into_iter().fold(Pragma::empty(), |p, f| p | pragma_of(unit, f));
        if !pragma.intersects(Pragma::UINTPTRKEEPALIVE | Pragma::UINTPTRESCAPES) {
            continue;
        }
        let operands: NodeList = args.iter().flat_map(|&a| uintptr_operands(unit, a)).collect();
        for e in operands {
            let NodeKind::Conv { x, .. } = unit.nodes[e].kind else { continue };
            let pos = match unit.nodes[x].kind {
                // A variable's node stands at its declaration.
                NodeKind::Name(_) => unit.nodes[e].pos,
                _ => unit.nodes[x].pos,
            };
            let tmp = unit.temp(f, pos, unit.nodes[x].typ.unwrap_or(escape_types::Type::INVALID));
            let dcl = unit.node(NodeKind::Dcl(tmp), pos, None);
            let dst = unit.name_node(tmp, pos);
            let store = unit.node(NodeKind::Assign { x: dst, y: Some(x), def: false }, pos, None);
            unit.nodes[call].init.extend([dcl, store]);
            let copy = unit.name_node(tmp, pos);
            if let NodeKind::Conv { x, .. } = &mut unit.nodes[e].kind {
                *x = copy;
            }
        }
    }
}

fn is_zero(unit: &Unit<'_>, mut n: NodeId) -> bool {
    while let NodeKind::Conv { kind: ConvKind::Nop, x } | NodeKind::Paren { x } = unit.nodes[n].kind {
        n = x;
    }
    matches!(unit.nodes[n].kind, NodeKind::Nil)
}
