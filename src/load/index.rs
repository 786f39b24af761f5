//! What directories hold, remembered between runs.
//!
//! The model: reading every file's head and hashing every source costs more than all else when little has changed. So the cache
//! keeps for each directory its scan and its sources' hashes, with a stamp (identity, size, times) of the directory and of every
//! file that was looked at. As long as all stamps are the same, so is the rest. A stamp is taken before the file is read, and
//! what changed so recently that another change could leave the same stamp is not remembered.

use crate::cache::{self, Cache, Key};
use crate::constraint::Tags;
use crate::directory::{self, Directory};
use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, Stat};
use serde::{Deserialize, Serialize};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Times of files tick at least this often.
const TICK: Duration = Duration::from_secs(1);

/// Tells one state of a file or directory from another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
    /// Of any change, the times' included: programs cannot set it.
    changed: (i64, i64),
}

impl Stamp {
    /// Of a directory, open, and `None` for what is not there or is none.
    fn of_directory(path: &Path) -> Option<(OwnedFd, Stamp)> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = fs::open(path, flags, Mode::empty()).ok()?;
        let stat = fs::fstat(&dir).ok()?;
        Some((dir, Stamp::new(&stat)))
    }

    /// Of a file in an open directory, which spares the walk along a path for each; `None` for what is not there or no file.
    fn of_file(dir: &OwnedFd, name: &str) -> Option<Stamp> {
        let stat = fs::statat(dir, name, AtFlags::empty()).ok()?;
        (FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile).then(|| Stamp::new(&stat))
    }

    fn new(stat: &Stat) -> Stamp {
        Stamp {
            device: stat.st_dev,
            inode: stat.st_ino,
            size: stat.st_size as u64,
            modified: (stat.st_mtime, stat.st_mtime_nsec as i64),
            changed: (stat.st_ctime, stat.st_ctime_nsec as i64),
        }
    }

    fn is_older_than_a_tick(&self, now: Duration) -> bool {
        let seconds = u64::try_from(self.changed.0).unwrap_or(0);
        let changed = Duration::new(seconds, u32::try_from(self.changed.1).unwrap_or(0));
        now.checked_sub(changed).is_some_and(|age| age > TICK)
    }
}

/// A file that the scan looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    stamp: Stamp,
    /// Of its contents, where they were needed.
    hash: Option<Key>,
}

/// A scanned directory and what it is known by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub directory: Arc<Directory>,
    stamp: Stamp,
    /// In the order of their names.
    files: Vec<Entry>,
}

impl Snapshot {
    /// The hash of a file's contents, if it is known.
    pub fn hash(&self, name: &str) -> Option<Key> {
        self.files.binary_search_by(|e| e.name.as_str().cmp(name)).ok().and_then(|i| self.files[i].hash)
    }

    /// With the hashes of the sources as they were read after the scan.
    pub fn set_hashes<'a>(&mut self, hashes: impl Iterator<Item = (&'a str, Key)>) {
        for (name, hash) in hashes {
            if let Ok(i) = self.files.binary_search_by(|e| e.name.as_str().cmp(name)) {
                self.files[i].hash = Some(hash);
            }
        }
    }

    fn is_current(&self) -> bool {
        Stamp::of_directory(Path::new(&self.directory.dir)).is_some_and(|(dir, stamp)| {
            stamp == self.stamp && self.files.iter().all(|f| Stamp::of_file(&dir, &f.name).as_ref() == Some(&f.stamp))
        })
    }
}

/// Where snapshots are kept.
#[derive(Clone)]
pub struct Index {
    pub cache: Arc<Cache>,
    /// This program's build, and whatever else scans depend on.
    pub build: Vec<u8>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Index")
    }
}

impl Index {
    fn key(&self, dir: &str) -> Key {
        cache::key(&[b"directory", &self.build, dir.as_bytes()])
    }

    fn find(&self, dir: &str) -> Option<Snapshot> {
        let snapshot: Snapshot = postcard::from_bytes(&self.cache.get(&self.key(dir))?).ok()?;
        (snapshot.directory.dir == dir && snapshot.is_current()).then_some(snapshot)
    }

    /// Keeps a snapshot, unless it is too fresh to be known by its stamps.
    pub fn put(&self, snapshot: &Snapshot) {
        let Ok(now) = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) else { return };
        let mut stamps = snapshot.files.iter().map(|f| &f.stamp).chain([&snapshot.stamp]);
        if stamps.all(|s| s.is_older_than_a_tick(now))
            && let Ok(bytes) = postcard::to_stdvec(snapshot)
        {
            self.cache.put(&self.key(&snapshot.directory.dir), &bytes);
        }
    }
}

