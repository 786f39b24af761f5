//! `escape -m`: patterns → packages → parsed → checked → gc's model → messages as gc prints them.

use crate::command::args::{Analyse, Format};
use crate::command::loading;
use crate::command::pipeline::{self, Goal, Job};
use crate::diagnostic::text::Only;
use escape_gc_model::Flags;

/// Messages go to standard output, compile errors to standard error (1 if there are any).
pub fn run(args: &Analyse) -> i32 {
    if args.what.patterns.is_empty() && args.m.is_empty() {
        eprintln!("escape: no files or packages are named: escape main.go, escape ./... (help: escape --help)");
        return 2;
    }
    let level = match args.level() {
        Ok(level) => level,
        Err(value) => {
            eprintln!("escape: invalid value {value:?} for -m: it is a number (-m, -m=2)");
            return 2;
        }
    };
    let format = args.format.unwrap_or(if args.m.is_empty() { Format::Pretty } else { Format::Text });
    let sites = |o: &Only| matches!(o, Only::Escape | Only::Heap | Only::Allocates);
    if format == Format::Pretty && !args.only.is_empty() && !args.only.iter().any(sites) {
        eprintln!("escape: the reports are about escape, heap or allocates; for other kinds use -m");
        return 2;
    }
    if format == Format::Text && args.only.contains(&Only::Allocates) {
        eprintln!("escape: gc's text does not say what allocates: use --format pretty or json");
        return 2;
    }
    let Some(program) = loading::load(&args.what) else { return 1 };
    let flags = Flags { level: level.clamp(1, 2), no_inline: args.no_inline };
    let job = Job {
        goal: Goal::Messages(flags),
        all_errors: args.all_errors,
        only: args.only.clone(),
        format,
        at: None,
        jobs: loading::jobs(&args.what),
        bundle: None,
    };
    pipeline::run(&program, &job)
}
