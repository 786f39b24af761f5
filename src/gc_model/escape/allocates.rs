//! Whether executing a site allocates: never, maybe, always, and why.
//!
//! gc's verdict is about an address: what "does not escape" may still be allocated when its size is only known at run time, and
//! some of what "escapes" is never allocated because the value is in read-only data or has no size. The rules here are gc's
//! code generation and its run-time library as `cargo xtask truth` confirms them: programs under testdata/truth run with a
//! memory profile of every allocation. Where a rule is not certain for all values the answer is *maybe*.

use super::{Site, State, force, layout};
use crate::ir::{ConvKind, FuncId, LitKind, MakeKind, NodeId, NodeKind, Unit};
use escape_syntax::ast::BinaryOp;
use escape_types::under::underlying;
use escape_types::{BasicKind, BuiltinId, Type, TypeKind};
use rustc_hash::FxHashMap;

/// Whether executing the site allocates.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Allocates {
    Never,
    Maybe,
    Always,
}

use Allocates::{Always, Maybe, Never};

/// What is allocated, when it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocation {
    pub allocates: Allocates,
    /// Why it allocates, may allocate or does not, in plain words.
    pub reason: String,
    /// What kind of site it is: `variable`, `make-slice`, …
    pub kind: &'static str,
    /// Bytes of one allocation, where gc knows them.
    pub size: Option<i64>,
    /// What gc does at which size.
    pub limit: Option<String>,
}

/// The buffer in the frame for a result whose size is known at run time only.
const BUFFER: i64 = 32;
/// Boxed values up to here are kept in the frame when they do not escape.
const MAX_BOXED: i64 = 1024;
/// Entries of a map's first group, which a frame can hold.
const GROUP: i64 = 8;

