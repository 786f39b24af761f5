//! Syntax: bytes → [`Ast`], through tree-sitter-go, a length-preserving pre-pass and fix-ups; and gc's syntax errors.

pub mod ast;
pub mod branches;
mod constraint;
mod line;
mod lower;
mod mask;
pub mod prepass;
pub mod print;
mod reader;
mod repair;
mod scanner;
mod token;

use ast::{Ast, GoVersion};
use escape_source::{FileId, Pos};
use std::cell::RefCell;

/// A syntax error with gc's text (without the position prefix, with its `syntax error: `).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub pos: Pos,
    pub text: String,
}

/// Whether a word is one of Go's keywords (specification, "Keywords").
pub fn is_keyword(word: &[u8]) -> bool {
    token::keyword(word).is_some()
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
    let mut scanned = scanner::scan(src);
    line::collect(file, &scanned.directives);
    let verdict = reader::read(file, src, &scanned);
    let mut errors = verdict.errors;
    if verdict.stops {
        ast.incomplete = true;
        lower::empty_file(ast, file);
        return errors;
    }
    let mut prepared = prepass::prepare(src, &scanned);
    let bad_literals = scanned.tokens.iter().filter(|t| t.bad).map(|t| (t.start, t.kind)).collect();
    // The tokens of a big file are big.
    scanned.tokens = Vec::new();
    let tree = PARSER.with_borrow_mut(|slot| {
        let parser = slot.get_or_insert_with(tree_sitter::Parser::new);
        parser.set_language(&tree_sitter_go::LANGUAGE.into()).ok()?;
        repair::parse(parser, &mut prepared)
    });
    let Some((tree, masked)) = tree else {
        errors.push(SyntaxError { pos: Pos::new(file, 0), text: "escape: the parser gave no tree".into() });
        ast.incomplete = true;
        lower::empty_file(ast, file);
        return errors;
    };
    let root = tree.root_node();
    let mut lower = lower::Lower {
        ast,
        file,
        src,
        directives: &scanned.directives,
        next_directive: 0,
        bad_literals,
        masked: &masked,
        unexpected: None,
    };
    let mut parsed = lower.file(root);
    let unexpected = lower.unexpected.map(|p| p.offset as usize);
    let facts = verdict.facts;
    parsed.go_version = facts.go_version;
    parsed.linknames = facts.linknames;
    parsed.embeds = facts.embeds;
    parsed.late_errors = facts.late;
    ast.files.push(parsed);
    let place = if root.has_error() { Some(first_error(root)) } else { unexpected };
    if let Some(place) = place {
        // A construct that gc complained about need not have a tree.
        if errors.is_empty() {
            let pos = Pos::new(file, place as u32);
            errors.push(SyntaxError { pos, text: UNREADABLE.into() });
        }
        ast.incomplete = true;
    }
    errors
}

/// The error of a file that the reader takes for Go, and that has no tree.
pub const UNREADABLE: &str = "syntax error: escape cannot read this construct yet (it is valid Go: please report it)";

/// Where the first ERROR or MISSING node starts.
fn first_error(root: tree_sitter::Node<'_>) -> usize {
    let mut node = root;
    loop {
        if node.is_error() || node.is_missing() {
            return node.start_byte();
        }
        let mut cursor = node.walk();
        let next = node.children(&mut cursor).find(|c| c.has_error() || c.is_missing());
        match next {
            Some(c) => node = c,
            None => return node.start_byte(),
        }
    }
}
