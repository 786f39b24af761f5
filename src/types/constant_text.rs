//! Constants as text: literals read exactly (specification: "Integer literals" to "String literals"), and values written as
//! gc's messages write them: strings shortened, floats with six digits.

use crate::constant::{Const, binary_exponent, int_to_big};
use crate::constant::{FloatValue, PRECISION};
use crate::constant_string::ConstString;
use crate::literal_text::{unquote, unquote_rune};
use dashu::float::round::mode::HalfEven;
use dashu::float::{Context, FBig};
use dashu::integer::IBig;
use dashu::rational::RBig;
use escape_syntax::ast::LitKind;
use std::fmt;
use std::sync::Arc;

impl Const {
    /// The value of a well-formed literal; `Unknown` when a number is out of all bounds.
    pub fn from_literal(kind: LitKind, text: &str) -> Const {
        match kind {
            LitKind::Int => parse_int(text),
            LitKind::Float => parse_float(text),
            LitKind::Imag => match text.strip_suffix('i') {
                Some(t) => Const::complex(Const::Int(0), parse_imaginary(t)),
                None => Const::Unknown,
            },
            LitKind::Rune => unquote_rune(text).map_or(Const::Unknown, |c| Const::Int(c as i64)),
            LitKind::String => unquote(text).map_or(Const::Unknown, Const::from_bytes),
        }
    }
}

fn without_underscores(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('_') { text.replace('_', "").into() } else { text.into() }
}

fn parse_int(text: &str) -> Const {
    let text = without_underscores(text);
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', b'b' | b'B', ..] => (&text[2..], 2),
        [b'0', b'o' | b'O', ..] => (&text[2..], 8),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (&text[..], 10),
    };
    match i64::from_str_radix(digits, radix) {
        Ok(n) => Const::Int(n),
        Err(_) => IBig::from_str_radix(digits, radix).map_or(Const::Unknown, Const::from_ibig),
    }
}

/// An imaginary literal's number: like a float's, except that `0123i` is decimal and prefixed integers are allowed.
fn parse_imaginary(text: &str) -> Const {
    match text.as_bytes() {
        [b'0', b'b' | b'B' | b'o' | b'O', ..] => parse_int(text).to_float(),
        [b'0', b'x' | b'X', ..] if !text.contains(['p', 'P', '.']) => parse_int(text).to_float(),
        _ => parse_float(text),
    }
}

fn parse_float(text: &str) -> Const {
    let text = without_underscores(text);
    let (digits, radix, exponent_marks) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16u32, ['p', 'P']),
        _ => (&text[..], 10, ['e', 'E']),
    };
    let (mantissa, exponent) = match digits.find(exponent_marks) {
        Some(i) => (&digits[..i], &digits[i + 1..]),
        None => (digits, "0"),
    };
    let negative = exponent.starts_with('-');
    // An exponent that does not fit is as good as any huge one.
    let exponent: i64 =
        exponent.trim_start_matches(['+', '-']).parse::<i64>().map_or(i64::MAX / 1024, |e| e.min(i64::MAX / 1024));
    let exponent = if negative { -exponent } else { exponent };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let Ok(m) = IBig::from_str_radix(&format!("0{whole}{fraction}"), radix) else { return Const::Unknown };
    if m.is_zero() {
        return Const::rational(RBig::ZERO);
    }
    let places = fraction.len() as i64;
    if radix == 16 {
        return scaled(m, 2, exponent - 4 * places);
    }
    scaled(m, 10, exponent - places)
}

/// `m * base^e`, base 2 or 10: a rational where that is of moderate size, else a 512-bit float.
fn scaled(m: IBig, base: u32, e: i64) -> Const {
    let len = int_to_big(&m);
    let log = binary_exponent(&len) as f64 + e as f64 * (base as f64).log2();
    if log.abs() < 4000.0 && e.abs() < 20_000 {
        let power = IBig::from(base).pow(e.unsigned_abs() as usize);
        let r = if e >= 0 { RBig::from(m * power) } else { RBig::from_parts_signed(m, power) };
        return Const::rational_or_float(r);
    }
    if log > 2.2e9 {
        return Const::Unknown;
    }
    if log < -2.2e9 {
        return Const::rational(RBig::ZERO);
    }
    let two = |e: i64| FBig::<HalfEven, 2>::from_parts(IBig::ONE, e as isize);
    let cx = Context::<HalfEven>::new(PRECISION + 64);
    let m = FBig::<HalfEven, 2>::from_parts(m, 0);
    let product = if base == 2 {
        cx.mul(m.repr(), two(e).repr())
    } else {
        power_of_five(e.unsigned_abs()).and_then(|p| {
            let r = if e >= 0 { cx.mul(m.repr(), p.repr()) } else { cx.div(m.repr(), p.repr()) };
            r.and_then(|r| cx.mul(r.value().repr(), two(e).repr()))
        })
    };
    match product {
        Ok(f) => Const::big(f.value().with_precision(PRECISION).value()),
        Err(_) => Const::Unknown,
    }
}

