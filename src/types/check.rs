//! The checker's state, and the order in which a package is checked.
//!
//! All package-level names are collected first, then each object is checked when it is first needed, in source order
//! otherwise, types before the rest. Function bodies and whatever needs complete types are put off to a queue. Initialisation
//! order and unused imports come last.

use crate::budget;
use crate::constant::Const;
use crate::decl::DeclInfo;
use crate::info::Mode;
use crate::info::{Info, TypedPackage};
use crate::object::{Obj, ObjKind};
use crate::package::Pkg;
use crate::scope::{Scope, ScopeId};
use crate::ty::{Named, Type};
use crate::version::{CURRENT, version_string};
use cranelift_entity::{PrimaryMap, SecondaryMap};
use escape_source::{Pos, Symbol, intern};
use escape_syntax::ast::{Ast, DeclKind, Expr, ExprId, ExprKind, GoVersion, StmtId};
use rustc_hash::{FxHashMap, FxHashSet};

/// An error with gc's text; may have several lines (continuation lines start with a tab). Positions inside are marked: see
/// [`TypeError::render`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeError {
    pub pos: Pos,
    pub text: String,
    /// Does not by itself prevent code generation in gc (`declared and not used`, `imported and not used`).
    pub soft: bool,
}

/// What is needed to check one package.
pub struct Input<'a> {
    pub pkg: Pkg,
    /// All files of the package, parsed without errors.
    pub ast: Ast,
    /// The module's language version.
    pub version: GoVersion,
    /// Finds an imported package (already checked): import string → package, or the error text.
    pub import: &'a dyn Fn(&str) -> Result<Pkg, String>,
    /// A function without a body is no error (the package has assembly files or is the runtime's kin).
    pub allow_bodyless: bool,
    /// Function bodies are not checked (for packages of which only the interface is wanted).
    pub ignore_bodies: bool,
    /// The reader had complaints that do not keep gc from type-checking; what gc checks afterwards is not reported then.
    pub reader_errors: bool,
    /// More than the ten errors that gc prints without `-e`.
    pub all_errors: bool,
}

/// Where an error is reported: mirrors gc's rule that a node's error stands at its leftmost token.
#[derive(Copy, Clone)]
pub enum At {
    Pos(Pos),
    Expr(ExprId),
    Stmt(StmtId),
    Obj(Obj),
}

/// An action put off until the current statement or declaration is done.
pub type Delayed<'a> = Box<dyn FnOnce(&mut Checker<'a>) + 'a>;

/// What is known about the place being checked.
#[derive(Clone)]
pub struct Environment {
    /// Package-level declaration whose dependencies are being collected: index in `Checker::decls`.
    pub decl: Option<u32>,
    pub scope: ScopeId,
    pub version: GoVersion,
    pub iota: Option<Const>,
    /// Position of the constant whose expression was inherited by implicit repetition.
    pub err_pos: Option<Pos>,
    pub in_tparam_list: bool,
    /// Signature of the function being checked.
    pub sig: Option<Type>,
    /// Calls of the predeclared `panic` in this function.
    pub is_panic: FxHashSet<ExprId>,
    pub has_label: bool,
    pub has_call_or_recv: bool,
}

