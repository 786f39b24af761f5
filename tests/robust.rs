//! Bad input in small: programs in which each construct is nested or repeated, noise, long lines. `escape` ends with one of its
//! exit codes, and not by a defect of its own. (`cargo run -p xtask -- robust` runs more and deeper, with limits.)

#[path = "../xtask/src/robust/bytes.rs"]
mod bytes;
#[path = "../xtask/src/robust/nesting.rs"]
mod nesting;

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const DEPTH: usize = 300;
const CHAIN: usize = 60;
const LINE: usize = 20_000;

/// Each program by `-m=2`, which goes through all rooms, or by as many as its errors let it.
fn check(programs: Vec<(String, Vec<u8>)>) {
    let next = AtomicUsize::new(0);
    let work = || {
        let dir = tempfile::tempdir().unwrap();
        let mut failures = Vec::new();
        while let Some((name, text)) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
            std::fs::write(dir.path().join("x.go"), text).unwrap();
            let out = Command::new(env!("CARGO_BIN_EXE_escape"))
                .args(["-m=2", "--no-cache", "-j", "1", "x.go"])
                .current_dir(dir.path())
                .env_remove("GOROOT")
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&out.stderr);
            let defect = errors.contains("internal error: escape") || errors.contains("panicked");
            if !matches!(out.status.code(), Some(0..=2)) || defect {
                failures.push(format!("{name}: {}, {}", out.status, errors.chars().take(300).collect::<String>()));
            }
        }
        failures
    };
    let failures: Vec<String> = std::thread::scope(|s| {
        let threads: Vec<_> = (0..2).map(|_| s.spawn(work)).collect();
        threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn nesting() {
    let programs: Vec<_> = nesting::programs(DEPTH).collect();
    assert!(programs.len() > 200);
    check(programs);
}

#[test]
fn chains() {
    check(nesting::chains(CHAIN));
}

#[test]
fn bytes() {
    check([bytes::noise(LINE), bytes::long_lines(LINE), bytes::constants()].concat());
}
