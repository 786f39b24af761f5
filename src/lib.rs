//! The map of the rooms; see ARCHITECTURE.md.

/// Arguments → one command → exit code.
pub mod command;
/// Messages and errors as text.
pub mod diagnostic;
