//! Exact constant values (specification: "Constants", "Constant expressions").
//!
//! Integers are of any size; floats are exact rationals while numerator and denominator stay below 4096 bits and 512-bit
//! binary floats beyond; strings are bytes. A value's representation need not match its type: an untyped float constant may
//! be an integer here and the other way round (`to_int`, `to_float`, `to_complex` convert where nothing is lost).

use crate::constant_string::ConstString;
use crate::object::Obj;
use dashu::float::round::mode::HalfEven;
use dashu::float::{Context, FBig};
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;
use escape_syntax::ast::{BinaryOp, UnaryOp};
use std::cmp::Ordering;
use std::sync::Arc;

/// Mantissa bits of floats that are no longer rationals.
pub const PRECISION: usize = 512;
/// Rationals whose parts reach this many bits become floats.
const RATIONAL_BITS: usize = 4 << 10;
/// Binary exponents beyond this are infinite (or zero).
const MAX_EXPONENT: isize = i32::MAX as isize;

type Big = FBig<HalfEven, 2>;

/// A constant's value. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Const {
    /// After an error: propagates silently.
    Unknown,
    Bool(bool),
    String(Arc<ConstString>),
    Int(i64),
    /// Does not fit an `i64`.
    BigInt(Arc<IBig>),
    Float(Arc<FloatValue>),
    /// Real and imaginary part, each an integer or a float.
    Complex(Arc<(Const, Const)>),
}

/// A non-integer (or not yet integer) number.
#[derive(Clone, Debug)]
pub enum FloatValue {
    Rational(RBig),
    Big(Big),
}

fn context() -> Context<HalfEven> {
    Context::new(PRECISION)
}

impl From<i64> for Const {
    fn from(n: i64) -> Const {
        Const::Int(n)
    }
}