fn power_of_five(mut n: u64) -> Result<FBig<HalfEven, 2>, dashu::float::FpError> {
    let cx = Context::<HalfEven>::new(PRECISION + 128);
    let mut z = FBig::<HalfEven, 2>::from_parts(IBig::ONE, 0);
    let mut f = FBig::<HalfEven, 2>::from_parts(5.into(), 0);
    loop {
        if n & 1 == 1 {
            z = cx.mul(z.repr(), f.repr())?.value();
        }
        n >>= 1;
        if n == 0 {
            return Ok(z);
        }
        f = cx.mul(f.repr(), f.repr())?.value();
    }
}

impl Const {
    /// A literal of moderate exponent stays a fraction, however many digits it has.
    fn rational_or_float(r: RBig) -> Const {
        Const::Float(Arc::new(FloatValue::Rational(r)))
    }
}

/// As messages print it.
impl fmt::Display for Const {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Const::Unknown => f.write_str("unknown"),
            Const::Bool(b) => write!(f, "{b}"),
            Const::String(s) => f.write_str(&shortened(s)),
            Const::Int(n) => write!(f, "{n}"),
            Const::BigInt(n) => write!(f, "{n}"),
            Const::Float(_) => f.write_str(&float_text(self)),
            Const::Complex(c) => write!(f, "({} + {}i)", c.0, c.1),
        }
    }
}

/// Quoted, and cut after 69 characters when longer than 72.
pub fn shortened(s: &ConstString) -> String {
    // The quoted form has at least a character for every four bytes: no need to look at more.
    let mut q = quote(&s.head(4 * 80));
    if q.chars().count() > 72 {
        let cut = q.char_indices().nth(69).map_or(q.len(), |(i, _)| i);
        q.truncate(cut);
        q.push_str("...");
    }
    q
}

/// A Go string literal for these bytes, in double quotes: printable characters kept, the rest escaped.
pub fn quote(s: &[u8]) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for chunk in s.utf8_chunks() {
        for c in chunk.valid().chars() {
            escaped(&mut out, c, '"');
        }
        for b in chunk.invalid() {
            out.push_str(&format!("\\x{b:02x}"));
        }
    }
    out.push('"');
    out
}

/// A Go rune literal.
pub fn quote_rune(c: char) -> String {
    let mut out = String::from("'");
    escaped(&mut out, c, '\'');
    out.push('\'');
    out
}

fn escaped(out: &mut String, c: char, delimiter: char) {
    match c {
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        '\\' => out.push_str("\\\\"),
        c if c == delimiter => {
            out.push('\\');
            out.push(c);
        }
        c if escape_syntax::is_printable(c) => out.push(c),
        c if c < ' ' || c == '\x7f' => out.push_str(&format!("\\x{:02x}", c as u32)),
        c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
        c => out.push_str(&format!("\\U{:08x}", c as u32)),
    }
}

fn float_text(c: &Const) -> String {
    let Some(v) = c.to_f64() else { return String::new() };
    if v.is_finite() && (v == 0.0) == (c.sign() == 0) {
        let s = format_g(v, Some(6));
        let integral = match c {
            Const::Float(f) => match &**f {
                FloatValue::Rational(r) => r.is_int(),
                FloatValue::Big(f) => f.repr().exponent() >= 0,
            },
            _ => true,
        };
        return if !integral && !s.contains('.') { format_g(v, None) } else { s };
    }
    // Beyond float64: mantissa and decimal exponent, approximately.
    let Const::Float(f) = c else { return String::new() };
    let big = match &**f {
        FloatValue::Rational(r) => {
            let (n, d) = (int_to_big(r.numerator()), int_to_big(r.denominator().as_ibig()));
            match Context::<HalfEven>::new(PRECISION).div(n.repr(), d.repr()) {
                Ok(q) => q.value(),
                Err(_) => return String::new(),
            }
        }
        FloatValue::Big(f) => f.clone(),
    };
    let exponent = binary_exponent(&big);
    let mantissa = FBig::<HalfEven, 2>::from_parts(big.repr().significand().clone(), big.repr().exponent() - exponent);
    let mut m = mantissa.to_f64().value();
    let d = exponent as f64 * (std::f64::consts::LN_2 / std::f64::consts::LN_10);
    let mut e = d as i64;
    m *= 10f64.powf(d - e as f64);
    if m.abs() < 1.0 - 0.5e-6 {
        m *= 10.0;
        e -= 1;
    } else if m.abs() >= 10.0 {
        m /= 10.0;
        e += 1;
    }
    format!("{}e{e:+}", format_g(m, Some(6)))
}

