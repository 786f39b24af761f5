//! Types as text, in two modes: as users read them, and as link strings (facts.md §4.1, §4.2).
//!
//! A link string names a type by package paths and is the same for identical types only; type arguments of instances are
//! always written as link strings.

use crate::ir::Unit;
use escape_source::{Symbol, intern};
use escape_syntax::ast::ChanDir;
use escape_types::under::unalias;
use escape_types::universe::universe;
use escape_types::{BasicKind, Obj, ObjKind, Pkg, Type, TypeKind, budget};

#[derive(Copy, Clone, PartialEq, Eq)]
enum Mode {
    User,
    Link,
}

/// Whether gc's type has a name of its own (a conversion to another type is written with parentheses).
pub fn has_name(t: Type) -> bool {
    match t.kind() {
        TypeKind::Basic(_) | TypeKind::Named(_) | TypeKind::TypeParam(_) => true,
        TypeKind::Alias(a) => a.obj.pkg().is_none() || has_name(unalias(t)),
        _ => false,
    }
}

/// The type as it appears in messages.
pub fn user(u: &Unit, t: Type) -> String {
    let mut out = String::new();
    write(u, &mut out, t, Mode::User);
    out
}

/// Bytes of text to a step of the budget.
const BYTES_PER_STEP: u64 = 16;

/// The type's link string. Beyond a limit it is cut off, and the package is given up in the end; instances then share names,
/// so that there is no end of new ones.
pub fn link(u: &Unit, t: Type) -> Symbol {
    if let Some(&known) = u.expander.links.borrow().get(&t) {
        return known;
    }
    let mut out = String::new();
    write(u, &mut out, t, Mode::Link);
    let link = intern(&out);
    // Where types are instances in a chain, each has the one before it in its name: the texts have the square of the chain.
    if budget::spend(out.len() as u64 / BYTES_PER_STEP) && u.long_name.get().is_none() {
        u.expander.links.borrow_mut().insert(t, link);
    }
    link
}

/// What tells type arguments from others.
pub fn links(u: &Unit, targs: &[Type]) -> Vec<Symbol> {
    targs.iter().map(|&t| link(u, t)).collect()
}

/// Type arguments as they stand in an instance's name, brackets included.
pub fn targs(u: &Unit, targs: &[Type]) -> String {
    let mut out = String::new();
    arguments(u, &mut out, targs);
    out
}

fn arguments(u: &Unit, out: &mut String, targs: &[Type]) {
    for (i, &t) in targs.iter().enumerate() {
        out.push(if i == 0 { '[' } else { ',' });
        out.push_str(&link(u, t));
    }
    out.push(']');
    end_if_long(u, out);
}

/// Whether a link string is cut off here.
fn end_if_long(u: &Unit, out: &str) -> bool {
    let ends = u.is_over() || out.len() > u.limits.link;
    if ends {
        u.long_name.set(u.long_name.get().or(Some(budget::place())));
    }
    ends
}

/// A signature as `can inline … as:` shows it: `func(int) string`, `method(*T) func(int) string`. `recv` is the receiver's type.
pub fn signature(u: &Unit, recv: Option<Type>, params: &[Type], variadic: bool, results: &[Type]) -> String {
    let mut out = String::new();
    if let Some(r) = recv {
        out.push_str("method(");
        write(u, &mut out, r, Mode::User);
        out.push_str(") ");
    }
    out.push_str("func");
    parameters(u, &mut out, params, variadic, Mode::User);
    result_list(u, &mut out, results, Mode::User);
    out
}

/// A path as a linker symbol's prefix: dots of the last element and unusual bytes are escaped.
pub fn path_prefix(path: &str) -> String {
    // The package of shapes exists in the compiler only and keeps its dot.
    if path == "go.shape" {
        return path.to_string();
    }
    let last = path.rfind('/').map_or(0, |i| i + 1);
    let mut out = String::with_capacity(path.len());
    for (i, b) in path.bytes().enumerate() {
        if b <= b' ' || (b == b'.' && i >= last) || b == b'%' || b == b'"' || b >= 0x7f {
            out.push_str(&format!("%{b:02x}"));
        } else {
            out.push(b as char);
        }
    }
    out
}

