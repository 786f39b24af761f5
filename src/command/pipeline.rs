//! Runs the packages of a program: each is parsed, checked and, when messages are wanted, analysed.
//!
//! The model: a package is ready when all it imports are done; several threads, each with a stack for deep recursion, take the
//! earliest ready one. Results are printed in the order of the package list, dependencies first, so what is printed does not
//! depend on the threads. Before that every package's sources are hashed, or known to be what they were: a package whose result the cache has is not compiled, nor
//! is one that others need and whose offer the cache has; that is read object by object as they ask. A package that imports a
//! failed one is not compiled, as in the go command. When an offer turns out damaged, what is not printed yet is done again without
//! offers.

use crate::command::args::Format;
use crate::command::args::{Library, What};
use crate::command::hint;
use crate::command::library::{self, Library as Bundled};
use crate::command::offers::{self, Offers, Stored};
use crate::diagnostic::errors::Errors;
use crate::diagnostic::fact::{self, Fact, Place};
use crate::diagnostic::path::Paths;
use crate::diagnostic::record::{self, Record};
use crate::diagnostic::text::{self, Only};
use crate::diagnostic::{json, pretty};
use escape_gc_model::{Declaration, Deps, Exports, Flags, FuncSummary};
use escape_load::cache::{self, Cache, Key};
use escape_load::index::{Index, Snapshot};
use escape_load::{Config, Package, Program, config, directory};
use escape_offer::Damaged;
use escape_offer::Extras;
use escape_source::{Pos, add_file, intern};
use escape_syntax::ast::Ast;
use escape_types::after::NO_MAIN;
use escape_types::{Input, Obj, Pkg, TypedPackage, check_package};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// The analyses recurse over the source's nesting: address space, not memory.
const STACK: usize = 1 << 30;

/// How far packages are taken.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Only errors.
    Check,
    /// `-m`.
    Messages(Flags),
}

/// What is wanted of a run.
pub struct Job {
    pub goal: Goal,
    /// `-e`.
    pub all_errors: bool,
    /// Kinds of message; empty means all.
    pub only: Vec<Only>,
    pub format: Format,
    /// Only what stands there, or else what passes there.
    pub at: Option<Place>,
    /// Threads.
    pub jobs: usize,
    /// Where packages go that are measured for the bundled library.
    pub bundle: Option<Arc<Mutex<Vec<library::Packed>>>>,
}

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
    cache: Option<Arc<Cache>>,
    index: Option<Index>,
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
        let hints = hint::patterns(patterns, &loaded.dir, in_module);
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

/// What came of a package.
#[derive(Default)]
struct Done {
    records: Vec<Record>,
    /// For the formats that show them.
    facts: Vec<Fact>,
    errors: String,
    /// What the linker would say, after the rest.
    link: &'static str,
}

/// What finished packages offer the others.
struct Store {
    pkgs: Vec<Pkg>,
    index: FxHashMap<Pkg, usize>,
    /// What the cache offers of packages that are not compiled.
    stored: Vec<Option<Arc<Stored>>>,
    typed: Vec<OnceLock<Arc<TypedPackage>>>,
    summaries: Vec<OnceLock<FxHashMap<Obj, Arc<FuncSummary>>>>,
    /// What each package's importers find of functions' bodies.
    exports: Vec<OnceLock<Exports>>,
    library: Option<&'static Bundled>,
}

type Sources = Result<Vec<Vec<u8>>, String>;

/// A package before it is compiled.
struct Prepared {
    /// Its files' contents, taken when they are parsed; or why they cannot be read. `None` when they are as they were.
    sources: Mutex<Option<Sources>>,
    /// Hashes of the files' contents.
    hashes: Vec<Key>,
    /// Of its offer and its result.
    key: Option<Key>,
}

struct Schedule {
    ready: BTreeSet<usize>,
    /// Imports not yet done.
    waiting: Vec<usize>,
    failed: Vec<bool>,
    results: Vec<Option<Done>>,
    left: usize,
    /// An offer is damaged: nothing more is worth doing.
    spoiled: bool,
}

