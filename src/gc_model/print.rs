//! The tree as text, exactly as gc's messages show it (facts.md §4).
//!
//! Expressions are printed with precedence levels; compiler-made `&`, `*` and conversions are skipped. Bodies of loops,
//! switches and function literals are never shown.

use crate::ir::*;
use crate::print_type::has_name;
pub use crate::print_type::{link, method_name, signature, symbol, targs, user as typ};
use escape_syntax::ast::BinaryOp;
use escape_types::constant_text::{quote_rune, shortened};
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, BuiltinId, Const, Type, TypeKind};

/// A function's name, qualified when foreign, with the `#hash#` suffix of a copied closure.
pub fn func_name(u: &Unit, f: FuncId) -> String {
    symbol(u, u.funcs[f].pkg, u.funcs[f].sym)
}

/// A function's name as `can inline` and `inlining call to` show it: without the `#hash#` suffix.
pub fn diag_name(u: &Unit, f: FuncId) -> String {
    // A literal inside a copy has its parent's hash in the middle of its name.
    trim_hash(func_name(u, f))
}

/// A name without its first `#hash#`, where that is one: twelve characters of base64.
pub(crate) fn trim_hash(mut name: String) -> String {
    const LEN: usize = 12;
    if let Some(i) = name.find('#')
        && name.as_bytes().get(i + 1 + LEN) == Some(&b'#')
    {
        name.replace_range(i..i + LEN + 2, "");
    }
    name
}

/// A function's own symbol, never qualified (headers of `-m=2` traces).
pub fn func_sym(u: &Unit, f: FuncId) -> String {
    u.funcs[f].sym.to_string()
}

/// A variable's name, qualified when foreign.
pub fn name(u: &Unit, n: NameId) -> String {
    let name = &u.names[n];
    if let Some(f) = name.func {
        return func_name(u, f);
    }
    symbol(u, name.pkg, name.sym)
}

/// The type of a function as `can inline … as:` shows it.
pub fn func_type(u: &Unit, f: FuncId) -> String {
    let func = &u.funcs[f];
    let types = |l: &[NameId]| -> Vec<Type> { l.iter().map(|&n| u.names[n].typ).collect() };
    let params = types(&func.params);
    let (recv, params) =
        if func.has_recv && !params.is_empty() { (Some(params[0]), &params[1..]) } else { (None, &params[..]) };
    signature(u, recv, params, func.variadic, &types(&func.results))
}

/// An expression or statement.
pub fn node(u: &Unit, n: NodeId) -> String {
    let mut out = String::new();
    if is_stmt(&u.nodes[n].kind) {
        stmt_to(u, &mut out, n)
    } else {
        expr_to(u, &mut out, n, 0)
    }
    out
}

/// A list of statements, as in the braces of `can inline … as:`.
pub fn nodes(u: &Unit, list: &[NodeId], separator: &str) -> String {
    let texts: Vec<String> = list.iter().map(|&n| node(u, n)).collect();
    texts.join(separator)
}

/// Whether gc prints the node as a statement.
pub fn is_stmt(k: &NodeKind) -> bool {
    use NodeKind::*;
    matches!(
        k,
        Dcl(_)
            | Assign { .. }
            | Assign2 { .. }
            | OpAssign { .. }
            | Block { .. }
            | Break { .. }
            | Continue { .. }
            | Goto { .. }
            | Label { .. }
            | Fallthrough
            | Go { .. }
            | Defer { .. }
            | If { .. }
            | For { .. }
            | Range { .. }
            | Return { .. }
            | Select { .. }
            | CommClause { .. }
            | Switch { .. }
            | CaseClause { .. }
            | InlineMark { .. }
            | TailCall { .. }
            | Empty
    )
}

