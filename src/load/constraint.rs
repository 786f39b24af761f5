//! Build constraints: which files of a directory belong to the build.
//!
//! The model: a build has a set of satisfied tags (here always linux/amd64, gc, no cgo). A file is in when the suffix of its
//! name (`_linux`, `_amd64`, `_linux_amd64`) and its `//go:build` line, or its older `// +build` lines, are satisfied. An
//! expression is evaluated while it is read; there is no tree.

use rustc_hash::FxHashSet;

/// The newest release tag: gc 1.27.
pub const RELEASE: u32 = 27;

/// Experiments that gc 1.27.3 switches on for linux/amd64 (`go list -f '{{context.ToolTags}}'`).
const TOOL_TAGS: &[&str] = &[
    "goexperiment.regabiwrappers",
    "goexperiment.regabiargs",
    "goexperiment.dwarf5",
    "goexperiment.jsonv2",
    "goexperiment.greenteagc",
    "goexperiment.randomizedheapbase64",
    "goexperiment.sizespecializedmalloc",
    "amd64.v1",
];

const KNOWN_OS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

const KNOWN_ARCH: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// The tags that hold in a build.
pub struct Tags {
    set: FxHashSet<String>,
}

impl Tags {
    /// linux/amd64, GOAMD64=v1, gc, cgo off, and the user's own tags.
    pub fn new(user: &[String]) -> Tags {
        let mut set: FxHashSet<String> =
            ["linux", "amd64", "unix", "gc"].iter().chain(TOOL_TAGS).map(|s| s.to_string()).collect();
        set.extend((1..=RELEASE).map(|n| format!("go1.{n}")));
        set.extend(user.iter().cloned());
        Tags { set }
    }

    fn has(&self, tag: &str) -> bool {
        // The tag's old name is still in use.
        self.set.contains(if tag == "boringcrypto" { "goexperiment.boringcrypto" } else { tag })
    }

    /// Whether the name's `_GOOS`, `_GOARCH` or `_GOOS_GOARCH` suffix (before `_test`) admits the file.
    ///
    /// What precedes the first underscore never counts: `linux.go` is not constrained.
    pub fn admits_name(&self, name: &str) -> bool {
        let stem = name.split('.').next().unwrap_or("");
        let Some(first) = stem.find('_') else { return true };
        let mut parts: Vec<&str> = stem[first..].split('_').collect();
        if parts.last() == Some(&"test") {
            parts.pop();
        }
        let Some(&last) = parts.last() else { return true };
        if KNOWN_ARCH.contains(&last) && parts.len() >= 2 {
            let os = parts[parts.len() - 2];
            if KNOWN_OS.contains(&os) {
                return self.has(last) && self.has(os);
            }
        }
        if KNOWN_OS.contains(&last) || KNOWN_ARCH.contains(&last) { self.has(last) } else { true }
    }

    /// Whether the constraints in a file's header admit it. `header` is the text up to the package clause or beyond.
    ///
    /// The error is the go command's text for a malformed `//go:build` line.
    pub fn admits_header(&self, header: &[u8]) -> Result<bool, String> {
        // Nearly all files have neither form; look before splitting lines.
        if !contains(header, b"go:build") && !contains(header, b"+build") {
            return Ok(true);
        }
        let scan = scan_header(header)?;
        if let Some(line) = scan.go_build {
            return evaluate(line, self).map_err(|e| format!("parsing //go:build line: {e}"));
        }
        Ok(header[..scan.end].split(|&b| b == b'\n').all(|line| {
            let line = line.trim_ascii();
            let Some(rest) = line.strip_prefix(b"//") else { return true };
            let Some(rest) = rest.trim_ascii_start().strip_prefix(b"+build") else { return true };
            if !rest.is_empty() && !matches!(rest[0], b' ' | b'\t') {
                return true;
            }
            self.plus_build(&String::from_utf8_lossy(rest))
        }))
    }

