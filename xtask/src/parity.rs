//! Whole packages against `go build -gcflags`: for each package the lines as a multiset, and whether they are the same bytes.
//! Packages are matched by their headers, since go prints them in the order in which its compilers end.

use crate::{Outcome, oracle, program, root};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Each package's lines in order, by the text of its header.
type Packages = BTreeMap<String, Vec<String>>;

/// A line that only one side printed, and how often: positive when it is gc's.
struct Difference {
    package: String,
    line: String,
    times: i64,
}

#[derive(Default)]
struct Comparison {
    /// Lines of both sides, those that agree counted once.
    lines: i64,
    differences: Vec<Difference>,
    packages: usize,
    same_packages: usize,
}

impl Comparison {
    fn of(theirs: &Packages, ours: &Packages) -> Comparison {
        let mut c = Comparison::default();
        let none = Vec::new();
        for package in theirs.keys().chain(ours.keys().filter(|p| !theirs.contains_key(*p))) {
            let (a, b) = (theirs.get(package).unwrap_or(&none), ours.get(package).unwrap_or(&none));
            c.packages += 1;
            c.same_packages += usize::from(a == b);
            let mut times: BTreeMap<&str, i64> = BTreeMap::new();
            a.iter().for_each(|l| *times.entry(l).or_default() += 1);
            b.iter().for_each(|l| *times.entry(l).or_default() -= 1);
            // Of n lines too many on one side, all the others are on both.
            let extra: i64 = times.values().filter(|&&n| n < 0).map(|n| -n).sum();
            c.lines += a.len() as i64 + extra;
            let differ = times.into_iter().filter(|&(_, n)| n != 0);
            c.differences.extend(differ.map(|(line, times)| Difference {
                package: package.clone(),
                line: line.to_string(),
                times,
            }));
        }
        c
    }

    fn differ(&self) -> i64 {
        self.differences.iter().map(|d| d.times.abs()).sum()
    }

    /// The share of lines that agree, in percent.
    fn share(&self) -> f64 {
        100.0 * (1.0 - self.differ() as f64 / self.lines.max(1) as f64)
    }
}

/// Compares `./...` in each folder under the flags (`-m`, `-m -l`, `-m=2`); prints the lines that differ, at most `show` of each
/// module, and the share that agrees. Fails when less than `bound` percent of all lines agree.
pub fn modules(dirs: &[String], flags: &str, show: usize, bound: f64) -> Outcome {
    let goroot = oracle()?;
    let mut all = Comparison::default();
    for dir in dirs {
        let c = compare(dir, "./...", flags, &goroot)?;
        c.differences.iter().take(show).for_each(print);
        println!("{:>8} lines {:>6} differ  {}", c.lines, c.differ(), module(dir));
        all.lines += c.lines;
        all.differences.extend(c.differences);
    }
    let share = all.share();
    println!("{} lines of {} modules: {} missing or extra, {share:.3} % agree", all.lines, dirs.len(), all.differ());
    if share >= bound { Ok(()) } else { Err(format!("less than {bound} % of the lines agree")) }
}

fn print(d: &Difference) {
    println!("{} {}: {}", if d.times > 0 { "missing" } else { "extra  " }, d.package, d.line);
}

/// The flag sets of the comparison of the standard library, and the least share of lines that has to agree (issue 2).
const STD: [(&str, f64); 3] = [("-m", 97.0), ("-m -l", 99.0), ("-m=2", 90.0)];

/// The list of what is known to differ in the standard library.
const KNOWN: &str = "testdata/gc_m/std_differences.txt";

/// Compares the standard library under all flag sets. What differs must be in [`KNOWN`], cause by cause and no more often; `write`
/// makes the list anew when that holds, so that it can only become shorter.
pub fn std(write: bool, show: usize) -> Outcome {
    let goroot = oracle()?;
    let dir = format!("{goroot}/src");
    let path = root().join(KNOWN);
    let known = read_known(&std::fs::read_to_string(&path).unwrap_or_default());
    let mut list = String::from(
        "# FLAGS, CAUSE, LINES: how many lines of std differ from gc's; made by `cargo xtask std-diff --write`.\n",
    );
    let mut failures = Vec::new();
    for (flags, bound) in STD {
        let c = compare(&dir, "std", flags, &goroot)?;
        println!(
            "{flags}: {} of {} lines agree ({:.2} %), {} of {} packages are the same",
            c.lines - c.differ(),
            c.lines,
            c.share(),
            c.same_packages,
            c.packages
        );
        if c.share() < bound {
            failures.push(format!("{flags}: less than {bound} % of the lines agree"));
        }
        let mut causes: BTreeMap<&str, Vec<&Difference>> = BTreeMap::new();
        c.differences.iter().for_each(|d| causes.entry(cause(&d.line)).or_default().push(d));
        for (cause, found) in causes {
            let lines: i64 = found.iter().map(|d| d.times.abs()).sum();
            println!("{lines:>8} {cause}");
            found.iter().take(show).for_each(|d| print(d));
            let _ = writeln!(list, "{flags}, {cause}, {lines}");
            let before = known.get(&(flags.to_string(), cause.to_string())).copied().unwrap_or(0);
            if lines > before {
                failures.push(format!("{flags}: {cause}: {lines} lines differ, {before} are known to"));
            }
        }
    }
    if write && failures.is_empty() {
        std::fs::write(&path, list).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn read_known(text: &str) -> BTreeMap<(String, String), i64> {
    let fields = text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let mut parts = l.split(", ");
        Some(((parts.next()?.to_string(), parts.next()?.to_string()), parts.next()?.parse().ok()?))
    });
    fields.collect()
}

