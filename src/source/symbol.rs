//! Names and literal texts, interned once per process.
//!
//! The model: a [`Symbol`] is an index into one append-only table of texts, so that equality is a comparison of numbers and the
//! text is two loads away. Finding the index of a text takes the lock of one of [`SHARDS`] hash tables, chosen by the text's
//! hash. Texts live as long as the process, in chunks that each table leaks. Indices depend on the order in which threads read:
//! they are never printed, serialised, or ordered by ([`Ord`] is that of the texts).

use hashbrown::HashTable;
use parking_lot::Mutex;
use std::fmt;
use std::hash::Hasher;
use std::num::NonZeroU32;
use std::sync::LazyLock;

/// An interned text. The default is the empty one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(NonZeroU32);

struct Entry {
    text: &'static str,
    hash: u64,
}

#[derive(Default)]
struct Shard {
    /// Of symbols, by the hash of their text.
    table: HashTable<Symbol>,
    /// What is left of the chunk that texts are put in.
    room: &'static mut [u8],
}

const SHARDS: usize = 16;
const CHUNK: usize = 16 << 10;
const EMPTY: Symbol = Symbol(NonZeroU32::MIN);
/// The number of the first entry of [`ENTRIES`]: the empty text has none.
const FIRST: u32 = 2;

static ENTRIES: boxcar::Vec<Entry> = boxcar::Vec::new();
static INDEX: LazyLock<[Mutex<Shard>; SHARDS]> = LazyLock::new(Default::default);

/// The symbol of `text`.
pub fn intern(text: &str) -> Symbol {
    if text.is_empty() {
        return EMPTY;
    }
    let hash = hash(text);
    // The tables take the lowest bits for the place and the highest for the tag.
    let mut shard = INDEX[(hash >> 32) as usize % SHARDS].lock();
    if let Some(&known) = shard.table.find(hash, |s| s.as_str() == text) {
        return known;
    }
    let text = shard.keep(text);
    let number = u32::try_from(ENTRIES.push(Entry { text, hash })).ok().and_then(|n| n.checked_add(FIRST));
    let symbol = Symbol(number.and_then(NonZeroU32::new).expect("fewer than 4 billion names"));
    shard.table.insert_unique(hash, symbol, |s| s.precomputed_hash());
    symbol
}

fn hash(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Shard {
    /// A copy of `text` that stays.
    fn keep(&mut self, text: &str) -> &'static str {
        if self.room.len() < text.len() {
            if text.len() > CHUNK / 4 {
                return Box::leak(text.into());
            }
            self.room = Box::leak(vec![0; CHUNK].into_boxed_slice());
        }
        let (place, rest) = std::mem::take(&mut self.room).split_at_mut(text.len());
        self.room = rest;
        place.copy_from_slice(text.as_bytes());
        str::from_utf8(place).expect("a copy of a str")
    }
}

impl Symbol {
    fn entry(self) -> Option<&'static Entry> {
        self.0.get().checked_sub(FIRST).and_then(|n| ENTRIES.get(n as usize))
    }

    /// The text.
    pub fn as_str(self) -> &'static str {
        self.entry().map_or("", |e| e.text)
    }

    /// A hash of the text, the same in every process.
    pub fn precomputed_hash(self) -> u64 {
        self.entry().map_or(0, |e| e.hash)
    }
}

impl Default for Symbol {
    fn default() -> Symbol {
        EMPTY
    }
}

impl std::ops::Deref for Symbol {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Symbol) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Symbol) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq<str> for Symbol {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Symbol {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        let long = "é".repeat(CHUNK);
        let all: Vec<String> = (0..5000).map(|i| format!("name{i}")).chain([String::new(), long]).collect();
        let symbols: Vec<Symbol> = std::thread::scope(|s| {
            let read = || all.iter().map(|t| intern(t)).collect::<Vec<_>>();
            let (a, b) = (s.spawn(read), s.spawn(read));
            let (a, b) = (a.join().expect("a thread"), b.join().expect("a thread"));
            assert_eq!(a, b);
            a
        });
        for (symbol, text) in symbols.iter().zip(&all) {
            assert_eq!(symbol, text.as_str());
        }
        assert_eq!(Symbol::default(), intern(""));
        assert!(intern("b") > intern("a"));
    }
}
