//! The `go.work` file: several main modules.
//!
//! The model ("Go Modules Reference", "Workspaces"): each directory that is used holds a main module, whose `go` line is not above that of
//! the `go.work` (without one, go 1.18); all their requirements and replacements count together.

use super::{Modules, is_too_new, join, requires_go};
use crate::Config;
use crate::config::relative;
use crate::directory::io_text;
use crate::gomod::{self, Kind};
use crate::version::compare_go;

impl Modules {
    /// The error is the go command's complete text.
    pub(super) fn read_work(&mut self, config: &Config, root: &str) -> Result<(), String> {
        let file = join(root, "go.work");
        let short = config.short_path(&file);
        let text = std::fs::read(&file).map_err(|e| format!("go: reading {file}: {}", io_text(&e)))?;
        let work = gomod::parse(&file, &String::from_utf8_lossy(&text), Kind::Work).map_err(|errors| {
            let lines: Vec<_> = errors.iter().map(|e| format!("\n{short}:{e}")).collect();
            format!("go: errors parsing {short}:{}", lines.concat())
        })?;
        if is_too_new(&work.go) {
            return Err(format!("go: {short} {}", requires_go(&work.go)));
        }
        let (go, says) = match &*work.go {
            "" => ("1.18", "implicitly requires"),
            go => (go, "lists"),
        };
        self.go_line = go.to_string();
        let mut errors = Vec::new();
        let mut roots: Vec<String> = Vec::new();
        for (line, used) in &work.uses {
            let dir = join(root, used);
            let shown = match relative(&config.dir, &dir) {
                below if below.len() < dir.len() => below,
                _ => dir.clone(),
            };
            if roots.contains(&dir) {
                return Err(format!(
                    "go: error loading go.work:\n{short}:{line}: path {dir} appears multiple times in workspace"
                ));
            }
            if let Err(text) = self.add_main(config, &dir) {
                let text = text.strip_prefix("go: ").unwrap_or(&text);
                errors.push(format!("go: cannot load module {shown} listed in go.work file: {text}"));
                continue;
            }
            let Some(main) = self.mains.last() else { continue };
            if compare_go(go, &main.go).is_lt() {
                let needs = &main.go;
                errors.push(format!(
                    "go: module {shown} listed in go.work file requires go >= {needs}, but go.work {says} go {go}; to download and use go {needs}:\n\tgo work use"
                ));
            }
            if self.mains[..roots.len()].iter().any(|m| m.path == main.path) {
                return Err(format!("go: module {} appears multiple times in workspace", main.path));
            }
            roots.push(dir);
        }
        if !errors.is_empty() {
            return Err(errors.join("\n"));
        }
        self.add_replacements(root, &work, true);
        Ok(())
    }
}
