//! `//go:` directives: which declaration takes them, and what is wrong with the others.
//!
//! The model is gc's: directives pile up until a declaration takes them, or until something ends that takes none, and then
//! they are misplaced.

use super::Reader;
use crate::ast::*;
use crate::scanner::Directive;
use escape_source::{Pos, intern};

/// Directives that wait for their declaration.
#[derive(Default)]
pub struct Pending {
    pub flags: Pragma,
    /// Each directive with its flag; a `//go:build` has none of ours and is marked.
    each: Vec<(Pos, Known)>,
    embeds: Vec<Pos>,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Known {
    Build,
    Function,
    /// gc does not know it: ignored wherever it stands.
    No,
}

/// What takes directives.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Holder {
    File,
    Func,
    Var,
    Other,
}

/// The flags of a directive's verb (with `//go:` before it); nothing for one that gc ignores.
pub fn pragma_of(verb: &str) -> Pragma {
    match verb {
        "go:noinline" => Pragma::NOINLINE,
        "go:noescape" => Pragma::NOESCAPE,
        "go:nosplit" => Pragma::NOSPLIT | Pragma::NOCHECKPTR,
        "go:norace" => Pragma::NORACE,
        "go:nocheckptr" => Pragma::NOCHECKPTR,
        "go:uintptrescapes" => Pragma::UINTPTRESCAPES | Pragma::UINTPTRKEEPALIVE,
        "go:uintptrkeepalive" => Pragma::UINTPTRKEEPALIVE,
        "go:cgo_unsafe_args" => Pragma::CGO_UNSAFE_ARGS | Pragma::NOCHECKPTR,
        "go:systemstack" => Pragma::SYSTEMSTACK,
        "go:nowritebarrier" => Pragma::NOWRITEBARRIER,
        "go:nowritebarrierrec" => Pragma::NOWRITEBARRIERREC | Pragma::NOWRITEBARRIER,
        "go:yeswritebarrierrec" => Pragma::YESWRITEBARRIERREC,
        "go:registerparams" => Pragma::REGISTERPARAMS,
        _ => Pragma::empty(),
    }
}

impl Reader<'_> {
    /// A directive came up before the current token.
    pub fn directive(&mut self, d: &Directive) {
        let text = d.text.strip_suffix('\r').unwrap_or(&d.text);
        let Some(text) = text.strip_prefix("//").filter(|t| t.starts_with("go:")) else {
            self.line_error(d);
            return;
        };
        let pos = Pos::new(self.file, d.start + 2);
        if self.before_package && text.starts_with("go:build") {
            self.facts.go_version = crate::constraint::go_version(text).or(self.facts.go_version);
        }
        if !d.own_line {
            self.report(pos, "misplaced compiler directive".into());
            return;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let verb = text.split(' ').next().unwrap_or(text);
        match verb {
            "go:linkname" | "go:linknamestd" if text.len() > verb.len() => match words[1..] {
                [local] => self.facts.linknames.push(Linkname { pos, local: intern(local), remote: None }),
                [local, remote] => {
                    self.facts.linknames.push(Linkname { pos, local: intern(local), remote: Some(intern(remote)) });
                }
                _ => self.report(pos, format!("usage: //{verb} localname [linkname]")),
            },
            "go:embed" => match embed_patterns(&text["go:embed".len()..]) {
                Ok(list) if list.is_empty() => self.report(pos, "usage: //go:embed pattern...".into()),
                Ok(list) => {
                    self.pending.embeds.push(pos);
                    self.facts.embeds.extend(list.into_iter().map(|p| (pos, p)));
                }
                Err(e) => {
                    self.report(pos, e);
                    self.report(pos, "usage: //go:embed pattern...".into());
                }
            },
            "go:wasmimport" if text.len() > verb.len() => {
                if words.len() != 3 {
                    self.report(pos, "usage: //go:wasmimport importmodule importname".into());
                }
            }
            "go:wasmexport" if text.len() > verb.len() => {
                if words.len() != 2 {
                    self.report(pos, "usage: //go:wasmexport exportname".into());
                }
            }
            _ => self.flag(pos, text, verb),
        }
    }

    fn flag(&mut self, pos: Pos, text: &str, verb: &str) {
        let std = self.is_std();
        if text.starts_with("go:cgo_") && verb != "go:cgo_import_dynamic" && !std {
            self.report(pos, format!("//{text} only allowed in cgo-generated code"));
        }
        if let Some(cgo) = text.strip_prefix("go:cgo_") {
            let fields = cgo_fields(cgo);
            if let Some(usage) = cgo_usage(&fields) {
                self.report(pos, format!("usage: //go:cgo_{} {usage}", fields.first().map_or("", |f| f)));
            }
        }
        let flags = pragma_of(verb);
        let for_runtime =
            Pragma::SYSTEMSTACK | Pragma::NOWRITEBARRIER | Pragma::NOWRITEBARRIERREC | Pragma::YESWRITEBARRIERREC;
        if flags.intersects(for_runtime) && !std {
            self.report(pos, format!("//{verb} only allowed in runtime"));
        }
        if flags == Pragma::UINTPTRKEEPALIVE && !std {
            self.report(pos, format!("//{verb} is only allowed in the standard library"));
        }
        let known = match verb {
            "go:build" => Known::Build,
            _ if flags.is_empty() => Known::No,
            _ => Known::Function,
        };
        self.pending.flags |= flags;
        self.pending.each.push((pos, known));
    }

    /// The standard library's files stand under a GOROOT: `…/src/…` beside its `…/src/runtime`. Only the path is looked at.
    fn is_std(&self) -> bool {
        let path = &escape_source::file(self.file).path;
        path.contains("/go/src/") || path.contains("/goroot/src/")
    }

    /// A declaration takes the directives before it; those it cannot carry are reported once all else is well.
    pub fn take_pending(&mut self, holder: Holder) -> Pending {
        let p = std::mem::take(&mut self.pending);
        for &(pos, known) in &p.each {
            let fits = match known {
                Known::No => true,
                Known::Build => holder == Holder::File,
                Known::Function => holder == Holder::Func,
            };
            if !fits {
                self.facts.late.push((pos, "misplaced compiler directive".into()));
            }
        }
        if holder != Holder::Var {
            for &pos in &p.embeds {
                self.facts.late.push((pos, "misplaced go:embed directive".into()));
            }
        }
        p
    }

    /// Something ended that takes no directives.
    pub fn clear_pending(&mut self) {
        if self.pending.each.is_empty() && self.pending.embeds.is_empty() {
            return;
        }
        let p = std::mem::take(&mut self.pending);
        for (pos, known) in p.each {
            if known != Known::No {
                self.report(pos, "misplaced compiler directive".into());
            }
        }
        for pos in p.embeds {
            self.report(pos, "misplaced go:embed directive".into());
        }
    }

    pub fn check_embeds(&mut self, pending: Pending, names: usize, typed: bool, has_value: bool) {
        let Some(&pos) = pending.embeds.first() else { return };
        // Without the import the checker complains.
        if !self.imports_embed {
            return;
        }
        let text = if names > 1 {
            "go:embed cannot apply to multiple vars"
        } else if has_value {
            "go:embed cannot apply to var with initializer"
        } else if !typed {
            "go:embed cannot apply to var without type"
        } else if self.function_nesting > 0 {
            "go:embed cannot apply to var inside func"
        } else {
            return;
        };
        self.facts.late.push((pos, text.into()));
    }

    /// A malformed line directive. (The good ones were put into the file's table before.)
    fn line_error(&mut self, d: &Directive) {
        if !crate::line::applies(self.file, d) {
            return;
        }
        if let Err((offset, text)) = crate::line::parse(d) {
            self.error_at(Pos::new(self.file, offset), text);
        }
    }
}

