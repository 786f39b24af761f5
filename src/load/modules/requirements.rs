//! The requirement graph: which version of each module is selected, and whether `go.mod` says so.
//!
//! The model: minimal version selection ("Go Modules Reference"), pruned since go 1.17: a module from then on lists all that its packages
//! need, so its requirements count and theirs are not read. A main module from then on is loaded without the graph as long as its own
//! requirements suffice; an older one, and a workspace, needs the graph for everything. The go command never changes `go.mod` in a build:
//! what should be changed is an error, and it comes before any other.

use super::missing::{LOOKUP_DISABLED, Missing};
use super::{ModMode, Modules, highest, is_too_new, join, language, requires_go};
use crate::gomod::{self, GoMod, Kind, ModuleVersion};
use crate::version::{compare, compare_go, is_strict_go};
use escape_syntax::ast::GoVersion;
use rustc_hash::FxHashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// Why a module's `go.mod` cannot be had.
#[derive(Clone, Debug)]
pub(super) enum Unread {
    /// `go.sum` does not have it.
    NoSum,
    /// The module cache does not have it.
    Absent,
    /// It is wrong, or a replacement directory's is unreadable.
    Wrong(String),
    /// It asks for a newer Go.
    TooNew(String),
    /// `go.sum` is malformed: the complete text.
    Fatal(String),
}

/// What the whole graph selects.
pub(super) struct Selection {
    pub(super) versions: FxHashMap<String, String>,
    /// The highest of the `go` lines that are requirements.
    go: String,
}

/// The first module whose `go.mod` cannot be had.
#[derive(Clone)]
pub(super) struct BrokenGraph {
    /// `a requires b requires …: why`
    text: String,
    /// The module that the go command would fetch.
    absent: Option<ModuleVersion>,
    /// No package can be loaded then: the go command's complete text.
    fatal: Option<String>,
}

impl BrokenGraph {
    pub(super) fn missing(&self) -> Missing {
        match &self.fatal {
            Some(text) => Missing::fatal(text.clone()),
            None => Missing { absent: self.absent.clone().map(Box::new), ..Missing::new(self.text.clone()) },
        }
    }
}

impl Modules {
    /// The `go.mod` of a module that is not a main one, read once.
    pub(super) fn summary(&self, m: &ModuleVersion) -> Result<Arc<GoMod>, Unread> {
        let lock = || self.summaries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(m) {
            return known.clone();
        }
        let read = self.read_summary(m);
        lock().entry(m.clone()).or_insert(read).clone()
    }

    fn read_summary(&self, m: &ModuleVersion) -> Result<Arc<GoMod>, Unread> {
        let rule = self.replacement(&m.path, &m.version);
        let (file, shown, in_errors, text);
        if let Some(dir) = rule.and_then(|r| r.dir.as_ref()) {
            file = join(dir, "go.mod");
            shown = self.short_path(&file);
            in_errors = file.clone();
            text = std::fs::read(&file).map_err(|e| {
                // Under a file there is no path to shorten.
                let shown = if e.kind() == std::io::ErrorKind::NotADirectory { &file } else { &shown };
                Unread::Wrong(format!("reading {shown}: open {file}: {}", crate::directory::io_text(&e)))
            })?;
        } else {
            let actual = rule.map_or(m, |r| &r.new);
            if !self.has_sum(&actual.path, format!("{}/go.mod", actual.version)).map_err(Unread::Fatal)? {
                return Err(Unread::NoSum);
            }
            let (path, version) = (gomod::escape_path(&actual.path), gomod::escape_path(&actual.version));
            file = format!("{}/cache/download/{path}/@v/{version}.mod", self.cache);
            (shown, in_errors) = ("go.mod".to_string(), "go.mod".to_string());
            text = std::fs::read(&file).map_err(|_| Unread::Absent)?;
        }
        let parsed = gomod::parse(&file, &String::from_utf8_lossy(&text), Kind::Dependency).map_err(|errors| {
            let lines: Vec<_> = errors.iter().map(|e| format!("{in_errors}:{e}")).collect();
            Unread::Wrong(format!("parsing {shown}: {}", lines.join("\n")))
        })?;
        let asked = [Some(&m.path), rule.map(|r| &r.new.path)];
        if rule.is_none_or(|r| r.dir.is_none()) && !parsed.module.is_empty() && !asked.contains(&Some(&parsed.module)) {
            return Err(Unread::Wrong(format!(
                "parsing go.mod:\n\tmodule declares its path as: {}\n\t        but was required as: {}",
                parsed.module, m.path
            )));
        }
        match is_too_new(&parsed.go) {
            true => Err(Unread::TooNew(parsed.go)),
            false => Ok(Arc::new(parsed)),
        }
    }

