//! `--format pretty`: a report for each escape, over the source.
//!
//! The model: one ariadne report per fact: title and main label are the allocated value, each step of the flow is labelled where
//! it happens, in plain words and numbered in the flow's order; what happens in code that was inlined is labelled there, also in
//! other files, when their text is at hand. Notes say whether it really allocates, what gc does at which size and what to change.

use crate::diagnostic::extent;
use crate::diagnostic::fact::{self, Allocates, Fact, Step, Verdict};
use crate::diagnostic::path::Paths;
use ariadne::{Cache, CharSet, Color, Config, IndexType, Label, Report, ReportKind, Source};
use escape_source::{FileId, Pos, file};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// The reports of one package's facts.
pub fn print(facts: &[&Fact], paths: &Paths, colour: bool) -> String {
    let mut sources = Sources { paths, read: BTreeMap::new() };
    let mut out = Vec::new();
    let mut printed: Vec<(Pos, &str, Verdict)> = Vec::new();
    for fact in facts {
        // A generic function's instances say the same again.
        let key = (fact.at, fact.what.as_str(), fact.verdict);
        if !fact.at.is_known() || printed.contains(&key) {
            continue;
        }
        printed.push(key);
        report(fact, paths, colour, &mut sources, &mut out);
        out.push(b'\n');
    }
    // Instances by their types, not by the shapes that gc compiles them for.
    let text = String::from_utf8_lossy(&out).replace("go.shape.", "");
    // ariadne colours the word before the title even without colours.
    let text = if colour { text } else { anstream::adapter::strip_str(&text).to_string() };
    text.lines().map(|l| l.trim_end().to_string() + "\n").collect()
}

type Span = (u32, Range<usize>);

/// One label: where, and what it says.
struct Mark {
    span: Span,
    words: String,
}

/// Longer lines are not shown: nobody can read them.
const MAX_LINE: usize = 1000;

fn title(fact: &Fact) -> String {
    let what = &fact.what;
    match fact.verdict {
        Verdict::MovedToHeap => format!("{what} is moved to the heap"),
        Verdict::Escapes => format!("{what} escapes to the heap"),
        Verdict::DoesNotEscape => format!("{what} does not escape"),
        Verdict::Unreported => format!("{what}: gc says nothing"),
    }
}

fn allocates(fact: &Fact) -> String {
    let how = match fact.allocation.allocates {
        Allocates::Never => "never allocates",
        Allocates::Maybe => "may allocate",
        Allocates::Always => "allocates each time",
    };
    format!("{how}: {}", fact.allocation.reason)
}

/// What the main label says.
fn main_words(fact: &Fact) -> &'static str {
    match (fact.verdict, fact.allocation.allocates) {
        (Verdict::MovedToHeap | Verdict::Escapes, Allocates::Never) => "this escapes, but costs no allocation",
        (Verdict::MovedToHeap, _) => "this variable is in the heap",
        (Verdict::Escapes, _) if fact.allocation.kind == "interface-conversion" => "this is boxed in the heap",
        (Verdict::Escapes, _) => "this is in the heap",
        (Verdict::DoesNotEscape, Allocates::Never) => "this needs no allocation",
        (Verdict::DoesNotEscape, Allocates::Maybe) => "this is on the stack if it is small",
        (_, Allocates::Always) => "this is allocated in the heap",
        (Verdict::Unreported, _) => "this may be allocated in the heap",
    }
}

/// The labels of the flow, the same place once; and what has no place.
fn marks(fact: &Fact) -> (Vec<Mark>, Vec<String>) {
    let mut marks: Vec<Mark> = Vec::new();
    let mut elsewhere = Vec::new();
    for (i, step) in fact.path.iter().enumerate() {
        // One label says both.
        if step.why == "captured by a closure" && fact.path.get(i + 1).is_some_and(|s| s.why == "reference") {
            continue;
        }
        let Some(words) = fact::words(step) else { continue };
        let (at, words) = place(step, words);
        if !at.is_known() {
            elsewhere.push(words);
            continue;
        }
        let text = &file(at.file).text;
        let span = (at.file.0, extent::step(text, at.offset as usize));
        match marks.last_mut() {
            Some(last) if last.span == span => {
                if last.words != words {
                    last.words = format!("{}; {}", last.words, words)
                }
            }
            _ => marks.push(Mark { span, words }),
        }
    }
    if marks.len() > 1 {
        for (i, mark) in marks.iter_mut().enumerate() {
            mark.words = format!("{}. {}", i + 1, mark.words);
        }
    }
    (marks, elsewhere)
}

