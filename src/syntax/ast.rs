//! The syntax tree: one arena per package, `u32` ids, nothing borrowed from tree-sitter.
//!
//! The shapes follow the Go specification's grammar with gc's view of it: types are expressions, an identifier is an
//! expression (so definitions and uses are tables over [`ExprId`]), a parameter group `a, b int` is one [`Field`] per name
//! sharing its type's `ExprId`. `Expr::pos` is the position gc reports for the construct (facts.md §2: a call is at
//! its `(`, a selector at its `.`, a binary operation at its operator); `start..end` is the full extent.

use bitflags::bitflags;
use cranelift_entity::{PrimaryMap, entity_impl};
use escape_source::{FileId, Pos, Symbol};
use std::num::NonZeroU32;
use thin_vec::ThinVec;

#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(NonZeroU32);
entity_impl!(ExprId, "expr", i, ExprId(NonZeroU32::MIN.saturating_add(i)), i.0.get() - 1);
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StmtId(NonZeroU32);
entity_impl!(StmtId, "stmt", i, StmtId(NonZeroU32::MIN.saturating_add(i)), i.0.get() - 1);
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeclId(NonZeroU32);
entity_impl!(DeclId, "decl", i, DeclId(NonZeroU32::MIN.saturating_add(i)), i.0.get() - 1);
/// A clause of a switch, type switch or select.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClauseId(NonZeroU32);
entity_impl!(ClauseId, "clause", i, ClauseId(NonZeroU32::MIN.saturating_add(i)), i.0.get() - 1);

/// The syntax of one package: the arenas and its files in the order they were given.
#[derive(Clone, Default)]
pub struct Ast {
    pub exprs: PrimaryMap<ExprId, Expr>,
    pub stmts: PrimaryMap<StmtId, Stmt>,
    pub decls: PrimaryMap<DeclId, Decl>,
    pub clauses: PrimaryMap<ClauseId, Clause>,
    pub files: Vec<File>,
    /// A file has no tree, or not all of it: its errors were reported, and nothing must be type-checked.
    pub incomplete: bool,
}

#[derive(Clone)]
pub struct File {
    pub id: FileId,
    pub package_pos: Pos,
    /// The package clause's identifier (an `ExprKind::Name`).
    pub package: ExprId,
    pub decls: Vec<DeclId>,
    /// From `//go:build go1.N` lines: the file's language version, if it sets one.
    pub go_version: Option<GoVersion>,
    /// `//go:linkname local [remote]`, in source order.
    pub linknames: Vec<Linkname>,
    /// `//go:embed` patterns with their positions (checked, not executed).
    pub embeds: Vec<(Pos, String)>,
    /// Errors that gc reports only when the whole package has been checked without one: misplaced directives, `//go:embed`
    /// on the wrong variable.
    pub late_errors: Vec<(Pos, String)>,
    pub eof: Pos,
}

impl File {
    /// A file without directives.
    pub fn new(package_pos: Pos, package: ExprId, decls: Vec<DeclId>, eof: Pos) -> File {
        File {
            id: package_pos.file,
            package_pos,
            package,
            decls,
            go_version: None,
            linknames: Vec::new(),
            embeds: Vec::new(),
            late_errors: Vec::new(),
            eof,
        }
    }
}

/// `go1.minor`; patch levels do not matter to the language.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GoVersion {
    pub major: u32,
    pub minor: u32,
}

impl GoVersion {
    pub const fn go1(minor: u32) -> GoVersion {
        GoVersion { major: 1, minor }
    }
}

#[derive(Clone)]
pub struct Linkname {
    pub pos: Pos,
    pub local: Symbol,
    pub remote: Option<Symbol>,
}

