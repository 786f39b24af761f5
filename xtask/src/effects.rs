//! Generic functions of the library against gc: what instances of them do in a program.
//!
//! The model: for every exported generic function of a package, and every method of its generic types, functions are written that only
//! call it, with type arguments that differ in size, pointers and comparability. The two programs under comparison are gc with its own
//! library and ours with the bundled one, in three modes.

use crate::{Outcome, library, oracle, parity};
use escape_types::predicates::is_string;
use escape_types::typestring::type_string;
use escape_types::under::{unalias, underlying};
use escape_types::{Obj, ObjKind, Pkg, Type, TypeKind, resolver, typeset};
use std::cell::RefCell;
use std::fmt::Write;

/// The packages whose generic functions are written in src/std.
const PACKAGES: &[&str] = &["cmp", "maps", "slices", "sync/atomic"];

/// What programs declare for type arguments.
const TYPES: &str = "
type node struct {
	name string
	next *node
}

type point struct{ x, y int }

type wide struct {
	buf []byte
	at  *node
	fn  func() error
}

type name string
";

const ORDERED: &[&str] = &["int", "string", "float64", "name", "uint8"];
const COMPARABLE: &[&str] = &["*node", "string", "point", "any", "float64", "[2]string", "node", "chan int"];
const ANY: &[&str] =
    &["*node", "int", "wide", "[]byte", "any", "func()", "node", "map[string]*node", "[3]*node", "string"];

/// The flag sets of the comparison, and the least share of lines that has to agree (issue 2).
const MODES: [(&str, f64); 3] = [("-m", 100.0), ("-m -l", 100.0), ("-m=2", 99.0)];

