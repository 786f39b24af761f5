//! Masking: what the grammar rejects although it is Go is rewritten, offsets kept, until the tree has no error.
//!
//! The list of gaps is research/feasibility.md §1.2 (its numbers are used here and in `lower/`): 1 `new(expr)`, 2 generic methods,
//! 3 empty init statements, 4 method expressions of type literals, 5 labels before nothing and stray semicolons, 6 one-line
//! groups; 9, what is Go only to the parser, is in `mask.rs`. Masking runs only on a file whose tree has an error, 9 only when the
//! others were not enough. (10–14, wrong trees, are put right in `lower/`.)

use crate::ast::LitKind;
use std::ops::Range;
use tree_sitter::{Parser, Tree};

/// What masking took out of the text and lowering has to put back.
#[derive(Default)]
pub struct Masked {
    /// Type parameter lists of methods: offset of the method's name → the list with its brackets.
    pub method_tparams: Vec<(u32, Range<u32>)>,
    /// Type literals of method expressions, as prepared text: an identifier of the same length stands in their place.
    pub literals: Vec<(u32, Vec<u8>)>,
    /// Offsets of labels that stand before an empty statement which was taken out.
    pub empty_labels: Vec<u32>,
    /// Offset of a label before a `}` → the labels that stood after it.
    pub last_labels: Vec<(u32, Vec<Range<u32>>)>,
    /// Last specs of groups, without a terminator.
    pub last_specs: Vec<(u32, Vec<u8>)>,
    /// Gap 9. Offsets of `...` that is an array's length.
    pub dots: Vec<u32>,
    /// Types of constants without value: offset of the first name, of the type, its prepared text.
    pub const_types: Vec<(u32, u32, Vec<u8>)>,
    /// Literals that are cases of a type switch.
    pub values: Vec<(u32, LitKind)>,
    /// Offsets of `type` in `x.(type)` outside a switch.
    pub guards: Vec<u32>,
    /// Slices that lost their second colon: offsets of `[` and of the colon.
    pub colons: Vec<(u32, u32)>,
    /// How many `~` became `^`.
    pub tildes: u32,
    /// How many `new` and `make` became other names.
    pub names: u32,
}

impl Masked {
    /// How many masks of `mask.rs` there are.
    pub fn count(&self) -> usize {
        self.literals.len()
            + self.dots.len()
            + self.const_types.len()
            + self.values.len()
            + self.guards.len()
            + self.colons.len()
            + self.tildes as usize
            + self.names as usize
    }

    /// Whether the offset is inside the literal that was masked last.
    pub fn covers(&self, offset: usize) -> bool {
        self.literals.last().is_some_and(|(at, l)| (*at as usize..*at as usize + l.len()).contains(&offset))
    }

    /// Lowering searches by offset; the two rounds of masking each go through the text.
    fn sort(&mut self) {
        self.method_tparams.sort_by_key(|m| m.0);
        self.literals.sort_by_key(|m| m.0);
        self.empty_labels.sort();
        self.last_labels.sort_by_key(|m| m.0);
        self.last_specs.sort_by_key(|m| m.0);
        self.dots.sort();
        self.const_types.sort_by_key(|m| m.0);
        self.values.sort_by_key(|m| m.0);
        self.guards.sort();
        self.colons.sort_by_key(|m| m.0);
    }
}

/// The entry at that offset.
pub fn find<T>(list: &[T], offset: u32, key: impl Fn(&T) -> u32) -> Option<&T> {
    list.binary_search_by_key(&offset, key).ok().map(|i| &list[i])
}