/// Words and double-quoted strings; a string that does not end is dropped.
fn cgo_fields(text: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = match rest.strip_prefix('"') {
            Some(inside) => match inside.find('"') {
                Some(n) => n + 2,
                None => break,
            },
            None => rest.find(|c: char| c == '"' || c.is_ascii_whitespace()).unwrap_or(rest.len()),
        };
        list.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    list
}

/// How a cgo directive should be written, when it is not written so.
fn cgo_usage(fields: &[&str]) -> Option<&'static str> {
    let quoted: Vec<bool> = fields.iter().map(|f| f.len() >= 2 && f.starts_with('"')).collect();
    let arguments = &quoted[1.min(quoted.len())..];
    let (usage, ok) = match *fields.first()? {
        "export_static" | "export_dynamic" => ("local [remote]", matches!(arguments, [false] | [false, false])),
        "import_dynamic" => {
            ("local [remote [\"library\"]]", matches!(arguments, [false] | [false, false] | [false, false, true]))
        }
        "import_static" => ("local", matches!(arguments, [false])),
        "dynamic_linker" => ("\"path\"", matches!(arguments, [true])),
        "ldflag" => ("\"arg\"", matches!(arguments, [true])),
        _ => return None,
    };
    (!ok).then_some(usage)
}

/// The patterns after `//go:embed`: words, or quoted as Go strings.
fn embed_patterns(args: &str) -> Result<Vec<String>, String> {
    let invalid = |s: &str| format!("invalid quoted string in //go:embed: {s}");
    let mut list = Vec::new();
    let mut rest = args.trim();
    while let Some(first) = rest.chars().next() {
        let (pattern, after) = match first {
            '`' => {
                let n = rest[1..].find('`').ok_or_else(|| invalid(rest))?;
                (rest[1..=n].to_string(), &rest[n + 2..])
            }
            '"' => {
                let mut escaped = false;
                let end = rest[1..].find(|c| {
                    let closes = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    closes
                });
                let n = end.ok_or_else(|| invalid(rest))?;
                (rest[1..=n].to_string(), &rest[n + 2..])
            }
            _ => {
                let n = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..n].to_string(), &rest[n..])
            }
        };
        if after.chars().next().is_some_and(|c| !c.is_whitespace()) {
            return Err(invalid(after));
        }
        list.push(pattern);
        rest = after.trim();
    }
    Ok(list)
}
