//! Conversions (specification: "Conversions").

use crate::check::Checker;
use crate::constant::Const;
use crate::info::Mode;
use crate::operand::Operand;
use crate::predicates::{
    all_string, basic_kind, default_type, identical, identical_ignore_tags, is_complex, is_const_type, is_integer,
    is_integer_or_float, is_non_type_param_interface, is_string, is_type_param, is_untyped,
};
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{terms_are, unalias, under_is, underlying};
use escape_syntax::ast::GoVersion;

impl<'a> Checker<'a> {
    /// Checks the conversion of `x` to `t` and makes `x` its result.
    pub fn conversion(&mut self, x: &mut Operand, t: Type) {
        let constant = x.mode == Mode::Constant;
        let mut cause = String::new();
        let ok = if constant && is_const_type(t) {
            match self.converted_constant(x, underlying(t)) {
                Some(v) => {
                    x.val = Some(v);
                    true
                }
                None if is_integer(x.ty()) && is_integer(t) => {
                    let value = x.val.as_ref().map(ToString::to_string).unwrap_or_default();
                    let text = format!("constant {value} overflows {}", self.type_string(t));
                    self.error(&*x, text);
                    x.invalidate();
                    return;
                }
                None => {
                    // gc has made the value an integer by the time it says that it does not fit.
                    if is_integer(t)
                        && let Some(int) = x.val.as_ref().map(Const::to_int).filter(Const::is_int)
                    {
                        x.val = Some(int);
                    }
                    false
                }
            }
        } else if constant && is_type_param(t) {
            let ok = self.constant_to_type_param(x, t, &mut cause);
            x.mode = Mode::Value;
            ok
        } else if self.convertible_to(x, t, &mut cause) {
            x.mode = Mode::Value;
            true
        } else {
            false
        };
        if !ok {
            let mut text = format!("cannot convert {} to type {}", self.operand_string(x), self.type_string(t));
            if !cause.is_empty() {
                text.push_str(": ");
                text.push_str(&cause);
            }
            self.error(&*x, text);
            x.invalidate();
            return;
        }
        if is_untyped(x.ty()) {
            let mut last = t;
            if basic_kind(x.ty()) == Some(BasicKind::UntypedNil) {
                // nil takes the target's type whatever it is.
            } else if is_non_type_param_interface(t) || constant && !is_const_type(t) {
                last = default_type(x.ty());
            } else if x.mode == Mode::Constant && is_integer(x.ty()) && all_string(t) {
                // In string(65) the constant keeps its type: it is not converted to string as a number.
                last = x.ty();
            }
            if let Some(e) = x.expr {
                self.update_expr_type(e, last, true);
            }
        }
        x.typ = Some(t);
    }

    /// The constant converted to a basic type, when it can be; `u` is an underlying type.
    fn converted_constant(&mut self, x: &Operand, u: Type) -> Option<Const> {
        let value = x.val.clone()?;
        basic_kind(u)?;
        if let Some(rounded) = self.represent(&value, u) {
            return Some(rounded);
        }
        if is_integer(x.ty()) && is_string(u) {
            let code = value.to_u64().and_then(|v| u32::try_from(v).ok()).and_then(char::from_u32);
            let mut buffer = [0; 4];
            return Some(Const::from_bytes(code.unwrap_or('\u{fffd}').encode_utf8(&mut buffer).as_bytes()));
        }
        None
    }

    /// A constant is convertible to a type parameter if it is to each type of its type set.
    fn constant_to_type_param(&mut self, x: &Operand, t: Type, cause: &mut String) -> bool {
        let mut types = Vec::new();
        under_is(t, |u| {
            types.push(u);
            true
        });
        for u in types {
            let Some(u) = u else {
                *cause = format!("{} does not contain specific types", self.type_string(t));
                return false;
            };
            if is_string(x.ty()) && is_bytes_or_runes(u) || self.converted_constant(x, u).is_some() {
                continue;
            }
            let (us, ts) = (self.type_string(u), self.type_string(t));
            *cause = if is_integer(x.ty()) && is_integer(u) {
                let value = x.val.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("constant {value} overflows {us} (in {ts})")
            } else {
                format!("cannot convert {} to type {us} (in {ts})", self.operand_string(x))
            };
            return false;
        }
        true
    }

