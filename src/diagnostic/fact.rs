//! What escapes and why, in plain words.
//!
//! The model: a fact is one allocation site or variable with gc's verdict, the answer whether it really allocates, and the complete
//! flow that made it escape. A step of the flow is one label; steps that only concern gc's own bookkeeping have no words.

use escape_source::Pos;

pub use escape_gc_model::escape::{Allocates, Assigned, EscapeFact as Fact, FactStep as Step, Passed, Verdict};

/// A place that is asked for: absolute path, line, and column if one is given.
pub type Place = (String, u32, Option<u32>);

fn stands(pos: Pos, (path, line, column): &Place) -> bool {
    pos.position().is_some_and(|p| p.path == path && p.line == *line && column.is_none_or(|c| p.column == c))
}

/// gc reports the site there.
pub fn is_at(fact: &Fact, place: &Place) -> bool {
    stands(fact.at, place)
}

/// The site's flow passes there.
pub fn passes(fact: &Fact, place: &Place) -> bool {
    let at = |s: &Step| stands(s.at, place) || s.inlined.as_ref().is_some_and(|(_, pos)| stands(*pos, place));
    fact.path.iter().any(at) || fact.inlined.as_ref().is_some_and(|(_, pos)| stands(*pos, place))
}

/// Worth a report of its own.
pub fn is_heap(fact: &Fact) -> bool {
    matches!(fact.verdict, Verdict::MovedToHeap | Verdict::Escapes)
}

/// gc's verdict as the formats for tools name it.
pub fn verdict(v: Verdict) -> &'static str {
    match v {
        Verdict::MovedToHeap => "moved-to-heap",
        Verdict::Escapes => "escapes",
        Verdict::DoesNotEscape => "does-not-escape",
        Verdict::Unreported => "unreported",
    }
}

/// As the formats for tools name it.
pub fn allocates(a: Allocates) -> &'static str {
    match a {
        Allocates::Never => "never",
        Allocates::Maybe => "maybe",
        Allocates::Always => "always",
    }
}

/// What happens there to the value; `None` for a step that nobody needs to see.
pub fn words(step: &Step) -> Option<String> {
    let code = &step.code;
    let it = step.subject.as_deref();
    let whole = match (step.why, it) {
        ("dot of pointer" | "indirection", _) => format!("{code} is read from {} here", it.unwrap_or("it")),
        ("dot", None) if code.ends_with(')') && code.contains(".(") => "asserted to a type here".into(),
        ("dot" | "fixed-array-index-of", _) => format!("a part of {}, {code}, is taken here", it.unwrap_or("it")),
        ("appended slice...", Some(it)) => {
            format!("the elements of {it} are appended to a slice here, whose array may be in the heap")
        }
        ("copied slice", Some(it)) => format!("the elements of {it} are copied here"),
        ("zero-sized element", Some(it)) => format!("the elements of {it} have no size, which gc counts as escaping"),
        ("spill" | "address-of", Some(_)) => return None,
        (_, Some(it)) => format!("{it} is {}", happens(step)?),
        (_, None) => happens(step)?,
    };
    Some(unqualified(&whole, step.inlined.as_ref()))
}

/// Text about code of another package that was inlined: gc gives that package's name even to local variables.
pub fn unqualified(text: &str, inlined: Option<&(String, Pos)>) -> String {
    match inlined.and_then(|(f, _)| f.split_once('.')) {
        Some((package, _)) if !package.is_empty() && package.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            text.replace(&format!("{package}."), "")
        }
        _ => text.to_string(),
    }
}