    /// `// +build a,b !c`: blanks mean or, commas and.
    fn plus_build(&self, text: &str) -> bool {
        text.split_whitespace().any(|clause| {
            clause.split(',').all(|lit| {
                let (negated, tag) = match lit.strip_prefix('!') {
                    Some(t) => (true, t),
                    None => (false, lit),
                };
                // A malformed literal counts as the tag "ignore".
                if tag.starts_with('!') && negated || lit == "!" {
                    return self.has("ignore");
                }
                let valid = !tag.is_empty() && tag.chars().all(is_tag_char);
                self.has(if valid { tag } else { "ignore" }) != negated
            })
        })
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

fn is_tag_char(c: char) -> bool {
    c.is_alphabetic() || c.is_numeric() || c == '_' || c == '.'
}

struct HeaderScan<'a> {
    /// Where the comments end that may hold `+build` lines: they must be followed by a blank line.
    end: usize,
    go_build: Option<&'a [u8]>,
}

/// Reads the leading comments, line by line.
fn scan_header(text: &[u8]) -> Result<HeaderScan<'_>, String> {
    let mut scan = HeaderScan { end: 0, go_build: None };
    let (mut at, mut ended, mut in_comment) = (0, false, false);
    while at < text.len() {
        let stop = text[at..].iter().position(|&b| b == b'\n').map_or(text.len(), |i| at + i + 1);
        let mut line = text[at..stop].trim_ascii();
        at = stop;
        if line.is_empty() && !ended {
            scan.end = at;
            continue;
        }
        if !line.starts_with(b"//") {
            ended = true;
        }
        if !in_comment
            && line.strip_prefix(b"//go:build").is_some_and(|r| r.first().is_none_or(|&b| b == b' ' || b == b'\t'))
        {
            if scan.go_build.is_some() {
                return Err("multiple //go:build comments".into());
            }
            scan.go_build = Some(line);
        }
        while !line.is_empty() {
            if in_comment {
                match line.windows(2).position(|w| w == b"*/") {
                    Some(i) => {
                        in_comment = false;
                        line = line[i + 2..].trim_ascii();
                        continue;
                    }
                    None => break,
                }
            }
            if line.starts_with(b"//") {
                break;
            }
            if line.starts_with(b"/*") {
                in_comment = true;
                line = line[2..].trim_ascii();
                continue;
            }
            return Ok(scan);
        }
    }
    Ok(scan)
}

/// Evaluates a whole `//go:build` line.
fn evaluate(line: &[u8], tags: &Tags) -> Result<bool, String> {
    let text = String::from_utf8_lossy(line);
    let mut p = Parser { rest: text["//go:build".len()..].trim(), token: "", is_tag: false, size: 0, depth: 0, tags };
    let value = p.or()?;
    if !p.token.is_empty() {
        return Err(format!("unexpected token {}", p.token));
    }
    Ok(value)
}

/// Reads `or = and {"||" and}`, `and = not {"&&" not}`, `not = ["!"] atom`, one token ahead after each step.
struct Parser<'a> {
    rest: &'a str,
    token: &'a str,
    is_tag: bool,
    size: u32,
    depth: u32,
    tags: &'a Tags,
}

