//! Checks packages named by GOROOT import paths or `.go` files, for measurements: `check [-e] [-q] PATH…`.

use escape_source::{Pos, add_file};
use escape_syntax::ast::{Ast, DeclKind, ExprKind, GoVersion};
use escape_syntax::parse_file;
use escape_types::{Input, Pkg, as_printed, check_package};
use std::cell::RefCell;
use std::collections::HashMap;

struct Loader {
    goroot: String,
    done: RefCell<HashMap<String, Pkg>>,
    all: bool,
    failed: RefCell<usize>,
    lines: RefCell<usize>,
}

fn show(p: Pos) -> String {
    match p.position() {
        Some(q) => {
            let name = q.path.rsplit('/').next().unwrap_or(q.path);
            format!("./{name}:{}:{}", q.line, q.column)
        }
        None => String::new(),
    }
}

fn good_file(name: &str, text: &str) -> bool {
    if !name.ends_with(".go") || name.ends_with("_test.go") || name.starts_with(['_', '.']) {
        return false;
    }
    let oses =
        "aix android darwin dragonfly freebsd illumos ios js netbsd openbsd plan9 solaris wasip1 windows zos hurd nacl";
    let archs = "386 arm arm64 loong64 mips mipsle mips64 mips64le ppc64 ppc64le riscv64 s390x wasm sparc64 ppc riscv armbe arm64be amd64p32 mips64p32 mips64p32le s390 sparc";
    let mut parts: Vec<&str> = name.trim_end_matches(".go").split('_').skip(1).collect();
    if parts.last().is_some_and(|p| archs.split(' ').any(|a| a == *p)) {
        return false;
    }
    if parts.last() == Some(&"amd64") {
        parts.pop();
    }
    if parts.last().is_some_and(|p| oses.split(' ').any(|a| a == *p)) {
        return false;
    }
    for line in text.lines() {
        if let Some(e) = line.strip_prefix("//go:build ") {
            return eval(e.trim());
        }
        if line.starts_with("package ") {
            break;
        }
    }
    true
}

fn eval(e: &str) -> bool {
    fn or(s: &mut &str) -> bool {
        let mut v = and(s);
        while let Some(r) = s.trim_start().strip_prefix("||") {
            *s = r;
            v |= and(s);
        }
        v
    }
    fn and(s: &mut &str) -> bool {
        let mut v = not(s);
        while let Some(r) = s.trim_start().strip_prefix("&&") {
            *s = r;
            v &= not(s);
        }
        v
    }
    fn not(s: &mut &str) -> bool {
        *s = s.trim_start();
        if let Some(r) = s.strip_prefix('!') {
            *s = r;
            return !not(s);
        }
        if let Some(r) = s.strip_prefix('(') {
            *s = r;
            let v = or(s);
            *s = s.trim_start().strip_prefix(')').unwrap_or(s);
            return v;
        }
        let n = s.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(s.len());
        let tag = &s[..n];
        *s = &s[n..];
        matches!(tag, "linux" | "amd64" | "unix" | "gc")
            || tag.strip_prefix("go1.").and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n <= 27)
            || matches!(
                tag,
                "goexperiment.regabiwrappers"
                    | "goexperiment.regabiargs"
                    | "goexperiment.aliastypeparams"
                    | "goexperiment.swissmap"
                    | "goexperiment.spinbitmutex"
                    | "goexperiment.greenteagc"
                    | "goexperiment.randomizedheapbase64"
                    | "goexperiment.sizespecializedmalloc"
                    | "goexperiment.synchashtriemap"
                    | "goexperiment.dwarf5"
                    | "goexperiment.jsonv2"
                    | "goexperiment.goroutineleakprofile"
            )
    }
    or(&mut &*e)
}

