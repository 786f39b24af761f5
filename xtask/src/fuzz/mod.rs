//! Mutated programs through the rooms, in this process, to find panics, hangs and stack overflows.
//!
//! The model: a parent starts children, one after the other, because the tables of types and names only grow. A child writes
//! each program to a file before it runs it, so that the parent knows what a child died of. A panic is caught, reduced to few
//! lines, and kept once per place in the source. Programs come from testdata and, if there is an oracle, from Go's tests.

mod mutate;

use crate::errors::{Gc, difference, ours};
use crate::library::Library;
use crate::robust::{bytes::Random, processor};
use crate::{Outcome, root};
use escape::diagnostic::path::Paths;
use escape_gc_model::Flags;
use escape_syntax::ast::{Ast, GoVersion};
use escape_types::{Input, Pkg, check_package};
use mutate::{Style, mutate};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Which rooms a program goes through.
#[derive(Copy, Clone, PartialEq, Eq, clap::ValueEnum, Debug)]
pub enum Target {
    Syntax,
    Check,
    Model,
    /// Whether gc and `escape` say the same of a program.
    Gc,
}

#[derive(clap::Args)]
pub struct Options {
    target: Target,
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where what is found is kept.
    #[arg(long, default_value = "target/fuzz")]
    out: PathBuf,
    /// Run only this file, and print what becomes of it.
    #[arg(long)]
    file: Option<PathBuf>,
    #[arg(long, hide = true)]
    child: bool,
}

/// Programs of one child.
const PROGRAMS: usize = 20_000;
/// A child that has grown so big ends.
const KILOBYTES: u64 = 600_000;
/// Of processor time, for one program or for taking one apart.
const SECONDS: f64 = 30.0;
const STACK: usize = 1 << 30;

pub fn run(options: &Options) -> Outcome {
    if options.child || options.file.is_some() {
        let (target, seed, out, file) = (options.target, options.seed, options.out.clone(), options.file.clone());
        let child =
            std::thread::Builder::new().stack_size(STACK).spawn(move || child(target, seed, &out, file.as_deref()));
        return child.map_err(|e| e.to_string())?.join().map_err(|_| "the child panicked".to_string())?;
    }
    let name = format!("{:?}", options.target).to_lowercase();
    // gc writes absolute paths in errors of its back end.
    let out = root().join(&options.out).join(&name);
    std::fs::create_dir_all(&out).map_err(|e| e.to_string())?;
    let start = Instant::now();
    let (mut seed, mut children) = (options.seed, 0);
    while start.elapsed() < Duration::from_secs(options.seconds) {
        let mut command = Command::new(std::env::current_exe().map_err(|e| e.to_string())?);
        command.args(["fuzz", &name, "--child", "--seed", &seed.to_string(), "--out"]).arg(&out);
        let current = out.join("current.go");
        let _ = std::fs::remove_file(&current);
        let mut child = command.spawn().map_err(|e| e.to_string())?;
        let (mut program, mut since) = (None, 0.0);
        let fate = loop {
            std::thread::sleep(Duration::from_millis(50));
            if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
                break if status.code().is_some() { None } else { Some("signal") };
            }
            let now = std::fs::metadata(&current).and_then(|m| m.modified()).ok();
            if now != program {
                (program, since) = (now, processor(&child));
            } else if program.is_some() && processor(&child) - since > SECONDS {
                break Some("hang");
            }
            if start.elapsed() > Duration::from_secs(options.seconds) {
                break None;
            }
        };
        let _ = child.kill();
        let _ = child.wait();
        if let Some(fate) = fate {
            println!("{fate} with seed {seed}");
            let _ = std::fs::rename(&current, out.join(format!("{fate}-{seed}.go")));
        }
        seed += 1;
        children += 1;
    }
    let mut found: Vec<String> = std::fs::read_dir(&out)
        .map_err(|e| e.to_string())?
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| n.contains('-') && n.ends_with(".go"))
        .collect();
    found.sort();
    let count = |name: &str| {
        std::fs::read_to_string(out.join(name))
            .ok()
            .map_or(0, |t| t.lines().filter_map(|l| l.parse::<usize>().ok()).sum::<usize>())
    };
    println!(
        "{name}: {} s, {children} children, {} programs, {} of them without error; found: {}",
        start.elapsed().as_secs(),
        count("programs"),
        count("accepted"),
        found.len()
    );
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}

