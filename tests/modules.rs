//! Modules that cannot be used, and `go.mod` files that do not say what is needed: what the program prints is what the go command prints
//! (`go build`, 1.27.3, with GOPROXY=off, asked once).

mod shared;

use std::path::Path;
use std::process::Command;

/// Runs `escape check` in a directory made of `files` and compares output and exit code. `DIR` stands for the directory.
fn check(files: &[(&str, &str)], arguments: &[&str], expect: &str) {
    let dir = shared::folder(files);
    let root = dir.path().canonicalize().expect("it exists");
    assert_eq!(run(&root, arguments, "off"), expect, "{files:?} {arguments:?}");
}

fn run(root: &Path, arguments: &[&str], proxy: &str) -> String {
    run_with(root, arguments, proxy, "")
}

fn run_with(root: &Path, arguments: &[&str], proxy: &str, flags: &str) -> String {
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    shared::check_in(root, arguments, c.env("GOFLAGS", flags).env("GOPROXY", proxy))
}

const REQUIRES: (&str, &str) = ("go.mod", "module example.com/m\n\ngo 1.22\n\nrequire r.example/r v1.0.0\n");
const IMPORTS: (&str, &str) = ("x.go", "package x\nimport _ \"r.example/r/p\"\n");
const SUM: (&str, &str) = ("go.sum", "r.example/r v1.0.0 h1:x=\nr.example/r v1.0.0/go.mod h1:x=\n");
const CACHED_MOD: (&str, &str) =
    ("modcache/cache/download/r.example/r/@v/v1.0.0.mod", "module r.example/r\n\ngo 1.20\n");
const CACHED: (&str, &str) = ("modcache/r.example/r@v1.0.0/p/p.go", "package p\n");
/// Another package, of packages that nothing provides.
const OTHERS: (&str, &str) = (
    "a/a.go",
    "package a\nimport (\n\t_ \"r.example/r/p\"\n\t_ \"r.example/r/q\"\n\t_ \"s.example/s\"\n\t_ \"nodot/x\"\n)",
);

#[test]
fn absent_from_the_module_cache() {
    let off = "module lookup disabled by GOPROXY=off";
    check(&[REQUIRES, IMPORTS, SUM, CACHED_MOD, CACHED], &["."], "0");
    let expect = format!("go: downloading r.example/r v1.0.0\nx.go:2:8: {off}\n1");
    check(&[REQUIRES, IMPORTS, SUM, CACHED_MOD], &["."], &expect);
    check(&[REQUIRES, IMPORTS, SUM], &["."], &expect);
    let named = format!("go: downloading r.example/r v1.0.0\n{off}\n1");
    check(&[REQUIRES, IMPORTS, SUM], &["r.example/r/p"], &named);
    let expect = format!("x.go:2:8: {off}\n1");
    check(&[REQUIRES, IMPORTS, SUM, CACHED], &["."], &expect);
    // With its go.mod file the module graph is known, without it nothing else is.
    let expect = format!(
        "go: downloading r.example/r v1.0.0\na/a.go:6:2: package nodot/x is not in std (/usr/local/go/src/nodot/x)\na/a.go:3:2: {off}\na/a.go:4:2: {off}\na/a.go:5:2: no required module provides package s.example/s; to add it:\n\tgo get s.example/s\n1"
    );
    check(&[REQUIRES, OTHERS, SUM, CACHED_MOD], &["./..."], &expect);
    let expect = format!(
        "go: downloading r.example/r v1.0.0\na/a.go:6:2: r.example/r@v1.0.0: {off}\na/a.go:3:2: {off}\na/a.go:4:2: {off}\na/a.go:5:2: r.example/r@v1.0.0: {off}\n1"
    );
    check(&[REQUIRES, OTHERS, SUM], &["./..."], &expect);
    // What does not need the module is built.
    check(&[REQUIRES, OTHERS, ("c/c.go", "package c")], &["./c"], "0");
    let expect = format!("go: downloading r.example/r v1.0.0\npattern r.example/...: {off}\n1");
    check(&[REQUIRES, IMPORTS, SUM, CACHED_MOD], &["r.example/..."], &expect);
}

/// Where modules may be fetched we say what the go command says when it may not.
#[test]
fn absent_where_the_go_command_would_fetch() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in [REQUIRES, IMPORTS, SUM] {
        std::fs::write(dir.path().join(name), text).expect("written");
    }
    assert_eq!(
        run(dir.path(), &["."], ""),
        "x.go:2:8: module lookup disabled by GOPROXY=off\nescape: r.example/r@v1.0.0 is not in the module cache, and nothing is fetched here; to fetch all: go mod download\n1"
    );
}