    /// What stands for a module: itself or its replacement.
    fn actual_name(&self, m: &ModuleVersion) -> String {
        match self.replacement(&m.path, &m.version) {
            Some(r) if r.dir.is_some() => format!("module {}", r.new),
            Some(r) => r.new.to_string(),
            None => m.to_string(),
        }
    }

    /// Why the module that has a package cannot be used.
    pub(super) fn unread(&self, m: &ModuleVersion, why: Unread) -> Missing {
        let actual = self.actual_name(m);
        match why {
            Unread::NoSum => Missing::new(format!("{actual}: {}", no_sum(m))),
            Unread::Absent => Missing::new(LOOKUP_DISABLED.into()),
            Unread::Wrong(text) => Missing::new(format!("{actual}: {text}")),
            Unread::TooNew(go) => Missing::fatal(format!("go: {actual} {}", requires_go(&go))),
            Unread::Fatal(text) => Missing::fatal(text),
        }
    }

    /// The selected versions of the whole graph.
    pub(super) fn graph(&self) -> Result<&Selection, &BrokenGraph> {
        self.full_selection.get_or_init(|| self.select_all()).as_ref()
    }

    fn select_all(&self) -> Result<Selection, BrokenGraph> {
        let mut all: Vec<ModuleVersion> = self.requirements.clone();
        all.retain(|m| !self.exclude.contains(m) && !self.is_main(&m.path));
        all.sort_by(|a, b| a.path.cmp(&b.path).then(compare(&a.version, &b.version)));
        // A module, whether it is visited with pruning, and what requires it.
        let mut queue: Vec<(ModuleVersion, bool, Option<usize>)> =
            all.iter().map(|m| (m.clone(), self.pruned, None)).collect();
        let mut seen: FxHashMap<ModuleVersion, bool> = FxHashMap::default();
        let mut go = String::new();
        let mut at = 0;
        while let Some((m, pruned, _)) = queue.get(at).cloned() {
            let this = at;
            at += 1;
            // Visiting without pruning reaches more than visiting with it did.
            match seen.get(&m) {
                Some(&was_pruned) if !was_pruned || pruned => continue,
                _ => seen.insert(m.clone(), pruned),
            };
            let summary = match self.summary(&m) {
                Ok(summary) => summary,
                Err(why) => return Err(self.broken(&queue, this, why)),
            };
            if is_strict_go(&summary.go) && compare_go(&go, &summary.go).is_lt() {
                go = summary.go.clone();
            }
            let descend = !pruned || language(&summary.go) < GoVersion::go1(17);
            for r in &summary.require {
                if self.exclude.contains(r) || self.is_main(&r.path) {
                    continue;
                }
                if descend {
                    queue.push((r.clone(), false, Some(this)));
                }
                all.push(r.clone());
            }
        }
        Ok(Selection { versions: highest(&all), go })
    }

    fn broken(&self, queue: &[(ModuleVersion, bool, Option<usize>)], at: usize, why: Unread) -> BrokenGraph {
        let m = &queue[at].0;
        let replaced = self.replacement(&m.path, &m.version).map(|r| format!(" (replaced by {})", r.new));
        let replaced = replaced.unwrap_or_default();
        let mut fatal = None;
        let absent = matches!(why, Unread::Absent).then(|| m.clone()).filter(|_| !self.proxy_off);
        let text = match why {
            Unread::NoSum => format!("{m}{replaced}: {}", no_sum(m)),
            Unread::Absent => format!("{m}: {LOOKUP_DISABLED}"),
            Unread::Wrong(text) => format!("{m}{replaced}: {text}"),
            Unread::TooNew(go) => {
                let actual = self.actual_name(m);
                let actual = if actual.starts_with("module ") { actual } else { format!("module {actual}") };
                let why = format!("{actual} {}", requires_go(&go));
                fatal = Some(format!("go: {why}"));
                format!("{m}: {why}")
            }
            Unread::Fatal(text) => {
                fatal = Some(text.clone());
                text
            }
        };
        let mut chain = String::new();
        let mut next = queue[at].2;
        while let Some(parent) = next {
            chain.insert_str(0, &format!("{} requires\n\t", queue[parent].0));
            next = queue[parent].2;
        }
        BrokenGraph { text: format!("{chain}{text}"), absent, fatal }
    }