/// Scans a directory, or finds that nothing there has changed. The snapshot is missing where stamps do not tell all.
pub fn scan(dir: &str, tags: &Tags, index: Option<&Index>) -> (Arc<Directory>, Option<Snapshot>) {
    let Some(index) = index else { return (Arc::new(directory::scan(dir, tags, &mut |_| ())), None) };
    if let Some(snapshot) = index.find(dir) {
        return (snapshot.directory.clone(), Some(snapshot));
    }
    let opened = Stamp::of_directory(Path::new(dir));
    let mut files = Vec::new();
    let mut complete = true;
    let directory = Arc::new(directory::scan(dir, tags, &mut |name| {
        let is_link = Path::new(dir).join(name).symlink_metadata().is_ok_and(|m| m.is_symlink());
        match opened.as_ref().and_then(|(dir, _)| Stamp::of_file(dir, name)).filter(|_| !is_link) {
            Some(stamp) => files.push(Entry { name: name.to_string(), stamp, hash: None }),
            None => complete = false,
        }
    }));
    let usable = complete && directory.error.is_none() && directory.unreadable.is_none();
    let snapshot = opened.filter(|_| usable).map(|(_, stamp)| Snapshot { directory: directory.clone(), stamp, files });
    (directory, snapshot)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct World {
        dir: tempfile::TempDir,
        index: Index,
    }

    impl World {
        fn new() -> World {
            let dir = tempfile::tempdir().expect("a temporary directory");
            let cache = Arc::new(Cache::open(dir.path().join("cache"), 1 << 20));
            std::fs::create_dir(dir.path().join("p")).expect("writable");
            World { dir, index: Index { cache, build: b"test".to_vec() } }
        }
        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.dir.path().join("p").join(name), text).expect("writable");
        }
        fn scan(&self) -> (Arc<Directory>, Option<Snapshot>) {
            let dir = self.dir.path().join("p");
            scan(dir.to_str().expect("UTF-8"), &Tags::new(&[]), Some(&self.index))
        }
        /// Scans, keeps that, and tells whether the next scan finds it.
        fn is_remembered(&self) -> bool {
            let mut snapshot = self.scan().1.expect("a snapshot");
            snapshot.set_hashes([("a.go", [7; 32])].into_iter());
            self.index.put(&snapshot);
            self.scan().1.is_some_and(|s| s.hash("a.go") == Some([7; 32]))
        }
    }

    #[test]
    fn every_change_is_noticed() {
        let w = World::new();
        w.write("a.go", "package p\n");
        w.write("b.go", "package p\nimport \"x\"\n");
        assert!(!w.is_remembered(), "too fresh: another change could leave the same times");
        let changes: [&dyn Fn(); 5] = [
            // Of the same length.
            &|| w.write("b.go", "package p\nimport \"y\"\n"),
            &|| w.write("c.go", "package p\n"),
            &|| std::fs::remove_file(w.dir.path().join("p/c.go")).expect("removable"),
            &|| w.write("b_test.go", "package p\n"),
            &|| {
                // Put in its place with its times.
                let (old, new) = (w.dir.path().join("p/b.go"), w.dir.path().join("new"));
                std::fs::write(&new, "package p\nimport \"z\"\n").expect("writable");
                let times = old.metadata().and_then(|m| m.modified()).expect("times");
                std::fs::File::options().append(true).open(&new).and_then(|f| f.set_modified(times)).expect("settable");
                std::fs::rename(new, old).expect("movable");
            },
        ];
        for (i, change) in changes.iter().enumerate() {
            std::thread::sleep(TICK + Duration::from_millis(100));
            assert!(w.is_remembered(), "before change {i}");
            change();
            let (directory, snapshot) = w.scan();
            assert!(snapshot.is_none_or(|s| s.hash("a.go").is_none()), "change {i}");
            let imports: Vec<&str> =
                directory.files.iter().flat_map(|f| &f.header.imports).map(|i| i.path.as_str()).collect();
            assert_eq!(imports, [if i == 4 { "z" } else { "y" }], "change {i}");
        }
    }

    #[test]
    fn damage_is_absence() {
        let w = World::new();
        w.write("a.go", "package p\n");
        std::thread::sleep(TICK + Duration::from_millis(100));
        assert!(w.is_remembered());
        let dir = w.dir.path().join("p");
        let key = w.index.key(dir.to_str().expect("UTF-8"));
        let bytes = w.index.cache.get(&key).expect("an entry");
        for n in 0..bytes.len() {
            w.index.cache.put(&key, &bytes[..n]);
            assert!(w.scan().1.is_none_or(|s| s.hash("a.go").is_none()), "{n} bytes");
        }
    }

    /// A link's target can change without a trace in the directory.
    #[test]
    fn links_are_not_remembered() {
        let w = World::new();
        std::fs::write(w.dir.path().join("target"), "package p\n").expect("writable");
        std::os::unix::fs::symlink(w.dir.path().join("target"), w.dir.path().join("p/a.go")).expect("a link");
        let (directory, snapshot) = w.scan();
        assert_eq!(directory.files.len(), 1);
        assert!(snapshot.is_none());
    }
}
