//! The head of a Go file: package clause and imports, read without parsing the rest.
//!
//! The model: most files are well-formed, and finding a package's dependencies must cost far less than parsing it. [`read`] walks
//! the bytes once, tolerant in the same places as the go command's reader: it decides how much of the file counts as head.
//! Only a head it is not sure about is read again by [`crate::header_errors`], which knows go/parser's errors.

use crate::header_errors;
use serde::{Deserialize, Serialize};

/// An import declaration's spec.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Import {
    /// Unquoted.
    pub path: String,
    /// Where the spec starts (its name, if it has one), 1-based.
    pub line: u32,
    pub column: u32,
}

/// An error in the head, with the go command's words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeaderError {
    /// 1-based; column 0 is not printed; `None` when the text says where.
    pub at: Option<(u32, u32)>,
    /// From a `//line` comment.
    pub file: Option<String>,
    pub text: String,
    /// The go command prints some of these with the complete path.
    pub complete_path: bool,
}

/// What the head of a file says.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// Empty when there is no package clause.
    pub package: String,
    pub imports: Vec<Import>,
    /// `//go:embed` patterns of a file that imports "embed", with their positions.
    pub embeds: Vec<Import>,
    pub error: Option<HeaderError>,
    /// The bytes before the package clause end here: build constraints stand in them.
    pub comments_end: usize,
}

/// Why the walk could not go on.
#[derive(PartialEq, Eq, Debug)]
pub enum Stop {
    /// The text given ended; the file may go on.
    Short,
    /// A NUL byte: never part of Go source.
    Nul,
}

enum Fault {
    Syntax,
    Short,
    Nul,
}

/// Reads the head of a file. `whole` says that `text` is the entire file, not a first part.
pub fn read(text: &[u8], whole: bool) -> Result<Header, Stop> {
    let mut r = Reader { text, at: 0, whole, certain: true, newline: true };
    if text.starts_with(b"\xEF\xBB\xBF") {
        r.at = 3;
    }
    let mut header = Header::default();
    let mut specs = Vec::new();
    let end = match r.head(&mut header, &mut specs) {
        Ok(()) => r.at,
        Err(Fault::Short) => return Err(Stop::Short),
        Err(Fault::Nul) => return Err(Stop::Nul),
        Err(Fault::Syntax) if !whole => return Err(Stop::Short),
        Err(Fault::Syntax) => {
            r.certain = false;
            text.len()
        }
    };
    for &(start, from, to) in &specs {
        match unquote(&text[from..to]) {
            Some(path) if valid_import(&path) => {
                let (line, column) = line_column(text, start);
                header.imports.push(Import { path, line, column });
            }
            _ => r.certain = false,
        }
    }
    if !r.certain {
        let comments_end = header.comments_end;
        header = header_errors::read(&text[..end]);
        header.comments_end = comments_end;
    }
    if header.imports.iter().any(|i| i.path == "embed") {
        if !whole {
            return Err(Stop::Short);
        }
        header.embeds = embeds(text, end);
    }
    Ok(header)
}

/// 1-based line and byte column of an offset.
pub(crate) fn line_column(text: &[u8], offset: usize) -> (u32, u32) {
    let before = &text[..offset];
    let line = before.iter().filter(|&&b| b == b'\n').count() as u32 + 1;
    let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    (line, (offset - start) as u32 + 1)
}

fn is_ident(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// The value of a string literal; `None` when it is not one, or needs more than the simple escapes import paths have.
pub(crate) fn unquote(literal: &[u8]) -> Option<String> {
    let (quote, inner) = match literal {
        [b'`', inner @ .., b'`'] => (b'`', inner),
        [b'"', inner @ .., b'"'] => (b'"', inner),
        _ => return None,
    };
    let s = std::str::from_utf8(inner).ok()?;
    if quote == b'`' {
        return Some(s.replace('\r', ""));
    }
    if !s.contains('\\') {
        return Some(s.to_string());
    }
    let mut out = Vec::new();
    let mut rest = inner;
    while let [b, tail @ ..] = rest {
        rest = tail;
        if *b != b'\\' {
            out.push(*b);
            continue;
        }
        let [e, tail @ ..] = rest else { return None };
        rest = tail;
        let digits = |n: usize, radix: u32, rest: &[u8]| {
            rest.get(..n).and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u32::from_str_radix(d, radix).ok())
        };
        match e {
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'v' => out.push(11),
            b'\\' | b'"' => out.push(*e),
            b'x' => {
                out.push(digits(2, 16, rest)? as u8);
                rest = &rest[2..];
            }
            b'0'..=b'7' => {
                let mut all = vec![*e];
                all.extend(rest.get(..2)?);
                out.push(u8::try_from(digits(3, 8, &all)?).ok()?);
                rest = &rest[2..];
            }
            b'u' | b'U' => {
                let n = if *e == b'u' { 4 } else { 8 };
                let c = char::from_u32(digits(n, 16, rest)?)?;
                rest = &rest[n..];
                out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            }
            _ => return None,
        }
    }
    String::from_utf8(out).ok()
}

