//! Tokens, with automatic semicolons and gc's lexical errors (specification: "Lexical elements").
//!
//! The whole file is scanned at once. Columns and lines are derived from offsets elsewhere.

use unicode_general_category::{GeneralCategory, get_general_category};

/// A token's kind; keywords last.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[rustfmt::skip]
pub enum Tok {
    Eof, Name, Literal, Operator, AssignOp, IncOp, Assign, Define, Arrow, Star,
    Lparen, Lbrack, Lbrace, Rparen, Rbrack, Rbrace, Comma, Semi, Colon, Dot, DotDotDot,
    Break, Case, Chan, Const, Continue, Default, Defer, Else, Fallthrough, For, Func, Go, Goto, If, Import, Interface, Map,
    Package, Range, Return, Select, Struct, Switch, Type, Var,
}

#[rustfmt::skip]
const KEYWORDS: [(&str, Tok); 25] = [
    ("break", Tok::Break), ("case", Tok::Case), ("chan", Tok::Chan), ("const", Tok::Const), ("continue", Tok::Continue),
    ("default", Tok::Default), ("defer", Tok::Defer), ("else", Tok::Else), ("fallthrough", Tok::Fallthrough), ("for", Tok::For),
    ("func", Tok::Func), ("go", Tok::Go), ("goto", Tok::Goto), ("if", Tok::If), ("import", Tok::Import),
    ("interface", Tok::Interface), ("map", Tok::Map), ("package", Tok::Package), ("range", Tok::Range),
    ("return", Tok::Return), ("select", Tok::Select), ("struct", Tok::Struct), ("switch", Tok::Switch), ("type", Tok::Type),
    ("var", Tok::Var),
];

impl Tok {
    /// The token as error messages name it: `comma`, `keyword if`, `{`.
    pub fn describe(self) -> String {
        if let Some((word, _)) = KEYWORDS.iter().find(|(_, t)| *t == self) {
            return format!("keyword {word}");
        }
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
            Tok::Comma => "comma",
            Tok::Semi => "semicolon or newline",
            Tok::Colon => ":",
            Tok::Dot => ".",
            _ => "...",
        }
        .to_string()
    }
    /// A keyword's word.
    pub fn word(self) -> &'static str {
        KEYWORDS.iter().find(|(_, t)| *t == self).map_or("", |(w, _)| w)
    }
}

/// What a semicolon came from.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Semi {
    Explicit,
    Newline,
    Eof,
}

impl Semi {
    pub fn describe(self) -> &'static str {
        match self {
            Semi::Explicit => "semicolon",
            Semi::Newline => "newline",
            Semi::Eof => "EOF",
        }
    }
}

#[derive(Copy, Clone, Debug)]
pub struct Token {
    pub tok: Tok,
    pub start: u32,
    pub end: u32,
    /// For operators and assignment operations: the operator.
    pub op: &'static str,
    /// Its binary precedence; 0 when it is unary only.
    pub prec: u8,
    pub semi: Semi,
    pub lit: crate::ast::LitKind,
    pub bad: bool,
}

/// A lexical error at an offset.
pub struct LexError {
    pub offset: u32,
    pub text: String,
}

/// All tokens of a file (the last is `Eof`) and its lexical errors in order of their offsets.
pub fn scan(src: &[u8]) -> (Vec<Token>, Vec<LexError>) {
    let mut s = Scanner { src, at: 0, errors: Vec::new(), nlsemi: false };
    s.encoding_errors();
    let mut tokens = Vec::with_capacity(src.len() / 4);
    if src.starts_with(BOM) {
        s.at = BOM.len();
    }
    loop {
        let t = s.next();
        tokens.push(t);
        if t.tok == Tok::Eof {
            break;
        }
    }
    s.errors.sort_by_key(|e| e.offset);
    (tokens, s.errors)
}

const BOM: &[u8] = b"\xef\xbb\xbf";

struct Scanner<'a> {
    src: &'a [u8],
    at: usize,
    errors: Vec<LexError>,
    /// A newline here is a semicolon.
    nlsemi: bool,
}

const PREC_OR: u8 = 1;
const PREC_AND: u8 = 2;
const PREC_CMP: u8 = 3;
const PREC_ADD: u8 = 4;
const PREC_MUL: u8 = 5;