#[test]
fn missing_from_go_sum() {
    let entry = "missing go.sum entry for module providing package r.example/r/p";
    let of_mod =
        "r.example/r@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download r.example/r\n";
    let expect = format!("x.go:2:8: {entry} (imported by example.com/m); to add:\n\tgo get example.com/m\n1");
    let only_mod = ("go.sum", "r.example/r v1.0.0/go.mod h1:x=\n");
    let only_zip = ("go.sum", "r.example/r v1.0.0 h1:x=\n");
    check(&[REQUIRES, IMPORTS, CACHED_MOD, CACHED], &["."], &expect);
    check(&[REQUIRES, IMPORTS, only_mod, CACHED_MOD, CACHED], &["."], &expect);
    check(&[REQUIRES, IMPORTS], &["."], &expect);
    check(&[REQUIRES, IMPORTS, only_zip, CACHED_MOD, CACHED], &["."], &format!("x.go:2:8: {of_mod}1"));
    check(&[REQUIRES, IMPORTS], &["r.example/r/p"], &format!("{entry}; to add:\n\tgo mod download r.example/r\n1"));
    check(&[REQUIRES, IMPORTS], &["x.go"], &format!("x.go:2:8: {entry}; to add:\n\tgo mod download r.example/r\n1"));
    let q = entry.replace("r/p", "r/q");
    let by = "(imported by example.com/m/a); to add:\n\tgo get example.com/m/a\n";
    let expect = format!("a/a.go:6:2: {of_mod}a/a.go:3:2: {entry} {by}a/a.go:4:2: {q} {by}a/a.go:5:2: {of_mod}1");
    check(&[REQUIRES, OTHERS, CACHED_MOD, CACHED], &["./a"], &expect);
    // The error stands where the import is met first, going deep; the importer is the first one, going wide.
    let files = [
        REQUIRES,
        ("a/a.go", "package a\nimport _ \"example.com/m/b/c\""),
        ("b/b.go", "package b\nimport _ \"r.example/r/p\""),
        ("b/c/c.go", "package c\nimport _ \"r.example/r/p\"\nimport _ \"r.example/r/q\""),
    ];
    let expect = format!(
        "b/c/c.go:2:8: {entry} (imported by example.com/m/b); to add:\n\tgo get example.com/m/b\nb/c/c.go:3:8: {q} (imported by example.com/m/b/c); to add:\n\tgo get example.com/m/b/c\n1"
    );
    check(&files, &["./..."], &expect);
    let test = [REQUIRES, ("x.go", "package x"), ("x_test.go", "package x_test\nimport _ \"r.example/r/p\"")];
    let expect = format!("x_test.go:2:8: {entry} (imported by example.com/m); to add:\n\tgo get -t example.com/m\n1");
    check(&test, &["--tests", "."], &expect);
    check(&test, &["."], "0");
    let more = ("y_test.go", "package x\nimport _ \"r.example/r/p\"\nimport _ \"r.example/r/q\"");
    check(&[test[0], test[1], test[2], more], &["--tests", "."], &expect.replace("x_test.go", "y_test.go"));
    check(
        &[REQUIRES, IMPORTS, ("go.sum", "\nfoo bar\n")],
        &["."],
        "malformed go.sum:\nDIR/go.sum:2: wrong number of fields 2\n1",
    );
}

#[test]
fn missing_from_go_sum_where_modules_are_nested() {
    let files = [
        ("go.mod", "module example.com/m\n\ngo 1.22\n\nrequire (\n\tr.example/r v1.0.0\n\tr.example/r/p v1.0.0\n)\n"),
        IMPORTS,
        CACHED_MOD,
        CACHED,
        ("modcache/cache/download/r.example/r/p/@v/v1.0.0.mod", "module r.example/r/p\n\ngo 1.20\n"),
        ("modcache/r.example/r/p@v1.0.0/x.go", "package p\n"),
        SUM,
    ];
    let expect = "x.go:2:8: missing go.sum entry needed to verify package r.example/r/p (imported by example.com/m) is provided by exactly one module; to add:\n\tgo get example.com/m\n1";
    check(&files, &["."], expect);
    let expect = "missing go.sum entry for module providing package r.example/r/p; to add:\n\tgo mod download r.example/r r.example/r/p\n1";
    check(&files[..6], &["r.example/r/p"], expect);
    let sum = format!("{}r.example/r/p v1.0.0 h1:x=\nr.example/r/p v1.0.0/go.mod h1:x=\n", SUM.1);
    let mut files = files;
    files[6].1 = &sum;
    let expect = "x.go:2:8: ambiguous import: found package r.example/r/p in multiple modules:\n\tr.example/r v1.0.0 (DIR/modcache/r.example/r@v1.0.0/p)\n\tr.example/r/p v1.0.0 (DIR/modcache/r.example/r/p@v1.0.0)\n1";
    check(&files, &["."], expect);
}

