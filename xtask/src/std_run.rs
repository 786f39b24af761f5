//! Whether the functions of src/std are right: Go's own tests of their packages, with ours in the place of Go's.
//!
//! The model: in copies of GOROOT's files the declarations that ours replace are blank, doc comment included; an overlay for the
//! go command puts the copies over the files and adds ours to the package. What else the package declares is Go's. Every package
//! of the test program is built so, those that import ours too. What tests of a library leave out is asked of Go's functions
//! themselves: one program, run with ours and with Go's, prints the same (xtask/go/behaviour.go).

use crate::{Outcome, oracle, root, syntax_diff};
use escape_source::Symbol;
use escape_syntax::ast::{Ast, DeclKind, ExprId, ExprKind, GoVersion};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(clap::Args)]
pub struct Options {
    /// The folder of packages. Default: src/std
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Where overlay.json is written, and stays. `go build -overlay` takes it.
    #[arg(long)]
    overlay: Option<PathBuf>,
    /// Compare the times of package slices' benchmarks with Go's too.
    #[arg(long)]
    bench: bool,
    /// How often each is measured, in turns.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
}

/// Builds the overlay and runs the tests, or with `--bench` the benchmarks after them.
pub fn run(options: &Options) -> Outcome {
    let goroot = PathBuf::from(oracle()?);
    let temporary = tempfile::tempdir().map_err(|e| e.to_string())?;
    let dir = options.dir.clone().unwrap_or_else(|| root().join("src/std"));
    let packages = packages(&dir)?;
    let kept = options.overlay.as_ref().map(std::path::absolute).transpose().map_err(|e| e.to_string())?;
    let mut overlay =
        Overlay { dir: kept.unwrap_or_else(|| temporary.path().join("overlay")), replace: serde_json::Map::new() };
    let mut counts = BTreeMap::new();
    for (path, files) in &packages {
        let count = overlay.add(&goroot.join("src").join(path), path, files)?;
        counts.insert(path.as_str(), count);
    }
    if counts.is_empty() {
        return Err(format!("{}: no package", dir.display()));
    }
    let overlay = overlay.write()?;
    let mut failed = tests(&overlay, &goroot, &counts)?;
    if counts.contains_key("slices") {
        failed |= !sorting(&overlay, temporary.path())?;
    }
    failed |= !behaviour(&overlay, temporary.path())?;
    if failed {
        return Err("the functions of src/std do not do what Go's do".into());
    }
    if options.bench { benchmarks(&overlay, temporary.path(), &goroot, options.rounds) } else { Ok(()) }
}

/// The Go files below a folder, by the package that the folders' names make.
fn packages(dir: &Path) -> Result<BTreeMap<String, Vec<PathBuf>>, String> {
    let mut files = Vec::new();
    syntax_diff::collect(dir, &mut files);
    let mut packages: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let parent = file.parent().and_then(|p| p.strip_prefix(dir).ok()).and_then(Path::to_str);
        let parent = parent.ok_or_else(|| format!("{}: not in a package", file.display()))?;
        packages.entry(parent.into()).or_default().push(file);
    }
    Ok(packages)
}

/// What the go command reads in the place of what.
struct Overlay {
    dir: PathBuf,
    replace: serde_json::Map<String, serde_json::Value>,
}