impl Loader {
    fn import(&self, path: &str) -> Result<Pkg, String> {
        if let Some(p) = self.done.borrow().get(path) {
            return Ok(*p);
        }
        let mut dir = format!("{}/src/{path}", self.goroot);
        let mut full = path.to_string();
        if !std::path::Path::new(&dir).is_dir() {
            dir = format!("{}/src/vendor/{path}", self.goroot);
            full = format!("vendor/{path}");
            if !std::path::Path::new(&dir).is_dir() {
                dir = format!("{}/src/cmd/vendor/{path}", self.goroot);
                full = format!("cmd/vendor/{path}");
            }
        }
        let mut files: Vec<String> = match std::fs::read_dir(&dir) {
            Ok(d) => d.flatten().map(|e| e.path().to_string_lossy().into_owned()).collect(),
            Err(e) => return Err(format!("{path}: {e}")),
        };
        files.sort();
        let p = self.check(&full, &files, true);
        self.done.borrow_mut().insert(path.to_string(), p);
        Ok(p)
    }

    fn check(&self, path: &str, files: &[String], filter: bool) -> Pkg {
        let mut ast = Ast::default();
        let mut bad = Vec::new();
        for f in files {
            let Ok(text) = std::fs::read(f) else { continue };
            let name = f.rsplit('/').next().unwrap_or(f);
            if filter && !good_file(name, &String::from_utf8_lossy(&text)) {
                continue;
            }
            *self.lines.borrow_mut() += text.iter().filter(|&&b| b == b'\n').count();
            let id = add_file(f.clone(), text);
            let mut errors = parse_file(&mut ast, id, GoVersion::go1(27));
            bad.append(&mut errors);
        }
        let pkg = Pkg::new(escape_source::intern(path));
        if !bad.is_empty() || ast.incomplete {
            println!("# {path}");
            for e in bad {
                println!("{}: {}", show(e.pos), e.text);
            }
            *self.failed.borrow_mut() += 1;
            return pkg;
        }
        for d in ast.decls.values() {
            if let DeclKind::Import { path, .. } = &d.kind
                && let ExprKind::BasicLit { text, .. } = &ast.exprs[*path].kind
            {
                let p = text.trim_matches(['"', '`']);
                if p != "unsafe" && p != "C" {
                    let _ = self.import(p);
                }
            }
        }
        let import = |p: &str| self.import(p);
        let input = Input {
            pkg,
            ast,
            version: GoVersion::go1(27),
            import: &import,
            allow_bodyless: filter,
            ignore_bodies: false,
            reader_errors: false,
        };
        let start = std::time::Instant::now();
        let (_, errors) = check_package(input);
        if std::env::var("TIMES").is_ok() {
            eprintln!("{path}: {:?}", start.elapsed());
        }
        if !errors.is_empty() {
            println!("# {path}");
            *self.failed.borrow_mut() += 1;
            let (list, too_many) = as_printed(errors, self.all);
            for e in &list {
                println!("{}: {}", show(e.pos), e.render(&show));
            }
            if let Some(p) = too_many {
                println!("{}: too many errors", show(p));
            }
        }
        pkg
    }
}

fn run() -> bool {
    let goroot = std::env::var("GOROOT_ORACLE").unwrap_or_else(|_| "/usr/local/go".into());
    let mut l =
        Loader { goroot, done: RefCell::default(), all: false, failed: RefCell::new(0), lines: RefCell::new(0) };
    let (mut files, mut paths) = (Vec::new(), Vec::new());
    for a in std::env::args().skip(1) {
        match a.as_str() {
            "check" => {}
            "-e" => l.all = true,
            a if a.ends_with(".go") => files.push(a.to_string()),
            a => paths.push(a.to_string()),
        }
    }
    if !files.is_empty() {
        l.check("command-line-arguments", &files, false);
    }
    for p in paths {
        if let Err(e) = l.import(&p) {
            println!("{e}");
        }
    }
    eprintln!("{} lines, {} packages failed", l.lines.borrow(), l.failed.borrow());
    *l.failed.borrow() == 0
}

fn main() {
    let t = std::thread::Builder::new().stack_size(1 << 30).spawn(run);
    let ok = t.ok().and_then(|t| t.join().ok()).unwrap_or(false);
    std::process::exit(if ok { 0 } else { 1 });
}
