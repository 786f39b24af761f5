//! Range clauses: over integers, functions and everything else (specification: "For statements with range clause").

use crate::check::Checker;
use crate::constant::Const;
use crate::info::Mode;
use crate::object::VarKind;
use crate::operand::Operand;
use crate::predicates::{identical, is_boolean, is_integer, is_string, is_valid};
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{Cause, common_under, common_under_if, underlying};
use crate::universe::universe;
use escape_source::intern;
use escape_syntax::ast::{Block, ChanDir, ExprId, GoVersion, StmtId};

/// Key and value of an iteration; `None` where the clause permits no variable.
type KeyValue = (Option<Type>, Option<Type>);

/// The array, if the type is one or a pointer to one; else the type.
fn array_ptr_deref(t: Type) -> Type {
    if let TypeKind::Pointer(base) = t.kind()
        && matches!(underlying(*base).kind(), TypeKind::Array { .. })
    {
        return underlying(*base);
    }
    t
}

/// The key and value types of an iteration over values of that type. For the lower rooms: types are known to be fine.
pub fn range_key_value(t: Type) -> KeyValue {
    range_types(t, &|_| true, &|_| String::new()).unwrap_or((None, None))
}

fn range_types(
    orig: Type,
    allow: &dyn Fn(GoVersion) -> bool,
    string: &dyn Fn(Type) -> String,
) -> Result<KeyValue, String> {
    let no_send_only = |pair: Option<(Type, Type)>| match pair.map(|(t, u)| (t, u.kind())) {
        Some((t, TypeKind::Chan { dir: ChanDir::Send, .. })) => {
            Some(Cause::new("receive from send-only channel %s", &[t]))
        }
        _ => None,
    };
    let u = common_under_if(orig, no_send_only).map_err(|why| why.format(string))?;
    let int = Some(Type::basic(BasicKind::Int));
    let bad = |why: &str| Err(format!("func must be func(yield func(...) bool): {why}"));
    match array_ptr_deref(u).kind() {
        TypeKind::Basic(_) if is_string(u) => Ok((int, Some(universe().rune))),
        TypeKind::Basic(_) if is_integer(u) => {
            if !allow(GoVersion::go1(22)) {
                return Err("requires go1.22 or later".into());
            }
            Ok((Some(orig), None))
        }
        TypeKind::Array { elem, .. } | TypeKind::Slice(elem) => Ok((int, Some(*elem))),
        TypeKind::Map { key, elem } => Ok((Some(*key), Some(*elem))),
        TypeKind::Chan { elem, .. } => Ok((Some(*elem), None)),
        TypeKind::Signature(sig) => {
            if !allow(GoVersion::go1(23)) {
                return Err("requires go1.23 or later".into());
            }
            if sig.params().len() != 1 {
                return bad("wrong argument count");
            }
            if !sig.results().is_empty() {
                return bad("unexpected results");
            }
            let yield_type = match common_under(sig.params()[0].typ()) {
                Ok(t) => t,
                Err(why) => return bad(&format!("in yield type, {}", why.format(string))),
            };
            let TypeKind::Signature(cb) = yield_type.kind() else { return bad("argument is not func") };
            if cb.params().len() > 2 {
                return bad("yield func has too many parameters");
            }
            let result = match cb.results() {
                [r] => Some(r.typ()),
                _ => None,
            };
            if !result.is_some_and(|r| identical(r, Type::basic(BasicKind::Bool))) {
                if result.is_some_and(is_boolean) {
                    return bad("yield func returns user-defined boolean, not bool");
                }
                return bad("yield func does not return bool");
            }
            if cb.variadic() {
                return Err(format!("yield func of type {} cannot be variadic", string(yield_type)));
            }
            Ok((cb.params().first().map(|p| p.typ()), cb.params().get(1).map(|p| p.typ())))
        }
        _ => Err(String::new()),
    }
}

