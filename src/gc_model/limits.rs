//! Where the analysis of a package ends that needs more than any program does.
//!
//! gc goes on until memory or patience ends: its input decides how deep closures nest and how large the names of instances get.
//! Here each such quantity has a limit that keeps a package within seconds and a gigabyte; the package ends with an error at the
//! place that reached it, and says nothing else.

use escape_types::budget;

/// What a package may need at most.
#[derive(Copy, Clone)]
pub struct Limits {
    /// Steps of walks over types ([`budget`]).
    pub steps: u64,
    /// Bytes of the messages' texts, which are in memory twice while they are put into the form that is kept.
    pub message_bytes: usize,
    /// The same when facts are wanted, which hold each text several times.
    pub message_bytes_with_facts: usize,
    /// Bytes of a link string. They can grow exponentially from one instance to the next.
    pub link: usize,
    /// Bytes of a closure's name. It has a part for each closure around it: the names of a nest take the square of its depth.
    pub closure_name: usize,
    /// Parts of all wrappers of a package; one through a chain of embedded fields has as many as the chain, any other five. More
    /// come of interfaces or structs embedded in each other thousands deep, which gc does not finish within a minute.
    pub wrapper_parts: usize,
    /// Bytes of the signature of a comparable type.
    pub signature: usize,
    /// Inlined calls within each other. Only a cycle of so many functions gets there, and each of them would hold all the others.
    pub inline_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            steps: budget::STEPS,
            message_bytes: 300_000_000,
            message_bytes_with_facts: 50_000_000,
            link: 30_000,
            closure_name: 25_000,
            wrapper_parts: 2_000_000,
            signature: 100_000,
            inline_depth: 700,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NoDeps, typed};
    use crate::{Flags, Input, analyse};

    /// What a package ends with, as `line:column: text`; each comes with what remains within the limit.
    fn check(limits: Limits, within: &str, beyond: &str, expect: &str) {
        let run = move |source: &str| {
            let flags = Flags { level: 2, no_inline: false };
            let (pos, text) = analyse(Input { limits, ..Input::new(&typed(source), &NoDeps, flags) }).err()?;
            let (line, column) = pos.physical();
            Some(format!("{line}:{column}: {text}"))
        };
        let (within, beyond, expect) = (within.to_string(), beyond.to_string(), expect.to_string());
        let work = move || {
            assert_eq!(run(&within), None, "{within}");
            assert_eq!(run(&beyond), Some(expect), "{beyond}");
        };
        // The model recurses over types.
        std::thread::Builder::new().stack_size(1 << 30).spawn(work).unwrap().join().unwrap();
    }

    #[test]
    fn steps() {
        check(
            Limits { steps: 300, ..Limits::default() },
            "func f[T any]() {}\nfunc g() { f[int]() }",
            &format!("func f[T any]() {{}}\nfunc g() {{ f[{}int]() }}\nfunc h() {{ f[int]() }}", "[]".repeat(100)),
            &format!("4:6: {}", budget::TOO_LARGE),
        );
    }

    #[test]
    fn runes_of_converted_constants() {
        let text = |n| {
            let text = "é".repeat(n);
            format!("func f() {{ g() }}\nfunc g() {{\n\t_ = []rune(\"{text}\")\n}}\nfunc h() {{ f() }}")
        };
        let limits = Limits { steps: 10_000, ..Limits::default() };
        check(limits, &text(100), &text(200), &format!("4:6: {}", budget::TOO_LARGE));
    }

    #[test]
    fn messages() {
        check(
            Limits { message_bytes: 120, ..Limits::default() },
            "func f() {}\nfunc g() {}",
            "func f() {}\nfunc g() {}\nfunc h() {}\nfunc i() {}",
            "6:6: more than 120 bytes of diagnostics in this package",
        );
    }

    #[test]
    fn names_of_instances() {
        check(
            Limits { link: 40, ..Limits::default() },
            "func f[T any]() {}\nfunc g() { f[[9][9][9]int]() }",
            "func f[T any]() {}\nfunc g() { f[[9][9][9][9][9][9][9][9][9][9][9][9][9][9][9]int]() }\nfunc h() { f[int]() }",
            "4:6: the names of instances of generic types or functions get too long",
        );
    }

    #[test]
    fn closures() {
        check(
            Limits { closure_name: 14, ..Limits::default() },
            "var f = func() { func() {}() }",
            "var f = func() { func() { func() {}() }() }",
            "3:27: closures nested too deeply",
        );
    }

    #[test]
    fn wrappers() {
        check(
            Limits { wrapper_parts: 17, ..Limits::default() },
            "type T struct{}\nfunc (T) m() {}\ntype E struct{ T }",
            "type T struct{}\nfunc (T) m() {}\ntype E struct{ T }\ntype F struct{ E }",
            "6:6: too many methods are promoted or in interfaces, up to this type",
        );
    }

    #[test]
    fn signatures() {
        check(
            Limits { signature: 3, ..Limits::default() },
            "type T struct { a float64; b string }\nfunc (T) m() {}\nvar i interface{ m() } = T{}",
            "type T struct { a float64; b string; c float64; d string; e float64 }\nfunc (T) m() {}\nvar i interface{ m() } = T{}",
            "3:6: a comparable type has too many parts",
        );
    }

    #[test]
    fn inlined_calls() {
        check(
            Limits { inline_depth: 2, ..Limits::default() },
            "func a() {}\nfunc b() { a() }\nfunc c() { b() }",
            "func a() { d() }\nfunc b() { a() }\nfunc c() { b() }\nfunc d() { c() }",
            "3:13: calls inlined more than 2 levels deep",
        );
    }
}
