//! Compile errors as gc prints them.
//!
//! The model: errors are queued in the order in which they are found. Of several syntax errors on a line the first counts, of
//! several equal other errors too. The tenth error ends the compilation, unless all are wanted (`-e`). What is queued is then
//! sorted by position, where a file comes as early as its first error did.

use crate::diagnostic::path::{COLUMN_LIMIT, Paths};
use escape_source::Pos;

/// gc's limit without `-e`.
const LIMIT: usize = 10;

/// The errors of one package.
pub struct Errors<'a> {
    paths: &'a Paths,
    all: bool,
    queue: Vec<(Pos, String)>,
    last_syntax: Option<Pos>,
    last_other: Option<(Pos, String)>,
    syntax: bool,
    /// The position at which the limit was reached.
    stopped: Option<Pos>,
}

impl<'a> Errors<'a> {
    pub fn new(paths: &'a Paths, all: bool) -> Errors<'a> {
        Errors { paths, all, queue: Vec::new(), last_syntax: None, last_other: None, syntax: false, stopped: None }
    }

    /// Queues an error. False when the limit is reached: nothing more is to be reported.
    pub fn add(&mut self, pos: Pos, text: String) -> bool {
        if self.stopped.is_some() {
            return false;
        }
        if text.starts_with("syntax error") {
            self.syntax = true;
            if self.last_syntax.is_some_and(|last| last.same_line(pos)) {
                return true;
            }
            self.last_syntax = Some(pos);
        } else {
            if self.last_other.as_ref().is_some_and(|(last, t)| last.same_line(pos) && *t == text) {
                return true;
            }
            self.last_other = Some((pos, text.clone()));
        }
        self.queue.push((pos, text));
        if self.queue.len() >= LIMIT && !self.all {
            self.stopped = Some(pos);
            return false;
        }
        true
    }

    /// A syntax error, or the limit: the package is not type-checked.
    pub fn must_stop(&self) -> bool {
        self.syntax || self.stopped.is_some()
    }

    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// The lines, each with its newline.
    pub fn print(self) -> String {
        let mut stretches: Vec<(u32, usize)> = Vec::new();
        let keys: Vec<(usize, (u32, u32))> = self
            .queue
            .iter()
            .map(|(pos, _)| {
                if !pos.is_known() {
                    return (0, (0, 0));
                }
                let stretch = (pos.file.0, pos.line_stretch());
                let i = stretches.iter().position(|s| *s == stretch).unwrap_or_else(|| {
                    stretches.push(stretch);
                    stretches.len() - 1
                });
                let (line, column) = pos.physical();
                (i + 1, (line, column.min(COLUMN_LIMIT)))
            })
            .collect();
        let mut order: Vec<usize> = (0..self.queue.len()).collect();
        order.sort_by_key(|&i| keys[i]);
        let mut out = String::new();
        let mut last = String::new();
        for i in order {
            let (pos, text) = &self.queue[i];
            let text = self.paths.in_text(text);
            let line = match self.paths.position(*pos) {
                Some(at) => format!("{at}: {text}\n"),
                None => format!("{text}\n"),
            };
            if line != last {
                out += &line;
            }
            last = line;
        }
        if let Some(pos) = self.stopped {
            let at = self.paths.position(pos).unwrap_or_else(|| "<unknown line number>".into());
            out += &format!("{at}: too many errors\n");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use escape_source::add_file;

    fn check(errors: &[(u32, &str)], all: bool, expect: &str) {
        let file = add_file("/w/x.go".into(), b"aaaa\nbbbb\ncccc\n".to_vec());
        let paths = Paths::new("/w", "/w");
        let mut e = Errors::new(&paths, all);
        for (offset, text) in errors {
            if !e.add(Pos::new(file, *offset), text.to_string()) {
                break;
            }
        }
        assert_eq!(e.print(), expect);
    }

    #[test]
    fn sorted_and_filtered() {
        check(&[(6, "b"), (0, "a"), (1, "a"), (6, "b")], false, "./x.go:1:1: a\n./x.go:2:2: b\n");
        check(
            &[(0, "syntax error: a"), (1, "syntax error: b"), (2, "c")],
            false,
            "./x.go:1:1: syntax error: a\n./x.go:1:3: c\n",
        );
    }

    #[test]
    fn ten_are_enough() {
        let texts: Vec<String> = (0..11).map(|i| format!("e{i}")).collect();
        let errors: Vec<(u32, &str)> = texts.iter().map(|t| (0, t.as_str())).collect();
        let ten: String = texts[..10].iter().map(|t| format!("./x.go:1:1: {t}\n")).collect();
        check(&errors, false, &format!("{ten}./x.go:1:1: too many errors\n"));
        check(&errors, true, &format!("{ten}./x.go:1:1: e10\n"));
    }
}