impl<'a> Parser<'a> {
    fn or(&mut self) -> Result<bool, String> {
        let mut value = self.and()?;
        while self.token == "||" {
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut value = self.not()?;
        while self.token == "&&" {
            value &= self.not()?;
        }
        Ok(value)
    }

    fn not(&mut self) -> Result<bool, String> {
        self.size += 1;
        // gc's own bound, which also bounds this recursion.
        if self.size > 1000 {
            return Err("build expression too large".into());
        }
        self.lex()?;
        if self.token == "!" {
            self.lex()?;
            if self.token == "!" {
                return Err("double negation not allowed".into());
            }
            return Ok(!self.atom()?);
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<bool, String> {
        if self.token == "(" {
            self.depth += 1;
            let value = self.or().map_err(|e| match &*e {
                "unexpected end of expression" => "missing close paren".into(),
                _ => e,
            })?;
            self.depth -= 1;
            if self.token != ")" {
                return Err("missing close paren".into());
            }
            self.lex()?;
            return Ok(value);
        }
        if !self.is_tag {
            if self.token.is_empty() {
                return Err("unexpected end of expression".into());
            }
            return Err(format!("unexpected token {}", self.token));
        }
        let value = self.tags.has(self.token);
        self.lex()?;
        Ok(value)
    }

    fn lex(&mut self) -> Result<(), String> {
        self.is_tag = false;
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let Some(c) = self.rest.chars().next() else {
            self.token = "";
            return Ok(());
        };
        let len = match c {
            '(' | ')' | '!' => 1,
            '&' | '|' if self.rest[1..].starts_with(c) => 2,
            '&' | '|' => return Err(format!("invalid syntax at {c}")),
            _ => {
                self.is_tag = true;
                self.rest.find(|c| !is_tag_char(c)).unwrap_or(self.rest.len())
            }
        };
        if len == 0 {
            return Err(format!("invalid syntax at {c}"));
        }
        (self.token, self.rest) = self.rest.split_at(len);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_name(name: &str, expect: bool) {
        assert_eq!(Tags::new(&[]).admits_name(name), expect, "{name}");
    }

    fn check_header(text: &str, expect: Result<bool, &str>) {
        let got = Tags::new(&["mine".into()]).admits_header(text.as_bytes());
        assert_eq!(got, expect.map_err(String::from), "{text}");
    }

    #[test]
    fn names() {
        for (name, expect) in [
            ("x.go", true),
            ("linux.go", true),
            ("windows.go", true),
            ("x_linux.go", true),
            ("x_windows.go", false),
            ("x_windows_test.go", false),
            ("x_linux_amd64.go", true),
            ("x_linux_arm64.go", false),
            ("x_windows_amd64.go", false),
            ("amd64_x.go", true),
            ("x_unix.go", true),
            ("_linux_arm.go", false),
            ("x_linux.pb.go", true),
        ] {
            check_name(name, expect);
        }
    }

    #[test]
    fn go_build_lines() {
        for (text, expect) in [
            ("package p", Ok(true)),
            ("//go:build linux\n\npackage p", Ok(true)),
            ("//go:build linux\npackage p", Ok(true)),
            ("//go:build !linux\npackage p", Ok(false)),
            ("//go:build ignore\n\npackage p", Ok(false)),
            ("//go:build (linux || windows) && !cgo && go1.27\npackage p", Ok(true)),
            ("//go:build go1.28\npackage p", Ok(false)),
            ("//go:build mine\npackage p", Ok(true)),
            ("//go:build goexperiment.jsonv2 && !goexperiment.arenas\npackage p", Ok(true)),
            ("/* a */ //go:build ignore\npackage p", Ok(true)),
            ("/*\n//go:build ignore\n*/\npackage p", Ok(true)),
            ("package p\n//go:build ignore\n", Ok(true)),
            ("//go:build !!a\npackage p", Err("parsing //go:build line: double negation not allowed")),
            ("//go:build (a\npackage p", Err("parsing //go:build line: missing close paren")),
            ("//go:build a b\npackage p", Err("parsing //go:build line: unexpected token b")),
            ("//go:build\npackage p", Err("parsing //go:build line: unexpected end of expression")),
            ("//go:build a & b\npackage p", Err("parsing //go:build line: invalid syntax at &")),
            ("//go:build a\n//go:build b\npackage p", Err("multiple //go:build comments")),
        ] {
            check_header(text, expect);
        }
    }

    #[test]
    fn plus_build_lines() {
        for (text, expect) in [
            ("// +build ignore\n\npackage p", Ok(false)),
            ("// +build ignore\npackage p", Ok(true)),
            ("// +build linux,amd64 windows\n\npackage p", Ok(true)),
            ("// +build linux\n// +build !amd64\n\npackage p", Ok(false)),
            ("// +build !!linux\n\npackage p", Ok(false)),
        ] {
            check_header(text, expect);
        }
    }
}
