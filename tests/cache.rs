//! What the cache must not change: every output is the same without a cache, with an empty one, with one that offers the library,
//! with a damaged one, and when several processes use it at once.
//!
//! The programs are those of testdata/gc_m that import the library; without a GOROOT there is nothing to test, and the tests say so.

mod shared;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct World {
    goroot: String,
    /// A copy of the programs, and the cache.
    temporary: tempfile::TempDir,
}

impl World {
    fn new() -> Option<World> {
        let Some(goroot) = shared::goroot() else {
            println!("SKIPPED, no GOROOT of go1.27.3");
            return None;
        };
        let temporary = tempfile::tempdir().expect("a temporary directory");
        let world = World { goroot, temporary };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/gc_m");
        for name in shared::programs(&from) {
            let file = from.join(&name).with_extension("go");
            if shared::imports_library(&file) {
                std::fs::copy(file, world.temporary.path().join(format!("{name}.go"))).expect("copied");
            }
        }
        Some(world)
    }

    fn programs(&self) -> Vec<String> {
        shared::programs(self.temporary.path()).iter().map(|name| format!("{name}.go")).collect()
    }

    fn command(&self, flags: &[&str], patterns: &[&str]) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
        c.args(flags)
            .args(["--std", "goroot", "--goroot", &self.goroot])
            .args(patterns)
            .current_dir(self.temporary.path());
        c.env("XDG_CACHE_HOME", self.temporary.path().join("cache"));
        c
    }

    fn run(&self, flags: &[&str], file: &str) -> (String, String, Option<i32>) {
        self.run_on(flags, &[file])
    }

    fn run_on(&self, flags: &[&str], patterns: &[&str]) -> (String, String, Option<i32>) {
        parts(self.command(flags, patterns).output().expect("the program runs"))
    }

    /// Changes a program so that its own result is not in the cache, and nothing else.
    fn change(&self, file: &str) {
        let path = self.temporary.path().join(file);
        let text = std::fs::read_to_string(&path).expect("readable");
        std::fs::write(path, text + "// changed\n").expect("writable");
    }

    fn inodes(&self) -> BTreeMap<PathBuf, u64> {
        use std::os::unix::fs::MetadataExt;
        self.entries().into_iter().filter_map(|p| Some((p.clone(), p.metadata().ok()?.ino()))).collect()
    }

    fn entries(&self) -> Vec<PathBuf> {
        let mut all = Vec::new();
        let mut todo = vec![self.temporary.path().join("cache")];
        while let Some(dir) = todo.pop() {
            for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
                if entry.path().is_dir() { todo.push(entry.path()) } else { all.push(entry.path()) }
            }
        }
        all.sort();
        all
    }
}

fn parts(o: Output) -> (String, String, Option<i32>) {
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (text(&o.stdout), text(&o.stderr), o.status.code())
}

/// What each package of an output has, by its header.
fn blocks(out: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut header = "";
    for line in out.lines() {
        if line.starts_with("# ") {
            header = line;
        }
        all.entry(header).or_default().push(line);
    }
    all
}

/// All programs and some packages of the library, compiled together without a cache, and one by one from offers. That those were
/// really used shows in that none was written again.
#[test]
fn offers_change_nothing() {
    let Some(w) = World::new() else { return };
    let root = w.temporary.path();
    std::fs::write(root.join("go.mod"), "module m\n\ngo 1.27\n").expect("writable");
    let programs = w.programs();
    for file in &programs {
        let dir = root.join(file.trim_end_matches(".go"));
        std::fs::create_dir(&dir).expect("writable");
        std::fs::rename(root.join(file), dir.join("main.go")).expect("movable");
    }
    let library = ["sync", "os", "reflect", "encoding/binary", "testing"];
    let mut one_by_one: Vec<String> = programs.iter().map(|f| format!("./{}", f.trim_end_matches(".go"))).collect();
    one_by_one.extend(library.map(String::from));
    let all: Vec<&str> = ["./..."].into_iter().chain(library).collect();
    let cold = w.run_on(&["-m=2", "--no-cache", "-j", "1"], &all);
    assert_eq!(cold.2, Some(0), "{}", cold.1);
    assert_eq!(w.run_on(&["-m=2", "--no-cache", "-j", "8"], &all), cold, "with more threads");
    let cold = blocks(&cold.0);
    // Leaves offers, and results of another kind.
    w.run_on(&["-m"], &all);
    let offers = w.inodes();
    assert!(offers.len() > 100);
    let mut seen = 0;
    for package in &one_by_one {
        let (out, err, code) = w.run_on(&["-m=2"], &[package]);
        assert_eq!((err.as_str(), code), ("", Some(0)), "{package}");
        for (header, lines) in blocks(&out) {
            assert_eq!(Some(&lines), cold.get(header), "{package} {header}");
            seen += 1;
        }
        assert_eq!(w.run_on(&["-m=2"], &[package]).0, out, "{package}, its result from the cache");
    }
    assert_eq!(seen, cold.len());
    let now = w.inodes();
    assert!(offers.iter().all(|(path, inode)| now.get(path) == Some(inode)), "offers were written again");
}

