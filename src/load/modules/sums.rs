//! `go.sum`: which modules may be used.
//!
//! The model ("Go Modules Reference", "go.sum files"): lines of module, version (with `/go.mod` for that file alone) and hash. Outside
//! of workspaces and of `-mod=mod`, what has no line is as good as absent. The hashes themselves are the go command's business:
//! it checked them when it filled the module cache.

use rustc_hash::FxHashSet;

/// The modules, and `go.mod` files, that have a hash.
#[derive(Default)]
pub(super) struct Sums(FxHashSet<(String, String)>);

impl Sums {
    /// Reads the file, if there is one. The error is the go command's complete text.
    pub(super) fn read(file: &str) -> Result<Sums, String> {
        let mut sums = Sums::default();
        let text = std::fs::read(file).unwrap_or_default();
        for (i, line) in String::from_utf8_lossy(&text).lines().enumerate() {
            let mut words = line.split_whitespace();
            match (words.next(), words.next(), words.next(), words.count()) {
                (None, ..) => {}
                (Some(path), Some(version), Some(hash), 0) => {
                    if hash.starts_with("h1:") {
                        sums.0.insert((path.to_string(), version.to_string()));
                    }
                }
                _ => {
                    let n = line.split_whitespace().count();
                    return Err(format!("malformed go.sum:\n{file}:{}: wrong number of fields {n}", i + 1));
                }
            }
        }
        Ok(sums)
    }

    pub(super) fn has(&self, path: &str, version: String) -> bool {
        self.0.contains(&(path.to_string(), version))
    }
}
