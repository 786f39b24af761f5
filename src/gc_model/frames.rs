//! Frames that gc's back end refuses: a gigabyte of locals, or more.
//!
//! The model: variables, `new` and `make` beyond some kilobytes are in the heap, but the array behind a slice literal is on the
//! stack however large it is, as long as it does not escape. gc measures the frame when it has optimised, so a literal counts
//! only if its elements are surely looked at: its value comes to a call, a result, a condition, or is indexed by what is no
//! constant, and that comes to one of these. What is only written, measured or reassigned is not counted, nor are temporaries for
//! arrays.

use crate::bottom_up::is_capturing;
use crate::ir::{Class, FuncId, LitKind, NameId, Node, NodeId, NodeKind, Unit};
use crate::static_value::{canonical, is_blank_name};
use crate::types::size;
use escape_source::Pos;
use escape_syntax::ast::{Block, DeclKind, ExprId, ExprKind};
use escape_types::back_end::frame_too_large;
use escape_types::under::underlying;
use escape_types::{BuiltinId, Const, Type, TypeKind, TypedPackage};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Arrays below this are not looked at: of larger ones a frame may hold a thousand.
const MIN_BYTES: i64 = 1 << 20;
/// Of an index's expression.
const MAX_DEPTH: u32 = 20;

/// Whether a package has a slice literal in a function for whose sake the model has to be asked.
pub fn is_candidate(typed: &TypedPackage) -> bool {
    let ast = &typed.ast;
    let is_large = |e: ExprId, elems: &[ExprId]| {
        let Some(TypeKind::Slice(elem)) = typed.info.types[e].typ.map(|t| underlying(t).kind()) else { return false };
        let (mut index, mut len) = (0i64, 0i64);
        for &e in elems {
            if let ExprKind::KeyValue { key, .. } = ast.exprs[e].kind {
                index = typed.info.types[key].value.as_ref().and_then(Const::to_i64).unwrap_or(index);
            }
            index = index.saturating_add(1);
            len = len.max(index);
        }
        len.saturating_mul(size(*elem)) >= MIN_BYTES
    };
    let literals = ast.exprs.iter().filter_map(|(e, x)| match &x.kind {
        ExprKind::CompositeLit { elems, .. } if is_large(e, elems) => Some((x.pos.file.0, x.pos.offset)),
        _ => None,
    });
    let mut literals: Vec<(u32, u32)> = literals.collect();
    literals.sort_unstable();
    let has_one = |body: &Block| {
        let (from, to) = (body.lbrace, body.rbrace.offset);
        let first = literals.partition_point(|&at| at < (from.file.0, from.offset));
        literals.get(first).is_some_and(|&(file, offset)| file == from.file.0 && offset <= to)
    };
    !literals.is_empty()
        && (ast.decls.values().any(|d| matches!(&d.kind, DeclKind::Func { body: Some(b), .. } if has_one(b)))
            || ast.exprs.values().any(|x| matches!(&x.kind, ExprKind::FuncLit { body, .. } if has_one(body))))
}

/// The bytes of the array behind a slice literal, if they are many.
pub(crate) fn large_array(node: &Node) -> Option<i64> {
    let NodeKind::CompLit { kind: LitKind::Slice, len, .. } = node.kind else { return None };
    let TypeKind::Slice(elem) = underlying(node.typ?).kind() else { return None };
    Some(len.saturating_mul(size(*elem))).filter(|&bytes| bytes >= MIN_BYTES)
}

/// The large literals of a unit that do not escape, and whether they are done with when their statement is: such an array's place
/// is used again for the next of its type.
pub type LargeArrays = FxHashMap<NodeId, bool>;

