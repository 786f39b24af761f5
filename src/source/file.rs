//! The table of source files, their line tables and `//line` directives.

use crate::{FileId, Pos};
use std::sync::OnceLock;

/// One source file. `path` is absolute, as gc is given it; printing makes it relative (facts.md §1.7).
pub struct SourceFile {
    pub path: String,
    text: OnceLock<Vec<u8>>,
    lines: Vec<u32>,
    line_directives: OnceLock<Vec<LineDirective>>,
}

/// A `//line` or `/*line*/` directive, or another cause for which gc counts lines anew, in effect from `from` (byte offset of the first byte it governs).
#[derive(Clone, Debug)]
pub struct LineDirective {
    pub from: u32,
    pub path: String,
    pub line: u32,
    /// 0 when the directive gives no column: columns are then unknown until the next directive.
    pub column: u32,
}

/// A position as gc prints it: 1-based; `column` 0 means "not printed" (facts.md §1.5, §1.6).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Position<'a> {
    pub path: &'a str,
    pub line: u32,
    pub column: u32,
}

impl<'a> Position<'a> {
    /// The file's name as gc's tree has it, and so all messages but errors: `//line :10` gives none, which the tree has as `??`.
    pub fn path_in_tree(&self) -> &'a str {
        if self.path.is_empty() { "??" } else { self.path }
    }
}

static FILES: boxcar::Vec<SourceFile> = boxcar::Vec::new();

/// Adds a file to the table and returns its name.
pub fn add_file(path: String, text: Vec<u8>) -> FileId {
    let lines = line_starts(&text);
    FileId(FILES.push(SourceFile { path, text: text.into(), lines, line_directives: OnceLock::new() }) as u32)
}

fn line_starts(text: &[u8]) -> Vec<u32> {
    let mut lines = vec![0];
    lines.extend(text.iter().enumerate().filter(|&(_, &b)| b == b'\n').map(|(i, _)| i as u32 + 1));
    lines
}

/// Adds a file of which only the line table is known (it comes from a package's offer): enough to print positions.
pub fn add_lines(path: String, line_starts: Vec<u32>, directives: Vec<LineDirective>) -> FileId {
    let lines = if line_starts.is_empty() { vec![0] } else { line_starts };
    FileId(FILES.push(SourceFile { path, text: OnceLock::new(), lines, line_directives: directives.into() }) as u32)
}

/// The file of that name. Panics on `Pos::NONE`'s file.
pub fn file(id: FileId) -> &'static SourceFile {
    &FILES[id.0 as usize]
}

impl SourceFile {
    /// The source. That of a file known by its lines only is read now, if it still can be and still has these lines.
    pub fn text(&self) -> &[u8] {
        self.text.get_or_init(|| {
            let text = std::fs::read(&self.path).unwrap_or_default();
            if line_starts(&text) == self.lines { text } else { Vec::new() }
        })
    }

    /// Called once, by the scanner's pre-pass, which sees every comment.
    pub fn set_line_directives(&self, directives: Vec<LineDirective>) {
        let _ = self.line_directives.set(directives);
    }

    /// In order of their places.
    pub fn line_directives(&self) -> &[LineDirective] {
        self.line_directives.get().map_or(&[], |d| d)
    }

    /// Byte offsets of the starts of the lines; the first is 0.
    pub fn line_starts(&self) -> &[u32] {
        &self.lines
    }

    /// The position of an offset under those directives.
    pub fn position<'a>(&'a self, directives: &'a [LineDirective], offset: u32) -> Position<'a> {
        let (line, column) = self.physical(offset);
        let i = directives.partition_point(|d| d.from <= offset);
        if i == 0 {
            return Position { path: &self.path, line, column };
        }
        let d = &directives[i - 1];
        let (from_line, from_column) = self.physical(d.from);
        let column = match d.column {
            0 => 0,
            c if line == from_line => c + (column - from_column),
            _ => column,
        };
        Position { path: &d.path, line: d.line + (line - from_line), column }
    }

    /// 1-based physical line and byte column of an offset; `//line` is ignored.
    pub fn physical(&self, offset: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|&start| start <= offset);
        (line as u32, offset - self.lines[line - 1] + 1)
    }
}

impl Pos {
    /// The position as gc prints it, `//line` directives honoured, column not yet saturated at 255.
    /// `None` for `Pos::NONE`.
    pub fn position(self) -> Option<Position<'static>> {
        if !self.is_known() {
            return None;
        }
        let f = file(self.file);
        Some(f.position(f.line_directives(), self.offset))
    }

    /// Which stretch between `//line` directives the position lies in: gc sorts and compares errors stretch by stretch.
    pub fn line_stretch(self) -> usize {
        if !self.is_known() {
            return 0;
        }
        let directives = file(self.file).line_directives.get().map_or(&[][..], |d| d);
        directives.partition_point(|d| d.from <= self.offset)
    }

    /// What gc adds to a position inside a message where `//line` changed it: the physical one, in brackets.
    pub fn physical_note(self) -> String {
        let Some(shown) = self.position().filter(|_| self.line_stretch() > 0) else { return String::new() };
        let (line, column) = self.physical();
        let path = &file(self.file).path;
        if (shown.path, shown.line, shown.column) == (path, line, column) {
            return String::new();
        }
        format!("[{path}:{line}:{column}]")
    }

    /// Whether gc takes the positions for ones on the same line.
    pub fn same_line(self, other: Pos) -> bool {
        self.file == other.file
            && self.line_stretch() == other.line_stretch()
            && self.physical().0 == other.physical().0
    }

    /// 1-based physical line and column, `//line` ignored; (0, 0) for `Pos::NONE`.
    pub fn physical(self) -> (u32, u32) {
        if self.is_known() { file(self.file).physical(self.offset) } else { (0, 0) }
    }
}
