//! Types as gc's error messages print them.

use crate::check::Checker;
use crate::object::{Obj, ObjKind, is_exported};
use crate::package::Pkg;
use crate::ty::{BasicKind, Signature, Type, TypeKind};
use crate::typeset::TypeTerm;
use crate::under::unalias;
use crate::universe::universe;
use escape_syntax::ast::ChanDir;

/// Writes a package's name before a foreign object.
pub type Qualifier<'q> = &'q dyn Fn(Pkg) -> String;

/// The type's text. Without a qualifier, import paths qualify.
pub fn type_string(t: Type, qualifier: Option<Qualifier<'_>>) -> String {
    let mut w = Writer { out: String::new(), qualifier, package_notes: false, param_names: true, seen: Vec::new() };
    w.typ(t);
    w.out
}

/// A function's name and signature without parameter names; with `package_notes`, unexported names of struct fields say where they come
/// from.
pub fn func_string(f: Obj, qualifier: Option<Qualifier<'_>>, package_notes: bool) -> String {
    let mut w = Writer { out: f.name().to_string(), qualifier, package_notes, param_names: false, seen: Vec::new() };
    if let TypeKind::Signature(sig) = f.typ().kind() {
        w.signature(sig);
    }
    w.out
}

/// The name of a basic type.
pub fn basic_name(k: BasicKind) -> &'static str {
    match k {
        BasicKind::Invalid => "invalid type",
        BasicKind::Bool => "bool",
        BasicKind::Int => "int",
        BasicKind::Int8 => "int8",
        BasicKind::Int16 => "int16",
        BasicKind::Int32 => "int32",
        BasicKind::Int64 => "int64",
        BasicKind::Uint => "uint",
        BasicKind::Uint8 => "uint8",
        BasicKind::Uint16 => "uint16",
        BasicKind::Uint32 => "uint32",
        BasicKind::Uint64 => "uint64",
        BasicKind::Uintptr => "uintptr",
        BasicKind::Float32 => "float32",
        BasicKind::Float64 => "float64",
        BasicKind::Complex64 => "complex64",
        BasicKind::Complex128 => "complex128",
        BasicKind::String => "string",
        BasicKind::UnsafePointer => "unsafe.Pointer",
        BasicKind::UntypedBool => "untyped bool",
        BasicKind::UntypedInt => "untyped int",
        BasicKind::UntypedRune => "untyped rune",
        BasicKind::UntypedFloat => "untyped float",
        BasicKind::UntypedComplex => "untyped complex",
        BasicKind::UntypedString => "untyped string",
        BasicKind::UntypedNil => "untyped nil",
    }
}

impl<'a> Checker<'a> {
    pub fn type_string(&self, t: Type) -> String {
        type_string(t, Some(&|p| self.qualifier(p)))
    }
    pub fn types_string(&self, list: &[Type]) -> String {
        list.iter().map(|&t| self.type_string(t)).collect::<Vec<_>>().join(", ")
    }
    pub fn func_string(&self, f: Obj, package_notes: bool) -> String {
        if package_notes { func_string(f, None, true) } else { func_string(f, Some(&|p| self.qualifier(p)), false) }
    }
    /// `~int | string`
    pub fn terms_string(&self, terms: Option<&[TypeTerm]>) -> String {
        match terms {
            None => "𝓤".to_string(),
            Some([]) => "∅".to_string(),
            Some(list) => {
                // gc writes these lists with import paths.
                let one = |t: &TypeTerm| format!("{}{}", if t.tilde { "~" } else { "" }, type_string(t.typ, None));
                list.iter().map(one).collect::<Vec<_>>().join(" | ")
            }
        }
    }
    pub fn expr_string(&self, e: escape_syntax::ast::ExprId) -> String {
        escape_syntax::print::expr_string(self.ast, e)
    }
}