fn stmt_to(u: &Unit, out: &mut String, n: NodeId) {
    use NodeKind::*;
    let node = &u.nodes[n];
    let define = |def: bool| if def { " := " } else { " = " };
    match &node.kind {
        Dcl(v) => {
            out.push_str(&format!("var {} {}", symbol(u, u.names[*v].pkg, u.names[*v].sym), typ(u, u.names[*v].typ)))
        }
        Assign { x, y, def } => {
            node_to(u, out, *x);
            out.push_str(define(*def));
            match y {
                Some(y) => node_to(u, out, *y),
                None => out.push_str("<nil>"),
            }
        }
        Assign2 { lhs, rhs, def, .. } => {
            list_to(u, out, lhs, ", ");
            out.push_str(define(*def));
            list_to(u, out, rhs, ", ");
        }
        OpAssign { op, x, y, inc_dec } => {
            node_to(u, out, *x);
            if *inc_dec {
                out.push_str(if *op == BinaryOp::Add { "++" } else { "--" });
            } else {
                out.push_str(&format!(" {}= ", binary_op(*op).0));
                node_to(u, out, *y);
            }
        }
        Block { list } => list_to(u, out, list, "; "),
        Return { results } => {
            out.push_str("return ");
            list_to(u, out, results, ", ");
        }
        TailCall { call } => {
            out.push_str("tailcall ");
            node_to(u, out, *call);
        }
        InlineMark { index } => out.push_str(&format!("inlmark {}", index.as_u32())),
        Go { call } => {
            out.push_str("go ");
            node_to(u, out, *call);
        }
        Defer { call, .. } => {
            out.push_str("defer ");
            node_to(u, out, *call);
        }
        If { cond, then, els } => {
            out.push_str("if ");
            if let [init] = node.init[..]
                && u.nodes[init].init.is_empty()
            {
                node_to(u, out, init);
                out.push_str("; ");
            }
            node_to(u, out, *cond);
            out.push_str(" { ");
            list_to(u, out, then, "; ");
            out.push_str(" }");
            if !els.is_empty() {
                out.push_str(" else { ");
                list_to(u, out, els, "; ");
                out.push_str(" }");
            }
        }
        For { .. } | Range { .. } => out.push_str("for loop"),
        Select { .. } => out.push_str("select statement"),
        Switch { .. } => out.push_str("switch statement"),
        CaseClause { list, body, .. } => {
            if list.is_empty() {
                out.push_str("default");
            } else {
                out.push_str("case ");
                list_to(u, out, list, ", ");
            }
            out.push_str(": ");
            list_to(u, out, body, "; ");
        }
        Break { label } => branch(out, "break", label.as_ref().map(|l| l.as_str())),
        Continue { label } => branch(out, "continue", label.as_ref().map(|l| l.as_str())),
        Goto { label } => branch(out, "goto", Some(label)),
        Fallthrough => out.push_str("fallthrough"),
        Label { label } => out.push_str(&format!("{label}: ")),
        CommClause { .. } | Empty => {}
        _ => expr_to(u, out, n, 0),
    }
}

fn branch(out: &mut String, word: &str, label: Option<&str>) {
    out.push_str(word);
    if let Some(l) = label {
        out.push(' ');
        out.push_str(l);
    }
}

fn node_to(u: &Unit, out: &mut String, n: NodeId) {
    if is_stmt(&u.nodes[n].kind) { stmt_to(u, out, n) } else { expr_to(u, out, n, 0) }
}

fn list_to(u: &Unit, out: &mut String, list: &[NodeId], separator: &str) {
    for (i, &n) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        node_to(u, out, n);
    }
}

/// The text and gc's precedence when it prints: a send stands between `&&` and the comparisons.
fn binary_op(op: BinaryOp) -> (&'static str, u8) {
    let precedence = op.precedence();
    (op.text(), precedence + u8::from(precedence > BinaryOp::AndAnd.precedence()))
}

