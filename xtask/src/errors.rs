//! What `escape check -e` says of a file, held against what gc says of it.
//!
//! The model: both give all errors of one file, each with its place. They differ in the verdict, in the lines that have an
//! error, or in the text; the first of these that holds is the difference's kind. The library is checked once, in this
//! process, and compiled by gc once; what its functions do counts only where it was analysed, too.

use crate::library::{LIBRARY, Library};
use crate::{Outcome, root, syntax_diff};
use escape::diagnostic::errors::Errors;
use escape::diagnostic::path::Paths;
use escape_source::Pos;

use escape_syntax::ast::{Ast, GoVersion};
use escape_types::after::NO_MAIN;
use escape_types::{Input, Pkg, check_package};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// gc's compiler, and what it may import.
pub struct Gc {
    goroot: String,
    imports: PathBuf,
    object: PathBuf,
}

/// How what we say differs from what gc says.
#[derive(PartialEq, Eq, Debug)]
pub struct Difference {
    pub kind: &'static str,
    /// The first line that differs, of each, without what the program itself chose.
    pub words: String,
}

impl Gc {
    /// Compiles the library; its objects' list and gc's own object go below `out`.
    pub fn new(out: &Path) -> Result<Gc, String> {
        let goroot = crate::oracle()?;
        let format = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
        let list = Command::new("go")
            .args(["list", "-export", "-deps", "-f", format])
            .args(LIBRARY)
            .output()
            .map_err(|e| format!("go: {e}"))?;
        let imports = out.join("importcfg");
        std::fs::write(&imports, &list.stdout).map_err(|e| e.to_string())?;
        Ok(Gc { goroot, imports, object: out.join("object.o") })
    }

    /// All errors of a file, by gc; `None` when gc itself failed.
    pub fn errors(&self, path: &Path, version: GoVersion) -> Option<String> {
        let compiler = format!("{}/pkg/tool/linux_amd64/compile", self.goroot);
        let out = Command::new("timeout")
            .args([
                "20",
                &compiler,
                "-e",
                "-complete",
                "-p",
                "main",
                &format!("-lang=go{}.{}", version.major, version.minor),
                "-importcfg",
            ])
            .arg(&self.imports)
            .arg("-o")
            .arg(&self.object)
            .arg(path)
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let failed = text.contains("internal compiler error") || text.contains("goroutine ");
        (matches!(out.status.code(), Some(0..=2)) && !failed && out.status.success() == text.is_empty()).then_some(text)
    }

    /// The library's files as gc's export data names them.
    pub fn library_name(&self, path: &str) -> Option<String> {
        Some(format!("$GOROOT{}", path.strip_prefix(&self.goroot)?))
    }
}

/// All errors of a file by `escape check -e`, positions in the library written as gc writes them.
pub fn ours(library: &Library, gc: &Gc, path: &Path, text: &[u8], version: GoVersion) -> String {
    let mut ast = Ast::default();
    let file = escape_source::add_file(path.to_string_lossy().into_owned(), text.to_vec());
    let paths = Paths::absolute();
    let mut errors = Errors::new(&paths, true);
    for e in escape_syntax::parse_file(&mut ast, file, version) {
        errors.add(e.pos, e.text);
    }
    if errors.must_stop() || ast.incomplete {
        return errors.print();
    }
    let (typed, found) = check_package(Input {
        pkg: Pkg::new(escape_source::intern("main")),
        ast,
        version,
        import: &|path| library.import(path),
        allow_bodyless: false,
        reader_errors: !errors.is_empty(),
        all_errors: true,
        ignore_bodies: false,
    });
    let write = |pos: Pos| {
        let at = paths.position_in_text(pos).unwrap_or_else(|| "<unknown line number>".into());
        if pos.file == file { at } else { gc.library_name(&at).unwrap_or(at) }
    };
    // What only the linker says is not compared.
    for e in found.iter().filter(|e| e.text != NO_MAIN) {
        errors.add(e.pos, e.render(&write));
    }
    if errors.is_empty() && escape_gc_model::frames::is_candidate(&typed) {
        let flags = escape_gc_model::Flags { level: 0, no_inline: false };
        match escape_gc_model::analyse(escape_gc_model::Input::new(&Arc::new(typed), library, flags)) {
            Ok(output) => output.large_frames.into_iter().for_each(|(pos, text)| {
                errors.add(pos, text);
            }),
            Err((pos, text)) => {
                errors.add(pos, text);
            }
        }
    }
    errors.print()
}

