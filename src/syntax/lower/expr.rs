//! Expressions.

use super::kinds::{F, K};
use super::{Lower, children, field, named, token};
use crate::ast::*;
use tree_sitter::Node;

/// A prefix operator that the grammar put inside a primary expression although it applies to the whole of it.
struct Prefix {
    op: UnaryOp,
    start: u32,
}

impl Lower<'_> {
    pub fn expr(&mut self, n: Node<'_>) -> ExprId {
        let mut prefixes = Vec::new();
        let mut e = self.primary(n, &mut prefixes);
        // Wrong tree: `*(*[]int)(p)[0].x`, `<-chan int(c)`.
        while let Some(p) = prefixes.pop() {
            let pos = self.at(p.start as usize);
            e = self.push_at(ExprKind::Unary { op: p.op, x: e }, pos, p.start, n.end_byte() as u32);
        }
        e
    }

    /// An expression whose leading prefix operators (outermost first) are left to the caller.
    fn primary(&mut self, n: Node<'_>, prefixes: &mut Vec<Prefix>) -> ExprId {
        let pos = self.start(n);
        // `chan T[i]`, `~(T)(x)`: what follows belongs to the inner part. The reader knows.
        let ends_in_type = |x: Node<'_>| {
            use K::*;
            matches!(K::of(x), ChannelType | FunctionType | MapType | SliceType | ArrayType | PointerType | NegatedType)
        };
        match K::of(n) {
            K::IndexExpression
            | K::SliceExpression
            | K::SelectorExpression
            | K::TypeAssertionExpression
            | K::TypeInstantiationExpression
                if n.child(0).is_some_and(ends_in_type) =>
            {
                self.bad(n)
            }
            K::TypeConversionExpression if n.child(0).is_some_and(|t| K::of(t) == K::NegatedType) => self.bad(n),
            K::Identifier
            | K::TypeIdentifier
            | K::FieldIdentifier
            | K::PackageIdentifier
            | K::BlankIdentifier
            | K::Dot
            | K::LabelName
            | K::Nil
            | K::True
            | K::False
            | K::Iota => self.name(n),
            K::IntLiteral => self.literal(n, LitKind::Int),
            K::FloatLiteral => self.literal(n, LitKind::Float),
            K::ImaginaryLiteral => self.literal(n, LitKind::Imag),
            K::RuneLiteral => self.literal(n, LitKind::Rune),
            K::RawStringLiteral | K::InterpretedStringLiteral => self.literal(n, LitKind::String),
            K::ParenthesizedExpression => match n.named_child(0) {
                Some(x) => {
                    let x = self.expr(x);
                    self.push(ExprKind::Paren(x), pos, n)
                }
                None => self.bad(n),
            },
            K::UnaryExpression => {
                let c = children(n);
                let (Some(op), Some(x)) = (c.first().and_then(|o| self.unary_op(o.node)), field(&c, F::Operand)) else {
                    return self.bad(n);
                };
                let mut x = self.expr(x);
                if op == UnaryOp::Addr {
                    // gc drops these parentheses, also in what it prints.
                    x = self.ast.unparen(x);
                }
                self.push(ExprKind::Unary { op, x }, pos, n)
            }
            K::BinaryExpression => self.binary(n),
            K::SelectorExpression => {
                let c = children(n);
                let (Some(x), Some(sel)) = (field(&c, F::Operand), field(&c, F::FieldName)) else { return self.bad(n) };
                let dot = token(&c, K::PeriodToken).map_or(pos, |d| self.start(d));
                let x = self.primary(x, prefixes);
                let sel = self.name(sel);
                self.postfix(ExprKind::Selector { x, sel }, dot, x, n)
            }
            K::IndexExpression => {
                let c = children(n);
                let (Some(x), Some(i)) = (field(&c, F::Operand), field(&c, F::Index)) else { return self.bad(n) };
                let at = token(&c, K::BracketOpen).map_or(pos, |d| self.start(d));
                let x = self.primary(x, prefixes);
                let indices = vec![self.expr(i)];
                self.postfix(ExprKind::Index { x, indices: indices.into() }, at, x, n)
            }
            K::SliceExpression => {
                let c = children(n);
                let Some(x) = field(&c, F::Operand) else { return self.bad(n) };
                let at = token(&c, K::BracketOpen).map_or(pos, |d| self.start(d));
                let x = self.primary(x, prefixes);
                let lo = field(&c, F::Start).map(|e| self.expr(e));
                let hi = field(&c, F::End).map(|e| self.expr(e));
                let max = field(&c, F::Capacity).map(|e| self.expr(e));
                self.postfix(ExprKind::Slice { x, lo, hi, max, full: max.is_some() }, at, x, n)
            }
            K::TypeAssertionExpression => {
                let c = children(n);
                let (Some(x), Some(t)) = (field(&c, F::Operand), field(&c, F::Type)) else { return self.bad(n) };
                let dot = token(&c, K::PeriodToken).map_or(pos, |d| self.start(d));
                let x = self.primary(x, prefixes);
                let typ = self.typ(t);
                self.postfix(ExprKind::TypeAssert { x, typ }, dot, x, n)
            }
            K::CallExpression => {
                let c = children(n);
                let (Some(f), Some(args)) = (field(&c, F::Function), field(&c, F::Arguments)) else {
                    return self.bad(n);
                };
                let mut fun = self.primary(f, prefixes);
                if let Some(targs) = field(&c, F::TypeArguments) {
                    let indices = self.index_types(named(targs));
                    let at = self.start(targs);
                    let start = self.ast.exprs[fun].start;
                    fun = self.push_at(
                        ExprKind::Index { x: fun, indices: indices.into() },
                        at,
                        start,
                        targs.end_byte() as u32,
                    );
                }
                let at = self.start(args);
                let (args, has_dots) = self.arguments(args);
                self.postfix(ExprKind::Call { fun, args: args.into(), has_dots }, at, fun, n)
            }
            K::TypeConversionExpression => {
                let c = children(n);
                let (Some(t), Some(x)) = (field(&c, F::Type), field(&c, F::Operand)) else { return self.bad(n) };
                let at = token(&c, K::ParenOpen).map_or(pos, |d| self.start(d));
                let fun = self.converted_type(t, prefixes);
                let args = vec![self.expr(x)];
                self.postfix(ExprKind::Call { fun, args: args.into(), has_dots: false }, at, fun, n)
            }
            K::TypeInstantiationExpression => {
                let c = children(n);
                let Some(t) = field(&c, F::Type) else { return self.bad(n) };
                let at = token(&c, K::BracketOpen).map_or(pos, |d| self.start(d));
                let x = self.converted_type(t, prefixes);
                let rest = c.iter().map(|c| c.node).filter(|c| c.is_named() && c.id() != t.id()).collect();
                let indices = self.index_types(rest);
                self.postfix(ExprKind::Index { x, indices: indices.into() }, at, x, n)
            }
            K::CompositeLiteral => {
                let c = children(n);
                let (Some(t), Some(body)) = (field(&c, F::Type), field(&c, F::Body)) else { return self.bad(n) };
                let typ = Some(self.typ(t));
                self.literal_value(body, typ, n)
            }
            K::FuncLiteral => {
                let typ = self.func_type(n);
                match field(&children(n), F::Body) {
                    Some(b) => {
                        let body = self.block(b);
                        self.push(ExprKind::FuncLit { typ, body: Box::new(body) }, pos, n)
                    }
                    None => self.bad(n),
                }
            }
            K::LiteralValue => self.literal_value(n, None, n),
            K::LiteralElement => match n.named_child(0) {
                Some(e) => self.expr(e),
                None => self.bad(n),
            },
            K::ParenthesizedType
            | K::GenericType
            | K::QualifiedType
            | K::PointerType
            | K::NegatedType
            | K::StructType
            | K::InterfaceType
            | K::ArrayType
            | K::ImplicitLengthArrayType
            | K::SliceType
            | K::MapType
            | K::ChannelType
            | K::FunctionType
            | K::TypeElem => self.operand_type(n),
            _ => self.bad(n),
        }
    }

    /// Type arguments behind an operand: gc reads an expression, then types.
    fn index_types(&mut self, list: Vec<Node<'_>>) -> Vec<ExprId> {
        list.into_iter().enumerate().map(|(i, n)| if i == 0 { self.operand_type(n) } else { self.typ(n) }).collect()
    }

    /// A type where gc reads an expression: it keeps parentheses, and `<-chan T` stands at its `chan`.
    pub fn operand_type(&mut self, n: Node<'_>) -> ExprId {
        match K::of(n) {
            K::ParenthesizedType => match named(n).first() {
                Some(&t) => {
                    let x = self.operand_type(t);
                    let pos = self.start(n);
                    self.push(ExprKind::Paren(x), pos, n)
                }
                None => self.bad(n),
            },
            K::PointerType => match named(n).first() {
                Some(&t) => {
                    let x = self.operand_type(t);
                    let pos = self.start(n);
                    self.push(ExprKind::Unary { op: UnaryOp::Deref, x }, pos, n)
                }
                None => self.bad(n),
            },
            K::ChannelType => {
                let e = self.typ(n);
                if let ExprKind::ChanType { dir: ChanDir::Recv, .. } = self.ast.exprs[e].kind
                    && let Some(chan) = children(n).get(1)
                {
                    self.ast.exprs[e].pos = self.start(chan.node);
                }
                e
            }
            _ => self.typ(n),
        }
    }

    /// A postfix expression starts where its operand starts: prefix operators were taken off.
    fn postfix(&mut self, kind: ExprKind, pos: escape_source::Pos, operand: ExprId, n: Node<'_>) -> ExprId {
        let start = self.ast.exprs[operand].start;
        self.push_at(kind, pos, start, n.end_byte() as u32)
    }

    /// The type of a conversion or instantiation, without the prefixes that apply to the whole.
    fn converted_type(&mut self, t: Node<'_>, prefixes: &mut Vec<Prefix>) -> ExprId {
        match K::of(t) {
            K::PointerType => match named(t).first() {
                Some(&inner) => {
                    prefixes.push(Prefix { op: UnaryOp::Deref, start: t.start_byte() as u32 });
                    self.converted_type(inner, prefixes)
                }
                None => self.bad(t),
            },
            K::ChannelType if children(t).first().is_some_and(|c| K::of(c.node) == K::ArrowToken) => {
                let c = children(t);
                let Some(value) = field(&c, F::Value) else { return self.bad(t) };
                prefixes.push(Prefix { op: UnaryOp::Recv, start: t.start_byte() as u32 });
                let elem = self.typ(value);
                let chan = c.get(1).map_or(t.start_byte(), |c| c.node.start_byte());
                let pos = self.at(chan);
                self.push_at(ExprKind::ChanType { dir: ChanDir::Both, elem }, pos, chan as u32, t.end_byte() as u32)
            }
            _ => self.operand_type(t),
        }
    }

    pub fn literal(&mut self, n: Node<'_>, kind: LitKind) -> ExprId {
        let text = self.text(n);
        let pos = self.start(n);
        let at = n.start_byte() as u32;
        let bad = self.bad_literals.binary_search_by_key(&at, |b| b.0).ok().map(|i| self.bad_literals[i].1);
        self.push(ExprKind::BasicLit { kind: bad.unwrap_or(kind), text, bad: bad.is_some() }, pos, n)
    }

    fn arguments(&mut self, list: Node<'_>) -> (Vec<ExprId>, bool) {
        let mut has_dots = false;
        let mut args = Vec::new();
        for a in named(list) {
            if K::of(a) == K::VariadicArgument {
                has_dots = true;
                if let Some(&x) = named(a).first() {
                    args.push(self.expr(x));
                }
            } else {
                args.push(self.expr(a));
            }
        }
        (args, has_dots)
    }

    /// `{…}` of a composite literal with that type, or an elided literal inside one.
    fn literal_value(&mut self, body: Node<'_>, typ: Option<ExprId>, whole: Node<'_>) -> ExprId {
        let mut elems = Vec::new();
        for e in named(body) {
            if K::of(e) == K::KeyedElement {
                let c = children(e);
                let (Some(k), Some(v)) = (field(&c, F::Key), field(&c, F::Value)) else {
                    self.bad(e);
                    continue;
                };
                let key = self.expr(k);
                let value = self.expr(v);
                let pos = token(&c, K::ColonToken).map_or(self.start(e), |t| self.start(t));
                elems.push(self.push(ExprKind::KeyValue { key, value }, pos, e));
            } else {
                elems.push(self.expr(e));
            }
        }
        let pos = self.start(body);
        let rbrace = self.at(body.end_byte().saturating_sub(1));
        self.push(ExprKind::CompositeLit { typ, elems: elems.into(), rbrace }, pos, whole)
    }

    fn binary(&mut self, n: Node<'_>) -> ExprId {
        // Long chains nest to the left: walk down them without recursion.
        let mut chain = Vec::new();
        let mut left = n;
        loop {
            let c = children(left);
            let (Some(l), Some(r)) = (field(&c, F::Left), field(&c, F::Right)) else { return self.bad(n) };
            let Some(op) = c.iter().find(|c| c.field == F::Operator).map(|c| c.node) else { return self.bad(n) };
            chain.push((left, op, r));
            left = l;
            if K::of(l) != K::BinaryExpression {
                break;
            }
        }
        let mut x = self.expr(left);
        while let Some((whole, op_node, r)) = chain.pop() {
            let Some(op) = self.binary_op(op_node) else { return self.bad(n) };
            let y = self.expr(r);
            let pos = self.start(op_node);
            x = self.push(ExprKind::Binary { op, x, y }, pos, whole);
        }
        x
    }

    fn unary_op(&self, n: Node<'_>) -> Option<UnaryOp> {
        Some(match self.src.get(n.byte_range())? {
            b"+" => UnaryOp::Add,
            b"-" => UnaryOp::Sub,
            b"^" => UnaryOp::Xor,
            b"!" => UnaryOp::Not,
            b"&" => UnaryOp::Addr,
            b"*" => UnaryOp::Deref,
            b"<-" => UnaryOp::Recv,
            _ => return None,
        })
    }

    /// A binary operator, or that of an assignment.
    pub fn binary_op(&self, n: Node<'_>) -> Option<BinaryOp> {
        let text = std::str::from_utf8(self.src.get(n.byte_range())?).ok()?;
        BinaryOp::from_text(text).or_else(|| BinaryOp::from_text(text.strip_suffix('=')?))
    }
}
