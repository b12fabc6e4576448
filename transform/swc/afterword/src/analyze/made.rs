//! Which expressions make what is kept for whoever comes (R2)? In guarded places the largest that call and do not suspend.
//!
//!     orders ??= await open(new Client(bus))      →      orders ??= await _m(() => open(new Client(bus)))
use super::bindings::Bindings;
use super::imports::Imports;
use super::nodes::Node;
use super::order::{EventKind, Order, Range};
use crate::plan::Planned;

/// Constructors of the language, which call nobody.
const OWN: [&str; 9] =
    ["Map", "Set", "WeakMap", "WeakSet", "Date", "URL", "URLSearchParams", "Headers", "AbortController"];

/// `guarded`: what stands in guarded places, the largest first.
pub fn find_made<'a>(
    guarded: &[Node<'a>],
    order: &Order<'a>,
    bindings: &Bindings<'a>,
    imports: &Imports<'a, '_>,
) -> Vec<Planned> {
    let mut made = Vec::new();
    if guarded.is_empty() {
        return made;
    }
    // How many of the events before each may make something.
    let mut count = 0;
    let mut before = vec![0];
    for event in &order.events {
        count += u32::from(event.kind == EventKind::Call && may_make(event.node, bindings, imports));
        before.push(count);
    }
    let mut last = Range { from: 0, to: 0 };
    for node in guarded.iter().filter(|node| is_value(**node)) {
        let Some(range) = order.range(*node).filter(|range| before[range.to] > before[range.from]) else {
            continue;
        };
        let is_part = last.from <= range.from && range.to <= last.to;
        if is_part || order.suspends_in(Some(range)) {
            continue;
        }
        made.push(Planned { at: node.span().into() });
        last = range;
    }
    made
}

/// What can be given back by a function. A class, or a function, would lose the name that its place gives it.
fn is_value(node: Node) -> bool {
    let is_part = matches!(
        node,
        Node::Identifier(_)
            | Node::SpreadElement(_)
            | Node::ObjectSpread(_)
            | Node::ObjectProperty(_)
            | Node::ShorthandProperty(_)
    );
    !is_part && !node.is_function() && !node.is_class()
}

/// Not what this package does, nor a constructor of the language, which calls nobody.
fn may_make<'a>(node: Node<'a>, bindings: &Bindings<'a>, imports: &Imports<'a, '_>) -> bool {
    let is_new = matches!(node, Node::NewExpression(_));
    let Some(callee) = node.callee().filter(|_| is_new || node.is_call()).map(Node::unwrap) else {
        return true;
    };
    if matches!(callee, Node::Super(_)) || imports.api_of(callee).is_some() {
        return false;
    }
    let name = callee.identifier().filter(|_| is_new);
    !name.is_some_and(|name| is_own(&name.sym) && bindings.resolve(name).is_none())
}

fn is_own(name: &str) -> bool {
    OWN.contains(&name) || name.ends_with("Array") || name.ends_with("Error")
}
