//! The expected outputs of testdata/gc_m, library, tutorial, types, versions and tests, from gc.

use crate::{Outcome, go_programs, oracle, root};
use std::path::Path;
use std::process::Command;

/// The modes a program is run in: file suffix, gc's flags.
const MODES: &[(&str, &str)] = &[("m.", "-m"), ("m2.", "-m=2"), ("ml.", "-m -l")];
/// Programs that gc rejects are compiled once, for all errors.
const ERRORS: &[(&str, &str)] = &[("", "-e")];

/// Writes the files; fails when gc's output is not what was there.
pub fn run(names: &[String]) -> Outcome {
    let goroot = oracle()?;
    let (mut programs, mut changed) = (0, Vec::new());
    let folders = [
        ("testdata/gc_m", MODES),
        ("testdata/library", MODES),
        ("testdata/tutorial", MODES),
        ("testdata/types", ERRORS),
    ];
    for (dir, modes) in folders {
        programs += regenerate(dir, modes, names, &goroot, &mut changed)?;
    }
    programs += versions(names, &mut changed)?;
    if names.is_empty() {
        test_packages(&mut changed)?;
        assembly(&mut changed)?;
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
    let all = go_programs(&dir, names)?;
    // Never a device: as root gc would replace it by a file.
    let binary = tempfile::NamedTempFile::new().map_err(|e| e.to_string())?;
    for name in &all {
        for (suffix, flags) in modes {
            let out = Command::new("go")
                .args(["build", "-o"])
                .arg(binary.path())
                .args([&format!("-gcflags={flags}"), &format!("{name}.go")])
                .current_dir(&dir)
                .output()
                .map_err(|e| format!("go: {e}"))?;
            let text = String::from_utf8_lossy(&out.stderr).replace(&format!("{goroot}/"), "$GOROOT/");
            let text = text.replace(&dir.display().to_string(), "DIR");
            let file = dir.join(format!("{name}.{suffix}txt"));
            write(&file, &text, changed)?;
        }
    }
    Ok(all.len())
}

/// The `go` lines under which testdata/versions is compiled.
const GO_LINES: &[&str] =
    &["1.8", "1.12", "1.13", "1.16", "1.17", "1.19", "1.20", "1.21", "1.22", "1.23", "1.25", "1.26", "1.27"];

/// Runs gc on each program of testdata/versions as a module of each version; a version that says what the one before says is
/// left out.
fn versions(names: &[String], changed: &mut Vec<String>) -> Result<usize, String> {
    let dir = root().join("testdata/versions");
    let module = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut programs = 0;
    for name in go_programs(&dir, names)? {
        programs += 1;
        std::fs::copy(dir.join(format!("{name}.go")), module.path().join("x.go")).map_err(|e| e.to_string())?;
        let (mut all, mut last) = (String::new(), None);
        for version in GO_LINES {
            let text = format!("module m\n\ngo {version}\n");
            std::fs::write(module.path().join("go.mod"), text).map_err(|e| e.to_string())?;
            let out = Command::new("go")
                .args(["build", "-o", "binary", "-gcflags=-e", "."])
                .current_dir(&module)
                .output()
                .map_err(|e| format!("go: {e}"))?;
            let text = String::from_utf8_lossy(&out.stderr).into_owned();
            if last.as_ref() != Some(&text) {
                all += &format!("== go {version}\n{text}");
                last = Some(text);
            }
        }
        let file = dir.join(format!("{name}.txt"));
        write(&file, &all, changed)?;
    }
    Ok(programs)
}

/// Writes an expected output, which may be empty; notes it when the file was not there or said something else.
fn write(file: &Path, text: &str, changed: &mut Vec<String>) -> Result<(), String> {
    if std::fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    changed.push(file.strip_prefix(root()).unwrap_or(file).display().to_string());
    std::fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))
}

/// Runs gc on the package with assembly files.
fn assembly(changed: &mut Vec<String>) -> Result<(), String> {
    let dir = root().join("testdata/assembly");
    let out = Command::new("go")
        .args(["build", "-gcflags=-m=2", "."])
        .current_dir(&dir)
        .output()
        .map_err(|e| format!("go: {e}"))?;
    let (text, file) = (String::from_utf8_lossy(&out.stderr).into_owned(), dir.join("m2.txt"));
    write(&file, &text, changed)?;
    Ok(())
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
    write(&file, &text, changed)?;
    Ok(())
}
