//! `escape check`: patterns → packages → parsed → checked → errors as gc prints them.

use crate::command::args::{Check, Format};
use crate::command::loading;
use crate::command::pipeline::{self, Goal, Job};

/// Errors go to standard error; 1 if there are any.
pub fn run(args: &Check) -> i32 {
    let Some(program) = loading::load(&args.what) else { return 1 };
    let job = Job {
        goal: Goal::Check,
        all_errors: args.all_errors,
        only: Vec::new(),
        format: Format::Text,
        at: None,
        jobs: loading::jobs(&args.what),
        bundle: None,
    };
    pipeline::run(&program, &job)
}
