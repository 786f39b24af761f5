//! `--format pretty`: a report for each escape, over the source.
//!
//! The model: one ariadne report per fact: title and main label are the allocated value, each step of the flow is labelled where
//! it happens, in plain words; notes say whether it really allocates and what to change. Labels are tokens: byte ranges of the file.

use crate::diagnostic::fact::{Allocates, Fact, Verdict};
use crate::diagnostic::path::Paths;
use ariadne::{Cache, Color, Config, IndexType, Label, Report, ReportKind, Source};
use escape_source::{FileId, Pos, file};
use std::collections::BTreeMap;
use std::ops::Range;

/// The reports of one package's facts.
pub fn print(facts: &[&Fact], paths: &Paths, colour: bool) -> String {
    let mut sources = Sources { paths, read: BTreeMap::new() };
    let mut out = Vec::new();
    for fact in facts {
        if !fact.at.is_known() {
            continue;
        }
        // Writing to memory does not fail.
        let _ = report(fact, paths, colour).write(&mut sources, &mut out);
        out.push(b'\n');
    }
    let text = String::from_utf8_lossy(&out).into_owned();
    // ariadne colours the word before the title even without colours.
    if colour { text } else { anstream::adapter::strip_str(&text).to_string() }
}

type Span = (u32, Range<usize>);

fn report<'a>(fact: &Fact, paths: &Paths, colour: bool) -> Report<'a, Span> {
    let title = match fact.verdict {
        Verdict::MovedToHeap => format!("{} is moved to the heap", fact.what),
        Verdict::Escapes => format!("{} escapes to the heap", fact.what),
        Verdict::DoesNotEscape => format!("{} does not escape", fact.what),
    };
    let kind = match fact.verdict {
        Verdict::DoesNotEscape => ReportKind::Custom("stack", Color::Green),
        _ => ReportKind::Custom("heap", Color::Yellow),
    };
    let config = Config::default().with_color(colour).with_index_type(IndexType::Byte);
    let main = match fact.verdict {
        Verdict::MovedToHeap => "this variable is allocated in the heap",
        Verdict::Escapes => "this is allocated in the heap",
        Verdict::DoesNotEscape => "this stays on the stack",
    };
    let mut report = Report::build(kind, span(fact.at))
        .with_config(config)
        .with_message(title)
        .with_label(Label::new(span(fact.at)).with_message(main).with_color(Color::Yellow).with_order(0));
    let mut elsewhere = Vec::new();
    let steps = fact.path.iter().enumerate();
    for (i, step) in steps {
        if step.at.is_known() {
            let label = Label::new(span(step.at)).with_message(step.words()).with_color(Color::Cyan);
            report = report.with_label(label.with_order(i as i32 + 1));
        } else {
            elsewhere.push(step.words());
        }
    }
    for words in elsewhere {
        report = report.with_note(format!("in code that the compiler made: {words}"));
    }
    let allocates = match fact.allocates {
        Allocates::Never => "never allocates",
        Allocates::Maybe => "may allocate",
        Allocates::Always => "allocates each time",
    };
    let at = paths.position(fact.at).unwrap_or_default();
    let reason = if fact.reason.is_empty() { String::new() } else { format!(": {}", fact.reason) };
    report = report.with_note(format!("{at} {allocates}{reason}"));
    if let Some(advice) = fact.advice().filter(|_| fact.is_heap()) {
        report = report.with_help(advice);
    }
    report.finish()
}

/// The token at a position.
fn span(pos: Pos) -> Span {
    let text = &file(pos.file).text;
    let start = (pos.offset as usize).min(text.len());
    let word = text[start..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_' || **b >= 0x80).count();
    (pos.file.0, start..(start + word.max(1)).min(text.len()))
}

/// Texts for ariadne, by file.
struct Sources<'a> {
    paths: &'a Paths,
    read: BTreeMap<u32, Source<String>>,
}

impl Cache<u32> for &mut Sources<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &u32) -> Result<&Source<String>, impl std::fmt::Debug> {
        let id = *id;
        let source = self.read.entry(id).or_insert_with(|| {
            // Invalid UTF-8 would move every offset after it.
            let text = &file(FileId(id)).text;
            let text = match std::str::from_utf8(text) {
                Ok(t) => t.to_string(),
                Err(_) => text.iter().map(|b| if b.is_ascii() { *b as char } else { '?' }).collect(),
            };
            Source::from(text)
        });
        Ok::<_, std::convert::Infallible>(source)
    }

    fn display<'b>(&self, id: &'b u32) -> Option<impl std::fmt::Display + 'b> {
        Some(self.paths.name(&file(FileId(*id)).path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::fact::Step;
    use escape_source::add_file;

    #[test]
    fn report_over_the_source() {
        let id = add_file("/w/x.go".into(), b"package p\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n".to_vec());
        let fact = Fact {
            at: Pos::new(id, 28),
            what: "x".into(),
            verdict: Verdict::MovedToHeap,
            allocates: Allocates::Always,
            reason: "its address outlives the call".into(),
            path: vec![Step { at: Pos::new(id, 36), code: "return &x".into(), why: "return".into(), to: "~r0".into() }],
        };
        let got = print(&[&fact], &Paths::new("/w", "/w"), false);
        for part in
            ["x is moved to the heap", "./x.go:4:2", "x := 1", "returned here", "allocates each time: its address"]
        {
            assert!(got.contains(part), "{part} in\n{got}");
        }
    }
}
