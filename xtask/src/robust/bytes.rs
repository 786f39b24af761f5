//! Files that are no sensible Go: noise, truncated programs, invalid UTF-8, and long lines.

/// Pseudo-random numbers: the same on every run, so that a failure can be run again.
pub struct Random(pub u64);

impl Random {
    /// xorshift64*.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Below `n`, or 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() >> 16) as usize % n }
    }
}

/// Noise of several kinds, of lengths up to the given one, and programs cut off.
pub fn noise(longest: usize) -> Vec<(String, Vec<u8>)> {
    let mut r = Random(0x9E37_79B9_7F4A_7C15);
    let mut out = Vec::new();
    for (i, len) in [0, 1, 2, 100, 10_000, 1_000_000, longest].into_iter().enumerate() {
        let len = len.min(longest);
        out.push((format!("random_{i}"), (0..len).map(|_| r.next() as u8).collect()));
        let printable = |r: &mut Random| b' ' + r.below(95) as u8;
        out.push((format!("printable_{i}"), (0..len).map(|_| printable(&mut r)).collect()));
        let mut in_function = b"package p\nfunc f() {\n".to_vec();
        in_function.extend((0..len).map(|_| if r.below(10) == 0 { b'\n' } else { printable(&mut r) }));
        out.push((format!("random_body_{i}"), in_function));
        let words = [
            "func",
            "type",
            "struct",
            "interface",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "\n",
            ";",
            ",",
            "x",
            "T",
            "1",
            ":=",
            "=",
            "*",
            "+",
            "chan",
            "map",
            "<-",
            "for",
            "range",
            "if",
            "else",
            "switch",
            "case",
            ":",
            ".",
            "return",
            "var",
            "~",
            "|",
            "go",
            "\"a\"",
            "'a'",
            "1.5",
            "...",
            "goto",
            "select",
            "default",
            "const",
            "import",
            "&",
        ];
        let mut tokens = b"package p\n".to_vec();
        for _ in 0..len / 3 {
            tokens.extend(words[r.below(words.len())].bytes());
            tokens.push(b' ');
        }
        out.push((format!("tokens_{i}"), tokens));
    }
    let text = include_bytes!("../../../testdata/gc_m/closure_capture.go");
    out.extend((0..text.len()).step_by(41).map(|i| (format!("truncated_{i}"), text[..i].to_vec())));
    for (name, bytes) in [
        ("name", &b"var \xff int"[..]),
        ("string", b"var x = \"\xff\xfe\""),
        ("raw", b"var x = `\xc3`"),
        ("rune", b"var x = '\x80'"),
        ("comment", b"// \xff\nvar x int // \xe2\x82"),
        ("overlong", b"var x = \"\xc0\x80\""),
        ("surrogate", b"var x = \"\xed\xa0\x80\""),
        ("mark", b"var x = \"\xef\xbb\xbf\""),
        ("nul", b"var x = \"\0\""),
        ("nul_between", b"var x \0 int"),
        ("directive", b"//go:noinline\xff\nfunc f() {}\n//line \xff:1\nvar x int = \"\""),
        ("carriage_return", b"var x = `\r\n`\rvar y int"),
        ("import", b"import \"\xff\""),
        ("import_nul", b"import \"\0\""),
        ("embed", b"//go:embed \xff\nvar x string"),
    ] {
        out.push((format!("utf8_{name}"), [b"package p\n", bytes, b"\n"].concat()));
    }
    out.push(("utf16".into(), "package p\n".encode_utf16().flat_map(u16::to_le_bytes).collect()));
    out
}

