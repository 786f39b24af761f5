//! Loading against `go list`: the same packages, files and imports.

use crate::{Outcome, oracle};
use escape_load::Config;
use std::collections::BTreeMap;
use std::process::Command;

type Packages = BTreeMap<String, (Vec<String>, BTreeMap<String, String>, String)>;

/// Prints each difference; fails if there is any.
pub fn run(patterns: &[String], dir: Option<String>) -> Outcome {
    let goroot = oracle()?;
    let all = ["std".to_string(), "cmd/...".to_string()];
    let patterns = if patterns.is_empty() { &all[..] } else { patterns };
    let dir = dir.unwrap_or_else(|| format!("{goroot}/src"));
    let theirs = go_list(&dir, patterns)?;
    let start = std::time::Instant::now();
    let program = escape_load::load(Config::from_environment(dir, Some(goroot)), patterns);
    println!("loaded in {:?}", start.elapsed());
    if !program.errors.is_empty() {
        return Err(program.errors.join("\n"));
    }
    let ours: Packages = program
        .packages
        .iter()
        .map(|p| {
            let imports =
                p.imports.iter().map(|(i, m)| (i.clone(), program.packages[*m].import_path.clone())).collect();
            (p.import_path.clone(), (p.files.clone(), imports, p.dir.clone()))
        })
        .collect();
    let mut differences = 0;
    for path in theirs.keys().chain(ours.keys().filter(|p| !theirs.contains_key(*p))) {
        if theirs.get(path) != ours.get(path) {
            differences += 1;
            if differences <= 20 {
                println!("{path}\n  go:     {:?}\n  escape: {:?}", theirs.get(path), ours.get(path));
            }
        }
    }
    println!("{} packages, {differences} differ", theirs.len());
    if differences == 0 { Ok(()) } else { Err("loading differs from go list".into()) }
}

fn go_list(dir: &str, patterns: &[String]) -> Result<Packages, String> {
    let out = Command::new("go")
        .args(["list", "-e", "-deps", "-pgo=off", "-json=ImportPath,Dir,GoFiles,Imports,ImportMap"])
        .args(patterns)
        .current_dir(dir)
        .output()
        .map_err(|e| format!("go: {e}"))?;
    let mut packages = Packages::new();
    for value in serde_json::Deserializer::from_slice(&out.stdout).into_iter::<serde_json::Value>() {
        let v = value.map_err(|e| format!("go list: {e}"))?;
        let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_string();
        let list = |key: &str| v[key].as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
        // ImportMap has the imports that are not resolved to themselves; Imports are resolved.
        let map: BTreeMap<String, String> =
            v["ImportMap"].as_object().into_iter().flatten().map(|(k, v)| (text(v), k.clone())).collect();
        let imports = list("Imports").into_iter().map(|i| (map.get(&i).unwrap_or(&i).clone(), i)).collect();
        // Packages of tests only are listed, but not built.
        if !list("GoFiles").is_empty() {
            packages.insert(text(&v["ImportPath"]), (list("GoFiles"), imports, text(&v["Dir"])));
        }
    }
    Ok(packages)
}
