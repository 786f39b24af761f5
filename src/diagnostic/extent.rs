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
        b'.' => operand(text, offset)..token(text, offset + 1).end.min(line.end).max(offset + 1),
        b'&' => forward(text, offset),
        b'"' | b'`' => {
            let close = text[offset + 1..line.end].iter().position(|c| *c == b);
            offset..close.map_or(line.end, |n| offset + n + 2)
        }
        b'+' => {
            let start = text[line.start..offset]
                .iter()
                .rposition(|c| b",;=({[:".contains(c))
                .map_or(line.start, |n| line.start + n + 1);
            let start = start + text[start..offset].iter().take_while(|c| c.is_ascii_whitespace()).count();
            let word = token(text, start);
            let start = if &text[word.clone()] == b"return" { word.end + 1 } else { start };
            start.min(offset)..until_delimiter(text, offset, line.end)
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

/// Behind the bracket that closes the one at `from`, or the end of the line.
fn closing(text: &[u8], from: usize, end: usize) -> usize {
    let mut depth = 0;
    let mut quote = None;
    for (i, &b) in text[from..end].iter().enumerate() {
        match (quote, b) {
            (Some(q), _) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'`' | b'\'') => quote = Some(b),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => {
                depth -= 1;
                if depth <= 0 {
                    return from + i + 1;
                }
            }
            _ => {}
        }
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

/// From an operator to the end of its right side.
fn until_delimiter(text: &[u8], offset: usize, end: usize) -> usize {
    let mut at = offset + 1;
    let mut quote = None;
    while at < end {
        let b = text[at];
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None if b"\"`'".contains(&b) => quote = Some(b),
            None if b"([".contains(&b) => {
                at = closing(text, at, end);
                continue;
            }
            None if b")]},;{".contains(&b) || text[at..].starts_with(b"//") => break,
            None => {}
        }
        at += 1;
    }
    while at > offset + 1 && text[at - 1].is_ascii_whitespace() {
        at -= 1;
    }
    at
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
        check("go |func() { x() }()\n", "func() { x() }", "func");
        check("f(|func() {\n", "func() {", "func");
        check("|größe := 1\n", "größe", "größe");
        check("x |:= 1\n", ":=", ":=");
        check("|return &x\n", "return", "return");
    }

    #[test]
    fn any_offset() {
        let text = "func f() { x := \"é(\" + g([]int{1}, &T{)) }\r\n\n}".as_bytes();
        for offset in 0..text.len() + 3 {
            for r in [token(text, offset), step(text, offset), expression(text, offset), line(text, offset)] {
                assert!(r.start <= r.end && r.end <= text.len(), "{offset}");
            }
        }
    }
}
