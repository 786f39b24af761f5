//! `escape explain FILE:LINE[:COLUMN]`: the story of one place.

use crate::command::args::{Explain, Format};
use crate::command::hint;
use crate::command::loading;
use crate::command::pipeline::{self, Goal, Job};
use escape_gc_model::Flags;

/// 1 when nothing is known of the place.
pub fn run(args: &Explain) -> i32 {
    let Some((file, line, column)) = parse(&args.place) else {
        eprintln!("escape: {:?} is not FILE:LINE or FILE:LINE:COLUMN", args.place);
        return 2;
    };
    if let Err(text) = exists(&file, line, column) {
        eprintln!("escape: {text}");
        return 1;
    }
    let mut what = args.what.clone();
    if what.patterns.is_empty() {
        what.patterns.push(default_pattern(&file));
    }
    let Some(program) = loading::load(&what) else { return 1 };
    let path = escape_load::modules::join(&program.dir, &file);
    let job = Job {
        goal: Goal::Messages(Flags { level: 1, no_inline: false }),
        all_errors: false,
        only: Vec::new(),
        format: Format::Pretty,
        at: Some((path, line, column)),
        jobs: loading::jobs(&what),
        bundle: None,
    };
    pipeline::run(&program, &job)
}

/// Whether there is such a place; else what is wrong with it.
fn exists(file: &str, line: u32, column: Option<u32>) -> Result<(), String> {
    if let Some(text) = hint::missing_file(file, ".") {
        return Err(text);
    }
    // Other troubles with the file come up when it is loaded.
    let Ok(text) = std::fs::read(file) else { return Ok(()) };
    let mut lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
    if text.ends_with(b"\n") {
        lines.pop();
    }
    match lines.get(line as usize - 1) {
        None => Err(format!("{file} has only {} lines", lines.len())),
        Some(text) if column.is_some_and(|c| c as usize > text.len()) => {
            Err(format!("line {line} of {file} has only {} columns", text.len()))
        }
        _ => Ok(()),
    }
}

/// In a module the file's package, else the file alone.
fn default_pattern(file: &str) -> String {
    let dir = file.rsplit_once('/').map_or(".", |(dir, _)| if dir.is_empty() { "/" } else { dir });
    let start = std::path::Path::new(dir).canonicalize().unwrap_or_default();
    let in_module = start.ancestors().any(|d| d.join("go.mod").is_file());
    match (in_module, dir) {
        (false, _) => file.to_string(),
        (true, ".") => ".".into(),
        (true, dir) if dir.starts_with(['/', '.']) => dir.to_string(),
        (true, dir) => format!("./{dir}"),
    }
}

/// Lines and columns count from 1.
fn parse(place: &str) -> Option<(String, u32, Option<u32>)> {
    let number = |s: &str| s.parse().ok().filter(|n| *n > 0);
    let (before, last) = place.rsplit_once(':')?;
    let last = number(last)?;
    let (file, line, column) = match before.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
        Some((file, line)) => (file, line, Some(last)),
        None => (before, last, None),
    };
    (!file.is_empty()).then(|| (file.to_string(), line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(parse("a/x.go:3"), Some(("a/x.go".into(), 3, None)));
        assert_eq!(parse("x.go:3:7"), Some(("x.go".into(), 3, Some(7))));
        assert_eq!(parse("x.go"), None);
        assert_eq!(parse("x.go:0"), None);
        assert_eq!(parse(":3"), None);
    }
}
