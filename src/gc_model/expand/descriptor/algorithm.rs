//! How values of a type are compared and hashed: as plain memory, by the runtime's function for a basic type, or part by part.
//!
//! A signature says which parts there are: `M8` eight bytes of memory, `K4` four bytes to leave out, `F` and `G` floats, `S` a
//! string, `I` and `E` an interface with and without methods, `[3S]` a part three times. Types with the same signature share
//! one function. ([`compare`](super::compare) has the functions.)

use crate::ir::Unit;
use crate::types::size;
use escape_types::sizes::offsets_of;
use escape_types::typeset::type_set;
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, Type, TypeKind, budget};

#[derive(Copy, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Byte by byte.
    Memory,
    /// Strings, interfaces, floats: as the type's basic kind says.
    Basic,
    /// Part by part.
    Parts,
    Incomparable,
}

/// How values of the type are compared.
pub(super) fn kind(u: &mut Unit, t: Type) -> Kind {
    let t = unalias(t);
    if let Some(&k) = u.expander.descriptors.kinds.get(&t) {
        return k;
    }
    if !budget::spend(1) {
        return Kind::Incomparable;
    }
    use BasicKind::*;
    let found = match underlying(t).kind() {
        TypeKind::Basic(Float32 | Float64 | Complex64 | Complex128 | String) | TypeKind::Interface(_) => Kind::Basic,
        TypeKind::Slice(_) | TypeKind::Map { .. } | TypeKind::Signature(_) => Kind::Incomparable,
        TypeKind::Array { elem, len } => match (kind(u, *elem), *len) {
            (k @ (Kind::Memory | Kind::Incomparable), _) | (k, 1) => k,
            (_, 0) => Kind::Memory,
            _ => Kind::Parts,
        },
        TypeKind::Struct(s) => match &s.fields[..] {
            [f] if f.name() != "_" => kind(u, f.typ()),
            fields => {
                let offsets = offsets_of(t);
                let mut all = Kind::Memory;
                for (i, f) in fields.iter().enumerate() {
                    let end = offsets.get(i).copied().unwrap_or(0) + size(f.typ());
                    let next = offsets.get(i + 1).copied().unwrap_or(size(t));
                    match kind(u, f.typ()) {
                        Kind::Memory if f.name() != "_" && end == next => {}
                        Kind::Incomparable => all = Kind::Incomparable,
                        _ if all == Kind::Memory => all = Kind::Parts,
                        _ => {}
                    }
                }
                all
            }
        },
        _ => Kind::Memory,
    };
    u.expander.descriptors.kinds.insert(t, found);
    found
}

/// The signature of a comparable type.
pub(super) fn signature(u: &mut Unit, t: Type) -> String {
    let mut b = Builder::default();
    b.add(u, t);
    b.flush(true);
    b.text
}

/// A signature being written; runs of memory, and of bytes left out, are joined.
#[derive(Default)]
struct Builder {
    text: String,
    memory: i64,
    skipped: i64,
}

impl Builder {
    fn flush(&mut self, at_end: bool) {
        if self.memory > 0 {
            self.text.push_str(&format!("M{}", self.memory));
        }
        if self.skipped > 0 && !at_end {
            self.text.push_str(&format!("K{}", self.skipped));
        }
        (self.memory, self.skipped) = (0, 0);
    }

    fn memory(&mut self, n: i64) {
        if self.memory == 0 {
            self.flush(false);
        }
        self.memory += n;
    }

    fn skip(&mut self, n: i64) {
        if self.skipped == 0 {
            self.flush(false);
        }
        self.skipped += n;
    }

    fn part(&mut self, letters: &str) {
        self.flush(false);
        self.text.push_str(letters);
    }

