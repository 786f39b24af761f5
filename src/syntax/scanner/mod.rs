//! Go's tokens over bytes, with automatic semicolons, and gc's lexical errors.
//!
//! The model: the whole file becomes one list of [`Token`]s that ends in `Eof`. What scanning a token brings up on the way
//! (errors, `//go:` and line directives) is an [`Event`] that carries the token's index, so that a reader which stops early,
//! as gc does after a broken package clause, also stops reporting. A character is looked at one ahead, as in gc: the bytes that
//! are no text (NUL, invalid UTF-8, a BOM) are reported and passed over wherever they stand.

mod character;
mod literal;

use crate::ast::{BinaryOp, LitKind};
use crate::token::{Op, Semi, Tok, Token, keyword};
pub use character::is_printable;
use character::{decode, is_letter, unicode_form};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// A `//go:` or line directive comment.
#[derive(Debug)]
pub struct Directive {
    /// Byte offset of the comment, and one past it.
    pub start: u32,
    pub end: u32,
    /// The comment's text, with its `//` or `/*`.
    pub text: String,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
}

#[derive(Debug)]
pub enum Happening {
    Error(u32, String),
    /// Index into `Scanned::directives`.
    Directive(u32),
}

/// Something that came up while the token of that index was scanned.
#[derive(Debug)]
pub struct Event {
    pub token: u32,
    pub what: Happening,
}

#[derive(Default, Debug)]
pub struct Scanned {
    pub tokens: Vec<Token>,
    pub events: Vec<Event>,
    pub directives: Vec<Directive>,
    /// Second dots of a `..` at the end of a line: from there on gc counts one line too many, since it has read the newline before
    /// it goes back to them.
    pub counted_twice: Vec<u32>,
}

/// All tokens of a file.
pub fn scan(src: &[u8]) -> Scanned {
    let mut s = Scanner { src, r: 0, at: 0, ch: ' ', out: Scanned::default(), nlsemi: false, last_error: 0 };
    s.out.tokens.reserve(src.len() / 4 + 2);
    // The first character: nothing has been read yet.
    s.nextch();
    let mut blanks_from = 0;
    loop {
        let token = s.next(blanks_from);
        s.out.tokens.push(token);
        if token.tok == Tok::Eof {
            return s.out;
        }
        blanks_from = s.at;
    }
}

/// The character after the last.
const END: char = '\u{10FFFF}';

struct Scanner<'a> {
    src: &'a [u8],
    /// Offset after the current character.
    r: usize,
    /// Offset of the current character.
    at: usize,
    ch: char,
    nlsemi: bool,
    /// Where the last error was, kept or not.
    last_error: usize,
    out: Scanned,
}

