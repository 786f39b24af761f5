//! Exact constant values (specification: "Constants", "Constant expressions").
//!
//! Integers are of any size; floats are exact rationals while small and 512-bit binary floats beyond; strings are bytes.

use dashu::integer::IBig;
use std::sync::Arc;

/// A constant's value. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Const {
    /// After an error: propagates silently.
    Unknown,
    Bool(bool),
    String(Arc<[u8]>),
    Int(Arc<IBig>),
    Float(Arc<FloatValue>),
    Complex(Arc<(Const, Const)>),
}

/// A non-integer (or not yet integer) number.
#[derive(Clone, Debug)]
pub enum FloatValue {
    Rational(dashu::rational::RBig),
    Big(dashu::float::FBig<dashu::float::round::mode::HalfEven, 2>),
}