/// The specification's implementation restriction on import paths ("Import declarations").
pub(crate) fn valid_import(path: &str) -> bool {
    !path.is_empty()
        && path.chars().all(|c| {
            !c.is_control()
                && !c.is_whitespace()
                && !"!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}".contains(c)
                && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E000}'..='\u{F8FF}')
        })
}

/// `//go:embed` comments after the imports.
fn embeds(text: &[u8], from: usize) -> Vec<Import> {
    let mut out = Vec::new();
    let mut at = from;
    while at < text.len() {
        let stop = text[at..].iter().position(|&b| b == b'\n').map_or(text.len(), |i| at + i);
        let line = &text[at..stop];
        let indent = line.len() - line.trim_ascii_start().len();
        if let Some(args) = line[indent..].strip_prefix(b"//go:embed")
            && args.first().is_some_and(|b| matches!(b, b' ' | b'\t'))
        {
            let mut i = at + indent + "//go:embed".len();
            loop {
                while i < stop && matches!(text[i], b' ' | b'\t' | b'\r') {
                    i += 1;
                }
                if i >= stop {
                    break;
                }
                let start = i;
                let quote = text[i];
                let path = if quote == b'"' || quote == b'`' {
                    i += 1;
                    while i < stop && text[i] != quote {
                        i += if text[i] == b'\\' && quote == b'"' { 2 } else { 1 };
                    }
                    i = (i + 1).min(stop);
                    unquote(&text[start..i])
                } else {
                    while i < stop && !matches!(text[i], b' ' | b'\t' | b'\r') {
                        i += 1;
                    }
                    std::str::from_utf8(&text[start..i]).ok().map(String::from)
                };
                // A badly formed line is the compiler's to report.
                let Some(path) = path else { break };
                let (line, column) = line_column(text, start);
                out.push(Import { path, line, column });
            }
        }
        at = stop + 1;
    }
    out
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    whole: bool,
    /// The separators seen are what go/parser wants too.
    certain: bool,
    /// A newline or `;` was passed since the last token.
    newline: bool,
}

