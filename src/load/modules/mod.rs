//! Modules: which module provides a package, and where it lies.
//!
//! The model ("Go Modules Reference"): the main module is the one around the working directory (several with a `go.work`). A
//! package of the standard library comes from GOROOT; any other from the one selected module whose path is a prefix of its own
//! and whose directory has Go files there. Versions are selected by minimal version selection over the requirement graph, pruned as
//! since go 1.17: first only the main module's own requirements are tried, the whole graph is read when they do not suffice. With
//! a `vendor` directory everything comes from the main module or from there. Nothing is ever downloaded: what the module cache lacks is
//! missing as with `GOPROXY=off`.

mod missing;
mod requirements;
mod sums;
mod vendor;
mod work;

use crate::Config;
use crate::config::relative;
use crate::gomod::{self, GoMod, Kind, ModuleVersion};
use crate::version::{compare, compare_go, go_version};
use escape_syntax::ast::GoVersion;
pub use missing::{Importer, Missing, NoSum};
use missing::{LOOKUP_DISABLED, Reason, check_import_path, malformed};
use requirements::{BrokenGraph, Selection, Unread};
use rustc_hash::FxHashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use sums::Sums;
use vendor::VendorList;

/// How packages of other modules are found (`-mod`).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ModMode {
    Readonly,
    Mod,
    Vendor,
}

/// A module being worked on.
#[derive(Clone, Debug)]
pub struct MainModule {
    pub path: String,
    /// Absolute.
    pub root: String,
    /// What its packages' paths start with: the module's path, nothing for the standard library itself.
    pub prefix: String,
    pub version: GoVersion,
    /// The `go` line; empty if there is none.
    pub go: String,
    /// It is the standard library or the `cmd` module.
    pub in_goroot: bool,
    pub ignore: Vec<String>,
}

/// Where a package was found.
#[derive(Clone, Default, Debug)]
pub struct Place {
    pub dir: String,
    pub std: bool,
    /// Packages in a module are guarded by import path, others by directory (`internal`).
    pub in_module: bool,
    /// The module's language version; `None` for the compiler's own.
    pub version: Option<GoVersion>,
    /// The module, if it is not a main one.
    pub module: Option<ModuleVersion>,
}

/// A replacement in a main module's `go.mod` or in the `go.work`.
struct Rule {
    /// Without a version: all are replaced.
    old: ModuleVersion,
    /// As it is written; in a workspace a directory is relative to that.
    new: ModuleVersion,
    /// A local directory, absolute.
    dir: Option<String>,
    of_workspace: bool,
}

/// The main modules and what they require.
pub struct Modules {
    pub mains: Vec<MainModule>,
    pub mode: ModMode,
    /// Why that mode.
    reason: Reason,
    pub workspace: bool,
    /// Where the `go.mod` or `go.work` is.
    root: String,
    /// The working directory.
    dir: String,
    /// The version of the main module, or of the workspace.
    go: GoVersion,
    go_line: String,
    /// Of the main modules, in order.
    requirements: Vec<ModuleVersion>,
    replace: Vec<Rule>,
    exclude: Vec<ModuleVersion>,
    pruned: bool,
    vendored: VendorList,
    cache: String,
    proxy_off: bool,
    root_selection: FxHashMap<String, String>,
    full_selection: OnceLock<Result<Selection, BrokenGraph>>,
    summaries: Mutex<FxHashMap<ModuleVersion, Result<Arc<GoMod>, Unread>>>,
    sums: OnceLock<Result<Sums, String>>,
    /// With `-mod=mod`, `go.mod` would be updated, and then requires what the whole graph selects.
    pub updated: bool,
    needs_update: AtomicBool,
    /// Directories of main modules that have been looked at: whether another module starts there.
    starts: Mutex<FxHashMap<String, bool>>,
}

/// The language version of a module without a `go` line.
const NO_GO_LINE: GoVersion = GoVersion::go1(16);

fn language(go: &str) -> GoVersion {
    go_version(go).map_or(NO_GO_LINE, |(major, minor)| GoVersion { major, minor })
}

/// What this program does as.
const RUNNING: &str = "1.27.3";

fn is_too_new(go: &str) -> bool {
    compare_go(RUNNING, go).is_lt()
}

