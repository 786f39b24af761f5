//! Instantiations without end: a generic function or type that needs ever larger instances of itself cannot be compiled.
//!
//! The vertices are type parameters (and local types that depend on some); an edge says that one is instantiated with a type
//! built from the other, with weight 1 if that type is larger. A cycle of positive weight is an error.

use crate::check::Checker;
use crate::cycles::cmp_pos;
use crate::object::{Obj, ObjKind};
use crate::ty::{Type, TypeKind};
use crate::typeset::type_set;
use crate::under::unalias;
use escape_source::Pos;
use escape_syntax::ast::ExprId;
use rustc_hash::FxHashMap;

/// The graph over type parameters.
#[derive(Default)]
pub struct MonoGraph {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    /// A method's receiver type parameter → that of the receiver's base type.
    canon: FxHashMap<Type, Type>,
    /// `None`: a local type that depends on no type parameter.
    index: FxHashMap<Obj, Option<usize>>,
}

struct Vertex {
    weight: u32,
    /// The last edge of the heaviest known path to here, and that path's length.
    pre: usize,
    len: usize,
    obj: Obj,
}

struct Edge {
    dst: usize,
    src: usize,
    weight: u32,
    pos: Pos,
    typ: Type,
}

impl MonoGraph {
    fn vertex(&mut self, obj: Obj) -> usize {
        self.vertices.push(Vertex { weight: 0, pre: 0, len: 0, obj });
        self.vertices.len() - 1
    }

    fn type_param_vertex(&mut self, t: Type) -> Option<usize> {
        let t = self.canon.get(&t).copied().unwrap_or(t);
        let TypeKind::TypeParam(p) = t.kind() else { return None };
        if let Some(&i) = self.index.get(&p.obj) {
            return i;
        }
        let i = Some(self.vertex(p.obj));
        self.index.insert(p.obj, i);
        i
    }
}

impl<'a> Checker<'a> {
    pub fn mono_record_canon(&mut self, own: Type, theirs: Type) {
        self.mono.canon.insert(own, theirs);
    }

    /// Notes an instantiation; `args` are the type arguments' expressions, as far as they are written.
    pub fn mono_record_instance(&mut self, pos: Pos, tparams: &[Type], targs: &[Type], args: &[ExprId]) {
        for (i, (&p, &t)) in tparams.iter().zip(targs).enumerate() {
            let TypeKind::TypeParam(d) = p.kind() else { continue };
            if d.obj.pkg() != Some(self.pkg) {
                continue;
            }
            let pos = args.get(i).map_or(pos, |&a| self.at_pos(a));
            self.mono_assign(pos, p, t, t, 0);
        }
    }

    fn mono_flow(&mut self, pos: Pos, tparam: Type, targ: Type, src: usize, part: Type) {
        let weight = u32::from(part != targ);
        if let Some(dst) = self.mono.type_param_vertex(tparam) {
            self.mono.edges.push(Edge { dst, src, weight, pos, typ: targ });
        }
    }

    fn mono_assign(&mut self, pos: Pos, tparam: Type, targ: Type, part: Type, depth: u32) {
        if depth > 100 {
            return;
        }
        let part = unalias(part);
        let go = |c: &mut Self, t: Type| c.mono_assign(pos, tparam, targ, t, depth + 1);
        match part.kind() {
            TypeKind::TypeParam(_) => {
                if let Some(src) = self.mono.type_param_vertex(part) {
                    self.mono_flow(pos, tparam, targ, src, part);
                }
            }
            TypeKind::Named(n) => {
                if let Some(src) = self.local_named_vertex(n.obj) {
                    self.mono_flow(pos, tparam, targ, src, part);
                }
                n.targs.iter().for_each(|&t| go(self, t));
            }
            TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => go(self, *elem),
            TypeKind::Pointer(e) | TypeKind::Slice(e) => go(self, *e),
            TypeKind::Map { key, elem } => {
                go(self, *key);
                go(self, *elem);
            }
            TypeKind::Interface(_) => type_set(part).methods.iter().for_each(|m| go(self, m.typ())),
            TypeKind::Signature(s) => s.params().iter().chain(s.results()).for_each(|p| go(self, p.typ())),
            TypeKind::Struct(s) => s.fields.iter().for_each(|f| go(self, f.typ())),
            _ => {}
        }
    }

    /// A type declared inside a generic function is implicitly parameterized by the type parameters around it.
    fn local_named_vertex(&mut self, obj: Obj) -> Option<usize> {
        if obj.pkg() != Some(self.pkg) || obj.is_package_level() {
            return None;
        }
        if let Some(&i) = self.mono.index.get(&obj) {
            return i;
        }
        let mut index = None;
        let mut scope = self.type_scopes.get(&obj).copied();
        while let Some(s) = scope.filter(|&s| s != self.package_scope) {
            let names: Vec<Obj> = self.scopes[s].objects().collect();
            for o in names {
                let is_tparam = matches!(o.data().kind, ObjKind::TypeName)
                    && matches!(o.typ().kind(), TypeKind::TypeParam(p) if p.obj == o);
                if is_tparam && cmp_pos(o.pos(), obj.pos()).is_lt() {
                    let dst = *index.get_or_insert_with(|| self.mono.vertex(obj));
                    if let Some(src) = self.mono.type_param_vertex(o.typ()) {
                        self.mono.edges.push(Edge { dst, src, weight: 1, pos: obj.pos(), typ: o.typ() });
                    }
                }
            }
            scope = self.scopes[s].parent;
        }
        self.mono.index.insert(obj, index);
        index
    }

    /// Looks for cycles of positive weight, as the shortest-path algorithm of Bellman and Ford does.
    pub(crate) fn monomorph(&mut self) {
        let mut again = true;
        while again {
            again = false;
            for i in 0..self.mono.edges.len() {
                let (src, dst, weight) = {
                    let e = &self.mono.edges[i];
                    (e.src, e.dst, e.weight)
                };
                let w = self.mono.vertices[src].weight + weight;
                if w <= self.mono.vertices[dst].weight {
                    continue;
                }
                let len = self.mono.vertices[src].len + 1;
                let count = self.mono.vertices.len();
                let v = &mut self.mono.vertices[dst];
                v.pre = i;
                v.len = len;
                if len == count {
                    return self.report_instance_loop(dst);
                }
                v.weight = w;
                again = true;
            }
        }
    }

    fn report_instance_loop(&mut self, mut v: usize) {
        let mut stack = Vec::new();
        let mut seen = vec![false; self.mono.vertices.len()];
        while !seen[v] {
            stack.push(v);
            seen[v] = true;
            v = self.mono.edges[self.mono.vertices[v].pre].src;
        }
        // What led into the cycle is not part of it.
        let start = stack.iter().position(|&s| s == v).unwrap_or(0);
        let mut err = self.new_error();
        let first = self.mono.vertices[v].obj;
        self.add_part(&mut err, first, "instantiation cycle:");
        for &v in &stack[start..] {
            let edge = &self.mono.edges[self.mono.vertices[v].pre];
            let obj = self.mono.vertices[edge.dst].obj;
            let how = if matches!(obj.typ().kind(), TypeKind::Named(_)) {
                "implicitly parameterized by"
            } else {
                "instantiated as"
            };
            let text = format!("{} {how} {}", obj.name(), self.type_string(edge.typ));
            let pos = edge.pos;
            self.add_part(&mut err, pos, text);
        }
        self.report(err);
    }
}