    fn add(&mut self, u: &mut Unit, t: Type) {
        if self.text.len() > u.limits.signature {
            return u.give_up(budget::place(), "a comparable type has too many parts".into());
        }
        if !budget::spend(1) {
            return;
        }
        use BasicKind::*;
        match underlying(t).kind() {
            TypeKind::Basic(k) => match k {
                Float32 => self.part("F"),
                Float64 => self.part("G"),
                Complex64 => self.part("FF"),
                Complex128 => self.part("GG"),
                String | UntypedString => self.part("S"),
                _ => self.memory(size(t)),
            },
            TypeKind::Interface(_) if type_set(underlying(t)).methods.is_empty() => self.part("E"),
            TypeKind::Interface(_) => self.part("I"),
            TypeKind::Struct(s) => {
                let offsets = offsets_of(t);
                let mut at = 0;
                for (f, &offset) in s.fields.iter().zip(offsets.iter()) {
                    if f.name() == "_" {
                        continue;
                    }
                    if at < offset {
                        self.skip(offset - at);
                    }
                    self.add(u, f.typ());
                    at = offset + size(f.typ());
                }
                if at < size(t) {
                    self.skip(size(t) - at);
                }
            }
            TypeKind::Array { elem, len } => self.array(u, t, *elem, *len),
            _ => self.memory(size(t)),
        }
    }

    /// An array: few elements one by one, more of them as a loop that compares about 32 bytes at a time, after those that
    /// are left over.
    fn array(&mut self, u: &mut Unit, t: Type, elem: Type, len: i64) {
        if kind(u, t) == Kind::Memory {
            return self.memory(size(t));
        }
        let width = size(elem);
        if width <= 0 || len <= 0 {
            return;
        }
        if len == 1 {
            return self.add(u, elem);
        }
        let at_once = (32 / width).max(1);
        let rest = len % at_once;
        let loops = len / at_once;
        let single = if loops == 1 { len } else { rest };
        for _ in 0..single {
            self.add(u, elem);
        }
        if loops > 1 {
            self.flush(false);
            self.text.push_str(&format!("[{loops}"));
            for _ in 0..at_once {
                self.add(u, elem);
            }
            self.flush(false);
            self.text.push(']');
        }
    }
}

/// One part of a signature.
pub(super) enum Part<'s> {
    Memory(i64),
    Skip(i64),
    Float(i64),
    String,
    Iface,
    Eface,
    /// How often, and which part.
    Loop(i64, &'s str),
}

impl Part<'_> {
    fn size(&self) -> i64 {
        match self {
            Part::Memory(n) | Part::Skip(n) | Part::Float(n) => *n,
            Part::String | Part::Iface | Part::Eface => 16,
            Part::Loop(n, of) => n * signature_size(of),
        }
    }
}

/// The parts of a signature with their offsets.
pub(super) fn parts(mut s: &str) -> Vec<(i64, Part<'_>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(letter) = s.chars().next() {
        s = &s[letter.len_utf8()..];
        let mut number = || {
            let end = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
            let (n, rest) = s.split_at(end);
            s = rest;
            n.parse().unwrap_or(0)
        };
        let part = match letter {
            'M' => Part::Memory(number()),
            'K' => Part::Skip(number()),
            'F' => Part::Float(4),
            'G' => Part::Float(8),
            'S' => Part::String,
            'I' => Part::Iface,
            'E' => Part::Eface,
            _ => {
                let n = number();
                let end = closing(s);
                let of = &s[..end];
                s = s.get(end + 1..).unwrap_or("");
                Part::Loop(n, of)
            }
        };
        let size = part.size();
        out.push((at, part));
        at += size;
    }
    out
}

/// Where the loop that is being read ends.
fn closing(s: &str) -> usize {
    let mut depth = 0;
    let end = s.bytes().position(|b| match b {
        b'[' => {
            depth += 1;
            false
        }
        b']' if depth == 0 => true,
        b']' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    end.unwrap_or(s.len())
}

/// How many bytes a signature is about.
fn signature_size(s: &str) -> i64 {
    parts(s).iter().map(|(_, p)| p.size()).sum()
}

/// The signature without bytes to leave out at its end.
pub(super) fn trimmed(s: &str) -> &str {
    match s.rfind('K') {
        Some(i) if s[i + 1..].bytes().all(|b| b.is_ascii_digit()) => &s[..i],
        _ => s,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_signatures() {
        for (signature, size) in [("M8S", 24), ("M2K6M40", 48), ("[4SS]FG", 140), ("[2[3S]E]I", 144), ("", 0)] {
            assert_eq!(signature_size(signature), size, "{signature}");
        }
        assert_eq!(trimmed("M8K8"), "M8");
        assert_eq!(trimmed("M8K8S"), "M8K8S");
    }
}
