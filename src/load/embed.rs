//! `//go:embed` patterns: what they must match before a package is compiled.
//!
//! The model: a pattern is a slash-separated glob below the package's directory; it must be valid and match some file that a module
//! could contain. The files' contents do not matter to analysis.

use std::path::Path;

/// Checks one pattern; the error in the go command's words.
pub fn check(dir: &str, pattern: &str) -> Result<(), String> {
    let (glob, all) = match pattern.strip_prefix("all:") {
        Some(g) => (g, true),
        None => (pattern, false),
    };
    let valid_path = glob == "." || glob.split('/').all(|e| !matches!(e, "" | "." | ".."));
    if !valid_path || glob == "." || !balanced(glob) {
        return Err("invalid pattern syntax".into());
    }
    let mut found = vec![String::new()];
    for element in glob.split('/') {
        let mut next = Vec::new();
        for base in &found {
            let at = |name: &str| if base.is_empty() { name.to_string() } else { format!("{base}/{name}") };
            if !element.contains(['*', '?', '[', '\\']) {
                if Path::new(dir).join(at(element)).symlink_metadata().is_ok() {
                    next.push(at(element));
                }
                continue;
            }
            let Ok(entries) = std::fs::read_dir(Path::new(dir).join(base)) else { continue };
            let mut names: Vec<String> =
                entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            let pattern: Vec<char> = element.chars().collect();
            next.extend(names.iter().filter(|n| matches(&pattern, &n.chars().collect::<Vec<_>>())).map(|n| at(n)));
        }
        found = next;
    }
    let mut count = 0;
    for rel in &found {
        count += embeddable(dir, rel, all)?;
    }
    if count == 0 { Err("no matching files found".into()) } else { Ok(()) }
}

/// How many files a matched name brings.
fn embeddable(dir: &str, rel: &str, all: bool) -> Result<usize, String> {
    let path = Path::new(dir).join(rel);
    let meta = path.symlink_metadata().map_err(|e| crate::directory::io_text(&e))?;
    let what = if meta.is_dir() { "directory" } else { "file" };
    let parents = rel.match_indices('/').map(|(i, _)| &rel[..i]).chain([rel]);
    for part in parents {
        let at = Path::new(dir).join(part);
        if at.join("go.mod").exists() {
            return Err(format!("cannot embed {what} {rel}: in different module"));
        }
        let name = part.rsplit('/').next().unwrap_or(part);
        if bad_name(name) {
            return Err(match part == rel {
                true => format!("cannot embed {what} {rel}: invalid name {name}"),
                false => format!("cannot embed {what} {rel}: in invalid directory {name}"),
            });
        }
    }
    if meta.is_file() {
        return Ok(1);
    }
    if !meta.is_dir() {
        return Err(format!("cannot embed irregular file {rel}"));
    }
    match count_files(&path, all, 0) {
        0 => Err(format!("cannot embed directory {rel}: contains no embeddable files")),
        n => Ok(n),
    }
}

fn count_files(dir: &Path, all: bool, depth: u32) -> usize {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    let mut count = 0;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if bad_name(&name) || (name.starts_with(['.', '_']) && !all) {
            continue;
        }
        if kind.is_file() {
            count += 1;
        } else if kind.is_dir() && depth < 1000 && !entry.path().join("go.mod").exists() {
            count += count_files(&entry.path(), all, depth + 1);
        }
    }
    count
}

/// Names that a module's zip file never contains.
fn bad_name(name: &str) -> bool {
    matches!(name, "" | ".bzr" | ".hg" | ".git" | ".svn")
        || name.chars().any(|c| "\"'*<>?`|/\\:".contains(c) || c.is_control())
}

/// Classes are closed and escapes complete.
fn balanced(glob: &str) -> bool {
    let mut chars = glob.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return false,
            '[' => {
                let mut any = false;
                loop {
                    match chars.next() {
                        None => return false,
                        Some(']') if any => break,
                        Some('\\') if chars.next().is_none() => return false,
                        Some('^') if !any => {}
                        Some(_) => any = true,
                    }
                }
            }
            _ => {}
        }
    }
    true
}

/// One path element against a glob with `*`, `?`, classes and escapes.
fn matches(pattern: &[char], name: &[char]) -> bool {
    match pattern {
        [] => name.is_empty(),
        ['*', rest @ ..] => (0..=name.len()).any(|i| matches(rest, &name[i..])),
        ['?', rest @ ..] => !name.is_empty() && matches(rest, &name[1..]),
        ['\\', c, rest @ ..] => name.first() == Some(c) && matches(rest, &name[1..]),
        ['[', class @ ..] => {
            let Some(&c) = name.first() else { return false };
            let (negated, mut class) = match class {
                ['^', r @ ..] => (true, r),
                r => (false, r),
            };
            let mut hit = false;
            loop {
                class = match class {
                    [']', rest @ ..] => return hit != negated && matches(rest, &name[1..]),
                    [lo, '-', hi, rest @ ..] if *hi != ']' => {
                        hit |= (*lo..=*hi).contains(&c);
                        rest
                    }
                    ['\\', x, rest @ ..] | [x, rest @ ..] => {
                        hit |= *x == c;
                        rest
                    }
                    [] => return false,
                }
            }
        }
        [c, rest @ ..] => name.first() == Some(c) && matches(rest, &name[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_glob(pattern: &str, name: &str, expect: bool) {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(matches(&chars(pattern), &chars(name)), expect, "{pattern} {name}");
    }

    #[test]
    fn globs() {
        check_glob("*.txt", "a.txt", true);
        check_glob("*.txt", "a.txtx", false);
        check_glob("[a-c]?", "bz", true);
        check_glob("[^a-c]?", "bz", false);
        check_glob("\\*", "*", true);
    }

    #[test]
    fn patterns() {
        let here = env!("CARGO_MANIFEST_DIR");
        assert_eq!(check(here, "*.toml"), Ok(()));
        assert_eq!(check(here, "*.none"), Err("no matching files found".into()));
        assert_eq!(check(here, "//"), Err("invalid pattern syntax".into()));
        assert_eq!(check(here, "../x"), Err("invalid pattern syntax".into()));
        assert_eq!(check(here, "[a"), Err("invalid pattern syntax".into()));
    }
}
