//! Loading errors and bad input: what the program prints is what the go command prints (gc 1.27.3, asked once), or a clear error.

mod shared;

use std::path::Path;
use std::process::Command;

/// Runs `escape check` in a directory made of `files` and compares output and exit code. `DIR` stands for the directory.
fn check(files: &[(&str, &str)], arguments: &[&str], expect: &str) {
    let dir = shared::folder(files);
    let root = dir.path().canonicalize().expect("it exists");
    assert_eq!(run(&root, arguments), expect, "{arguments:?}");
}

fn run(root: &Path, arguments: &[&str]) -> String {
    shared::check_in(
        root,
        arguments,
        Command::new(env!("CARGO_BIN_EXE_escape")).env_remove("GOFLAGS").env_remove("GOPROXY"),
    )
}

const MOD: (&str, &str) = ("go.mod", "module example.com/m\n\ngo 1.22\n");

#[test]
fn directories_without_a_package() {
    check(&[MOD, ("a/readme", "")], &["./a"], "no Go files in DIR/a\n1");
    check(&[MOD], &["./zzz"], "stat DIR/zzz: directory not found\n1");
    check(
        &[MOD, ("a/x_windows.go", "package a")],
        &["./a"],
        "package example.com/m/a: build constraints exclude all Go files in DIR/a\n1",
    );
    check(&[MOD, ("a/x_test.go", "package a")], &["./a"], "example.com/m/a: no non-test Go files in DIR/a\n1");
    check(&[MOD, ("a/x_test.go", "package a"), ("b/x.go", "package b")], &["./..."], "0");
    check(
        &[("a/x.go", "package a")],
        &["."],
        "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n\
         escape: no go.mod here or above: outside of a module name the files of one package: *.go\n1",
    );
}

/// Packages without anything to build but tests: gc builds what does not import them.
#[test]
fn nothing_but_tests() {
    let files = [
        MOD,
        ("a/x.go", "package a\nimport _ \"example.com/m/d\""),
        ("d/x.go", "package d\nimport \"C\""),
        ("d/x_test.go", "package d"),
        ("g/x.go", "package g\nvar x int = \"\""),
    ];
    let d = "example.com/m/d: build constraints exclude all Go files in DIR/d\n";
    let g = "# example.com/m/g\ng/x.go:2:13: cannot use \"\" (untyped string constant) as int value in variable declaration\n";
    check(&files, &["./..."], &format!("{d}{g}1"));
    check(&files, &["./a", "./g"], &format!("{d}{g}1"));
    check(&files, &["./d", "./g"], &format!("{d}{g}1"));
    check(&files, &["./a"], &format!("{d}1"));
    check(&files, &["./d"], &format!("{d}1"));
}

#[test]
fn cycles() {
    let files = [
        MOD,
        ("a/x.go", "package a\nimport _ \"example.com/m/b\""),
        ("b/y.go", "package b\nimport _ \"example.com/m/a\""),
    ];
    let expect = "package example.com/m/a\n\timports example.com/m/b from x.go\n\timports example.com/m/a from y.go: import cycle not allowed\n1";
    check(&files, &["./a"], expect);
}

#[test]
fn missing_packages() {
    let files = [MOD, ("x.go", "package x\nimport (\n\t_ \"golang.org/x/foo\"\n\t_ \"example.com/m/q\"\n)")];
    let expect = "x.go:4:2: no required module provides package example.com/m/q; to add it:\n\tgo get example.com/m/q\nx.go:3:2: no required module provides package golang.org/x/foo; to add it:\n\tgo get golang.org/x/foo\n1";
    check(&files, &["."], expect);
    let two = [MOD, ("x.go", "package m1"), ("y.go", "package m2")];
    check(&two, &["."], "found packages m1 (x.go) and m2 (y.go) in DIR\n1");
}

#[test]
fn missing_packages_of_several_importers() {
    let a = "package a\nimport (\n\t_ \"nodot/z\"\n\t_ \"r.example/r\"\n\t_ \"example.com/m/q\"\n)";
    let b = "package b\nimport (\n\t_ \"r.example/r\"\n\t_ \"r.example/other\"\n)";
    let expect = "a/a.go:5:2: no required module provides package example.com/m/q; to add it:\n\tgo get example.com/m/q\na/a.go:3:2: package nodot/z is not in std (/usr/local/go/src/nodot/z)\na/a.go:4:2: no required module provides package r.example/r; to add it:\n\tgo get r.example/r\nb/b.go:4:2: no required module provides package r.example/other; to add it:\n\tgo get r.example/other\n1";
    check(&[MOD, ("a/a.go", a), ("b/b.go", b)], &["./..."], expect);
}