/// Expressions that need no storage of their own because of what stands around them.
#[derive(Default)]
pub(super) struct Contexts(FxHashMap<NodeId, &'static str>);

impl Contexts {
    /// Looks through a function's body; literals in it are functions of their own.
    pub(super) fn add(&mut self, unit: &Unit<'_>, func: FuncId) {
        unit.walk_list(&unit.funcs[func].body, &mut |n| self.node(unit, n));
    }

    fn bytes_to_string(&mut self, unit: &Unit<'_>, n: NodeId, why: &'static str) {
        match &unit.nodes[n].kind {
            NodeKind::Conv { kind: ConvKind::BytesToStr, .. } => {
                self.0.insert(n, why);
            }
            NodeKind::Paren { x } => self.bytes_to_string(unit, *x, why),
            _ => {}
        }
    }

    /// A map's key, or what is in a literal that is the key.
    fn key(&mut self, unit: &Unit<'_>, n: NodeId) {
        match &unit.nodes[n].kind {
            NodeKind::CompLit { kind: LitKind::Struct | LitKind::Array, elems, .. } => {
                for &e in elems {
                    match unit.nodes[e].kind {
                        NodeKind::KeyValue { value, .. } | NodeKind::StructKey { value, .. } => self.key(unit, value),
                        _ => self.key(unit, e),
                    }
                }
            }
            _ => self.bytes_to_string(unit, n, "the bytes themselves are looked up in the map"),
        }
    }

    fn node(&mut self, unit: &Unit<'_>, n: NodeId) {
        match &unit.nodes[n].kind {
            NodeKind::Binary {
                op: BinaryOp::Eql | BinaryOp::Neq | BinaryOp::Lss | BinaryOp::Leq | BinaryOp::Gtr | BinaryOp::Geq,
                x,
                y,
            } => {
                for x in [*x, *y] {
                    self.bytes_to_string(unit, x, "the bytes themselves are compared");
                }
            }
            NodeKind::AddStr { list } => {
                let literal = |&x: &NodeId| literal_len(unit, x).is_some_and(|n| n > 0);
                if list.iter().any(literal) {
                    for &x in list {
                        self.bytes_to_string(unit, x, "the concatenation copies the bytes themselves");
                    }
                }
            }
            NodeKind::IndexMap { index, assigned: false, .. } => self.key(unit, *index),
            NodeKind::Builtin { op: BuiltinId::Len, args, .. } => {
                for &x in args {
                    self.bytes_to_string(unit, x, "only the length is taken");
                }
            }
            NodeKind::Builtin { op: BuiltinId::Append, args, is_ddd: true } => {
                if let [_, more] = **args
                    && matches!(unit.nodes[more].kind, NodeKind::Make { kind: MakeKind::Slice, cap: None, .. })
                {
                    self.0.insert(more, "append makes the room itself");
                }
            }
            NodeKind::Range { x, .. } => {
                if let NodeKind::Conv { kind: ConvKind::StrToBytes, .. } = unit.nodes[*x].kind {
                    self.0.insert(*x, "range reads the string's own bytes");
                }
            }
            NodeKind::Conv { kind: ConvKind::StrToBytes, x } => {
                if let NodeKind::AddStr { .. } = unit.nodes[*x].kind {
                    self.0.insert(*x, "the strings are joined in the byte slice");
                }
            }
            _ => {}
        }
    }
}

/// The bytes of a string constant.
fn literal_len(unit: &Unit<'_>, n: NodeId) -> Option<i64> {
    match &unit.nodes[n].kind {
        NodeKind::Literal(c) => c.string_len(),
        NodeKind::Paren { x } | NodeKind::Conv { kind: ConvKind::Nop, x } => literal_len(unit, *x),
        _ => None,
    }
}

fn typ(unit: &Unit<'_>, n: NodeId) -> Type {
    unit.nodes[n].typ.unwrap_or(Type::INVALID)
}

/// `1 byte`, `24 bytes`.
fn bytes(n: i64) -> String {
    if n == 1 { "1 byte".into() } else { format!("{n} bytes") }
}

/// `1 element`, `4 elements`.
fn elements(n: i64) -> String {
    if n == 1 { "1 element".into() } else { format!("{n} elements") }
}

fn make(allocates: Allocates, reason: impl Into<String>, kind: &'static str) -> Allocation {
    Allocation { allocates, reason: reason.into(), kind, size: None, limit: None }
}

impl Allocation {
    fn size(self, size: i64) -> Self {
        Allocation { size: Some(size), ..self }
    }
    fn limit(self, limit: impl Into<String>) -> Self {
        Allocation { limit: Some(limit.into()), ..self }
    }
}

/// Storage of a fixed size: never without a size, else by the verdict.
fn fixed(kind: &'static str, size: i64, escapes: bool, why: &str) -> Allocation {
    match (size, escapes) {
        (0, _) => make(Never, "it has no size: all such values share one address", kind),
        (_, true) => make(Always, format!("{} in the heap, because {why}", bytes(size)), kind),
        (_, false) => make(Never, "it lives in the function's frame", kind),
    }
    .size(size)
}

/// What the solved graph says of a location that has a site.
#[derive(Copy, Clone)]
pub(super) struct Solved {
    pub site: Site,
    /// The function that it stands in.
    pub func: Option<FuncId>,
    pub escapes: bool,
    /// A conversion of a string to bytes that nothing writes to.
    pub zero_copy: bool,
}

/// What executing the site does. `why`: why it escapes, if it does.
pub(super) fn of(unit: &Unit<'_>, state: &mut State, contexts: &Contexts, solved: Solved, why: &str) -> Allocation {
    let Solved { site, func, escapes, zero_copy } = solved;
    let n = match site {
        Site::Name(name) => return fixed("variable", layout::size(unit.names[name].typ), escapes, why).limit(VARIABLE),
        Site::Node(n) => n,
    };
    let node = &unit.nodes[n];
    let t = typ(unit, n);
    let allocation = match &node.kind {
        &NodeKind::Conv { kind: ConvKind::Iface, x } => boxing(unit, state, func, x, escapes),
        &NodeKind::Conv { kind, x } => conversion(unit, kind, x, escapes, zero_copy, why),
        &NodeKind::Make { kind: MakeKind::Slice, len, cap } => make_slice(unit, t, cap.or(len), escapes, why),
        &NodeKind::Make { kind: MakeKind::Map, len, .. } => {
            let hint = match len.map(|l| &unit.nodes[l].kind) {
                None => Some(0),
                Some(NodeKind::Literal(c)) => layout::int_value(c),
                Some(_) => None,
            };
            map("make-map", hint, escapes)
        }
        NodeKind::Make { kind: MakeKind::Chan, .. } => {
            make(Always, "channels are always in the heap; gc reports nothing about them", "make-chan")
        }
        NodeKind::CompLit { kind: LitKind::Map, elems, .. } => map("map-literal", Some(elems.len() as i64), escapes),
        NodeKind::CompLit { kind: LitKind::Slice, len, .. } => {
            let size = layout::size(layout::elem(t)).saturating_mul(*len);
            let kind = if node.implicit { "variadic-arguments" } else { "slice-literal" };
            match size {
                0 => make(Never, "it has no elements, or they have no size", kind).size(0),
                _ => fixed(kind, size, escapes, why),
            }
        }
        NodeKind::Builtin { op: BuiltinId::Append, args, is_ddd } => append(unit, t, args, *is_ddd, escapes),
        NodeKind::AddStr { list } => concatenation(unit, list, escapes),
        NodeKind::Builtin { op: BuiltinId::New, .. } => {
            fixed("new", layout::size(layout::elem(t)), escapes, why).limit(IMPLICIT)
        }
        NodeKind::PtrLit { .. } => {
            fixed("pointer-literal", layout::size(layout::elem(t)), escapes, why).limit(IMPLICIT)
        }
        &NodeKind::Closure { func, .. } => {
            let kind = "function-literal";
            match unit.funcs[func].closure_vars.is_empty() {
                true => make(Never, "a literal that captures nothing is read-only data", kind),
                false => fixed(kind, force::closure_size(unit, func), escapes, why).limit(CAPTURES),
            }
        }
        NodeKind::Dot { x, .. } => {
            let size = force::method_value_size(typ(unit, *x));
            fixed("method-value", size, escapes, why).limit(CAPTURES)
        }
        _ => fixed("expression", layout::size(t), escapes, why),
    };
    match contexts.0.get(&n) {
        Some(&why) => make(Never, why, allocation.kind),
        None => allocation,
    }
}

const VARIABLE: &str = "a variable of more than 128 KiB is always in the heap";
const IMPLICIT: &str = "more than 64 KiB made by new or &T{} is always in the heap";
const CAPTURES: &str = "captured values of more than 64 KiB together are always in the heap";

/// The one component of a struct or array that has only one, at any depth.
fn sole_component(t: Type) -> Option<Type> {
    match underlying(t).kind() {
        TypeKind::Struct(s) => match &s.fields[..] {
            [f] => sole_component(f.typ()),
            _ => None,
        },
        TypeKind::Array { elem, len } => (*len == 1).then(|| sole_component(*elem))?,
        _ => Some(t),
    }
}

fn is_string(t: Type) -> bool {
    matches!(underlying(t).kind(), TypeKind::Basic(BasicKind::String | BasicKind::UntypedString))
}

/// A value put into an interface.
fn boxing(unit: &Unit<'_>, state: &mut State, func: Option<FuncId>, x: NodeId, escapes: bool) -> Allocation {
    const KIND: &str = "interface-conversion";
    let t = typ(unit, x);
    let (size, align) = (layout::size(t), layout::align(t));
    let sole = sole_component(t);
    // These are passed to the run-time library by value, everything else by address.
    let word = (size, align) == (2, 2) || matches!((size, align), (4, 4) | (8, 8)) && layout::is_pointer_free(t);
    let header = !word && sole.is_some_and(|s| is_string(s) || layout::is_slice(s));
    let value = match func {
        Some(f) => super::oracle(unit, state, f).static_value(unit, x),
        None => x,
    };
    let literal = matches!(unit.nodes[value].kind, NodeKind::CompLit { .. });
    let in_data = is_static(unit, x) || literal && !word && !header && is_static(unit, value);
    if size == 0 {
        make(Never, "it has no size", KIND)
    } else if size == 1 && sole.is_some_and(layout::is_simple) {
        make(Never, "values of one byte are in a table of the run-time library", KIND)
    } else if in_data {
        make(Never, "its value is a constant, which is boxed in read-only data", KIND)
    } else if !escapes && size <= MAX_BOXED {
        make(Never, "it is boxed in the function's frame", KIND)
    } else if word {
        make(Maybe, format!("boxing allocates {}, except for values below 256", bytes(size)), KIND)
    } else if header && sole.is_some_and(is_string) {
        make(Maybe, "boxing allocates the string's header, except for the empty string", KIND)
    } else if header {
        make(Maybe, "boxing allocates the slice's header, except for nil", KIND)
    } else if escapes {
        make(Always, format!("boxing allocates {}", bytes(size)), KIND)
    } else {
        make(Always, format!("boxing allocates {}: too many for the frame", bytes(size)), KIND)
    }
    .size(size)
    .limit(format!("a boxed value that does not escape is kept in the frame up to {}", bytes(MAX_BOXED)))
}

/// Whether the value is in read-only data: a constant, or a struct or array of constants.
fn is_static(unit: &Unit<'_>, n: NodeId) -> bool {
    match &unit.nodes[n].kind {
        NodeKind::Literal(_) | NodeKind::Nil => true,
        NodeKind::CompLit { kind: LitKind::Array | LitKind::Struct, elems, .. } => {
            elems.iter().all(|&e| match unit.nodes[e].kind {
                NodeKind::KeyValue { value, .. } | NodeKind::StructKey { value, .. } => is_static(unit, value),
                _ => is_static(unit, e),
            })
        }
        // Other values have been boxed by the time that the literal around them is looked at.
        &NodeKind::Conv { kind: ConvKind::Iface, x } => matches!(unit.nodes[x].kind, NodeKind::Nil),
        _ => false,
    }
}

fn make_slice(unit: &Unit<'_>, t: Type, size: Option<NodeId>, escapes: bool, why: &str) -> Allocation {
    const KIND: &str = "make-slice";
    let elem = layout::size(layout::elem(t));
    if elem == 0 {
        return make(Never, "the elements have no size", KIND).size(0);
    }
    let run_time = if elem > BUFFER { "never".into() } else { format!("up to {}", elements(BUFFER / elem)) };
    let limit = format!(
        "a constant size of at most 64 KiB ({}) can be on the stack; a size known at run time only, {run_time}",
        elements(64 * 1024 / elem)
    );
    let constant = size.and_then(|s| match &unit.nodes[s].kind {
        NodeKind::Literal(c) => layout::int_value(c),
        _ => None,
    });
    match (constant, escapes) {
        (Some(0), _) => make(Never, "it has no elements", KIND).size(0),
        (Some(n), true) => make(Always, format!("{} in the heap, because {why}", bytes(elem.saturating_mul(n))), KIND)
            .size(elem.saturating_mul(n)),
        (Some(n), false) if i32::try_from(n).is_ok() => {
            make(Never, "the size is a constant, so the elements are in the function's frame", KIND)
                .size(elem.saturating_mul(n))
        }
        (Some(n), false) => make(Always, "the size is too large for the stack", KIND).size(elem.saturating_mul(n)),
        (None, true) => make(Maybe, format!("it is in the heap, because {why}; a size of 0 allocates nothing"), KIND),
        (None, false) if elem > BUFFER => make(
            Maybe,
            format!(
                "the size is not a constant and one element has {}: only a size of 0 allocates nothing",
                bytes(elem)
            ),
            KIND,
        ),
        (None, false) => make(
            Maybe,
            format!(
                "the size is not a constant: up to {} can be in the function's frame, more are allocated",
                elements(BUFFER / elem)
            ),
            KIND,
        ),
    }
    .limit(limit)
}

fn map(kind: &'static str, hint: Option<i64>, escapes: bool) -> Allocation {
    match hint {
        _ if escapes => make(Always, "a map that escapes is in the heap", kind),
        Some(n) if n > GROUP => make(Always, format!("room for more than {GROUP} entries is in the heap"), kind),
        Some(_) => make(Maybe, format!("the map and its first {GROUP} entries are in the function's frame; it allocates when it grows"), kind),
        None => make(Maybe, format!("a size hint of more than {GROUP} allocates, and so does growing beyond {GROUP} entries"), kind),
    }
    .limit(format!("a map that does not escape has room for {GROUP} entries on the stack; keys and elements of more than 128 bytes are allocated one by one"))
}

fn append(unit: &Unit<'_>, t: Type, args: &[NodeId], is_ddd: bool, escapes: bool) -> Allocation {
    const KIND: &str = "append";
    let elem = layout::size(layout::elem(t));
    if args.len() < 2 || elem == 0 {
        return make(Never, "nothing is appended, or the elements have no size", KIND);
    }
    let empty = |mut n: NodeId| loop {
        match &unit.nodes[n].kind {
            NodeKind::Nil => return true,
            NodeKind::CompLit { kind: LitKind::Slice, len: 0, .. } => return true,
            NodeKind::Conv { kind: ConvKind::Nop | ConvKind::Conv, x } | NodeKind::Paren { x } => n = *x,
            _ => return false,
        }
    };
    let added = elem.saturating_mul(args.len() as i64 - 1);
    let limit = match BUFFER / elem {
        0 => format!("a backing array of elements of more than {BUFFER} bytes is always in the heap"),
        n => format!("a backing array that does not escape starts on the stack, with room for {}", elements(n)),
    };
    match escapes {
        true if empty(args[0]) && !is_ddd => {
            make(Always, "it appends to an empty slice, and the result escapes", KIND).size(added)
        }
        true => make(Maybe, "append allocates when the capacity is exceeded", KIND),
        false => make(
            Maybe,
            "append allocates when the capacity and the first bytes in the function's frame are exceeded",
            KIND,
        ),
    }
    .limit(limit)
}

fn concatenation(unit: &Unit<'_>, list: &[NodeId], escapes: bool) -> Allocation {
    const KIND: &str = "concatenation";
    let constants: Vec<i64> = list.iter().filter_map(|&x| literal_len(unit, x)).filter(|&n| n > 0).collect();
    let at_least: i64 = constants.iter().sum();
    // With two operands that are not empty there is something to join.
    let joins = constants.len() >= 2;
    let limit = format!("a result of at most {BUFFER} bytes that does not escape is built on the stack");
    match escapes {
        true if joins => make(Always, "it is built in the heap, because it outlives the call", KIND),
        true => make(Maybe, "it is built in the heap, unless all operands but one are empty", KIND),
        false if joins && at_least > BUFFER => {
            make(Always, format!("the constant parts alone have more than {BUFFER} bytes"), KIND)
        }
        false if at_least >= BUFFER => make(
            Maybe,
            format!("with the constant parts it has more than {BUFFER} bytes, unless the others are empty"),
            KIND,
        ),
        false => make(Maybe, format!("a result of more than {BUFFER} bytes is allocated"), KIND),
    }
    .limit(limit)
}

/// Between strings and slices of bytes or runes.
fn conversion(unit: &Unit<'_>, kind: ConvKind, x: NodeId, escapes: bool, zero_copy: bool, why: &str) -> Allocation {
    let constant = match &unit.nodes[x].kind {
        NodeKind::Literal(c) => Some(c),
        _ => None,
    };
    let limit = format!("a result of at most {BUFFER} bytes that does not escape is on the stack");
    match kind {
        ConvKind::StrToBytes => {
            const KIND: &str = "string-to-bytes";
            if zero_copy && !escapes {
                return make(Never, "the bytes are never written, so they are the string's own", KIND);
            }
            match (constant.and_then(|c| c.string_len()), escapes) {
                (Some(0), _) => make(Never, "it is empty", KIND).size(0),
                (Some(n), false) if n <= 64 * 1024 => {
                    make(Never, "the length is a constant, so the bytes are in the function's frame", KIND).size(n)
                }
                (Some(n), false) => make(Always, "it is too large for the stack", KIND).size(n),
                (Some(n), true) => {
                    make(Always, format!("{} in the heap, because they outlive the call", bytes(n)), KIND).size(n)
                }
                (None, false) => make(Maybe, format!("more than {BUFFER} bytes are allocated"), KIND),
                (None, true) => make(Maybe, "the bytes are copied to the heap, unless there are none", KIND),
            }
            .limit(limit)
        }
        ConvKind::StrToRunes => {
            const KIND: &str = "string-to-runes";
            let runes = constant.and_then(|c| c.as_bytes()).map(|c| String::from_utf8_lossy(&c).chars().count() as i64);
            match (runes, escapes) {
                (Some(0), _) => make(Never, "it is empty", KIND).size(0),
                (Some(n), false) if n <= BUFFER => {
                    make(Never, "the runes fit into the function's frame", KIND).size(4 * n)
                }
                (Some(n), _) => make(Always, format!("{n} runes are allocated"), KIND).size(4 * n),
                (None, false) => make(Maybe, format!("more than {BUFFER} runes are allocated"), KIND),
                (None, true) => make(Maybe, "the runes are in the heap, unless there are none", KIND),
            }
            .limit(format!("at most {BUFFER} runes that do not escape are on the stack"))
        }
        ConvKind::BytesToStr => {
            const KIND: &str = "bytes-to-string";
            match escapes {
                true => make(Maybe, "the bytes are copied to the heap, unless there is at most one", KIND),
                false => make(Maybe, format!("more than {BUFFER} bytes are allocated"), KIND),
            }
            .limit(limit)
        }
        ConvKind::RunesToStr => {
            const KIND: &str = "runes-to-string";
            match escapes {
                true => make(Always, "the string is built in the heap", KIND),
                false => make(Maybe, format!("more than {} bytes are allocated", BUFFER - 3), KIND),
            }
            .limit(limit)
        }
        ConvKind::RuneToStr => {
            const KIND: &str = "rune-to-string";
            match escapes {
                true => make(Always, "the string is built in the heap", KIND).size(4),
                false => make(Never, "the string of one rune fits into the function's frame", KIND).size(4),
            }
        }
        _ => fixed("conversion", 0, escapes, why),
    }
}

/// Statements and expressions that allocate and of which gc says nothing: channels, `s += t`, insertion into maps, goroutines.
pub(super) fn unreported(unit: &Unit<'_>, n: NodeId) -> Option<Allocation> {
    Some(match &unit.nodes[n].kind {
        NodeKind::Make { kind: MakeKind::Chan, .. } => make(Always, "channels are always in the heap", "make-chan"),
        NodeKind::OpAssign { op: BinaryOp::Add, x, .. } if is_string(typ(unit, *x)) => {
            make(Maybe, "the new string is built in the heap, unless one of both is empty", "string-append")
        }
        NodeKind::IndexMap { assigned: true, .. } => {
            make(Maybe, "a map that has no room for another entry grows", "map-assignment")
        }
        NodeKind::Go { .. } => {
            make(Maybe, "a goroutine's stack and descriptor are allocated unless old ones are free", "go")
        }
        _ => return None,
    })
}
