//! The part of the oracle's library that programs of a comparison import: checked, and analysed where that is wanted, once per
//! process.

use escape_gc_model::exports::Exports;
use escape_gc_model::{Declaration, Deps, Flags, FuncSummary};
use escape_syntax::ast::Ast;
use escape_types::{Input, Obj, Pkg, TypedPackage, check_package};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What may be imported; its packages are compiled first.
pub const LIBRARY: &[&str] = &[
    "fmt",
    "errors",
    "strings",
    "sort",
    "sync",
    "time",
    "os",
    "runtime",
    "slices",
    "maps",
    "iter",
    "io",
    "strconv",
    "reflect",
    "math",
    "bytes",
    "sync/atomic",
    "context",
    "math/big",
];

/// What the library offers.
#[derive(Default)]
pub struct Library {
    by_path: FxHashMap<String, Pkg>,
    typed: FxHashMap<Pkg, Arc<TypedPackage>>,
    summaries: FxHashMap<Obj, Arc<FuncSummary>>,
    exports: FxHashMap<Pkg, Exports>,
}

impl Deps for Library {
    fn declaration(&self, func: Obj) -> Option<Declaration> {
        let typed = self.typed.get(&func.pkg()?)?.clone();
        let id = *typed.info.func_decls.get(&func)?;
        Some(Declaration { typed, id })
    }
    fn summary(&self, func: Obj) -> Option<Arc<FuncSummary>> {
        self.summaries.get(&func).cloned()
    }
    fn has_body(&self, pkg: Pkg, func: Obj) -> bool {
        self.exports.get(&pkg).is_some_and(|e| e.has_body(func))
    }
    fn mentions(&self, func: Obj) -> Vec<Obj> {
        func.pkg().and_then(|p| self.exports.get(&p)).map_or(Vec::new(), |e| e.mentions(func).to_vec())
    }
}

impl Library {
    /// Checks the declarations, and with `analysed` the bodies too and what they do. Nothing, if there is no oracle.
    pub fn new(analysed: bool) -> Library {
        Library::of(LIBRARY, analysed)
    }

    /// [`Library::new`] of these packages and what they import.
    pub fn of(paths: &[&str], analysed: bool) -> Library {
        let mut library = Library::default();
        let goroot = std::env::var("GOROOT_ORACLE").ok();
        if goroot.is_none() {
            return library;
        }
        let config = escape_load::Config::from_environment("/".into(), goroot);
        let patterns: Vec<String> = paths.iter().map(|s| s.to_string()).collect();
        let program = escape_load::load(config, &patterns);
        let pkgs: Vec<Pkg> = program.packages.iter().map(|p| Pkg::new(escape_source::intern(&p.import_path))).collect();
        for (p, &pkg) in program.packages.iter().zip(&pkgs) {
            let mut ast = Ast::default();
            for name in &p.files {
                let path = format!("{}/{name}", p.dir);
                let text = std::fs::read(&path).unwrap_or_default();
                escape_syntax::parse_file(&mut ast, escape_source::add_file(path, text), p.version);
            }
            let import = |path: &str| {
                p.imports
                    .iter()
                    .find(|(i, _)| i == path)
                    .map(|(_, m)| pkgs[*m])
                    .ok_or_else(|| "no such package".to_string())
            };
            let (typed, _) = check_package(Input {
                pkg,
                ast,
                version: p.version,
                import: &import,
                allow_bodyless: p.allow_bodyless,
                reader_errors: false,
                all_errors: true,
                ignore_bodies: !analysed,
            });
            let typed = Arc::new(typed);
            library.by_path.insert(p.import_path.clone(), pkg);
            if analysed {
                library.typed.insert(pkg, typed.clone());
                let flags = Flags { level: 0, no_inline: false };
                let output = escape_gc_model::analyse(escape_gc_model::Input::new(&typed, &library, flags));
                let Ok(output) = output else { continue };
                library.exports.insert(pkg, output.exports);
                library.summaries.extend(output.summaries.into_iter().map(|(o, s)| (o, Arc::new(s))));
            }
        }
        library
    }

    /// A package, or gc's words that there is none.
    pub fn import(&self, path: &str) -> Result<Pkg, String> {
        self.by_path.get(path).copied().ok_or_else(|| format!("package {path} is not in std"))
    }

    /// Whether the library has all that a program imports.
    pub fn has_imports(&self, text: &[u8]) -> bool {
        imports(text).iter().all(|i| i == "unsafe" || self.by_path.contains_key(i))
    }
}

/// The quoted words of import declarations.
fn imports(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let mut inside = false;
    let mut out = Vec::new();
    for line in text.lines() {
        let starts = line.starts_with("import");
        inside |= starts && line.contains('(');
        if starts || inside {
            out.extend(line.split('"').nth(1).map(String::from));
        }
        inside &= !line.contains(')');
    }
    out
}
