//! Packages before they are compiled: their sources' hashes, their keys, and the results that the cache has.

use crate::command::loading::Loaded;
use crate::command::offers::Offers;
use crate::command::pipeline::Job;
use crate::command::report::Done;
use crate::diagnostic::record::Records;
use escape_load::cache::{self, Key};
use escape_load::index::{Index, Snapshot};
use escape_load::{Package, Program, directory};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

pub type Sources = Result<Vec<Vec<u8>>, String>;

/// A package before it is compiled.
pub struct Prepared {
    /// Its files' contents, taken when they are parsed; or why they cannot be read. `None` when they are as they were.
    pub sources: Mutex<Option<Sources>>,
    /// Hashes of the files' contents.
    pub hashes: Vec<Key>,
    /// Of its offer and its result.
    pub key: Option<Key>,
}

/// `unsafe` is the compiler's; a bundled package has no files.
pub fn has_sources(p: &Package) -> bool {
    !(p.import_path == "unsafe" && p.std || p.files.is_empty())
}

/// Makes the keys: reads and hashes, with all threads, the sources that are not known to be what they were.
pub fn prepare(loaded: &Loaded, offers: &Offers, job: &Job, use_index: bool) -> Vec<Prepared> {
    let packages = &loaded.program.packages;
    let snapshots = &loaded.program.snapshots;
    let known = |p: &Package| -> Option<Vec<Key>> {
        if !has_sources(p) {
            return Some(Vec::new());
        }
        let snapshot = snapshots.get(&p.dir).filter(|_| use_index)?;
        p.files.iter().map(|name| snapshot.hash(name)).collect()
    };
    type Read = (Option<Sources>, Vec<Key>);
    let read: Vec<OnceLock<Read>> =
        packages.iter().map(|p| known(p).map(|h| (None, h)).map_or_else(OnceLock::new, OnceLock::from)).collect();
    let unread: Vec<usize> = (0..packages.len()).filter(|&i| read[i].get().is_none()).collect();
    on_threads(job, unread.len(), |n| {
        let i = unread[n];
        let sources = read_sources(&packages[i]);
        let hashes = sources.iter().flatten().map(|text| cache::key(&[text])).collect();
        let _ = read[i].set((Some(sources), hashes));
    });
    let mut prepared: Vec<Prepared> = Vec::with_capacity(packages.len());
    for (p, cell) in packages.iter().zip(read) {
        let (sources, hashes) = cell.into_inner().unwrap_or((Some(Err("not read".into())), Vec::new()));
        // A package's test variant and what is made for it share paths with the plain ones.
        let usable = p.test_of.is_none() && !matches!(sources, Some(Err(_)));
        let imports: Option<Vec<Key>> = p.imports.iter().map(|&(_, m)| prepared[m].key).collect();
        let own = offers.own_key(p, &hashes);
        let key = imports.filter(|_| usable).map(|imports| offers.key(p, &own, job.mode(p), &imports));
        prepared.push(Prepared { sources: Mutex::new(sources), hashes, key });
    }
    if let Some(index) = loaded.index.as_ref().filter(|_| use_index) {
        remember(loaded, index, &unread, &prepared);
    }
    prepared
}

/// The results that the cache has, read with all threads.
pub fn remembered(packages: &[Package], prepared: &[Prepared], offers: &Offers, job: &Job) -> Vec<Option<Done>> {
    let is_kept = |&i: &usize| packages[i].named && !job.wants_facts() && job.bundle.is_none();
    let kept: Vec<usize> = (0..packages.len()).filter(is_kept).collect();
    let find = |i: usize| {
        let key = prepared[i].key?;
        let bytes = offers.result(&key, &job.result_kind(&packages[i]))?;
        Some(Done { records: Records::read(&bytes).ok()?, ..Done::default() })
    };
    let results: Vec<OnceLock<Option<Done>>> = packages.iter().map(|_| OnceLock::new()).collect();
    on_threads(job, kept.len(), |n| {
        let _ = results[kept[n]].set(find(kept[n]));
    });
    results.into_iter().map(|r| r.into_inner().flatten()).collect()
}

/// Does `0..count` with the threads that the job has.
fn on_threads(job: &Job, count: usize, act: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(i) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&i| i < count) {
            act(i);
        }
    };
    std::thread::scope(|s| {
        for _ in 1..job.jobs.min(8).min(count) {
            s.spawn(work);
        }
        work();
    });
}

/// Puts into the index what it does not have yet.
fn remember(loaded: &Loaded, index: &Index, read: &[usize], prepared: &[Prepared]) {
    let Program { packages, snapshots, .. } = &loaded.program;
    let mut changed: BTreeMap<&str, Snapshot> = BTreeMap::new();
    for &i in read {
        let p = &packages[i];
        if let Some(snapshot) = snapshots.get(&p.dir) {
            let snapshot = changed.entry(&p.dir).or_insert_with(|| Snapshot::clone(snapshot));
            snapshot.set_hashes(p.files.iter().map(String::as_str).zip(prepared[i].hashes.iter().copied()));
        }
    }
    changed.values().for_each(|snapshot| index.put(snapshot));
}

pub fn read_sources(p: &Package) -> Sources {
    if !has_sources(p) {
        return Ok(Vec::new());
    }
    p.files.iter().map(|name| directory::read_source(&format!("{}/{name}", p.dir))).collect()
}
