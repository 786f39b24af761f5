//! How much work the types of one package may make.
//!
//! Instances can double from one declaration to the next, so that a page of Go describes types with more parts than there is
//! memory for; gc takes such programs until it is killed. Walks over types count their steps here. When none are left, they
//! return at once with whatever they have, and the package ends with an error.

use std::cell::Cell;

/// Ten times what the largest package of gc's own sources needs.
const STEPS: u64 = 50_000_000;

/// What a package ends with that needed more.
pub const TOO_LARGE: &str = "the types of this package are too large";

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// A new package begins in this thread.
pub fn start() {
    LEFT.set(STEPS);
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
