//! One file per subcommand.

/// Runs the program with the process's arguments and returns its exit code.
pub fn run() -> i32 {
    0
}
