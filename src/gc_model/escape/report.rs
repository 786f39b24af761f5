//! What is said: traces at the moment of discovery (facts.md §11), and a verdict per location (facts.md §3.3, §10.13).

use super::allocates::{Contexts, Solved};
use super::facts::Facts;
use super::{Batch, ESCAPES, Graph, Note, Site, State};
use crate::ir::{ConvKind, FuncId, IrPos, MessageKind, MessageText, NodeKind, TextPiece, Unit};
use crate::print;
use escape_graph::{Attrs, Event, Loc, NoteIx, Observer, Path, Step};
use escape_types::BuiltinId;

/// A line kept until the tree may be changed.
pub(super) struct Pending {
    pub pos: IrPos,
    pub kind: MessageKind,
    pub text: MessageText,
}

/// The lines kept.
#[derive(Default)]
pub(super) struct Lines {
    pub list: Vec<Pending>,
    bytes: usize,
}

impl Lines {
    pub fn push(&mut self, line: Pending) {
        self.bytes += line.text.bytes();
        self.list.push(line);
    }

    /// More than will be printed anyway.
    fn full(&self, unit: &Unit<'_>) -> bool {
        self.bytes > unit.limits.message_bytes
    }
}

/// Turns the graph's events into trace lines and facts.
pub(super) struct Reporter<'r, 'u> {
    pub unit: &'r Unit<'u>,
    pub out: &'r mut Lines,
    pub facts: &'r mut Option<Facts>,
}

pub(super) fn site_pos(unit: &Unit<'_>, site: Site) -> IrPos {
    match site {
        Site::Name(n) => unit.names[n].pos,
        Site::Node(n) => unit.nodes[n].pos,
    }
}

pub(super) fn site_text(unit: &Unit<'_>, site: Site) -> String {
    match site {
        Site::Name(n) => print::name(unit, n),
        Site::Node(n) => print::node(unit, n),
    }
}

impl Reporter<'_, '_> {
    fn traces(&self) -> bool {
        self.unit.flags.level >= 2
    }

    fn location_text(&self, g: &Graph, l: Loc) -> String {
        match g.locs[l].site {
            _ if l == Graph::HEAP => "{heap}".into(),
            None => "{temp}".into(),
            Some(site @ Site::Name(_)) => site_text(self.unit, site),
            Some(site) => format!("{{storage for {}}}", site_text(self.unit, site)),
        }
    }

    /// The function as gc's trace headers name it: unqualified.
    fn function(&self, g: &Graph, l: Loc) -> String {
        g.locs[l].func.map(|f| self.unit.funcs[super::func_of(g, f)].sym.to_string()).unwrap_or_default()
    }

    fn line(&mut self, pos: IrPos, text: impl Into<MessageText>) {
        let text = text.into();
        // Only lines of traces say that they have no position.
        let text = match self.unit.text_pos(pos) {
            unknown @ TextPiece::UnknownPos => text.after([unknown, TextPiece::Text(": ".into())]),
            _ => text,
        };
        self.out.push(Pending { pos, kind: MessageKind::Trace, text })
    }

    fn step(&mut self, g: &Graph, pos: IrPos, step: &Step) {
        if self.out.full(self.unit) {
            return;
        }
        let ops = if step.derefs < 0 { "&".into() } else { "*".repeat(step.derefs as usize) };
        let text = format!("  flow: {} ← {ops}{}:", self.location_text(g, step.dst), self.location_text(g, step.src));
        self.line(pos, text);
        self.notes(g, pos, step.notes)
    }

    fn notes(&mut self, g: &Graph, pos: IrPos, notes: Option<NoteIx>) {
        for Note { at, why, .. } in g.chain(notes) {
            if self.out.full(self.unit) {
                return;
            }
            let text = format!("    from {} ({}) at ", site_text(self.unit, at), why.text());
            let at = self.unit.text_pos(site_pos(self.unit, at));
            self.line(pos, vec![TextPiece::Text(text.into()), at])
        }
    }

    fn path(&mut self, g: &Graph, pos: IrPos, path: &Path) {
        for step in &path.steps {
            self.step(g, pos, step)
        }
        if path.truncated {
            self.line(pos, "  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518")
        }
    }
}

