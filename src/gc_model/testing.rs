//! What unit tests of the model have in common: packages that import nothing.

use crate::ir::{Declaration, Deps, FuncSummary};
use escape_source::intern;
use escape_syntax::ast::{Ast, GoVersion};
use escape_types::{Input, Obj, Pkg, TypedPackage, check_package};
use std::sync::Arc;

pub(crate) struct NoDeps;

impl Deps for NoDeps {
    fn declaration(&self, _: Obj) -> Option<Declaration> {
        None
    }
    fn summary(&self, _: Obj) -> Option<Arc<FuncSummary>> {
        None
    }
    fn has_body(&self, _: Pkg, _: Obj) -> bool {
        false
    }
    fn mentions(&self, _: Obj) -> Vec<Obj> {
        Vec::new()
    }
}

/// Package p with those declarations, which begin in line 3.
pub(crate) fn typed(declarations: &str) -> Arc<TypedPackage> {
    let mut ast = Ast::default();
    let source = format!("package p\n\n{declarations}\n");
    let file = escape_source::add_file("/p.go".into(), source.into_bytes());
    assert!(escape_syntax::parse_file(&mut ast, file, GoVersion::go1(27)).is_empty());
    let (typed, errors) = check_package(Input {
        pkg: Pkg::new(intern("p")),
        ast,
        version: GoVersion::go1(27),
        import: &|path| Err(path.to_string()),
        allow_bodyless: false,
        reader_errors: false,
        ignore_bodies: false,
        all_errors: false,
    });
    assert!(errors.is_empty());
    Arc::new(typed)
}
