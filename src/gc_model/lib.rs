//! What gc would decide: its tree, inliner, devirtualizer, escape analysis, bounds checks, and the order of its messages.
//!
//! The model is facts.md §0: one package at a time, strictly sequential phases, each message printed the moment it is
//! produced. [`analyse`] reads like that pipeline.

pub mod bloop;
pub mod bottom_up;
pub mod bounds;
pub mod dead_locals;
pub mod devirtualize;
pub mod escape;
pub mod expand;
pub mod exports;
pub mod inline;
pub mod ir;
mod loaded;
pub mod loop_var;
pub mod outline;
pub mod print;
pub mod print_type;
pub mod reassigned;
pub mod static_init;
pub mod static_value;
mod summary;
pub mod types;
mod unit;
pub mod visit;

use escape_types::{Obj, TypedPackage, budget};
pub use exports::Exports;
pub use ir::{Assembly, Declaration, Deps, Flags, FuncSummary, Message, MessageKind, MessageText, TextPiece};
use ir::{FuncId, Unit};
use std::sync::Arc;

/// What an analysis gives.
pub struct Output {
    /// gc's lines, in gc's order; empty at level 0.
    pub messages: Vec<Message>,
    /// What importers need of the package's functions and methods (those of generic types and functions aside).
    pub summaries: Vec<(Obj, FuncSummary)>,
    /// Generic functions whose bodies were not at hand: what depends on them is not what gc says.
    pub missing: Vec<Obj>,
    /// What importers find of functions' bodies.
    pub exports: Exports,
    /// Verdicts with their flows, in the order of their lines; only when asked for.
    pub facts: Vec<escape::EscapeFact>,
    /// The package needs more than the limits allow: where and why. Then there are no messages.
    pub gave_up: Option<(escape_source::Pos, String)>,
}

/// Analyses a package whose imports are finished. `want_facts`: with the facts.
pub fn analyse(
    typed: &Arc<TypedPackage>,
    deps: &dyn Deps,
    flags: Flags,
    want_facts: bool,
    assembly: &Assembly,
) -> Output {
    budget::start(budget::STEPS);
    if let Some(file) = typed.ast.files.first() {
        budget::at(file.package_pos);
    }
    let u = &mut Unit::new(typed.pkg, flags, deps);
    expand::package(u, typed);
    bloop::run(u);
    if !flags.no_inline {
        inline::can_inline_all(u);
    }
    inline::calls(u);
    expand::wrappers(u, &mut inline::wrapper);
    loop_var::run(u);
    static_init::run(u);
    expand::abi_wrappers(u, assembly);
    dead_locals::run(u);
    let mut state = escape::State::default();
    state.facts = want_facts.then(Default::default);
    let list = u.list.clone();
    bottom_up::visit(u, &list, &mut |u, batch: &[FuncId]| escape::batch(u, &mut state, batch));
    bounds::run(u);
    if budget::exhausted() {
        u.give_up(budget::place(), budget::TOO_LARGE.into());
    }
    if let Some(pos) = u.long_name.get() {
        u.give_up(pos, "the names of instances of generic types or functions get too long".into());
    }
    let gave_up = u.gave_up.take();
    let summaries = summaries(u);
    let exports = exports::exports(u, typed);
    Output {
        messages: std::mem::take(&mut u.messages),
        gave_up,
        summaries,
        missing: std::mem::take(&mut u.expander.missing),
        exports,
        facts: state.facts.map(escape::Facts::into_list).unwrap_or_default(),
    }
}

fn summaries(u: &Unit<'_>) -> Vec<(Obj, FuncSummary)> {
    u.list
        .iter()
        .map(|&f| &u.funcs[f])
        .filter(|f| f.targs.is_empty() && !f.is_closure && !f.is_dupok)
        .filter_map(|f| {
            let summary = FuncSummary {
                inline: f.inline.clone(),
                params: f.param_leaks.clone().unwrap_or_default(),
                pragma: f.pragma,
            };
            Some((f.obj?, summary))
        })
        .collect()
}
