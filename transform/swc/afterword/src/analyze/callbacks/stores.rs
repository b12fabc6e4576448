//! What is handed on without a call that takes it?
use crate::analyze::guards::Guards;
use crate::analyze::nodes::{plain_property, string_value, Node};
use swc_core::ecma::ast::*;

/// What gives back what it was given.
pub fn is_objects(callee: Node) -> bool {
    matches!(plain_property(callee), Some("freeze" | "seal" | "fromEntries"))
        && callee.object().is_some_and(|object| object.is_named("Object"))
}

/// What is put among others, to be found again by whoever comes by: `pending[id] = fn`, `jobs = [...jobs, fn]`, `socket.onmessage = fn`. Not
/// `api[name] = fn` in a loop over names, which makes an object.
pub fn is_store<'a>(target: Node<'a>, value: Node<'a>, owner: Node<'a>, guards: &Guards<'a, '_>) -> bool {
    if let (Node::Identifier(name), Node::ArrayExpression(list)) = (target, value) {
        let is_more = |each: &ExprOrSpread| each.spread.is_some() && Node::from(&*each.expr).unwrap().is_named(&name.sym);
        return list.elems.iter().flatten().any(is_more) && guards.lasting(target, owner).is_some();
    }
    let Some(object) = target.object().filter(|_| target.is_member()).map(Node::unwrap) else { return false };
    match target.property() {
        _ if matches!(object, Node::ThisExpression(_)) => false,
        Some((property, true)) => {
            guards.lasting(object, owner).is_some()
                && string_value(property).is_none()
                && !guards.is_of_loop(property)
        }
        Some((_, false)) => plain_property(target).and_then(|name| name.strip_prefix("on")).is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|each| each.is_ascii_lowercase())
        }),
        None => false,
    }
}