/// `r` requires `s`, whose version and `go.mod` file are given.
fn with_dependency(go: &str, more: &str, r: &str, s: Option<&str>, x: &str, expect: &str) {
    let rules = format!("module example.com/m\n\ngo {go}\n\nrequire r.example/r v1.0.0\n{more}");
    let sum = format!("{}s.example/s v1.1.0 h1:x=\ns.example/s v1.1.0/go.mod h1:x=\n", SUM.1);
    let mut files = vec![
        ("go.mod", &*rules),
        ("x.go", x),
        ("go.sum", if s == Some("no sum") { SUM.1 } else { &*sum }),
        (CACHED_MOD.0, r),
        ("modcache/r.example/r@v1.0.0/go.mod", r),
        ("modcache/r.example/r@v1.0.0/p/p.go", "package p\nimport _ \"s.example/s/q\""),
        ("modcache/r.example/r@v1.0.0/t/t.go", "package t\n"),
    ];
    if let Some(s) = s.filter(|s| *s != "no sum") {
        files.push(("modcache/cache/download/s.example/s/@v/v1.1.0.mod", s));
        files.push(("modcache/s.example/s@v1.1.0/q/q.go", "package q"));
    }
    check(&files, &["."], expect);
}

const UPDATES: &str = "go: updates to go.mod needed; to update it:\n\tgo mod tidy\n1";

#[test]
fn dependencies_of_dependencies() {
    let (off, x) = ("module lookup disabled by GOPROXY=off", IMPORTS.1);
    let s = "module s.example/s\n\ngo 1.20\n";
    let listed = "require s.example/s v1.1.0 // indirect\n";
    let r = |go: &str| format!("module r.example/r\n\ngo {go}\n\nrequire s.example/s v1.1.0\n");
    let (old, new) = (r("1.16"), r("1.20"));
    with_dependency("1.22", listed, &new, Some(s), x, "0");
    with_dependency("1.22", "", &new, Some(s), x, UPDATES);
    with_dependency("1.22", "", &new, Some(s), "package x\nimport _ \"s.example/s/q\"", UPDATES);
    let at = "modcache/r.example/r@v1.0.0/p/p.go:2:8";
    let expect = format!("go: downloading s.example/s v1.1.0\n{at}: {off}\n1");
    with_dependency("1.22", listed, &new, None, x, &expect);
    let expect = format!(
        "{at}: missing go.sum entry for module providing package s.example/s/q (imported by r.example/r/p); to add:\n\tgo get r.example/r/p@v1.0.0\n1"
    );
    with_dependency("1.22", listed, &new, Some("no sum"), x, &expect);
    with_dependency("1.22", "", &new, Some("no sum"), x, &expect);
    // What is not found makes the whole graph necessary.
    let z = "package x\nimport _ \"z.example/z\"";
    with_dependency("1.22", listed, &new, None, z, &format!("x.go:2:8: s.example/s@v1.1.0: {off}\n1"));
    let no_sum =
        "s.example/s@v1.1.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download s.example/s\n1";
    with_dependency("1.22", listed, &new, Some("no sum"), z, &format!("x.go:2:8: {no_sum}"));
    let by = "r.example/r@v1.0.0 requires\n\ts.example/s@v1.1.0: ";
    with_dependency("1.22", "", &old, None, z, &format!("x.go:2:8: {by}{off}\n1"));
    // Before go 1.17 it always is.
    with_dependency("1.16", "", &old, Some(s), x, "0");
    with_dependency("1.16", "", &old, None, "package x", &format!("go: {by}{off}\n1"));
    with_dependency("1.16", "", &old, Some("no sum"), x, &format!("go: r.example/r@v1.0.0 requires\n\t{no_sum}"));
    let implicit = "package example.com/m imports s.example/s/q from implicitly required module; to add missing requirements, run:\n\tgo get s.example/s@v1.1.0\n1";
    with_dependency("1.16", "", &new, Some(s), "package x\nimport _ \"s.example/s/q\"", implicit);
}

