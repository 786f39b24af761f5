//! Syntax: bytes → [`Ast`], through tree-sitter-go, a length-preserving pre-pass and fix-ups; and gc's syntax errors.

pub mod ast;
mod line_directive;
mod lower;
pub mod prepass;
pub mod print;
mod reader;
mod repair;
pub mod scanner;

use ast::{Ast, GoVersion, Linkname};
use escape_source::{FileId, Pos, intern};
use std::cell::RefCell;

/// A syntax error with gc's text (without the position prefix, with its `syntax error: `).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub pos: Pos,
    pub text: String,
}

thread_local! {
    static PARSER: RefCell<Option<tree_sitter::Parser>> = const { RefCell::new(None) };
}

/// Parses one file of the file table and appends it to `ast`.
///
/// `version` is the language version of the module. Errors are gc's, in gc's order; when there are any, what was appended
/// must not be type-checked if one of the texts starts with `syntax error` or is empty (nothing more is to be said, but the
/// tree is useless). A construct that gc accepts and this program cannot read is an error that says so.
pub fn parse_file(ast: &mut Ast, file: FileId, _version: GoVersion) -> Vec<SyntaxError> {
    let source = escape_source::file(file);
    let src = &source.text;
    let mut prepared = prepass::prepare(src);
    let (lines, bad_lines) = line_directive::read(file, source, &prepared.directives);
    source.set_line_directives(lines);
    let mut errors = reader::read(file, src);
    errors.extend(bad_lines.into_iter().map(|(pos, text)| SyntaxError { pos, text }));
    // gc type-checks a file all the same when the reader had other complaints only.
    if errors.iter().any(|e| e.text.starts_with("syntax error")) {
        return errors;
    }
    let error =
        |offset: usize, text: &str| vec![SyntaxError { pos: Pos::new(file, offset as u32), text: text.to_string() }];
    let tree = PARSER.with_borrow_mut(|slot| {
        let parser = slot.get_or_insert_with(tree_sitter::Parser::new);
        parser.set_language(&tree_sitter_go::LANGUAGE.into()).ok()?;
        repair::parse(parser, &mut prepared.text)
    });
    let Some((tree, masked)) = tree else { return error(0, "internal error: the parser gave no tree") };
    let root = tree.root_node();
    let mut lower = lower::Lower {
        ast,
        file,
        src,
        directives: &prepared.directives,
        next_directive: 0,
        masked: &masked,
        unexpected: None,
    };
    let mut parsed = lower.file(root);
    let unexpected = lower.unexpected;
    for d in &prepared.directives {
        if let Some(rest) = d.text.strip_prefix("//go:linkname ").or(d.text.strip_prefix("//go:linknamestd ")) {
            let mut words = rest.split_whitespace();
            if let Some(local) = words.next() {
                let pos = Pos::new(file, d.start + 2);
                parsed.linknames.push(Linkname { pos, local: intern(local), remote: words.next().map(intern) });
            }
        }
    }
    for d in prepared.directives.iter().filter(|d| d.own_line) {
        if let Some(patterns) = d.text.strip_prefix("//go:embed ") {
            parsed.embeds.push((Pos::new(file, d.start + 2), patterns.to_string()));
        }
    }
    ast.files.push(parsed);
    let unreadable = if root.has_error() { Some(Pos::new(file, first_error(root) as u32)) } else { unexpected };
    if let Some(pos) = unreadable {
        // After another complaint the place is likely what was complained about.
        let text = if errors.is_empty() { UNREADABLE } else { "" };
        errors.push(SyntaxError { pos, text: text.to_string() });
    }
    errors
}

const UNREADABLE: &str = "syntax error: escape cannot read this construct yet (it is valid Go: please report it)";

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
