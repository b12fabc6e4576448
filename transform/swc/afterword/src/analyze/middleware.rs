//! Which functions are called for the request that they are given, by their parameters alone? Middleware, and handlers that take a request and
//! what answers it. Asked where a function is handed over: it is no callback (R2), and what `.use()` is given asks its own carriers.
use super::carriers::is_carrier;
use super::functions::Func;
use super::nodes::{bound_names, Node};

/// A carrier beside `next`, two carriers, or one out of a pattern. `event` and `context`, which a payload may be called, too, say it only
/// beside one of the others.
pub fn is_middleware(func: &Func) -> bool {
    let (mut carriers, mut says, mut next, mut unpacked) = (0, 0, false, false);
    for parameter in func.node.params() {
        let plain = match parameter {
            Node::AssignmentPattern(node) => Node::from(&*node.left),
            _ => parameter,
        };
        for name in bound_names(plain) {
            next |= name.sym == *"next";
            if !is_carrier(&name.sym) {
                continue;
            }
            carriers += 1;
            if !matches!(&*name.sym, "event" | "context") {
                says += 1;
                unpacked |= plain.identifier().is_none();
            }
        }
    }
    unpacked || (carriers > 0 && next) || (says > 0 && carriers > 1)
}

/// `app.onError((error, c) => …)`: what answers in the place of a route.
pub fn is_handler_of(method: &str, func: &Func) -> bool {
    let takes = |each: Node| each.identifier().is_some_and(|name| is_carrier(&name.sym));
    matches!(method, "onError" | "notFound") && func.node.params().into_iter().any(takes)
}