/// Writes a module with one package per package of `paths` (default [`PACKAGES`]), and compares; prints at most `show` lines that differ
/// of each mode. Fails below the bounds.
pub fn run(paths: &[String], show: usize) -> Outcome {
    let goroot = oracle()?;
    let paths: Vec<&str> =
        if paths.is_empty() { PACKAGES.to_vec() } else { paths.iter().map(String::as_str).collect() };
    let library = library::Library::of(&paths, false);
    let module = tempfile::tempdir().map_err(|e| e.to_string())?;
    let put = |path: &str, text: String| {
        let path = module.path().join(path);
        let dir = path.parent().unwrap_or(module.path());
        std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&path, text)).map_err(|e| e.to_string())
    };
    put("go.mod", "module effects\n\ngo 1.27\n".into())?;
    let mut functions = 0;
    for path in &paths {
        let pkg = library.import(path)?;
        let (text, n) = program(pkg);
        if n == 0 {
            return Err(format!("{path} has no generic function that could be called"));
        }
        println!("{n:>5} calls of generic functions of {path}");
        functions += n;
        put(&format!("{path}/x.go"), text)?;
    }
    println!("{functions:>5} calls");
    let dir = module.path().to_string_lossy().into_owned();
    let mut failures = Vec::new();
    for (flags, bound) in MODES {
        let (line, share) = parity::bundled(&dir, flags, &goroot, show)?;
        println!("{flags}: {line}");
        if share < bound {
            failures.push(format!("{flags}: less than {bound} % of the lines agree"));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// A program that calls each generic function of a package, and how many calls it has.
fn program(pkg: Pkg) -> (String, usize) {
    let mut w = Calls { pkg, out: String::new(), count: 0, imports: vec![pkg] };
    for obj in resolver::package_objects_of(pkg) {
        if !escape_types::object::is_exported(&obj.name()) {
            continue;
        }
        match obj.data().kind {
            ObjKind::Func { .. } => w.calls(obj, None),
            ObjKind::TypeName => {
                for m in escape_types::named::origin_methods(obj.typ()) {
                    if escape_types::object::is_exported(&m.name()) {
                        w.calls(m, Some(obj));
                    }
                }
            }
            _ => {}
        }
    }
    let mut text = format!("package {}\n\nimport (\n", pkg.name());
    w.imports.iter().for_each(|p| {
        let _ = writeln!(text, "\t{:?}", p.path().as_str());
    });
    text += ")\n";
    text += TYPES;
    text += &w.out;
    (text, w.count)
}

struct Calls {
    pkg: Pkg,
    out: String,
    count: usize,
    imports: Vec<Pkg>,
}

impl Calls {
    /// Functions that call `func`, one for each choice of type arguments; `of` is the generic type whose method it is.
    fn calls(&mut self, func: Obj, of: Option<Obj>) {
        let TypeKind::Signature(sig) = func.typ().kind() else { return };
        let params = if of.is_some() { sig.recv_tparams() } else { sig.tparams() };
        if params.is_empty() || of.is_some() && !sig.tparams().is_empty() {
            return;
        }
        let mut made: Vec<Vec<String>> = Vec::new();
        for i in 0..ANY.len() {
            let Some(args) = arguments(params, i) else { return };
            if !made.contains(&args) {
                self.call(func, of, params, &args);
                made.push(args);
            }
        }
    }

    fn call(&mut self, func: Obj, of: Option<Obj>, params: &[Type], args: &[String]) {
        let TypeKind::Signature(sig) = func.typ().kind() else { return };
        let imports = &mut self.imports;
        let mut text = |t: Type| {
            let found = RefCell::new(Vec::new());
            let qualifier = |p: Pkg| {
                found.borrow_mut().push(p);
                p.name().to_string()
            };
            let text = type_string(t, Some(&qualifier));
            for p in found.into_inner() {
                if !imports.contains(&p) {
                    imports.push(p);
                }
            }
            substitute(&text, params, args)
        };
        let mut declared: Vec<String> = Vec::new();
        let mut passed: Vec<String> = Vec::new();
        for (i, p) in sig.params().iter().enumerate() {
            let dots = if sig.variadic() && i + 1 == sig.params().len() { "..." } else { "" };
            declared.push(format!("p{i} {}", text(p.typ())));
            passed.push(format!("p{i}{dots}"));
        }
        let results: Vec<String> = sig.results().iter().map(|r| text(r.typ())).collect();
        let name = self.pkg.name();
        let callee = match of {
            Some(of) => {
                let pointer = sig.recv().is_some_and(|r| matches!(unalias(r.typ()).kind(), TypeKind::Pointer(_)));
                let star = if pointer { "*" } else { "" };
                declared.insert(0, format!("r {star}{name}.{}[{}]", of.name(), args.join(", ")));
                format!("r.{}", func.name())
            }
            None => format!("{name}.{}[{}]", func.name(), args.join(", ")),
        };
        let back = if results.is_empty() { "" } else { "return " };
        self.count += 1;
        let _ = writeln!(
            self.out,
            "\nfunc f{}({}) ({}) {{\n\t{back}{callee}({})\n}}",
            self.count,
            declared.join(", "),
            results.join(", "),
            passed.join(", ")
        );
    }
}

/// The i-th choice of arguments for type parameters. `None` if a bound is none that is known here.
fn arguments(params: &[Type], i: usize) -> Option<Vec<String>> {
    let bound = |p: Type| match p.kind() {
        TypeKind::TypeParam(p) => p.bound.get().map(|b| typeset::type_set(underlying(b))),
        _ => None,
    };
    let mut args: Vec<String> = vec![String::new(); params.len()];
    let mut free = 0;
    for (arg, &p) in args.iter_mut().zip(params) {
        let set = bound(p)?;
        if !set.methods.is_empty() {
            return None;
        }
        let list = match &set.terms {
            None if set.comparable => COMPARABLE,
            None => ANY,
            Some(terms) if terms.len() == 1 => continue,
            Some(terms) if terms.iter().any(|t| is_string(t.typ)) => ORDERED,
            Some(_) => &["int"],
        };
        // Parameters of one function get different ones.
        *arg = list[(i + 3 * free) % list.len()].to_string();
        free += 1;
    }
    for (k, &p) in params.iter().enumerate().rev() {
        if args[k].is_empty() {
            let term = bound(p)?.terms.as_ref()?.first()?;
            let text = type_string(term.typ, Some(&|p| p.name().to_string()));
            args[k] = substitute(&text, params, &args);
        }
    }
    Some(args)
}

/// The text of a type with arguments in the place of parameters.
fn substitute(text: &str, params: &[Type], args: &[String]) -> String {
    let named: Vec<(String, &String)> = params.iter().map(|&p| type_string(p, None)).zip(args).collect();
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if end == 0 {
            let c = rest.chars().next().unwrap_or_default();
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let word = &rest[..end];
        // What is qualified is another package's.
        let arg = named.iter().find(|(n, _)| n == word && !out.ends_with('.'));
        out.push_str(arg.map_or(word, |(_, a)| a.as_str()));
        rest = &rest[end..];
    }
    out
}