/// The errors of the package's functions.
pub(crate) fn too_large(u: &Unit<'_>, on_stack: &LargeArrays) -> Vec<(Pos, String)> {
    if on_stack.is_empty() {
        return Vec::new();
    }
    let mut errors = Vec::new();
    let mut found: FxHashSet<FuncId> = FxHashSet::default();
    for &f in &u.list {
        if is_capturing(u, f) || u.funcs[f].is_package_init || u.funcs[f].sym.as_str() == "_" {
            continue;
        }
        // Literals that capture are compiled with the function in which they are still mentioned.
        let mut todo = vec![f];
        while let Some(f) = todo.pop() {
            let mut frame = Frame::new(u, on_stack);
            frame.stmts(&u.funcs[f].body);
            frame.follow();
            let locals = frame.bytes();
            let func = &u.funcs[f];
            if let (Some(pos), Some(t)) = (func.pos, func.typ)
                && let Some(text) = frame_too_large(t, locals)
            {
                errors.push((pos.pos, text));
            }
            todo.extend(frame.closures.into_iter().filter(|&c| is_capturing(u, c) && found.insert(c)));
        }
    }
    errors
}

/// One function, its statements in order.
struct Frame<'u, 'p> {
    u: &'u Unit<'p>,
    on_stack: &'u LargeArrays,
    /// What each variable is assigned; `None`: something that is not known.
    values: FxHashMap<NameId, Vec<Option<NodeId>>>,
    /// The same pairs: a statement may be met again, as part of another.
    assigned: FxHashSet<(NameId, NodeId)>,
    /// Variables that a loop gives an array's elements.
    elements: FxHashSet<NameId>,
    /// What is stored into the array that a variable refers to.
    stored: FxHashMap<NameId, Vec<NodeId>>,
    /// What has an effect, with its statement's number, in order.
    effects: Vec<(NodeId, u32)>,
    met: FxHashSet<NodeId>,
    /// Variables whose value is looked at, and those of them that have not been followed yet.
    wanted: FxHashSet<NameId>,
    unfollowed: Vec<NameId>,
    /// The literals that are surely there, each with its statement's number.
    counted: BTreeMap<NodeId, u32>,
    statement: u32,
    closures: Vec<FuncId>,
}

impl<'u, 'p> Frame<'u, 'p> {
    fn new(u: &'u Unit<'p>, on_stack: &'u LargeArrays) -> Frame<'u, 'p> {
        Frame {
            u,
            on_stack,
            values: FxHashMap::default(),
            assigned: FxHashSet::default(),
            elements: FxHashSet::default(),
            stored: FxHashMap::default(),
            effects: Vec::new(),
            met: FxHashSet::default(),
            wanted: FxHashSet::default(),
            unfollowed: Vec::new(),
            counted: BTreeMap::new(),
            statement: 0,
            closures: Vec::new(),
        }
    }

    /// Statements up to the first behind which nothing is reached without a label. Whether the end is reached.
    fn stmts(&mut self, list: &[NodeId]) -> bool {
        let mut reached = true;
        for &n in list {
            reached |= matches!(self.u.nodes[n].kind, NodeKind::Label { .. });
            if reached {
                reached = self.stmt(n);
            }
        }
        reached
    }

    /// What the counted literals need.
    fn bytes(&self) -> i64 {
        let mut sum = 0i64;
        let mut in_statement: FxHashMap<(Type, i64, u32), i64> = FxHashMap::default();
        let mut shared: FxHashMap<(Type, i64), i64> = FxHashMap::default();
        for (&n, &statement) in &self.counted {
            let node = &self.u.nodes[n];
            let (Some(bytes), Some(t)) = (large_array(node), node.typ) else { continue };
            if self.on_stack.get(&n) == Some(&true) {
                let here = in_statement.entry((t, bytes, statement)).or_default();
                *here = here.saturating_add(bytes);
                let most = shared.entry((t, bytes)).or_default();
                *most = (*most).max(*here);
            } else {
                sum = sum.saturating_add(bytes);
            }
        }
        shared.values().copied().fold(sum, i64::saturating_add)
    }