/// The folders of GOROOT/src that hold programs with errors.
const REJECTED: &[&str] = &["internal/types/testdata", "cmd/compile/internal/syntax/testdata", "go/types/testdata"];

/// Compares the errors of each file below the paths; default: GOROOT's own wrong programs and Go's tests.
pub fn diff(paths: &[String]) -> Outcome {
    let paths = paths.to_vec();
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(move || compare(&paths));
    thread.map_err(|e| e.to_string())?.join().map_err(|_| "the comparison panicked".to_string())?
}

fn compare(paths: &[String]) -> Outcome {
    let mut files = Vec::new();
    let mut add = |path: &Path| syntax_diff::collect(path, &mut files);
    if paths.is_empty() {
        let src = Path::new(&crate::oracle()?).join("src");
        REJECTED.iter().for_each(|dir| add(&src.join(dir)));
        add(Path::new(&std::env::var("GOTEST").map_err(|_| "GOTEST is not set: the oracle is needed")?));
    }
    paths.iter().for_each(|path| add(&root().join(path)));
    let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
    let (library, gc) = (Library::new(true), Gc::new(scratch.path())?);
    let (mut compared, mut kinds) = (0, BTreeMap::new());
    for path in &files {
        let text = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        if !library.has_imports(&text) {
            continue;
        }
        let version = asked_version(&text);
        let Some(theirs) = gc.errors(path, version) else { continue };
        let run = || ours(&library, &gc, path, &text, version);
        let ours = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|_| "a panic\n".into());
        compared += 1;
        let Some(found) = difference(&ours, &theirs, &text) else { continue };
        *kinds.entry(found.kind).or_insert(0) += 1;
        println!("{} ({})", path.display(), found.kind);
        let sides: [BTreeSet<&str>; 2] = [ours.lines().collect(), theirs.lines().collect()];
        sides[0].difference(&sides[1]).for_each(|l| println!("  ours   {l}"));
        sides[1].difference(&sides[0]).for_each(|l| println!("  theirs {l}"));
        if sides[0] == sides[1] {
            println!("  the order differs");
        }
    }
    println!("{} files, {compared} compared, different: {kinds:?}", files.len());
    if kinds.is_empty() { Ok(()) } else { Err("the errors differ from gc's".into()) }
}

/// The language version that a test's first line asks for.
fn asked_version(text: &[u8]) -> GoVersion {
    let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let minor = line.split_once("-lang=go1.").and_then(|(_, rest)| rest.split(' ').next()?.trim().parse().ok());
    GoVersion::go1(minor.unwrap_or(27))
}

/// Compares the errors of both for a program.
pub fn difference(ours: &str, theirs: &str, program: &[u8]) -> Option<Difference> {
    let (a, b): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let at = (0..a.len().max(b.len())).find(|&i| a.get(i) != b.get(i))?;
    let kind = if a.is_empty() {
        "accepted"
    } else if b.is_empty() {
        "rejected"
    } else if lines(&a) != lines(&b) {
        "lines"
    } else {
        "text"
    };
    let program = String::from_utf8_lossy(program);
    let own: BTreeSet<&str> = program.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let words = |side: &[&str]| match side.get(at) {
        Some(line) => line
            .split_once(": ")
            .map_or(*line, |(_, text)| text)
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|w| w.len() > 1 && !own.contains(w) && !w.bytes().all(|b| b.is_ascii_digit()))
            .collect::<Vec<_>>()
            .join(" "),
        None => String::new(),
    };
    Some(Difference { kind, words: format!("{} | {}", words(&a), words(&b)) })
}

/// The lines of the file that have an error.
fn lines<'a>(errors: &[&'a str]) -> BTreeSet<&'a str> {
    errors.iter().filter(|e| !e.starts_with('\t')).filter_map(|e| e.split(':').nth(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ours: &str, theirs: &str, expect: Option<(&'static str, &str)>) {
        let found = difference(ours, theirs, b"package p; var abc = 1");
        let expect = expect.map(|(kind, words)| Difference { kind, words: words.into() });
        assert_eq!(found, expect);
    }

    #[test]
    fn kinds() {
        check("x.go:1:2: undefined: abc\n", "x.go:1:2: undefined: abc\n", None);
        check("", "x.go:1:2: undefined: abc\n", Some(("accepted", " | undefined")));
        check("x.go:1:2: undefined: abc\n", "", Some(("rejected", "undefined | ")));
        check("x.go:1:2: bad abc\n", "x.go:2:2: bad abc\n", Some(("lines", "bad | bad")));
        check("x.go:1:2: bad abc\n", "x.go:1:3: wrong\n", Some(("text", "bad | wrong")));
    }
}
