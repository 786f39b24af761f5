//! Constant values as keys of tables, to find duplicates among the cases of a switch and the keys of a map literal.

use crate::constant::Const;
use std::sync::Arc;

/// A constant's value: equal for constants of equal value. Real numbers that are no integers count as float64 values, as gc
/// compares them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ConstKey {
    Unknown,
    Bool(bool),
    String(Arc<[u8]>),
    Int(i64),
    BigInt(String),
    Float(u64),
    Complex(u64, u64),
}

impl Const {
    pub fn key(&self) -> ConstKey {
        let float = |c: &Const| c.to_f64().unwrap_or(f64::NAN);
        match self {
            Const::Unknown => ConstKey::Unknown,
            Const::Bool(b) => ConstKey::Bool(*b),
            Const::String(s) => ConstKey::String(s.bytes()),
            Const::Int(i) => ConstKey::Int(*i),
            Const::BigInt(i) => ConstKey::BigInt(i.to_string()),
            Const::Float(_) => match self.to_int() {
                Const::Float(_) | Const::Unknown => ConstKey::Float((float(self) + 0.0).to_bits()),
                int => int.key(),
            },
            Const::Complex(parts) => match self.to_float() {
                Const::Complex(_) | Const::Unknown => {
                    ConstKey::Complex((float(&parts.0) + 0.0).to_bits(), (float(&parts.1) + 0.0).to_bits())
                }
                real => real.key(),
            },
        }
    }
}
