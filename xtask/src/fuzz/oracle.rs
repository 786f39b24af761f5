//! What gc says of a program, beside what `escape check` says of it.
//!
//! The model: both give all errors of one file, each with its place. They differ in the verdict, in the lines that have an
//! error, or in the text, and the first of these that holds is the difference's kind. Of the differences with the same words,
//! the program's own apart, one program is kept: the smallest.

use super::LIBRARY;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// gc's compiler, and what it may import.
pub struct Gc {
    goroot: String,
    imports: PathBuf,
    object: PathBuf,
}

/// How what we say differs from what gc says.
#[derive(PartialEq, Eq, Debug)]
pub struct Difference {
    pub kind: &'static str,
    /// The first line that differs, of each, without what the program itself chose.
    pub words: String,
}

impl Gc {
    /// Compiles the library; its objects' list and gc's own object go below `out`.
    pub fn new(out: &Path) -> Result<Gc, String> {
        let goroot = crate::oracle()?;
        let format = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
        let list = Command::new("go")
            .args(["list", "-export", "-deps", "-f", format])
            .args(LIBRARY)
            .output()
            .map_err(|e| format!("go: {e}"))?;
        let imports = out.join("importcfg");
        std::fs::write(&imports, &list.stdout).map_err(|e| e.to_string())?;
        Ok(Gc { goroot, imports, object: out.join("object.o") })
    }

    /// All errors of a file, by gc; `None` when gc itself failed.
    pub fn errors(&self, path: &Path) -> Option<String> {
        let compiler = format!("{}/pkg/tool/linux_amd64/compile", self.goroot);
        let out = Command::new("timeout")
            .args(["20", &compiler, "-e", "-complete", "-p", "main", "-lang=go1.27", "-importcfg"])
            .arg(&self.imports)
            .arg("-o")
            .arg(&self.object)
            .arg(path)
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let failed = text.contains("internal compiler error") || text.contains("goroutine ");
        (matches!(out.status.code(), Some(0..=2)) && !failed && out.status.success() == text.is_empty()).then_some(text)
    }

    /// The library's files as gc's export data names them.
    pub fn library_name(&self, path: &str) -> Option<String> {
        Some(format!("$GOROOT{}", path.strip_prefix(&self.goroot)?))
    }
}

/// Compares the errors of both for a program.
pub fn difference(ours: &str, theirs: &str, program: &[u8]) -> Option<Difference> {
    let (a, b): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let at = (0..a.len().max(b.len())).find(|&i| a.get(i) != b.get(i))?;
    let kind = if a.is_empty() {
        "accepted"
    } else if b.is_empty() {
        "rejected"
    } else if lines(&a) != lines(&b) {
        "lines"
    } else {
        "text"
    };
    let program = String::from_utf8_lossy(program);
    let own: BTreeSet<&str> = program.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let words = |side: &[&str]| match side.get(at) {
        Some(line) => line
            .split_once(": ")
            .map_or(*line, |(_, text)| text)
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|w| w.len() > 1 && !own.contains(w) && !w.bytes().all(|b| b.is_ascii_digit()))
            .collect::<Vec<_>>()
            .join(" "),
        None => String::new(),
    };
    Some(Difference { kind, words: format!("{} | {}", words(&a), words(&b)) })
}

/// The lines of the file that have an error.
fn lines<'a>(errors: &[&'a str]) -> BTreeSet<&'a str> {
    errors.iter().filter(|e| !e.starts_with('\t')).filter_map(|e| e.split(':').nth(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ours: &str, theirs: &str, expect: Option<(&'static str, &str)>) {
        let found = difference(ours, theirs, b"package p; var abc = 1");
        let expect = expect.map(|(kind, words)| Difference { kind, words: words.into() });
        assert_eq!(found, expect);
    }

    #[test]
    fn kinds() {
        check("x.go:1:2: undefined: abc\n", "x.go:1:2: undefined: abc\n", None);
        check("", "x.go:1:2: undefined: abc\n", Some(("accepted", " | undefined")));
        check("x.go:1:2: undefined: abc\n", "", Some(("rejected", "undefined | ")));
        check("x.go:1:2: bad abc\n", "x.go:2:2: bad abc\n", Some(("lines", "bad | bad")));
        check("x.go:1:2: bad abc\n", "x.go:1:3: wrong\n", Some(("text", "bad | wrong")));
    }
}