impl Overlay {
    /// Adds a package: our files, and Go's without what ours declare. Gives how many functions those are.
    fn add(&mut self, theirs: &Path, path: &str, ours: &[PathBuf]) -> Result<usize, String> {
        let mut missing = BTreeMap::new();
        for file in ours {
            let source = Source::read(file)?;
            for f in source.functions() {
                if missing.insert(f.key.clone(), f.signature).is_some() {
                    return Err(format!("{}: {} is declared twice", file.display(), f.key));
                }
            }
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            // GOROOT has no file of this name.
            let file = std::path::absolute(file).map_err(|e| format!("{}: {e}", file.display()))?;
            self.replace(&theirs.join(format!("zz_ours_{name}")), &file);
        }
        let names: BTreeSet<String> = missing.keys().cloned().collect();
        if names.is_empty() {
            return Err(format!("{path}: no function"));
        }
        let mut files: Vec<PathBuf> = std::fs::read_dir(theirs)
            .map_err(|e| format!("{}: {e}", theirs.display()))?
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.to_string_lossy().ends_with(".go") && !p.to_string_lossy().ends_with("_test.go"))
            .collect();
        files.sort();
        for file in files {
            let source = Source::read(&file)?;
            let found: Vec<Function> = source.functions().filter(|f| names.contains(&f.key)).collect();
            if found.is_empty() {
                continue;
            }
            for f in &found {
                match missing.remove(&f.key) {
                    Some(ours) if ours != f.signature => {
                        return Err(format!("{path}: {}: ours is\n\t{ours}\nGo's is\n\t{}", f.key, f.signature));
                    }
                    // What is gone from the list was found in a file with other build constraints.
                    _ => {}
                }
            }
            let copy = self.dir.join(path).join(file.file_name().unwrap_or_default());
            let text = source.without(&found)?;
            std::fs::create_dir_all(self.dir.join(path))
                .and_then(|()| std::fs::write(&copy, text))
                .map_err(|e| format!("{}: {e}", copy.display()))?;
            self.replace(&file, &copy);
        }
        if !missing.is_empty() {
            let names: Vec<&str> = missing.keys().map(String::as_str).collect();
            return Err(format!("{path}: Go has no {}", names.join(", ")));
        }
        Ok(names.len())
    }

    fn replace(&mut self, file: &Path, by: &Path) {
        self.replace.insert(file.to_string_lossy().into(), by.to_string_lossy().into());
    }

    /// Writes the file that the go command takes.
    fn write(self) -> Result<PathBuf, String> {
        let file = self.dir.join("overlay.json");
        let text = serde_json::json!({ "Replace": self.replace }).to_string();
        std::fs::create_dir_all(&self.dir)
            .and_then(|()| std::fs::write(&file, text))
            .map_err(|e| format!("{}: {e}", file.display()))?;
        Ok(file)
    }
}

/// A file of Go, and its tree.
struct Source {
    path: PathBuf,
    text: Vec<u8>,
    ast: Ast,
}

/// A function or method of a file.
struct Function {
    /// `Name` or `Receiver.Name`.
    key: String,
    /// What stands before the body, with single blanks.
    signature: String,
    /// From the doc comment to the end of the body.
    start: usize,
    end: usize,
}

impl Source {
    fn read(path: &Path) -> Result<Source, String> {
        let text = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Source::parse(path, text)
    }

    fn parse(path: &Path, text: Vec<u8>) -> Result<Source, String> {
        let mut ast = Ast::default();
        let file = escape_source::add_file(path.to_string_lossy().into_owned(), text.clone());
        let errors = escape_syntax::parse_file(&mut ast, file, GoVersion::go1(27));
        if ast.incomplete {
            let error = errors.first().map_or("", |e| &e.text);
            return Err(format!("{}: {error}", path.display()));
        }
        Ok(Source { path: path.into(), text, ast })
    }

    fn functions(&self) -> impl Iterator<Item = Function> {
        let decls = self.ast.files.iter().flat_map(|f| &f.decls).map(|&d| &self.ast.decls[d]);
        decls.filter_map(|d| {
            let DeclKind::Func { recv, name, body, .. } = &d.kind else { return None };
            let name = self.ast.name(*name)?.as_str();
            // There may be many of these, and none can be called.
            if name == "_" || name == "init" && recv.is_none() {
                return None;
            }
            let key = match recv {
                Some(recv) => format!("{}.{name}", self.ast.name(self.ast.receiver_base(recv.typ).1)?),
                None => name.into(),
            };
            let (start, end) = (d.start as usize, d.end as usize);
            let before_body = body.as_ref().map_or(end, |b| b.lbrace.offset as usize);
            let signature = String::from_utf8_lossy(self.text.get(start..before_body)?);
            let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
            Some(Function { key, signature, start: self.doc_start(start), end })
        })
    }

    /// Where the lines of comment start that stand directly before a declaration.
    fn doc_start(&self, mut start: usize) -> usize {
        while let Some(before) = self.text.get(..start.saturating_sub(1)) {
            let line = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
            if !before[line..].starts_with(b"//") {
                break;
            }
            start = line;
        }
        start
    }

    /// The text with blanks in the place of the functions, so that all else keeps its line; an import that only they used
    /// remains for what it does when the program starts.
    fn without(&self, functions: &[Function]) -> Result<Vec<u8>, String> {
        let mut text = self.text.clone();
        for f in functions {
            for b in text.get_mut(f.start..f.end).unwrap_or_default() {
                if *b != b'\n' {
                    *b = b' ';
                }
            }
        }
        let rest = Source::parse(&self.path, text)?;
        let mut unused: Vec<(usize, usize)> = rest.unused_imports().collect();
        unused.sort_unstable();
        let mut text = rest.text;
        for (start, path) in unused.into_iter().rev() {
            text.splice(start..path, *b"_ ");
        }
        Ok(text)
    }

