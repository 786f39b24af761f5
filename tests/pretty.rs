//! The reports of testdata/pretty: NAME.go against NAME.txt. The wording is ours: `UPDATE=1 cargo test --test pretty` writes the
//! texts again, to be read before they are committed.

mod shared;

use std::path::Path;
use std::process::Command;

fn check(dir: &Path, args: &[&str], expect: &Path) -> Option<String> {
    let out = Command::new(env!("CARGO_BIN_EXE_escape"))
        .args(args)
        .args(["--std", "bundled", "-j", "2"])
        .current_dir(dir)
        .output()
        .expect("the program runs");
    let got = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(expect, &got).expect("writable");
    }
    let text = std::fs::read_to_string(expect).unwrap_or_default();
    (text != got).then(|| format!("{} differs; now:\n{got}", expect.display()))
}

#[test]
fn reports() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pretty");
    let names = shared::programs(&dir);
    let mut wrong: Vec<String> = Vec::new();
    for name in &names {
        let mut args = vec![format!("{name}.go")];
        let source = std::fs::read_to_string(dir.join(&args[0])).expect("readable");
        // A first line `// escape ARGS` gives other arguments than the file.
        if let Some(line) = source.lines().next().and_then(|l| l.strip_prefix("// escape ")) {
            args = line.split_whitespace().map(str::to_string).collect();
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        wrong.extend(check(&dir, &args, &dir.join(format!("{name}.txt"))));
    }
    wrong.extend(check(&dir.join("module"), &["./..."], &dir.join("module.txt")));
    assert!(names.len() >= 15);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
