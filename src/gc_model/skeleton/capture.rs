//! gc's tree of a function, as read, → its skeleton.

use super::*;
use crate::escape::layout;
use crate::ir::*;
use crate::types::{has_shape, is_shape};
use crate::visit::{children_of, for_each_child_mut};
use escape_source::intern;
use escape_types::under::underlying;
use rustc_hash::{FxHashMap, FxHashSet};

/// The skeleton of a function that has not been touched by the inliner yet. `None` when it refers to something that a
/// skeleton has no form for; such a function counts as not inlinable.
pub fn capture(u: &Unit, f: FuncId) -> Option<Skeleton> {
    Capture::new(u, f, false, FxHashMap::default()).finish()
}

struct Capture<'u, 'a> {
    u: &'u Unit<'a>,
    func: FuncId,
    is_closure: bool,
    ids: FxHashMap<NodeId, u32>,
    name_ids: FxHashMap<NameId, u32>,
    closure_ids: FxHashMap<FuncId, u32>,
    out: Skeleton,
    outer: FxHashMap<NameId, u32>,
    failed: bool,
}

/// What is to be kept of an expression whose value no pointer flows through.
#[derive(Copy, Clone, PartialEq)]
enum Keep {
    /// The variables it reads.
    Reads,
    /// And its text.
    Text,
}

impl<'u, 'a> Capture<'u, 'a> {
    fn new(u: &'u Unit<'a>, func: FuncId, is_closure: bool, outer: FxHashMap<NameId, u32>) -> Self {
        let out = Skeleton {
            names: Vec::new(),
            dcl: Vec::new(),
            params: Vec::new(),
            results: Vec::new(),
            nodes: Vec::new(),
            body: Vec::new(),
            closures: Vec::new(),
        };
        Capture {
            u,
            func,
            is_closure,
            ids: FxHashMap::default(),
            name_ids: FxHashMap::default(),
            closure_ids: FxHashMap::default(),
            out,
            outer,
            failed: false,
        }
    }

    fn finish(mut self) -> Option<Skeleton> {
        let f = &self.u.funcs[self.func];
        self.out.dcl = f.dcl.iter().map(|&n| self.name(n)).collect();
        self.out.params = f.params.iter().map(|&n| self.name(n)).collect();
        self.out.results = f.results.iter().map(|&n| self.name(n)).collect();
        f.closure_vars.iter().for_each(|&n| {
            self.name(n);
        });
        // Literals in the order in which they were read, which is that of the function list.
        let mut literals = Vec::new();
        self.u.walk_list(&f.body, &mut |n| {
            if let NodeKind::Closure { func, .. } = self.u.nodes[n].kind {
                literals.push(func);
            }
        });
        literals.sort();
        literals.dedup();
        for (i, &c) in literals.iter().enumerate() {
            self.closure_ids.insert(c, i as u32);
        }
        let body = f.body.iter().map(|&n| self.node(n, Keep::Reads)).collect();
        self.out.body = body;
        let defns: Vec<(NameId, u32)> = {
            let mut list: Vec<_> = Vec::new();
            #[allow(clippy::iter_over_hash_type)]
            for (&n, &i) in &self.name_ids {
                list.push((n, i));
            }
            list.sort_by_key(|&(_, i)| i);
            list
        };
        for (n, i) in defns {
            let defn = self.u.names[n].defn.and_then(|d| self.ids.get(&d).copied());
            if let SkeletonName::Variable(v) = &mut self.out.names[i as usize] {
                v.defn = defn;
            }
        }
        for c in literals {
            let literal = self.literal(c)?;
            self.out.closures.push(Arc::new(literal));
        }
        (!self.failed).then_some(self.out)
    }

    fn literal(&mut self, c: FuncId) -> Option<Literal> {
        let u = self.u;
        let f = &u.funcs[c];
        // Variables captured through this function must be in its table first.
        for &v in &f.closure_vars {
            if let Some(o) = u.names[v].outer {
                self.name(o);
            }
        }
        let mut inner = Capture::new(u, c, true, self.name_ids.clone());
        let closure_vars = f.closure_vars.iter().map(|&v| inner.name(v)).collect();
        let code = inner.finish()?;
        Some(Literal {
            reason: match () {
                _ if f.is_range_body => Reason::Range,
                _ if f.is_go_defer_wrapper && f.sym.contains(".deferwrap") => Reason::Defer,
                _ if f.is_go_defer_wrapper => Reason::Go,
                _ => Reason::Literal,
            },
            pos: f.pos?,
            end_pos: f.end_pos,
            typ: f.typ,
            pragma: f.pragma,
            variadic: f.variadic,
            has_defer: f.has_defer,
            has_range_defer: f.has_range_defer,
            closure_vars,
            inline: f.inline.clone(),
            code,
        })
    }