impl<'a> Checker<'a> {
    pub(crate) fn range_stmt(
        &mut self,
        id: StmtId,
        lhs: &'a [ExprId],
        define: bool,
        range_expr: ExprId,
        body: &'a Block,
    ) {
        let mut x = Operand::new();
        self.env.has_call_or_recv = false;
        self.expr(None, &mut x, range_expr);
        let (key_expr, value_expr) = (lhs.first().copied(), lhs.get(1).copied());

        // Only the length matters: it is a constant unless evaluating the array has effects.
        if !x.is_invalid()
            && value_expr.is_none()
            && !self.env.has_call_or_recv
            && let TypeKind::Array { len, .. } = array_ptr_deref(underlying(x.ty())).kind()
        {
            let mut c = Operand::new();
            c.mode = Mode::Constant;
            c.expr = Some(self.ast.unparen(range_expr));
            c.typ = Some(Type::basic(BasicKind::Int));
            c.val = Some(Const::Int(*len));
            self.record(&c);
        }

        let (mut key, mut value) = (None, None);
        if !x.is_invalid() {
            let found = {
                let c = &*self;
                range_types(x.ty(), &|v| c.allow_version(v), &|t| c.type_string(t))
            };
            let s = |c: &Self| c.operand_string(&x);
            match found {
                Err(why) => {
                    let s = s(self);
                    let why = if why.is_empty() { why } else { format!(": {why}") };
                    self.soft_error(&x, format!("cannot range over {s}{why}"));
                    (key, value) = (Some(Type::INVALID), Some(Type::INVALID));
                }
                Ok((k, v)) => {
                    if let (None, Some(at)) = (k, key_expr) {
                        let s = s(self);
                        self.soft_error(at, format!("range over {s} permits no iteration variables"));
                    } else if let (None, Some(at)) = (v, value_expr) {
                        let s = s(self);
                        self.soft_error(at, format!("range over {s} permits only one iteration variable"));
                    } else if let Some(&extra) = lhs.get(2) {
                        self.soft_error(extra, "range clause permits at most two iteration variables");
                    }
                    (key, value) = (k, v);
                }
            }
        }

        self.open_scope();
        let over_int = is_integer(x.ty());
        let pairs = [(key_expr, key), (value_expr, value)];
        if define {
            let mut vars = Vec::new();
            for (lhs, typ) in pairs {
                let Some(lhs) = lhs else { continue };
                let pos = self.ast.pos(lhs);
                let obj = match self.ast.name(lhs) {
                    Some(name) => {
                        let obj = self.new_object(
                            crate::object::ObjKind::Var { kind: VarKind::Local, embedded: false, origin: None },
                            lhs,
                        );
                        self.info.defs[lhs] = Some(obj);
                        if name.as_str() != "_" {
                            vars.push(obj);
                        }
                        obj
                    }
                    None => {
                        let s = self.expr_string(lhs);
                        self.error(lhs, format!("invalid syntax tree: cannot declare {s}"));
                        self.new_var(VarKind::Local, pos, intern("_"), Type::INVALID)
                    }
                };
                let Some(typ) = typ.filter(|&t| is_valid(t)) else {
                    obj.set_type(Type::INVALID);
                    self.used_vars.insert(obj);
                    continue;
                };
                if over_int {
                    self.init_var(obj, &mut x, "range clause");
                } else {
                    let mut y = iteration_value(lhs, typ);
                    self.init_var(obj, &mut y, "assignment");
                }
            }
            if vars.is_empty() {
                self.error(id, "no new variables on left side of :=");
            }
            for obj in vars {
                self.declare(self.env.scope, None, obj);
            }
        } else if key_expr.is_some() {
            for (lhs, typ) in pairs {
                let (Some(lhs), Some(typ)) = (lhs, typ.filter(|&t| is_valid(t))) else { continue };
                if over_int {
                    self.assign_var(lhs, None, Some(&mut x), "range clause");
                    if !x.is_invalid() && !is_integer(x.ty()) {
                        let s = self.type_string(x.ty());
                        self.soft_error(lhs, format!("cannot use iteration variable of type {s}"));
                    }
                } else {
                    let mut y = iteration_value(lhs, typ);
                    self.assign_var(lhs, None, Some(&mut y), "assignment");
                }
            }
        } else if over_int {
            self.assignment(&mut x, None, "range clause");
        }
        self.body(body);
        self.close_scope();
    }
}

/// What an iteration variable is given: there is no better expression for it than the variable itself.
fn iteration_value(lhs: ExprId, typ: Type) -> Operand {
    let mut y = Operand::new();
    y.mode = Mode::Value;
    y.expr = Some(lhs);
    y.typ = Some(typ);
    y
}
