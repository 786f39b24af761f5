//! What several runners need: a GOROOT of gc's version, and the programs of a folder.

// Each runner is a crate of its own and uses what it needs.
#![allow(dead_code)]

use std::path::Path;

/// A GOROOT to compare with: `$GOROOT_ORACLE`, or what the program itself finds. Outputs depend on gc's version: only one counts.
pub fn goroot() -> Option<String> {
    let found = std::env::var("GOROOT_ORACLE").ok().or_else(|| escape_load::config::find_goroot(None))?;
    is_gcs(&found).then_some(found)
}

pub fn is_gcs(goroot: &str) -> bool {
    let version = std::fs::read_to_string(Path::new(goroot).join("VERSION")).unwrap_or_default();
    version.starts_with("go1.27.3\n")
}

/// The names of a folder's programs, without their ending, sorted.
pub fn programs(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap_or_else(|e| panic!("{}: {e}", dir.display()))
        .flatten()
        .filter_map(|e| Some(e.file_name().to_str()?.strip_suffix(".go")?.to_string()))
        .collect();
    names.sort();
    names
}

pub fn imports_library(file: &Path) -> bool {
    std::fs::read_to_string(file).expect("readable").lines().any(|l| l.starts_with("import"))
}
