//! Types, fields and parameters.

use super::Reader;
use crate::ast::*;
use crate::scanner::Tok;
use escape_source::intern;

/// A parameter while its list is being read: a lone name may turn out to be a type.
struct Param {
    name: Option<ExprId>,
    typ: Option<ExprId>,
    pos: u32,
}

impl Reader<'_> {
    pub(super) fn typ(&mut self) -> ExprId {
        match self.type_or_none() {
            Some(t) => t,
            None => {
                let t = self.bad();
                self.syntax_error("expected type");
                self.advance(&[Tok::Comma, Tok::Colon, Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
                t
            }
        }
    }

    pub(super) fn type_or_none(&mut self) -> Option<ExprId> {
        if !self.enter() {
            self.leave();
            return None;
        }
        let t = self.type_or_none_inner();
        self.leave();
        t
    }

    fn type_or_none_inner(&mut self) -> Option<ExprId> {
        let pos = self.pos();
        Some(match self.tok() {
            Tok::Star => {
                self.next();
                let x = self.typ();
                self.push(ExprKind::Unary { op: UnaryOp::Deref, x }, pos, pos)
            }
            Tok::Arrow => {
                self.next();
                self.want(Tok::Chan);
                let elem = self.chan_elem();
                self.push(ExprKind::ChanType { dir: ChanDir::Recv, elem }, pos, pos)
            }
            Tok::Func => {
                self.next();
                self.func_type("function type")
            }
            Tok::Lbrack => {
                self.next();
                if self.got(Tok::Rbrack) { self.slice_type(pos) } else { self.array_type(pos, None) }
            }
            Tok::Chan => {
                self.next();
                let dir = if self.got(Tok::Arrow) { ChanDir::Send } else { ChanDir::Both };
                let elem = self.chan_elem();
                self.push(ExprKind::ChanType { dir, elem }, pos, pos)
            }
            Tok::Map => {
                self.next();
                self.want(Tok::Lbrack);
                let key = self.typ();
                self.want(Tok::Rbrack);
                let value = self.typ();
                self.push(ExprKind::MapType { key, value }, pos, pos)
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

    fn chan_elem(&mut self) -> ExprId {
        match self.type_or_none() {
            Some(t) => t,
            None => {
                let t = self.bad();
                self.syntax_error("missing channel element type");
                t
            }
        }
    }

    /// After `[`; the length may have been read.
    pub(super) fn array_type(&mut self, pos: u32, mut len: Option<ExprId>) -> ExprId {
        if len.is_none() && !self.got(Tok::DotDotDot) {
            self.xnest += 1;
            len = Some(self.expr());
            self.xnest -= 1;
        }
        if self.tok() == Tok::Comma {
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Tok::Rbrack);
        let elem = self.typ();
        self.push(ExprKind::ArrayType { len, elem }, pos, pos)
    }

    pub(super) fn slice_type(&mut self, pos: u32) -> ExprId {
        let elem = self.typ();
        self.push(ExprKind::SliceType(elem), pos, pos)
    }

    /// After `func` (and a name); `context` is not empty where type parameters are not allowed.
    pub(super) fn func_type(&mut self, context: &str) -> ExprId {
        let pos = self.pos();
        if self.got(Tok::Lbrack) {
            if !context.is_empty() {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.tok() == Tok::Rbrack {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                self.param_list(None, None, Tok::Rbrack, true, false);
            }
        }
        self.want(Tok::Lparen);
        let params = self.param_list(None, None, Tok::Rparen, false, true);
        let results = if self.got(Tok::Lparen) {
            self.param_list(None, None, Tok::Rparen, false, false)
        } else {
            let at = self.pos();
            match self.type_or_none() {
                Some(t) => vec![self.field(None, t, at)],
                None => Vec::new(),
            }
        };
        self.push(ExprKind::FuncType { params, results }, pos, pos)
    }

    fn struct_type(&mut self) -> ExprId {
        let pos = self.pos();
        self.want(Tok::Struct);
        self.want(Tok::Lbrace);
        let mut fields = Vec::new();
        self.list("struct type", Tok::Semi, Tok::Rbrace, &mut |r| {
            r.field_decl(&mut fields);
            false
        });
        self.push(ExprKind::StructType { fields }, pos, pos)
    }

    fn tag(&mut self) {
        self.got(Tok::Literal);
    }

    fn field_decl(&mut self, fields: &mut Vec<Field>) {
        let pos = self.pos();
        match self.tok() {
            Tok::Name => {
                let name = self.name();
                if matches!(self.tok(), Tok::Dot | Tok::Literal | Tok::Semi | Tok::Rbrace) {
                    let typ = self.qualified_name(Some(name));
                    self.tag();
                    fields.push(self.field(None, typ, pos));
                    return;
                }
                let single = self.tok() != Tok::Comma;
                self.name_list();
                let typ = if single && self.tok() == Tok::Lbrack { self.array_or_type_args(name) } else { self.typ() };
                self.tag();
                let embedded = matches!(self.kind(typ), ExprKind::Index { .. }) && single;
                let field = self.field(if embedded { None } else { Some(name) }, typ, pos);
                fields.push(field);
            }
            Tok::Star => {
                self.next();
                let typ = if self.tok() == Tok::Lparen {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.next();
                    let t = self.qualified_name(None);
                    self.got(Tok::Rparen);
                    t
                } else {
                    self.qualified_name(None)
                };
                self.tag();
                fields.push(self.field(None, typ, pos));
            }
            Tok::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                self.got(Tok::Star);
                let typ = self.qualified_name(None);
                self.got(Tok::Rparen);
                self.tag();
                fields.push(self.field(None, typ, pos));
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Tok::Semi, Tok::Rbrace]);
            }
        }
    }

    /// `[N]T` after a name, or the type arguments of the name: then the result is the instance.
    fn array_or_type_args(&mut self, name: ExprId) -> ExprId {
        let pos = self.pos();
        self.want(Tok::Lbrack);
        if self.got(Tok::Rbrack) {
            return self.slice_type(pos);
        }
        let (list, comma) = self.type_list(false);
        self.want(Tok::Rbrack);
        if !comma && let Some(elem) = self.type_or_none() {
            return self.push(ExprKind::ArrayType { len: list.first().copied(), elem }, pos, pos);
        }
        let start = self.ast.exprs[name].start;
        self.push(ExprKind::Index { x: name, indices: list }, pos, start)
    }

    fn interface_type(&mut self) -> ExprId {
        let pos = self.pos();
        self.want(Tok::Interface);
        self.want(Tok::Lbrace);
        let mut elems = Vec::new();
        self.list("interface type", Tok::Semi, Tok::Rbrace, &mut |r| {
            let pos = r.pos();
            let mut first = None;
            if r.tok() == Tok::Name {
                match r.method_decl() {
                    (Some(name), typ) => {
                        elems.push(r.field(Some(name), typ, pos));
                        return false;
                    }
                    (None, typ) => first = Some(typ),
                }
            }
            let typ = r.embedded_elem(first);
            elems.push(r.field(None, typ, pos));
            false
        });
        self.push(ExprKind::InterfaceType { elems }, pos, pos)
    }

    /// A method (name and type), or an embedded type that begins with a name.
    fn method_decl(&mut self) -> (Option<ExprId>, ExprId) {
        const CONTEXT: &str = "interface method";
        let name = self.name();
        match self.tok() {
            Tok::Lparen => (Some(name), self.func_type(CONTEXT)),
            Tok::Lbrack => {
                let pos = self.pos();
                self.next();
                if self.tok() == Tok::Rbrack {
                    let pos = self.pos();
                    self.next();
                    if self.tok() == Tok::Lparen {
                        self.error_at(pos, "empty type parameter list");
                        return (Some(name), self.func_type(CONTEXT));
                    }
                    self.error_at(pos, "empty type argument list");
                    return (None, name);
                }
                // Type parameters are not allowed, type arguments are.
                let list = self.param_list(None, None, Tok::Rbrack, false, false);
                match list.first() {
                    None if self.tok() == Tok::Lparen => (Some(name), self.func_type(CONTEXT)),
                    None => (None, name),
                    Some(f) if f.name.is_some() => {
                        let typ = self.func_type(CONTEXT);
                        self.error_at(pos, "interface method must have no type parameters");
                        (Some(name), typ)
                    }
                    Some(_) => {
                        let indices = list.iter().map(|f| f.typ).collect();
                        let start = self.ast.exprs[name].start;
                        (None, self.push(ExprKind::Index { x: name, indices }, pos, start))
                    }
                }
            }
            _ => (None, self.qualified_name(Some(name))),
        }
    }

    /// `A | ~B | …`; the first term may have been read.
    fn embedded_elem(&mut self, first: Option<ExprId>) -> ExprId {
        let mut x = match first {
            Some(x) => x,
            None => self.embedded_term(),
        };
        while self.is_op("|") {
            let pos = self.pos();
            self.next();
            let y = self.embedded_term();
            let start = self.ast.exprs[x].start;
            x = self.push(ExprKind::Binary { op: BinaryOp::Or, x, y }, pos, start);
        }
        x
    }

    fn embedded_term(&mut self) -> ExprId {
        if self.is_op("~") {
            let pos = self.pos();
            self.next();
            let x = self.typ();
            return self.push(ExprKind::Unary { op: UnaryOp::Tilde, x }, pos, pos);
        }
        match self.type_or_none() {
            Some(t) => t,
            None => {
                let t = self.bad();
                self.syntax_error("expected ~ term or type");
                self.advance(&[Tok::Operator, Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
                t
            }
        }
    }

    fn param_decl(&mut self, name: Option<ExprId>, follow: Tok) -> Option<Param> {
        let sets = follow == Tok::Rbrack;
        let pos = name.map_or(self.pos(), |n| self.expr_pos(n));
        if name.is_none() && sets && self.is_op("~") {
            return Some(Param { name: None, typ: Some(self.embedded_elem(None)), pos });
        }
        let mut p = Param { name: None, typ: None, pos };
        if self.tok() == Tok::Name || name.is_some() {
            let name = match name {
                Some(n) => n,
                None => self.name(),
            };
            if self.tok() == Tok::Lbrack {
                let typ = self.array_or_type_args(name);
                let instance = matches!(*self.kind(typ), ExprKind::Index { x, .. } if x == name);
                p.name = if instance { None } else { Some(name) };
                p.typ = Some(if sets && self.is_op("|") { self.embedded_elem(Some(typ)) } else { typ });
                return Some(p);
            }
            if self.tok() == Tok::Dot {
                let typ = self.qualified_name(Some(name));
                p.typ = Some(if sets && self.is_op("|") { self.embedded_elem(Some(typ)) } else { typ });
                return Some(p);
            }
            if sets && self.is_op("|") {
                p.typ = Some(self.embedded_elem(Some(name)));
                return Some(p);
            }
            p.name = Some(name);
        }
        if self.tok() == Tok::DotDotDot {
            let at = self.pos();
            self.next();
            p.typ = Some(match self.type_or_none() {
                Some(t) => self.push(ExprKind::DotsType(t), at, at),
                None => {
                    let t = self.bad();
                    self.syntax_error("... is missing type");
                    t
                }
            });
            return Some(p);
        }
        if sets && self.is_op("~") {
            p.typ = Some(self.embedded_elem(None));
            return Some(p);
        }
        p.typ = self.type_or_none();
        if sets && self.is_op("|") && p.typ.is_some() {
            p.typ = Some(self.embedded_elem(p.typ));
        }
        if p.name.is_some() || p.typ.is_some() {
            return Some(p);
        }
        self.syntax_error(&format!("expected {}", follow.describe()));
        self.advance(&[Tok::Comma, follow]);
        None
    }

    /// A list of parameters, or of type parameters (`require_names`), after its opening bracket. The first name (and its type) may have been
    /// read. `dots_ok`: the last may be variadic.
    pub(super) fn param_list(
        &mut self,
        name: Option<ExprId>,
        typ: Option<ExprId>,
        close: Tok,
        require_names: bool,
        dots_ok: bool,
    ) -> Vec<Field> {
        if let (Some(n), Some(t)) = (name, typ)
            && self.tok() == close
        {
            self.next();
            let pos = self.expr_pos(n);
            return vec![self.field(Some(n), t, pos)];
        }
        let mut first = (name, typ);
        let mut list: Vec<Param> = Vec::new();
        let (mut named, mut typed) = (0, 0);
        let end = self.list("parameter list", Tok::Comma, close, &mut |r| {
            let p = match std::mem::take(&mut first) {
                (Some(n), Some(t)) => {
                    let pos = r.expr_pos(n);
                    Some(Param { name: Some(n), typ: Some(t), pos })
                }
                (n, _) => r.param_decl(n, close),
            };
            if let Some(p) = p {
                named += usize::from(p.name.is_some() && p.typ.is_some());
                typed += usize::from(p.typ.is_some());
                list.push(p);
            }
            false
        });
        if named == 0 && !require_names {
            // All lone names are types.
            for p in &mut list {
                if let Some(n) = p.name.take() {
                    p.typ = Some(n);
                }
            }
        } else if named != list.len() {
            self.distribute_types(&mut list, named == typed, end, require_names);
        }
        let mut reported = false;
        let count = list.len();
        let mut fields = Vec::with_capacity(count);
        for (i, p) in list.into_iter().enumerate() {
            let typ = match p.typ {
                Some(t) => t,
                None => self.bad(),
            };
            if matches!(self.kind(typ), ExprKind::DotsType(_)) && (!dots_ok || i + 1 < count) && !reported {
                reported = true;
                let at = self.expr_pos(typ);
                let text = if dots_ok { "can only use ... with final parameter" } else { "invalid use of ..." };
                self.error_at(at, text);
            }
            fields.push(self.field(p.name, typ, p.pos));
        }
        fields
    }

    /// Some parameters have names: each lone name takes the type of the next. What remains without a name or type is an error, reported at the
    /// leftmost.
    fn distribute_types(&mut self, list: &mut [Param], only_types_missing: bool, end: u32, require_names: bool) {
        let mut at = None;
        let mut typ: Option<ExprId> = None;
        let count = list.len();
        for p in list.iter_mut().rev() {
            match (p.typ, p.name) {
                (Some(t), None) => {
                    typ = Some(t);
                    let start = self.leftmost(t);
                    at = Some(start);
                    p.name = Some(self.push(ExprKind::Name(intern("_")), start, start));
                }
                (Some(t), Some(_)) => typ = Some(t),
                (None, name) => match typ {
                    Some(t) => p.typ = Some(t),
                    None => {
                        at = Some(name.map_or(p.pos, |n| self.expr_pos(n)));
                        p.typ = Some(self.bad());
                    }
                },
            }
        }
        let Some(at) = at else { return };
        let (at, text) = match (only_types_missing, require_names) {
            (true, true) => (end, "missing type constraint"),
            (true, false) => (end, "missing parameter type"),
            (false, true) if count == 1 => (at, "missing type parameter name or invalid array length"),
            (false, true) => (at, "missing type parameter name"),
            (false, false) => (at, "missing parameter name"),
        };
        self.syntax_error_at(at, text);
    }

    /// Where the leftmost token of an expression starts.
    pub(super) fn leftmost(&self, e: ExprId) -> u32 {
        self.ast.exprs[e].start
    }

    /// `T`, `p.T`, `T[A]`; the first name may have been read.
    pub(super) fn qualified_name(&mut self, name: Option<ExprId>) -> ExprId {
        let mut x = match name {
            Some(n) => n,
            None if self.tok() == Tok::Name => self.name(),
            None => {
                let pos = self.pos();
                let x = self.push(ExprKind::Name(intern("_")), pos, pos);
                self.syntax_error("expected name");
                self.advance(&[Tok::Dot, Tok::Semi, Tok::Rbrace]);
                x
            }
        };
        let start = self.ast.exprs[x].start;
        if self.tok() == Tok::Dot {
            let pos = self.pos();
            self.next();
            let sel = self.name();
            x = self.push(ExprKind::Selector { x, sel }, pos, start);
        }
        if self.tok() == Tok::Lbrack {
            let pos = self.pos();
            self.next();
            let indices = if self.tok() == Tok::Rbrack {
                self.syntax_error("expected type argument list");
                vec![self.bad()]
            } else {
                self.type_list(true).0
            };
            self.want(Tok::Rbrack);
            x = self.push(ExprKind::Index { x, indices }, pos, start);
        }
        x
    }

    /// A list of types, or of expressions and types; true if there was a comma.
    pub(super) fn type_list(&mut self, strict: bool) -> (Vec<ExprId>, bool) {
        self.xnest += 1;
        let mut list = vec![if strict { self.typ() } else { self.expr() }];
        let mut comma = false;
        while self.got(Tok::Comma) {
            comma = true;
            match self.type_or_none() {
                Some(t) => list.push(t),
                None => break,
            }
        }
        self.xnest -= 1;
        (list, comma)
    }
}
