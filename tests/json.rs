//! `--format json` of our programs against src/diagnostic/json.schema.json, and its promises that a schema cannot say.

mod shared;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn programs(dir: &str) -> Vec<PathBuf> {
    let dir = root().join(dir);
    shared::programs(&dir).iter().map(|name| dir.join(format!("{name}.go"))).collect()
}

fn document(args: &[&str], path: &Path) -> Value {
    let out = Command::new(env!("CARGO_BIN_EXE_escape"))
        .args(["--format", "json", "--std", "bundled"])
        .args(args)
        .arg(path)
        .output()
        .expect("the program runs");
    serde_json::from_slice(&out.stdout).expect("JSON")
}

/// Validates by the keywords that the schema uses; any other is a mistake in the schema. (The crate for all of JSON Schema brings
/// 46 others with it.)
fn validate(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {value}"));
    for (keyword, wants) in schema.as_object().expect("a schema is an object") {
        let ok = match keyword.as_str() {
            "$schema" | "title" | "$defs" => true,
            "$ref" => {
                let pointer = wants.as_str().and_then(|r| r.strip_prefix('#')).expect("a reference");
                validate(root, root.pointer(pointer).expect("its target"), value)?;
                true
            }
            "type" => match wants.as_str() {
                Some("object") => value.is_object(),
                Some("array") => value.is_array(),
                Some("string") => value.is_string(),
                Some("integer") => value.is_i64(),
                other => panic!("type {other:?}"),
            },
            "const" => value == wants,
            "enum" => wants.as_array().expect("a list").contains(value),
            "minimum" => value.as_i64() >= wants.as_i64(),
            "minLength" => value.as_str().map(|s| s.chars().count() as u64) >= wants.as_u64(),
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    validate(root, wants, item)?;
                }
                true
            }
            "properties" => {
                for (name, schema) in wants.as_object().expect("properties") {
                    if let Some(value) = value.get(name) {
                        validate(root, schema, value)?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().expect("properties");
                value.as_object().is_none_or(|o| o.keys().all(|k| known.contains_key(k)))
            }
            "required" => {
                wants.as_array().into_iter().flatten().all(|k| k.as_str().is_some_and(|k| value.get(k).is_some()))
            }
            "dependentRequired" => wants.as_object().into_iter().flatten().all(|(k, needs)| {
                let needs = needs.as_array().into_iter().flatten();
                value.get(k).is_none() || needs.filter_map(Value::as_str).all(|n| value.get(n).is_some())
            }),
            other => panic!("keyword {other}"),
        };
        if !ok {
            return wrong(keyword);
        }
    }
    Ok(())
}

#[test]
fn schema() {
    let text = std::fs::read_to_string(root().join("src/diagnostic/json.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let (mut sites, mut steps) = (0, 0);
    for dir in ["testdata/gc_m", "testdata/truth", "testdata/pretty"] {
        for path in programs(dir).iter().filter(|p| !shared::imports_library(p)) {
            let document = document(&["-m"], path);
            if let Err(e) = validate(&schema, &schema, &document) {
                panic!("{}: {e}", path.display());
            }
            for site in
                document["packages"].as_array().into_iter().flatten().flat_map(|p| p["sites"].as_array()).flatten()
            {
                sites += 1;
                let flow = site["flow"].as_array().expect("a flow");
                steps += flow.len();
                let heap = matches!(site["verdict"].as_str(), Some("moved-to-heap" | "escapes"));
                assert!(heap != flow.is_empty(), "{}: what is in the heap has a flow: {site}", path.display());
            }
        }
    }
    assert!(sites > 500 && steps > 500, "{sites} sites, {steps} steps");
}

#[test]
fn only() {
    let path = root().join("testdata/truth/channels.go");
    let sites = |only: &str| {
        let document = document(&["-m", "--only", only], &path);
        let sites = document["packages"][0]["sites"].as_array().expect("sites").clone();
        sites.iter().map(|s| format!("{} {}", s["verdict"], s["allocates"]).replace('"', "")).collect::<Vec<_>>()
    };
    assert!(sites("heap").iter().all(|s| s.starts_with("moved") || s.starts_with("escapes")));
    assert!(sites("allocates").iter().any(|s| s == "unreported always"));
    assert!(sites("inline").is_empty());
}
