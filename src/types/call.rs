//! Stub.
use crate::assignment::Target;
use crate::check::Checker;
use crate::expr::ExprResult;
use crate::operand::Operand;
use crate::ty::Type;
use escape_source::Pos;
use escape_syntax::ast::ExprId;
impl<'a> Checker<'a> {
    pub fn call_expr(&mut self, x: &mut Operand, e: ExprId) -> ExprResult { x.invalidate(); x.expr=Some(e); ExprResult::Statement }
    pub fn func_inst(&mut self, _t: Option<&Target>, _pos: Pos, _x: &mut Operand, _inst: Option<ExprId>, _infer: bool) {}
    pub fn arguments(&mut self, _call: ExprId, _sig: Type, _t: Vec<Type>, _x: &[ExprId], _args: Vec<Operand>, _l: Vec<Vec<Type>>) {}
    pub fn expr_list(&mut self, list: &[ExprId]) -> Vec<Operand> { list.iter().map(|&e| { let mut x = Operand::new(); self.expr(None, &mut x, e); x }).collect() }
}
