//! Instances of generic types and functions, and whether type arguments satisfy their constraints (specification:
//! "Instantiations", "Satisfying a type constraint", "Implementing an interface").

use crate::check::Checker;
use crate::lookup::is_interface_ptr;
use crate::named::{same_arguments, type_args, type_params};
use crate::predicates::{comparable_type, identical, is_valid};
use crate::subst::{SubstMap, subst};
use crate::ty::{Signature, Type, TypeKind};
use crate::typeset::type_set;
use crate::under::underlying;
use escape_source::Pos;
use escape_syntax::ast::GoVersion;

impl<'a> Checker<'a> {
    /// The instance of a generic type or function type with those type arguments; invalid after an error. A defined type's
    /// instance is expanded only when it is looked into, and may have a wrong number of arguments.
    pub fn instance(&mut self, pos: Pos, orig: Type, targs: &[Type]) -> Type {
        match orig.kind() {
            TypeKind::Named(_) => {
                let t = crate::named::instance(orig, targs.to_vec());
                self.instance_pos.entry(t).or_insert(pos);
                t
            }
            TypeKind::Alias(a) => {
                let n = type_params(orig).len();
                if !self.validate_targ_len(pos, a.obj.name().as_str(), n, targs.len()) {
                    return Type::INVALID;
                }
                if n == 0 {
                    return orig;
                }
                // Spelled again it is the same object, which gc's dictionaries of generic code tell.
                let key = crate::named::instance_hash(orig, targs);
                let list = self.alias_instances.entry(key).or_default();
                let same = |t: &&Type| crate::named::origin(**t) == orig && same_arguments(type_args(**t), targs);
                if let Some(&t) = list.iter().find(same) {
                    return t;
                }
                let t = crate::alias::instance(orig, targs.to_vec());
                list.push(t);
                t
            }
            TypeKind::Signature(sig) => {
                let tparams = sig.tparams();
                if tparams.len() != targs.len() {
                    let name = self.type_string(orig);
                    self.validate_targ_len(pos, &name, tparams.len(), targs.len());
                    return Type::INVALID;
                }
                if tparams.is_empty() {
                    return orig;
                }
                instantiate_signature(sig, targs)
            }
            _ => orig,
        }
    }

    /// Reports a wrong number of type arguments.
    pub fn validate_targ_len(&mut self, pos: Pos, name: &str, want: usize, got: usize) -> bool {
        let what = match got.cmp(&want) {
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
            std::cmp::Ordering::Equal => return true,
        };
        self.error(pos, format!("{what} type arguments for type {name}: have {got}, want {want}"));
        false
    }

    /// Whether the type arguments satisfy the constraints; else the first that does not, and why.
    pub fn verify(&mut self, _pos: Pos, tparams: &[Type], targs: &[Type]) -> Result<(), (usize, String)> {
        let map = SubstMap::new(tparams, targs);
        for (i, (&p, &t)) in tparams.iter().zip(targs).enumerate() {
            // A constraint that is no interface becomes one here.
            crate::interface::constraint_interface(p);
            let bound = subst(crate::interface::bound(p), &map);
            let mut cause = String::new();
            if !self.implements(t, bound, true, Some(&mut cause)) {
                return Err((i, cause));
            }
        }
        Ok(())
    }

    /// Whether `v` implements the interface `t`, or satisfies it as a constraint.
    pub fn implements(&mut self, v: Type, t: Type, constraint: bool, mut cause: Option<&mut String>) -> bool {
        let (vu, tu) = (underlying(v), underlying(t));
        // Errors were reported where the types are declared.
        if !is_valid(vu) || !is_valid(tu) {
            return true;
        }
        if let TypeKind::Pointer(base) = vu.kind()
            && !is_valid(underlying(*base))
        {
            return true;
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        macro_rules! fail {
            ($($arg:tt)*) => {{
                if let Some(c) = cause.as_deref_mut() {
                    *c = format!($($arg)*);
                }
                return false;
            }};
        }
        let wants_cause = cause.is_some();
        let s = |c: &Self, t: Type| if wants_cause { c.type_string(t) } else { String::new() };
        if !matches!(tu.kind(), TypeKind::Interface(_)) {
            let detail = if is_interface_ptr(tu) {
                self.interface_ptr_error(t)
            } else {
                format!("{} is not an interface", s(self, t))
            };
            fail!("{} does not {verb} {} ({detail})", s(self, v), s(self, t));
        }
        let set = type_set(tu);
        if set.is_all() {
            return true;
        }
        let v_set = matches!(vu.kind(), TypeKind::Interface(_)).then(|| type_set(vu));
        if v_set.is_some_and(|v| v.is_empty()) {
            return true;
        }
        if set.is_empty() {
            fail!("cannot {verb} {} (empty type set)", s(self, t));
        }
        let mut why = String::new();
        let why_out = if wants_cause { Some(&mut why) } else { None };
        if !self.has_all_methods(v, t, true, why_out) {
            fail!("{} does not {verb} {} {why}", s(self, v), s(self, t));
        }
        if set.has_terms() {
            if let Some(v_set) = v_set {
                if !v_set.subset_of(set) {
                    fail!("{} does not {verb} {}", s(self, v), s(self, t));
                }
            } else {
                let terms = set.terms.as_deref().unwrap_or_default();
                if !terms.iter().any(|term| term.includes(v)) {
                    if !wants_cause {
                        return false;
                    }
                    // `~T` in place of `T` would do.
                    let near = terms
                        .iter()
                        .find(|x| !x.tilde && identical(x.typ, underlying(x.typ)) && identical(x.typ, underlying(v)));
                    let detail = match near {
                        Some(x) => format!("possibly missing ~ for {} in {}", s(self, x.typ), s(self, t)),
                        None if mentions(tu, v) => {
                            let (v, t) = (s(self, v), s(self, t));
                            format!("{t} mentions {v}, but {v} is not in the type set of {t}")
                        }
                        None => format!("{} missing in {}", s(self, v), self.terms_string(Some(terms))),
                    };
                    fail!("{} does not {verb} {} ({detail})", s(self, v), s(self, t));
                }
            }
        }
        if !set.is_comparable(&mut Vec::new()) || comparable_type(v, false, &mut Vec::new()).is_none() {
            return true;
        }
        if constraint && comparable_type(v, true, &mut Vec::new()).is_none() {
            if self.allow_version(GoVersion::go1(20)) {
                return true;
            }
            fail!("{} to {verb} comparable requires go1.20 or later", s(self, v));
        }
        fail!("{} does not {verb} comparable", s(self, v));
    }
}

/// The function type with the type arguments put in and no type parameters left.
pub fn instantiate_signature(sig: &Signature, targs: &[Type]) -> Type {
    let map = SubstMap::new(sig.tparams(), targs);
    let new = Signature::default();
    if let Some(recv) = sig.recv() {
        let _ = new.recv.set(recv);
    }
    let _ = new.params.set(crate::subst::vars(sig.params(), &map));
    let _ = new.results.set(crate::subst::vars(sig.results(), &map));
    let _ = new.variadic.set(sig.variadic());
    Type::new(TypeKind::Signature(Box::new(new)))
}

/// Whether a constraint names a type among its elements.
fn mentions(t: Type, typ: Type) -> bool {
    match t.kind() {
        TypeKind::Interface(i) => i.embeddeds().iter().any(|&(e, _)| mentions(e, typ)),
        TypeKind::Union(terms) => terms.iter().any(|x| mentions(x.typ, typ)),
        _ => identical(t, typ),
    }
}
