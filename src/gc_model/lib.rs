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
pub mod frames;
pub mod inline;
pub mod ir;
pub mod limits;
mod loaded;
pub mod loop_var;
pub mod outline;
pub mod print;
pub mod print_type;
pub mod reassigned;
pub mod static_init;
pub mod static_value;
mod summary;
#[cfg(test)]
mod testing;
pub mod types;
mod unit;
pub mod visit;

use escape_source::Pos;
use escape_types::{Obj, TypedPackage, budget};
pub use exports::Exports;
pub use ir::{Assembly, Declaration, Deps, Flags, FuncSummary, Message, MessageKind, MessageText, TextPiece};
use ir::{FuncId, Unit};
use limits::Limits;
use std::sync::Arc;

/// What an analysis is given: a package whose imports are finished.
pub struct Input<'a> {
    pub typed: &'a Arc<TypedPackage>,
    pub deps: &'a dyn Deps,
    pub flags: Flags,
    /// Whether facts are wanted.
    pub facts: bool,
    /// What the package's assembly files define and mention.
    pub assembly: Assembly,
    pub limits: Limits,
}

impl<'a> Input<'a> {
    /// Without facts and assembly.
    pub fn new(typed: &'a Arc<TypedPackage>, deps: &'a dyn Deps, flags: Flags) -> Input<'a> {
        Input { typed, deps, flags, facts: false, assembly: Assembly::default(), limits: Limits::default() }
    }
}

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
    /// Errors of gc's back end: functions that need more of the stack than there is, as far as that is sure.
    pub large_frames: Vec<(Pos, String)>,
}

/// Analyses a package.
///
/// # Errors
/// The package needs more than the limits allow: where, and what.
pub fn analyse(input: Input<'_>) -> Result<Output, (Pos, String)> {
    let Input { typed, deps, flags, facts, assembly, limits } = input;
    budget::start(limits.steps);
    if let Some(file) = typed.ast.files.first() {
        budget::at(file.package_pos);
    }
    let u = &mut Unit::new(typed.pkg, flags, deps);
    u.limits = limits;
    if facts {
        u.limits.message_bytes = limits.message_bytes_with_facts;
    }
    let mut state = escape::State::default();
    state.facts = facts.then(Default::default);
    let mut escape = |u: &mut Unit| {
        let list = u.list.clone();
        bottom_up::visit(u, &list, &mut |u, batch: &[FuncId]| escape::batch(u, &mut state, batch));
    };
    let phases: [&mut dyn FnMut(&mut Unit); 11] = [
        &mut |u| expand::package(u, typed),
        &mut bloop::run,
        &mut inline::can_inline_all,
        &mut inline::calls,
        &mut |u| expand::wrappers(u, &mut inline::wrapper),
        &mut loop_var::run,
        &mut static_init::run,
        &mut |u| expand::abi_wrappers(u, &assembly),
        &mut dead_locals::run,
        &mut escape,
        &mut bounds::run,
    ];
    for phase in phases {
        phase(u);
        // Instances that share a name because theirs were cut off make circles in the tree.
        if let Some(end) = u.end() {
            return Err(end);
        }
    }
    let large_frames = frames::too_large(u, &state.large_arrays);
    let summaries = summaries(u);
    let exports = exports::exports(u, typed);
    Ok(Output {
        messages: std::mem::take(&mut u.messages),
        summaries,
        large_frames,
        missing: std::mem::take(&mut u.expander.missing),
        exports,
        facts: state.facts.map(escape::Facts::into_list).unwrap_or_default(),
    })
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
