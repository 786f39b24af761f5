//! `//line` and `/*line*/` directives: the file's table of them, and their errors.

use crate::scanner::{Directive, Scanned};
use escape_source::{FileId, LineDirective, SourceFile};

/// Largest line or column that gc can represent in such a directive.
const MAX: u64 = 1 << 30;

pub struct Line {
    /// `None`: the name in effect before.
    pub path: Option<String>,
    pub line: u32,
    pub column: u32,
}

/// Whether the comment is a line directive: `//line` must start its line.
pub fn applies(file: FileId, d: &Directive) -> bool {
    d.text.starts_with("/*line ") || d.text.starts_with("//line ") && escape_source::file(file).physical(d.start).1 == 1
}

/// What the directive says: `Ok(None)` when it is an ordinary comment after all; the error's offset and text.
pub fn parse(d: &Directive) -> Result<Option<Line>, (u32, String)> {
    let text = if d.text.starts_with("/*") {
        d.text.strip_suffix("*/").unwrap_or(&d.text)
    } else {
        d.text.strip_suffix('\r').unwrap_or(&d.text)
    };
    let text = &text["//line ".len()..];
    let at = |i: usize| d.start + "//line ".len() as u32 + i as u32;
    let Some((i, n)) = trailing_number(text) else { return Ok(None) };
    let bad = |what: &str, i: usize| (at(i), format!("invalid {what} number: {}", &text[i..]));
    let n = n.ok_or_else(|| bad("line", i))?;
    let (line, line_at, column, name_end) = match trailing_number(&text[..i - 1]) {
        Some((i2, Some(n2))) => {
            if n == 0 || n > MAX {
                return Err(bad("column", i));
            }
            (n2, i2, n, i2 - 1)
        }
        _ => (n, i, 0, i - 1),
    };
    if line == 0 || line > MAX {
        let end = if column > 0 { i - 1 } else { text.len() };
        return Err((at(line_at), format!("invalid line number: {}", &text[line_at..end])));
    }
    let name = &text[..name_end];
    let path = if name.is_empty() && column > 0 { None } else { Some(name.to_string()) };
    Ok(Some(Line { path, line: line as u32, column: column as u32 }))
}

/// The number after the last colon: where it starts, and its value when it is one.
fn trailing_number(text: &str) -> Option<(usize, Option<u64>)> {
    let i = text.rfind(':')? + 1;
    let digits = &text[i..];
    let ok = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    Some((i, if ok { digits.parse().ok() } else { None }))
}

/// Fills the file's table.
pub fn collect(file: FileId, scanned: &Scanned) {
    let source = escape_source::file(file);
    let mut table: Vec<LineDirective> = Vec::new();
    let mut counted_twice = scanned.counted_twice.iter().peekable();
    for d in &scanned.directives {
        while let Some(&from) = counted_twice.next_if(|&&at| at < d.start) {
            table.push(one_more_line(source, &table, from));
        }
        if !applies(file, d) {
            continue;
        }
        let Ok(Some(l)) = parse(d) else { continue };
        let from = if d.text.starts_with("//") { d.end + 1 } else { d.end };
        let path = match l.path {
            None => table.last().map_or_else(|| source.path.clone(), |p| p.path.clone()),
            Some(name) if name.is_empty() => name,
            Some(name) => {
                let clean = clean(&name);
                match source.path.rfind('/') {
                    Some(dir) if !clean.starts_with('/') => self::clean(&format!("{}/{clean}", &source.path[..dir])),
                    _ => clean,
                }
            }
        };
        table.push(LineDirective { from, path, line: l.line, column: l.column });
    }
    for &from in counted_twice {
        table.push(one_more_line(source, &table, from));
    }
    source.set_line_directives(table);
}

/// What has the effect of a newline before `from`.
fn one_more_line(source: &SourceFile, table: &[LineDirective], from: u32) -> LineDirective {
    let at = source.position(table, from);
    LineDirective { from, path: at.path.to_string(), line: at.line + 1, column: if at.column == 0 { 0 } else { 2 } }
}

/// The shortest name of the same path, by its text alone.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&p| p != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            p => parts.push(p),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let d = Directive { start: 0, end: text.len() as u32, text: text.into(), own_line: true };
        let got = match parse(&d) {
            Ok(None) => "comment".to_string(),
            Ok(Some(l)) => format!("{:?} {} {}", l.path.unwrap_or_default(), l.line, l.column),
            Err((at, text)) => format!("{at}: {text}"),
        };
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn forms() {
        check("//line a.go:10", "\"a.go\" 10 0");
        check("//line a.go:10:3", "\"a.go\" 10 3");
        check("/*line :7:1*/", "\"\" 7 1");
        check("//line c:/x.go:1", "\"c:/x.go\" 1 0");
        check("//line what", "comment");
        check("//line a.go:x", "12: invalid line number: x");
        check("//line a.go:0", "12: invalid line number: 0");
        check("//line a.go:3:0", "14: invalid column number: 0");
    }

    #[test]
    fn paths_are_cleaned() {
        assert_eq!(clean("a/./b/../c.go"), "a/c.go");
        assert_eq!(clean("/../x"), "/x");
        assert_eq!(clean("../x"), "../x");
    }
}