    /// Of each import whose name does not occur: where it starts, and where its path does.
    fn unused_imports(&self) -> impl Iterator<Item = (usize, usize)> {
        let name = |e: ExprId| self.ast.name(e).map(Symbol::as_str);
        // The package of a qualified name.
        let used: BTreeSet<&str> = self
            .ast
            .exprs
            .values()
            .filter_map(|e| match e.kind {
                ExprKind::Selector { x, .. } => name(x),
                _ => None,
            })
            .collect();
        let decls = self.ast.files.iter().flat_map(|f| &f.decls).map(|&d| &self.ast.decls[d]);
        decls.filter_map(move |d| {
            let DeclKind::Import { local, path } = d.kind else { return None };
            let path = &self.ast.exprs[path];
            let ExprKind::BasicLit { text, .. } = path.kind else { return None };
            let last = text.as_str().trim_matches(['"', '`']).rsplit('/').next().unwrap_or_default();
            let local_name = local.and_then(name);
            let start = local.map_or(path.start, |l| self.ast.exprs[l].start);
            let stays = matches!(local_name, Some("_" | ".")) || used.contains(local_name.unwrap_or(last));
            (!stays).then_some((start as usize, path.start as usize))
        })
    }
}

/// The go command, with the overlay if there is one.
fn go(arguments: &[&str], overlay: Option<&Path>) -> Command {
    let mut c = Command::new("go");
    c.args(arguments);
    if let Some(overlay) = overlay {
        c.arg("-overlay").arg(overlay);
    }
    c
}

/// Runs a command that must succeed; gives what it prints.
fn printed(c: &mut Command) -> Result<String, String> {
    let out = c.output().map_err(|e| format!("{c:?}: {e}"))?;
    match out.status.success() {
        true => Ok(String::from_utf8_lossy(&out.stdout).into_owned()),
        false => Err(format!("{c:?}: {}", String::from_utf8_lossy(&out.stderr))),
    }
}

/// How long a test may take, for what does not end.
const TEST: &[&str] = &["test", "-timeout", "5m"];

