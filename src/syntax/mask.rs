//! Masks for what parses although it can mean nothing: the grammar rejects it, and gc's type checker is the one to complain.
//!
//! Gap 9 of research/feasibility.md §1.2: `const x int`, `[...]T` outside a literal, conversions of several arguments, type literals as
//! values, `~x`, values as cases of a type switch, `.(type)` outside a switch, 3-index slices with an index missing. As in
//! `repair.rs` the text keeps its length, and lowering puts back what was taken out.

use crate::repair::{Masked, T, Token};

/// Masks the tokens of one top-level declaration. Whether anything changed.
pub fn mask(text: &mut [u8], tokens: &[Token], masked: &mut Masked) -> bool {
    let before = masked.count();
    let brackets = brackets(tokens);
    // First what may stand inside a type that is taken out as a whole.
    for i in 0..tokens.len() {
        let m = Masker { tokens, brackets: &brackets, i };
        match tokens[i].kind {
            T::Op(b'.') => m.length_dots(text, masked),
            T::Op(b'[') => m.method_tparams(text, masked),
            _ => {}
        }
    }
    for i in 0..tokens.len() {
        let m = Masker { tokens, brackets: &brackets, i };
        match tokens[i].kind {
            T::Op(b'~') => m.tilde(text, masked),
            T::Op(b'[') => {
                m.type_value(text, masked);
                m.slice(text, masked);
            }
            T::Word => match &text[tokens[i].start..tokens[i].end] {
                b"const" => m.const_types(text, masked),
                b"case" => m.case_values(text, masked),
                b"new" | b"make" => m.spread(text, masked),
                b"type" => m.guard(text, masked),
                b"map" | b"chan" | b"func" | b"struct" | b"interface" => m.type_value(text, masked),
                _ => {}
            },
            _ => {}
        }
    }
    masked.count() != before
}

fn brackets(tokens: &[Token]) -> Vec<usize> {
    let mut list: Vec<usize> = (0..tokens.len()).collect();
    let mut open = Vec::new();
    for (i, t) in tokens.iter().enumerate() {
        match t.kind {
            T::Op(b'(' | b'[' | b'{') => open.push(i),
            T::Op(b')' | b']' | b'}') => {
                if let Some(o) = open.pop() {
                    list[o] = i;
                    list[i] = o;
                }
            }
            _ => list[i] = open.last().copied().unwrap_or(i),
        }
    }
    list
}

struct Masker<'a> {
    tokens: &'a [Token],
    /// For an opening bracket the closing one; for any other token the bracket around it. Itself when there is none.
    brackets: &'a [usize],
    i: usize,
}

