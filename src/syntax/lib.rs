//! Syntax: bytes → [`Ast`], through a length-preserving pre-pass, tree-sitter-go and fix-ups, or, where its grammar does not do,
//! through the reader; and gc's syntax errors, which the reader finds.

pub mod ast;
pub mod branches;
mod constraint;
mod line;
mod lower;
pub mod prepass;
pub mod print;
mod reader;
mod scanner;
mod token;

pub use scanner::is_printable;

use ast::{Ast, GoVersion};
use escape_source::{FileId, Pos};
use std::cell::RefCell;

/// A syntax error with gc's text (without the position prefix, with its `syntax error: `).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub pos: Pos,
    pub text: String,
}

pub use token::{OPERATORS, keywords};

/// The keyword that a word is, if it is one (specification, "Keywords").
pub fn keyword(word: &[u8]) -> Option<&'static str> {
    token::keyword(word).map(token::Tok::text)
}

thread_local! {
    static PARSER: RefCell<Option<tree_sitter::Parser>> = const { RefCell::new(None) };
}

/// Parses one file of the file table and appends it to `ast`.
///
/// `version` is the language version of the module. Errors are gc's, in the order in which gc finds them (it sorts them when it
/// prints). There may be some after which gc still checks types (labels, directives, malformed literals); when it does not,
/// [`Ast::incomplete`] is set.
pub fn parse_file(ast: &mut Ast, file: FileId, _version: GoVersion) -> Vec<SyntaxError> {
    let src = escape_source::file(file).text();
    let scanned = scanner::scan(src);
    line::collect(file, &scanned);
    let verdict = reader::read(file, src, &scanned);
    let errors = verdict.errors;
    if verdict.stops {
        ast.incomplete = true;
        lower::empty_file(ast, file);
        return errors;
    }
    let facts = verdict.facts;
    let mut parsed = match lowered(ast, file, src, scanned) {
        Some(parsed) => parsed,
        None => reader::tree(ast, file, src),
    };
    parsed.go_version = facts.go_version;
    parsed.linknames = facts.linknames;
    parsed.embeds = facts.embeds;
    parsed.late_errors = facts.late;
    ast.files.push(parsed);
    errors
}

/// Files longer than this, in bytes, are read by the reader alone: tree-sitter's tree takes up to two hundred times the room of
/// its text.
const LONG: usize = 1 << 20;

/// A file as tree-sitter reads it; `None` when its grammar does not have all that is in the file, or the file is long. What
/// was lowered by then stays in the arenas, and nothing refers to it.
fn lowered(ast: &mut Ast, file: FileId, src: &[u8], mut scanned: scanner::Scanned) -> Option<ast::File> {
    if src.len() > LONG {
        return None;
    }
    let prepared = prepass::prepare(src, &scanned);
    let bad_literals = scanned.tokens.iter().filter(|t| t.bad).map(|t| (t.start, t.kind)).collect();
    // The tokens of a big file are big.
    scanned.tokens = Vec::new();
    let tree = PARSER.with_borrow_mut(|slot| {
        let parser = slot.get_or_insert_with(tree_sitter::Parser::new);
        parser.set_language(&tree_sitter_go::LANGUAGE.into()).ok()?;
        parser.parse(&prepared, None)
    })?;
    let root = tree.root_node();
    if root.has_error() {
        return None;
    }
    let mut lower = lower::Lower {
        ast,
        file,
        src,
        directives: &scanned.directives,
        next_directive: 0,
        bad_literals,
        unexpected: false,
    };
    let parsed = lower.file(root);
    (!lower.unexpected).then_some(parsed)
}

/// Reads one file by each way, tree-sitter's first if its grammar has all that is in it. For comparisons; nothing for a file
/// with errors.
pub fn parse_both(file: FileId) -> Option<(Option<Ast>, Ast)> {
    let src = escape_source::file(file).text();
    let scanned = scanner::scan(src);
    if reader::read(file, src, &scanned).stops {
        return None;
    }
    let (mut first, mut second) = (Ast::default(), Ast::default());
    let lowered = lowered(&mut first, file, src, scanned).map(|parsed| {
        first.files.push(parsed);
        first
    });
    let read = reader::tree(&mut second, file, src);
    second.files.push(read);
    Some((lowered, second))
}
