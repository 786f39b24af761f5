//! Whole modules against `go build -gcflags`: lines as a multiset per package, since go prints packages in the order in which
//! its compilers end.

use crate::{Outcome, oracle, root};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// How often each line of each package is printed.
type Lines = BTreeMap<(String, String), i64>;

/// Compares `./...` in each folder under the flags (`-m`, `-m -l`, `-m=2`); prints the lines that differ, at most `show` of each
/// module, and the share that agrees. Fails when less than `bound` percent of all lines agree.
pub fn run(dirs: &[String], flags: &str, show: usize, bound: f64) -> Outcome {
    let goroot = oracle()?;
    let escape = root().join("target/release/escape");
    if !escape.is_file() {
        return Err("build first: cargo build --release".into());
    }
    let (mut all, mut all_differ) = (0, 0);
    for dir in dirs {
        let theirs = output(
            Command::new("go").args(["build", &format!("-gcflags={flags}"), "./..."]).env("CGO_ENABLED", "0"),
            dir,
            &goroot,
        )?;
        let mut ours = Command::new(&escape);
        let ours = output(ours.args(flags.split(' ')).args(["--std", "goroot", "./..."]), dir, &goroot)?;
        let total: i64 = theirs.values().sum();
        let mut difference = theirs;
        for (line, n) in ours {
            *difference.entry(line).or_default() -= n;
        }
        difference.retain(|_, n| *n != 0);
        let differ: i64 = difference.values().map(|n| n.abs()).sum();
        for ((package, line), n) in difference.iter().take(show) {
            println!("{} {package}: {line}", if *n > 0 { "missing" } else { "extra  " });
        }
        println!("{:>8} lines {differ:>6} differ  {}", total, module(dir));
        (all, all_differ) = (all + total, all_differ + differ);
    }
    let share = 100.0 * (1.0 - all_differ as f64 / (all.max(1)) as f64);
    println!("{all} lines of {} modules: {all_differ} missing or extra, {share:.3} % agree", dirs.len());
    if share >= bound { Ok(()) } else { Err(format!("less than {bound} % of the lines agree")) }
}

fn output(command: &mut Command, dir: &str, goroot: &str) -> Result<Lines, String> {
    let environment = [("GOROOT", goroot), ("GOFLAGS", "-mod=mod"), ("GOPROXY", "off"), ("GOSUMDB", "off")];
    let out = command.current_dir(dir).envs(environment).output().map_err(|e| format!("{dir}: {e}"))?;
    if !out.status.success() {
        return Err(format!("{dir}: {}", String::from_utf8_lossy(&out.stderr)));
    }
    let mut lines = Lines::new();
    let mut package = String::new();
    // go prints a compiler's output on standard error.
    let text = [&out.stdout[..], &out.stderr[..]].concat();
    for line in String::from_utf8_lossy(&text).lines() {
        match line.strip_prefix("# ") {
            Some(p) => package = p.to_string(),
            None => *lines.entry((package.clone(), line.to_string())).or_default() += 1,
        }
    }
    Ok(lines)
}

fn module(dir: &str) -> String {
    let text = std::fs::read_to_string(Path::new(dir).join("go.mod")).unwrap_or_default();
    let path = text.lines().find_map(|l| l.strip_prefix("module "));
    path.unwrap_or(dir).trim().to_string()
}
