//! `escape explain FILE:LINE[:COLUMN]`: the story of one place.

use crate::command::args::{Explain, Format};
use crate::command::pipeline::{self, Goal, Job};
use escape_gc_model::Flags;

/// 1 when nothing is known of the place.
pub fn run(args: &Explain) -> i32 {
    let Some((file, line, column)) = parse(&args.place) else {
        eprintln!("escape: {} is not FILE:LINE or FILE:LINE:COLUMN", args.place);
        return 2;
    };
    let mut what = args.what.clone();
    if what.patterns.is_empty() {
        what.patterns.push(default_pattern(&file));
    }
    let Some(program) = pipeline::load(&what) else { return 1 };
    let path = escape_load::modules::join(&program.dir, &file);
    let job = Job {
        goal: Goal::Messages(Flags { level: 1, no_inline: false }),
        all_errors: false,
        only: Vec::new(),
        format: Format::Pretty,
        at: Some((path, line, column)),
        jobs: pipeline::jobs(&what),
        bundle: None,
    };
    pipeline::run(&program, &job)
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

fn parse(place: &str) -> Option<(String, u32, Option<u32>)> {
    let (before, last) = place.rsplit_once(':')?;
    let last = last.parse().ok()?;
    Some(match before.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?))) {
        Some((file, line)) => (file.to_string(), line, Some(last)),
        None => (before.to_string(), last, None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(parse("a/x.go:3"), Some(("a/x.go".into(), 3, None)));
        assert_eq!(parse("x.go:3:7"), Some(("x.go".into(), 3, Some(7))));
        assert_eq!(parse("x.go"), None);
    }
}