impl Const {
    /// An integer.
    pub fn from_ibig(n: IBig) -> Const {
        match i64::try_from(&n) {
            Ok(n) => Const::Int(n),
            Err(_) => Const::BigInt(Arc::new(n)),
        }
    }
    pub fn from_u64(n: u64) -> Const {
        i64::try_from(n).map_or_else(|_| Const::from_ibig(n.into()), Const::Int)
    }
    pub fn from_bytes(s: impl Into<Arc<[u8]>>) -> Const {
        Const::String(Arc::new(ConstString::new(s)))
    }
    /// A float; `Unknown` for infinities and NaN.
    pub fn from_f64(f: f64) -> Const {
        if f == 0.0 {
            return Const::rational(RBig::ZERO);
        }
        match RBig::try_from(f) {
            Ok(r) => Const::Float(Arc::new(FloatValue::Rational(r))),
            Err(_) => Const::Unknown,
        }
    }
    /// A number as a fraction, or rounded when that would be too large.
    pub(crate) fn rational(r: RBig) -> Const {
        if bit_len(r.numerator()) < RATIONAL_BITS && ubit_len(r.denominator()) < RATIONAL_BITS {
            Const::Float(Arc::new(FloatValue::Rational(r)))
        } else {
            Const::big(ratio_to_big(&r))
        }
    }
    /// A 512-bit float; infinite ones are `Unknown`.
    pub(crate) fn big(f: Big) -> Const {
        let repr = f.repr();
        if repr.is_infinite() {
            return Const::Unknown;
        }
        if repr.significand().is_zero() {
            return Const::rational(RBig::ZERO);
        }
        match binary_exponent(&f) {
            e if e > MAX_EXPONENT => Const::Unknown,
            e if e < -MAX_EXPONENT => Const::rational(RBig::ZERO),
            _ => Const::Float(Arc::new(FloatValue::Big(f))),
        }
    }
    /// `re + im·i`; unknown when a part is.
    pub fn complex(re: Const, im: Const) -> Const {
        if re.is_unknown() || im.is_unknown() {
            return Const::Unknown;
        }
        Const::Complex(Arc::new((re, im)))
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Const::Unknown)
    }
    pub fn is_int(&self) -> bool {
        matches!(self, Const::Int(_) | Const::BigInt(_))
    }
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Const::Bool(b) => Some(*b),
            _ => None,
        }
    }
    /// Whether it is a string.
    pub fn is_string(&self) -> bool {
        matches!(self, Const::String(_))
    }
    /// A string's length in bytes; an unknown value has none, as in gc.
    pub fn string_len(&self) -> Option<i64> {
        match self {
            Const::Unknown => Some(0),
            Const::String(s) => Some(s.len() as i64),
            _ => None,
        }
    }
    /// A string's bytes.
    pub fn as_bytes(&self) -> Option<Arc<[u8]>> {
        match self {
            Const::String(s) => Some(s.bytes()),
            _ => None,
        }
    }
    /// The integer, if it is one (also in another representation) and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Const::Int(n) => Some(*n),
            Const::Float(_) | Const::Complex(_) => match self.to_int() {
                Const::Int(n) => Some(n),
                _ => None,
            },
            _ => None,
        }
    }
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Const::Int(n) => u64::try_from(*n).ok(),
            Const::BigInt(n) => u64::try_from(&**n).ok(),
            Const::Float(_) | Const::Complex(_) => match self.to_int() {
                n if n.is_int() => n.to_u64(),
                _ => None,
            },
            _ => None,
        }
    }
    /// The integer of any size, if it is represented as one.
    pub fn to_ibig(&self) -> Option<IBig> {
        match self {
            Const::Int(n) => Some(IBig::from(*n)),
            Const::BigInt(n) => Some((**n).clone()),
            _ => None,
        }
    }
    /// The nearest float64, possibly infinite; `None` if it is not a real number.
    pub fn to_f64(&self) -> Option<f64> {
        Some(match self {
            Const::Int(n) => *n as f64,
            Const::BigInt(n) => n.to_f64().value(),
            Const::Float(f) => match &**f {
                FloatValue::Rational(r) => r.to_f64().value(),
                FloatValue::Big(f) => big_to_f64(f),
            },
            Const::Complex(_) => return self.to_float().to_f64_not_complex(),
            _ => return None,
        })
    }
    fn to_f64_not_complex(&self) -> Option<f64> {
        if matches!(self, Const::Complex(_)) { None } else { self.to_f64() }
    }
    /// The nearest float32, possibly infinite; `None` if it is not a real number.
    pub fn to_f32(&self) -> Option<f32> {
        Some(match self {
            Const::Int(n) => *n as f32,
            Const::BigInt(n) => n.to_f32().value(),
            Const::Float(f) => match &**f {
                FloatValue::Rational(r) => r.to_f32().value(),
                FloatValue::Big(f) => big_to_f32(f),
            },
            Const::Complex(_) => match self.to_float() {
                Const::Complex(_) => return None,
                f => return f.to_f32(),
            },
            _ => return None,
        })
    }

    /// -1, 0 or 1; for complex values 0 only if both parts are; 1 for what has no sign.
    pub fn sign(&self) -> i32 {
        match self {
            Const::Int(n) => n.signum() as i32,
            Const::BigInt(n) => ibig_sign(n),
            Const::Float(f) => match &**f {
                FloatValue::Rational(r) => ibig_sign(r.numerator()),
                FloatValue::Big(f) => ibig_sign(f.repr().significand()),
            },
            Const::Complex(c) => c.0.sign() | c.1.sign(),
            _ => 1,
        }
    }
    /// Number of bits of an integer's magnitude.
    pub fn bit_len(&self) -> usize {
        match self {
            Const::Int(n) => (64 - n.unsigned_abs().leading_zeros()) as usize,
            Const::BigInt(n) => bit_len(n),
            _ => 0,
        }
    }

    /// The real part of a number.
    pub fn real(&self) -> Const {
        match self {
            Const::Complex(c) => c.0.clone(),
            Const::Int(_) | Const::BigInt(_) | Const::Float(_) => self.clone(),
            _ => Const::Unknown,
        }
    }
    /// The imaginary part of a number.
    pub fn imag(&self) -> Const {
        match self {
            Const::Complex(c) => c.1.clone(),
            Const::Int(_) | Const::BigInt(_) | Const::Float(_) => Const::Int(0),
            _ => Const::Unknown,
        }
    }

    /// As an integer, if the value is one; a float that is off by its last bits only (from earlier roundings) counts.
    pub fn to_int(&self) -> Const {
        match self {
            Const::Int(_) | Const::BigInt(_) => self.clone(),
            Const::Float(f) => match &**f {
                FloatValue::Rational(r) if r.is_int() => Const::from_ibig(r.numerator().clone()),
                FloatValue::Rational(_) => Const::Unknown,
                FloatValue::Big(f) => big_to_int(f),
            },
            Const::Complex(_) => match self.to_float() {
                f @ Const::Float(_) => f.to_int(),
                _ => Const::Unknown,
            },
            _ => Const::Unknown,
        }
    }
    /// As a `Float`, if the value is a real number.
    pub fn to_float(&self) -> Const {
        match self {
            Const::Int(n) => Const::rational(RBig::from(*n)),
            Const::BigInt(n) => Const::rational(RBig::from((**n).clone())),
            Const::Float(_) => self.clone(),
            Const::Complex(c) if c.1.sign() == 0 => c.0.to_float(),
            _ => Const::Unknown,
        }
    }
    /// As a `Complex`, if the value is a number.
    pub fn to_complex(&self) -> Const {
        match self {
            Const::Int(_) | Const::BigInt(_) | Const::Float(_) => Const::complex(self.clone(), Const::Int(0)),
            Const::Complex(_) => self.clone(),
            _ => Const::Unknown,
        }
    }

    /// `op x` for `+ - ^ !`. `bits` is the width of an unsigned type (0: none), to which `^` is confined.
    pub fn unary(op: UnaryOp, x: &Const, bits: u32) -> Const {
        match (op, x) {
            (UnaryOp::Add, Const::Int(_) | Const::BigInt(_) | Const::Float(_) | Const::Complex(_)) => x.clone(),
            (UnaryOp::Sub, Const::Int(n)) => match n.checked_neg() {
                Some(n) => Const::Int(n),
                None => Const::from_ibig(-IBig::from(*n)),
            },
            (UnaryOp::Sub, Const::BigInt(n)) => Const::from_ibig(-(**n).clone()),
            (UnaryOp::Sub, Const::Float(f)) => match &**f {
                FloatValue::Rational(r) => Const::rational(-r.clone()),
                FloatValue::Big(f) => Const::big(-f.clone()),
            },
            (UnaryOp::Sub, Const::Complex(c)) => Const::complex(Const::unary(op, &c.0, 0), Const::unary(op, &c.1, 0)),
            (UnaryOp::Xor, Const::Int(n)) if bits == 0 => Const::Int(!n),
            (UnaryOp::Xor, Const::Int(_) | Const::BigInt(_)) => {
                let mut z = !x.to_ibig().unwrap_or_default();
                if bits > 0 {
                    z &= (IBig::ONE << bits as usize) - IBig::ONE;
                }
                Const::from_ibig(z)
            }
            (UnaryOp::Not, Const::Bool(b)) => Const::Bool(!b),
            _ => Const::Unknown,
        }
    }

    /// `x op y`, shifts and comparisons excepted. `int_div`: `/` truncates. A division by zero is `Unknown` (the caller has
    /// reported it).
    pub fn binary(x: &Const, op: BinaryOp, y: &Const, int_div: bool) -> Const {
        match (x, y) {
            (Const::Bool(a), Const::Bool(b)) => match op {
                BinaryOp::AndAnd => Const::Bool(*a && *b),
                BinaryOp::OrOr => Const::Bool(*a || *b),
                _ => Const::Unknown,
            },
            (Const::String(a), Const::String(b)) if op == BinaryOp::Add => Const::String(ConstString::sum(a, b)),
            (Const::Int(a), Const::Int(b)) => {
                small_int(*a, op, *b, int_div).unwrap_or_else(|| big_int(x, op, y, int_div))
            }
            (Const::Int(_) | Const::BigInt(_), Const::Int(_) | Const::BigInt(_)) => big_int(x, op, y, int_div),
            (Const::Complex(_), _) | (_, Const::Complex(_)) => complex_op(&x.to_complex(), op, &y.to_complex()),
            (Const::Float(_), Const::Int(_) | Const::BigInt(_) | Const::Float(_))
            | (Const::Int(_) | Const::BigInt(_), Const::Float(_)) => float_op(x, op, y),
            _ => Const::Unknown,
        }
    }

    /// `x << s`, `x >> s` of an integer.
    pub fn shift(x: &Const, op: BinaryOp, s: u32) -> Const {
        match (x, op) {
            (Const::Int(n), BinaryOp::Shl) => {
                if s < 63 && (n << s) >> s == *n {
                    return Const::Int(n << s);
                }
                Const::from_ibig(IBig::from(*n) << s as usize)
            }
            (Const::Int(n), BinaryOp::Shr) => Const::Int(n >> s.min(63)),
            (Const::BigInt(n), BinaryOp::Shl) => Const::from_ibig((**n).clone() << s as usize),
            (Const::BigInt(n), BinaryOp::Shr) => Const::from_ibig((**n).clone() >> s as usize),
            _ => Const::Unknown,
        }
    }

    /// `x op y` for a comparison; false if it is not defined.
    pub fn compare(x: &Const, op: BinaryOp, y: &Const) -> bool {
        let order = match (x, y) {
            (Const::Bool(a), Const::Bool(b)) => a.cmp(b),
            (Const::String(a), Const::String(b)) => a.bytes().cmp(&b.bytes()),
            (Const::Int(a), Const::Int(b)) => a.cmp(b),
            (Const::Int(_) | Const::BigInt(_), Const::Int(_) | Const::BigInt(_)) => x.to_ibig().cmp(&y.to_ibig()),
            (Const::Complex(_), _) | (_, Const::Complex(_)) => {
                let (x, y) = (x.to_complex(), y.to_complex());
                let (Const::Complex(a), Const::Complex(b)) = (&x, &y) else { return false };
                let equal = Const::compare(&a.0, BinaryOp::Eql, &b.0) && Const::compare(&a.1, BinaryOp::Eql, &b.1);
                return match op {
                    BinaryOp::Eql => equal,
                    BinaryOp::Neq => !equal,
                    _ => false,
                };
            }
            _ => match match_floats(x, y) {
                Some((FloatValue::Rational(a), FloatValue::Rational(b))) => a.cmp(&b),
                Some((FloatValue::Big(a), FloatValue::Big(b))) => a.cmp(&b),
                _ => return false,
            },
        };
        match op {
            BinaryOp::Eql => order == Ordering::Equal,
            BinaryOp::Neq => order != Ordering::Equal,
            BinaryOp::Lss => order == Ordering::Less,
            BinaryOp::Leq => order != Ordering::Greater,
            BinaryOp::Gtr => order == Ordering::Greater,
            BinaryOp::Geq => order != Ordering::Less,
            _ => false,
        }
    }
}

