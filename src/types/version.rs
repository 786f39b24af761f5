//! Language versions: which file may use which feature (specification: "Appendix", "Language versions").

use crate::check::{At, Checker};
use escape_syntax::ast::GoVersion;

/// The newest language version known here.
pub const CURRENT: GoVersion = GoVersion::go1(27);

/// `go1.N`, as messages write it.
pub fn version_string(v: GoVersion) -> String {
    format!("go{}.{}", v.major, v.minor)
}

impl<'a> Checker<'a> {
    /// Whether the version in force (it may differ from file to file) has the features of `want`.
    pub fn allow_version(&self, want: GoVersion) -> bool {
        self.env.version >= want
    }

    /// Like `allow_version`, but reports `<what> requires go1.N or later` when the answer is no.
    pub fn verify_version(&mut self, at: impl Into<At>, want: GoVersion, what: &str) -> bool {
        if self.allow_version(want) {
            return true;
        }
        self.version_error(at, want, what);
        false
    }
}
