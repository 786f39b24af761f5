//! The `go.mod` file and module versions.
//!
//! The model: lines of words, blocks in parentheses, comments to the end of the line ("Go Modules Reference", "go.mod files").
//! Versions are semantic versions compared by the rules of semver.org, with `go` lines as `major.minor`.

use std::cmp::Ordering;

/// A module at a version; the version of a local directory is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleVersion {
    pub path: String,
    pub version: String,
}

/// `old => new`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// An empty version replaces all.
    pub old: ModuleVersion,
    pub new: ModuleVersion,
}

/// What of a `go.mod` matters to loading.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct GoMod {
    pub module: String,
    /// The `go` line, empty if there is none.
    pub go: String,
    pub require: Vec<ModuleVersion>,
    pub replace: Vec<Replacement>,
    pub exclude: Vec<ModuleVersion>,
    /// Directories that `...` does not descend into.
    pub ignore: Vec<String>,
}

/// Reads a `go.mod`. `lax` skips what it does not know, as is done for other modules than the main one.
///
/// The error is the list of gc's lines, each `LINE: text`.
pub fn parse(text: &str, lax: bool) -> Result<GoMod, Vec<(u32, String)>> {
    let mut out = GoMod::default();
    let mut errors = Vec::new();
    let mut block: Option<String> = None;
    for (i, line) in text.lines().enumerate() {
        let n = i as u32 + 1;
        let words = words(line);
        let Some(first) = words.first() else { continue };
        if block.is_some() && first == ")" {
            block = None;
            continue;
        }
        let (verb, args) = match &block {
            Some(verb) => (verb.clone(), &words[..]),
            None => (first.clone(), &words[1..]),
        };
        if block.is_none() && args.len() == 1 && args[0] == "(" {
            block = Some(verb);
            continue;
        }
        if let Err(text) = directive(&mut out, &verb, args, lax) {
            errors.push((n, text));
        }
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

fn directive(out: &mut GoMod, verb: &str, args: &[String], lax: bool) -> Result<(), String> {
    match verb {
        "module" => {
            if !out.module.is_empty() {
                return Err("repeated module statement".into());
            }
            let [path] = args else { return Err("usage: module module/path".into()) };
            out.module = path.clone();
        }
        "go" => {
            if !out.go.is_empty() {
                return Err("repeated go statement".into());
            }
            let [version] = args else { return Err("go directive expects exactly one argument".into()) };
            if go_version(version).is_none() {
                if lax {
                    return Ok(());
                }
                return Err(format!("invalid go version '{version}': must match format 1.23.0"));
            }
            out.go = version.clone();
        }
        "require" | "exclude" => {
            let [path, version] = args else { return Err(format!("usage: {verb} module/path v1.2.3")) };
            let m = ModuleVersion { path: path.clone(), version: version.clone() };
            if verb == "require" { out.require.push(m) } else { out.exclude.push(m) }
        }
        "replace" => {
            let usage = || {
                "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory"
                    .to_string()
            };
            let arrow = args.iter().position(|a| a == "=>").ok_or_else(usage)?;
            let side = |s: &[String]| match s {
                [path] => Ok(ModuleVersion { path: path.clone(), version: String::new() }),
                [path, version] => Ok(ModuleVersion { path: path.clone(), version: version.clone() }),
                _ => Err(usage()),
            };
            out.replace.push(Replacement { old: side(&args[..arrow])?, new: side(&args[arrow + 1..])? });
        }
        "ignore" => out.ignore.extend(args.iter().cloned()),
        "retract" | "toolchain" | "godebug" | "tool" => {}
        _ if lax => {}
        _ => return Err(format!("unknown directive: {verb}")),
    }
    Ok(())
}

/// The words of a line, strings unquoted, the comment dropped.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() && !rest.starts_with("//") {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '`'));
        if let Some(q) = quote
            && let Some(end) = rest[1..].find(q)
        {
            out.push(rest[1..end + 1].to_string());
            rest = rest[end + 2..].trim_start();
            continue;
        }
        let mut end = rest.find([' ', '\t']).unwrap_or(rest.len());
        if let Some(i) = rest[..end].find("//") {
            end = i;
        }
        // Parentheses and commas stand alone.
        if rest.starts_with(['(', ')', ',', '[', ']']) {
            end = 1;
        }
        if end == 0 {
            break;
        }
        out.push(rest[..end].to_string());
        rest = rest[end..].trim_start();
    }
    out
}

