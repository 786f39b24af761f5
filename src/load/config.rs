//! What loading depends on besides the patterns: working directory, GOROOT, and the go command's environment variables.

use crate::index::Index;
use crate::modules::ModMode;
use std::path::Path;

/// See the file's head.
#[derive(Clone, Debug)]
pub struct Config {
    /// The working directory, absolute.
    pub dir: String,
    /// `None`: the standard library is known only through `bundled`.
    pub goroot: Option<String>,
    /// Whether a standard package's data is bundled; asked only without a GOROOT.
    pub bundled: fn(&str) -> bool,
    /// What messages call the GOROOT of bundled packages.
    pub goroot_prefix: String,
    /// `_test.go` files too.
    pub tests: bool,
    pub threads: usize,
    /// What earlier runs found in directories.
    pub index: Option<Index>,
    /// `-mod`, if given in GOFLAGS.
    pub mod_mode: Option<ModMode>,
    /// GOMODCACHE.
    pub module_cache: String,
    /// `GOPROXY=off` changes the words for a module that is not there.
    pub proxy_off: bool,
    /// A `go.work` counts (`GOWORK=off` says no).
    pub workspace: bool,
    /// `-tags` of GOFLAGS.
    pub tags: Vec<String>,
}

impl Config {
    /// From the process's environment; `goroot` is the caller's choice.
    pub fn from_environment(dir: String, goroot: Option<String>) -> Config {
        let var = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let flags = var("GOFLAGS").unwrap_or_default();
        let flag = |name: &str| {
            flags
                .split_whitespace()
                .filter_map(|f| f.trim_start_matches('-').strip_prefix(name)?.strip_prefix('='))
                .next_back()
        };
        let home = var("HOME").unwrap_or_default();
        let gopath = var("GOPATH").and_then(|p| p.split(':').next().map(String::from));
        let gopath = gopath.unwrap_or_else(|| format!("{home}/go"));
        Config {
            dir,
            goroot,
            bundled: |_| false,
            goroot_prefix: "/usr/local/go".into(),
            tests: false,
            index: None,
            threads: std::thread::available_parallelism().map_or(1, |n| n.get()),
            mod_mode: match flag("mod") {
                Some("mod") => Some(ModMode::Mod),
                Some("vendor") => Some(ModMode::Vendor),
                Some(_) => Some(ModMode::Readonly),
                None => None,
            },
            module_cache: var("GOMODCACHE").unwrap_or_else(|| format!("{gopath}/pkg/mod")),
            proxy_off: var("GOPROXY").as_deref() == Some("off"),
            workspace: var("GOWORK").as_deref() != Some("off"),
            tags: flag("tags").map_or_else(Vec::new, |t| t.split(',').map(String::from).collect()),
        }
    }

    /// The path relative to the working directory, when that is shorter.
    pub fn short_path(&self, path: &str) -> String {
        let relative = relative(&self.dir, path);
        if relative.len() < path.len() { relative } else { path.to_string() }
    }
}

/// The path to `path` from the directory `base`; both absolute and clean.
pub fn relative(base: &str, path: &str) -> String {
    let (mut b, mut p) =
        (base.split('/').filter(|e| !e.is_empty()).peekable(), path.split('/').filter(|e| !e.is_empty()).peekable());
    while b.peek().is_some() && b.peek() == p.peek() {
        b.next();
        p.next();
    }
    let parts: Vec<&str> = b.map(|_| "..").chain(p).collect();
    if parts.is_empty() { ".".into() } else { parts.join("/") }
}

/// Finds a GOROOT: the one given, `$GOROOT`, that of a `go` on the PATH, `/usr/local/go`.
pub fn find_goroot(given: Option<&str>) -> Option<String> {
    let holds_library = |dir: &str| Path::new(dir).join("src/runtime").is_dir();
    if let Some(given) = given {
        return holds_library(given).then(|| given.trim_end_matches('/').to_string());
    }
    if let Some(dir) = std::env::var("GOROOT").ok().filter(|d| holds_library(d)) {
        return Some(dir.trim_end_matches('/').to_string());
    }
    // The program lies in GOROOT/bin; running it is needed only when it does not.
    let path = std::env::var("PATH").unwrap_or_default();
    for dir in path.split(':').filter(|d| !d.is_empty()) {
        let Ok(program) = Path::new(dir).join("go").canonicalize() else { continue };
        let root = program.parent().and_then(Path::parent).map(|p| p.to_string_lossy().into_owned());
        if let Some(root) = root.filter(|r| holds_library(r)) {
            return Some(root);
        }
        let output = std::process::Command::new(&program).args(["env", "GOROOT"]).output().ok()?;
        let root = String::from_utf8_lossy(&output.stdout).trim().to_string();
        return holds_library(&root).then_some(root);
    }
    holds_library("/usr/local/go").then(|| "/usr/local/go".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths() {
        for (base, path, expect) in
            [("/a/b", "/a/b/c", "c"), ("/a/b", "/a/c", "../c"), ("/a", "/a", "."), ("/", "/x/y", "x/y")]
        {
            assert_eq!(relative(base, path), expect);
        }
    }
}
