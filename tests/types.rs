//! Runs every program of testdata/types, which gc rejects, under `escape check -e` and compares with what gc prints; and every
//! program of testdata/versions as a module of several language versions.
//!
//! A program that imports the standard library needs a GOROOT of go1.27.3 (`$GOROOT_ORACLE`, or what is found); without one it
//! is skipped, and the test says so.

mod shared;

use std::path::{Path, PathBuf};
use std::process::Command;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/types")
}

#[test]
fn errors_are_gcs() {
    let names = shared::programs(&directory());
    assert!(!names.is_empty());
    let (goroot, mut wrong) = (shared::goroot(), Vec::new());
    for name in names {
        let read =
            |suffix: &str| std::fs::read_to_string(directory().join(format!("{name}.{suffix}"))).expect("readable");
        let library = shared::imports_library(&directory().join(format!("{name}.go")));
        if library && goroot.is_none() {
            println!("SKIPPED, no GOROOT of go1.27.3: {name}");
            continue;
        }
        let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
        c.args(["check", "-e", &format!("{name}.go")]).current_dir(directory());
        if let (true, Some(dir)) = (library, &goroot) {
            c.args(["--std", "goroot", "--goroot", dir]);
        }
        let out = c.output().expect("the program runs");
        let got = String::from_utf8_lossy(&out.stderr).replace(&directory().display().to_string(), "DIR");
        let expect = read("txt");
        if let Some((e, g)) = expect.lines().zip(got.lines()).find(|(e, g)| e != g) {
            wrong.push(format!("{name}: expected {e}\n  got {g}"));
        } else if expect != got {
            wrong.push(format!("{name}: {} lines expected, {} printed", expect.lines().count(), got.lines().count()));
        }
        if out.status.code() != Some(1) {
            wrong.push(format!("{name}: exit status {:?}", out.status.code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn errors_of_language_versions_are_gcs() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/versions");
    let module = tempfile::tempdir().expect("a temporary directory");
    let (mut programs, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(&dir).expect("testdata/versions").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|x| x != "go") {
            continue;
        }
        programs += 1;
        std::fs::copy(&path, module.path().join("x.go")).expect("copied");
        let expect = std::fs::read_to_string(path.with_extension("txt")).expect("regen wrote it");
        for section in expect.split("== go ").skip(1) {
            let (version, expect) = section.split_once('\n').expect("a line");
            std::fs::write(module.path().join("go.mod"), format!("module m\n\ngo {version}\n")).expect("written");
            let out = Command::new(env!("CARGO_BIN_EXE_escape"))
                .args(["check", "-e", "--no-cache", "."])
                .current_dir(&module)
                .output()
                .expect("the program runs");
            let got = String::from_utf8_lossy(&out.stderr);
            if got != expect {
                let differs = expect.lines().zip(got.lines()).find(|(e, g)| e != g);
                wrong.push(format!("{} with go {version}: {differs:?}", path.display()));
            }
        }
    }
    assert!(programs > 0);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
