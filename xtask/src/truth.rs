//! Whether what escape says about allocation is true: programs run under gc with every allocation in the profile.
//!
//! The model: each function `case…` of a program under testdata/truth is called a few times by a harness with
//! `MemProfileRate=1`. An allocation belongs to the innermost source line of the program on its stack, calls inlined there
//! included. A comment at a line's end says what the line's sites are: `never` allocates nothing, `always` at least once each
//! execution, `maybe: allocates` and `maybe: not` are the two ways in which a maybe is confirmed. `inlined` marks what runs only elsewhere.

use crate::{Outcome, go_programs, oracle, program, root};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Calls of each case. The collector runs before each, so small values do not share a block with those of the call before.
const CALLS: u64 = 5;

/// What a line's comment says: the verdict, and for a maybe whether it allocates here.
fn expectation(line: &str) -> Option<(&str, Option<bool>)> {
    let (_, comment) = line.rsplit_once("// ")?;
    match comment.split_once(": ") {
        Some(("maybe", "allocates")) => Some(("maybe", Some(true))),
        Some(("maybe", "not")) => Some(("maybe", Some(false))),
        None if matches!(comment, "never" | "maybe" | "always") => Some((comment, None)),
        _ => None,
    }
}

/// Checks the programs named, or all.
pub fn run(names: &[String]) -> Outcome {
    oracle()?;
    let escape = program()?;
    let dir = root().join("testdata/truth");
    let programs = go_programs(&dir, names)?;
    let mut tally = Tally::default();
    for name in &programs {
        let path = dir.join(format!("{name}.go"));
        let source = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let said = said(&escape, &path)?;
        let measured = measure(&source)?;
        tally.compare(name, &source, &said, &measured);
    }
    println!(
        "{} programs: {} never, {} maybe ({} seen to allocate, {} seen not to), {} always confirmed",
        programs.len(),
        tally.never,
        tally.maybe_allocates + tally.maybe_not,
        tally.maybe_allocates,
        tally.maybe_not,
        tally.always
    );
    if tally.wrong.is_empty() { Ok(()) } else { Err(tally.wrong.join("\n")) }
}

#[derive(Default)]
struct Tally {
    never: usize,
    always: usize,
    maybe_allocates: usize,
    maybe_not: usize,
    wrong: Vec<String>,
}

/// By line: how many sites there never, maybe and always allocate.
type Said = BTreeMap<u64, [u64; 3]>;

impl Tally {
    fn compare(&mut self, name: &str, source: &str, said: &Said, measured: &BTreeMap<u64, u64>) {
        for (i, text) in source.lines().enumerate() {
            let line = i as u64 + 1;
            // Package-level variables are made before the profile starts; what is inlined everywhere never runs there.
            if text.starts_with("var ") || text.ends_with("// inlined") {
                continue;
            }
            let count = measured.get(&line).copied().unwrap_or(0);
            let sites = said.get(&line).copied().unwrap_or_default();
            let ours = match sites {
                [.., n] if n > 0 => Some("always"),
                [_, n, _] if n > 0 => Some("maybe"),
                [n, ..] if n > 0 => Some("never"),
                _ => None,
            };
            let expect = expectation(text);
            let mut wrong = |what: String| self.wrong.push(format!("{name}.go:{line}: {what}: {}", text.trim()));
            if let Some((verdict, _)) = expect
                && ours != Some(verdict)
            {
                wrong(format!("escape says {}", ours.unwrap_or("nothing")));
                continue;
            }
            match (ours, expect) {
                (None, _) if count > 0 => wrong(format!("escape says nothing, gc allocates {count} times")),
                (None, _) => {}
                (Some("never"), _) if count > 0 => wrong(format!("never, but gc allocates {count} times")),
                (Some("never"), _) => self.never += 1,
                (Some("always"), _) if count < CALLS * sites[2] => {
                    wrong(format!("always, but gc allocates {count} times in {CALLS} calls"))
                }
                (Some("always"), _) => self.always += 1,
                (_, Some((_, Some(allocates)))) if allocates != (count > 0) => {
                    wrong(format!("gc allocates {count} times"))
                }
                _ if count > 0 => self.maybe_allocates += 1,
                _ => self.maybe_not += 1,
            }
        }
    }
}