/// What is said of a module that is too new.
fn requires_go(go: &str) -> String {
    format!("requires go >= {go} (running go {RUNNING}; GOTOOLCHAIN=local)")
}

/// Joins and cleans, lexically.
pub fn join(base: &str, rel: &str) -> String {
    let mut out = PathBuf::new();
    for part in Path::new(base).join(rel).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out.to_string_lossy().into_owned()
}

fn find_up(dir: &str, name: &str) -> Option<String> {
    let mut dir = Some(Path::new(dir));
    while let Some(d) = dir {
        if d.join(name).is_file() {
            return Some(d.to_string_lossy().into_owned());
        }
        dir = d.parent();
    }
    None
}

/// `path` is `prefix` or lies below it.
pub fn has_path_prefix(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|r| r.is_empty() || r.starts_with('/') || prefix.is_empty() || prefix.ends_with('/'))
}

/// The first element of a path of the standard library has no dot.
pub fn is_std_path(path: &str) -> bool {
    !path.split('/').next().unwrap_or("").contains('.')
}

impl Modules {
    /// Reads the `go.mod` (or `go.work`) around the working directory. The error is the go command's complete text.
    pub fn find(config: &Config) -> Result<Modules, String> {
        let mut m = Modules {
            mains: Vec::new(),
            mode: config.mod_mode.unwrap_or(ModMode::Readonly),
            workspace: false,
            reason: Reason::Default,
            root: String::new(),
            dir: config.dir.clone(),
            go: NO_GO_LINE,
            go_line: String::new(),
            requirements: Vec::new(),
            replace: Vec::new(),
            exclude: Vec::new(),
            pruned: true,
            vendored: VendorList::default(),
            cache: config.module_cache.clone(),
            proxy_off: config.proxy_off,
            root_selection: FxHashMap::default(),
            full_selection: OnceLock::new(),
            summaries: Mutex::default(),
            sums: OnceLock::new(),
            updated: false,
            needs_update: AtomicBool::new(false),
            starts: Mutex::default(),
        };
        if config.mod_mode.is_some() {
            m.reason = Reason::Flag;
        }
        let work = if config.workspace { find_up(&config.dir, "go.work") } else { None };
        if let Some(root) = work {
            m.workspace = true;
            m.root = root.clone();
            m.read_work(config, &root)?;
        } else if let Some(root) = find_up(&config.dir, "go.mod") {
            m.root = root.clone();
            m.add_main(config, &root)?;
        }
        m.check_replacements()?;
        m.go = language(&m.go_line);
        m.find_vendor_directory(config)?;
        m.pruned = m.go >= GoVersion::go1(17) || m.mains.is_empty();
        m.root_selection = highest(&m.requirements);
        Ok(m)
    }

    /// A vendor directory is used without being asked for since go 1.14.
    fn find_vendor_directory(&mut self, config: &Config) -> Result<(), String> {
        if self.root.is_empty() {
            return Ok(());
        }
        let vendor = self.vendor_dir();
        if config.mod_mode.is_none() && Path::new(&vendor).is_dir() {
            self.reason = Reason::VendorDirectory(self.said_go());
            if vendor::is_of_workspace(&vendor) != self.workspace {
                self.reason = Reason::OtherVendorDirectory;
            } else if self.said_go() >= Some(GoVersion::go1(14)) {
                self.mode = ModMode::Vendor;
            }
        }
        if self.mode == ModMode::Vendor {
            self.vendored = VendorList::read(&vendor);
            self.check_vendor_list(&self.root)?;
        }
        Ok(())
    }

    /// The version of the main module or the workspace, if it says so.
    fn said_go(&self) -> Option<GoVersion> {
        go_version(&self.go_line).map(|(major, minor)| GoVersion { major, minor })
    }

