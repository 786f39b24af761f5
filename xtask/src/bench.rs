//! gc against escape, in turns, on this machine: the figures are ratios of medians.

use crate::{Outcome, oracle, root};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs every comparison and prints a line for each.
pub fn run(rounds: usize) -> Outcome {
    let goroot = oracle()?;
    let escape = root().join("target/release/escape");
    if !escape.is_file() {
        return Err("build first: cargo build --release".into());
    }
    let temporary = tempfile::tempdir().map_err(|e| e.to_string())?;
    let dir = temporary.path();
    let xdg = dir.join("cache");
    let file = dir.join("main.go");
    let write = |n: usize| {
        let text =
            format!("package main\n\nimport \"fmt\"\n\nfunc main() {{\n\tx := {n}\n\tfmt.Println(\"x\", &x)\n}}\n");
        std::fs::write(&file, text).map_err(|e| e.to_string())
    };
    let escape_run = |args: &[&str], cwd: &Path| {
        let mut c = Command::new(&escape);
        c.args(args).args(["--std", "goroot", "--goroot", &goroot]).env("XDG_CACHE_HOME", &xdg).current_dir(cwd);
        time(&mut c)
    };
    let go_run = |args: &[&str], cwd: &Path, cache: Option<&Path>| {
        let mut c = Command::new("go");
        c.args(["build", "-o", "/dev/null"]).args(args).current_dir(cwd);
        if let Some(cache) = cache {
            c.env("GOCACHE", cache);
        }
        time(&mut c)
    };

    // A changed file each time: both know the library already.
    let (mut gc, mut us) = (Vec::new(), Vec::new());
    for n in 0..rounds + 1 {
        write(n)?;
        let (g, e) = (go_run(&["-gcflags=-m", "main.go"], dir, None)?, escape_run(&["-m", "main.go"], dir)?);
        if n > 0 {
            gc.push(g);
            us.push(e);
        }
    }
    report("one changed file that imports fmt", gc, us);

    // Everything, from nothing.
    let src = Path::new(&goroot).join("src");
    let empty = dir.join("empty");
    let g = go_run(&["-gcflags=-m", "std"], &src, Some(&empty))?;
    let _ = std::fs::remove_dir_all(&xdg);
    let e = escape_run(&["-m", "std"], &src)?;
    report("-m std from nothing", vec![g], vec![e]);

    // Nothing changed: a hundred packages.
    let listed = Command::new("go").args(["list", "std"]).current_dir(&src).output().map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut args: Vec<&str> = vec!["-m"];
    args.extend(text.lines().filter(|p| !p.starts_with("vendor/") && *p != "unsafe").take(100));
    let mut gc_args: Vec<&str> = args.clone();
    gc_args[0] = "-gcflags=-m";
    let (mut gc, mut us) = (Vec::new(), Vec::new());
    for n in 0..rounds + 1 {
        let (g, e) = (go_run(&gc_args, &src, None)?, escape_run(&args, &src)?);
        if n > 0 {
            gc.push(g);
            us.push(e);
        }
    }
    report("100 unchanged packages", gc, us);
    Ok(())
}

fn time(c: &mut Command) -> Result<Duration, String> {
    let start = Instant::now();
    c.stdout(Stdio::null()).stderr(Stdio::null()).status().map_err(|e| format!("{c:?}: {e}"))?;
    Ok(start.elapsed())
}

fn report(what: &str, mut gc: Vec<Duration>, mut us: Vec<Duration>) {
    gc.sort();
    us.sort();
    let (g, e) = (gc[gc.len() / 2], us[us.len() / 2]);
    let ratio = e.as_secs_f64() / g.as_secs_f64();
    println!("{what}: gc {} ms, escape {} ms, ratio {ratio:.3}", g.as_millis(), e.as_millis());
}
