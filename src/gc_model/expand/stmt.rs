//! Statements (facts.md §5, §9).
//!
//! Dead statements are dropped while reading: after a terminating one up to the next label, the untaken side of an `if`
//! whose condition is constant, the clauses of a constant switch but the chosen one.

use super::Reader;
use super::builtin::empty_interface;
use super::range_plan::range_signature;
use crate::ir::{NodeKind as K, *};
use escape_syntax::ast::{
    BinaryOp, Block, BranchKind, Clause, ClauseId, DeclKind, ExprId, ExprKind, Field, StmtId, StmtKind,
};
use escape_types::predicates::{identical, is_interface};
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, BuiltinId, Const, Mode, Type, TypeKind};
use thin_vec::thin_vec;

impl Reader<'_, '_> {
    /// A list of statements.
    pub fn stmts(&mut self, list: &[StmtId]) -> NodeList {
        let mut out = NodeList::new();
        self.stmts_into(list, &mut out);
        out
    }

    /// Appends the statements that can be reached: those after a terminating one are left out up to a label, and only behind the
    /// list's last label. True if nothing after the list can be reached.
    pub fn stmts_into(&mut self, list: &[StmtId], out: &mut NodeList) -> bool {
        let is_label = |r: &Self, s: StmtId| matches!(r.typed.ast.stmts[s].kind, StmtKind::Labeled { .. });
        let last_label = list.iter().rposition(|&s| is_label(self, s));
        let mut dead = false;
        for (i, &s) in list.iter().enumerate() {
            if dead && last_label.is_none_or(|l| i > l) {
                continue;
            }
            self.stmt(s, out);
            dead = self.terminates(s);
        }
        dead
    }

    /// Whether nothing after the statement can be reached, as far as dropping dead code goes.
    fn terminates(&mut self, s: StmtId) -> bool {
        let typed = self.typed.clone();
        let ast = &typed.ast;
        match &ast.stmts[s].kind {
            StmtKind::Branch { kind: BranchKind::Goto, .. } | StmtKind::Return(_) => true,
            StmtKind::Branch { .. } => self.leaves(s).is_some(),
            StmtKind::Expr(e) => match &ast.exprs[ast.unparen(*e)].kind {
                ExprKind::Call { fun, .. } => typed.builtin(ast.unparen(*fun)) == Some(BuiltinId::Panic),
                _ => false,
            },
            StmtKind::If { cond, then, els, .. } => {
                let c = self.static_bool(*cond);
                (c < 0 || self.list_terminates(&then.stmts)) && (c > 0 || els.is_some_and(|e| self.terminates(e)))
            }
            StmtKind::Block(b) => self.list_terminates(&b.stmts),
            _ => false,
        }
    }

    fn list_terminates(&mut self, list: &[StmtId]) -> bool {
        let typed = self.typed.clone();
        let last = list.iter().rfind(|&&s| !matches!(typed.ast.stmts[s].kind, StmtKind::Empty));
        last.is_some_and(|&s| self.terminates(s))
    }

    /// What remains of a condition's operand once what is known about it was left out.
    pub fn remaining(&self, e: ExprId) -> ExprId {
        self.replaced.get(&e).copied().unwrap_or(e)
    }

    /// What a condition is known to be: 1 true, -1 false, 0 unknown. A side that does not decide it, or all but the side that does,
    /// is left out from then on. Parentheses hide what is inside.
    fn static_bool(&mut self, slot: ExprId) -> i32 {
        let value = |r: &Self, e: ExprId| match &r.typed.info.types[e].value {
            Some(Const::Bool(b)) => Some(*b),
            _ => None,
        };
        let e = self.remaining(slot);
        if let Some(b) = value(self, e) {
            return if b { 1 } else { -1 };
        }
        let ExprKind::Binary { op: op @ (BinaryOp::AndAnd | BinaryOp::OrOr), x, y } = self.typed.ast.exprs[e].kind
        else {
            return 0;
        };
        // The value that decides on its own.
        let decides = if op == BinaryOp::AndAnd { -1 } else { 1 };
        let a = self.static_bool(x);
        if a == decides {
            let rest = self.remaining(x);
            self.replaced.insert(slot, rest);
            return a;
        }
        let b = self.static_bool(y);
        if a != -decides && b != decides {
            return 0;
        }
        if value(self, self.remaining(x)).is_some() {
            let rest = self.remaining(y);
            self.replaced.insert(slot, rest);
        }
        b
    }

