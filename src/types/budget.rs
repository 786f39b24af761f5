//! How much work the types and constant strings of one package may make.
//!
//! Instances can double from one declaration to the next, so that a page of Go describes types with more parts than there is
//! memory for; gc takes such programs until it is killed. Walks over types count their steps here. When none are left, they
//! return at once with whatever they have, and the package ends with an error.

use escape_source::Pos;
use std::cell::Cell;

/// Ten times what the largest package of gc's own sources needs.
pub const STEPS: u64 = 50_000_000;

/// What a package ends with that needed more.
pub const TOO_LARGE: &str = "the types and constant strings of this package are too large";

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
    /// The declaration that the steps are for.
    static PLACE: Cell<Pos> = const { Cell::new(Pos::NONE) };
}

/// A new package begins in this thread, with so many steps.
pub fn start(steps: u64) {
    LEFT.set(steps);
    PLACE.set(Pos::NONE);
}

/// What follows is for the declaration there.
pub fn at(pos: Pos) {
    if !exhausted() && pos.is_known() {
        PLACE.set(pos);
    }
}

/// The declaration that is being worked on, or for which there were no steps left.
pub fn place() -> Pos {
    PLACE.get()
}

/// Takes so many steps. `false`: there are none left.
pub fn spend(steps: u64) -> bool {
    LEFT.with(|left| {
        left.set(left.get().saturating_sub(steps));
        left.get() > 0
    })
}

/// Something was cut short.
pub fn exhausted() -> bool {
    LEFT.get() == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check_within;
    use crate::{Input, Pkg, TypeError};
    use escape_source::{FileId, intern};
    use escape_syntax::ast::{Ast, GoVersion};

    #[test]
    fn the_declaration_that_took_the_last_step_is_told() {
        let pos = |offset| Pos::new(FileId(0), offset);
        start(10);
        at(pos(1));
        assert!(spend(9) && !exhausted());
        at(pos(2));
        assert!(!spend(1) && exhausted());
        at(pos(3));
        assert!(!spend(1));
        assert_eq!(place(), pos(2));
        start(10);
        assert!(!exhausted() && spend(1) && place() == Pos::NONE);
    }

    /// The errors of a package, as `line:column: text`.
    fn check(source: &str, expect: &[&str]) {
        // The type checker recurses over the source's nesting.
        let source = source.to_string();
        let errors =
            std::thread::Builder::new().stack_size(1 << 30).spawn(move || errors(source)).unwrap().join().unwrap();
        assert_eq!(errors, expect);
    }

    fn errors(source: String) -> Vec<String> {
        let version = GoVersion::go1(27);
        let mut ast = Ast::default();
        let file = escape_source::add_file("/p.go".into(), source.into_bytes());
        assert!(escape_syntax::parse_file(&mut ast, file, version).is_empty());
        let (_, errors) = check_within(
            1_000_000,
            Input {
                pkg: Pkg::new(intern("p")),
                ast,
                version,
                import: &|path| Err(path.to_string()),
                allow_bodyless: false,
                reader_errors: false,
                ignore_bodies: false,
                all_errors: true,
            },
        );
        let text = |e: &TypeError| {
            let (line, column) = e.pos.physical();
            format!("{line}:{column}: {}", e.text)
        };
        errors.iter().map(text).collect()
    }

    /// Declarations of which each is made from the one before: `-` and `#` stand for their numbers.
    fn chain(step: &str, count: u32) -> String {
        (1..=count).map(|i| step.replace('-', &(i - 1).to_string()).replace('#', &i.to_string()) + "\n").collect()
    }

    #[test]
    fn the_declaration_whose_types_double_too_often_is_told() {
        let head = "package p\ntype F0 = struct{}\ntype G0 = struct{}\n";
        let double = chain("type F# = struct{ a, b *F- }; type G# = struct{ a, b *G- }", 20);
        check(&format!("{head}{double}var x F20\nvar y G20 = x\n"), &[&format!("25:5: {TOO_LARGE}")]);
        check(&format!("{head}{double}var x F9\nvar y G9 = x\n"), &[]);
    }

    #[test]
    fn the_declaration_that_needs_the_bytes_of_a_long_string_is_told() {
        let double = chain("const s# = s- + s-", 20);
        let text = format!("package p\nconst s0 = \"{}\"\n{double}", "x".repeat(64));
        check(&format!("{text}const n = len(s20)\n"), &[]);
        check(&format!("{text}const n = len(s20)\nconst b = s20 == \"y\" + s20\n"), &[&format!("24:7: {TOO_LARGE}")]);
    }

    #[test]
    fn the_place_where_type_arguments_are_nested_too_deeply_is_told() {
        let nested =
            |depth| format!("package p\ntype T[P any] []P\nvar x {}int{}\n", "T[".repeat(depth), "]".repeat(depth));
        check(&nested(1000), &[]);
        check(&nested(1001), &["3:2007: type arguments nested more than 1000 levels deep"]);
    }
}
