//! How much of the source a label covers.
//!
//! The model: gc gives a construct one position (facts.md §2), which is often in its middle: a call's `(`, a selector's dot, an
//! operator. From there the construct's extent is found in the text, within its line: brackets are matched, and what cannot be
//! told apart that way is left out. Labels are for people, so an extent that is too short is no error.

use std::ops::Range;

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// The token at an offset; at the end of the text, nothing.
pub fn token(text: &[u8], offset: usize) -> Range<usize> {
    let start = offset.min(text.len());
    let rest = &text[start..];
    if rest.first().is_some_and(u8::is_ascii_digit) {
        let part = |i: &usize| {
            is_word(rest[*i]) || rest[*i] == b'.' || b"+-".contains(&rest[*i]) && b"eEpP".contains(&rest[*i - 1])
        };
        return start..start + (1..rest.len()).find(|i| !part(i)).unwrap_or(rest.len());
    }
    let word = rest.iter().take_while(|b| is_word(**b)).count();
    let operator = || rest.iter().take_while(|b| b":=+-*/%&|^<>!".contains(b)).count().min(3);
    let len = match word {
        0 if rest.first() == Some(&b'&') => 1,
        0 => operator().max(1),
        n => n,
    };
    start..(start + len).min(text.len())
}

/// What a step's label covers: for a call the callee's name, else the token.
pub fn step(text: &[u8], offset: usize) -> Range<usize> {
    match text.get(offset) {
        Some(b'(') => {
            let start = operand(text, offset);
            if start < offset { start..offset } else { token(text, offset) }
        }
        Some(b'&') => forward(text, offset),
        Some(b'.' | b'[') => expression(text, offset),
        _ => token(text, offset),
    }
}

/// The expression that gc reports at an offset, as far as its first line goes.
pub fn expression(text: &[u8], offset: usize) -> Range<usize> {
    let line = line(text, offset);
    let Some(&b) = text.get(offset) else { return token(text, offset) };
    let end = |from| closing(text, from, line.end);
    match b {
        b'(' | b'[' => operand(text, offset)..end(offset),
        b'{' => operand(text, offset)..end(offset),
        b'.' if text.get(offset + 1) == Some(&b'(') => operand(text, offset)..end(offset + 1),
        b'.' => operand(text, offset)..token(text, offset + 1).end.min(line.end).max(offset + 1),
        b'&' => operation(text, offset, line.end).unwrap_or_else(|| forward(text, offset)),
        b'"' | b'`' | b'\'' => offset..quoted(text, offset, line.end),
        b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'^' | b'<' | b'>' | b'=' | b'!' => {
            operation(text, offset, line.end).unwrap_or_else(|| token(text, offset))
        }
        b'f' if text[offset..].starts_with(b"func") && !text.get(offset + 4).is_some_and(|b| is_word(*b)) => {
            let body = text[offset..line.end].iter().position(|c| *c == b'{');
            offset..body.map_or(line.end, |n| closing(text, offset + n, line.end))
        }
        _ => token(text, offset),
    }
}

