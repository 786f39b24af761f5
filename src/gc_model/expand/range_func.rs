//! Range over functions (facts.md §9.2): `for x := range f { BODY }` is read as
//!
//! ```text
//! #state1 := 1
//! #yield1 := func(x T) (#r bool) {
//!     #tmpState := #state1
//!     #state1 = 2
//!     if #tmpState != 1 { runtime.panicrangestate(#tmpState) }
//!     BODY
//!     #state1 = 1
//!     return true
//! }
//! f(#yield1)
//! if #state1 == 2 { runtime.panicrangestate(4) }
//! #state1 = 3
//! ```
//!
//! followed by what [`super::range_plan`] says of `#next`. Code before the body has the position of the `for`, code after it that of
//! the closing brace.

use super::range_plan::{DONE, EXHAUSTED, Leave, Loop, MISSING_PANIC, PANIC, Plan, READY, plan, range_signature};
use super::{BodyRef, BodySource, Frame, Reader, Why, body_of, declare_params};
use crate::ir::{NodeKind as K, *};
use escape_graph::Leaks;
use escape_source::{Pos, intern};
use escape_syntax::ast::{BinaryOp, ExprId, StmtId, StmtKind};
use escape_types::{BasicKind, Const, Obj, Type, TypedPackage};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use std::sync::Arc;
use thin_vec::thin_vec;

/// The loop whose body is being read.
#[derive(Clone)]
pub(crate) struct InLoop {
    pub plan: Rc<Plan>,
    pub stmt: StmtId,
}

impl InLoop {
    fn get(&self) -> Option<&Loop> {
        self.plan.loops.get(&self.stmt)
    }
    fn next(&self) -> Option<Obj> {
        self.plan.loops.get(&self.get()?.outermost)?.next
    }
}

/// A body in one of the trees that were read, by its address.
type Place = (*const TypedPackage, BodyRef);

/// What becomes of loops over functions, by the body that they are in, and by each of their own.
#[derive(Default)]
pub(crate) struct Plans {
    /// With the tree, so that it keeps its address.
    by_body: FxHashMap<Place, (Arc<TypedPackage>, Rc<Plan>)>,
}

impl Plans {
    fn get(&self, typed: &Arc<TypedPackage>, body: BodyRef) -> Option<&Rc<Plan>> {
        self.by_body.get(&(Arc::as_ptr(typed), body)).map(|(_, plan)| plan)
    }
    fn insert(&mut self, typed: &Arc<TypedPackage>, body: BodyRef, plan: &Rc<Plan>) {
        self.by_body.insert((Arc::as_ptr(typed), body), (typed.clone(), plan.clone()));
    }
}

impl Unit<'_> {
    /// The type of the literal that the loop's body became, as written (type parameters not replaced).
    pub(crate) fn range_body_type(&self, typed: &Arc<TypedPackage>, s: StmtId) -> Option<Type> {
        Some(self.expander.range_plans.get(typed, BodyRef::Range(s))?.loops.get(&s)?.signature)
    }
}

impl Reader<'_, '_> {
    /// The plan of the function body being read.
    fn range_plan(&mut self) -> Option<Rc<Plan>> {
        if let Some(l) = &self.in_loop {
            return Some(l.plan.clone());
        }
        let body = self.body?;
        let typed = self.typed.clone();
        if let Some(p) = self.u.expander.range_plans.get(&typed, body) {
            return Some(p.clone());
        }
        let results = self.frame().result_objs.clone();
        let p = Rc::new(plan(&typed, body_of(&typed, body)?, results));
        self.u.expander.range_plans.insert(&typed, body, &p);
        for &s in p.loops.keys().collect::<std::collections::BTreeSet<_>>() {
            self.u.expander.range_plans.insert(&typed, BodyRef::Range(s), &p);
        }
        Some(p)
    }

    /// Makes the loop a literal's body the one being read, for reading that body again.
    pub fn enter_range_body(&mut self, s: StmtId) {
        if let Some(plan) = self.u.expander.range_plans.get(&self.typed, BodyRef::Range(s)) {
            self.in_loop = Some(InLoop { plan: plan.clone(), stmt: s });
        }
    }

