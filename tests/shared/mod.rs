//! What several runners need: a GOROOT of gc's version, the programs of a folder, a module made of files and what a check says of it.

// Each runner is a crate of its own and uses what it needs.
#![allow(dead_code)]

use std::path::Path;
use std::process::Command;

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

/// A temporary folder with these files: path and text.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("created");
        std::fs::write(path, text).expect("written");
    }
    dir
}

/// What `escape check` says in a folder with the bundled library and the module cache `modcache` there, and its exit code. `DIR` stands
/// for the folder; `program` brings the rest of the environment.
pub fn check_in(root: &Path, arguments: &[&str], program: &mut Command) -> String {
    let out = program
        .args(["check", "--std", "bundled"])
        .args(arguments)
        .current_dir(root)
        .env("GOMODCACHE", root.join("modcache"))
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    let text = text.replace(root.to_str().expect("UTF-8"), "DIR");
    format!("{text}{}", out.status.code().map_or("killed".into(), |c| c.to_string()))
}
