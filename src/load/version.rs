//! Versions: of modules and of Go.
//!
//! The model: modules have semantic versions, compared by the rules of semver.org; a module's path says its major version from v2 on (`/v2`,
//! in gopkg.in `.v2`; "Go Modules Reference", "Versions"). Go's own are `1.22` (the language), then `1.22rc1`, then `1.22.0` and later.

use std::cmp::Ordering;

/// `1.22`, `1.22.3`, `1.21rc1`: its major and minor version.
pub fn go_version(text: &str) -> Option<(u32, u32)> {
    go_key(text).map(|k| (k.0, k.1))
}

/// What Go versions are ordered by.
fn go_key(text: &str) -> Option<(u32, u32, u8, u32)> {
    let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u32>().ok()).flatten();
    let (major, rest) = text.split_once('.')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (minor, tail) = rest.split_at(digits);
    let (stage, n) = match tail {
        "" => (0, 0),
        _ => ["beta", "rc", "."]
            .iter()
            .zip(1..)
            .find_map(|(kind, stage)| Some((stage, number(tail.strip_prefix(kind)?)?)))?,
    };
    Some((number(major)?, number(minor)?, stage, n))
}

/// What is no Go version comes first.
pub fn compare_go(a: &str, b: &str) -> Ordering {
    go_key(a).cmp(&go_key(b))
}

/// Since Go 1.21 a `go` line is a requirement, also of those who use the module.
pub fn is_strict_go(go: &str) -> bool {
    go_version(go) >= Some((1, 21))
}

/// The `go` line of another module, read with good will: `v1.20`, `1.20.x`.
pub fn lax_go_version(text: &str) -> Option<String> {
    if go_version(text).is_some() {
        return Some(text.to_string());
    }
    let text = text.strip_prefix('v').unwrap_or(text);
    let dot = text.find('.')?;
    let end = text[dot + 1..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |i| dot + 1 + i);
    go_version(&text[..end]).map(|_| text[..end].to_string())
}

/// Whether a module's version is spelled as `go.mod` must: all three numbers, no metadata but `+incompatible`.
pub fn is_canonical(version: &str) -> bool {
    let Some(v) = version.strip_prefix('v') else { return false };
    let v = v.strip_suffix("+incompatible").unwrap_or(v);
    let (core, pre) = v.split_once('-').map_or((v, None), |(core, pre)| (core, Some(pre)));
    let number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && (s == "0" || !s.starts_with('0'));
    let part = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    core.split('.').count() == 3 && core.split('.').all(number) && pre.is_none_or(|p| p.split('.').all(part))
}

/// What is wrong with a version of a module, given the major version in its path.
pub fn wrong_major(path: &str, version: &str) -> Option<String> {
    let major = version.split('.').next().unwrap_or("");
    let (want, fits) = match path_major(path) {
        PathMajor::None if path.starts_with("gopkg.in/") => return Some(format!("malformed module path \"{path}\"")),
        PathMajor::None => ("v0 or v1", matches!(major, "v0" | "v1") || version.ends_with("+incompatible")),
        // An old tag of gopkg.in's v1 may be a version without one.
        PathMajor::Dotted(m) => (m, m == major || m == "v1" && version.starts_with("v0.0.0-")),
        PathMajor::Element(m) => (m, m == major),
    };
    (!fits).then(|| format!("should be {want}, not {major}"))
}

enum PathMajor<'a> {
    None,
    /// `gopkg.in/x.v2`
    Dotted(&'a str),
    /// `x/v2`
    Element(&'a str),
}

fn path_major(path: &str) -> PathMajor<'_> {
    let is_major = |m: &str| m.len() > 1 && m.starts_with('v') && m[1..].bytes().all(|b| b.is_ascii_digit());
    if path.starts_with("gopkg.in/") {
        let last = path.rsplit_once('.').map(|(_, m)| m.strip_suffix("-unstable").unwrap_or(m));
        return last.filter(|m| is_major(m)).map_or(PathMajor::None, PathMajor::Dotted);
    }
    let last = path.rsplit_once('/').map(|(_, m)| m);
    last.filter(|m| is_major(m) && !m.starts_with("v0") && *m != "v1").map_or(PathMajor::None, PathMajor::Element)
}

