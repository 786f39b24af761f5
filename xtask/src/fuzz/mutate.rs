//! Go programs made from others: tokens, lines and bracketed groups are removed, repeated, swapped, and exchanged with those of
//! the same program or of another.

use crate::robust::bytes::Random;

/// A token with the space before it.
pub type Token = Vec<u8>;

/// Splits a program. Comments count as space; what is no token of Go is a token of one byte.
pub fn tokens(text: &[u8]) -> Vec<Token> {
    let mut out = Vec::new();
    let (mut start, mut i) = (0, 0);
    while i < text.len() {
        let rest = &text[i..];
        let len = match rest[0] {
            b' ' | b'\t' | b'\r' => {
                i += 1;
                continue;
            }
            b'/' if rest.starts_with(b"//") => {
                i += rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                i += rest.windows(2).skip(2).position(|w| w == b"*/").map_or(rest.len(), |n| n + 4);
                continue;
            }
            q @ (b'"' | b'\'' | b'`') => quoted(rest, q),
            b if word(b) => {
                rest.iter().position(|&b| !(word(b) || b == b'.' && rest[0].is_ascii_digit())).unwrap_or(rest.len())
            }
            _ => escape_syntax::OPERATORS.iter().find(|o| rest.starts_with(o.as_bytes())).map_or(1, |o| o.len()),
        };
        i = (i + len.max(1)).min(text.len());
        out.push(text[start..i].to_vec());
        start = i;
    }
    out.push(text[start..].to_vec());
    out
}

fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut i = 1;
    while i < rest.len() && rest[i] != quote && (quote == b'`' || rest[i] != b'\n') {
        i += if rest[i] == b'\\' && quote != b'`' { 2 } else { 1 };
    }
    i + 1
}

/// What a token is, without the space before it: the part that its class is judged by.
fn core(t: &[u8]) -> &[u8] {
    let from = t.iter().rposition(|&b| b == b' ' || b == b'\t' || b == b'\n').map_or(0, |i| i + 1);
    let quoted = t
        .iter()
        .position(|&b| matches!(b, b'"' | b'`' | b'\''))
        .filter(|_| matches!(t.last(), Some(b'"' | b'`' | b'\'')));
    &t[quoted.unwrap_or(from).min(t.len())..]
}

/// Words and texts that programs are made of, keywords apart.
const PIECES: &[&str] = &[
    "nil",
    "true",
    "false",
    "iota",
    "_",
    "any",
    "comparable",
    "error",
    "int",
    "string",
    "byte",
    "rune",
    "uint8",
    "float64",
    "complex128",
    "uintptr",
    "unsafe.Pointer",
    "new",
    "make",
    "append",
    "copy",
    "len",
    "cap",
    "delete",
    "clear",
    "min",
    "max",
    "panic",
    "recover",
    "print",
    "close",
    "complex",
    "real",
    "imag",
    "0",
    "-1",
    "1",
    "1<<63",
    "1<<62",
    "1e400",
    "0.5",
    "1i",
    "'a'",
    "\"a\"",
    "\"\"",
    "64",
    "255",
    "256",
    "[]int",
    "[]byte",
    "[...]int{}",
    "[0]int",
    "map[string]int",
    "chan int",
    "<-chan int",
    "func()",
    "func(int) (string, error)",
    "interface{}",
    "struct{}",
    "interface{ ~int | ~string }",
    "*T",
    "[]T",
    "T",
    "x",
    "...",
    ":=",
    "=",
    "==",
    "<-",
    "&",
    "*",
    "!",
    "~",
    "|",
    "+",
    "<<",
    "&^",
    ".",
    ",",
    ";",
    ":",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\n",
    "++",
    ".(type)",
    ".(int)",
    "[int]",
    "[T any]",
    "[P interface{ *T }]",
    "func(yield func(int) bool) {}",
    "for range",
    "func() { defer recover() }()",
    "//go:noinline\n",
    "L:",
    "goto L",
];
/// What an expression can be put into: `@` is its place.
const AROUND: &[&str] = &[
    "(@)",
    "&@",
    "*@",
    "-@",
    "!@",
    "^@",
    "<-@",
    "@.f",
    "@[0]",
    "@[:]",
    "@[1:2]",
    "@()",
    "@(@)",
    "any(@)",
    "[]any{@}",
    "[]any{@, @}",
    "struct{ a any }{@}",
    "map[any]any{@: @}",
    "func() any { return @ }()",
    "func() any { return @ }",
    "new(@)",
    "len(@)",
    "cap(@)",
    "append(@, @)",
    "append(@, @...)",
    "append([]any(nil), @)",
    "@ + @",
    "@ == @",
    "@ << 1",
    "@ && @",
    "string(@)",
    "[]byte(@)",
    "int(@)",
    "float64(@)",
    "@.(int)",
    "@.(any)",
    "@[int]",
    "@, @",
    "*&@",
    "(*@)",
    "&(@)",
    "min(@, @)",
    "@...",
    "&[]any{@}[0]",
    "[1]any{@}[0]",
    "uintptr(@)",
    "panic(@)",
    "interface{}(@)",
    "[...]any{2: @}",
    "<-make(chan any)",
    "(func())(@)",
    "*new(any)",
    "recover()",
    "@ | @",
    "1 << @",
];
/// What a statement can be put into.
const AROUND_LINE: &[&str] = &[
    "{ @ }",
    "if true { @ }",
    "if false { @ }",
    "if false { } else { @ }",
    "for { @; break }",
    "for range 3 { @ }",
    "for i := 0; i < 2; i++ { @ }",
    "for { @ }",
    "func() { @ }()",
    "defer func() { @ }()",
    "go func() { @ }()",
    "switch { case true: @ }",
    "switch { default: @ }",
    "select { default: @ }",
    "L: for { @; continue L }",
    "L: { @; break L }",
    "for _, v := range []int{1} { _ = v; @ }",
    "for v := range func(yield func(int) bool) {} { _ = v; @ }",
    "f := func() { @ }; f()",
    "f := func() { @ }; _ = f",
    "func(x any) { @ }(nil)",
    "_ = func() int { @; return 0 }",
    "defer @",
    "go @",
    "@; @",
    "_ = @",
    "switch x := any(1).(type) { case int: _ = x; @ }",
    "for range \"abc\" { @ }",
    "for range [3]int{} { @ }",
    "for range map[int]int{} { @ }",
    "return @",
    "x := @; _ = x",
    "goto M; M: @",
    "panic(0); @",
    "return; @",
    "for { defer func() { @ }() }",
    "if x := 1; x > 0 { @ }",
    "const c = 1; @",
    "type T struct{ p *T }; @",
    "var e error; @; _ = e",
];