fn precedence(u: &Unit, n: NodeId) -> u8 {
    use NodeKind::*;
    match &u.nodes[n].kind {
        Type => match u.nodes[n].typ.map(|t| unalias(t).kind()) {
            Some(TypeKind::Pointer(_)) => 7,
            _ => 8,
        },
        Unary { .. } | Addr { .. } | Deref { .. } | Receive { .. } => 7,
        Binary { op, .. } => binary_op(*op).1,
        Logical { or, .. } => 2 - *or as u8,
        Send { .. } => 3,
        Make { kind: MakeKind::Map | MakeKind::Chan, .. } => 0,
        Builtin { op: BuiltinId::Real | BuiltinId::Imag | BuiltinId::Complex | BuiltinId::Recover, .. } => 0,
        PtrLit { .. } | Closure { .. } | InlinedCall { .. } | AddStr { .. } | KeyValue { .. } | StructKey { .. } => 0,
        DynamicTypeAssert { .. } | DynamicType { .. } | LinkSym(_) | Opaque | TypeSwitchGuard { .. } => 0,
        Conv { kind: ConvKind::BytesToStrTmp | ConvKind::StrToBytesTmp, .. } => 0,
        _ => 8,
    }
}

fn expr_to(u: &Unit, out: &mut String, mut n: NodeId, prec: u8) {
    use NodeKind::*;
    while u.nodes[n].implicit
        && let Addr { x } | Deref { x } | Conv { kind: ConvKind::Conv | ConvKind::Nop | ConvKind::Iface, x } =
            u.nodes[n].kind
    {
        n = x;
    }
    let own = precedence(u, n);
    if prec > own {
        out.push('(');
        expr_to(u, out, n, 0);
        out.push(')');
        return;
    }
    let node = &u.nodes[n];
    let write_type = |out: &mut String| match node.typ {
        Some(t) => out.push_str(&typ(u, t)),
        None => out.push_str("<T>"),
    };
    match &node.kind {
        Paren { x } => {
            out.push('(');
            node_to(u, out, *x);
            out.push(')');
        }
        Nil => out.push_str("nil"),
        // Most indexes: they are many in what is long.
        Literal(Const::Int(n @ 0..=9)) if node.typ == Some(escape_types::Type::basic(BasicKind::Int)) => {
            out.push(char::from(b'0' + *n as u8));
        }
        Literal(c) => out.push_str(&constant(u, c, node.typ)),
        Name(v) => out.push_str(&name(u, *v)),
        LinkSym(s) => out.push_str(s),
        Omitted { text, .. } => out.push_str(if text.is_empty() { "…" } else { text }),
        Opaque => out.push_str("<node OPAQUE>"),
        Type => write_type(out),
        MethodExpr { recv, sel, .. } => {
            let pointer = matches!(unalias(*recv).kind(), TypeKind::Pointer(_));
            let t = typ(u, *recv);
            out.push_str(&if pointer { format!("({t}).{sel}") } else { format!("{t}.{sel}") });
        }
        Closure { .. } => out.push_str("func literal"),
        PtrLit { x } => {
            out.push('&');
            node_to(u, out, *x);
        }
        CompLit { elems, .. } => {
            if node.implicit {
                out.push_str("... argument");
            } else {
                write_type(out);
                out.push_str(if elems.is_empty() { "{}" } else { "{...}" });
            }
        }
        KeyValue { key, value } => {
            node_to(u, out, *key);
            out.push(':');
            node_to(u, out, *value);
        }
        StructKey { sel, value, .. } => {
            out.push_str(sel);
            out.push(':');
            node_to(u, out, *value);
        }
        Dot { x, sel, .. } => {
            expr_to(u, out, *x, own);
            out.push('.');
            out.push_str(sel);
        }
        TypeAssert { x, .. } => {
            expr_to(u, out, *x, own);
            out.push_str(".(");
            write_type(out);
            out.push(')');
        }
        Index { x, index, .. } | IndexMap { x, index, .. } => {
            expr_to(u, out, *x, own);
            out.push('[');
            node_to(u, out, *index);
            out.push(']');
        }
        Slice { x, lo, hi, max, three, .. } => {
            expr_to(u, out, *x, own);
            out.push('[');
            let bound = |out: &mut String, b: &Option<NodeId>| {
                if let Some(b) = b {
                    node_to(u, out, *b)
                }
            };
            bound(out, lo);
            out.push(':');
            bound(out, hi);
            if *three {
                out.push(':');
                bound(out, max);
            }
            out.push(']');
        }
        Conv { kind: ConvKind::BytesToStrTmp, .. } => out.push_str("<node BYTES2STRTMP>"),
        Conv { kind: ConvKind::StrToBytesTmp, .. } => out.push_str("<node STR2BYTESTMP>"),
        Conv { x, .. } => {
            if node.typ.is_some_and(has_name) {
                write_type(out);
            } else {
                out.push('(');
                write_type(out);
                out.push(')');
            }
            out.push('(');
            node_to(u, out, *x);
            out.push(')');
        }
        Builtin { op, args, is_ddd } => builtin_to(u, out, node, *op, args, *is_ddd),
        Call { fun, args, is_ddd, .. } => {
            expr_to(u, out, *fun, own);
            out.push('(');
            list_to(u, out, args, ", ");
            out.push_str(if *is_ddd { "...)" } else { ")" });
        }
        InlinedCall { results, .. } => match results[..] {
            [r] => node_to(u, out, r),
            _ => {
                out.push_str("(.");
                list_to(u, out, results, "; ");
                out.push(')');
            }
        },
        Make { kind, len, cap } => {
            out.push_str("make(");
            write_type(out);
            let shown = |l: NodeId| *kind == MakeKind::Slice || !u.nodes[l].typ.is_some_and(is_untyped);
            if let Some(c) = cap {
                for l in len.iter().chain([c]) {
                    out.push_str(", ");
                    node_to(u, out, *l);
                }
            } else if let Some(l) = len.filter(|&l| shown(l)) {
                out.push_str(", ");
                node_to(u, out, l);
            }
            out.push(')');
        }
        Unary { op, x } => {
            out.push_str(match op {
                UnOp::Plus => "+",
                UnOp::Neg => "-",
                UnOp::BitNot => "^",
                UnOp::Not => "!",
            });
            if matches!(&u.nodes[*x].kind, Unary { op: inner, .. } if inner == op) {
                out.push(' ');
            }
            expr_to(u, out, *x, own + 1);
        }
        Receive { x } => {
            out.push_str("<-");
            if matches!(u.nodes[*x].kind, Receive { .. }) {
                out.push(' ');
            }
            expr_to(u, out, *x, own + 1);
        }
        Addr { x } => {
            out.push('&');
            if matches!(u.nodes[*x].kind, Addr { .. }) {
                out.push(' ');
            }
            expr_to(u, out, *x, own + 1);
        }
        Deref { x } => {
            out.push('*');
            expr_to(u, out, *x, own + 1);
        }
        Binary { op, x, y } => binary_to(u, out, binary_op(*op), *x, *y),
        Logical { or, x, y } => binary_to(u, out, if *or { ("||", 1) } else { ("&&", 2) }, *x, *y),
        Send { chan, value } => {
            expr_to(u, out, *chan, own);
            out.push_str(" <- ");
            expr_to(u, out, *value, own + 1);
        }
        AddStr { list } => {
            for (i, &x) in list.iter().enumerate() {
                if i > 0 {
                    out.push_str(" + ");
                }
                expr_to(u, out, x, own);
            }
        }
        DynamicTypeAssert { comma_ok: false, .. } => out.push_str("<node DYNAMICDOTTYPE>"),
        DynamicTypeAssert { .. } => out.push_str("<node DYNAMICDOTTYPE2>"),
        DynamicType { .. } => out.push_str("<node DYNAMICTYPE>"),
        TypeSwitchGuard { .. } => out.push_str("<node TYPESW>"),
        _ => stmt_to(u, out, n),
    }
}