    /// Reads the loop `s`, whose operand is a function.
    pub fn range_func(&mut self, s: StmtId, pos: Pos, out: &mut NodeList) {
        let typed = self.typed.clone();
        let StmtKind::Range { x, body, .. } = &typed.ast.stmts[s].kind else { return };
        let Some(plan) = self.range_plan() else { return };
        let Some(l) = plan.loops.get(&s) else { return };
        let (start, end) = (self.pos(pos), self.pos(body.rbrace));
        if l.parent.is_none() {
            self.name_results(&plan);
            for &v in &l.outer {
                let n = self.outer_variable(v, l.defers == Some(v), start);
                out.push(n);
            }
        }
        let one = self.int(READY, start);
        let n = self.define_variable(l.state, one, start, start);
        out.push(n);
        let literal = self.range_literal(s, &plan, l, pos, body.rbrace);
        let n = self.define_variable(l.yielded, literal, start, start);
        out.push(n);
        let n = self.iterator_call(*x, l.yielded, start);
        out.push(n);

        let state = self.use_variable(l.state, end);
        let panicking = self.int(PANIC, end);
        let missing = self.int(MISSING_PANIC, end);
        let call = self.panic_call(missing, end);
        let n = self.if_(BinaryOp::Eql, state, panicking, thin_vec![call], end);
        out.push(n);
        let n = self.set(l.state, EXHAUSTED, end);
        out.push(n);
        self.checks(&InLoop { plan: plan.clone(), stmt: s }, l, end, out);
    }

    /// Results that a loop returns have names (gc calls the unnamed ones `#rv1`, `#rv2`, …).
    fn name_results(&mut self, plan: &Plan) {
        if !plan.names_results {
            return;
        }
        for (i, &r) in plan.results.iter().enumerate() {
            if r.name().is_empty() || r.name() == "_" {
                let top = self.frames.len() - 1;
                if let Some(&n) = self.frames[top].env.get(&r) {
                    self.u.names[n].sym = intern(&format!("#rv{}", i + 1));
                }
            }
        }
    }

    fn int(&mut self, v: i64, pos: IrPos) -> NodeId {
        self.mk(K::Literal(Const::from(v)), pos, Type::basic(BasicKind::Int))
    }

    fn use_variable(&mut self, v: Obj, at: IrPos) -> NodeId {
        let name = self.variable(v, at);
        self.u.name_node(name, at)
    }

    /// `v := value`, the statement at `pos`, the name at `at`.
    fn define_variable(&mut self, v: Obj, value: NodeId, pos: IrPos, at: IrPos) -> NodeId {
        let name = self.declare(v, v.pos());
        let x = self.u.name_node(name, at);
        let n = self.u.node(K::Assign { x, y: Some(value), def: true }, pos, None);
        self.define(n, &[name]);
        n
    }

    /// `#next` without a value, `#defers := runtime.deferrangefunc()`.
    fn outer_variable(&mut self, v: Obj, is_defers: bool, pos: IrPos) -> NodeId {
        if is_defers {
            let fun = self.runtime_function("runtime.deferrangefunc", pos);
            let call = self.finish_call(pos, CallKind::Func, fun, NodeList::new(), false, Some(v.typ()));
            return self.define_variable(v, call, pos, pos);
        }
        let name = self.declare(v, v.pos());
        let x = self.u.name_node(name, pos);
        let n = self.u.node(K::Assign { x, y: None, def: false }, pos, None);
        let at = self.u.names[name].pos;
        let dcl = self.u.node(K::Dcl(name), at, None);
        self.u.nodes[n].init.push(dcl);
        n
    }

    /// A function of the runtime that only generated code calls.
    fn runtime_function(&mut self, name: &str, pos: IrPos) -> NodeId {
        let f = self.u.funcs.push(Func {
            sym: intern(name),
            pkg: None,
            param_leaks: Some(vec![Leaks::default()]),
            ..Func::default()
        });
        let n = super::func_name_node(self.u, f);
        self.u.funcs[f].name = Some(n);
        self.u.name_node(n, pos)
    }

    fn panic_call(&mut self, arg: NodeId, pos: IrPos) -> NodeId {
        let fun = self.runtime_function("runtime.panicrangestate", pos);
        self.finish_call(pos, CallKind::Func, fun, thin_vec![arg], false, None)
    }

    fn set(&mut self, v: Obj, value: i64, pos: IrPos) -> NodeId {
        let x = self.use_variable(v, pos);
        let y = self.int(value, pos);
        self.u.node(K::Assign { x, y: Some(y), def: false }, pos, None)
    }

    fn if_(&mut self, op: BinaryOp, x: NodeId, y: NodeId, then: NodeList, pos: IrPos) -> NodeId {
        let cond = self.mk(K::Binary { op, x, y }, pos, Type::basic(BasicKind::Bool));
        self.u.node(K::If { cond, then, els: NodeList::new() }, pos, None)
    }

    fn return_bool(&mut self, value: bool, pos: IrPos) -> NodeId {
        let v = self.mk(K::Literal(Const::Bool(value)), pos, Type::basic(BasicKind::Bool));
        self.u.node(K::Return { results: thin_vec![v] }, pos, None)
    }

