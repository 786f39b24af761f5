//! The cache on disk: key → bytes.
//!
//! The model: content-addressed files, named by the SHA-256 of their key, that start with a checksum of the rest. A file is
//! written under a temporary name and renamed, so that readers see all of it or nothing, and processes need no lock. Whatever is
//! damaged is as if it were not there. When the files outgrow the bound, those used longest ago go first.

use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Identifies an entry: a hash of everything that its value depends on.
pub type Key = [u8; 32];

/// One in this many writes looks whether the bound is kept.
const TRIM_EVERY: u8 = 32;
/// A use is noted when the last one noted is older than this.
const USE_GRANULARITY: Duration = Duration::from_secs(3600);
/// Temporary files older than this were left by a process that died.
const ABANDONED: Duration = Duration::from_secs(3600);
/// First bytes of an entry.
const MAGIC: &[u8; 8] = b"escape1\n";

/// A directory of entries.
pub struct Cache {
    dir: PathBuf,
    limit: u64,
}

/// Hashes parts so that where one ends matters.
pub fn key(parts: &[&[u8]]) -> Key {
    let mut h = Sha256::new();
    for part in parts {
        h.update((part.len() as u64).to_le_bytes());
        h.update(part);
    }
    h.finalize().into()
}

fn hex(key: &Key) -> String {
    key.iter().map(|b| format!("{b:02x}")).collect()
}

impl Cache {
    /// `$XDG_CACHE_HOME/escape`, else `~/.cache/escape`.
    pub fn default_dir() -> Option<PathBuf> {
        let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let base = var("XDG_CACHE_HOME").filter(|p| p.is_absolute()).or_else(|| Some(var("HOME")?.join(".cache")))?;
        Some(base.join("escape"))
    }

    /// The cache in `dir`, which need not exist, of at most about `limit` bytes.
    pub fn open(dir: PathBuf, limit: u64) -> Cache {
        Cache { dir, limit }
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = hex(key);
        self.dir.join(&name[..2]).join(&name[2..])
    }

    /// Whether there seems to be a value: it is not read.
    pub fn has(&self, key: &Key) -> bool {
        std::fs::metadata(self.path(key)).is_ok_and(|m| m.is_file())
    }

    /// The value, unless it is absent or damaged.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        // Something else than a file with that name could block.
        let meta = std::fs::metadata(&path).ok().filter(|m| m.is_file())?;
        let mut bytes = std::fs::read(&path).ok()?;
        let head = MAGIC.len() + 64;
        let sound = bytes.len() >= head
            && bytes.starts_with(MAGIC)
            && bytes[8..40] == key[..]
            && bytes[40..72] == <[u8; 32]>::from(Sha256::digest(&bytes[head..]))[..];
        if !sound {
            let _ = std::fs::remove_file(&path);
            return None;
        }
        if meta.modified().ok().and_then(|t| t.elapsed().ok()).is_some_and(|age| age > USE_GRANULARITY)
            && let Ok(file) = std::fs::File::options().append(true).open(&path)
        {
            let _ = file.set_modified(SystemTime::now());
        }
        bytes.drain(..head);
        Some(bytes)
    }

    /// Stores a value. A cache that cannot be written is a slow one, not an error.
    pub fn put(&self, key: &Key, value: &[u8]) {
        let path = self.path(key);
        let Some(parent) = path.parent() else { return };
        if std::fs::create_dir_all(parent).is_err() {
            return;
        }
        let Ok(mut file) = tempfile::Builder::new().prefix(".new-").tempfile_in(parent) else { return };
        let checksum: [u8; 32] = Sha256::digest(value).into();
        let written = [MAGIC.as_slice(), key, &checksum, value].iter().try_for_each(|part| file.write_all(part));
        if written.is_ok() {
            let _ = file.persist(&path);
        }
        if checksum[0].is_multiple_of(TRIM_EVERY) {
            self.trim();
        }
    }

    /// Brings the cache to nine tenths of its bound if it is above.
    pub fn trim(&self) {
        let mut files = Vec::new();
        let mut total = 0;
        for path in self.files() {
            let Ok(meta) = path.metadata() else { continue };
            let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let temporary = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".new-"));
            if temporary {
                if used.elapsed().is_ok_and(|age| age > ABANDONED) {
                    let _ = std::fs::remove_file(&path);
                }
                continue;
            }
            total += meta.len();
            files.push((used, path, meta.len()));
        }
        if total <= self.limit {
            return;
        }
        files.sort();
        for (_, path, len) in files {
            if total <= self.limit / 10 * 9 {
                break;
            }
            if std::fs::remove_file(path).is_ok() {
                total -= len;
            }
        }
    }

    /// Removes every entry. The error names what could not be removed.
    pub fn clean(&self) -> Result<(), String> {
        for path in self.files() {
            match std::fs::remove_file(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(format!("{}: {e}", path.display())),
                _ => {}
            }
        }
        for dir in entry_directories(&self.dir) {
            let _ = std::fs::remove_dir(dir);
        }
        let _ = std::fs::remove_dir(&self.dir);
        Ok(())
    }

    /// The files in the entry directories; nothing else in the cache's directory is touched.
    fn files(&self) -> Vec<PathBuf> {
        let mut out = Vec::new();
        for dir in entry_directories(&self.dir) {
            let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
            out.extend(entries.filter(|e| e.file_type().is_ok_and(|t| t.is_file())).map(|e| e.path()));
        }
        out
    }
}

