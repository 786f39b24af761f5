//! What escape says about allocation on the lines of testdata/truth, against the comments there, which `cargo xtask truth` has
//! found true under gc. No Go toolchain is needed here.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn check(path: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(path).expect("readable");
    let out = Command::new(env!("CARGO_BIN_EXE_escape"))
        .args(["-m", "--format", "json", "--std", "bundled"])
        .arg(path)
        .output()
        .expect("the program runs");
    let document: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let mut said: BTreeMap<u64, &str> = BTreeMap::new();
    let rank = |a: &str| ["never", "maybe", "always"].iter().position(|x| *x == a);
    for site in document["packages"][0]["sites"].as_array().expect("sites") {
        let (Some(line), Some(allocates)) = (site["line"].as_u64(), site["allocates"].as_str()) else { continue };
        let most = said.entry(line).or_insert(allocates);
        if rank(allocates) > rank(most) {
            *most = allocates;
        }
    }
    let mut wrong = Vec::new();
    for (i, text) in source.lines().enumerate() {
        let Some((_, comment)) = text.rsplit_once("// ") else { continue };
        let expect = comment.split(':').next().unwrap_or_default();
        let got = said.get(&(i as u64 + 1)).copied();
        if rank(expect).is_some() && got != Some(expect) {
            wrong.push(format!("{}:{}: {got:?} instead of {expect}: {}", path.display(), i + 1, text.trim()));
        }
    }
    wrong
}

#[test]
fn comments() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/truth");
    let mut paths: Vec<_> = std::fs::read_dir(dir).expect("testdata/truth").flatten().map(|e| e.path()).collect();
    paths.sort();
    let wrong: Vec<String> = paths.iter().flat_map(|p| check(p)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(paths.len() >= 12);
}
