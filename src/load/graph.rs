//! The package graph: from patterns to packages in dependency order, and every loading error.
//!
//! The model is the go command's: packages are loaded depth first, imports in lexical order, each package keeps at most one
//! error, and errors are printed dependencies first. The directories are scanned before that by several threads, so the ordered
//! walk finds them in memory; its answers do not depend on the threads.

mod error;
mod requirements;
mod test_variants;

use crate::config::Config;
use crate::constraint::Tags;
use crate::directory::{self, Directory, DirectoryError, GoFile};
use crate::embed;
use crate::gomod::ModuleVersion;
use crate::header::Import;
use crate::index::{self, Snapshot};
use crate::modules::{Missing, Modules, NoSum, Place, has_path_prefix, is_std_path, join};
use crate::pattern::{self, Match};
use error::PackageError;
use escape_syntax::ast::GoVersion;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{DfsPostOrder, VisitMap};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// One package to be compiled.
#[derive(Clone, Debug)]
pub struct Package {
    /// `command-line-arguments` for files named on the command line.
    pub import_path: String,
    /// The package clause's name.
    pub name: String,
    /// Absolute; empty for a bundled package.
    pub dir: String,
    /// Names in `dir`, in the order in which they are compiled.
    pub files: Vec<String>,
    pub version: GoVersion,
    /// Import string → index in [`Program::packages`], in lexical order. `unsafe` is among them.
    pub imports: Vec<(String, usize)>,
    pub std: bool,
    /// Matched by the command line: its messages are wanted.
    pub named: bool,
    /// Made of files named on the command line.
    pub command_line: bool,
    /// A function may lack its body: there is assembly, or the runtime has it.
    pub allow_bodyless: bool,
    /// Names of assembly files in `dir`.
    pub assembly: Vec<String>,
    /// `path.test` when this is a variant for a test: the header is then `# path [path.test]`.
    pub test_of: Option<String>,
    /// The go command's message where there is nothing to build but tests, which it finds out only when it builds: what does not
    /// import the package is not concerned.
    pub unbuildable: Option<String>,
}

impl Package {
    /// The header line's text (facts.md §1.2).
    pub fn header(&self) -> String {
        match &self.test_of {
            Some(test) => format!("{} [{test}]", self.import_path),
            None => self.import_path.clone(),
        }
    }
}

/// Everything a command line means.
#[derive(Clone, Default, Debug)]
pub struct Program {
    /// Dependencies before the packages that import them; otherwise in the order of the command line and of import paths.
    pub packages: Vec<Package>,
    /// The go command's complete messages. When there are any nothing is compiled.
    pub errors: Vec<String>,
    /// Printed, but no reason to stop.
    pub warnings: Vec<String>,
    /// Required modules that are not in the module cache, where packages were looked for in them.
    pub absent: Vec<ModuleVersion>,
    /// What is known of the directories' sources without reading them; only with an index.
    pub snapshots: FxHashMap<String, Arc<Snapshot>>,
}

/// What the walk, the patterns and the scanning threads share.
pub struct World {
    pub config: Config,
    pub modules: Modules,
    tags: Tags,
    scans: Mutex<FxHashMap<String, Arc<Directory>>>,
    snapshots: Mutex<FxHashMap<String, Arc<Snapshot>>>,
}

impl World {
    /// The directory's package; scanned at most once (or, racing, twice with the same result).
    pub fn scan(&self, dir: &str) -> Arc<Directory> {
        let lock = || self.scans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(d) = lock().get(dir) {
            return d.clone();
        }
        let (d, snapshot) = index::scan(dir, &self.tags, self.config.index.as_ref());
        if let Some(s) = snapshot {
            let mut all = self.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(dir.to_string(), Arc::new(s));
        }
        lock().entry(dir.to_string()).or_insert(d).clone()
    }

