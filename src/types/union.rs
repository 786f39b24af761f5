//! Unions and approximation elements `~T` (specification: "General interfaces").

use crate::check::Checker;
use crate::info::Mode;
use crate::predicates::{identical, is_interface, is_type_param, is_valid};
use crate::ty::{Term, Type, TypeKind};
use crate::typeset::{MAX_TERMS, TypeTerm, type_set};
use crate::under::underlying;
use crate::universe::universe;
use escape_syntax::ast::{BinaryOp, ExprId, ExprKind, UnaryOp};

impl<'a> Checker<'a> {
    /// An element of a constraint: a type, or a union of terms.
    pub fn parse_union(&mut self, e: ExprId) -> Type {
        let ast = self.ast;
        // `A|B|C` leans to the left; the operators are recorded with the unions they complete.
        let (mut operators, mut terms_exprs) = (Vec::new(), Vec::new());
        let mut x = e;
        while let ExprKind::Binary { op: BinaryOp::Or, x: left, y } = ast.exprs[x].kind {
            operators.push(x);
            terms_exprs.push(y);
            x = left;
        }
        terms_exprs.push(x);
        operators.reverse();
        terms_exprs.reverse();

        let mut terms: Vec<Term> = Vec::new();
        let mut union = Type::INVALID;
        let mut too_many = false;
        for (i, &x) in terms_exprs.iter().enumerate() {
            let term = self.parse_term(x);
            if terms_exprs.len() == 1 && !term.tilde {
                return term.typ;
            }
            if terms.len() >= MAX_TERMS {
                if !too_many {
                    let text = format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)");
                    self.error(x, text);
                    too_many = true;
                }
                union = Type::INVALID;
            } else {
                terms.push(term);
                union = Type::new(TypeKind::Union(terms.clone()));
            }
            if i > 0 {
                self.record_type_and_value(operators[i - 1], Mode::Type, union, None);
            }
        }
        if !is_valid(union) {
            return union;
        }
        self.later(move |c| c.check_terms(&terms, &terms_exprs));
        union
    }

    fn parse_term(&mut self, tx: ExprId) -> Term {
        let (tilde, x) = match self.ast.exprs[tx].kind {
            ExprKind::Unary { op: UnaryOp::Tilde, x } => (true, x),
            _ => (false, tx),
        };
        let mut typ = self.typ(x);
        if is_type_param(typ) {
            if tilde {
                let s = self.expr_string(tx);
                self.error(x, format!("type in term {s} cannot be a type parameter"));
            } else {
                self.error(x, "term cannot be a type parameter");
            }
            typ = Type::INVALID;
        }
        let term = Term { tilde, typ };
        if tilde {
            let t = Type::new(TypeKind::Union(vec![term]));
            self.record_type_and_value(tx, Mode::Type, t, None);
        }
        term
    }

    /// Reports terms that no union may have, once types are complete.
    fn check_terms(&mut self, terms: &[Term], exprs: &[ExprId]) {
        // gc writes terms with import paths.
        let string = |t: &Term| {
            let s = crate::typestring::type_string(t.typ, None);
            if t.tilde { format!("~{s}") } else { s }
        };
        for (i, t) in terms.iter().enumerate() {
            if !is_valid(t.typ) {
                continue;
            }
            let u = underlying(t.typ);
            let iface = matches!(u.kind(), TypeKind::Interface(_));
            if t.tilde {
                let s = self.type_string(t.typ);
                if iface {
                    self.error(exprs[i], format!("invalid use of ~ ({s} is an interface)"));
                    continue;
                }
                if !identical(u, t.typ) {
                    let u = self.type_string(u);
                    self.error(exprs[i], format!("invalid use of ~ (underlying type of {s} is {u})"));
                    continue;
                }
            }
            if iface {
                let set = type_set(u);
                // Nested interfaces have long texts, which are made for an error only.
                if !set.methods.is_empty() {
                    let s = string(t);
                    self.error(exprs[i], format!("cannot use {s} in union ({s} contains methods)"));
                } else if t.typ == universe().comparable {
                    self.error(exprs[i], "cannot use comparable in union");
                } else if set.comparable {
                    let s = string(t);
                    self.error(exprs[i], format!("cannot use {s} in union ({s} embeds comparable)"));
                }
                continue;
            }
            let own = TypeTerm { tilde: t.tilde, typ: t.typ };
            let overlap = terms[..i].iter().find(|o| {
                !is_interface(o.typ) && is_valid(o.typ) && !TypeTerm { tilde: o.tilde, typ: o.typ }.disjoint(&own)
            });
            if let Some(o) = overlap {
                let text = format!("overlapping terms {} and {}", string(t), string(o));
                self.soft_error(exprs[i], text);
            }
        }
    }
}
