//! Bodies: the syntax tree of a declaration together with what the checker recorded about it.
//!
//! The typed tree is written depth first, each expression followed by its entries of `Info`; reading appends to the
//! arenas of the package being read and so gives every node a new id. Of the extents in the source only the positions are kept. A type shared by the names of one group is
//! written once per name: what was recorded about it is the same.

use crate::codec::{Code, Damaged, Res};
use crate::objects::{Reader, Writer};
use crate::{codec_enum, codec_struct};
use escape_source::Pos;
use escape_syntax::ast::*;
use escape_types::{Info, Instance, Mode, Selection, SelectionKind, TypeAndValue};
use rustc_hash::FxHashMap;

/// The typed tree being written from or read into.
pub struct Tree<'a> {
    pub ast: &'a Ast,
    pub info: &'a Info,
    /// Expressions that are written as others.
    pub replaced: &'a FxHashMap<ExprId, ExprKind>,
}

codec_enum!(LitKind { 0 => Int, 1 => Float, 2 => Imag, 3 => Rune, 4 => String });
codec_enum!(ChanDir { 0 => Both, 1 => Send, 2 => Recv });
codec_enum!(UnaryOp { 0 => Add, 1 => Sub, 2 => Xor, 3 => Not, 4 => Addr, 5 => Deref, 6 => Recv, 7 => Tilde });
codec_enum!(BinaryOp {
    0 => OrOr, 1 => AndAnd, 2 => Eql, 3 => Neq, 4 => Lss, 5 => Leq, 6 => Gtr, 7 => Geq, 8 => Add, 9 => Sub, 10 => Or,
    11 => Xor, 12 => Mul, 13 => Div, 14 => Rem, 15 => And, 16 => AndNot, 17 => Shl, 18 => Shr,
});
codec_enum!(BranchKind { 0 => Break, 1 => Continue, 2 => Fallthrough, 3 => Goto });
codec_enum!(Mode {
    0 => Invalid, 1 => NoValue, 2 => Builtin, 3 => Type, 4 => Constant, 5 => Variable, 6 => MapIndex, 7 => Value, 8 => Nil,
    9 => CommaOk, 10 => CommaErr,
});
codec_enum!(SelectionKind { 0 => FieldVal, 1 => MethodVal, 2 => MethodExpr });
codec_enum!(ExprKind {
    0 => Bad,
    1 => Name(name),
    2 => BasicLit { kind, text, bad },
    3 => CompositeLit { typ, elems, rbrace },
    4 => KeyValue { key, value },
    5 => FuncLit { typ, body },
    6 => Paren(x),
    7 => Selector { x, sel },
    8 => Index { x, indices },
    9 => Slice { x, lo, hi, max, full },
    10 => TypeAssert { x, typ },
    11 => TypeSwitchGuard { lhs, x },
    12 => Unary { op, x },
    13 => Binary { op, x, y },
    14 => Call { fun, args, has_dots },
    15 => ArrayType { len, elem },
    16 => SliceType(elem),
    17 => DotsType(elem),
    18 => StructType { fields },
    19 => FuncType { params, results },
    20 => InterfaceType { elems },
    21 => MapType { key, value },
    22 => ChanType { dir, elem },
    23 => Omitted { text, uses, cost },
});
codec_enum!(StmtKind {
    0 => Empty,
    1 => Labeled { label, stmt },
    2 => Block(block),
    3 => Expr(x),
    4 => Send { chan, value },
    5 => Assign { define, lhs, rhs },
    6 => OpAssign { op, lhs, rhs },
    7 => Decl(list),
    8 => Branch { kind, label },
    9 => Go(call),
    10 => Defer(call),
    11 => Return(results),
    12 => If { init, cond, then, els },
    13 => For { init, cond, post, body },
    14 => Range { lhs, define, x, range_pos, body },
    15 => Switch { init, tag, clauses, lbrace, rbrace },
    16 => Select { clauses, lbrace, rbrace },
});
codec_enum!(DeclKind {
    0 => Import { local, path },
    1 => Const { names, typ, values, iota },
    2 => Var { names, typ, values },
    3 => Type { name, tparams, alias, typ },
    4 => Func { recv, name, tparams, typ, body },
});
codec_struct!(Field { name, typ, tag, embedded, pos });
codec_struct!(Block { lbrace, stmts, rbrace });
codec_struct!(Clause { cases, comm, body, pos, colon, end });
codec_struct!(TypeAndValue { mode, typ, value });
codec_struct!(Selection { kind, recv, obj, index, indirect });
codec_struct!(Instance { targs, typ });