#[test]
fn missing_packages_beside_a_vendor_directory() {
    let x = ("x.go", "package x\nimport (\n\t_ \"nodot/z\"\n\t_ \"r.example/r\"\n)");
    let std = "x.go:3:2: package nodot/z is not in std (/usr/local/go/src/nodot/z)\n";
    let expect = format!(
        "{std}x.go:4:2: cannot find module providing package r.example/r: import lookup disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)\n1"
    );
    check(&[MOD, x, ("vendor/modules.txt", "")], &["."], &expect);
    let work = [MOD, x, ("go.work", "go 1.22\n\nuse .\n"), ("vendor/modules.txt", "## workspace\n")];
    check(&work, &["."], &expect.replace("in go.mod is", "in go.work is"));
    let old = [("go.mod", "module example.com/m\n\ngo 1.13\n"), x, ("vendor/modules.txt", "")];
    let expect = format!(
        "{std}x.go:4:2: cannot find module providing package r.example/r: import lookup disabled by -mod=readonly\n\t(Go version in go.mod is 1.13, so vendor directory was not used.)\n1"
    );
    check(&old, &["."], &expect);
}

#[test]
fn replaced_but_not_required() {
    let x = ("x.go", "package x\nimport (\n\t_ \"r.example/r/p\"\n\t_ \"r.example/r/q\"\n)");
    let module = [("r/go.mod", "module r.example/r\n\ngo 1.20\n"), ("r/p/p.go", "package p\n")];
    for (replace, version) in [
        ("replace r.example/r => ./r", ""),
        ("replace r.example/r v1.9.0 => ./r\nreplace r.example/r v1.10.0 => ./r", "@v1.10.0"),
    ] {
        let rules = format!("module example.com/m\n\ngo 1.22\n\n{replace}\n");
        let files = [("go.mod", &*rules), x, module[0], module[1]];
        let expect = format!(
            "x.go:3:2: module r.example/r provides package r.example/r/p and is replaced but not required; to add it:\n\tgo get r.example/r{version}\nx.go:4:2: no required module provides package r.example/r/q; to add it:\n\tgo get r.example/r/q\n1"
        );
        check(&files, &["."], &expect);
    }
    // A path without a dot is no package of the standard library then.
    let files = [
        ("go.mod", "module example.com/m\n\ngo 1.22\n\nreplace nodot/r => ./r\n"),
        ("x.go", "package x\nimport _ \"nodot/r\""),
        ("r/go.mod", "module nodot/r\n\ngo 1.20\n"),
        ("r/r.go", "package r\n"),
    ];
    check(
        &files,
        &["."],
        "x.go:2:8: module nodot/r provides package nodot/r and is replaced but not required; to add it:\n\tgo get nodot/r\n1",
    );
}

#[test]
fn internal_and_commands() {
    let files = [
        MOD,
        ("a/internal/b/x.go", "package b"),
        ("c/x.go", "package c\nimport _ \"example.com/m/a/internal/b\""),
        ("d/x.go", "package main\nfunc main() {}"),
        ("e/x.go", "package e\nimport _ \"example.com/m/d\""),
        ("a/f/x.go", "package f\nimport _ \"example.com/m/a/internal/b\""),
    ];
    check(
        &files,
        &["./c"],
        "package example.com/m/c\n\tc/x.go:2:8: use of internal package example.com/m/a/internal/b not allowed\n1",
    );
    check(&files, &["./e"], "e/x.go:2:8: import \"example.com/m/d\" is a program, not an importable package\n1");
    check(&files, &["./a/f"], "0");
}

/// An external test package is judged by the package that it tests: gc builds this one.
#[test]
fn internal_packages_of_tests() {
    let files = [
        MOD,
        ("a/internal/b/x.go", "package b\nconst X = 1"),
        ("a/x.go", "package a"),
        ("a/x_test.go", "package a_test\nimport \"example.com/m/a/internal/b\"\nvar _ = b.X"),
        ("c/x.go", "package c"),
        ("c/x_test.go", "package c_test\nimport \"example.com/m/a/internal/b\"\nvar _ = b.X"),
    ];
    check(&files, &["--tests", "./a"], "0");
    let expect = "package example.com/m/c_test\n\tc/x_test.go:2:8: use of internal package example.com/m/a/internal/b not allowed\n1";
    check(&files, &["--tests", "./c"], expect);
}

