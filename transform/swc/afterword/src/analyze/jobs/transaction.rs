//! `tx`: the job is stored in a transaction of the user's, which must not end before that.
use super::tree::Tree;
use crate::analyze::nodes::{plain_property, Node};

/// Whether nobody waits for what `after` gives: the statement ends with the call, or awaits what is no promise.
pub fn is_dropped<'a>(call: Node<'a>, tree: &Tree<'a>) -> bool {
    let mut is_done = false;
    let mut node = tree.wrapped(call);
    while let Some(around) = tree.parent_of(node) {
        match around {
            Node::ExpressionStatement(_) => return true,
            Node::AwaitExpression(_) if is_done => return false,
            Node::AwaitExpression(_) | Node::UnaryExpression(_) => {}
            _ if around.is_member() && around.object() == Some(node) => {
                if plain_property(around) != Some("done") {
                    return false;
                }
                is_done = true;
            }
            _ => return false,
        }
        node = tree.wrapped(around);
    }
    false
}
