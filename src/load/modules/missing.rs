//! Why a package is not found, in the go command's words.

use super::{ModMode, Modules, Place, dir_in_module, has_path_prefix, is_std_path};
use crate::Config;
use crate::gomod::{ModuleVersion, is_directory};
use crate::version::{compare, earliest};
use escape_syntax::ast::GoVersion;

/// What the go command says when it may not fetch a module.
pub(super) const LOOKUP_DISABLED: &str = "module lookup disabled by GOPROXY=off";

/// Why a package was not found.
#[derive(Clone, Default, Debug)]
pub struct Missing {
    pub text: String,
    /// The text does not name the package: the import stack must.
    pub unnamed: bool,
    /// Nothing else is said then, and this is the complete text.
    pub fatal: bool,
    /// The text is to be made of this, and of who imports the package.
    pub no_sum: Option<Box<NoSum>>,
    /// What the go command says on the way.
    pub note: Option<String>,
    /// The module that the go command would fetch.
    pub absent: Option<Box<ModuleVersion>>,
}

impl Missing {
    pub(super) fn new(text: String) -> Missing {
        Missing { text, ..Missing::default() }
    }

    pub(super) fn fatal(text: String) -> Missing {
        Missing { text, fatal: true, ..Missing::default() }
    }

    pub(super) fn no_sum(no_sum: NoSum) -> Missing {
        Missing { text: no_sum.text(None), no_sum: Some(Box::new(no_sum)), ..Missing::default() }
    }
}

/// Modules that may provide a package and that `go.sum` does not have.
#[derive(Clone, Debug)]
pub struct NoSum {
    /// The package.
    pub path: String,
    /// By path; none if a replacement that nothing requires is meant.
    pub modules: Vec<String>,
    /// Another module provides it.
    pub found: bool,
}

/// The first of the packages that import one.
pub struct Importer {
    pub path: String,
    /// Of its module, if that is not a main one.
    pub version: Option<String>,
    pub test: bool,
}

impl NoSum {
    pub fn text(&self, importer: Option<&Importer>) -> String {
        let path = &self.path;
        let (by, command) = match importer {
            Some(Importer { path, version, test }) => {
                let flag = if *test { "-t " } else { "" };
                let at = version.as_ref().map_or(String::new(), |v| format!("@{v}"));
                (format!(" (imported by {path})"), format!("; to add:\n\tgo get {flag}{path}{at}"))
            }
            None if self.modules.is_empty() => (String::new(), String::new()),
            None => (String::new(), format!("; to add:\n\tgo mod download {}", self.modules.join(" "))),
        };
        match self.found {
            true => format!(
                "missing go.sum entry needed to verify package {path}{by} is provided by exactly one module{command}"
            ),
            false => format!("missing go.sum entry for module providing package {path}{by}{command}"),
        }
    }
}

/// Why packages of other modules are found as they are.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    Default,
    /// `-mod`
    Flag,
    /// There is a vendor directory, and the main module says that it is of that version.
    VendorDirectory(Option<GoVersion>),
    /// It is that of a workspace, and there is none; or the other way around.
    OtherVendorDirectory,
}

impl Modules {
    /// What is said of a package that nothing provides.
    pub(super) fn missing_text(&self, config: &Config, path: &str) -> String {
        if is_std_path(path) {
            let goroot = config.goroot.as_deref().unwrap_or(&config.goroot_prefix);
            return format!("package {path} is not in std ({goroot}/src/{path})");
        }
        if self.mains.is_empty() {
            let see = "go.mod file not found in current directory or any parent directory; see 'go help modules'";
            return match self.mode {
                ModMode::Mod => format!("cannot find module providing package {path}"),
                _ => format!("no required module provides package {path}: {see}"),
            };
        }
        if self.mode == ModMode::Mod {
            let why = if self.proxy_off { ": module lookup disabled by GOPROXY=off" } else { "" };
            return format!("cannot find module providing package {path}{why}");
        }
        match self.disabled() {
            Some(by) => format!("cannot find module providing package {path}: import lookup disabled by -mod={by}"),
            None => format!("no required module provides package {path}; to add it:\n\tgo get {path}"),
        }
    }

    /// What keeps the go command from asking for a module, if it says so.
    pub(super) fn disabled(&self) -> Option<String> {
        let file = if self.workspace { "go.work" } else { "go.mod" };
        let vendor = self.mode == ModMode::Vendor;
        Some(match self.reason {
            Reason::Default => return None,
            Reason::Flag if vendor => "vendor".into(),
            Reason::Flag => "readonly".into(),
            Reason::OtherVendorDirectory if self.workspace => {
                "readonly\n\t(In workspace mode, but vendor directory is not for a workspace)".into()
            }
            Reason::OtherVendorDirectory => {
                "readonly\n\t(Outside workspace mode, but vendor directory is for a workspace.)".into()
            }
            Reason::VendorDirectory(_) if vendor => {
                format!("vendor\n\t(Go version in {file} is at least 1.14 and vendor directory exists.)")
            }
            Reason::VendorDirectory(version) => {
                let version = match version {
                    Some(GoVersion { major, minor }) => format!("{major}.{minor}"),
                    None => "unspecified".into(),
                };
                format!("readonly\n\t(Go version in {file} is {version}, so vendor directory was not used.)")
            }
        })
    }

