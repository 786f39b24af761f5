//! Package patterns: `.`, `./...`, import paths, `std`, `cmd/...`.
//!
//! The model ("go help packages"): a pattern that is a path of the file system names directories, any other names import paths.
//! `...` matches any string, but no `vendor` element; directories called `testdata` or starting with `_` or `.` are never entered,
//! nor other modules. What a pattern matches comes in lexical order.

use crate::graph::World;
use crate::modules::{MainModule, Missing, ModMode, has_path_prefix, is_std_path, join};
use std::path::Path;

/// A package or an error that a pattern stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match {
    /// An import path; `literal` when the pattern is not a wildcard.
    Package { path: String, literal: bool },
    /// The go command's text for a pattern that names nothing.
    Error(String),
}

/// The patterns' packages, in order; and warnings.
pub fn expand(world: &World, patterns: &[String]) -> Result<(Vec<Match>, Vec<String>), String> {
    let (mut out, mut warnings) = (Vec::new(), Vec::new());
    let here = [".".to_string()];
    for pattern in if patterns.is_empty() { &here } else { patterns } {
        let pattern = clean(pattern);
        let wild = pattern.contains("...");
        let before = out.len();
        if is_local(&pattern) {
            local(world, &pattern, wild, &mut out)?;
        } else if wild || matches!(&*pattern, "std" | "cmd" | "all" | "work") {
            let mut paths = packages(world, &pattern);
            if let Err(missing) = dependencies(world, &pattern, &mut paths) {
                if missing.fatal {
                    return Err(missing.text);
                }
                warnings.extend(missing.note);
                out.push(Match::Error(missing.text));
            }
            paths.sort();
            out.extend(paths.into_iter().map(|path| Match::Package { path, literal: false }));
        } else {
            out.push(Match::Package { path: pattern.clone(), literal: true });
        }
        if out.len() == before {
            warnings.push(format!("go: warning: \"{pattern}\" matched no packages"));
        }
    }
    Ok((out, warnings))
}

fn is_local(pattern: &str) -> bool {
    matches!(pattern, "." | "..") || pattern.starts_with("./") || pattern.starts_with("../") || pattern.starts_with('/')
}

/// The pattern in canonical form, a leading `./` kept.
fn clean(pattern: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&p| p != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if pattern.starts_with('/') {
        format!("/{path}")
    } else if path.is_empty() {
        ".".into()
    } else if pattern.starts_with("./") && path != ".." && !path.starts_with("../") {
        format!("./{path}")
    } else {
        path
    }
}

/// Whether a name matches a pattern with `...`.
pub fn matches(pattern: &str, name: &str) -> bool {
    // A `vendor` element becomes one character that wildcards do not match.
    let mark = |s: &str| s.split('/').map(|e| if e == "vendor" { "\0" } else { e }).collect::<Vec<_>>().join("/");
    let (pattern, name) = (mark(pattern), mark(name));
    if let Some(base) = pattern.strip_suffix("/...")
        && glob(&base.split("...").collect::<Vec<_>>(), &name)
    {
        return true;
    }
    glob(&pattern.split("...").collect::<Vec<_>>(), &name)
}

/// `parts` in order, with anything but `\0` between them.
fn glob(parts: &[&str], name: &str) -> bool {
    let [first, rest @ ..] = parts else { return false };
    let Some(tail) = name.strip_prefix(first) else { return false };
    if rest.is_empty() {
        return tail.is_empty();
    }
    let reach = tail.find('\0').unwrap_or(tail.len());
    tail.char_indices().map(|(i, _)| i).chain([tail.len()]).filter(|&i| i <= reach).any(|i| glob(rest, &tail[i..]))
}

/// Elements that no walk enters.
fn skipped(element: &str) -> bool {
    (element.starts_with('.') && element != "." && element != "..") || element.starts_with('_') || element == "testdata"
}

fn subdirectories(dir: &str) -> std::io::Result<Vec<String>> {
    let mut out: Vec<String> = std::fs::read_dir(dir)?
        .flatten()
        .filter(|e| e.file_type().is_ok_and(|t| t.is_dir()))
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    out.sort();
    Ok(out)
}

