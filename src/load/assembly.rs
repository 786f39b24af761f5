//! Assembly files: which functions they define and mention, by the convention of assembly (gc's "symbol ABIs").
//!
//! The model is gc's assembler, asked only for symbols: its preprocessor (conditions on what `#define` and the build define, macros
//! with and without parameters), then statements of a word and operands separated by commas. `TEXT` defines the symbol of its
//! first operand; any other operand that is nothing but a symbol, `$name+4(SB)`, mentions it. Included headers have flags and
//! register names and are not read.

use std::collections::HashMap;

/// Symbols without their package where that is the package itself, else with its path: `memequal`, `runtime.memequal`.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Symbols {
    /// By the convention of assembly.
    pub defined: Vec<String>,
    /// By Go's.
    pub defined_internal: Vec<String>,
    /// By the convention of assembly.
    pub mentioned: Vec<String>,
}

/// What macros may grow to in all of a file.
const MAX_EXPANDED: usize = 2_000_000;
const MAX_DEPTH: usize = 50;

struct Macro {
    params: Option<Vec<String>>,
    body: String,
}

/// The symbols of a package's assembly files, given their texts.
pub fn symbols(path: &str, texts: &[String]) -> Symbols {
    let mut out = Symbols::default();
    for text in texts {
        let mut file = File { macros: HashMap::new(), left: MAX_EXPANDED };
        for name in ["GOOS_linux", "GOARCH_amd64", "GOAMD64_v1"] {
            file.macros.insert(name.into(), Macro { params: None, body: "1".into() });
        }
        for line in file.lines(text) {
            for statement in line.split([';', '\n']) {
                note(path, statement, &mut out);
            }
        }
    }
    out
}

struct File {
    macros: HashMap<String, Macro>,
    /// Bytes that macros may still add.
    left: usize,
}

impl File {
    /// The lines that conditions leave, macros expanded.
    fn lines(&mut self, text: &str) -> Vec<String> {
        let text = without_comments(text).replace("\\\r\n", "\u{1}").replace("\\\n", "\u{1}");
        let mut out = Vec::new();
        // For each condition around: whether its part holds, and whether the parts around do.
        let mut conditions: Vec<(bool, bool)> = Vec::new();
        for line in text.lines() {
            let active = conditions.last().is_none_or(|&(holds, around)| holds && around);
            let Some(directive) = line.trim_start().strip_prefix('#') else {
                if active {
                    let line = line.replace('\u{1}', "\n");
                    out.push(self.expand(&line, 0));
                }
                continue;
            };
            let directive = directive.trim_start();
            let (verb, rest) =
                directive.split_at(directive.find(|c: char| !c.is_alphabetic()).unwrap_or(directive.len()));
            let name = rest.trim();
            match verb {
                "ifdef" => conditions.push((self.macros.contains_key(name), active)),
                "ifndef" => conditions.push((!self.macros.contains_key(name), active)),
                "else" => {
                    if let Some((holds, _)) = conditions.last_mut() {
                        *holds = !*holds;
                    }
                }
                "endif" => {
                    conditions.pop();
                }
                "define" if active => self.define(rest.trim_start()),
                "undef" if active => {
                    self.macros.remove(name);
                }
                _ => {}
            }
        }
        out
    }

    fn define(&mut self, text: &str) {
        let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let mut body = rest;
        // A parenthesis right behind the name opens the parameters.
        let mut params = None;
        if let Some(inner) = rest.strip_prefix('(')
            && let Some((list, after)) = inner.split_once(')')
        {
            params = Some(list.split(',').map(|p| p.trim().to_string()).filter(|p| !p.is_empty()).collect());
            body = after;
        }
        let body = body.trim().replace('\u{1}', "\n");
        self.macros.insert(name.to_string(), Macro { params, body });
    }

    fn expand(&mut self, text: &str, depth: usize) -> String {
        replace_words(text, |word, mut after| {
            let Some(m) = self.macros.get(word).filter(|_| depth < MAX_DEPTH) else {
                return (word.to_string(), after);
            };
            let mut body = m.body.clone();
            if let Some(params) = &m.params {
                let Some((args, rest)) = arguments(after) else { return (word.to_string(), after) };
                body = substitute(&body, params, &args);
                after = rest;
            }
            if body.len() > self.left {
                return (String::new(), "");
            }
            self.left -= body.len();
            (self.expand(&body, depth + 1), after)
        })
    }
}

/// `with` is given each word and what follows it, and gives what takes its place and where to go on.
fn replace_words<'t>(text: &'t str, mut with: impl FnMut(&'t str, &'t str) -> (String, &'t str)) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c: char| !is_word(c)).unwrap_or(from.len()));
        out.push_str(before);
        let (new, after) = with(word, after);
        out.push_str(&new);
        rest = after;
    }
    out + rest
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '·' | '∕')
}

fn substitute(body: &str, params: &[String], args: &[String]) -> String {
    replace_words(body, |word, after| {
        let arg = params.iter().position(|p| p == word).and_then(|i| args.get(i));
        (arg.map_or(word, |a| a).to_string(), after)
    })
}

