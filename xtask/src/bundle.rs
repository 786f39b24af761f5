//! The data of the bundled library, measured again from the oracle's GOROOT by the release build of this program.

use crate::{Outcome, oracle, program, root};
use std::process::Command;

/// The whole library.
const PACKAGES: &[&str] = &["std"];

/// Writes src/std/go1.27.3.bundle. The program must be built again afterwards.
pub fn run() -> Outcome {
    let goroot = oracle()?;
    let escape = program()?;
    let file = root().join("src/std/go1.27.3.bundle");
    let mut c = Command::new(escape);
    c.arg("bundle")
        .arg("-o")
        .arg(file)
        .arg("--bodies")
        .arg(root().join("src/std"))
        .args(["--std", "goroot", "--goroot", &goroot])
        .args(PACKAGES);
    let status = c.status().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err("the library could not be measured".into()) }
}

/// Runs tests/bundled.rs with the oracle's GOROOT and shows what it prints.
pub fn diff() -> Outcome {
    let mut c = Command::new("cargo");
    c.args(["test", "--locked", "-p", "escape", "--test", "bundled", "--", "--nocapture", "--test-threads=1"]);
    let status = c.current_dir(root()).env("GOROOT", oracle()?).status().map_err(|e| format!("cargo: {e}"))?;
    if status.success() { Ok(()) } else { Err("the bundled library is below its bounds".into()) }
}
