//! Labels and branches of one function body: what a `goto`, `break`, `continue` or `fallthrough` may go to.
//!
//! The model (specification: "Labeled statements" to "Fallthrough statements"): labels have function scope; a body is walked
//! block by block, and a `goto` whose label has not come yet travels outwards with its block. Function literals are bodies of
//! their own. Errors come in gc's order of discovery.

use crate::SyntaxError;
use crate::ast::*;
use crate::print::expr_string;
use escape_source::{Pos, Symbol};
use rustc_hash::FxHashMap;

/// The errors of a body.
pub fn check(ast: &Ast, body: &Block) -> Vec<SyntaxError> {
    let mut c =
        Checker { ast, labels: Vec::new(), by_name: FxHashMap::default(), blocks: Vec::new(), errors: Vec::new() };
    let context = Context { breaks: None, continues: None, case: None };
    let pending = c.block(None, context, None, body.lbrace, &body.stmts);
    for g in pending {
        match c.by_name.get(&g.name) {
            Some(&l) => {
                c.labels[l].used = true;
                let start = position_text(c.blocks[c.labels[l].block].start);
                c.error(g.pos, format!("goto {} jumps into block starting at {start}", g.name));
            }
            None => c.error(g.pos, format!("label {} not defined", g.name)),
        }
    }
    for l in std::mem::take(&mut c.labels) {
        if !l.used {
            c.error(l.pos, format!("label {} defined and not used", l.name));
        }
    }
    c.errors
}

/// A position inside a message.
fn position_text(pos: Pos) -> String {
    let Some(p) = pos.position() else { return "<unknown position>".into() };
    let note = pos.physical_note();
    match p.column {
        0 => format!("{}:{}{note}", p.path, p.line),
        c => format!("{}:{}:{c}{note}", p.path, p.line),
    }
}

struct Label {
    name: Symbol,
    pos: Pos,
    block: usize,
    /// The labelled statement itself.
    stmt: StmtId,
    used: bool,
}

struct BlockInfo {
    parent: Option<usize>,
    start: Pos,
    /// The labelled statement that this block belongs to.
    label: Option<StmtId>,
}

#[derive(Copy, Clone)]
struct Context {
    breaks: Option<StmtId>,
    continues: Option<StmtId>,
    /// Number of the switch clause whose list this is directly.
    case: Option<usize>,
}

/// A `goto` whose label has not come.
#[derive(Copy, Clone)]
struct Goto {
    name: Symbol,
    pos: Pos,
    stmt: StmtId,
}

struct Checker<'a> {
    ast: &'a Ast,
    labels: Vec<Label>,
    by_name: FxHashMap<Symbol, usize>,
    blocks: Vec<BlockInfo>,
    errors: Vec<SyntaxError>,
}

