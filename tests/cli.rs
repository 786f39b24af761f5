//! The command line: exit codes, what goes to which stream, colours, `--only`, help.

use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str], env: &[(&str, &str)]) -> Output {
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    c.args(args).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pretty"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        c.env_remove(name);
    }
    c.envs(env.iter().copied()).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The exit code, and what standard output and standard error contain.
fn check(args: &[&str], code: i32, stdout: &str, stderr: &str) {
    let out = run(args, &[]);
    let (o, e) = (text(&out.stdout), text(&out.stderr));
    assert_eq!(out.status.code(), Some(code), "{args:?}\n{o}\n{e}");
    assert!(o.contains(stdout), "{args:?}: no {stdout} in\n{o}");
    assert!(e.contains(stderr), "{args:?}: no {stderr} in\n{e}");
    assert!(!stdout.is_empty() || o.is_empty(), "{args:?}: unexpected output\n{o}");
}

#[test]
fn exit_codes() {
    check(&["-m", "returned.go"], 0, "moved to heap: x", "");
    check(&["returned.go"], 0, "x is moved to the heap", "");
    check(&["stack.go"], 0, "", "nothing escapes");
    check(&["-m", "missing.go"], 1, "", "missing.go");
    check(&["check", "../types/decls.go"], 1, "", "");
    check(&["--no-such-flag"], 2, "", "--no-such-flag");
    check(&["--format", "xml", "returned.go"], 2, "", "xml");
    check(&["-m=x", "returned.go"], 2, "", "not a number");
    check(&[], 2, "", "--help");
    check(&["explain", "returned.go"], 2, "", "FILE:LINE");
    check(&["--only", "inline", "returned.go"], 2, "", "-m");
    check(&["-m", "--only", "allocates", "returned.go"], 2, "", "--format");
}

#[test]
fn explain() {
    check(&["explain", "returned.go:5"], 0, "x is moved to the heap", "");
    check(&["explain", "returned.go:5:2"], 0, "x is moved to the heap", "");
    // The flow passes there.
    check(&["explain", "returned.go:6"], 0, "x is moved to the heap", "");
    check(&["explain", "returned.go:1"], 1, "", "nothing is made at that place");
}

#[test]
fn only() {
    check(&["--only", "allocates", "stack.go"], 0, "may allocate", "");
    check(&["--only", "escape", "stack.go"], 0, "does not escape", "");
    let out = text(&run(&["-m", "--only", "heap", "returned.go"], &[]).stdout);
    assert!(out.lines().skip(1).all(|l| l.contains("moved to heap") || l.contains("escapes to heap")), "{out}");
}

#[test]
fn help() {
    check(&["--help"], 0, "escape explain main.go:12", "");
    check(&["-h"], 0, "Usage: escape", "");
    check(&["explain", "--help"], 0, "FILE:LINE", "");
    check(&["--version"], 0, "escape ", "");
}

#[test]
fn colours() {
    let coloured = |env: &[(&str, &str)]| text(&run(&["returned.go"], env).stdout).contains('\u{1b}');
    assert!(!coloured(&[]), "not on a terminal");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
    // The same text with and without.
    let plain = text(&run(&["returned.go"], &[]).stdout);
    let stripped = text(&run(&["returned.go"], &[("CLICOLOR_FORCE", "1")]).stdout);
    assert_eq!(anstream::adapter::strip_str(&stripped).to_string(), plain);
}