struct Run<'a> {
    loaded: &'a Loaded,
    job: &'a Job,
    store: Store,
    offers: Offers,
    prepared: Vec<Prepared>,
    importers: Vec<Vec<usize>>,
    schedule: Mutex<Schedule>,
    changed: Condvar,
}

/// Runs all packages and prints what they say. The exit code: 1 if there is any error.
pub fn run(loaded: &Loaded, job: &Job) -> i32 {
    let mut report = Report::new();
    if attempt(loaded, job, &mut report, true).is_err() {
        // When nothing stored is believed there is no damage.
        let _ = attempt(loaded, job, &mut report, false);
    }
    report.finish(job)
}

/// Runs the packages that are not yet reported; fails when an offer was damaged.
fn attempt(loaded: &Loaded, job: &Job, report: &mut Report, use_offers: bool) -> Result<(), Damaged> {
    let packages = &loaded.program.packages;
    let pkg = |p: &Package| {
        let bundled = loaded.library.filter(|_| p.std && p.dir.is_empty());
        bundled.and_then(|l| l.package(&p.import_path)).unwrap_or_else(|| Pkg::new(intern(object_path(p))))
    };
    let pkgs: Vec<Pkg> = packages.iter().map(pkg).collect();
    let offers =
        Offers::new(pkgs.iter().copied(), loaded.library, loaded.cache.clone().filter(|_| job.bundle.is_none()));
    let prepared = prepare(loaded, &offers, job, use_offers);
    let mut results = remembered(packages, &prepared, &offers, job);
    // What is named and has no result is compiled, and what compiled packages need and nothing offers.
    let mut compiled: Vec<bool> = packages.iter().zip(&results).map(|(p, r)| p.named && r.is_none()).collect();
    let mut needed = compiled.clone();
    let mut stored: Vec<Option<Arc<Stored>>> = packages.iter().map(|_| None).collect();
    for (i, p) in packages.iter().enumerate().rev() {
        if !needed[i] {
            results[i].get_or_insert_default();
            continue;
        }
        p.imports.iter().for_each(|&(_, m)| needed[m] = true);
        if !compiled[i] && has_sources(p) {
            stored[i] = prepared[i].key.filter(|_| use_offers).and_then(|key| offers.find(&key, pkgs[i]));
            compiled[i] = stored[i].is_none();
        }
    }
    let mut importers = vec![Vec::new(); packages.len()];
    let mut waiting = vec![0; packages.len()];
    let mut finished = vec![false; packages.len()];
    for (i, p) in packages.iter().enumerate().filter(|&(i, _)| needed[i]) {
        let imports = p.imports.iter().map(|&(_, m)| m);
        if let Some(stored) = &stored[i] {
            offers.provide(p, imports.clone().map(|m| pkgs[m]).collect(), stored);
        }
        imports.filter(|&m| !finished[m]).for_each(|m| {
            importers[m].push(i);
            waiting[i] += 1;
        });
        // An offer refers to those of its imports, so it waits for those that are still to be made.
        finished[i] = !compiled[i] && waiting[i] == 0;
        if finished[i] {
            results[i].get_or_insert_default();
        }
    }
    let to_do = |i: usize| needed[i] && !finished[i];
    let schedule = Schedule {
        ready: (0..packages.len()).filter(|&i| to_do(i) && waiting[i] == 0).collect(),
        waiting,
        failed: vec![false; packages.len()],
        results,
        left: (0..packages.len()).filter(|&i| to_do(i)).count(),
        spoiled: false,
    };
    let threads = job.jobs.min(schedule.left);
    let run = Run {
        loaded,
        job,
        store: Store {
            index: pkgs.iter().enumerate().map(|(i, &p)| (p, i)).collect(),
            stored,
            typed: packages.iter().map(|_| OnceLock::new()).collect(),
            summaries: packages.iter().map(|_| OnceLock::new()).collect(),
            exports: packages.iter().map(|_| OnceLock::new()).collect(),
            pkgs,
            library: loaded.library,
        },
        offers,
        prepared,
        importers,
        schedule: Mutex::new(schedule),
        changed: Condvar::new(),
    };
    std::thread::scope(|scope| {
        let mut started = 0;
        for _ in 0..threads {
            started +=
                i32::from(std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || run.work()).is_ok());
        }
        if started == 0 && threads > 0 {
            eprintln!("escape: no thread could be started");
            report.code = 1;
            return Ok(());
        }
        run.print(report)
    })
}

