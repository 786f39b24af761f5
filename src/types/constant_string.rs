//! Constant strings.
//!
//! `"a" + "b" + …` has as many partial sums as operands, each a constant of its own; together they have the square of the
//! source's bytes. So a sum keeps its operands, as gc's does, and is joined when somebody asks for its bytes, which for most
//! nobody does: the length is known without, and messages print the beginning. What joining takes is counted in [`budget`].

use crate::budget;
use std::sync::{Arc, OnceLock};

/// Sums up to this length are joined at once.
const SHORT: usize = 64;
/// Bytes to a step of the budget: a package may join 400 MB.
const BYTES_PER_STEP: u64 = 8;

/// The value of a constant string.
#[derive(Debug)]
pub struct ConstString {
    len: usize,
    operands: Option<(Arc<ConstString>, Arc<ConstString>)>,
    bytes: OnceLock<Arc<[u8]>>,
}

impl ConstString {
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> ConstString {
        let bytes = bytes.into();
        ConstString { len: bytes.len(), operands: None, bytes: bytes.into() }
    }

    /// `x + y`.
    pub fn sum(x: &Arc<ConstString>, y: &Arc<ConstString>) -> Arc<ConstString> {
        if x.is_empty() || y.is_empty() {
            return if x.is_empty() { y.clone() } else { x.clone() };
        }
        let len = x.len.saturating_add(y.len);
        let sum = ConstString { len, operands: Some((x.clone(), y.clone())), bytes: OnceLock::new() };
        Arc::new(if len <= SHORT { ConstString::new(sum.head(len)) } else { sum })
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes; none when the package's budget is used up.
    pub fn bytes(&self) -> Arc<[u8]> {
        if self.bytes.get().is_none() && !budget::spend(self.len as u64 / BYTES_PER_STEP) {
            return Arc::default();
        }
        self.bytes.get_or_init(|| self.head(self.len).into()).clone()
    }

    /// The first bytes, as many as there are of that many.
    pub fn head(&self, count: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(count.min(self.len));
        let mut waiting = vec![self];
        while out.len() < count
            && let Some(s) = waiting.pop()
        {
            match (s.bytes.get(), &s.operands) {
                (Some(bytes), _) => out.extend_from_slice(&bytes[..bytes.len().min(count - out.len())]),
                (None, Some((x, y))) => waiting.extend([&**y, &**x]),
                (None, None) => {}
            }
        }
        out
    }
}

impl Drop for ConstString {
    /// A sum of many operands is nested as deep as they are many.
    fn drop(&mut self) {
        let mut waiting: Vec<Arc<ConstString>> = self.operands.take().map_or_else(Vec::new, |(x, y)| vec![x, y]);
        while let Some(s) = waiting.pop() {
            if let Some(mut s) = Arc::into_inner(s) {
                waiting.extend(s.operands.take().into_iter().flat_map(|(x, y)| [x, y]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operands: &[&str], head: usize, expect: &str) {
        let empty = Arc::new(ConstString::new(*b""));
        let sum =
            operands.iter().fold(empty, |sum, s| ConstString::sum(&sum, &Arc::new(ConstString::new(s.as_bytes()))));
        assert_eq!(sum.head(head), expect.as_bytes());
        assert_eq!(*sum.bytes(), *operands.concat().as_bytes());
    }

    #[test]
    fn sums() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        check(&["x", "", "y"], 9, "xy");
        check(&[&a, &b, "c"], 81, &format!("{a}{b}c"));
        check(&[&a, &b, "c"], 41, &format!("{a}b"));
        check(&vec![a.as_str(); 200_000], 50, &"a".repeat(50));
    }

    #[test]
    fn the_budget_ends_joining() {
        let mut s = Arc::new(ConstString::new("a".repeat(SHORT).into_bytes()));
        while s.len() < 1 << 30 {
            s = ConstString::sum(&s, &s);
        }
        budget::start(budget::STEPS);
        assert_eq!((s.len(), s.bytes().len(), budget::exhausted()), (1 << 30, 0, true));
    }
}
