//! One file per subcommand; each reads like the pipeline it starts.
//!
//! Exit codes: 0 done, 1 the Go program has errors, 2 the command line is wrong, 3 a defect of `escape` itself.

mod analyse;
mod args;
mod bundle;
mod cache;
mod check;
mod explain;
mod hint;
mod library;
mod loading;
mod offers;
mod own_bodies;
pub mod pipeline;
mod prepare;
mod report;
mod store;

use clap::Parser;
use clap::error::ContextKind;
use std::ffi::OsString;

/// The command line's definition, for the man pages.
pub fn definition() -> clap::Command {
    use clap::CommandFactory;
    args::Args::command()
}

/// Runs the program with the process's arguments and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> i32 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let args = match args::Args::try_parse_from(&arguments) {
        Ok(args) => args,
        Err(mut e) => {
            // How to pass the flag as a file's name: nobody means that.
            e.remove(ContextKind::Suggested);
            // Help and version come here too, with code 0.
            let _ = e.print();
            if arguments.iter().any(|a| a.to_string_lossy().trim_start_matches('-').starts_with("gcflags")) {
                eprintln!("\nThe compiler's flags are the program's own here: escape -m FILES|PATTERNS");
            }
            return e.exit_code();
        }
    };
    let dispatch = || match args.command {
        Some(args::Command::Check(check)) => check::run(&check),
        Some(args::Command::Explain(explain)) => explain::run(&explain),
        Some(args::Command::Cache { action: args::CacheAction::Clean }) => cache::clean(),
        Some(args::Command::Bundle(bundle)) => bundle::run(&bundle),
        None => analyse::run(&args.analyse),
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(dispatch)).unwrap_or_else(|_| {
        eprintln!("{}", internal_error());
        INTERNAL
    })
}

/// The exit code after a defect of ours.
const INTERNAL: i32 = 3;

/// What is said after a panic, whose own lines stand above.
fn internal_error() -> String {
    format!(
        "internal error: escape {} failed here, which is a defect of its own. Please report it with the lines above, the command and the Go \
         source",
        env!("CARGO_PKG_VERSION")
    )
}
