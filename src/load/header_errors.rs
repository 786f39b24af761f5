//! go/parser's errors for the head of a file.
//!
//! The model: the go command parses heads with go/parser, so a file whose head is wrong is reported in that parser's words and
//! never reaches the compiler. Here is a token reader with its automatic semicolons, and the three productions a head has. Of all
//! errors the first by position is the one printed.

use crate::header::{Header, HeaderError, Import, line_column, unquote, valid_import};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'a> {
    Ident(&'a [u8]),
    Keyword(&'a str),
    Literal(&'a [u8], bool),
    Operator(&'a str),
    /// `true` when the newline made it.
    Semicolon(bool),
    Illegal,
    Eof,
}

/// Reads a head that the fast reader was not sure about: the same answer, and the first error.
pub(crate) fn read(text: &[u8]) -> Header {
    let mut p =
        Parser { text, at: 0, tok: Token::Eof, pos: 0, insert_semicolon: false, errors: Vec::new(), lines: Vec::new() };
    if text.starts_with(b"\xEF\xBB\xBF") {
        p.at = 3;
    }
    let mut header = Header::default();
    p.file(&mut header);
    p.errors.sort_by_key(|(at, _)| *at);
    if let Some((at, message)) = p.errors.into_iter().next() {
        let (line, column) = line_column(text, at);
        let directive = p.lines.iter().rev().find(|d| d.from <= at);
        header.imports.clear();
        header.error = Some(match directive {
            Some(d) => {
                let (from_line, _) = line_column(text, d.from);
                let column = match d.column {
                    0 => 0,
                    first if line == from_line => first + column - 1,
                    _ => column,
                };
                HeaderError {
                    at: Some((d.line + line - from_line, column)),
                    // With a column, no name means the file itself.
                    file: (!d.file.is_empty() || d.column == 0).then(|| d.file.clone()),
                    text: message,
                    complete_path: false,
                }
            }
            None => HeaderError { at: Some((line, column)), file: None, text: message, complete_path: false },
        });
    }
    header
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    tok: Token<'a>,
    pos: usize,
    insert_semicolon: bool,
    errors: Vec<(usize, String)>,
    lines: Vec<LineComment>,
}

/// A `//line` comment.
struct LineComment {
    /// First offset governed.
    from: usize,
    file: String,
    line: u32,
    /// 0 when not given.
    column: u32,
}

impl<'a> Parser<'a> {
    fn file(&mut self, header: &mut Header) {
        self.next();
        if !self.errors.is_empty() {
            return;
        }
        self.expect_keyword("package");
        if let Token::Ident(name) = self.tok {
            header.package = String::from_utf8_lossy(name).into_owned();
            self.next();
        } else {
            self.expected("'IDENT'");
            self.next();
        }
        self.expect_semicolon();
        if !self.errors.is_empty() {
            return;
        }
        let mut invalid = None;
        while self.tok == Token::Keyword("import") {
            self.next();
            if self.tok == Token::Operator("(") {
                self.next();
                while self.tok != Token::Operator(")") && self.tok != Token::Eof {
                    let before = self.pos;
                    self.spec(header, &mut invalid);
                    // go/parser, too, gives up on a token that no rule takes.
                    if self.pos == before {
                        self.next();
                    }
                }
                if self.tok != Token::Operator(")") {
                    self.expected("')'");
                }
                self.next();
                self.expect_semicolon();
            } else {
                self.spec(header, &mut invalid);
            }
        }
        // Reported only when the head is otherwise well-formed, and then with the complete path.
        if self.errors.is_empty()
            && let Some((at, path)) = invalid
        {
            header.imports.clear();
            header.error = Some(HeaderError {
                at: Some(line_column(self.text, at)),
                file: None,
                text: format!("invalid import path: {path}"),
                complete_path: true,
            });
        }
    }

    fn spec(&mut self, header: &mut Header, invalid: &mut Option<(usize, String)>) {
        let start = self.pos;
        if matches!(self.tok, Token::Ident(_) | Token::Operator(".")) {
            self.next();
        }
        match self.tok {
            Token::Literal(text, true) => {
                let path = unquote(text).unwrap_or_default();
                if valid_import(&path) {
                    let (line, column) = line_column(self.text, start);
                    header.imports.push(Import { path, line, column });
                } else if invalid.is_none() {
                    *invalid = Some((start, path));
                }
                self.next();
            }
            Token::Ident(_) | Token::Literal(..) => {
                self.error(self.pos, "import path must be a string".into());
                self.next();
            }
            _ => {
                self.error(self.pos, "missing import path".into());
                // go/parser skips to the next token that can end an expression.
                while !matches!(
                    self.tok,
                    Token::Eof | Token::Semicolon(_) | Token::Operator("," | ":" | ")" | "]" | "}")
                ) {
                    self.next();
                }
            }
        }
        self.expect_semicolon();
    }

    fn expect_semicolon(&mut self) {
        match self.tok {
            Token::Operator(")" | "}") => {}
            Token::Semicolon(_) => self.next(),
            Token::Operator(",") => {
                self.expected("';'");
                self.next();
            }
            _ => {
                self.expected("';'");
                while !matches!(
                    self.tok,
                    Token::Eof
                        | Token::Keyword(
                            "break"
                                | "const"
                                | "continue"
                                | "defer"
                                | "fallthrough"
                                | "for"
                                | "go"
                                | "goto"
                                | "if"
                                | "return"
                                | "select"
                                | "switch"
                                | "type"
                                | "var"
                        )
                ) {
                    self.next();
                }
            }
        }
    }

    fn expect_keyword(&mut self, word: &str) {
        if self.tok != Token::Keyword(word) {
            self.expected(&format!("'{word}'"));
        }
        self.next();
    }

    fn expected(&mut self, what: &str) {
        let found = match self.tok {
            Token::Semicolon(true) => "newline".to_string(),
            Token::Semicolon(false) => "';'".into(),
            Token::Ident(s) | Token::Literal(s, _) => String::from_utf8_lossy(s).into_owned(),
            Token::Keyword(s) | Token::Operator(s) => format!("'{s}'"),
            Token::Illegal => "'ILLEGAL'".into(),
            Token::Eof => "'EOF'".into(),
        };
        self.error(self.pos, format!("expected {what}, found {found}"));
    }

    /// Only the first error of a line counts.
    fn error(&mut self, at: usize, text: String) {
        let line = |at| line_column(self.text, at).0;
        if self.errors.last().is_none_or(|(last, _)| line(*last) != line(at)) {
            self.errors.push((at, text));
        }
    }

    fn next(&mut self) {
        self.tok = self.scan();
    }

    fn scan(&mut self) -> Token<'a> {
        loop {
            let rest = &self.text[self.at..];
            self.pos = self.at;
            let Some(&b) = rest.first() else {
                if std::mem::take(&mut self.insert_semicolon) {
                    return Token::Semicolon(true);
                }
                return Token::Eof;
            };
            match b {
                b'\n' if self.insert_semicolon => {
                    self.at += 1;
                    self.insert_semicolon = false;
                    return Token::Semicolon(true);
                }
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' if rest.starts_with(b"//") => {
                    let len = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                    self.line_comment(&rest[..len], len);
                    self.at += len;
                }
                b'/' if rest.starts_with(b"/*") => {
                    let Some(len) = rest[2..].windows(2).position(|w| w == b"*/") else {
                        self.errors.push((self.at, "comment not terminated".into()));
                        self.at = self.text.len();
                        continue;
                    };
                    let newline = rest[..len + 4].contains(&b'\n');
                    self.at += len + 4;
                    if newline && std::mem::take(&mut self.insert_semicolon) {
                        return Token::Semicolon(true);
                    }
                }
                b'`' => {
                    self.insert_semicolon = true;
                    let len = match rest[1..].iter().position(|&b| b == b'`') {
                        Some(i) => i + 2,
                        None => {
                            self.errors.push((self.at, "raw string literal not terminated".into()));
                            rest.len()
                        }
                    };
                    self.at += len;
                    return Token::Literal(&rest[..len], true);
                }
                b'"' | b'\'' => {
                    self.insert_semicolon = true;
                    let mut i = 1;
                    let closed = loop {
                        match rest.get(i) {
                            None | Some(b'\n') => break false,
                            Some(&c) if c == b => break true,
                            Some(b'\\') => i += 2,
                            Some(_) => i += 1,
                        }
                    };
                    let len = if closed { i + 1 } else { i.min(rest.len()) };
                    if !closed {
                        let what = if b == b'"' { "string" } else { "rune" };
                        self.errors.push((self.at, format!("{what} literal not terminated")));
                    }
                    self.at += len;
                    return Token::Literal(&rest[..len], b == b'"');
                }
                b'0'..=b'9' => {
                    self.insert_semicolon = true;
                    let len = rest
                        .iter()
                        .position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'.' | b'_'))
                        .unwrap_or(rest.len());
                    self.at += len;
                    return Token::Literal(&rest[..len], false);
                }
                b';' => {
                    self.at += 1;
                    self.insert_semicolon = false;
                    return Token::Semicolon(false);
                }
                b'_' | b'a'..=b'z' | b'A'..=b'Z' => return self.word(rest),
                _ => {
                    if let Some(op) = escape_syntax::OPERATORS.iter().find(|op| rest.starts_with(op.as_bytes())) {
                        self.at += op.len();
                        self.insert_semicolon = matches!(*op, ")" | "]" | "}" | "++" | "--");
                        return Token::Operator(op);
                    }
                    let c = first_char(rest);
                    if c.is_some_and(char::is_alphabetic) {
                        return self.word(rest);
                    }
                    let (len, text) = match c {
                        Some('\0') => (1, "illegal character NUL".to_string()),
                        Some(q @ ('\u{201C}' | '\u{201D}')) => {
                            (3, format!("curly quotation mark '{q}' (use neutral '\"')"))
                        }
                        Some('\u{FEFF}') => (3, "illegal byte order mark".into()),
                        Some(c) if c.is_control() => (c.len_utf8(), format!("illegal character U+{:04X}", c as u32)),
                        Some(c) => (c.len_utf8(), format!("illegal character U+{:04X} '{c}'", c as u32)),
                        None => (1, "illegal UTF-8 encoding".into()),
                    };
                    self.errors.push((self.at, text));
                    self.at += len;
                    return Token::Illegal;
                }
            }
        }
    }

    fn word(&mut self, rest: &'a [u8]) -> Token<'a> {
        let mut len = 0;
        while let Some(c) = first_char(&rest[len..]) {
            if c != '_' && !c.is_alphanumeric() {
                break;
            }
            len += c.len_utf8();
        }
        self.at += len;
        let word = &rest[..len];
        match escape_syntax::keyword(word) {
            Some(k) => {
                self.insert_semicolon = matches!(k, "break" | "continue" | "fallthrough" | "return");
                Token::Keyword(k)
            }
            None => {
                self.insert_semicolon = true;
                Token::Ident(word)
            }
        }
    }

    /// `//line file:line` and `//line file:line:column` at the start of a line.
    fn line_comment(&mut self, comment: &[u8], len: usize) {
        if self.at != 0 && self.text[self.at - 1] != b'\n' {
            return;
        }
        let Some(rest) = comment.strip_prefix(b"//line ") else { return };
        let text = String::from_utf8_lossy(rest);
        let number = |s: &str| s.parse::<u32>().ok().filter(|&n| n > 0);
        let Some((before, last)) = text.trim_end_matches('\r').rsplit_once(':') else { return };
        let Some(last) = number(last) else { return };
        let from = self.at + len + 1;
        let comment = match before.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
            Some((file, line)) => LineComment { from, file: file.to_string(), line, column: last },
            None => LineComment { from, file: before.to_string(), line: last, column: 0 },
        };
        self.lines.push(comment);
    }
}

fn first_char(text: &[u8]) -> Option<char> {
    let head = &text[..text.len().min(4)];
    match std::str::from_utf8(head) {
        Ok(s) => s.chars().next(),
        Err(e) if e.valid_up_to() > 0 => std::str::from_utf8(&head[..e.valid_up_to()]).ok()?.chars().next(),
        Err(_) => None,
    }
}
