//! `--tests`: what `go test -c -gcflags=-m ./...` of gc prints of a module, its generated main programs left out. The go command
//! prints a package when it is done, so the order of packages plays no part.

use std::path::Path;
use std::process::Command;

fn packages(text: &str) -> Vec<&str> {
    let mut out: Vec<&str> = text.trim_start_matches("# ").trim_end().split("\n# ").collect();
    out.sort_unstable();
    out
}

#[test]
fn module() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/tests");
    let out = Command::new(env!("CARGO_BIN_EXE_escape"))
        .args(["-m", "--tests", "--std", "bundled", "./..."])
        .current_dir(&dir)
        .output()
        .expect("the program runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let expect = std::fs::read_to_string(dir.join("expect.txt")).expect("an expected output");
    let got = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(packages(&got), packages(&expect));
}
