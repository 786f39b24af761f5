//! The walk over a generic declaration that finds the words of its dictionary, in the order of gc's writer.

use super::place::{Id, Part, Places, core, fix, hash};
use super::types::Instance;
use super::{Layout, Sub, Word, named_base};
use crate::expand::decl::signature;
use crate::expand::{BodyRef, body_of};
use crate::types::is_derived;
use escape_syntax::ast::{BinaryOp, BranchKind, ClauseId, DeclId, DeclKind, ExprId, ExprKind, Field, StmtId, StmtKind};
use escape_types::predicates::identical;
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, BuiltinId, Const, Mode, Obj, Selection, SelectionKind, Type, TypeKind, TypedPackage};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

pub(super) struct Walker<'a> {
    pub(super) typed: &'a TypedPackage,
    pub(super) func: Obj,
    tparams: Vec<Type>,
    pub(super) vars: FxHashMap<Obj, Id>,
    /// Composite literals without a type of their own.
    pub(super) literals: FxHashMap<ExprId, Id>,
    results: Vec<Id>,
    pub(super) places: Places,
    /// Generic functions with type arguments so far: equal ones share a signature.
    pub(super) instances: RefCell<Vec<Instance>>,
    /// Which evaluation of a type expression this is.
    pub(super) turn: Cell<usize>,
    out: Layout,
}

