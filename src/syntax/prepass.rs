//! The pre-pass over a file's bytes: a rewriting that keeps every offset, so that tree-sitter needs neither Go's rule of automatic
//! semicolons nor comments.
//!
//! Comments become blanks, a newline where Go inserts a semicolon (specification: "Semicolons") becomes `;`, any other newline
//! outside raw strings a blank. When the file does not end in a newline and needs a semicolon there, one byte is appended.
//! Directives (`//go:…`, `//line`, `/*line`) are collected on the way.

/// A `//go:` or line directive comment.
pub struct Directive {
    /// Byte offset of the comment, and one past it.
    pub start: u32,
    pub end: u32,
    /// The comment's text, with its `//` or `/*`.
    pub text: String,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
}

pub struct Prepared {
    pub text: Vec<u8>,
    pub directives: Vec<Directive>,
}

const NO_SEMICOLON_KEYWORDS: [&[u8]; 21] = [
    b"case",
    b"chan",
    b"const",
    b"default",
    b"defer",
    b"else",
    b"for",
    b"func",
    b"go",
    b"goto",
    b"if",
    b"import",
    b"interface",
    b"map",
    b"package",
    b"range",
    b"select",
    b"struct",
    b"switch",
    b"type",
    b"var",
];

/// Rewrites `src`.
pub fn prepare(src: &[u8]) -> Prepared {
    let mut text = src.to_vec();
    let mut directives = Vec::new();
    let mut semicolon = false;
    let mut line_start = true;
    let mut i = if src.starts_with(b"\xef\xbb\xbf") {
        text[..3].fill(b' ');
        3
    } else {
        0
    };
    while i < src.len() {
        let b = src[i];
        let own_line = line_start;
        line_start = false;
        match b {
            b'\n' => {
                text[i] = if semicolon { b';' } else { b' ' };
                semicolon = false;
                line_start = true;
                i += 1;
            }
            b' ' | b'\t' | b'\r' => {
                line_start = own_line;
                i += 1;
            }
            b'/' if src.get(i + 1) == Some(&b'/') => {
                let end = find(src, i, b'\n');
                note_directive(src, i, end, own_line, &mut directives);
                text[i..end].fill(b' ');
                i = end;
            }
            b'/' if src.get(i + 1) == Some(&b'*') => {
                let end = find_comment_end(src, i + 2);
                note_directive(src, i, end, own_line, &mut directives);
                let newline = src[i..end].iter().position(|&b| b == b'\n');
                text[i..end].fill(b' ');
                if let Some(n) = newline
                    && semicolon
                {
                    text[i + n] = b';';
                    semicolon = false;
                }
                i = end;
            }
            b'`' => {
                i = (find(src, i + 1, b'`') + 1).min(src.len());
                semicolon = true;
            }
            b'"' | b'\'' => {
                i = find_quote_end(src, i);
                semicolon = true;
            }
            b'0'..=b'9' => {
                i = number_end(src, i);
                semicolon = true;
            }
            b'.' if src.get(i + 1).is_some_and(u8::is_ascii_digit) => {
                i = number_end(src, i);
                semicolon = true;
            }
            b if b == b'_' || b.is_ascii_alphabetic() || b >= 0x80 => {
                let start = i;
                while i < src.len() && (src[i] == b'_' || src[i].is_ascii_alphanumeric() || src[i] >= 0x80) {
                    i += 1;
                }
                semicolon = !NO_SEMICOLON_KEYWORDS.contains(&&src[start..i]);
            }
            b')' | b']' | b'}' => {
                semicolon = true;
                i += 1;
            }
            b'+' | b'-' if src.get(i + 1) == Some(&b) => {
                semicolon = true;
                i += 2;
            }
            _ => {
                semicolon = false;
                i += 1;
            }
        }
    }
    if semicolon {
        text.push(b';');
    }
    Prepared { text, directives }
}

fn find(src: &[u8], from: usize, b: u8) -> usize {
    src[from..].iter().position(|&c| c == b).map_or(src.len(), |n| from + n)
}

fn find_comment_end(src: &[u8], from: usize) -> usize {
    src[from..].windows(2).position(|w| w == b"*/").map_or(src.len(), |n| from + n + 2)
}

/// One past the closing quote, or the end of the line when there is none.
fn find_quote_end(src: &[u8], start: usize) -> usize {
    let quote = src[start];
    let mut i = start + 1;
    while i < src.len() {
        match src[i] {
            b'\n' => return i,
            b'\\' if src.get(i + 1) != Some(&b'\n') => i += 2,
            b if b == quote => return i + 1,
            _ => i += 1,
        }
    }
    src.len()
}

fn number_end(src: &[u8], mut i: usize) -> usize {
    let hex = src[i] == b'0' && matches!(src.get(i + 1), Some(b'x' | b'X'));
    while i < src.len() {
        match src[i] {
            b'e' | b'E' if !hex && matches!(src.get(i + 1), Some(b'+' | b'-')) => i += 2,
            b'p' | b'P' if hex && matches!(src.get(i + 1), Some(b'+' | b'-')) => i += 2,
            b'.' | b'_' => i += 1,
            b if b.is_ascii_alphanumeric() => i += 1,
            _ => break,
        }
    }
    i
}

fn note_directive(src: &[u8], start: usize, end: usize, own_line: bool, directives: &mut Vec<Directive>) {
    let comment = &src[start..end];
    if comment.starts_with(b"//go:") || comment.starts_with(b"//line ") || comment.starts_with(b"/*line ") {
        let text = String::from_utf8_lossy(comment).trim_end().to_string();
        directives.push(Directive { start: start as u32, end: end as u32, text, own_line });
    }
}

#[cfg(test)]
mod tests {
    use super::prepare;

    fn check(src: &str, expect: &str) {
        assert_eq!(String::from_utf8(prepare(src.as_bytes()).text).unwrap(), expect);
    }

    #[test]
    fn semicolons_take_the_newlines_place() {
        check("x := 1\ny()\n", "x := 1;y();");
        check("a +\nb\n", "a + b;");
        check("f(\n1,\n)\n", "f( 1, );");
        check("return\n}\n", "return;};");
        check("x++\n", "x++;");
    }

    #[test]
    fn comments_are_blank_and_may_hold_the_newline() {
        check("x // c\ny\n", "x     ;y;");
        check("return /* a\n b */ x\n", "return     ;      x;");
    }

    #[test]
    fn end_of_file_counts_as_newline() {
        check("type T int", "type T int;");
    }

    #[test]
    fn raw_strings_keep_their_newlines() {
        check("`a\nb`\n", "`a\nb`;");
    }
}