/// What is printed, package by package.
struct Report {
    /// How many are done.
    packages: usize,
    out: std::io::BufWriter<std::io::Stdout>,
    /// For JSON: it is one document.
    document: Vec<serde_json::Value>,
    /// Facts shown.
    told: usize,
    colour: bool,
    code: i32,
}

impl Report {
    fn new() -> Report {
        Report {
            packages: 0,
            out: std::io::BufWriter::with_capacity(1 << 16, std::io::stdout()),
            document: Vec::new(),
            told: 0,
            colour: anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
            code: 0,
        }
    }

    /// The next package. A closed pipe is the reader's wish.
    fn add(&mut self, run: &Run<'_>, p: &Package, done: &Done) {
        let job = run.job;
        self.packages += 1;
        if !done.errors.is_empty() {
            self.code = 1;
            let _ = self.out.flush();
            let _ = write!(std::io::stderr(), "# {}\n{}", p.header(), done.errors);
        } else if p.named && job.format == Format::Json {
            self.document.push(json::package(&p.header(), &done.records, &done.facts, &job.only));
        } else if p.named && job.format == Format::Pretty {
            let shown = run.shown(&done.facts);
            self.told += shown.len();
            if !shown.is_empty() {
                let paths = Paths::new(&run.loaded.dir, &p.dir);
                let _ = write!(self.out, "# {}\n{}", p.header(), pretty::print(&shown, &paths, self.colour));
            }
        } else if !done.records.is_empty() {
            let paths = Paths::new(&run.loaded.dir, &p.dir);
            let text = text::print(&done.records, &paths, &job.only);
            if !text.is_empty() {
                let _ = write!(self.out, "# {}\n{text}", p.header());
            }
        }
        if !done.link.is_empty() {
            self.code = 1;
            let _ = self.out.flush();
            let _ = writeln!(std::io::stderr(), "# {}\n{}", p.header(), done.link);
        }
    }

    /// The exit code.
    fn finish(mut self, job: &Job) -> i32 {
        if job.format == Format::Json {
            let _ = writeln!(self.out, "{}", serde_json::json!({"version": json::VERSION, "packages": self.document}));
        }
        let _ = self.out.flush();
        if job.at.is_some() && self.told == 0 && self.code == 0 {
            eprintln!(
                "escape: no value that could be in the heap is made there, and none passes there on its way to the heap"
            );
            return 1;
        }
        if job.format == Format::Pretty && self.told == 0 && self.code == 0 {
            eprintln!("escape: nothing escapes");
        }
        self.code
    }
}

/// How types name the package: as gc's `-p`, a program is `main`.
fn object_path(p: &Package) -> &str {
    if p.name == "main" { "main" } else { &p.import_path }
}

/// `unsafe` is the compiler's; a bundled package has no files.
fn has_sources(p: &Package) -> bool {
    !(p.import_path == "unsafe" && p.std || p.files.is_empty())
}