    /// Whether what follows is reached.
    fn stmt(&mut self, n: NodeId) -> bool {
        let u = self.u;
        let node = &u.nodes[n];
        self.statement += 1;
        self.stmts(&node.init);
        match &node.kind {
            // A declaration without a value is no assignment.
            NodeKind::Assign { x, y: None, .. } if matches!(u.nodes[*x].kind, NodeKind::Name(_)) => {}
            NodeKind::Assign { x, y, .. } => self.assign(*x, *y),
            NodeKind::OpAssign { x, .. } => self.assign(*x, Some(n)),
            NodeKind::Assign2 { lhs, rhs, .. } => {
                for (i, &x) in lhs.iter().enumerate() {
                    let pair = rhs.get(i).filter(|_| lhs.len() == rhs.len());
                    self.assign(x, pair.copied());
                }
                if lhs.len() != rhs.len() {
                    self.roots(rhs);
                }
            }
            NodeKind::Range { x, key, value, body, .. } => {
                key.iter().for_each(|&k| self.assign(k, None));
                // The elements are looked at when their variable is.
                match value {
                    Some(v) => {
                        if let NodeKind::Name(name) = u.nodes[*v].kind {
                            self.elements.insert(canonical(u, name));
                        }
                        self.assign(*v, Some(*x));
                    }
                    None => self.operands(*x),
                }
                self.stmts(body);
            }
            NodeKind::For { cond, post, body, .. } => {
                self.roots(cond.as_slice());
                self.stmts(body);
                self.stmts(post.as_slice());
                let leaves = |k: &NodeKind| matches!(k, NodeKind::Break { .. } | NodeKind::Goto { .. });
                return cond.is_some() || u.any_list(body, &mut |n| leaves(&u.nodes[n].kind));
            }
            NodeKind::If { cond, then, els } => {
                self.root(*cond);
                let known = match &u.nodes[*cond].kind {
                    NodeKind::Literal(Const::Bool(known)) => Some(*known),
                    _ => None,
                };
                let then = known != Some(false) && self.stmts(then);
                let els = known != Some(true) && self.stmts(els);
                return then || els;
            }
            NodeKind::Block { list } => return self.stmts(list),
            NodeKind::Switch { tag, cases, .. } => {
                self.roots(tag.as_slice());
                self.clauses(cases, *tag);
            }
            NodeKind::Select { cases, .. } => {
                self.clauses(cases, None);
                return !cases.is_empty();
            }
            NodeKind::Return { results } => {
                self.roots(results);
                return false;
            }
            NodeKind::Goto { .. } | NodeKind::Break { .. } | NodeKind::Continue { .. } => return false,
            NodeKind::Builtin { op: BuiltinId::Panic, args, .. } => {
                self.roots(args);
                return false;
            }
            NodeKind::Go { call } | NodeKind::Defer { call, .. } | NodeKind::TailCall { call } => self.root(*call),
            NodeKind::InlinedCall { .. } => self.operands(n),
            // Expressions that are statements: calls, receives.
            _ => self.root(n),
        }
        true
    }

    fn clauses(&mut self, cases: &[NodeId], tag: Option<NodeId>) {
        for &c in cases {
            match &self.u.nodes[c].kind {
                NodeKind::CaseClause { list, var, body } => {
                    self.roots(list);
                    var.iter().for_each(|&v| self.values.entry(v).or_default().push(tag));
                    self.stmts(body);
                }
                NodeKind::CommClause { comm, body } => {
                    self.stmts(comm.as_slice());
                    self.stmts(body);
                }
                _ => {}
            }
        }
    }