/// `1.22`, `1.22.3`, `1.21rc1`: its major and minor version.
pub fn go_version(text: &str) -> Option<(u32, u32)> {
    let (major, rest) = text.split_once('.')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let tail = &rest[digits..];
    let well_formed = tail.is_empty()
        || tail.strip_prefix('.').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
        || ["rc", "beta"].iter().any(|k| tail.strip_prefix(k).is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit())));
    if !well_formed {
        return None;
    }
    Some((major.parse().ok()?, rest[..digits].parse().ok()?))
}

/// Compares two semantic versions (`v1.2.3-pre+meta`) by precedence; what is not a version comes first.
pub fn compare(a: &str, b: &str) -> Ordering {
    fn split(v: &str) -> Option<([u64; 3], &str)> {
        let v = v.strip_prefix('v')?.split('+').next()?;
        let (core, pre) = v.split_once('-').unwrap_or((v, ""));
        let mut n = [0; 3];
        for (i, part) in core.split('.').enumerate() {
            *n.get_mut(i)? = part.parse().ok()?;
        }
        Some((n, pre))
    }
    let (Some((na, pa)), Some((nb, pb))) = (split(a), split(b)) else {
        return split(a).is_some().cmp(&split(b).is_some());
    };
    let pre = match (pa.is_empty(), pb.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => compare_pre(pa, pb),
    };
    na.cmp(&nb).then(pre)
}

fn compare_pre(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                let number = |s: &str| (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then_some(s.len());
                match (number(x), number(y)) {
                    (Some(n), Some(m)) => n.cmp(&m).then(x.cmp(y)),
                    (Some(_), None) => Ordering::Less,
                    (None, Some(_)) => Ordering::Greater,
                    (None, None) => x.cmp(y),
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// A module path or version as the module cache spells it: capitals become `!` and the small letter.
pub fn escape_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_directive() {
        let m = parse(
            "// c\nmodule \"example.com/m\" // x\n\ngo 1.22.1\ntoolchain go1.23.0\n\nrequire a.b/c v1.0.0 // indirect\nrequire (\n\t// c\n\td v2.0.0+incompatible\n)\nreplace (\n\ta.b/c v1.0.0 => ../c\n\td => e v1.1.0\n)\nexclude f v1.0.0\nretract [v1.0.0, v1.1.0]\nignore (\n\t./x\n)\n",
            false,
        )
        .expect("well-formed");
        assert_eq!((m.module.as_str(), m.go.as_str()), ("example.com/m", "1.22.1"));
        let show = |m: &ModuleVersion| format!("{}@{}", m.path, m.version);
        assert_eq!(m.require.iter().map(show).collect::<Vec<_>>(), ["a.b/c@v1.0.0", "d@v2.0.0+incompatible"]);
        assert_eq!(
            m.replace.iter().map(|r| show(&r.old) + ">" + &show(&r.new)).collect::<Vec<_>>(),
            ["a.b/c@v1.0.0>../c@", "d@>e@v1.1.0"]
        );
        assert_eq!(m.ignore, ["./x"]);
    }

    #[test]
    fn reports_errors() {
        assert_eq!(parse("module a\nfoo b\n", false), Err(vec![(2, "unknown directive: foo".into())]));
        assert!(parse("module a\nfoo b\n", true).is_ok());
    }

    #[test]
    fn versions() {
        for (a, b) in [
            ("v1.0.0", "v1.0.1"),
            ("v1.9.0", "v1.10.0"),
            ("v1.0.0-rc1", "v1.0.0"),
            ("v1.0.0-alpha.1", "v1.0.0-alpha.beta"),
            ("v0.0.0-20200101000000-abcdef", "v0.0.0-20210101000000-abcdef"),
            ("", "v0.0.0"),
        ] {
            assert_eq!(compare(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(compare(b, a), Ordering::Greater, "{a} {b}");
        }
        assert_eq!(go_version("1.21rc1"), Some((1, 21)));
        assert_eq!(go_version("1.22.3"), Some((1, 22)));
        assert_eq!(go_version("1"), None);
        assert_eq!(escape_path("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
    }
}