    /// The import path and place that an import string means in a package.
    fn resolve(&self, path: &str, importer: Option<&Importer>) -> (String, Result<Place, Missing>) {
        let has_go = |dir: &str| self.scan(dir).has_go_files;
        let mut path = path.to_string();
        if let Some(from) = importer.filter(|i| i.std)
            && !is_std_path(&path)
        {
            let vendor = if has_path_prefix(&from.path, "cmd") { "cmd/vendor/" } else { "vendor/" };
            let vendored = format!("{vendor}{path}");
            let there = match &self.config.goroot {
                Some(goroot) => std::path::Path::new(&format!("{goroot}/src/{vendored}")).is_dir(),
                None => (self.config.bundled)(&vendored),
            };
            if there {
                path = vendored;
            }
        }
        let found = self.modules.find_package(&self.config, &path, &has_go);
        (path, found)
    }
}

/// What resolution must know of the importing package.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Importer {
    path: String,
    std: bool,
}

/// Loads what the patterns (or Go files) name.
///
/// Errors that belong to one package are in [`Program::errors`] with all others.
pub fn load(config: Config, patterns: &[String]) -> Program {
    let fatal = |text: String| Program { errors: vec![text], ..Program::default() };
    let modules = match Modules::find(&config) {
        Ok(m) => m,
        Err(text) => return fatal(text),
    };
    if let Some(text) = modules.check_whole_graph() {
        return fatal(text);
    }
    let tags = Tags::new(&config.tags);
    let mut world = World { config, modules, tags, scans: Mutex::default(), snapshots: Mutex::default() };
    let names_files = patterns
        .iter()
        .any(|p| p.ends_with(".go") && std::fs::metadata(join(&world.config.dir, p)).is_ok_and(|m| !m.is_dir()));
    let load = if names_files { load_files } else { load_patterns };
    let mut result = load(&world, patterns);
    if world.modules.needs_update() {
        world.modules.updated = true;
        result = load(&world, patterns);
    }
    let mut program = result.unwrap_or_else(fatal);
    program.snapshots = world.snapshots.into_inner().unwrap_or_else(PoisonError::into_inner);
    program
}

fn load_files(world: &World, files: &[String]) -> Result<Program, String> {
    let mut dir: Option<&str> = None;
    let mut names = Vec::new();
    for file in files {
        if !file.ends_with(".go") {
            return Err(format!("named files must be .go files: {file}"));
        }
        let meta = std::fs::metadata(join(&world.config.dir, file))
            .map_err(|e| format!("stat {file}: {}", directory::io_text(&e)))?;
        if meta.is_dir() {
            return Err(format!("{file} is a directory, should be a Go file"));
        }
        let (parent, name) = file.rsplit_once('/').unwrap_or((".", file));
        let parent = if parent.is_empty() { "/" } else { parent };
        match dir {
            None => dir = Some(parent),
            Some(d) if join(&world.config.dir, d) != join(&world.config.dir, parent) => {
                return Err(format!("named files must all be in one directory; have {d} and {parent}"));
            }
            _ => {}
        }
        names.push(name.to_string());
    }
    let dir = join(&world.config.dir, dir.unwrap_or("."));
    let scanned = Arc::new(directory::scan_files(&dir, &names, &world.tags));
    let from = Importer { path: COMMAND_LINE.into(), std: false };
    prefetch(world, scanned.files.iter().flat_map(|f| &f.header.imports).map(|i| (i.path.clone(), Some(from.clone()))));
    let mut loader = Loader::new(world);
    let place = Place { dir: dir.clone(), ..Place::default() };
    loader.nodes.push(Node::new(COMMAND_LINE, &place));
    loader.nodes[0].package.named = true;
    loader.nodes[0].package.command_line = true;
    loader.load_package(0, COMMAND_LINE, Ok((place, scanned.clone())), &[]);
    let roots = if scanned.files.is_empty() && scanned.error.is_none() {
        if scanned.tests.is_empty() && scanned.external_tests.is_empty() {
            return Err("go: no Go source files".into());
        }
        Vec::new()
    } else {
        vec![0]
    };
    Ok(loader.finish(&roots, Vec::new(), Vec::new()))
}

const COMMAND_LINE: &str = "command-line-arguments";

