//! Conversions (facts.md §5): which operation gc chooses, and where one is implicit.

use super::expr::{basic, is_empty_interface, is_interface, is_string};
use super::reading::touch;
use super::*;
use crate::ir::NodeKind as K;
use crate::types::{has_shape, is_shape};
use escape_types::predicates::identical;
use escape_types::under::{unalias, underlying};
use escape_types::{BasicKind, TypeKind};

fn is_slice_of(t: Type, kinds: BasicKind) -> bool {
    matches!(underlying(t).kind(), TypeKind::Slice(e) if basic(*e) == Some(kinds))
}

fn is_float_like(k: BasicKind) -> bool {
    use BasicKind::*;
    matches!(k, Float32 | Float64 | Complex64 | Complex128)
}

/// Kinds that have the same representation on amd64 count as one.
fn simple_kind(k: BasicKind) -> BasicKind {
    match k {
        BasicKind::Int => BasicKind::Int64,
        BasicKind::Uint | BasicKind::Uintptr => BasicKind::Uint64,
        k => k,
    }
}

/// What kind of conversion takes `src` to `dst` (the specification's "Conversions", gc's choice of operation).
pub(crate) fn conversion(src: Type, dst: Type) -> ConvKind {
    use BasicKind::*;
    let no_op = |src: Type| match basic(src) {
        Some(k) if is_float_like(k) => ConvKind::Conv,
        _ => ConvKind::Nop,
    };
    if identical(src, dst) {
        return no_op(src);
    }
    let (us, ud) = (underlying(src), underlying(dst));
    if is_interface(dst) {
        if is_empty_interface(src) && is_empty_interface(dst) {
            return ConvKind::Nop;
        }
        let unnamed = |t: Type| !matches!(unalias(t).kind(), TypeKind::Named(_));
        return if is_interface(src) && identical(us, ud) && (unnamed(src) || unnamed(dst)) && is_empty_interface(src) {
            ConvKind::Nop
        } else {
            ConvKind::Iface
        };
    }
    if escape_types::predicates::identical_ignore_tags(us, ud) {
        return no_op(src);
    }
    if is_string(dst) {
        if is_slice_of(src, Uint8) {
            return ConvKind::BytesToStr;
        }
        if is_slice_of(src, Int32) {
            return ConvKind::RunesToStr;
        }
        if basic(src).is_some_and(|k| !matches!(k, String | UntypedString)) {
            return ConvKind::RuneToStr;
        }
    }
    if is_string(src) {
        if is_slice_of(dst, Uint8) {
            return ConvKind::StrToBytes;
        }
        if is_slice_of(dst, Int32) {
            return ConvKind::StrToRunes;
        }
    }
    match (us.kind(), ud.kind()) {
        (TypeKind::Basic(UnsafePointer), TypeKind::Pointer(_) | TypeKind::Basic(Uintptr))
        | (TypeKind::Pointer(_) | TypeKind::Basic(Uintptr), TypeKind::Basic(UnsafePointer)) => ConvKind::Nop,
        (TypeKind::Basic(a), TypeKind::Basic(b)) => {
            if simple_kind(*a) == simple_kind(*b) {
                no_op(src)
            } else {
                ConvKind::Conv
            }
        }
        (TypeKind::Slice(_), TypeKind::Array { .. }) => ConvKind::SliceToArray,
        (TypeKind::Slice(_), TypeKind::Pointer(_)) => ConvKind::SliceToArrayPtr,
        _ => ConvKind::Nop,
    }
}

/// A rune of a converted constant is three nodes of the tree.
const STEPS_PER_RUNE: u64 = 50;