    /// A block's statements, as a list.
    fn block(&mut self, b: &Block) -> NodeList {
        self.stmts(&b.stmts)
    }

    /// One statement as a node, several as a block.
    fn one(&mut self, s: Option<StmtId>) -> Option<NodeId> {
        let mut list = NodeList::new();
        self.stmt(s?, &mut list);
        self.joined(list)
    }

    /// A list of statements as one: itself, or a block.
    fn joined(&mut self, mut list: NodeList) -> Option<NodeId> {
        match list.len() {
            0 => None,
            1 => list.pop(),
            _ => {
                let pos = self.u.nodes[list[0]].pos;
                Some(self.u.node(K::Block { list }, pos, None))
            }
        }
    }

    fn stmt(&mut self, s: StmtId, out: &mut NodeList) {
        let typed = self.typed.clone();
        let stmt = &typed.ast.stmts[s];
        let pos = self.pos(stmt.pos);
        let label = match out.last().map(|&n| &self.u.nodes[n].kind) {
            Some(K::Label { label }) => Some(*label),
            _ => None,
        };
        let node = match &stmt.kind {
            StmtKind::Empty => return,
            StmtKind::Labeled { label, stmt } => {
                if let Some(label) = typed.ast.name(*label) {
                    // The blank one is no label, but an empty statement.
                    let kind = if label == "_" { K::Block { list: NodeList::new() } } else { K::Label { label } };
                    let n = self.u.node(kind, pos, None);
                    out.push(n);
                }
                self.stmt(*stmt, out);
                return;
            }
            StmtKind::Block(b) => {
                self.stmts_into(&b.stmts, out);
                return;
            }
            StmtKind::Expr(e) => self.expr(*e),
            StmtKind::Send { chan, value } => {
                let chan = self.expr(*chan);
                let elem = match underlying(self.node_type(chan)).kind() {
                    TypeKind::Chan { elem, .. } => Some(*elem),
                    _ => None,
                };
                let value = self.converted(elem, *value);
                self.u.node(K::Send { chan, value }, pos, None)
            }
            StmtKind::Assign { lhs, rhs, .. } => self.assignment(pos, lhs, rhs),
            StmtKind::OpAssign { op, lhs, rhs } => {
                let x = self.expr(*lhs);
                if let K::IndexMap { assigned, .. } = &mut self.u.nodes[x].kind {
                    *assigned = true;
                }
                let t = self.node_type(x);
                match rhs {
                    None => {
                        let y = self.mk(K::Literal(Const::from(1i64)), pos, t);
                        self.u.node(K::OpAssign { op: *op, x, y, inc_dec: true }, pos, None)
                    }
                    Some(r) => {
                        let dst = if matches!(op, BinaryOp::Shl | BinaryOp::Shr) { None } else { Some(t) };
                        let y = self.converted(dst, *r);
                        self.u.node(K::OpAssign { op: *op, x, y, inc_dec: false }, pos, None)
                    }
                }
            }
            StmtKind::Decl(decls) => {
                for &d in decls {
                    if let DeclKind::Var { names, values, .. } = &typed.ast.decls[d].kind {
                        let pos = self.pos(typed.ast.decls[d].pos);
                        if values.is_empty() {
                            self.zero_variables(pos, names, out);
                        } else {
                            let n = self.assignment(pos, names, values);
                            out.push(n);
                        }
                    }
                }
                return;
            }
            StmtKind::Branch { kind, label } => {
                if let Some(leave) = self.leaves(s) {
                    return self.leave_loop(leave, pos, out);
                }
                let label = label.and_then(|l| typed.ast.name(l));
                let k = match (kind, label) {
                    (BranchKind::Break, label) => K::Break { label },
                    (BranchKind::Continue, label) => K::Continue { label },
                    (BranchKind::Fallthrough, _) => K::Fallthrough,
                    (BranchKind::Goto, Some(label)) => K::Goto { label },
                    (BranchKind::Goto, None) => K::Empty,
                };
                self.u.node(k, pos, None)
            }
            StmtKind::Go(e) | StmtKind::Defer(e) => {
                let is_defer = matches!(stmt.kind, StmtKind::Defer(_));
                let defer_at = if is_defer { self.defer_token(pos) } else { None };
                let mut init = NodeList::new();
                let call = self.go_defer_call(is_defer, pos, *e, &mut init);
                let func = self.func();
                let kind = if is_defer {
                    self.u.funcs[func].has_defer = true;
                    K::Defer { call, defer_at }
                } else {
                    K::Go { call }
                };
                let n = self.u.node(kind, pos, None);
                self.u.nodes[n].init = init;
                n
            }
            StmtKind::Return(values) => {
                if self.return_from_loop(values, pos, out) {
                    return;
                }
                let dst: Vec<Option<Type>> = self.frame().results.iter().map(|&t| Some(t)).collect();
                let results = if values.is_empty() { NodeList::new() } else { self.multi(pos, &dst, values) };
                self.u.node(K::Return { results }, pos, None)
            }
            StmtKind::If { init, cond, then, els } => {
                let mut hidden = NodeList::new();
                if let Some(i) = init {
                    self.stmt(*i, &mut hidden);
                }
                let known = self.static_bool(*cond);
                let cond = self.expr(self.remaining(*cond));
                let then = if known >= 0 { self.block(then) } else { NodeList::new() };
                let mut other = NodeList::new();
                if known <= 0
                    && let Some(e) = els
                {
                    self.stmt(*e, &mut other);
                }
                if known != 0 {
                    // What is left stands in the place of the statement.
                    if !matches!(self.u.nodes[cond].kind, K::Literal(_)) {
                        let blank = self.u.blank();
                        let t = self.u.nodes[cond].typ;
                        let x = self.u.node(K::Name(blank), pos, t);
                        hidden.push(self.u.node(K::Assign { x, y: Some(cond), def: false }, pos, None));
                    }
                    hidden.extend(then);
                    hidden.extend(other);
                    out.extend(self.joined(hidden));
                    return;
                }
                let n = self.u.node(K::If { cond, then, els: other }, pos, None);
                self.u.nodes[n].init = hidden;
                n
            }
            StmtKind::For { init, cond, post, body } => {
                let never = cond.is_some_and(|c| self.static_bool(c) < 0);
                let init = self.one(*init);
                let cond = cond.map(|c| self.expr(self.remaining(c)));
                let (post, body) = if never { (None, NodeList::new()) } else { (self.one(*post), self.block(body)) };
                if let Some(c) = cond
                    && matches!(self.u.nodes[c].kind, K::Literal(Const::Bool(false)))
                {
                    out.extend(init);
                    return;
                }
                let distinct_vars = self.file_version_122;
                let n = self.u.node(K::For { label, cond, post, body, distinct_vars }, pos, None);
                self.u.nodes[n].init.extend(init);
                n
            }
            StmtKind::Range { lhs, define, x, range_pos, body } => {
                if range_signature(self.typ_of(*x)).is_some() {
                    return self.range_func(s, stmt.pos, out);
                }
                let at = self.pos(*range_pos);
                let (names, targets) = self.assign_list(lhs);
                let n = self.u.node(K::Empty, at, None);
                self.define(n, &names);
                let x = self.range_operand(*x);
                let over = self.node_type(x);
                if matches!(underlying(over).kind(), TypeKind::Map { .. }) {
                    self.needs_type(n, over);
                }
                let (k, v) = escape_types::range::range_key_value(over);
                for (target, value) in targets.iter().zip([k, v]) {
                    if let (false, Some(value)) = (*define || self.u.is_blank(*target), value) {
                        let dst = self.node_type(*target);
                        self.method_table(value, dst);
                        self.needs_types_of_conversion(n, value, dst);
                    }
                }
                let body = self.block(body);
                let distinct_vars = *define && self.file_version_122;
                let (key, value) = (targets.first().copied(), targets.get(1).copied());
                self.u.nodes[n].kind = K::Range { label, x, key, value, body, distinct_vars };
                n
            }
            StmtKind::Switch { init, tag, clauses, .. } => self.switch(pos, label, *init, *tag, clauses),
            StmtKind::Select { clauses, .. } => {
                let cases = clauses.iter().map(|&c| self.comm_clause(&typed.ast.clauses[c])).collect();
                self.u.node(K::Select { label, cases }, pos, None)
            }
        };
        out.push(node);
    }