    fn add_main(&mut self, config: &Config, root: &str) -> Result<(), String> {
        let file = join(root, "go.mod");
        let short = config.short_path(&file);
        let text = std::fs::read(&file).map_err(|e| {
            let why = crate::directory::io_text(&e);
            if self.workspace { format!("open {short}: {why}") } else { format!("go: reading {file}: {why}") }
        })?;
        let parsed = gomod::parse(&file, &String::from_utf8_lossy(&text), Kind::Main).map_err(|errors| {
            let lines: Vec<_> = errors.iter().map(|e| format!("\n{short}:{e}")).collect();
            format!("go: errors parsing {short}:{}", lines.concat())
        })?;
        if parsed.module.is_empty() {
            return Err(format!(
                "go: error reading {short}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"
            ));
        }
        // A workspace has its own words for that.
        if !self.workspace && is_too_new(&parsed.go) {
            return Err(format!("go: {short} {}", requires_go(&parsed.go)));
        }
        if let Some(why) = malformed(&parsed.module) {
            return Err(format!("go: malformed module path \"{}\": {why}", parsed.module));
        }
        let version = language(&parsed.go);
        if !self.workspace {
            self.go_line.clone_from(&parsed.go);
        }
        let src = config.goroot.as_ref().map(|g| join(g, "src"));
        let in_goroot = src.is_some_and(|src| has_path_prefix(root, &src)) && matches!(&*parsed.module, "std" | "cmd");
        let prefix = if in_goroot && parsed.module == "std" { String::new() } else { parsed.module.clone() };
        self.add_replacements(root, &parsed, false);
        for m in parsed.require {
            if !self.requirements.contains(&m) {
                self.requirements.push(m);
            }
        }
        self.exclude.extend(parsed.exclude);
        self.mains.push(MainModule {
            path: parsed.module,
            root: root.to_string(),
            prefix,
            version,
            go: parsed.go,
            in_goroot,
            ignore: parsed.ignore,
        });
        Ok(())
    }

    fn add_replacements(&mut self, root: &str, parsed: &GoMod, of_workspace: bool) {
        for r in &parsed.replace {
            let dir = gomod::is_directory(&r.new.path).then(|| join(root, &r.new.path));
            let mut new = r.new.clone();
            if let Some(dir) = dir.as_ref().filter(|_| root != self.root && !r.new.path.starts_with('/')) {
                let below = relative(&self.root, dir);
                new.path = if below.starts_with('.') { below } else { format!("./{below}") };
            }
            if !self.replace.iter().any(|other| other.old == r.old && other.new == new && !of_workspace) {
                self.replace.push(Rule { old: r.old.clone(), new, dir, of_workspace });
            }
        }
    }

    /// Two replacements of the same: the go command's complete text. Those of the workspace are above those of its modules.
    fn check_replacements(&self) -> Result<(), String> {
        for (i, rule) in self.replace.iter().enumerate() {
            let same = |other: &&Rule| other.old == rule.old;
            let Some(other) = self.replace[..i].iter().find(same) else { continue };
            if self.replace.iter().filter(same).any(|r| r.of_workspace) {
                continue;
            }
            let old = &rule.old;
            let shown = |r: &Rule| match &r.dir {
                Some(dir) if self.workspace => dir.clone(),
                _ => r.new.to_string(),
            };
            let both = format!("{old}:\n\t{}\n\t{}", shown(other), shown(rule));
            return Err(match self.workspace {
                true => format!(
                    "go: conflicting replacements for {both}\nuse \"go work edit -replace {old}=[override]\" to resolve"
                ),
                false => format!("go: conflicting replacements for {both}"),
            });
        }
        Ok(())
    }

    fn is_main(&self, path: &str) -> bool {
        self.mains.iter().any(|m| m.path == path)
    }

    /// A path as it is shown from the working directory.
    fn short_path(&self, path: &str) -> String {
        let relative = relative(&self.dir, path);
        if relative.len() < path.len() { relative } else { path.to_string() }
    }

    /// Whether `go.sum` has a version, where that counts. The error is the go command's complete text.
    fn has_sum(&self, path: &str, version: String) -> Result<bool, String> {
        if self.mode != ModMode::Readonly || self.workspace || self.mains.is_empty() {
            return Ok(true);
        }
        let sums = self.sums.get_or_init(|| Sums::read(&join(&self.root, "go.sum")));
        sums.as_ref().map(|s| s.has(path, version)).map_err(String::clone)
    }