/// The code points of a string; each byte that is not part of one is U+FFFD (specification: "For statements with range clause").
fn runes(bytes: &[u8]) -> Vec<char> {
    let mut out = Vec::new();
    for chunk in bytes.utf8_chunks() {
        out.extend(chunk.valid().chars());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    out
}

impl Reader<'_, '_> {
    /// `e` converted to `dst` where the types differ.
    pub fn converted(&mut self, dst: Option<Type>, e: ExprId) -> NodeId {
        let mut same = false;
        if let Some(dst) = dst {
            let src = self.typ_of(e);
            same = identical(src, dst);
            if !same {
                touch(self.u, dst);
                self.read(self.typed.info.types[e].typ.unwrap_or(Type::INVALID));
                self.conversion_table(e, dst);
            }
        }
        let x = self.expr(e);
        // An element of a shape has the element's own type, but what the source says is that nothing is converted.
        if same && self.inst.as_ref().is_some_and(|i| i.shaped) {
            return x;
        }
        let Some(dst) = dst else { return x };
        let pos = self.epos(e);
        self.convert_node(x, dst, pos, true)
    }

    /// A conversion node; an implicit one only where the types differ.
    pub fn convert_node(&mut self, x: NodeId, dst: Type, pos: IrPos, implicit: bool) -> NodeId {
        let src = self.node_type(x);
        if implicit && (identical(src, dst) || same_but_for_shapes(src, dst)) {
            return x;
        }
        if implicit && matches!(self.u.nodes[x].kind, K::Nil) {
            self.u.nodes[x].typ = Some(dst);
            return x;
        }
        if let K::Literal(_) = self.u.nodes[x].kind
            && implicit
            && !is_interface(dst)
        {
            self.u.nodes[x].typ = Some(dst);
            return x;
        }
        touch(self.u, dst);
        // A constant gets a type parameter's type at once; it is no constant any more.
        if matches!(self.u.nodes[x].kind, K::Literal(_)) && is_shape(dst) && basic(dst).is_some() {
            self.u.nodes[x].typ = Some(dst);
            return self.mk_implicit(K::Conv { kind: ConvKind::Nop, x }, pos, dst);
        }
        let kind = conversion(src, dst);
        if let (ConvKind::StrToRunes, K::Literal(c)) = (kind, &self.u.nodes[x].kind)
            && let Some(bytes) = c.as_bytes()
        {
            let runes = runes(&bytes);
            return self.runes_literal(&runes, dst, pos);
        }
        let x = self.plain_elements(kind, x, src);
        let n = self.mk(K::Conv { kind, x }, pos, dst);
        self.needs_types_of_conversion(n, src, dst);
        self.u.nodes[n].implicit = implicit;
        n
    }

    /// What a conversion to string reads: slices of named bytes and runes are first made slices of the predeclared ones.
    fn plain_elements(&mut self, kind: ConvKind, x: NodeId, src: Type) -> NodeId {
        let elem = match kind {
            ConvKind::BytesToStr => escape_types::universe::universe().byte,
            ConvKind::RunesToStr => escape_types::universe::universe().rune,
            _ => return x,
        };
        match underlying(src).kind() {
            TypeKind::Slice(e) if matches!(unalias(*e).kind(), TypeKind::Named(_)) => {
                let pos = self.u.nodes[x].pos;
                self.mk(K::Conv { kind: ConvKind::Nop, x }, pos, Type::new(TypeKind::Slice(elem)))
            }
            _ => x,
        }
    }

    fn runes_literal(&mut self, runes: &[char], typ: Type, pos: IrPos) -> NodeId {
        let elem = match underlying(typ).kind() {
            TypeKind::Slice(e) => *e,
            _ => Type::INVALID,
        };
        let runes = if escape_types::budget::spend(STEPS_PER_RUNE * runes.len() as u64) { runes } else { &[] };
        let mut elems = NodeList::new();
        for (i, &c) in runes.iter().enumerate() {
            let key = self.int_literal(i as i64, pos);
            let value = self.mk(K::Literal(escape_types::Const::from(c as i64)), pos, elem);
            elems.push(self.mk(K::KeyValue { key, value }, pos, elem));
        }
        let len = elems.len() as i64;
        self.mk(K::CompLit { kind: LitKind::Slice, elems, len }, pos, typ)
    }
}

/// Whether two types differ in the shapes only that one generic type was given.
fn same_but_for_shapes(a: Type, b: Type) -> bool {
    match (unalias(a).kind(), unalias(b).kind()) {
        (TypeKind::Named(x), TypeKind::Named(y)) => x.orig.is_some() && x.obj == y.obj && has_shape(a) && has_shape(b),
        (TypeKind::Pointer(x), TypeKind::Pointer(y)) | (TypeKind::Slice(x), TypeKind::Slice(y)) => {
            same_but_for_shapes(*x, *y)
        }
        _ => false,
    }
}