/// How far from its origin a program is taken.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Style {
    /// Anything.
    Wild,
    /// What a parser accepts now and then.
    Tokens,
    /// What a type checker accepts now and then.
    Typed,
}

/// Changes `text`, with pieces of `donor`.
pub fn mutate(r: &mut Random, text: &[u8], donor: &[u8], style: Style) -> Vec<u8> {
    let most = match style {
        Style::Wild => 12,
        Style::Tokens => 6,
        Style::Typed => 3,
    };
    let mut list = tokens(text);
    let other = tokens(donor);
    for _ in 0..1 + r.below(most) {
        if list.is_empty() {
            list.push(b"\n".to_vec());
        }
        let typed = style == Style::Typed;
        match r.below(if typed { 9 } else { 14 }) {
            0 | 1 => exchange(r, &mut list, None),
            2 => wrap(r, &mut list),
            3 | 4 => lines(r, &mut list, &other),
            5 => wrap_line(r, &mut list),
            6 => group(r, &mut list, None),
            7 => exchange(r, &mut list, Some(&other)),
            8 => piece(r, &mut list),
            9 => {
                let (i, n) = range(r, &list);
                list.drain(i..i + n);
            }
            10 => {
                let (i, n) = range(r, &list);
                let copy = list[i..i + n].to_vec();
                let at = r.below(list.len());
                list.splice(at..at, copy);
            }
            11 => {
                let (i, n) = range(r, &other);
                let at = r.below(list.len());
                list.splice(at..at, other[i..i + n].iter().cloned());
            }
            12 => group(r, &mut list, Some(&other)),
            _ => {
                let (a, b) = (r.below(list.len()), r.below(list.len()));
                list.swap(a, b);
            }
        }
    }
    if style != Style::Wild && r.below(12) == 0 {
        // Two programs in one: their names clash, or one shadows the other.
        list.push(b"\n".to_vec());
        list.extend(other.into_iter().skip(2));
    }
    let mut out = list.concat();
    if style == Style::Wild {
        for _ in 0..r.below(4) {
            let at = r.below(out.len());
            match r.below(5) {
                0 => out.truncate(at),
                1 if !out.is_empty() => out[at] = r.next() as u8,
                2 if !out.is_empty() => out[at] ^= 1 << r.below(8),
                3 => out.insert(at, r.next() as u8),
                _ => {
                    let n = r.below(3000);
                    let what = some_piece(r).repeat(n);
                    out.splice(at..at, what.bytes());
                }
            }
        }
    }
    out
}

fn range(r: &mut Random, list: &[Token]) -> (usize, usize) {
    let i = r.below(list.len());
    (i, (1 + r.below(8)).min(list.len() - i))
}

/// Keeps the space, so that lines stay lines.
fn replace(token: &mut Token, text: &[u8]) {
    let space = token.len() - core(token).len();
    token.truncate(space);
    if space == 0 && text.first().is_some_and(|&b| word(b)) {
        token.push(b' ');
    }
    token.extend(text);
}

