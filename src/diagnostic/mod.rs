//! From positions and messages to what is printed. One renderer per file.

pub mod errors;
pub mod extent;
pub mod fact;
pub mod json;
pub mod path;
pub mod pretty;
pub mod record;
pub mod text;
