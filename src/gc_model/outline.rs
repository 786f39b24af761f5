//! Outlines: what is left of a body when everything that no pointer flows through is left out.
//!
//! The model: the bundled library holds of an inlinable or generic function its typed tree without scalar expressions. Such an expression
//! (arithmetic, comparisons, conditions, lengths, indexes, constants as they were written) is replaced by the variables that it reads,
//! what it adds to the cost of inlining, and the text of it where a message prints that ([`ExprKind::Omitted`]). What remains is
//! what the escape graph, the inliner and the messages are made from: variables, assignments, calls, allocations, function
//! literals, loops, types, positions. It is measured from gc's tree: the body is read (a generic one for some type arguments), and
//! [`is_scalar`] is asked of the node that each expression became. What type arguments decide stays: an expression of a type that
//! depends on type parameters, and conversions from and to such types. So an outline is read in place of the body, at each inlining
//! and for each instance, and gives the same nodes, costs and dictionaries.

use crate::escape::layout;
use crate::expand;
use crate::ir::*;
use crate::types::is_derived;
use crate::visit::children_of;
use escape_source::intern;
use escape_syntax::ast::{BinaryOp, Block, ClauseId, DeclId, DeclKind, ExprId, ExprKind, LitKind as Lit};
use escape_syntax::ast::{StmtId, StmtKind, UnaryOp};
use escape_types::predicates::identical;
use escape_types::under::underlying;
use escape_types::{BuiltinId, Const, Mode, Obj, ObjKind, Pkg, SelectionKind, Type, TypeKind, TypedPackage};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, LazyLock};

/// By what the expressions in the bodies of `wanted`, functions of the package, are replaced in their outlines.
pub fn outlines(typed: &Arc<TypedPackage>, deps: &dyn Deps, wanted: &[Obj]) -> FxHashMap<ExprId, ExprKind> {
    static ELSEWHERE: LazyLock<Pkg> = LazyLock::new(|| Pkg::new(intern("")));
    let u = &mut Unit::new(typed.pkg, Flags { level: 0, no_inline: false }, deps);
    let nodes = expand::expression_nodes(u, typed, wanted);
    // Texts are as another package prints them.
    u.pkg = *ELSEWHERE;
    let converted = |n: &Node| if let NodeKind::Conv { x, .. } = n.kind { Some(x) } else { None };
    let converted = u.nodes.values().filter_map(converted).collect();
    let mut o = Outliner { u, typed, nodes, converted, out: FxHashMap::default() };
    for obj in wanted {
        if let Some(&d) = typed.info.func_decls.get(obj) {
            o.decl(d);
        }
    }
    o.out
}

/// What is kept of the scalar expressions in some place.
#[derive(Copy, Clone, PartialEq)]
enum Keep {
    /// The variables they read.
    Reads,
    /// And their text.
    Text,
    /// They are not left out: their kind decides how what is around them is read.
    Whole,
}

struct Outliner<'o, 'u> {
    u: &'o mut Unit<'u>,
    typed: &'o TypedPackage,
    nodes: FxHashMap<ExprId, NodeId>,
    /// Operands of conversions, implicit ones too: what is boxed is printed.
    converted: FxHashSet<NodeId>,
    out: FxHashMap<ExprId, ExprKind>,
}

impl Outliner<'_, '_> {
    fn decl(&mut self, d: DeclId) {
        match &self.typed.ast.decls[d].kind {
            DeclKind::Func { body: Some(body), .. } => self.block(body),
            DeclKind::Var { values, .. } => self.values(values),
            DeclKind::Const { values, .. } => self.values(values),
            _ => {}
        }
    }

    fn block(&mut self, b: &Block) {
        self.stmts(&b.stmts);
    }

    fn stmts(&mut self, list: &[StmtId]) {
        list.iter().for_each(|&s| self.stmt(s));
    }

    /// Values of one statement, which is printed whole where it has several.
    fn values(&mut self, list: &[ExprId]) {
        let keep = if list.len() > 1 { Keep::Text } else { Keep::Reads };
        list.iter().for_each(|&e| self.expr(e, keep));
    }