    /// Finds the package of an import path. `has_go` says whether a directory holds Go files.
    pub fn find_package(&self, config: &Config, path: &str, has_go: &dyn Fn(&str) -> bool) -> Result<Place, Missing> {
        check_import_path(path)?;
        let std_path = is_std_path(path);
        if std_path && let Some(place) = self.find_std(config, path, has_go) {
            return Ok(place);
        }
        if self.mode == ModMode::Vendor {
            return self.find_vendored(config, path, has_go);
        }
        // What the graph need not be known for. The roots of a workspace are its main modules.
        let roots = match self.workspace {
            true => Some(&FxHashMap::default()),
            false => (self.pruned && !self.updated).then_some(&self.root_selection),
        };
        if let Some(roots) = roots
            && let Some(place) = self.find_selected(path, roots, has_go)?
        {
            return Ok(place);
        }
        let selection = self.graph().map_err(BrokenGraph::missing)?;
        if let Some(place) = self.find_selected(path, &selection.versions, has_go)? {
            return Ok(place);
        }
        let replaced = self.find_replaced(path, has_go)?;
        replaced.ok_or_else(|| Missing::new(self.missing_text(config, path)))
    }

    /// With the language version that the package's module says.
    fn with_version(&self, mut place: Place) -> Result<Place, Missing> {
        if let Some(m) = &place.module {
            let summary = self.summary(m).map_err(|why| self.unread(m, why))?;
            place.version = Some(language(&summary.go));
        }
        Ok(place)
    }

