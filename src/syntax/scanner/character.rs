//! Characters: what UTF-8 is well formed, what may stand in a name, how Go writes a character in an error.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The first character of `bytes`, when they begin with well-formed UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Option<char> {
    let n = match bytes.first()? {
        0..=0x7F => 1,
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    std::str::from_utf8(bytes.get(..n)?).ok()?.chars().next()
}

pub(super) fn is_letter(c: char) -> bool {
    use GeneralCategory as G;
    matches!(
        c.general_category(),
        G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter
    )
}

/// Go's notion of a printable character: letters, marks, numbers, punctuation, symbols and the blank.
pub fn is_printable(c: char) -> bool {
    use GeneralCategory as G;
    c == ' '
        || !matches!(
            c.general_category(),
            G::Control
                | G::Format
                | G::Surrogate
                | G::PrivateUse
                | G::Unassigned
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::SpaceSeparator
        )
}

/// `U+0040 '@'`, as Go's `%#U`.
pub(super) fn unicode_form(c: char) -> String {
    let number = format!("U+{:04X}", c as u32);
    if is_printable(c) { format!("{number} '{c}'") } else { number }
}

/// As Go's `%q` of a character.
pub(super) fn quoted(c: char) -> String {
    match c {
        '\'' => "'\\''".into(),
        '\\' => "'\\\\'".into(),
        '\n' => "'\\n'".into(),
        '\r' => "'\\r'".into(),
        '\t' => "'\\t'".into(),
        '\u{7}' => "'\\a'".into(),
        '\u{8}' => "'\\b'".into(),
        '\u{c}' => "'\\f'".into(),
        '\u{b}' => "'\\v'".into(),
        c if is_printable(c) => format!("'{c}'"),
        c if (c as u32) < 0x80 => format!("'\\x{:02x}'", c as u32),
        c if (c as u32) < 0x10000 => format!("'\\u{:04x}'", c as u32),
        c => format!("'\\U{:08x}'", c as u32),
    }
}
