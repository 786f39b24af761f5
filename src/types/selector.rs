//! Selectors: qualified identifiers, fields, method values and method expressions (specification: "Selectors", "Method
//! expressions", "Method values", "Qualified identifiers").

use crate::check::{At, Checker};
use crate::info::{Mode, SelectionKind};
use crate::lookup::{is_interface_ptr, lookup_field_or_method};
use crate::object::{Obj, ObjKind, VarKind};
use crate::operand::Operand;
use crate::package::Pkg;
use crate::predicates::is_valid;
use crate::resolver::package_objects_of;
use crate::ty::{Signature, Type, TypeKind};
use crate::under::underlying;
use escape_source::{Symbol, intern};
use escape_syntax::ast::{ExprId, ExprKind};
use rustc_hash::FxHashSet;

impl<'a> Checker<'a> {
    /// Checks `x.sel`.
    pub fn selector(&mut self, x: &mut Operand, e: ExprId, want_type: bool) {
        if self.selector_value(x, e, want_type).is_none() {
            x.invalidate();
            x.typ = Some(Type::INVALID);
        }
        x.expr = Some(e);
    }

    fn selector_value(&mut self, x: &mut Operand, e: ExprId, want_type: bool) -> Option<()> {
        let ast = self.ast;
        let ExprKind::Selector { x: base, sel } = ast.exprs[e].kind else { return None };
        let name = ast.name(sel)?;
        if let Some(n) = ast.name(base)
            && let Some(import) = self.lookup(n)
            && let ObjKind::PkgName { imported } = import.data().kind
        {
            self.record_use(base, import);
            self.used_imports.insert(import);
            return self.qualified(x, e, sel, name, imported);
        }
        self.expr_or_type(x, base, false);
        match x.mode {
            Mode::Builtin => {
                let text = format!("invalid use of {} in selector expression", self.operand_string(x));
                self.error(At::Pos(ast.pos(e)), text);
                return None;
            }
            Mode::Invalid => return None,
            _ => {}
        }
        if !self.is_complete(x.ty()) {
            return None;
        }
        if want_type {
            let text = format!("{} is not a type", self.expr_string(e));
            self.error(sel, text);
            return None;
        }
        if let TypeKind::Pointer(p) = underlying(x.ty()).kind()
            && !self.is_complete(*p)
        {
            return None;
        }
        let found = lookup_field_or_method(x.ty(), x.mode == Mode::Variable, Some(self.pkg), name, false);
        let Some(obj) = found.obj else {
            self.selector_error(x, sel, name, !found.index.is_empty(), found.indirect);
            return None;
        };
        if !matches!(obj.data().kind, ObjKind::Func { .. }) {
            if x.mode == Mode::Type {
                let text =
                    format!("operand for field selector {name} must be value of type {}", self.type_string(x.ty()));
                self.error(base, text);
                return None;
            }
            self.record_selection(e, SelectionKind::FieldVal, x.ty(), obj, found.index, found.indirect);
            x.mode = if x.mode == Mode::Variable || found.indirect { Mode::Variable } else { Mode::Value };
            x.typ = Some(obj.typ());
            return Some(());
        }
        // The signature must be complete, and initialisation depends on the method.
        self.obj_decl(obj);
        self.add_decl_dep(obj);
        let TypeKind::Signature(sig) = obj.typ().kind() else { return None };
        let method = if x.mode == Mode::Type {
            self.record_selection(e, SelectionKind::MethodExpr, x.ty(), obj, found.index, found.indirect);
            let Some(recv) = sig.recv() else {
                self.error(e, "illegal cycle in method declaration");
                return None;
            };
            // The receiver becomes the first parameter; it has a name if the others have.
            let named = sig.params().first().is_some_and(|p| !p.name().is_empty());
            let recv_name = match (named, recv.name()) {
                (false, _) => intern(""),
                (true, n) if n.is_empty() => intern("_"),
                (true, n) => n,
            };
            let kind = ObjKind::Var { kind: VarKind::Param, embedded: false, origin: None };
            let first = Obj::new(kind, recv_name, recv.pkg(), recv.pos(), x.typ);
            let mut params = vec![first];
            params.extend_from_slice(sig.params());
            method_signature(sig, params)
        } else {
            self.record_selection(e, SelectionKind::MethodVal, x.ty(), obj, found.index, found.indirect);
            method_signature(sig, sig.params().to_vec())
        };
        x.mode = Mode::Value;
        x.typ = Some(method);
        Some(())
    }