/// What escape says of the program's lines.
fn said(escape: &Path, path: &Path) -> Result<Said, String> {
    let out = Command::new(escape).args(["--format", "json", "-m", "--std", "bundled"]).arg(path).output();
    let out = out.map_err(|e| format!("{}: {e}", escape.display()))?;
    let text = String::from_utf8_lossy(&out.stdout);
    let document: serde_json::Value = serde_json::from_str(&text)
        .map_err(|e| format!("{}: {e}\n{}", path.display(), String::from_utf8_lossy(&out.stderr)))?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned());
    }
    let mut said = Said::new();
    for site in document["packages"].as_array().into_iter().flatten().flat_map(|p| p["sites"].as_array()).flatten() {
        let Some(line) = site["line"].as_u64() else { continue };
        let column = match site["allocates"].as_str() {
            Some("never") => 0,
            Some("maybe") => 1,
            _ => 2,
        };
        said.entry(line).or_default()[column] += 1;
    }
    Ok(said)
}

/// Runs the program's cases under gc; gives the allocations by line.
fn measure(source: &str) -> Result<BTreeMap<u64, u64>, String> {
    let temporary = tempfile::tempdir().map_err(|e| e.to_string())?;
    let dir = temporary.path();
    let cases = source.lines().filter_map(|l| l.strip_prefix("func case")).filter_map(|l| l.split_once('('));
    let calls: String = cases.map(|(name, _)| format!("\tcase{name},\n")).collect();
    let harness = HARNESS.replace("CASES", &calls).replace("CALLS", &CALLS.to_string());
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).map_err(|e| e.to_string());
    write("program.go", &source.replacen("package truth", "package main", 1))?;
    write("harness.go", &harness)?;
    let go = |args: &[&str]| {
        let out = Command::new("go").args(args).current_dir(dir).output().map_err(|e| format!("go: {e}"))?;
        match out.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&out.stderr).into_owned()),
        }
    };
    go(&["build", "-o", "program", "program.go", "harness.go"])?;
    let out = Command::new(dir.join("program")).output().map_err(|e| e.to_string())?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&out.stdout);
    Ok(text
        .lines()
        .filter_map(|l| l.split_once(' '))
        .filter_map(|(l, n)| Some((l.parse().ok()?, n.parse().ok()?)))
        .collect())
}

const HARNESS: &str = r#"package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

var cases = []func(){
CASES}

// The line of the program at which a function of the program allocates: the outermost of the calls that were inlined at
// that place; 0 when something outside the program and the runtime allocates.
func line(stack []uintptr) int {
	frames := runtime.CallersFrames(stack)
	for more := len(stack) > 0; more; {
		var f runtime.Frame
		f, more = frames.Next()
		// Without Func it was inlined in the next one.
		if f.Func == nil {
			continue
		}
		if filepath.Base(f.File) == "program.go" {
			return f.Line
		}
		if !strings.HasPrefix(f.Function, "runtime.") && !strings.HasPrefix(f.Function, "internal/runtime/") {
			return 0
		}
	}
	return 0
}

func main() {
	runtime.MemProfileRate = 1
	for _, f := range cases {
		for range CALLS {
			runtime.GC()
			f()
		}
	}
	runtime.GC()
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 10000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("too many records")
	}
	counts := map[int]int64{}
	for _, r := range records[:n] {
		if l := line(r.Stack()); l != 0 {
			counts[l] += r.AllocObjects
		}
	}
	for l, c := range counts {
		fmt.Println(l, c)
	}
}
"#;
