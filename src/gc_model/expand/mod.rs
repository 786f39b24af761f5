//! Typed tree → gc's tree.

/// How a body is read again at each inlining: the declaration or literal, its package and type arguments.
#[derive(Clone)]
pub struct BodySource {}

/// The expander's state for one unit: names already made for objects, pending instances, the reading stack.
#[derive(Default)]
pub struct State {}
