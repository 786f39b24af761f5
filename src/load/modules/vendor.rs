//! The `vendor` directory and its list of modules.
//!
//! The model ("Go Modules Reference", "Vendoring"): `vendor/modules.txt` has a line `# path version` for each module, with ` => new` when it is
//! replaced, then `## explicit; go 1.21` where `go.mod` itself requires it, then the packages taken from it; a line `# path => new` for each
//! replacement of all versions. `## workspace` at the top says that it belongs to a `go.work`. From go 1.14 on it must agree with
//! `go.mod`; from go 1.23 on only packages in the list count.

use super::{Missing, Modules, NO_GO_LINE, Place, dir_in_module, join, language};
use crate::Config;
use crate::gomod::ModuleVersion;
use crate::version;
use escape_syntax::ast::GoVersion;
use rustc_hash::FxHashMap;

/// What `vendor/modules.txt` says.
#[derive(Default)]
pub(super) struct VendorList {
    /// Index in `modules`.
    packages: FxHashMap<String, usize>,
    modules: Vec<Vendored>,
}

struct Vendored {
    /// Without a version: a replacement of all.
    module: ModuleVersion,
    replaced_by: Option<ModuleVersion>,
    explicit: bool,
    /// A package was taken from it.
    used: bool,
    go: String,
}

/// Whether the list at `vendor` was made for a workspace.
pub(super) fn is_of_workspace(vendor: &str) -> bool {
    let text = std::fs::read(join(vendor, "modules.txt")).unwrap_or_default();
    text.split(|&b| b == b'\n').next().unwrap_or_default().starts_with(b"## workspace")
}

impl VendorList {
    pub(super) fn read(vendor: &str) -> VendorList {
        let mut list = VendorList::default();
        let text = std::fs::read(join(vendor, "modules.txt")).unwrap_or_default();
        for line in String::from_utf8_lossy(&text).lines() {
            if let Some(notes) = line.strip_prefix("## ") {
                let Some(last) = list.modules.last_mut() else { continue };
                for note in notes.split(';').map(str::trim) {
                    last.explicit |= note == "explicit";
                    if let Some(go) = note.strip_prefix("go ") {
                        last.go = go.trim().to_string();
                    }
                }
            } else if let Some(rest) = line.strip_prefix("# ") {
                let words: Vec<&str> = rest.split_whitespace().collect();
                let (old, new) = match words.iter().position(|w| *w == "=>") {
                    Some(i) => (&words[..i], module(&words[i + 1..])),
                    None => (&words[..], None),
                };
                let Some(module) = module(old) else { continue };
                list.modules.push(Vendored {
                    module,
                    replaced_by: new,
                    explicit: false,
                    used: false,
                    go: String::new(),
                });
            } else if !line.trim().is_empty()
                && let Some(i) = list.modules.len().checked_sub(1)
            {
                list.modules[i].used = true;
                list.packages.insert(line.trim().to_string(), i);
            }
        }
        list
    }

    /// The packages in the list.
    pub(super) fn packages(&self) -> impl Iterator<Item = &str> {
        #[allow(clippy::iter_over_hash_type, reason = "the pattern's packages are sorted")]
        self.packages.keys().map(String::as_str)
    }
}

fn module(words: &[&str]) -> Option<ModuleVersion> {
    let (path, version) = match words {
        [path] => (path, ""),
        [path, version] => (path, *version),
        _ => return None,
    };
    Some(ModuleVersion { path: path.to_string(), version: version.to_string() })
}