fn entry_directories(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let is_entry = |e: &std::fs::DirEntry| {
        let name = e.file_name();
        let name = name.to_string_lossy();
        name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit()) && e.file_type().is_ok_and(|t| t.is_dir())
    };
    entries.filter(is_entry).map(|e| e.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(limit: u64) -> (tempfile::TempDir, Cache) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let cache = Cache::open(dir.path().join("escape"), limit);
        (dir, cache)
    }

    #[test]
    fn gives_back_what_was_put() {
        let (_dir, c) = cache(1 << 20);
        let (a, b) = (key(&[b"a", b"b"]), key(&[b"ab", b""]));
        assert_ne!(a, b);
        assert_eq!(c.get(&a), None);
        c.put(&a, b"value");
        c.put(&b, b"");
        assert_eq!(c.get(&a).as_deref(), Some(&b"value"[..]));
        assert_eq!(c.get(&b).as_deref(), Some(&b""[..]));
        assert_eq!(c.clean(), Ok(()));
        assert_eq!(c.get(&a), None);
    }

    #[test]
    fn damage_is_absence() {
        let (_dir, c) = cache(1 << 20);
        let k = key(&[b"k"]);
        for damage in 0..5 {
            c.put(&k, b"some value");
            let path = c.path(&k);
            let mut bytes = std::fs::read(&path).expect("just written");
            match damage {
                0 => bytes.truncate(10),
                1 => bytes.push(b'x'),
                2 => bytes[75] ^= 1,
                3 => bytes[0] ^= 1,
                _ => bytes.clear(),
            }
            std::fs::write(&path, bytes).expect("writable");
            assert_eq!(c.get(&k), None, "damage {damage}");
        }
        // Another entry's file under this name.
        let other = key(&[b"other"]);
        c.put(&other, b"v");
        std::fs::rename(c.path(&other), c.path(&k))
            .or_else(|_| {
                std::fs::create_dir_all(c.path(&k).parent().expect("has one"))
                    .and_then(|()| std::fs::rename(c.path(&other), c.path(&k)))
            })
            .expect("renamed");
        assert_eq!(c.get(&k), None);
    }

    #[test]
    fn stays_within_its_bound() {
        let (_dir, c) = cache(10_000);
        for i in 0..100u32 {
            c.put(&key(&[&i.to_le_bytes()]), &[7; 1000]);
        }
        c.trim();
        let total: u64 = c.files().iter().map(|f| f.metadata().map_or(0, |m| m.len())).sum();
        assert!(total <= 10_000, "{total}");
    }

    #[test]
    fn concurrent_use() {
        let (_dir, c) = cache(50_000);
        std::thread::scope(|s| {
            for t in 0..4u32 {
                let c = &c;
                s.spawn(move || {
                    for i in 0..100u32 {
                        let k = key(&[&(i % 20).to_le_bytes()]);
                        c.put(&k, &vec![(i % 20) as u8; 2000]);
                        if let Some(v) = c.get(&k) {
                            assert_eq!(v, vec![(i % 20) as u8; 2000]);
                        }
                        if t == 0 && i % 10 == 0 {
                            c.trim();
                        }
                    }
                });
            }
        });
    }
}
