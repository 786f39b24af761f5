//! The man pages, from the command line's definition: one for the program, one for each subcommand.

use crate::Outcome;
use clap_mangen::Man;
use std::path::Path;

/// Writes the pages to a folder.
pub fn run(dir: &str) -> Outcome {
    std::fs::create_dir_all(dir).map_err(|e| format!("{dir}: {e}"))?;
    let definition = escape::command::definition();
    let mut pages = vec![(definition.get_name().to_string(), definition.clone())];
    for sub in definition.get_subcommands().filter(|s| !s.is_hide_set()) {
        let name = format!("{}-{}", definition.get_name(), sub.get_name());
        let page = sub.clone().name(name.clone()).bin_name(name.replacen('-', " ", 1));
        pages.push((name, page));
    }
    for (name, page) in pages {
        let path = Path::new(dir).join(format!("{name}.1"));
        let mut text = Vec::new();
        Man::new(page).render(&mut text).map_err(|e| e.to_string())?;
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}
