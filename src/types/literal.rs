//! Literals: basic, function and composite (specification: "Basic literals", "Function literals", "Composite literals").

use crate::check::{At, Checker};
use crate::constant::Const;
use crate::info::Mode;
use crate::lookup::lookup_field_or_method;
use crate::object::{Obj, ObjKind};
use crate::operand::Operand;
use crate::predicates::{deref, identical, is_non_type_param_interface, is_valid};
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{common_under, underlying};
use escape_syntax::ast::{ExprId, ExprKind, GoVersion, LitKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// Number literals longer than this are refused rather than computed.
const MAX_LITERAL: usize = 10_000;

impl<'a> Checker<'a> {
    /// Checks a number, rune or string literal.
    pub fn basic_lit(&mut self, x: &mut Operand, e: ExprId) {
        let ExprKind::BasicLit { kind, text, bad } = self.ast.exprs[e].kind else { return };
        if bad {
            // Already reported.
            x.invalidate();
            return;
        }
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) {
            self.literal_version(e, kind, &text);
            if text.len() > MAX_LITERAL {
                let head = text.get(..10).unwrap_or_default();
                let text = format!("excessively long constant: {head}... ({} chars)", text.len());
                self.error(e, text);
                x.invalidate();
                return;
            }
        }
        let value = Const::from_literal(kind, &text);
        if value.is_unknown() {
            // What is wrong with a string or a rune, the reader has said; numbers may be too large to represent.
            if !matches!(kind, LitKind::String | LitKind::Rune) {
                self.error(e, format!("malformed constant: {text}"));
            }
            x.invalidate();
            return;
        }
        let typ = match kind {
            LitKind::Int => BasicKind::UntypedInt,
            LitKind::Float => BasicKind::UntypedFloat,
            LitKind::Imag => BasicKind::UntypedComplex,
            LitKind::Rune => BasicKind::UntypedRune,
            LitKind::String => BasicKind::UntypedString,
        };
        *x = Operand {
            mode: Mode::Constant,
            expr: Some(e),
            typ: Some(Type::basic(typ)),
            val: Some(value),
            ..Operand::new()
        };
        let pos = self.op_pos(e);
        self.overflow(x, pos);
    }

    /// Forms of number literals that came with go1.13.
    fn literal_version(&mut self, e: ExprId, kind: LitKind, text: &str) {
        let since = GoVersion::go1(13);
        if text.len() <= 2 || self.allow_version(since) {
            return;
        }
        let radix = text.as_bytes()[1].to_ascii_lowercase();
        let what = if text.contains('_') {
            "underscore in numeric literal"
        } else if !text.starts_with('0') {
            return;
        } else if radix == b'b' {
            "binary literal"
        } else if radix == b'o' {
            "0o/0O-style octal literal"
        } else if kind != LitKind::Int && radix == b'x' {
            "hexadecimal floating-point literal"
        } else {
            return;
        };
        self.version_error(e, since, what);
    }

    /// Checks a function literal; its body waits until the enclosing statement is done.
    pub fn func_lit(&mut self, x: &mut Operand, e: ExprId) {
        let ast = self.ast;
        let ExprKind::FuncLit { typ, body } = &ast.exprs[e].kind else { return };
        let sig = self.typ(*typ);
        if !matches!(sig.kind(), TypeKind::Signature(_)) {
            x.invalidate();
            return;
        }
        if !self.ignore_bodies {
            let (decl, iota) = (self.env.decl, self.env.iota.clone());
            self.later(move |c| c.func_body(decl, "<function literal>", sig, body, iota));
        }
        x.mode = Mode::Value;
        x.typ = Some(sig);
    }

    /// Checks a composite literal; `hint` is the element type of the enclosing literal when the type is elided.
    pub fn composite_lit(&mut self, x: &mut Operand, e: ExprId, hint: Option<Type>) {
        let ast = self.ast;
        let ExprKind::CompositeLit { typ: written, elems, rbrace } = &ast.exprs[e].kind else { return };
        let mut typ;
        let mut base;
        // `[...]T`: the element type; the array type is made when the length is known.
        let mut open_array = None;
        match (*written, hint) {
            (Some(w), _) => match ast.exprs[w].kind {
                ExprKind::ArrayType { len: None, elem } => {
                    open_array = Some(self.var_type(elem));
                    typ = Type::INVALID;
                    base = typ;
                }
                _ => {
                    typ = self.typ(w);
                    base = typ;
                }
            },
            (None, Some(hint)) => {
                typ = hint;
                base = hint;
                // `&T` may be elided, too.
                if let Ok(u) = common_under(base)
                    && let (b, true) = deref(u)
                {
                    base = b;
                }
            }
            (None, None) => {
                self.error(e, "missing type in composite literal");
                typ = Type::INVALID;
                base = typ;
            }
        }
        if let Some(elem) = open_array {
            let len = self.indexed_elems(elems, elem, -1);
            typ = Type::new(TypeKind::Array { elem, len });
            if let Some(w) = *written {
                self.record_type_and_value(w, Mode::Type, typ, None);
            }
            x.mode = Mode::Value;
            x.typ = Some(typ);
            return;
        }
        if !self.is_complete(base) {
            x.invalidate();
            return;
        }
        let common = common_under(base);
        match common.as_ref().map(|u| u.kind()) {
            Ok(TypeKind::Struct(s)) => {
                if let Some(&first) = elems.first() {
                    if matches!(ast.exprs[first].kind, ExprKind::KeyValue { .. }) {
                        let utyp = common.unwrap_or(Type::INVALID);
                        self.struct_lit_by_name(x, elems, base, utyp);
                    } else {
                        self.struct_lit_by_place(x, elems, base, &s.fields, *rbrace);
                    }
                }
            }
            Ok(TypeKind::Array { elem, len }) => {
                self.indexed_elems(elems, *elem, *len);
            }
            Ok(TypeKind::Slice(elem)) => {
                self.indexed_elems(elems, *elem, -1);
            }
            Ok(TypeKind::Map { key, elem }) => self.map_lit(x, elems, *key, *elem),
            other => {
                let valid = other.map_or(true, |_| common.as_ref().is_ok_and(|&u| is_valid(u)));
                for &el in elems {
                    match ast.exprs[el].kind {
                        // A key may be a field name: it means nothing without the type.
                        ExprKind::KeyValue { value, .. } => self.use_exprs(&[value]),
                        _ => self.use_exprs(&[el]),
                    };
                }
                if valid {
                    let element = if written.is_none() && hint.is_some() { " element" } else { "" };
                    let cause = if common.is_err() { " (no common underlying type)" } else { "" };
                    let text = format!("invalid composite literal{element} type {}{cause}", self.type_string(typ));
                    self.error(e, text);
                    x.invalidate();
                    return;
                }
            }
        }
        x.mode = Mode::Value;
        x.typ = Some(typ);
    }

    /// `T{f: v, …}`
    fn struct_lit_by_name(&mut self, x: &mut Operand, elems: &[ExprId], base: Type, utyp: Type) {
        let ast = self.ast;
        let mut seen: Vec<(Vec<usize>, Obj)> = Vec::new();
        for &el in elems {
            let ExprKind::KeyValue { key, value } = ast.exprs[el].kind else {
                self.error(el, "mixture of field:value and value elements in struct literal");
                continue;
            };
            self.generic_expr(x, value, None);
            let Some(name) = ast.name(key) else {
                let text = format!("invalid field name {} in struct literal", self.expr_string(key));
                self.error(el, text);
                continue;
            };
            let found = lookup_field_or_method(utyp, false, Some(self.pkg), name, false);
            let Some(obj) = found.obj else {
                let alt = lookup_field_or_method(utyp, false, Some(self.pkg), name, true).obj;
                let text = self.lookup_error(base, name, alt, true);
                self.error(key, text);
                continue;
            };
            if !matches!(obj.data().kind, ObjKind::Var { .. }) {
                let text = format!("{} is not a field", self.expr_string(key));
                self.error(key, text);
                continue;
            }
            if found.index.len() > 1 {
                let path = field_path(utyp, &found.index);
                let what = format!("use of promoted field {path} in struct literal of type {}", self.type_string(base));
                if !self.verify_version(key, GoVersion::go1(27), &what) {
                    continue;
                }
            }
            if found.indirect {
                let text = format!("invalid implicit pointer indirection to reach {}", self.expr_string(key));
                self.error(key, text);
                continue;
            }
            self.record_use(key, obj);
            self.assignment(x, Some(obj.typ()), "struct literal");
            // A field may be given once, and not together with a field it is embedded in.
            let clash = seen.iter().find(|(path, _)| {
                let n = path.len().min(found.index.len());
                path[..n] == found.index[..n]
            });
            if let Some((path, alt)) = clash {
                let (name, alt_name) = (obj.name(), alt.name());
                let text = match path.len().cmp(&found.index.len()) {
                    std::cmp::Ordering::Equal => format!("duplicate field name {name} in struct literal"),
                    std::cmp::Ordering::Less => {
                        format!("cannot specify promoted field {name} and enclosing embedded field {alt_name}")
                    }
                    std::cmp::Ordering::Greater => {
                        format!("cannot specify embedded field {name} and enclosed promoted field {alt_name}")
                    }
                };
                self.error(el, text);
            } else {
                seen.push((found.index, obj));
            }
        }
    }

    /// `T{v, …}`
    fn struct_lit_by_place(
        &mut self,
        x: &mut Operand,
        elems: &[ExprId],
        base: Type,
        fields: &[Obj],
        rbrace: escape_source::Pos,
    ) {
        let pkg = self.pkg;
        let hidden = |f: Obj| !f.is_exported() && f.pkg() != Some(pkg);
        for (i, &el) in elems.iter().enumerate() {
            if matches!(self.ast.exprs[el].kind, ExprKind::KeyValue { .. }) {
                self.error(el, "mixture of field:value and value elements in struct literal");
                continue;
            }
            self.generic_expr(x, el, None);
            let Some(&field) = fields.get(i) else {
                let text = format!("too many values in struct literal of type {}", self.type_string(base));
                self.error(&*x, text);
                break;
            };
            if hidden(field) {
                let text = format!(
                    "implicit assignment to unexported field {} in struct literal of type {}",
                    field.name(),
                    self.type_string(base)
                );
                self.error(&*x, text);
                continue;
            }
            self.assignment(x, Some(field.typ()), "struct literal");
        }
        if elems.len() < fields.len() {
            let hint = if fields.iter().any(|&f| hidden(f)) {
                " (type has unexported fields - use key:value pairs)"
            } else {
                ""
            };
            let text = format!("too few values in struct literal of type {}{hint}", self.type_string(base));
            self.error(At::Pos(rbrace), text);
        }
    }

    fn map_lit(&mut self, x: &mut Operand, elems: &[ExprId], key: Type, elem: Type) {
        let by_type = is_non_type_param_interface(key);
        let mut seen: FxHashMap<crate::constant_key::ConstKey, Vec<Type>> = FxHashMap::default();
        for &el in elems {
            let ExprKind::KeyValue { key: k, value: v } = self.ast.exprs[el].kind else {
                self.error(el, "missing key in map literal");
                continue;
            };
            self.generic_expr(x, k, Some(key));
            self.assignment(x, Some(key), "map literal");
            if x.is_invalid() {
                continue;
            }
            if x.mode == Mode::Constant
                && let Some(value) = &x.val
            {
                let types = seen.entry(value.key()).or_default();
                let duplicate = if by_type { types.iter().any(|&t| identical(t, x.ty())) } else { !types.is_empty() };
                types.push(x.ty());
                if duplicate {
                    let text = format!("duplicate key {value} in map literal");
                    self.error(&*x, text);
                    continue;
                }
            }
            self.generic_expr(x, v, Some(elem));
            self.assignment(x, Some(elem), "map literal");
        }
    }

    /// Checks the elements of an array (`len` ≥ 0) or slice literal; gives the length they need.
    fn indexed_elems(&mut self, elems: &[ExprId], typ: Type, len: i64) -> i64 {
        let mut seen: FxHashSet<i64> = FxHashSet::default();
        let (mut index, mut max) = (0i64, 0i64);
        for &el in elems {
            let mut valid = false;
            let mut value = el;
            if let ExprKind::KeyValue { key, value: v } = self.ast.exprs[el].kind {
                value = v;
                let (t, i) = self.index(key, len);
                if is_valid(t) {
                    if i >= 0 {
                        index = i;
                        valid = true;
                    } else {
                        let text = format!("index {} must be integer constant", self.expr_string(key));
                        self.error(el, text);
                    }
                }
            } else if len >= 0 && index >= len {
                self.error(el, format!("index {index} is out of bounds (>= {len})"));
            } else {
                valid = true;
            }
            if valid && !seen.insert(index) {
                self.error(el, format!("duplicate index {index} in array or slice literal"));
            }
            index = index.saturating_add(1);
            max = max.max(index);
            let mut x = Operand::new();
            self.generic_expr(&mut x, value, Some(typ));
            self.assignment(&mut x, Some(typ), "array or slice literal");
        }
        max
    }
}

/// `A.B.c` for the field that a path of indices leads to.
fn field_path(mut t: Type, index: &[usize]) -> String {
    let mut path = String::new();
    for &i in index {
        let (base, _) = deref(t);
        let TypeKind::Struct(s) = underlying(base).kind() else { break };
        let Some(&f) = s.fields.get(i) else { break };
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&f.name());
        t = f.typ();
    }
    path
}
