//! The `go.mod` and `go.work` files.
//!
//! The model: lines of words, blocks in parentheses, comments to the end of the line ("Go Modules Reference", "go.mod files"). Errors are
//! the go command's, all of a file's directives, or the first of its lexical ones alone.

use crate::version::{go_version, is_canonical, lax_go_version, wrong_major};
use std::fmt;

/// A module at a version; the version of a local directory is empty.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ModuleVersion {
    pub path: String,
    pub version: String,
}

/// `path@version`, `path` alone for a directory or where every version is meant.
impl fmt::Display for ModuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.version.is_empty() { "" } else { "@" };
        write!(f, "{}{at}{}", self.path, self.version)
    }
}

/// `old => new`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// An empty version replaces all.
    pub old: ModuleVersion,
    pub new: ModuleVersion,
}

/// What of a `go.mod` or `go.work` matters to loading.
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
    /// Of a `go.work`: the line and the directory.
    pub uses: Vec<(u32, String)>,
}

/// Whose file it is.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A main module's `go.mod`.
    Main,
    /// Another module's `go.mod`: what is not known there is skipped.
    Dependency,
    /// A `go.work`.
    Work,
}

/// An error at a place of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoModError {
    line: u32,
    column: usize,
    text: String,
}

/// `LINE: text`, with the column where it is not the first.
impl fmt::Display for GoModError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            1 => write!(f, "{}: {}", self.line, self.text),
            column => write!(f, "{}:{column}: {}", self.line, self.text),
        }
    }
}

