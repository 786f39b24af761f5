//! Types, parameters, fields, methods.

use super::{Reader, X, word};
use crate::ast::*;
use crate::token::{Op, Tok};
use escape_source::{Pos, intern};

/// A parameter as far as it is known: before types are distributed a lone identifier is a name.
pub struct Param {
    pub name: Option<X>,
    pub typ: Option<X>,
    pos: Pos,
}

impl Reader<'_> {
    pub fn typ(&mut self) -> X {
        if let Some(t) = self.type_or_none() {
            return t;
        }
        let t = self.bad();
        self.syntax_error("expected type");
        self.advance(&[Tok::Comma, Tok::Colon, Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
        t
    }

    pub fn type_or_none(&mut self) -> Option<X> {
        if !self.enter() {
            self.leave();
            return None;
        }
        let t = self.type_inner();
        self.leave();
        t
    }

    fn type_inner(&mut self) -> Option<X> {
        let pos = self.pos();
        Some(match self.tok() {
            Tok::Star => {
                self.next();
                let x = self.typ();
                self.push(ExprKind::Unary { op: UnaryOp::Deref, x }, pos)
            }
            Tok::Arrow => {
                self.next();
                self.want(Tok::Chan);
                let elem = self.chan_elem();
                self.push(ExprKind::ChanType { dir: ChanDir::Recv, elem }, pos)
            }
            Tok::Func => {
                self.next();
                self.func_type("function type")
            }
            Tok::Lbrack => {
                self.next();
                if self.got(Tok::Rbrack) {
                    return Some(self.slice_type(pos));
                }
                self.array_type(pos, None)
            }
            Tok::Chan => {
                self.next();
                let dir = if self.got(Tok::Arrow) { ChanDir::Send } else { ChanDir::Both };
                let elem = self.chan_elem();
                self.push(ExprKind::ChanType { dir, elem }, pos)
            }
            Tok::Map => {
                self.next();
                self.want(Tok::Lbrack);
                let key = self.typ();
                self.want(Tok::Rbrack);
                let value = self.typ();
                self.push(ExprKind::MapType { key, value }, pos)
            }
            Tok::Struct => self.struct_type(),
            Tok::Interface => self.interface_type(),
            Tok::Name => self.qualified_name(None),
            Tok::Lparen => {
                self.next();
                let t = self.typ();
                self.want(Tok::Rparen);
                t
            }
            _ => return None,
        })
    }

    fn chan_elem(&mut self) -> X {
        if let Some(t) = self.type_or_none() {
            return t;
        }
        let t = self.bad();
        self.syntax_error("missing channel element type");
        t
    }

    /// After `[` or with the length already read.
    pub fn array_type(&mut self, pos: Pos, len: Option<X>) -> X {
        let mut len = len;
        if len.is_none() && !self.got(Tok::DotDotDot) {
            self.literal_level += 1;
            len = Some(self.expr());
            self.literal_level -= 1;
        }
        if self.is(Tok::Comma) {
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Tok::Rbrack);
        let elem = self.typ();
        self.push(ExprKind::ArrayType { len, elem }, pos)
    }

    /// After `[]`.
    pub fn slice_type(&mut self, pos: Pos) -> X {
        let elem = self.typ();
        self.push(ExprKind::SliceType(elem), pos)
    }

    pub fn qualified_name(&mut self, name: Option<X>) -> X {
        let mut x = match name {
            Some(x) => x,
            None if self.is(Tok::Name) => self.name(),
            None => {
                let pos = self.pos();
                let x = self.push(ExprKind::Name(intern("_")), pos);
                self.syntax_error("expected name");
                self.advance(&[Tok::Dot, Tok::Semi, Tok::Rbrace]);
                x
            }
        };
        if self.is(Tok::Dot) {
            let pos = self.pos();
            self.next();
            let sel = self.name();
            x = self.push(ExprKind::Selector { x, sel }, pos);
        }
        if self.is(Tok::Lbrack) {
            let pos = self.pos();
            self.next();
            let indices = if self.is(Tok::Rbrack) {
                self.syntax_error("expected type argument list");
                vec![self.bad()]
            } else {
                self.type_list(true).0
            };
            self.want(Tok::Rbrack);
            x = self.push(ExprKind::Index { x, indices: indices.into() }, pos);
        }
        x
    }

    /// After `func` or a name. A `context` says that type parameters are not allowed there.
    pub fn func_type(&mut self, context: &str) -> X {
        self.signature(context).1
    }

    /// Type parameters and function type.
    pub fn signature(&mut self, context: &str) -> (Vec<Field>, X) {
        let pos = self.pos();
        let mut tparams = Vec::new();
        if self.got(Tok::Lbrack) {
            if !context.is_empty() {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.is(Tok::Rbrack) {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                let list = self.param_list(None, None, Tok::Rbrack, true, false);
                tparams = self.fields(list);
            }
        }
        let pos = self.pos();
        self.want(Tok::Lparen);
        let params = self.param_list(None, None, Tok::Rparen, false, true);
        let params = self.fields(params);
        let results = self.func_result();
        (tparams, self.push(ExprKind::FuncType { params: params.into(), results: results.into() }, pos))
    }

    fn func_result(&mut self) -> Vec<Field> {
        if self.got(Tok::Lparen) {
            let list = self.param_list(None, None, Tok::Rparen, false, false);
            return self.fields(list);
        }
        let pos = self.pos();
        match self.type_or_none() {
            Some(typ) => vec![Field { name: None, typ, tag: None, embedded: false, pos }],
            None => Vec::new(),
        }
    }

    pub fn fields(&mut self, list: Vec<Param>) -> Vec<Field> {
        list.into_iter()
            .map(|p| {
                let typ = p.typ.unwrap_or_else(|| self.bad());
                Field { name: p.name, typ, tag: None, embedded: false, pos: p.pos }
            })
            .collect()
    }

    fn struct_type(&mut self) -> X {
        let pos = self.pos();
        self.want(Tok::Struct);
        self.want(Tok::Lbrace);
        let mut fields = Vec::new();
        self.list("struct type", Tok::Semi, Tok::Rbrace, &mut |r| {
            r.field_decl(&mut fields);
            false
        });
        self.push(ExprKind::StructType { fields: fields.into() }, pos)
    }

    fn field_decl(&mut self, fields: &mut Vec<Field>) {
        let pos = self.pos();
        let embedded = |r: &mut Self, fields: &mut Vec<Field>, typ: X| {
            let tag = r.literal();
            fields.push(Field { name: None, typ, tag, embedded: true, pos });
        };
        match self.tok() {
            Tok::Name => {
                let name = self.name();
                if matches!(self.tok(), Tok::Dot | Tok::Literal | Tok::Semi | Tok::Rbrace) {
                    let typ = self.qualified_name(Some(name));
                    return embedded(self, fields, typ);
                }
                let names = self.name_list(name);
                let typ = if names.len() == 1 && self.is(Tok::Lbrack) {
                    let typ = self.array_or_type_args(name);
                    if matches!(self.kind(typ), ExprKind::Index { .. }) {
                        return embedded(self, fields, typ);
                    }
                    typ
                } else {
                    self.typ()
                };
                let tag = self.literal();
                for name in names {
                    let pos = self.ast.pos(name);
                    fields.push(Field { name: Some(name), typ, tag, embedded: false, pos });
                }
            }
            Tok::Star => {
                self.next();
                let parenthesised = self.is(Tok::Lparen);
                if parenthesised {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.next();
                }
                let x = self.qualified_name(None);
                if parenthesised {
                    self.got(Tok::Rparen);
                }
                let typ = self.push(ExprKind::Unary { op: UnaryOp::Deref, x }, pos);
                embedded(self, fields, typ);
            }
            Tok::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                let star = self.pos();
                let typ = if self.got(Tok::Star) {
                    let x = self.qualified_name(None);
                    self.push(ExprKind::Unary { op: UnaryOp::Deref, x }, star)
                } else {
                    self.qualified_name(None)
                };
                self.got(Tok::Rparen);
                embedded(self, fields, typ);
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Tok::Semi, Tok::Rbrace]);
            }
        }
    }

    /// After a name: `[n]E` or `[]E` as its type, or type arguments of it.
    fn array_or_type_args(&mut self, name: X) -> X {
        let pos = self.pos();
        self.want(Tok::Lbrack);
        if self.got(Tok::Rbrack) {
            return self.slice_type(pos);
        }
        let (indices, comma) = self.type_list(false);
        self.want(Tok::Rbrack);
        if !comma && let Some(elem) = self.type_or_none() {
            return self.push(ExprKind::ArrayType { len: indices.first().copied(), elem }, pos);
        }
        self.push(ExprKind::Index { x: name, indices: indices.into() }, pos)
    }

    fn interface_type(&mut self) -> X {
        let pos = self.pos();
        self.want(Tok::Interface);
        self.want(Tok::Lbrace);
        let mut elems = Vec::new();
        self.list("interface type", Tok::Semi, Tok::Rbrace, &mut |r| {
            let pos = r.pos();
            let (name, typ) = if r.is(Tok::Name) { r.method_decl() } else { (None, None) };
            let typ = match (name, typ) {
                (Some(_), Some(typ)) => typ,
                (_, typ) => r.embedded_elem(typ),
            };
            elems.push(Field { name, typ, tag: None, embedded: name.is_none(), pos });
            false
        });
        self.push(ExprKind::InterfaceType { elems: elems.into() }, pos)
    }

    /// A method, or an embedded type that starts with a name.
    fn method_decl(&mut self) -> (Option<X>, Option<X>) {
        const CONTEXT: &str = "interface method";
        let name = self.name();
        match self.tok() {
            Tok::Lparen => (Some(name), Some(self.func_type(CONTEXT))),
            Tok::Lbrack => {
                let pos = self.pos();
                self.next();
                if self.is(Tok::Rbrack) {
                    let pos = self.pos();
                    self.next();
                    if self.is(Tok::Lparen) {
                        self.error_at(pos, "empty type parameter list");
                        return (Some(name), Some(self.func_type(CONTEXT)));
                    }
                    self.error_at(pos, "empty type argument list");
                    return (None, Some(name));
                }
                let list = self.param_list(None, None, Tok::Rbrack, false, false);
                match list.first() {
                    None if self.is(Tok::Lparen) => (Some(name), Some(self.func_type(CONTEXT))),
                    None => (None, Some(name)),
                    Some(first) if first.name.is_some() => {
                        let typ = self.func_type(CONTEXT);
                        self.error_at(pos, "interface method must have no type parameters");
                        (Some(name), Some(typ))
                    }
                    Some(_) => {
                        let indices = list.iter().filter_map(|p| p.typ).collect();
                        (None, Some(self.push(ExprKind::Index { x: name, indices }, pos)))
                    }
                }
            }
            _ => (None, Some(self.qualified_name(Some(name)))),
        }
    }

    /// A union of terms; the first may have been read already.
    fn embedded_elem(&mut self, first: Option<X>) -> X {
        let mut x = match first {
            Some(x) => x,
            None => self.embedded_term(),
        };
        while self.at_bar() {
            let pos = self.pos();
            self.next();
            let y = self.embedded_term();
            x = self.push(ExprKind::Binary { op: BinaryOp::Or, x, y }, pos);
        }
        x
    }

    fn embedded_term(&mut self) -> X {
        let pos = self.pos();
        if self.is_op(Op::Tilde) {
            self.next();
            let x = self.typ();
            return self.push(ExprKind::Unary { op: UnaryOp::Tilde, x }, pos);
        }
        if let Some(t) = self.type_or_none() {
            return t;
        }
        let t = self.bad();
        self.syntax_error("expected ~ term or type");
        self.advance(&[Tok::Operator, Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
        t
    }

    fn param_decl(&mut self, name: Option<X>, follow: Tok) -> Option<Param> {
        let sets = follow == Tok::Rbrack;
        let mut p = Param { name: None, typ: None, pos: name.map_or(self.pos(), |n| self.ast.pos(n)) };
        if name.is_none() && sets && self.is_op(Op::Tilde) {
            p.typ = Some(self.embedded_elem(None));
            return Some(p);
        }
        if name.is_some() || self.is(Tok::Name) {
            let name = match name {
                Some(n) => n,
                None => self.name(),
            };
            match self.tok() {
                Tok::Lbrack => {
                    let typ = self.array_or_type_args(name);
                    if !matches!(self.kind(typ), ExprKind::Index { .. }) {
                        p.name = Some(name);
                    }
                    p.typ = Some(if sets && self.at_bar() { self.embedded_elem(Some(typ)) } else { typ });
                    return Some(p);
                }
                Tok::Dot => {
                    let typ = self.qualified_name(Some(name));
                    p.typ = Some(if sets && self.at_bar() { self.embedded_elem(Some(typ)) } else { typ });
                    return Some(p);
                }
                _ if sets && self.at_bar() => {
                    p.typ = Some(self.embedded_elem(Some(name)));
                    return Some(p);
                }
                _ => p.name = Some(name),
            }
        }
        if self.is(Tok::DotDotDot) {
            let pos = self.pos();
            self.next();
            p.typ = Some(match self.type_or_none() {
                Some(elem) => self.push(ExprKind::DotsType(elem), pos),
                None => {
                    let bad = self.bad();
                    self.syntax_error("... is missing type");
                    bad
                }
            });
            return Some(p);
        }
        if sets && self.is_op(Op::Tilde) {
            p.typ = Some(self.embedded_elem(None));
            return Some(p);
        }
        p.typ = self.type_or_none();
        if sets
            && self.at_bar()
            && let Some(t) = p.typ
        {
            p.typ = Some(self.embedded_elem(Some(t)));
        }
        if p.name.is_some() || p.typ.is_some() {
            return Some(p);
        }
        self.syntax_error(&format!("expected {}", word(follow)));
        self.advance(&[Tok::Comma, follow]);
        None
    }

    /// After the opening bracket, with the first name and its type when they were read already. In the result either all have
    /// names or none has.
    pub fn param_list(
        &mut self,
        name: Option<X>,
        typ: Option<X>,
        close: Tok,
        need_names: bool,
        dots_allowed: bool,
    ) -> Vec<Param> {
        let mut first = name;
        let mut first_type = typ;
        if let (Some(n), Some(_)) = (name, typ)
            && self.is(close)
        {
            self.next();
            return vec![Param { name, typ, pos: self.ast.pos(n) }];
        }
        let (mut named, mut typed) = (0, 0);
        let mut list: Vec<Param> = Vec::new();
        let end = self.list("parameter list", Tok::Comma, close, &mut |r| {
            let p = match (first, first_type) {
                (Some(n), Some(_)) => Some(Param { name: first, typ: first_type, pos: r.ast.pos(n) }),
                _ => r.param_decl(first, close),
            };
            first = None;
            first_type = None;
            if let Some(p) = p {
                named += usize::from(p.name.is_some() && p.typ.is_some());
                typed += usize::from(p.typ.is_some());
                list.push(p);
            }
            false
        });
        if list.is_empty() {
            return list;
        }
        if named == 0 && !need_names {
            for p in &mut list {
                if let Some(t) = p.name.take() {
                    p.typ = Some(t);
                }
            }
        } else if named != list.len() {
            let mut error = None;
            let mut typ = None;
            for p in list.iter_mut().rev() {
                if let Some(t) = p.typ {
                    typ = Some(t);
                    if p.name.is_none() {
                        let pos = self.start_of(t);
                        error = Some(pos);
                        p.name = Some(self.blank_name(pos));
                    }
                } else if typ.is_some() {
                    p.typ = typ;
                } else {
                    let pos = p.name.map_or(p.pos, |n| self.ast.pos(n));
                    error = Some(pos);
                    p.typ = Some(self.push(ExprKind::Bad, pos));
                }
            }
            if let Some(pos) = error {
                let (pos, text) = match (named == typed, need_names) {
                    (true, true) => (end, "missing type constraint"),
                    (true, false) => (end, "missing parameter type"),
                    (false, true) if list.len() == 1 => (pos, "missing type parameter name or invalid array length"),
                    (false, true) => (pos, "missing type parameter name"),
                    (false, false) => (pos, "missing parameter name"),
                };
                self.syntax_error_at(pos, text);
            }
        }
        let mut reported = false;
        let last = list.len() - 1;
        for (i, p) in list.iter_mut().enumerate() {
            let Some(t) = p.typ else { continue };
            if let ExprKind::DotsType(elem) = *self.kind(t)
                && (!dots_allowed || i < last)
            {
                if !std::mem::replace(&mut reported, true) {
                    let text =
                        if dots_allowed { "can only use ... with final parameter" } else { "invalid use of ..." };
                    let pos = self.ast.pos(t);
                    self.error_at(pos, text);
                }
                p.typ = Some(elem);
            }
        }
        list
    }

    /// Where the leftmost part of the expression stands.
    fn start_of(&self, mut x: X) -> Pos {
        loop {
            x = match *self.kind(x) {
                ExprKind::CompositeLit { typ: Some(t), .. } => t,
                ExprKind::KeyValue { key, .. } => key,
                ExprKind::Selector { x, .. }
                | ExprKind::Index { x, .. }
                | ExprKind::TypeAssert { x, .. }
                | ExprKind::Binary { x, .. }
                | ExprKind::Call { fun: x, .. } => x,
                ExprKind::TypeSwitchGuard { lhs, x } => lhs.unwrap_or(x),
                _ => return self.ast.pos(x),
            }
        }
    }
}
