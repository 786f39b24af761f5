//! One file per subcommand; each reads like the pipeline it starts.
//!
//! Exit codes: 0 done, 1 the Go program has errors, 2 the command line is wrong.

mod analyse;
mod args;
mod bundle;
mod cache;
mod check;
mod explain;
mod hint;
mod library;
mod offers;
pub mod pipeline;

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
    match args.command {
        Some(args::Command::Check(check)) => check::run(&check),
        Some(args::Command::Explain(explain)) => explain::run(&explain),
        Some(args::Command::Cache { action: args::CacheAction::Clean }) => cache::clean(),
        Some(args::Command::Bundle(bundle)) => bundle::run(&bundle),
        None => analyse::run(&args.analyse),
    }
}
