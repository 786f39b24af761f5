//! What the loops over functions of one function body become, decided before it is read (facts.md §9.2).
//!
//! A loop's body turns into a function literal, so what leaves it (`break`, `continue`, `goto`, `return`) turns into a `return` of
//! that literal and, where more than this loop is left, a code in `#next` that the statements after the loop's call look at:
//! −1 for a return, 2·depth for a break out of the loop of that depth, 2·depth−1 for a continue, −4, −7, … and the two numbers
//! after them for `break L`, `continue L`, `goto L` of other labels. The variables of the generated code are objects of the plan, so
//! that reading the body again finds the same ones.

use escape_source::{Pos, Symbol, intern};
use escape_syntax::ast::{Block, BranchKind, ClauseId, StmtId, StmtKind};
use escape_types::ty::Signature;
use escape_types::under::common_under;
use escape_types::{BasicKind, Obj, ObjKind, Type, TypeKind, TypedPackage, VarKind};
use rustc_hash::FxHashMap;

/// The loops over functions in one body (without those of literals in it).
pub(crate) struct Plan {
    /// The results of the function that the body belongs to.
    pub results: Vec<Obj>,
    /// A loop returns values, so that unnamed results have got names.
    pub names_results: bool,
    pub loops: FxHashMap<StmtId, Loop>,
    pub branches: FxHashMap<StmtId, Leave>,
    pub labels: FxHashMap<Symbol, Label>,
}

/// One loop.
pub(crate) struct Loop {
    /// 1 for an outermost loop.
    pub depth: i64,
    pub parent: Option<StmtId>,
    pub outermost: StmtId,
    /// `#stateN`, `#yieldN`, `#tmpState`.
    pub state: Obj,
    pub yielded: Obj,
    pub tmp_state: Obj,
    /// The type of the literal, and which of its parameters are assigned to operands of the range clause.
    pub signature: Type,
    pub check_return: bool,
    pub check_break: bool,
    pub check_continue: bool,
    pub check_labels: Vec<(BranchKind, Symbol)>,
    /// Of an outermost loop: `#next` and `#defers`, and what was asked for first.
    pub next: Option<Obj>,
    pub defers: Option<Obj>,
    pub outer: Vec<Obj>,
}

/// How a branch leaves its loop's body.
#[derive(Copy, Clone)]
pub(crate) enum Leave {
    /// This loop only: its new state and what the literal returns.
    Loop { state: i64, more: bool },
    /// Others too: the code for `#next`.
    Far { next: i64 },
}

pub(crate) struct Label {
    /// The innermost loop over a function around it.
    around: Option<StmtId>,
    /// The code of `break` to it; `continue` and `goto` follow.
    code: i64,
}

impl Label {
    pub fn code(&self, kind: BranchKind) -> i64 {
        self.code
            + match kind {
                BranchKind::Continue => 1,
                BranchKind::Goto => 2,
                _ => 0,
            }
    }
}

/// Whether a range clause's operand of this type is a function.
pub(crate) fn range_signature(t: Type) -> Option<&'static Signature> {
    match common_under(t).ok()?.kind() {
        TypeKind::Signature(s) => Some(s),
        _ => None,
    }
}

/// Plans the body of a function with these results.
pub(crate) fn plan(typed: &TypedPackage, body: &Block, results: Vec<Obj>) -> Plan {
    let plan = Plan {
        results,
        names_results: false,
        loops: FxHashMap::default(),
        branches: FxHashMap::default(),
        labels: FxHashMap::default(),
    };
    let mut p = Planner { typed, plan, open: Vec::new(), targets: Vec::new(), states: 0, bodies: 0, label_count: 0 };
    p.find_labels(&body.stmts, None);
    p.list(&body.stmts);
    p.plan
}

struct Planner<'a> {
    typed: &'a TypedPackage,
    plan: Plan,
    /// Loops over functions around the statement.
    open: Vec<StmtId>,
    /// Statements around it that `break` or `continue` can mean: (statement, label, is a loop).
    targets: Vec<(StmtId, Option<Symbol>, bool)>,
    states: u32,
    bodies: u32,
    label_count: i64,
}

fn variable(kind: VarKind, name: String, typed: &TypedPackage, pos: Pos, typ: Type) -> Obj {
    Obj::new(ObjKind::Var { kind, embedded: false, origin: None }, intern(&name), Some(typed.pkg), pos, Some(typ))
}