    /// The value of an assignment, which is one to itself if both sides are parts of one thing.
    fn assigned(&mut self, to: ExprId, value: ExprId, keep: Keep) {
        let ast = &self.typed.ast;
        let is_part = |e: ExprId| {
            let kind = &ast.exprs[ast.unparen(e)].kind;
            matches!(
                kind,
                ExprKind::Selector { .. } | ExprKind::Index { .. } | ExprKind::Unary { op: UnaryOp::Deref, .. }
            )
        };
        self.expr(value, if is_part(to) && is_part(value) { Keep::Whole } else { keep });
    }

    fn stmt(&mut self, s: StmtId) {
        let typed = self.typed;
        match &typed.ast.stmts[s].kind {
            StmtKind::Empty | StmtKind::Branch { .. } => {}
            StmtKind::Labeled { stmt, .. } => self.stmt(*stmt),
            StmtKind::Block(b) => self.block(b),
            StmtKind::Expr(e) | StmtKind::Go(e) | StmtKind::Defer(e) => self.expr(*e, Keep::Reads),
            StmtKind::Send { chan, value } => self.values(&[*chan, *value]),
            StmtKind::Assign { lhs, rhs, .. } => {
                lhs.iter().for_each(|&e| self.place(e));
                let keep = if rhs.len() > 1 { Keep::Text } else { Keep::Reads };
                for (i, &value) in rhs.iter().enumerate() {
                    match lhs.get(i).filter(|_| lhs.len() == rhs.len()) {
                        Some(&to) => self.assigned(to, value, keep),
                        None => self.expr(value, keep),
                    }
                }
            }
            StmtKind::OpAssign { lhs, rhs, .. } => {
                self.place(*lhs);
                rhs.iter().for_each(|&value| self.assigned(*lhs, value, Keep::Reads));
            }
            StmtKind::Decl(decls) => decls.iter().for_each(|&d| self.decl(d)),
            StmtKind::Return(values) => self.values(values),
            StmtKind::If { init, cond, then, els } => {
                init.iter().for_each(|&s| self.stmt(s));
                self.expr(*cond, Keep::Reads);
                self.block(then);
                els.iter().for_each(|&s| self.stmt(s));
            }
            StmtKind::For { init, cond, post, body } => {
                init.iter().for_each(|&s| self.stmt(s));
                self.values(cond.as_slice());
                post.iter().for_each(|&s| self.stmt(s));
                self.block(body);
            }
            StmtKind::Range { lhs, x, body, .. } => {
                lhs.iter().for_each(|&e| self.place(e));
                self.expr(*x, Keep::Reads);
                self.block(body);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                init.iter().for_each(|&s| self.stmt(s));
                self.values(tag.as_slice());
                clauses.iter().for_each(|&c| self.clause(c));
            }
            StmtKind::Select { clauses, .. } => clauses.iter().for_each(|&c| self.clause(c)),
        }
    }

    fn clause(&mut self, c: ClauseId) {
        let clause = &self.typed.ast.clauses[c];
        clause.cases.iter().flatten().for_each(|&e| self.expr(e, Keep::Reads));
        clause.comm.iter().for_each(|&s| self.stmt(s));
        self.stmts(&clause.body);
    }

    /// What of an expression is left out.
    fn expr(&mut self, e: ExprId, keep: Keep) {
        let typed = self.typed;
        let tv = &typed.info.types[e];
        if tv.mode == Mode::Type {
            return;
        }
        if tv.value.is_some() {
            // The value is all that is asked for.
            let text = intern("");
            self.out.insert(e, ExprKind::BasicLit { kind: Lit::Int, text, bad: false });
        } else if keep != Keep::Whole && self.may_omit(e) {
            self.omit(e, keep);
        } else {
            self.parts(e, keep);
        }
    }

    /// An expression whose variable, field or element matters: it is assigned to, or its address is taken.
    fn place(&mut self, e: ExprId) {
        if self.typed.info.types[e].value.is_some() {
            return self.expr(e, Keep::Reads);
        }
        self.parts(e, Keep::Reads);
    }

