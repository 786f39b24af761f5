//! Left-hand sides, and which variables a statement defines.

use super::Reader;
use crate::ir::*;
use escape_syntax::ast::{ExprId, ExprKind};
use escape_types::{Obj, Type};

impl Reader<'_, '_> {
    /// The operands assigned to, in order, and the variables newly declared among them.
    pub fn assign_list(&mut self, lhs: &[ExprId]) -> (Vec<NameId>, NodeList) {
        let mut names = Vec::new();
        let nodes = lhs.iter().map(|&e| self.assign_target(e, &mut names)).collect();
        (names, nodes)
    }

    fn assign_target(&mut self, e: ExprId, names: &mut Vec<NameId>) -> NodeId {
        let typed = self.typed.clone();
        let e = typed.ast.unparen(e);
        if let ExprKind::Name(sym) = typed.ast.exprs[e].kind {
            let pos = self.epos(e);
            if sym == "_" {
                let blank = self.u.blank();
                return self.u.node(NodeKind::Name(blank), pos, None);
            }
            if let Some(obj) = typed.info.defs[e] {
                self.u.enter_place(self.pos(obj.pos()));
                let name = self.declare(obj, obj.pos());
                names.push(name);
                return self.u.name_node(name, pos);
            }
        }
        let x = self.expr(e);
        if let NodeKind::IndexMap { assigned, .. } = &mut self.u.nodes[x].kind {
            *assigned = true;
        }
        x
    }

    /// The type a value assigned to `e` is converted to; `None` for the blank identifier.
    pub fn target_type(&self, e: ExprId) -> Option<Type> {
        let e = self.typed.ast.unparen(e);
        if let ExprKind::Name(sym) = self.typed.ast.exprs[e].kind {
            if sym == "_" {
                return None;
            }
            if let Some(obj) = self.typed.info.object_of(e) {
                return Some(self.obj_type(obj));
            }
        }
        Some(self.typ_of(e))
    }

    /// A variable's type in the instance being read.
    pub fn obj_type(&self, obj: Obj) -> Type {
        self.subst(obj.typ())
    }

    /// Makes `stmt` the definition of the variables: their declarations run first. True if there are any.
    pub fn define(&mut self, stmt: NodeId, names: &[NameId]) -> bool {
        for &n in names {
            let pos = self.u.names[n].pos;
            let dcl = self.u.node(NodeKind::Dcl(n), pos, None);
            self.u.names[n].defn = Some(stmt);
            self.u.nodes[stmt].init.push(dcl);
        }
        !names.is_empty()
    }
}