fn local(world: &World, pattern: &str, wild: bool, out: &mut Vec<Match>) -> Result<(), String> {
    let error = |text: String| match wild {
        true => Match::Error(format!("pattern {pattern}: {text}")),
        false => Match::Error(text),
    };
    let mut dirs = Vec::new();
    if wild {
        let fixed = &pattern[..pattern.find("...").unwrap_or(0)];
        let start = &fixed[..fixed.rfind('/').map_or(0, |i| i + 1)];
        let absolute = join(&world.config.dir, start);
        let main = world.modules.main_of(&absolute);
        let in_main = main.is_some_and(|main| !is_nested(main, &absolute));
        let dependency = if in_main { None } else { world.modules.path_in_dependency(&absolute) };
        let in_goroot = world.config.goroot.as_ref().is_some_and(|g| has_path_prefix(&absolute, &join(g, "src")));
        match (main, &dependency) {
            // Another module may start in between.
            _ if in_main => {}
            (Some(_), Some(_)) | (None, Some((_, false))) => {}
            _ if in_goroot => {}
            (None, Some(_)) => {
                let root = world.modules.mains.first().map_or("", |m| &*m.root);
                out.push(error(format!("directory {absolute} is outside module root ({root})")));
                return Ok(());
            }
            _ => {
                let prefix = if start.trim_end_matches('/').is_empty() { "/" } else { start.trim_end_matches('/') };
                let prefix = prefix.strip_prefix("./").unwrap_or(prefix);
                let modules =
                    if world.modules.workspace { "modules listed in go.work or their" } else { "main module or its" };
                out.push(error(format!("directory prefix {prefix} does not contain {modules} selected dependencies")));
                return Ok(());
            }
        }
        let name = if start.is_empty() { ".".to_string() } else { clean(start) };
        if let Err(e) = std::fs::symlink_metadata(&absolute) {
            out.push(error(format!("lstat {start}: {}", crate::directory::io_text(&e))));
            return Ok(());
        }
        walk_local(world, pattern, &name, &absolute, true, main, &mut dirs);
    } else {
        dirs.push(pattern.to_string());
    }
    for dir in dirs {
        match resolve_local(world, &join(&world.config.dir, &dir)) {
            Ok(path) => out.push(Match::Package { path, literal: !wild }),
            Err(Local::Skip(_)) if wild => {}
            Err(_) if world.modules.mains.is_empty() && !wild => {
                return Err(
                    "go: go.mod file not found in current directory or any parent directory; see 'go help modules'"
                        .into(),
                );
            }
            Err(Local::Skip(text) | Local::Error(text)) => {
                out.push(error(text));
                // Only a pattern's first error is reported.
                if wild {
                    break;
                }
            }
        }
    }
    Ok(())
}

fn walk_local(
    world: &World,
    pattern: &str,
    name: &str,
    dir: &str,
    top: bool,
    main: Option<&MainModule>,
    out: &mut Vec<String>,
) {
    if !top && Path::new(dir).join("go.mod").is_file() {
        return;
    }
    let shown = if name == "." || name.starts_with(['/', '.']) { name.to_string() } else { format!("./{name}") };
    let wanted = matches(pattern, &shown) || matches(pattern, name);
    if wanted {
        let d = world.scan(dir);
        if !d.is_empty() || d.error.is_some() {
            out.push(name.to_string());
        }
    }
    let Ok(children) = subdirectories(dir) else { return };
    for child in children.iter().filter(|c| !skipped(c)) {
        let below = format!("{dir}/{child}");
        if main.is_some_and(|m| ignored(m, &below)) {
            continue;
        }
        let name = match name {
            "." => child.clone(),
            "/" => format!("/{child}"),
            name => format!("{name}/{child}"),
        };
        walk_local(world, pattern, &name, &below, false, main, out);
    }
}

/// `ignore` directives: `./x` from the module's root, `x` anywhere.
fn ignored(main: &MainModule, dir: &str) -> bool {
    let rel = dir.strip_prefix(&main.root).unwrap_or("").trim_start_matches('/');
    main.ignore.iter().any(|i| match i.strip_prefix("./") {
        Some(rooted) => has_path_prefix(rel, rooted),
        None => format!("/{rel}/").contains(&format!("/{}/", i.trim_matches('/'))),
    })
}