/// `%.Ng`, or `%g` without a precision.
fn format_g(v: f64, precision: Option<usize>) -> String {
    let s = match precision {
        Some(p) => format!("{:.*e}", p - 1, v),
        None => format!("{v:e}"),
    };
    let (mantissa, exponent) = s.split_once('e').unwrap_or((&s, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(m) => ("-", m),
        None => ("", mantissa),
    };
    let mut digits: String = mantissa.chars().filter(|&c| c != '.').collect();
    while digits.len() > 1 && digits.ends_with('0') {
        digits.pop();
    }
    let limit = precision.unwrap_or(6) as i32;
    if exponent < -4 || exponent >= limit {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let (es, ea) = (if exponent < 0 { '-' } else { '+' }, exponent.abs());
        return format!("{sign}{first}{dot}{rest}e{es}{ea:02}");
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}", "0".repeat(whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use escape_syntax::ast::BinaryOp;

    fn float(s: &str) -> Const {
        Const::from_literal(LitKind::Float, s)
    }

    /// Values as gc's messages print them (`const x int = <literal>`: "cannot use … (untyped float constant V)").
    #[test]
    fn floats_as_text() {
        for (lit, text) in [
            ("1.5", "1.5"),
            ("0.1", "0.1"),
            ("1e100", "1e+100"),
            ("3.14159265358979", "3.14159"),
            ("123456789.0", "1.23457e+08"),
            ("1e-7", "1e-07"),
            ("100000.5", "100000.5"),
            ("1e1000", "1e+1000"),
            ("1e-1000", "1e-1000"),
            ("1e5000", "1e+5000"),
            ("0x1p-2", "0.25"),
            ("0x1.8p1", "3"),
            ("1_000.5", "1000.5"),
            ("999999.7", "999999.7"),
            ("1000000.05", "1.00000005e+06"),
        ] {
            assert_eq!(float(lit).to_string(), text, "{lit}");
        }
    }

    #[test]
    fn integers() {
        let int = |s: &str| Const::from_literal(LitKind::Int, s).to_string();
        assert_eq!(int("0x_FF"), "255");
        assert_eq!(int("0b101"), "5");
        assert_eq!(int("0o17"), "15");
        assert_eq!(int("017"), "15");
        assert_eq!(int("18446744073709551616"), "18446744073709551616");
        let one = Const::Int(1);
        let big = Const::shift(&one, BinaryOp::Shl, 100);
        assert_eq!(Const::shift(&big, BinaryOp::Shr, 98).to_i64(), Some(4));
        assert_eq!(Const::binary(&big, BinaryOp::Sub, &big, false).to_i64(), Some(0));
        assert_eq!(Const::binary(&Const::Int(-7), BinaryOp::Div, &Const::Int(2), true).to_i64(), Some(-3));
        assert_eq!(Const::binary(&Const::Int(7), BinaryOp::Div, &Const::Int(2), false).to_string(), "3.5");
        assert_eq!(Const::unary(escape_syntax::ast::UnaryOp::Xor, &Const::Int(1), 8).to_i64(), Some(254));
    }

    #[test]
    fn rounding() {
        assert_eq!(float("1e400").to_f64(), Some(f64::INFINITY));
        assert_eq!(float("4.940656458412465441765687928682213723651e-324").to_f64(), Some(5e-324));
        assert_eq!(float("1e-5000").to_f64(), Some(0.0));
        assert_eq!(float("0.1").to_f64(), Some(0.1));
        assert_eq!(float("16777217.0").to_f32(), Some(16777216.0));
        assert!(!float("1e5000").to_int().is_int());
        assert_eq!(float("3.0").to_i64(), Some(3));
    }

    #[test]
    fn strings_are_cut() {
        let s = Const::from_bytes("é".repeat(100).as_bytes());
        assert_eq!(s.to_string(), format!("\"{}...", "é".repeat(68)));
        assert_eq!(quote(b"a\x00\xff\n\"\xe2\x80\xa8"), r#""a\x00\xff\n\"\u2028""#);
    }
}
