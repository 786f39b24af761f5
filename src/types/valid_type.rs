//! Types that contain themselves without indirection (specification: "Type declarations").
//!
//! The walk follows what is part of a value. A type parameter stands for the argument of the innermost instance around it, and
//! is looked at in that instance's surroundings.

use crate::check::Checker;
use crate::predicates::identical;
use crate::ty::{Type, TypeKind};
use crate::under::unalias;
use escape_source::Pos;

impl<'a> Checker<'a> {
    /// Reports a defined type of this package that contains itself, and makes it invalid.
    pub fn valid_type(&mut self, t: Type) {
        self.valid_type_in(t, &mut Vec::new(), &mut Vec::new());
    }

    /// `nest`: the types that `t` is a part of, each after its origin. `path`: those by which the walk came.
    fn valid_type_in(&mut self, t: Type, nest: &mut Vec<(Type, Type)>, path: &mut Vec<Type>) -> bool {
        if !crate::budget::spend(1) {
            return true;
        }
        let t = unalias(t);
        match t.kind() {
            TypeKind::Array { elem, .. } => self.valid_type_in(*elem, nest, path),
            TypeKind::Struct(s) => s.fields.iter().all(|f| self.valid_type_in(f.typ(), nest, path)),
            TypeKind::Union(terms) => terms.iter().all(|t| self.valid_type_in(t.typ, nest, path)),
            TypeKind::Interface(i) => i.embeddeds().iter().all(|&(t, _)| self.valid_type_in(t, nest, path)),
            TypeKind::Named(n) => {
                // Another package's type was checked there, and cannot contain one of this package except as an argument.
                if n.targs.is_empty() && n.obj.pkg() != Some(self.pkg) {
                    return true;
                }
                let orig = n.orig.unwrap_or(t);
                let TypeKind::Named(o) = orig.kind() else { return true };
                let plain = n.targs.is_empty();
                if plain && self.valid_types.contains(&t) {
                    return true;
                }
                if nest.iter().any(|&(o, e)| o == orig && (plain || identical(e, t))) {
                    o.from_rhs.set(Type::INVALID);
                    // One that was asked for before stays, as in gc.
                    o.underlying.set_once(Type::INVALID);
                    if let Some(start) = path.iter().position(|&p| identical(p, t)) {
                        self.type_cycle_error(&path[start..]);
                    }
                    return false;
                }
                // Depth beyond any sensible program: expanding instances without end, which is found elsewhere.
                if !plain && path.len() > 500 {
                    return true;
                }
                if !plain && let Some(&pos) = path.last().and_then(|p| self.instance_pos.get(p)) {
                    self.instance_pos.entry(t).or_insert(pos);
                }
                let rhs = crate::named::right_hand_side(orig);
                nest.push((orig, t));
                path.push(t);
                let valid = self.valid_type_in(rhs, nest, path);
                path.pop();
                nest.pop();
                // Types that are declared in terms of each other would otherwise be visited once per way to them. Inside an
                // instance the walk can have been cut short.
                if valid && plain && path.iter().all(|p| matches!(p.kind(), TypeKind::Named(n) if n.targs.is_empty())) {
                    self.valid_types.insert(t);
                }
                valid
            }
            TypeKind::TypeParam(_) => {
                let Some((orig, inst)) = nest.pop() else { return true };
                let arg = crate::named::type_params(inst)
                    .iter()
                    .position(|&p| p == t)
                    .and_then(|i| crate::named::type_args(inst).get(i).copied());
                let valid = arg.is_none_or(|a| self.valid_type_in(a, nest, path));
                nest.push((orig, inst));
                valid
            }
            _ => true,
        }
    }

    /// Reports a cycle of types; an instance stands where it was written.
    fn type_cycle_error(&mut self, cycle: &[Type]) {
        let shown: Vec<(String, Pos)> = cycle
            .iter()
            .filter_map(|&t| {
                let TypeKind::Named(n) = t.kind() else { return None };
                let pos = self.instance_pos.get(&t).copied().unwrap_or(n.obj.pos());
                Some((self.type_string(t), pos))
            })
            .collect();
        let Some((first, pos)) = shown.first() else { return };
        if shown.len() == 1 {
            return self.error(*pos, format!("invalid recursive type: {first} refers to itself"));
        }
        let mut err = self.new_error();
        self.add_part(&mut err, *pos, format!("invalid recursive type {first}"));
        for (i, (name, pos)) in shown.iter().enumerate() {
            let next = &shown[(i + 1) % shown.len()].0;
            self.add_part(&mut err, *pos, format!("{name} refers to {next}"));
        }
        self.report(err);
    }
}