fn write(u: &Unit, out: &mut String, t: Type, mode: Mode) {
    if !budget::spend(2) || mode == Mode::Link && end_if_long(u, out) {
        return;
    }
    match t.kind() {
        TypeKind::Basic(_) if mode == Mode::User && t == universe().byte => out.push_str("byte"),
        TypeKind::Basic(_) if mode == Mode::User && t == universe().rune => out.push_str("rune"),
        TypeKind::Basic(k) => out.push_str(written_name(t, mode).unwrap_or(basic_name(*k))),
        TypeKind::Alias(a) if a.obj.pkg().is_none() && mode == Mode::User => out.push_str(&a.obj.name()),
        TypeKind::Alias(_) => write(u, out, unalias(t), mode),
        TypeKind::Named(n) => {
            let name = n.obj.name();
            // A shape has the number of a type declared in a function in its name, and loses it like that type.
            let name = if mode == Mode::User { without_number(&name) } else { &name };
            qualified(u, out, n.obj.pkg(), name, mode);
            if !n.targs.is_empty() {
                arguments(u, out, &n.targs);
            }
            if mode == Mode::Link
                && let Some(n) = u.local_type_number(n.obj)
            {
                out.push('·');
                out.push_str(&n.to_string());
            }
        }
        TypeKind::TypeParam(p) => out.push_str(&p.obj.name()),
        TypeKind::Pointer(e) => {
            out.push('*');
            write(u, out, *e, mode);
        }
        TypeKind::Slice(e) => {
            out.push_str("[]");
            write(u, out, *e, mode);
        }
        TypeKind::Array { elem, len } => {
            out.push_str(&format!("[{len}]"));
            write(u, out, *elem, mode);
        }
        TypeKind::Map { key, elem } => {
            out.push_str("map[");
            write(u, out, *key, mode);
            out.push(']');
            write(u, out, *elem, mode);
        }
        TypeKind::Chan { dir, elem } => match dir {
            ChanDir::Recv => {
                out.push_str("<-chan ");
                write(u, out, *elem, mode);
            }
            ChanDir::Send => {
                out.push_str("chan<- ");
                write(u, out, *elem, mode);
            }
            ChanDir::Both => {
                out.push_str("chan ");
                let nested = matches!(unalias(*elem).kind(), TypeKind::Chan { dir: ChanDir::Recv, .. });
                if nested {
                    out.push('(');
                }
                write(u, out, *elem, mode);
                if nested {
                    out.push(')');
                }
            }
        },
        TypeKind::Signature(_) => {
            out.push_str("func");
            signature_tail(u, out, t, mode);
        }
        TypeKind::Tuple(vars) => {
            let types: Vec<Type> = vars.iter().map(|v| v.typ()).collect();
            parameters(u, out, &types, false, mode);
        }
        TypeKind::Struct(s) => {
            out.push_str("struct {");
            for (i, &f) in s.fields.iter().enumerate() {
                out.push_str(if i > 0 { "; " } else { " " });
                if !f.is_embedded() {
                    field_name(u, out, f, mode);
                    out.push(' ');
                } else if mode == Mode::Link && !embeds_own_name(u, f) {
                    field_name(u, out, f, mode);
                    out.push_str(" = ");
                }
                write(u, out, f.typ(), mode);
                if let Some(tag) = s.tags.get(i).filter(|t| !t.is_empty()) {
                    out.push(' ');
                    out.push_str(&escape_types::constant_text::quote(tag.as_bytes()));
                }
            }
            out.push_str(if s.fields.is_empty() { "}" } else { " }" });
        }
        TypeKind::Interface(_) => {
            let methods = sorted_methods(t);
            out.push_str("interface {");
            for (i, &m) in methods.iter().enumerate() {
                out.push_str(if i > 0 { "; " } else { " " });
                if m.is_exported() {
                    out.push_str(&m.name());
                } else {
                    qualified(u, out, m.pkg(), &m.name(), Mode::Link);
                }
                signature_tail(u, out, m.typ(), mode);
            }
            out.push_str(if methods.is_empty() { "}" } else { " }" });
        }
        TypeKind::Union(_) => out.push_str("union"),
    }
}