impl Reader<'_> {
    fn head(&mut self, header: &mut Header, specs: &mut Vec<(usize, usize, usize)>) -> Result<(), Fault> {
        self.peek()?;
        header.comments_end = self.at;
        self.keyword(b"package")?;
        let name = self.ident()?;
        header.package = String::from_utf8_lossy(&self.text[name.0..name.1]).into_owned();
        while self.peek()? == b'i' {
            self.certain &= self.newline;
            self.keyword(b"import")?;
            if self.peek()? == b'(' {
                self.at += 1;
                while self.peek()? != b')' {
                    if self.at >= self.text.len() {
                        return Err(Fault::Syntax);
                    }
                    self.spec(specs)?;
                    if self.peek()? != b')' {
                        self.certain &= self.newline;
                    }
                }
                self.at += 1;
                self.newline = false;
            } else {
                self.spec(specs)?;
            }
        }
        Ok(())
    }

    /// Skips blanks, semicolons and comments; the byte that follows, 0 at the end.
    fn peek(&mut self) -> Result<u8, Fault> {
        loop {
            let Some(&b) = self.text.get(self.at) else {
                if !self.whole {
                    return Err(Fault::Short);
                }
                self.newline = true;
                return Ok(0);
            };
            match b {
                0 => return Err(Fault::Nul),
                b'\n' | b';' => {
                    self.newline = true;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\x0c' => self.at += 1,
                b'/' => self.comment()?,
                _ => return Ok(b),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let missing = if self.whole { Fault::Syntax } else { Fault::Short };
        let rest = &self.text[self.at..];
        if rest.starts_with(b"//") {
            match rest.iter().position(|&b| b == b'\n') {
                Some(i) => self.at += i,
                None if self.whole => self.at = self.text.len(),
                None => return Err(Fault::Short),
            }
            return Ok(());
        }
        if rest.starts_with(b"/*") {
            let Some(i) = rest[2..].windows(2).position(|w| w == b"*/") else { return Err(missing) };
            self.newline |= rest[..i + 4].contains(&b'\n');
            self.at += i + 4;
            return Ok(());
        }
        Err(if rest.len() < 2 { missing } else { Fault::Syntax })
    }

    fn keyword(&mut self, word: &[u8]) -> Result<(), Fault> {
        self.peek()?;
        let (from, to) = self.ident()?;
        if &self.text[from..to] != word { Err(Fault::Syntax) } else { Ok(()) }
    }

    fn ident(&mut self) -> Result<(usize, usize), Fault> {
        self.peek()?;
        let from = self.at;
        while self.text.get(self.at).is_some_and(|&b| is_ident(b)) {
            self.at += 1;
        }
        if self.at == self.text.len() && !self.whole {
            return Err(Fault::Short);
        }
        if self.at == from || self.text[from].is_ascii_digit() {
            return Err(Fault::Syntax);
        }
        if self.text[from..self.at].iter().any(|&b| b >= 0x80) {
            self.certain = false;
        }
        self.newline = false;
        Ok((from, self.at))
    }

    fn spec(&mut self, specs: &mut Vec<(usize, usize, usize)>) -> Result<(), Fault> {
        let b = self.peek()?;
        let start = self.at;
        if b == b'.' {
            self.at += 1;
        } else if is_ident(b) {
            self.ident()?;
        }
        let quote = self.peek()?;
        let from = self.at;
        if quote != b'"' && quote != b'`' {
            return Err(Fault::Syntax);
        }
        self.at += 1;
        loop {
            let Some(&b) = self.text.get(self.at) else {
                return Err(if self.whole { Fault::Syntax } else { Fault::Short });
            };
            self.at += 1;
            match b {
                0 => return Err(Fault::Nul),
                _ if b == quote => break,
                b'\n' if quote == b'"' => return Err(Fault::Syntax),
                b'\\' if quote == b'"' => self.at += 1,
                _ => {}
            }
        }
        specs.push((start, from, self.at));
        self.newline = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let h = read(text.as_bytes(), true).expect("no NUL in it");
        let mut got = h.package.clone();
        for i in &h.imports {
            got += &format!(" {}:{}:{}", i.line, i.column, i.path);
        }
        if let Some(e) = &h.error {
            let (l, c) = e.at.unwrap_or_default();
            got = format!("{}{l}:{c}: {}", e.file.clone().unwrap_or_default(), e.text);
        }
        assert_eq!(got, expect, "{text}");
        // Any first part either says that it is too short or leads to the same answer.
        for n in 0..text.len() {
            if let Ok(part) = read(&text.as_bytes()[..n], false) {
                assert_eq!(part, h, "{n} bytes of {text}");
            }
        }
    }

    #[test]
    fn good() {
        check("package p", "p");
        check("package p\nvar x = 1", "p");
        check(
            "// c\n/* d */ package p // e\nimport \"fmt\"\nimport (\n\tx \"a/b\"; . `c`\n\t_ \"d\"\n)\nfunc f() {}",
            "p 3:8:fmt 5:2:a/b 5:11:c 6:2:d",
        );
        check("package p; import (\"a\"); import \"b\"", "p 1:20:a 1:33:b");
        check("package p\nimport \"fmt\" x", "p 2:8:fmt");
        check("package p\nimport \"\\x61\"", "p 2:8:a");
    }

    #[test]
    fn bad() {
        check("", "1:1: expected 'package', found 'EOF'");
        check("type t int", "1:1: expected 'package', found 'type'");
        check("package p\nimport \"fmt\n", "2:8: string literal not terminated");
        check("package p\nimport fmt\n", "2:11: missing import path");
        check("package p\nimport 1\n", "2:8: import path must be a string");
        check("package p\nimport (\"a\" \"b\")\n", "2:13: expected ';', found \"b\"");
        check("package %\nimport \"b\"\n", "1:9: expected 'IDENT', found '%'");
        check("package p\nimport \"\"\n", "2:8: invalid import path: ");
        check("package p\nimport \"a b\"\n", "2:8: invalid import path: a b");
        check("package p\nimport (\n\t\"a\"\n", "4:1: expected ')', found 'EOF'");
    }
}