impl Obj {
    /// A constant object's value.
    pub fn const_value(self) -> Option<Const> {
        match &self.data().kind {
            crate::object::ObjKind::Const { value } => {
                if value.get().is_none() {
                    self.fill();
                }
                value.get().cloned()
            }
            _ => None,
        }
    }
}

fn bit_len(n: &IBig) -> usize {
    let (_, words) = n.as_sign_words();
    words.last().map_or(0, |w| words.len() * 64 - w.leading_zeros() as usize)
}
fn ubit_len(n: &UBig) -> usize {
    bit_len(n.as_ibig())
}
fn ibig_sign(n: &IBig) -> i32 {
    match n {
        n if n.is_zero() => 0,
        n if *n < IBig::ZERO => -1,
        _ => 1,
    }
}

/// The result of an operation on small integers if it is small, too, and needs no more thought.
fn small_int(a: i64, op: BinaryOp, b: i64, int_div: bool) -> Option<Const> {
    Some(Const::Int(match op {
        BinaryOp::Add => a.checked_add(b)?,
        BinaryOp::Sub => a.checked_sub(b)?,
        BinaryOp::Mul => a.checked_mul(b)?,
        BinaryOp::Div if int_div => a.checked_div(b)?,
        BinaryOp::Rem => a.checked_rem(b)?,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::AndNot => a & !b,
        _ => return None,
    }))
}

