//! Calls of predeclared functions (specification: "Built-in functions"); those of package unsafe are in `builtin_unsafe.rs`.
//!
//! Each is a method that takes the checked arguments and makes `x` the call's result; `None` means that an error was reported and the
//! call has no result. The function's signature at this call is recorded for later rooms.

use crate::check::Checker;
use crate::constant::Const;
use crate::info::Mode;
use crate::object::{BuiltinId, Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::predicates::{
    all_ordered, all_string, basic_kind, default_type, identical, is_numeric, is_string, is_type_param, is_untyped,
    is_valid,
};
use crate::ty::{BasicKind, Interface, Signature, Term, Type, TypeKind};
use crate::under::{Cause, all, common_under_if, terms_are, unalias, under_is, underlying};
use crate::universe::universe;
use escape_source::{Pos, intern};
use escape_syntax::ast::{BinaryOp, ChanDir, ExprId, ExprKind, GoVersion};

/// A call of a predeclared function.
#[derive(Copy, Clone)]
pub struct BuiltinCall<'a> {
    pub id: BuiltinId,
    pub call: ExprId,
    pub fun: ExprId,
    pub args: &'a [ExprId],
    pub has_dots: bool,
}

/// The least number of arguments, and whether more are allowed.
fn arity(id: BuiltinId) -> (usize, bool) {
    match id {
        BuiltinId::Print | BuiltinId::Println => (0, true),
        BuiltinId::Recover => (0, false),
        BuiltinId::Append | BuiltinId::Make | BuiltinId::Max | BuiltinId::Min => (1, true),
        BuiltinId::Complex
        | BuiltinId::Copy
        | BuiltinId::Delete
        | BuiltinId::Add
        | BuiltinId::Slice
        | BuiltinId::String => (2, false),
        BuiltinId::Cap
        | BuiltinId::Clear
        | BuiltinId::Close
        | BuiltinId::Imag
        | BuiltinId::Len
        | BuiltinId::New
        | BuiltinId::Panic
        | BuiltinId::Real
        | BuiltinId::Alignof
        | BuiltinId::Offsetof
        | BuiltinId::Sizeof
        | BuiltinId::SliceData
        | BuiltinId::StringData => (1, false),
    }
}

impl<'a> Checker<'a> {
    /// Checks the call of a predeclared function; false when there is no valid result.
    pub fn builtin(&mut self, x: &mut Operand, call: ExprId, id: BuiltinId) -> bool {
        let ast = self.ast;
        let ExprKind::Call { fun, args, has_dots } = &ast.exprs[call].kind else { return false };
        let c = BuiltinCall { id, call, fun: *fun, args, has_dots: *has_dots };
        let name = id.name();
        let (least, variadic) = arity(id);
        if c.has_dots && id != BuiltinId::Append {
            self.error(call, format!("invalid operation: invalid use of ... with built-in {name}"));
            self.use_exprs(args);
            return false;
        }
        let saved = self.env.has_call_or_recv;
        let measures = matches!(id, BuiltinId::Len | BuiltinId::Cap);
        if measures {
            // len of an array is constant unless its operand calls or receives.
            self.env.has_call_or_recv = false;
        }
        let ok = self.builtin_arguments(x, c, name, least, variadic);
        // It is the argument no more.
        x.label = None;
        if measures {
            self.env.has_call_or_recv = saved;
        }
        ok
    }

    fn builtin_arguments(
        &mut self,
        x: &mut Operand,
        c: BuiltinCall<'a>,
        name: &str,
        least: usize,
        variadic: bool,
    ) -> bool {
        let mut args = Vec::new();
        let mut count = c.args.len();
        if !matches!(c.id, BuiltinId::Make | BuiltinId::New | BuiltinId::Offsetof) {
            args = self.expr_list(c.args);
            count = args.len();
            if args.iter().any(Operand::is_invalid) {
                return false;
            }
            if let Some(first) = args.first() {
                *x = first.clone();
            }
        }
        let fault = if count < least {
            "not enough"
        } else if !variadic && count > least {
            "too many"
        } else {
            return self.builtin_by_id(x, c, &mut args, name).is_some();
        };
        let text = format!(
            "invalid operation: {fault} arguments for {} (expected {least}, found {count})",
            self.expr_string(c.call)
        );
        self.error(c.call, text);
        false
    }

