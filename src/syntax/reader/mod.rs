//! gc's syntax errors: a recogniser over the tokens, by recursive descent, that reports and recovers as gc's parser does.
//!
//! It gives no tree: expressions are built only as far as decisions and messages need them, in a scratch arena. tree-sitter accepts files
//! that gc rejects (a newline before `{`, missing names, misplaced `...`, malformed literals), so every file is read; that takes a small part
//! of the time tree-sitter takes.

mod decl;
mod expr;
mod stmt;
mod types;

use crate::SyntaxError;
use crate::ast::{Ast, Expr, ExprId, ExprKind, Field};
use crate::scanner::{LexError, Tok, Token, scan};
use escape_source::{FileId, Pos, intern};

/// Deeper nesting than this is reported instead of read.
const MAX_DEPTH: u32 = 10_000;

/// The syntax errors of a file, in the order in which gc finds them.
pub fn read(file: FileId, src: &[u8]) -> Vec<SyntaxError> {
    let (tokens, lex_errors) = scan(src);
    let mut r = Reader {
        file,
        src,
        tokens,
        lex_errors: lex_errors.into_iter().peekable(),
        at: 0,
        ast: Ast::default(),
        errors: Vec::new(),
        any_error: false,
        fnest: 0,
        xnest: 0,
        depth: 0,
        too_deep: false,
    };
    r.lexical();
    r.file();
    let mut errors = std::mem::take(&mut r.errors);
    if r.too_deep {
        errors.truncate(1);
    }
    one_syntax_error_a_line(errors)
}

/// gc shows only the first syntax error of a line.
fn one_syntax_error_a_line(errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    let mut last_line = 0;
    errors
        .into_iter()
        .filter(|e| {
            if !e.text.starts_with("syntax error") {
                return true;
            }
            let (line, _) = e.pos.physical();
            std::mem::replace(&mut last_line, line) != line
        })
        .collect()
}

struct Reader<'a> {
    file: FileId,
    src: &'a [u8],
    tokens: Vec<Token>,
    lex_errors: std::iter::Peekable<std::vec::IntoIter<LexError>>,
    at: usize,
    ast: Ast,
    errors: Vec<SyntaxError>,
    any_error: bool,
    /// Nesting of function bodies and of expressions; the latter is negative in the header of a control statement, where `{`
    /// does not start a composite literal.
    fnest: i32,
    xnest: i32,
    depth: u32,
    too_deep: bool,
}

/// Keywords that start a statement: good places to go on after an error.
const STOPS: &[Tok] = &[
    Tok::Break,
    Tok::Const,
    Tok::Continue,
    Tok::Defer,
    Tok::Fallthrough,
    Tok::For,
    Tok::Go,
    Tok::Goto,
    Tok::If,
    Tok::Return,
    Tok::Select,
    Tok::Switch,
    Tok::Type,
    Tok::Var,
];