/// A name without the number of a type declared in a function at its end.
fn without_number(name: &str) -> &str {
    match name.rsplit_once('·') {
        Some((stem, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => stem,
        _ => name,
    }
}

/// An interface's methods in the order of printing and of wrappers: exported ones first, by name, then by package path.
pub fn sorted_methods(t: Type) -> Vec<Obj> {
    let mut methods = escape_types::typeset::type_set(t).methods.clone();
    sort_methods(&mut methods);
    methods
}

/// Sorts methods as gc does: exported first, by name, unexported ones by package path last.
pub fn sort_methods(methods: &mut [Obj]) {
    methods.sort_by(|a, b| {
        let (ea, eb) = (a.is_exported(), b.is_exported());
        eb.cmp(&ea).then_with(|| a.name().as_str().cmp(b.name().as_str())).then_with(|| {
            let path = |o: &Obj| if ea { "" } else { o.pkg().map_or("", |p| p.path().as_str()) };
            path(a).cmp(path(b))
        })
    });
}

fn signature_tail(u: &Unit, out: &mut String, t: Type, mode: Mode) {
    if let TypeKind::Signature(s) = unalias(t).kind() {
        let types = |l: &[Obj]| -> Vec<Type> { l.iter().map(|v| v.typ()).collect() };
        parameters(u, out, &types(s.params()), s.variadic(), mode);
        result_list(u, out, &types(s.results()), mode);
    }
}

fn parameters(u: &Unit, out: &mut String, types: &[Type], variadic: bool, mode: Mode) {
    out.push('(');
    for (i, &t) in types.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        match unalias(t).kind() {
            TypeKind::Slice(e) if variadic && i + 1 == types.len() => {
                out.push_str("...");
                write(u, out, *e, mode);
            }
            _ => write(u, out, t, mode),
        }
    }
    out.push(')');
}

fn result_list(u: &Unit, out: &mut String, types: &[Type], mode: Mode) {
    match types {
        [] => {}
        [t] => {
            out.push(' ');
            write(u, out, *t, mode);
        }
        _ => {
            out.push(' ');
            parameters(u, out, types, false, mode);
        }
    }
}

fn field_name(u: &Unit, out: &mut String, f: Obj, mode: Mode) {
    if f.is_exported() {
        out.push_str(&f.name());
    } else {
        qualified(u, out, f.pkg(), &f.name(), mode);
    }
}

/// Whether an embedded field is named by its type, in link strings.
fn embeds_own_name(u: &Unit, f: Obj) -> bool {
    let t = unalias(f.typ());
    let t = if let TypeKind::Pointer(e) = t.kind() { unalias(*e) } else { t };
    match t.kind() {
        TypeKind::Named(n) => {
            n.obj.name() == f.name()
                && n.targs.is_empty()
                && (n.obj.is_exported() || n.obj.pkg() == f.pkg())
                && u.local_type_number(n.obj).is_none()
        }
        // The field's name belongs to its package, a predeclared type's to none.
        _ => false,
    }
}

fn qualified(u: &Unit, out: &mut String, pkg: Option<Pkg>, name: &str, mode: Mode) {
    if let Some(p) = pkg {
        match mode {
            Mode::User if p == u.pkg => {}
            Mode::User => {
                out.push_str(&p.name());
                out.push('.');
            }
            Mode::Link => {
                // The pseudo-package of shapes is written as it is.
                match p.path().as_str() {
                    "go.shape" => out.push_str("go.shape"),
                    path => out.push_str(&path_prefix(path)),
                }
                out.push('.');
            }
        }
    }
    out.push_str(name);
}

/// A symbol as users read it: qualified by its package's name unless it is the unit's own.
pub fn symbol(u: &Unit, pkg: Option<Pkg>, name: Symbol) -> String {
    let mut out = String::new();
    qualified(u, &mut out, pkg, &name, Mode::User);
    out
}

/// `byte` and `rune` where the source says so; link strings do not.
fn written_name(t: Type, mode: Mode) -> Option<&'static str> {
    let universe = escape_types::universe::universe();
    match mode {
        Mode::User if t == universe.byte => Some("byte"),
        Mode::User if t == universe.rune => Some("rune"),
        _ => None,
    }
}

fn basic_name(k: BasicKind) -> &'static str {
    use BasicKind::*;
    match k {
        Invalid => "<T>",
        Bool => "bool",
        Int => "int",
        Int8 => "int8",
        Int16 => "int16",
        Int32 => "int32",
        Int64 => "int64",
        Uint => "uint",
        Uint8 => "uint8",
        Uint16 => "uint16",
        Uint32 => "uint32",
        Uint64 => "uint64",
        Uintptr => "uintptr",
        Float32 => "float32",
        Float64 => "float64",
        Complex64 => "complex64",
        Complex128 => "complex128",
        String => "string",
        UnsafePointer => "unsafe.Pointer",
        UntypedBool => "untyped bool",
        UntypedInt => "untyped int",
        UntypedRune => "untyped rune",
        UntypedFloat => "untyped float",
        UntypedComplex => "untyped complex",
        UntypedString => "untyped string",
        UntypedNil => "nil",
    }
}

/// A declared function's or method's unqualified name: `F`, `T.M`, `(*T).M`, with type arguments where it is an instance.
pub fn method_name(u: &Unit, recv: Type, name: Symbol) -> String {
    let t = unalias(recv);
    let strip = |s: Symbol, t: Type| match t.kind() {
        // The receiver's own package does not stand in the method's name: the function's package qualifies it.
        TypeKind::Named(n) => {
            let mut out = n.obj.name().to_string();
            if let Some(k) = u.local_type_number(n.obj) {
                out.push_str(&format!("·{k}"));
            }
            if !n.targs.is_empty() {
                out.push_str(&targs(u, &n.targs));
            }
            out
        }
        _ => s.to_string(),
    };
    match t.kind() {
        TypeKind::Pointer(e) => {
            let e = unalias(*e);
            format!("(*{}).{name}", strip(link(u, e), e))
        }
        _ => format!("{}.{name}", strip(link(u, t), t)),
    }
}

/// Whether the object is a method or function with a receiver.
pub fn receiver_type(o: Obj) -> Option<Type> {
    if !matches!(o.data().kind, ObjKind::Func { .. }) {
        return None;
    }
    match o.typ().kind() {
        TypeKind::Signature(s) => s.recv().map(|r| r.typ()),
        _ => None,
    }
}