    /// A package in a module that is replaced, but that no module requires: the one with the longest path. That is an error, unless `go.mod`
    /// may be updated.
    pub(super) fn find_replaced(&self, path: &str, has_go: &dyn Fn(&str) -> bool) -> Result<Option<Place>, Missing> {
        let mut modules: Vec<&str> = self.replace.iter().map(|r| &*r.old.path).collect();
        modules.retain(|m| has_path_prefix(path, m));
        modules.sort_by_key(|m| std::cmp::Reverse(m.len()));
        modules.dedup();
        for module in modules {
            let version = self.replaced_version(module);
            let version_or_earliest = if version.is_empty() { earliest(module) } else { version.clone() };
            let selected = self.graph().ok().and_then(|s| s.versions.get(module));
            if selected.is_some_and(|v| compare(v, &version_or_earliest).is_ge()) {
                continue;
            }
            let m = ModuleVersion { path: module.to_string(), version: version_or_earliest };
            let Some((root, local)) = self.module_dir(&m)? else {
                let no_sum = NoSum { path: path.to_string(), modules: Vec::new(), found: false };
                return Err(Missing::no_sum(no_sum));
            };
            if let Some(dir) = dir_in_module(path, module, &root, local.then_some(&self.starts), has_go) {
                if self.mode == ModMode::Mod {
                    let place = Place { dir, in_module: true, module: Some(m), ..Place::default() };
                    return self.with_version(place).map(Some);
                }
                let at = if version.is_empty() { "" } else { "@" };
                return Err(Missing::new(format!(
                    "module {module} provides package {path} and is replaced but not required; to add it:\n\tgo get {module}{at}{version}"
                )));
            }
        }
        Ok(None)
    }

    /// The highest version of a module that is replaced; none if all are, whichever they may be.
    fn replaced_version(&self, module: &str) -> String {
        let versions = self.replace.iter().filter(|r| r.old.path == module).map(|r| &*r.old.version);
        versions.max_by(|a, b| compare(a, b)).unwrap_or_default().to_string()
    }
}

/// What the go command accepts as an import path.
pub(super) fn check_import_path(path: &str) -> Result<(), Missing> {
    if path.contains('@') {
        let text = "can only use path@version syntax with 'go get' and 'go install' in module-aware mode";
        return Err(Missing { unnamed: true, ..Missing::new(text.into()) });
    }
    if is_directory(path) && !path.starts_with('/') {
        let text = format!("\"{path}\" is relative, but relative import paths are not supported in module mode");
        return Err(Missing::new(text));
    }
    if path.starts_with('/') {
        return Err(Missing::new(format!("\"{path}\" is not a package path; see 'go help packages'")));
    }
    if matches!(path, "std" | "cmd" | "all" | "work" | "tool") {
        return Err(Missing::new(format!("\"{path}\" is not an importable package; see 'go help packages'")));
    }
    malformed(path).map_or(Ok(()), |why| Err(Missing::new(format!("malformed import path \"{path}\": {why}"))))
}

pub(super) fn malformed(path: &str) -> Option<String> {
    if path.is_empty() {
        return Some("empty string".into());
    }
    if path.starts_with('-') {
        return Some("leading dash".into());
    }
    if path.contains("//") {
        return Some("double slash".into());
    }
    if path.ends_with('/') {
        return Some("trailing slash".into());
    }
    path.split('/').find_map(|element| {
        if element.is_empty() {
            return Some("empty path element".into());
        }
        if element.bytes().all(|b| b == b'.') {
            return Some(format!("invalid path element \"{element}\""));
        }
        if element.ends_with('.') {
            return Some("trailing dot in path element".into());
        }
        let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+');
        if let Some(c) = element.chars().find(|&c| !ok(c)) {
            return Some(format!("invalid char '{c}'"));
        }
        let short = element.split('.').next().unwrap_or("");
        let lower = short.to_ascii_lowercase();
        let numbered =
            |p: &str| lower.strip_prefix(p).is_some_and(|n| n.len() == 1 && (b'1'..=b'9').contains(&n.as_bytes()[0]));
        if matches!(&*lower, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
            return Some(format!("\"{short}\" disallowed as path element component on Windows"));
        }
        let tail = short.rsplit_once('~').map(|(_, t)| t).filter(|t| !t.is_empty());
        if tail.is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit())) {
            return Some("trailing tilde and digits in path element".into());
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_paths() {
        for (path, expect) in [
            ("fmt", ""),
            ("a.b/c+d~x", ""),
            ("unicode//utf8", "malformed import path \"unicode//utf8\": double slash"),
            ("-x.y/a", "malformed import path \"-x.y/a\": leading dash"),
            ("x.y/\u{e9}", "malformed import path \"x.y/\u{e9}\": invalid char '\u{e9}'"),
            ("x.y/con", "malformed import path \"x.y/con\": \"con\" disallowed as path element component on Windows"),
            ("x.y/a~1", "malformed import path \"x.y/a~1\": trailing tilde and digits in path element"),
            ("./x", "\"./x\" is relative, but relative import paths are not supported in module mode"),
            ("std", "\"std\" is not an importable package; see 'go help packages'"),
        ] {
            assert_eq!(check_import_path(path).err().map_or(String::new(), |m| m.text), expect);
        }
    }
}
