//! Type inference (specification: "Type inference").

use crate::call::bare_signature;
use crate::check::{At, Checker};
use crate::errors::{ErrorBuilder, pos_string};
use crate::info::Mode as OperandMode;
use crate::interface::{bound, constraint_interface};
use crate::lookup::missing_method;
use crate::object::{Obj, ObjKind};
use crate::operand::Operand;
use crate::predicates::{default_type, is_typed, max_type};
use crate::subst::{SubstMap, subst, vars};
use crate::ty::{Type, TypeKind};
use crate::typeset::type_set;
use crate::under::{common_under, terms_are, unalias};
use crate::unify::{Mode, Unifier};
use escape_source::Pos;
use escape_syntax::ast::GoVersion;
use std::cell::RefCell;

impl<'a> Checker<'a> {
    /// Infers the type arguments that are missing in `targs` from the arguments for `params` and from constraints. On failure the error
    /// is added to `err`. `reverse`: the "arguments" are assigned to (a generic function is assigned to a variable).
    #[allow(clippy::too_many_arguments)]
    pub fn infer(
        &mut self,
        pos: Pos,
        tparams: &[Type],
        targs: &[Option<Type>],
        params: &[Obj],
        args: &[Operand],
        reverse: bool,
        err: &mut ErrorBuilder,
    ) -> Option<Vec<Type>> {
        let mut given: Vec<Option<Type>> = targs.to_vec();
        given.resize(tparams.len(), None);
        if let Some(all) = given.iter().copied().collect::<Option<Vec<Type>>>() {
            return Some(all);
        }
        if args.iter().any(Operand::is_invalid) {
            return None;
        }
        let (from, to) = known(tparams, &given);
        let params = vars(params, &SubstMap::new(&from, &to));
        let interfaces = self.allow_version(GoVersion::go1(21));
        let mut u = Unifier::new(tparams, &given, interfaces);

        // Typed arguments first; untyped constants count only where nothing else tells.
        let mut untyped = Vec::new();
        for (i, arg) in args.iter().enumerate() {
            let Some(par) = params.get(i).map(|p| p.typ()) else { continue };
            if !is_parameterized(tparams, par) && !is_parameterized(tparams, arg.ty()) {
                continue;
            }
            if is_typed(arg.ty()) {
                if !u.unify(self, par, arg.ty(), Mode::ASSIGN) {
                    self.mismatch(err, &u, tparams, par, arg, reverse);
                    return None;
                }
            } else if matches!(par.kind(), TypeKind::TypeParam(_)) && arg.mode != OperandMode::Nil {
                untyped.push(i);
            }
        }
        self.infer_from_constraints(&mut u, pos, tparams, err)?;

        let mut max_untyped: Vec<(usize, Type)> = Vec::new();
        for i in untyped {
            let (par, arg) = (params[i].typ(), &args[i]);
            let Some(p) = tparams.iter().position(|&t| t == par) else { continue };
            if u.at(p).is_some() {
                continue;
            }
            match max_untyped.iter_mut().find(|(q, _)| *q == p) {
                None => max_untyped.push((p, arg.ty())),
                Some((_, max)) => match max_type(*max, arg.ty()) {
                    Some(m) => *max = m,
                    None => {
                        let text = format!(
                            "mismatched types {} and {} (cannot infer {})",
                            self.type_string(*max),
                            self.type_string(arg.ty()),
                            self.type_string(par)
                        );
                        self.add_part(err, arg, text);
                        return None;
                    }
                },
            }
        }
        for (p, t) in max_untyped {
            u.set(p, default_type(t));
        }
        let mut inferred = u.inferred();
        self.simplify(tparams, &given, &mut inferred);
        for (i, t) in inferred.iter().enumerate() {
            if t.is_none_or(|t| is_parameterized(tparams, t)) {
                let TypeKind::TypeParam(p) = tparams[i].kind() else { return None };
                let text = format!("cannot infer {} (declared at {})", p.obj.name(), pos_string(p.obj.pos()));
                self.add_part(err, At::Pos(pos), text);
                return None;
            }
        }
        inferred.into_iter().collect()
    }

