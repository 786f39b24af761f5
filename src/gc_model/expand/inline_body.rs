//! Reading a body again in the place of a call (facts.md §7.7, §7.9).
//!
//! The callee's original body is read into a function of its own, whose variables then become the caller's: so temporaries are
//! numbered from the callee's variables, while everything has the position of the call. A closure's captured variables are
//! the caller's own.

use super::decl::{body_scope, file_is_122, read_pending, signature};
use super::{Frame, Reader, body_of, declare_params};
use crate::ir::*;
use base64::Engine as _;
use sha2::{Digest, Sha256};

/// Builds the node that replaces `call`, a call of `callee` within `caller`, as inlined call number `index`. Arguments and callee
/// expression are taken out of the call. A callee whose source is not at hand leaves the call as it is.
pub fn inline_body(u: &mut Unit, caller: FuncId, call: NodeId, callee: FuncId, index: InlineIndex) -> NodeId {
    if let Some(c) = u.funcs[callee].curried.clone() {
        return curried_body(u, caller, call, callee, index, &c);
    }
    let Some(source) = u.funcs[callee].source.clone() else { return call };
    let NodeKind::Call { fun, args, .. } = &u.nodes[call].kind else { return call };
    let (fun, args) = (*fun, args.clone());
    let Some(typ) = u.funcs[callee].typ else { return call };
    let declared = match (u.funcs[callee].is_closure, u.funcs[callee].obj, source.body) {
        (true, _, super::BodyRef::Lit(e)) => source.typed.info.types[e].typ,
        (true, _, super::BodyRef::Range(s)) => u.range_body_type(&source.typed, s),
        (_, Some(obj), _) => Some(obj.typ()),
        _ => Some(typ),
    };
    let Some(sig) = declared.and_then(signature) else { return call };
    let is_wrapper = source.inst.as_ref().is_some_and(|i| !i.shaped) && !u.funcs[callee].is_closure;
    let pos = u.nodes[call].pos;
    let first_new = u.list.len();
    let reader = new_reader(u, caller, pos, typ);
    let mut frame = Frame { inline: Some(index), inlined: Some((callee, 0)), ..Frame::new(reader, None) };
    for &v in &u.funcs[callee].closure_vars {
        if let (Some(obj), Some(outer)) = (u.names[v].obj, u.names[v].outer) {
            frame.env.insert(obj, outer);
        } else if let Some(outer) = u.names[v].outer
            && u.names[v].sym.as_str() == ".dict"
        {
            frame.dict = Some(outer);
        }
    }
    let typed = source.typed.clone();
    let at = u.funcs[callee].pos.map_or(escape_source::Pos::NONE, |p| p.pos);
    let file_version_122 = file_is_122(&typed, at);
    let scope = body_scope(u, callee, &source);
    let old = u.enter_scope(scope, Some(source.typed.pkg));
    let mut r = Reader {
        u,
        typed: typed.clone(),
        frames: vec![frame],
        file_version_122,
        inst: source.inst.clone(),
        body: Some(source.body),
        in_loop: None,
        replaced: Default::default(),
    };
    let is_closure = r.u.funcs[callee].is_closure;
    declare_params(&mut r, reader, sig, !is_wrapper && !is_closure);
    let body = match body_of(&typed, source.body) {
        _ if is_wrapper => {
            r.u.funcs[reader].obj = r.u.funcs[callee].obj;
            r.u.funcs[reader].targs = r.u.funcs[callee].targs.clone();
            r.wrapper_body(reader)
        }
        Some(block) => match source.body {
            super::BodyRef::Range(s) => {
                r.enter_range_body(s);
                r.range_body(s)
            }
            _ => r.stmts(&block.stmts),
        },
        None => NodeList::new(),
    };
    r.u.leave_scope(old);
    replace_call(u, Call { caller, call, callee, index, fun, args, reader, first_new }, body)
}

/// The function that a body is read into before it becomes the caller's.
fn new_reader(u: &mut Unit, caller: FuncId, pos: IrPos, typ: escape_types::Type) -> FuncId {
    u.funcs.push(Func {
        sym: u.funcs[caller].sym,
        pkg: u.funcs[caller].pkg,
        pos: Some(pos),
        typ: Some(typ),
        is_closure: u.funcs[caller].is_closure,
        is_dupok: u.funcs[caller].is_dupok,
        ..Func::default()
    })
}

/// [`inline_body`] for a literal that the expander made.
fn curried_body(
    u: &mut Unit,
    caller: FuncId,
    call: NodeId,
    callee: FuncId,
    index: InlineIndex,
    curried: &super::Curried,
) -> NodeId {
    let NodeKind::Call { fun, args, .. } = &u.nodes[call].kind else { return call };
    let (fun, args) = (*fun, args.clone());
    let Some(typ) = u.funcs[callee].typ else { return call };
    let first_new = u.list.len();
    let reader = new_reader(u, caller, u.nodes[call].pos, typ);
    curried.declare(u, reader);
    let captured: Vec<NameId> = u.funcs[callee].closure_vars.iter().filter_map(|&v| u.names[v].outer).collect();
    let body = curried.body(u, reader, &captured);
    replace_call(u, Call { caller, call, callee, index, fun, args, reader, first_new }, body)
}