fn happens(step: &Step) -> Option<String> {
    let to = &step.to;
    Some(match step.why {
        "spill" => return None,
        "address-of" => "its address is taken here".into(),
        "assign" | "assign-pair" => match &step.assigned {
            Assigned::Argument(f) => format!("passed to {f} here, which is inlined"),
            Assigned::Result(f) => format!("returned by {f} here, which is inlined"),
            Assigned::Temporary => return None,
            Assigned::Global | Assigned::Variable => stored(step),
        },
        "assign-pair-dot-type" => format!("asserted to a type here, into {to}"),
        "assign-pair-mapr" => format!("read from a map here, into {to}"),
        "assign-pair-receive" => format!("received here, into {to}"),
        "return" => "returned here".into(),
        "call parameter" => match &step.call {
            Some((f, Passed::Leaks)) => format!("passed to {f} here, which leaks it"),
            Some((f, Passed::LeaksContent)) => format!("passed to {f} here, which leaks its content"),
            Some((f, Passed::FlowsOn)) => format!("passed to {f} here, which hands it on"),
            Some((f, Passed::Interface)) => {
                format!("passed to the interface's method {f} here: any method may keep it")
            }
            Some((f, Passed::Unknown)) if f.contains("&.dict[") => {
                "passed to a type parameter's method here: which function that is, is not known".into()
            }
            Some((f, Passed::Unknown)) => {
                format!("passed to the function value {f} here: which function that is, is not known")
            }
            Some((f, Passed::Builtin)) if f == "append" => {
                "appended to a slice here, whose array may be in the heap".into()
            }
            Some((f, Passed::Builtin)) => format!("passed to {f} here"),
            None => "passed to a call here".into(),
        },
        "callee operand" => "called here: what becomes of its results is not known".into(),
        "go" => "started as a goroutine here, which may outlive the function".into(),
        "defer" => "deferred here, in a loop: it is kept in the heap until the function returns".into(),
        "captured by a closure" => "captured by the function literal here".into(),
        "reference" => "captured by reference here, because it is assigned again or its address is taken".into(),
        "interface-converted" => "put into an interface here".into(),
        "slice" => "sliced here".into(),
        "slice-literal-element" if step.code == "... argument" => "one of the variadic arguments here".into(),
        "slice-literal-element" => "an element of the slice literal here".into(),
        "array literal element" => "an element of the array literal here".into(),
        "struct literal element" => "a field of the struct literal here".into(),
        "map literal key" => "a key of the map literal here: what a map holds is in the heap".into(),
        "map literal value" => "a value of the map literal here: what a map holds is in the heap".into(),
        "key of map put" => "a new key of a map here: what a map holds is in the heap".into(),
        "range" | "range-deref" => format!("ranged over here, into {to}"),
        "switch case" => format!("switched on here, into {to}"),
        "send" => "sent on a channel here: the receiver may keep it".into(),
        "appendee slice" => "appended to here: its elements are copied to an array that may be in the heap".into(),
        "appended slice..." => "its elements are appended to a slice here, whose array may be in the heap".into(),
        "copied slice" => "its elements are copied here".into(),
        // The reason says it.
        "too large for stack" => return None,
        "zero-sized element" => "its elements have no size, which gc counts as escaping".into(),
        "slice-to-array" => "converted to an array here".into(),
        "//go:uintptrescapes" => "passed here to a function marked //go:uintptrescapes".into(),
        why => format!("{why} here: {}", step.code),
    })
}

/// The left side of an assignment, which outlives the call when the value is in the heap from now on.
fn stored(step: &Step) -> String {
    let left = [" := ", " = ", " += "].iter().find_map(|op| step.code.split_once(op)).map(|(left, _)| left);
    let left = left.filter(|l| !l.contains(", ")).unwrap_or(&step.to);
    match step.to.as_str() {
        "the heap" if left == "the heap" => "stored here in what outlives the call".into(),
        "the heap" if step.assigned == Assigned::Global => format!("stored in {left} here, a package-level variable"),
        "the heap" if left.ends_with(']') => {
            format!("stored in {left} here: what a map or slice holds is taken to outlive the call")
        }
        "the heap" => format!("stored in {left} here: what is stored through a pointer is taken to outlive the call"),
        _ => format!("stored in {left} here"),
    }
}