#[test]
fn lower_requirements_than_those_of_dependencies() {
    let s = "module s.example/s\n\ngo 1.20\n";
    let r = |go: &str| format!("module r.example/r\n\ngo {go}\n\nrequire s.example/s v1.1.0\n");
    let x = "package x\nimport _ \"r.example/r/t\"\n";
    let lower = "require s.example/s v1.0.0\n";
    let no_sum =
        "go: s.example/s@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download s.example/s\n1";
    with_dependency("1.22", lower, &r("1.20"), Some(s), x, no_sum);
    with_dependency("1.22", lower, &r("1.20"), Some(s), "package x\nimport _ \"fmt\"\n", "0");
    with_dependency("1.22", "require r.example/r v1.1.0\n", &r("1.20"), Some(s), "package x\n", UPDATES);
    // The go line is a requirement since go 1.21.
    for (ours, theirs, expect) in [
        ("1.22", "1.25", UPDATES),
        ("1.22", "1.22.5", UPDATES),
        ("1.18", "1.21", UPDATES),
        ("1.18", "1.20", "0"),
        ("1.16", "1.25", UPDATES),
        ("1.27", "1.27", "0"),
        ("1.27", "1.27.4", "go: r.example/r@v1.0.0 requires go >= 1.27.4 (running go 1.27.3; GOTOOLCHAIN=local)\n1"),
        ("1.27", "1.99", "go: r.example/r@v1.0.0 requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)\n1"),
        (
            "1.16",
            "1.99",
            "go: r.example/r@v1.0.0: module r.example/r@v1.0.0 requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)\n1",
        ),
    ] {
        with_dependency(ours, "", &r(theirs), Some(s), x, expect);
    }
    let files = [
        ("go.mod", "module example.com/m\n\ngo 1.22\n\nrequire r.example/r v1.0.0\nexclude r.example/r v1.0.0\n"),
        IMPORTS,
        SUM,
        CACHED_MOD,
        CACHED,
    ];
    check(&files, &["."], &format!("go: ignoring requirement on excluded version r.example/r v1.0.0\n{UPDATES}"));
}

/// With `-mod=mod` a replacement is as good as a requirement.
#[test]
fn replaced_and_then_required() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let root = dir.path().canonicalize().expect("it exists");
    std::fs::write(root.join("go.mod"), "module example.com/m\n\ngo 1.22\n\nreplace r.example/r => ./r\n")
        .expect("written");
    std::fs::write(root.join(IMPORTS.0), IMPORTS.1).expect("written");
    let expect =
        "x.go:2:8: r.example/r@v0.0.0-00010101000000-000000000000: replacement directory ./r does not exist\n1";
    assert_eq!(run_with(&root, &["."], "off", "-mod=mod"), expect);
    std::fs::create_dir_all(root.join("r/p")).expect("created");
    std::fs::write(root.join("r/go.mod"), "module r.example/r\n\ngo 1.20\n").expect("written");
    std::fs::write(root.join("r/p/p.go"), "package p").expect("written");
    assert_eq!(run_with(&root, &["."], "off", "-mod=mod"), "0");
}

/// With `-mod=mod` the go command updates `go.mod`, and builds what that selects then.
#[test]
fn updated_requirements() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let root = dir.path().canonicalize().expect("it exists");
    for go in ["1.16", "1.20"] {
        let rules =
            format!("module example.com/m\n\ngo {go}\n\nrequire r.example/r v1.0.0\nrequire s.example/s v1.0.0\n");
        let r = format!("module r.example/r\n\ngo {go}\n\nrequire s.example/s v1.1.0\n");
        for (name, text) in [
            ("go.mod", &*rules),
            ("x.go", "package x\nimport _ \"r.example/r/p\"\nimport _ \"s.example/s\""),
            (CACHED_MOD.0, &r),
            CACHED,
            ("modcache/cache/download/s.example/s/@v/v1.0.0.mod", "module s.example/s\n"),
            ("modcache/cache/download/s.example/s/@v/v1.1.0.mod", "module s.example/s\n"),
            ("modcache/s.example/s@v1.0.0/s.go", "package s"),
            ("modcache/s.example/s@v1.1.0/s.go", "package s\nvar V int = \"\""),
        ] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().expect("below the root")).expect("created");
            std::fs::write(path, text).expect("written");
        }
        assert_eq!(
            run_with(&root, &["."], "off", "-mod=mod"),
            "# s.example/s\nmodcache/s.example/s@v1.1.0/s.go:2:13: cannot use \"\" (untyped string constant) as int value in variable declaration\n1"
        );
    }
}

