//! From the command line's patterns to the packages of a program.

use crate::command::args::{Library, What};
use crate::command::hint;
use crate::command::library::{self, Library as Bundled};
use crate::command::offers;
use escape_load::cache::Cache;
use escape_load::index::Index;
use escape_load::{Config, Program, config};
use std::path::Path;
use std::sync::Arc;

/// The number of threads asked for.
pub fn jobs(what: &What) -> usize {
    what.jobs
        .map(usize::from)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, |n| n.get()))
        .clamp(1, 256)
}

/// A program and where it is seen from.
pub struct Loaded {
    pub program: Program,
    pub dir: String,
    pub goroot: Option<String>,
    /// Without a GOROOT.
    pub library: Option<&'static Bundled>,
    pub cache: Option<Arc<Cache>>,
    pub index: Option<Index>,
}

/// Finds the packages; `None` when that failed, and then everything is said.
pub fn load(what: &What) -> Option<Loaded> {
    let dir = match std::env::current_dir() {
        Ok(dir) => dir.to_string_lossy().into_owned(),
        Err(e) => {
            eprintln!("escape: the working directory: {e}");
            return None;
        }
    };
    if what.std == Library::Bundled || what.std == Library::Auto && wants_version(what) {
        let loaded = load_from(what, &dir, None);
        // A pattern that names the library itself matches nothing in the bundle: that needs the source.
        let Program { packages, errors, warnings, .. } = &loaded.program;
        let enough = errors.is_empty()
            && warnings.is_empty()
            && !packages.is_empty()
            && packages.iter().all(|p| !p.named || !p.dir.is_empty());
        if enough || what.std == Library::Bundled {
            return said(loaded, &what.patterns);
        }
    }
    let goroot = config::find_goroot(what.goroot.as_deref());
    if goroot.is_none() && (what.std == Library::Goroot || what.goroot.is_some()) {
        match &what.goroot {
            Some(dir) => eprintln!("escape: {dir} is not a Go installation with the library's source"),
            None => eprintln!("escape: no Go installation found: give --goroot or set GOROOT"),
        }
        return None;
    }
    said(load_from(what, &dir, goroot), &what.patterns)
}

/// Whether no Go of another version than the bundled library's is asked for.
fn wants_version(what: &What) -> bool {
    let asked = what.goroot.clone().or_else(|| std::env::var("GOROOT").ok().filter(|v| !v.is_empty()));
    asked.is_none_or(|dir| {
        let version = std::fs::read_to_string(format!("{dir}/VERSION")).unwrap_or_default();
        version.lines().next() == Some(library::VERSION)
    })
}

/// Loads with the library of a GOROOT, or the bundled one.
fn load_from(what: &What, dir: &str, goroot: Option<String>) -> Loaded {
    let mut config = Config::from_environment(dir.to_string(), goroot.clone());
    config.bundled = library::contains;
    config.tests = what.tests;
    config.threads = jobs(what);
    config.goroot_prefix = what.goroot_prefix.trim_end_matches('/').to_string();
    let library = goroot.is_none().then(|| library::open(&config.goroot_prefix));
    let build = offers::build().filter(|_| !what.no_cache);
    let cache = build.as_ref().and(Cache::default_dir()).map(|dir| Arc::new(Cache::open(dir, offers::LIMIT)));
    config.index = cache.clone().zip(build).map(|(cache, mut build)| {
        build.extend(config.tags.join(",").bytes());
        Index { cache, build }
    });
    let index = config.index.clone();
    Loaded { program: escape_load::load(config, &what.patterns), dir: dir.to_string(), goroot, library, cache, index }
}

/// Prints what loading has to say; `None` when that is an error.
fn said(loaded: Loaded, patterns: &[String]) -> Option<Loaded> {
    const NO_GO: &str = "no Go installation found: give --goroot or set GOROOT";
    let program = &loaded.program;
    let only_bundled = loaded.goroot.is_none();
    if only_bundled && let Some(p) = patterns.iter().find(|p| ["std", "cmd", "all"].contains(&p.as_str())) {
        eprintln!("escape: {p} needs the library's source, and {NO_GO}");
        return None;
    }
    for w in &program.warnings {
        eprintln!("{w}");
    }
    if !program.errors.is_empty() {
        for e in &program.errors {
            eprintln!("{e}");
        }
        let in_module = Path::new(&loaded.dir).ancestors().any(|d| d.join("go.mod").is_file());
        let mut hints = hint::patterns(patterns, &loaded.dir, in_module);
        hints.extend(hint::absent_modules(&program.absent));
        for h in hints {
            eprintln!("escape: {h}");
        }
        return None;
    }
    if let Some(p) = program.packages.iter().find(|p| only_bundled && p.named && p.dir.is_empty()) {
        eprintln!("escape: {} is bundled without its source, and {NO_GO}", p.import_path);
        return None;
    }
    Some(loaded)
}