/// Makes the keys: reads and hashes, with all threads, the sources that are not known to be what they were.
fn prepare(loaded: &Loaded, offers: &Offers, job: &Job, use_index: bool) -> Vec<Prepared> {
    let packages = &loaded.program.packages;
    let snapshots = &loaded.program.snapshots;
    let known = |p: &Package| -> Option<Vec<Key>> {
        if !has_sources(p) {
            return Some(Vec::new());
        }
        let snapshot = snapshots.get(&p.dir).filter(|_| use_index)?;
        p.files.iter().map(|name| snapshot.hash(name)).collect()
    };
    type Read = (Option<Sources>, Vec<Key>);
    let read: Vec<OnceLock<Read>> =
        packages.iter().map(|p| known(p).map(|h| (None, h)).map_or_else(OnceLock::new, OnceLock::from)).collect();
    let unread: Vec<usize> = (0..packages.len()).filter(|&i| read[i].get().is_none()).collect();
    on_threads(job, unread.len(), |n| {
        let i = unread[n];
        let sources = read_sources(&packages[i]);
        let hashes = sources.iter().flatten().map(|text| cache::key(&[text])).collect();
        let _ = read[i].set((Some(sources), hashes));
    });
    let mut prepared: Vec<Prepared> = Vec::with_capacity(packages.len());
    for (p, cell) in packages.iter().zip(read) {
        let (sources, hashes) = cell.into_inner().unwrap_or((Some(Err("not read".into())), Vec::new()));
        // A package's test variant and what is made for it share paths with the plain ones.
        let usable = p.test_of.is_none() && !matches!(sources, Some(Err(_)));
        let imports: Option<Vec<Key>> = p.imports.iter().map(|&(_, m)| prepared[m].key).collect();
        let own = offers.own_key(p, &hashes);
        let key = imports.filter(|_| usable).map(|imports| offers.key(p, &own, job.mode(p), &imports));
        prepared.push(Prepared { sources: Mutex::new(sources), hashes, key });
    }
    if let Some(index) = loaded.index.as_ref().filter(|_| use_index) {
        remember(loaded, index, &unread, &prepared);
    }
    prepared
}

/// The results that the cache has, read with all threads.
fn remembered(packages: &[Package], prepared: &[Prepared], offers: &Offers, job: &Job) -> Vec<Option<Done>> {
    let is_kept = |&i: &usize| packages[i].named && !job.wants_facts() && job.bundle.is_none();
    let kept: Vec<usize> = (0..packages.len()).filter(is_kept).collect();
    let find = |i: usize| {
        let key = prepared[i].key?;
        let bytes = offers.result(&key, &job.result_kind())?;
        Some(Done { records: record::read(&bytes).ok()?, ..Done::default() })
    };
    let results: Vec<OnceLock<Option<Done>>> = packages.iter().map(|_| OnceLock::new()).collect();
    on_threads(job, kept.len(), |n| {
        let _ = results[kept[n]].set(find(kept[n]));
    });
    results.into_iter().map(|r| r.into_inner().flatten()).collect()
}

/// Does `0..count` with the threads that the job has.
fn on_threads(job: &Job, count: usize, act: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(i) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&i| i < count) {
            act(i);
        }
    };
    std::thread::scope(|s| {
        for _ in 1..job.jobs.min(8).min(count) {
            s.spawn(work);
        }
        work();
    });
}

/// Puts into the index what it does not have yet.
fn remember(loaded: &Loaded, index: &Index, read: &[usize], prepared: &[Prepared]) {
    let Program { packages, snapshots, .. } = &loaded.program;
    let mut changed: BTreeMap<&str, Snapshot> = BTreeMap::new();
    for &i in read {
        let p = &packages[i];
        if let Some(snapshot) = snapshots.get(&p.dir) {
            let snapshot = changed.entry(&p.dir).or_insert_with(|| Snapshot::clone(snapshot));
            snapshot.set_hashes(p.files.iter().map(String::as_str).zip(prepared[i].hashes.iter().copied()));
        }
    }
    changed.values().for_each(|snapshot| index.put(snapshot));
}

fn read_sources(p: &Package) -> Sources {
    if !has_sources(p) {
        return Ok(Vec::new());
    }
    p.files.iter().map(|name| directory::read_source(&format!("{}/{name}", p.dir))).collect()
}

impl Job {
    /// Tells results of different runs apart.
    fn result_kind(&self) -> String {
        format!("{:?}", self.goal)
    }

