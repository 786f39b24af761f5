//! Range over functions (facts.md §9.2).

use super::Reader;
use crate::ir::*;
use escape_source::Symbol;
use escape_syntax::ast::StmtId;

impl Reader<'_, '_> {
    pub(crate) fn range_func(&mut self, _s: StmtId, pos: IrPos, _label: Option<Symbol>, out: &mut Vec<NodeId>) {
        out.push(self.u.node(NodeKind::Empty, pos, None));
    }
}
