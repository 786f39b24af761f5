//! Whether constants fit types (specification: "Representability").

use crate::check::{At, Checker};
use crate::constant::Const;
use crate::operand::Operand;
use crate::predicates::{basic_kind, is_integer, is_numeric, is_type_param, is_typed};
use crate::ty::{BasicKind, Type};
use crate::under::underlying;
use escape_source::Pos;

/// Untyped integers of more bits are an overflow.
const MAX_BITS: usize = 512;
/// The longest constant string, in bytes.
pub const MAX_STRING: i64 = 2_000_000_000;

/// Why a constant is not representable.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Misfit {
    Truncated,
    Overflow,
    /// Not a matter of size: another kind of type.
    Other,
}

impl<'a> Checker<'a> {
    /// Reports a constant operand whose value does not fit its type, or that is too large to go on with.
    pub fn overflow(&mut self, x: &mut Operand, pos: Pos) {
        let Some(value) = x.val.clone() else { return };
        if value.is_unknown() {
            self.error(At::Pos(pos), "constant result is not representable");
            return;
        }
        if is_typed(x.ty()) {
            let u = underlying(x.ty());
            self.representable(x, u);
            return;
        }
        if value.is_int() && value.bit_len() > MAX_BITS {
            let op = x.expr.map(|e| self.op_name(e)).unwrap_or_default();
            let space = if op.is_empty() { "" } else { " " };
            self.error(At::Pos(pos), format!("constant {op}{space}overflow"));
            x.val = Some(Const::Unknown);
        }
    }

    /// The value as the basic type `t` holds it (floats rounded), if it is representable.
    pub fn represent(&self, value: &Const, t: Type) -> Option<Const> {
        represent(value, basic_kind(t)?)
    }

    /// Rounds a constant operand to the basic type `t`, or reports that it does not fit.
    pub fn representable(&mut self, x: &mut Operand, t: Type) {
        match self.representation(x, t) {
            Ok(v) => x.val = Some(v),
            Err(why) => {
                self.invalid_conversion(why, x, t);
                x.invalidate();
            }
        }
    }

    /// The value of a constant operand as the basic type `t` holds it.
    pub fn representation(&self, x: &Operand, t: Type) -> Result<Const, Misfit> {
        let value = x.val.clone().unwrap_or(Const::Unknown);
        match self.represent(&value, t) {
            Some(v) => Ok(v),
            None if is_numeric(x.ty()) && is_numeric(t) => {
                Err(if !is_integer(x.ty()) && is_integer(t) { Misfit::Truncated } else { Misfit::Overflow })
            }
            None => Err(Misfit::Other),
        }
    }

    pub fn invalid_conversion(&mut self, why: Misfit, x: &Operand, target: Type) {
        let (xs, ts) = (self.operand_string(x), self.type_string(target));
        let text = match why {
            Misfit::Truncated => format!("{xs} truncated to {ts}"),
            Misfit::Overflow => format!("{xs} overflows {ts}"),
            Misfit::Other => format!("cannot convert {xs} to type {ts}"),
        };
        self.error(x, text);
    }

    /// Gives an untyped operand the target's type, or reports why it cannot have it.
    pub fn convert_untyped(&mut self, x: &mut Operand, target: Type) {
        match self.implicit_type_and_value(x, target) {
            Err(why) => {
                let t = if is_type_param(target) { target } else { underlying(target) };
                self.invalid_conversion(why, x, t);
                x.invalidate();
            }
            Ok((t, value)) => self.settle_untyped(x, t, value),
        }
    }

    /// Notes the new type (and rounded value) of an operand whose type was untyped.
    pub fn settle_untyped(&mut self, x: &mut Operand, t: Type, value: Option<Const>) {
        if let Some(v) = value {
            if let Some(e) = x.expr {
                self.update_expr_val(e, v.clone());
            }
            x.val = Some(v);
        }
        if x.typ != Some(t) {
            x.typ = Some(t);
            if let Some(e) = x.expr {
                self.update_expr_type(e, t, false);
            }
        }
    }
}

/// The value as the basic kind holds it, if it is representable. An unknown value fits everything.
pub fn represent(value: &Const, kind: BasicKind) -> Option<Const> {
    use BasicKind::*;
    if value.is_unknown() {
        return Some(Const::Unknown);
    }
    let int = |signed: bool, bits: u32| {
        let v = value.to_int();
        if !v.is_int() {
            return None;
        }
        let fits = match (signed, v.to_i64(), v.to_u64()) {
            (true, Some(i), _) => bits == 64 || (-1i64 << (bits - 1)..1i64 << (bits - 1)).contains(&i),
            (false, _, Some(u)) => bits == 64 || u < 1u64 << bits,
            _ => false,
        };
        fits.then_some(v)
    };
    let float = |bits: u32, v: &Const| {
        let v = v.to_float();
        if v.is_unknown() {
            return None;
        }
        let rounded = if bits == 32 { f64::from(v.to_f32()?) } else { v.to_f64()? };
        rounded.is_finite().then(|| Const::from_f64(rounded))
    };
    let complex = |bits: u32| {
        let v = value.to_complex();
        if v.is_unknown() {
            return None;
        }
        Some(Const::complex(float(bits, &v.real())?, float(bits, &v.imag())?))
    };
    match kind {
        Int | Int64 => int(true, 64),
        Int8 => int(true, 8),
        Int16 => int(true, 16),
        Int32 => int(true, 32),
        Uint | Uint64 | Uintptr => int(false, 64),
        Uint8 => int(false, 8),
        Uint16 => int(false, 16),
        Uint32 => int(false, 32),
        UntypedInt | UntypedRune => Some(value.to_int()).filter(Const::is_int),
        Float32 => float(32, value),
        Float64 => float(64, value),
        UntypedFloat => Some(value.to_float()).filter(|v| !v.is_unknown()),
        Complex64 => complex(32),
        Complex128 => complex(64),
        UntypedComplex => Some(value.to_complex()).filter(|v| !v.is_unknown()),
        String | UntypedString => value.is_string().then(|| value.clone()),
        Bool | UntypedBool => value.as_bool().map(|_| value.clone()),
        Invalid | UnsafePointer | UntypedNil => None,
    }
}
