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
    check(&["--only", "inline", "returned.go"], 2, "", "-m");
    check(&["-m", "--only", "allocates", "returned.go"], 2, "", "--format");
}

#[test]
fn explain() {
    check(&["explain", "returned.go:5"], 0, "x is moved to the heap", "");
    check(&["explain", "returned.go:5:2"], 0, "x is moved to the heap", "");
    // The flow passes there.
    check(&["explain", "returned.go:6"], 0, "x is moved to the heap", "");
    check(&["explain", "returned.go:1"], 1, "", "no value that could be in the heap is made there");
    // Any column of the expression, and then the smallest one around it.
    check(&["explain", "variadic.go:8:20"], 0, "name is boxed in the heap", "");
}

/// In a folder with main.go, sub/x.go and README.md, or in a module: the whole of standard error.
fn mistake(in_module: bool, command: &str, code: i32, expect: &str) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let main = "package main\n\nfunc main() { println() }\n";
    let files =
        [("main.go", main), ("sub/x.go", "package sub\n"), ("README.md", ""), ("go.mod", "module m\n\ngo 1.27\n")];
    for (name, text) in files.iter().take(if in_module { 4 } else { 3 }) {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("created");
        std::fs::write(path, text).expect("written");
    }
    let out = Command::new(env!("CARGO_BIN_EXE_escape"))
        .args(command.split_whitespace().skip(1))
        .current_dir(dir.path())
        // No Go installation.
        .env_clear()
        .env("HOME", dir.path())
        .output()
        .expect("the program runs");
    let root = dir.path().canonicalize().expect("it exists");
    let got = text(&out.stderr).replace(root.to_str().expect("UTF-8"), "DIR");
    let expect = expect.lines().map(|l| l.trim_start().to_string() + "\n").collect::<String>();
    let got: String = got.lines().map(|l| l.trim_start().to_string() + "\n").collect();
    assert_eq!((got, out.status.code()), (expect, Some(code)), "{command}");
    assert!(out.stdout.is_empty(), "{command}");
}

#[test]
fn mistakes() {
    let no_mod = "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n";
    let outside = "escape: no go.mod here or above: outside of a module name the files of one package:";
    mistake(
        false,
        "escape",
        2,
        "escape: no files or packages are named: escape main.go, escape ./... (help: escape --help)",
    );
    mistake(false, "escape -m", 1, &format!("{no_mod}{outside} *.go"));
    mistake(false, "escape ./sub", 1, &format!("{no_mod}{outside} ./sub/*.go"));
    mistake(false, "escape ./subb", 1, &format!("{no_mod}escape: there is no directory ./subb; did you mean ./sub?"));
    mistake(
        true,
        "escape ./subb",
        1,
        "stat DIR/subb: directory not found
         escape: there is no directory ./subb; did you mean ./sub?",
    );
    mistake(
        false,
        "escape -m man.go",
        1,
        "no required module provides package man.go: go.mod file not found in current directory or any parent directory; see 'go help modules'
         escape: there is no file man.go; did you mean main.go?",
    );
    mistake(
        true,
        "escape sub",
        1,
        "package sub is not in std (/usr/local/go/src/sub)
         escape: sub is read as an import path; the directory is ./sub",
    );
    mistake(true, "escape net/smpt", 1, "package net/smpt is not in std (/usr/local/go/src/net/smpt)");
    mistake(
        true,
        "escape fmt",
        1,
        "escape: fmt is bundled without its source, and no Go installation found: give --goroot or set GOROOT",
    );
    mistake(
        true,
        "escape -m std",
        1,
        "escape: std needs the library's source, and no Go installation found: give --goroot or set GOROOT",
    );
    mistake(true, "escape --std goroot .", 1, "escape: no Go installation found: give --goroot or set GOROOT");
    mistake(true, "escape --goroot /none .", 1, "escape: /none is not a Go installation with the library's source");
    mistake(
        false,
        "escape chek main.go",
        1,
        "named files must be .go files: chek
         escape: did you mean the command check?",
    );
    mistake(false, "escape -m=x main.go", 2, "escape: invalid value \"x\" for -m: it is a number (-m, -m=2)");
    mistake(
        false,
        "escape -z main.go",
        2,
        "error: unexpected argument '-z' found

         Usage: escape [OPTIONS] [FILES|PATTERNS]...
         escape <COMMAND>

         For more information, try '--help'.",
    );
    mistake(
        false,
        "escape -gcflags=-m main.go",
        2,
        "error: unexpected argument '-g' found

         Usage: escape [OPTIONS] [FILES|PATTERNS]...
         escape <COMMAND>

         For more information, try '--help'.

         The compiler's flags are the program's own here: escape -m FILES|PATTERNS",
    );
    mistake(
        false,
        "escape --only leaks main.go",
        2,
        "error: invalid value 'leaks' for '--only <KIND,...>'
         [possible values: escape, heap, leak, inline, devirtualize, bounds, allocates]

         tip: a similar value exists: 'leak'

         For more information, try '--help'.",
    );
    mistake(false, "escape explain main.go", 2, "escape: \"main.go\" is not FILE:LINE or FILE:LINE:COLUMN");
    mistake(false, "escape explain main.go:0", 2, "escape: \"main.go:0\" is not FILE:LINE or FILE:LINE:COLUMN");
    mistake(false, "escape explain mian.go:3", 1, "escape: there is no file mian.go; did you mean main.go?");
    mistake(false, "escape explain main.go:9", 1, "escape: main.go has only 3 lines");
    mistake(false, "escape explain main.go:3:99", 1, "escape: line 3 of main.go has only 25 columns");
}

