//! Through everything that is evaluated, and through what a pattern binds.
use super::Node;
use swc_core::ecma::ast::*;

/// Visits `node` and every evaluated descendant in the order of evaluation, functions and their insides included. Give back false to
/// stay out of a node.
pub fn walk<'a>(node: Node<'a>, visit: &mut dyn FnMut(Node<'a>) -> bool) {
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        let parts = left.len();
        if visit(node) {
            node.add_parts(&mut left);
            // The last one is the next.
            left[parts..].reverse();
        }
    }
}

/// The names that a pattern or parameter binds, as identifier nodes.
pub fn bound_identifiers<'a>(pattern: Node<'a>, into: &mut Vec<&'a Ident>) {
    match pattern {
        Node::Identifier(name) => into.push(name),
        Node::ObjectPattern(node) => {
            node.props.iter().for_each(|each| bound_identifiers(Node::from(each), into))
        }
        Node::PatternProperty(node) => bound_identifiers(Node::from(&*node.value), into),
        Node::ShorthandPattern(node) | Node::ShorthandDefault(node) => into.push(&node.key.id),
        Node::ArrayPattern(node) => {
            node.elems.iter().flatten().for_each(|each| bound_identifiers(Node::from(each), into))
        }
        Node::AssignmentPattern(node) => bound_identifiers(Node::from(&*node.left), into),
        Node::RestElement(node) => bound_identifiers(Node::from(&*node.arg), into),
        Node::TSParameterProperty(_) => {
            pattern.children().into_iter().for_each(|child| bound_identifiers(child, into))
        }
        _ => {}
    }
}

pub fn bound_names(pattern: Node<'_>) -> Vec<&Ident> {
    let mut names = Vec::new();
    bound_identifiers(pattern, &mut names);
    names
}
