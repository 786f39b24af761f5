//! Index and slice expressions (specification: "Index expressions", "Slice expressions").

use crate::check::{At, Checker};
use crate::constant::Const;
use crate::info::Mode;
use crate::operand::Operand;
use crate::predicates::{all_integer, identical, is_string, is_type_param, is_untyped, is_valid};
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{all, under_is, underlying};
use crate::universe::universe;
use escape_syntax::ast::{ExprId, ExprKind};

/// What indexing a value of some underlying type gives.
struct Indexed {
    /// For maps only.
    key: Option<Type>,
    elem: Type,
    /// Of arrays and constant strings.
    len: Option<i64>,
    mode: Mode,
}

impl<'a> Checker<'a> {
    /// Checks `x[…]`. Returns true when it instantiates a generic function, which the caller goes on with; `x` is then the
    /// function.
    pub fn index_expr(&mut self, x: &mut Operand, e: ExprId) -> bool {
        let ast = self.ast;
        let ExprKind::Index { x: base, indices } = &ast.exprs[e].kind else { return false };
        self.expr_or_type(x, *base, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(indices);
                return false;
            }
            Mode::Type => {
                x.invalidate();
                let t = self.var_type(e);
                x.typ = Some(t);
                if is_valid(t) {
                    x.mode = Mode::Type;
                }
                return false;
            }
            Mode::Value => {
                if let TypeKind::Signature(sig) = underlying(x.ty()).kind()
                    && !sig.tparams().is_empty()
                {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if x.is_invalid() {
            return false;
        }
        if !self.is_indexable_now(x.ty()) {
            x.invalidate();
            return false;
        }
        let addressable = x.mode == Mode::Variable;
        let indexed = if is_type_param(x.ty()) {
            self.indexed_type_param(x, addressable)
        } else {
            let constant_len = match (&x.val, x.mode) {
                (Some(v), Mode::Constant) => v.string_len(),
                _ => None,
            };
            indexed(underlying(x.ty()), addressable).map(|i| Indexed { len: i.len.or(constant_len), ..i })
        };
        let Some(indexed) = indexed else {
            let text = format!("cannot index {}", self.operand_string(x));
            self.error(ast.pos(e), text);
            self.use_exprs(indices);
            x.invalidate();
            return false;
        };
        let Some(index) = self.single_index(indices) else {
            x.invalidate();
            return false;
        };
        x.mode = indexed.mode;
        x.typ = Some(indexed.elem);
        match indexed.key {
            Some(key) => {
                let mut k = Operand::new();
                self.generic_expr(&mut k, index, None);
                self.assignment(&mut k, Some(key), "map index");
                x.expr = Some(e);
            }
            None => {
                self.index(index, indexed.len.unwrap_or(-1));
            }
        }
        false
    }

    /// Whether the types that indexing looks into are complete (they may be under construction in invalid recursive types).
    fn is_indexable_now(&mut self, t: Type) -> bool {
        if !self.is_complete(t) {
            return false;
        }
        match underlying(t).kind() {
            TypeKind::Pointer(base) => self.is_complete(*base),
            TypeKind::Map { elem, .. } => self.is_complete(*elem),
            _ => true,
        }
    }

    /// All types of the type set must agree in key and element type.
    fn indexed_type_param(&mut self, x: &Operand, addressable: bool) -> Option<Indexed> {
        let mut result: Option<Indexed> = None;
        let agrees = under_is(x.ty(), |u| {
            let Some(i) = u.and_then(|u| indexed(u, addressable)) else { return false };
            match &mut result {
                None => result = Some(i),
                Some(r) => {
                    let same_key = match (r.key, i.key) {
                        (None, None) => true,
                        (Some(a), Some(b)) => identical(a, b),
                        _ => false,
                    };
                    if !same_key || !identical(r.elem, i.elem) {
                        return false;
                    }
                    if let (Some(a), Some(b)) = (r.len, i.len) {
                        r.len = Some(a.min(b));
                    }
                    if i.mode == Mode::Value {
                        r.mode = Mode::Value;
                    }
                }
            }
            true
        });
        result.filter(|_| agrees)
    }

    /// Checks `x[lo:hi:max]`.
    pub fn slice_expr(&mut self, x: &mut Operand, e: ExprId) {
        let ast = self.ast;
        let ExprKind::Slice { x: base, lo, hi, max, full } = ast.exprs[e].kind else { return };
        let indices = [lo, hi, max];
        self.expr(None, x, base);
        if x.is_invalid() {
            for i in indices.into_iter().flatten() {
                self.use_exprs(&[i]);
            }
            return;
        }
        let Some(common) = self.common_sliced(x) else {
            x.invalidate();
            return;
        };
        if let TypeKind::Pointer(p) = underlying(x.ty()).kind()
            && !self.is_complete(*p)
        {
            x.invalidate();
            return;
        }
        let mut len = None;
        let valid = match common.kind() {
            TypeKind::Basic(_) if is_string(common) => {
                if full {
                    let at = max.map_or(At::Expr(e), At::Expr);
                    self.error(at, "invalid operation: 3-index slice of string");
                    x.invalidate();
                    return;
                }
                if x.mode == Mode::Constant {
                    len = x.val.as_ref().and_then(Const::string_len);
                }
                if is_untyped(x.ty()) {
                    x.typ = Some(Type::basic(BasicKind::String));
                }
                true
            }
            TypeKind::Array { elem, len: n } => {
                if x.mode != Mode::Variable {
                    let text = format!("cannot slice unaddressable value {}", self.operand_string(x));
                    self.error(&*x, text);
                    x.invalidate();
                    return;
                }
                len = Some(*n).filter(|&n| n >= 0);
                x.typ = Some(Type::slice(*elem));
                true
            }
            TypeKind::Pointer(p) => match underlying(*p).kind() {
                TypeKind::Array { elem, len: n } => {
                    len = Some(*n).filter(|&n| n >= 0);
                    x.typ = Some(Type::slice(*elem));
                    true
                }
                _ => false,
            },
            TypeKind::Slice(_) => true,
            _ => false,
        };
        if !valid {
            let text = format!("cannot slice {}", self.operand_string(x));
            self.error(&*x, text);
            x.invalidate();
            return;
        }
        x.mode = Mode::Value;
        let mut values = [None; 3];
        for (i, index) in indices.into_iter().enumerate() {
            values[i] = match index {
                Some(index) => {
                    let (_, v) = self.index(index, len.map_or(-1, |n| n + 1));
                    Some(v).filter(|&v| v >= 0)
                }
                None if i == 0 => Some(0),
                None => len,
            };
        }
        // Constant indices must not decrease; one error is enough.
        for i in 0..2 {
            let Some(low) = values[i].filter(|&v| v > 0) else { continue };
            for j in i + 1..3 {
                if let Some(high) = values[j].filter(|&v| v < low)
                    && let Some(at) = indices[j]
                {
                    return self.error(at, format!("invalid slice indices: {high} < {low}"));
                }
            }
        }
    }

    /// The underlying type that all types of the operand's type set share, strings and byte slices counting as strings. Reports
    /// an error when there is none.
    fn common_sliced(&mut self, x: &Operand) -> Option<Type> {
        enum Trouble {
            NoSpecific,
            Different(Type, Type),
        }
        let mut common: Option<(Type, Type)> = None;
        let mut has_string = false;
        let mut trouble = None;
        all(x.ty(), |entry| {
            let Some((t, mut u)) = entry else {
                trouble = Some(Trouble::NoSpecific);
                return false;
            };
            if is_string(u) {
                u = Type::slice(universe().byte);
                has_string = true;
            }
            match common {
                None => common = Some((t, u)),
                Some((ct, cu)) if !identical(cu, u) => {
                    trouble = Some(Trouble::Different(ct, t));
                    return false;
                }
                _ => {}
            }
            true
        });
        match trouble {
            Some(Trouble::NoSpecific) => {
                let text = format!(
                    "cannot slice {}: no specific type in {}",
                    self.operand_string(x),
                    self.type_string(x.ty())
                );
                self.error(x, text);
                return None;
            }
            Some(Trouble::Different(a, b)) => {
                let text = format!(
                    "cannot slice {}: {} and {} have different underlying types",
                    self.operand_string(x),
                    self.type_string(a),
                    self.type_string(b)
                );
                self.error(x, text);
                return None;
            }
            None => {}
        }
        if has_string {
            // An untyped string stays one.
            return Some(if is_type_param(x.ty()) { Type::basic(BasicKind::String) } else { underlying(x.ty()) });
        }
        common.map(|(_, u)| u)
    }

    /// The only index; more than one is reported and the first is used.
    pub fn single_index(&mut self, indices: &[ExprId]) -> Option<ExprId> {
        if let Some(&second) = indices.get(1) {
            self.error(second, "invalid operation: more than one index");
        }
        indices.first().copied()
    }

    /// Checks an index; `max` ≥ 0 is one more than the largest allowed. Gives its type, and its value when constant (else −1).
    pub fn index(&mut self, index: ExprId, max: i64) -> (Type, i64) {
        let mut x = Operand::new();
        self.expr(None, &mut x, index);
        if !self.is_valid_index(&mut x, "index", false) {
            return (Type::INVALID, -1);
        }
        if x.mode != Mode::Constant {
            return (x.ty(), -1);
        }
        let Some(v) = x.val.as_ref().and_then(|v| v.to_i64()) else { return (Type::INVALID, -1) };
        if max >= 0 && v >= max {
            self.error(&x, format!("invalid argument: index {v} out of bounds [0:{max}]"));
            return (Type::INVALID, -1);
        }
        (x.ty(), v)
    }

    /// Whether the operand can be an index, length or capacity; `what` names it in errors.
    pub fn is_valid_index(&mut self, x: &mut Operand, what: &str, allow_negative: bool) -> bool {
        if x.is_invalid() {
            return false;
        }
        let int = Type::basic(BasicKind::Int);
        self.convert_untyped(x, int);
        if x.is_invalid() {
            return false;
        }
        if !all_integer(x.ty()) {
            let text = format!("invalid argument: {what} {} must be integer", self.operand_string(x));
            self.error(&*x, text);
            return false;
        }
        if x.mode == Mode::Constant {
            let Some(v) = x.val.clone() else { return false };
            if !allow_negative && v.sign() < 0 {
                let text = format!("invalid argument: {what} {} must not be negative", self.operand_string(x));
                self.error(&*x, text);
                return false;
            }
            if !v.is_unknown() && v.to_i64().is_none() {
                let text = format!("invalid argument: {what} {} overflows int", self.operand_string(x));
                self.error(&*x, text);
                return false;
            }
        }
        true
    }
}

/// What indexing gives, by underlying type.
fn indexed(u: Type, addressable: bool) -> Option<Indexed> {
    let array_mode = if addressable { Mode::Variable } else { Mode::Value };
    Some(match u.kind() {
        TypeKind::Basic(_) if is_string(u) => {
            Indexed { key: None, elem: universe().byte, len: None, mode: Mode::Value }
        }
        TypeKind::Array { elem, len } => {
            Indexed { key: None, elem: *elem, len: Some(*len).filter(|&n| n >= 0), mode: array_mode }
        }
        TypeKind::Pointer(base) => match underlying(*base).kind() {
            TypeKind::Array { elem, len } => {
                Indexed { key: None, elem: *elem, len: Some(*len).filter(|&n| n >= 0), mode: Mode::Variable }
            }
            _ => return None,
        },
        TypeKind::Slice(elem) => Indexed { key: None, elem: *elem, len: None, mode: Mode::Variable },
        TypeKind::Map { key, elem } => Indexed { key: Some(*key), elem: *elem, len: None, mode: Mode::MapIndex },
        _ => return None,
    })
}