/// One line of that length each.
pub fn long_lines(length: usize) -> Vec<(String, Vec<u8>)> {
    let line = |name: &str, head: &str, step: &str, tail: &str| {
        let mut text = format!("package p\n{head}");
        text += &step.repeat(length / step.len());
        (format!("line_{name}"), (text + tail + "\n").into_bytes())
    };
    vec![
        line("spaces", "var x", " ", "int"),
        line("name", "var ", "a", " int"),
        line("name_undefined", "var x = ", "a", ""),
        line("name_unused", "func f() { ", "a", " := 1 }"),
        line("name_shown", "func f() any { ", "a", " := new(int); return & aaaa}"),
        line("letters", "var ", "é", " int"),
        line("digits", "var x = ", "7", ""),
        line("digits_float", "var x float64 = ", "7", ".5"),
        line("digits_fraction", "var x float64 = 1.", "7", ""),
        line("digits_hex", "var x = 0x", "7", ""),
        line("digits_binary", "var x = 0b", "1", ""),
        line("digits_octal", "var x = 0", "7", ""),
        line("digits_separated", "var x = 1", "_1", ""),
        line("digits_imaginary", "var x complex128 = ", "1", "i"),
        line("digits_exponent", "var x = 1e", "9", ""),
        line("digits_exponent_negative", "var x = 1e-", "9", ""),
        line("digits_exponent_hex", "var x = 0x1p", "9", ""),
        line("zeros", "var x float64 = 0.", "0", "1"),
        line("string", "var x = \"", "a", "\""),
        line("string_escapes", "var x = \"", "\\x41", "\""),
        line("string_bad_escapes", "var x = \"", "\\q", "\""),
        line("string_mismatch", "var x int = \"", "a", "\""),
        line("string_moved", "func f() any { return \"", "a", "\" }"),
        line("string_unclosed", "var x = \"", "a", ""),
        line("raw", "var x = `", "a", "`"),
        line("raw_unclosed", "var x = `", "a", ""),
        line("rune", "var x = '", "a", "'"),
        line("comment", "//", "a", ""),
        line("comment_general", "/*", "a", "*/"),
        line("comment_unclosed", "/*", "a", ""),
        line("comments", "var x ", "/**/", " int"),
        line("sum", "var x = 1", "+1", ""),
        line("sum_variable", "func f(y int) int { return y", "+y", " }"),
        line("concat", "var x = \"\"", "+\"\"", ""),
        line("elements", "var x = []int{", "1,", "}"),
        line("elements_any", "var x = []any{", "1,", "}"),
        line("elements_local", "func f(y int) []int { return []int{", "y,", "} }"),
        line("elements_bytes", "var x = []byte{", "0,", "}"),
        line("elements_struct", "var x = []struct{}{", "{},", "}"),
        line("elements_undefined", "var x = []int{", "a,", "}"),
        line("arguments", "func g(x ...int) {}\nfunc f() { g(", "1,", ") }"),
        line("arguments_any", "func g(x ...any) {}\nfunc f() { g(", "1,", ") }"),
        line("parameters", "func f(", "_ int,", ") {}"),
        line("statements", "func f(x int) { ", "x++;", " }"),
        line("blocks", "func f(x int) { ", "{};", " }"),
        line("calls", "func f(x int) { ", "f(x);", " }"),
        line("fields", "type T struct { ", "_ int;", " }"),
        line("fields_same", "type T struct { ", "f int;", " }"),
        line("semicolons", "", ";", ""),
        line("names", "var ", "a,", "b int"),
        line("imports", "import (", "\"\";", ")"),
        line("parens", "var x = ", "(", ""),
        line("braces", "func f() ", "{", ""),
        line("stars", "var x ", "*", "int"),
        line("brackets", "var x ", "[]", "int"),
        line("dots", "var x = a", ".a", ""),
        line("nuls", "var x", "\0", "int"),
        line("at_signs", "var x", "@", "int"),
        line("marks", "var x", "\u{feff}", "int"),
        line("bad_letters", "var x", "\u{2028}", "int"),
        line("backslashes", "var x", "\\", "int"),
        line("newlines", "var x = (", "\n", "int)"),
        line("carriage_returns", "var x ", "\r", "int"),
        line("build", "//go:build a", " || a", ""),
        line("build_parens", "//go:build ", "(", ""),
        line("build_not", "//go:build ", "!", "a"),
        line("line", "//line ", "a", ".go:1\nvar x int = \"\""),
        line("line_number", "//line a.go:", "1", "\nvar x int = \"\""),
        line("lines", "var x ", "/*line a.go:1:1*/", " int = \"\""),
        line("embed", "import _ \"embed\"\n//go:embed ", "a ", "\nvar x string"),
        line("embed_pattern", "import _ \"embed\"\n//go:embed ", "*", "\nvar x string"),
        line("linkname", "//go:linkname ", "a", "\nvar x string"),
        line("pragma", "//go:", "a", "\nvar x string"),
    ]
}

/// Constants that could take for ever.
pub fn constants() -> Vec<(String, Vec<u8>)> {
    let cases = [
        "const x = 1 << 1000000000",
        "const x = 1 << 1000000000000000000000",
        "const x = 1 << 500 << 500",
        "const x = 1e999999999",
        "const x = 1e-999999999",
        "const x = 1e1000000 * 1e1000000",
        "const x = 0x1p999999999",
        "const x = 0x1p-999999999",
        "const x int = 1e1000000000",
        "var x float64 = 1e-1000000000",
        "const x = 1e646456993 * 1e-646456993",
        "const x = 1e100000000 - 1e99999999",
        "const x = 1e100000000 / 3",
        "const x = 1e9223372036854775807",
        "const x = 1e-9223372036854775808",
        "const x = 1e9223372036854775808",
        "const x = 1e2147483647",
        "const x = 1e2147483648",
        "const x = 0x1p2147483647",
        "const x = 0x1p-2147483648",
        "const x = 0x1p9223372036854775807",
        "const x = 1e1000000i * 1e1000000i",
        "const x = 1 / 1e-1000000",
        "const x = uint64(1e1000000)",
        "const x = string(1 << 62)",
        "const x = -5 % 0",
        "const x = (1 << 63) / -1",
        "const x int64 = -1 << 63 / -1",
        "const x = complex(1e1000000, 1e1000000) * complex(1e1000000, 1e1000000)",
        "var x [1 << 62]int",
        "var x [1 << 50][1 << 50]int",
        "var x [1e18]byte",
        "var x = [1<<40]int{1<<40-1: 1}",
        "var x = []int{1<<62: 1}",
        "var x = []int{1<<63-1: 1}",
        "var x = []int{1<<63-1: 1, 2}",
        "var x = [...]int{1<<30: 1}",
        "var x = [...]struct{}{1<<60: {}}",
        "var x = \"\"[1<<62]",
        "func f() []int { return make([]int, 1<<62) }",
        "func f() any { return new([1<<40]int) }",
        "func f() any { var x [1<<40]byte; return &x }",
        "func f(x [1<<40]byte) {}",
        "func f() { var x [1<<33]byte; _ = x }",
        "func f(x int) int { return x << 1000000000 }",
        "func f(x int) int { return x << -1 }",
        "func f() { switch 1 << 1000 { case 1 << 1000: } }",
        "func f() { for range 1 << 62 { } }",
        "func f() { x := [1<<20]*int{}; _ = x }",
        "func f() any { return [1<<20]*int{} }",
        "type T struct { a [1<<62]byte; b [1<<62]byte; c [1<<62]byte }\nvar x T",
    ];
    cases
        .iter()
        .enumerate()
        .map(|(i, c)| (format!("constant_{i}"), format!("package p\n\n{c}\n").into_bytes()))
        .collect()
}
