//! The reader: recursive descent over the tokens, which decides what is Go, and says what is wrong in gc's words.
//!
//! The model: it asks for tokens in the order in which gc's parser does, because the order decides which token an error is
//! reported at, and what is skipped after it decides which errors follow. It looks back at the shapes it has read (is
//! this a name, a type, an assignment?), so it makes a tree. For most files that is thrown away: tree-sitter's is lowered. A file
//! that tree-sitter's grammar rejects is read once more into the package's [`Ast`]. Errors come out in gc's order of discovery; of
//! several syntax errors on a line only the first is kept, as gc does when it prints.

mod decl;
mod directive;
mod expr;
mod stmt;
mod types;

use crate::SyntaxError;
use crate::ast::*;
use crate::scanner::{Happening, Scanned};
use crate::token::{Op, Semi, Tok, Token};
use directive::Pending;
pub use directive::pragma_of;
use escape_source::{FileId, Pos, Symbol, intern};

/// Nesting that is given up on. gc has no limit but its 1 GB stack; every later room recurses over what is accepted here.
const MAX_DEPTH: u32 = 20_000;
/// The same for chains (`a + a + …`, `a.b.b…`), which nest to the left.
const MAX_CHAIN: u32 = 100_000;

/// What the reader found out about one file.
pub struct Verdict {
    pub errors: Vec<SyntaxError>,
    /// Whether gc goes no further than the syntax: there is a `syntax error`, or no tree at all.
    pub stops: bool,
    /// The directives of the file, read.
    pub facts: Facts,
}

/// What directives say, whatever they stand before.
#[derive(Default)]
pub struct Facts {
    pub go_version: Option<GoVersion>,
    pub linknames: Vec<Linkname>,
    pub embeds: Vec<(Pos, String)>,
    /// Reported only once the package has been checked without error.
    pub late: Vec<(Pos, String)>,
}

/// Reads one file. `std` says that it belongs to the standard library, `runtime` to the runtime's packages: some directives are
/// for them alone.
pub fn read(file: FileId, src: &[u8], scanned: &Scanned) -> Verdict {
    // Texts of names and literals are needed only to print them: a file without errors is read without interning any.
    let verdict = read_once(file, src, scanned, false);
    if verdict.errors.is_empty() {
        return verdict;
    }
    drop(verdict);
    read_once(file, src, scanned, true)
}

/// Appends the declarations of a file that [`read`] takes for Go to the tree.
pub fn tree(ast: &mut Ast, file: FileId, src: &[u8]) -> File {
    let scanned = crate::scanner::scan(src);
    let mut r = Reader::new(file, src, &scanned, std::mem::take(ast), true);
    r.file();
    *ast = r.ast;
    let package_pos = scanned.tokens.iter().find(|t| t.tok == Tok::Package).map_or(0, |t| t.start);
    File::new(Pos::new(file, package_pos), r.package, r.decls, Pos::new(file, src.len() as u32))
}

fn read_once(file: FileId, src: &[u8], scanned: &Scanned, with_texts: bool) -> Verdict {
    let mut r = Reader::new(file, src, scanned, Ast::default(), with_texts);
    let complete = r.file();
    let stops = !complete || r.errors.iter().any(|e| e.text.starts_with("syntax error")) || r.gave_up;
    Verdict { errors: r.errors, stops, facts: r.facts }
}

type X = ExprId;

struct Reader<'a> {
    src: &'a [u8],
    scanned: &'a Scanned,
    file: FileId,
    with_texts: bool,
    blank: Symbol,
    at: usize,
    event: usize,
    token: Token,
    /// Where the last token before that ends, semicolons apart.
    ended: u32,
    ast: Ast,
    /// The package clause's name.
    package: X,
    decls: Vec<DeclId>,
    /// Expressions that were there before, and the height of each that came.
    first: u32,
    depths: Vec<u32>,
    errors: Vec<SyntaxError>,
    last_syntax_line: (usize, u32),
    /// Errors of the reader and scanner: directives and labels do not count.
    own_errors: u32,
    function_nesting: u32,
    /// Negative in the header of a statement, where a `{` opens a block.
    literal_level: i32,
    depth: u32,
    gave_up: bool,
    pending: Pending,
    before_package: bool,
    imports_embed: bool,
    facts: Facts,
}