    /// Uses constraints with a core type, and methods that constraints ask for, until nothing new is learnt.
    fn infer_from_constraints(
        &mut self,
        u: &mut Unifier,
        pos: Pos,
        tparams: &[Type],
        err: &mut ErrorBuilder,
    ) -> Option<()> {
        loop {
            let before = u.unknowns();
            for (i, &tpar) in tparams.iter().enumerate() {
                let known = u.at(i);
                if let Some((core, tilde, single)) = core_term(tpar) {
                    match known {
                        Some(t) if !u.unify(self, t, core, Mode::INEXACT) => {
                            let text = self.not_satisfied(tpar, t);
                            self.add_part(err, At::Pos(pos), text);
                            return None;
                        }
                        None if single && !tilde => u.set(i, core),
                        _ => {}
                    }
                }
                if let Some(t) = known
                    && !is_parameterized(tparams, t)
                {
                    let iface = constraint_interface(tpar);
                    let missing = {
                        let c = RefCell::new(&mut *self);
                        missing_method(
                            t,
                            iface,
                            true,
                            &mut |x, y| u.unify(*c.borrow_mut(), x, y, Mode::EXACT),
                            &mut |m| c.borrow_mut().obj_decl(m),
                        )
                    };
                    if let Some(m) = missing {
                        let cause = self.missing_method_cause(t, iface, &m);
                        let text = format!("{} {cause}", self.not_satisfied(tpar, t));
                        self.add_part(err, At::Pos(pos), text);
                        return None;
                    }
                }
            }
            if u.unknowns() == before {
                return Some(());
            }
        }
    }

    fn not_satisfied(&self, tpar: Type, t: Type) -> String {
        let [tpar, t, bound] = [tpar, t, bound(tpar)].map(|t| self.type_string(t));
        format!("{tpar} (type {t}) does not satisfy {bound}")
    }

    fn mismatch(
        &mut self,
        err: &mut ErrorBuilder,
        u: &Unifier,
        tparams: &[Type],
        tpar: Type,
        arg: &Operand,
        reverse: bool,
    ) {
        let shown = self.operand_expr(arg);
        let (ts, ps) = (self.type_string(arg.ty()), self.type_string(tpar));
        let so_far = u.inferred();
        let text = if so_far.iter().all(Option::is_none) {
            let names: Vec<String> = tparams.iter().map(|&t| self.type_string(t)).collect();
            format!("type {ts} of {shown} does not match {ps} (cannot infer {})", enumerate(&names))
        } else {
            let (from, to) = known(tparams, &so_far);
            let inferred = subst(tpar, &SubstMap::new(&from, &to));
            let is = self.type_string(inferred);
            if inferred == tpar {
                format!("type {ts} of {shown} does not match {ps}")
            } else if reverse {
                format!("inferred type {is} for {ps} does not match type {ts} of {shown}")
            } else {
                format!("type {ts} of {shown} does not match inferred type {is} for {ps}")
            }
        };
        // The target of an assignment has no expression: it stands where gc has the function's.
        let own = arg.expr.filter(|_| reverse).map(|e| self.ast.pos(e));
        let at = own.unwrap_or_else(|| self.at_pos(arg));
        self.add_part(err, at, text);
    }

    /// Puts inferred types into each other until none mentions a type parameter that has one. Those that would go on for ever are dropped.
    fn simplify(&mut self, tparams: &[Type], given: &[Option<Type>], inferred: &mut [Option<Type>]) {
        for &t in tparams {
            kill_cycles(t, tparams, inferred, &mut Vec::new());
        }
        let mut dirty: Vec<usize> =
            (0..inferred.len()).filter(|&i| inferred[i].is_some() && given[i].is_none()).collect();
        while !dirty.is_empty() {
            let (from, to) = known(tparams, inferred);
            let map = SubstMap::new(&from, &to);
            dirty.retain(|&i| {
                let Some(old) = inferred[i] else { return false };
                let mut new = subst(old, &map);
                // A generic function that is an argument is no longer generic when all its type parameters have a type.
                if new != old
                    && let TypeKind::Signature(s) = new.kind()
                    && !s.tparams().is_empty()
                    && !is_parameterized(tparams, new)
                {
                    new = bare_signature(s);
                }
                inferred[i] = Some(new);
                new != old
            });
        }
    }

    /// Fresh type parameters in the place of a generic function's own, so that recursive calls can be inferred: the new list and the type that
    /// mentions them.
    pub fn rename_tparams(&mut self, tparams: &[Type], t: Type) -> (Vec<Type>, Type) {
        if tparams.is_empty() {
            return (Vec::new(), t);
        }
        let new: Vec<Type> = tparams
            .iter()
            .map(|&p| {
                let TypeKind::TypeParam(tp) = p.kind() else { return p };
                let obj = Obj::new(ObjKind::TypeName, tp.obj.name(), tp.obj.pkg(), tp.obj.pos(), None);
                Type::new_type_param(obj, tp.index.get().copied(), None)
            })
            .collect();
        let map = SubstMap::new(tparams, &new);
        for (&p, &q) in tparams.iter().zip(&new) {
            if let TypeKind::TypeParam(tp) = q.kind() {
                tp.bound.set(subst(bound(p), &map));
            }
        }
        let t = subst(t, &map);
        (new, t)
    }
}

