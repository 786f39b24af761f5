//! Which value a variable must have: the assignments of a function and its literals, looked through once.
//!
//! The model (facts.md §7.4, §10.10): a local variable that is defined together with a value, is never assigned again
//! anywhere in the outermost function (its literals included) and whose address is not taken has the static value of that
//! value. A func-typed variable may instead have a known set of values: all its assignments are plain `f = g`.

use crate::ir::{As2Kind, Class, ConvKind, DotKind, FuncId, NameId, NodeId, NodeKind, NodeList, Unit};
use escape_types::{Type, TypeKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// The variable itself, for the name by which a literal refers to it.
pub fn canonical(unit: &Unit<'_>, mut n: NameId) -> NameId {
    while let Some(outer) = unit.names[n].outer {
        n = outer;
    }
    n
}

/// The function a callee expression denotes, if it is a function's name, a method expression or a literal.
pub fn static_callee(unit: &Unit<'_>, n: NodeId) -> Option<FuncId> {
    match unit.nodes[n].kind {
        NodeKind::Name(name) if unit.names[name].class == Class::Func => unit.names[name].func,
        NodeKind::MethodExpr { func, .. } => unit.names[func].func,
        NodeKind::Closure { func, .. } => Some(func),
        _ => None,
    }
}

/// The variable or expression of which `n` is a part: fields, array elements, parentheses and no-op conversions stripped.
pub fn outer_value(unit: &Unit<'_>, mut n: NodeId) -> NodeId {
    loop {
        n = match unit.nodes[n].kind {
            NodeKind::Dot { kind: DotKind::Field, x, .. }
            | NodeKind::Paren { x }
            | NodeKind::Conv { kind: ConvKind::Nop, x } => x,
            NodeKind::Index { x, .. } if is_array(unit, x) => x,
            _ => return n,
        }
    }
}

/// The variable that is changed when `n` is assigned to.
pub fn outer_name(unit: &Unit<'_>, n: NodeId) -> Option<NameId> {
    match unit.nodes[outer_value(unit, n)].kind {
        NodeKind::Name(name) => Some(canonical(unit, name)),
        _ => None,
    }
}

fn is_array(unit: &Unit<'_>, n: NodeId) -> bool {
    let kind = |t: Type| escape_types::under::underlying(t).kind();
    unit.nodes[n].typ.is_some_and(|t| matches!(kind(t), TypeKind::Array { .. }))
}

/// Whether the node is the blank identifier.
pub fn is_blank(unit: &Unit<'_>, n: NodeId) -> bool {
    matches!(unit.nodes[n].kind, NodeKind::Name(name) if is_blank_name(unit, name))
}

/// Whether the name is `_`.
pub fn is_blank_name(unit: &Unit<'_>, name: NameId) -> bool {
    unit.names[name].sym == "_"
}

/// The expression that a variable's definition gives it.
fn defining_value(unit: &Unit<'_>, name: NameId) -> Option<NodeId> {
    match &unit.nodes[unit.names[name].defn?].kind {
        &NodeKind::Assign { y, .. } => y,
        NodeKind::Assign2 { kind: As2Kind::List, lhs, rhs, .. } => {
            let i = lhs.iter().position(|&l| matches!(unit.nodes[l].kind, NodeKind::Name(m) if m == name))?;
            rhs.get(i).copied()
        }
        _ => None,
    }
}

/// The earliest expression with the value of `n`: through conversions, parentheses, inlined calls, and local variables of which
/// `reassigned` says that they keep their definition's value.
pub fn follow(unit: &Unit<'_>, mut n: NodeId, reassigned: &mut dyn FnMut(NameId) -> bool) -> NodeId {
    // A definition's value is older than its variable, so this ends; the bound is for trees that are not well formed.
    for _ in 0..100_000 {
        n = match &unit.nodes[n].kind {
            &NodeKind::Conv { kind: ConvKind::Nop, x } | &NodeKind::Paren { x } => x,
            NodeKind::InlinedCall { results, .. } if results.len() == 1 => results[0],
            &NodeKind::Name(name) => {
                let name = canonical(unit, name);
                let value = Some(name).filter(|&n| unit.names[n].class == Class::Local);
                match value.and_then(|n| defining_value(unit, n)) {
                    Some(rhs) if !reassigned(name) => rhs,
                    _ => return n,
                }
            }
            _ => return n,
        };
    }
    n
}

fn is_nil(unit: &Unit<'_>, mut n: NodeId) -> bool {
    while let NodeKind::Conv { kind: ConvKind::Nop, x } = unit.nodes[n].kind {
        n = x;
    }
    matches!(unit.nodes[n].kind, NodeKind::Nil)
}

/// The assignments of one outermost function. It describes the body as it was when the oracle was made.
#[derive(Default)]
pub struct Oracle {
    /// Variables with one definition and nothing else.
    single: FxHashSet<NameId>,
    /// Func-typed variables with only plain assignments: the values assigned.
    assigned: FxHashMap<NameId, NodeList>,
}

impl Oracle {
    /// Looks through `func`, which should be an outermost function, and all literals in it.
    pub fn new(unit: &Unit<'_>, func: FuncId) -> Oracle {
        let mut o = Oracle::default();
        for &p in &unit.funcs[func].params {
            if unit.names[p].sym != "_" {
                o.single.insert(p);
            }
        }
        unit.walk_func_and_closures(func, &mut |n| {
            let name = match unit.nodes[n].kind {
                NodeKind::Name(name) | NodeKind::Dcl(name) => name,
                _ => return,
            };
            let data = &unit.names[name];
            if data.class != Class::Local || data.addr_taken || data.outer.is_some() {
                return;
            }
            let is_func = matches!(escape_types::under::underlying(data.typ).kind(), TypeKind::Signature(_));
            let plain = match data.defn {
                None => true,
                Some(d) => {
                    o.single.insert(name);
                    matches!(unit.nodes[d].kind, NodeKind::Assign { .. })
                }
            };
            if is_func && plain {
                o.assigned.entry(name).or_default();
            }
        });
        unit.walk_func_and_closures(func, &mut |n| match &unit.nodes[n].kind {
            &NodeKind::Assign { x, y, .. } => o.assignment(unit, x, n, Some(y)),
            NodeKind::Assign2 { lhs, .. } => {
                for &x in lhs {
                    o.assignment(unit, x, n, None)
                }
            }
            &NodeKind::OpAssign { x, .. } => o.assignment(unit, x, n, None),
            &NodeKind::Range { key, value, .. } => {
                for x in [key, value].into_iter().flatten() {
                    o.assignment(unit, x, n, None)
                }
            }
            _ => {}
        });
        o
    }

    /// `simple`: the value of a plain assignment (`None` inside: zeroed).
    fn assignment(&mut self, unit: &Unit<'_>, x: NodeId, statement: NodeId, simple: Option<Option<NodeId>>) {
        let Some(name) = outer_name(unit, x) else { return };
        let again = match unit.names[name].class {
            Class::Param => true,
            Class::Local => unit.names[name].defn != Some(statement),
            _ => false,
        };
        if again {
            self.single.remove(&name);
        }
        match simple {
            Some(None) => {}
            Some(Some(y)) if is_nil(unit, y) => {}
            Some(Some(y)) => {
                if let Some(list) = self.assigned.get_mut(&name) {
                    list.push(y)
                }
            }
            None => {
                self.assigned.remove(&name);
            }
        }
    }

    /// Whether the variable may have another value than its definition gives it.
    pub fn reassigned(&self, unit: &Unit<'_>, name: NameId) -> bool {
        !self.single.contains(&canonical(unit, name))
    }

    /// The expression whose value `n` must have; `n` itself, peeled, when nothing more is known.
    pub fn static_value(&self, unit: &Unit<'_>, n: NodeId) -> NodeId {
        follow(unit, n, &mut |name| !self.single.contains(&name))
    }

    /// All values assigned to a func-typed local variable; `None` when some assignment is not plain.
    pub fn func_assignments(&self, unit: &Unit<'_>, name: NameId) -> Option<&[NodeId]> {
        self.assigned.get(&canonical(unit, name)).map(|v| &**v)
    }
}
