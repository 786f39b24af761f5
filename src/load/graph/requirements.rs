//! What loaded packages need of the modules' requirements.
//!
//! The model: the go command loads all packages first, breadth first from those that are named, and then looks whether the main module's `go.mod`
//! requires what they came from. Where it does not, or a module cannot be used at all, nothing else is said.

use super::{Loader, Node};
use crate::gomod::ModuleVersion;
use crate::modules::{Importer, Missing};
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

impl Node {
    fn is_of_main_module(&self) -> bool {
        self.in_module && self.module.is_none() && !self.package.std
    }
}

impl Loader<'_> {
    /// Notes what else a package that was not found is about.
    pub(super) fn note_missing(&mut self, n: usize, missing: &Missing) {
        let node = &mut self.nodes[n];
        node.no_sum.clone_from(&missing.no_sum);
        if missing.fatal && self.fatal.is_none() {
            self.fatal = Some(missing.text.clone());
        }
        if let Some(note) = &missing.note
            && !self.notes.contains(note)
        {
            self.notes.push(note.clone());
        }
        if let Some(m) = &missing.absent
            && !self.absent.contains(&**m)
        {
            self.absent.push((**m).clone());
        }
    }

    /// The go command's complete text if the modules do not allow to build anything.
    pub(super) fn module_error(&self) -> Option<String> {
        if self.fatal.is_some() {
            return self.fatal.clone();
        }
        let mut needed = vec![false; self.nodes.len()];
        let mut todo: Vec<usize> = (0..self.nodes.len()).filter(|&n| self.nodes[n].is_of_main_module()).collect();
        while let Some(n) = todo.pop() {
            if !std::mem::replace(&mut needed[n], true) {
                todo.extend(self.nodes[n].package.imports.iter().map(|&(_, m)| m));
            }
        }
        let modules = |all: bool| {
            let mut seen = FxHashSet::default();
            let nodes = self.nodes.iter().zip(&needed).filter(|(_, needed)| all || **needed);
            let modules = nodes.filter_map(|(node, _)| node.module.as_ref());
            modules.filter(|m| seen.insert(*m)).cloned().collect::<Vec<ModuleVersion>>()
        };
        self.world.modules.check_requirements(&modules(true), &modules(false))
    }

    /// A package of a main module that imports one from a module that nothing but another module requires.
    pub(super) fn implicit_import(&self, n: usize) -> Option<String> {
        let node = &self.nodes[n];
        if !node.is_of_main_module() {
            return None;
        }
        let imports = node.package.imports.iter().map(|&(_, m)| &self.nodes[m]);
        let (imported, module) = imports
            .filter_map(|i| Some((i, i.module.as_ref()?)))
            .find(|(_, module)| self.world.modules.is_implicit(module))?;
        Some(format!(
            "package {} imports {} from implicitly required module; to add missing requirements, run:\n\tgo get {module}",
            node.package.import_path, imported.package.import_path
        ))
    }

    /// Tells errors about `go.sum` which package is the first to import the one that is missing.
    pub(super) fn name_importers(&mut self, starts: &[usize]) {
        if self.nodes.iter().all(|n| n.no_sum.is_none()) {
            return;
        }
        let mut seen: FxHashSet<usize> = starts.iter().copied().collect();
        let mut queue: VecDeque<usize> = starts.iter().copied().collect();
        while let Some(n) = queue.pop_front() {
            let package = &self.nodes[n].package;
            let tested = package.test_of.as_deref().and_then(|t| t.strip_suffix(".test"));
            // What the files of a command line import is as good as named.
            let importer = (!package.command_line).then(|| Importer {
                path: tested.unwrap_or(&package.import_path).to_string(),
                version: self.nodes[n].module.as_ref().map(|m| m.version.clone()),
                test: tested.is_some(),
            });
            for (_, m) in package.imports.clone() {
                if !seen.insert(m) {
                    continue;
                }
                queue.push_back(m);
                let node = &mut self.nodes[m];
                if let (Some(no_sum), Some(error)) = (&node.no_sum, &mut node.error) {
                    error.text = no_sum.text(importer.as_ref());
                }
            }
        }
    }
}