/// What an imported function does with a large literal decides whether it is on the stack: a check asks the model then. The second
/// run finds results in the cache.
#[test]
fn large_frames() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let reads = "package b\n\n//go:noinline\nfunc Read(x []int) int { return x[len(x)-1] }\n\nvar Kept []int\n\n\
                 //go:noinline\nfunc Keep(x []int) { Kept = x }\n";
    let main = "package main\n\nimport \"m/b\"\n\nfunc main() { f(1); g(2) }\n\n\
                func f(n int) { b.Read([]int{1 << 27: n}) }\nfunc g(n int) { b.Keep([]int{1 << 27: n}) }\n";
    std::fs::create_dir(dir.path().join("b")).expect("created");
    for (name, text) in [("go.mod", "module m\n\ngo 1.27\n"), ("main.go", main), ("b/b.go", reads)] {
        std::fs::write(dir.path().join(name), text).expect("written");
    }
    let expect = "# m\n./main.go:5:6: stack frame too large (>1GB): 1024 MB locals + 0 MB args\n\
                  ./main.go:7:6: stack frame too large (>1GB): 1024 MB locals + 0 MB args\n";
    for (args, messages) in [(["check", "."], false), (["check", "."], false), (["-m", "."], true)] {
        let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
        let out = c.args(args).current_dir(dir.path()).env_clear().env("HOME", dir.path()).output();
        let out = out.expect("the program runs");
        assert_eq!((text(&out.stderr).as_str(), out.status.code()), (expect, Some(1)), "{args:?}");
        assert_eq!(text(&out.stdout).contains("can inline f"), messages, "{args:?}");
    }
}

/// gc reads `interface{}` of another package as `any`: several results in one assignment are converted to what was read.
#[test]
fn empty_interfaces_of_other_packages() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let other = "package b\n\nfunc F() (interface{}, bool) { return nil, true }\n\
                 type T struct{ F func() ([]interface{}, bool) }\n";
    let main = "package m\n\nimport \"m/b\"\n\nfunc f() (interface{}, bool) { return b.F() }\n\n\
                func g(x *b.T) ([]interface{}, bool) { return x.F() }\n\nfunc h() (interface{}, bool) { return f() }\n";
    std::fs::create_dir(dir.path().join("b")).expect("created");
    for (name, text) in [("go.mod", "module m\n\ngo 1.27\n"), ("m.go", main), ("b/b.go", other)] {
        std::fs::write(dir.path().join(name), text).expect("written");
    }
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    let out = c.args(["-m=2", "."]).current_dir(dir.path()).env_clear().env("HOME", dir.path()).output();
    let out = text(&out.expect("the program runs").stdout);
    let expect = [
        "./m.go:5:6: can inline f with cost 15 as: func() (interface {}, bool) { return any(.autotmp_2), .autotmp_3 }",
        "./m.go:7:6: can inline g with cost 70 as: func(*b.T) ([]interface {}, bool) { return ([]any)(.autotmp_3), .autotmp_4 }",
        "./m.go:9:6: can inline h with cost 27 as: func() (interface {}, bool) { return (interface {})(.autotmp_2), .autotmp_3 }",
    ];
    assert_eq!(out.lines().filter(|l| l.contains("can inline")).collect::<Vec<_>>(), expect);
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