/// The arguments of a macro, and what follows them.
fn arguments(text: &str) -> Option<(Vec<String>, &str)> {
    let inner = text.trim_start().strip_prefix('(')?;
    let mut depth = 0;
    let end = inner.find(|c| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        false
    })?;
    let args = operands_of(&inner[..end]).iter().map(|a| a.trim().to_string()).collect();
    Some((args, &inner[end + 1..]))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(i) = rest.find(['/', '"']) {
        out.push_str(&rest[..i]);
        rest = &rest[i..];
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |n| &rest[n..]);
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |e| e + 2);
            // Lines stay lines.
            out.extend(rest[..end].chars().filter(|&c| c == '\n'));
            out.push(' ');
            rest = &rest[end..];
        } else {
            let end = match rest.strip_prefix('"') {
                Some(inner) => inner.find(['"', '\n']).map_or(rest.len(), |e| e + 2),
                None => 1,
            };
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

/// Adds what one statement defines or mentions.
fn note(path: &str, statement: &str, out: &mut Symbols) {
    let mut rest = statement.trim();
    // Labels.
    while let Some((label, after)) = rest.split_once(':')
        && !label.is_empty()
        && label.chars().all(is_word)
    {
        rest = after.trim_start();
    }
    let (word, operands) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
    let mut operands: Vec<&str> = operands_of(operands);
    match word {
        "TEXT" => {
            match operands.first().and_then(|o| symbol(path, o)) {
                Some((name, false)) => out.defined.push(name),
                Some((name, true)) => out.defined_internal.push(name),
                None => {}
            }
            return;
        }
        "GLOBL" | "PCDATA" => return,
        "DATA" | "FUNCDATA" if operands.is_empty() => return,
        "DATA" | "FUNCDATA" => {
            operands.remove(0);
        }
        _ => {}
    }
    let symbols = operands.iter().filter_map(|o| symbol(path, o));
    out.mentioned.extend(symbols.filter(|s| !s.1).map(|s| s.0));
}

/// What commas separate that no parentheses are around.
fn operands_of(text: &str) -> Vec<&str> {
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                out.push(&text[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    out
}

/// The symbol that an operand is, if it is nothing else and not one of this file only; and whether Go's convention is asked for.
fn symbol(path: &str, operand: &str) -> Option<(String, bool)> {
    let compact: String = operand.chars().filter(|c| !c.is_whitespace()).collect();
    let text = compact.strip_prefix(['$', '*']).unwrap_or(&compact);
    let mut name = text.strip_suffix("(SB)")?;
    if let Some((stem, offset)) = name.split_once('+') {
        offset.parse::<u64>().ok()?;
        name = stem;
    }
    let mut internal = false;
    if let Some((stem, abi)) = name.split_once('<') {
        internal = match abi {
            "ABI0>" => false,
            "ABIInternal>" => true,
            _ => return None,
        };
        name = stem;
    }
    if name.is_empty() || !name.chars().all(|c| is_word(c) || c == '.') {
        return None;
    }
    let name = name.replace('·', ".").replace('∕', "/");
    let own = name.strip_prefix('.').or_else(|| name.strip_prefix(path)?.strip_prefix('.'));
    Some((own.map_or(name.clone(), str::to_string), internal))
}

#[cfg(test)]
mod tests {
    use super::symbols;

    #[track_caller]
    fn check(text: &str, defined: &[&str], mentioned: &[&str]) {
        let s = symbols("example.com/p", &[text.to_string()]);
        assert_eq!((&s.defined[..], &s.mentioned[..]), (&owned(defined)[..], &owned(mentioned)[..]), "{text}");
    }

    fn owned(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| s.to_string()).collect()
    }

    #[test]
    fn statements() {
        check("TEXT ·f(SB), NOSPLIT, $0-8\n\tMOVQ x+0(FP), AX\n\tRET\n", &["f"], &[]);
        check("TEXT ·f<ABIInternal>(SB),7,$0\nTEXT local<>(SB),7,$0\nTEXT g<ABI0>(SB),7,$0\n", &["g"], &[]);
        check("again: CALL ·g(SB); JMP runtime·panicIndex(SB)\n", &[], &["g", "runtime.panicIndex"]);
        check("MOVQ $·table+8(SB), AX\nLEAQ other∕p·x(SB), BX\nMOVQ ·v(SB)(AX*8), CX\n", &[], &["table", "other/p.x"]);
        check("DATA ·t+0(SB)/8, $·f(SB)\nGLOBL ·t(SB), 8, $16\nFUNCDATA $1, args(SB)\n", &[], &["f", "args"]);
    }

    #[test]
    fn preprocessor() {
        check("#ifdef GOARCH_arm64\nTEXT ·a(SB),7,$0\n#else\nTEXT ·b(SB),7,$0 // TEXT ·c(SB)\n#endif\n", &["b"], &[]);
        check(
            "#ifndef GOOS_linux\n#ifdef GOARCH_amd64\nCALL ·a(SB)\n#endif\n#else\nCALL ·b(SB)\n#endif\n",
            &[],
            &["b"],
        );
        check(
            "#define F(NAME, N) \\\nTEXT NAME(SB), 7, $N; \\\n\tCALL ·g(SB)\nF(·call16, 16)\nF(·call32, 32)\n",
            &["call16", "call32"],
            &["g", "g"],
        );
        check(
            "#define TO ·h\nCALL TO(SB) /* CALL ·i(SB)\n*/ CALL ·j(SB)\n#undef TO\nJMP TO(SB)\n",
            &[],
            &["h", "j", "TO"],
        );
    }
}