fn load_patterns(world: &World, patterns: &[String]) -> Result<Program, String> {
    let (matches, warnings) = pattern::expand(world, patterns)?;
    let named = matches.iter().filter_map(|m| match m {
        Match::Package { path, .. } => Some((path.clone(), None)),
        Match::Error(_) => None,
    });
    prefetch(world, named);
    let mut loader = Loader::new(world);
    let mut roots = Vec::new();
    let mut pattern_errors = Vec::new();
    for m in matches {
        match m {
            Match::Error(text) => pattern_errors.push(text),
            Match::Package { path, literal } => {
                let (n, _) = loader.import(&path, None, None);
                loader.nodes[n].package.named = true;
                loader.nodes[n].literal |= literal;
                if !roots.contains(&n) {
                    roots.push(n);
                }
            }
        }
    }
    Ok(loader.finish(&roots, pattern_errors, warnings))
}

/// Scans, with all threads, the directories of the given imports and of all they import.
fn prefetch(world: &World, roots: impl Iterator<Item = (String, Option<Importer>)>) {
    type Task = (String, Option<Importer>);
    struct Queue {
        tasks: Vec<Task>,
        seen: FxHashSet<Task>,
        busy: usize,
    }
    let mut queue = Queue { tasks: Vec::new(), seen: FxHashSet::default(), busy: 0 };
    for task in roots {
        if queue.seen.insert(task.clone()) {
            queue.tasks.push(task);
        }
    }
    if queue.tasks.is_empty() {
        return;
    }
    let (queue, more) = (Mutex::new(queue), Condvar::new());
    let lock = || queue.lock().unwrap_or_else(PoisonError::into_inner);
    let work = || loop {
        let mut q = lock();
        let task = loop {
            if let Some(task) = q.tasks.pop() {
                q.busy += 1;
                break task;
            }
            if q.busy == 0 {
                more.notify_all();
                return;
            }
            q = more.wait(q).unwrap_or_else(PoisonError::into_inner);
        };
        drop(q);
        let (path, place) = world.resolve(&task.0, task.1.as_ref());
        let mut next = Vec::new();
        if let Ok(place) = place
            && !place.dir.is_empty()
        {
            let importer = Importer { path: if place.std { path } else { String::new() }, std: place.std };
            let d = world.scan(&place.dir);
            let tests = if world.config.tests { d.tests.iter().chain(&d.external_tests) } else { [].iter().chain(&[]) };
            for i in d.files.iter().chain(tests).flat_map(|f| &f.header.imports) {
                // Only how the path is vendored depends on the importer.
                let importer = (!is_std_path(&i.path) && importer.std).then(|| importer.clone());
                next.push((i.path.clone(), importer));
            }
        }
        let mut q = lock();
        for task in next {
            if task.0 != "C" && q.seen.insert(task.clone()) {
                q.tasks.push(task);
            }
        }
        q.busy -= 1;
        more.notify_all();
    };
    let threads = world.config.threads.clamp(1, 8);
    if threads == 1 {
        return work();
    }
    std::thread::scope(|s| {
        for _ in 0..threads {
            s.spawn(work);
        }
    });
}

struct Node {
    package: Package,
    in_module: bool,
    /// The module that is not a main one.
    module: Option<ModuleVersion>,
    no_sum: Option<Box<NoSum>>,
    directory: Option<Arc<Directory>>,
    error: Option<PackageError>,
    /// Its imports are all loaded.
    done: bool,
    literal: bool,
}

impl Node {
    fn new(path: &str, place: &Place) -> Node {
        Node {
            package: Package {
                import_path: path.to_string(),
                name: String::new(),
                dir: place.dir.clone(),
                files: Vec::new(),
                version: place.version.unwrap_or(GoVersion::go1(crate::constraint::RELEASE)),
                imports: Vec::new(),
                std: place.std,
                named: false,
                command_line: false,
                allow_bodyless: false,
                assembly: Vec::new(),
                test_of: None,
                unbuildable: None,
            },
            in_module: place.in_module,
            module: place.module.clone(),
            no_sum: None,
            directory: None,
            error: None,
            done: false,
            literal: false,
        }
    }
}

/// An import declaration as seen from the importing package.
#[derive(Clone)]
struct ImportPos {
    /// `file:line:column`, short.
    shown: String,
    file: String,
}

struct Loader<'a> {
    world: &'a World,
    nodes: Vec<Node>,
    by_path: FxHashMap<String, usize>,
    stack: Vec<(String, Option<String>)>,
    /// The first error that leaves room for no other.
    fatal: Option<String>,
    notes: Vec<String>,
    absent: Vec<ModuleVersion>,
}