impl<'a> Checker<'a> {
    /// An object as messages describe it: `var x int`, `func f()`, `type T struct{}`.
    pub fn obj_string(&self, obj: Obj) -> String {
        let name = obj.name();
        let prefix = match obj.pkg() {
            Some(p) if obj.is_package_level() => match self.qualifier(p) {
                q if q.is_empty() => q,
                q => format!("{q}."),
            },
            _ => String::new(),
        };
        let t = obj.typ();
        match &obj.data().kind {
            ObjKind::PkgName { imported } => {
                let path = imported.path();
                if path.is_empty() || path == name {
                    format!("package {name}")
                } else {
                    format!("package {name} ({:?})", path.as_str())
                }
            }
            ObjKind::Const { .. } => format!("const {prefix}{name} {}", self.type_string(t)),
            ObjKind::Var { .. } if obj.is_field() => format!("field {name} {}", self.type_string(t)),
            ObjKind::Var { .. } => format!("var {prefix}{name} {}", self.type_string(t)),
            ObjKind::Func { .. } => {
                let sig = self.func_string(obj, false);
                let recv = match t.kind() {
                    TypeKind::Signature(s) => s.recv(),
                    _ => None,
                };
                match recv.map(|r| r.typ()) {
                    Some(r) if matches!(r.kind(), TypeKind::Interface(_)) => format!("func (interface).{sig}"),
                    Some(r) => format!("func ({}).{sig}", self.type_string(r)),
                    None => format!("func {prefix}{sig}"),
                }
            }
            ObjKind::TypeName => match t.kind() {
                TypeKind::Basic(_) => format!("type {prefix}{name}"),
                TypeKind::TypeParam(p) => {
                    let bound = p.bound.get().map(|b| self.type_string(b)).unwrap_or_default();
                    format!("type parameter {name} {bound}")
                }
                TypeKind::Alias(a) => {
                    let rhs = a.from_rhs.get().map(|b| self.type_string(b)).unwrap_or_default();
                    format!("type {prefix}{name} = {rhs}")
                }
                _ if crate::resolver::is_alias(obj) => format!("type {prefix}{name} = {}", self.type_string(t)),
                _ => format!("type {prefix}{name} {}", self.type_string(crate::under::underlying(t))),
            },
            ObjKind::Label => format!("label {name}"),
            ObjKind::Builtin(_) => format!("builtin {name}"),
            ObjKind::Nil => "nil".to_string(),
        }
    }
}

struct Writer<'q> {
    out: String,
    qualifier: Option<Qualifier<'q>>,
    package_notes: bool,
    param_names: bool,
    /// Types being written: a type literal that contains itself ends here.
    seen: Vec<Type>,
}