    /// What importers notice of the way a package is compiled.
    fn mode(&self, p: &Package) -> &'static str {
        match self.goal {
            Goal::Check => "types",
            Goal::Messages(flags) if p.named && flags.no_inline => "bodies, -l",
            Goal::Messages(_) => "bodies",
        }
    }

    /// Facts refer to sources in memory, so they are not cached.
    fn wants_facts(&self) -> bool {
        self.format != Format::Text && self.goal != Goal::Check
    }
}

impl Run<'_> {
    fn lock(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes ready packages until all are done.
    fn work(&self) {
        loop {
            let mut s = self.lock();
            let i = loop {
                if s.left == 0 || s.spoiled {
                    return;
                }
                if let Some(i) = s.ready.pop_first() {
                    break i;
                }
                s = self.changed.wait(s).unwrap_or_else(PoisonError::into_inner);
            };
            let skip = s.failed[i];
            drop(s);
            let done = if skip { Done::default() } else { self.guarded(i) };
            let mut s = self.lock();
            if self.offers.damaged() {
                s.spoiled = true;
                self.changed.notify_all();
                return;
            }
            let failed = skip || !done.errors.is_empty();
            s.failed[i] = failed;
            s.results[i].get_or_insert(done);
            s.left -= 1;
            for &m in &self.importers[i] {
                s.failed[m] |= failed;
                s.waiting[m] -= 1;
                if s.waiting[m] == 0 {
                    s.ready.insert(m);
                }
            }
            self.changed.notify_all();
        }
    }

    /// Reports results in order, each as soon as it is its turn; fails when an offer was damaged before all were there.
    fn print(&self, report: &mut Report) -> Result<(), Damaged> {
        let packages = &self.loaded.program.packages;
        for (i, p) in packages.iter().enumerate().skip(report.packages) {
            let mut s = self.lock();
            let done = loop {
                if let Some(done) = s.results[i].take() {
                    break done;
                }
                if s.spoiled {
                    return Err(Damaged);
                }
                s = self.changed.wait(s).unwrap_or_else(PoisonError::into_inner);
            };
            drop(s);
            report.add(self, p, &done);
        }
        Ok(())
    }

    /// The facts that get a report: those of the place asked for, else of the kinds asked for, else what is in the heap.
    fn shown<'f>(&self, facts: &'f [Fact]) -> Vec<&'f Fact> {
        let only = &self.job.only;
        match &self.job.at {
            // The nearest that there is: reported there, the smallest expression around it, or on its way there.
            Some(place) => {
                let all = |near: &dyn Fn(&Fact) -> bool| facts.iter().filter(|f| near(f)).collect::<Vec<_>>();
                let there = all(&|f| fact::is_at(f, place));
                let smallest = facts.iter().filter_map(|f| pretty::covers(f, place)).min();
                match smallest {
                    _ if !there.is_empty() => there,
                    Some(size) => all(&|f| pretty::covers(f, place) == Some(size)),
                    None => all(&|f| fact::passes(f, place)),
                }
            }
            None if only.is_empty() => facts.iter().filter(|f| fact::is_heap(f)).collect(),
            None => facts.iter().filter(|f| only.iter().any(|o| o.admits_site(f))).collect(),
        }
    }

    /// Compiles one package; a defect of ours there becomes that package's error.
    fn guarded(&self, i: usize) -> Done {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.package(i))).unwrap_or_else(|_| Done {
            errors: "internal error: escape failed on this package\n".into(),
            ..Done::default()
        })
    }

    fn package(&self, i: usize) -> Done {
        let p = &self.loaded.program.packages[i];
        if !has_sources(p) || self.store.stored[i].is_some() {
            return Done::default();
        }
        let key = self.prepared[i].key;
        let pkg = self.store.pkgs[i];
        let paths = Paths::new(&self.loaded.dir, &p.dir);
        let failed = |errors: Errors| Done { errors: errors.print(), ..Done::default() };
        let mut errors = Errors::new(&paths, self.job.all_errors);
        let taken = self.prepared[i].sources.lock().unwrap_or_else(PoisonError::into_inner).take();
        let sources = taken.unwrap_or_else(|| read_sources(p));
        if let Ok(sources) = &sources
            && !sources.iter().map(|text| cache::key(&[text])).eq(self.prepared[i].hashes.iter().copied())
        {
            self.offers.distrust();
            return Done::default();
        }
        let sources = match sources {
            Ok(sources) => sources,
            Err(text) => {
                errors.add(Pos::NONE, text);
                return failed(errors);
            }
        };
        let Some(ast) = parse(p, sources, &mut errors) else { return failed(errors) };
        let import = |path: &str| {
            let found = p.imports.iter().find(|(import, _)| import == path);
            found.map(|(_, m)| self.store.pkgs[*m]).ok_or_else(|| format!("package {path} is not in std"))
        };
        let (typed, type_errors) = check_package(Input {
            pkg,
            ast,
            version: p.version,
            import: &import,
            allow_bodyless: p.allow_bodyless,
            reader_errors: !errors.is_empty(),
            all_errors: self.job.all_errors || self.job.bundle.is_some(),
            // The library compiles; only its declarations matter to a check.
            ignore_bodies: self.job.goal == Goal::Check && p.std && !p.named,
        });
        // Positions in the library come from export data in gc, which has them below a symbolic folder.
        let goroot = self.loaded.goroot.as_deref().or(self.loaded.library.map(Bundled::prefix));
        let library = goroot.filter(|_| !p.std).map(|g| format!("{}/", g.trim_end_matches('/')));
        let write = |pos: Pos| match paths.position_in_text(pos) {
            None => "<unknown line number>".into(),
            Some(s) => match library.as_ref().and_then(|g| s.strip_prefix(g.as_str())) {
                Some(rest) => format!("$GOROOT/{rest}"),
                None => s,
            },
        };
        let mut link = "";
        for e in type_errors {
            if e.text == NO_MAIN {
                link = NO_MAIN;
                continue;
            }
            if !errors.add(e.pos, e.render(&write)) {
                break;
            }
        }
        if !errors.is_empty() {
            return failed(errors);
        }
        let typed = Arc::new(typed);
        let _ = self.store.typed[i].set(typed.clone());
        let (records, facts) = match self.job.goal {
            Goal::Check => {
                if let Some(key) = key.filter(|_| !self.importers[i].is_empty()) {
                    self.offers.write(&key, &typed, &Extras::default());
                }
                (Vec::new(), Vec::new())
            }
            Goal::Messages(flags) => match self.analyse(i, &typed, if p.named { flags } else { DEPENDENCY }) {
                Ok(found) => found,
                Err((pos, text)) => {
                    errors.add(pos, text);
                    return failed(errors);
                }
            },
        };
        if let Some(key) = key.filter(|_| p.named && link.is_empty() && !self.offers.damaged()) {
            self.offers.put_result(&key, &self.job.result_kind(), &record::write(&records));
        }
        Done { records, facts, errors: String::new(), link }
    }

    /// gc's model of one package; an error when it is more than the limits allow.
    fn analyse(
        &self,
        i: usize,
        typed: &Arc<TypedPackage>,
        flags: Flags,
    ) -> Result<(Vec<Record>, Vec<Fact>), (Pos, String)> {
        let p = &self.loaded.program.packages[i];
        let output = escape_gc_model::analyse(typed, &self.store, flags, self.job.wants_facts() && p.named);
        if let Some(why) = output.gave_up {
            return Err(why);
        }
        if let Some(o) = output.missing.first().filter(|_| !self.offers.damaged()) {
            return Err((Pos::NONE, format!("the body of the generic function {} is not there", o.name())));
        }
        if let Some(packed) = &self.job.bundle {
            match library::offer(typed, &output, &self.store, self.loaded.goroot.as_deref().unwrap_or_default()) {
                Ok(offer) => packed.lock().unwrap_or_else(PoisonError::into_inner).push(library::Packed {
                    path: p.import_path.clone(),
                    name: p.name.clone(),
                    imports: p
                        .imports
                        .iter()
                        .map(|&(_, m)| self.loaded.program.packages[m].import_path.clone())
                        .collect(),
                    offer,
                }),
                Err(text) => eprintln!("escape: {text}"),
            }
        } else if let Some(key) = self.prepared[i].key.filter(|_| !self.importers[i].is_empty()) {
            self.offers.write_analysed(&key, typed, &output);
        }
        let summaries = output.summaries.into_iter().map(|(o, s)| (o, Arc::new(s))).collect();
        let _ = self.store.summaries[i].set(summaries);
        let _ = self.store.exports[i].set(output.exports);
        Ok((record::records(&output.messages), output.facts))
    }
}

