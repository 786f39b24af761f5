//! What a finished package offers its importers, as bytes: the cache stores it, the bundled library is made of it.

pub mod codec;
mod constant;
mod members;
pub mod objects;
pub mod package;
mod tree;

pub use codec::Damaged;
pub use package::{Context, Extras, Numbered, Opened, open, write};
