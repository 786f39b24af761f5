//! Runs the packages of a program: each is parsed, checked and, when messages are wanted, analysed.
//!
//! The model: a package is ready when all it imports are done; several threads, each with a stack for deep recursion, take the
//! earliest ready one. Results are printed in the order of the package list, dependencies first, so what is printed does not
//! depend on the threads. Before that every package's sources are hashed, or known to be what they were: a package whose result
//! the cache has is not compiled, nor is one that others need and whose offer the cache has; that is read object by object as they ask. A package that imports a
//! failed one is not compiled, as in the go command. When an offer turns out damaged, what is not printed yet is done again without
//! offers; so it is with the model when a check needs that to judge a frame.

use crate::command::args::Format;
use crate::command::library::{self, Library as Bundled};
use crate::command::loading::Loaded;
use crate::command::offers::{Offers, Stored};
use crate::command::own_bodies::{self, OwnBodies};
use crate::command::prepare::{self, Prepared};
use crate::command::report::{Done, Report};
use crate::command::store::Store;
use crate::diagnostic::errors::Errors;
use crate::diagnostic::fact::{Fact, Place};
use crate::diagnostic::path::Paths;
use crate::diagnostic::record::Records;
use crate::diagnostic::text::Only;
use escape_gc_model::{Flags, frames};
use escape_load::Package;
use escape_load::cache;
use escape_offer::Extras;
use escape_source::{Pos, add_file, intern};
use escape_syntax::ast::Ast;
use escape_types::after::NO_MAIN;
use escape_types::{Input, Pkg, TypedPackage, check_package};
use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// The analyses recurse over the source's nesting: address space, not memory.
const STACK: usize = 1 << 30;

/// How far packages are taken.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Only errors, as far as they need no model.
    Check,
    /// Errors, those of frames included: the model runs.
    Frames,
    /// `-m`.
    Messages(Flags),
}

/// What is wanted of a run.
#[derive(Clone)]
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
    pub bundle: Option<Measure>,
}

/// Measuring the bundled library.
#[derive(Clone)]
pub struct Measure {
    /// Where our own bodies of generic functions are.
    pub bodies: String,
    pub packed: Arc<Mutex<Vec<library::Packed>>>,
}

struct Schedule {
    ready: BTreeSet<usize>,
    /// Imports not yet done.
    waiting: Vec<usize>,
    failed: Vec<bool>,
    results: Vec<Option<Done>>,
    left: usize,
    /// Nothing more is worth doing.
    spoiled: Option<Again>,
}

/// Why what is not printed yet is done again.
#[derive(Copy, Clone)]
enum Again {
    /// An offer is damaged.
    WithoutOffers,
    /// A check needs the model.
    WithModel,
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
    let (mut job, mut use_offers) = (job.clone(), true);
    // When nothing stored is believed there is no damage; where the model runs nobody asks for it.
    for _ in 0..3 {
        match attempt(loaded, &job, &mut report, use_offers) {
            Ok(()) => break,
            Err(Again::WithoutOffers) => use_offers = false,
            Err(Again::WithModel) => job.goal = Goal::Frames,
        }
    }
    report.finish(&job)
}