    fn name(&mut self, n: NameId) -> u32 {
        if let Some(&i) = self.name_ids.get(&n) {
            return i;
        }
        let u = self.u;
        let d = &u.names[n];
        let name = match (d.class, d.func, d.obj) {
            (Class::Func, Some(f), _) => self.function(f),
            (Class::Func, None, _) => self.fail(),
            (Class::Global, _, Some(obj)) => SkeletonName::Global(obj),
            (Class::Global, ..) if d.sym == "_" => SkeletonName::Blank,
            (Class::Global, ..) => self.fail(),
            _ => {
                let outer = d.outer.map(|o| self.outer.get(&o).copied());
                if outer == Some(None) || has_shape(d.typ) {
                    self.fail()
                } else {
                    SkeletonName::Variable(Variable {
                        sym: d.sym,
                        pkg: d.pkg,
                        class: d.class,
                        pos: if self.is_closure { d.pos } else { IrPos::NONE },
                        typ: d.typ,
                        defn: None,
                        outer: outer.flatten(),
                        addr_taken: d.addr_taken,
                        auto_temp: d.auto_temp,
                    })
                }
            }
        };
        let i = self.out.names.len() as u32;
        self.out.names.push(name);
        self.name_ids.insert(n, i);
        i
    }

    fn fail(&mut self) -> SkeletonName {
        self.failed = true;
        SkeletonName::Blank
    }

    fn function(&mut self, f: FuncId) -> SkeletonName {
        let f = &self.u.funcs[f];
        let Some(obj) = f.obj.filter(|_| !f.is_closure) else { return self.fail() };
        if f.targs.is_empty() {
            return SkeletonName::Func(obj);
        }
        let mut targs = Vec::new();
        for &t in &f.targs {
            match (is_shape(t), has_shape(t)) {
                (true, _) if !has_shape(underlying(t)) => targs.push((true, underlying(t))),
                (false, false) => targs.push((false, t)),
                _ => return self.fail(),
            }
        }
        SkeletonName::Instance { obj, targs }
    }

    fn push(&mut self, n: NodeId, mut node: Node, position: bool) -> u32 {
        node.pos = match position || self.is_closure {
            true => IrPos { inline: None, ..self.u.nodes[n].pos },
            false => IrPos::NONE,
        };
        let i = self.out.nodes.len() as u32;
        self.out.nodes.push(node);
        self.ids.insert(n, i);
        i
    }

    /// Copies a node, parts first.
    fn node(&mut self, n: NodeId, keep: Keep) -> u32 {
        let u = self.u;
        if let Some(&i) = self.ids.get(&n) {
            return i;
        }
        if is_scalar(u, n) {
            return self.skip(n, keep);
        }
        self.whole(n, keep)
    }

    /// Copies a variable, field or element as a place: whoever has its address, or assigns to it, needs to know which.
    fn place(&mut self, n: NodeId, keep: Keep) -> u32 {
        match self.ids.get(&n) {
            Some(&i) => i,
            None => self.whole(n, keep),
        }
    }

    fn whole(&mut self, n: NodeId, keep: Keep) -> u32 {
        let u = self.u;
        let node = &u.nodes[n];
        let mut copy = node.clone();
        let calls = matches!(node.kind, NodeKind::Call { .. });
        match &mut copy.kind {
            NodeKind::Dot { kind, obj, .. } if *kind != DotKind::InterfaceMethod => *obj = None,
            NodeKind::StructKey { field, .. } => *field = None,
            NodeKind::CaseClause { list, .. } => {
                // Values that only decide which clause runs.
                list.retain(|&c| !matches!(u.nodes[c].kind, NodeKind::Literal(_)) && !is_scalar(u, c));
            }
            NodeKind::Closure { func, .. } => match self.closure_ids.get(func) {
                Some(&i) => *func = FuncId::from_u32(i),
                None => self.failed = true,
            },
            NodeKind::InlinedCall { .. } | NodeKind::InlineMark { .. } => self.failed = true,
            _ => {}
        }
        plant::for_each_name_mut(&mut copy.kind, &mut |name| *name = NameId::from_u32(self.name(*name)));
        // A callee's type follows from what it is; that of an instance has shapes.
        if let NodeKind::Name(i) | NodeKind::MethodExpr { func: i, .. } = copy.kind
            && matches!(self.out.names[i.as_u32() as usize], SkeletonName::Instance { .. })
        {
            copy.typ = None;
            if let NodeKind::MethodExpr { recv, .. } = &mut copy.kind {
                *recv = escape_types::Type::INVALID;
            }
        } else if copy.typ.is_some_and(has_shape) || has_shape_inside(&copy.kind) {
            self.failed = true;
        }
        let keep = match &node.kind {
            NodeKind::Make { .. }
            | NodeKind::Conv { .. }
            | NodeKind::AddStr { .. }
            | NodeKind::Index { .. }
            | NodeKind::Slice { .. }
            | NodeKind::Builtin { .. }
            | NodeKind::PtrLit { .. } => Keep::Text,
            NodeKind::Dot { .. } | NodeKind::Paren { .. } | NodeKind::Addr { .. } | NodeKind::Deref { .. } => keep,
            _ => Keep::Reads,
        };
        let places: Vec<NodeId> = match &node.kind {
            NodeKind::Addr { x }
            | NodeKind::Assign { x, .. }
            | NodeKind::OpAssign { x, .. }
            | NodeKind::Paren { x }
            | NodeKind::Dot { kind: DotKind::Field, x, .. } => vec![*x],
            NodeKind::Index { x, .. } if u.nodes[*x].typ.is_some_and(layout::is_array) => vec![*x],
            NodeKind::Assign2 { lhs, .. } => lhs.clone(),
            NodeKind::Range { key, value, .. } => key.iter().chain(value).copied().collect(),
            _ => Vec::new(),
        };
        let bounds = matches!(node.kind, NodeKind::Index { .. }) && crate::bounds::is_elided(u, n);
        for_each_child_mut(&mut copy, |slot| {
            let c = *slot;
            // The operator of such an index is what keeps it inside.
            let id = match u.nodes[c].kind {
                NodeKind::Binary { op, x, y } if bounds => {
                    let (x, y) = (self.skip(x, keep), self.node(y, keep));
                    let binary = NodeKind::Binary { op, x: NodeId::from_u32(x), y: NodeId::from_u32(y) };
                    let made = Node { kind: binary, init: Vec::new(), ..u.nodes[c].clone() };
                    self.push(c, made, false)
                }
                _ if places.contains(&c) => self.place(c, keep),
                _ => self.node(c, keep),
            };
            *slot = NodeId::from_u32(id);
        });
        self.push(n, copy, calls)
    }

