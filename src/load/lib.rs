//! Loading: which packages and files a command line means.
//!
//! The model: patterns name packages ([`pattern`]), a package is a directory ([`directory`]) of those Go files that the build's
//! constraints admit ([`constraint`]), an import is resolved through GOROOT, the main module, `vendor` or the module cache
//! ([`modules`]), what is known of a directory from an earlier run is in the [`index`], and the result is the packages in dependency order ([`graph`]). Only the heads of files are read here.
//! Errors are in the go command's words.

pub mod assembly;
pub mod cache;
pub mod config;
pub mod constraint;
pub mod directory;
pub mod embed;
pub mod gomod;
pub mod graph;
mod header;
mod header_errors;
pub mod index;
pub mod modules;
pub mod pattern;
pub mod version;

pub use config::Config;
pub use graph::{Package, Program, load};