/// Where a step is shown: in the function that was inlined if its text is at hand, else at the call.
fn place(step: &Step, words: String) -> (Pos, String) {
    match &step.inlined {
        Some((f, pos)) if pos.is_known() && !file(pos.file).text.is_empty() => (*pos, format!("in {f}: {words}")),
        Some((f, _)) => (step.at, format!("in {f}, which is inlined here: {words}")),
        None => (step.at, words),
    }
}

fn report(fact: &Fact, paths: &Paths, colour: bool, sources: &mut Sources<'_>, out: &mut Vec<u8>) {
    let main = (fact.at.file.0, extent::expression(&file(fact.at.file).text, fact.at.offset as usize));
    let (mut marks, elsewhere) = marks(fact);
    let mut words = main_words(fact).to_string();
    if let Some((f, pos)) = &fact.inlined {
        if pos.is_known() && !file(pos.file).text.is_empty() {
            let span = (pos.file.0, extent::expression(&file(pos.file).text, pos.offset as usize));
            marks.insert(0, Mark { span, words });
            words = format!("{f} is inlined here");
        } else {
            words = format!("{words}: it is made in {f}, which is inlined here");
        }
    }
    let long = |span: &Span| extent::line(&file(FileId(span.0)).text, span.1.start).len() > MAX_LINE;
    let mut notes = Vec::new();
    // ariadne shows where it is in the file; after a `//line` directive gc says something else.
    let source = file(fact.at.file);
    if fact.at.position().is_some_and(|p| p.path != source.path) {
        notes.extend(paths.position(fact.at).map(|at| format!("gc reports it at {at}, by a //line directive")));
    }
    notes.extend(elsewhere.iter().map(|words| format!("in code that the compiler made: {words}")));
    notes.push(allocates(fact));
    notes.extend(fact.allocation.limit.clone());
    let heap = fact::is_heap(fact);
    if long(&main) || marks.iter().any(|m| long(&m.span)) {
        let mut text = format!("{}: {}\n", paths.position(fact.at).unwrap_or_default(), title(fact));
        for m in &marks {
            let at = paths.position(Pos::new(FileId(m.span.0), m.span.1.start as u32)).unwrap_or_default();
            text += &format!("  {at}: {}\n", m.words);
        }
        notes.iter().for_each(|n| text += &format!("  {n}\n"));
        out.extend(text.as_bytes());
        return;
    }
    let (word, color) = match (heap, fact.allocation.allocates) {
        (true, Allocates::Never) | (false, Allocates::Maybe) => ("may be", Color::Blue),
        (true, _) | (_, Allocates::Always) => ("heap", Color::Yellow),
        (false, Allocates::Never) => ("stack", Color::Green),
    };
    let word = if word == "may be" { if heap { "escape" } else { "stack or heap" } } else { word };
    let config = Config::default().with_color(colour).with_index_type(IndexType::Byte).with_char_set(CharSet::Unicode);
    // A file's labels together and downwards, else ariadne starts a new snippet for each step back; within a line from the
    // right, so that no label's line crosses another.
    let line_start = |(id, span): &Span| extent::line(&file(FileId(*id)).text, span.start).start;
    let mut labels = vec![(main.clone(), words, color)];
    labels.extend(marks.into_iter().map(|m| (m.span, m.words, Color::Cyan)));
    let files: Vec<u32> = labels.iter().map(|(span, ..)| span.0).collect();
    labels.sort_by_key(|(span, ..)| {
        (files.iter().position(|f| *f == span.0), line_start(span), Reverse((span.1.start, span.1.end)))
    });
    let mut report = Report::build(ReportKind::Custom(word, color), main).with_config(config).with_message(title(fact));
    for (order, (span, words, color)) in (0..).zip(labels) {
        report = report.with_label(Label::new(span).with_message(words).with_color(color).with_order(order));
    }
    for note in notes {
        report = report.with_note(note);
    }
    if let Some(advice) = fact::advice(fact) {
        report = report.with_help(advice);
    }
    // Writing to memory does not fail.
    let _ = report.finish().write(&mut *sources, out);
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