impl Checker<'_> {
    fn error(&mut self, pos: Pos, text: String) {
        self.errors.push(SyntaxError { pos, text });
    }

    fn declare(&mut self, block: usize, stmt: StmtId, name: Symbol, pos: Pos) -> usize {
        if let Some(&l) = self.by_name.get(&name) {
            let other = position_text(self.labels[l].pos);
            self.error(pos, format!("label {name} already defined at {other}"));
            return l;
        }
        let l = self.labels.len();
        self.labels.push(Label { name, pos, block, stmt, used: false });
        self.by_name.insert(name, l);
        l
    }

    /// The statement of the label when `block` is inside the block that declares it.
    fn goto_reaches(&mut self, mut block: Option<usize>, name: Symbol) -> bool {
        let Some(&l) = self.by_name.get(&name) else { return false };
        self.labels[l].used = true;
        while let Some(b) = block {
            if self.labels[l].block == b {
                return true;
            }
            block = self.blocks[b].parent;
        }
        false
    }

    /// Outer `None`: no such label; inner `None`: it labels nothing around `block`. Else the statement it labels.
    fn enclosing(&mut self, mut block: Option<usize>, name: Symbol) -> Option<Option<StmtId>> {
        let &l = self.by_name.get(&name)?;
        self.labels[l].used = true;
        while let Some(b) = block {
            if self.blocks[b].label == Some(self.labels[l].stmt) {
                return Some(match self.ast.stmts[self.labels[l].stmt].kind {
                    StmtKind::Labeled { stmt, .. } => Some(stmt),
                    _ => None,
                });
            }
            block = self.blocks[b].parent;
        }
        Some(None)
    }

    fn block(
        &mut self,
        parent: Option<usize>,
        context: Context,
        label: Option<StmtId>,
        start: Pos,
        body: &[StmtId],
    ) -> Vec<Goto> {
        let ast = self.ast;
        let this = self.blocks.len();
        self.blocks.push(BlockInfo { parent, start, label });
        let mut variable: Option<(Pos, String)> = None;
        let mut pending: Vec<Goto> = Vec::new();
        let mut jumping: Vec<StmtId> = Vec::new();
        // Empty statements at the end do not make a fallthrough any less the last.
        let is_empty = |s: &StmtId| matches!(ast.stmts[*s].kind, StmtKind::Empty);
        let count = body.iter().rposition(|s| !is_empty(s)).map_or(0, |i| i + 1);
        for (i, &first) in body[..count].iter().enumerate() {
            let mut label = None;
            let mut s = first;
            while let StmtKind::Labeled { label: name_expr, stmt } = ast.stmts[s].kind {
                let name = ast.name(name_expr).unwrap_or_default();
                if name.as_str() != "_" {
                    let l = self.declare(this, s, name, ast.pos(name_expr));
                    let (matching, rest): (Vec<Goto>, Vec<Goto>) = pending.into_iter().partition(|g| g.name == name);
                    pending = rest;
                    for g in matching {
                        self.labels[l].used = true;
                        if let Some((at, variable)) = &variable
                            && jumping.contains(&g.stmt)
                        {
                            let at = position_text(*at);
                            self.error(g.pos, format!("goto {name} jumps over declaration of {variable} at {at}"));
                        }
                    }
                    label = Some(s);
                }
                s = stmt;
            }
            let inner = Context { case: None, ..context };
            match &ast.stmts[s].kind {
                StmtKind::Decl(decls) => {
                    let first = decls.iter().find_map(|&d| match &ast.decls[d].kind {
                        DeclKind::Var { names, .. } => names.first().map(|&n| (ast.decls[d].pos, expr_string(ast, n))),
                        _ => None,
                    });
                    if first.is_some() {
                        variable = first;
                        jumping = pending.iter().map(|g| g.stmt).collect();
                    }
                }
                StmtKind::Assign { define: true, lhs, .. } => {
                    let names: Vec<String> = lhs.iter().map(|&e| expr_string(ast, e)).collect();
                    variable = Some((ast.stmts[s].pos, names.join(", ")));
                    jumping = pending.iter().map(|g| g.stmt).collect();
                }
                StmtKind::Branch { kind, label: None } => {
                    self.unlabeled(*kind, ast.stmts[s].pos, context, i + 1 == count);
                }
                StmtKind::Branch { kind, label: Some(l) } => {
                    let name = ast.name(*l).unwrap_or_default();
                    let pos = ast.pos(*l);
                    if *kind != BranchKind::Goto {
                        self.labeled(*kind, this, name, pos);
                    } else if !self.goto_reaches(Some(this), name) {
                        pending.push(Goto { name, pos, stmt: s });
                    }
                }
                StmtKind::Block(b) => pending.extend(self.block(Some(this), inner, label, b.lbrace, &b.stmts)),
                StmtKind::If { then, els, .. } => {
                    pending.extend(self.block(Some(this), inner, label, then.lbrace, &then.stmts));
                    if let Some(e) = els {
                        let start = ast.stmts[*e].pos;
                        pending.extend(self.block(Some(this), inner, label, start, &[*e]));
                    }
                }
                StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                    let inner = Context { breaks: Some(s), continues: Some(s), case: None };
                    pending.extend(self.block(Some(this), inner, label, body.lbrace, &body.stmts));
                }
                StmtKind::Switch { clauses, .. } => {
                    for (case, &c) in clauses.iter().enumerate() {
                        let inner = Context { breaks: Some(s), continues: context.continues, case: Some(case) };
                        let c = &ast.clauses[c];
                        pending.extend(self.block(Some(this), inner, label, c.pos, &c.body));
                    }
                }
                StmtKind::Select { clauses, .. } => {
                    for &c in clauses {
                        let inner = Context { breaks: Some(s), continues: context.continues, case: None };
                        let c = &ast.clauses[c];
                        pending.extend(self.block(Some(this), inner, label, c.pos, &c.body));
                    }
                }
                _ => {}
            }
        }
        pending
    }

    fn unlabeled(&mut self, kind: BranchKind, pos: Pos, context: Context, last: bool) {
        let text = match kind {
            BranchKind::Break if context.breaks.is_none() => "break is not in a loop, switch, or select",
            BranchKind::Continue if context.continues.is_none() => "continue is not in a loop",
            BranchKind::Fallthrough => {
                let switch = context.breaks.map(|s| &self.ast.stmts[s].kind);
                match (switch, context.case) {
                    (Some(StmtKind::Switch { tag, clauses, .. }), case) => {
                        let guard = |t: &ExprId| matches!(self.ast.exprs[*t].kind, ExprKind::TypeSwitchGuard { .. });
                        match case {
                            _ if tag.as_ref().is_some_and(guard) => "cannot fallthrough in type switch",
                            Some(case) if last && case + 1 == clauses.len() => {
                                "cannot fallthrough final case in switch"
                            }
                            Some(_) if last => return,
                            _ => "fallthrough statement out of place",
                        }
                    }
                    _ => "fallthrough statement out of place",
                }
            }
            _ => return,
        };
        self.error(pos, text.into());
    }

    fn labeled(&mut self, kind: BranchKind, block: usize, name: Symbol, pos: Pos) {
        let target = self.enclosing(Some(block), name);
        let word = if kind == BranchKind::Break { "break" } else { "continue" };
        let Some(target) = target else {
            self.error(pos, format!("{word} label not defined: {name}"));
            return;
        };
        let fits = target.is_some_and(|s| match self.ast.stmts[s].kind {
            StmtKind::For { .. } | StmtKind::Range { .. } => true,
            StmtKind::Switch { .. } | StmtKind::Select { .. } => kind == BranchKind::Break,
            _ => false,
        });
        if !fits {
            self.error(pos, format!("invalid {word} label {name}"));
        }
    }
}