    /// Finds a package in the main modules and in those of the selection.
    fn find_selected(
        &self,
        path: &str,
        selection: &FxHashMap<String, String>,
        has_go: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Place>, Missing> {
        let mut found: Vec<(String, Place)> = Vec::new();
        let mut unverified = Vec::new();
        let mut prefix = path;
        loop {
            for main in self.mains.iter().filter(|m| m.prefix == prefix && !m.prefix.is_empty()) {
                if let Some(dir) = dir_in_module(path, prefix, &main.root, Some(&self.starts), has_go) {
                    found.push((main.path.clone(), main.place(dir)));
                }
            }
            if let Some(version) = selection.get(prefix)
                && !self.is_main(prefix)
            {
                let m = ModuleVersion { path: prefix.to_string(), version: version.clone() };
                match self.module_dir(&m)? {
                    None => unverified.push(prefix.to_string()),
                    Some((root, local)) => {
                        let starts = local.then_some(&self.starts);
                        if let Some(dir) = dir_in_module(path, prefix, &root, starts, has_go) {
                            let place = Place { dir, in_module: true, module: Some(m.clone()), ..Place::default() };
                            found.push((format!("{} {}", m.path, m.version), place));
                        }
                    }
                }
            }
            let Some(i) = prefix.rfind('/') else { break };
            prefix = &prefix[..i];
        }
        if found.len() > 1 {
            let list: Vec<_> = found.iter().rev().map(|(m, p)| format!("\n\t{m} ({})", p.dir)).collect();
            return Err(Missing::new(format!(
                "ambiguous import: found package {path} in multiple modules:{}",
                list.concat()
            )));
        }
        if !unverified.is_empty() {
            unverified.sort();
            return Err(Missing::no_sum(NoSum {
                path: path.to_string(),
                modules: unverified,
                found: !found.is_empty(),
            }));
        }
        found.pop().map(|(_, place)| self.with_version(place)).transpose()
    }

    fn find_std(&self, config: &Config, path: &str, has_go: &dyn Fn(&str) -> bool) -> Option<Place> {
        let Some(goroot) = &config.goroot else {
            return (config.bundled)(path).then(|| Place { std: true, ..Place::default() });
        };
        for main in self.mains.iter().filter(|m| m.in_goroot) {
            if let Some(dir) = dir_in_module(path, &main.prefix, &main.root, Some(&self.starts), has_go) {
                return Some(Place { std: true, ..main.place(dir) });
            }
        }
        let dir = format!("{goroot}/src/{path}");
        has_go(&dir).then(|| Place { dir, std: true, ..Place::default() })
    }

    fn replacement(&self, path: &str, version: &str) -> Option<&Rule> {
        let exact = self.replace.iter().rev().find(|r| r.old.path == path && r.old.version == version);
        let any = self.replace.iter().rev().find(|r| r.old.path == path && r.old.version.is_empty());
        exact.or(any)
    }

    /// The import path of a directory in a selected module that is not a main one, and whether that is a local one.
    pub fn path_in_dependency(&self, dir: &str) -> Option<(String, bool)> {
        let whole = || self.graph().ok().map(|s| &s.versions);
        let versions = if self.pruned && !self.updated { Some(&self.root_selection) } else { whole() };
        #[allow(clippy::iter_over_hash_type, reason = "sorted at once")]
        let mut found: Vec<_> = versions?
            .iter()
            .filter_map(|(path, version)| {
                let m = ModuleVersion { path: path.clone(), version: version.clone() };
                let rule = self.replacement(path, version);
                let local = rule.and_then(|r| r.dir.as_ref());
                let root = local.cloned().unwrap_or_else(|| self.cached_dir(rule.map_or(&m, |r| &r.new)));
                has_path_prefix(dir, &root).then(|| (format!("{path}{}", &dir[root.len()..]), local.is_some()))
            })
            .collect();
        found.sort();
        found.pop()
    }

    fn cached_dir(&self, m: &ModuleVersion) -> String {
        format!("{}/{}@{}", self.cache, gomod::escape_path(&m.path), gomod::escape_path(&m.version))
    }

    /// The directory of a required module, and whether it is a local one; nothing if `go.sum` lacks it.
    pub fn module_dir(&self, m: &ModuleVersion) -> Result<Option<(String, bool)>, Missing> {
        let rule = self.replacement(&m.path, &m.version);
        if let Some((rule, dir)) = rule.and_then(|r| Some((r, r.dir.as_ref()?))) {
            if !Path::new(dir).exists() {
                let text = format!("{m}: replacement directory {} does not exist", rule.new);
                return Err(Missing::new(text));
            }
            return Ok(Some((dir.clone(), true)));
        }
        let actual = rule.map_or(m, |r| &r.new);
        if !self.has_sum(&actual.path, actual.version.clone()).map_err(Missing::fatal)? {
            return Ok(None);
        }
        let dir = self.cached_dir(actual);
        if Path::new(&dir).is_dir() {
            return Ok(Some((dir, false)));
        }
        let note = self.proxy_off.then(|| format!("go: downloading {} {}", actual.path, actual.version));
        let absent = (!self.proxy_off).then(|| Box::new(actual.clone()));
        Err(Missing { note, absent, ..Missing::new(LOOKUP_DISABLED.into()) })
    }

    /// The packages of the vendor directory.
    pub fn vendored_packages(&self) -> impl Iterator<Item = &str> {
        self.vendored.packages()
    }

    /// The main module a directory belongs to: the innermost.
    pub fn main_of(&self, dir: &str) -> Option<&MainModule> {
        self.mains.iter().filter(|m| has_path_prefix(dir, &m.root)).max_by_key(|m| m.root.len())
    }
}

impl MainModule {
    fn place(&self, dir: String) -> Place {
        Place { dir, std: self.in_goroot, in_module: true, version: Some(self.version), module: None }
    }
}

fn highest(list: &[ModuleVersion]) -> FxHashMap<String, String> {
    let mut out: FxHashMap<String, String> = FxHashMap::default();
    for m in list {
        let v = out.entry(m.path.clone()).or_insert_with(|| m.version.clone());
        if compare(v, &m.version).is_lt() {
            *v = m.version.clone();
        }
    }
    out
}

/// The directory of `path` in the module `module` at `root`, if there are Go files in it and no other module in between.
fn dir_in_module(
    path: &str,
    module: &str,
    root: &str,
    local: Option<&Mutex<FxHashMap<String, bool>>>,
    has_go: &dyn Fn(&str) -> bool,
) -> Option<String> {
    if !has_path_prefix(path, module) {
        return None;
    }
    let rest = path[module.len()..].trim_start_matches('/');
    let dir = if rest.is_empty() { root.to_string() } else { format!("{root}/{rest}") };
    if let Some(starts) = local {
        let mut starts = starts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut d = dir.as_str();
        while d.len() > root.len() {
            let known = starts.get(d).copied();
            let starts_here = known.unwrap_or_else(|| Path::new(d).join("go.mod").is_file());
            if known.is_none() {
                starts.insert(d.to_string(), starts_here);
            }
            if starts_here {
                return None;
            }
            d = &d[..d.rfind('/').unwrap_or(0)];
        }
    }
    has_go(&dir).then_some(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(join("/a/b", "../c/./d"), "/a/c/d");
        assert!(has_path_prefix("a/b", "a") && has_path_prefix("a", "a") && !has_path_prefix("ab", "a"));
        assert!(has_path_prefix("fmt", ""));
    }
}
