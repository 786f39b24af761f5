//! What escapes and why, as the formats for people and tools need it.
//!
//! The model: a fact is one allocation site or variable with gc's verdict, the answer whether it really allocates, and the complete
//! flow that made it escape. Positions are this process's.

use escape_gc_model::escape::EscapeFact;
use escape_source::Pos;

/// Whether executing the site allocates. gc's "does not escape" does not say.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Allocates {
    Never,
    Maybe,
    Always,
}

/// gc's verdict.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    MovedToHeap,
    Escapes,
    DoesNotEscape,
}

/// One step of the flow.
#[derive(Clone, Debug)]
pub struct Step {
    pub at: Pos,
    /// The construct as gc prints it.
    pub code: String,
    /// gc's word for what it does.
    pub why: String,
    /// Where the value goes.
    pub to: String,
}

/// One site.
#[derive(Clone, Debug)]
pub struct Fact {
    pub at: Pos,
    pub what: String,
    pub verdict: Verdict,
    pub allocates: Allocates,
    /// Why it allocates, may, or does not.
    pub reason: String,
    pub path: Vec<Step>,
}

impl From<&EscapeFact> for Fact {
    fn from(f: &EscapeFact) -> Fact {
        use escape_gc_model::escape as facts;
        let step = |s: &facts::FactStep| Step { at: s.at, code: s.code.clone(), why: s.why.into(), to: s.to.clone() };
        Fact {
            at: f.at,
            what: f.what.clone(),
            verdict: match f.verdict {
                facts::Verdict::MovedToHeap => Verdict::MovedToHeap,
                facts::Verdict::Escapes => Verdict::Escapes,
                facts::Verdict::DoesNotEscape => Verdict::DoesNotEscape,
            },
            allocates: match f.allocates {
                facts::Allocates::Never => Allocates::Never,
                facts::Allocates::Maybe => Allocates::Maybe,
                facts::Allocates::Always => Allocates::Always,
            },
            reason: f.reason.into(),
            path: f.path.iter().map(step).collect(),
        }
    }
}

impl Fact {
    /// Worth a report of its own.
    pub fn is_heap(&self) -> bool {
        self.verdict != Verdict::DoesNotEscape
    }

    /// Stands on that line of that file, and in that column if one is asked for.
    pub fn is_at(&self, path: &str, line: u32, column: Option<u32>) -> bool {
        self.at.position().is_some_and(|p| p.path == path && p.line == line && column.is_none_or(|c| p.column == c))
    }
}

impl Step {
    /// What happens there, in plain words.
    pub fn words(&self) -> String {
        let to = &self.to;
        match self.why.as_str() {
            "assign" | "assign-pair" => format!("stored in {to} here"),
            "return" => "returned here".into(),
            "call parameter" => format!("passed to the call here, as {to}"),
            "callee operand" => "called here".into(),
            "captured by a closure" => format!("captured by a closure here, which is {to}"),
            "address-of" => "its address is taken here".into(),
            "reference" => format!("its address is taken by {to} here"),
            "interface-converted" => "put into an interface here".into(),
            "dot" | "dot of pointer" => format!("a field of it is taken here, to {to}"),
            "slice" | "slice-literal-element" => format!("an element of a slice here, in {to}"),
            "array literal element" | "struct literal element" => format!("part of a literal here, in {to}"),
            "map literal key" | "map literal value" | "map assign" => format!("stored in a map here: {to}"),
            "range" | "range-deref" => format!("ranged over here, into {to}"),
            "send" => "sent on a channel here".into(),
            "append" | "append-ed slice" | "appendee slice" => "appended to a slice here".into(),
            "panic" => "passed to panic here".into(),
            "copied slice" => "copied to a slice here".into(),
            why if why.starts_with("too large") => "too large for the stack".into(),
            "non-constant size" => "its size is not known at compile time".into(),
            why => format!("{why}: {} flows to {to}", self.code),
        }
    }
}

impl Fact {
    /// What to change so that it stays on the stack, if something simple may help.
    pub fn advice(&self) -> Option<&'static str> {
        let has = |why: &str| self.path.iter().any(|s| s.why == why);
        if has("return") {
            Some("return the value itself instead of its address, or let the caller pass the place to fill in")
        } else if has("interface-converted") && has("call parameter") {
            Some(
                "the call takes an interface: on a hot path use one with concrete parameters, or one that can be inlined",
            )
        } else if has("interface-converted") {
            Some("keep the concrete type instead of an interface")
        } else if has("captured by a closure") {
            Some("pass the value to the closure as an argument, or do not let the closure outlive the function")
        } else if has("send") {
            Some("send a copy of the value instead of a pointer to it")
        } else if has("call parameter") {
            Some("the callee keeps its argument: pass a copy, or let it not keep the pointer")
        } else if has("non-constant size") {
            Some("with a constant size of at most 64 KB it could live on the stack")
        } else {
            None
        }
    }
}