fn big_int(x: &Const, op: BinaryOp, y: &Const, int_div: bool) -> Const {
    let (Some(a), Some(b)) = (x.to_ibig(), y.to_ibig()) else { return Const::Unknown };
    Const::from_ibig(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div | BinaryOp::Rem if b.is_zero() => return Const::Unknown,
        BinaryOp::Div if int_div => a / b,
        BinaryOp::Div => return Const::rational(RBig::from_parts_signed(a, b)),
        BinaryOp::Rem => a % b,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::AndNot => a & !b,
        _ => return Const::Unknown,
    })
}

/// Both as rationals if both are small enough, else both as floats.
fn match_floats(x: &Const, y: &Const) -> Option<(FloatValue, FloatValue)> {
    let part = |c: &Const| match c {
        Const::Int(n) => Some(FloatValue::Rational(RBig::from(*n))),
        Const::BigInt(n) => Some(FloatValue::Rational(RBig::from((**n).clone()))),
        Const::Float(f) => Some((**f).clone()),
        _ => None,
    };
    let big = |f: FloatValue| match f {
        FloatValue::Rational(r) => ratio_to_big(&r),
        FloatValue::Big(f) => f,
    };
    Some(match (part(x)?, part(y)?) {
        both @ (FloatValue::Rational(_), FloatValue::Rational(_)) => both,
        (a, b) => (FloatValue::Big(big(a)), FloatValue::Big(big(b))),
    })
}