/// The state of checking one package. The `impl` blocks are spread over the files of this room, by concern.
pub struct Checker<'a> {
    pub pkg: Pkg,
    pub ast: &'a Ast,
    pub info: Info,
    pub version: GoVersion,
    pub import: &'a dyn Fn(&str) -> Result<Pkg, String>,
    pub allow_bodyless: bool,
    pub ignore_bodies: bool,
    pub errors: Vec<TypeError>,
    pub all_errors: bool,
    /// Errors that say something else than the one before.
    pub distinct_errors: usize,
    /// Nothing more is to be reported, so nothing more need be checked.
    pub enough: bool,
    pub scopes: PrimaryMap<ScopeId, Scope>,
    pub package_scope: ScopeId,
    pub env: Environment,
    /// Actions put off, each with the language version in force.
    pub delayed: Vec<(GoVersion, Option<Delayed<'a>>)>,
    pub used_vars: FxHashSet<Obj>,
    pub used_imports: FxHashSet<Obj>,
    /// Expressions whose type is still untyped. They are dense: a map by hash would miss the cache with each.
    pub untyped: SecondaryMap<ExprId, Option<UntypedExpr>>,
    /// The path of declarations being checked, for cycles, and each object's place on it.
    pub obj_path: Vec<Obj>,
    pub obj_path_index: FxHashMap<Obj, usize>,
    /// What stands for an instance on that path.
    pub instance_objects: FxHashMap<Type, Obj>,
    /// Whether a defined type's size depends on type parameters.
    pub var_sizes: FxHashMap<Type, bool>,
    /// Methods collected per package-level type name.
    pub methods: FxHashMap<Obj, Vec<Obj>>,
    /// Package names declared by the files' imports, in source order.
    pub imports: Vec<Obj>,
    /// Packages imported, each once, in order of first occurrence.
    pub imported: Vec<Pkg>,
    /// Stand-ins for packages that could not be imported; anything is found missing there without an error.
    pub fake_packages: FxHashSet<Pkg>,
    /// The package name through which a file's scope got a name by dot import.
    pub dot_imports: FxHashMap<(ScopeId, Symbol), Obj>,
    /// Package-level objects and methods, `init` functions included, in source order: the object of order `n` is at `n - 1`,
    /// and so is its declaration's index in `decls`.
    pub objects: Vec<Obj>,
    pub decl_of: Vec<u32>,
    pub decls: Vec<DeclInfo>,
    /// The block of each function type's parameters.
    pub func_scopes: FxHashMap<Type, ScopeId>,
    /// Named and alias types whose underlying type is settled at the end.
    pub cleaners: Vec<Type>,
    /// Types without type arguments that do not contain themselves.
    pub valid_types: FxHashSet<Type>,
    /// How many lists of a defined generic type's arguments the expression being checked is in.
    pub instance_nesting: usize,
    /// Where an instance was first written here, which is its object's position in gc; one that no source has is where the
    /// instance stands whose expansion needs it.
    pub instance_pos: FxHashMap<Type, Pos>,
    /// Instances of generic aliases written here, by hash.
    pub alias_instances: FxHashMap<u64, Vec<Type>>,
    /// Where local types are declared.
    pub type_scopes: FxHashMap<Obj, ScopeId>,
    /// Interfaces whose declaration was checked.
    pub checked_interfaces: FxHashSet<Type>,
    /// How often an index expression may still be evaluated again for its errors.
    pub repeats_left: u32,
    /// Edges between type parameters, to find instantiations without end.
    pub mono: crate::mono::MonoGraph,
    /// Expressions that the source does not have but messages name: `true` (the tag of a tagless switch) and `_`.
    pub true_expr: ExprId,
    pub blank_expr: ExprId,
}

/// An expression whose final type is not yet known.
#[derive(Clone)]
pub struct UntypedExpr {
    pub is_lhs: bool,
    pub mode: Mode,
    pub typ: Type,
    pub val: Option<Const>,
}

/// Checks a package. The package's objects are published even when there are errors.
pub fn check_package(input: Input<'_>) -> (TypedPackage, Vec<TypeError>) {
    check_within(budget::STEPS, input)
}

/// The same with so many steps of the budget.
pub(crate) fn check_within(steps: u64, input: Input<'_>) -> (TypedPackage, Vec<TypeError>) {
    let Input { pkg, mut ast, version, import, allow_bodyless, ignore_bodies, reader_errors, all_errors } = input;
    let mut synthetic = |name: &str| {
        let kind = ExprKind::Name(intern(name));
        ast.exprs.push(Expr { kind, pos: Pos::NONE, start: 0, end: 0 })
    };
    let (true_expr, blank_expr) = (synthetic("true"), synthetic("_"));
    let (info, errors) = {
        let mut c = Checker::new(pkg, &ast, version, import, true_expr, blank_expr);
        c.allow_bodyless = allow_bodyless;
        c.ignore_bodies = ignore_bodies;
        c.all_errors = all_errors;
        budget::start(steps);
        crate::sizes::remember(false);
        c.check_files(reader_errors);
        if budget::exhausted() {
            c.add_error(TypeError { pos: budget::place(), text: budget::TOO_LARGE.into(), soft: false });
        }
        c.finish()
    };
    (TypedPackage { pkg, ast, info }, errors)
}

impl Environment {
    pub fn new(scope: ScopeId, version: GoVersion) -> Environment {
        Environment {
            decl: None,
            scope,
            version,
            iota: None,
            err_pos: None,
            in_tparam_list: false,
            sig: None,
            is_panic: FxHashSet::default(),
            has_label: false,
            has_call_or_recv: false,
        }
    }
}

/// gc's time grows exponentially with the nesting here; what it adds is seldom seen.
const REPEATS: u32 = 1000;
const MAX_PATH_OF_INSTANCES: usize = 500;

