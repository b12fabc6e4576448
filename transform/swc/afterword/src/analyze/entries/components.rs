//! Which functions are components, by their name and by what they return?
use crate::analyze::nodes::{walk, Node};
use swc_core::ecma::ast::*;

/// It may as well be a helper: asking the host for its scope does no harm.
pub const MAY_RENDER: &str = "it is capitalised, in a file of components";

/// `Page`, `UIProvider`, `A`; not `GET`.
pub fn is_component_name(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(|first: char| first.is_ascii_uppercase()) else { return false };
    let after = rest.trim_start_matches(|each: char| each.is_ascii_uppercase() || each.is_ascii_digit());
    rest.is_empty() || after.starts_with(|each: char| each.is_ascii_lowercase())
}

/// Whether any `return` of its own gives JSX, be it behind a condition.
pub fn returns_jsx(function: Node) -> bool {
    let body = function.body();
    if body.block().is_none() {
        return is_jsx(body);
    }
    let mut found = false;
    walk(body, &mut |node| {
        if let Node::ReturnStatement(ReturnStmt { arg: Some(value), .. }) = node {
            found |= is_jsx(Node::from(&**value));
        }
        !found && !node.is_function()
    });
    found
}

fn is_jsx(node: Node) -> bool {
    match node.unwrap() {
        Node::ConditionalExpression(CondExpr { cons, alt, .. }) => {
            is_jsx(Node::from(&**cons)) || is_jsx(Node::from(&**alt))
        }
        Node::BinaryExpression(BinExpr { op, right, .. }) => {
            let is_logical =
                matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing);
            is_logical && is_jsx(Node::from(&**right))
        }
        node => matches!(node, Node::JSXElement(_) | Node::JSXFragment(_)),
    }
}