impl<'a> Loader<'a> {
    fn new(world: &'a World) -> Loader<'a> {
        Loader {
            world,
            nodes: Vec::new(),
            by_path: FxHashMap::default(),
            stack: Vec::new(),
            fatal: None,
            notes: Vec::new(),
            absent: Vec::new(),
        }
    }

    /// Loads the package of an import string; an error that belongs to the importing package comes with it.
    fn import(&mut self, path: &str, parent: Option<usize>, pos: Option<&ImportPos>) -> (usize, Option<PackageError>) {
        let importer = parent
            .map(|p| Importer { path: self.nodes[p].package.import_path.clone(), std: self.nodes[p].package.std });
        let (import_path, place) = self.world.resolve(path, importer.as_ref());
        let n = if let Some(&n) = self.by_path.get(&import_path) {
            self.stack.push((path.to_string(), pos.map(|p| p.file.clone())));
            self.reuse(n);
            self.stack.pop();
            n
        } else {
            let n = self.nodes.len();
            self.by_path.insert(import_path.clone(), n);
            self.nodes.push(Node::new(&import_path, place.as_ref().unwrap_or(&Place::default())));
            let found = place.map(|place| {
                let d = if place.dir.is_empty() { Arc::default() } else { self.world.scan(&place.dir) };
                (place, d)
            });
            self.load_package(n, path, found, pos.map(std::slice::from_ref).unwrap_or_default());
            n
        };
        let error = parent.and_then(|p| self.not_allowed(path, p, n));
        let error = error.map(|mut e| {
            e.pos = pos.map(|p| p.shown.clone());
            e
        });
        (n, error)
    }

    /// A package met again: if it is still being loaded, that is a cycle; a shorter way to its error is the better one.
    fn reuse(&mut self, n: usize) {
        let node = &mut self.nodes[n];
        if !node.done {
            match &mut node.error {
                None => {
                    node.error = Some(PackageError {
                        stack: self.stack.clone(),
                        pos: None,
                        text: "import cycle not allowed".into(),
                        cycle: true,
                        always_stack: false,
                    });
                }
                Some(e) => e.cycle = true,
            }
        }
        if let Some(e) = &mut node.error
            && !e.stack.is_empty()
            && !e.cycle
            && shorter(&self.stack, &e.stack)
        {
            e.stack = self.stack.clone();
        }
    }

    /// The rules for `internal`, `vendor` and commands.
    fn not_allowed(&self, path: &str, parent: usize, n: usize) -> Option<PackageError> {
        let (p, from) = (&self.nodes[n], &self.nodes[parent]);
        let error = |text: String, always_stack| {
            Some(PackageError { stack: self.stack.clone(), pos: None, text, cycle: false, always_stack })
        };
        let target = &p.package.import_path;
        if p.error.is_none()
            && let Some(i) = element(target, "internal")
            && !self.may_use_internal(from, p, i)
        {
            return error(format!("use of internal package {target} not allowed"), true);
        }
        if let Some(i) = element(target, "vendor")
            && !p.in_module
        {
            let parent_len = (i.saturating_sub(1) + p.package.dir.len()).checked_sub(target.len());
            let tree = parent_len.and_then(|l| p.package.dir.get(..l)).unwrap_or("");
            if !tree.is_empty() && !has_path_prefix(&from.package.dir, tree.trim_end_matches('/')) {
                return error("use of vendored package not allowed".into(), false);
            }
        }
        if let Some(i) = element(path, "vendor") {
            return error(format!("{path} must be imported as {}", &path[i + "vendor/".len()..]), false);
        }
        if p.package.name == "main" && from.package.dir != p.package.dir {
            return error(format!("import \"{path}\" is a program, not an importable package"), false);
        }
        None
    }

    fn may_use_internal(&self, from: &Node, p: &Node, i: usize) -> bool {
        let target = &p.package.import_path;
        // An external test package may use what the package that it tests may.
        let tested = from.package.test_of.as_deref().and_then(|t| t.strip_suffix(".test"));
        let importer = tested.unwrap_or(&from.package.import_path);
        if has_path_prefix(importer, "crypto/internal/fips140") {
            return has_path_prefix(target, "crypto/internal");
        }
        if has_path_prefix(importer, "crypto") && has_path_prefix(target, "crypto/internal/fips140") {
            return true;
        }
        // Up to the slash before the element.
        let i = i.saturating_sub(1);
        if p.in_module {
            let tree = &target[..i];
            if from.package.command_line {
                // As if the files were the package of their directory.
                return self.world.modules.main_of(&from.package.dir).is_some_and(|m| {
                    let rest = from.package.dir[m.root.len()..].trim_start_matches('/');
                    let path = if rest.is_empty() { m.prefix.clone() } else { format!("{}/{rest}", m.prefix) };
                    has_path_prefix(&path, tree)
                });
            }
            return has_path_prefix(importer, tree);
        }
        if p.package.dir.is_empty() {
            // Bundled: the tree is the standard library.
            return from.package.std && has_path_prefix(importer, &target[..i]);
        }
        let tree = p.package.dir.get(..(i + p.package.dir.len()).saturating_sub(target.len())).unwrap_or("");
        has_path_prefix(&from.package.dir, tree.trim_end_matches('/'))
    }

    /// Fills node `n` and loads its imports. `pos` is where it is imported.
    fn load_package(
        &mut self,
        n: usize,
        path: &str,
        found: Result<(Place, Arc<Directory>), Missing>,
        pos: &[ImportPos],
    ) {
        let entry = (path.to_string(), pos.first().map(|p| p.file.clone()));
        let (place, d) = match found {
            Ok(found) => found,
            Err(missing) => {
                self.note_missing(n, &missing);
                // When the text does not name the package, the stack does.
                let e = match missing.unnamed && path.contains('@') {
                    true => self.error_about(&entry, None, missing.text),
                    false => self.error_at_import(path, pos, missing.text),
                };
                self.nodes[n].error = Some(e);
                self.nodes[n].done = true;
                return;
            }
        };
        let node = &mut self.nodes[n];
        node.package.name = d.package.clone();
        node.package.files = d.files.iter().map(|f| f.name.clone()).collect();
        node.package.assembly = d.assembly.clone();
        node.package.allow_bodyless =
            d.external_code || place.std && BODYLESS.contains(&node.package.import_path.as_str());
        node.directory = Some(d.clone());
        let mut error = None;
        if let Some(text) = &d.unreadable {
            error = Some(self.error_at_import(path, pos, text.clone()));
        } else if let Some(e) = &d.error {
            error = Some(match e {
                DirectoryError::Header { file, error } => {
                    let full = match &error.file {
                        Some(name) if !name.starts_with('/') => format!("{}/{name}", d.dir),
                        Some(name) => name.clone(),
                        None => format!("{}/{file}", d.dir),
                    };
                    let shown = if error.complete_path { full.clone() } else { self.world.config.short_path(&full) };
                    let at = error.at.map_or(shown.clone(), |(line, column)| match column {
                        0 => format!("{shown}:{line}"),
                        _ => format!("{shown}:{line}:{column}"),
                    });
                    match error.complete_path {
                        true => self.error_at_import(path, pos, format!("{at}: {}", error.text)),
                        false => self.error_about(&entry, Some(at), error.text.clone()),
                    }
                }
                DirectoryError::Other(text) => self.error_at_import(path, pos, text.clone()),
            });
        } else if d.is_empty() && !place.dir.is_empty() && !self.nodes[n].package.command_line {
            error = Some(self.error_about(&entry, None, d.no_go_files()));
        }
        self.nodes[n].error = error;
        self.stack.push(entry);
        let files: Vec<&GoFile> = d.files.iter().collect();
        if self.nodes[n].error.is_none() {
            self.check_embeds(n, &files);
        }
        self.load_imports(n, &files, &FxHashSet::default());
        self.stack.pop();
        if self.nodes[n].error.is_none()
            && let Some(text) = self.implicit_import(n)
        {
            self.nodes[n].error = Some(self.error_at_import(path, pos, text));
        }
        self.nodes[n].done = true;
    }

    /// Loads what the files import, in lexical order, but for what is `known` already.
    fn load_imports(&mut self, n: usize, files: &[&GoFile], known: &FxHashSet<String>) {
        for (path, pos) in self.positions(n, files) {
            if path == "C" || known.contains(&path) {
                continue;
            }
            let (m, error) = self.import(&path, Some(n), Some(&pos));
            let error = error.or_else(|| self.relative_import(n, &path, pos));
            if self.nodes[n].error.is_none() {
                self.nodes[n].error = error;
            }
            self.nodes[n].package.imports.push((path, m));
        }
    }

    /// What is wrong with an import by a relative path, where there is nothing else wrong with it.
    fn relative_import(&self, n: usize, path: &str, pos: ImportPos) -> Option<PackageError> {
        let is_relative = matches!(path, "." | "..") || path.starts_with("./") || path.starts_with("../");
        (is_relative && !self.nodes[n].package.command_line).then(|| PackageError {
            stack: Vec::new(),
            pos: Some(pos.shown),
            text: match path {
                "." => ".: cannot import current directory".into(),
                _ => format!("local import \"{path}\" in non-local package"),
            },
            cycle: false,
            always_stack: false,
        })
    }

    /// Each import path with its first declaration, in lexical order.
    fn positions(&self, n: usize, files: &[&GoFile]) -> Vec<(String, ImportPos)> {
        let mut all: Vec<(&str, &Import)> = Vec::new();
        for f in files {
            all.extend(f.header.imports.iter().map(|i| (f.name.as_str(), i)));
        }
        all.sort_by(|a, b| a.1.path.cmp(&b.1.path));
        all.dedup_by(|later, first| later.1.path == first.1.path);
        all.iter().map(|&(file, i)| (i.path.clone(), self.shown(n, file, i))).collect()
    }

    fn shown(&self, n: usize, file: &str, at: &Import) -> ImportPos {
        let full = format!("{}/{file}", self.nodes[n].package.dir);
        let short = self.world.config.short_path(&full);
        ImportPos { shown: format!("{short}:{}:{}", at.line, at.column), file: file.to_string() }
    }

    fn check_embeds(&mut self, n: usize, files: &[&GoFile]) {
        let mut all: Vec<(&str, ImportPos)> = Vec::new();
        for f in files {
            all.extend(f.header.embeds.iter().map(|e| (e.path.as_str(), self.shown(n, &f.name, e))));
        }
        all.sort_by(|a, b| a.0.cmp(b.0));
        for (pattern, pos) in all {
            if let Err(text) = embed::check(&self.nodes[n].package.dir, pattern) {
                self.nodes[n].error = Some(PackageError {
                    stack: self.stack.clone(),
                    pos: Some(pos.shown),
                    text: format!("pattern {pattern}: {text}"),
                    cycle: false,
                    always_stack: false,
                });
                return;
            }
        }
    }

    /// An error of the import declaration: it stands there, or has no position for a package named on the command line.
    fn error_at_import(&self, path: &str, pos: &[ImportPos], text: String) -> PackageError {
        let from_importer = self.stack.last().is_some_and(|(top, _)| top != path);
        PackageError {
            stack: self.stack.clone(),
            pos: pos.first().filter(|_| from_importer).map(|p| p.shown.clone()),
            text,
            cycle: false,
            always_stack: false,
        }
    }

    /// An error of the package itself: the stack says who needs it.
    fn error_about(&self, entry: &(String, Option<String>), pos: Option<String>, text: String) -> PackageError {
        let mut stack = self.stack.clone();
        stack.push(entry.clone());
        PackageError { stack, pos, text, cycle: false, always_stack: false }
    }

    /// The packages reachable from the roots, dependencies first.
    fn finish(mut self, roots: &[usize], pattern_errors: Vec<String>, mut warnings: Vec<String>) -> Program {
        if let Some(text) = self.module_error() {
            return Program { errors: vec![text], ..Program::default() };
        }
        self.name_importers(roots);
        let mut order = Vec::new();
        self.add_reachable(roots, &mut order);
        let mut errors: Vec<String> =
            order.iter().filter_map(|&n| self.nodes[n].error.as_ref().map(PackageError::print)).collect();
        errors.extend(pattern_errors);
        if errors.is_empty() {
            self.keep_buildable(roots, &mut order);
        }
        if errors.is_empty() && self.world.config.tests {
            errors = self.add_tests(roots, &mut order).err().unwrap_or_default();
            if let Some(text) = self.module_error() {
                return Program { errors: vec![text], ..Program::default() };
            }
        }
        warnings.append(&mut self.notes);
        if !errors.is_empty() {
            return Program { errors, warnings, absent: self.absent, ..Program::default() };
        }
        let mut place = vec![usize::MAX; self.nodes.len()];
        for (i, &n) in order.iter().enumerate() {
            place[n] = i;
        }
        let packages = order
            .iter()
            .map(|&n| {
                let mut p = self.nodes[n].package.clone();
                p.imports =
                    p.imports.into_iter().map(|(path, m)| (path, place[m])).filter(|(_, i)| *i != usize::MAX).collect();
                p
            })
            .collect();
        Program { packages, warnings, ..Program::default() }
    }

    /// Leaves out a wildcard's packages that have nothing but tests; where such a package is asked for, by its name or by an import,
    /// that is an error of its own.
    fn keep_buildable(&mut self, roots: &[usize], order: &mut Vec<usize>) {
        let imported: FxHashSet<usize> =
            order.iter().flat_map(|&n| self.nodes[n].package.imports.iter().map(|&(_, m)| m)).collect();
        let tests = self.world.config.tests;
        order.retain(|&n| {
            let node = &mut self.nodes[n];
            let package = &mut node.package;
            let Some(d) = node.directory.as_ref().filter(|_| package.files.is_empty() && !package.dir.is_empty())
            else {
                return true;
            };
            let is_root = roots.contains(&n);
            if imported.contains(&n) || !(tests && is_root) {
                package.unbuildable = Some(format!("{}: {}", package.import_path, d.no_go_files()));
            }
            !is_root || node.literal || tests || imported.contains(&n)
        });
    }

    /// Appends what can be reached from the roots and is not in `order` yet, dependencies first, imports in their order.
    fn add_reachable(&self, roots: &[usize], order: &mut Vec<usize>) {
        let mut graph = DiGraph::<(), ()>::with_capacity(self.nodes.len(), 0);
        for _ in &self.nodes {
            graph.add_node(());
        }
        for (n, node) in self.nodes.iter().enumerate() {
            // The walk goes along the newest edge last.
            for (_, m) in &node.package.imports {
                graph.add_edge(NodeIndex::new(n), NodeIndex::new(*m), ());
            }
        }
        let mut walk = DfsPostOrder::empty(&graph);
        for &n in order.iter() {
            let n: NodeIndex = NodeIndex::new(n);
            walk.discovered.visit(n);
            walk.finished.visit(n);
        }
        for &root in roots {
            walk.move_to(NodeIndex::new(root));
            while let Some(n) = walk.next(&graph) {
                order.push(n.index());
            }
        }
    }
}

/// Packages some of whose functions the runtime supplies.
const BODYLESS: &[&str] = &[
    "bytes",
    "internal/poll",
    "net",
    "os",
    "runtime/metrics",
    "runtime/pprof",
    "runtime/trace",
    "sync",
    "syscall",
    "time",
];

/// Where the last path element with that name starts.
fn element(path: &str, name: &str) -> Option<usize> {
    let ends = |i: usize| path.len() == i + name.len() || path.as_bytes().get(i + name.len()) == Some(&b'/');
    let starts = |i: usize| i == 0 || path.as_bytes()[i - 1] == b'/';
    path.rmatch_indices(name).map(|(i, _)| i).find(|&i| {
        // A path that is or ends in `vendor` is no vendored package.
        starts(i) && ends(i) && (name != "vendor" || path.len() > i + name.len())
    })
}

/// By length, then by the paths.
fn shorter(a: &[(String, Option<String>)], b: &[(String, Option<String>)]) -> bool {
    let paths = |s: &[(String, Option<String>)]| s.iter().map(|(p, _)| p.clone()).collect::<Vec<_>>();
    a.len() < b.len() || a.len() == b.len() && paths(a) < paths(b)
}
