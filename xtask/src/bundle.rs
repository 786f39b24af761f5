//! The data of the bundled library, measured again from the oracle's GOROOT by the release build of this program.

use crate::{Outcome, oracle, root};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What the library must have; what these import comes with them.
const PACKAGES: &[&str] = &[
    "bufio",
    "bytes",
    "cmp",
    "container/heap",
    "container/list",
    "context",
    "encoding/binary",
    "encoding/json",
    "errors",
    "flag",
    "fmt",
    "io",
    "io/fs",
    "iter",
    "log",
    "maps",
    "math",
    "math/bits",
    "math/rand",
    "math/rand/v2",
    "net/http",
    "os",
    "os/exec",
    "os/signal",
    "path",
    "path/filepath",
    "reflect",
    "regexp",
    "runtime",
    "runtime/debug",
    "runtime/pprof",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "sync/atomic",
    "syscall",
    "testing",
    "text/tabwriter",
    "time",
    "unicode",
    "unicode/utf16",
    "unicode/utf8",
    "unsafe",
];

/// Writes src/std/go1.27.3.bundle. The program must be built again afterwards.
pub fn run() -> Outcome {
    let goroot = oracle()?;
    let escape = root().join("target/release/escape");
    if !escape.is_file() {
        return Err("build first: cargo build --release".into());
    }
    let costs = costs(&["testdata/library", "testdata/gc_m"])?;
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

/// What gc says of inlining instances of the library's generic functions, from its `-m=2` outputs in those folders: a line
/// `FILE:LINE:COLUMN COST-OR-REASON` for each place of which it always says the same.
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
                    verdicts.entry(place.to_string()).or_default().insert(verdict.to_string());
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

/// Place below src, and cost or reason, of a line about an instance with shapes.
fn verdict(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("$GOROOT/src/")?;
    let (place, text) = line.split_once(": ")?;
    if let Some(text) = text.strip_prefix("can inline ") {
        let (name, rest) = text.split_once(" with cost ")?;
        return name.contains("go.shape.").then_some((place, rest.split(' ').next()?));
    }
    let (name, reason) = text.strip_prefix("cannot inline ")?.rsplit_once("]: ").or_else(|| {
        // A method or a closure of one.
        let text = text.strip_prefix("cannot inline ")?;
        let at = text.rfind("]")?;
        let colon = text[at..].find(": ")? + at;
        Some((&text[..colon], &text[colon + 2..]))
    })?;
    (name.contains("go.shape.") && !name.contains(" into ") && !reason.contains("recursive cycle"))
        .then_some((place, reason))
}