    /// Leaves out a scalar expression.
    fn skip(&mut self, n: NodeId, keep: Keep) -> u32 {
        let u = self.u;
        if matches!(u.nodes[n].kind, NodeKind::Name(_) | NodeKind::Literal(_)) {
            return self.leaf(n);
        }
        let mut seen = FxHashSet::default();
        let mut uses = Vec::new();
        u.walk(n, &mut |x| {
            if let NodeKind::Name(name) = u.nodes[x].kind
                && matches!(u.names[name].class, Class::Local | Class::Param | Class::Result)
                && seen.insert(name)
            {
                uses.push(x);
            }
        });
        let uses = uses.into_iter().map(|x| NodeId::from_u32(self.leaf(x))).collect();
        let text = if keep == Keep::Text { intern(&crate::print::node(u, n)) } else { intern("") };
        let node = Node { kind: NodeKind::Skipped { text, uses }, init: Vec::new(), ..u.nodes[n].clone() };
        self.push(n, node, false)
    }

    fn leaf(&mut self, n: NodeId) -> u32 {
        let mut copy = self.u.nodes[n].clone();
        plant::for_each_name_mut(&mut copy.kind, &mut |name| *name = NameId::from_u32(self.name(*name)));
        self.push(n, copy, false)
    }
}

fn has_shape_inside(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::MethodExpr { recv, .. } if has_shape(*recv))
        || matches!(kind, NodeKind::DynamicType { .. } | NodeKind::DynamicTypeAssert { .. })
}

/// An expression without pointers whose evaluation nothing but its value comes of.
fn is_scalar(u: &Unit, n: NodeId) -> bool {
    let node = &u.nodes[n];
    if crate::print::is_stmt(&node.kind) || !node.typ.is_some_and(layout::is_pointer_free) {
        return false;
    }
    !matches!(
        node.kind,
        NodeKind::Name(_)
            | NodeKind::Literal(_)
            | NodeKind::Type
            | NodeKind::Opaque
            | NodeKind::KeyValue { .. }
            | NodeKind::StructKey { .. }
            | NodeKind::Skipped { .. }
    ) && !has_effects(u, n)
}

fn has_effects(u: &Unit, n: NodeId) -> bool {
    let node = &u.nodes[n];
    if !node.init.is_empty() {
        return true;
    }
    let effect = match &node.kind {
        NodeKind::Name(_)
        | NodeKind::Literal(_)
        | NodeKind::Nil
        | NodeKind::Type
        | NodeKind::Opaque
        | NodeKind::Unary { .. }
        | NodeKind::Deref { .. }
        | NodeKind::Paren { .. }
        | NodeKind::Binary { .. }
        | NodeKind::Logical { .. }
        | NodeKind::IndexMap { .. }
        | NodeKind::Slice { .. }
        | NodeKind::StructKey { .. }
        | NodeKind::KeyValue { .. } => false,
        NodeKind::Index { .. } => crate::bounds::is_elided(u, n),
        NodeKind::Dot { kind, .. } => !matches!(kind, DotKind::Field | DotKind::PtrField),
        NodeKind::CompLit { kind, .. } => !matches!(kind, LitKind::Array | LitKind::Struct),
        NodeKind::Conv { kind, x } => {
            !matches!(kind, ConvKind::Conv | ConvKind::Nop)
                || u.nodes[*x].typ.is_some_and(layout::is_unsafe_pointer)
                || node.typ.is_some_and(layout::is_unsafe_pointer)
        }
        NodeKind::Builtin { op, .. } => !matches!(
            op,
            Builtin::Cap
                | Builtin::Complex
                | Builtin::Imag
                | Builtin::Len
                | Builtin::Max
                | Builtin::Min
                | Builtin::Real
        ),
        _ => true,
    };
    effect || children_of(node).into_iter().any(|c| has_effects(u, c))
}
