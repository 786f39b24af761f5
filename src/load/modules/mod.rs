//! Modules: which module provides a package, and where it lies.
//!
//! The model ("Go Modules Reference"): the main module is the one around the working directory (several with a `go.work`). A
//! package of the standard library comes from GOROOT; any other from the one selected module whose path is a prefix of its own
//! and whose directory has Go files there. Versions are selected by minimal version selection over the requirement graph, pruned as
//! since go 1.17: first only the main module's own requirements are tried, the whole graph is read when they do not suffice. With
//! a `vendor` directory everything comes from the main module or from there. Nothing is ever downloaded.

mod missing;

use crate::Config;
use crate::gomod::{self, GoMod, ModuleVersion, Replacement};
use escape_syntax::ast::GoVersion;
pub use missing::Missing;
use missing::{Reason, check_import_path};
use rustc_hash::FxHashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

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
    /// It is the standard library or the `cmd` module.
    pub in_goroot: bool,
    pub ignore: Vec<String>,
}

/// Where a package was found.
#[derive(Clone, Debug)]
pub struct Place {
    pub dir: String,
    pub std: bool,
    /// Packages in a module are guarded by import path, others by directory (`internal`).
    pub in_module: bool,
    /// The module's language version; `None` for the compiler's own.
    pub version: Option<GoVersion>,
}

/// The main modules and what they require.
pub struct Modules {
    pub mains: Vec<MainModule>,
    pub mode: ModMode,
    /// Why that mode.
    reason: Reason,
    workspace: bool,
    /// Of the main modules, in order.
    requirements: Vec<ModuleVersion>,
    replace: Vec<Replacement>,
    exclude: Vec<ModuleVersion>,
    pruned: bool,
    vendored: FxHashMap<String, GoVersion>,
    cache: String,
    proxy_off: bool,
    root_selection: FxHashMap<String, String>,
    full_selection: OnceLock<FxHashMap<String, String>>,
    /// Directories of main modules that have been looked at: whether another module starts there.
    starts: Mutex<FxHashMap<String, bool>>,
}

/// The language version of a module without a `go` line.
const NO_GO_LINE: GoVersion = GoVersion::go1(16);

/// The version of the language and of the tools.
const CURRENT: GoVersion = GoVersion::go1(crate::constraint::RELEASE);

