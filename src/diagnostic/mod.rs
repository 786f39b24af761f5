//! From positions and messages to what is printed. One renderer per file.

pub mod errors;
pub mod json;
pub mod path;
pub mod record;
pub mod text;
