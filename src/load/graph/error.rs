//! The error of a package, as the go command prints it.
//!
//! The model: it stands at an import declaration where there is one, otherwise the import paths that lead to the package are said.

/// A package's one error.
#[derive(Clone, Debug)]
pub(super) struct PackageError {
    /// The import paths that lead to it, each with the file that imports it.
    pub(super) stack: Vec<(String, Option<String>)>,
    /// `file:line:column`; then the stack is not printed, unless it always is.
    pub(super) pos: Option<String>,
    pub(super) text: String,
    pub(super) cycle: bool,
    pub(super) always_stack: bool,
}

impl PackageError {
    pub(super) fn print(&self) -> String {
        if let Some(pos) = self.pos.as_ref().filter(|_| self.stack.is_empty() || !self.always_stack) {
            return format!("{pos}: {}", self.text);
        }
        if self.stack.is_empty() {
            return self.text.clone();
        }
        let imports: Vec<String> = self
            .stack
            .iter()
            .map(|(path, from)| match from {
                Some(file) if self.cycle => format!("{path} from {file}"),
                _ => path.clone(),
            })
            .collect();
        let pos = self.pos.as_ref().map_or(String::new(), |p| format!("\n\t{p}"));
        format!("package {}{pos}: {}", imports.join("\n\timports "), self.text)
    }
}
