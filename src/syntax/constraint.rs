//! The language version that a `//go:build` line implies: the lowest `go1.N` without which the line cannot hold.

use crate::ast::GoVersion;

#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    /// Nothing is implied.
    None,
    Minor(u32),
}

/// Of `go:build …` (without the slashes). `None` when the line is malformed or implies nothing.
pub fn go_version(line: &str) -> Option<GoVersion> {
    let text = line.strip_prefix("go:build")?;
    if !text.starts_with([' ', '\t']) {
        return None;
    }
    let mut p = Parser { rest: text.trim(), depth: 0 };
    let v = p.or(true)?;
    match (p.rest.is_empty(), v) {
        (true, Version::Minor(n)) => Some(GoVersion::go1(n)),
        _ => None,
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

impl Parser<'_> {
    fn take(&mut self, s: &str) -> bool {
        match self.rest.strip_prefix(s) {
            Some(r) => {
                self.rest = r.trim_start();
                true
            }
            None => false,
        }
    }

    fn or(&mut self, positive: bool) -> Option<Version> {
        let mut v = self.and(positive)?;
        while self.take("||") {
            let w = self.and(positive)?;
            v = if positive { v.min(w) } else { v.max(w) };
        }
        Some(v)
    }

    fn and(&mut self, positive: bool) -> Option<Version> {
        let mut v = self.not(positive)?;
        while self.take("&&") {
            let w = self.not(positive)?;
            v = if positive { v.max(w) } else { v.min(w) };
        }
        Some(v)
    }

    fn not(&mut self, positive: bool) -> Option<Version> {
        if self.take("!") {
            return if self.rest.starts_with('!') { None } else { self.not(!positive) };
        }
        if self.take("(") {
            self.depth += 1;
            if self.depth > 1000 {
                return None;
            }
            let v = self.or(positive)?;
            self.depth -= 1;
            return self.take(")").then_some(v);
        }
        let n = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(self.rest.len());
        let (tag, rest) = self.rest.split_at(n);
        if tag.is_empty() {
            return None;
        }
        self.rest = rest.trim_start();
        Some(match tag {
            "go1" if positive => Version::Minor(0),
            _ if positive => {
                tag.strip_prefix("go1.").and_then(|m| m.parse().ok()).map_or(Version::None, Version::Minor)
            }
            _ => Version::None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Option<u32>) {
        assert_eq!(go_version(line), expect.map(GoVersion::go1), "{line}");
    }

    #[test]
    fn implied_versions() {
        check("go:build go1.21", Some(21));
        check("go:build linux && go1.18", Some(18));
        check("go:build linux || go1.18", None);
        check("go:build go1.20 || go1.18", Some(18));
        check("go:build !go1.20", None);
        check("go:build (go1.20 && (linux || darwin))", Some(20));
        check("go:build go1.20 &&", None);
    }
}
