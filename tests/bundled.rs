//! The bundled library: programs of testdata under `-m`, `-m=2` and `-m -l` without any Go installation.
//!
//! What gc says of them stands in testdata; of its lines of each mode at least so many percent must be the same as [`LEAST`] says, and all
//! that say what escapes, leaks or is moved; the tutorial's programs byte for byte. Programs whose verdicts differ from gc's with sources
//! as well stand in known_differences.txt. With a GOROOT of gc's version the bundled library is held
//! against its sources too: there `-m` and `-m -l` must be the same bytes, and at `-m=2`, where lines quote parts of generic functions, which
//! are ours in src/std, or outlines, the same verdicts.

mod shared;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MODES: &[(&str, &[&str])] = &[("m", &["-m"]), ("m2", &["-m=2"]), ("ml", &["-m", "-l"])];
/// The least percentage of lines by mode.
const LEAST: [f64; 3] = [99.0, 99.0, 99.0];
const FOLDERS: &[&str] = &["gc_m", "library", "tutorial"];

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// The program without a Go installation in sight.
fn escape(dir: &Path, args: &[&str]) -> Output {
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    c.args(args).current_dir(dir).env_remove("GOROOT").env("PATH", "/nowhere");
    c.output().expect("the program runs")
}

fn text(out: &Output, prefix: &str) -> String {
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    text.replace(&format!("{prefix}/"), "$GOROOT/")
}

fn bundled(dir: &Path, flags: &[&str], file: &str) -> String {
    text(&escape(dir, &[flags, &["--std", "bundled", file]].concat()), "/usr/local/go")
}

/// Programs of a folder that import the library.
fn programs(folder: &str) -> Vec<String> {
    let dir = testdata().join(folder);
    let mut names = shared::programs(&dir);
    names.retain(|name| folder == "tutorial" || shared::imports_library(&dir.join(format!("{name}.go"))));
    names
}

fn expected(folder: &str, name: &str, mode: &str) -> String {
    std::fs::read_to_string(testdata().join(folder).join(format!("{name}.{mode}.txt"))).expect("an expected output")
}

/// What says what escapes, leaks or is moved, sorted.
fn verdicts(text: &str) -> Vec<&str> {
    let says = |l: &&str| {
        l.contains(": moved to heap: ")
            || l.contains(": leaking param")
            || l.ends_with(" escapes to heap")
            || l.ends_with(" does not escape")
    };
    let mut all: Vec<&str> = text.lines().filter(says).collect();
    all.sort_unstable();
    all
}

/// The length of the longest common subsequence of lines.
fn common(a: &str, b: &str) -> usize {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    let mut best = vec![0; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = best[j + 1];
            best[j + 1] = if x == y { diagonal + 1 } else { above.max(best[j]) };
            diagonal = above;
        }
    }
    best[b.len()]
}

/// Lines that agree, and all of them, by mode.
#[derive(Default)]
struct Tally {
    modes: [(usize, usize); 3],
    worst: Vec<(usize, String)>,
}

impl Tally {
    fn add(&mut self, mode: usize, name: &str, expect: &str, got: &str) {
        let lines = expect.lines().count().max(got.lines().count());
        let same = if expect == got { lines } else { common(expect, got) };
        self.modes[mode].0 += same;
        self.modes[mode].1 += lines;
        if same != lines {
            self.worst
                .push((lines - same, format!("{name}.{}: {} of {lines} lines differ", MODES[mode].0, lines - same)));
        }
    }

    /// Prints the figures, and checks them.
    fn report(&mut self, what: &str) {
        let percent = |(same, all): (usize, usize)| 100.0 * same as f64 / all.max(1) as f64;
        let (mut same, mut all) = (0, 0);
        for (i, (mode, _)) in MODES.iter().enumerate() {
            println!("{what}, {mode}: {:.2} % of {} lines", percent(self.modes[i]), self.modes[i].1);
            same += self.modes[i].0;
            all += self.modes[i].1;
        }
        println!("{what}: {:.2} % of {all} lines", percent((same, all)));
        self.worst.sort_by(|a, b| b.cmp(a));
        for (_, line) in self.worst.iter().take(20) {
            println!("  {line}");
        }
        for (i, (mode, _)) in MODES.iter().enumerate() {
            assert!(percent(self.modes[i]) >= LEAST[i], "{what}, {mode}: below {} %", LEAST[i]);
        }
    }
}