    /// A value is put somewhere: into a variable of the function, which may not be looked at, or where others see it. What is stored
    /// into an array of the function's is seen by nobody.
    fn assign(&mut self, x: NodeId, y: Option<NodeId>) {
        match self.u.nodes[x].kind {
            NodeKind::Name(name) if is_blank_name(self.u, name) => y.iter().for_each(|&y| self.operands(y)),
            NodeKind::Name(name) if self.is_local(name) => self.set(name, y),
            NodeKind::Name(_) => self.roots(y.as_slice()),
            _ => {
                self.operands(x);
                self.assign_part(x, y);
            }
        }
    }

    fn assign_part(&mut self, part: NodeId, y: Option<NodeId>) {
        let u = self.u;
        let whole = match u.nodes[part].kind {
            NodeKind::Index { x, index, .. } => {
                self.root(index);
                x
            }
            NodeKind::Dot { x, .. } | NodeKind::Paren { x } => x,
            NodeKind::IndexMap { index, .. } => {
                self.root(index);
                return self.roots(y.as_slice());
            }
            _ => return self.roots(y.as_slice()),
        };
        let indirect = u.nodes[whole].typ.map(|t| underlying(t).kind());
        match (&u.nodes[whole].kind, indirect) {
            (NodeKind::Name(name), Some(TypeKind::Slice(_))) if u.names[*name].class == Class::Local => {
                y.iter().for_each(|&y| self.operands(y));
                self.stored.entry(canonical(u, *name)).or_default().extend(y);
            }
            (_, Some(TypeKind::Slice(_) | TypeKind::Pointer(_))) => self.roots(y.as_slice()),
            (&NodeKind::Name(name), _) if self.is_local(name) => self.set(name, y),
            _ => self.assign_part(whole, y),
        }
    }

    fn is_local(&self, name: NameId) -> bool {
        let name = &self.u.names[name];
        name.outer.is_none() && matches!(name.class, Class::Local | Class::Param)
    }

    /// What a variable is assigned; it is looked at when the variable is.
    fn set(&mut self, name: NameId, y: Option<NodeId>) {
        let name = canonical(self.u, name);
        if y.is_some_and(|y| !self.assigned.insert((name, y))) {
            return;
        }
        self.values.entry(name).or_default().push(y);
        y.iter().for_each(|&y| self.operands(y));
    }

    fn roots(&mut self, list: &[NodeId]) {
        list.iter().for_each(|&n| self.root(n));
    }

    /// An expression's value has an effect: it is wanted when all assignments are known.
    fn root(&mut self, n: NodeId) {
        self.operands(n);
        if self.met.insert(n) {
            self.effects.push((n, self.statement));
        }
    }

    /// An expression is evaluated for what happens meanwhile.
    fn operands(&mut self, n: NodeId) {
        let u = self.u;
        let node = &u.nodes[n];
        if matches!(node.kind, NodeKind::Call { .. } | NodeKind::Receive { .. }) && self.met.insert(n) {
            self.effects.push((n, self.statement));
        }
        self.stmts(&node.init);
        if let NodeKind::InlinedCall { body, .. } = &node.kind {
            self.stmts(body);
            return;
        }
        u.children(n)[node.init.len()..].iter().for_each(|&c| self.operands(c));
    }

    fn wants(&mut self, list: &[NodeId]) {
        list.iter().for_each(|&n| self.want(n));
    }

    /// An expression's value is looked at.
    fn want(&mut self, n: NodeId) {
        let u = self.u;
        let node = &u.nodes[n];
        match &node.kind {
            NodeKind::Name(name) => self.wanted_name(*name),
            NodeKind::Closure { func, .. } => {
                self.closures.push(*func);
                u.funcs[*func].closure_vars.iter().for_each(|&v| self.wanted_name(v));
            }
            NodeKind::InlinedCall { results, .. } => self.wants(results),
            // A length is known without the elements, and so is an element whose index is.
            NodeKind::Builtin { op: BuiltinId::Len | BuiltinId::Cap, args, .. }
                if args.iter().all(|&a| self.is_known_length(a, 0)) => {}
            NodeKind::Builtin { op: BuiltinId::Clear, .. } => {}
            NodeKind::Index { x, index, .. } if self.is_known(*index, 0) && self.is_made_here(*x) => {}
            NodeKind::Binary { x, y, .. } if [x, y].iter().any(|&&n| matches!(u.nodes[n].kind, NodeKind::Nil)) => {}
            _ => {
                if self.on_stack.contains_key(&n) {
                    self.counted.entry(n).or_insert(self.statement);
                }
                u.children(n)[node.init.len()..].iter().for_each(|&c| self.want(c));
            }
        }
    }