impl Scanner<'_> {
    fn ended(&self) -> bool {
        self.at >= self.src.len()
    }

    fn nextch(&mut self) {
        loop {
            self.at = self.r;
            let Some(&b) = self.src.get(self.r) else {
                self.ch = END;
                return;
            };
            if b < 0x80 {
                self.r += 1;
                self.ch = char::from(b);
                if b != 0 {
                    return;
                }
                self.error(self.at, "invalid NUL character".into());
                continue;
            }
            let Some(c) = decode(&self.src[self.r..]) else {
                self.r += 1;
                self.error(self.at, "invalid UTF-8 encoding".into());
                continue;
            };
            self.r += c.len_utf8();
            self.ch = c;
            if c != '\u{FEFF}' {
                return;
            }
            if self.at > 0 {
                self.error(self.at, "invalid BOM in the middle of the file".into());
            }
        }
    }

    fn error(&mut self, offset: usize, text: String) {
        let token = self.out.tokens.len() as u32;
        // gc prints the same once for a line; there may be millions before the next token.
        let from = std::mem::replace(&mut self.last_error, offset);
        if let Some(Event { token: t, what: Happening::Error(_, said) }) = self.out.events.last()
            && (*t, said.as_str()) == (token, text.as_str())
            && self.src.get(from..offset).is_some_and(|between| !between.contains(&b'\n'))
        {
            return;
        }
        self.out.events.push(Event { token, what: Happening::Error(offset as u32, text) });
    }

    fn error_here(&mut self, text: impl Into<String>) {
        self.error(self.at, text.into());
    }

    fn next(&mut self, mut blanks_from: usize) -> Token {
        let nlsemi = std::mem::take(&mut self.nlsemi);
        loop {
            while matches!(self.ch, ' ' | '\t' | '\r') || self.ch == '\n' && !nlsemi {
                self.nextch();
            }
            let start = self.at;
            if self.ended() {
                let tok = if nlsemi { Tok::Semi } else { Tok::Eof };
                return Token { semi: Semi::Eof, ..self.token(tok, Op::None, start) };
            }
            if self.ch == '_' || self.ch.is_ascii_alphabetic() || !self.ch.is_ascii() && self.at_ident_char(true) {
                return self.ident(start);
            }
            match self.ch {
                '\n' => {
                    self.nextch();
                    return Token { semi: Semi::Newline, ..self.token(Tok::Semi, Op::None, start) };
                }
                '0'..='9' => return self.number(start, false),
                '"' => return self.string(start),
                '`' => return self.raw_string(start),
                '\'' => return self.rune(start),
                '/' => {
                    self.nextch();
                    let line = self.ch == '/';
                    if !line && self.ch != '*' {
                        return self.assign_op(BinaryOp::Div, start);
                    }
                    self.nextch();
                    let own_line = blanks_from == 0
                        || self.src[blanks_from - 1] == b'\n'
                        || self.src[blanks_from..start].contains(&b'\n');
                    let whole = if line {
                        self.skip_line();
                        true
                    } else {
                        self.skip_comment(start)
                    };
                    if whole {
                        self.note_directive(start, own_line);
                    }
                    blanks_from = self.at;
                    // A comment over several lines acts like a newline.
                    if !line && nlsemi && self.src[start..self.at].contains(&b'\n') {
                        return Token { semi: Semi::Newline, ..self.token(Tok::Semi, Op::None, start) };
                    }
                }
                c => match self.punctuation(c, start) {
                    Some(t) => return t,
                    None => {
                        let text = format!("invalid character {}", unicode_form(c));
                        self.error_here(text);
                        self.nextch();
                        blanks_from = self.at;
                    }
                },
            }
        }
    }

    fn token(&self, tok: Tok, op: Op, start: usize) -> Token {
        Token {
            tok,
            op,
            kind: LitKind::Int,
            bad: false,
            semi: Semi::Semicolon,
            start: start as u32,
            end: self.at as u32,
        }
    }

    fn assign_op(&mut self, op: BinaryOp, start: usize) -> Token {
        if self.ch == '=' {
            self.nextch();
            return self.token(Tok::AssignOp, Op::Binary(op), start);
        }
        let tok = if op == BinaryOp::Mul { Tok::Star } else { Tok::Operator };
        self.token(tok, Op::Binary(op), start)
    }

    fn operator(&self, op: BinaryOp, start: usize) -> Token {
        self.token(Tok::Operator, Op::Binary(op), start)
    }

    /// The current character is taken when it is `c`.
    fn take(&mut self, c: char) -> bool {
        let found = self.ch == c && !self.ended();
        if found {
            self.nextch();
        }
        found
    }

    fn punctuation(&mut self, c: char, start: usize) -> Option<Token> {
        if !matches!(
            c,
            '(' | '['
                | '{'
                | ')'
                | ']'
                | '}'
                | ','
                | ';'
                | ':'
                | '.'
                | '+'
                | '-'
                | '*'
                | '%'
                | '&'
                | '|'
                | '^'
                | '<'
                | '>'
                | '='
                | '!'
                | '~'
        ) {
            return None;
        }
        self.nextch();
        let simple = match c {
            '(' => Tok::Lparen,
            '[' => Tok::Lbrack,
            '{' => Tok::Lbrace,
            ',' => Tok::Comma,
            ';' => Tok::Semi,
            ')' | ']' | '}' => {
                self.nlsemi = true;
                match c {
                    ')' => Tok::Rparen,
                    ']' => Tok::Rbrack,
                    _ => Tok::Rbrace,
                }
            }
            ':' => {
                if self.take('=') {
                    Tok::Define
                } else {
                    Tok::Colon
                }
            }
            '.' => {
                if self.ch.is_ascii_digit() {
                    return Some(self.number(start, true));
                }
                if self.ch != '.' {
                    Tok::Dot
                } else if self.src.get(self.r) == Some(&b'.') {
                    self.nextch();
                    self.nextch();
                    Tok::DotDotDot
                } else {
                    if self.src.get(self.r) == Some(&b'\n') {
                        self.out.counted_twice.push(self.at as u32);
                    }
                    Tok::Dot
                }
            }
            '=' => {
                if self.take('=') {
                    return Some(self.operator(BinaryOp::Eql, start));
                }
                Tok::Assign
            }
            '+' | '-' => {
                let op = if c == '+' { BinaryOp::Add } else { BinaryOp::Sub };
                if !self.take(c) {
                    return Some(self.assign_op(op, start));
                }
                self.nlsemi = true;
                return Some(self.token(Tok::IncOp, Op::Binary(op), start));
            }
            '*' => return Some(self.assign_op(BinaryOp::Mul, start)),
            '%' => return Some(self.assign_op(BinaryOp::Rem, start)),
            '^' => return Some(self.assign_op(BinaryOp::Xor, start)),
            '&' => {
                if self.take('&') {
                    return Some(self.operator(BinaryOp::AndAnd, start));
                }
                let op = if self.take('^') { BinaryOp::AndNot } else { BinaryOp::And };
                return Some(self.assign_op(op, start));
            }
            '|' => {
                if self.take('|') {
                    return Some(self.operator(BinaryOp::OrOr, start));
                }
                return Some(self.assign_op(BinaryOp::Or, start));
            }
            '<' => {
                if self.take('=') {
                    return Some(self.operator(BinaryOp::Leq, start));
                }
                if self.take('<') {
                    return Some(self.assign_op(BinaryOp::Shl, start));
                }
                if self.take('-') {
                    Tok::Arrow
                } else {
                    return Some(self.operator(BinaryOp::Lss, start));
                }
            }
            '>' => {
                if self.take('=') {
                    return Some(self.operator(BinaryOp::Geq, start));
                }
                if self.take('>') {
                    return Some(self.assign_op(BinaryOp::Shr, start));
                }
                return Some(self.operator(BinaryOp::Gtr, start));
            }
            '!' => {
                let op = if self.take('=') { Op::Binary(BinaryOp::Neq) } else { Op::Not };
                return Some(self.token(Tok::Operator, op, start));
            }
            _ => return Some(self.token(Tok::Operator, Op::Tilde, start)),
        };
        Some(self.token(simple, Op::None, start))
    }

    fn ident(&mut self, start: usize) -> Token {
        self.nextch();
        while self.ch == '_' || self.ch.is_ascii_alphanumeric() {
            self.nextch();
        }
        if !self.ch.is_ascii() {
            while !self.ended() && self.at_ident_char(false) {
                self.nextch();
            }
        }
        if let Some(tok) = keyword(&self.src[start..self.at]) {
            self.nlsemi = matches!(tok, Tok::Break | Tok::Continue | Tok::Fallthrough | Tok::Return);
            return self.token(tok, Op::None, start);
        }
        self.nlsemi = true;
        self.token(Tok::Name, Op::None, start)
    }

    /// Whether the character continues an identifier; what cannot is reported and still taken.
    fn at_ident_char(&mut self, first: bool) -> bool {
        let c = self.ch;
        if self.ended() {
            return false;
        }
        if c == '_' || is_letter(c) {
            return true;
        }
        if c.general_category() == GeneralCategory::DecimalNumber {
            if first {
                self.error_here(format!("identifier cannot begin with digit {}", unicode_form(c)));
            }
            return true;
        }
        if !c.is_ascii() {
            self.error_here(format!("invalid character {} in identifier", unicode_form(c)));
            return true;
        }
        false
    }

    fn skip_line(&mut self) {
        while !self.ended() && self.ch != '\n' {
            self.nextch();
        }
    }

    /// Whether the comment ends.
    fn skip_comment(&mut self, start: usize) -> bool {
        while !self.ended() {
            while self.ch == '*' {
                self.nextch();
                if self.ch == '/' {
                    self.nextch();
                    return true;
                }
            }
            if !self.ended() {
                self.nextch();
            }
        }
        self.error(start, "comment not terminated".into());
        false
    }

    fn note_directive(&mut self, start: usize, own_line: bool) {
        let comment = &self.src[start..self.at];
        if comment.starts_with(b"//go:") || comment.starts_with(b"//line ") || comment.starts_with(b"/*line ") {
            let text = String::from_utf8_lossy(comment).into_owned();
            let token = self.out.tokens.len() as u32;
            let index = self.out.directives.len() as u32;
            self.out.directives.push(Directive { start: start as u32, end: self.at as u32, text, own_line });
            self.out.events.push(Event { token, what: Happening::Directive(index) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(src: &str, expect: &str) {
        let s = scan(src.as_bytes());
        let text = |t: &Token| match t.tok {
            Tok::Semi => format!("{:?}", t.semi),
            Tok::Eof => "EOF".to_string(),
            _ => src[t.start as usize..t.end as usize].to_string(),
        };
        let list: Vec<String> = s.tokens.iter().map(text).collect();
        assert_eq!(list.join(" "), expect, "{src}");
    }

    pub(super) fn errors(src: &[u8], expect: &[&str]) {
        let s = scan(src);
        let list: Vec<String> = s
            .events
            .iter()
            .filter_map(|e| match &e.what {
                Happening::Error(offset, text) => Some(format!("{}: {text}", offset + 1)),
                Happening::Directive(_) => None,
            })
            .collect();
        assert_eq!(list, expect, "{}", String::from_utf8_lossy(src));
    }

    #[test]
    fn semicolons() {
        check("a\nb := x++ \n}", "a Newline b := x ++ Newline } Eof EOF");
        check("return /*\n*/ f(1,\n2)", "return Newline f ( 1 , 2 ) Eof EOF");
        check("a &^= b<<1 ... x..y", "a &^= b << 1 ... x . . y Eof EOF");
    }

    // The expected texts and columns are gc's (`go tool compile`).
    #[test]
    fn lexical_errors() {
        errors(b"@", &["1: invalid character U+0040 '@'"]);
        errors(b"a\x00b", &["2: invalid NUL character"]);
        errors(b"a \xff b", &["3: invalid UTF-8 encoding"]);
        errors("a \u{feff}".as_bytes(), &["3: invalid BOM in the middle of the file"]);
        errors(b"/* x", &["1: comment not terminated"]);
        errors("a\u{20ac}".as_bytes(), &["2: invalid character U+20AC '€' in identifier"]);
        errors("٣a".as_bytes(), &["1: identifier cannot begin with digit U+0663 '٣'"]);
    }
}