impl<'a> Walker<'a> {
    /// Goes on with `out`, which functions with the same dictionary have filled so far.
    pub fn new(typed: &'a TypedPackage, func: Obj, out: Layout) -> Walker<'a> {
        let tparams = crate::expand::generics::type_params(func);
        let (vars, literals) = (FxHashMap::default(), FxHashMap::default());
        let (places, instances) = Default::default();
        Walker { typed, func, tparams, vars, literals, results: Vec::new(), places, instances, turn: Cell::new(0), out }
    }

    /// Walks the function's declaration.
    pub fn declaration(mut self, d: DeclId) -> Layout {
        let typed = self.typed;
        let DeclKind::Func { recv, typ, .. } = &typed.ast.decls[d].kind else { return self.out };
        if let (Some(f), Some(v)) = (recv, signature(self.func.typ()).and_then(|s| s.recv())) {
            self.variable(Some(v), fix(v.typ(), self.place(1, f.typ)));
        }
        self.results = self.parameters(*typ);
        if let Some(b) = body_of(typed, BodyRef::Decl(d)) {
            self.stmts(&b.stmts);
        }
        self.out
    }

    /// Declares parameters and results; gives the results' types.
    fn parameters(&mut self, typ: ExprId) -> Vec<Id> {
        let typed = self.typed;
        let ExprKind::FuncType { params, results } = &typed.ast.exprs[typ].kind else { return Vec::new() };
        for f in params {
            self.field(f);
        }
        results.iter().map(|f| self.field(f)).collect()
    }

    fn field(&mut self, f: &Field) -> Id {
        let id = self.field_type(f);
        let obj = f.name.and_then(|n| self.typed.info.defs[n]);
        self.variable(obj, id);
        id
    }

    fn variable(&mut self, obj: Option<Obj>, id: Id) {
        self.rtype(id);
        if let Some(o) = obj {
            self.vars.insert(o, id);
        }
    }

    fn rtype(&mut self, id: Id) {
        if is_derived(id.typ) && !self.out.rtypes.contains(&id) {
            self.out.rtypes.push(id);
        }
    }

    fn table(&mut self, typ: Id, iface: Id) {
        self.rtype(typ);
        self.rtype(iface);
        if (is_derived(typ.typ) || is_derived(iface.typ)) && !self.out.itabs.contains(&(typ, iface)) {
            self.out.itabs.push((typ, iface));
        }
    }

    fn dictionary(&mut self, at: ExprId, func: Obj, targs: Vec<Id>) {
        if !targs.iter().any(|t| is_derived(t.typ)) {
            return;
        }
        let owner = super::owner(func).0;
        let list = &mut self.out.dictionaries;
        let i = list.iter().position(|d| d.owner == owner && d.targs == targs).unwrap_or_else(|| {
            list.push(Sub { owner, func, targs });
            list.len() - 1
        });
        self.out.words.insert((self.func, at), Word::Dictionary(i));
    }

    fn stmts(&mut self, list: &[StmtId]) {
        let typed = self.typed;
        let mut dead = false;
        for &s in list {
            if dead && !matches!(typed.ast.stmts[s].kind, StmtKind::Labeled { .. }) {
                continue;
            }
            self.stmt(s);
            dead = self.terminates(s);
        }
    }

    fn may_be_string(&self, e: ExprId) -> bool {
        let t = self.info_type(self.typed.ast.unparen(e));
        let string =
            |t: Type| matches!(underlying(t).kind(), TypeKind::Basic(BasicKind::String | BasicKind::UntypedString));
        match unalias(t).kind() {
            TypeKind::TypeParam(_) => {
                let terms = &escape_types::typeset::type_set(underlying(t)).terms;
                terms.iter().flatten().any(|term| string(term.typ))
            }
            _ => string(t),
        }
    }

    /// Whether the writer leaves out what follows the statement.
    fn terminates(&self, s: StmtId) -> bool {
        let ast = &self.typed.ast;
        match &ast.stmts[s].kind {
            StmtKind::Return(_) | StmtKind::Branch { kind: BranchKind::Goto, .. } => true,
            StmtKind::Expr(e) => match ast.exprs[ast.unparen(*e)].kind {
                ExprKind::Call { fun, .. } => self.typed.builtin(ast.unparen(fun)) == Some(BuiltinId::Panic),
                _ => false,
            },
            StmtKind::If { cond, then, els, .. } => {
                let known = self.known(*cond);
                (known == Some(false) || self.list_terminates(&then.stmts))
                    && (known == Some(true) || els.is_some_and(|e| self.terminates(e)))
            }
            StmtKind::Block(b) => self.list_terminates(&b.stmts),
            _ => false,
        }
    }

    fn list_terminates(&self, list: &[StmtId]) -> bool {
        let last = list.iter().rfind(|&&s| !matches!(self.typed.ast.stmts[s].kind, StmtKind::Empty));
        last.is_some_and(|&s| self.terminates(s))
    }

    /// The value of a condition that is constant, or that a constant operand decides; gc does not look into parentheses.
    fn known(&self, cond: ExprId) -> Option<bool> {
        let ast = &self.typed.ast;
        if let Some(Const::Bool(b)) = &self.typed.info.types[cond].value {
            return Some(*b);
        }
        match ast.exprs[cond].kind {
            ExprKind::Binary { op: op @ (BinaryOp::AndAnd | BinaryOp::OrOr), x, y } => {
                let decides = op == BinaryOp::OrOr;
                match (self.known(x), self.known(y)) {
                    (Some(a), _) | (_, Some(a)) if a == decides => Some(decides),
                    (Some(_), b) => b,
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn stmt(&mut self, s: StmtId) {
        let typed = self.typed;
        match &typed.ast.stmts[s].kind {
            StmtKind::Empty | StmtKind::Branch { .. } => {}
            StmtKind::Labeled { stmt, .. } => self.stmt(*stmt),
            StmtKind::Block(b) => self.stmts(&b.stmts),
            StmtKind::Expr(e) | StmtKind::Go(e) | StmtKind::Defer(e) => self.expr(*e),
            StmtKind::Send { chan, value } => {
                self.expr(*chan);
                let dst = self.elem(self.typ_of(*chan));
                self.convert(Some(dst), *value, true);
            }
            StmtKind::Assign { lhs, rhs, .. } => self.assign(lhs, rhs, &[]),
            StmtKind::OpAssign { op, lhs, rhs } => {
                self.expr(*lhs);
                if let Some(r) = rhs {
                    let dst = (!matches!(op, BinaryOp::Shl | BinaryOp::Shr)).then(|| self.typ_of(*lhs));
                    self.convert(dst, *r, true);
                }
            }
            StmtKind::Decl(decls) => {
                for &d in decls {
                    if let DeclKind::Var { names, typ, values } = &typed.ast.decls[d].kind {
                        // Each variable has its type checked anew, unless one value is for all.
                        let shared = values.len() == 1;
                        let declared = (0..names.len()).filter_map(|i| {
                            self.turn.set(if shared { 0 } else { i });
                            typ.map(|t| self.written(t))
                        });
                        let declared: Vec<Id> = declared.collect();
                        self.turn.set(0);
                        self.assign(names, values, &declared);
                    }
                }
            }
            StmtKind::Return(values) => {
                let dst: Vec<Option<Id>> = self.results.iter().map(|&r| Some(r)).collect();
                self.multi(&dst, values);
            }
            StmtKind::If { init, cond, then, els } => {
                if let Some(i) = init {
                    self.stmt(*i);
                }
                let known = self.known(*cond);
                self.expr(*cond);
                if known != Some(false) {
                    self.stmts(&then.stmts);
                }
                if let Some(e) = els.filter(|_| known != Some(true)) {
                    self.stmt(e);
                }
            }
            StmtKind::For { init, cond, post, body } => {
                if let Some(i) = init {
                    self.stmt(*i);
                }
                if let Some(c) = cond {
                    self.expr(*c);
                }
                if let Some(p) = post {
                    self.stmt(*p);
                }
                self.stmts(&body.stmts);
            }
            StmtKind::Range { lhs, x, body, .. } => {
                let base = self.typ_of(*x);
                if let TypeKind::Signature(_) = core(base.typ).kind() {
                    self.range_func(lhs, *x, base, &body.stmts);
                    return;
                }
                let (key, value) = self.range_types(base);
                for (&e, &id) in lhs.iter().zip([key, value].iter()) {
                    self.target(e, Some(id));
                }
                self.expr(*x);
                if let TypeKind::Map { .. } = core(base.typ).kind() {
                    self.rtype(base);
                }
                for (&e, &src) in lhs.iter().zip([key, value].iter()) {
                    if typed.ast.name(typed.ast.unparen(e)).is_some_and(|n| n == "_") {
                        continue;
                    }
                    let dst = self.target_type(e);
                    self.table(src, dst);
                }
                self.stmts(&body.stmts);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                if let Some(i) = init {
                    self.stmt(*i);
                }
                self.switch(*tag, clauses);
            }
            StmtKind::Select { clauses, .. } => {
                for &c in clauses {
                    let clause = &typed.ast.clauses[c];
                    if let Some(s) = clause.comm {
                        self.stmt(s);
                    }
                    self.stmts(&clause.body);
                }
            }
        }
    }

    /// A loop over a function is a literal and a call by the time it is written.
    fn range_func(&mut self, lhs: &[ExprId], x: ExprId, base: Id, body: &[StmtId]) {
        let yields = self.parameter(base, 0, false);
        // The literal is held by a variable, and has a type of its own.
        self.rtype(fix(core(yields.typ), self.place(28, x)));
        let results = std::mem::take(&mut self.results);
        let count = signature(yields.typ).map_or(0, |s| s.params().len());
        for i in 0..count {
            let src = self.parameter(yields, i, false);
            self.rtype(src);
            if let Some(&e) = lhs.get(i) {
                self.target(e, Some(src));
            }
        }
        self.results = results;
        self.stmts(body);
        self.expr(x);
    }

    fn switch(&mut self, tag: Option<ExprId>, clauses: &[ClauseId]) {
        let typed = self.typed;
        if let Some(t) = tag
            && let ExprKind::TypeSwitchGuard { x, .. } = typed.ast.exprs[t].kind
        {
            let iface = self.typ_of(x);
            self.expr(x);
            for &c in clauses {
                let clause = &typed.ast.clauses[c];
                let cases = clause.cases.as_deref().unwrap_or_default();
                for &e in cases {
                    if typed.info.types[typed.ast.unparen(e)].mode == Mode::Type {
                        self.type_operand(Some(iface), e);
                    }
                }
                if let Some(v) = typed.info.clause_vars[c] {
                    let id = match cases {
                        [e] if typed.info.types[typed.ast.unparen(*e)].mode == Mode::Type => self.written(*e),
                        _ => iface,
                    };
                    self.variable(Some(v), id);
                }
                self.stmts(&clause.body);
            }
            return;
        }
        let mut tag_type = tag.map(|t| self.typ_of(t));
        if let Some(t) = tag_type {
            let is_iface = |t: Type| matches!(underlying(t).kind(), TypeKind::Interface(_));
            let mixed = clauses.iter().flat_map(|&c| typed.ast.clauses[c].cases.iter().flatten()).any(|&e| {
                let c = self.typ_of(e).typ;
                typed.info.types[e].mode != Mode::Nil && is_iface(c) != is_iface(t.typ) && !is_iface(t.typ)
            });
            if mixed {
                tag_type = Some(Id {
                    typ: crate::expand::builtin::empty_interface(),
                    at: tag.map_or(0, |t| self.place(26, t)),
                });
            }
            if let Some(e) = tag {
                self.convert(tag_type, e, true);
            }
        }
        for &c in clauses {
            let clause = &typed.ast.clauses[c];
            for &e in clause.cases.as_deref().unwrap_or_default() {
                self.convert(tag_type, e, true);
            }
            self.stmts(&clause.body);
        }
    }

    fn type_operand(&mut self, iface: Option<Id>, e: ExprId) {
        let t = self.written(e);
        match iface {
            Some(i) if !crate::expand::expr::is_empty_interface(i.typ) => self.table(t, i),
            _ => self.rtype(t),
        }
    }

    /// The left side of an assignment: a new variable of type `id`, or an expression.
    fn target(&mut self, e: ExprId, id: Option<Id>) {
        let e = self.typed.ast.unparen(e);
        if let Some(name) = self.typed.ast.name(e) {
            if name == "_" {
                return;
            }
            if let Some(obj) = self.typed.info.defs[e] {
                // An untyped value's variable has a type of its own.
                let id = id.filter(|i| identical(i.typ, obj.typ())).unwrap_or_else(|| fix(obj.typ(), hash(6, obj)));
                self.variable(Some(obj), id);
                return;
            }
        }
        self.expr(e);
    }

    fn assign(&mut self, lhs: &[ExprId], rhs: &[ExprId], declared: &[Id]) {
        let sources: Vec<Id> = match rhs {
            [e] => self.tuple(*e),
            _ => rhs.iter().map(|&e| self.typ_of(e)).collect(),
        };
        for (i, &e) in lhs.iter().enumerate() {
            self.target(e, declared.get(i).or(sources.get(i)).copied());
        }
        let blank = |w: &Self, e: ExprId| w.typed.ast.name(w.typed.ast.unparen(e)).is_some_and(|n| n == "_");
        let dst: Vec<Option<Id>> = lhs.iter().map(|&e| (!blank(self, e)).then(|| self.target_type(e))).collect();
        self.multi(&dst, rhs);
    }

    fn multi(&mut self, dst: &[Option<Id>], exprs: &[ExprId]) {
        if let [e] = exprs {
            let sources = self.tuple(*e);
            if sources.len() > 1 {
                self.expr(*e);
                for (i, &src) in sources.iter().enumerate() {
                    if let Some(d) = dst.get(i).copied().flatten()
                        && !identical(src.typ, d.typ)
                    {
                        self.table(src, d);
                    }
                }
                return;
            }
        }
        for (i, &e) in exprs.iter().enumerate() {
            self.convert(dst.get(i).copied().flatten(), e, true);
        }
    }

    fn convert(&mut self, dst: Option<Id>, e: ExprId, implicit: bool) {
        // The checker gives nil the type that it is converted to.
        let is_nil = implicit && self.typed.info.types[self.typed.ast.unparen(e)].mode == Mode::Nil;
        if let Some(d) = dst
            && d.typ != Type::INVALID
            && !is_nil
        {
            let src = self.typ_of(e);
            if !implicit || !identical(src.typ, d.typ) {
                self.table(src, d);
            }
        }
        self.expr(e);
    }

    fn expr(&mut self, e: ExprId) {
        let typed = self.typed;
        let ast = &typed.ast;
        let e = ast.unparen(e);
        let tv = &typed.info.types[e];
        if tv.value.is_some() || matches!(tv.mode, Mode::Nil | Mode::Type) {
            return;
        }
        if let Some((ident, obj)) = self.instantiated(e) {
            let targs = self.targs(e, ident, obj, &[]);
            return self.dictionary(e, crate::expand::generics::origin(obj), targs);
        }
        match &ast.exprs[e].kind {
            ExprKind::CompositeLit { elems, .. } => self.composite(e, elems),
            ExprKind::FuncLit { typ, body } => {
                let results = self.parameters(*typ);
                let outer = std::mem::replace(&mut self.results, results);
                self.stmts(&body.stmts);
                self.results = outer;
            }
            ExprKind::Selector { x, .. } => match typed.info.selections.get(&e) {
                Some(s) if s.kind == SelectionKind::FieldVal => self.expr(*x),
                Some(s) if s.kind == SelectionKind::MethodVal => {
                    self.expr(*x);
                    self.method(e, s, self.typ_of(*x));
                }
                Some(s) => self.method(e, s, self.written(*x)),
                None => {}
            },
            ExprKind::Index { x, indices } => {
                if let ExprKind::Selector { .. } = ast.exprs[*x].kind
                    && typed.info.selections.get(x).is_some_and(|s| s.kind != SelectionKind::FieldVal)
                    && let TypeKind::Signature(_) = underlying(self.info_type(*x)).kind()
                    && indices.first().is_some_and(|&i| typed.info.types[ast.unparen(i)].mode == Mode::Type)
                {
                    return self.expr(*x);
                }
                let base = self.typ_of(*x);
                let is_map = matches!(core(base.typ).kind(), TypeKind::Map { .. });
                self.expr(*x);
                for &i in indices {
                    self.convert(is_map.then(|| self.map_key(base)), i, true);
                }
                if is_map {
                    self.rtype(base);
                }
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.expr(*x);
                for &b in [lo, hi, max].into_iter().flatten() {
                    self.expr(b);
                }
            }
            ExprKind::TypeAssert { x, typ } => {
                let iface = self.typ_of(*x);
                self.expr(*x);
                self.type_operand(Some(iface), *typ);
                self.rtype(iface);
            }
            ExprKind::Unary { x, .. } => self.expr(*x),
            ExprKind::Binary { op, x, y } => {
                let common = (!matches!(op, BinaryOp::Shl | BinaryOp::Shr)).then(|| {
                    let (a, b) = (self.typ_of(*x), self.typ_of(*y));
                    let iface = |i: Id| matches!(underlying(i.typ).kind(), TypeKind::Interface(_));
                    let param = |i: Id| matches!(unalias(i.typ).kind(), TypeKind::TypeParam(_));
                    let methods = |i: Id| escape_types::typeset::type_set(underlying(i.typ)).methods.len();
                    let to_x = typed.info.types[ast.unparen(*y)].mode == Mode::Nil
                        || (iface(a) && !param(a) && (!iface(b) || param(b) || methods(a) < methods(b)));
                    if to_x { a } else { b }
                });
                self.convert(common, *x, true);
                self.convert(common, *y, true);
            }
            ExprKind::Call { fun, args, has_dots } => self.call(e, *fun, args, *has_dots),
            ExprKind::KeyValue { value, .. } => self.expr(*value),
            _ => {}
        }
    }

    fn method(&mut self, e: ExprId, s: &Selection, recv: Id) {
        let recv = self.at(recv, &s.index[..s.index.len().saturating_sub(1)]).typ;
        let base = unalias(recv);
        if let TypeKind::TypeParam(_) = base.kind() {
            let Some(p) = self.tparams.iter().position(|&p| p == base) else { return };
            let key = (p, s.obj.name());
            let i = self.out.methods.iter().position(|&m| m == key).unwrap_or_else(|| {
                self.out.methods.push(key);
                self.out.methods.len() - 1
            });
            self.out.words.insert((self.func, e), Word::Method(i));
            return;
        }
        let base = named_base(recv);
        let TypeKind::Named(n) = base.kind() else { return };
        if matches!(underlying(base).kind(), TypeKind::Interface(_)) {
            return;
        }
        let mut targs = if n.targs.is_empty() { Vec::new() } else { self.places.arguments(base) };
        let generic = signature(s.obj.typ()).is_some_and(|s| !s.tparams().is_empty());
        let obj = crate::expand::generics::origin(s.obj);
        if generic && let ExprKind::Selector { sel, .. } = self.typed.ast.exprs[e].kind {
            targs.extend(self.targs(e, sel, obj, &[]));
        }
        self.dictionary(e, obj, targs);
    }

    fn call(&mut self, e: ExprId, fun: ExprId, args: &[ExprId], dots: bool) {
        let typed = self.typed;
        let ast = &typed.ast;
        let callee = ast.unparen(fun);
        let mut rtype = None;
        match typed.info.types[callee].mode {
            Mode::Type => {
                if let Some(&a) = args.first() {
                    let dst = self.written(callee);
                    self.convert(Some(dst), a, false);
                }
                return;
            }
            Mode::Builtin => {
                let first = args.first().map(|&a| self.typ_of(a));
                match (self.typed.builtin(callee), args.first()) {
                    (Some(BuiltinId::Make), Some(&a)) => {
                        self.type_operand(None, a);
                        for &x in &args[1..] {
                            self.expr(x);
                        }
                        let t = self.written(a);
                        let slice = matches!(core(t.typ).kind(), TypeKind::Slice(_));
                        self.rtype(if slice { self.elem(t) } else { t });
                        return;
                    }
                    (Some(BuiltinId::New), Some(&a)) => {
                        match typed.info.types[ast.unparen(a)].mode {
                            Mode::Type => self.type_operand(None, a),
                            _ => self.expr(a),
                        }
                        return;
                    }
                    (Some(BuiltinId::Sizeof | BuiltinId::Alignof | BuiltinId::Offsetof), _) => return,
                    (Some(BuiltinId::Append | BuiltinId::Copy), _) => rtype = first.map(|b| self.elem(b)),
                    (Some(BuiltinId::Delete), _) => rtype = first,
                    (Some(BuiltinId::Slice), _) => rtype = Some(self.elem(self.typ_of(e))),
                    _ => {}
                }
                let (id, base) = (self.typed.builtin(callee), first);
                for (i, &a) in args.iter().enumerate() {
                    let dst = match id {
                        Some(BuiltinId::Append) if i > 0 && !dots => base.map(|b| self.elem(b)),
                        // Of strings and bytes alike: the builtin's signature has the operand's own type.
                        Some(BuiltinId::Append) if i > 0 && self.may_be_string(a) => None,
                        Some(BuiltinId::Append) => base.map(|b| match unalias(b.typ).kind() {
                            // The builtin's signature has the slice type itself.
                            TypeKind::TypeParam(_) | TypeKind::Named(_) if i > 0 => {
                                Id { typ: Type::slice(self.elem(b).typ), at: self.place(27, e) }
                            }
                            _ => b,
                        }),
                        Some(BuiltinId::Delete) if i == 1 => base.map(|b| self.map_key(b)),
                        Some(BuiltinId::Panic) => Some(Id { typ: crate::expand::builtin::empty_interface(), at: 1 }),
                        _ => None,
                    };
                    self.convert(dst, a, true);
                }
                if let Some(r) = rtype {
                    self.rtype(r);
                    if let Some(i) = self.out.rtypes.iter().position(|&t| t == r) {
                        self.out.words.insert((self.func, e), Word::Type(i));
                    }
                }
                return;
            }
            _ => {}
        }
        let base = match ast.exprs[callee].kind {
            ExprKind::Index { x, .. } => ast.unparen(x),
            _ => callee,
        };
        let selection = typed.info.selections.get(&base).filter(|s| s.kind == SelectionKind::MethodVal);
        if let (Some(s), ExprKind::Selector { x, .. }) = (selection, &ast.exprs[base].kind) {
            self.expr(*x);
            self.method(base, s, self.typ_of(*x));
        } else if let Some((ident, obj)) = self.instantiated(callee) {
            self.instance(callee, ident, obj, args);
            let targs = self.targs(callee, ident, obj, args);
            self.dictionary(callee, crate::expand::generics::origin(obj), targs);
        } else {
            self.expr(callee);
        }
        let mut sig = self.typ_of(callee);
        if let Some((ident, _)) = self.instantiated(callee)
            && let Some(i) = typed.info.instances.get(&ident)
        {
            sig.typ = i.typ;
        }
        let TypeKind::Signature(s) = core(sig.typ).kind() else { return };
        let last = s.params().len().saturating_sub(1);
        let count = match args {
            [a] => self.tuple(*a).len(),
            _ => args.len(),
        };
        let dst: Vec<Option<Id>> = (0..count)
            .map(|i| {
                Some(match s.variadic() && !dots && i >= last {
                    true => self.elem(self.parameter(sig, last, false)),
                    false => self.parameter(sig, i, false),
                })
            })
            .collect();
        self.multi(&dst, args);
    }

    fn composite(&mut self, e: ExprId, elems: &[ExprId]) {
        let typed = self.typed;
        let ast = &typed.ast;
        let mut base = self.typ_of(e);
        if let TypeKind::Pointer(_) = core(base.typ).kind() {
            base = self.elem(base);
        }
        let under = core(base.typ);
        if let TypeKind::Map { .. } = under.kind() {
            self.rtype(base);
        }
        for (i, &el) in elems.iter().enumerate() {
            let (key, value) = match ast.exprs[el].kind {
                ExprKind::KeyValue { key, value } => (Some(key), value),
                _ => (None, el),
            };
            let dst = match under.kind() {
                TypeKind::Struct(s) => {
                    let field = match key {
                        Some(k) => s.fields.iter().position(|f| Some(f.name()) == ast.name(k)),
                        None => Some(i),
                    };
                    field.map(|i| self.places.part(base, Part::Field(i)))
                }
                _ => Some(self.elem(base)),
            };
            if let Some(k) = key
                && !matches!(under.kind(), TypeKind::Struct(_))
            {
                let is_map = matches!(under.kind(), TypeKind::Map { .. });
                self.elided(k, is_map.then(|| self.map_key(base)));
                self.convert(is_map.then(|| self.map_key(base)), k, true);
            }
            self.elided(value, dst);
            self.convert(dst, value, true);
        }
    }

    fn elided(&mut self, e: ExprId, id: Option<Id>) {
        if let (ExprKind::CompositeLit { typ: None, .. }, Some(id)) = (&self.typed.ast.exprs[e].kind, id) {
            self.literals.insert(e, id);
        }
    }
}
