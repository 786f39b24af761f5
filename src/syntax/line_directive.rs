//! `//line` and `/*line*/` directives: positions as another file's (facts.md §1.5).

use crate::prepass::Directive;
use escape_source::{FileId, LineDirective, Pos, SourceFile};

/// The largest line or column gc keeps.
const MAX: u64 = 1 << 30;

/// Reads the file's line directives, and gc's complaints about malformed ones.
pub fn read(file: FileId, source: &SourceFile, directives: &[Directive]) -> (Vec<LineDirective>, Vec<(Pos, String)>) {
    let mut out: Vec<LineDirective> = Vec::new();
    let mut errors = Vec::new();
    for d in directives {
        // The comment form that ends with its line must begin it, too.
        let (text, from) = if let Some(t) = d.text.strip_prefix("//line ") {
            if source.physical(d.start).1 != 1 {
                continue;
            }
            (t.trim_end_matches('\r'), d.end + 1)
        } else if let Some(t) = d.text.strip_prefix("/*line ") {
            (t.strip_suffix("*/").unwrap_or(t), d.end)
        } else {
            continue;
        };
        let at = |i: usize| Pos::new(file, d.start + 7 + i as u32);
        let Some((i, last)) = trailing_number(text) else { continue };
        let Some(last) = last else {
            errors.push((at(i), format!("invalid line number: {}", &text[i..])));
            continue;
        };
        let (mut name, mut line, mut column, mut line_at) = (&text[..i - 1], last, 0, i);
        let mut with_column = false;
        if let Some((j, Some(first))) = trailing_number(name) {
            if last == 0 || last > MAX {
                errors.push((at(i), format!("invalid column number: {}", &text[i..])));
                continue;
            }
            (name, line, column, line_at, with_column) = (&text[..j - 1], first, last, j, true);
        }
        if line == 0 || line > MAX {
            let end = if with_column { i - 1 } else { text.len() };
            errors.push((at(line_at), format!("invalid line number: {}", &text[line_at..end])));
            continue;
        }
        let path = if name.is_empty() {
            if with_column { out.last().map_or_else(|| source.path.clone(), |d| d.path.clone()) } else { String::new() }
        } else if name.starts_with('/') {
            clean(name)
        } else {
            let dir = source.path.rsplit_once('/').map_or("", |(d, _)| d);
            if dir.is_empty() { clean(name) } else { clean(&format!("{dir}/{name}")) }
        };
        out.push(LineDirective { from, path, line: line as u32, column: column as u32 });
    }
    (out, errors)
}

/// What follows the last colon: where it starts, and its value if it is a number.
fn trailing_number(text: &str) -> Option<(usize, Option<u64>)> {
    let i = text.rfind(':')? + 1;
    let digits = &text[i..];
    let ok = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    Some((i, if ok { digits.parse().ok() } else { None }))
}

/// The path without `.`, `..` and doubled slashes.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." if parts.last().is_some_and(|l| *l != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            p => parts.push(p),
        }
    }
    let joined = parts.join("/");
    if rooted { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepass::prepare;
    use escape_source::add_file;

    fn check(text: &str, at: &str, expect: &str) {
        let id = add_file("/d/a.go".into(), text.as_bytes().to_vec());
        let source = escape_source::file(id);
        let (list, errors) = read(id, source, &prepare(text.as_bytes()).directives);
        assert!(errors.is_empty(), "{errors:?}");
        source.set_line_directives(list);
        let p = Pos::new(id, text.find(at).unwrap_or(0) as u32).position();
        let got = p.map(|p| format!("{}:{}:{}", p.path, p.line, p.column)).unwrap_or_default();
        assert_eq!(got, expect);
    }

    #[test]
    fn positions_follow_directives() {
        check("//line b.go:7\nX", "X", "/d/b.go:7:0");
        check("//line /x/b.go:7:3\nX", "X", "/x/b.go:7:3");
        check("//line :7:3\n  X", "X", "/d/a.go:7:5");
        check("/*line b.go:7:3*/X", "X", "/d/b.go:7:3");
        check(" //line b.go:7\nX", "X", "/d/a.go:2:1");
    }
}
