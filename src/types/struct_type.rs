//! Struct types (specification: "Struct types").

use crate::check::Checker;
use crate::literal_text::unquote;
use crate::object::{Obj, ObjKind, VarKind};
use crate::predicates::{is_type_param, is_valid};
use crate::ty::{BasicKind, Struct, Type, TypeKind};
use crate::under::{unalias, underlying};
use escape_source::Symbol;
use escape_syntax::ast::{ExprId, ExprKind, Field, UnaryOp};
use rustc_hash::FxHashMap;

impl<'a> Checker<'a> {
    pub(crate) fn struct_type(&mut self, list: &'a [Field]) -> Type {
        let mut fields: Vec<Obj> = Vec::with_capacity(list.len());
        let mut tags: Vec<String> = Vec::new();
        let mut seen: FxHashMap<Symbol, Obj> = FxHashMap::default();
        let mut typ = Type::INVALID;
        let mut previous = None;
        for f in list {
            if previous != Some(f.typ) || f.embedded {
                typ = self.var_type(f.typ);
                previous = Some(f.typ);
            }
            let mut tag = f.tag.map(|t| self.tag(t)).unwrap_or_default();
            let mut embedded = false;
            let ident = match f.name {
                Some(name) => name,
                None => {
                    embedded = true;
                    match self.embedded_field_ident(f.typ) {
                        Some(name) => name,
                        None => {
                            let pos = self.at_pos(f.typ);
                            let s = self.expr_string(f.typ);
                            self.error(pos, format!("invalid syntax tree: invalid embedded field type {s}"));
                            // An invalid field keeps the numbers of fields in step with the source.
                            typ = Type::INVALID;
                            previous = None;
                            tag.clear();
                            self.blank_expr
                        }
                    }
                }
            };
            let valid = ident != self.blank_expr;
            let name = self.ast.name(ident).unwrap_or_default();
            let kind = ObjKind::Var { kind: VarKind::Field, embedded, origin: None };
            let pos = if valid { self.ast.pos(ident) } else { f.pos };
            let obj = Obj::new(kind, name, Some(self.pkg), pos, Some(typ));
            if embedded && valid {
                self.check_embedded(f.typ, typ);
            }
            if name.as_str() != "_" {
                if let Some(&alt) = seen.get(&name) {
                    let mut err = self.new_error();
                    self.add_part(&mut err, pos, format!("{name} redeclared"));
                    self.add_alt_decl(&mut err, alt);
                    self.report(err);
                    continue;
                }
                seen.insert(name, obj);
            }
            if !tag.is_empty() && tags.is_empty() {
                tags = vec![String::new(); fields.len()];
            }
            if !tag.is_empty() || !tags.is_empty() {
                tags.push(tag);
            }
            fields.push(obj);
            if valid {
                self.info.defs[ident] = Some(obj);
            }
        }
        Type::new(TypeKind::Struct(Struct { fields, tags }))
    }

    /// What may be embedded is known only when types are complete.
    fn check_embedded(&mut self, e: ExprId, typ: Type) {
        self.later(move |c| {
            let pos = c.at_pos(e);
            let (t, is_ptr) = match unalias(typ).kind() {
                TypeKind::Pointer(base) => (*base, true),
                _ => (typ, false),
            };
            let text = match underlying(t).kind() {
                TypeKind::Basic(BasicKind::UnsafePointer) if is_valid(t) => {
                    "embedded field type cannot be unsafe.Pointer"
                }
                TypeKind::Pointer(_) => "embedded field type cannot be a pointer",
                _ if is_type_param(t) => "embedded field type cannot be a (pointer to a) type parameter",
                TypeKind::Interface(_) if is_ptr => "embedded field type cannot be a pointer to an interface",
                _ => return,
            };
            c.error(pos, text);
        });
    }

    /// The identifier that names an embedded field: of `T`, `*T`, `p.T` or an instance of these.
    fn embedded_field_ident(&self, e: ExprId) -> Option<ExprId> {
        match self.ast.exprs[e].kind {
            ExprKind::Name(_) => Some(e),
            ExprKind::Unary { op: UnaryOp::Deref, x } => match self.ast.exprs[x].kind {
                ExprKind::Unary { op: UnaryOp::Deref, .. } => None,
                _ => self.embedded_field_ident(x),
            },
            ExprKind::Selector { sel, .. } => Some(sel),
            ExprKind::Index { x, .. } => self.embedded_field_ident(x),
            _ => None,
        }
    }

    fn tag(&mut self, t: ExprId) -> String {
        match &self.ast.exprs[t].kind {
            ExprKind::BasicLit { bad: true, .. } => String::new(),
            ExprKind::BasicLit { text, .. } => match unquote(text) {
                Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                None => {
                    self.error(t, format!("invalid syntax tree: incorrect tag syntax: {:?}", text.as_str()));
                    String::new()
                }
            },
            _ => String::new(),
        }
    }
}
