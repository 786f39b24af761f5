//! Terms and lists of terms: the part of a type set that a union describes (specification: "General interfaces").
//!
//! A list is `None` for the set of all types; otherwise the union of its terms, an empty list being the empty set.

use crate::predicates::identical;
use crate::ty::Type;
use crate::typeset::TypeTerm;
use crate::under::underlying;

pub type Terms = Option<Vec<TypeTerm>>;

impl TypeTerm {
    pub fn equal(&self, y: &TypeTerm) -> bool {
        self.tilde == y.tilde && identical(self.typ, y.typ)
    }

    /// No type is in both.
    pub fn disjoint(&self, y: &TypeTerm) -> bool {
        let ux = if y.tilde { underlying(self.typ) } else { self.typ };
        let uy = if self.tilde { underlying(y.typ) } else { y.typ };
        !identical(ux, uy)
    }

    pub fn includes(&self, t: Type) -> bool {
        identical(self.typ, if self.tilde { underlying(t) } else { t })
    }

    pub fn subset_of(&self, y: &TypeTerm) -> bool {
        !self.disjoint(y) && (!self.tilde || y.tilde)
    }
}

/// The union as disjoint terms.
pub fn normal(list: &[TypeTerm]) -> Vec<TypeTerm> {
    let mut used = vec![false; list.len()];
    let mut out = Vec::with_capacity(list.len());
    for i in 0..list.len() {
        if used[i] {
            continue;
        }
        let mut x = list[i];
        for j in i + 1..list.len() {
            if !used[j] && !x.disjoint(&list[j]) {
                used[j] = true;
                if !x.tilde && list[j].tilde {
                    x = list[j];
                }
            }
        }
        out.push(x);
    }
    out
}

pub fn union(x: Terms, y: &Terms) -> Terms {
    match (x, y) {
        (Some(mut x), Some(y)) => {
            x.extend_from_slice(y);
            Some(normal(&x))
        }
        _ => None,
    }
}

pub fn intersect(x: Terms, y: &Terms) -> Terms {
    let (x, y) = match (x, y) {
        (None, y) => return y.clone().map(|y| normal(&y)),
        (Some(x), None) => return Some(normal(&x)),
        (Some(x), Some(y)) => (x, y),
    };
    let mut out = Vec::new();
    for a in &x {
        for b in y {
            if !a.disjoint(b) {
                out.push(if !a.tilde || b.tilde { *a } else { *b });
            }
        }
    }
    Some(normal(&out))
}

pub fn subset(x: Option<&[TypeTerm]>, y: Option<&[TypeTerm]>) -> bool {
    match (x, y) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(x), Some(y)) => x.iter().all(|a| y.iter().any(|b| a.subset_of(b))),
    }
}