impl Code for Pragma {
    fn put(&self, w: &mut Writer<'_>) {
        self.bits().put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        Pragma::from_bits(u32::get(r)?).ok_or(Damaged)
    }
}

impl Code for Pos {
    fn put(&self, w: &mut Writer<'_>) {
        w.put_pos(*self);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        r.get_pos()
    }
}

impl Code for ExprId {
    fn put(&self, w: &mut Writer<'_>) {
        let Some(tree) = w.tree else { return w.fail("an expression outside a body") };
        let e = &tree.ast.exprs[*self];
        let info = tree.info;
        if let Some(kind) = tree.replaced.get(self) {
            kind.put(w);
            e.pos.put(w);
            info.types[*self].put(w);
            return w.out.byte(0);
        }
        e.kind.put(w);
        e.pos.put(w);
        info.types[*self].put(w);
        let selection = info.selections.get(self);
        let instance = info.instances.get(self);
        let def = info.defs[*self];
        // A selector's field or method is found again through its selection.
        let used = info.uses[*self].filter(|&o| w.is_addressable(o));
        w.out.byte(
            u8::from(selection.is_some())
                | u8::from(instance.is_some()) << 1
                | u8::from(def.is_some()) << 2
                | u8::from(used.is_some()) << 3,
        );
        if let Some(s) = selection {
            s.put(w);
        }
        if let Some(i) = instance {
            i.put(w);
        }
        if let Some(o) = def {
            o.put(w);
        }
        if let Some(o) = used {
            o.put(w);
        }
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        r.enter()?;
        let kind = ExprKind::get(r)?;
        let pos = Pos::get(r)?;
        let types = TypeAndValue::get(r)?;
        let sel = match kind {
            ExprKind::Selector { sel, .. } => Some(sel),
            _ => None,
        };
        let id = r.ast.exprs.push(Expr { kind, pos, start: pos.offset, end: pos.offset });
        r.info.types[id] = types;
        let flags = r.cursor.byte()?;
        if flags & 1 != 0 {
            let s = Selection::get(r)?;
            if let Some(sel) = sel {
                r.info.uses[sel] = Some(s.obj);
            }
            r.info.selections.insert(id, s);
        }
        if flags & 2 != 0 {
            let i = Instance::get(r)?;
            r.info.instances.insert(id, i);
        }
        if flags & 4 != 0 {
            r.info.defs[id] = Some(Code::get(r)?);
        }
        if flags & 8 != 0 {
            r.info.uses[id] = Some(Code::get(r)?);
        }
        r.leave();
        Ok(id)
    }
}

impl Code for StmtId {
    fn put(&self, w: &mut Writer<'_>) {
        let Some(tree) = w.tree else { return w.fail("a statement outside a body") };
        let s = &tree.ast.stmts[*self];
        s.kind.put(w);
        s.pos.put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        r.enter()?;
        let kind = StmtKind::get(r)?;
        let pos = Pos::get(r)?;
        r.leave();
        Ok(r.ast.stmts.push(Stmt { kind, pos, start: pos.offset, end: pos.offset }))
    }
}

impl Code for ClauseId {
    fn put(&self, w: &mut Writer<'_>) {
        let Some(tree) = w.tree else { return w.fail("a clause outside a body") };
        tree.ast.clauses[*self].put(w);
        tree.info.clause_vars[*self].put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let clause = Clause::get(r)?;
        let id = r.ast.clauses.push(clause);
        r.info.clause_vars[id] = Code::get(r)?;
        Ok(id)
    }
}

impl Code for DeclId {
    fn put(&self, w: &mut Writer<'_>) {
        let Some(tree) = w.tree else { return w.fail("a declaration outside a body") };
        let d = &tree.ast.decls[*self];
        d.kind.put(w);
        d.pos.put(w);
        d.group.put(w);
        d.pragma.put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        r.enter()?;
        let kind = DeclKind::get(r)?;
        let pos = Pos::get(r)?;
        let group = Code::get(r)?;
        let pragma = Code::get(r)?;
        r.leave();
        let id = r.ast.decls.push(Decl { kind, pos, start: pos.offset, end: pos.offset, group, pragma });
        r.note_decl(id);
        Ok(id)
    }
}
