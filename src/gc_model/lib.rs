//! What gc would decide: its tree, inliner, devirtualizer, escape analysis, bounds checks, and the order of its messages.
//!
//! The model is facts.md §0: one package at a time, strictly sequential phases, each message printed the moment it is
//! produced. [`analyse`] reads like that pipeline.

pub mod bloop;
pub mod bottom_up;
pub mod bounds;
pub mod dead_locals;
pub mod devirtualize;
pub mod expand;
pub mod inline;
pub mod ir;
pub mod loop_var;
pub mod print;
pub mod print_type;
pub mod reassigned;
pub mod static_init;
pub mod types;
mod unit;
pub mod visit;

pub use ir::{Deps, Flags, FuncSummary, Message, MessageKind, MessageText, TextPiece};