    /// Whether a non-constant value can be converted; otherwise `cause` may get a reason.
    pub fn convertible_to(&mut self, x: &Operand, target: Type, cause: &mut String) -> bool {
        if self.assignable_to(x, target, Some(cause)) {
            return true;
        }
        let (v, t) = (unalias(x.ty()), unalias(target));
        let (vu, tu) = (underlying(v), underlying(t));
        let (vp, tp) = (is_type_param(v), is_type_param(t));
        if identical_ignore_tags(vu, tu) && !vp && !tp {
            return true;
        }
        // Pointers that are not defined types, to types that differ in tags only.
        if let (TypeKind::Pointer(vb), TypeKind::Pointer(tb)) = (v.kind(), t.kind())
            && identical_ignore_tags(underlying(*vb), underlying(*tb))
            && !is_type_param(*vb)
            && !is_type_param(*tb)
        {
            return true;
        }
        if is_integer_or_float(vu) && is_integer_or_float(tu)
            || is_complex(vu) && is_complex(tu)
            || (is_integer(vu) || is_bytes_or_runes(vu)) && is_string(tu)
            || is_string(vu) && is_bytes_or_runes(tu)
        {
            return true;
        }
        let is_kind = |t: Type, k: BasicKind| basic_kind(t) == Some(k);
        let is_address = |t: Type| matches!(t.kind(), TypeKind::Pointer(_)) || is_kind(t, BasicKind::Uintptr);
        if is_address(vu) && is_kind(tu, BasicKind::UnsafePointer)
            || is_kind(vu, BasicKind::UnsafePointer) && is_address(tu)
        {
            return true;
        }
        if let TypeKind::Slice(elem) = vu.kind()
            && let Some((array, minor, what)) = sliced_array(tu)
            && identical(*elem, array)
        {
            if self.allow_version(GoVersion::go1(minor)) {
                return true;
            }
            *cause = format!("conversion of slice to {what} requires go1.{minor} or later");
            return false;
        }
        if !vp && !tp {
            return false;
        }
        self.convertible_type_params(x, v, t, target, cause)
    }

    /// With type parameters, each type of the one's type set must convert to each of the other's.
    fn convertible_type_params(&mut self, x: &Operand, v: Type, t: Type, target: Type, cause: &mut String) -> bool {
        let members = |t: Type| -> Option<Vec<Type>> {
            if !is_type_param(t) {
                return Some(vec![t]);
            }
            let mut list = Vec::new();
            terms_are(t, |term| match term {
                Some(term) => {
                    list.push(term.typ);
                    true
                }
                None => false,
            })
            .then_some(list)
        };
        let (Some(from), Some(to)) = (members(v), members(t)) else { return false };
        let mut y = x.clone();
        for &f in &from {
            y.typ = Some(f);
            for &g in &to {
                let goal = if is_type_param(t) { g } else { target };
                if self.convertible_to(&y, goal, cause) {
                    continue;
                }
                let mut text = format!("cannot convert {}", self.type_string(f));
                if is_type_param(v) {
                    text.push_str(&format!(" (in {})", self.type_string(v)));
                }
                text.push_str(&format!(" to type {}", self.type_string(goal)));
                if is_type_param(t) {
                    text.push_str(&format!(" (in {})", self.type_string(t)));
                }
                if !cause.is_empty() {
                    text.push_str("\n\t");
                    text.push_str(cause);
                }
                *cause = text;
                return false;
            }
        }
        true
    }
}

/// The element type of an array, or array pointed to, that a slice may be converted to; since which version, and its name.
fn sliced_array(u: Type) -> Option<(Type, u32, &'static str)> {
    match u.kind() {
        TypeKind::Array { elem, .. } => Some((*elem, 20, "array")),
        TypeKind::Pointer(base) => match underlying(*base).kind() {
            TypeKind::Array { elem, .. } => Some((*elem, 17, "array pointer")),
            _ => None,
        },
        _ => None,
    }
}

/// A slice whose element type's underlying type is byte or rune.
pub fn is_bytes_or_runes(u: Type) -> bool {
    match underlying(u).kind() {
        TypeKind::Slice(elem) => matches!(basic_kind(underlying(*elem)), Some(BasicKind::Uint8 | BasicKind::Int32)),
        _ => false,
    }
}