/// The line around an offset, without its newline and what ends it.
pub fn line(text: &[u8], offset: usize) -> Range<usize> {
    let offset = offset.min(text.len());
    let start = text[..offset].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let len = text[offset..].iter().position(|b| *b == b'\n').unwrap_or(text.len() - offset);
    let mut end = offset + len;
    while end > offset + 1 && text[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    start..end.max(start)
}

/// Behind the literal that a quote opens, or the end of the line.
fn quoted(text: &[u8], from: usize, end: usize) -> usize {
    let quote = text[from];
    let mut at = from + 1;
    while at < end {
        match text[at] {
            b'\\' if quote != b'`' => at += 1,
            b if b == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    end
}

/// Behind the bracket that closes the one at `from`, or the end of the line.
fn closing(text: &[u8], from: usize, end: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at < end {
        match text[at] {
            b'"' | b'`' | b'\'' => {
                at = quoted(text, at, end);
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth <= 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    end
}

/// Where the operand or type that ends before `offset` begins: names, dots, stars and bracketed parts.
fn operand(text: &[u8], offset: usize) -> usize {
    let first = line(text, offset).start;
    let mut start = offset;
    while start > first {
        let b = text[start - 1];
        if is_word(b) || b == b'.' || b == b'*' {
            start -= 1;
            continue;
        }
        let open = match b {
            b']' => b'[',
            b')' => b'(',
            b'}' => b'{',
            _ => break,
        };
        let mut depth = 0;
        let mut at = start;
        while at > first {
            at -= 1;
            match text[at] {
                c if c == b => depth += 1,
                c if c == open => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        if depth != 0 {
            break;
        }
        start = at;
    }
    start
}

/// `&x`, `&x.f`, `&T{…}`.
fn forward(text: &[u8], offset: usize) -> Range<usize> {
    let end = line(text, offset).end;
    let mut at = offset + 1;
    while at < end {
        match text[at] {
            b if is_word(b) || b == b'.' || b == b'*' => at += 1,
            b'[' | b'(' => at = closing(text, at, end),
            b'{' => return offset..closing(text, at, end),
            _ => break,
        }
    }
    offset..at.min(text.len()).max(offset + 1)
}

/// A conversion is reported at its operand: the extent from the type to the closing parenthesis.
pub fn conversion(text: &[u8], offset: usize) -> Range<usize> {
    let inner = expression(text, offset);
    match inner.start.checked_sub(1) {
        Some(open) if text[open] == b'(' => operand(text, open)..closing(text, open, line(text, offset).end),
        _ => inner,
    }
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Kind {
    /// Names with their dots, literals.
    Operand,
    /// A bracket with what is in it.
    Group,
    Operator,
    /// What no expression goes across.
    Limit,
}

/// The tokens from one offset to another.
fn tokens(text: &[u8], range: Range<usize>) -> Vec<(Kind, Range<usize>)> {
    const LIMITS: &[&[u8]] =
        &[b"return", b"case", b"range", b"go", b"defer", b"if", b"for", b"switch", b"else", b"var", b"const"];
    const LONG: &[&[u8]] =
        &[b"&&", b"||", b"<<", b">>", b"&^", b"==", b"!=", b"<=", b">=", b"<-", b":=", b"+=", b"-=", b"*=", b"/="];
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let word = rest.iter().take_while(|b| is_word(**b) || **b == b'.').count();
        let (kind, len) = match rest[0] {
            b if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            _ if rest.starts_with(b"//") || rest.starts_with(b"/*") => break,
            _ if word > 0 => (if LIMITS.contains(&&rest[..word]) { Kind::Limit } else { Kind::Operand }, word),
            b'"' | b'`' | b'\'' => (Kind::Operand, quoted(text, at, range.end) - at),
            b'(' | b'[' | b'{' => (Kind::Group, closing(text, at, range.end) - at),
            b',' | b';' | b')' | b']' | b'}' => (Kind::Limit, 1),
            _ => {
                let len = if LONG.iter().any(|l| rest.starts_with(l)) { 2 } else { 1 };
                let limit = matches!(&rest[..len], b":" | b"=" | b":=" | b"+=" | b"-=" | b"*=" | b"/=");
                (if limit { Kind::Limit } else { Kind::Operator }, len)
            }
        };
        out.push((kind, at..at + len));
        at += len;
    }
    out
}

fn precedence(operator: &[u8]) -> u8 {
    match operator {
        b"||" => 1,
        b"&&" => 2,
        b"==" | b"!=" | b"<" | b"<=" | b">" | b">=" => 3,
        b"+" | b"-" | b"|" | b"^" => 4,
        _ => 5,
    }
}

/// The unary or binary operation whose operator stands at an offset.
fn operation(text: &[u8], offset: usize, end: usize) -> Option<Range<usize>> {
    // The brackets that are open before the operator are not part of it.
    let mut from = line(text, offset).start;
    let tokens = loop {
        let tokens = tokens(text, from..end);
        let around = tokens.iter().find(|(_, r)| r.start < offset && offset < r.end);
        match around {
            Some((Kind::Group, r)) => from = r.start + 1,
            Some(_) => return None,
            None => break tokens,
        }
    };
    let here = tokens.iter().position(|(_, r)| r.start == offset)?;
    let is = |i: usize, kind: Kind| tokens.get(i).is_some_and(|(k, _)| *k == kind);
    let value = |i: usize| is(i, Kind::Operand) || is(i, Kind::Group);
    let touch = |i: usize| i > 0 && tokens[i - 1].1.end == tokens[i].1.start;
    let precedence = |i: usize| precedence(&text[tokens[i].1.clone()]);
    let binary = |i: usize| is(i, Kind::Operator) && i > 0 && value(i - 1);
    // The last token of the operand that begins at a token.
    let last = |mut i: usize| {
        while is(i, Kind::Operator) {
            i += 1;
        }
        while value(i) && value(i + 1) && touch(i + 1) {
            i += 1;
        }
        value(i).then_some(i)
    };
    // The first token of the operand that ends at a token.
    let first = |mut i: usize| {
        while i > 0 && value(i - 1) && touch(i) {
            i -= 1;
        }
        while i > 0 && is(i - 1, Kind::Operator) && !binary(i - 1) {
            i -= 1;
        }
        i
    };
    if !binary(here) {
        return last(here).map(|i| offset..tokens[i].1.end);
    }
    let mut start = first(here - 1);
    while start > 0 && binary(start - 1) && precedence(start - 1) >= precedence(here) && start > 1 {
        start = first(start - 2);
    }
    let mut stop = last(here + 1)?;
    // A concatenation of several strings has the place of its first operator.
    let more =
        |i: usize| precedence(i) > precedence(here) || &text[tokens[here].1.clone()] == b"+" && precedence(i) == 4;
    while binary(stop + 1) && more(stop + 1) {
        stop = last(stop + 2)?;
    }
    Some(tokens[start].1.start..tokens[stop].1.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` stands before the position.
    fn check(source: &str, expect_expression: &str, expect_step: &str) {
        let offset = source.find('|').expect("a mark");
        let text = source.replace('|', "");
        let part = |r: Range<usize>| text[r].to_string();
        assert_eq!(part(expression(text.as_bytes(), offset)), expect_expression, "{source}");
        assert_eq!(part(step(text.as_bytes(), offset)), expect_step, "{source}");
    }

    #[test]
    fn extents() {
        check("\tx := make|([]int, n)\n", "make([]int, n)", "make");
        check("\tfmt.Println|(a, f(b))", "fmt.Println(a, f(b))", "fmt.Println");
        check("return |&T{a: \"}\", b: 2}\n", "&T{a: \"}\", b: 2}", "&T{a: \"}\", b: 2}");
        check("return |&x\n", "&x", "&x");
        check("x := []int|{1, 2}\n", "[]int{1, 2}", "{");
        check("m := map[string]int|{\n\t\"a\": 1}\n", "map[string]int{", "{");
        check("sink = a.b|.c + 1\n", "a.b.c", "a.b.c");
        check("sink = s|[i+1]\n", "s[i+1]", "s[i+1]");
        check("s := f(a |+ \"b,\" + c, d)\n", "a + \"b,\" + c", "+");
        check("return a |+ b // x\n", "a + b", "+");
        check("f(m.A/k|/1024, x)", "m.A/k/1024", "/");
        check("f(g(a, b) |+ c, d)", "g(a, b) + c", "+");
        check("x = a + b|*c == d", "b*c", "*");
        check("f(|*p, 1)", "*p", "*");
        check("f(x, |*p.q[1]) + 2", "*p.q[1]", "*");
        check("if a == b |&& -c < d {", "a == b && -c < d", "&");
        check("f(<-|c)", "c", "c");
        check("f(|'\\'', 1)", "'\\''", "'");
        check("f(|1.5e-3-x)", "1.5e-3", "1.5e-3");
        check("x = v|.(T)", "v.(T)", "v.(T)");
        check("x = T{1, nil}|.n", "T{1, nil}.n", "T{1, nil}.n");
        check("return a + \"}\" |+ []byte{1}[0]", "a + \"}\" + []byte{1}[0]", "+");
        check("go |func() { x() }()\n", "func() { x() }", "func");
        check("f(|func() {\n", "func() {", "func");
        check("|größe := 1\n", "größe", "größe");
        check("x |:= 1\n", ":=", ":=");
        check("|return &x\n", "return", "return");
    }

    #[test]
    fn conversions() {
        let check = |source: &str, expect: &str| {
            let offset = source.find('|').expect("a mark");
            let text = source.replace('|', "");
            assert_eq!(&text[conversion(text.as_bytes(), offset)], expect, "{source}");
        };
        check("return []byte(|s)", "[]byte(s)");
        check("f(string(|g(x)), 1)", "string(g(x))");
        check("f(string(b|[:n]), 1)", "string(b[:n])");
        check("x := a |+ b", "a + b");
    }

    #[test]
    fn any_offset() {
        let text = "func f() { x := \"é(\" + g([]int{1}, &T{)) }\r\n\n}".as_bytes();
        for offset in 0..text.len() + 3 {
            for r in [
                token(text, offset),
                step(text, offset),
                expression(text, offset),
                conversion(text, offset),
                line(text, offset),
            ] {
                assert!(r.start <= r.end && r.end <= text.len(), "{offset}");
            }
        }
    }
}
