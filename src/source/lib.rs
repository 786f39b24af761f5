//! Files, positions, line tables, and the process-wide name interner.
//!
//! The model: every file read in this process is a [`SourceFile`] in one append-only table and is named by a
//! [`FileId`]. A position is a pair (file, byte offset) and nothing else; lines, columns and paths are derived from it
//! only when something is printed. `FileId`s depend on the order in which threads read files, so they are never printed,
//! serialised, or used to order output; offsets within one file may be.

mod file;
mod pos;
mod symbol;

pub use file::{LineDirective, Position, SourceFile, add_file, add_lines, file};
pub use pos::{FileId, Pos};
pub use symbol::{Symbol, intern};
