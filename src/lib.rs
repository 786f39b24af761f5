//! The map of the rooms; see ARCHITECTURE.md.

pub mod command;
