//! Constant values in an offer: small integers as themselves, big ones and floats by their exact parts.

use crate::codec::{Code, Damaged, Res};
use crate::objects::{Reader, Writer};
use dashu::float::FBig;
use dashu::float::round::mode::HalfEven;
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;
use escape_types::Const;
use escape_types::constant::FloatValue;
use std::sync::Arc;

impl Code for IBig {
    fn put(&self, w: &mut Writer<'_>) {
        let (sign, magnitude) = self.clone().into_parts();
        w.out.byte(u8::from(sign == dashu::base::Sign::Negative));
        w.out.bytes(&magnitude.to_le_bytes());
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let negative = bool::get(r)?;
        let magnitude = IBig::from(UBig::from_le_bytes(r.cursor.bytes()?));
        Ok(if negative { -magnitude } else { magnitude })
    }
}

impl Code for Const {
    fn put(&self, w: &mut Writer<'_>) {
        match self {
            Const::Unknown => w.out.byte(0),
            Const::Bool(b) => w.out.byte(1 + u8::from(*b)),
            Const::String(s) => {
                let bytes = s.bytes();
                if bytes.len() < s.len() {
                    w.fail("a constant string that is too long to write");
                }
                w.out.byte(3);
                w.out.bytes(&bytes);
            }
            Const::Int(i) => {
                w.out.byte(4);
                i.put(w);
            }
            Const::BigInt(i) => {
                w.out.byte(5);
                (**i).put(w);
            }
            Const::Float(f) => match &**f {
                FloatValue::Rational(q) => {
                    w.out.byte(6);
                    q.numerator().put(w);
                    IBig::from(q.denominator().clone()).put(w);
                }
                FloatValue::Big(b) => {
                    w.out.byte(7);
                    b.repr().significand().put(w);
                    (b.repr().exponent() as i64).put(w);
                    b.precision().put(w);
                }
            },
            Const::Complex(c) => {
                w.out.byte(8);
                c.0.put(w);
                c.1.put(w);
            }
        }
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        Ok(match r.cursor.byte()? {
            0 => Const::Unknown,
            b @ 1..=2 => Const::Bool(b == 2),
            3 => Const::from_bytes(r.cursor.bytes()?),
            4 => Const::Int(i64::get(r)?),
            5 => Const::from_ibig(IBig::get(r)?),
            6 => {
                let numerator = IBig::get(r)?;
                let denominator = UBig::try_from(IBig::get(r)?).map_err(|_| Damaged)?;
                if denominator.is_zero() {
                    return Err(Damaged);
                }
                Const::Float(Arc::new(FloatValue::Rational(RBig::from_parts(numerator, denominator))))
            }
            7 => {
                let significand = IBig::get(r)?;
                let exponent = isize::try_from(i64::get(r)?).map_err(|_| Damaged)?;
                let precision = usize::get(r)?.min(1 << 16);
                let value = FBig::<HalfEven, 2>::from_parts(significand, exponent).with_precision(precision).value();
                Const::Float(Arc::new(FloatValue::Big(value)))
            }
            8 => Const::Complex(Arc::new((Const::get(r)?, Const::get(r)?))),
            _ => return Err(Damaged),
        })
    }
}