    /// `pkg.Name`
    fn qualified(&mut self, x: &mut Operand, e: ExprId, sel: ExprId, name: Symbol, imported: Pkg) -> Option<()> {
        // gc's export data has the exported objects, and those that exported ones mention: types, and functions that do the
        // work of an exported one of that name.
        let exported_name = |o: Obj| {
            let text = o.name();
            let mut chars = text.chars();
            let upper: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
            intern(&(upper + chars.as_str()))
        };
        let in_export_data = |o: &Obj| {
            o.is_exported()
                || matches!(o.data().kind, ObjKind::TypeName) && exported_mention(imported, *o)
                || imported.lookup(exported_name(*o)).is_some()
        };
        let Some(obj) = imported.lookup(name).filter(in_export_data) else {
            if !self.fake_packages.contains(&imported) {
                let fold = name.to_lowercase();
                let exported = package_objects_of(imported);
                let alt = exported.into_iter().find(|o| o.is_exported() && o.name().to_lowercase() == fold);
                let have = alt.map_or_else(String::new, |o| format!(" (but have {})", o.name()));
                let text = format!("undefined: {}{have}", self.expr_string(e));
                self.error(sel, text);
            }
            return None;
        };
        if !obj.is_exported() {
            self.error(sel, format!("name {name} not exported by package {}", imported.name()));
        }
        self.record_use(sel, obj);
        x.typ = Some(obj.typ());
        match &obj.data().kind {
            ObjKind::Const { .. } => {
                x.mode = Mode::Constant;
                x.val = obj.const_value();
            }
            ObjKind::TypeName => x.mode = Mode::Type,
            ObjKind::Var { .. } => x.mode = Mode::Variable,
            ObjKind::Func { .. } => x.mode = Mode::Value,
            ObjKind::Builtin(id) => {
                x.mode = Mode::Builtin;
                x.builtin = Some(*id);
            }
            ObjKind::PkgName { .. } | ObjKind::Label | ObjKind::Nil => return None,
        }
        Some(())
    }

    /// Why there is no such field or method. `ambiguous`: there are several at the same depth; `pointer`: only with a pointer
    /// receiver.
    fn selector_error(&mut self, x: &Operand, sel: ExprId, name: Symbol, ambiguous: bool, pointer: bool) {
        let t = x.ty();
        if !is_valid(underlying(t)) {
            return;
        }
        let shown = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        if ambiguous {
            return self.error(sel, format!("ambiguous selector {shown}.{name}"));
        }
        if pointer {
            let ts = self.type_string(t);
            let text = if x.mode == Mode::Type {
                format!("invalid method expression {ts}.{name} (needs pointer receiver (*{ts}).{name})")
            } else {
                format!("cannot call pointer method {name} on {ts}")
            };
            return self.error(sel, text);
        }
        let why = if is_interface_ptr(t) {
            self.interface_ptr_error(t)
        } else {
            let alt = lookup_field_or_method(t, x.mode == Mode::Variable, Some(self.pkg), name, true).obj;
            self.lookup_error(t, name, alt, false)
        };
        self.error(sel, format!("{shown}.{name} undefined ({why})"));
    }
}

/// A method's signature as a function value's: without receiver.
fn method_signature(sig: &Signature, params: Vec<Obj>) -> Type {
    let f = Signature::default();
    let _ = f.tparams.set(sig.tparams().to_vec());
    let _ = f.params.set(params);
    let _ = f.results.set(sig.results().to_vec());
    let _ = f.variadic.set(sig.variadic());
    Type::new(TypeKind::Signature(Box::new(f)))
}

/// Whether an exported object of the package mentions a type of it, however indirectly.
fn exported_mention(pkg: Pkg, wanted: Obj) -> bool {
    let mut todo: Vec<Type> =
        package_objects_of(pkg).into_iter().filter(|o| o.is_exported()).map(|o| o.typ()).collect();
    let mut seen: FxHashSet<Type> = FxHashSet::default();
    while let Some(t) = todo.pop() {
        if !seen.insert(t) {
            continue;
        }
        match t.kind() {
            TypeKind::Named(n) => {
                if n.obj == wanted {
                    return true;
                }
                if n.obj.pkg() == Some(pkg) {
                    todo.push(underlying(t));
                    todo.extend(crate::named::origin_methods(t).into_iter().map(|m| m.typ()));
                }
                todo.extend_from_slice(&n.targs);
            }
            TypeKind::Alias(_) => todo.push(crate::under::unalias(t)),
            TypeKind::Pointer(e) | TypeKind::Slice(e) => todo.push(*e),
            TypeKind::Array { elem, .. } | TypeKind::Chan { elem, .. } => todo.push(*elem),
            TypeKind::Map { key, elem } => todo.extend([*key, *elem]),
            TypeKind::Struct(s) => todo.extend(s.fields.iter().map(|f| f.typ())),
            TypeKind::Tuple(v) => todo.extend(v.iter().map(|f| f.typ())),
            TypeKind::Signature(s) => todo.extend(s.params().iter().chain(s.results()).map(|f| f.typ())),
            TypeKind::Interface(i) => {
                todo.extend(i.methods().iter().map(|m| m.typ()));
                todo.extend(i.embeddeds().iter().map(|e| e.0));
            }
            TypeKind::Union(terms) => todo.extend(terms.iter().map(|x| x.typ)),
            TypeKind::TypeParam(_) | TypeKind::Basic(_) => {}
        }
    }
    false
}
