//! How much work the types and constant strings of one package may make.
//!
//! Instances can double from one declaration to the next, so that a page of Go describes types with more parts than there is
//! memory for; gc takes such programs until it is killed. Walks over types count their steps here. When none are left, they
//! return at once with whatever they have, and the package ends with an error.

use escape_source::Pos;
use std::cell::Cell;

/// Ten times what the largest package of gc's own sources needs.
const STEPS: u64 = 50_000_000;

/// What a package ends with that needed more.
pub const TOO_LARGE: &str = "the types and constant strings of this package are too large";

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
    /// The declaration that the steps are for.
    static PLACE: Cell<Pos> = const { Cell::new(Pos::NONE) };
}

/// A new package begins in this thread.
pub fn start() {
    LEFT.set(STEPS);
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
    use escape_source::FileId;

    #[test]
    fn the_declaration_that_took_the_last_step_is_told() {
        let pos = |offset| Pos::new(FileId(0), offset);
        start();
        at(pos(1));
        assert!(spend(STEPS - 1) && !exhausted());
        at(pos(2));
        assert!(!spend(1) && exhausted());
        at(pos(3));
        assert!(!spend(1));
        assert_eq!(place(), pos(2));
        start();
        assert!(!exhausted() && spend(1) && place() == Pos::NONE);
    }
}
