//! Runs every program of testdata/gc_m under `-m`, `-m=2` and `-m -l` and compares with gc's outputs, byte for byte.
//!
//! Programs known to differ stand in known_differences.txt as NAME.MODE; a listed one that agrees fails the test too, so the list
//! only gets shorter. A program that imports the standard library needs a GOROOT (`$GOROOT_ORACLE`, or what the program itself
//! finds); without one it is skipped, and the test says so. Outputs depend on gc's version: only 1.27.3 counts.

mod shared;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const MODES: &[(&str, &[&str])] = &[("m", &["-m"]), ("m2", &["-m=2"]), ("ml", &["-m", "-l"])];

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/gc_m")
}

fn run(flags: &[&str], file: &str, goroot: Option<&str>, jobs: &str) -> String {
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    c.args(flags).args(["-j", jobs]).arg(file).current_dir(directory());
    // Not the user's cache; the library is read once.
    c.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    match goroot {
        Some(dir) => c.args(["--std", "goroot", "--goroot", dir]),
        None => c.args(["--std", "bundled"]),
    };
    let out = c.output().expect("the program runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    goroot.map_or(text.clone(), |dir| text.replace(&format!("{dir}/"), "$GOROOT/"))
}

fn imports_library(name: &str) -> bool {
    shared::imports_library(&directory().join(format!("{name}.go")))
}

#[test]
fn gc_m() {
    let goroot = shared::goroot();
    let list = std::fs::read_to_string(directory().join("known_differences.txt")).unwrap_or_default();
    let known: BTreeSet<&str> = list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let (mut passed, mut skipped, mut wrong, mut fixed) = (0, BTreeSet::new(), Vec::new(), Vec::new());
    for name in shared::programs(&directory()) {
        let library = imports_library(&name);
        if library && goroot.is_none() {
            skipped.insert(name);
            continue;
        }
        for (mode, flags) in MODES {
            let expect =
                std::fs::read_to_string(directory().join(format!("{name}.{mode}.txt"))).expect("an expected output");
            let got = run(flags, &format!("{name}.go"), goroot.as_deref().filter(|_| library), "2");
            let entry = format!("{name}.{mode}");
            match (got == expect, known.contains(entry.as_str())) {
                (true, false) => passed += 1,
                (true, true) => fixed.push(entry),
                (false, true) => {}
                (false, false) => wrong.push(format!("{entry}:\n{}", first_difference(&expect, &got))),
            }
        }
    }
    println!("{passed} outputs agree with gc's, {} are known to differ", known.len() - fixed.len());
    if !skipped.is_empty() {
        println!("SKIPPED, no GOROOT of go1.27.3: {}", Vec::from_iter(skipped).join(" "));
    }
    assert!(wrong.is_empty(), "{} differ from gc:\n{}", wrong.len(), wrong.join("\n"));
    assert!(fixed.is_empty(), "now agree with gc, take them off known_differences.txt:\n{}", fixed.join("\n"));
}

fn first_difference(expect: &str, got: &str) -> String {
    let (mut e, mut g) = (expect.lines(), got.lines());
    loop {
        match (e.next(), g.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, None) => return "  only line ends differ".into(),
            (a, b) => return format!("  gc:     {}\n  escape: {}", a.unwrap_or("(end)"), b.unwrap_or("(end)")),
        }
    }
}

/// The number of threads changes nothing.
#[test]
fn threads() {
    let goroot = shared::goroot();
    for name in shared::programs(&directory()) {
        let library = imports_library(&name);
        if library && (goroot.is_none() || name != "fmt_types") {
            continue;
        }
        let root = goroot.as_deref().filter(|_| library);
        let file = format!("{name}.go");
        let flags = &["-m=2", "--no-cache"];
        assert_eq!(run(flags, &file, root, "1"), run(flags, &file, root, "8"), "{name}");
    }
}

/// Lines about inlinable instances of the library's generic functions end before the body: that is our own in the bundled library.
fn without_bodies(text: &str) -> String {
    let quotes = |l: &str| l.starts_with("$GOROOT/src/") && l.contains(": can inline ") && l.contains("go.shape.");
    let cut = |l: &str| {
        l.find(" as: ").filter(|_| quotes(l)).map_or(l.len(), |i| l[i..].find("uintptr").map_or(i, |j| i + j))
    };
    text.lines().map(|l| format!("{}\n", &l[..cut(l)])).collect()
}

/// The bundled library says what gc says, without any Go installation: outputs that agree with a GOROOT's sources agree with it.
#[test]
fn bundled() {
    let list = std::fs::read_to_string(directory().join("known_differences.txt")).unwrap_or_default();
    let known: BTreeSet<&str> = list.lines().map(str::trim).collect();
    let (mut lines, mut wrong) = (0, Vec::new());
    for name in shared::programs(&directory()).into_iter().filter(|n| imports_library(n)) {
        for (mode, flags) in MODES.iter().filter(|(mode, _)| !known.contains(format!("{name}.{mode}").as_str())) {
            let expect =
                std::fs::read_to_string(directory().join(format!("{name}.{mode}.txt"))).expect("an expected output");
            let got = run(flags, &format!("{name}.go"), None, "2").replace("/usr/local/go/", "$GOROOT/");
            lines += expect.lines().count();
            let (expect, got) = (without_bodies(&expect), without_bodies(&got));
            if got != expect {
                wrong.push(format!("{name}.{mode}:\n{}", first_difference(&expect, &got)));
            }
        }
    }
    println!("{lines} lines of programs that import the library agree with gc's");
    assert!(wrong.is_empty(), "{} differ from gc:\n{}", wrong.len(), wrong.join("\n"));
}

/// A package with assembly files: what they define and mention has wrappers.
#[test]
fn assembly() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/assembly");
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    c.args(["-m=2", "--std", "bundled", "."]).current_dir(&dir);
    c.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    let out = c.output().expect("the program runs");
    let got = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    let want = std::fs::read_to_string(dir.join("m2.txt")).expect("an expected output");
    assert!(got == want, "gc:\n{want}\nescape:\n{got}");
}