bitflags! {
    /// `//go:` directives of a function or type declaration.
    #[derive(Copy, Clone, PartialEq, Eq, Default, Debug)]
    pub struct Pragma: u32 {
        const NOINLINE = 1 << 0;
        const NOESCAPE = 1 << 1;
        const NOSPLIT = 1 << 2;
        const NORACE = 1 << 3;
        const NOCHECKPTR = 1 << 4;
        const UINTPTRESCAPES = 1 << 5;
        const UINTPTRKEEPALIVE = 1 << 6;
        const CGO_UNSAFE_ARGS = 1 << 7;
        const SYSTEMSTACK = 1 << 8;
        const NOWRITEBARRIER = 1 << 9;
        const NOWRITEBARRIERREC = 1 << 10;
        const YESWRITEBARRIERREC = 1 << 11;
        const NOINTERFACE = 1 << 12;
        const REGISTERPARAMS = 1 << 13;
        const NOTINHEAP = 1 << 14;
    }
}

#[derive(Clone)]
pub struct Expr {
    pub kind: ExprKind,
    /// Where gc reports this construct.
    pub pos: Pos,
    /// Byte offsets of the first byte and one past the last.
    pub start: u32,
    pub end: u32,
}

impl Expr {
    pub fn start_pos(&self) -> Pos {
        self.pos.at(self.start)
    }
    pub fn end_pos(&self) -> Pos {
        self.pos.at(self.end)
    }
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Rune,
    String,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ChanDir {
    Both,
    Send,
    Recv,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `+ - ^ !`
    Add,
    Sub,
    Xor,
    Not,
    /// `&x`
    Addr,
    /// `*x`: indirection or pointer type
    Deref,
    /// `<-x`
    Recv,
    /// `~T`
    Tilde,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    OrOr,
    AndAnd,
    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
}

/// Each binary operator with its text and precedence (specification, "Operator precedence"), in the order of the enumeration.
const BINARY: [(BinaryOp, &str, u8); 19] = [
    (BinaryOp::OrOr, "||", 1),
    (BinaryOp::AndAnd, "&&", 2),
    (BinaryOp::Eql, "==", 3),
    (BinaryOp::Neq, "!=", 3),
    (BinaryOp::Lss, "<", 3),
    (BinaryOp::Leq, "<=", 3),
    (BinaryOp::Gtr, ">", 3),
    (BinaryOp::Geq, ">=", 3),
    (BinaryOp::Add, "+", 4),
    (BinaryOp::Sub, "-", 4),
    (BinaryOp::Or, "|", 4),
    (BinaryOp::Xor, "^", 4),
    (BinaryOp::Mul, "*", 5),
    (BinaryOp::Div, "/", 5),
    (BinaryOp::Rem, "%", 5),
    (BinaryOp::And, "&", 5),
    (BinaryOp::AndNot, "&^", 5),
    (BinaryOp::Shl, "<<", 5),
    (BinaryOp::Shr, ">>", 5),
];

impl BinaryOp {
    pub fn text(self) -> &'static str {
        BINARY[self as usize].1
    }

    pub fn precedence(self) -> u8 {
        BINARY[self as usize].2
    }

    /// The operator that is written so.
    pub fn from_text(text: &str) -> Option<BinaryOp> {
        BINARY.iter().find(|b| b.1 == text).map(|b| b.0)
    }
}

#[derive(Clone)]
pub enum ExprKind {
    /// What a repaired or erroneous place yields; the checker reports nothing about it.
    Bad,
    /// An identifier, `_` included.
    Name(Symbol),
    /// `text` is the literal as written. A malformed literal was reported by the scanner and is `bad`.
    BasicLit {
        kind: LitKind,
        text: Symbol,
        bad: bool,
    },
    /// `typ` is `None` when elided inside another literal.
    CompositeLit {
        typ: Option<ExprId>,
        elems: ThinVec<ExprId>,
        rbrace: Pos,
    },
    /// Only inside a composite literal.
    KeyValue {
        key: ExprId,
        value: ExprId,
    },
    FuncLit {
        typ: ExprId,
        body: Box<Block>,
    },
    Paren(ExprId),
    /// `sel` is an `ExprKind::Name`.
    Selector {
        x: ExprId,
        sel: ExprId,
    },
    /// Index or instantiation; `indices` has one or more entries.
    Index {
        x: ExprId,
        indices: ThinVec<ExprId>,
    },
    Slice {
        x: ExprId,
        lo: Option<ExprId>,
        hi: Option<ExprId>,
        max: Option<ExprId>,
        full: bool,
    },
    TypeAssert {
        x: ExprId,
        typ: ExprId,
    },
    /// `lhs := x.(type)` or `x.(type)`: only as the tag of a switch; elsewhere an error.
    TypeSwitchGuard {
        lhs: Option<ExprId>,
        x: ExprId,
    },
    Unary {
        op: UnaryOp,
        x: ExprId,
    },
    Binary {
        op: BinaryOp,
        x: ExprId,
        y: ExprId,
    },
    Call {
        fun: ExprId,
        args: ThinVec<ExprId>,
        has_dots: bool,
    },
    /// Only in outlines of the bundled library: a value that no pointer flows through. `text` is what messages print of it (empty if
    /// none does), `uses` are the variables that it reads, `cost` is what it adds to the cost of inlining.
    Omitted {
        text: Symbol,
        uses: ThinVec<ExprId>,
        cost: u32,
    },