/// Whatever happens to the files, the output is right.
#[test]
fn damage_changes_nothing() {
    let Some(w) = World::new() else { return };
    let Some(file) = w.programs().into_iter().find(|f| f == "fmt_types.go") else { return };
    let expect = w.run(&["-m=2", "--no-cache"], &file);
    let damages: [fn(&Path, Vec<u8>); 4] = [
        |path, bytes| std::fs::write(path, &bytes[..bytes.len() / 2]).expect("writable"),
        |path, mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x55;
            std::fs::write(path, bytes).expect("writable");
        },
        |path, _| std::fs::write(path, b"").expect("writable"),
        |path, _| {
            std::fs::remove_file(path).expect("removable");
            std::fs::create_dir(path).expect("writable");
        },
    ];
    assert_eq!(w.run(&["-m=2"], &file), expect);
    for (path, damage) in w.entries().iter().zip(damages.iter().cycle()) {
        let bytes = std::fs::read(path).expect("readable");
        damage(path, bytes);
    }
    assert_eq!(w.run(&["-m=2"], &file), expect);
    let _ = std::fs::remove_dir_all(w.temporary.path().join("cache"));
    // One offer of many: it is found out when others are already in use.
    assert_eq!(w.run(&["-m=2"], &file), expect);
    let entries = w.entries();
    for path in entries.iter().step_by(entries.len().div_ceil(4)) {
        let bytes = std::fs::read(path).expect("readable");
        std::fs::write(path, &bytes[..bytes.len() - 1]).expect("writable");
        w.change(&file);
        assert_eq!(w.run(&["-m=2"], &file), expect, "{}", path.display());
    }
}

#[test]
fn processes_share_the_cache() {
    let Some(w) = World::new() else { return };
    let Some(file) = w.programs().into_iter().find(|f| f == "fmt_types.go") else { return };
    let expect = w.run(&["-m=2", "--no-cache"], &file);
    for _ in 0..2 {
        let started: Vec<_> = (0..4)
            .map(|_| {
                let mut c = w.command(&["-m=2"], &[&file]);
                c.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
                c.spawn().expect("the program starts")
            })
            .collect();
        for child in started {
            assert_eq!(parts(child.wait_with_output().expect("it ends")), expect);
        }
        w.change(&file);
    }
}

/// `escape cache clean` leaves nothing, and what is not the cache's alone.
#[test]
fn clean() {
    let Some(w) = World::new() else { return };
    let Some(file) = w.programs().into_iter().find(|f| f == "fmt_types.go") else { return };
    w.run(&["-m"], &file);
    assert!(!w.entries().is_empty());
    let stranger = w.temporary.path().join("cache/escape/notes.txt");
    std::fs::write(&stranger, "mine").expect("writable");
    let mut c = Command::new(env!("CARGO_BIN_EXE_escape"));
    c.args(["cache", "clean"]).env("XDG_CACHE_HOME", w.temporary.path().join("cache"));
    assert_eq!(parts(c.output().expect("the program runs")), (String::new(), String::new(), Some(0)));
    assert_eq!(w.entries(), [stranger]);
}