/// The version of a module that is only replaced: the earliest that its path allows.
pub fn earliest(path: &str) -> String {
    let major = match path_major(path) {
        PathMajor::None => "v0",
        PathMajor::Dotted(m) | PathMajor::Element(m) => m,
    };
    format!("{major}.0.0-00010101000000-000000000000")
}

/// Compares two semantic versions (`v1.2.3-pre+meta`) by precedence; what is not a version comes first.
pub fn compare(a: &str, b: &str) -> Ordering {
    fn split(v: &str) -> Option<([u64; 3], &str)> {
        let v = v.strip_prefix('v')?.split('+').next()?;
        let (core, pre) = v.split_once('-').unwrap_or((v, ""));
        let mut n = [0; 3];
        for (i, part) in core.split('.').enumerate() {
            *n.get_mut(i)? = part.parse().ok()?;
        }
        Some((n, pre))
    }
    let (Some((na, pa)), Some((nb, pb))) = (split(a), split(b)) else {
        return split(a).is_some().cmp(&split(b).is_some());
    };
    let pre = match (pa.is_empty(), pb.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => compare_pre(pa, pb),
    };
    na.cmp(&nb).then(pre)
}

fn compare_pre(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                let number = |s: &str| (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then_some(s.len());
                match (number(x), number(y)) {
                    (Some(n), Some(m)) => n.cmp(&m).then(x.cmp(y)),
                    (Some(_), None) => Ordering::Less,
                    (None, Some(_)) => Ordering::Greater,
                    (None, None) => x.cmp(y),
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precedence() {
        for (a, b) in [
            ("v1.0.0", "v1.0.1"),
            ("v1.9.0", "v1.10.0"),
            ("v1.0.0-rc1", "v1.0.0"),
            ("v1.0.0-alpha.1", "v1.0.0-alpha.beta"),
            ("v0.0.0-20200101000000-abcdef", "v0.0.0-20210101000000-abcdef"),
            ("", "v0.0.0"),
        ] {
            assert_eq!(compare(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(compare(b, a), Ordering::Greater, "{a} {b}");
        }
    }

    #[test]
    fn go_versions() {
        assert_eq!(go_version("1.21rc1"), Some((1, 21)));
        assert_eq!(go_version("1.22.3"), Some((1, 22)));
        assert_eq!(["1", "1.x", "1.22.", "v1.22", "1.22rc"].map(go_version), [None; 5]);
        for (a, b) in [("1.22", "1.22rc1"), ("1.22rc1", "1.22.0"), ("1.22.9", "1.22.10"), ("1.22.10", "1.100")] {
            assert_eq!(compare_go(a, b), Ordering::Less, "{a} {b}");
        }
        assert_eq!(["v1.20", "1.20.x", "1.x"].map(lax_go_version), [Some("1.20".into()), Some("1.20".into()), None]);
    }

    #[test]
    fn module_versions() {
        for good in ["v1.2.3", "v0.0.0-20200101000000-abcdef", "v2.0.0+incompatible", "v1.0.0-rc.1"] {
            assert!(is_canonical(good), "{good}");
        }
        for bad in ["1.0.0", "v1", "v1.0", "v1.0.0+meta", "latest", "v1.0.0-", "v01.0.0"] {
            assert!(!is_canonical(bad), "{bad}");
        }
        for (path, version, expect) in [
            ("a.b/c", "v1.0.0", None),
            ("a.b/c", "v2.0.0", Some("should be v0 or v1, not v2")),
            ("a.b/c/v2", "v1.0.0", Some("should be v2, not v1")),
            ("a.b/c/v3", "v3.0.0-rc1", None),
            ("a.b/c", "v3.0.0+incompatible", None),
            ("gopkg.in/yaml.v2", "v3.0.0", Some("should be v2, not v3")),
            ("gopkg.in/yaml", "v3.0.0", Some("malformed module path \"gopkg.in/yaml\"")),
        ] {
            assert_eq!(wrong_major(path, version).as_deref(), expect, "{path} {version}");
        }
    }
}