fn language(go: &str) -> GoVersion {
    gomod::go_version(go).map_or(NO_GO_LINE, |(major, minor)| GoVersion { major, minor })
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
            requirements: Vec::new(),
            replace: Vec::new(),
            exclude: Vec::new(),
            pruned: true,
            vendored: FxHashMap::default(),
            cache: config.module_cache.clone(),
            proxy_off: config.proxy_off,
            root_selection: FxHashMap::default(),
            full_selection: OnceLock::new(),
            starts: Mutex::default(),
        };
        if config.mod_mode.is_some() {
            m.reason = Reason::Flag;
        }
        let work = if config.workspace { find_up(&config.dir, "go.work") } else { None };
        let mut vendor_root = None;
        if let Some(root) = work {
            m.workspace = true;
            m.read_work(config, &root)?;
            vendor_root = Some(root);
        } else if let Some(root) = find_up(&config.dir, "go.mod") {
            m.add_main(config, &root)?;
            vendor_root = Some(root);
        }
        // A vendor directory is used without being asked for since go 1.14.
        let version = m.mains.iter().map(|m| m.version).max().unwrap_or(NO_GO_LINE);
        if let Some(root) = vendor_root {
            if config.mod_mode.is_none() && Path::new(&root).join("vendor").is_dir() {
                if version >= GoVersion::go1(14) {
                    m.mode = ModMode::Vendor;
                }
                m.reason = Reason::VendorDirectory(version);
            }
            if m.mode == ModMode::Vendor {
                m.read_vendor_list(&join(&root, "vendor/modules.txt"));
            }
        }
        m.pruned = version >= GoVersion::go1(17) || m.mains.is_empty();
        m.root_selection = highest(&m.requirements);
        Ok(m)
    }

    fn add_main(&mut self, config: &Config, root: &str) -> Result<(), String> {
        let file = join(root, "go.mod");
        let text =
            std::fs::read(&file).map_err(|e| format!("go: reading {file}: {}", crate::directory::io_text(&e)))?;
        let short = config.short_path(&file);
        let parsed = gomod::parse(&String::from_utf8_lossy(&text), false).map_err(|errors| {
            let lines: Vec<_> = errors.iter().map(|(line, text)| format!("\n{short}:{line}: {text}")).collect();
            format!("go: errors parsing {short}:{}", lines.concat())
        })?;
        if parsed.module.is_empty() {
            return Err(format!(
                "go: error reading {short}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"
            ));
        }
        let version = language(&parsed.go);
        if version > CURRENT {
            return Err(format!("go: {short} requires go >= {} (running go 1.27.3; GOTOOLCHAIN=local)", parsed.go));
        }
        let src = config.goroot.as_ref().map(|g| join(g, "src"));
        let in_goroot = src.is_some_and(|src| has_path_prefix(root, &src)) && matches!(&*parsed.module, "std" | "cmd");
        let prefix = if in_goroot && parsed.module == "std" { String::new() } else { parsed.module.clone() };
        self.add_rules(root, &parsed);
        self.mains.push(MainModule {
            path: parsed.module,
            root: root.to_string(),
            prefix,
            version,
            in_goroot,
            ignore: parsed.ignore,
        });
        Ok(())
    }

    fn add_rules(&mut self, root: &str, parsed: &GoMod) {
        self.requirements.extend(parsed.require.iter().cloned());
        self.exclude.extend(parsed.exclude.iter().cloned());
        self.replace.extend(parsed.replace.iter().map(|r| Replacement {
            old: r.old.clone(),
            new: match is_local(&r.new.path) {
                true => ModuleVersion { path: join(root, &r.new.path), version: String::new() },
                false => r.new.clone(),
            },
        }));
    }

    /// A `go.work` has the grammar of a `go.mod`, with `use`.
    fn read_work(&mut self, config: &Config, root: &str) -> Result<(), String> {
        let file = join(root, "go.work");
        let text =
            std::fs::read(&file).map_err(|e| format!("go: reading {file}: {}", crate::directory::io_text(&e)))?;
        let text = String::from_utf8_lossy(&text);
        let rules = gomod::parse(&text, true).unwrap_or_default();
        self.add_rules(root, &rules);
        let mut in_use = false;
        for line in text.lines() {
            let words: Vec<_> = line.split("//").next().unwrap_or("").split_whitespace().collect();
            let used = match &words[..] {
                ["use", "("] => {
                    in_use = true;
                    continue;
                }
                [")"] => {
                    in_use = false;
                    continue;
                }
                ["use", dir] => dir,
                [dir] if in_use => dir,
                _ => continue,
            };
            self.add_main(config, &join(root, used.trim_matches('"')))?;
        }
        Ok(())
    }

    /// `vendor/modules.txt`: `# path version`, `## explicit; go 1.21`, then the packages taken from that module.
    fn read_vendor_list(&mut self, file: &str) {
        let text = std::fs::read(file).unwrap_or_default();
        let mut version = NO_GO_LINE;
        for line in String::from_utf8_lossy(&text).lines() {
            if let Some(notes) = line.strip_prefix("## ") {
                if let Some(go) = notes.split(';').find_map(|n| n.trim().strip_prefix("go ")) {
                    version = language(go);
                }
            } else if line.starts_with("# ") {
                version = NO_GO_LINE;
            } else if !line.is_empty() {
                self.vendored.insert(line.trim().to_string(), version);
            }
        }
    }

    /// The directory of the vendored packages.
    fn vendor_dir(&self, config: &Config) -> Option<String> {
        let root = if self.workspace { find_up(&config.dir, "go.work")? } else { self.mains.first()?.root.clone() };
        Some(join(&root, "vendor"))
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
        for selection in [Some(&self.root_selection), None] {
            let selection = selection.unwrap_or_else(|| self.full_selection.get_or_init(|| self.select_all()));
            let mut found: Vec<(String, Place)> = Vec::new();
            let mut prefix = path;
            loop {
                for main in self.mains.iter().filter(|m| m.prefix == prefix && !m.prefix.is_empty()) {
                    if let Some(dir) = dir_in_module(path, prefix, &main.root, Some(&self.starts), has_go) {
                        found.push((main.path.clone(), main.place(dir)));
                    }
                }
                if let Some(version) = selection.get(prefix)
                    && !self.mains.iter().any(|m| m.path == prefix)
                {
                    let (root, local) = self.module_dir(prefix, version)?;
                    if let Some(dir) = dir_in_module(path, prefix, &root, local.then_some(&self.starts), has_go) {
                        let version = self.go_mod_of(prefix, version).map_or(NO_GO_LINE, |m| language(&m.go));
                        let place = Place { dir, std: false, in_module: true, version: Some(version) };
                        found.push((prefix.to_string(), place));
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
            if let Some((_, place)) = found.pop() {
                return Ok(place);
            }
        }
        Err(Missing::new(self.missing_text(config, path, has_go)))
    }

    fn find_std(&self, config: &Config, path: &str, has_go: &dyn Fn(&str) -> bool) -> Option<Place> {
        let Some(goroot) = &config.goroot else {
            return (config.bundled)(path).then(|| Place {
                dir: String::new(),
                std: true,
                in_module: false,
                version: None,
            });
        };
        for main in self.mains.iter().filter(|m| m.in_goroot) {
            if let Some(dir) = dir_in_module(path, &main.prefix, &main.root, Some(&self.starts), has_go) {
                return Some(Place { std: true, ..main.place(dir) });
            }
        }
        let dir = format!("{goroot}/src/{path}");
        has_go(&dir).then_some(Place { dir, std: true, in_module: false, version: None })
    }

    fn find_vendored(&self, config: &Config, path: &str, has_go: &dyn Fn(&str) -> bool) -> Result<Place, Missing> {
        for main in &self.mains {
            if let Some(dir) = dir_in_module(path, &main.prefix, &main.root, Some(&self.starts), has_go) {
                return Ok(main.place(dir));
            }
        }
        if let Some(vendor) = self.vendor_dir(config) {
            let dir = join(&vendor, path);
            if let Some(&version) = self.vendored.get(path)
                && has_go(&dir)
            {
                return Ok(Place { dir, std: false, in_module: true, version: Some(version) });
            }
        }
        Err(Missing::new(self.missing_text(config, path, has_go)))
    }

    fn replacement(&self, path: &str, version: &str) -> Option<&ModuleVersion> {
        let exact = self.replace.iter().rev().find(|r| r.old.path == path && r.old.version == version);
        let any = self.replace.iter().rev().find(|r| r.old.path == path && r.old.version.is_empty());
        exact.or(any).map(|r| &r.new)
    }

    /// The directory of a required module, and whether it is a local one.
    pub fn module_dir(&self, path: &str, version: &str) -> Result<(String, bool), Missing> {
        let new = self.replacement(path, version);
        if let Some(new) = new
            && new.version.is_empty()
        {
            if !Path::new(&new.path).is_dir() {
                return Err(Missing::new(format!(
                    "{path}@{version}: replacement directory {} does not exist",
                    new.path
                )));
            }
            return Ok((new.path.clone(), true));
        }
        let (path, version) = new.map_or((path, version), |n| (&n.path, &n.version));
        let dir = format!("{}/{}@{}", self.cache, gomod::escape_path(path), gomod::escape_path(version));
        if Path::new(&dir).is_dir() {
            return Ok((dir, false));
        }
        let why = match self.proxy_off {
            true => "module lookup disabled by GOPROXY=off".to_string(),
            false => format!("not in the module cache; to download it:\n\tgo mod download {path}"),
        };
        Err(Missing { text: format!("{path}@{version}: {why}"), unnamed: true })
    }

    fn go_mod_of(&self, path: &str, version: &str) -> Option<GoMod> {
        let new = self.replacement(path, version);
        let file = match new {
            Some(new) if new.version.is_empty() => join(&new.path, "go.mod"),
            _ => {
                let (path, version) = new.map_or((path, version), |n| (&n.path, &n.version));
                format!(
                    "{}/cache/download/{}/@v/{}.mod",
                    self.cache,
                    gomod::escape_path(path),
                    gomod::escape_path(version)
                )
            }
        };
        let text = std::fs::read(file).or_else(|e| match self.module_dir(path, version) {
            Ok((dir, _)) => std::fs::read(join(&dir, "go.mod")),
            Err(_) => Err(e),
        });
        gomod::parse(&String::from_utf8_lossy(&text.ok()?), true).ok()
    }

    /// Minimal version selection over the requirement graph. A module from go 1.17 on lists all it needs: its requirements
    /// count, theirs are not read.
    fn select_all(&self) -> FxHashMap<String, String> {
        let mut all = self.requirements.clone();
        let mut todo: Vec<(ModuleVersion, bool)> = self.requirements.iter().map(|m| (m.clone(), self.pruned)).collect();
        let mut seen: FxHashMap<String, bool> = FxHashMap::default();
        while let Some((m, pruned)) = todo.pop() {
            let key = format!("{}@{}", m.path, m.version);
            // Visiting without pruning reaches more than visiting with it did.
            match seen.get(&key) {
                Some(&was_pruned) if !was_pruned || pruned => continue,
                _ => seen.insert(key, pruned),
            };
            if self.exclude.contains(&m) {
                continue;
            }
            let Some(summary) = self.go_mod_of(&m.path, &m.version) else { continue };
            let descend = !pruned || language(&summary.go) < GoVersion::go1(17);
            for r in summary.require {
                if self.exclude.contains(&r) {
                    continue;
                }
                if descend {
                    todo.push((r.clone(), false));
                }
                all.push(r);
            }
        }
        highest(&all)
    }

    /// All selected modules but the main ones, by path.
    pub fn build_list(&self) -> Vec<ModuleVersion> {
        let selection = self.full_selection.get_or_init(|| self.select_all());
        #[allow(clippy::iter_over_hash_type, reason = "sorted at once")]
        let mut list: Vec<_> =
            selection.iter().map(|(p, v)| ModuleVersion { path: p.clone(), version: v.clone() }).collect();
        list.retain(|m| !self.mains.iter().any(|main| main.path == m.path));
        list.sort_by(|a, b| a.path.cmp(&b.path));
        list
    }

    /// The main module a directory belongs to: the innermost.
    pub fn main_of(&self, dir: &str) -> Option<&MainModule> {
        self.mains.iter().filter(|m| has_path_prefix(dir, &m.root)).max_by_key(|m| m.root.len())
    }
}

impl MainModule {
    fn place(&self, dir: String) -> Place {
        Place { dir, std: self.in_goroot, in_module: true, version: Some(self.version) }
    }
}

fn is_local(path: &str) -> bool {
    matches!(path, "." | "..") || path.starts_with("./") || path.starts_with("../") || path.starts_with('/')
}

fn highest(list: &[ModuleVersion]) -> FxHashMap<String, String> {
    let mut out: FxHashMap<String, String> = FxHashMap::default();
    for m in list {
        let v = out.entry(m.path.clone()).or_insert_with(|| m.version.clone());
        if gomod::compare(v, &m.version).is_lt() {
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