/// Runs one program. Whether it is accepted.
fn run_one(library: &Library, target: Target, text: &[u8]) -> bool {
    let version = GoVersion::go1(27);
    let mut ast = Ast::default();
    let file = escape_source::add_file("/x.go".into(), text.to_vec());
    let errors = escape_syntax::parse_file(&mut ast, file, version);
    for e in &errors {
        let _ = e.pos.position();
    }
    if target == Target::Syntax || !errors.is_empty() || ast.incomplete {
        return errors.is_empty();
    }
    let pkg = Pkg::new(escape_source::intern("main"));
    let (typed, errors) = check_package(Input {
        pkg,
        ast,
        version,
        import: &|path| library.import(path),
        allow_bodyless: false,
        reader_errors: false,
        all_errors: true,
        ignore_bodies: false,
    });
    for e in &errors {
        e.render(&|pos| format!("{:?}", pos.position()));
    }
    if target == Target::Model && errors.is_empty() {
        let typed = Arc::new(typed);
        let paths = Paths::new("/", "/");
        for (level, no_inline, facts) in [(1, false, false), (2, false, true), (1, true, false)] {
            let input = escape_gc_model::Input::new(&typed, library, Flags { level, no_inline });
            let output = escape_gc_model::analyse(escape_gc_model::Input { facts, ..input });
            let Ok(output) = output else { continue };
            let records = escape::diagnostic::record::Records::new(&output.messages);
            let _ = escape::diagnostic::text::print(&mut std::io::sink(), "p", &records, &paths, &[]);
        }
    }
    errors.is_empty()
}

/// Where the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn child(target: Target, seed: u64, out: &Path, file: Option<&Path>) -> Outcome {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or(String::new(), |l| format!("{}:{}", l.file(), l.line()));
        if let Ok(mut last) = PANIC.lock() {
            *last = place;
        }
    }));
    let library = match target {
        Target::Syntax => Library::default(),
        _ => Library::new(target == Target::Model),
    };
    let gc = if target == Target::Gc { Some(Gc::new(out)?) } else { None };
    let panics = |text: &[u8]| {
        let run = || run_one(&library, target, text);
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
            Ok(accepted) => Ok(accepted),
            Err(_) => Err(PANIC.lock().map_or(String::new(), |p| p.clone())),
        }
    };
    if let Some(file) = file {
        let text = std::fs::read(file).map_err(|e| e.to_string())?;
        println!("{:?}", panics(&text));
        return Ok(());
    }
    let corpus = corpus(target, &library);
    if corpus.is_empty() {
        return Err("there are no programs".into());
    }
    let mut r = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (mut programs, mut accepted) = (0, 0);
    let style = match target {
        Target::Syntax => Style::Wild,
        Target::Check => Style::Tokens,
        Target::Model | Target::Gc => Style::Typed,
    };
    for _ in 0..PROGRAMS {
        let style = if r.below(4) == 0 && style == Style::Tokens { Style::Typed } else { style };
        let (a, b) = (&corpus[r.below(corpus.len())], &corpus[r.below(corpus.len())]);
        let text = mutate(&mut r, a, b, style);
        let _ = std::fs::write(out.join("current.go"), &text);
        programs += 1;
        let ours = panics(&text);
        accepted += usize::from(ours == Ok(true));
        match ours {
            Err(place) => {
                let place: String = place
                    .rsplit("src/")
                    .next()
                    .unwrap_or_default()
                    .chars()
                    .map(|c| if c.is_alphanumeric() { c } else { '_' })
                    .collect();
                let name = out.join(format!("panic-{place}.go"));
                if std::fs::metadata(&name).map_or(true, |m| m.len() as usize > text.len()) {
                    let last = |t: &[u8]| panics(t).err();
                    let same = last(&text);
                    let small = reduce(&text, &|t| last(t) == same);
                    let _ = std::fs::write(name, small);
                }
            }
            Ok(_) => {
                if let Some(gc) = &gc {
                    compare(&library, gc, out, &text);
                }
            }
        }
        if programs % 8 == 0 && resident() > KILOBYTES {
            break;
        }
    }
    let add = |name: &str, n: usize| {
        let old = std::fs::read_to_string(out.join(name)).unwrap_or_default();
        let _ = std::fs::write(out.join(name), format!("{old}{n}\n"));
    };
    add("programs", programs);
    add("accepted", accepted);
    Ok(())
}