#[test]
fn wrong_go_mod_of_a_dependency() {
    let with = |text| [REQUIRES, IMPORTS, SUM, (CACHED_MOD.0, text), CACHED];
    let at = "x.go:2:8: r.example/r@v1.0.0: parsing go.mod:";
    check(
        &with("module r.example/r\ngo foo\nrequire x\n"),
        &["."],
        &format!(
            "{at} go.mod:2: invalid go version 'foo': must match format 1.23.0\ngo.mod:3: usage: require module/path v1.2.3\n1"
        ),
    );
    check(
        &with("module other.example/r\ngo 1.20\n"),
        &["."],
        &format!("{at}\n\tmodule declares its path as: other.example/r\n\t        but was required as: r.example/r\n1"),
    );
    check(&with("module r.example/r\ngo 1.20.x\nfoo\nreplace x\n"), &["."], "0");
}

#[test]
fn replacement_directories() {
    let rules = |go: &str, rest: &str| format!("module example.com/m\n\ngo {go}\n\n{rest}");
    let with = |rules: &str, more: &[(&str, &str)], expect: &str| {
        let x = ("x.go", "package x\nimport (\n\t_ \"r.example/r/p\"\n\t_ \"s.example/s\"\n)\n");
        check(&[&[("go.mod", rules), x], more].concat(), &["."], expect);
    };
    let required = "require r.example/r v1.0.0\nreplace r.example/r => ./r\n";
    let reading =
        "r.example/r@v1.0.0 (replaced by ./r): reading r/go.mod: open DIR/r/go.mod: no such file or directory\n";
    let expect =
        format!("x.go:3:2: r.example/r@v1.0.0: replacement directory ./r does not exist\nx.go:4:2: {reading}1");
    with(&rules("1.22", required), &[], &expect);
    with(&rules("1.16", required), &[], &format!("go: {reading}1"));
    let p = ("r/p/p.go", "package p");
    let expect = format!(
        "x.go:3:2: module ./r: reading r/go.mod: open DIR/r/go.mod: no such file or directory\nx.go:4:2: {reading}1"
    );
    with(&rules("1.22", required), &[p], &expect);
    let s = "x.go:4:2: no required module provides package s.example/s; to add it:\n\tgo get s.example/s\n1";
    with(&rules("1.22", required), &[p, ("r/go.mod", "module other.example/o\n\ngo 1.20\n")], s);
    let wrong = "parsing r/go.mod: DIR/r/go.mod:4: usage: require module/path v1.2.3\nDIR/r/go.mod:5: invalid go version '1.x': must match format 1.23.0\n";
    let expect = format!("x.go:3:2: module ./r: {wrong}x.go:4:2: r.example/r@v1.0.0 (replaced by ./r): {wrong}1");
    with(&rules("1.22", required), &[p, ("r/go.mod", "module r.example/r\n\nfoo\nrequire\ngo 1.x\n")], &expect);
    let new = "go: module ./r requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)\n1";
    with(&rules("1.22", required), &[p, ("r/go.mod", "module r.example/r\n\ngo 1.99\n")], new);
    let expect = format!(
        "x.go:3:2: r.example/r@v0.0.0-00010101000000-000000000000: replacement directory ./r does not exist\n{s}"
    );
    with(&rules("1.22", "replace r.example/r => ./r\n"), &[], &expect);
    // As it is written, seen from wherever.
    let outside = rules("1.22", "require r.example/r v1.0.0\nreplace r.example/r v1.0.0 => ../../nowhere/r\n");
    let file = ("sub/x.go", IMPORTS.1);
    let expect = "sub/x.go:2:8: r.example/r@v1.0.0: replacement directory ../../nowhere/r does not exist\n1";
    check(&[("go.mod", &outside), file], &["./..."], expect);
    let both = rules("1.22", "replace r.example/r v1.0.0 => ./a\nreplace r.example/r v1.0.0 => q.example/q v1.0.0\n");
    let expect = "go: conflicting replacements for r.example/r@v1.0.0:\n\t./a\n\tq.example/q@v1.0.0\n1";
    check(&[("go.mod", &both)], &["."], expect);
}