fn float_op(x: &Const, op: BinaryOp, y: &Const) -> Const {
    if op == BinaryOp::Div && y.sign() == 0 {
        return Const::Unknown;
    }
    match match_floats(x, y) {
        Some((FloatValue::Rational(a), FloatValue::Rational(b))) => Const::rational(match op {
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            BinaryOp::Mul => a * b,
            BinaryOp::Div => a / b,
            _ => return Const::Unknown,
        }),
        Some((FloatValue::Big(a), FloatValue::Big(b))) => {
            let (a, b, cx) = (a.repr(), b.repr(), context());
            let r = match op {
                BinaryOp::Add => cx.add(a, b),
                BinaryOp::Sub => cx.sub(a, b),
                BinaryOp::Mul => cx.mul(a, b),
                BinaryOp::Div => cx.div(a, b),
                _ => return Const::Unknown,
            };
            r.map_or(Const::Unknown, |r| Const::big(r.value()))
        }
        _ => Const::Unknown,
    }
}

fn complex_op(x: &Const, op: BinaryOp, y: &Const) -> Const {
    let (Const::Complex(x), Const::Complex(y)) = (x, y) else { return Const::Unknown };
    let ((a, b), (c, d)) = (&**x, &**y);
    let f = |x: &Const, op, y: &Const| Const::binary(x, op, y, false);
    let mul = |x: &Const, y: &Const| f(x, BinaryOp::Mul, y);
    match op {
        BinaryOp::Add | BinaryOp::Sub => Const::complex(f(a, op, c), f(b, op, d)),
        BinaryOp::Mul => {
            Const::complex(f(&mul(a, c), BinaryOp::Sub, &mul(b, d)), f(&mul(b, c), BinaryOp::Add, &mul(a, d)))
        }
        BinaryOp::Div => {
            let s = f(&mul(c, c), BinaryOp::Add, &mul(d, d));
            if s.sign() == 0 {
                return Const::Unknown;
            }
            let re = f(&mul(a, c), BinaryOp::Add, &mul(b, d));
            let im = f(&mul(b, c), BinaryOp::Sub, &mul(a, d));
            Const::complex(f(&re, BinaryOp::Div, &s), f(&im, BinaryOp::Div, &s))
        }
        _ => Const::Unknown,
    }
}

