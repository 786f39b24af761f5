//! Comparisons with the oracle, benchmarks, generated files: whatever needs a Go toolchain or is no test.
//!
//! The oracle is gc 1.27.3: its GOROOT is `$GOROOT_ORACLE`, its `go` is on the PATH.

mod bench;
mod bundle;
mod effects;
mod errors;
mod fuzz;
mod library;
mod load_diff;
mod man;
mod parity;
mod regen;
mod robust;
mod std_run;
mod syntax_diff;
mod syntax_sexpr;
mod tree_dump;
mod truth;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Compare files and imports of packages with `go list -deps -json`.
    LoadDiff {
        /// Default: std cmd/...
        patterns: Vec<String>,
        /// Where to run.
        #[arg(long)]
        dir: Option<String>,
    },
    /// Compare the output for the standard library with `go build -gcflags` under three flag sets, cause by cause.
    StdDiff {
        /// Write the list of what is known to differ, unless it would grow.
        #[arg(long)]
        write: bool,
        /// How many lines are printed for each cause.
        #[arg(long, default_value_t = 1)]
        show: usize,
    },
    /// Compare the output for whole modules with `go build -gcflags`.
    ModuleDiff {
        /// Folders with a go.mod whose dependencies are there.
        #[arg(required = true)]
        dirs: Vec<String>,
        #[arg(long, default_value = "-m", allow_hyphen_values = true)]
        flags: String,
        /// How many lines that differ are printed for each module.
        #[arg(long, default_value_t = 10)]
        show: usize,
        /// Fail when a smaller share of lines agrees, in percent.
        #[arg(long, default_value_t = 0.0)]
        bound: f64,
    },
    /// Compare every declaration with go/parser's.
    SyntaxDiff {
        /// Files or folders. Default: GOROOT/src and the valid files of Go's tests.
        paths: Vec<String>,
    },
    /// Compare the errors of each file with gc's.
    ErrorsDiff {
        /// Files or folders. Default: the wrong programs of GOROOT, and Go's tests.
        paths: Vec<String>,
    },
    /// Write the expected outputs of testdata/gc_m with gc again, and fail if one changed.
    Regen {
        /// Default: all.
        names: Vec<String>,
    },
    /// Run testdata/truth under gc with every allocation in the profile, and compare with what escape says.
    Truth {
        /// Default: all.
        names: Vec<String>,
    },
    /// Measure the bundled library again from the oracle's GOROOT.
    Bundle,
    /// Print how far the bundled library says what gc and its sources say, and fail below the bounds.
    BundleDiff,
    /// Run Go's tests of the packages in src/std with our functions in the place of Go's.
    StdRun(std_run::Options),
    /// Compare calls of the library's generic functions with gc under three flag sets.
    Effects {
        /// Default: those that src/std has bodies of.
        packages: Vec<String>,
        /// How many lines that differ are printed for each flag set.
        #[arg(long, default_value_t = 10)]
        show: usize,
    },
    /// Write the man pages.
    Man {
        #[arg(default_value = "target/man")]
        dir: String,
    },
    /// Run the release build on bad input, with limits on time and memory.
    Robust(robust::Options),
    /// Run mutated programs through the rooms.
    Fuzz(fuzz::Options),
    /// Time gc and escape in turns.
    Bench {
        #[arg(long, default_value_t = 5)]
        rounds: usize,
    },
}

/// What a task ends with: the error is printed and the exit code 1.
pub type Outcome = Result<(), String>;

fn main() {
    let outcome = match Args::parse().task {
        Task::LoadDiff { patterns, dir } => load_diff::run(&patterns, dir),
        Task::ModuleDiff { dirs, flags, show, bound } => parity::modules(&dirs, &flags, show, bound),
        Task::StdDiff { write, show } => parity::std(write, show),
        Task::SyntaxDiff { paths } => syntax_diff::declarations(&paths),
        Task::ErrorsDiff { paths } => errors::diff(&paths),
        Task::Regen { names } => regen::run(&names),
        Task::Truth { names } => truth::run(&names),
        Task::Bundle => bundle::run(),
        Task::BundleDiff => bundle::diff(),
        Task::StdRun(options) => std_run::run(&options),
        Task::Effects { packages, show } => effects::run(&packages, show),
        Task::Man { dir } => man::run(&dir),
        Task::Robust(options) => robust::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Bench { rounds } => bench::run(rounds),
    };
    if let Err(text) = outcome {
        eprintln!("{text}");
        std::process::exit(1);
    }
}

/// The oracle's GOROOT.
pub fn oracle() -> Result<String, String> {
    std::env::var("GOROOT_ORACLE").map_err(|_| "GOROOT_ORACLE is not set: the oracle is needed".into())
}

/// The program, as the release build made it.
pub fn program() -> Result<std::path::PathBuf, String> {
    let escape = root().join("target/release/escape");
    if escape.is_file() { Ok(escape) } else { Err("build first: cargo build --release".into()) }
}

/// The names of a folder's Go programs, without their ending, sorted; of those given if any are.
pub fn go_programs(dir: &std::path::Path, names: &[String]) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = std::fs::read_dir(dir)
        .map_err(|e| format!("{}: {e}", dir.display()))?
        .flatten()
        .filter_map(|e| Some(e.file_name().to_str()?.strip_suffix(".go")?.to_string()))
        .filter(|n| names.is_empty() || names.contains(n))
        .collect();
    all.sort();
    Ok(all)
}

/// The repository's root.
pub fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the repository")
}
