//! The command line.
//!
//! `-m`, `-m=2`, `-l` and `-e` are spelled as gc's flags are.

use crate::diagnostic::text::Only;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Escape analysis for Go: what `go build -gcflags=-m` of gc 1.27 prints, and why.
///
/// Without -m it prints a report for each value that is allocated in the heap: where it is made, by which steps it gets where it
/// outlives its function, whether it really allocates, and what to change.
#[derive(Parser, Debug)]
#[command(
    name = "escape",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub analyse: Analyse,
}

const EXAMPLES: &str = "\
Examples:
  escape main.go              what escapes in a file, over its source
  escape -m ./...             gc's lines for the packages of a module
  escape -m=2 -l main.go      with reasons, without inlining
  escape explain main.go:12   why the value on that line escapes
  escape check ./...          compile errors only
  escape --format json .      everything, for tools

Exit codes: 0 done; 1 the Go program has errors, or nothing is known of the place; 2 wrong usage.
Colours are used on a terminal only, and not if NO_COLOR is set.";

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Report compile errors as gc does.
    Check(Check),
    /// Tell why the values at one place escape, or what passes there.
    Explain(Explain),
    /// Measure the library of a Go installation (for building this program).
    #[command(hide = true)]
    Bundle(Bundle),
    /// The cache on disk.
    Cache {
        #[command(subcommand)]
        action: CacheAction,
    },
}

/// `escape bundle`.
#[derive(ClapArgs, Debug)]
pub struct Bundle {
    /// The file to write.
    #[arg(short = 'o')]
    pub output: String,
    /// The folder with our own bodies of generic functions, below it one folder per package.
    #[arg(long, value_name = "DIR")]
    pub bodies: String,
    #[command(flatten)]
    pub what: What,
}

#[derive(Subcommand, Debug)]
pub enum CacheAction {
    /// Remove everything cached.
    Clean,
}

/// `escape -m`.
#[derive(ClapArgs, Debug)]
pub struct Analyse {
    /// Print gc's decisions; twice, or =2, with the reasons.
    #[arg(short = 'm', value_name = "LEVEL", num_args = 0..=1, require_equals = true, default_missing_value = "+", action = clap::ArgAction::Append)]
    pub m: Vec<String>,
    /// Disable inlining.
    #[arg(short = 'l')]
    pub no_inline: bool,
    /// Report all compile errors, not only the first ten.
    #[arg(short = 'e')]
    pub all_errors: bool,
    /// Print only these kinds of message, or of site in the formats pretty and json.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND,...")]
    pub only: Vec<Only>,
    /// How to print: text with -m, pretty without.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub what: What,
}

impl Analyse {
    /// gc's count flag: bare flags add up, a value replaces. An error is the value that is no number.
    pub fn level(&self) -> Result<u8, &str> {
        self.m.iter().try_fold(0u8, |level, m| match m.as_str() {
            "+" => Ok(level.saturating_add(1)),
            n => n.parse().map_err(|_| n),
        })
    }
}

/// `escape check`.
#[derive(ClapArgs, Debug)]
pub struct Check {
    /// Report all errors, not only the first ten.
    #[arg(short = 'e')]
    pub all_errors: bool,
    #[command(flatten)]
    pub what: What,
}

/// `escape explain`.
#[derive(ClapArgs, Debug)]
pub struct Explain {
    /// FILE:LINE or FILE:LINE:COLUMN.
    pub place: String,
    #[command(flatten)]
    pub what: What,
}

/// What is analysed, and where the library comes from.
#[derive(ClapArgs, Clone, Debug)]
pub struct What {
    /// Go files of one package, directories, or package patterns: `.`, `./...`, `net/http`, `std`.
    #[arg(value_name = "FILES|PATTERNS")]
    pub patterns: Vec<String>,
    /// With the _test.go files: each package with those of its own, then its external test package.
    ///
    /// What `go test -c` builds of the named packages, without the main programs that it generates.
    #[arg(long)]
    pub tests: bool,
    /// Packages analysed at a time.
    #[arg(short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Where the standard library comes from.
    #[arg(long, value_enum, default_value_t = Library::Auto)]
    pub std: Library,
    /// The Go installation with the standard library's source.
    #[arg(long, value_name = "DIR")]
    pub goroot: Option<String>,
    /// Neither read nor write the cache on disk.
    #[arg(long)]
    pub no_cache: bool,
    /// What messages call the place of the bundled library.
    #[arg(long, value_name = "DIR", default_value = "/usr/local/go")]
    pub goroot_prefix: String,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
pub enum Library {
    /// The data in this program.
    Bundled,
    /// The sources of a Go installation.
    Goroot,
    /// Bundled if everything imported is, else a Go installation.
    Auto,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// Exactly as gc.
    Text,
    /// One document with everything; src/diagnostic/json.md of the source describes it.
    Json,
    /// A report for each escape, over the source.
    Pretty,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, level: u8, patterns: &[&str]) {
        let args = Args::try_parse_from(line.split_whitespace()).expect("well-formed");
        assert_eq!(args.analyse.level(), Ok(level), "{line}");
        assert_eq!(args.analyse.what.patterns, patterns, "{line}");
    }

    #[test]
    fn gc_flags() {
        check("escape -m x.go", 1, &["x.go"]);
        check("escape -m=2 x.go y.go", 2, &["x.go", "y.go"]);
        check("escape -m -m -l ./...", 2, &["./..."]);
        check("escape x.go", 0, &["x.go"]);
    }

    #[test]
    fn definition_is_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}