impl Reader<'_> {
    fn token(&self) -> Token {
        self.tokens[self.at]
    }
    fn tok(&self) -> Tok {
        self.token().tok
    }
    fn op(&self) -> &'static str {
        self.token().op
    }
    fn is_op(&self, op: &str) -> bool {
        matches!(self.tok(), Tok::Operator | Tok::Star) && self.op() == op
    }
    fn pos(&self) -> u32 {
        self.token().start
    }
    fn text(&self) -> &str {
        let t = self.token();
        self.src.get(t.start as usize..t.end as usize).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
    }

    fn next(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        self.lexical();
    }

    /// Reports the lexical errors up to the end of the current token.
    fn lexical(&mut self) {
        let end = match self.tok() {
            Tok::Eof => u32::MAX,
            _ => self.token().end.max(self.token().start + 1),
        };
        while let Some(e) = self.lex_errors.next_if(|e| e.offset < end) {
            self.error_at(e.offset, e.text);
        }
    }

    fn got(&mut self, tok: Tok) -> bool {
        let yes = self.tok() == tok;
        if yes {
            self.next();
        }
        yes
    }

    fn want(&mut self, tok: Tok) {
        if !self.got(tok) {
            self.syntax_error(&format!("expected {}", tok.describe()));
            self.advance(&[]);
        }
    }

    /// `=`; a `:=` in its place is reported and taken for it.
    fn got_assign(&mut self) -> bool {
        match self.tok() {
            Tok::Define => {
                self.syntax_error("expected =");
                self.next();
                true
            }
            Tok::Assign => {
                self.next();
                true
            }
            _ => false,
        }
    }

    fn error_at(&mut self, offset: u32, text: impl Into<String>) {
        self.any_error = true;
        self.errors.push(SyntaxError { pos: Pos::new(self.file, offset), text: text.into() });
    }

    fn syntax_error(&mut self, text: &str) {
        self.syntax_error_at(self.pos(), text);
    }

    /// Reports `syntax error: …`; a text that begins with in, at, after or expected is put after what was found.
    fn syntax_error_at(&mut self, offset: u32, text: &str) {
        if self.tok() == Tok::Eof && self.any_error {
            // Follow-up errors at the end of the file say nothing.
            return;
        }
        let begins = |words: &[&str]| words.iter().any(|w| text.starts_with(w));
        let joined = if begins(&["in ", "at ", "after "]) {
            format!(" {text}")
        } else if begins(&["expected "]) {
            format!(", {text}")
        } else {
            return self.error_at(offset, format!("syntax error: {text}"));
        };
        let t = self.token();
        let found = match t.tok {
            Tok::Name => format!("name {}", self.text()),
            Tok::Semi => t.semi.describe().to_string(),
            Tok::Literal => format!("literal {}", self.text()),
            Tok::Operator => t.op.to_string(),
            Tok::AssignOp => format!("{}=", t.op),
            Tok::IncOp => format!("{0}{0}", t.op),
            tok => tok.describe(),
        };
        self.error_at(offset, format!("syntax error: unexpected {found}{joined}"));
    }

    /// Skips to one of the tokens (inside a function also to a statement's keyword); without tokens, skips one.
    fn advance(&mut self, follow: &[Tok]) {
        let stops = !follow.is_empty() && self.fnest > 0;
        loop {
            let t = self.tok();
            if t == Tok::Eof || follow.contains(&t) || stops && STOPS.contains(&t) {
                return;
            }
            self.next();
            if follow.is_empty() {
                return;
            }
        }
    }

    /// Elements with separators up to the closing token; `element` says true when no more may follow. Gives the offset of the closing token.
    fn list(&mut self, context: &str, separator: Tok, close: Tok, element: &mut dyn FnMut(&mut Self) -> bool) -> u32 {
        let mut done = false;
        while self.tok() != Tok::Eof && self.tok() != close && !done {
            done = element(self);
            if !self.got(separator) && self.tok() != close {
                let text = format!("in {context}; possibly missing {} or {}", separator.describe(), close.describe());
                self.syntax_error(&text);
                self.advance(&[Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
                if self.tok() != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    fn push(&mut self, kind: ExprKind, pos: u32, start: u32) -> ExprId {
        let end = self.at.checked_sub(1).map_or(start, |i| self.tokens[i].end);
        self.ast.exprs.push(Expr { kind, pos: Pos::new(self.file, pos), start, end })
    }

    fn bad(&mut self) -> ExprId {
        let pos = self.pos();
        self.push(ExprKind::Bad, pos, pos)
    }

    /// Enters a nested construct; false (and the file is given up) when it is too deep.
    fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth > MAX_DEPTH && !self.too_deep {
            self.too_deep = true;
            let pos = self.pos();
            self.errors.clear();
            self.error_at(pos, "nesting too deep");
            self.at = self.tokens.len() - 1;
        }
        !self.too_deep
    }
    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// An identifier.
    fn name(&mut self) -> ExprId {
        let pos = self.pos();
        if self.tok() == Tok::Name {
            let s = intern(self.text());
            self.next();
            return self.push(ExprKind::Name(s), pos, pos);
        }
        self.syntax_error("expected name");
        self.advance(&[]);
        self.push(ExprKind::Name(intern("_")), pos, pos)
    }

    fn name_list(&mut self) {
        while self.got(Tok::Comma) {
            self.name();
        }
    }

    fn field(&self, name: Option<ExprId>, typ: ExprId, pos: u32) -> Field {
        Field { name, typ, tag: None, embedded: false, pos: Pos::new(self.file, pos) }
    }

    fn kind(&self, e: ExprId) -> &ExprKind {
        &self.ast.exprs[e].kind
    }
    fn expr_pos(&self, e: ExprId) -> u32 {
        self.ast.exprs[e].pos.offset
    }
}
