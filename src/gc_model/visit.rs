//! Walking, editing and copying the tree.
//!
//! One child order serves everything (facts.md §6.3): a node's hidden `init` first, then its operands as gc visits them. The
//! order decides which function is discovered first, in which order calls are inlined and how nodes are counted, so it is
//! written once, in [`children_of`]. Names that are no nodes here (a declaration's variable, a clause's variable) are not
//! among the children.

use crate::ir::{FuncId, Node, NodeId, NodeKind, NodeList, Unit};
use smallvec::SmallVec;

/// A node's children, taken out so that the tree may be changed while they are looked at.
pub type Children = SmallVec<[NodeId; 8]>;

macro_rules! visit_fields {
    ($kind:expr, $f:expr, $iter:ident) => {{
        use NodeKind::*;
        macro_rules! list {
            ($l:expr) => {
                for x in $l.$iter() {
                    $f(x)
                }
            };
        }
        macro_rules! opt {
            ($o:expr) => {
                if let Some(x) = $o {
                    $f(x)
                }
            };
        }
        match $kind {
            Name(_)
            | Literal(_)
            | Nil
            | Type
            | MethodExpr { .. }
            | LinkSym(_)
            | Opaque
            | Closure { .. }
            | Dcl(_)
            | Break { .. }
            | Continue { .. }
            | Goto { .. }
            | Label { .. }
            | Fallthrough
            | InlineMark { .. }
            | Empty => {}
            Unary { x, .. }
            | Receive { x }
            | Addr { x }
            | PtrLit { x }
            | Deref { x }
            | Paren { x }
            | Dot { x, .. }
            | TypeAssert { x, .. }
            | Conv { x, .. }
            | TypeSwitchGuard { x, .. } => $f(x),
            StructKey { value, .. } => $f(value),
            Binary { x, y, .. } | Logical { x, y, .. } | OpAssign { x, y, .. } => {
                $f(x);
                $f(y)
            }
            AddStr { list } | Block { list } => list!(list),
            Omitted { uses, .. } => list!(uses),
            Index { x, index, .. } | IndexMap { x, index, .. } => {
                $f(x);
                $f(index)
            }
            Slice { x, lo, hi, max, .. } => {
                $f(x);
                opt!(lo);
                opt!(hi);
                opt!(max)
            }
            DynamicTypeAssert { x, source, rtype, itab, .. } => {
                $f(x);
                $f(source);
                opt!(rtype);
                opt!(itab)
            }
            DynamicType { rtype, itab } => {
                opt!(rtype);
                opt!(itab)
            }
            Call { fun, args, .. } => {
                $f(fun);
                list!(args)
            }
            InlinedCall { body, results, .. } => {
                list!(body);
                list!(results)
            }
            Builtin { args, .. } => list!(args),
            Make { len, cap, .. } => {
                opt!(len);
                opt!(cap)
            }
            CompLit { elems, .. } => list!(elems),
            KeyValue { key, value } => {
                $f(key);
                $f(value)
            }
            Assign { x, y, .. } => {
                $f(x);
                opt!(y)
            }
            Assign2 { lhs, rhs, .. } => {
                list!(lhs);
                list!(rhs)
            }
            Go { call } | TailCall { call } => $f(call),
            Defer { call, defer_at } => {
                $f(call);
                opt!(defer_at)
            }
            If { cond, then, els } => {
                $f(cond);
                list!(then);
                list!(els)
            }
            For { cond, post, body, .. } => {
                opt!(cond);
                opt!(post);
                list!(body)
            }
            Range { x, key, value, body, .. } => {
                $f(x);
                opt!(key);
                opt!(value);
                list!(body)
            }
            Return { results } => list!(results),
            Send { chan, value } => {
                $f(chan);
                $f(value)
            }
            Select { cases, .. } => list!(cases),
            CommClause { comm, body } => {
                opt!(comm);
                list!(body)
            }
            Switch { tag, cases, .. } => {
                opt!(tag);
                list!(cases)
            }
            CaseClause { list, body, .. } => {
                list!(list);
                list!(body)
            }
        }
    }};
}

/// The children of a node in gc's order, the hidden statements included.
pub fn children_of(node: &Node) -> Children {
    let mut out: Children = node.init.iter().copied().collect();
    let mut push = |x: &NodeId| out.push(*x);
    visit_fields!(&node.kind, push, iter);
    out
}

/// Calls `f` on every child slot of a node, in the same order; `f` may put another node there.
pub fn for_each_child_mut(node: &mut Node, mut f: impl FnMut(&mut NodeId)) {
    for x in node.init.iter_mut() {
        f(x)
    }
    visit_fields!(&mut node.kind, f, iter_mut);
}

impl Unit<'_> {
    /// A snapshot of the node's children in gc's order.
    pub fn children(&self, n: NodeId) -> Children {
        children_of(&self.nodes[n])
    }

    /// Visits a node and everything below it, parents first. Closure bodies are not entered.
    pub fn walk(&self, n: NodeId, f: &mut dyn FnMut(NodeId)) {
        f(n);
        for c in self.children(n) {
            self.walk(c, f);
        }
    }

    /// [`Unit::walk`] over a list.
    pub fn walk_list(&self, list: &[NodeId], f: &mut dyn FnMut(NodeId)) {
        for &n in list {
            self.walk(n, f);
        }
    }

    /// Visits a function's body and those of the closures it contains, each closure's body right after its literal.
    pub fn walk_func_and_closures(&self, func: FuncId, f: &mut dyn FnMut(NodeId)) {
        for &n in &self.funcs[func].body {
            self.walk(n, &mut |x| {
                f(x);
                if let NodeKind::Closure { func, .. } = self.nodes[x].kind {
                    self.walk_func_and_closures(func, f);
                }
            });
        }
    }

    /// Whether `f` holds for the node or for anything below it; stops at the first.
    pub fn any(&self, n: NodeId, f: &mut dyn FnMut(NodeId) -> bool) -> bool {
        f(n) || self.children(n).into_iter().any(|c| self.any(c, f))
    }

    /// [`Unit::any`] over a list.
    pub fn any_list(&self, list: &[NodeId], f: &mut dyn FnMut(NodeId) -> bool) -> bool {
        list.iter().any(|&n| self.any(n, f))
    }

    /// Replaces each child `c` of `n` by `f(unit, c)`. The node itself may be looked at but must not be replaced meanwhile.
    pub fn edit_children(&mut self, n: NodeId, f: &mut dyn FnMut(&mut Self, NodeId) -> NodeId) {
        let old = self.children(n);
        let mut new = Children::with_capacity(old.len());
        for &c in &old {
            new.push(f(self, c));
        }
        if old != new {
            let mut i = 0;
            for_each_child_mut(&mut self.nodes[n], |slot| {
                if let Some(&c) = new.get(i) {
                    *slot = c;
                }
                i += 1;
            });
        }
    }

    /// A copy of the node and everything below it, except that names are shared and closures keep their function.
    pub fn deep_copy(&mut self, n: NodeId) -> NodeId {
        let mut node = self.nodes[n].clone();
        let children = children_of(&node);
        let copies: Children = children.iter().map(|&c| self.deep_copy(c)).collect();
        let mut i = 0;
        for_each_child_mut(&mut node, |slot| {
            *slot = copies[i];
            i += 1;
        });
        self.nodes.push(node)
    }

    /// [`Unit::deep_copy`] of a list.
    pub fn deep_copy_list(&mut self, list: &[NodeId]) -> NodeList {
        list.iter().map(|&n| self.deep_copy(n)).collect()
    }
}