impl<'a> Checker<'a> {
    fn new(
        pkg: Pkg,
        ast: &'a Ast,
        version: GoVersion,
        import: &'a dyn Fn(&str) -> Result<Pkg, String>,
        true_expr: ExprId,
        blank_expr: ExprId,
    ) -> Checker<'a> {
        let mut scopes = PrimaryMap::new();
        let package_scope = scopes.push(Scope::new(None));
        Checker {
            pkg,
            ast,
            info: Info::default(),
            version,
            import,
            allow_bodyless: false,
            ignore_bodies: false,
            errors: Vec::new(),
            all_errors: false,
            distinct_errors: 0,
            enough: false,
            scopes,
            package_scope,
            env: Environment::new(package_scope, version),
            delayed: Vec::new(),
            used_vars: FxHashSet::default(),
            used_imports: FxHashSet::default(),
            untyped: SecondaryMap::new(),
            obj_path: Vec::new(),
            obj_path_index: FxHashMap::default(),
            instance_objects: FxHashMap::default(),
            var_sizes: FxHashMap::default(),
            methods: FxHashMap::default(),
            imports: Vec::new(),
            imported: Vec::new(),
            fake_packages: FxHashSet::default(),
            dot_imports: FxHashMap::default(),
            objects: Vec::new(),
            decl_of: Vec::new(),
            decls: Vec::new(),
            func_scopes: FxHashMap::default(),
            cleaners: Vec::new(),
            valid_types: FxHashSet::default(),
            instance_nesting: 0,
            instance_pos: FxHashMap::default(),
            alias_instances: FxHashMap::default(),
            type_scopes: FxHashMap::default(),
            checked_interfaces: FxHashSet::default(),
            repeats_left: REPEATS,
            mono: Default::default(),
            true_expr,
            blank_expr,
        }
    }

    /// The phases. Each goes on whatever errors the earlier ones found: nearly all errors concern a small place.
    fn check_files(&mut self, reader_errors: bool) {
        let exprs = self.ast.exprs.len();
        self.info.types = SecondaryMap::with_capacity(exprs);
        self.info.defs = SecondaryMap::with_capacity(exprs);
        self.info.uses = SecondaryMap::with_capacity(exprs);
        self.init_files();
        self.collect_objects();
        self.direct_cycles();
        self.package_objects();
        self.process_delayed(0);
        if self.enough {
            return;
        }
        self.cleanup();
        self.init_order();
        self.unused_imports();
        self.record_untyped();
        if self.errors.is_empty() {
            self.monomorph();
        }
        if self.errors.is_empty() && !reader_errors {
            crate::sizes::remember(true);
            self.after_checks();
        }
    }

    /// Determines the package's name and each file's language version.
    fn init_files(&mut self) {
        let ast = self.ast;
        let mut name: Option<Symbol> = self.pkg.data().name.get().copied();
        for file in &ast.files {
            let Some(own) = ast.name(file.package) else { continue };
            match name {
                None => {
                    if own.as_str() == "_" {
                        self.error(file.package, "invalid package name _");
                    }
                    name = Some(own);
                    let _ = self.pkg.data().name.set(own);
                }
                Some(n) if n == own => {}
                Some(n) => self.error(file.package_pos, format!("package {own}; expected package {n}")),
            }
        }
        if self.version > CURRENT
            && let Some(file) = ast.files.first()
        {
            let v = version_string(self.version);
            let text =
                format!("package requires newer Go version {v} (application built with {})", version_string(CURRENT));
            self.error(file.package_pos, text);
        }
        for file in &ast.files {
            let v = match file.go_version {
                // Before go1.21 a build line could not set the language version.
                Some(v) => {
                    if v > CURRENT {
                        self.error(file.package, format!("file requires newer Go version {}", version_string(v)));
                    }
                    v.max(GoVersion::go1(21))
                }
                None => self.version,
            };
            self.info.file_versions.push(v);
        }
    }

    /// Puts an action off until the current statement or declaration is done.
    pub fn later(&mut self, action: impl FnOnce(&mut Checker<'a>) + 'a) {
        self.delayed.push((self.env.version, Some(Box::new(action))));
    }

    /// Runs the actions from `top` on, those included that they put off themselves.
    pub fn process_delayed(&mut self, top: usize) {
        if self.delayed.len() == top {
            return;
        }
        let saved = self.env.version;
        let mut i = top;
        while i < self.delayed.len() && !self.enough {
            let (version, action) = (self.delayed[i].0, self.delayed[i].1.take());
            self.env.version = version;
            if let Some(action) = action {
                action(self);
            }
            i += 1;
        }
        self.delayed.truncate(top);
        self.env.version = saved;
    }

    /// Settles what types still compute lazily.
    fn cleanup(&mut self) {
        let mut i = 0;
        while i < self.cleaners.len() {
            let t = self.cleaners[i];
            // Asked for once, it is kept.
            crate::under::underlying(crate::under::unalias(t));
            i += 1;
        }
    }

    pub fn push_obj(&mut self, obj: Obj) {
        self.obj_path_index.insert(obj, self.obj_path.len());
        self.obj_path.push(obj);
    }

    /// What stands for a defined type on the path. An instance has an object of its own, where it was first written, as in gc;
    /// a path this long is one of ever larger instances, on which the generic type's must be found again.
    pub fn type_object(&mut self, t: Type, n: &Named) -> Obj {
        if n.orig.is_none() || self.obj_path.len() > MAX_PATH_OF_INSTANCES {
            return n.obj;
        }
        let parent = self.obj_path.last().map_or(n.obj.pos(), |o| o.pos());
        let pos = *self.instance_pos.entry(t).or_insert(parent);
        let new = || Obj::new(ObjKind::TypeName, n.obj.name(), n.obj.pkg(), pos, Some(t));
        *self.instance_objects.entry(t).or_insert_with(new)
    }

    pub fn pop_obj(&mut self) {
        if let Some(obj) = self.obj_path.pop() {
            self.obj_path_index.remove(&obj);
        }
    }

    /// The declaration of a package-level object or method of this package.
    pub fn decl_index(&self, obj: Obj) -> Option<u32> {
        if obj.pkg() != Some(self.pkg) {
            return None;
        }
        let order = obj.data().order.load(std::sync::atomic::Ordering::Relaxed);
        let i = order.checked_sub(1)? as usize;
        (self.objects.get(i) == Some(&obj)).then(|| self.decl_of[i])
    }

    /// Notes that the package-level declaration being checked depends on an object, if that is package-level, too.
    pub fn add_decl_dep(&mut self, to: Obj) {
        if let Some(from) = self.env.decl
            && self.decl_index(to).is_some()
        {
            self.decls[from as usize].add_dep(to);
        }
    }

    /// The innermost scope in which a name is declared (`None`: the universe), and its object.
    pub fn lookup_scope(&self, name: Symbol) -> Option<(Option<ScopeId>, Obj)> {
        let mut at = Some(self.env.scope);
        while let Some(s) = at {
            let scope = &self.scopes[s];
            if let Some(obj) = scope.lookup(name) {
                return Some((at, obj));
            }
            at = scope.parent;
        }
        crate::universe::lookup(name).map(|o| (None, o))
    }

    /// The object a name denotes here.
    pub fn lookup(&self, name: Symbol) -> Option<Obj> {
        self.lookup_scope(name).map(|(_, o)| o)
    }

    pub fn open_scope(&mut self) -> ScopeId {
        let parent = self.env.scope;
        let s = self.scopes.push(Scope::new(Some(parent)));
        self.scopes[parent].children.push(s);
        self.env.scope = s;
        s
    }

    pub fn close_scope(&mut self) {
        if let Some(p) = self.scopes[self.env.scope].parent {
            self.env.scope = p;
        }
    }
}

impl<'a> Checker<'a> {
    /// Publishes the package's block for its importers and hands over what was found.
    fn finish(self) -> (Info, Vec<TypeError>) {
        number_local_types(self.ast, &self.info);
        let names = self.scopes[self.package_scope].objects().map(|o| (o.name(), o)).collect();
        let data = self.pkg.data();
        let _ = data.scope.set(names);
        let _ = data.imports.set(self.imported);
        (self.info, self.errors)
    }
}

/// Numbers the defined types of function scopes in source order: link names tell them apart by that.
fn number_local_types(ast: &Ast, info: &Info) {
    let mut all: Vec<(usize, u32, Obj)> = Vec::new();
    for (_, d) in ast.decls.iter() {
        if let DeclKind::Type { name, alias: false, .. } = &d.kind
            && let Some(obj) = info.defs[*name]
            && !obj.is_package_level()
        {
            let file = ast.files.iter().position(|f| f.id == d.pos.file).unwrap_or(0);
            all.push((file, d.start, obj));
        }
    }
    all.sort_by_key(|&(file, start, _)| (file, start));
    for ((_, _, obj), n) in all.into_iter().zip(1..) {
        obj.data().order.store(n, std::sync::atomic::Ordering::Relaxed);
    }
}