/// Operators, longest first; `true`: may be followed by `=` as an assignment operation.
const OPERATORS: [(&str, u8, bool); 23] = [
    ("&&", PREC_AND, false),
    ("||", PREC_OR, false),
    ("<<", PREC_MUL, true),
    (">>", PREC_MUL, true),
    ("&^", PREC_MUL, true),
    ("==", PREC_CMP, false),
    ("!=", PREC_CMP, false),
    ("<=", PREC_CMP, false),
    (">=", PREC_CMP, false),
    ("+", PREC_ADD, true),
    ("-", PREC_ADD, true),
    ("|", PREC_ADD, true),
    ("^", PREC_ADD, true),
    ("*", PREC_MUL, true),
    ("/", PREC_MUL, true),
    ("%", PREC_MUL, true),
    ("&", PREC_MUL, true),
    ("<", PREC_CMP, false),
    (">", PREC_CMP, false),
    ("!", 0, false),
    ("~", 0, false),
    ("=", 0, false),
    (":", 0, false),
];

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.src.get(self.at + ahead).copied().unwrap_or(0)
    }
    fn error(&mut self, offset: usize, text: impl Into<String>) {
        self.errors.push(LexError { offset: offset as u32, text: text.into() });
    }

    /// Bytes that no Go file may have, wherever they stand.
    fn encoding_errors(&mut self) {
        let src = self.src;
        let mut i = 0;
        while i < src.len() {
            match src[i] {
                0 => {
                    self.error(i, "invalid NUL character");
                    i += 1;
                }
                b if b < 0x80 => i += 1,
                _ => match decode(&src[i..]) {
                    Some(('\u{feff}', n)) => {
                        if i > 0 {
                            self.error(i, "invalid BOM in the middle of the file");
                        }
                        i += n;
                    }
                    Some((_, n)) => i += n,
                    None => {
                        self.error(i, "invalid UTF-8 encoding");
                        i += 1;
                    }
                },
            }
        }
    }

    fn next(&mut self) -> Token {
        let nlsemi = std::mem::take(&mut self.nlsemi);
        loop {
            while self.at < self.src.len() {
                match self.src[self.at] {
                    b' ' | b'\t' | b'\r' | 0 => self.at += 1,
                    b'\n' if !nlsemi => self.at += 1,
                    0xef if self.src[self.at..].starts_with(BOM) => self.at += BOM.len(),
                    _ => break,
                }
            }
            let start = self.at;
            if start >= self.src.len() {
                return if nlsemi {
                    Token { semi: Semi::Eof, ..self.token(Tok::Semi, start) }
                } else {
                    self.token(Tok::Eof, start)
                };
            }
            match self.src[start] {
                b'\n' => {
                    self.at += 1;
                    return Token { semi: Semi::Newline, ..self.token(Tok::Semi, start) };
                }
                b'/' if self.peek(1) == b'/' => {
                    while self.at < self.src.len() && self.src[self.at] != b'\n' {
                        self.at += 1;
                    }
                }
                b'/' if self.peek(1) == b'*' => {
                    let end = self.src[start + 2..].windows(2).position(|w| w == b"*/");
                    match end {
                        Some(n) => self.at = start + 2 + n + 2,
                        None => {
                            self.error(start, "comment not terminated");
                            self.at = self.src.len();
                        }
                    }
                    if nlsemi && self.src[start..self.at].contains(&b'\n') {
                        return Token { semi: Semi::Newline, ..self.token(Tok::Semi, start) };
                    }
                }
                _ => {
                    if let Some(t) = self.scan_token(start) {
                        return t;
                    }
                }
            }
        }
    }

    fn token(&self, tok: Tok, start: usize) -> Token {
        Token {
            tok,
            start: start as u32,
            end: self.at as u32,
            op: "",
            prec: 0,
            semi: Semi::Explicit,
            lit: crate::ast::LitKind::Int,
            bad: false,
        }
    }

    fn simple(&mut self, tok: Tok, len: usize, nlsemi: bool) -> Option<Token> {
        let start = self.at;
        self.at += len;
        self.nlsemi = nlsemi;
        Some(self.token(tok, start))
    }

    /// The token at `start`; `None` when only an error was found.
    fn scan_token(&mut self, start: usize) -> Option<Token> {
        let b = self.src[start];
        match b {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => return Some(self.ident(start)),
            0x80.. => {
                self.ident_char(true);
                return Some(self.ident(start));
            }
            b'0'..=b'9' => return Some(self.number(start)),
            b'"' => return Some(self.string(start)),
            b'`' => return Some(self.raw_string(start)),
            b'\'' => return Some(self.rune(start)),
            b'(' => return self.simple(Tok::Lparen, 1, false),
            b'[' => return self.simple(Tok::Lbrack, 1, false),
            b'{' => return self.simple(Tok::Lbrace, 1, false),
            b',' => return self.simple(Tok::Comma, 1, false),
            b';' => return self.simple(Tok::Semi, 1, false),
            b')' => return self.simple(Tok::Rparen, 1, true),
            b']' => return self.simple(Tok::Rbrack, 1, true),
            b'}' => return self.simple(Tok::Rbrace, 1, true),
            b'.' if self.peek(1).is_ascii_digit() => return Some(self.number(start)),
            b'.' if self.peek(1) == b'.' && self.peek(2) == b'.' => return self.simple(Tok::DotDotDot, 3, false),
            b'.' => return self.simple(Tok::Dot, 1, false),
            b':' if self.peek(1) == b'=' => return self.simple(Tok::Define, 2, false),
            b':' => return self.simple(Tok::Colon, 1, false),
            b'<' if self.peek(1) == b'-' => return self.simple(Tok::Arrow, 2, false),
            b'=' if self.peek(1) != b'=' => return self.simple(Tok::Assign, 1, false),
            _ => {}
        }
        let rest = &self.src[start..];
        let Some(&(op, prec, assigns)) = OPERATORS.iter().find(|(op, ..)| rest.starts_with(op.as_bytes())) else {
            let (c, n) = decode(rest).unwrap_or(('\u{fffd}', 1));
            self.error(start, format!("invalid character {}", describe_char(c)));
            self.at += n;
            return None;
        };
        if matches!(op, "+" | "-") && self.peek(1) == b {
            self.nlsemi = true;
            self.at += 2;
            return Some(Token { op, prec, ..self.token(Tok::IncOp, start) });
        }
        self.at += op.len();
        let tok = if assigns && self.peek(0) == b'=' {
            self.at += 1;
            Tok::AssignOp
        } else if op == "*" {
            Tok::Star
        } else {
            Tok::Operator
        };
        Some(Token { op, prec, ..self.token(tok, start) })
    }

    /// A character of an identifier that is not ASCII: those that cannot be part of one are reported but taken for it.
    fn ident_char(&mut self, first: bool) {
        let (c, _) = decode(&self.src[self.at..]).unwrap_or(('\u{fffd}', 1));
        if is_letter(c) {
            return;
        }
        if get_general_category(c) == GeneralCategory::DecimalNumber {
            if first {
                self.error(self.at, format!("identifier cannot begin with digit {}", describe_char(c)));
            }
            return;
        }
        self.error(self.at, format!("invalid character {} in identifier", describe_char(c)));
    }

    fn ident(&mut self, start: usize) -> Token {
        if self.src[start] >= 0x80 {
            // Looked at already.
            self.at += decode(&self.src[start..]).map_or(1, |(_, n)| n);
        }
        while self.at < self.src.len() {
            match self.src[self.at] {
                b if b == b'_' || b.is_ascii_alphanumeric() => self.at += 1,
                0x80.. if self.src[self.at..].starts_with(BOM) => self.at += BOM.len(),
                0x80.. => {
                    self.ident_char(false);
                    self.at += decode(&self.src[self.at..]).map_or(1, |(_, n)| n);
                }
                _ => break,
            }
        }
        let word = &self.src[start..self.at];
        let keyword = KEYWORDS.iter().find(|(w, _)| w.as_bytes() == word).map(|(_, t)| *t);
        let tok = keyword.unwrap_or(Tok::Name);
        self.nlsemi = matches!(tok, Tok::Name | Tok::Break | Tok::Continue | Tok::Fallthrough | Tok::Return);
        self.token(tok, start)
    }

    fn literal(&mut self, start: usize, kind: crate::ast::LitKind, ok: bool) -> Token {
        self.nlsemi = true;
        Token { lit: kind, bad: !ok, ..self.token(Tok::Literal, start) }
    }

    /// Digits and `_` of a base; notes the first digit too large for a base below ten.
    fn digits(&mut self, base: u32, invalid: &mut Option<usize>) -> (bool, bool) {
        let (mut digit, mut separator) = (false, false);
        loop {
            match self.peek(0) {
                b'_' => separator = true,
                b if base == 16 && b.is_ascii_hexdigit() => digit = true,
                b if base <= 10 && b.is_ascii_digit() => {
                    digit = true;
                    if u32::from(b - b'0') >= base && invalid.is_none() {
                        *invalid = Some(self.at);
                    }
                }
                _ => return (digit, separator),
            }
            self.at += 1;
        }
    }

    fn number(&mut self, start: usize) -> Token {
        use crate::ast::LitKind;
        let mut ok = true;
        let mut kind = LitKind::Int;
        let (mut base, mut prefix) = (10, 0u8);
        let (mut digit, mut separator) = (false, false);
        let mut invalid = None;
        let mut point = self.peek(0) == b'.';
        if point {
            self.at += 1;
        } else {
            if self.peek(0) == b'0' {
                self.at += 1;
                prefix = self.peek(0).to_ascii_lowercase();
                base = match prefix {
                    b'x' => 16,
                    b'o' => 8,
                    b'b' => 2,
                    _ => {
                        prefix = b'0';
                        digit = true;
                        8
                    }
                };
                if prefix != b'0' {
                    self.at += 1;
                }
            }
            let (d, s) = self.digits(base, &mut invalid);
            (digit, separator) = (digit | d, separator | s);
            if self.peek(0) == b'.' {
                if matches!(prefix, b'o' | b'b') {
                    self.error(self.at, format!("invalid radix point in {} literal", base_name(base)));
                    ok = false;
                }
                self.at += 1;
                point = true;
            }
        }
        if point {
            kind = LitKind::Float;
            let (d, s) = self.digits(base, &mut invalid);
            (digit, separator) = (digit | d, separator | s);
        }
        if !digit && ok {
            self.error(self.at, format!("{} literal has no digits", base_name(base)));
            ok = false;
        }
        let e = self.peek(0);
        if matches!(e.to_ascii_lowercase(), b'e' | b'p') {
            let shown = e as char;
            if ok && e.eq_ignore_ascii_case(&b'e') && prefix != 0 && prefix != b'0' {
                self.error(self.at, format!("'{shown}' exponent requires decimal mantissa"));
                ok = false;
            } else if ok && e.eq_ignore_ascii_case(&b'p') && prefix != b'x' {
                self.error(self.at, format!("'{shown}' exponent requires hexadecimal mantissa"));
                ok = false;
            }
            self.at += 1;
            kind = LitKind::Float;
            if matches!(self.peek(0), b'+' | b'-') {
                self.at += 1;
            }
            let (d, s) = self.digits(10, &mut None);
            separator |= s;
            if !d && ok {
                self.error(self.at, "exponent has no digits");
                ok = false;
            }
        } else if prefix == b'x' && kind == LitKind::Float && ok {
            self.error(self.at, "hexadecimal mantissa requires a 'p' exponent");
            ok = false;
        }
        if self.peek(0) == b'i' {
            kind = LitKind::Imag;
            self.at += 1;
        }
        if let Some(i) = invalid.filter(|_| kind == LitKind::Int && ok) {
            self.error(i, format!("invalid digit '{}' in {} literal", self.src[i] as char, base_name(base)));
            ok = false;
        }
        if separator
            && ok
            && let Some(i) = misplaced_separator(&self.src[start..self.at])
        {
            self.error(start + i, "'_' must separate successive digits");
            ok = false;
        }
        self.literal(start, kind, ok)
    }

    fn string(&mut self, start: usize) -> Token {
        let mut ok = true;
        self.at += 1;
        loop {
            match self.src.get(self.at) {
                None => {
                    self.error(start, "string not terminated");
                    ok = false;
                    break;
                }
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\n') => {
                    self.error(self.at, "newline in string");
                    ok = false;
                    break;
                }
                Some(b'\\') => ok &= self.escape(b'"'),
                Some(_) => self.at += 1,
            }
        }
        self.literal(start, crate::ast::LitKind::String, ok)
    }

    fn raw_string(&mut self, start: usize) -> Token {
        let end = self.src[start + 1..].iter().position(|&b| b == b'`');
        let ok = end.is_some();
        match end {
            Some(n) => self.at = start + 1 + n + 1,
            None => {
                self.error(start, "string not terminated");
                self.at = self.src.len();
            }
        }
        self.literal(start, crate::ast::LitKind::String, ok)
    }

    fn rune(&mut self, start: usize) -> Token {
        let mut ok = true;
        self.at += 1;
        let mut n = 0;
        loop {
            match self.src.get(self.at) {
                Some(b'\'') => {
                    if ok && n == 0 {
                        self.error(self.at, "empty rune literal or unescaped '");
                        ok = false;
                    } else if ok && n != 1 {
                        self.error(start, "more than one character in rune literal");
                        ok = false;
                    }
                    self.at += 1;
                    break;
                }
                Some(b'\\') => ok &= self.escape(b'\''),
                Some(b'\n') => {
                    if ok {
                        self.error(self.at, "newline in rune literal");
                        ok = false;
                    }
                    break;
                }
                None => {
                    if ok {
                        self.error(start, "rune literal not terminated");
                        ok = false;
                    }
                    break;
                }
                Some(_) => self.at += decode(&self.src[self.at..]).map_or(1, |(_, n)| n),
            }
            n += 1;
        }
        self.literal(start, crate::ast::LitKind::Rune, ok)
    }

    /// An escape sequence; the position is its backslash. False if it is malformed (reported).
    fn escape(&mut self, quote: u8) -> bool {
        self.at += 1;
        let (count, base, max) = match self.src.get(self.at) {
            // The caller complains about the end of the file.
            None => return true,
            Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => {
                self.at += 1;
                return true;
            }
            Some(&b) if b == quote => {
                self.at += 1;
                return true;
            }
            Some(b'0'..=b'7') => (3, 8, 255),
            Some(b'x') => (2, 16, 255),
            Some(b'u') => (4, 16, 0x10_ffff),
            Some(b'U') => (8, 16, 0x10_ffff),
            Some(_) => {
                self.error(self.at, "unknown escape");
                return false;
            }
        };
        if base == 16 {
            self.at += 1;
        }
        let mut x: u32 = 0;
        for _ in 0..count {
            let Some(&b) = self.src.get(self.at) else { return true };
            match (b as char).to_digit(base).filter(|_| b < 0x80) {
                Some(d) => x = x.wrapping_mul(base).wrapping_add(d),
                None => {
                    let (c, _) = decode(&self.src[self.at..]).unwrap_or(('\u{fffd}', 1));
                    let shown = match c {
                        '\'' => "'\\''".to_string(),
                        '\n' => "'\\n'".to_string(),
                        '\\' => "'\\\\'".to_string(),
                        '\t' => "'\\t'".to_string(),
                        c => format!("'{c}'"),
                    };
                    self.error(self.at, format!("invalid character {shown} in {} escape", base_name(base)));
                    return false;
                }
            }
            self.at += 1;
        }
        if x > max && base == 8 {
            self.error(self.at, format!("octal escape value {x} > 255"));
            return false;
        }
        if x > max || (0xd800..0xe000).contains(&x) && count > 3 {
            self.error(self.at, format!("escape is invalid Unicode code point U+{x:04X}"));
            return false;
        }
        true
    }
}