fn is_word(t: &[u8]) -> bool {
    core(t).first().is_some_and(|&b| word(b))
}

fn class(t: &[u8]) -> u8 {
    let c = core(t);
    match c.first() {
        None => 0,
        Some(b'0'..=b'9') => 1,
        Some(b'"' | b'`' | b'\'') => 2,
        Some(&b) if word(b) => 3 + u8::from(escape_syntax::keyword(c).is_some()),
        Some(b'(' | b')' | b'[' | b']' | b'{' | b'}') => 5,
        _ => 6,
    }
}

/// Puts another token of the same class in a token's place.
fn exchange(r: &mut Random, list: &mut [Token], from: Option<&[Token]>) {
    for _ in 0..20 {
        let i = r.below(list.len());
        let source = from.unwrap_or(list);
        let t = &source[r.below(source.len())];
        if class(t) == class(&list[i]) && class(t) != 5 && core(t) != core(&list[i]) {
            let text = core(t).to_vec();
            return replace(&mut list[i], &text);
        }
    }
}

fn some_piece(r: &mut Random) -> &'static str {
    let all = PIECES.iter().copied().chain(escape_syntax::keywords());
    let i = r.below(all.clone().count());
    all.clone().nth(i).unwrap_or_default()
}

fn piece(r: &mut Random, list: &mut Vec<Token>) {
    let i = r.below(list.len());
    let text = some_piece(r).as_bytes();
    if r.below(2) == 0 { replace(&mut list[i], text) } else { list.insert(i, [b" ", text, b" "].concat()) }
}

fn wrap(r: &mut Random, list: &mut [Token]) {
    for _ in 0..20 {
        let i = r.below(list.len());
        if is_word(&list[i]) && class(&list[i]) != 4 {
            let text = String::from_utf8_lossy(core(&list[i])).into_owned();
            let around = AROUND[r.below(AROUND.len())].replace('@', &text);
            return replace(&mut list[i], around.as_bytes());
        }
    }
}

/// The tokens of the line of a random token.
fn line(r: &mut Random, list: &[Token]) -> (usize, usize) {
    let i = r.below(list.len());
    let starts = |t: &Token| t.starts_with(b"\n") || t.contains(&b'\n') && class(t) != 2;
    let from = list[..=i].iter().rposition(starts).unwrap_or(0);
    let to = list[i + 1..].iter().position(starts).map_or(list.len(), |n| i + 1 + n);
    (from, to)
}

fn lines(r: &mut Random, list: &mut Vec<Token>, other: &[Token]) {
    let (from, to) = line(r, list);
    match r.below(4) {
        0 => {
            list.drain(from..to);
        }
        1 => {
            let copy = list[from..to].to_vec();
            let at = line(r, list).0;
            list.splice(at..at, copy);
        }
        2 => {
            let moved: Vec<Token> = list.drain(from..to).collect();
            if !list.is_empty() {
                let at = line(r, list).0;
                list.splice(at..at, moved);
            } else {
                *list = moved;
            }
        }
        _ => {
            let (a, b) = line(r, other);
            list.splice(from..from, other[a..b].iter().cloned());
        }
    }
}

fn wrap_line(r: &mut Random, list: &mut Vec<Token>) {
    let (from, to) = line(r, list);
    let text = String::from_utf8_lossy(&list[from..to].concat()).trim().to_string();
    let around = AROUND_LINE[r.below(AROUND_LINE.len())].replace('@', &text);
    list.splice(from..to, [format!("\n{around}").into_bytes()]);
}

/// A bracketed group that starts at or after a random token: its first token and the one after it.
fn bracketed(r: &mut Random, list: &[Token]) -> Option<(usize, usize)> {
    let i = r.below(list.len());
    let open = (i..list.len()).find(|&i| matches!(core(&list[i]), b"(" | b"[" | b"{"))?;
    let mut depth = 0;
    for (at, t) in list.iter().enumerate().skip(open) {
        match core(t) {
            b"(" | b"[" | b"{" => depth += 1,
            b")" | b"]" | b"}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((open, at + 1));
        }
    }
    None
}

/// Removes or repeats a group, or puts another of the same bracket in its place.
fn group(r: &mut Random, list: &mut Vec<Token>, from: Option<&[Token]>) {
    let Some((open, end)) = bracketed(r, list) else { return };
    match r.below(6) {
        0 => {
            list.drain(open + 1..end - 1);
        }
        1 => {
            let copy = list[open..end].to_vec();
            list.splice(end..end, copy);
        }
        _ => {
            for _ in 0..20 {
                let source = from.unwrap_or(list);
                if let Some((a, b)) = bracketed(r, source)
                    && core(&source[a]) == core(&list[open])
                {
                    let copy = source[a..b].to_vec();
                    list.splice(open..end, copy);
                    return;
                }
            }
        }
    }
}