/// Runs the packages that are not yet reported, unless it turns out that they must be run in another way.
fn attempt(loaded: &Loaded, job: &Job, report: &mut Report, use_offers: bool) -> Result<(), Again> {
    let packages = &loaded.program.packages;
    let pkg = |p: &Package| {
        let bundled = loaded.library.filter(|_| p.std && p.dir.is_empty());
        bundled.and_then(|l| l.package(&p.import_path)).unwrap_or_else(|| Pkg::new(intern(object_path(p))))
    };
    let pkgs: Vec<Pkg> = packages.iter().map(pkg).collect();
    let offers =
        Offers::new(pkgs.iter().copied(), loaded.library, loaded.cache.clone().filter(|_| job.bundle.is_none()));
    let prepared = prepare::prepare(loaded, &offers, job, use_offers);
    let mut results = prepare::remembered(packages, &prepared, &offers, job);
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
        compiled[i] |= p.unbuildable.is_some();
        if !compiled[i] && prepare::has_sources(p) {
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
        spoiled: None,
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

/// How types name the package: as gc's `-p`, a program is `main`.
fn object_path(p: &Package) -> &str {
    if p.name == "main" { "main" } else { &p.import_path }
}

impl Job {
    /// Tells results of different runs apart.
    pub fn result_kind(&self, p: &Package) -> String {
        let texts = self.assembly(p);
        let parts: Vec<&[u8]> = texts.iter().map(|t| t.as_bytes()).collect();
        match parts[..] {
            [] => format!("{:?}", self.goal),
            _ => format!("{:?} {:?}", self.goal, cache::key(&parts)),
        }
    }

    /// The assembly files of a package, as far as its messages depend on them.
    fn assembly(&self, p: &Package) -> Vec<String> {
        match self.goal {
            Goal::Messages(flags) if p.named && flags.level > 1 => {
                let read = |name: &String| escape_load::directory::read_source(&format!("{}/{name}", p.dir));
                let texts = p.assembly.iter().filter_map(|name| read(name).ok());
                texts.map(|t| String::from_utf8_lossy(&t).into_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What importers notice of the way a package is compiled.
    pub fn mode(&self, p: &Package) -> &'static str {
        match self.goal {
            Goal::Check => "types",
            Goal::Messages(flags) if p.named && flags.no_inline => "bodies, -l",
            Goal::Messages(_) | Goal::Frames => "bodies",
        }
    }

    /// Facts refer to sources in memory, so they are not cached.
    pub fn wants_facts(&self) -> bool {
        self.format != Format::Text && matches!(self.goal, Goal::Messages(_))
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
                if s.left == 0 || s.spoiled.is_some() {
                    return;
                }
                if let Some(i) = s.ready.pop_first() {
                    break i;
                }
                s = self.changed.wait(s).unwrap_or_else(PoisonError::into_inner);
            };
            let skip = s.failed[i];
            drop(s);
            let done = if skip { Ok(Done::default()) } else { self.guarded(i) };
            let mut s = self.lock();
            let again = if self.offers.damaged() { Some(Again::WithoutOffers) } else { done.as_ref().err().copied() };
            let Some(done) = done.ok().filter(|_| again.is_none()) else {
                s.spoiled = s.spoiled.or(again);
                self.changed.notify_all();
                return;
            };
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

    /// Reports results in order, each as soon as it is its turn; fails when they are spoiled before all are there.
    fn print(&self, report: &mut Report) -> Result<(), Again> {
        let packages = &self.loaded.program.packages;
        for (i, p) in packages.iter().enumerate().skip(report.packages) {
            let mut s = self.lock();
            let done = loop {
                if let Some(done) = s.results[i].take() {
                    break done;
                }
                if let Some(why) = s.spoiled {
                    return Err(why);
                }
                s = self.changed.wait(s).unwrap_or_else(PoisonError::into_inner);
            };
            drop(s);
            report.add(self.job, &self.loaded.dir, p, &done);
        }
        Ok(())
    }

    /// Compiles one package; a defect of ours there becomes that package's error.
    fn guarded(&self, i: usize) -> Result<Done, Again> {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.package(i)))
            .unwrap_or_else(|_| Ok(Done { errors: super::internal_error() + "\n", ..Done::default() }))
    }

    fn package(&self, i: usize) -> Result<Done, Again> {
        let p = &self.loaded.program.packages[i];
        if let Some(text) = &p.unbuildable {
            return Ok(Done { errors: format!("{text}\n"), ..Done::default() });
        }
        if !prepare::has_sources(p) || self.store.stored[i].is_some() {
            return Ok(Done::default());
        }
        let key = self.prepared[i].key;
        let pkg = self.store.pkgs[i];
        let paths = Paths::new(&self.loaded.dir, &p.dir);
        let failed = |errors: Errors| Ok(Done { errors: errors.print(), ..Done::default() });
        let mut errors = Errors::new(&paths, self.job.all_errors);
        let taken = self.prepared[i].sources.lock().unwrap_or_else(PoisonError::into_inner).take();
        let sources = taken.unwrap_or_else(|| prepare::read_sources(p));
        if let Ok(sources) = &sources
            && !sources.iter().map(|text| cache::key(&[text])).eq(self.prepared[i].hashes.iter().copied())
        {
            self.offers.distrust();
            return Ok(Done::default());
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
        let reader_errors = !errors.is_empty();
        let check = |pkg: Pkg, ast: Ast| {
            check_package(Input {
                pkg,
                ast,
                version: p.version,
                import: &import,
                allow_bodyless: p.allow_bodyless,
                reader_errors,
                all_errors: self.job.all_errors || self.job.bundle.is_some(),
                // The library compiles; only its declarations matter to a check.
                ignore_bodies: self.job.goal == Goal::Check && p.std && !p.named,
            })
        };
        let (typed, type_errors, ours) = match &self.job.bundle {
            Some(m) => {
                let dir = format!("{}/{}", m.bodies, p.import_path);
                own_bodies::check(pkg, ast, &dir, p.version, &self.store, &check)
            }
            None => {
                let (typed, errors) = check(pkg, ast);
                (typed, errors, OwnBodies::default())
            }
        };
        for text in &ours.errors {
            errors.add(Pos::NONE, text.clone());
        }
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
            Goal::Check if p.named && frames::is_candidate(&typed) => return Err(Again::WithModel),
            Goal::Check => {
                if let Some(key) = key.filter(|_| !self.importers[i].is_empty()) {
                    self.offers.write(&key, &typed, &Extras::default());
                }
                (Records::default(), Vec::new())
            }
            Goal::Messages(_) | Goal::Frames => {
                let flags = match self.job.goal {
                    Goal::Messages(flags) if p.named => flags,
                    _ => DEPENDENCY,
                };
                match self.analyse(i, &typed, flags, &ours, &mut errors) {
                    Ok(found) => found,
                    Err((pos, text)) => {
                        errors.add(pos, text);
                        return failed(errors);
                    }
                }
            }
        };
        let errors = if errors.is_empty() { String::new() } else { errors.print() };
        if let Some(key) = key.filter(|_| p.named && errors.is_empty() && link.is_empty() && !self.offers.damaged()) {
            self.offers.put_result(&key, &self.job.result_kind(p), &records.write());
        }
        Ok(Done { records, facts, errors, link })
    }

    /// gc's model of one package: its messages, and the errors that gc finds after them. Fails when the package is more than the
    /// limits allow.
    fn analyse(
        &self,
        i: usize,
        typed: &Arc<TypedPackage>,
        flags: Flags,
        ours: &OwnBodies,
        errors: &mut Errors,
    ) -> Result<(Records, Vec<Fact>), (Pos, String)> {
        let p = &self.loaded.program.packages[i];
        let symbols = escape_load::assembly::symbols(&p.import_path, &self.job.assembly(p));
        let set = |list: &[String]| list.iter().map(|s| escape_source::intern(s)).collect();
        let assembly = escape_gc_model::Assembly {
            defined: set(&symbols.defined),
            defined_internal: set(&symbols.defined_internal),
            mentioned: set(&symbols.mentioned),
        };
        let facts = self.job.wants_facts() && p.named;
        let input = escape_gc_model::Input::new(typed, &self.store, flags);
        let output = escape_gc_model::analyse(escape_gc_model::Input { facts, assembly, ..input })?;
        if let Some(o) = output.missing.first().filter(|_| !self.offers.damaged()) {
            return Err((Pos::NONE, format!("the body of the generic function {} is not there", o.name())));
        }
        for (pos, text) in &output.large_frames {
            errors.add(*pos, text.clone());
        }
        if let Some(Measure { packed, .. }) = &self.job.bundle {
            let goroot = self.loaded.goroot.as_deref().unwrap_or_default();
            match library::offer(typed, &output, &self.store, ours, goroot) {
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
        Ok((Records::new(&output.messages), output.facts))
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