impl Writer<'_> {
    fn text(&mut self, s: &str) {
        self.out.push_str(s);
    }

    fn typ(&mut self, t: Type) {
        if !crate::budget::spend(2 + self.seen.len() as u64 / 16) {
            return;
        }
        if self.seen.contains(&t) {
            return self.text("<cycle>");
        }
        self.seen.push(t);
        self.write(t);
        self.seen.pop();
    }

    fn write(&mut self, t: Type) {
        match t.kind() {
            TypeKind::Basic(BasicKind::Uint8) if t == universe().byte => self.text("byte"),
            TypeKind::Basic(BasicKind::Int32) if t == universe().rune => self.text("rune"),
            TypeKind::Basic(k) => self.text(basic_name(*k)),
            TypeKind::Array { elem, len } => {
                self.text(&format!("[{len}]"));
                self.typ(*elem);
            }
            TypeKind::Slice(elem) => {
                self.text("[]");
                self.typ(*elem);
            }
            TypeKind::Struct(s) => {
                self.text("struct{");
                for (i, &f) in s.fields.iter().enumerate() {
                    if i > 0 {
                        self.text("; ");
                    }
                    let note = self.qualifier.is_none() && self.package_notes && !is_exported(&f.name());
                    if note {
                        self.package_notes = false;
                    }
                    if !f.is_embedded() {
                        self.text(&f.name());
                        self.text(" ");
                    }
                    self.typ(f.typ());
                    if let (true, Some(p)) = (note, f.pkg()) {
                        self.text(&format!(" /* package {} */ ", p.path()));
                    }
                    let tag = s.tag(i);
                    if !tag.is_empty() {
                        self.text(&format!(" {}", crate::constant_text::quote(tag.as_bytes())));
                    }
                }
                self.text("}");
            }
            TypeKind::Pointer(elem) => {
                self.text("*");
                self.typ(*elem);
            }
            TypeKind::Tuple(list) => self.tuple(list, false),
            TypeKind::Signature(sig) => {
                self.text("func");
                self.signature(sig);
            }
            TypeKind::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        self.text(" | ");
                    }
                    if term.tilde {
                        self.text("~");
                    }
                    self.typ(term.typ);
                }
            }
            TypeKind::Interface(i) => {
                if t == crate::under::underlying(universe().comparable) {
                    return self.text("interface{comparable}");
                }
                if i.implicit {
                    if let ([], &[(only, _)]) = (i.methods(), i.embeddeds()) {
                        return self.typ(only);
                    }
                    self.text("/* implicit */ ");
                }
                self.text("interface{");
                let mut first = true;
                for m in i.methods() {
                    if !std::mem::take(&mut first) {
                        self.text("; ");
                    }
                    self.text(&m.name());
                    if let TypeKind::Signature(sig) = m.typ().kind() {
                        self.signature(sig);
                    }
                }
                for &(e, _) in i.embeddeds() {
                    if !std::mem::take(&mut first) {
                        self.text("; ");
                    }
                    self.typ(e);
                }
                self.text("}");
            }
            TypeKind::Map { key, elem } => {
                self.text("map[");
                self.typ(*key);
                self.text("]");
                self.typ(*elem);
            }
            TypeKind::Chan { dir, elem } => {
                self.text(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Recv => "<-chan ",
                });
                // chan (<-chan T) would read as chan<- chan T.
                let parens = *dir == ChanDir::Both && matches!(elem.kind(), TypeKind::Chan { dir: ChanDir::Recv, .. });
                if parens {
                    self.text("(");
                }
                self.typ(*elem);
                if parens {
                    self.text(")");
                }
            }
            TypeKind::Named(n) => {
                self.type_name(n.obj);
                self.arguments(t, &n.targs);
            }
            TypeKind::Alias(a) => {
                self.type_name(a.obj);
                self.arguments(t, &a.targs);
            }
            TypeKind::TypeParam(p) => {
                let name = p.obj.name();
                self.text(&name);
                // A type parameter named like a predeclared type would mislead.
                if crate::universe::lookup(name).is_some() {
                    let at = crate::errors::pos_string(p.obj.pos());
                    self.text(&format!(" /* with {name} declared at {at} */"));
                }
            }
        }
    }

    fn arguments(&mut self, t: Type, targs: &[Type]) {
        if !targs.is_empty() {
            self.text("[");
            for (i, &a) in targs.iter().enumerate() {
                if i > 0 {
                    self.text(", ");
                }
                self.typ(a);
            }
            self.text("]");
            return;
        }
        let tparams = crate::named::type_params(t);
        if !tparams.is_empty() {
            self.type_params(tparams);
        }
    }

    /// `[K comparable, V any]`; the constraint of a group stands after its last name.
    fn type_params(&mut self, list: &[Type]) {
        self.text("[");
        let mut previous: Option<Type> = None;
        for (i, &p) in list.iter().enumerate() {
            let bound = match p.kind() {
                TypeKind::TypeParam(tp) => tp.bound.get(),
                _ => None,
            };
            if i > 0 {
                if bound != previous
                    && let Some(b) = previous
                {
                    self.text(" ");
                    self.typ(b);
                }
                self.text(", ");
            }
            previous = bound;
            self.typ(p);
        }
        if let Some(b) = previous {
            self.text(" ");
            self.typ(b);
        }
        self.text("]");
    }

    fn type_name(&mut self, obj: Obj) {
        if let Some(p) = obj.pkg() {
            let prefix = match self.qualifier {
                Some(q) => q(p),
                None => p.path().to_string(),
            };
            if !prefix.is_empty() {
                self.text(&prefix);
                self.text(".");
            }
        }
        self.text(&obj.name());
    }

    fn tuple(&mut self, list: &[Obj], variadic: bool) {
        self.text("(");
        for (i, v) in list.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            if self.param_names && !v.name().is_empty() {
                self.text(&v.name());
                self.text(" ");
            }
            let t = v.typ();
            if variadic && i + 1 == list.len() {
                match unalias(t).kind() {
                    TypeKind::Slice(elem) => {
                        self.text("...");
                        self.typ(*elem);
                    }
                    // append([]byte, string...)
                    _ => {
                        self.typ(t);
                        self.text("...");
                    }
                }
            } else {
                self.typ(t);
            }
        }
        self.text(")");
    }

    fn signature(&mut self, sig: &Signature) {
        if !sig.tparams().is_empty() {
            self.type_params(sig.tparams());
        }
        self.tuple(sig.params(), sig.variadic());
        match sig.results() {
            [] => {}
            [r] if r.name().is_empty() => {
                self.text(" ");
                self.typ(r.typ());
            }
            list => {
                self.text(" ");
                self.tuple(list, false);
            }
        }
    }
}