impl Observer<Site, Note> for Reporter<'_, '_> {
    fn wants_escapes(&self) -> bool {
        self.traces() || self.facts.is_some()
    }
    fn wants_leaks(&self) -> bool {
        self.traces()
    }

    fn event(&mut self, g: &Graph, event: Event) {
        let loc = match event {
            Event::Direct { loc, .. } | Event::Escapes { loc, .. } | Event::Leaks { loc, .. } => loc,
        };
        let Some(site) = g.locs[loc].site else { return };
        if let Some(facts) = self.facts {
            facts.escaped(self.unit, g, &event, site);
        }
        if !self.traces() || self.out.full(self.unit) || self.unit.gave_up.is_some() {
            return;
        }
        let pos = site_pos(self.unit, site);
        let (what, func) = (site_text(self.unit, site), self.function(g, loc));
        match event {
            Event::Direct { dst, notes, .. } => {
                self.line(pos, format!("{what} escapes to heap in {func}:"));
                self.step(g, pos, &Step { src: loc, dst, derefs: -1, notes })
            }
            Event::Escapes { path, .. } => {
                self.line(pos, format!("{what} escapes to heap in {func}:"));
                self.path(g, pos, &path)
            }
            Event::Leaks { root, derefs, path, .. } => {
                let to = self.location_text(g, root);
                self.line(pos, format!("parameter {what} leaks to {to} for {func} with derefs={derefs}:"));
                self.path(g, pos, &path)
            }
        }
    }
}

impl Batch {
    /// One verdict per location, in creation order.
    pub(super) fn verdicts(&mut self, unit: &mut Unit<'_>, state: &mut State, funcs: &[FuncId]) {
        let kept = self.graph.locs.values().filter(|l| !l.attrs.has(ESCAPES));
        let nodes = kept.filter_map(|l| match l.site {
            Some(Site::Node(n)) => Some((n, !l.attrs.has(Attrs::PERSISTS))),
            _ => None,
        });
        state.large_arrays.extend(nodes.filter(|&(n, _)| crate::frames::large_array(&unit.nodes[n]).is_some()));
        if unit.flags.level == 0 && self.facts.is_none() {
            return;
        }
        let mut contexts = Contexts::default();
        if self.facts.is_some() {
            funcs.iter().for_each(|&f| contexts.add(unit, f));
        }
        let all: Vec<Loc> = self.graph.real().collect();
        for loc in all {
            if unit.gave_up.is_some() {
                return;
            }
            let Some(site) = self.graph.locs[loc].site else { continue };
            let attrs = self.graph.locs[loc].attrs;
            let pos = site_pos(unit, site);
            let escapes = attrs.has(ESCAPES);
            let mut zero_copy = false;
            match site {
                Site::Name(n) => {
                    if escapes {
                        let text = format!("moved to heap: {}", print::name(unit, n));
                        unit.say(pos, MessageKind::Moved, text);
                    }
                }
                Site::Node(n) => {
                    let node = &unit.nodes[n];
                    let silent = matches!(node.kind, NodeKind::Closure { silent: true, .. });
                    zero_copy = matches!(node.kind, NodeKind::Conv { kind: ConvKind::StrToBytes, .. })
                        && !attrs.has(Attrs::MUTATES);
                    if !silent {
                        let what = match node.kind {
                            NodeKind::Builtin { op: BuiltinId::Append, .. } => "append".into(),
                            _ => print::node(unit, n),
                        };
                        if escapes {
                            unit.say(pos, MessageKind::Escape, format!("{what} escapes to heap"));
                        } else {
                            unit.say(pos, MessageKind::NoEscape, format!("{what} does not escape"));
                        }
                    }
                    if zero_copy {
                        unit.say(pos, MessageKind::ZeroCopy, "zero-copy string->[]byte conversion");
                    }
                }
            }
            if let Some(facts) = &mut self.facts {
                let func = self.graph.locs[loc].func.map(|ix| super::func_of(&self.graph, ix));
                facts.verdict(unit, state, &contexts, Solved { site, func, escapes, zero_copy });
            }
        }
        if let Some(facts) = &mut self.facts {
            funcs.iter().for_each(|&f| facts.unreported(unit, f));
        }
    }
}