#[test]
fn replaced_by_another_module() {
    let files = [
        (
            "go.mod",
            "module example.com/m\n\ngo 1.22\n\nrequire r.example/r v1.0.0\nreplace r.example/r => q.example/q v1.2.0\n",
        ),
        ("x.go", "package x\nimport (\n\t_ \"r.example/r/p\"\n\t_ \"s.example/s\"\n)\n"),
    ];
    let expect = "x.go:3:2: missing go.sum entry for module providing package r.example/r/p (imported by example.com/m); to add:\n\tgo get example.com/m\nx.go:4:2: r.example/r@v1.0.0 (replaced by q.example/q@v1.2.0): missing go.sum entry for go.mod file; to add it:\n\tgo mod download r.example/r\n1";
    check(&files, &["."], expect);
    let sum = ("go.sum", "q.example/q v1.2.0 h1:x=\nq.example/q v1.2.0/go.mod h1:x=\n");
    let off = "module lookup disabled by GOPROXY=off";
    let expect = format!("go: downloading q.example/q v1.2.0\nx.go:3:2: {off}\nx.go:4:2: r.example/r@v1.0.0: {off}\n1");
    check(&[files[0], files[1], sum], &["."], &expect);
}

#[test]
fn inconsistent_vendoring() {
    let with = |rules: &str, list: &str, lines: &[&str]| {
        let rules = format!("module example.com/m\n\ngo 1.22\n\n{rules}");
        let lines: Vec<_> = lines.iter().map(|l| format!("\n\t{l} vendor/modules.txt")).collect();
        let lines = lines.concat().replace("GO.MOD vendor/modules.txt", "go.mod");
        let expect = format!(
            "go: inconsistent vendoring in DIR:{lines}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor\n1"
        );
        check(&[("go.mod", &rules), ("x.go", "package x"), ("vendor/modules.txt", list)], &["."], &expect);
    };
    let listed = "# r.example/r v1.0.0\n## explicit; go 1.20\nr.example/r/p\n";
    let required = "require r.example/r v1.0.0\n";
    let unmarked = "r.example/r@v1.0.0: is explicitly required in go.mod, but not marked as explicit in";
    with(required, "", &[unmarked]);
    with(required, "# r.example/r v1.0.0\n## go 1.20\nr.example/r/p\n", &[unmarked]);
    let marked =
        "r.example/r@v1.1.0: is marked as explicit in vendor/modules.txt, but not explicitly required in GO.MOD";
    with(required, &listed.replace("v1.0.0", "v1.1.0"), &[unmarked, marked]);
    let replaced = "require r.example/r v1.0.0\nreplace r.example/r => ./r\n";
    with(replaced, listed, &["r.example/r: is replaced in go.mod, but not marked as replaced in"]);
    with(
        replaced,
        "# r.example/r v1.0.0 => ./s\n## explicit; go 1.20\nr.example/r/p\n# r.example/r => q.example/q v1.2.0\n",
        &["r.example/r: is replaced by ./r in go.mod, but marked as replaced by q.example/q@v1.2.0 in"],
    );
    with(
        "require (\n\tz.example/z v1.0.0\n\tr.example/r v1.0.0\n\ta.example/a v1.0.0 // indirect\n)\nreplace z.example/z => ./z\nreplace k.example/k v1.2.0 => ./k",
        "# r.example/r v1.1.0\n## explicit\nr.example/r/p\n# b.example/b v1.0.0\n## explicit\n# c.example/c v1.0.0 => ./c\nc.example/c\n# d.example/d => ./d\n",
        &[
            &unmarked.replace("r.example/r", "z.example/z"),
            unmarked,
            &unmarked.replace("r.example/r", "a.example/a"),
            "z.example/z: is replaced in go.mod, but not marked as replaced in",
            "k.example/k@v1.2.0: is replaced in go.mod, but not marked as replaced in",
            marked,
            "c.example/c@v1.0.0: is marked as replaced in vendor/modules.txt, but not replaced in GO.MOD",
            "d.example/d: is marked as replaced in vendor/modules.txt, but not replaced in GO.MOD",
        ],
    );
    let new = ("vendor/modules.txt", "# r.example/r v1.0.0\n## explicit; go 1.99\nr.example/r/p\n");
    let expect = "go: r.example/r in vendor/modules.txt requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)\n1";
    check(&[REQUIRES, ("x.go", "package x"), new], &["."], expect);
}