/// Whether another module starts between the main module's root and a directory in it.
fn is_nested(main: &MainModule, dir: &str) -> bool {
    let rest = dir[main.root.len()..].trim_start_matches('/');
    (1..=rest.len())
        .filter(|&i| i == rest.len() || rest.as_bytes()[i] == b'/')
        .any(|i| Path::new(&main.root).join(&rest[..i]).join("go.mod").is_file())
}

enum Local {
    /// `builtin` and GOROOT/src: no packages, and not worth an error in a wildcard.
    Skip(String),
    Error(String),
}

/// The import path of a directory.
fn resolve_local(world: &World, dir: &str) -> Result<String, Local> {
    let d = world.scan(dir);
    if d.is_empty() && d.ignored.is_empty() && d.error.is_none() {
        return Err(Local::Error(match std::fs::metadata(dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => format!("stat {dir}: directory not found"),
            Err(e) => format!("stat {dir}: {}", crate::directory::io_text(&e)),
            Ok(_) => d.unreadable.clone().unwrap_or_else(|| d.no_go_files()),
        }));
    }
    let src = world.config.goroot.as_ref().map(|g| join(g, "src"));
    let mut not_found = None;
    for main in &world.modules.mains {
        if dir == main.root {
            if Some(dir) == src.as_deref() {
                return Err(Local::Skip("directory should not directly contain source files".into()));
            }
            return Ok(main.prefix.clone());
        }
        if !has_path_prefix(dir, &main.root) || dir[main.root.len()..].contains('@') {
            continue;
        }
        let rest = dir[main.root.len()..].trim_start_matches('/');
        if let Some(path) = rest.strip_prefix("vendor/")
            && !main.in_goroot
        {
            if world.modules.mode != ModMode::Vendor {
                return Err(Local::Error(format!("without -mod=vendor, directory {dir} has no package path")));
            }
            return Ok(path.to_string());
        }
        let path = if main.prefix.is_empty() { rest.to_string() } else { format!("{}/{rest}", main.prefix) };
        if path == "builtin" && main.in_goroot {
            return Err(Local::Skip("\"builtin\" is not an importable package".into()));
        }
        let nested = is_nested(main, dir);
        if !nested {
            return Ok(path);
        }
        not_found = Some(format!("main module ({}) does not contain package {path}", main.path));
    }
    if let Some(src) = src
        && has_path_prefix(dir, &src)
        && dir != src
    {
        let path = dir[src.len()..].trim_start_matches('/');
        if path == "builtin" {
            return Err(Local::Skip("\"builtin\" is not an importable package".into()));
        }
        return Ok(path.to_string());
    }
    if let Some(text) = not_found {
        return Err(Local::Error(text));
    }
    if let Some((path, _)) = world.modules.path_in_dependency(dir) {
        return Ok(path);
    }
    let short = world.config.short_path(dir);
    let shown = if short == "." { "current directory".to_string() } else { format!("directory {short}") };
    Err(Local::Error(format!("{shown} outside main module or its selected dependencies")))
}

/// The import paths that a pattern without a directory matches.
fn packages(world: &World, pattern: &str) -> Vec<String> {
    let mut out = Vec::new();
    let meta = matches!(pattern, "std" | "cmd" | "all" | "work");
    if !matches!(pattern, "all" | "work")
        && let Some(goroot) = &world.config.goroot
    {
        let src = join(goroot, "src");
        let mut walk = Walk { world, pattern, meta, vendor_too: true, out: &mut out };
        if pattern != "cmd" {
            walk.children(&src, "");
        } else {
            walk.enter(&join(&src, "cmd"), "cmd", true);
        }
    }
    if !matches!(pattern, "std" | "cmd") {
        for main in world.modules.mains.iter().filter(|m| !m.in_goroot) {
            let mut walk = Walk { world, pattern, meta, vendor_too: false, out: &mut out };
            walk.enter(&main.root, &main.prefix, true);
        }
    }
    out
}