    /// `len` is `None` for `[...]T`.
    ArrayType {
        len: Option<ExprId>,
        elem: ExprId,
    },
    SliceType(ExprId),
    /// `...T`, as the last parameter's type.
    DotsType(ExprId),
    StructType {
        fields: ThinVec<Field>,
    },
    /// Type parameters stand on the declaration.
    FuncType {
        params: ThinVec<Field>,
        results: ThinVec<Field>,
    },
    /// Methods have a name and a `FuncType`; embedded elements have no name.
    InterfaceType {
        elems: ThinVec<Field>,
    },
    MapType {
        key: ExprId,
        value: ExprId,
    },
    ChanType {
        dir: ChanDir,
        elem: ExprId,
    },
}

/// A parameter, result, type parameter, struct field, method or embedded element.
#[derive(Clone)]
pub struct Field {
    /// An `ExprKind::Name`; `None` when unnamed or embedded.
    pub name: Option<ExprId>,
    /// Shared by all names of one group.
    pub typ: ExprId,
    /// Struct tag: an `ExprKind::BasicLit`.
    pub tag: Option<ExprId>,
    pub embedded: bool,
    /// Where gc reports the field: its name, or the start of its type.
    pub pos: Pos,
}

#[derive(Clone)]
pub struct Block {
    pub lbrace: Pos,
    pub stmts: Vec<StmtId>,
    pub rbrace: Pos,
}

