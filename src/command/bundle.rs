//! `escape bundle`: the data of the bundled library, measured from the sources of a GOROOT. `cargo xtask bundle` runs it.

use crate::command::args::{Bundle, Format};
use crate::command::library;
use crate::command::loading;
use crate::command::pipeline::{self, Goal, Job, Measure};
use std::sync::{Arc, Mutex, PoisonError};

/// Analyses the packages and all they import, and writes the file.
pub fn run(args: &Bundle) -> i32 {
    let Some(program) = loading::load(&args.what) else { return 1 };
    let packed = Arc::new(Mutex::new(Vec::new()));
    let job = Job {
        goal: Goal::Messages(pipeline::DEPENDENCY),
        all_errors: false,
        only: Vec::new(),
        format: Format::Text,
        at: None,
        jobs: loading::jobs(&args.what),
        bundle: Some(Measure { bodies: args.bodies.clone(), packed: packed.clone() }),
    };
    let code = pipeline::run(&program, &job);
    if code != 0 {
        return code;
    }
    let packages = std::mem::take(&mut *packed.lock().unwrap_or_else(PoisonError::into_inner));
    let count = packages.len();
    let sources = program.program.packages.iter().filter(|p| !p.files.is_empty() && p.import_path != "unsafe");
    let lost: Vec<&str> =
        sources.map(|p| p.import_path.as_str()).filter(|path| !packages.iter().any(|q| q.path == *path)).collect();
    if !lost.is_empty() {
        eprintln!("escape: not in the data: {}", lost.join(" "));
        return 1;
    }
    let written = library::pack(packages)
        .and_then(|bytes| std::fs::write(&args.output, &bytes).map(|()| bytes.len()).map_err(|e| e.to_string()));
    match written {
        Ok(size) => {
            println!("{count} packages, {size} bytes");
            0
        }
        Err(text) => {
            eprintln!("escape: {}: {text}", args.output);
            1
        }
    }
}