/// gc's flags for packages that the command line does not name (facts.md §1.3).
pub const DEPENDENCY: Flags = Flags { level: 0, no_inline: false };

/// Parses a package's files. `None` when gc would not go on to check types.
fn parse(p: &Package, sources: Vec<Vec<u8>>, errors: &mut Errors) -> Option<Ast> {
    let mut ast = Ast::default();
    for (name, text) in p.files.iter().zip(sources) {
        let file = add_file(format!("{}/{name}", p.dir), text);
        for e in escape_syntax::parse_file(&mut ast, file, p.version) {
            if !errors.add(e.pos, e.text) {
                return None;
            }
        }
    }
    if errors.must_stop() || ast.incomplete { None } else { Some(ast) }
}

impl Store {
    fn stored(&self, pkg: Pkg) -> Option<&Stored> {
        self.stored[*self.index.get(&pkg)?].as_deref()
    }
}

impl Deps for Store {
    fn declaration(&self, func: Obj) -> Option<Declaration> {
        let pkg = func.pkg()?;
        if let Some(stored) = self.stored(pkg) {
            let (typed, id) = stored.get()?.declaration(func.number()?)?;
            return Some(Declaration { typed, id });
        }
        let Some(typed) = self.index.get(&pkg).and_then(|&i| self.typed[i].get()) else {
            let (typed, id) = self.library?.declaration(func)?;
            return Some(Declaration { typed, id });
        };
        let id = *typed.info.func_decls.get(&func)?;
        let readable = offers::is_generic(func) || self.summary(func).is_some_and(|s| s.inline.is_some());
        readable.then(|| Declaration { typed: typed.clone(), id })
    }