#[derive(Clone)]
pub struct Stmt {
    pub kind: StmtKind,
    /// facts.md §2: keyword, operator token, label.
    pub pos: Pos,
    pub start: u32,
    pub end: u32,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum BranchKind {
    Break,
    Continue,
    Fallthrough,
    Goto,
}

#[derive(Clone)]
pub enum StmtKind {
    Empty,
    /// `label` is an `ExprKind::Name`.
    Labeled {
        label: ExprId,
        stmt: StmtId,
    },
    Block(Block),
    Expr(ExprId),
    Send {
        chan: ExprId,
        value: ExprId,
    },
    /// `lhs = rhs` and `lhs := rhs` (`define`).
    Assign {
        define: bool,
        lhs: Vec<ExprId>,
        rhs: Vec<ExprId>,
    },
    /// `lhs op= rhs`; `rhs` is `None` for `lhs++` and `lhs--` (op Add, Sub).
    OpAssign {
        op: BinaryOp,
        lhs: ExprId,
        rhs: Option<ExprId>,
    },
    /// Each spec of a group is one declaration.
    Decl(Vec<DeclId>),
    Branch {
        kind: BranchKind,
        label: Option<ExprId>,
    },
    Go(ExprId),
    Defer(ExprId),
    Return(Vec<ExprId>),
    If {
        init: Option<StmtId>,
        cond: ExprId,
        then: Block,
        els: Option<StmtId>,
    },
    For {
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: Block,
    },
    /// `range_pos` is the `range` keyword; `lhs` has 0 to 2 entries (more is an error that the reader reports).
    Range {
        lhs: Vec<ExprId>,
        define: bool,
        x: ExprId,
        range_pos: Pos,
        body: Block,
    },
    /// A type switch has an `ExprKind::TypeSwitchGuard` as tag.
    Switch {
        init: Option<StmtId>,
        tag: Option<ExprId>,
        clauses: Vec<ClauseId>,
        lbrace: Pos,
        rbrace: Pos,
    },
    Select {
        clauses: Vec<ClauseId>,
        lbrace: Pos,
        rbrace: Pos,
    },
}

/// A case of a switch (`cases`; `None` is `default`) or of a select (`comm`; `None` is `default`).
#[derive(Clone)]
pub struct Clause {
    pub cases: Option<Vec<ExprId>>,
    pub comm: Option<StmtId>,
    pub body: Vec<StmtId>,
    /// The `case` or `default` keyword.
    pub pos: Pos,
    pub colon: Pos,
    pub end: u32,
}

#[derive(Clone)]
pub struct Decl {
    pub kind: DeclKind,
    /// The position gc gives the declaration: its (first) name; for a method the receiver's `(`.
    pub pos: Pos,
    pub start: u32,
    pub end: u32,
    /// Number of the parenthesised group it stands in, unique in the package; `None` outside a group.
    pub group: Option<u32>,
    pub pragma: Pragma,
}

#[derive(Clone)]
pub enum DeclKind {
    /// `local` is `None`, a name, `.` or `_` (as an `ExprKind::Name`).
    Import {
        local: Option<ExprId>,
        path: ExprId,
    },
    /// `iota` is the index in the group. Implicit repetition is left to the checker: `values` is empty then.
    Const {
        names: Vec<ExprId>,
        typ: Option<ExprId>,
        values: Vec<ExprId>,
        iota: u32,
    },
    Var {
        names: Vec<ExprId>,
        typ: Option<ExprId>,
        values: Vec<ExprId>,
    },
    Type {
        name: ExprId,
        tparams: Vec<Field>,
        alias: bool,
        typ: ExprId,
    },
    /// `typ` is a `FuncType`. `recv` is the receiver's field; a generic method has both `recv` and `tparams`.
    Func {
        recv: Option<Field>,
        name: ExprId,
        tparams: Vec<Field>,
        typ: ExprId,
        body: Option<Block>,
    },
}

impl Ast {
    /// The name, if the expression is an identifier.
    pub fn name(&self, e: ExprId) -> Option<Symbol> {
        match self.exprs[e].kind {
            ExprKind::Name(s) => Some(s),
            _ => None,
        }
    }

    /// The expression without its parentheses.
    pub fn unparen(&self, mut e: ExprId) -> ExprId {
        while let ExprKind::Paren(x) = self.exprs[e].kind {
            e = x;
        }
        e
    }

    /// The base type expression of a receiver `T`, `*T`, `T[P]` or `*T[P]`, and whether it is a pointer.
    pub fn receiver_base(&self, typ: ExprId) -> (bool, ExprId) {
        let mut base = self.unparen(typ);
        let mut ptr = false;
        if let ExprKind::Unary { op: UnaryOp::Deref, x } = self.exprs[base].kind {
            ptr = true;
            base = self.unparen(x);
        }
        if let ExprKind::Index { x, .. } = self.exprs[base].kind {
            base = x;
        }
        (ptr, base)
    }

    /// Whether the expression can only be a type element, never an ordinary value.
    pub fn is_type_elem(&self, x: ExprId) -> bool {
        match self.exprs[x].kind {
            ExprKind::ArrayType { .. }
            | ExprKind::StructType { .. }
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => true,
            ExprKind::Unary { op, x } => op == UnaryOp::Tilde || self.is_type_elem(x),
            ExprKind::Binary { x, y, .. } => self.is_type_elem(x) || self.is_type_elem(y),
            ExprKind::Paren(x) => self.is_type_elem(x),
            _ => false,
        }
    }

    pub fn pos(&self, e: ExprId) -> Pos {
        self.exprs[e].pos
    }

    /// Where the leftmost token of the expression starts.
    pub fn start_pos(&self, e: ExprId) -> Pos {
        self.exprs[e].start_pos()
    }
}

#[cfg(test)]
mod tests {
    use super::BINARY;

    #[test]
    fn operators_are_in_order() {
        assert!(BINARY.iter().enumerate().all(|(i, b)| b.0 as usize == i));
    }
}