pub(crate) fn int_to_big(n: &IBig) -> Big {
    context().convert_int::<2>(n.clone()).value()
}
fn ratio_to_big(r: &RBig) -> Big {
    // The parts are taken exactly, so that only the quotient is rounded.
    let exact = |n: IBig| Big::from_parts(n, 0);
    let (n, d) = (exact(r.numerator().clone()), exact(r.denominator().as_ibig().clone()));
    context().div(n.repr(), d.repr()).map_or(Big::ZERO, |q| q.value())
}
/// `e` with `0.5 <= |f| / 2^e < 1`.
pub(crate) fn binary_exponent(f: &Big) -> isize {
    let r = f.repr();
    r.exponent().saturating_add(bit_len(r.significand()) as isize)
}

/// Rounds `significand * 2^exponent` to `bits` of mantissa; the last exponent allowed for the lowest bit is `min`.
fn round_binary(f: &Big, bits: i64, min: i64) -> (u64, i64, bool) {
    let r = f.repr();
    let (sign, n) = r.significand().clone().into_parts();
    let negative = sign == dashu::base::Sign::Negative;
    let exponent = r.exponent() as i64;
    let len = ubit_len(&n) as i64;
    let drop = (len - bits).max(min - exponent);
    if drop <= 0 {
        // Small enough: `n` has at most `bits` bits.
        return (u64::try_from(&n).unwrap_or(0), exponent, negative);
    }
    if drop > len + 1 {
        return (0, 0, negative);
    }
    let drop = drop as usize;
    let mut q = u64::try_from(&(n.clone() >> drop)).unwrap_or(0);
    let rest = n & ((UBig::ONE << drop) - UBig::ONE);
    match rest.cmp(&(UBig::ONE << (drop - 1))) {
        Ordering::Greater => q += 1,
        Ordering::Equal => q += q & 1,
        Ordering::Less => {}
    }
    (q, exponent + drop as i64, negative)
}
fn big_to_f64(f: &Big) -> f64 {
    let (m, e, negative) = round_binary(f, 53, -1074);
    let v = scale(m as f64, e);
    if negative { -v } else { v }
}
fn big_to_f32(f: &Big) -> f32 {
    let (m, e, negative) = round_binary(f, 24, -149);
    // Exact in float64; what is left to do is the overflow.
    let v = scale(m as f64, e) as f32;
    if negative { -v } else { v }
}
/// `m * 2^e`, where the result is exact or overflows.
fn scale(m: f64, e: i64) -> f64 {
    let mut v = m;
    let mut e = e.clamp(-3000, 3000);
    while e > 0 {
        let step = e.min(1000);
        v *= 2f64.powi(step as i32);
        e -= step;
    }
    while e < 0 {
        let step = (-e).min(1000);
        v /= 2f64.powi(step as i32);
        e += step;
    }
    v
}

fn big_to_int(f: &Big) -> Const {
    // Huge integers are not made.
    if binary_exponent(f).unsigned_abs() >= RATIONAL_BITS {
        return Const::Unknown;
    }
    let r = f.repr();
    if r.exponent() >= 0 {
        return Const::from_ibig(r.significand().clone() << r.exponent() as usize);
    }
    // Forget the last four bits: down, then up.
    let (sign, n) = r.significand().clone().into_parts();
    let len = ubit_len(&n);
    let keep = PRECISION - 4;
    if len <= keep {
        return Const::Unknown;
    }
    let drop = len - keep;
    let down = n >> drop;
    let exponent = r.exponent() + drop as isize;
    for m in [down.clone(), down + UBig::ONE] {
        let m = IBig::from_parts(sign, m);
        if exponent >= 0 {
            return Const::from_ibig(m << exponent as usize);
        }
        let low = exponent.unsigned_abs();
        if m.trailing_zeros().is_some_and(|z| z >= low) {
            return Const::from_ibig(m >> low);
        }
    }
    Const::Unknown
}