    /// The operand of a range clause; an untyped constant has the type of the iteration variable.
    fn range_operand(&mut self, x: ExprId) -> NodeId {
        self.expr(x)
    }

    fn zero_variables(&mut self, pos: IrPos, names: &[ExprId], out: &mut NodeList) {
        let (declared, _) = self.assign_list(names);
        for name in declared {
            let x = self.u.name_node(name, pos);
            let n = self.u.node(K::Assign { x, y: None, def: false }, pos, None);
            let dcl = self.u.node(K::Dcl(name), pos, None);
            self.u.nodes[n].init.push(dcl);
            out.push(n);
        }
    }

    fn assignment(&mut self, pos: IrPos, lhs: &[ExprId], rhs: &[ExprId]) -> NodeId {
        let (names, mut targets) = self.assign_list(lhs);
        let dst: Vec<Option<Type>> = lhs.iter().map(|&e| self.target_type(e)).collect();
        let mut values = self.multi(pos, &dst, rhs);
        let n = self.u.node(K::Empty, pos, None);
        let def = self.define(n, &names);
        for (&t, &v) in targets.iter().zip(&values) {
            if self.u.nodes[t].typ.is_none() {
                self.u.nodes[t].typ = self.u.nodes[v].typ;
            }
        }
        self.u.nodes[n].kind = if targets.len() == 1 && values.len() == 1 {
            K::Assign { x: targets.remove(0), y: Some(values.remove(0)), def }
        } else {
            K::Assign2 { kind: As2Kind::List, lhs: targets, rhs: values, def }
        };
        n
    }