    /// The literal that the loop's body becomes.
    fn range_literal(&mut self, s: StmtId, plan: &Rc<Plan>, l: &Loop, pos: Pos, rbrace: Pos) -> NodeId {
        let at = self.pos(pos);
        let typ = self.subst(l.signature);
        let func = self.closure(Why::Range, at, typ);
        self.u.funcs[func].source =
            Some(BodySource { typed: self.typed.clone(), body: BodyRef::Range(s), inst: self.inst.clone() });
        let dict = self.closure_dict(func);
        self.frames.push(Frame::new(func, dict));
        if let Some(sig) = range_signature(l.signature) {
            declare_params(self, func, sig, false);
        }
        let around = self.in_loop.replace(InLoop { plan: plan.clone(), stmt: s });
        let place = self.u.enter_place(IrPos { inline: None, ..at });
        let body = self.range_body(s);
        self.u.enter_place(place);
        self.in_loop = around;
        self.u.funcs[func].body = body;
        self.u.funcs[func].end_pos = Some(self.pos(rbrace));
        if let Some(d) = dict {
            self.u.funcs[func].closure_vars.push(d);
        }
        self.frames.pop();
        self.mk(K::Closure { func, silent: false }, at, typ)
    }

    /// The statements of the literal; its frame and its loop are the current ones.
    pub fn range_body(&mut self, s: StmtId) -> NodeList {
        let typed = self.typed.clone();
        let StmtKind::Range { lhs, define, body, .. } = &typed.ast.stmts[s].kind else { return NodeList::new() };
        let Some(here) = self.in_loop.clone() else { return NodeList::new() };
        let Some(l) = here.get() else { return NodeList::new() };
        let (start, end) = (self.pos(typed.ast.stmts[s].pos), self.pos(body.rbrace));
        let mut out = NodeList::new();
        if !define && let Some(sig) = range_signature(l.signature) {
            for (&e, &p) in lhs.iter().zip(sig.params()) {
                let n = self.assign_parameter(e, p);
                out.push(n);
            }
        }
        // gc gives this statement no position.
        let none = IrPos::NONE;
        let value = self.use_variable(l.state, none);
        let n = self.define_variable(l.tmp_state, value, none, none);
        out.push(n);
        let n = self.set(l.state, PANIC, start);
        out.push(n);
        let tmp = self.use_variable(l.tmp_state, start);
        let ready = self.int(READY, start);
        let arg = self.use_variable(l.tmp_state, start);
        let call = self.panic_call(arg, start);
        let n = self.if_(BinaryOp::Neq, tmp, ready, thin_vec![call], start);
        out.push(n);
        if !self.stmts_into(&body.stmts, &mut out) {
            let n = self.set(l.state, READY, end);
            out.push(n);
            let n = self.return_bool(true, end);
            out.push(n);
        }
        out
    }

    fn assign_parameter(&mut self, e: ExprId, param: Obj) -> NodeId {
        let pos = self.epos(e);
        let (_, targets) = self.assign_list(&[e]);
        let dst = self.target_type(e);
        let value = self.use_variable(param, pos);
        let value = match dst {
            Some(t) => self.convert_node(value, t, pos, true),
            None => value,
        };
        let x = targets[0];
        if self.u.nodes[x].typ.is_none() {
            self.u.nodes[x].typ = self.u.nodes[value].typ;
        }
        self.u.node(K::Assign { x, y: Some(value), def: false }, pos, None)
    }

    /// `f(#yield)`.
    fn iterator_call(&mut self, f: ExprId, yielded: Obj, pos: IrPos) -> NodeId {
        let (kind, fun, mut args) = self.callee(f);
        let arg = self.use_variable(yielded, pos);
        let param = range_signature(self.typ_of(f)).and_then(|s| s.params().first().copied()).map(|p| p.typ());
        let arg = match param {
            Some(t) => self.convert_node(arg, t, pos, true),
            None => arg,
        };
        args.push(arg);
        self.finish_call(pos, kind, fun, args, false, None)
    }