fn binary_to(u: &Unit, out: &mut String, (op, prec): (&str, u8), x: NodeId, y: NodeId) {
    expr_to(u, out, x, prec);
    out.push_str(&format!(" {op} "));
    expr_to(u, out, y, prec + 1);
}

/// A predeclared function as a program calls it.
pub fn builtin_name(op: BuiltinId) -> String {
    let qualifier = if op.is_unsafe() { "unsafe." } else { "" };
    format!("{qualifier}{}", op.name())
}

fn builtin_to(u: &Unit, out: &mut String, node: &Node, op: BuiltinId, args: &[NodeId], is_ddd: bool) {
    let name = builtin_name(op);
    if matches!(op, BuiltinId::SliceData | BuiltinId::String | BuiltinId::StringData) {
        return out.push_str(&format!("<node {name}>"));
    }
    out.push_str(&name);
    out.push('(');
    if op == BuiltinId::New
        && args.is_empty()
        && let Some(TypeKind::Pointer(e)) = node.typ.map(|t| underlying(t).kind())
    {
        out.push_str(&typ(u, *e));
    }
    list_to(u, out, args, ", ");
    out.push_str(if is_ddd { "...)" } else { ")" });
}

fn is_untyped(t: Type) -> bool {
    use BasicKind::*;
    matches!(
        t.kind(),
        TypeKind::Basic(
            UntypedBool | UntypedInt | UntypedRune | UntypedFloat | UntypedComplex | UntypedString | UntypedNil
        )
    )
}

