//! Recording: what later rooms read in `Info`. An untyped expression is recorded when its final type is known.

use crate::check::{Checker, UntypedExpr};
use crate::constant::Const;
use crate::info::{Instance, Mode, Selection, SelectionKind, TypeAndValue};
use crate::object::{Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::predicates::is_untyped;
use crate::ty::{Type, TypeKind};
use escape_source::intern;
use escape_syntax::ast::{ClauseId, ExprId, ExprKind};

impl<'a> Checker<'a> {
    /// Records what an expression turned out to be.
    pub fn record(&mut self, x: &Operand) {
        let Some(e) = x.expr else { return };
        match x.mode {
            Mode::Invalid => {}
            Mode::NoValue => self.record_type_and_value(e, x.mode, Type::new(TypeKind::Tuple(Vec::new())), None),
            _ if is_untyped(x.ty()) => {
                self.untyped[e] = Some(UntypedExpr { is_lhs: false, mode: x.mode, typ: x.ty(), val: x.val.clone() });
            }
            Mode::Constant => self.record_type_and_value(e, x.mode, x.ty(), x.val.clone()),
            _ => self.record_type_and_value(e, x.mode, x.ty(), None),
        }
    }

    /// Records the expressions that stayed untyped to the end.
    pub fn record_untyped(&mut self) {
        let left = std::mem::take(&mut self.untyped);
        for (e, u) in left.iter().filter_map(|(e, u)| Some((e, u.clone()?))) {
            let value = if u.mode == Mode::Constant { u.val } else { None };
            self.record_type_and_value(e, u.mode, u.typ, value);
        }
    }

    pub fn record_type_and_value(&mut self, e: ExprId, mode: Mode, typ: Type, value: Option<Const>) {
        if mode != Mode::Invalid {
            self.info.types[e] = TypeAndValue { mode, typ: Some(typ), value };
        }
    }

    /// Records a predeclared function's signature at one call, also for the parentheses around its name.
    pub fn record_builtin_type(&mut self, mut fun: ExprId, sig: Type) {
        loop {
            self.record_type_and_value(fun, Mode::Builtin, sig, None);
            match self.ast.exprs[fun].kind {
                ExprKind::Paren(x) => fun = x,
                _ => return,
            }
        }
    }

    /// Records that an expression was used in its two-valued form.
    pub fn record_comma_ok(&mut self, mut e: ExprId, values: &[Operand]) {
        let [a, b] = values else { return };
        if a.is_invalid() {
            return;
        }
        let pos = self.ast.pos(e);
        let pkg = self.pkg;
        let var = |t: Type| {
            let kind = ObjKind::Var { kind: VarKind::Local, embedded: false, origin: None };
            Obj::new(kind, intern(""), Some(pkg), pos, Some(t))
        };
        let tuple = Type::new(TypeKind::Tuple(vec![var(a.ty()), var(b.ty())]));
        loop {
            self.info.types[e].typ = Some(tuple);
            match self.ast.exprs[e].kind {
                ExprKind::Paren(x) => e = x,
                _ => return,
            }
        }
    }

    /// Records an instantiation at the identifier that denotes the generic function or type.
    pub fn record_instance(&mut self, mut e: ExprId, targs: Vec<Type>, typ: Type) {
        loop {
            match self.ast.exprs[e].kind {
                ExprKind::Paren(x) | ExprKind::Index { x, .. } => e = x,
                ExprKind::Selector { sel, .. } => e = sel,
                _ => break,
            }
        }
        self.info.instances.insert(e, Instance { targs, typ });
    }

    pub fn record_def(&mut self, ident: ExprId, obj: Option<Obj>) {
        self.info.defs[ident] = obj;
    }

    pub fn record_use(&mut self, ident: ExprId, obj: Obj) {
        self.info.uses[ident] = Some(obj);
    }

    pub fn record_clause_var(&mut self, clause: ClauseId, obj: Obj) {
        self.info.clause_vars[clause] = Some(obj);
    }

    pub fn record_selection(
        &mut self,
        e: ExprId,
        kind: SelectionKind,
        recv: Type,
        obj: Obj,
        index: Vec<usize>,
        indirect: bool,
    ) {
        if let ExprKind::Selector { sel, .. } = self.ast.exprs[e].kind {
            self.record_use(sel, obj);
        }
        self.info.selections.insert(e, Selection { kind, recv, obj, index, indirect });
    }
}