impl<'a> Reader<'a> {
    fn new(file: FileId, src: &'a [u8], scanned: &'a Scanned, mut ast: Ast, with_texts: bool) -> Reader<'a> {
        let first = ast.exprs.len() as u32;
        let (blank, pos) = (intern("_"), Pos::new(file, 0));
        let package = ast.exprs.push(Expr { kind: ExprKind::Name(blank), pos, start: 0, end: 0 });
        Reader {
            src,
            scanned,
            file,
            with_texts,
            blank,
            at: 0,
            event: 0,
            token: scanned.tokens[0],
            ended: 0,
            ast,
            package,
            decls: Vec::new(),
            first,
            depths: vec![0],
            errors: Vec::new(),
            last_syntax_line: (0, 0),
            own_errors: 0,
            function_nesting: 0,
            literal_level: 0,
            depth: 0,
            gave_up: false,
            pending: Pending::default(),
            before_package: true,
            imports_embed: false,
            facts: Facts::default(),
        }
    }
}

impl Reader<'_> {
    // Tokens.

    /// Goes to the next token, and through what came up before it.
    fn next(&mut self) {
        if !self.is(Tok::Semi) {
            self.ended = self.token.end;
        }
        if self.at + 1 < self.scanned.tokens.len() {
            self.at += 1;
        }
        if self.gave_up {
            self.at = self.scanned.tokens.len() - 1;
        }
        self.token = self.scanned.tokens[self.at];
        self.catch_up();
    }

    fn catch_up(&mut self) {
        let scanned = self.scanned;
        while !self.gave_up
            && let Some(e) = scanned.events.get(self.event)
            && e.token as usize <= self.at
        {
            self.event += 1;
            match &e.what {
                Happening::Error(offset, text) => self.error_at(Pos::new(self.file, *offset), text.clone()),
                Happening::Directive(i) => self.directive(&scanned.directives[*i as usize]),
            }
        }
    }

    fn tok(&self) -> Tok {
        self.token.tok
    }

    fn is(&self, tok: Tok) -> bool {
        self.token.tok == tok
    }

    fn is_op(&self, op: Op) -> bool {
        self.token.tok == Tok::Operator && self.token.op == op
    }

    fn pos(&self) -> Pos {
        Pos::new(self.file, self.token.start)
    }

    fn got(&mut self, tok: Tok) -> bool {
        let found = self.is(tok);
        if found {
            self.next();
        }
        found
    }

    fn want(&mut self, tok: Tok) {
        if !self.got(tok) {
            self.syntax_error(&format!("expected {}", word(tok)));
            self.advance(&[]);
        }
    }

    /// `=`; also `:=`, with an error.
    fn got_assign(&mut self) -> bool {
        if self.is(Tok::Define) {
            self.syntax_error("expected =");
        }
        let found = matches!(self.tok(), Tok::Define | Tok::Assign);
        if found {
            self.next();
        }
        found
    }

    fn text(&self, t: Token) -> String {
        String::from_utf8_lossy(&self.src[t.start as usize..t.end as usize]).into_owned()
    }

    /// The token's text, or a blank when texts are not needed.
    fn symbol(&self) -> Symbol {
        if self.with_texts { self.symbol_of(self.token) } else { self.blank }
    }

    fn symbol_of(&self, t: Token) -> Symbol {
        let bytes = &self.src[t.start as usize..t.end as usize];
        match std::str::from_utf8(bytes) {
            Ok(s) => intern(s),
            Err(_) => intern(&String::from_utf8_lossy(bytes)),
        }
    }

    // Errors.

    fn report(&mut self, pos: Pos, text: String) {
        if self.gave_up {
            return;
        }
        if text.starts_with("syntax error") {
            let line = (pos.line_stretch(), pos.physical().0);
            if std::mem::replace(&mut self.last_syntax_line, line) == line {
                return;
            }
        }
        self.errors.push(SyntaxError { pos, text });
    }

    fn error_at(&mut self, pos: Pos, text: impl Into<String>) {
        self.own_errors += 1;
        self.report(pos, text.into());
    }

    fn error(&mut self, text: &str) {
        self.error_at(self.pos(), text);
    }

    fn syntax_error(&mut self, text: &str) {
        self.syntax_error_at(self.pos(), text);
    }

    /// A text that begins with `in`, `at`, `after` or `expected` is completed with the token that was found.
    fn syntax_error_at(&mut self, pos: Pos, text: &str) {
        if self.is(Tok::Eof) && self.own_errors > 0 {
            return;
        }
        let tail = if text.starts_with("in ") || text.starts_with("at ") || text.starts_with("after ") {
            format!(" {text}")
        } else if text.starts_with("expected ") {
            format!(", {text}")
        } else {
            self.error_at(pos, format!("syntax error: {text}"));
            return;
        };
        let t = self.token;
        let found = match t.tok {
            Tok::Name => format!("name {}", self.text(t)),
            Tok::Semi => semi_text(t.semi).to_string(),
            Tok::Literal => format!("literal {}", self.text(t)),
            Tok::Operator => t.op.text().to_string(),
            Tok::AssignOp => format!("{}=", t.op.text()),
            Tok::IncOp => t.op.text().repeat(2),
            tok => word(tok),
        };
        self.error_at(pos, format!("syntax error: unexpected {found}{tail}"));
    }

    /// Skips to one of the tokens, or, inside functions, to a keyword that starts a statement; without a list skips one token.
    fn advance(&mut self, follow: &[Tok]) {
        let starts_statement = |t: Tok| {
            matches!(
                t,
                Tok::Break
                    | Tok::Const
                    | Tok::Continue
                    | Tok::Defer
                    | Tok::Fallthrough
                    | Tok::For
                    | Tok::Go
                    | Tok::Goto
                    | Tok::If
                    | Tok::Return
                    | Tok::Select
                    | Tok::Switch
                    | Tok::Type
                    | Tok::Var
            )
        };
        let stops = |r: &Self| {
            r.is(Tok::Eof)
                || follow.contains(&r.tok())
                || !follow.is_empty() && r.function_nesting > 0 && starts_statement(r.tok())
        };
        while !stops(self) {
            self.next();
            if follow.is_empty() {
                break;
            }
        }
    }

    /// Counts one level of nesting; `false` when there are too many.
    fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.give_up("nested too deeply");
        }
        !self.gave_up
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn give_up(&mut self, why: &str) {
        if !self.gave_up {
            self.error_at(self.pos(), format!("escape: {why}"));
            self.gave_up = true;
            self.next();
        }
    }

    // The tree.

    /// An expression whose last token was the last one.
    fn push(&mut self, kind: ExprKind, pos: Pos) -> X {
        let height = |e: &X| self.depths.get(e.as_u32().wrapping_sub(self.first) as usize).copied().unwrap_or(0);
        let depth = 1 + match &kind {
            ExprKind::Paren(x)
            | ExprKind::Selector { x, .. }
            | ExprKind::Index { x, .. }
            | ExprKind::Slice { x, .. }
            | ExprKind::TypeAssert { x, .. }
            | ExprKind::Unary { x, .. } => height(x),
            ExprKind::Binary { x, y, .. } => height(x).max(height(y)),
            ExprKind::Call { fun, args, .. } => args.iter().map(height).fold(height(fun), u32::max),
            _ => 0,
        };
        self.depths.push(depth);
        let start = match kind {
            ExprKind::Selector { x, .. }
            | ExprKind::Index { x, .. }
            | ExprKind::Slice { x, .. }
            | ExprKind::TypeAssert { x, .. }
            | ExprKind::TypeSwitchGuard { x, .. }
            | ExprKind::Binary { x, .. }
            | ExprKind::KeyValue { key: x, .. }
            | ExprKind::CompositeLit { typ: Some(x), .. }
            | ExprKind::Call { fun: x, .. } => self.ast.exprs[x].start,
            _ => pos.offset,
        };
        let e = self.ast.exprs.push(Expr { kind, pos, start, end: self.ended.max(start) });
        if depth > MAX_CHAIN {
            self.give_up("expression is too long");
        }
        e
    }

    fn kind(&self, e: X) -> &ExprKind {
        &self.ast.exprs[e].kind
    }

    /// A statement that starts where it is reported.
    fn push_stmt(&mut self, kind: StmtKind, pos: Pos) -> StmtId {
        self.push_stmt_from(pos.offset, kind, pos)
    }

    fn push_stmt_from(&mut self, start: u32, kind: StmtKind, pos: Pos) -> StmtId {
        self.ast.stmts.push(Stmt { kind, pos, start, end: self.ended.max(start) })
    }

    fn bad(&mut self) -> X {
        let pos = self.pos();
        self.push(ExprKind::Bad, pos)
    }

    fn string(&self, e: X) -> String {
        crate::print::expr_string(&self.ast, e)
    }

    fn strings(&self, list: &[X]) -> String {
        list.iter().map(|&e| self.string(e)).collect::<Vec<_>>().join(", ")
    }

    // Common productions.

    fn name(&mut self) -> X {
        let pos = self.pos();
        if self.is(Tok::Name) {
            let symbol = self.symbol();
            self.next();
            return self.push(ExprKind::Name(symbol), pos);
        }
        let e = self.push(ExprKind::Name(self.blank), pos);
        self.syntax_error("expected name");
        self.advance(&[]);
        e
    }

    /// A name whose text is needed in any case.
    fn label(&mut self) -> X {
        let t = self.token;
        let e = self.name();
        if t.tok == Tok::Name {
            self.ast.exprs[e].kind = ExprKind::Name(self.symbol_of(t));
        }
        e
    }

    fn name_list(&mut self, first: X) -> Vec<X> {
        let mut list = vec![first];
        while self.got(Tok::Comma) {
            list.push(self.name());
        }
        list
    }

    fn literal(&mut self) -> Option<X> {
        if !self.is(Tok::Literal) {
            return None;
        }
        let (pos, t) = (self.pos(), self.token);
        let text = self.symbol();
        self.next();
        Some(self.push(ExprKind::BasicLit { kind: t.kind, text, bad: t.bad }, pos))
    }

    /// Elements up to `close`; `element` answers whether it must be the last. Gives the position of the closing token.
    fn list(&mut self, what: &str, sep: Tok, close: Tok, element: &mut dyn FnMut(&mut Self) -> bool) -> Pos {
        let mut done = false;
        while !self.is(Tok::Eof) && !self.is(close) && !done {
            done = element(self);
            if !self.got(sep) && !self.is(close) {
                self.syntax_error(&format!("in {what}; possibly missing {} or {}", word(sep), word(close)));
                self.advance(&[Tok::Rparen, Tok::Rbrack, Tok::Rbrace]);
                if !self.is(close) {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }
}

/// The English word for a token in a message.
fn word(tok: Tok) -> String {
    match tok {
        Tok::Comma => "comma".into(),
        Tok::Semi => "semicolon or newline".into(),
        t if t.is_keyword() => format!("keyword {}", t.text()),
        t => t.text().into(),
    }
}

fn semi_text(s: Semi) -> &'static str {
    match s {
        Semi::Semicolon => "semicolon",
        Semi::Newline => "newline",
        Semi::Eof => "EOF",
    }
}

#[cfg(test)]
mod tests;
