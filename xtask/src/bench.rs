//! gc against escape, in turns, on this machine: the figures are ratios of medians.

use crate::{Outcome, oracle, program};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs every comparison and prints a line for each.
pub fn run(rounds: usize) -> Outcome {
    let goroot = oracle()?;
    let escape = program()?;
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
        // As root, a tool would replace a device that it is told to write.
        let out = dir.join("out");
        c.arg("build")
            .args(args.contains(&"main.go").then_some(["-o"]).into_iter().flatten())
            .args(args.contains(&"main.go").then_some(&out))
            .args(args)
            .current_dir(cwd);
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
    report("one changed file that imports fmt, GOROOT's summaries cached", gc, us);

    // The same without a GOROOT, from nothing.
    let (mut gc, mut us) = (Vec::new(), Vec::new());
    for n in rounds + 1..2 * rounds + 2 {
        write(n)?;
        let nothing = dir.join("nothing");
        let _ = std::fs::remove_dir_all(&nothing);
        let mut c = Command::new(&escape);
        c.args(["-m", "main.go", "--std", "bundled"]).env("XDG_CACHE_HOME", &nothing).current_dir(dir);
        let (g, e) = (go_run(&["-gcflags=-m", "main.go"], dir, None)?, time(&mut c)?);
        if n > rounds + 1 {
            gc.push(g);
            us.push(e);
        }
    }
    report("one changed file that imports fmt, bundled, empty cache", gc, us);

    // Everything, from nothing.
    let src = Path::new(&goroot).join("src");
    let empty = dir.join("empty");
    let g = go_run(&["-gcflags=-m", "std"], &src, Some(&empty))?;
    let _ = std::fs::remove_dir_all(&xdg);
    let e = escape_run(&["-m", "std"], &src)?;
    report("-m std from nothing", vec![g], vec![e]);
    let _ = std::fs::remove_dir_all(&xdg);
    println!("peak memory of -m std: {} MB", peak(&escape, &goroot, &xdg, &src)? / 1024);

    // Nothing changed: a hundred packages.
    let listed = Command::new("go")
        .args(["list", "-f", "{{if .GoFiles}}{{.ImportPath}}{{end}}", "std"])
        .current_dir(&src)
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut args: Vec<&str> = vec!["-m"];
    args.extend(text.lines().filter(|p| !p.is_empty() && !p.starts_with("vendor/") && *p != "unsafe").take(100));
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

/// The most kilobytes that `-m std` has resident, by its `VmHWM` while it runs.
fn peak(escape: &Path, goroot: &str, xdg: &Path, src: &Path) -> Result<u64, String> {
    let mut c = Command::new(escape);
    c.args(["-m", "std", "--std", "goroot", "--goroot", goroot]).env("XDG_CACHE_HOME", xdg).current_dir(src);
    let mut child = c.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|e| e.to_string())?;
    let mut most = 0;
    while child.try_wait().map_err(|e| e.to_string())?.is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        most = most.max(line.and_then(|l| l.trim().split(' ').next()?.parse().ok()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(most)
}

fn time(c: &mut Command) -> Result<Duration, String> {
    let start = Instant::now();
    let status = c.stdout(Stdio::null()).stderr(Stdio::null()).status().map_err(|e| format!("{c:?}: {e}"))?;
    let elapsed = start.elapsed();
    if status.success() { Ok(elapsed) } else { Err(format!("{c:?}: {status}")) }
}

fn report(what: &str, mut gc: Vec<Duration>, mut us: Vec<Duration>) {
    gc.sort();
    us.sort();
    let (g, e) = (gc[gc.len() / 2], us[us.len() / 2]);
    let ratio = e.as_secs_f64() / g.as_secs_f64();
    println!("{what}: gc {} ms, escape {} ms, ratio {ratio:.3}", g.as_millis(), e.as_millis());
}