/// A call being replaced by its callee's body.
struct Call {
    caller: FuncId,
    call: NodeId,
    callee: FuncId,
    index: InlineIndex,
    fun: NodeId,
    args: NodeList,
    /// The body was read into it.
    reader: FuncId,
    /// Functions from there on in the list were made by reading.
    first_new: usize,
}

fn replace_call(u: &mut Unit, c: Call, mut body: NodeList) -> NodeId {
    let Call { caller, call, callee, index, fun, args, reader, first_new } = c;
    let pos = u.nodes[call].pos;
    let (params, results) = (u.funcs[reader].params.clone(), u.funcs[reader].results.clone());
    let delay = u.funcs[callee].inline.as_ref().is_some_and(|i| i.can_delay_results);

    let mut init = std::mem::take(&mut u.nodes[call].init);
    callee_effects(u, fun, &mut init);
    let lhs: NodeList = params.iter().map(|&p| u.name_node(p, pos)).collect();
    let bind = u.node(NodeKind::Assign2 { kind: As2Kind::List, lhs, rhs: args, def: true }, pos, None);
    for &p in &params {
        let dcl = u.node(NodeKind::Dcl(p), pos, None);
        u.nodes[bind].init.push(dcl);
        u.names[p].defn = Some(bind);
    }
    init.push(bind);
    if !delay {
        for &r in &results {
            init.push(u.node(NodeKind::Dcl(r), pos, None));
            let x = u.name_node(r, pos);
            init.push(u.node(NodeKind::Assign { x, y: None, def: false }, pos, None));
        }
    }
    init.push(u.node(NodeKind::InlineMark { index }, pos, None));

    let label = u.auto_label(caller, ".i");
    for &n in &body {
        replace_returns(u, n, pos, label, &results, delay);
    }
    body.push(u.node(NodeKind::Label { label }, pos, None));

    // The reader's variables become the caller's.
    for n in std::mem::take(&mut u.funcs[reader].dcl) {
        u.names[n].curfn = Some(caller);
        u.names[n].class = Class::Local;
        u.funcs[caller].dcl.push(n);
    }
    for i in first_new..u.list.len() {
        let f = u.list[i];
        if u.funcs[f].closure_parent == Some(reader) {
            u.funcs[f].closure_parent = Some(caller);
        }
    }
    read_pending(u, true);
    let values = results.iter().map(|&r| u.name_node(r, pos)).collect();
    let typ = u.nodes[call].typ;
    let node = u.node(NodeKind::InlinedCall { body, results: values, index }, pos, typ);
    u.nodes[node].init = init;
    node
}

/// What evaluating the callee expression does besides giving the function.
fn callee_effects(u: &mut Unit, mut callee: NodeId, init: &mut NodeList) {
    loop {
        init.append(&mut std::mem::take(&mut u.nodes[callee].init));
        match &mut u.nodes[callee].kind {
            NodeKind::Conv { x, .. } | NodeKind::Paren { x } => callee = *x,
            NodeKind::InlinedCall { body, results, .. } => {
                init.append(&mut std::mem::take(body));
                match results.first() {
                    Some(&r) => callee = r,
                    None => return,
                }
            }
            _ => return,
        }
    }
}

/// `return e` becomes `{ results = e; goto label }`.
fn replace_returns(u: &mut Unit, n: NodeId, pos: IrPos, label: escape_source::Symbol, results: &[NameId], delay: bool) {
    if let NodeKind::Return { results: values } = &u.nodes[n].kind {
        let values = values.clone();
        let mut list = std::mem::take(&mut u.nodes[n].init);
        if !values.is_empty() {
            let lhs: NodeList = results.iter().map(|&r| u.name_node(r, pos)).collect();
            let assign = u.node(NodeKind::Assign2 { kind: As2Kind::List, lhs, rhs: values, def: false }, pos, None);
            if delay {
                for &r in results {
                    list.push(u.node(NodeKind::Dcl(r), pos, None));
                    u.names[r].defn = Some(assign);
                }
            }
            list.push(assign);
        }
        list.push(u.node(NodeKind::Goto { label }, pos, None));
        u.nodes[n].kind = NodeKind::Block { list };
        u.nodes[n].pos = pos;
    }
    for c in u.children(n) {
        replace_returns(u, c, pos, label, results, delay);
    }
}

/// The text that tells copies of one closure apart: a hash of the chain of inlined calls (facts.md §4.1).
pub(crate) fn inline_hash(u: &Unit, index: InlineIndex) -> String {
    let mut chain = Vec::new();
    let mut at = Some(index);
    while let Some(i) = at {
        if let Some(p) = u.inlined[i].parent {
            chain.push(p.as_u32());
        }
        at = u.inlined[i].parent;
    }
    let mut text = index.as_u32().to_string();
    for p in chain.iter().rev() {
        text.push_str(&format!(" {p}"));
    }
    let mut hash = Sha256::new();
    hash.update([1u8]);
    hash.update(text.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::Digest;

    /// Expected values from facts.md §4.1.
    #[test]
    fn hashes_match_gc() {
        for (text, expect) in [("0", "RMgI/RZtu4k="), ("1", "8Wum+mHaM5g="), ("3 2", "UMkYHDW28us=")] {
            let mut h = sha2::Sha256::new();
            h.update([1u8]);
            h.update(text.as_bytes());
            assert_eq!(base64::engine::general_purpose::STANDARD.encode(&h.finalize()[..8]), expect);
        }
    }
}
