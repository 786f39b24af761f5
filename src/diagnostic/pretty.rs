//! `--format pretty`: a report for each escape, over the source.
//!
//! The model: one ariadne report per fact: title and main label are the allocated value, each step of the flow is labelled where
//! it happens, in plain words and numbered in the flow's order; what happens in code that was inlined is labelled there, also in
//! other files, when their text is at hand. Notes say whether it really allocates, what gc does at which size and what to change.

use crate::diagnostic::extent;
use crate::diagnostic::fact::{self, Allocates, Fact, Place, Step, Verdict};
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
    // Downwards, file by file; gc's order is that of its analysis.
    let mut facts: Vec<&Fact> = facts.iter().copied().filter(|f| f.at.is_known() && !is_wrapper(f)).collect();
    let files: Vec<u32> = facts.iter().map(|f| f.at.file.0).collect();
    facts.sort_by_key(|f| (files.iter().position(|id| *id == f.at.file.0), f.at.offset));
    let mut printed: Vec<(Pos, &str, &str, Verdict)> = Vec::new();
    for fact in facts {
        // A generic function's instances say the same again.
        let key = (fact.at, fact.what.as_str(), fact.allocation.kind, fact.verdict);
        if printed.contains(&key) {
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

/// An instance that only calls the code for its shape, at the function's declaration; that code has reports of its own.
fn is_wrapper(fact: &Fact) -> bool {
    let text = file(fact.at.file).text();
    let before = &text[..text.len().min(fact.at.offset as usize)];
    fact.inlined.is_some() && before.trim_ascii_end().ends_with(b"func")
}

/// Where a site is made, for the reader: in the function that was inlined if its text is at hand.
fn origin(fact: &Fact) -> Option<Pos> {
    match &fact.inlined {
        Some((_, pos)) if pos.is_known() && !file(pos.file).text().is_empty() => Some(*pos),
        Some(_) => None,
        None => Some(fact.at),
    }
}

fn extent_of(fact: &Fact, pos: Pos) -> Span {
    let text = file(pos.file).text();
    let offset = pos.offset as usize;
    let range = match fact.allocation.kind {
        "string-to-bytes" | "bytes-to-string" | "string-to-runes" | "runes-to-string" | "rune-to-string" => {
            extent::conversion(text, offset)
        }
        _ => extent::expression(text, offset),
    };
    (pos.file.0, range)
}

/// How much the site's expression covers, if it covers that place.
pub fn covers(fact: &Fact, (path, line, column): &Place) -> Option<usize> {
    let (at, column) = (fact.at.position()?, (*column)?);
    let offset = i64::from(fact.at.offset) + i64::from(column) - i64::from(at.column);
    let range = extent_of(fact, fact.at).1;
    let covers = at.path == path && at.line == *line && usize::try_from(offset).is_ok_and(|o| range.contains(&o));
    covers.then_some(range.len())
}

/// The value as the source has it; gc prints operands as its own tree has them (`len(~r0)`, `x / uint64(8)`).
fn value(fact: &Fact) -> String {
    let literal =
        matches!(fact.allocation.kind, "variable" | "function-literal" | "variadic-arguments" | "map-literal");
    if let Some(pos) = origin(fact).filter(|_| !literal || fact.what == "a temporary") {
        let (_, range) = extent_of(fact, pos);
        let text = String::from_utf8_lossy(file(pos.file).text().get(range).unwrap_or_default()).into_owned();
        let count = |c: char| text.matches(c).count();
        let whole = [('(', ')'), ('[', ']'), ('{', '}')].iter().all(|(a, b)| count(*a) == count(*b));
        if whole && text.len() <= 60 && !text.starts_with(['{', '.', ':']) {
            return text;
        }
    }
    fact::unqualified(&fact.what, fact.inlined.as_ref())
}

fn title(fact: &Fact) -> String {
    let what = match fact.allocation.kind {
        "variadic-arguments" => "the slice of the variadic arguments".into(),
        _ => value(fact),
    };
    match fact.verdict {
        Verdict::MovedToHeap => format!("{what} is moved to the heap"),
        Verdict::Escapes
            if fact.allocation.kind == "interface-conversion" && fact.allocation.allocates != Allocates::Never =>
        {
            format!("{what} is boxed in the heap")
        }
        Verdict::Escapes => format!("{what} escapes to the heap"),
        Verdict::DoesNotEscape => format!("{what} does not escape"),
        Verdict::Unreported => {
            let what = match fact.allocation.kind {
                "go" => "starting a goroutine".into(),
                "map-assignment" => format!("storing in {what}"),
                _ => what,
            };
            let how = if fact.allocation.allocates == Allocates::Always { "allocates" } else { "may allocate" };
            format!("{what} {how}, which gc does not report")
        }
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
        (Verdict::Escapes, _) if fact.allocation.kind == "variadic-arguments" => {
            "a slice of these arguments is made in the heap"
        }
        (Verdict::MovedToHeap | Verdict::Escapes, Allocates::Never) => "this escapes, but costs no allocation",
        (Verdict::MovedToHeap, _) if fact.what == "a temporary" => "this is in the heap",
        (Verdict::MovedToHeap, _) => "this variable is in the heap",
        (Verdict::Escapes, _) if fact.allocation.kind == "interface-conversion" => "this is put into an interface here",
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
            elsewhere.push(words.replace(" here", ""));
            continue;
        }
        let text = file(at.file).text();
        let span = (at.file.0, extent::step(text, at.offset as usize));
        if marks.last().is_none_or(|last| last.span != span || last.words != words) {
            marks.push(Mark { span, words });
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
        Some((f, pos)) if pos.is_known() && !file(pos.file).text().is_empty() => (*pos, format!("in {f}: {words}")),
        Some((f, _)) => (step.at, format!("inside {f}: {}", words.replace(" here", ""))),
        None => (step.at, words),
    }
}

/// gc's line, where the report's title has other words.
fn gc_line(fact: &Fact, paths: &Paths) -> Option<String> {
    let what = &fact.what;
    let line = match fact.verdict {
        Verdict::Escapes => format!("{what} escapes to heap"),
        Verdict::DoesNotEscape => format!("{what} does not escape"),
        Verdict::MovedToHeap | Verdict::Unreported => return None,
    };
    let plain = |s: &str| s.split('{').next().unwrap_or_default().replace([' ', '(', ')'], "");
    if plain(what) == plain(&value(fact)) && fact.allocation.kind != "variadic-arguments" {
        return None;
    }
    Some(format!("gc prints: {}: {line}", paths.position_in_tree(fact.at)?))
}

fn report(fact: &Fact, paths: &Paths, colour: bool, sources: &mut Sources<'_>, out: &mut Vec<u8>) {
    let mut main = extent_of(fact, fact.at);
    let (mut marks, elsewhere) = marks(fact);
    let mut words = main_words(fact).to_string();
    let keyword = file(fact.at.file).text().get(main.1.clone()).unwrap_or_default();
    match keyword {
        b"go" | b"defer" if fact.allocation.kind == "function-literal" => {
            words = format!("gc wraps the call in a function literal: {words}");
        }
        b"for" if fact.allocation.kind == "function-literal" => {
            words = format!("the loop's body becomes a function literal: {words}");
        }
        b"for" => words = "gc keeps the state of this loop in a variable of its own, which is in the heap".into(),
        _ => {}
    }
    if let Some((f, _)) = &fact.inlined {
        main.1 = extent::expression(file(fact.at.file).text(), fact.at.offset as usize);
        match origin(fact) {
            Some(pos) => {
                marks.insert(0, Mark { span: extent_of(fact, pos), words });
                words = format!("{f} is inlined here");
            }
            None => words = format!("{words}: it is made in {f}, which is inlined here"),
        }
    }
    let long = |span: &Span| extent::line(file(FileId(span.0)).text(), span.1.start).len() > MAX_LINE;
    let mut notes = Vec::new();
    // ariadne shows where it is in the file; after a `//line` directive gc says something else.
    let source = file(fact.at.file);
    if fact.at.position().is_some_and(|p| p.path != source.path) {
        notes.extend(paths.position_in_tree(fact.at).map(|at| format!("gc reports it at {at}, by a //line directive")));
    }
    notes.extend(gc_line(fact, paths));
    notes.extend(elsewhere.iter().map(|words| format!("in code that the compiler made: {words}")));
    notes.push(allocates(fact));
    let heap = fact::is_heap(fact);
    // No size changes what a constant or an empty value needs.
    if !heap || fact.allocation.allocates != Allocates::Never {
        notes.extend(fact.allocation.limit.clone());
    }
    if long(&main) || marks.iter().any(|m| long(&m.span)) {
        let mut text = format!("{}: {}\n", paths.position_in_tree(fact.at).unwrap_or_default(), title(fact));
        for m in &marks {
            let at = paths.position_in_tree(Pos::new(FileId(m.span.0), m.span.1.start as u32)).unwrap_or_default();
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
    let line_start = |(id, span): &Span| extent::line(file(FileId(*id)).text(), span.start).start;
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
            let text = file(FileId(id)).text();
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