    /// Modules from before go 1.17 need the whole graph, whatever is asked for. The go command's complete text where it is not there.
    pub fn check_whole_graph(&self) -> Option<String> {
        if self.pruned || self.workspace || self.mode == ModMode::Vendor {
            return None;
        }
        self.graph().err().map(|e| format!("go: {}", e.text))
    }

    /// All selected modules but the main ones, by path; or why they are not known.
    pub fn build_list(&self) -> Result<Vec<ModuleVersion>, Missing> {
        let selection = self.graph().map_err(BrokenGraph::missing)?;
        #[allow(clippy::iter_over_hash_type, reason = "sorted at once")]
        let mut list: Vec<_> =
            selection.versions.iter().map(|(p, v)| ModuleVersion { path: p.clone(), version: v.clone() }).collect();
        list.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(list)
    }

    /// Whether a package of a main module that is imported from `m` needs `go.mod` to say so: without pruning every other module is in the
    /// graph anyway, and nothing else would miss it.
    pub fn is_implicit(&self, m: &ModuleVersion) -> bool {
        match (self.mode, self.workspace) {
            (ModMode::Mod, _) => false,
            (_, true) => !self.requirements.iter().any(|r| r.path == m.path),
            (_, false) => !self.pruned && self.root_selection.get(&m.path) != Some(&m.version),
        }
    }

    /// What of `go.mod` must be changed before anything is built: the go command's complete text. `used` are the modules of all
    /// loaded packages, `needed` those of the packages that the main module's packages need.
    pub fn check_requirements(&self, used: &[ModuleVersion], needed: &[ModuleVersion]) -> Option<String> {
        if self.workspace || self.mains.iter().all(|m| m.in_goroot) {
            return None;
        }
        match self.mode {
            ModMode::Mod if self.updated || !self.pruned => return None,
            ModMode::Vendor if self.pruned => return self.vendored_implicitly(&mut needed.iter()),
            ModMode::Vendor => return None,
            ModMode::Readonly | ModMode::Mod => {}
        }
        let below = |m: &ModuleVersion, versions: &FxHashMap<String, String>| {
            versions.get(&m.path).is_some_and(|v| compare(&m.version, v).is_lt())
        };
        let roots = || self.requirements.iter().filter(|m| !self.exclude.contains(m) && !self.is_main(&m.path));
        if self.mode == ModMode::Readonly
            && let Some(m) = self.requirements.iter().find(|m| self.exclude.contains(m))
        {
            let ModuleVersion { path, version } = m;
            return Some(format!(
                "go: ignoring requirement on excluded version {path} {version}\n{}",
                self.updates_needed()
            ));
        }
        let mut wrong = roots().any(|m| below(m, &self.root_selection));
        // Who requires more than we do makes the whole graph necessary.
        let more = |m: &&ModuleVersion| {
            self.summary(m).is_ok_and(|s| {
                let higher = |r: &ModuleVersion| {
                    let ours = self.root_selection.get(&r.path);
                    ours.is_some_and(|v| compare(v, &r.version).is_lt()) && !self.exclude.contains(r)
                };
                self.asks_for_newer_go(&s.go) || s.require.iter().any(higher)
            })
        };
        if used.iter().any(|m| more(&m))
            && let Err(e) = self.graph()
        {
            return Some(e.fatal.clone().unwrap_or_else(|| format!("go: {}", e.text)));
        }
        wrong |= self.pruned && needed.iter().any(|m| self.root_selection.get(&m.path) != Some(&m.version));
        if let Some(Ok(selection)) = self.full_selection.get() {
            wrong |= roots().any(|m| below(m, &selection.versions)) || self.asks_for_newer_go(&selection.go);
        }
        if wrong && self.mode == ModMode::Mod {
            self.needs_update.store(true, Ordering::Relaxed);
            return None;
        }
        wrong.then(|| self.updates_needed())
    }

    /// Whether `go.mod` would be updated.
    pub fn needs_update(&self) -> bool {
        !self.updated && self.needs_update.load(Ordering::Relaxed)
    }

    fn asks_for_newer_go(&self, go: &str) -> bool {
        is_strict_go(go) && compare_go(&self.go_line, go).is_lt()
    }

    pub(super) fn updates_needed(&self) -> String {
        let disabled = self.disabled().map_or(String::new(), |by| format!(", disabled by -mod={by}"));
        let to_update = if disabled.contains('\n') { "\n\tto update it:" } else { "; to update it:" };
        format!("go: updates to go.mod needed{disabled}{to_update}\n\tgo mod tidy")
    }
}

fn no_sum(m: &ModuleVersion) -> String {
    format!("missing go.sum entry for go.mod file; to add it:\n\tgo mod download {}", m.path)
}