impl Modules {
    /// Where the list and the `go.mod` disagree, or asks for a newer Go: the go command's complete text.
    pub(super) fn check_vendor_list(&self, root: &str) -> Result<(), String> {
        let list = &self.vendored.modules;
        if let Some(v) = list.iter().find(|v| super::is_too_new(&v.go)) {
            let go = super::requires_go(&v.go);
            return Err(format!("go: {} in vendor/modules.txt {go}", v.module.path));
        }
        if self.said_go() < Some(GoVersion::go1(14)) || self.mains.iter().any(|m| m.in_goroot) {
            return Ok(());
        }
        let mut lines = Vec::new();
        let explicit = |m: &ModuleVersion| list.iter().any(|v| v.explicit && v.module == *m);
        for m in self.requirements.iter().filter(|m| !explicit(m)) {
            lines.push(format!(
                "{m}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
            ));
        }
        for rule in &self.replace {
            let file = if rule.of_workspace { "go.work" } else { "go.mod" };
            let (old, new) = (&rule.old, &rule.new);
            let marked = list.iter().filter(|v| v.module == *old).find_map(|v| v.replaced_by.as_ref());
            match marked {
                None => lines
                    .push(format!("{old}: is replaced in {file}, but not marked as replaced in vendor/modules.txt")),
                Some(marked) if marked != new => lines.push(format!(
                    "{old}: is replaced by {new} in {file}, but marked as replaced by {marked} in vendor/modules.txt"
                )),
                Some(_) => {}
            }
        }
        let file = if self.workspace { "a go.mod" } else { "go.mod" };
        for v in list.iter().filter(|v| v.explicit && v.used && !self.requirements.contains(&v.module)) {
            lines.push(format!(
                "{}: is marked as explicit in vendor/modules.txt, but not explicitly required in {file}",
                v.module
            ));
        }
        for v in list.iter().filter(|v| v.replaced_by.is_some()) {
            if self.replacement(&v.module.path, &v.module.version).is_none() {
                let m = &v.module;
                lines.push(format!("{m}: is marked as replaced in vendor/modules.txt, but not replaced in go.mod"));
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        let lines: Vec<_> = lines.iter().map(|l| format!("\n\t{l}")).collect();
        let command = self.command();
        Err(format!(
            "go: inconsistent vendoring in {root}:{}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo {command} vendor",
            lines.concat()
        ))
    }

    /// `go mod` or `go work`.
    fn command(&self) -> &'static str {
        if self.workspace { "work" } else { "mod" }
    }

    /// The directory of the vendored packages.
    pub(crate) fn vendor_dir(&self) -> String {
        join(&self.root, "vendor")
    }

    pub(super) fn find_vendored(
        &self,
        config: &Config,
        path: &str,
        has_go: &dyn Fn(&str) -> bool,
    ) -> Result<Place, Missing> {
        let mut found: Vec<Place> = Vec::new();
        for main in &self.mains {
            if let Some(dir) = dir_in_module(path, &main.prefix, &main.root, Some(&self.starts), has_go) {
                found.push(main.place(dir));
            }
        }
        let dir = join(&self.vendor_dir(), path);
        let mut note = None;
        if has_go(&dir) {
            let module = self.vendored.packages.get(path).map(|&i| &self.vendored.modules[i]);
            if module.is_some() || self.go < GoVersion::go1(23) {
                let version = module.map(|v| if v.go.is_empty() { NO_GO_LINE } else { language(&v.go) });
                let in_module = module.is_some();
                let module = module.map(|v| v.module.clone());
                found.push(Place { dir, std: false, in_module, version, module });
            } else if !self.mains.iter().any(|m| m.in_goroot) {
                let command = self.command();
                note = Some(format!(
                    "go: ignoring package {path} which exists in the vendor directory but is missing from vendor/modules.txt. To sync the vendor directory run go {command} vendor."
                ));
            }
        }
        if found.len() > 1 {
            let list: Vec<_> = found.iter().map(|p| format!("\n\t{}", p.dir)).collect();
            let text = format!("ambiguous import: found package {path} in multiple directories:{}", list.concat());
            return Err(Missing::new(text));
        }
        found.pop().ok_or_else(|| Missing { note, ..Missing::new(self.missing_text(config, path)) })
    }

    /// Vendored modules that packages of the main module need and that its `go.mod` does not require.
    pub(super) fn vendored_implicitly(&self, needed: &mut dyn Iterator<Item = &ModuleVersion>) -> Option<String> {
        let mut modules: Vec<_> = needed.filter(|m| !self.requirements.contains(m)).collect();
        modules.sort_by(|a, b| a.path.cmp(&b.path).then(version::compare(&a.version, &b.version)));
        modules.dedup();
        let lines: Vec<_> = modules
            .iter()
            .map(|m| format!("go: vendored module {m} should be required explicitly in go.mod\n"))
            .collect();
        (!lines.is_empty()).then(|| format!("{}{}", lines.concat(), self.updates_needed()))
    }
}