#[test]
fn relative_imports() {
    let why = "x.go:2:8: \"./rel\" is relative, but relative import paths are not supported in module mode\n";
    let files = [MOD, ("x.go", "package x\nimport \"./rel\""), ("rel/x.go", "package rel")];
    check(&files, &["."], &format!("{why}x.go:2:8: local import \"./rel\" in non-local package\n1"));
    check(&files, &["x.go"], &format!("{why}1"));
}

#[test]
fn modules() {
    let replaced = ("go.mod", "module m\n\ngo 1.22\n\nrequire r.example/r v1.0.0\n\nreplace r.example/r => ./r\n");
    let files = [
        replaced,
        ("x.go", "package x\nimport \"r.example/r/p\"\nvar _ = p.X"),
        ("r/go.mod", "module r.example/r\n\ngo 1.20\n"),
        ("r/p/p.go", "package p\nvar X = 1"),
    ];
    check(&files, &["."], "0");
    let cached = ("go.mod", "module m\n\ngo 1.22\n\nrequire r.example/Big v1.0.0\n");
    let files = [
        cached,
        ("x.go", "package x\nimport \"r.example/Big/p\"\nvar _ = p.X"),
        ("go.sum", "r.example/Big v1.0.0 h1:x=\nr.example/Big v1.0.0/go.mod h1:x=\n"),
        ("modcache/cache/download/r.example/!big/@v/v1.0.0.mod", "module r.example/Big\n"),
        ("modcache/r.example/!big@v1.0.0/p/p.go", "package p\nvar X = 1"),
    ];
    check(&files, &["."], "0");
    let vendored = [
        cached,
        ("x.go", "package x\nimport \"r.example/Big/p\"\nvar _ = p.X"),
        ("vendor/modules.txt", "# r.example/Big v1.0.0\n## explicit; go 1.20\nr.example/Big/p\n"),
        ("vendor/r.example/Big/p/p.go", "package p\nvar X = 1"),
    ];
    check(&vendored, &["."], "0");
}

#[test]
fn command_line_files() {
    check(
        &[("x.go", "package x\nvar y int = \"\"")],
        &["x.go"],
        "# command-line-arguments\n./x.go:2:13: cannot use \"\" (untyped string constant) as int value in variable declaration\n1",
    );
    check(
        &[("a/x.go", "package x"), ("b/y.go", "package x")],
        &["a/x.go", "b/y.go"],
        "named files must all be in one directory; have a and b\n1",
    );
    check(&[("x.go", "package x"), ("x.txt", "")], &["x.txt", "x.go"], "named files must be .go files: x.txt\n1");
}

#[test]
#[cfg(unix)]
fn strange_files() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let root = dir.path().canonicalize().expect("it exists");
    std::fs::write(root.join("go.mod"), MOD.1).expect("written");
    std::os::unix::fs::symlink("loop.go", root.join("loop.go")).expect("linked");
    assert_eq!(run(&root, &["."]), "open DIR/loop.go: too many levels of symbolic links\n1");
    std::fs::remove_file(root.join("loop.go")).expect("removed");
    let made = Command::new("mkfifo").arg(root.join("pipe.go")).status();
    if made.is_ok_and(|s| s.success()) {
        assert_eq!(run(&root, &["."]), "read DIR/pipe.go: not a regular file\n1");
        assert_eq!(run(&root, &["pipe.go"]), "read DIR/pipe.go: not a regular file\n1");
        std::fs::remove_file(root.join("pipe.go")).expect("removed");
    }
    // A directory that contains itself is not entered again.
    std::fs::write(root.join("x.go"), "package x").expect("written");
    std::os::unix::fs::symlink(".", root.join("self")).expect("linked");
    assert_eq!(run(&root, &["./..."]), "0");
    std::fs::write(root.join("nul.go"), b"package x\0").expect("written");
    assert_eq!(run(&root, &["."]), "read DIR/nul.go: unexpected NUL in input\n1");
}
