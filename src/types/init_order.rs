//! Package initialisation order (specification: "Package initialization").
//!
//! Nodes are the package's constants and variables; an edge says that a value needs another one, directly or through the
//! functions it refers to. What needs nothing that is not initialised yet goes first, in source order.

use crate::check::Checker;
use crate::info::Initializer;
use crate::object::{Obj, ObjKind};
use std::collections::BTreeSet;

impl<'a> Checker<'a> {
    pub(crate) fn init_order(&mut self) {
        let n = self.objects.len();
        let is_const: Vec<bool> = self.objects.iter().map(|o| matches!(o.data().kind, ObjKind::Const { .. })).collect();
        let is_value = |o: Obj| matches!(o.data().kind, ObjKind::Const { .. } | ObjKind::Var { .. });
        let is_func = |o: Obj| matches!(o.data().kind, ObjKind::Func { .. });
        let index = |o: Obj| o.data().order.load(std::sync::atomic::Ordering::Relaxed) as usize - 1;

        // What each value needs, functions on the way looked through.
        let mut preds: Vec<Vec<u32>> = vec![Vec::new(); n];
        let mut open: Vec<u32> = vec![0; n];
        let mut mark: Vec<u32> = vec![u32::MAX; n];
        let mut todo: Vec<usize> = Vec::new();
        #[allow(clippy::needless_range_loop, reason = "`i` numbers the objects")]
        for i in 0..n {
            if !is_value(self.objects[i]) {
                continue;
            }
            todo.push(i);
            while let Some(j) = todo.pop() {
                for &d in &self.decls[self.decl_of[j] as usize].deps {
                    let k = index(d);
                    if mark[k] == i as u32 {
                        continue;
                    }
                    mark[k] = i as u32;
                    if is_value(d) {
                        preds[k].push(i as u32);
                        open[i] += 1;
                    } else if is_func(d) {
                        todo.push(k);
                    }
                }
            }
        }

        // Constants first: they are never really initialised.
        let mut queue: BTreeSet<(bool, u32, usize)> =
            (0..n).filter(|&i| is_value(self.objects[i])).map(|i| (!is_const[i], open[i], i)).collect();
        let mut emitted = vec![false; self.decls.len()];
        while let Some((not_const, count, i)) = queue.pop_first() {
            if count > 0 {
                let mut seen = vec![false; n];
                if let Some(cycle) = self.find_path(i, i, &mut seen) {
                    self.report_cycle(&cycle);
                }
            }
            for &p in &preds[i] {
                let p = p as usize;
                let key = (!is_const[p], open[p], p);
                if queue.remove(&key) {
                    open[p] -= 1;
                    queue.insert((key.0, open[p], p));
                }
            }
            let decl = self.decl_of[i] as usize;
            let Some(rhs) = self.decls[decl].init else { continue };
            if !not_const || std::mem::replace(&mut emitted[decl], true) {
                continue;
            }
            let lhs = self.decls[decl].lhs.as_deref().map_or_else(|| vec![self.objects[i]], <[_]>::to_vec);
            self.info.init_order.push(Initializer { lhs, rhs });
        }
    }

    /// A path of references from one object to another: the objects after `from`, last first.
    fn find_path(&self, from: usize, to: usize, seen: &mut [bool]) -> Option<Vec<Obj>> {
        // Depth first over an explicit stack: chains of functions can be long.
        let sorted = |i: usize| {
            let mut deps: Vec<usize> = self.decls[self.decl_of[i] as usize]
                .deps
                .iter()
                .map(|d| d.data().order.load(std::sync::atomic::Ordering::Relaxed) as usize - 1)
                .collect();
            deps.sort_unstable();
            deps
        };
        seen[from] = true;
        let mut stack: Vec<(usize, Vec<usize>, usize)> = vec![(from, sorted(from), 0)];
        while let Some((_, deps, at)) = stack.last_mut() {
            let Some(&d) = deps.get(*at) else {
                stack.pop();
                continue;
            };
            *at += 1;
            if d == to {
                let mut path = vec![self.objects[d]];
                path.extend(stack.iter().skip(1).rev().map(|(i, _, _)| self.objects[*i]));
                return Some(path);
            }
            if !std::mem::replace(&mut seen[d], true) {
                stack.push((d, sorted(d), 0));
            }
        }
        None
    }

    fn report_cycle(&mut self, cycle: &[Obj]) {
        let mut obj = cycle[0];
        if cycle.len() == 1 {
            return self.error(obj, format!("initialization cycle: {} refers to itself", obj.name()));
        }
        let mut err = self.new_error();
        self.add_part(&mut err, obj, format!("initialization cycle for {}", obj.name()));
        for &next in cycle.iter().rev() {
            self.add_part(&mut err, obj, format!("{} refers to {}", obj.name(), next.name()));
            obj = next;
        }
        self.report(err);
    }
}