/// The import paths of other modules that such a pattern matches.
fn dependencies(world: &World, pattern: &str, out: &mut Vec<String>) -> Result<(), Missing> {
    if matches!(pattern, "std" | "cmd" | "all" | "work") {
        return Ok(());
    }
    if world.modules.mode == ModMode::Vendor {
        let vendor = world.modules.vendor_dir();
        let there = |path: &&str| matches(pattern, path) && world.scan(&join(&vendor, path)).has_go_files;
        out.extend(world.modules.vendored_packages().filter(there).map(String::from));
        return Ok(());
    }
    for m in world.modules.build_list()? {
        let fixed = &pattern[..pattern.find("...").unwrap_or(0)];
        if !(fixed.starts_with(&m.path) || m.path.starts_with(fixed)) {
            continue;
        }
        let of_pattern = |text: String| format!("pattern {pattern}: {text}");
        let dir = world.modules.module_dir(&m).map_err(|e| Missing { text: of_pattern(e.text.clone()), ..e })?;
        let no_sum = || Missing { text: of_pattern(format!("{m}: missing go.sum entry")), ..Missing::default() };
        let (dir, _) = dir.ok_or_else(no_sum)?;
        let mut walk = Walk { world, pattern, meta: false, vendor_too: false, out };
        walk.enter(&dir, &m.path, true);
    }
    Ok(())
}

struct Walk<'a> {
    world: &'a World,
    pattern: &'a str,
    meta: bool,
    vendor_too: bool,
    out: &'a mut Vec<String>,
}

impl Walk<'_> {
    fn enter(&mut self, dir: &str, path: &str, top: bool) {
        if path == "builtin" || path == "runtime/cgo" && self.world.config.goroot.is_some() {
            return self.children(dir, path);
        }
        // `std` is the standard library without the commands; other modules are not entered.
        if self.pattern == "std" && (path == "cmd" || !is_std_path(path)) {
            return;
        }
        if !top && path != "cmd" && Path::new(dir).join("go.mod").is_file() {
            return;
        }
        if self.meta || matches(self.pattern, path) {
            let d = self.world.scan(dir);
            let vendored_command = self.pattern == "cmd" && path.starts_with("cmd/vendor/") && d.package == "main";
            if (!d.is_empty() || d.error.is_some()) && !vendored_command {
                self.out.push(path.to_string());
            }
        }
        self.children(dir, path);
    }

    fn children(&mut self, dir: &str, path: &str) {
        let Ok(children) = subdirectories(dir) else { return };
        for child in children.iter().filter(|c| !skipped(c)) {
            if child == "vendor" && !self.vendor_too {
                continue;
            }
            let below = if path.is_empty() { child.clone() } else { format!("{path}/{child}") };
            if !self.can_match(&below) {
                continue;
            }
            self.enter(&format!("{dir}/{child}"), &below, false);
        }
    }

    /// Whether something at or below `path` may match: the parts before the first `...` agree.
    fn can_match(&self, path: &str) -> bool {
        if self.meta {
            return true;
        }
        let fixed = &self.pattern[..self.pattern.find("...").unwrap_or(self.pattern.len())];
        path.starts_with(fixed.trim_end_matches('/')) || fixed.starts_with(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, name, expect) in [
            ("./...", ".", true),
            ("./...", "./a/b", true),
            ("net/...", "net", true),
            ("net/...", "net/http", true),
            ("net/...", "network", false),
            ("net...", "network", true),
            ("...", "a/vendor/b", false),
            ("a/vendor/...", "a/vendor/b", true),
            ("a/.../c", "a/b/c", true),
            ("a/.../c", "a/c", false),
        ] {
            assert_eq!(matches(pattern, name), expect, "{pattern} {name}");
        }
    }

    #[test]
    fn cleaning() {
        for (pattern, expect) in [
            ("./a/", "./a"),
            (".", "."),
            ("./", "."),
            ("a//b/../c", "a/c"),
            ("../x", "../x"),
            ("./../x", "../x"),
            ("/a/./b", "/a/b"),
            ("./...", "./..."),
        ] {
            assert_eq!(clean(pattern), expect);
        }
    }
}
