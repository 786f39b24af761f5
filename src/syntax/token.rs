//! Go's tokens: what the scanner makes and the reader of gc's errors reads.

use crate::ast::{BinaryOp, LitKind};

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Tok {
    Eof,
    Name,
    Literal,
    /// Any operator but `*`.
    Operator,
    AssignOp,
    IncOp,
    Assign,
    Define,
    Arrow,
    Star,
    Lparen,
    Lbrack,
    Lbrace,
    Rparen,
    Rbrack,
    Rbrace,
    Comma,
    Semi,
    Colon,
    Dot,
    DotDotDot,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

impl Tok {
    /// The token's text; for classes of tokens the word gc uses for the class.
    pub fn text(self) -> &'static str {
        match self {
            Tok::Eof => "EOF",
            Tok::Name => "name",
            Tok::Literal => "literal",
            Tok::Operator => "op",
            Tok::AssignOp => "op=",
            Tok::IncOp => "opop",
            Tok::Assign => "=",
            Tok::Define => ":=",
            Tok::Arrow => "<-",
            Tok::Star => "*",
            Tok::Lparen => "(",
            Tok::Lbrack => "[",
            Tok::Lbrace => "{",
            Tok::Rparen => ")",
            Tok::Rbrack => "]",
            Tok::Rbrace => "}",
            Tok::Comma => ",",
            Tok::Semi => ";",
            Tok::Colon => ":",
            Tok::Dot => ".",
            Tok::DotDotDot => "...",
            _ => KEYWORDS[self as usize - Tok::Break as usize].0,
        }
    }

    pub fn is_keyword(self) -> bool {
        self as u8 >= Tok::Break as u8
    }
}

/// Go's keywords, sorted, as the tokens are.
const KEYWORDS: [(&str, Tok); 25] = [
    ("break", Tok::Break),
    ("case", Tok::Case),
    ("chan", Tok::Chan),
    ("const", Tok::Const),
    ("continue", Tok::Continue),
    ("default", Tok::Default),
    ("defer", Tok::Defer),
    ("else", Tok::Else),
    ("fallthrough", Tok::Fallthrough),
    ("for", Tok::For),
    ("func", Tok::Func),
    ("go", Tok::Go),
    ("goto", Tok::Goto),
    ("if", Tok::If),
    ("import", Tok::Import),
    ("interface", Tok::Interface),
    ("map", Tok::Map),
    ("package", Tok::Package),
    ("range", Tok::Range),
    ("return", Tok::Return),
    ("select", Tok::Select),
    ("struct", Tok::Struct),
    ("switch", Tok::Switch),
    ("type", Tok::Type),
    ("var", Tok::Var),
];

/// Go's keywords, sorted (specification, "Keywords").
pub fn keywords() -> impl Iterator<Item = &'static str> + Clone {
    KEYWORDS.iter().map(|k| k.0)
}

pub(crate) fn keyword(word: &[u8]) -> Option<Tok> {
    if !(2..=11).contains(&word.len()) || !word[0].is_ascii_lowercase() {
        return None;
    }
    KEYWORDS.binary_search_by(|k| k.0.as_bytes().cmp(word)).ok().map(|i| KEYWORDS[i].1)
}

/// Go's operators and punctuation, longest first (specification, "Operators and punctuation").
pub const OPERATORS: &[&str] = &[
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=",
    "%=", "&=", "|=", "^=", "<<", ">>", "&^", "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "=", "!", "(", ")",
    "[", "]", "{", "}", ",", ";", ".", ":", "~",
];

/// The operator of a `Tok::Operator`, `Star`, `AssignOp` or `IncOp`.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Op {
    None,
    Not,
    Tilde,
    /// Some are unary too.
    Binary(BinaryOp),
}

impl Op {
    pub fn text(self) -> &'static str {
        match self {
            Op::None => "",
            Op::Not => "!",
            Op::Tilde => "~",
            Op::Binary(op) => op.text(),
        }
    }

    /// Binary precedence; 0 when the operator is only unary.
    pub fn precedence(self) -> u8 {
        match self {
            Op::Binary(op) => op.precedence(),
            _ => 0,
        }
    }
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Semi {
    Semicolon,
    Newline,
    Eof,
}

#[derive(Copy, Clone, Debug)]
pub struct Token {
    pub tok: Tok,
    pub op: Op,
    /// Of a literal.
    pub kind: LitKind,
    /// Of a literal: an error was reported in it.
    pub bad: bool,
    /// Of a semicolon: what stands for it.
    pub semi: Semi,
    pub start: u32,
    pub end: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_one_token_each() {
        for op in OPERATORS {
            let tokens = crate::scanner::scan(op.as_bytes()).tokens;
            assert_eq!((tokens[0].start, tokens[0].end as usize), (0, op.len()), "{op}");
        }
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(keywords().is_sorted());
        assert!(KEYWORDS.iter().all(|(k, t)| t.text() == *k));
        assert_eq!(keyword(b"fallthrough"), Some(Tok::Fallthrough));
        assert_eq!(Tok::Var.text(), "var");
    }
}
