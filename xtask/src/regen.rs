//! The expected outputs of testdata/gc_m, testdata/types and testdata/tests, from gc.

use crate::{Outcome, oracle, root};
use std::process::Command;

/// The modes a program is run in: file suffix, gc's flags.
const MODES: &[(&str, &str)] = &[("m.", "-m"), ("m2.", "-m=2"), ("ml.", "-m -l")];
/// Programs that gc rejects are compiled once, for all errors.
const ERRORS: &[(&str, &str)] = &[("", "-e")];

/// Writes the files; fails when gc's output is not what was there.
pub fn run(names: &[String]) -> Outcome {
    let goroot = oracle()?;
    let (mut programs, mut changed) = (0, Vec::new());
    for (dir, modes) in [("testdata/gc_m", MODES), ("testdata/types", ERRORS)] {
        programs += regenerate(dir, modes, names, &goroot, &mut changed)?;
    }
    if names.is_empty() {
        test_packages(&mut changed)?;
    }
    println!("{programs} programs, {} outputs changed", changed.len());
    if changed.is_empty() { Ok(()) } else { Err(changed.join("\n")) }
}

/// Runs gc on the programs of one folder; gives their number.
fn regenerate(
    dir: &str,
    modes: &[(&str, &str)],
    names: &[String],
    goroot: &str,
    changed: &mut Vec<String>,
) -> Result<usize, String> {
    let dir = root().join(dir);
    let mut all: Vec<String> = std::fs::read_dir(&dir)
        .map_err(|e| format!("{}: {e}", dir.display()))?
        .flatten()
        .filter_map(|e| Some(e.file_name().to_str()?.strip_suffix(".go")?.to_string()))
        .filter(|n| names.is_empty() || names.contains(n))
        .collect();
    all.sort();
    for name in &all {
        for (suffix, flags) in modes {
            let out = Command::new("go")
                .args(["build", "-o", "/dev/null", &format!("-gcflags={flags}"), &format!("{name}.go")])
                .current_dir(&dir)
                .output()
                .map_err(|e| format!("go: {e}"))?;
            let text = String::from_utf8_lossy(&out.stderr).replace(&format!("{goroot}/"), "$GOROOT/");
            let file = dir.join(format!("{name}.{suffix}txt"));
            if text != std::fs::read_to_string(&file).unwrap_or_default() {
                changed.push(format!("{name}.{suffix}txt"));
                std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
            }
        }
    }
    Ok(all.len())
}

/// Runs gc on the packages with tests; what it says of the generated main programs is left out.
fn test_packages(changed: &mut Vec<String>) -> Result<(), String> {
    let dir = root().join("testdata/tests");
    let binaries = tempfile::tempdir().map_err(|e| e.to_string())?;
    let out = Command::new("go")
        .args(["test", "-c", "-gcflags=-m", "-o"])
        .arg(format!("{}/", binaries.path().display()))
        .arg("./...")
        .current_dir(&dir)
        .output()
        .map_err(|e| format!("go: {e}"))?;
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    // The go command prints each package when it is done.
    let mut packages: Vec<&str> = text.split_inclusive("\n# ").map(|p| p.trim_end_matches("# ")).collect();
    if let Some(first) = packages.first_mut() {
        *first = first.trim_start_matches("# ");
    }
    packages.retain(|p| !p.lines().next().unwrap_or_default().ends_with(".test"));
    packages.sort_unstable();
    let text: String = packages.iter().map(|p| format!("# {p}")).collect();
    let file = dir.join("expect.txt");
    if text != std::fs::read_to_string(&file).unwrap_or_default() {
        changed.push("tests/expect.txt".into());
        std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}