    /// Whether gc computes an index, which it does also where an inlined function's parameter is one.
    fn is_known(&self, n: NodeId, depth: u32) -> bool {
        let known = |n: NodeId| depth < MAX_DEPTH && self.is_known(n, depth + 1);
        match &self.u.nodes[n].kind {
            NodeKind::Literal(_) => true,
            NodeKind::Builtin { op: BuiltinId::Len | BuiltinId::Cap, args, .. } => {
                args.iter().all(|&a| self.is_known_length(a, depth))
            }
            NodeKind::Name(name) => match self.values.get(&canonical(self.u, *name)).map(Vec::as_slice) {
                Some([Some(value)]) => known(*value),
                _ => false,
            },
            NodeKind::Binary { x, y, .. } => known(*x) && known(*y),
            NodeKind::Conv { x, .. } | NodeKind::Paren { x } | NodeKind::Unary { x, .. } => known(*x),
            _ => false,
        }
    }

    /// Whether the length of a slice does not depend on what arrays hold.
    fn is_known_length(&self, n: NodeId, depth: u32) -> bool {
        match &self.u.nodes[n].kind {
            NodeKind::Name(name) if self.elements.contains(&canonical(self.u, *name)) => false,
            NodeKind::Name(name) => match self.values.get(&canonical(self.u, *name)).map(Vec::as_slice) {
                Some([Some(value)]) if depth < MAX_DEPTH => self.is_known_length(*value, depth + 1),
                _ => false,
            },
            NodeKind::CompLit { .. } => true,
            &(NodeKind::Slice { x, .. } | NodeKind::Conv { x, .. } | NodeKind::Paren { x }) => {
                self.is_known_length(x, depth)
            }
            _ => false,
        }
    }

    /// Whether a slice is a variable's value rather than one that is itself read from memory.
    fn is_made_here(&self, n: NodeId) -> bool {
        match self.u.nodes[n].kind {
            NodeKind::Name(_) | NodeKind::CompLit { .. } | NodeKind::InlinedCall { .. } => true,
            NodeKind::Dot { x, .. } | NodeKind::Slice { x, .. } | NodeKind::Conv { x, .. } | NodeKind::Paren { x } => {
                self.is_made_here(x)
            }
            _ => false,
        }
    }

    fn wanted_name(&mut self, name: NameId) {
        let name = canonical(self.u, name);
        if self.wanted.insert(name) {
            self.unfollowed.push(name);
        }
    }

    fn mentions(&self, n: NodeId, name: NameId) -> bool {
        self.u.any(n, &mut |n| matches!(self.u.nodes[n].kind, NodeKind::Name(m) if canonical(self.u, m) == name))
    }

    /// Follows wanted variables to their values. One that is assigned anew may have another value when it is looked at.
    fn follow(&mut self) {
        for (n, statement) in std::mem::take(&mut self.effects) {
            self.statement = statement;
            self.want(n);
        }
        while let Some(name) = self.unfollowed.pop() {
            let values: Vec<Option<NodeId>> = self.values.get(&name).cloned().unwrap_or_default();
            if values.iter().filter(|v| !v.is_some_and(|v| self.mentions(v, name))).count() <= 1 {
                values.into_iter().flatten().for_each(|v| self.want(v));
            }
            let stored = self.stored.get(&name).cloned().unwrap_or_default();
            self.wants(&stored);
        }
    }
}
