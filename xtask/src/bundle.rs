//! The data of the bundled library, measured again from the oracle's GOROOT by the release build of this program.

use crate::{Outcome, oracle, root};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The whole library.
const PACKAGES: &[&str] = &["std"];

/// Writes src/std/go1.27.3.bundle. The program must be built again afterwards.
pub fn run() -> Outcome {
    let goroot = oracle()?;
    let escape = root().join("target/release/escape");
    if !escape.is_file() {
        return Err("build first: cargo build --release".into());
    }
    let costs = costs(&["testdata/library", "testdata/gc_m", "testdata/tutorial"])?;
    std::fs::write(root().join("src/std/costs.txt"), costs).map_err(|e| format!("costs.txt: {e}"))?;
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

/// What gc says of inlining instances of the library's generic functions, from its `-m=2` outputs in those folders: a line
/// `FILE:LINE:COLUMN COST LENGTH-OF-DICTIONARY`, or with the reason instead of these, for each place of which it always says the same.
fn costs(folders: &[&str]) -> Result<String, String> {
    let mut verdicts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in folders {
        for entry in std::fs::read_dir(root().join(folder)).map_err(|e| format!("{folder}: {e}"))?.flatten() {
            if !entry.file_name().to_string_lossy().ends_with(".m2.txt") {
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).map_err(|e| format!("{}: {e}", entry.path().display()))?;
            for line in text.lines() {
                if let Some((place, verdict)) = verdict(line) {
                    verdicts.entry(place.to_string()).or_default().insert(verdict);
                }
            }
        }
    }
    let mut out = "# What gc says of inlining the functions of Go's library that have a body of ours here; measured by cargo xtask \
                   bundle.\n"
        .to_string();
    for (place, said) in &verdicts {
        if let [one] = said.iter().collect::<Vec<_>>()[..] {
            out.push_str(&format!("{place} {one}\n"));
        }
    }
    Ok(out)
}

/// Place below src, and cost and dictionary's length or the reason, of a line about an instance with shapes.
fn verdict(line: &str) -> Option<(&str, String)> {
    let line = line.strip_prefix("$GOROOT/src/")?;
    let (place, text) = line.split_once(": ")?;
    if let Some(text) = text.strip_prefix("can inline ") {
        let (name, rest) = text.split_once(" with cost ")?;
        let (cost, rest) = rest.split_once(" as: ")?;
        let length = rest.strip_prefix("func(*[").or_else(|| rest.split_once(") func(*[").map(|(_, r)| r));
        let length = length.and_then(|r| r.split_once("]uintptr")).map_or("", |(n, _)| n);
        let length = if length.parse::<u64>().is_ok() { length } else { "" };
        return name.contains("go.shape.").then(|| (place, format!("{cost} {length}").trim_end().to_string()));
    }
    let text = text.strip_prefix("cannot inline ")?;
    let (name, reason) = text.rsplit_once("]: ").or_else(|| {
        // A method or a closure of one.
        let at = text.rfind(']')?;
        let colon = text[at..].find(": ")? + at;
        Some((&text[..colon], &text[colon + 2..]))
    })?;
    let shaped = name.contains("go.shape.") && !name.contains(" into ") && !reason.contains("recursive cycle");
    shaped.then(|| (place, reason.to_string()))
}