    fn parts(&mut self, e: ExprId, keep: Keep) {
        let typed = self.typed;
        let inside = if keep == Keep::Whole { keep } else { Keep::Text };
        match &typed.ast.exprs[e].kind {
            ExprKind::CompositeLit { elems, .. } => {
                let keep = if keep == Keep::Whole { keep } else { Keep::Reads };
                for &el in elems {
                    match typed.ast.exprs[el].kind {
                        ExprKind::KeyValue { key, value } => {
                            // A field's name has no type.
                            if typed.info.types[key].typ.is_some() {
                                self.expr(key, keep);
                            }
                            self.expr(value, keep);
                        }
                        _ => self.expr(el, keep),
                    }
                }
            }
            ExprKind::FuncLit { body, .. } => self.block(body),
            ExprKind::Paren(x) => self.place_or(*x, keep),
            ExprKind::Selector { x, .. } => match typed.info.selections.get(&e).map(|s| s.kind) {
                Some(SelectionKind::FieldVal) => self.place_or(*x, keep),
                Some(SelectionKind::MethodVal) => self.place_or(*x, Keep::Whole),
                _ => {}
            },
            ExprKind::Index { x, indices } => {
                self.place_or(*x, inside);
                let elided =
                    self.nodes.get(&typed.ast.unparen(e)).is_some_and(|&n| crate::bounds::is_elided(self.u, n));
                for &i in indices {
                    // An index without effects lets an assignment be one to itself.
                    let plain = |&n: &NodeId| !crate::escape::may_affect_memory(self.u, n);
                    let inside = match self.nodes.get(&typed.ast.unparen(i)).is_some_and(plain) {
                        true => inside,
                        false => Keep::Whole,
                    };
                    match typed.ast.exprs[typed.ast.unparen(i)].kind {
                        // The operator of such an index is what keeps it inside.
                        ExprKind::Binary { x, y, .. } if elided && typed.info.types[i].value.is_none() => {
                            self.expr(x, inside);
                            self.expr(y, inside);
                        }
                        _ => self.expr(i, inside),
                    }
                }
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.place_or(*x, inside);
                for &b in [lo, hi, max].into_iter().flatten() {
                    self.expr(b, inside);
                }
            }
            ExprKind::Unary { op: UnaryOp::Addr, x } => self.place_or(*x, keep),
            ExprKind::Unary { op: UnaryOp::Deref, x } => self.expr(*x, keep),
            ExprKind::TypeAssert { x, .. } | ExprKind::TypeSwitchGuard { x, .. } | ExprKind::Unary { x, .. } => {
                self.expr(*x, if keep == Keep::Whole { keep } else { Keep::Reads });
            }
            ExprKind::Binary { x, y, .. } => {
                let text = matches!(self.nodes.get(&e).map(|&n| &self.u.nodes[n].kind), Some(NodeKind::AddStr { .. }));
                let keep = match keep {
                    Keep::Whole => keep,
                    _ if text => Keep::Text,
                    _ => Keep::Reads,
                };
                self.expr(*x, keep);
                self.expr(*y, keep);
            }
            ExprKind::Call { fun, args, .. } => {
                let callee = typed.ast.unparen(*fun);
                if !matches!(typed.info.types[callee].mode, Mode::Type | Mode::Builtin) {
                    // Whether there is a call in it decides if it is put into a variable first.
                    self.parts(callee, Keep::Whole);
                }
                args.iter().for_each(|&a| self.expr(a, inside));
            }
            _ => {}
        }
    }

    /// A part that stands for a place where the whole does.
    fn place_or(&mut self, x: ExprId, keep: Keep) {
        if self.typed.info.types[x].value.is_some() {
            return self.expr(x, keep);
        }
        self.parts(x, keep);
    }

    fn omit(&mut self, e: ExprId, keep: Keep) {
        let Some(&n) = self.nodes.get(&self.typed.ast.unparen(e)) else { return };
        let mut uses = Vec::new();
        self.reads(e, &mut FxHashSet::default(), &mut uses);
        let text = if keep == Keep::Text || self.converted.contains(&n) {
            intern(&crate::print::node(self.u, n))
        } else {
            intern("")
        };
        let cost = crate::inline::cost_of_scalar(self.u, n);
        self.out.insert(e, ExprKind::Omitted { text, uses: uses.into(), cost });
    }

