//! Syntax against the oracle: every declaration against go/parser; and our two ways of reading against each other.

use crate::{Outcome, oracle, syntax_sexpr, tree_dump};
use escape_syntax::ast::{Ast, GoVersion};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Compares declarations of the Go files under the folders; default: GOROOT/src and the valid files of Go's tests.
pub fn declarations(folders: &[String]) -> Outcome {
    let mut files = Vec::new();
    if folders.is_empty() {
        collect(&Path::new(&oracle()?).join("src"), &mut files);
        files.extend(listed_tests(&["gosuite-run.txt", "gosuite-compile.txt"])?);
    }
    for f in folders {
        collect(Path::new(f), &mut files);
    }
    let expected = go_parser(&files, false)?;
    let chunks: Vec<&[PathBuf]> = files.chunks(files.len().div_ceil(2).max(1)).collect();
    let results: Vec<Result<(usize, Vec<String>), String>> = std::thread::scope(|scope| {
        let spawn = |chunk| {
            let expected = &expected;
            std::thread::Builder::new().stack_size(1 << 30).spawn_scoped(scope, move || compare(chunk, expected))
        };
        let handles: Vec<_> = chunks.into_iter().map(spawn).collect();
        handles
            .into_iter()
            .map(|h| h.map_err(|e| e.to_string())?.join().map_err(|_| "a comparison panicked".to_string())?)
            .collect()
    });
    let (mut count, mut differences) = (0, Vec::new());
    for r in results {
        let (n, d) = r?;
        count += n;
        differences.extend(d);
    }
    for d in &differences {
        println!("{d}");
    }
    println!("{} files, {count} declarations, {} differences", files.len(), differences.len());
    if differences.is_empty() { Ok(()) } else { Err("the syntax differs from go/parser's".into()) }
}

fn compare(
    files: &[PathBuf],
    expected: &BTreeMap<String, Option<Vec<String>>>,
) -> Result<(usize, Vec<String>), String> {
    let (mut count, mut differences) = (0, Vec::new());
    for path in files {
        let name = path.to_string_lossy().into_owned();
        let Some(Some(hashes)) = expected.get(&name) else { continue };
        let text = std::fs::read(path).map_err(|e| format!("{name}: {e}"))?;
        let id = escape_source::add_file(name.clone(), text);
        let mut ast = Ast::default();
        let errors = escape_syntax::parse_file(&mut ast, id, GoVersion::go1(27));
        if let Some(e) = errors.iter().find(|_| ast.incomplete) {
            let (line, column) = e.pos.physical();
            differences.push(format!("{name}:{line}:{column}: {}", e.text));
            continue;
        }
        if let Some((Some(lowered), read)) = escape_syntax::parse_both(id) {
            let (lowered, read) = (tree_dump::dump(&lowered), tree_dump::dump(&read));
            if let Some((l, r)) = lowered.lines().zip(read.lines()).find(|(l, r)| l != r) {
                differences.push(format!("{name}: lowered {l}, read {r}"));
            } else if lowered != read {
                differences.push(format!("{name}: one tree goes on where the other ends"));
            }
        }
        let decls = ast.files.first().map_or(&[][..], |f| &f.decls);
        count += hashes.len();
        let ours: Vec<String> = decls.iter().map(|&d| syntax_sexpr::declaration(&ast, d)).collect();
        if ours.len() == hashes.len() && ours.iter().zip(hashes).all(|(o, h)| fnv(o) == *h) {
            continue;
        }
        let theirs = go_parser(std::slice::from_ref(path), true)?.remove(&name).flatten().unwrap_or_default();
        for (i, t) in theirs.iter().enumerate() {
            let o = ours.get(i).map(|o| go_quoted(o)).unwrap_or_default();
            if o != *t {
                let at = o.bytes().zip(t.bytes()).take_while(|(a, b)| a == b).count().saturating_sub(40);
                let cut = |s: &str| {
                    s.chars().skip(s.get(..at).map_or(0, |p| p.chars().count())).take(120).collect::<String>()
                };
                differences.push(format!("{name} declaration {i}:\n  ours   {}\n  theirs {}", cut(&o), cut(t)));
            }
        }
    }
    Ok((count, differences))
}

/// As Go's %q, for ASCII; others are left alone.
fn go_quoted(s: &str) -> String {
    let mut out = String::from("\"");
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out + "\""
}

/// FNV-1a, 64 bits.
fn fnv(s: &str) -> String {
    let h = s.bytes().fold(0xcbf29ce484222325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100000001b3));
    format!("{h:016x}")
}

/// What go/parser says of each file: hashes of the declarations, or none when it rejects the file.
fn go_parser(files: &[PathBuf], dump: bool) -> Result<BTreeMap<String, Option<Vec<String>>>, String> {
    let program = crate::root().join("xtask/go/declarations.go");
    let mut command = Command::new("go");
    command.arg("run").arg(&program).args(dump.then_some("-dump"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("go: {e}"))?;
    let list: String = files.iter().map(|f| format!("{}\n", f.display())).collect();
    let stdin = child.stdin.take();
    let writer = std::thread::spawn(move || stdin.map(|mut s| s.write_all(list.as_bytes())));
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    let _ = writer.join();
    if !output.status.success() {
        return Err("xtask/go/declarations.go failed".into());
    }
    let mut result: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    let mut current = String::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match line.split_at_checked(2) {
            Some(("F ", name)) => {
                current = name.into();
                result.insert(current.clone(), Some(Vec::new()));
            }
            Some(("E ", rest)) => {
                result.insert(rest.split(' ').next().unwrap_or_default().into(), None);
            }
            Some(("D ", hash)) => {
                if let Some(Some(list)) = result.get_mut(&current) {
                    list.push(hash.into());
                }
            }
            _ => {}
        }
    }
    Ok(result)
}

/// The Go files below a folder, `testdata` inside it left out.
pub fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    if folder.is_file() {
        files.push(folder.to_path_buf());
        return;
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).map(|d| d.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    entries.sort();
    for e in entries {
        if e.is_dir() {
            if e.file_name().is_none_or(|n| n != "testdata") {
                collect(&e, files);
            }
        } else if e.extension().is_some_and(|x| x == "go") {
            files.push(e);
        }
    }
}

/// The files of Go's test directory that the lists of ../shared/tools name.
fn listed_tests(lists: &[&str]) -> Result<Vec<PathBuf>, String> {
    let tests = std::env::var("GOTEST").map_err(|_| "GOTEST is not set: the oracle is needed")?;
    let tools = std::env::var("ESCAPE_TOOLS").unwrap_or_else(|_| "/work/shared/tools".into());
    let mut files = Vec::new();
    for list in lists {
        let text = std::fs::read_to_string(format!("{tools}/{list}")).map_err(|e| format!("{list}: {e}"))?;
        for name in text.lines().filter_map(|l| l.split_whitespace().next()).filter(|n| n.ends_with(".go")) {
            files.push(Path::new(&tests).join(name));
        }
    }
    Ok(files)
}
