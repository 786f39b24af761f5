//! Instantiations without end (specification: "Type parameter declarations"; gc rejects them).

/// The graph over type parameters.
#[derive(Default)]
pub struct MonoGraph {}