/// A constant as gc prints it (facts.md §4.3).
pub fn constant(u: &Unit, c: &Const, t: Option<Type>) -> String {
    use BasicKind::*;
    let kind = t.and_then(|t| match underlying(t).kind() {
        TypeKind::Basic(k) => Some(*k),
        _ => None,
    });
    let is_rune = |t: Type| match t.kind() {
        TypeKind::Basic(UntypedRune) => true,
        _ => t == escape_types::universe::universe().rune,
    };
    if t.is_some_and(is_rune)
        && let Some(r) = c.to_int().to_i64().and_then(|v| u32::try_from(v).ok()).filter(|&v| v <= 0x10ffff)
    {
        return quote_rune(char::from_u32(r).unwrap_or('\u{fffd}'));
    }
    let c = match kind {
        Some(Float32 | Float64 | UntypedFloat) => c.to_float(),
        Some(Complex64 | Complex128 | UntypedComplex) => c.to_complex(),
        Some(Bool | String | UntypedBool | UntypedString | UnsafePointer) | None => c.clone(),
        Some(_) => c.to_int(),
    };
    let text = match &c {
        Const::String(s) => shortened(s),
        Const::Complex(p) => format!("({} + {}i)", as_float(&p.0), as_float(&p.1)),
        Const::Float(_) => c.to_string(),
        _ if matches!(kind, Some(Float32 | Float64 | UntypedFloat)) => as_float(&c),
        _ => c.to_string(),
    };
    let default = match t.map(|t| unalias(t).kind()) {
        None => true,
        Some(TypeKind::Basic(k)) => {
            matches!(k, Bool | Int | Float64 | Complex128 | String) || t.is_some_and(is_untyped)
        }
        _ => false,
    };
    match t {
        Some(t) if !default => format!("{}({text})", typ(u, t)),
        _ => text,
    }
}

/// A number as Go's `%.6g` writes it.
fn as_float(c: &Const) -> String {
    match c.to_f64() {
        Some(f) if f.is_finite() => format_g(f),
        _ => c.to_string(),
    }
}

fn format_g(f: f64) -> String {
    if f == 0.0 {
        return "0".into();
    }
    let e = format!("{f:.5e}");
    let (mantissa, exp) = e.split_once('e').unwrap_or((&e, "0"));
    let exp: i32 = exp.parse().unwrap_or(0);
    let trim = |s: &str| {
        if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_string() } else { s.to_string() }
    };
    if !(-4..6).contains(&exp) {
        let sign = if exp < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exp.abs());
    }
    trim(&format!("{f:.*}", (5 - exp).max(0) as usize))
}