/// The first character and its length, if the bytes start with valid UTF-8.
fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let head = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(s) => s,
        Err(e) => std::str::from_utf8(&head[..e.valid_up_to()]).ok()?,
    };
    let c = valid.chars().next()?;
    Some((c, c.len_utf8()))
}

fn is_letter(c: char) -> bool {
    use GeneralCategory::*;
    matches!(
        get_general_category(c),
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
    ) || c == '_'
}

/// `U+0040 '@'`, without the character when it cannot be shown.
fn describe_char(c: char) -> String {
    use GeneralCategory::*;
    let hidden = matches!(
        get_general_category(c),
        Control | Format | Surrogate | PrivateUse | Unassigned | LineSeparator | ParagraphSeparator | SpaceSeparator
    ) && c != ' ';
    if hidden { format!("U+{:04X}", c as u32) } else { format!("U+{:04X} '{c}'", c as u32) }
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// The index of a `_` that does not stand between digits (or between a base prefix and a digit).
fn misplaced_separator(text: &[u8]) -> Option<usize> {
    let prefix = text.get(1).map_or(b' ', u8::to_ascii_lowercase);
    let based = text[0] == b'0' && matches!(prefix, b'x' | b'o' | b'b');
    let hex = based && prefix == b'x';
    let mut previous = if based { b'0' } else { b'.' };
    for (i, &b) in text.iter().enumerate().skip(if based { 2 } else { 0 }) {
        let class = match b {
            b'_' => b'_',
            b if b.is_ascii_digit() || hex && b.is_ascii_hexdigit() => b'0',
            _ => b'.',
        };
        if class == b'_' && previous != b'0' {
            return Some(i);
        }
        if class == b'.' && previous == b'_' {
            return Some(i - 1);
        }
        previous = class;
    }
    (previous == b'_').then(|| text.len() - 1)
}