    fn summary(&self, func: Obj) -> Option<Arc<FuncSummary>> {
        let pkg = func.pkg()?;
        if let Some(stored) = self.stored(pkg) {
            return stored.get()?.function(func.number()?, offers::summary)?.map(Arc::new);
        }
        let summaries = self.index.get(&pkg).and_then(|&i| self.summaries[i].get());
        match summaries {
            Some(s) => s.get(&func).cloned(),
            None => self.library?.summary(func),
        }
    }

    fn has_body(&self, pkg: Pkg, func: Obj) -> bool {
        if let Some(stored) = self.stored(pkg) {
            let place = func.pkg().map(Pkg::path).zip(func.number());
            return place.is_some_and(|(path, n)| stored.get().is_some_and(|o| o.exports(path, n)));
        }
        let exports = self.index.get(&pkg).and_then(|&i| self.exports[i].get());
        match (exports, self.library) {
            (Some(e), _) => e.has_body(func),
            (None, Some(l)) => l.has_body(pkg, func),
            _ => false,
        }
    }

    fn mentions(&self, func: Obj) -> Vec<Obj> {
        if let Some(stored) = func.pkg().and_then(|p| self.stored(p)) {
            let read = stored.get().zip(func.number()).and_then(|(o, n)| o.function(n, offers::mentions));
            return read.unwrap_or_default();
        }
        let exports = func.pkg().and_then(|p| self.index.get(&p)).and_then(|&i| self.exports[i].get());
        match (exports, self.library) {
            (Some(e), _) => e.mentions(func).to_vec(),
            (None, Some(l)) => l.mentions(func),
            _ => Vec::new(),
        }
    }
}
