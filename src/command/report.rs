//! What is printed, package by package.

use crate::command::args::Format;
use crate::command::pipeline::Job;
use crate::diagnostic::fact::{self, Fact};
use crate::diagnostic::path::Paths;
use crate::diagnostic::record::Records;
use crate::diagnostic::{json, pretty, text};
use escape_load::Package;
use std::io::Write;

/// What came of a package.
#[derive(Default)]
pub struct Done {
    pub records: Records,
    /// For the formats that show them.
    pub facts: Vec<Fact>,
    pub errors: String,
    /// What the linker would say, after the rest.
    pub link: &'static str,
}

/// What is printed, package by package.
pub struct Report {
    /// How many are done.
    pub packages: usize,
    out: std::io::BufWriter<std::io::Stdout>,
    /// For JSON: it is one document.
    document: Vec<serde_json::Value>,
    /// Facts shown.
    told: usize,
    colour: bool,
    pub code: i32,
}

impl Report {
    pub fn new() -> Report {
        Report {
            packages: 0,
            out: std::io::BufWriter::with_capacity(1 << 16, std::io::stdout()),
            document: Vec::new(),
            told: 0,
            colour: anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
            code: 0,
        }
    }

    /// The next package. A closed pipe is the reader's wish.
    pub fn add(&mut self, job: &Job, dir: &str, p: &Package, done: &Done) {
        self.packages += 1;
        let failed = !done.errors.is_empty();
        if failed && job.format != Format::Text {
            // A document has no place for it.
        } else if p.named && job.format == Format::Json {
            self.document.push(json::package(&p.header(), &done.records, &done.facts, &job.only));
        } else if p.named && job.format == Format::Pretty {
            let shown = shown(job, &done.facts);
            self.told += shown.len();
            if !shown.is_empty() {
                let paths = Paths::new(dir, &p.dir);
                let _ = write!(self.out, "# {}\n{}", p.header(), pretty::print(&shown, &paths, self.colour));
            }
        } else if !done.records.is_empty() {
            let paths = Paths::new(dir, &p.dir);
            let _ = text::print(&mut self.out, &p.header(), &done.records, &paths, &job.only);
        }
        // An error that gc finds at the very end follows the messages.
        if failed {
            self.code = 1;
            let _ = self.out.flush();
            let header = if p.unbuildable.is_none() { format!("# {}\n", p.header()) } else { String::new() };
            let _ = write!(std::io::stderr(), "{header}{}", done.errors);
        }
        if !done.link.is_empty() {
            self.code = 1;
            let _ = self.out.flush();
            let _ = writeln!(std::io::stderr(), "# {}\n{}", p.header(), done.link);
        }
    }

    /// The exit code.
    pub fn finish(mut self, job: &Job) -> i32 {
        if job.format == Format::Json {
            let _ = writeln!(self.out, "{}", serde_json::json!({"version": json::VERSION, "packages": self.document}));
        }
        let _ = self.out.flush();
        if job.at.is_some() && self.told == 0 && self.code == 0 {
            eprintln!(
                "escape: no value that could be in the heap is made there, and none passes there on its way to the heap"
            );
            return 1;
        }
        if job.format == Format::Pretty && self.told == 0 && self.code == 0 {
            eprintln!("escape: nothing escapes");
        }
        self.code
    }
}

/// The facts that get a report: those of the place asked for, else of the kinds asked for, else what is in the heap.
fn shown<'f>(job: &Job, facts: &'f [Fact]) -> Vec<&'f Fact> {
    let only = &job.only;
    match &job.at {
        // The nearest that there is: reported there, the smallest expression around it, or on its way there.
        Some(place) => {
            let all = |near: &dyn Fn(&Fact) -> bool| facts.iter().filter(|f| near(f)).collect::<Vec<_>>();
            let there = all(&|f| fact::is_at(f, place));
            let smallest = facts.iter().filter_map(|f| pretty::covers(f, place)).min();
            match smallest {
                _ if !there.is_empty() => there,
                Some(size) => all(&|f| pretty::covers(f, place) == Some(size)),
                None => all(&|f| fact::passes(f, place)),
            }
        }
        None if only.is_empty() => facts.iter().filter(|f| fact::is_heap(f)).collect(),
        None => facts.iter().filter(|f| only.iter().any(|o| o.admits_site(f))).collect(),
    }
}
