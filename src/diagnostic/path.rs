//! File names in messages.
//!
//! The model (facts.md §1.7): gc prints absolute names; the go command then replaces the package's directory, or else the nearest of
//! its parents for which that makes the name shorter, by the path from the working directory.

use escape_load::config::relative;
use escape_source::Pos;
use std::fmt::Write;

/// How names are shortened for one package's messages.
pub struct Paths {
    /// Each directory to replace, innermost first, and what by.
    shorter: Vec<(String, String)>,
}

/// The first column that gc does not print (facts.md §1.5).
pub const COLUMN_LIMIT: u32 = 255;
/// Lines from here on have no column, and stay at this one.
const LINE_LIMIT: u32 = (1 << 20) - 2;

impl Paths {
    /// For the package in `dir`, seen from `working`; both absolute.
    pub fn new(working: &str, dir: &str) -> Paths {
        let mut shorter = Vec::new();
        let mut dir = dir;
        while !dir.is_empty() {
            let short = relative(working, dir);
            if short.len() < dir.len() {
                shorter.push((dir.to_string(), short));
            }
            dir = &dir[..dir.rfind('/').unwrap_or(0)];
        }
        Paths { shorter }
    }

    /// A file's name.
    pub fn name(&self, path: &str) -> String {
        let (short, rest) = self.parts(path);
        format!("{short}{rest}")
    }

    /// What a directory in front of it is replaced by, and the rest.
    fn parts<'a>(&'a self, path: &'a str) -> (&'a str, &'a str) {
        let shorter = |(dir, short): &'a (String, String)| Some((short.as_str(), path.strip_prefix(dir.as_str())?));
        self.shorter.iter().find_map(shorter).unwrap_or(("", path))
    }

    /// Names inside a message, which stand behind a blank.
    pub fn in_text(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (dir, short) in &self.shorter {
            text = text.replace(&format!(" {dir}/"), &format!(" {short}/"));
        }
        text
    }

    /// Names stay as they are.
    pub fn absolute() -> Paths {
        Paths { shorter: Vec::new() }
    }

    /// `file:line:column`; `None` for no position.
    pub fn position(&self, pos: Pos) -> Option<String> {
        let p = pos.position()?;
        Some(self.place(p.path, p.line, p.column))
    }

    /// [`Self::position`] in messages that are no errors.
    pub fn position_in_tree(&self, pos: Pos) -> Option<String> {
        let p = pos.position()?;
        Some(self.place(p.path_in_tree(), p.line, p.column))
    }

    /// A position inside a message: with any column, and the physical one where `//line` changed it.
    pub fn position_in_text(&self, pos: Pos) -> Option<String> {
        let p = pos.position()?;
        let (name, note) = (self.name(p.path), pos.physical_note());
        Some(match p.column {
            0 => format!("{name}:{}{note}", p.line),
            column => format!("{name}:{}:{column}{note}", p.line),
        })
    }

    /// `file:line:column`, without a column that gc does not print.
    pub fn place(&self, path: &str, line: u32, column: u32) -> String {
        let mut out = String::new();
        self.write_place(&mut out, path, line, column);
        out
    }

    /// Appends [`Self::place`].
    pub fn write_place(&self, out: &mut String, path: &str, line: u32, column: u32) {
        let (short, rest) = self.parts(path);
        let shown = column != 0 && column < COLUMN_LIMIT && line < LINE_LIMIT;
        let line = line.min(LINE_LIMIT);
        // Writing to a string does not fail.
        let _ = write!(out, "{short}{rest}:{line}");
        if shown {
            let _ = write!(out, ":{column}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(working: &str, dir: &str, path: &str, expect: &str) {
        assert_eq!(Paths::new(working, dir).name(path), expect);
    }

    #[test]
    fn names() {
        check("/abs/cwd", "/abs/cwd", "/abs/cwd/x.go", "./x.go");
        check("/abs/cwd", "/abs/cwd/lib", "/abs/cwd/lib/lib.go", "lib/lib.go");
        check("/abs/cwd", "/abs/cwd", "/abs/cwd/lib/lib.go", "./lib/lib.go");
        check("/abs/cwd/a", "/abs/cwd/b", "/abs/cwd/b/x.go", "../b/x.go");
        check("/abs/cwd/a", "/abs/cwd/a", "/abs/other/x.go", "/abs/other/x.go");
        check("/abs/cwd/a/b/c", "/usr/lib/go/src/fmt", "/usr/lib/go/src/fmt/print.go", "/usr/lib/go/src/fmt/print.go");
        // Prefixes are of characters, not of path elements, as in the go command.
        check("/abs/cwd", "/abs/cwd/lib", "/abs/cwd/lib2/x.go", "lib2/x.go");
    }
}