/// Reads the file at `file`, whose name is wanted for one of the errors.
pub fn parse(file: &str, text: &str, kind: Kind) -> Result<GoMod, Vec<GoModError>> {
    let mut out = GoMod::default();
    let mut errors = Vec::new();
    // The verb of the block and where it stands; no verb where its lines count for nothing.
    let mut block: Option<(Option<String>, u32, usize)> = None;
    let (mut toolchain, mut end) = (false, (1, 1));
    for (i, line) in text.split('\n').enumerate() {
        let n = i as u32 + 1;
        end = (n, line.chars().count() + 1);
        let (column, words) = words(line).map_err(|(column, text)| vec![GoModError { line: n, column, text }])?;
        let mut error = |text: String| errors.push(GoModError { line: n, column, text });
        let Some(first) = words.first() else { continue };
        if block.is_some() && first == ")" && words.len() == 1 {
            block = None;
            continue;
        }
        let (verb, args) = match &block {
            Some((None, ..)) => continue,
            Some((Some(verb), ..)) => (verb.clone(), &words[..]),
            None => (first.clone(), &words[1..]),
        };
        if block.is_none() && words.len() > 1 && words.last().is_some_and(|w| w == "(") {
            let known = words.len() == 2 && has_block(&verb, kind);
            if !known && kind != Kind::Dependency {
                error(format!("unknown block type: {}", words[..words.len() - 1].join(" ")));
            }
            block = Some((known.then_some(verb), n, column));
            continue;
        }
        if verb == "toolchain" && std::mem::replace(&mut toolchain, true) {
            error("repeated toolchain statement".into());
        } else if let Err(text) = directive(&mut out, n, &verb, args, kind) {
            error(text);
        }
    }
    if let Some((_, line, column)) = block {
        let text = format!("syntax error (unterminated block started at {file}:{line}:{column})");
        return Err(vec![GoModError { line: end.0, column: end.1, text }]);
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

fn has_block(verb: &str, kind: Kind) -> bool {
    match kind {
        Kind::Work => matches!(verb, "use" | "replace" | "godebug"),
        _ => matches!(verb, "module" | "godebug" | "require" | "exclude" | "replace" | "retract" | "tool" | "ignore"),
    }
}

fn directive(out: &mut GoMod, line: u32, verb: &str, args: &[String], kind: Kind) -> Result<(), String> {
    let unknown = || format!("unknown directive: {verb}");
    match (kind, verb) {
        (Kind::Work, "use" | "go" | "toolchain" | "godebug" | "replace") => {}
        (Kind::Work, _) | (Kind::Main, "use") => return Err(unknown()),
        (Kind::Main, _) | (Kind::Dependency, "module" | "go" | "require" | "ignore") => {}
        (Kind::Dependency, _) => return Ok(()),
    }
    // A path of a line.
    let quote = |path: &str| match path.contains(['\'', '"', '`']) {
        true => Err("invalid quoted string: unquoted string cannot contain quote".to_string()),
        false => Ok(()),
    };
    match verb {
        "module" => {
            if !out.module.is_empty() {
                return Err("repeated module statement".into());
            }
            let [path] = args else { return Err("usage: module module/path".into()) };
            quote(path)?;
            out.module = path.clone();
        }
        "go" => {
            if !out.go.is_empty() {
                return Err("repeated go statement".into());
            }
            let [version] = args else { return Err("go directive expects exactly one argument".into()) };
            let known = match kind {
                Kind::Dependency => lax_go_version(version),
                _ => go_version(version).map(|_| version.clone()),
            };
            out.go = known.ok_or_else(|| format!("invalid go version '{version}': must match format 1.23.0"))?;
        }
        "toolchain" => {
            let [name] = args else { return Err("toolchain directive expects exactly one argument".into()) };
            if name != "default" && name != "go1" && !name.starts_with("go1.") {
                return Err(format!("invalid toolchain version '{name}': must match format go1.23.0 or default"));
            }
        }
        "require" | "exclude" => {
            let [path, version] = args else { return Err(format!("usage: {verb} module/path v1.2.3")) };
            quote(path)?;
            let m = ModuleVersion { path: path.clone(), version: version.clone() };
            if kind != Kind::Dependency {
                check_version(verb, &m)?;
            }
            if verb == "require" { out.require.push(m) } else { out.exclude.push(m) }
        }
        "replace" => {
            args.iter().try_for_each(|a| quote(a))?;
            out.replace.push(replacement(args)?);
        }
        "retract" => retraction(args)?,
        "godebug" => match args {
            [setting] if setting.contains('=') => {}
            _ => return Err("usage: godebug key=value".into()),
        },
        "tool" | "ignore" => {
            let [path] = args else { return Err(format!("{verb} directive expects exactly one argument")) };
            quote(path)?;
            if verb == "ignore" {
                out.ignore.push(path.clone());
            }
        }
        "use" => {
            let [dir] = args else { return Err("usage: use local/dir".into()) };
            out.uses.push((line, dir.clone()));
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

/// The go command would ask for the version that another spelling means. Here nothing is asked for.
fn check_spelling(version: &str) -> Result<(), String> {
    if is_canonical(version) { Ok(()) } else { Err("module lookup disabled by GOPROXY=off".into()) }
}

fn check_version(verb: &str, m: &ModuleVersion) -> Result<(), String> {
    let ModuleVersion { path, version } = m;
    check_spelling(version)?;
    let why = wrong_major(path, version);
    why.map_or(Ok(()), |why| Err(format!("{verb} {path}: version \"{version}\" invalid: {why}")))
}

fn replacement(args: &[String]) -> Result<Replacement, String> {
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
    let (old, new) = (side(&args[..arrow])?, side(&args[arrow + 1..])?);
    if !old.version.is_empty() {
        check_version("replace", &old)?;
    }
    match (is_directory(&new.path), new.version.is_empty()) {
        (false, true) if new.path.contains('\\') => {
            return Err("replacement directory appears to be Windows path (on a non-windows system)".into());
        }
        (false, true) => {
            return Err(
                "replacement module without version must be directory path (rooted or starting with . or ..)".into()
            );
        }
        (true, false) => return Err(format!("replacement module directory path \"{}\" cannot have version", new.path)),
        (false, false) => check_version("replace", &new)?,
        (true, true) => {}
    }
    Ok(Replacement { old, new })
}

/// Whether what replaces a module is a directory.
pub fn is_directory(path: &str) -> bool {
    matches!(path, "." | "..") || path.starts_with("./") || path.starts_with("../") || path.starts_with('/')
}

/// `v1.0.0` or `[v1.0.0, v1.1.0]`.
fn retraction(args: &[String]) -> Result<(), String> {
    let mut args = args.iter().map(String::as_str).peekable();
    let interval = args.next_if_eq(&"[").is_some();
    let mut version = |expected: &str| match args.next_if(|a| !matches!(*a, "[" | "]" | "," | "(" | ")")) {
        Some(v) => check_spelling(v),
        None => Err(expected.to_string()),
    };
    if interval {
        version("expected version after '['")?;
        args.next_if_eq(&",").ok_or("expected ',' after version")?;
        let mut version = |expected: &str| args.next().ok_or(expected.to_string()).and_then(check_spelling);
        version("expected version after ','")?;
        args.next_if_eq(&"]").ok_or("expected ']' after version")?;
    } else {
        version("expected '[' or version")?;
    }
    args.next().map_or(Ok(()), |rest| Err(format!("unexpected token after version: \"{rest}\"")))
}

/// The column of a line's first word, and its words, strings unquoted, the comment dropped. An error has its column.
fn words(line: &str) -> Result<(usize, Vec<String>), (usize, String)> {
    let mut out = Vec::new();
    let mut first = 1;
    let mut at = 0;
    let column = |at: usize| line[..at].chars().count() + 1;
    loop {
        at += line[at..].len() - line[at..].trim_start_matches([' ', '\t', '\r']).len();
        let rest = &line[at..];
        let Some(c) = rest.chars().next().filter(|_| !rest.starts_with("//")) else { break };
        if rest.starts_with("/*") {
            return Err((column(at), "mod files must use // comments (not /* */ comments)".into()));
        }
        if out.is_empty() {
            first = column(at);
        }
        if let '"' | '`' = c {
            let Some(end) = rest[1..].find(c) else {
                return Err((column(line.len()), "unexpected newline in string".into()));
            };
            out.push(rest[1..end + 1].to_string());
            at += end + 2;
            continue;
        }
        if c.is_control() || c == '\u{feff}' {
            let shown = if c.is_ascii() { format!("\\x{:02x}", c as u32) } else { format!("\\u{:04x}", c as u32) };
            return Err((column(at), format!("unexpected input character '{shown}'")));
        }
        // Parentheses, brackets and commas stand alone.
        let alone = matches!(c, '(' | ')' | '[' | ']' | ',');
        let stops = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '[' | ']' | ',');
        let mut end = if alone { 1 } else { rest.find(stops).unwrap_or(rest.len()) };
        end = [rest[..end].find("//"), rest[..end].find("/*")].into_iter().flatten().fold(end, usize::min);
        out.push(rest[..end].to_string());
        at += end;
    }
    Ok((first, out))
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
            "go.mod",
            "// c\nmodule \"example.com/m\" // x\n\ngo 1.22.1\ntoolchain go1.23.0\n\nrequire a.b/c v1.0.0 // indirect\nrequire (\n\t// c\n\td v2.0.0+incompatible\n)\nreplace (\n\ta.b/c v1.0.0 => ../c\n\td => e v1.1.0\n)\nexclude f v1.0.0\nretract [v1.0.0, v1.1.0]\nignore (\n\t./x\n)\n",
            Kind::Main,
        )
        .expect("well-formed");
        assert_eq!((m.module.as_str(), m.go.as_str()), ("example.com/m", "1.22.1"));
        assert_eq!(
            m.require.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["a.b/c@v1.0.0", "d@v2.0.0+incompatible"]
        );
        assert_eq!(
            m.replace.iter().map(|r| format!("{}>{}", r.old, r.new)).collect::<Vec<_>>(),
            ["a.b/c@v1.0.0>../c", "d>e@v1.1.0"]
        );
        assert_eq!(m.ignore, ["./x"]);
        let work = parse("go.work", "go 1.22\nuse .\nuse (\n\t./a\n)\n", Kind::Work).expect("well-formed");
        assert_eq!(work.uses, [(2, ".".to_string()), (4, "./a".to_string())]);
        assert!(parse("go.mod", "module a\nfoo b\nbar (\n)\n", Kind::Dependency).is_ok());
    }

    /// What follows the name of the file in the go command's errors.
    #[test]
    fn reports_errors() {
        for (text, expect) in [
            ("foo bar", "1: unknown directive: foo"),
            ("foo (\n\tbar\n)", "1: unknown block type: foo"),
            ("require foo (\n\tr.example/r v1.0.0\n)", "1: unknown block type: require foo"),
            ("go (\n\t1.22\n)", "1: unknown block type: go"),
            (")", "1: unknown directive: )"),
            ("require r.example/r 1.0", "1: module lookup disabled by GOPROXY=off"),
            ("require r.example/r", "1: usage: require module/path v1.2.3"),
            ("require r.example/r, v1.0.0", "1: usage: require module/path v1.2.3"),
            (
                "require r.example/r v2.0.0",
                "1: require r.example/r: version \"v2.0.0\" invalid: should be v0 or v1, not v2",
            ),
            ("require (\n    a\n)", "2:5: usage: require module/path v1.2.3"),
            ("require (\n\ta v1.0.0\n", "3: syntax error (unterminated block started at go.mod:1:1)"),
            ("require (\n\tr.example/r v1.0.0", "2:20: syntax error (unterminated block started at go.mod:1:1)"),
            ("toolchain foo", "1: invalid toolchain version 'foo': must match format go1.23.0 or default"),
            ("toolchain go1.22.0\ntoolchain go1.22.1", "2: repeated toolchain statement"),
            (
                "replace r.example/r => r",
                "1: replacement module without version must be directory path (rooted or starting with . or ..)",
            ),
            ("replace r.example/r => ./r v1.0.0", "1: replacement module directory path \"./r\" cannot have version"),
            ("replace a.b/c => .\\x", "1: replacement directory appears to be Windows path (on a non-windows system)"),
            (
                "replace r.example/r => q.example/q/v2 v1.0.0",
                "1: replace q.example/q/v2: version \"v1.0.0\" invalid: should be v2, not v1",
            ),
            ("retract", "1: expected '[' or version"),
            ("retract [v1.0.0]", "1: expected ',' after version"),
            ("retract [v1.0.0, v1.1.0", "1: expected ']' after version"),
            ("retract v1.0.0 v1.1.0", "1: unexpected token after version: \"v1.1.0\""),
            ("godebug foo", "1: usage: godebug key=value"),
            ("module 'a.b/c'", "1: invalid quoted string: unquoted string cannot contain quote"),
            ("tool a b", "1: tool directive expects exactly one argument"),
            ("require \"r.example/r v1.0.0", "1:28: unexpected newline in string"),
            ("require r.example/r v1.0.0 /* x */", "1:28: mod files must use // comments (not /* */ comments)"),
            ("\u{feff}module a.b/c", "1: unexpected input character '\\ufeff'"),
            ("require \0", "1:9: unexpected input character '\\x00'"),
        ] {
            let errors = parse("go.mod", text, Kind::Main).err().unwrap_or_default();
            assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expect], "{text}");
        }
    }

    #[test]
    fn module_cache_names() {
        assert_eq!(escape_path("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
    }
}