/// What to change so that it stays on the stack, if something simple may help.
pub fn advice(fact: &Fact) -> Option<String> {
    let kind = fact.allocation.kind;
    let has = |why: &str| fact.path.iter().any(|s| s.why == why);
    let passed = |how: Passed| fact.path.iter().any(|s| s.call.as_ref().is_some_and(|(_, p)| *p == how));
    let keeps = fact.path.iter().rev().filter_map(|s| s.call.as_ref());
    let keeper = keeps.clone().find(|(_, how)| matches!(how, Passed::Leaks | Passed::LeaksContent)).map(|(f, _)| f);
    let boxed = kind == "interface-conversion" || has("interface-converted");
    let text = if !is_heap(fact) || fact.allocation.allocates == Allocates::Never {
        return None;
    } else if has("too large for stack") {
        "make it smaller, or allocate it once and use it again"
    } else if has("go") {
        return None;
    } else if has("defer") {
        "put the loop's body into a function of its own, so that each call has one deferred call"
    } else if let (true, Some(keeper_name)) = (boxed, keeper) {
        // The function that the source calls, rather than one that was inlined with it.
        let f = fact.path.iter().find_map(|s| match &s.assigned {
            Assigned::Argument(f) => Some(f),
            _ => s.call.as_ref().filter(|(_, how)| *how != Passed::Builtin).map(|(f, _)| f),
        });
        let f = f.unwrap_or(keeper_name);
        if ["fmt.", "log.", "log/slog."].iter().any(|p| f.starts_with(p)) {
            return Some(format!("{f} takes interfaces: on a hot path write to a buffer instead (strconv.Append…)"));
        }
        if kind != "interface-conversion" {
            return callee_advice(keeper_name);
        }
        "a pointer needs no box of its own: pass one that exists already, or give the callee a concrete parameter"
    } else if kind == "interface-conversion" && has("call parameter") {
        "a pointer needs no box of its own: pass one that exists already, or give the callee a concrete parameter"
    } else if kind == "interface-conversion" {
        "keep the concrete type instead of an interface, or store a pointer that exists already"
    } else if kind == "function-literal" && keeper.is_some() {
        "a function that does not keep its argument, or that can be inlined, leaves the literal on the stack"
    } else if passed(Passed::Interface) {
        "call the method on the concrete type, so that gc sees which one it is"
    } else if passed(Passed::Unknown) {
        "call the function by its name, so that gc sees what it does with the argument"
    } else if has("reference") || has("captured by a closure") {
        "if the function literal needs only the value: pass it as an argument, or copy it to a variable that stays as it is"
    } else if has("send") {
        "send a copy of the value instead of a pointer to it"
    } else if fact.allocation.reason.contains("iteration") {
        "declare it outside the loop and use it again, if nothing keeps the one of the last iteration"
    } else if let Some(f) = keeper {
        return callee_advice(f);
    } else if kind == "append" {
        "make the slice with enough capacity at first, if its final size is known"
    } else if has("interface-converted") {
        return None;
    } else if has("return") && matches!(kind, "variable" | "new" | "pointer-literal") {
        "return the value itself instead of its address, or let the caller pass the place to fill in"
    } else if has("return") && matches!(kind, "make-slice" | "slice-literal" | "string-to-bytes") {
        "let the caller pass the slice to append to"
    } else if has("return") && matches!(kind, "concatenation" | "bytes-to-string") {
        "let the caller pass a []byte to append to"
    } else if has("return") && kind == "function-literal" {
        "return a value with a method instead, or let the caller pass what is captured"
    } else if has("address-of") && has("assign") {
        "store the value itself instead of its address, if it may be copied"
    } else {
        return None;
    };
    Some(text.into())
}

/// For an argument that the callee keeps: functions of other packages, which are named with theirs, are as they are.
fn callee_advice(f: &str) -> Option<String> {
    let method_of_other = f.find('.').is_some_and(|dot| f[dot..].starts_with(".(") || f[dot + 1..].contains('.'));
    match (method_of_other && !f.starts_with('('), f.contains('.') && !f.starts_with('(')) {
        (true, _) => None,
        (_, true) => Some(format!("{f} keeps its argument: pass a copy, or what is allocated once and used again")),
        (_, false) => Some(format!("{f} keeps its argument: pass a copy, or change {f} so that it does not")),
    }
}