    fn switch(
        &mut self,
        pos: IrPos,
        label: Option<escape_source::Symbol>,
        init: Option<StmtId>,
        tag: Option<ExprId>,
        clauses: &[ClauseId],
    ) -> NodeId {
        let typed = self.typed.clone();
        let init = self.one(init);
        let n = self.u.node(K::Empty, pos, None);
        self.u.nodes[n].init.extend(init);
        if let Some(t) = tag
            && let ExprKind::TypeSwitchGuard { lhs, x } = typed.ast.exprs[t].kind
        {
            let at = self.epos(t);
            let symbol = lhs.and_then(|l| typed.ast.name(l));
            let tag_pos = lhs.map_or(at, |l| self.epos(l));
            let iface = typed.info.types[x].typ.unwrap_or(Type::INVALID);
            let x = self.expr(x);
            let guard = self.u.node(K::TypeSwitchGuard { tag: symbol, tag_pos, x }, at, None);
            let cases = clauses.iter().map(|&c| self.type_clause(c, guard, iface, lhs.is_some())).collect();
            self.u.nodes[n].kind = K::Switch { label, tag: Some(guard), cases };
            return n;
        }
        let (mut tag, mut clauses) = (tag, clauses.to_vec());
        let mut as_default = false;
        let value = match tag {
            Some(t) => typed.info.types[t].value.clone(),
            None => Some(Const::Bool(true)),
        };
        if let Some(v) = value
            && let Some(target) = self.static_clause(&v, &clauses)
        {
            clauses = target.into_iter().collect();
            tag = None;
            as_default = true;
        }
        let mut tag_type = tag.map_or(Type::basic(BasicKind::Bool), |t| self.typ_of(t));
        let declared = |e: ExprId| super::expr::ideal_type(typed.info.types[e].typ.unwrap_or(Type::INVALID));
        let is_chan = matches!(underlying(tag_type).kind(), TypeKind::Chan { .. });
        if !is_chan && !as_default {
            let mixed = clauses.iter().flat_map(|&c| typed.ast.clauses[c].cases.iter().flatten()).any(|&e| {
                // As the source has them: a type parameter may have methods, its shape has none.
                let (t, to) = (declared(e), tag.map_or(tag_type, declared));
                let param = matches!(unalias(to).kind(), TypeKind::TypeParam(_));
                let assignable = || identical(t, to) || is_interface(to) && !param && crate::types::implements(t, to);
                let nil = typed.info.types[e].mode == Mode::Nil;
                !nil && (is_interface(t) || is_interface(to)) && !assignable()
            });
            if mixed {
                tag_type = empty_interface();
            }
        }
        let tag = tag.map(|t| self.converted(Some(tag_type), t));
        let mut cases = NodeList::new();
        for c in clauses {
            let clause = &typed.ast.clauses[c];
            let at = self.pos(clause.pos);
            let exprs: &[ExprId] = if as_default { &[] } else { clause.cases.as_deref().unwrap_or_default() };
            let list = exprs.iter().map(|&e| self.converted((!is_chan).then_some(tag_type), e)).collect();
            let body = self.stmts(&clause.body);
            cases.push(self.u.node(K::CaseClause { list, var: None, body }, at, None));
        }
        self.u.nodes[n].kind = K::Switch { label, tag, cases };
        n
    }