    fn builtin_by_id(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand], name: &str) -> Option<()> {
        match c.id {
            BuiltinId::Append => self.builtin_append(x, c, args),
            BuiltinId::Cap | BuiltinId::Len => self.builtin_len(x, c, name),
            BuiltinId::Clear => self.builtin_clear(x, c),
            BuiltinId::Close => self.builtin_close(x, c),
            BuiltinId::Complex => self.builtin_complex(x, c, args),
            BuiltinId::Copy => self.builtin_copy(x, c, args),
            BuiltinId::Delete => self.builtin_delete(x, c, args),
            BuiltinId::Imag | BuiltinId::Real => self.builtin_part(x, c, name),
            BuiltinId::Make => self.builtin_make(x, c),
            BuiltinId::Max | BuiltinId::Min => self.builtin_extreme(x, c, args, name),
            BuiltinId::New => self.builtin_new(x, c),
            BuiltinId::Panic => self.builtin_panic(x, c),
            BuiltinId::Print | BuiltinId::Println => self.builtin_print(x, c, args, name),
            BuiltinId::Recover => {
                let any = universe().empty_interface;
                self.builtin_result(x, c, Some(any), &[]);
                Some(())
            }
            _ => self.builtin_unsafe(x, c, args),
        }
    }

    /// Makes `x` the call's result and records the signature; no result type: a statement.
    pub fn builtin_result(&mut self, x: &mut Operand, c: BuiltinCall<'a>, result: Option<Type>, params: &[Type]) {
        x.mode = if result.is_some() { Mode::Value } else { Mode::NoValue };
        x.val = None;
        if result.is_some() {
            x.typ = result;
        }
        let sig = make_signature(result, params, false);
        self.record_builtin_type(c.fun, sig);
    }

    /// The element type that all slices of the operand's type set share.
    fn slice_elem(&mut self, x: &Operand) -> Result<Type, String> {
        enum Trouble {
            NoSlice,
            Mismatch(Type, Type),
        }
        let mut elem: Option<Type> = None;
        let mut trouble = None;
        under_is(x.ty(), |u| {
            let Some(TypeKind::Slice(e)) = u.map(Type::kind) else {
                trouble = Some(Trouble::NoSlice);
                return false;
            };
            match elem {
                None => elem = Some(*e),
                Some(first) if !identical(first, *e) => {
                    trouble = Some(Trouble::Mismatch(first, *e));
                    return false;
                }
                _ => {}
            }
            true
        });
        match trouble {
            Some(Trouble::NoSlice) if x.mode == Mode::Nil => {
                Err("argument must be a slice; have untyped nil".to_string())
            }
            Some(Trouble::NoSlice) => Err(format!("argument must be a slice; have {}", self.operand_string(x))),
            Some(Trouble::Mismatch(a, b)) => Err(format!(
                "mismatched slice element types {} and {} in {}",
                self.type_string(a),
                self.type_string(b),
                self.operand_string(x)
            )),
            None => Ok(elem.unwrap_or(Type::INVALID)),
        }
    }

    /// Whether all types of `y`'s type set are byte slices or strings; and whether one is a string.
    fn bytes_or_strings(&self, y: &Operand) -> (bool, bool) {
        let mut has_string = false;
        let only = all(y.ty(), |entry| {
            let Some((_, u)) = entry else { return false };
            match u.kind() {
                TypeKind::Slice(e) => identical(*e, universe().byte),
                _ if is_string(u) => {
                    has_string = true;
                    true
                }
                _ => false,
            }
        });
        (only, has_string)
    }

    fn builtin_append(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand]) -> Option<()> {
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error(&*x, format!("invalid append: {why}"));
                return None;
            }
        };
        let slice = x.ty();
        let mut sig = None;
        // append([]byte, string...) is a special case.
        if c.has_dots
            && args.len() == 2
            && self.assignable_to(x, Type::slice(universe().byte), None)
            && self.bytes_or_strings(&args[1]) == (true, true)
        {
            sig = Some(make_signature(Some(slice), &[slice, args[1].ty()], true));
        }
        let sig = match sig {
            Some(sig) => sig,
            None => {
                let sig = make_signature(Some(slice), &[slice, Type::slice(elem)], true);
                self.arguments(c.call, sig, Vec::new(), &[], args.to_vec(), Vec::new());
                sig
            }
        };
        self.record_builtin_type(c.fun, sig);
        x.mode = Mode::Value;
        x.val = None;
        x.typ = Some(slice);
        Some(())
    }

    fn builtin_len(&mut self, x: &mut Operand, c: BuiltinCall<'a>, name: &str) -> Option<()> {
        let is_len = c.id == BuiltinId::Len;
        let int = Type::basic(BasicKind::Int);
        let measurable = |u: Type| match array_behind(u).kind() {
            TypeKind::Basic(_) => is_len && is_string(u),
            TypeKind::Array { .. } | TypeKind::Slice(_) | TypeKind::Chan { .. } => true,
            TypeKind::Map { .. } => is_len,
            _ => false,
        };
        let u = underlying(x.ty());
        let ok = if is_type_param(x.ty()) { under_is(x.ty(), |u| u.is_some_and(measurable)) } else { measurable(u) };
        if !ok {
            if is_valid(u) {
                let text = format!("invalid argument: {} for built-in {name}", self.operand_string(x));
                self.error(&*x, text);
            }
            return None;
        }
        let value = match array_behind(u).kind() {
            _ if is_type_param(x.ty()) => None,
            TypeKind::Basic(_) if x.mode == Mode::Constant => {
                x.val.as_ref().and_then(Const::string_len).map(Const::from)
            }
            TypeKind::Array { len, .. } if !self.env.has_call_or_recv => {
                Some(if *len >= 0 { Const::from(*len) } else { Const::Unknown })
            }
            _ => None,
        };
        let param = x.ty();
        match value {
            Some(v) => {
                x.mode = Mode::Constant;
                x.typ = Some(int);
                x.val = Some(v);
            }
            None => self.builtin_result(x, c, Some(int), &[param]),
        }
        Some(())
    }

    fn builtin_clear(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        self.verify_version(c.fun, GoVersion::go1(21), "clear");
        let ok = under_is(x.ty(), |u| matches!(u.map(Type::kind), Some(TypeKind::Map { .. } | TypeKind::Slice(_))));
        if !ok {
            let text = format!(
                "invalid argument: cannot clear {}: argument must be (or constrained by) map or slice",
                self.operand_string(x)
            );
            self.error(&*x, text);
            return None;
        }
        let param = x.ty();
        self.builtin_result(x, c, None, &[param]);
        Some(())
    }

    fn builtin_close(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        let mut what = "";
        let ok = under_is(x.ty(), |u| match u.map(Type::kind) {
            Some(TypeKind::Chan { dir: ChanDir::Recv, .. }) => {
                what = "receive-only channel";
                false
            }
            Some(TypeKind::Chan { .. }) => true,
            _ => {
                what = "non-channel";
                false
            }
        });
        if !ok {
            let text = format!("invalid operation: cannot close {what} {}", self.operand_string(x));
            self.error(&*x, text);
            return None;
        }
        let param = x.ty();
        self.builtin_result(x, c, None, &[param]);
        Some(())
    }

    fn builtin_complex(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand]) -> Option<()> {
        let [_, y] = args else { return None };
        match (is_untyped(x.ty()), is_untyped(y.ty())) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.ty()),
            (false, true) => self.convert_untyped(y, x.ty()),
            (true, true) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                // Numbers of any untyped kind will do as long as they are real.
                for z in [&mut *x, &mut *y] {
                    if is_numeric(z.ty()) && z.val.as_ref().is_some_and(|v| v.imag().sign() == 0) {
                        z.typ = Some(Type::basic(BasicKind::UntypedFloat));
                    }
                }
            }
            (true, true) => {
                let float = Type::basic(BasicKind::Float64);
                self.convert_untyped(x, float);
                self.convert_untyped(y, float);
            }
        }
        if x.is_invalid() || y.is_invalid() {
            return None;
        }
        if !identical(x.ty(), y.ty()) {
            let text = format!(
                "invalid operation: {} (mismatched types {} and {})",
                self.expr_string(c.call),
                self.type_string(x.ty()),
                self.type_string(y.ty())
            );
            self.error(&*x, text);
            return None;
        }
        let result = self.apply_to_types(x, "complex", |t| match basic_kind(underlying(t))? {
            BasicKind::Float32 => Some(Type::basic(BasicKind::Complex64)),
            BasicKind::Float64 => Some(Type::basic(BasicKind::Complex128)),
            BasicKind::UntypedFloat => Some(Type::basic(BasicKind::UntypedComplex)),
            _ => None,
        });
        let Some(result) = result else {
            let text =
                format!("invalid argument: arguments have type {}, expected floating-point", self.type_string(x.ty()));
            self.error(&*x, text);
            return None;
        };
        if let (Mode::Constant, Mode::Constant, Some(re), Some(im)) = (x.mode, y.mode, &x.val, &y.val) {
            x.val = Some(Const::complex(re.to_float(), im.to_float()));
            x.typ = Some(result);
        } else {
            let param = x.ty();
            self.builtin_result(x, c, Some(result), &[param, param]);
        }
        Some(())
    }

    fn builtin_copy(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand]) -> Option<()> {
        let to = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error(&*x, format!("invalid copy: {why}"));
                return None;
            }
        };
        let y = args.get(1)?.clone();
        let special = self.assignable_to(x, Type::slice(universe().byte), None) && self.bytes_or_strings(&y).0;
        if !special {
            let from = match self.slice_elem(&y) {
                Ok(elem) => elem,
                Err(_) if all_string(y.ty()) => universe().byte,
                Err(why) => {
                    self.error(&y, format!("invalid copy: {why}"));
                    return None;
                }
            };
            if !identical(to, from) {
                let text = format!(
                    "invalid copy: arguments {} and {} have different element types {} and {}",
                    self.operand_string(x),
                    self.operand_string(&y),
                    self.type_string(to),
                    self.type_string(from)
                );
                self.error(&*x, text);
                return None;
            }
        }
        let params = [x.ty(), y.ty()];
        self.builtin_result(x, c, Some(Type::basic(BasicKind::Int)), &params);
        Some(())
    }

    fn builtin_delete(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand]) -> Option<()> {
        let map = x.ty();
        let mut key: Option<Type> = None;
        let mut text = "";
        let ok = under_is(map, |u| {
            let Some(TypeKind::Map { key: k, .. }) = u.map(Type::kind) else {
                text = " is not a map";
                return false;
            };
            if key.is_some_and(|first| !identical(first, *k)) {
                text = " must have identical key types";
                return false;
            }
            key = Some(*k);
            true
        });
        if !ok {
            let subject = if text.starts_with(" is") { "" } else { "maps of " };
            let text = format!("invalid argument: {subject}{}{text}", self.operand_string(x));
            self.error(&*x, text);
            return None;
        }
        *x = args.get(1)?.clone();
        self.assignment(x, key, "argument to delete");
        if x.is_invalid() {
            return None;
        }
        self.builtin_result(x, c, None, &[map, key.unwrap_or(Type::INVALID)]);
        Some(())
    }

    /// real and imag
    fn builtin_part(&mut self, x: &mut Operand, c: BuiltinCall<'a>, name: &str) -> Option<()> {
        if is_untyped(x.ty()) {
            if x.mode == Mode::Constant {
                if is_numeric(x.ty()) {
                    x.typ = Some(Type::basic(BasicKind::UntypedComplex));
                }
            } else {
                self.convert_untyped(x, Type::basic(BasicKind::Complex128));
                if x.is_invalid() {
                    return None;
                }
            }
        }
        let result = self.apply_to_types(x, name, |t| match basic_kind(underlying(t))? {
            BasicKind::Complex64 => Some(Type::basic(BasicKind::Float32)),
            BasicKind::Complex128 => Some(Type::basic(BasicKind::Float64)),
            BasicKind::UntypedComplex => Some(Type::basic(BasicKind::UntypedFloat)),
            _ => None,
        });
        let Some(result) = result else {
            let text =
                format!("invalid argument: argument has type {}, expected complex type", self.type_string(x.ty()));
            self.error(&*x, text);
            return None;
        };
        match (x.mode, &x.val) {
            (Mode::Constant, Some(v)) => {
                x.val = Some(if c.id == BuiltinId::Real { v.real() } else { v.imag() });
                x.typ = Some(result);
            }
            _ => {
                let param = x.ty();
                self.builtin_result(x, c, Some(result), &[param]);
            }
        }
        Some(())
    }

    /// The result of a function from types to types. For a type parameter: a new one whose type set is the image of the
    /// old one's, which gc says is not supported.
    fn apply_to_types(&mut self, x: &Operand, name: &str, f: impl Fn(Type) -> Option<Type>) -> Option<Type> {
        if !is_type_param(x.ty()) {
            return f(x.ty());
        }
        let mut terms = Vec::new();
        let ok = terms_are(x.ty(), |t| match t.and_then(|t| Some((t.tilde, f(t.typ)?))) {
            Some((tilde, typ)) => {
                terms.push(Term { tilde, typ });
                true
            }
            None => false,
        });
        if !ok {
            return None;
        }
        let text = format!(
            "{} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)",
            self.operand_string(x)
        );
        self.soft_error(x, text);
        let TypeKind::TypeParam(p) = unalias(x.ty()).kind() else { return None };
        let union = Type::new(TypeKind::Union(terms));
        let bound = Interface::default();
        let _ = bound.embeddeds.set(vec![(union, Pos::NONE)]);
        let obj = Obj::new(ObjKind::TypeName, p.obj.name(), Some(self.pkg), Pos::NONE, None);
        let result = self.new_type_param(obj, Type::new(TypeKind::Interface(Box::new(bound))));
        if let (TypeKind::TypeParam(new), Some(&i)) = (result.kind(), p.index.get()) {
            let _ = new.index.set(i);
        }
        Some(result)
    }

    fn builtin_make(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        let &first = c.args.first()?;
        let t = self.var_type(first);
        if !is_valid(t) {
            return None;
        }
        let made = common_under_if(t, |entry| match entry.map(|(_, u)| u.kind()) {
            Some(TypeKind::Slice(_) | TypeKind::Map { .. } | TypeKind::Chan { .. }) => None,
            Some(_) => Some(Cause::new("type must be slice, map, or channel", &[])),
            None => Some(Cause::new("no specific type", &[])),
        });
        let least = match made {
            Ok(u) if matches!(u.kind(), TypeKind::Slice(_)) => 2,
            Ok(_) => 1,
            Err(cause) => {
                let why = cause.format(|t| self.type_string(t));
                let text = format!("invalid argument: cannot make {}: {why}", self.expr_string(first));
                self.error(first, text);
                return None;
            }
        };
        let count = c.args.len();
        if count < least || least + 1 < count {
            let text = format!(
                "invalid operation: {} expects {least} or {} arguments; found {count}",
                self.expr_string(c.call),
                least + 1
            );
            self.error(c.call, text);
            return None;
        }
        let mut params = vec![t];
        let mut sizes = Vec::new();
        for &arg in &c.args[1..] {
            let (typ, size) = self.index(arg, -1);
            params.push(typ);
            if size >= 0 {
                sizes.push(size);
            }
        }
        if let [len, cap] = sizes[..]
            && len > cap
        {
            self.error(c.args[1], "invalid argument: length and capacity swapped");
        }
        self.builtin_result(x, c, Some(t), &params);
        Some(())
    }

    /// min and max
    fn builtin_extreme(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &[Operand], name: &str) -> Option<()> {
        self.verify_version(c.fun, GoVersion::go1(21), &format!("built-in {name}"));
        let op = if c.id == BuiltinId::Max { BinaryOp::Gtr } else { BinaryOp::Lss };
        for (i, a) in args.iter().enumerate() {
            if !all_ordered(a.ty()) {
                let text = format!("invalid argument: {} cannot be ordered", self.operand_string(a));
                self.error(a, text);
                return None;
            }
            if i == 0 {
                continue;
            }
            let mut a = a.clone();
            self.match_types(x, &mut a);
            if x.is_invalid() {
                return None;
            }
            if !identical(x.ty(), a.ty()) {
                let of = a.expr.map(|e| self.expr_string(e)).unwrap_or_default();
                let text = format!(
                    "invalid argument: mismatched types {} (previous argument) and {} (type of {of})",
                    self.type_string(x.ty()),
                    self.type_string(a.ty())
                );
                self.error(&a, text);
                return None;
            }
            match (x.mode, a.mode, &x.val, &a.val) {
                (Mode::Constant, Mode::Constant, Some(v), Some(w)) => {
                    if Const::compare(w, op, v) {
                        *x = a;
                    }
                }
                _ => x.mode = Mode::Value,
            }
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            self.assignment(x, Some(universe().empty_interface), &format!("argument to built-in {name}"));
            if x.is_invalid() {
                return None;
            }
        }
        for a in args {
            if let Some(e) = a.expr {
                self.update_expr_type(e, x.ty(), true);
            }
        }
        if x.mode != Mode::Constant {
            let t = x.ty();
            self.builtin_result(x, c, Some(t), &vec![t; args.len()]);
        }
        Some(())
    }

    fn builtin_new(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        let &arg = c.args.first()?;
        self.expr_or_type(x, arg, false);
        self.exclude(x, &[Mode::NoValue, Mode::Builtin]);
        match x.mode {
            Mode::Invalid => return None,
            Mode::Type => self.valid_var_type(arg, x.ty()),
            _ => {
                if is_untyped(x.ty()) {
                    self.assignment(x, None, "argument to new");
                    if x.is_invalid() {
                        return None;
                    }
                }
                let what = format!("new({})", self.expr_string(arg));
                self.verify_version(c.fun, GoVersion::go1(26), &what);
            }
        }
        let t = x.ty();
        self.builtin_result(x, c, Some(Type::pointer(t)), &[t]);
        Some(())
    }

    fn builtin_panic(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        // Functions with results must know which calls end them.
        if let Some(TypeKind::Signature(sig)) = self.env.sig.map(Type::kind)
            && !sig.results().is_empty()
        {
            self.env.is_panic.insert(c.call);
        }
        let any = universe().empty_interface;
        self.assignment(x, Some(any), "argument to panic");
        if x.is_invalid() {
            return None;
        }
        self.builtin_result(x, c, None, &[any]);
        Some(())
    }

    fn builtin_print(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand], name: &str) -> Option<()> {
        let mut params = Vec::with_capacity(args.len());
        for a in args {
            self.assignment(a, None, &format!("argument to built-in {name}"));
            if a.is_invalid() {
                return None;
            }
            params.push(a.ty());
        }
        self.builtin_result(x, c, None, &params);
        Some(())
    }
}

/// The signature of a predeclared function at one call; untyped parameters get their default type.
pub fn make_signature(result: Option<Type>, params: &[Type], variadic: bool) -> Type {
    let var = |t: Type, kind| {
        Obj::new(ObjKind::Var { kind, embedded: false, origin: None }, intern(""), None, Pos::NONE, Some(t))
    };
    let sig = Signature::default();
    let _ = sig.params.set(params.iter().map(|&t| var(default_type(t), VarKind::Param)).collect());
    let _ = sig.results.set(result.map(|t| var(t, VarKind::Result)).into_iter().collect());
    let _ = sig.variadic.set(variadic);
    Type::new(TypeKind::Signature(Box::new(sig)))
}

/// The array that an unnamed pointer points to, or the type itself.
fn array_behind(t: Type) -> Type {
    if let TypeKind::Pointer(base) = unalias(t).kind() {
        let u = underlying(*base);
        if matches!(u.kind(), TypeKind::Array { .. }) {
            return u;
        }
    }
    t
}
