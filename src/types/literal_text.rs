//! Go string and character literals as written → their bytes (specification: "String literals", "Rune literals").

/// The value of a string literal; `None` when it is malformed.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    if let Some(raw) = text.strip_prefix('`') {
        let raw = raw.strip_suffix('`')?;
        return Some(raw.bytes().filter(|&b| b != b'\r').collect());
    }
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(rest.len());
    while let Some(i) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..i]);
        rest = unescape(&rest[i..], b'"', &mut out)?;
    }
    out.extend_from_slice(rest.as_bytes());
    Some(out)
}

/// The value of a rune literal.
pub fn unquote_rune(text: &str) -> Option<u32> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    if inner.starts_with('\\') {
        let (value, rest) = escape(inner, b'\'')?;
        return rest.is_empty().then_some(match value {
            Escape::Byte(b) => b as u32,
            Escape::Char(c) => c as u32,
        });
    }
    let mut chars = inner.chars();
    let c = chars.next()?;
    chars.next().is_none().then_some(c as u32)
}

enum Escape {
    Byte(u8),
    Char(char),
}

/// Reads the escape at the start of `s` into `out`; gives what follows.
fn unescape<'s>(s: &'s str, quote: u8, out: &mut Vec<u8>) -> Option<&'s str> {
    let (value, rest) = escape(s, quote)?;
    match value {
        Escape::Byte(b) => out.push(b),
        Escape::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
    Some(rest)
}

fn escape(s: &str, quote: u8) -> Option<(Escape, &str)> {
    let c = *s.as_bytes().get(1)?;
    let simple = |b: u8| Some((Escape::Byte(b), &s[2..]));
    let digits = |from: usize, n: usize, radix: u32| {
        let d = s.get(from..from + n)?;
        Some((u32::from_str_radix(d, radix).ok()?, &s[from + n..]))
    };
    match c {
        b'a' => simple(7),
        b'b' => simple(8),
        b'f' => simple(12),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(11),
        b'\\' => simple(b'\\'),
        _ if c == quote => simple(quote),
        b'x' => digits(2, 2, 16).map(|(v, r)| (Escape::Byte(v as u8), r)),
        b'u' | b'U' => {
            let (v, r) = digits(2, if c == b'u' { 4 } else { 8 }, 16)?;
            Some((Escape::Char(char::from_u32(v)?), r))
        }
        b'0'..=b'7' => {
            let (v, r) = digits(1, 3, 8)?;
            Some((Escape::Byte(u8::try_from(v).ok()?), r))
        }
        _ => None,
    }
}
