//! Parameter summaries, and their lines (facts.md §10.12).

use super::{Batch, ESCAPES, layout};
use crate::ir::{FuncId, IrPos, MessageKind, NameId, Unit};
use escape_graph::Leaks;
use escape_syntax::ast::Pragma;

/// A parameter without a name, or `_`, in the source. (Compiler-made ones all have names.)
pub(super) fn is_unnamed(unit: &Unit<'_>, p: NameId) -> bool {
    unit.names[p].obj.is_some_and(|o| matches!(o.name().as_str(), "" | "_"))
}

impl Batch {
    /// Summarises a function's parameters, receiver first.
    pub(super) fn tag(&mut self, unit: &mut Unit<'_>, f: FuncId) {
        let func = &unit.funcs[f];
        let diagnose = unit.flags.level > 0 && !func.is_wrapper && !func.is_dupok;
        if !func.has_body {
            // What callers must keep alive across a call of assembly.
            unit.funcs[f].pragma |= Pragma::UINTPTRKEEPALIVE;
        }
        let params = unit.funcs[f].params.clone();
        let last = params.len().saturating_sub(1);
        let leaks = params.iter().enumerate().map(|(i, &p)| self.tag_param(unit, f, p, i == last, diagnose)).collect();
        unit.funcs[f].param_leaks = Some(leaks);
    }

    fn tag_param(&mut self, unit: &mut Unit<'_>, f: FuncId, p: NameId, last: bool, diagnose: bool) -> Leaks {
        let (typ, pos, pragma) = (unit.names[p].typ, unit.names[p].pos, unit.funcs[f].pragma);
        let name = unit.names[p].sym;
        let say = |unit: &mut Unit<'_>, kind, text: String| {
            if diagnose {
                unit.say(pos, kind, text)
            }
        };
        if !unit.funcs[f].has_body {
            if layout::is_uintptr(typ) {
                say(unit, MessageKind::Other, format!("assuming {name} is unsafe uintptr"));
                return Leaks::HEAP;
            }
            if layout::is_pointer_free(typ) {
                return Leaks::HEAP;
            }
            let named = unit.names[p].obj.is_none_or(|o| !o.name().is_empty());
            if pragma.contains(Pragma::NOESCAPE) {
                if named {
                    say(unit, MessageKind::ParamNoEscape, format!("{name} does not escape"));
                }
                return Leaks { mutator: Some(0), callee: Some(0), ..Leaks::default() };
            }
            if named {
                say(unit, MessageKind::Leak, format!("leaking param: {name}"));
            }
            return Leaks::HEAP;
        }
        if pragma.contains(Pragma::UINTPTRESCAPES) {
            if layout::is_uintptr(typ) {
                say(unit, MessageKind::Other, format!("marking {name} as escaping uintptr"));
                return Leaks::HEAP;
            }
            if last && is_variadic(unit, f) && layout::is_slice(typ) && layout::is_uintptr(layout::elem(typ)) {
                say(unit, MessageKind::Other, format!("marking {name} as escaping ...uintptr"));
                return Leaks::HEAP;
            }
        }
        if layout::is_pointer_free(typ) {
            return Leaks::HEAP;
        }
        if is_unnamed(unit, p) {
            return Leaks::default();
        }
        let Some(&loc) = self.locs.get(&p) else { return Leaks::HEAP };
        let mut leaks = self.graph.locs[loc].leaks;
        leaks.optimize();
        if diagnose && !self.graph.locs[loc].attrs.has(ESCAPES) {
            self.report_leaks(unit, f, pos, name.as_str(), &leaks);
        }
        leaks
    }

    fn report_leaks(&mut self, unit: &mut Unit<'_>, f: FuncId, pos: IrPos, name: &str, leaks: &Leaks) {
        let mut said = false;
        if let Some(d) = leaks.heap {
            let what = if d == 0 { "leaking param" } else { "leaking param content" };
            unit.say(pos, MessageKind::Leak, format!("{what}: {name}"));
            said = true;
        }
        for (i, d) in leaks.results.iter().enumerate() {
            let (Some(d), Some(&r)) = (d, unit.funcs[f].results.get(i)) else { continue };
            let result = unit.names[r].sym;
            unit.say(pos, MessageKind::Leak, format!("leaking param: {name} to result {result} level={d}"));
            said = true;
        }
        if !said {
            unit.say(pos, MessageKind::ParamNoEscape, format!("{name} does not escape"));
        }
    }
}

fn is_variadic(unit: &Unit<'_>, f: FuncId) -> bool {
    match unit.funcs[f].typ.map(|t| escape_types::under::underlying(t).kind()) {
        Some(escape_types::TypeKind::Signature(s)) => s.variadic(),
        _ => false,
    }
}