    /// The local variables that an expression reads, each where it is first read.
    fn reads(&self, e: ExprId, seen: &mut FxHashSet<Obj>, out: &mut Vec<ExprId>) {
        let typed = self.typed;
        let tv = &typed.info.types[e];
        if tv.value.is_some() || tv.mode == Mode::Type {
            return;
        }
        match &typed.ast.exprs[e].kind {
            ExprKind::Name(_) => {
                if let Some(o) = typed.info.object_of(e)
                    && matches!(o.data().kind, ObjKind::Var { .. })
                    && !o.is_package_level()
                    && seen.insert(o)
                {
                    out.push(e);
                }
            }
            ExprKind::Selector { x, .. } if !typed.info.selections.contains_key(&e) => {
                debug_assert!(matches!(typed.ast.exprs[*x].kind, ExprKind::Name(_)));
            }
            ExprKind::KeyValue { key, value } => {
                if typed.info.types[*key].typ.is_some() {
                    self.reads(*key, seen, out);
                }
                self.reads(*value, seen, out);
            }
            _ => parts_of(&typed.ast.exprs[e].kind).into_iter().for_each(|x| self.reads(x, seen, out)),
        }
    }

    /// Whether the expression is left out.
    fn may_omit(&self, e: ExprId) -> bool {
        let typed = self.typed;
        let e = typed.ast.unparen(e);
        let Some(&n) = self.nodes.get(&e) else { return false };
        let Some(t) = typed.info.types[e].typ else { return false };
        is_scalar(self.u, n)
            && !matches!(t.kind(), TypeKind::Tuple(_))
            && !is_derived(t)
            && !self.is_length(e)
            && !self.is_known(e)
            && self.is_plain(e)
    }

    /// `len(x)` costs nothing as the end of `x[:len(x)]`.
    fn is_length(&self, e: ExprId) -> bool {
        let ast = &self.typed.ast;
        match &ast.exprs[e].kind {
            ExprKind::Call { args, .. } => {
                matches!(args[..], [a] if ast.name(ast.unparen(a)).is_some())
            }
            _ => false,
        }
    }

    /// A condition of which a part is known is simplified when it is read.
    fn is_known(&self, e: ExprId) -> bool {
        let typed = self.typed;
        match typed.ast.exprs[e].kind {
            ExprKind::Binary { op: BinaryOp::AndAnd | BinaryOp::OrOr, x, y } => [x, y].into_iter().any(|x| {
                matches!(typed.info.types[x].value, Some(Const::Bool(_))) || self.is_known(typed.ast.unparen(x))
            }),
            _ => false,
        }
    }

    /// Whether nothing in a scalar expression depends on type arguments in its form, its cost or its words of the dictionary.
    fn is_plain(&self, e: ExprId) -> bool {
        let typed = self.typed;
        let ast = &typed.ast;
        let tv = &typed.info.types[e];
        let Some(t) = tv.typ else { return true };
        if tv.value.is_some() || tv.mode == Mode::Type {
            return true;
        }
        let type_of = |x: ExprId| typed.info.types[x].typ.unwrap_or(Type::INVALID);
        let plain = match &ast.exprs[e].kind {
            ExprKind::Name(_) | ExprKind::Paren(_) | ExprKind::Slice { .. } => true,
            ExprKind::Selector { .. } => true,
            ExprKind::Unary { op, .. } => *op == UnaryOp::Deref || !is_derived(t),
            ExprKind::Index { x, .. } => {
                !is_derived(type_of(*x))
                    || !matches!(underlying(type_of(*x)).kind(), TypeKind::Map { .. } | TypeKind::Interface(_))
            }
            ExprKind::Binary { op, x, y } => {
                let (a, b) = (type_of(*x), type_of(*y));
                let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
                !is_derived(t) && (shift || identical(a, b) || !is_derived(a) && !is_derived(b))
            }
            ExprKind::Call { fun, args, .. } => {
                let callee = ast.unparen(*fun);
                let length = matches!(self.typed.builtin(callee), Some(BuiltinId::Len | BuiltinId::Cap));
                !is_derived(t) && (length || args.iter().all(|&a| !is_derived(type_of(a))))
            }
            _ => !is_derived(t),
        };
        plain && parts_of(&ast.exprs[e].kind).into_iter().all(|x| self.is_plain(x))
    }
}