    /// The clause a constant switch always takes: `None` when it cannot be told, an empty option when there is none.
    fn static_clause(&self, tag: &Const, clauses: &[ClauseId]) -> Option<Option<ClauseId>> {
        let typed = &self.typed;
        let mut target = None;
        'search: for &c in clauses {
            match &typed.ast.clauses[c].cases {
                None => target = Some(c),
                Some(list) => {
                    for &e in list {
                        let v = typed.info.types[e].value.as_ref()?;
                        if Const::compare(tag, BinaryOp::Eql, v) {
                            target = Some(c);
                            break 'search;
                        }
                    }
                }
            }
        }
        if let Some(c) = target
            && let Some(&last) = typed.ast.clauses[c].body.last()
            && matches!(typed.ast.stmts[last].kind, StmtKind::Branch { kind: BranchKind::Fallthrough, .. })
        {
            return None;
        }
        Some(target)
    }

    fn type_clause(&mut self, c: ClauseId, guard: NodeId, iface: Type, named: bool) -> NodeId {
        let typed = self.typed.clone();
        let clause = &typed.ast.clauses[c];
        let pos = self.pos(clause.pos);
        let types = clause.cases.as_deref().unwrap_or_default();
        let list = types
            .iter()
            .map(|&e| match typed.info.types[e].mode {
                Mode::Type => self.type_operand(e, Some(iface)),
                _ => self.expr(e),
            })
            .collect();
        let mut var = None;
        if named && let Some(obj) = typed.info.clause_vars[c] {
            let at = types.last().map_or(clause.pos, |&t| self.type_end(t));
            let name = self.declare(obj, at);
            self.u.names[name].defn = Some(guard);
            var = Some(name);
        }
        let body = self.stmts(&clause.body);
        self.u.node(K::CaseClause { list, var, body }, pos, None)
    }

    /// Where the last part of a type expression stands (facts.md §2, type-switch case variable).
    fn type_end(&self, mut e: ExprId) -> escape_source::Pos {
        let ast = &self.typed.ast;
        let last = |fields: &[Field]| fields.last().map(|f| f.typ);
        loop {
            e = match &ast.exprs[e].kind {
                ExprKind::Selector { x, .. } => return ast.pos(*x),
                ExprKind::Paren(x) | ExprKind::Unary { x, .. } => *x,
                ExprKind::ArrayType { elem, .. } | ExprKind::SliceType(elem) | ExprKind::DotsType(elem) => *elem,
                ExprKind::ChanType { elem, .. } => *elem,
                ExprKind::MapType { value, .. } => *value,
                ExprKind::Index { indices, .. } => match indices.last() {
                    Some(&i) => i,
                    None => return ast.pos(e),
                },
                ExprKind::InterfaceType { elems } => match last(elems) {
                    Some(t) => t,
                    None => return ast.pos(e),
                },
                ExprKind::FuncType { params, results } => match last(results).or(last(params)) {
                    Some(t) => t,
                    None => return ast.pos(e),
                },
                _ => return ast.pos(e),
            }
        }
    }

    fn comm_clause(&mut self, clause: &Clause) -> NodeId {
        let pos = self.pos(clause.pos);
        let comm = self.one(clause.comm);
        let mut body = self.stmts(&clause.body);
        let comm = comm.map(|c| self.comm_statement(c, pos, &mut body));
        self.u.node(K::CommClause { comm, body }, pos, None)
    }

    /// Brings a communication to the form `x, ok = <-c`; conversions of what was received move into the body.
    fn comm_statement(&mut self, comm: NodeId, pos: IrPos, body: &mut NodeList) -> NodeId {
        match self.u.nodes[comm].kind.clone() {
            K::Assign { x, y: Some(y), def } => {
                if let K::Conv { kind: ConvKind::Iface, x: recv } = self.u.nodes[y].kind
                    && !def
                    && matches!(self.u.nodes[recv].kind, K::Receive { .. })
                {
                    let func = self.func();
                    let t = self.node_type(recv);
                    let tmp = self.u.temp(func, pos, t);
                    let target = self.u.name_node(tmp, pos);
                    let assign = self.receive(pos, target, recv, true);
                    let dcl = self.u.node(K::Dcl(tmp), pos, None);
                    self.u.nodes[assign].init.push(dcl);
                    // The statement that defined the variable is not the one that stays.
                    self.u.names[tmp].defn = Some(comm);
                    let value = self.u.name_node(tmp, pos);
                    if let K::Conv { x, .. } = &mut self.u.nodes[y].kind {
                        *x = value;
                    }
                    body.insert(0, comm);
                    return assign;
                }
                let mut recv = y;
                while let K::Conv { x, .. } = self.u.nodes[recv].kind {
                    recv = x;
                }
                if !matches!(self.u.nodes[recv].kind, K::Receive { .. }) {
                    return comm;
                }
                let at = self.u.nodes[comm].pos;
                let n = self.receive(at, x, recv, def);
                self.u.nodes[n].init = std::mem::take(&mut self.u.nodes[comm].init);
                n
            }
            K::Assign2 { kind: As2Kind::List, rhs, .. } => {
                let init = match rhs.first() {
                    Some(&r) => std::mem::take(&mut self.u.nodes[r].init),
                    None => NodeList::new(),
                };
                let Some(&first) = init.first() else { return comm };
                if let K::Assign2 { kind, .. } = &mut self.u.nodes[first].kind {
                    *kind = As2Kind::SelectReceive;
                }
                body.insert(0, comm);
                first
            }
            K::Receive { .. } => {
                let at = self.u.nodes[comm].pos;
                let blank = self.u.blank();
                let t = self.u.nodes[comm].typ;
                let x = self.u.node(K::Name(blank), at, t);
                self.receive(at, x, comm, false)
            }
            _ => comm,
        }
    }

    fn receive(&mut self, pos: IrPos, x: NodeId, recv: NodeId, def: bool) -> NodeId {
        let blank = self.u.blank();
        let ok = self.u.node(K::Name(blank), pos, Some(Type::basic(BasicKind::Bool)));
        self.u.node(
            K::Assign2 { kind: As2Kind::SelectReceive, lhs: thin_vec![x, ok], rhs: thin_vec![recv], def },
            pos,
            None,
        )
    }
}