#[test]
fn vendored_packages() {
    let rules = |go: &str, rest: &str| format!("module example.com/m\n\ngo {go}\n\n{rest}");
    let (p, q) = (("vendor/r.example/r/p/p.go", "package p\nimport _ \"r.example/r/q\""), "vendor/r.example/r/q/q.go");
    let q = (q, "package q\nfunc f() {\n\tfor range 10 {\n\t}\n}");
    let list = ("vendor/modules.txt", "# r.example/r v1.0.0\n## explicit; go 1.20\nr.example/r/p\n");
    let required = "require r.example/r v1.0.0\n";
    // Since go 1.23 the list must have it; before that a package which is not there is of the current language version.
    check(&[("go.mod", &rules("1.22", required)), IMPORTS, p, q, list], &["."], "0");
    check(
        &[("go.mod", &rules("1.23", required)), IMPORTS, p, q, list],
        &["."],
        "go: ignoring package r.example/r/q which exists in the vendor directory but is missing from vendor/modules.txt. To sync the vendor directory run go mod vendor.\nvendor/r.example/r/p/p.go:2:8: cannot find module providing package r.example/r/q: import lookup disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)\n1",
    );
    let implicit = ("vendor/modules.txt", "# r.example/r v1.0.0\nr.example/r/p\nr.example/r/q\n");
    let q = (q.0, "package q");
    check(
        &[("go.mod", &rules("1.22", "")), IMPORTS, p, q, implicit],
        &["."],
        "go: vendored module r.example/r@v1.0.0 should be required explicitly in go.mod\ngo: updates to go.mod needed, disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)\n\tto update it:\n\tgo mod tidy\n1",
    );
    check(
        &[("go.mod", &rules("1.16", "")), IMPORTS, p, q, implicit],
        &["."],
        "package example.com/m imports r.example/r/p from implicitly required module; to add missing requirements, run:\n\tgo get r.example/r@v1.0.0\n1",
    );
    let twice = [
        ("go.mod", &*rules("1.22", "")),
        ("x.go", "package x\nimport _ \"example.com/m/z\""),
        ("z/z.go", "package z"),
        ("vendor/example.com/m/z/z.go", "package z"),
        ("vendor/modules.txt", ""),
    ];
    check(
        &twice,
        &["."],
        "x.go:2:8: ambiguous import: found package example.com/m/z in multiple directories:\n\tDIR/z\n\tDIR/vendor/example.com/m/z\n1",
    );
    // A vendor directory of a workspace is not that of a module.
    let z = ("x.go", "package x\nimport _ \"z.example/z\"");
    check(
        &[("go.mod", &*rules("1.22", "")), z, ("vendor/modules.txt", "## workspace\n")],
        &["."],
        "x.go:2:8: cannot find module providing package z.example/z: import lookup disabled by -mod=readonly\n\t(Outside workspace mode, but vendor directory is for a workspace.)\n1",
    );
    check(
        &[("go.mod", &*rules("1.22", "")), ("go.work", "go 1.22\nuse .\n"), z, ("vendor/modules.txt", "")],
        &["."],
        "x.go:2:8: cannot find module providing package z.example/z: import lookup disabled by -mod=readonly\n\t(In workspace mode, but vendor directory is not for a workspace)\n1",
    );
}

/// Directories of other modules.
#[test]
fn directories_of_dependencies() {
    let module = ("modcache/r.example/r@v1.0.0/go.mod", "module r.example/r\n\ngo 1.20\n");
    let x = ("x.go", "package x");
    let (none, p) = (("go.mod", "module example.com/m\n\ngo 1.22\n"), "./modcache/r.example/r@v1.0.0/p");
    check(&[REQUIRES, x, SUM, CACHED_MOD, CACHED, module], &[p], "0");
    check(&[REQUIRES, x, SUM, CACHED_MOD, CACHED, module], &["./modcache/r.example/r@v1.0.0/..."], "0");
    let expect =
        "missing go.sum entry for module providing package r.example/r/p; to add:\n\tgo mod download r.example/r\n1";
    let hash = ("modcache/cache/download/r.example/r/@v/v1.0.0.ziphash", "h1:x=");
    check(&[REQUIRES, x, CACHED_MOD, CACHED, module, hash], &[p], expect);
    let expect = "pattern ./modcache/r.example/r@v1.0.0/...: directory prefix modcache/r.example/r@v1.0.0 does not contain main module or its selected dependencies\n1";
    check(&[none, x, CACHED_MOD, CACHED, module], &["./modcache/r.example/r@v1.0.0/..."], expect);
    let expect = "pattern ./r/...: directory prefix r does not contain main module or its selected dependencies\n1";
    check(&[none, x, ("r/go.mod", module.1), ("r/p/p.go", "package p")], &["./r/..."], expect);
    let replaced =
        ("go.mod", "module example.com/m\n\ngo 1.22\n\nrequire r.example/r v1.0.0\nreplace r.example/r => ./r\n");
    let expect = "main module (example.com/m) does not contain package example.com/m/r/p\n1";
    check(&[replaced, x, ("r/go.mod", module.1), ("r/p/p.go", "package p")], &["./r/p"], expect);
}

