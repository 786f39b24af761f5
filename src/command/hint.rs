//! What to do about a mistake on the command line, said after the error itself.
//!
//! The model: the errors are the go command's, word for word, and speak of packages also where a file was meant. A hint looks at
//! what stands on the disk under the names that were given, and at names that are nearly the same.

use escape_load::gomod::ModuleVersion;
use std::path::Path;

const COMMANDS: &[&str] = &["check", "explain", "cache"];

/// The name that was probably meant.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |n: &str| strsim::damerau_levenshtein(name, n);
    let best =
        names.map(|n| (distance(n), n)).filter(|(d, n)| *d > 0 && *d <= 2 && *d < n.len().min(name.len())).min()?;
    Some(best.1)
}

/// The same path with its last part as it is on the disk, if it is there with nearly that name.
fn nearest_path(path: &str, dir: &str, wanted: fn(&Path) -> bool) -> Option<String> {
    let path = path.trim_end_matches('/');
    let (parent, name) = path.rsplit_once('/').map_or(("", path), |(p, n)| (&path[..=p.len()], n));
    let list = std::fs::read_dir(Path::new(dir).join(parent)).ok()?;
    let names: Vec<String> =
        list.flatten().filter(|e| wanted(&e.path())).filter_map(|e| e.file_name().into_string().ok()).collect();
    nearest(name, names.iter().map(String::as_str)).map(|n| format!("{parent}{n}"))
}

fn did_you_mean(text: String, meant: Option<String>) -> String {
    match meant {
        Some(meant) => format!("{text}; did you mean {meant}?"),
        None => text,
    }
}

/// A file that is named and does not exist.
pub fn missing_file(path: &str, dir: &str) -> Option<String> {
    let go = |p: &Path| p.extension().is_some_and(|e| e == "go");
    let missing = !Path::new(dir).join(path).exists();
    missing.then(|| did_you_mean(format!("there is no file {path}"), nearest_path(path, dir, go)))
}

/// About patterns that could not be loaded from a directory; `in_module` if a go.mod is above it.
pub fn patterns(patterns: &[String], dir: &str, in_module: bool) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(first) = patterns.first()
        && !Path::new(dir).join(first).exists()
    {
        let command = nearest(first, COMMANDS.iter().copied());
        out.extend(command.map(|c| format!("did you mean the command {c}?")));
        if first == "help" {
            out.push("for help: escape --help".into());
        }
    }
    // With those the go command's error says it.
    let has_files = patterns.iter().any(|p| p.ends_with(".go"));
    let default = [".".to_string()];
    for pattern in if patterns.is_empty() { &default[..] } else { patterns } {
        let path = Path::new(dir).join(pattern);
        let explicit = pattern.starts_with(['.', '/']);
        if pattern.ends_with(".go") {
            out.extend(missing_file(pattern, dir));
        } else if path.is_file() && !has_files {
            out.push(format!("{pattern} is not a .go file"));
        } else if explicit && !pattern.contains("...") && !path.exists() {
            let meant = nearest_path(pattern, dir, Path::is_dir);
            if meant.is_some() || !in_module {
                out.push(did_you_mean(format!("there is no directory {pattern}"), meant));
            }
        } else if path.is_dir() && !explicit {
            out.push(format!("{pattern} is read as an import path; the directory is ./{pattern}"));
        } else if !in_module
            && !patterns.iter().any(|p| p.ends_with(".go"))
            && (path.is_dir() || pattern.contains("..."))
        {
            let files = if pattern == "." { "*.go".into() } else { format!("{}/*.go", pattern.trim_end_matches('/')) };
            let files = if pattern.contains("...") { "*.go".into() } else { files };
            out.push(format!("no go.mod here or above: outside of a module name the files of one package: {files}"));
        }
    }
    out
}

/// About modules that the module cache lacks, where the go command would fetch them.
pub fn absent_modules(modules: &[ModuleVersion]) -> Option<String> {
    let first = modules.first()?;
    let (modules, are) = match modules.len() {
        1 => (first.to_string(), "is"),
        n => (format!("{first} and {} more", n - 1), "are"),
    };
    Some(format!("{modules} {are} not in the module cache, and nothing is fetched here; to fetch all: go mod download"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], pattern: &str, expect: &[&str]) {
        let dir = tempfile::tempdir().expect("a directory");
        for f in files {
            let path = dir.path().join(f);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
            std::fs::write(path, "").expect("written");
        }
        let dir = dir.path().to_str().expect("UTF-8");
        let in_module = files.contains(&"go.mod");
        assert_eq!(patterns(&[pattern.to_string()], dir, in_module), expect, "{pattern}");
    }

    #[test]
    fn hints() {
        check(&["main.go"], "man.go", &["there is no file man.go; did you mean main.go?"]);
        check(&["a/main.go"], "a/mian.go", &["there is no file a/mian.go; did you mean a/main.go?"]);
        check(&[], "x.go", &["there is no file x.go"]);
        check(&["README.md"], "README.md", &["README.md is not a .go file"]);
        check(&["go.mod", "sub/x.go"], "./subb", &["there is no directory ./subb; did you mean ./sub?"]);
        check(&["go.mod", "sub/x.go"], "sub", &["sub is read as an import path; the directory is ./sub"]);
        check(&[], "chekc", &["did you mean the command check?"]);
        check(&[], "help", &["for help: escape --help"]);
        let outside = "no go.mod here or above: outside of a module name the files of one package: ";
        check(&["x.go"], ".", &[&format!("{outside}*.go")]);
        check(&["a/x.go"], "./a", &[&format!("{outside}./a/*.go")]);
    }
}
