//! From positions and messages to what is printed. One renderer per file.

pub mod errors;
pub mod path;
pub mod text;