/// Keeps a program of which gc says something else, taken apart, unless there is a smaller one like it.
fn compare(library: &Library, gc: &Gc, out: &Path, text: &[u8]) {
    let probe = out.join("probe.go");
    let differ = |text: &[u8]| {
        if !library.has_imports(text) {
            return None;
        }
        std::fs::write(&probe, text).ok()?;
        let theirs = gc.errors(&probe, GoVersion::go1(27))?;
        let run = || ours(library, gc, &probe, text, GoVersion::go1(27));
        let ours = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).ok()?;
        let difference = difference(&ours, &theirs, text)?;
        Some((difference, ours, theirs))
    };
    let Some((found, ..)) = differ(text) else { return };
    // Words of the program come and go with its parts.
    let small = reduce(text, &|t| differ(t).is_some_and(|(d, ..)| d.kind == found.kind));
    let Some((found, ours, theirs)) = differ(&small) else { return };
    let words: String = found.words.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(100).collect();
    let name = out.join(format!("{}-{words}.go", found.kind));
    if std::fs::metadata(&name).map_or(true, |m| m.len() as usize > small.len()) {
        let _ = std::fs::write(&name, &small);
        let _ = std::fs::write(name.with_extension("txt"), format!("escape:\n{ours}gc:\n{theirs}"));
    }
}

/// This process's memory, in kB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|l| l.strip_prefix("VmRSS:")?.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

/// Programs to start from: those that the rooms before the target accept.
fn corpus(target: Target, library: &Library) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    find(&root().join("testdata"), &mut files);
    if let Ok(tests) = std::env::var("GOTEST") {
        find(Path::new(&tests), &mut files);
    }
    files.sort();
    let texts = files.iter().filter_map(|f| std::fs::read(f).ok()).filter(|t| t.len() < 30_000);
    texts.filter(|t| target == Target::Syntax || library.has_imports(t)).collect()
}

fn find(dir: &Path, out: &mut Vec<PathBuf>) {
    for e in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = e.path();
        if e.file_type().is_ok_and(|t| t.is_dir()) {
            find(&path, out);
        } else if path.extension().is_some_and(|x| x == "go") {
            out.push(path);
        }
    }
}

/// Takes lines, then tokens, out of a program as long as it stays interesting.
fn reduce(text: &[u8], interesting: &dyn Fn(&[u8]) -> bool) -> Vec<u8> {
    let until = Instant::now() + Duration::from_secs(20);
    let mut parts: Vec<Vec<u8>> = text.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
    for step in 0..4 {
        let mut size = parts.len() / 2;
        while size > 0 && Instant::now() < until {
            let mut at = 0;
            while at < parts.len() && Instant::now() < until {
                let mut fewer = parts.clone();
                fewer.drain(at..(at + size).min(parts.len()));
                if interesting(&fewer.concat()) { parts = fewer } else { at += size }
            }
            size /= 2;
        }
        if step == 1 {
            parts = mutate::tokens(&parts.concat());
        }
    }
    parts.concat()
}