/// What a line that differs is about: the first that fits.
fn cause(line: &str) -> &'static str {
    const EQUALITY: [&str; 5] = [".eq.", "memequal(", "ifaceeq(", "efaceeq(", "unsafe.Add("];
    const KINDS: [(&str, &str); 9] = [
        (".dict", "dictionaries of generic functions"),
        ("go.shape.", "instances of generic functions"),
        ("bounds check", "bounds checks"),
        ("devirtualiz", "devirtualization"),
        ("can inline", "who can be inlined"),
        ("cannot inline", "who can be inlined"),
        ("inlining call", "calls that are inlined"),
        ("leak", "parameters that leak"),
        ("escape", "what escapes"),
    ];
    let generated = line.starts_with("<autogenerated>");
    if generated && (EQUALITY.iter().any(|e| line.contains(e)) || line.ends_with("*p:") || line.ends_with("*q:")) {
        return "generated equality functions";
    }
    if let Some((_, cause)) = KINDS[..2].iter().find(|(text, _)| line.contains(text)) {
        return cause;
    }
    if generated {
        return "method wrappers";
    }
    KINDS[2..].iter().find(|(text, _)| line.contains(text)).map_or("flows", |(_, cause)| cause)
}

/// Compares `./...` in the folder with what the bundled library gives. A line about it, and the share of lines that agree in percent.
pub fn bundled(dir: &str, flags: &str, goroot: &str, show: usize) -> Result<(String, f64), String> {
    let c = compare_with(dir, "./...", flags, goroot, "bundled")?;
    c.differences.iter().take(show).for_each(print);
    let line = format!("{} of {} lines agree ({:.2} %)", c.lines - c.differ(), c.lines, c.share());
    Ok((line, c.share()))
}

fn compare(dir: &str, pattern: &str, flags: &str, goroot: &str) -> Result<Comparison, String> {
    compare_with(dir, pattern, flags, goroot, "goroot")
}

fn compare_with(dir: &str, pattern: &str, flags: &str, goroot: &str, std: &str) -> Result<Comparison, String> {
    let escape = program()?;
    let mut go = Command::new("go");
    let theirs =
        output(go.args(["build", &format!("-gcflags={flags}"), pattern]).env("CGO_ENABLED", "0"), dir, goroot)?;
    let mut ours = Command::new(&escape);
    let ours =
        output(ours.args(flags.split(' ')).args(["--std", std, "--goroot-prefix", goroot, pattern]), dir, goroot)?;
    Ok(Comparison::of(&theirs, &ours))
}

fn output(command: &mut Command, dir: &str, goroot: &str) -> Result<Packages, String> {
    let environment = [("GOROOT", goroot), ("GOPROXY", "off"), ("GOSUMDB", "off")];
    let command = command.current_dir(dir).envs(environment);
    // A module that comes without go.sum.
    if Path::new(dir).join("go.mod").is_file() && !Path::new(dir).starts_with(goroot) {
        command.env("GOFLAGS", "-mod=mod");
    }
    let out = command.output().map_err(|e| format!("{dir}: {e}"))?;
    if !out.status.success() {
        return Err(format!("{dir}: {}", String::from_utf8_lossy(&out.stderr)));
    }
    let mut packages = Packages::new();
    let mut package = String::new();
    // go prints a compiler's output on standard error.
    let text = [&out.stdout[..], &out.stderr[..]].concat();
    for line in String::from_utf8_lossy(&text).lines() {
        match line.strip_prefix("# ") {
            Some(p) => package = p.to_string(),
            None => packages.entry(package.clone()).or_default().push(library_path(line, goroot)),
        }
    }
    Ok(packages)
}

/// The line with paths below GOROOT/src, as they are in any folder: what go prints depends on where it compiled a package first.
fn library_path(line: &str, goroot: &str) -> String {
    let line = line.replace(&format!("{goroot}/src/"), "");
    line.strip_prefix("./").map_or(line.clone(), str::to_string)
}

/// The module's path.
fn module(dir: &str) -> String {
    let text = std::fs::read_to_string(Path::new(dir).join("go.mod")).unwrap_or_default();
    let path = text.lines().find_map(|l| l.strip_prefix("module "));
    path.unwrap_or(dir).trim().to_string()
}
