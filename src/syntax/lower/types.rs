//! Types, parameters, fields.

use super::kinds::{F, K};
use super::{Child, Lower, children, field, named, token};
use crate::ast::*;
use tree_sitter::Node;

impl Lower<'_> {
    /// A node in type position.
    pub fn typ(&mut self, n: Node<'_>) -> ExprId {
        let pos = self.start(n);
        match K::of(n) {
            K::TypeIdentifier | K::Identifier | K::FieldIdentifier => self.name(n),
            // gc keeps no parentheses around a type.
            K::ParenthesizedType => self.only_type(n),
            K::GenericType => self.generic_type(n),
            K::QualifiedType => self.qualified(n),
            K::PointerType => {
                let x = self.only_type(n);
                self.push(ExprKind::Unary { op: UnaryOp::Deref, x }, pos, n)
            }
            K::NegatedType => {
                let x = self.only_type(n);
                self.push(ExprKind::Unary { op: UnaryOp::Tilde, x }, pos, n)
            }
            K::StructType => {
                let list = named(n).first().map_or_else(Vec::new, |&l| self.struct_fields(l));
                self.push(ExprKind::StructType { fields: list.into() }, pos, n)
            }
            K::InterfaceType => {
                let elems = named(n).into_iter().map(|e| self.interface_elem(e)).collect();
                self.push(ExprKind::InterfaceType { elems }, pos, n)
            }
            K::ArrayType | K::ImplicitLengthArrayType => {
                let c = children(n);
                let len = field(&c, F::Length).map(|l| self.expr(l));
                let elem = self.field_type(n, &c, F::Element);
                self.push(ExprKind::ArrayType { len, elem }, pos, n)
            }
            K::SliceType => {
                let c = children(n);
                let elem = self.field_type(n, &c, F::Element);
                self.push(ExprKind::SliceType(elem), pos, n)
            }
            K::MapType => {
                let c = children(n);
                let key = self.field_type(n, &c, F::Key);
                let value = self.field_type(n, &c, F::Value);
                self.push(ExprKind::MapType { key, value }, pos, n)
            }
            K::ChannelType => self.channel_type(n),
            K::FunctionType => self.func_type(n),
            K::TypeElem | K::TypeConstraint => self.union(n),
            _ => self.expr(n),
        }
    }

    fn only_type(&mut self, n: Node<'_>) -> ExprId {
        match named(n).first() {
            Some(&t) => self.typ(t),
            None => self.bad(n),
        }
    }

    fn field_type(&mut self, n: Node<'_>, c: &[Child<'_>], f: F) -> ExprId {
        match field(c, f) {
            Some(t) => self.typ(t),
            None => self.bad(n),
        }
    }

    /// `pkg.T`
    fn qualified(&mut self, n: Node<'_>) -> ExprId {
        let c = children(n);
        let (Some(p), Some(t)) = (field(&c, F::Package), field(&c, F::Name)) else { return self.bad(n) };
        let x = self.name(p);
        let sel = self.name(t);
        let pos = token(&c, K::PeriodToken).map_or(self.start(n), |d| self.start(d));
        self.push(ExprKind::Selector { x, sel }, pos, n)
    }

    fn generic_type(&mut self, n: Node<'_>) -> ExprId {
        let c = children(n);
        let (Some(t), Some(args)) = (field(&c, F::Type), field(&c, F::TypeArguments)) else { return self.bad(n) };
        // `~pkg.T[int]`, `[]T[i]`: the arguments belong to the inner part.
        if !matches!(K::of(t), K::TypeIdentifier | K::QualifiedType) {
            return self.bad(n);
        }
        let x = self.typ(t);
        let indices = self.type_args(args);
        let pos = self.start(args);
        self.push(ExprKind::Index { x, indices: indices.into() }, pos, n)
    }

    pub fn type_args(&mut self, args: Node<'_>) -> Vec<ExprId> {
        named(args).into_iter().map(|a| self.typ(a)).collect()
    }

    /// `A | B | ~C`, left-associative.
    fn union(&mut self, n: Node<'_>) -> ExprId {
        let mut acc: Option<ExprId> = None;
        let mut bar = self.start(n);
        for c in children(n) {
            if K::of(c.node) == K::BarToken {
                bar = self.start(c.node);
            } else if c.node.is_named() {
                let y = self.typ(c.node);
                acc = Some(match acc {
                    None => y,
                    Some(x) => self.push_at(
                        ExprKind::Binary { op: BinaryOp::Or, x, y },
                        bar,
                        n.start_byte() as u32,
                        c.node.end_byte() as u32,
                    ),
                });
            }
        }
        acc.unwrap_or_else(|| self.bad(n))
    }

    pub fn channel_type(&mut self, n: Node<'_>) -> ExprId {
        let c = children(n);
        let pos = self.start(n);
        let Some(value) = field(&c, F::Value) else { return self.bad(n) };
        let first = c.first().map(|c| K::of(c.node));
        let dir = match (first, token(&c, K::ArrowToken)) {
            (_, None) => ChanDir::Both,
            (Some(K::ArrowToken), _) => ChanDir::Recv,
            _ => ChanDir::Send,
        };
        if dir == ChanDir::Both {
            return self.chan_of(n.start_byte(), value, n.end_byte());
        }
        let elem = self.typ(value);
        self.push(ExprKind::ChanType { dir, elem }, pos, n)
    }

    /// `chan value`. Wrong tree: `chan<- chan T` comes as chan (<-chan T); the arrow belongs to the leftmost chan, over and over.
    fn chan_of(&mut self, start: usize, value: Node<'_>, end: usize) -> ExprId {
        let inner = if K::of(value) == K::ChannelType { children(value) } else { Vec::new() };
        let arrow = inner.first().is_some_and(|c| K::of(c.node) == K::ArrowToken);
        let (dir, elem) = match field(&inner, F::Value).filter(|_| arrow) {
            Some(v) => {
                let chan = inner.get(1).map_or(value.start_byte(), |c| c.node.start_byte());
                (ChanDir::Send, self.chan_of(chan, v, value.end_byte()))
            }
            None => (ChanDir::Both, self.typ(value)),
        };
        let pos = self.at(start);
        self.push_at(ExprKind::ChanType { dir, elem }, pos, start as u32, end as u32)
    }

    /// The signature part of a declaration, literal, method or function type; its position is its `(`.
    pub fn func_type(&mut self, n: Node<'_>) -> ExprId {
        let c = children(n);
        let Some(p) = field(&c, F::Parameters) else { return self.bad(n) };
        let params = self.parameters(p, true);
        let mut end = p.end_byte();
        let results = match field(&c, F::Result) {
            None => Vec::new(),
            Some(r) => {
                end = r.end_byte();
                if K::of(r) == K::ParameterList {
                    self.parameters(r, false)
                } else {
                    let typ = self.typ(r);
                    let pos = self.start(r);
                    vec![Field { name: None, typ, tag: None, embedded: false, pos }]
                }
            }
        };
        let pos = self.start(p);
        self.push_at(
            ExprKind::FuncType { params: params.into(), results: results.into() },
            pos,
            p.start_byte() as u32,
            end as u32,
        )
    }

    /// Parameters, results or a receiver, one field per name. A `...` where none may be is the reader's business.
    pub fn parameters(&mut self, list: Node<'_>, dots_allowed: bool) -> Vec<Field> {
        struct Entry<'t> {
            names: Vec<Node<'t>>,
            typ: Option<Node<'t>>,
            dots: Option<Node<'t>>,
        }
        let entries: Vec<Entry<'_>> = named(list)
            .into_iter()
            .map(|n| {
                let c = children(n);
                let names = c.iter().filter(|c| c.field == F::Name && c.node.is_named()).map(|c| c.node).collect();
                Entry { names, typ: field(&c, F::Type), dots: token(&c, K::EllipsisToken) }
            })
            .collect();
        let any_named = entries.iter().any(|e| !e.names.is_empty());
        let mut fields = Vec::new();
        // Wrong tree: in a list of ten or more names the first come as types; where any entry has a name, a lone
        // identifier is a name of the entry that follows.
        let mut pending: Vec<Node<'_>> = Vec::new();
        let last = entries.len().saturating_sub(1);
        for (i, e) in entries.into_iter().enumerate() {
            let Some(t) = e.typ else {
                self.bad(list);
                continue;
            };
            if any_named && e.names.is_empty() && e.dots.is_none() && K::of(t) == K::TypeIdentifier {
                pending.push(t);
                continue;
            }
            let mut typ = self.typ(t);
            if let Some(d) = e.dots {
                self.unexpected |= !dots_allowed || i != last || pending.len() + e.names.len() > 1;
                let pos = self.start(d);
                typ = self.push_at(ExprKind::DotsType(typ), pos, d.start_byte() as u32, t.end_byte() as u32);
            }
            pending.extend(e.names);
            if pending.is_empty() {
                let pos = self.start(e.dots.unwrap_or(t));
                fields.push(Field { name: None, typ, tag: None, embedded: false, pos });
            }
            for n in pending.drain(..) {
                let pos = self.start(n);
                let name = Some(self.name(n));
                fields.push(Field { name, typ, tag: None, embedded: false, pos });
            }
        }
        for n in pending {
            let pos = self.start(n);
            let typ = self.name(n);
            fields.push(Field { name: None, typ, tag: None, embedded: false, pos });
        }
        fields
    }

    pub fn type_parameters(&mut self, list: Option<Node<'_>>) -> Vec<Field> {
        let mut fields = Vec::new();
        for d in list.map_or_else(Vec::new, named) {
            let c = children(d);
            let typ = self.field_type(d, &c, F::Type);
            for n in c.iter().filter(|c| c.field == F::Name && c.node.is_named()).map(|c| c.node) {
                let pos = self.start(n);
                let name = Some(self.name(n));
                fields.push(Field { name, typ, tag: None, embedded: false, pos });
            }
        }
        fields
    }

    fn struct_fields(&mut self, list: Node<'_>) -> Vec<Field> {
        let mut fields = Vec::new();
        for d in named(list) {
            let c = children(d);
            let tag = field(&c, F::Tag).map(|t| self.expr(t));
            let Some(t) = field(&c, F::Type) else {
                self.bad(d);
                continue;
            };
            let mut typ = self.typ(t);
            let names: Vec<_> = c.iter().filter(|c| c.field == F::Name && c.node.is_named()).map(|c| c.node).collect();
            if names.is_empty() {
                if let Some(star) = token(&c, K::StarToken) {
                    let pos = self.start(star);
                    typ = self.push_at(
                        ExprKind::Unary { op: UnaryOp::Deref, x: typ },
                        pos,
                        star.start_byte() as u32,
                        t.end_byte() as u32,
                    );
                }
                let pos = self.start(d);
                fields.push(Field { name: None, typ, tag, embedded: true, pos });
            }
            for n in names {
                let pos = self.start(n);
                let name = Some(self.name(n));
                fields.push(Field { name, typ, tag, embedded: false, pos });
            }
        }
        fields
    }

    fn interface_elem(&mut self, n: Node<'_>) -> Field {
        let pos = self.start(n);
        if K::of(n) == K::MethodElem
            && let Some(name) = field(&children(n), F::Name)
        {
            let name = Some(self.name(name));
            let typ = self.func_type(n);
            return Field { name, typ, tag: None, embedded: false, pos };
        }
        let typ = self.typ(n);
        Field { name: None, typ, tag: None, embedded: true, pos }
    }
}