/// The operands of an expression, in the order in which they are read; not those of a literal's body.
fn parts_of(kind: &ExprKind) -> Vec<ExprId> {
    match kind {
        ExprKind::CompositeLit { elems, .. } => elems.to_vec(),
        ExprKind::KeyValue { value, .. } => vec![*value],
        ExprKind::Paren(x)
        | ExprKind::Selector { x, .. }
        | ExprKind::TypeAssert { x, .. }
        | ExprKind::TypeSwitchGuard { x, .. }
        | ExprKind::Unary { x, .. } => vec![*x],
        ExprKind::Index { x, indices } => [&[*x], &indices[..]].concat(),
        ExprKind::Slice { x, lo, hi, max, .. } => [Some(*x), *lo, *hi, *max].into_iter().flatten().collect(),
        ExprKind::Binary { x, y, .. } => vec![*x, *y],
        ExprKind::Call { args, .. } => args.to_vec(),
        _ => Vec::new(),
    }
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
            | NodeKind::Omitted { .. }
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
            BuiltinId::Cap
                | BuiltinId::Complex
                | BuiltinId::Imag
                | BuiltinId::Len
                | BuiltinId::Max
                | BuiltinId::Min
                | BuiltinId::Real
        ),
        _ => true,
    };
    effect || children_of(node).into_iter().any(|c| has_effects(u, c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NoDeps, typed};
    use escape_syntax::print::expr_string;

    /// What of the functions is left out, in the order of the source: `expression: variables, cost, text`, or `expression: value`.
    fn check(functions: &str, expect: &[&str]) {
        let typed = typed(functions);
        #[allow(clippy::iter_over_hash_type)]
        let mut wanted: Vec<(DeclId, Obj)> = typed.info.func_decls.iter().map(|(&o, &d)| (d, o)).collect();
        wanted.sort_by_key(|&(d, _)| d);
        let wanted: Vec<Obj> = wanted.into_iter().map(|(_, o)| o).collect();
        let out = outlines(&typed, &NoDeps, &wanted);
        #[allow(clippy::iter_over_hash_type)]
        let mut all: Vec<(u32, String)> = out
            .iter()
            .map(|(&e, kind)| {
                let what = match kind {
                    ExprKind::Omitted { text, uses, cost } => {
                        let uses: Vec<String> = uses.iter().map(|&x| expr_string(&typed.ast, x)).collect();
                        format!("{}, {cost}, {text}", uses.join(" "))
                    }
                    _ => "value".into(),
                };
                (typed.ast.exprs[e].start, format!("{}: {what}", expr_string(&typed.ast, e)))
            })
            .collect();
        all.sort();
        assert_eq!(all.into_iter().map(|(_, s)| s).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn scalars_are_left_out() {
        check(
            "func f(a []*int, n int) []*int { if n > len(a)-1 { n = n * 2 }; return a[n+1:] }",
            &["n > len(a) - 1: n a, 6, ", "n * 2: n, 3, ", "n + 1: n, 3, p.n + 1"],
        );
    }

    #[test]
    fn calls_and_places_stay() {
        check(
            "type t struct{ n [4]int }\n\nfunc g() int { return 0 }\n\nfunc f(p *t) *int { p.n[g()] = g() + 1; return &p.n[2] }",
            &["0: value", "1: value", "2: value"],
        );
    }

    #[test]
    fn what_type_arguments_decide_stays() {
        check(
            "func f[T ~int | ~string](x, y T, n int) (T, bool) { if any(x) == any(y) { n++ }; return x + y, x < y && n > 0 }",
            &["x < y && n > 0: x y n, 7, p.x < p.y && p.n > 0"],
        );
    }
}
