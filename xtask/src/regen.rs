//! The expected outputs of testdata/gc_m, from gc.

use crate::{Outcome, oracle, root};
use std::process::Command;

/// The modes a program is run in: file suffix, gc's flags.
const MODES: &[(&str, &str)] = &[("m", "-m"), ("m2", "-m=2"), ("ml", "-m -l")];

/// Writes the files; fails when gc's output is not what was there.
pub fn run(names: &[String]) -> Outcome {
    let goroot = oracle()?;
    let dir = root().join("testdata/gc_m");
    let mut all: Vec<String> = std::fs::read_dir(&dir)
        .map_err(|e| format!("{}: {e}", dir.display()))?
        .flatten()
        .filter_map(|e| Some(e.file_name().to_str()?.strip_suffix(".go")?.to_string()))
        .filter(|n| names.is_empty() || names.contains(n))
        .collect();
    all.sort();
    let mut changed = Vec::new();
    for name in &all {
        for (suffix, flags) in MODES {
            let out = Command::new("go")
                .args(["build", "-o", "/dev/null", &format!("-gcflags={flags}"), &format!("{name}.go")])
                .current_dir(&dir)
                .output()
                .map_err(|e| format!("go: {e}"))?;
            let text = String::from_utf8_lossy(&out.stderr).replace(&format!("{goroot}/"), "$GOROOT/");
            let file = dir.join(format!("{name}.{suffix}.txt"));
            let before = std::fs::read_to_string(&file).unwrap_or_default();
            if text != before {
                changed.push(format!("{name}.{suffix}"));
                std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
            }
        }
    }
    println!("{} programs, {} outputs changed", all.len(), changed.len());
    if changed.is_empty() { Ok(()) } else { Err(changed.join("\n")) }
}