#[test]
fn wrong_go_mod() {
    for (text, expect) in [
        ("module a.b/c\ngo 1.27.4\n", "go: go.mod requires go >= 1.27.4 (running go 1.27.3; GOTOOLCHAIN=local)"),
        ("module a.b/c\ngo 1.28rc1\n", "go: go.mod requires go >= 1.28rc1 (running go 1.27.3; GOTOOLCHAIN=local)"),
        ("module \"a b\"\n", "go: malformed module path \"a b\": invalid char ' '"),
        ("module ../x\n", "go: malformed module path \"../x\": invalid path element \"..\""),
        (
            "module a.b/c\nfoo\nrequire (\n\tr.example/r 1\n\tr.example/q\n)\nbar (\n\tbaz\n)\n",
            "go: errors parsing go.mod:\ngo.mod:2: unknown directive: foo\ngo.mod:4:2: module lookup disabled by GOPROXY=off\ngo.mod:5:2: usage: require module/path v1.2.3\ngo.mod:7: unknown block type: bar",
        ),
        (
            "module a.b/c\nrequire (\n\tr.example/r v1.0.0\n",
            "go: errors parsing go.mod:\ngo.mod:4: syntax error (unterminated block started at DIR/go.mod:2:1)",
        ),
    ] {
        check(&[("go.mod", text), ("x.go", "package x")], &["."], &format!("{expect}\n1"));
    }
}

#[test]
fn workspaces() {
    let module = ("go.mod", "module example.com/m\n\ngo 1.22\n");
    for (work, expect) in [
        (
            "go 1.22\n\nuse (\n\t.\n\t./nowhere\n\t./nowhere2\n)\n",
            "go: cannot load module nowhere listed in go.work file: open nowhere/go.mod: no such file or directory\ngo: cannot load module nowhere2 listed in go.work file: open nowhere2/go.mod: no such file or directory",
        ),
        (
            "go 1.22\nuse .\nuse .\n",
            "go: error loading go.work:\ngo.work:3: path DIR appears multiple times in workspace",
        ),
        (
            "go 1.18\nuse .\n",
            "go: module . listed in go.work file requires go >= 1.22, but go.work lists go 1.18; to download and use go 1.22:\n\tgo work use",
        ),
        (
            "use .\n",
            "go: module . listed in go.work file requires go >= 1.22, but go.work implicitly requires go 1.18; to download and use go 1.22:\n\tgo work use",
        ),
        ("go 1.99\nuse .\n", "go: go.work requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)"),
        (
            "go 1.22\nuse\nrequire a v1\n",
            "go: errors parsing go.work:\ngo.work:2: usage: use local/dir\ngo.work:3: unknown directive: require",
        ),
        (
            "go 1.22\n",
            "pattern ./...: directory prefix . does not contain modules listed in go.work or their selected dependencies",
        ),
    ] {
        check(&[module, ("x.go", "package x"), ("go.work", work)], &["./..."], &format!("{expect}\n1"));
    }
    let work = ("go.work", "go 1.22\nuse (\n\t.\n\t./a\n)\n");
    check(
        &[work, module, ("a/go.mod", module.1)],
        &["."],
        "go: module example.com/m appears multiple times in workspace\n1",
    );
    let replaced = |path: &str| format!("module example.com/{path}\n\ngo 1.22\n\nreplace r.example/r => ./x\n");
    check(
        &[work, ("go.mod", &replaced("m")), ("a/go.mod", &replaced("a"))],
        &["."],
        "go: conflicting replacements for r.example/r:\n\tDIR/x\n\tDIR/a/x\nuse \"go work edit -replace r.example/r=[override]\" to resolve\n1",
    );
    // The whole graph is needed for what is not in a main module, and go.sum for nothing.
    let work = ("go.work", "go 1.22\nuse .\n");
    let absent = "x.go:2:8: r.example/r@v1.0.0: module lookup disabled by GOPROXY=off\n1";
    check(&[work, REQUIRES, IMPORTS], &["."], absent);
    check(&[work, REQUIRES, ("x.go", "package x\nimport _ \"z.example/z\"")], &["."], absent);
    check(&[work, REQUIRES, ("x.go", "package x\nimport _ \"fmt\"")], &["."], "0");
    check(
        &[work, REQUIRES, IMPORTS, SUM, CACHED_MOD],
        &["."],
        "go: downloading r.example/r v1.0.0\nx.go:2:8: module lookup disabled by GOPROXY=off\n1",
    );
}
