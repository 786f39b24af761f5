//! Calls of the functions of package unsafe (specification: "Package unsafe").

use crate::builtin::BuiltinCall;
use crate::check::Checker;
use crate::constant::Const;
use crate::info::{Mode, SelectionKind};
use crate::lookup::lookup_field_or_method;
use crate::object::{BuiltinId, ObjKind};
use crate::operand::Operand;
use crate::predicates::deref_struct_ptr;
use crate::sizes;
use crate::ty::{BasicKind, Type, TypeKind};
use crate::under::{common_under, unalias};
use crate::universe::universe;
use escape_syntax::ast::{ExprKind, GoVersion};

impl<'a> Checker<'a> {
    pub fn builtin_unsafe(&mut self, x: &mut Operand, c: BuiltinCall<'a>, args: &mut [Operand]) -> Option<()> {
        match c.id {
            BuiltinId::Add => {
                self.verify_version(c.fun, GoVersion::go1(17), "unsafe.Add");
                let pointer = Type::basic(BasicKind::UnsafePointer);
                let y = self.pointer_and_length(x, args, pointer, "unsafe.Add", true)?;
                self.builtin_result(x, c, Some(pointer), &[pointer, y]);
            }
            BuiltinId::Alignof | BuiltinId::Sizeof => self.size_or_align(x, c)?,
            BuiltinId::Offsetof => self.offset_of(x, c)?,
            BuiltinId::Slice => {
                self.verify_version(c.fun, GoVersion::go1(17), "unsafe.Slice");
                let Some((pointer, TypeKind::Pointer(base))) = common_under(x.ty()).ok().map(|u| (u, u.kind())) else {
                    let text = format!("invalid argument: {} is not a pointer", self.operand_string(x));
                    self.error(&*x, text);
                    return None;
                };
                let y = args.get_mut(1)?;
                if !self.is_valid_index(y, "length", false) {
                    return None;
                }
                let params = [pointer, y.ty()];
                self.builtin_result(x, c, Some(Type::slice(*base)), &params);
            }
            BuiltinId::SliceData => {
                self.verify_version(c.fun, GoVersion::go1(20), "unsafe.SliceData");
                let Some((slice, TypeKind::Slice(elem))) = common_under(x.ty()).ok().map(|u| (u, u.kind())) else {
                    let text = format!("invalid argument: {} is not a slice", self.operand_string(x));
                    self.error(&*x, text);
                    return None;
                };
                self.builtin_result(x, c, Some(Type::pointer(*elem)), &[slice]);
            }
            BuiltinId::String => {
                self.verify_version(c.fun, GoVersion::go1(20), "unsafe.String");
                let bytes = Type::pointer(universe().byte);
                let y = self.pointer_and_length(x, args, bytes, "unsafe.String", false)?;
                self.builtin_result(x, c, Some(Type::basic(BasicKind::String)), &[bytes, y]);
            }
            BuiltinId::StringData => {
                self.verify_version(c.fun, GoVersion::go1(20), "unsafe.StringData");
                let string = Type::basic(BasicKind::String);
                self.assignment(x, Some(string), "argument to unsafe.StringData");
                if x.is_invalid() {
                    return None;
                }
                self.builtin_result(x, c, Some(Type::pointer(universe().byte)), &[string]);
            }
            _ => return None,
        }
        Some(())
    }

    /// The arguments of Add and String: a pointer of that type and an integer, whose type is given back.
    fn pointer_and_length(
        &mut self,
        x: &mut Operand,
        args: &mut [Operand],
        pointer: Type,
        name: &str,
        allow_negative: bool,
    ) -> Option<Type> {
        self.assignment(x, Some(pointer), &format!("argument to {name}"));
        if x.is_invalid() {
            return None;
        }
        let y = args.get_mut(1)?;
        self.is_valid_index(y, "length", allow_negative).then(|| y.ty())
    }

    fn size_or_align(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        let name = c.id.name();
        self.assignment(x, None, &format!("argument to unsafe.{name}"));
        if x.is_invalid() {
            return None;
        }
        let t = x.ty();
        if self.has_var_size(t) {
            self.builtin_result(x, c, Some(Type::basic(BasicKind::Uintptr)), &[t]);
            return Some(());
        }
        let value = if c.id == BuiltinId::Sizeof { sizes::size_of(t) } else { sizes::align_of(t) };
        self.constant_uintptr(x, value)
    }

    /// A negative value stands for one that does not fit.
    fn constant_uintptr(&mut self, x: &mut Operand, value: i64) -> Option<()> {
        if value < 0 {
            let text = format!("{} is too large", self.operand_string(x));
            self.error(&*x, text);
            return None;
        }
        x.mode = Mode::Constant;
        x.val = Some(Const::from(value));
        x.typ = Some(Type::basic(BasicKind::Uintptr));
        Some(())
    }

    fn offset_of(&mut self, x: &mut Operand, c: BuiltinCall<'a>) -> Option<()> {
        let &arg = c.args.first()?;
        let selector = self.ast.unparen(arg);
        let ExprKind::Selector { x: operand, sel } = self.ast.exprs[selector].kind else {
            let text = format!("invalid argument: {} is not a selector expression", self.expr_string(arg));
            self.error(arg, text);
            self.use_exprs(&[arg]);
            return None;
        };
        self.expr(None, x, operand);
        if x.is_invalid() {
            return None;
        }
        let base = deref_struct_ptr(x.ty());
        let name = self.ast.name(sel)?;
        let found = lookup_field_or_method(base, false, Some(self.pkg), name, false);
        let Some(obj) = found.obj else {
            let text = format!("invalid argument: {} has no single field {name}", self.type_string(base));
            self.error(&*x, text);
            return None;
        };
        if matches!(obj.data().kind, ObjKind::Func { .. }) {
            let text = format!("invalid argument: {} is a method value", self.expr_string(arg));
            self.error(arg, text);
            return None;
        }
        if found.indirect {
            let text =
                format!("invalid argument: field {name} is embedded via a pointer in {}", self.type_string(base));
            self.error(&*x, text);
            return None;
        }
        self.record_selection(selector, SelectionKind::FieldVal, base, obj, found.index.clone(), false);
        let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        self.record(&Operand { mode, expr: Some(selector), typ: Some(obj.typ()), ..Operand::new() });
        if self.has_var_size(base) {
            self.builtin_result(x, c, Some(Type::basic(BasicKind::Uintptr)), &[obj.typ()]);
            return Some(());
        }
        let offset = sizes::offset_of(base, &found.index);
        self.constant_uintptr(x, offset)
    }

    /// Whether the size depends on type parameters.
    pub fn has_var_size(&mut self, t: Type) -> bool {
        let t = unalias(t);
        match t.kind() {
            TypeKind::Named(n) => {
                if let Some(&varies) = self.var_sizes.get(&t) {
                    return varies;
                }
                let obj = self.type_object(t, n);
                let Some(&at) = self.obj_path_index.get(&obj) else {
                    self.push_obj(obj);
                    let varies = self.has_var_size(crate::named::right_hand_side(t));
                    self.pop_obj();
                    return *self.var_sizes.entry(t).or_insert(varies);
                };
                // Its size would depend on itself.
                let cycle = self.obj_path[at..].to_vec();
                let start = crate::cycles::first_in_src(&cycle);
                self.cycle_error(&cycle, start);
                true
            }
            TypeKind::Array { elem, .. } => self.has_var_size(*elem),
            TypeKind::Struct(s) => s.fields.iter().any(|f| self.has_var_size(f.typ())),
            TypeKind::TypeParam(_) => true,
            _ => false,
        }
    }
}