/// Runs Go's tests of the packages; whether any fails.
fn tests(overlay: &Path, goroot: &Path, counts: &BTreeMap<&str, usize>) -> Result<bool, String> {
    let mut c = go(TEST, Some(overlay));
    c.args(counts.keys()).current_dir(goroot.join("src"));
    let out = c.output().map_err(|e| format!("go: {e}"))?;
    let text = String::from_utf8_lossy(&out.stdout);
    let passed: BTreeSet<&str> = text.lines().filter_map(|l| l.strip_prefix("ok")?.split_whitespace().next()).collect();
    for (path, count) in counts {
        let verdict = if passed.contains(path) { "ok  " } else { "FAIL" };
        println!("{verdict} {path}: {count} functions replaced");
    }
    let failed = !out.status.success() || counts.keys().any(|p| !passed.contains(p));
    if failed {
        println!("{text}{}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(failed)
}

/// Runs our own test of sorting; whether it passes.
fn sorting(overlay: &Path, temporary: &Path) -> Result<bool, String> {
    let dir = temporary.join("sorting");
    let test = root().join("xtask/go/sorting_test.go");
    std::fs::create_dir(&dir)
        .and_then(|()| std::fs::copy(&test, dir.join("sorting_test.go")))
        .and_then(|_| std::fs::write(dir.join("go.mod"), "module sorting\n\ngo 1.27\n"))
        .map_err(|e| format!("{}: {e}", test.display()))?;
    let mut c = go(TEST, Some(overlay));
    let out = c.args(["-v", "."]).current_dir(&dir).output().map_err(|e| format!("go: {e}"))?;
    println!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    Ok(out.status.success())
}

/// Whether the program about behaviour prints with our functions what it prints with Go's.
fn behaviour(overlay: &Path, temporary: &Path) -> Result<bool, String> {
    let program = root().join("xtask/go/behaviour.go");
    let [ours, theirs] = [("behaves", Some(overlay)), ("behaves_as_go", None)].map(|(binary, overlay)| {
        let binary = temporary.join(binary);
        printed(go(&["build"], overlay).arg("-o").arg(&binary).arg(&program))?;
        printed(&mut Command::new(&binary))
    });
    let (ours, theirs) = (ours?, theirs?);
    let mut differences: BTreeMap<&str, (usize, &str, &str)> = BTreeMap::new();
    for (o, t) in ours.lines().zip(theirs.lines()).filter(|(o, t)| o != t) {
        // Each line starts with a function's name.
        let name = t.split(' ').next().unwrap_or_default();
        differences.entry(name).or_insert((0, o, t)).0 += 1;
    }
    let count = theirs.lines().count();
    println!("behaviour: {count} lines, {} differ", differences.values().map(|d| d.0).sum::<usize>());
    for (name, (count, ours, theirs)) in &differences {
        println!("{name}: {count} lines, the first is\n\tours {ours}\n\tGo's {theirs}");
    }
    Ok(differences.is_empty() && ours.lines().count() == count)
}

/// Prints how long each benchmark of package slices takes with Go's functions and with ours, the least of all rounds.
fn benchmarks(overlay: &Path, temporary: &Path, goroot: &Path, rounds: usize) -> Outcome {
    let [ours, theirs] = ["ours", "theirs"].map(|n| temporary.join(n));
    let src = goroot.join("src");
    for (binary, overlay) in [(&ours, Some(overlay)), (&theirs, None)] {
        printed(go(&["test", "-c"], overlay).arg("-o").arg(binary).arg("slices").current_dir(&src))?;
    }
    let mut times: BTreeMap<String, [Vec<f64>; 2]> = BTreeMap::new();
    for round in 0..rounds.max(1) {
        // None is always the first.
        for side in [round % 2, 1 - round % 2] {
            let binary = [&ours, &theirs][side];
            let mut c = Command::new(binary);
            c.args(["-test.run", "NONE", "-test.bench", "Sort|BinarySearch|Insert", "-test.benchtime", "50ms"]);
            for line in printed(c.current_dir(src.join("slices")))?.lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                if let [name, _, time, "ns/op", ..] = words[..]
                    && let Ok(time) = time.parse()
                {
                    times.entry(name.into()).or_default()[side].push(time);
                }
            }
        }
    }
    if times.is_empty() {
        return Err("no benchmark ran".into());
    }
    let mut product = 0.0;
    for (name, sides) in &times {
        let [ours, theirs] = sides.each_ref().map(|s| s.iter().copied().fold(f64::INFINITY, f64::min));
        product += (ours / theirs).ln();
        println!("{name}: Go {theirs} ns, ours {ours} ns, ratio {:.2}", ours / theirs);
    }
    println!("{} benchmarks, geometric mean of the ratios {:.2}", times.len(), (product / times.len() as f64).exp());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Function, Source};
    use std::path::Path;

    /// What remains of a file without the functions of these names.
    fn check(text: &str, names: &[&str], expect: &str) {
        let source = Source::parse(Path::new("p.go"), text.into()).unwrap();
        let cut: Vec<Function> = source.functions().filter(|f| names.contains(&f.key.as_str())).collect();
        assert_eq!(cut.len(), names.len());
        let rest = String::from_utf8(source.without(&cut).unwrap()).unwrap();
        let rest: Vec<&str> = rest.lines().map(str::trim_end).collect();
        assert_eq!(rest.join("\n"), expect);
    }

    #[test]
    fn functions_go_with_their_doc_comments() {
        check(
            "package p\n\n// Of T.\ntype T[E any] struct{}\n\n// F does.\n//\n//go:nosplit\nfunc (*T[E]) F() {\n}\nfunc F() {}",
            &["T.F"],
            "package p\n\n// Of T.\ntype T[E any] struct{}\n\n\n\n\n\n\nfunc F() {}",
        );
        check(
            "package p\n\nfunc (T) F() {}\nfunc F() {} // é",
            &["F"],
            "package p\n\nfunc (T) F() {}\n            // é",
        );
    }

    #[test]
    fn imports_that_only_they_used_stay_for_their_effects() {
        check(
            "package p\n\nimport (\n\tc \"cmp\"\n\t\"math/bits\"\n\t\"os\"\n)\n\nfunc F() { c.F(bits.F()) }\nvar _ = os.X",
            &["F"],
            "package p\n\nimport (\n\t_ \"cmp\"\n\t_ \"math/bits\"\n\t\"os\"\n)\n\n\nvar _ = os.X",
        );
    }
}
