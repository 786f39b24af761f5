//! Literals: numbers, runes, strings (specification, "Integer literals" to "String literals").
//!
//! The model: a literal is read to its end whatever is wrong with it, and its token is then `bad`, so that no one asks for its
//! value. Of a number only the first mistake is reported, of a string every escape that is wrong.

use super::Scanner;
use super::character::quoted;
use crate::ast::LitKind;
use crate::token::{Op, Tok, Token};

impl Scanner<'_> {
    fn literal(&mut self, kind: LitKind, ok: bool, start: usize) -> Token {
        self.nlsemi = true;
        Token { kind, bad: !ok, ..self.token(Tok::Literal, Op::None, start) }
    }

    /// Digits and separators. Gives (a digit was there, a separator was there); `invalid` becomes the offset of the first
    /// digit that the base does not have.
    fn digits(&mut self, base: u32, invalid: &mut Option<usize>) -> (bool, bool) {
        let (mut digit, mut separator) = (false, false);
        loop {
            match self.ch {
                '_' => separator = true,
                c if c.is_ascii_digit() || base == 16 && c.is_ascii_hexdigit() => {
                    digit = true;
                    if base <= 10 && c as u32 - '0' as u32 >= base {
                        invalid.get_or_insert(self.at);
                    }
                }
                _ => return (digit, separator),
            }
            self.nextch();
        }
    }

    pub(super) fn number(&mut self, start: usize, mut seen_point: bool) -> Token {
        let mut ok = true;
        let mut kind = LitKind::Int;
        let (mut base, mut prefix) = (10, ' ');
        let (mut digit, mut separator) = (false, false);
        let mut invalid = None;
        if !seen_point {
            if self.take('0') {
                (base, prefix) = match self.ch.to_ascii_lowercase() {
                    'x' => (16, 'x'),
                    'o' => (8, 'o'),
                    'b' => (2, 'b'),
                    _ => (8, '0'),
                };
                if prefix == '0' {
                    digit = true;
                } else {
                    self.nextch();
                }
            }
            let (d, s) = self.digits(base, &mut invalid);
            digit |= d;
            separator |= s;
            if self.ch == '.' {
                if prefix == 'o' || prefix == 'b' {
                    self.error_here(format!("invalid radix point in {} literal", base_name(base)));
                    ok = false;
                }
                self.nextch();
                seen_point = true;
            }
        }
        if seen_point {
            kind = LitKind::Float;
            let (d, s) = self.digits(base, &mut invalid);
            digit |= d;
            separator |= s;
        }
        if !digit && ok {
            self.error_here(format!("{} literal has no digits", base_name(base)));
            ok = false;
        }
        let e = self.ch.to_ascii_lowercase();
        if e == 'e' || e == 'p' {
            if ok && e == 'e' && prefix != ' ' && prefix != '0' {
                self.error_here(format!("'{}' exponent requires decimal mantissa", self.ch));
                ok = false;
            } else if ok && e == 'p' && prefix != 'x' {
                self.error_here(format!("'{}' exponent requires hexadecimal mantissa", self.ch));
                ok = false;
            }
            self.nextch();
            kind = LitKind::Float;
            if matches!(self.ch, '+' | '-') {
                self.nextch();
            }
            let (d, s) = self.digits(10, &mut None);
            separator |= s;
            if !d && ok {
                self.error_here("exponent has no digits");
                ok = false;
            }
        } else if prefix == 'x' && kind == LitKind::Float && ok {
            self.error_here("hexadecimal mantissa requires a 'p' exponent");
            ok = false;
        }
        if self.take('i') {
            kind = LitKind::Imag;
        }
        if let Some(at) = invalid
            && kind == LitKind::Int
            && ok
        {
            let text = format!("invalid digit '{}' in {} literal", self.src[at] as char, base_name(base));
            self.error(at, text);
            ok = false;
        }
        if separator
            && ok
            && let Some(i) = invalid_separator(&self.src[start..self.at])
        {
            self.error(start + i, "'_' must separate successive digits".into());
            ok = false;
        }
        self.literal(kind, ok, start)
    }

    pub(super) fn rune(&mut self, start: usize) -> Token {
        let mut ok = true;
        self.nextch();
        let mut n = 0u32;
        loop {
            if self.ended() {
                if ok {
                    self.error(start, "rune literal not terminated".into());
                    ok = false;
                }
                break;
            }
            match self.ch {
                '\'' => {
                    if ok && n == 0 {
                        self.error_here("empty rune literal or unescaped '");
                        ok = false;
                    } else if ok && n != 1 {
                        self.error(start, "more than one character in rune literal".into());
                        ok = false;
                    }
                    self.nextch();
                    break;
                }
                '\\' => {
                    self.nextch();
                    ok &= self.escape('\'');
                }
                '\n' => {
                    if ok {
                        self.error_here("newline in rune literal");
                        ok = false;
                    }
                    break;
                }
                _ => self.nextch(),
            }
            n = n.saturating_add(1);
        }
        self.literal(LitKind::Rune, ok, start)
    }

    pub(super) fn string(&mut self, start: usize) -> Token {
        let mut ok = true;
        self.nextch();
        loop {
            if self.ended() {
                self.error(start, "string not terminated".into());
                ok = false;
                break;
            }
            match self.ch {
                '"' => {
                    self.nextch();
                    break;
                }
                '\\' => {
                    self.nextch();
                    ok &= self.escape('"');
                }
                '\n' => {
                    self.error_here("newline in string");
                    ok = false;
                    break;
                }
                _ => self.nextch(),
            }
        }
        self.literal(LitKind::String, ok, start)
    }

    pub(super) fn raw_string(&mut self, start: usize) -> Token {
        self.nextch();
        while !self.ended() && self.ch != '`' {
            self.nextch();
        }
        let ok = !self.ended();
        if ok {
            self.nextch();
        } else {
            self.error(start, "string not terminated".into());
        }
        self.literal(LitKind::String, ok, start)
    }

    fn escape(&mut self, quote: char) -> bool {
        let (count, base, max) = match self.ch {
            _ if self.ended() => return true,
            c if c == quote => {
                self.nextch();
                return true;
            }
            'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' => {
                self.nextch();
                return true;
            }
            '0'..='7' => (3, 8, 255),
            'x' => (2, 16, 255),
            'u' => (4, 16, 0x10FFFF),
            'U' => (8, 16, 0x10FFFF),
            _ => {
                self.error_here("unknown escape");
                return false;
            }
        };
        if base == 16 {
            self.nextch();
        }
        let mut x = 0u32;
        for _ in 0..count {
            if self.ended() {
                return true;
            }
            let Some(d) = self.ch.to_digit(base).filter(|_| self.ch.is_ascii()) else {
                let text = format!("invalid character {} in {} escape", quoted(self.ch), base_name(base));
                self.error_here(text);
                return false;
            };
            x = x.wrapping_mul(base).wrapping_add(d);
            self.nextch();
        }
        if x > max && base == 8 {
            self.error_here(format!("octal escape value {x} > 255"));
            return false;
        }
        if x > max || (0xD800..0xE000).contains(&x) {
            let text = format!("escape is invalid Unicode code point U+{x:04X}");
            self.error_here(text);
            return false;
        }
        true
    }
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// The index of the first `_` that is not between digits; a base prefix counts as a digit.
fn invalid_separator(text: &[u8]) -> Option<usize> {
    let prefix = match text {
        [b'0', p, ..] if matches!(p.to_ascii_lowercase(), b'x' | b'o' | b'b') => p.to_ascii_lowercase(),
        _ => b' ',
    };
    let from = if prefix == b' ' { 0 } else { 2 };
    let is_digit = |b: u8| b.is_ascii_digit() || prefix == b'x' && b.is_ascii_hexdigit();
    let mut previous = if prefix == b' ' { b'.' } else { b'0' };
    for (i, &b) in text.iter().enumerate().skip(from) {
        let class = match b {
            b'_' => b'_',
            b if is_digit(b) => b'0',
            _ => b'.',
        };
        if class == b'_' && previous != b'0' {
            return Some(i);
        }
        if class == b'.' && previous == b'_' {
            return Some(i - 1);
        }
        previous = class;
    }
    (previous == b'_').then(|| text.len() - 1)
}

#[cfg(test)]
mod tests {
    use crate::scanner::tests::errors;

    // The expected texts and columns are gc's (`go tool compile`).
    #[test]
    fn broken_literals() {
        errors(b"\"abc\n", &["5: newline in string"]);
        errors(b"'ab'", &["1: more than one character in rune literal"]);
        errors(b"''", &["2: empty rune literal or unescaped '"]);
        errors(b"0b12", &["4: invalid digit '2' in binary literal"]);
        errors(b"089", &["2: invalid digit '8' in octal literal"]);
        errors(b"089.5", &[]);
        errors(b"1__0", &["3: '_' must separate successive digits"]);
        errors(b"0x", &["3: hexadecimal literal has no digits"]);
        errors(b"0x1.0", &["6: hexadecimal mantissa requires a 'p' exponent"]);
        errors(b"1e", &["3: exponent has no digits"]);
        errors(b"\"\\z\"", &["3: unknown escape"]);
        errors(b"'\\400'", &["6: octal escape value 256 > 255"]);
        errors(b"\"\\ud800\"", &["8: escape is invalid Unicode code point U+D800"]);
    }
}
