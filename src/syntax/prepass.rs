//! The pre-pass over a file's bytes: a rewriting that keeps every offset, so that tree-sitter needs neither Go's rule of automatic
//! semicolons nor comments.
//!
//! Everything between two tokens becomes blanks (comments, newlines, bytes that are no text), and a newline that the scanner made
//! a semicolon becomes `;`. When a semicolon is due at the end of the file, one byte is appended. What is inside a literal or an
//! identifier is the scanner's business: strings are filled up with `x`, and so are the bytes of a name that are not ASCII.

use crate::ast::LitKind;
use crate::scanner::Scanned;
use crate::token::{Semi, Tok};

/// The rewritten text.
pub fn prepare(src: &[u8], scanned: &Scanned) -> Vec<u8> {
    let mut text = vec![b' '; src.len()];
    for t in &scanned.tokens {
        let (start, end) = (t.start as usize, t.end as usize);
        match t.tok {
            Tok::Semi if t.semi == Semi::Eof => text.push(b';'),
            Tok::Semi => text[start] = b';',
            Tok::Eof => {}
            Tok::Name => {
                for i in start..end {
                    let b = src[i];
                    text[i] = if b == b'_' || b.is_ascii_alphanumeric() { b } else { b'x' };
                }
            }
            Tok::Literal if t.kind == LitKind::String && end - start >= 2 => {
                text[start..end].fill(b'x');
                text[start] = src[start];
                text[end - 1] = src[start];
            }
            // A malformed literal: lowering asks the scanner what kind it is.
            Tok::Literal if t.bad => text[start..end].fill(b'1'),
            Tok::Literal if t.kind == LitKind::Rune => text[start..end].copy_from_slice(&src[start..end]),
            _ => {
                // A token ends where the next character starts: bytes that are no text may come before it.
                for i in start..end {
                    text[i] = if src[i].is_ascii() && src[i] != 0 { src[i] } else { b' ' };
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    fn check(src: &str, expect: &str) {
        let scanned = crate::scanner::scan(src.as_bytes());
        assert_eq!(String::from_utf8(super::prepare(src.as_bytes(), &scanned)).unwrap(), expect);
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
        check("return /* a\n b */ x\n", "return ;          x;");
    }

    #[test]
    fn end_of_file_counts_as_newline() {
        check("type T int", "type T int;");
    }

    #[test]
    fn literals_and_names_are_made_plain() {
        check("`a\nb` + \"\\n\"\n", "`xxx` + \"xx\";");
        check("é := 0b2\n", "xx := 111;");
    }
}