impl Planner<'_> {
    fn local(&self, name: String, pos: Pos, typ: Type) -> Obj {
        variable(VarKind::Local, name, self.typed, pos, typ)
    }

    fn is_loop(&self, s: StmtId) -> bool {
        match &self.typed.ast.stmts[s].kind {
            StmtKind::Range { x, .. } => self.typed.info.types[*x].typ.is_some_and(|t| range_signature(t).is_some()),
            _ => false,
        }
    }

    fn find_labels(&mut self, list: &[StmtId], around: Option<StmtId>) {
        for &s in list {
            self.find_label(s, around);
        }
    }

    fn find_label(&mut self, s: StmtId, around: Option<StmtId>) {
        let typed = self.typed;
        match &typed.ast.stmts[s].kind {
            StmtKind::Labeled { label, stmt } => {
                if let Some(l) = typed.ast.name(*label) {
                    self.label_count += 1;
                    let code = -1 - 3 * self.label_count;
                    self.plan.labels.entry(l).or_insert(Label { around, code });
                }
                self.find_label(*stmt, around);
            }
            StmtKind::Block(b) => self.find_labels(&b.stmts, around),
            StmtKind::If { then, els, .. } => {
                self.find_labels(&then.stmts, around);
                if let Some(e) = els {
                    self.find_label(*e, around);
                }
            }
            StmtKind::For { body, .. } => self.find_labels(&body.stmts, around),
            StmtKind::Range { body, .. } => {
                let around = if self.is_loop(s) { Some(s) } else { around };
                self.find_labels(&body.stmts, around)
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
                for &c in clauses {
                    self.find_labels(&typed.ast.clauses[c].body, around);
                }
            }
            _ => {}
        }
    }

    /// The order is gc's: first what is inside the statements, then the statements themselves.
    fn list(&mut self, list: &[StmtId]) {
        for &s in list {
            self.inside(s, None);
        }
        for &s in list {
            self.leave(s);
        }
    }

    fn inside(&mut self, s: StmtId, label: Option<Symbol>) {
        let typed = self.typed;
        match &typed.ast.stmts[s].kind {
            StmtKind::Labeled { label, stmt } => {
                self.inside(*stmt, typed.ast.name(*label));
                self.leave(*stmt);
            }
            StmtKind::Block(b) => self.list(&b.stmts),
            StmtKind::If { then, els, .. } => {
                self.list(&then.stmts);
                if let Some(e) = els {
                    self.inside(*e, None);
                }
            }
            StmtKind::For { body, .. } => {
                self.targets.push((s, label, true));
                self.list(&body.stmts);
                self.targets.pop();
            }
            StmtKind::Range { body, .. } => {
                self.targets.push((s, label, true));
                if self.is_loop(s) {
                    self.start_loop(s);
                    self.list(&body.stmts);
                    self.end_loop(s);
                } else {
                    self.list(&body.stmts);
                }
                self.targets.pop();
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
                self.targets.push((s, label, false));
                self.clauses(clauses);
                self.targets.pop();
            }
            _ => {}
        }
    }

    fn clauses(&mut self, clauses: &[ClauseId]) {
        let typed = self.typed;
        for &c in clauses {
            self.list(&typed.ast.clauses[c].body);
        }
    }

    fn start_loop(&mut self, s: StmtId) {
        let typed = self.typed;
        let stmt = &typed.ast.stmts[s];
        let StmtKind::Range { lhs, define, x, .. } = &stmt.kind else { return };
        self.states += 1;
        let int = Type::basic(BasicKind::Int);
        let state = self.local(format!("#state{}", self.states), stmt.pos, int);
        let tmp_state = self.local("#tmpState".into(), Pos::NONE, int);
        let signature = self.literal_type(lhs, *define, typed.info.types[*x].typ.unwrap_or(Type::INVALID), stmt.pos);
        let l = Loop {
            depth: 1 + self.open.len() as i64,
            parent: self.open.last().copied(),
            outermost: self.open.first().copied().unwrap_or(s),
            state,
            // Named when the loop is left.
            yielded: state,
            tmp_state,
            signature,
            check_return: false,
            check_break: false,
            check_continue: false,
            check_labels: Vec::new(),
            next: None,
            defers: None,
            outer: Vec::new(),
        };
        self.plan.loops.insert(s, l);
        self.open.push(s);
    }

    /// `func(params) bool`; the variables that a `:=` declares are the parameters.
    fn literal_type(&self, lhs: &[escape_syntax::ast::ExprId], define: bool, operand: Type, pos: Pos) -> Type {
        let yield_type = range_signature(operand).and_then(|s| s.params().first().copied()).map(|p| p.typ());
        let Some(wanted) = yield_type.and_then(range_signature) else { return Type::INVALID };
        let params = wanted.params().iter().enumerate().map(|(i, p)| {
            let declared = lhs.get(i).filter(|_| define).and_then(|&e| self.typed.info.defs[e]);
            declared.unwrap_or_else(|| variable(VarKind::Param, format!("#p{}", i + 1), self.typed, pos, p.typ()))
        });
        let sig = Signature::default();
        let _ = sig.params.set(params.collect());
        let bool_ = Type::basic(BasicKind::Bool);
        let result = ObjKind::Var { kind: VarKind::Result, embedded: false, origin: None };
        let _ = sig.results.set(vec![Obj::new(result, intern("#r"), None, pos, Some(bool_))]);
        let _ = sig.variadic.set(wanted.variadic());
        Type::new(TypeKind::Signature(Box::new(sig)))
    }

    fn end_loop(&mut self, s: StmtId) {
        self.bodies += 1;
        let Some(l) = self.plan.loops.get(&s) else { return };
        let typ = l.signature;
        let yielded = self.local(format!("#yield{}", self.bodies), Pos::NONE, typ);
        if let Some(l) = self.plan.loops.get_mut(&s) {
            l.yielded = yielded;
        }
        if self.open.len() > 1 {
            self.need_next();
        }
        self.open.pop();
    }

    fn need_next(&mut self) {
        let next = self.local("#next".into(), Pos::NONE, Type::basic(BasicKind::Int));
        if let Some(l) = self.open.first().and_then(|s| self.plan.loops.get_mut(s))
            && l.next.is_none()
        {
            l.next = Some(next);
            l.outer.push(next);
        }
    }

    fn leave(&mut self, s: StmtId) {
        if self.open.is_empty() {
            return;
        }
        let typed = self.typed;
        match &typed.ast.stmts[s].kind {
            StmtKind::Return(values) => {
                self.plan.names_results |= !values.is_empty();
                for &o in &self.open {
                    if let Some(l) = self.plan.loops.get_mut(&o) {
                        l.check_return = true;
                    }
                }
                self.need_next();
            }
            StmtKind::Defer(_) => {
                let defers = self.local("#defers".into(), Pos::NONE, super::builtin::empty_interface());
                if let Some(l) = self.open.first().and_then(|s| self.plan.loops.get_mut(s))
                    && l.defers.is_none()
                {
                    l.defers = Some(defers);
                    l.outer.push(defers);
                }
            }
            StmtKind::Branch { kind, label } if *kind != BranchKind::Fallthrough => {
                let label = label.and_then(|l| typed.ast.name(l));
                self.branch(s, *kind, label);
            }
            _ => {}
        }
    }

    fn branch(&mut self, s: StmtId, kind: BranchKind, label: Option<Symbol>) {
        let target = match kind {
            BranchKind::Goto => None,
            _ => self.targets.iter().rev().find(|(_, l, is_loop)| match label {
                Some(name) => *l == Some(name),
                None => *is_loop || kind == BranchKind::Break,
            }),
        };
        let target = target.map(|t| t.0);
        let at = target.and_then(|t| self.open.iter().position(|&o| o == t));
        let innermost = self.open.len() - 1;
        match (at, label) {
            (Some(i), _) if i == innermost => {
                let more = kind == BranchKind::Continue;
                self.plan.branches.insert(s, Leave::Loop { state: if more { READY } else { DONE }, more });
            }
            (Some(i), Some(_)) => {
                // The loop inside the target does it when it is left itself; those further in just break.
                let mut exit = i + 1;
                if kind == BranchKind::Continue {
                    self.update(exit, |l| l.check_continue = true);
                } else {
                    exit = i;
                    self.update(exit, |l| l.check_break = true);
                }
                for j in exit + 1..self.open.len() {
                    self.update(j, |l| l.check_break = true);
                }
                let next = 2 * (i as i64 + 1) - i64::from(kind == BranchKind::Continue);
                self.need_next();
                self.plan.branches.insert(s, Leave::Far { next });
            }
            (None, Some(label)) => {
                let Some(l) = self.plan.labels.get(&label) else { return };
                let (around, next) = (l.around, l.code(kind));
                if around == Some(self.open[innermost]) {
                    return;
                }
                let exit = around.and_then(|a| self.open.iter().position(|&o| o == a)).map_or(0, |i| i + 1);
                self.update(exit, |l| {
                    if !l.check_labels.contains(&(kind, label)) {
                        l.check_labels.push((kind, label));
                    }
                });
                for j in exit + 1..self.open.len() {
                    self.update(j, |l| l.check_return = true);
                }
                self.need_next();
                self.plan.branches.insert(s, Leave::Far { next });
            }
            // Of a statement within the loop.
            _ => {}
        }
    }

    fn update(&mut self, open: usize, f: impl FnOnce(&mut Loop)) {
        if let Some(l) = self.open.get(open).and_then(|s| self.plan.loops.get_mut(s)) {
            f(l);
        }
    }
}

/// The states of a loop (gc's internal/abi: `RF_DONE` and the following).
pub(crate) const DONE: i64 = 0;
pub(crate) const READY: i64 = 1;
pub(crate) const PANIC: i64 = 2;
pub(crate) const EXHAUSTED: i64 = 3;
pub(crate) const MISSING_PANIC: i64 = 4;
