//! `escape cache`.

/// Removes everything cached.
pub fn clean() -> i32 {
    match escape_load::cache::Cache::default_dir().map(|dir| escape_load::cache::Cache::open(dir, 0).clean()) {
        Some(Err(e)) => {
            eprintln!("escape: {e}");
            1
        }
        _ => 0,
    }
}
