//! Calls, conversions written as calls, and instantiation of functions (specification: "Calls", "Instantiations").

use crate::assignment::Target;
use crate::check::{At, Checker};
use crate::expr::ExprResult;
use crate::infer::is_parameterized;
use crate::info::Mode;
use crate::object::{BuiltinId, Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::predicates::is_type_param;
use crate::subst::{SubstMap, vars};
use crate::ty::{Signature, Type, TypeKind};
use crate::typeset::type_set;
use crate::under::{Cause, common_under_if, underlying};
use escape_source::{Pos, Symbol, intern};
use escape_syntax::ast::{ExprId, ExprKind, GoVersion};

/// A list of arguments: the operands, and for each the type arguments given to it when it is a partially instantiated function.
type Arguments = (Vec<Operand>, Vec<Vec<Type>>);

impl<'a> Checker<'a> {
    /// Instantiates a generic function operand: `inst` is the index expression if type arguments are given. Missing ones are inferred
    /// from the target's type, or when there is none and not `infer`, the given ones are handed back.
    pub fn func_inst(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &mut Operand,
        inst: Option<ExprId>,
        infer: bool,
    ) -> Option<Vec<Type>> {
        let ast = self.ast;
        let mut at = At::Pos(pos);
        if let Some(i) = inst {
            at = At::Pos(ast.pos(i));
            x.expr = Some(i);
        }
        let version_error = !self.verify_version(at, GoVersion::go1(18), "function instantiation");
        let exprs: &[ExprId] = match inst.map(|i| &ast.exprs[i].kind) {
            Some(ExprKind::Index { indices, .. }) => indices,
            _ => &[],
        };
        let targs = match self.type_list(exprs) {
            Some(list) => list,
            None => {
                x.invalidate();
                return None;
            }
        };
        let generic = x.ty();
        let TypeKind::Signature(sig) = underlying(generic).kind() else {
            x.invalidate();
            return None;
        };
        let (got, want) = (targs.len(), sig.tparams().len());
        if got > want {
            self.error(exprs[got - 1], format!("got {got} type arguments but want {want}"));
            x.invalidate();
            return None;
        }
        let mut all = targs.clone();
        if got < want {
            if !infer {
                return Some(targs);
            }
            let mut args = Vec::new();
            let mut params = Vec::new();
            if let Some(t) = target {
                if !version_error && !self.allow_version(GoVersion::go1(21)) {
                    let how = if inst.is_some() { "partially" } else { "implicitly" };
                    self.version_error(at, GoVersion::go1(21), &format!("{how} instantiated function in assignment"));
                }
                // The function's type without its type parameters is matched with the target's.
                params.push(self.parameter(intern(""), bare_signature(sig)));
                let expr = x.expr;
                args.push(Operand {
                    mode: Mode::Value,
                    expr,
                    typ: Some(t.sig),
                    label: Some(t.desc.as_str().into()),
                    ..Operand::new()
                });
            }
            let tuple = Type::new(TypeKind::Tuple(params));
            let (tparams, tuple) = self.rename_tparams(sig.tparams(), tuple);
            let params = tuple_vars(tuple);
            let given: Vec<Option<Type>> = targs.iter().copied().map(Some).collect();
            let mut err = self.new_error();
            match self.infer(pos, &tparams, &given, &params, &args, target.is_some(), &mut err) {
                Some(list) => all = list,
                None => {
                    self.report(err);
                    x.invalidate();
                    return None;
                }
            }
        }
        let (pos, expr) = (x.expr.map_or(pos, |e| ast.pos(e)), x.expr);
        let inst = self.instantiate_signature(pos, expr, generic, &all, exprs);
        x.typ = Some(inst);
        x.mode = Mode::Value;
        None
    }

    /// The instance of a generic function; whether the type arguments satisfy their constraints is checked later.
    fn instantiate_signature(
        &mut self,
        pos: Pos,
        expr: Option<ExprId>,
        generic: Type,
        targs: &[Type],
        exprs: &'a [ExprId],
    ) -> Type {
        let inst = self.instance(pos, generic, targs);
        if let Some(e) = expr {
            self.record_instance(e, targs.to_vec(), inst);
        }
        let targs = targs.to_vec();
        self.later(move |c| {
            let TypeKind::Signature(sig) = underlying(generic).kind() else { return };
            match c.verify(pos, sig.tparams(), &targs) {
                Err((i, text)) => {
                    let at = exprs.get(i).map_or(pos, |&e| c.ast.start_pos(e));
                    c.soft_error(at, text);
                }
                Ok(()) => c.mono_record_instance(pos, sig.tparams(), &targs, exprs),
            }
        });
        inst
    }

    fn parameter(&self, name: Symbol, t: Type) -> Obj {
        let kind = ObjKind::Var { kind: VarKind::Param, embedded: false, origin: None };
        Obj::new(kind, name, Some(self.pkg), Pos::NONE, Some(t))
    }

    /// Checks a call or conversion.
    pub fn call_expr(&mut self, x: &mut Operand, call: ExprId) -> ExprResult {
        let ast = self.ast;
        let ExprKind::Call { fun, args, .. } = &ast.exprs[call].kind else { return ExprResult::Statement };
        let mut inst = None;
        if matches!(ast.exprs[*fun].kind, ExprKind::Index { .. }) {
            if self.index_expr(x, *fun) {
                inst = Some(*fun);
            }
            x.expr = Some(*fun);
            self.record(x);
        } else {
            self.expr_or_type(x, *fun, true);
        }
        let result = match x.mode {
            Mode::Invalid => {
                self.use_exprs(args);
                ExprResult::Statement
            }
            Mode::Type => {
                self.call_conversion(x, call);
                ExprResult::Conversion
            }
            Mode::Builtin => {
                let id = x.builtin;
                let ok = id.is_some_and(|id| self.builtin(x, call, id));
                if !ok {
                    x.invalidate();
                } else if x.mode != Mode::Constant {
                    self.env.has_call_or_recv = true;
                }
                x.expr = Some(call);
                return id.map_or(ExprResult::Statement, builtin_result_kind);
            }
            _ => {
                self.function_call(x, call, *fun, args, inst);
                ExprResult::Statement
            }
        };
        x.expr = Some(call);
        result
    }

    fn call_conversion(&mut self, x: &mut Operand, call: ExprId) {
        let ExprKind::Call { args, has_dots, .. } = &self.ast.exprs[call].kind else { return };
        self.non_generic(None, x);
        if x.is_invalid() {
            return;
        }
        let t = x.ty();
        x.invalidate();
        if !self.is_complete(t) {
            return;
        }
        match args[..] {
            [] => {
                let text = format!("missing argument in conversion to {}", self.type_string(t));
                self.error(call, text);
            }
            [arg] => {
                let target = Target::new(Some(t), "conversion");
                self.expr(target.as_ref(), x, arg);
                if x.is_invalid() {
                    return;
                }
                let u = underlying(t);
                let constraint =
                    matches!(u.kind(), TypeKind::Interface(_)) && !is_type_param(t) && !type_set(u).is_method_set();
                if constraint {
                    let text = format!(
                        "cannot use interface {} in conversion (contains specific type constraints or is comparable)",
                        self.type_string(t)
                    );
                    self.error(call, text);
                } else if *has_dots {
                    let text = format!("invalid use of ... in conversion to {}", self.type_string(t));
                    self.error(arg, text);
                } else {
                    self.conversion(x, t);
                }
            }
            [.., last] => {
                self.use_exprs(args);
                let text = format!("too many arguments in conversion to {}", self.type_string(t));
                self.error(last, text);
            }
        }
    }

    fn function_call(&mut self, x: &mut Operand, call: ExprId, fun: ExprId, args: &'a [ExprId], inst: Option<ExprId>) {
        let ast = self.ast;
        let found = common_under_if(x.ty(), |entry| match entry {
            Some((t, u)) if !matches!(u.kind(), TypeKind::Signature(_)) => {
                Some(Cause::new("%s is not a function", &[t]))
            }
            _ => None,
        });
        let mut sig_type = match found {
            Ok(u) => u,
            Err(cause) => {
                let why = cause.format(|t| self.type_string(t));
                let text = format!("invalid operation: cannot call {}: {why}", self.operand_string(x));
                self.error(&*x, text);
                // gc does not look at the arguments then.
                return x.invalidate();
            }
        };
        let TypeKind::Signature(sig) = sig_type.kind() else { return x.invalidate() };
        let was_generic = !sig.tparams().is_empty();
        let mut exprs: &[ExprId] = &[];
        let mut targs: Vec<Type> = Vec::new();
        if let Some(i) = inst
            && let ExprKind::Index { indices, .. } = &ast.exprs[i].kind
        {
            exprs = indices;
            match self.type_list(exprs) {
                Some(list) => targs = list,
                None => {
                    self.use_exprs(args);
                    return x.invalidate();
                }
            }
            let (got, want) = (targs.len(), sig.tparams().len());
            if got > want {
                self.error(exprs[want], format!("got {got} type arguments but want {want}"));
                self.use_exprs(args);
                return x.invalidate();
            }
            if got == want && want > 0 {
                self.verify_version(i, GoVersion::go1(18), "function instantiation");
                sig_type = self.instantiate_signature(ast.pos(i), Some(i), sig_type, &targs, exprs);
                targs.clear();
                exprs = &[];
            }
        }
        let (operands, atargs) = self.generic_expr_list(args);
        let result = self.arguments(call, sig_type, targs, exprs, operands, atargs);
        let TypeKind::Signature(sig) = result.kind() else { return x.invalidate() };
        if was_generic && sig.tparams().is_empty() {
            self.record_type_and_value(fun, Mode::Value, result, None);
        }
        x.val = None;
        match sig.results() {
            [] => x.mode = Mode::NoValue,
            [only] => {
                let t = only.typ();
                if !self.is_complete(t) {
                    return x.invalidate();
                }
                x.mode = Mode::Value;
                x.typ = Some(t);
            }
            list => {
                x.mode = Mode::Value;
                x.typ = Some(Type::new(TypeKind::Tuple(list.to_vec())));
            }
        }
        self.env.has_call_or_recv = true;
        // A failed inference leaves type parameters in the result: nothing sensible can be said of it.
        if x.mode == Mode::Value && !sig.tparams().is_empty() && is_parameterized(sig.tparams(), x.ty()) {
            x.invalidate();
        }
    }

    /// The operands of a list of expressions; a single call may give several.
    pub fn expr_list(&mut self, list: &[ExprId]) -> Vec<Operand> {
        if let &[only] = list {
            return self.multi_expr(only, false).0;
        }
        list.iter()
            .map(|&e| {
                let mut x = Operand::new();
                self.expr(None, &mut x, e);
                x
            })
            .collect()
    }

    /// The operands of a list of arguments, among which generic functions are allowed.
    fn generic_expr_list(&mut self, list: &'a [ExprId]) -> Arguments {
        // Before go1.21 they could not be inferred from the parameters.
        let infer = !list.is_empty() && !self.allow_version(GoVersion::go1(21));
        let mut operands = Vec::with_capacity(list.len());
        let mut targs = Vec::with_capacity(list.len());
        for &e in list {
            let mut x = Operand::new();
            let mut given = Vec::new();
            if matches!(self.ast.exprs[e].kind, ExprKind::Index { .. }) {
                let errors = self.errors.len();
                if self.index_expr(&mut x, e) {
                    let pos = self.ast.pos(e);
                    match self.func_inst(None, pos, &mut x, Some(e), infer) {
                        Some(list) => {
                            given = list;
                            x.expr = Some(e);
                        }
                        None => self.record(&x),
                    }
                } else {
                    if self.errors.len() > errors && self.repeats_left > 0 {
                        // gc always evaluates it again, and says again what it said.
                        self.repeats_left -= 1;
                        x = Operand::new();
                        self.index_expr(&mut x, e);
                    }
                    x.expr = Some(e);
                    self.record(&x);
                    self.exclude(&mut x, &[Mode::NoValue, Mode::Builtin, Mode::Type]);
                    self.single_value(&mut x);
                }
            } else if list.len() == 1 {
                self.raw_expr(None, &mut x, e, None, true);
                self.exclude(&mut x, &[Mode::NoValue, Mode::Builtin, Mode::Type]);
                if let TypeKind::Tuple(results) = x.ty().kind()
                    && !x.is_invalid()
                {
                    return (results.iter().map(|v| Operand::value(e, v.typ())).collect(), Vec::new());
                }
            } else {
                self.generic_expr(&mut x, e, None);
            }
            operands.push(x);
            targs.push(given);
        }
        (operands, targs)
    }

    /// Checks that arguments can be passed for a function's parameters; infers type arguments. Gives the function's type at this call;
    /// that is the generic one when inference failed.
    pub fn arguments(
        &mut self,
        call: ExprId,
        sig_type: Type,
        targs: Vec<Type>,
        exprs: &'a [ExprId],
        mut args: Vec<Operand>,
        atargs: Vec<Vec<Type>>,
    ) -> Type {
        let ast = self.ast;
        let (TypeKind::Signature(sig), ExprKind::Call { fun, args: list, has_dots }) =
            (sig_type.kind(), &ast.exprs[call].kind)
        else {
            return sig_type;
        };
        let Some((mut params, adjusted)) = self.matching_params(call, *fun, sig, list, &args, *has_dots) else {
            return sig_type;
        };

        let own = sig.tparams().len();
        let mut tparams: Vec<Type> = Vec::new();
        let mut given: Vec<Option<Type>> = Vec::new();
        if own > 0 {
            if !self.allow_version(GoVersion::go1(18)) {
                match ast.exprs[*fun].kind {
                    ExprKind::Index { .. } => self.version_error(*fun, GoVersion::go1(18), "function instantiation"),
                    _ => self.version_error(call, GoVersion::go1(18), "implicit function instantiation"),
                }
            }
            let tuple = Type::new(TypeKind::Tuple(params));
            let (renamed, tuple) = self.rename_tparams(sig.tparams(), tuple);
            tparams = renamed;
            params = tuple_vars(tuple);
            given = targs.into_iter().map(Some).collect();
            given.resize(own, None);
        }
        // Generic functions among the arguments: their type arguments are inferred together with the call's.
        let mut generic_args: Vec<(usize, usize)> = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            let TypeKind::Signature(asig) = arg.ty().kind() else { continue };
            if asig.tparams().is_empty() {
                continue;
            }
            let (renamed, t) = self.rename_tparams(asig.tparams(), bare_signature(asig));
            if let TypeKind::Signature(s) = t.kind() {
                let f = Signature::default();
                let _ = f.tparams.set(renamed.clone());
                let _ = f.params.set(s.params().to_vec());
                let _ = f.results.set(s.results().to_vec());
                let _ = f.variadic.set(s.variadic());
                arg.typ = Some(Type::new(TypeKind::Signature(Box::new(f))));
            }
            generic_args.push((i, renamed.len()));
            tparams.extend(renamed);
            given.extend(atargs.get(i).into_iter().flatten().copied().map(Some));
            given.resize(tparams.len(), None);
        }
        if let Some(&(i, _)) = generic_args.first() {
            self.verify_version(&args[i], GoVersion::go1(21), "implicitly instantiated function as argument");
        }
        let mut result = sig_type;
        if !tparams.is_empty() {
            let mut err = self.new_error();
            let Some(inferred) = self.infer(ast.pos(call), &tparams, &given, &params, &args, false, &mut err) else {
                if let Some((at, text)) = err.parts.first().cloned() {
                    let text = format!("in call to {}, {text}", self.expr_string(*fun));
                    self.error(At::Pos(at), text);
                }
                return sig_type;
            };
            if own > 0 {
                result = self.instantiate_signature(ast.pos(call), Some(*fun), sig_type, &inferred[..own], exprs);
                if adjusted {
                    params = vars(&params, &SubstMap::new(&tparams[..own], &inferred[..own]));
                } else if let TypeKind::Signature(s) = result.kind() {
                    params = s.params().to_vec();
                }
            }
            let mut at = own;
            for (i, count) in generic_args {
                let arg = &mut args[i];
                let (pos, expr) = (arg.expr.map_or(Pos::NONE, |e| ast.pos(e)), arg.expr);
                let t = arg.ty();
                let inst = self.instantiate_signature(pos, expr, t, &inferred[at..at + count], &[]);
                arg.typ = Some(inst);
                self.record(arg);
                at += count;
            }
        }
        if !args.is_empty() {
            let context = format!("argument to {}", self.expr_string(*fun));
            for (arg, p) in args.iter_mut().zip(&params) {
                self.assignment(arg, Some(p.typ()), &context);
            }
        }
        result
    }

    /// One parameter for each argument: a variadic one is repeated (then the second value is true). Reports a wrong number.
    fn matching_params(
        &mut self,
        call: ExprId,
        fun: ExprId,
        sig: &Signature,
        list: &[ExprId],
        args: &[Operand],
        has_dots: bool,
    ) -> Option<(Vec<Obj>, bool)> {
        let nargs = args.len();
        let mut params = sig.params().to_vec();
        let mut wanted = params.len();
        let mut adjusted = false;
        match (sig.variadic(), has_dots) {
            (true, true) => {
                if let &[only] = list
                    && nargs > 1
                {
                    let text = format!("cannot use ... with {nargs}-valued {}", self.expr_string(only));
                    self.error(call, text);
                    return None;
                }
            }
            (true, false) if nargs + 1 >= params.len() => {
                if let Some(last) = params.pop()
                    && let TypeKind::Slice(elem) = underlying(last.typ()).kind()
                    && params.len() < nargs
                {
                    params.resize(nargs, self.parameter(last.name(), *elem));
                }
                adjusted = true;
                wanted = nargs;
            }
            // Any number from here on would do.
            (true, false) => wanted -= 1,
            (false, true) => {
                let text = format!("cannot use ... in call to non-variadic {}", self.expr_string(fun));
                self.error(call, text);
                return None;
            }
            (false, false) => {}
        }
        if nargs == wanted {
            return Some((params, adjusted));
        }
        let (at, qualifier) = if nargs > wanted {
            (At::from(&args[wanted]), "too many")
        } else {
            (args.last().map_or(At::Expr(call), At::from), "not enough")
        };
        let have: Vec<Type> = args.iter().map(Operand::ty).collect();
        let want: Vec<Type> = sig.params().iter().map(|p| p.typ()).collect();
        let mut err = self.new_error();
        self.add_part(&mut err, at, format!("{qualifier} arguments in call to {}", self.expr_string(fun)));
        self.add_part(&mut err, Pos::NONE, format!("have {}", self.types_summary(&have, false, has_dots)));
        self.add_part(&mut err, Pos::NONE, format!("want {}", self.types_summary(&want, sig.variadic(), false)));
        self.report(err);
        None
    }
}

/// The signature without type parameters (which its parameters may still mention) and receiver.
pub fn bare_signature(sig: &Signature) -> Type {
    let f = Signature::default();
    let _ = f.params.set(sig.params().to_vec());
    let _ = f.results.set(sig.results().to_vec());
    let _ = f.variadic.set(sig.variadic());
    Type::new(TypeKind::Signature(Box::new(f)))
}

fn tuple_vars(t: Type) -> Vec<Obj> {
    match t.kind() {
        TypeKind::Tuple(v) => v.clone(),
        _ => Vec::new(),
    }
}

/// Whether the call of a predeclared function may stand as a statement.
fn builtin_result_kind(id: BuiltinId) -> ExprResult {
    match id {
        BuiltinId::Clear
        | BuiltinId::Close
        | BuiltinId::Copy
        | BuiltinId::Delete
        | BuiltinId::Panic
        | BuiltinId::Print
        | BuiltinId::Println
        | BuiltinId::Recover => ExprResult::Statement,
        _ => ExprResult::Expression,
    }
}