/// Parses the prepared text, masking as needed. `None` only when the parser gives up.
pub fn parse(parser: &mut Parser, text: &mut [u8]) -> Option<(Tree, Masked)> {
    let mut masked = Masked::default();
    let mut tree = parser.parse(&*text, None)?;
    if !tree.root_node().has_error() {
        return Some((tree, masked));
    }
    let tokens = tokens(text);
    let mut changed = false;
    for region in regions(&tokens) {
        changed |= mask_region(text, &tokens[region], &mut masked);
    }
    if changed {
        tree = parser.parse(&*text, None)?;
    }
    if tree.root_node().has_error() {
        let tokens = self::tokens(text);
        let mut changed = false;
        for region in regions(&tokens) {
            changed |= crate::mask::mask(text, &tokens[region], &mut masked);
        }
        if changed {
            tree = parser.parse(&*text, None)?;
        }
    }
    masked.sort();
    Some((tree, masked))
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum T {
    Word,
    Number,
    Text,
    Op(u8),
}

#[derive(Clone, Copy)]
pub struct Token {
    pub kind: T,
    pub start: usize,
    pub end: usize,
    /// Nesting of brackets before the token; a closing one has its opener's.
    pub depth: u32,
}

/// The prepared text has no comments, so tokens are easy.
fn tokens(text: &[u8]) -> Vec<Token> {
    let mut list = Vec::new();
    let mut depth = 0u32;
    let mut i = 0;
    while i < text.len() {
        let start = i;
        let b = text[i];
        let kind = match b {
            b' ' | b'\t' | b'\r' | b'\n' => {
                i += 1;
                continue;
            }
            b'`' | b'"' | b'\'' => {
                i += 1;
                while i < text.len() && text[i] != b {
                    i += if text[i] == b'\\' && b != b'`' { 2 } else { 1 };
                }
                i = (i + 1).min(text.len());
                T::Text
            }
            b'0'..=b'9' => {
                while i < text.len() && (text[i].is_ascii_alphanumeric() || matches!(text[i], b'.' | b'_')) {
                    i += 1;
                }
                T::Number
            }
            _ if b == b'_' || b.is_ascii_alphabetic() || b >= 0x80 => {
                while i < text.len() && (text[i] == b'_' || text[i].is_ascii_alphanumeric() || text[i] >= 0x80) {
                    i += 1;
                }
                T::Word
            }
            _ => {
                i += 1;
                T::Op(b)
            }
        };
        if matches!(b, b')' | b']' | b'}') && kind == T::Op(b) {
            depth = depth.saturating_sub(1);
        }
        list.push(Token { kind, start, end: i, depth });
        if matches!(b, b'(' | b'[' | b'{') && kind == T::Op(b) {
            depth += 1;
        }
    }
    list
}

/// The top-level declarations, as ranges of tokens.
fn regions(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut start = 0;
    for (i, t) in tokens.iter().enumerate() {
        if t.depth == 0 && t.kind == T::Op(b';') {
            list.push(start..i + 1);
            start = i + 1;
        }
    }
    list.push(start..tokens.len());
    list
}

fn mask_region(text: &mut [u8], tokens: &[Token], masked: &mut Masked) -> bool {
    let mut changed = mask_method_tparams(text, tokens, masked);
    let mut for_header = None;
    for i in 0..tokens.len() {
        let t = tokens[i];
        let next = tokens.get(i + 1);
        let word = |t: &Token| if t.kind == T::Word { Some(t.start..t.end) } else { None };
        match t.kind {
            T::Word => match &text[t.start..t.end] {
                b"const" | b"var" if next.is_some_and(|n| n.kind == T::Op(b'(')) => {
                    changed |= end_group(text, tokens, i + 1, masked);
                }
                b"for" => for_header = Some(t.depth),
                b"make" if next.is_some_and(|n| n.kind == T::Op(b'(')) && is_expression(text, tokens, i + 2) => {
                    text[t.start..t.end].copy_from_slice(b"maxe");
                    changed = true;
                }
                b"interface" | b"struct" if next.is_some_and(|n| n.kind == T::Op(b'{')) => {
                    changed |= mask_method_expression(text, tokens, i, masked);
                }
                b"new" if next.is_some_and(|n| n.kind == T::Op(b'(')) && is_expression(text, tokens, i + 2) => {
                    // Any identifier will do for the grammar; lowering reads the name from the source.
                    text[t.start..t.end].copy_from_slice(b"nev");
                    changed = true;
                }
                b"if" | b"switch" => {
                    if let Some(n) = next.filter(|n| n.kind == T::Op(b';')) {
                        text[n.start] = b' ';
                        changed = true;
                    }
                }
                _ => {}
            },
            T::Op(b'{') if for_header == Some(t.depth) => for_header = None,
            T::Op(b';') if for_header.is_none() && text[t.start] == b';' => {
                let previous = i.checked_sub(1).map(|p| tokens[p]);
                if let Some(p) = previous
                    && (p.kind == T::Op(b';') || p.kind == T::Op(b'{'))
                {
                    text[t.start] = b' ';
                    changed = true;
                }
            }
            T::Op(b':') if next.is_some_and(|n| n.kind == T::Op(b'}')) => {
                changed |= mask_last_labels(text, tokens, i, masked);
            }
            T::Op(b':') if next.is_some_and(|n| n.kind == T::Op(b';')) => {
                // `L: ;` in a block: the label's statement is empty.
                let label = i.checked_sub(1).and_then(|p| word(&tokens[p]));
                let before = i.checked_sub(2).map(|p| tokens[p].kind);
                if let (Some(l), Some(T::Op(b';' | b'{' | b'}' | b':'))) = (label, before)
                    && &text[l.clone()] != b"default"
                    && let Some(n) = next
                    && tokens.get(i + 2).is_some_and(|n| n.kind != T::Op(b'}'))
                {
                    text[n.start] = b' ';
                    masked.empty_labels.push(l.start as u32);
                    changed = true;
                }
            }
            _ => {}
        }
    }
    changed
}

/// Gap 5: of several labels before a `}` only the first stays; the colon at `i` is the last one's.
fn mask_last_labels(text: &mut [u8], tokens: &[Token], i: usize, masked: &mut Masked) -> bool {
    // Whether the word before the colon at `c` is a label, not the end of a case.
    let is_label = |text: &[u8], c: usize| {
        c >= 2
            && tokens[c].kind == T::Op(b':')
            && tokens[c - 1].kind == T::Word
            && &text[tokens[c - 1].start..tokens[c - 1].end] != b"default"
            && matches!(tokens[c - 2].kind, T::Op(b';' | b'{' | b'}' | b':'))
    };
    let mut first = i;
    while is_label(text, first) && is_label(text, first - 2) {
        first -= 2;
    }
    if first == i {
        return false;
    }
    let inner: Vec<Range<u32>> =
        (first + 1..i).step_by(2).map(|w| tokens[w].start as u32..tokens[w].end as u32).collect();
    masked.last_labels.push((tokens[first - 1].start as u32, inner));
    text[tokens[first + 1].start..tokens[i].end].fill(b' ');
    true
}

/// Gap 4: `interface{ M() }.M`, also in parentheses. The literal becomes a name, to be read on its own.
fn mask_method_expression(text: &mut [u8], tokens: &[Token], i: usize, masked: &mut Masked) -> bool {
    let depth = tokens[i + 1].depth;
    let end = tokens[i + 2..].iter().position(|t| t.depth == depth && t.kind == T::Op(b'}'));
    let Some(end) = end.map(|n| i + 2 + n) else { return false };
    let after = tokens[end + 1..].iter().find(|t| t.kind != T::Op(b')'));
    if after.is_none_or(|t| t.kind != T::Op(b'.')) {
        return false;
    }
    let (start, end) = (tokens[i].start, tokens[end].end);
    // Inside a literal that is masked already.
    if masked.covers(start) {
        return false;
    }
    masked.literals.push((start as u32, text[start..end].to_vec()));
    text[start..end].fill(b'x');
    true
}

/// The missing terminator of a group's last spec goes into a blank before the `)`; without a blank the spec is taken out.
fn end_group(text: &mut [u8], tokens: &[Token], open: usize, masked: &mut Masked) -> bool {
    let depth = tokens[open].depth;
    let close = tokens[open + 1..].iter().position(|t| t.depth == depth && t.kind == T::Op(b')'));
    let Some(close) = close.map(|n| open + 1 + n).filter(|&c| c > open + 1) else { return false };
    let (from, to) = (tokens[close - 1].end, tokens[close].start);
    if tokens[close - 1].kind == T::Op(b';') {
        return false;
    }
    if from < to {
        text[from] = b';';
        return true;
    }
    let inner = &tokens[open + 1..close];
    let first = inner.iter().rposition(|t| t.depth == depth + 1 && t.kind == T::Op(b';')).map_or(0, |i| i + 1);
    let Some(start) = inner.get(first).map(|t| t.start) else { return false };
    masked.last_specs.push((start as u32, text[start..to].to_vec()));
    text[start..to].fill(b' ');
    true
}

/// Whether what stands between the parentheses opened before `tokens[i]` cannot be a type.
fn is_expression(text: &[u8], tokens: &[Token], i: usize) -> bool {
    let Some(first) = tokens.get(i) else { return false };
    let depth = first.depth;
    if matches!(first.kind, T::Number | T::Text) {
        return true;
    }
    let mut previous: Option<Token> = None;
    for t in &tokens[i..] {
        if t.depth < depth {
            return false;
        }
        let after_word = previous.is_some_and(|p| p.kind == T::Word);
        let after_keyword = previous
            .is_some_and(|p| matches!(&text[p.start..p.end], b"func" | b"struct" | b"interface" | b"map" | b"chan"));
        if t.depth == depth {
            match t.kind {
                T::Op(b'+' | b'-' | b'/' | b'%' | b'|' | b'^' | b'!' | b'&' | b'>' | b'=') => return true,
                T::Op(b'(') if after_word && !after_keyword => return true,
                T::Op(b'(')
                    if previous.is_some_and(|p| matches!(p.kind, T::Op(b')' | b']'))) && !is_func(text, tokens, i) =>
                {
                    return true;
                }
                T::Op(b'{') if !after_keyword => return true,
                T::Op(b'*') if previous.is_some_and(|p| matches!(p.kind, T::Word | T::Number | T::Op(b')'))) => {
                    return true;
                }
                T::Number | T::Text => return true,
                _ => {}
            }
        }
        previous = Some(*t);
    }
    false
}

fn is_func(text: &[u8], tokens: &[Token], i: usize) -> bool {
    tokens.get(i).is_some_and(|t| &text[t.start..t.end] == b"func")
}

/// Gap 2: `func (r R) Name[T any](…)`: the bracketed list is blanked and kept aside.
fn mask_method_tparams(text: &mut [u8], tokens: &[Token], masked: &mut Masked) -> bool {
    let [func, open, ..] = tokens else { return false };
    if &text[func.start..func.end] != b"func" || open.kind != T::Op(b'(') {
        return false;
    }
    let close = |from: usize, b: u8| {
        let depth = tokens[from].depth;
        tokens[from + 1..].iter().position(|t| t.depth == depth && t.kind == T::Op(b)).map(|n| from + 1 + n)
    };
    let Some(end) = close(1, b')') else { return false };
    let (Some(name), Some(bracket)) = (tokens.get(end + 1), tokens.get(end + 2)) else { return false };
    if name.kind != T::Word || bracket.kind != T::Op(b'[') {
        return false;
    }
    let Some(last) = close(end + 2, b']') else { return false };
    let range = bracket.start..tokens[last].end;
    masked.method_tparams.push((name.start as u32, range.start as u32..range.end as u32));
    text[range].fill(b' ');
    true
}
