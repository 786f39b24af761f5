//! Syntax: bytes → [`Ast`], through tree-sitter-go, a length-preserving pre-pass and fix-ups; and gc's syntax errors.

pub mod ast;

use ast::{Ast, GoVersion};
use escape_source::{FileId, Pos};

/// A syntax error with gc's text (without the position prefix, with its `syntax error: `).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub pos: Pos,
    pub text: String,
}

/// Parses one file of the file table and appends it to `ast`.
///
/// `version` is the language version of the module. Errors are gc's, in gc's order; when there are any, what was appended
/// must not be type-checked.
pub fn parse_file(_ast: &mut Ast, _file: FileId, _version: GoVersion) -> Vec<SyntaxError> {
    Vec::new()
}
