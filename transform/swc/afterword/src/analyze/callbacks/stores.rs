//! What is handed on without a call that takes it?
use crate::analyze::guards::{is_nothing, Guards};
use crate::analyze::nodes::{key_name, plain_property, string_value, Name, Node};
use swc_core::ecma::ast::*;

/// What gives back what it was given.
pub fn is_objects(callee: Node) -> bool {
    matches!(plain_property(callee), Some("freeze" | "seal" | "fromEntries"))
        && callee.object().is_some_and(|object| object.is_named("Object"))
}

/// What is put among others, to be found again by whoever comes by: `pending[id] = fn`, `jobs = [...jobs, fn]`, `socket.onmessage = fn`,
/// `pending = { ...pending, [id]: fn }`, `head = { run: fn, next: head }`. Not `api[name] = fn` in a loop over names, which makes an object.
pub fn is_store<'a>(target: Node<'a>, value: Node<'a>, owner: Node<'a>, guards: &Guards<'a, '_>) -> bool {
    if let Node::Identifier(name) = target {
        return holds_itself(value, &name.sym) && guards.lasting(target, owner).is_some();
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

/// What is written over a name, and has in it what that stood for: a list, a table by keys, the head of a linked list.
fn holds_itself(value: Node, name: &str) -> bool {
    let is_it = |each: Node| each.unwrap().is_named(name);
    match value {
        Node::ArrayExpression(list) => {
            list.elems.iter().flatten().any(|each| each.spread.is_some() && is_it(Node::from(&*each.expr)))
        }
        Node::ObjectExpression(object) => {
            let properties = || object.props.iter().map(Node::from);
            let is_more = |each: &PropOrSpread| matches!(each, PropOrSpread::Spread(more) if is_it(Node::from(&*more.expr)));
            let is_next = |each: Node| !each.is_computed() && each.value().is_some_and(is_it);
            let is_keyed = |each: Node| each.is_computed() && each.key().is_none_or(|key| string_value(key).is_none());
            properties().any(is_next) || (object.props.iter().any(is_more) && properties().any(is_keyed))
        }
        _ => false,
    }
}

/// `tail.next = node`, `this.tail = node`: an element of a linked list, which is a literal that says so by a member that holds no other yet, or
/// the one before. Whoever walks the list calls what is in it.
pub fn is_link<'a>(value: Node<'a>, guards: &Guards<'a, '_>) -> bool {
    let literal = match value {
        Node::Identifier(name) => guards.constant(name),
        value => Some(value),
    };
    let Some(Node::ObjectExpression(object)) = literal else { return false };
    object.props.iter().map(Node::from).any(|each| {
        let is_named = matches!(each.key().and_then(key_name), Some(Name::Plain("next" | "prev" | "previous")));
        let Some(next) = each.value().map(Node::unwrap).filter(|_| is_named && !each.is_computed()) else {
            return false;
        };
        let is_own = || next.is_member() && matches!(next.object().map(Node::unwrap), Some(Node::ThisExpression(_)));
        is_nothing(next) || is_own()
    })
}