#[test]
fn says_what_gc_says() {
    let mut known = BTreeSet::new();
    for folder in FOLDERS {
        let list = testdata().join(folder).join("known_differences.txt");
        let list = std::fs::read_to_string(list).unwrap_or_default();
        known.extend(list.lines().filter(|l| !l.starts_with('#')).map(|l| format!("{folder}/{}", l.trim())));
    }
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for folder in FOLDERS {
        for name in programs(folder) {
            for (i, (mode, flags)) in MODES.iter().enumerate() {
                let expect = expected(folder, &name, mode);
                let got = bundled(&testdata().join(folder), flags, &format!("{name}.go"));
                let entry = format!("{folder}/{name}.{mode}");
                tally.add(i, &format!("{folder}/{name}"), &expect, &got);
                let right = if *folder == "tutorial" { expect == got } else { verdicts(&expect) == verdicts(&got) };
                if !right && !known.contains(&entry) {
                    wrong.push(entry);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "verdicts differ from gc's: {}", wrong.join(" "));
    tally.report("as gc");
}

#[test]
fn says_what_sources_say() {
    let Some(goroot) = shared::goroot() else {
        println!("SKIPPED: no GOROOT of go1.27.3 to compare with");
        return;
    };
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for folder in FOLDERS {
        let dir = testdata().join(folder);
        for name in programs(folder) {
            for (i, (mode, flags)) in MODES.iter().enumerate() {
                let file = format!("{name}.go");
                let sources = escape(&dir, &[*flags, &["--std", "goroot", "--goroot", &goroot, &file]].concat());
                let (expect, got) = (text(&sources, &goroot), bundled(&dir, flags, &file));
                tally.add(i, &format!("{folder}/{name}"), &expect, &got);
                let right = if *mode == "m2" { verdicts(&expect) == verdicts(&got) } else { expect == got };
                if !right {
                    wrong.push(format!("{folder}/{name}.{mode}"));
                }
            }
        }
    }
    tally.report("as with sources");
    assert!(wrong.is_empty(), "differ: {}", wrong.join(" "));
}

/// What the tutorial's programs and their like import.
const PACKAGES: &[&str] = &[
    "fmt",
    "errors",
    "strings",
    "strconv",
    "bytes",
    "sort",
    "slices",
    "maps",
    "cmp",
    "math",
    "math/bits",
    "math/rand",
    "unicode",
    "unicode/utf8",
    "os",
    "io",
    "bufio",
    "time",
    "sync",
    "sync/atomic",
    "runtime",
    "runtime/debug",
    "runtime/pprof",
    "unsafe",
    "syscall",
    "log",
    "context",
    "path/filepath",
    "container/heap",
    "container/list",
    "net/http",
];

#[test]
fn packages_can_be_imported() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = |name: &str, source: String| {
        std::fs::write(dir.path().join(name), source).expect("written");
        let out = escape(dir.path(), &["-m", name]);
        assert_eq!(text(&out, "-"), "", "{name}");
        assert_eq!(out.status.code(), Some(0), "{name}");
    };
    for path in PACKAGES {
        run("one.go", format!("package p\n\nimport _ {path:?}\n"));
    }
    let all: Vec<String> = PACKAGES.iter().map(|p| format!("\t_ {p:?}\n")).collect();
    run("all.go", format!("package p\n\nimport (\n{})\n", all.concat()));
}

/// A folder that looks like a Go installation of that version, and has only an empty package `only`.
fn fake_goroot(version: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    put("VERSION", &format!("{version}\n"));
    put("src/only/only.go", "package only\n\nfunc Here() {}\n");
    put("src/runtime/runtime.go", "package runtime\n");
    put("src/unsafe/unsafe.go", "package unsafe\n");
    put("src/fmt/print.go", "package fmt\n\nfunc Println(a ...any) { println(len(a)) }\n");
    dir
}

/// `auto` is the bundled library when that has everything, unless another version of Go is asked for.
#[test]
fn auto() {
    let dir = tempfile::tempdir().expect("a folder");
    let source = "package p\n\nimport \"fmt\"\n\nfunc f(x int) { fmt.Println(x) }\n";
    std::fs::write(dir.path().join("x.go"), source).expect("written");
    std::fs::write(dir.path().join("y.go"), "package p\n\nimport \"only\"\n\nfunc f() { only.Here() }\n")
        .expect("written");
    let say = |goroot: Option<&Path>, args: &[&str]| {
        let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
        c.args(args).arg("--no-cache").current_dir(dir.path()).env_remove("GOROOT").env("PATH", "/nowhere");
        if let Some(goroot) = goroot {
            c.env("GOROOT", goroot);
        }
        let out = c.output().expect("the program runs");
        (out.status.code(), text(&out, "-"))
    };
    let bundled = "# command-line-arguments\n./x.go:5:6: can inline f\n./x.go:5:28: inlining call to fmt.Println\n\
                   ./x.go:5:28: ... argument does not escape\n./x.go:5:29: x escapes to heap\n";
    assert_eq!(say(None, &["-m", "x.go"]), (Some(0), bundled.into()));
    assert_eq!(say(None, &["-m", "--std", "bundled", "x.go"]), (Some(0), bundled.into()));
    let same = fake_goroot("go1.27.3");
    assert_eq!(say(Some(same.path()), &["-m", "x.go"]), (Some(0), bundled.into()));
    // Its Println is another.
    let sources = "# command-line-arguments\n./x.go:5:6: can inline f\n./x.go:5:28: inlining call to fmt.Println\n\
                   ./x.go:5:28: ... argument does not escape\n./x.go:5:29: x does not escape\n";
    let other = fake_goroot("go1.26.1");
    assert_eq!(say(Some(other.path()), &["-m", "x.go"]), (Some(0), sources.into()));
    assert_eq!(say(Some(same.path()), &["-m", "--std", "goroot", "x.go"]), (Some(0), sources.into()));
    // Not in the bundle: all from the sources.
    let mixed = "package p\n\nimport (\n\t\"fmt\"\n\t\"only\"\n)\n\nfunc f(x int) { only.Here(); fmt.Println(x) }\n";
    std::fs::write(dir.path().join("z.go"), mixed).expect("written");
    let (code, said) = say(Some(same.path()), &["-m", "z.go"]);
    assert_eq!((code, said.contains("./z.go:8:42: x does not escape")), (Some(0), true), "{said}");
    let (code, said) = say(None, &["-m", "z.go"]);
    assert_eq!((code, said.contains("package only is not in std")), (Some(1), true), "{said}");
    let (code, said) = say(Some(same.path()), &["-m", "--std", "bundled", "z.go"]);
    assert_eq!((code, said.contains("package only is not in std")), (Some(1), true), "{said}");
    let (code, said) = say(Some(same.path()), &["-m", "y.go"]);
    assert_eq!((code, said.contains("inlining call to only.Here")), (Some(0), true), "{said}");
    let (code, said) = say(None, &["-m", "y.go"]);
    assert_eq!((code, said.contains("package only is not in std")), (Some(1), true), "{said}");
}
