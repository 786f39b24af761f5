//! Packages as `go test -c` builds them (`--tests`).
//!
//! The model: of a package with tests there is a variant that has its `_test.go` files too; an external test package imports the variant, and
//! so does a copy of whatever lies between the two.

use super::error::PackageError;
use super::{Loader, Node, Package};
use crate::directory::GoFile;
use crate::modules::Place;
use rustc_hash::{FxHashMap, FxHashSet};

impl Loader<'_> {
    /// For each named package with tests: itself with its `_test.go` files, its external test package, and a copy of whatever
    /// lies between the two, all as `[path.test]`. That is what `go test -c` builds, without the main programs that it generates
    /// and the copies of packages for them.
    pub(super) fn add_tests(&mut self, roots: &[usize], order: &mut Vec<usize>) -> Result<(), Vec<String>> {
        let mut errors = Vec::new();
        let (mut built, mut tested) = (Vec::new(), Vec::new());
        let first = self.nodes.len();
        for &root in roots {
            let Some(d) = self.nodes[root].directory.clone() else { continue };
            if d.tests.is_empty() && d.external_tests.is_empty() {
                built.push(root);
                continue;
            }
            tested.push(root);
            let path = self.nodes[root].package.import_path.clone();
            let test = format!("{path}.test");
            let variant = self.add_variant(root, &test, &d.tests);
            let external = (!d.external_tests.is_empty()).then(|| {
                let mut node = Node::new(
                    &format!("{path}_test"),
                    &Place {
                        dir: d.dir.clone(),
                        std: self.nodes[root].package.std,
                        in_module: self.nodes[root].in_module,
                        version: Some(self.nodes[root].package.version),
                        module: self.nodes[root].module.clone(),
                    },
                );
                node.package.name = format!("{}_test", d.package);
                node.package.named = true;
                node.package.test_of = Some(test.clone());
                node.package.files = d.external_tests.iter().map(|f| f.name.clone()).collect();
                self.nodes.push(node);
                let n = self.nodes.len() - 1;
                self.stack.push((format!("{path}_test"), None));
                self.load_imports(n, &d.external_tests.iter().collect::<Vec<_>>(), &FxHashSet::default());
                self.stack.pop();
                n
            });
            self.name_importers(&[Some(variant), external].into_iter().flatten().collect::<Vec<_>>());
            // One error for each package; packages may share what is missing.
            let mut reached = Vec::new();
            self.add_reachable(&[Some(variant), external].into_iter().flatten().collect::<Vec<_>>(), &mut reached);
            let mut wrong = reached.iter().filter(|&&n| n >= first).filter_map(|&n| self.nodes[n].error.as_ref());
            errors.extend(wrong.next().map(PackageError::print));
            self.add_reachable(&[variant], order);
            built.push(variant);
            if let Some(n) = external {
                self.redirect(n, root, variant, &test, &mut FxHashMap::default());
                self.add_reachable(&[n], order);
                built.push(n);
            }
        }
        // The variant stands for the package, which is built only if something else imports it.
        let mut needed = Vec::new();
        self.add_reachable(&built, &mut needed);
        for root in tested {
            let package = &mut self.nodes[root].package;
            package.named &= !package.files.is_empty() && needed.contains(&root);
        }
        order.retain(|&n| {
            let p = &self.nodes[n].package;
            !p.files.is_empty() || p.dir.is_empty() || p.unbuildable.is_some()
        });
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The package with its own `_test.go` files added; itself if it has none.
    fn add_variant(&mut self, root: usize, test: &str, tests: &[GoFile]) -> usize {
        if tests.is_empty() {
            return root;
        }
        let n = self.copy_for(root, test);
        let package = &mut self.nodes[n].package;
        package.files.extend(tests.iter().map(|f| f.name.clone()));
        let known: FxHashSet<String> = package.imports.iter().map(|(p, _)| p.clone()).collect();
        let path = package.import_path.clone();
        self.stack.push((path, None));
        self.load_imports(n, &tests.iter().collect::<Vec<_>>(), &known);
        self.stack.pop();
        self.nodes[n].package.imports.sort_by(|a, b| a.0.cmp(&b.0));
        n
    }

    /// A copy of a loaded package for a test.
    fn copy_for(&mut self, n: usize, test: &str) -> usize {
        let node = &self.nodes[n];
        self.nodes.push(Node {
            package: Package { test_of: Some(test.to_string()), ..node.package.clone() },
            in_module: node.in_module,
            module: node.module.clone(),
            no_sum: None,
            directory: node.directory.clone(),
            error: None,
            done: true,
            literal: true,
        });
        self.nodes.len() - 1
    }

    /// Lets `n` import `variant` wherever it reaches `root`, copying the packages in between. What stands for `n` then.
    fn redirect(
        &mut self,
        n: usize,
        root: usize,
        variant: usize,
        test: &str,
        memo: &mut FxHashMap<usize, usize>,
    ) -> usize {
        if n == root {
            return variant;
        }
        if let Some(&m) = memo.get(&n) {
            return m;
        }
        memo.insert(n, n);
        let imports = self.nodes[n].package.imports.clone();
        let new: Vec<(String, usize)> =
            imports.iter().map(|(p, m)| (p.clone(), self.redirect(*m, root, variant, test, memo))).collect();
        if new == imports {
            return n;
        }
        let copy = if self.nodes[n].package.test_of.is_some() { n } else { self.copy_for(n, test) };
        self.nodes[copy].package.imports = new;
        memo.insert(n, copy);
        copy
    }
}