impl Masker<'_> {
    fn at(&self, i: usize) -> Option<&Token> {
        self.tokens.get(i)
    }

    fn op(&self, i: usize, b: u8) -> bool {
        self.at(i).is_some_and(|t| t.kind == T::Op(b))
    }

    fn word<'t>(&self, text: &'t [u8], i: usize) -> &'t [u8] {
        match self.at(i) {
            Some(t) if t.kind == T::Word => &text[t.start..t.end],
            _ => b"",
        }
    }

    /// The token that closes the bracket at `i`.
    fn close(&self, i: usize) -> Option<usize> {
        self.brackets.get(i).copied().filter(|&c| c > i)
    }

    /// `[...]T`: the dots become a name.
    fn length_dots(&self, text: &mut [u8], masked: &mut Masked) {
        let i = self.i;
        if i > 0 && self.op(i - 1, b'[') && self.op(i + 1, b'.') && self.op(i + 2, b'.') && self.op(i + 3, b']') {
            let start = self.tokens[i].start;
            text[start..start + 3].fill(b'x');
            masked.dots.push(start as u32);
        }
    }

    /// `m[T any]()` in an interface: the list, which was reported, is taken out.
    fn method_tparams(&self, text: &mut [u8], masked: &mut Masked) {
        let i = self.i;
        let Some(close) = self.close(i) else { return };
        if i < 2
            || self.tokens[i - 1].kind != T::Word
            || !matches!(self.tokens[i - 2].kind, T::Op(b'{' | b';'))
            || !self.op(close + 1, b'(')
        {
            return;
        }
        let open = self.brackets[i - 1];
        if open < i - 1 && open > 0 && self.op(open, b'{') && self.word(text, open - 1) == b"interface" {
            text[self.tokens[i].start..self.tokens[close].end].fill(b' ');
            masked.names += 1;
        }
    }

    /// `new(T...)`, `make(T, n...)`: an ordinary name is called.
    fn spread(&self, text: &mut [u8], masked: &mut Masked) {
        let i = self.i;
        if self.op(i + 1, b'(')
            && let Some(close) = self.close(i + 1)
            && self.op(close - 1, b'.')
        {
            text[self.tokens[i].start] = b'x';
            masked.names += 1;
        }
    }

    /// `~x` where a value stands: `^` is an operator that the grammar has; lowering looks at the source.
    fn tilde(&self, text: &mut [u8], masked: &mut Masked) {
        let previous = self.i.checked_sub(1).map(|p| &self.tokens[p]);
        let value = match previous.map(|p| p.kind) {
            Some(T::Op(b'=' | b'(' | b'+' | b'-' | b'*' | b'!')) => true,
            Some(T::Word) => self.word(text, self.i - 1) == b"return",
            _ => false,
        };
        if value {
            text[self.tokens[self.i].start] = b'^';
            masked.tildes += 1;
        }
    }

    /// `const x T` without a value: the type is taken out.
    fn const_types(&self, text: &mut [u8], masked: &mut Masked) {
        let group = self.op(self.i + 1, b'(');
        let end = if group { self.close(self.i + 1) } else { None };
        let mut i = self.i + 1 + usize::from(group);
        while i < end.unwrap_or(self.tokens.len()) {
            // One spec: names, perhaps a type, perhaps `=`.
            let depth = self.tokens[i].depth;
            let spec_end = self.tokens[i..]
                .iter()
                .position(|t| t.depth < depth || t.depth == depth && matches!(t.kind, T::Op(b';' | b')')))
                .map_or(self.tokens.len(), |n| i + n);
            let mut last = i;
            while self.op(last + 1, b',') && last + 2 < spec_end {
                last += 2;
            }
            let has_value = self.tokens[i..spec_end].iter().any(|t| t.depth == depth && t.kind == T::Op(b'='));
            if !has_value && last + 1 < spec_end && self.tokens[i].kind == T::Word {
                let (start, end) = (self.tokens[last + 1].start, self.tokens[spec_end - 1].end);
                masked.const_types.push((self.tokens[i].start as u32, start as u32, text[start..end].to_vec()));
                text[start..end].fill(b' ');
            }
            if !group {
                return;
            }
            i = spec_end + 1;
        }
    }

    /// `case 0:` in a type switch: a literal becomes a name.
    fn case_values(&self, text: &mut [u8], masked: &mut Masked) {
        let depth = self.tokens[self.i].depth;
        let mut i = self.i + 1;
        while let Some(t) = self.at(i) {
            if t.depth != depth || t.kind == T::Op(b':') {
                return;
            }
            let alone = (i == self.i + 1 || self.op(i - 1, b',')) && (self.op(i + 1, b',') || self.op(i + 1, b':'));
            if alone && matches!(t.kind, T::Number | T::Text) {
                let kind = match text[t.start] {
                    b'"' | b'`' => crate::ast::LitKind::String,
                    b'\'' => crate::ast::LitKind::Rune,
                    _ => number_kind(&text[t.start..t.end]),
                };
                masked.values.push((t.start as u32, kind));
                text[t.start..t.end].fill(b'x');
            }
            i += 1;
        }
    }

    /// `x.(type)` outside the header of a switch: an assertion to a type of that name.
    fn guard(&self, text: &mut [u8], masked: &mut Masked) {
        let i = self.i;
        if i < 2 || !self.op(i - 1, b'(') || !self.op(i - 2, b'.') || !self.op(i + 1, b')') {
            return;
        }
        let depth = self.tokens[i - 2].depth;
        for j in (0..i - 2).rev().take(10_000) {
            let t = self.tokens[j];
            if t.depth < depth || t.depth == depth && matches!(t.kind, T::Op(b'{' | b'}')) {
                break;
            }
            if t.depth == depth && self.word(text, j) == b"switch" {
                return;
            }
        }
        let start = self.tokens[i].start;
        text[start..start + 4].fill(b'x');
        masked.guards.push(start as u32);
    }

    /// A type literal that stands as a value, or is the operand of a conversion that has not one argument: it becomes a name.
    fn type_value(&self, text: &mut [u8], masked: &mut Masked) {
        let i = self.i;
        let start = self.tokens[i].start;
        if masked.covers(start) {
            return;
        }
        let value = match i.checked_sub(1).map(|p| self.tokens[p].kind) {
            Some(T::Op(
                b'=' | b';' | b'{' | b'(' | b',' | b'<' | b'>' | b'+' | b'-' | b'&' | b'|' | b'!' | b'/' | b'%' | b'^'
                | b':',
            )) => true,
            Some(T::Word) => self.word(text, i - 1) == b"return",
            _ => false,
        };
        let Some(end) = self.skip_type(text, i).filter(|_| value) else { return };
        let masks = match self.at(end).map(|t| t.kind) {
            Some(T::Op(b'(')) => {
                let Some(close) = self.close(end) else { return };
                let depth = self.tokens[end].depth + 1;
                let arguments = &self.tokens[end + 1..close];
                let commas = arguments.iter().filter(|t| t.depth == depth && t.kind == T::Op(b',')).count();
                let trailing = self.op(close - 1, b',');
                let dots = self.op(close - 1, b'.');
                arguments.is_empty() || dots || commas > usize::from(trailing)
            }
            Some(T::Op(
                b';' | b')' | b'=' | b'!' | b',' | b']' | b'<' | b'>' | b'+' | b'-' | b'&' | b'|' | b'*' | b'/' | b'%'
                | b'^' | b':',
            )) => true,
            Some(T::Op(b'.')) => self.op(end + 1, b'.'),
            _ => false,
        };
        // A type's place (a field, a parameter) may look the same: there a name does no harm either.
        if masks {
            let end = self.tokens[end - 1].end;
            masked.literals.push((start as u32, text[start..end].to_vec()));
            text[start..end].fill(b'x');
        }
    }

    /// The token after the type that starts at `i`.
    fn skip_type(&self, text: &[u8], mut i: usize) -> Option<usize> {
        loop {
            let t = self.at(i)?;
            match t.kind {
                T::Op(b'[') => i = self.close(i)? + 1,
                T::Op(b'*') => i += 1,
                T::Op(b'(') => return Some(self.close(i)? + 1),
                T::Op(b'<') => i += 2,
                T::Word => match self.word(text, i) {
                    b"map" => i = self.close(i + 1)? + 1,
                    b"chan" => i += if self.op(i + 1, b'<') && self.op(i + 2, b'-') { 3 } else { 1 },
                    b"struct" | b"interface" => return Some(self.close(i + 1)? + 1),
                    b"func" => {
                        i = self.close(i + 1)? + 1;
                        let result = self.at(i).is_some_and(|t| matches!(t.kind, T::Word | T::Op(b'[' | b'*' | b'(')));
                        if !result {
                            return Some(i);
                        }
                    }
                    _ => {
                        let mut end = i + 1;
                        if self.op(end, b'.') && self.at(end + 1).is_some_and(|t| t.kind == T::Word) {
                            end += 2;
                        }
                        return Some(end);
                    }
                },
                _ => return None,
            }
        }
    }

    /// `s[i::k]`, `s[i:j:]`: the second colon goes.
    fn slice(&self, text: &mut [u8], masked: &mut Masked) {
        let Some(close) = self.close(self.i) else { return };
        let depth = self.tokens[self.i].depth + 1;
        let colons: Vec<usize> =
            (self.i + 1..close).filter(|&j| self.tokens[j].depth == depth && self.op(j, b':')).collect();
        if let [first, second] = colons[..]
            && (second == first + 1 || second + 1 == close)
        {
            let at = self.tokens[second].start;
            text[at] = b' ';
            masked.colons.push((self.tokens[self.i].start as u32, at as u32));
        }
    }
}

fn number_kind(text: &[u8]) -> crate::ast::LitKind {
    use crate::ast::LitKind;
    let hex = matches!(text, [b'0', b'x' | b'X', ..]);
    if text.ends_with(b"i") {
        LitKind::Imag
    } else if text.iter().any(|b| matches!(b, b'.' | b'p' | b'P') || !hex && matches!(b, b'e' | b'E')) {
        LitKind::Float
    } else {
        LitKind::Int
    }
}