    /// What follows the call: `#next` says where to go on.
    fn checks(&mut self, here: &InLoop, l: &Loop, pos: IrPos, out: &mut NodeList) {
        let Some(next) = here.next() else { return };
        for &(kind, label) in &l.check_labels {
            let Some(target) = here.plan.labels.get(&label) else { continue };
            let clear = self.set(next, 0, pos);
            let branch = match kind {
                escape_syntax::ast::BranchKind::Break => K::Break { label: Some(label) },
                escape_syntax::ast::BranchKind::Continue => K::Continue { label: Some(label) },
                _ => K::Goto { label },
            };
            let branch = self.u.node(branch, pos, None);
            let n = self.if_next(next, BinaryOp::Eql, target.code(kind), thin_vec![clear, branch], pos);
            out.push(n);
        }
        let Some(parent) = l.parent.and_then(|p| here.plan.loops.get(&p)) else {
            if l.check_return {
                let ret = self.u.node(K::Return { results: NodeList::new() }, pos, None);
                let n = self.if_next(next, BinaryOp::Eql, -1, thin_vec![ret], pos);
                out.push(n);
            }
            return;
        };
        let around = parent.state;
        if l.check_return {
            let then = thin_vec![self.set(around, DONE, pos), self.return_bool(false, pos)];
            let n = self.if_next(next, BinaryOp::Lss, 0, then, pos);
            out.push(n);
        }
        let code = 2 * parent.depth;
        let done = self.int(DONE, pos);
        let call = self.panic_call(done, pos);
        let n = self.if_next(next, BinaryOp::Gtr, code, thin_vec![call], pos);
        out.push(n);
        if l.check_continue {
            let then = thin_vec![self.set(next, 0, pos), self.set(around, READY, pos), self.return_bool(true, pos)];
            let n = self.if_next(next, BinaryOp::Eql, code - 1, then, pos);
            out.push(n);
        }
        if l.check_break {
            let then = thin_vec![self.set(next, 0, pos), self.set(around, DONE, pos), self.return_bool(false, pos)];
            let n = self.if_next(next, BinaryOp::Eql, code, then, pos);
            out.push(n);
        }
        if l.check_continue || l.check_break {
            let then = thin_vec![self.set(around, DONE, pos), self.return_bool(false, pos)];
            let n = self.if_next(next, BinaryOp::Gtr, 0, then, pos);
            out.push(n);
        }
    }

    fn if_next(&mut self, next: Obj, op: BinaryOp, code: i64, then: NodeList, pos: IrPos) -> NodeId {
        let x = self.use_variable(next, pos);
        let y = self.int(code, pos);
        self.if_(op, x, y, then, pos)
    }

    /// Whether a branch leaves the body of a loop over a function.
    pub fn leaves(&self, s: StmtId) -> Option<Leave> {
        self.in_loop.as_ref()?.plan.branches.get(&s).copied()
    }

    /// A branch out of the body.
    pub fn leave_loop(&mut self, leave: Leave, pos: IrPos, out: &mut NodeList) {
        let Some(here) = self.in_loop.clone() else { return };
        let Some(state) = here.get().map(|l| l.state) else { return };
        let more = match leave {
            Leave::Loop { state: value, more } => {
                let n = self.set(state, value, pos);
                out.push(n);
                more
            }
            Leave::Far { next } => {
                self.leave_with(&here, next, state, pos, out);
                false
            }
        };
        let n = self.return_bool(more, pos);
        out.push(n);
    }

    fn leave_with(&mut self, here: &InLoop, code: i64, state: Obj, pos: IrPos, out: &mut NodeList) {
        if let Some(next) = here.next() {
            let n = self.set(next, code, pos);
            out.push(n);
        }
        let n = self.set(state, DONE, pos);
        out.push(n);
    }

    /// A return of the function around the loop. False when no loop over a function is around.
    pub fn return_from_loop(&mut self, values: &[ExprId], pos: IrPos, out: &mut NodeList) -> bool {
        let Some(here) = self.in_loop.clone() else { return false };
        let Some(state) = here.get().map(|l| l.state) else { return false };
        if !values.is_empty() {
            let dst: Vec<Option<Type>> = here.plan.results.iter().map(|r| Some(self.subst(r.typ()))).collect();
            let mut lhs: NodeList = here.plan.results.iter().map(|&r| self.use_variable(r, pos)).collect();
            let mut rhs = self.multi(pos, &dst, values);
            let kind = if lhs.len() == 1 && rhs.len() == 1 {
                K::Assign { x: lhs.remove(0), y: Some(rhs.remove(0)), def: false }
            } else {
                K::Assign2 { kind: As2Kind::List, lhs, rhs, def: false }
            };
            let n = self.u.node(kind, pos, None);
            out.push(n);
        }
        self.leave_with(&here, -1, state, pos, out);
        let n = self.return_bool(false, pos);
        out.push(n);
        true
    }

    /// The token that a defer statement in a loop over a function hands on.
    pub fn defer_token(&mut self, pos: IrPos) -> Option<NodeId> {
        let here = self.in_loop.clone()?;
        let defers = here.plan.loops.get(&here.get()?.outermost)?.defers?;
        Some(self.use_variable(defers, pos))
    }
}