/// The type parameters that have a type, and their types.
fn known(tparams: &[Type], types: &[Option<Type>]) -> (Vec<Type>, Vec<Type>) {
    tparams.iter().zip(types).filter_map(|(&p, &t)| Some((p, t?))).unzip()
}

/// `A`, `A and B`, `A, B, and C`
fn enumerate(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [a] => a.clone(),
        [a, b] => format!("{a} and {b}"),
        [init @ .., last] => format!("{}, and {last}", init.join(", ")),
    }
}

/// Whether a type mentions one of the type parameters.
pub fn is_parameterized(tparams: &[Type], t: Type) -> bool {
    fn list(tparams: &[Type], vars: &[Obj], seen: &mut Vec<Type>) -> bool {
        vars.iter().any(|v| go(tparams, v.typ(), seen))
    }
    fn go(tparams: &[Type], t: Type, seen: &mut Vec<Type>) -> bool {
        match t.kind() {
            TypeKind::Basic(_) | TypeKind::Union(_) => false,
            TypeKind::Alias(_) => go(tparams, unalias(t), seen),
            TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => go(tparams, *elem, seen),
            TypeKind::Slice(elem) | TypeKind::Pointer(elem) => go(tparams, *elem, seen),
            TypeKind::Map { key, elem } => go(tparams, *key, seen) || go(tparams, *elem, seen),
            TypeKind::Struct(s) => list(tparams, &s.fields, seen),
            TypeKind::Tuple(v) => list(tparams, v, seen),
            TypeKind::Signature(s) => list(tparams, s.params(), seen) || list(tparams, s.results(), seen),
            TypeKind::Named(n) => n.targs.iter().any(|&a| go(tparams, a, seen)),
            TypeKind::TypeParam(_) => tparams.contains(&t),
            TypeKind::Interface(_) => {
                // Methods may mention the interface itself.
                if seen.contains(&t) {
                    return false;
                }
                seen.push(t);
                let set = type_set(t);
                set.methods.iter().any(|m| go(tparams, m.typ(), seen))
                    || set.terms.as_ref().is_some_and(|l| !l.is_empty() && l.iter().all(|t| go(tparams, t.typ, seen)))
            }
        }
    }
    go(tparams, t, &mut Vec::new())
}

/// The type all types of a constraint share, whether `~` applies, and whether it is the only term.
fn core_term(tpar: Type) -> Option<(Type, bool, bool)> {
    let mut list: Vec<(Type, bool)> = Vec::new();
    terms_are(tpar, |t| match t {
        Some(t) => {
            list.push((t.typ, t.tilde));
            true
        }
        None => false,
    });
    if let [(t, tilde)] = list[..] {
        return Some((t, tilde, true));
    }
    let core = common_under(tpar).ok()?;
    Some((core, list.iter().any(|&(_, tilde)| tilde), false))
}

/// Drops the inferred type of a type parameter that is reached from itself.
fn kill_cycles(t: Type, tparams: &[Type], inferred: &mut [Option<Type>], path: &mut Vec<Type>) {
    let t = unalias(t);
    let index = tparams.iter().position(|&p| p == t);
    if path.contains(&t) {
        if let Some(i) = index {
            inferred[i] = None;
        }
        return;
    }
    path.push(t);
    let mut parts: Vec<Type> = Vec::new();
    match t.kind() {
        TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => parts.push(*elem),
        TypeKind::Slice(elem) | TypeKind::Pointer(elem) => parts.push(*elem),
        TypeKind::Map { key, elem } => parts.extend([*key, *elem]),
        TypeKind::Struct(s) => parts.extend(s.fields.iter().map(|f| f.typ())),
        TypeKind::Signature(s) => parts.extend(s.params().iter().chain(s.results()).map(|v| v.typ())),
        TypeKind::Union(terms) => parts.extend(terms.iter().map(|t| t.typ)),
        TypeKind::Interface(i) => {
            parts.extend(i.methods().iter().map(|m| m.typ()));
            parts.extend(i.embeddeds().iter().map(|e| e.0));
        }
        TypeKind::Named(n) => parts.extend_from_slice(&n.targs),
        TypeKind::TypeParam(_) => parts.extend(index.and_then(|i| inferred[i])),
        TypeKind::Basic(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => {}
    }
    for p in parts {
        kill_cycles(p, tparams, inferred, path);
    }
    path.pop();
}
