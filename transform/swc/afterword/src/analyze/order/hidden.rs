//! What may call without saying so? A read may find a getter, or a proxy; an operator, a template and a computed key may call `toString`.
//! In a generator that matters (R13): whoever advances it is not the one who made it.
use crate::analyze::nodes::{is_literal, Node};
use swc_core::ecma::ast::*;

pub fn calls_hidden(node: Node) -> bool {
    match node {
        Node::MemberExpression(_)
        | Node::OptionalMemberExpression(_)
        | Node::SuperMemberExpression(_)
        | Node::ObjectPattern(_)
        | Node::UpdateExpression(_) => true,
        Node::ObjectExpression(object) => object.props.iter().any(|each| {
            let property = Node::from(each);
            let is_computed = || property.is_computed() && !property.key().is_some_and(is_primitive);
            matches!(property, Node::ObjectSpread(_)) || is_computed()
        }),
        Node::BinaryExpression(BinExpr { op, left, right, .. }) => {
            let (left, right) = (Node::from(&**left), Node::from(&**right));
            let is_null = |node: Node| matches!(node.unwrap(), Node::NullLiteral(_));
            match op {
                BinaryOp::EqEqEq
                | BinaryOp::NotEqEq
                | BinaryOp::InstanceOf
                | BinaryOp::LogicalAnd
                | BinaryOp::LogicalOr
                | BinaryOp::NullishCoalescing => false,
                BinaryOp::EqEq | BinaryOp::NotEq if is_null(left) || is_null(right) => false,
                _ => !is_primitive(left) || !is_primitive(right),
            }
        }
        Node::UnaryExpression(UnaryExpr { op: UnaryOp::Minus | UnaryOp::Plus | UnaryOp::Tilde, arg, .. }) => {
            !is_primitive(Node::from(&**arg))
        }
        Node::TemplateLiteral(Tpl { exprs, .. }) => !exprs.iter().all(|each| is_primitive(Node::from(&**each))),
        Node::AssignmentExpression(AssignExpr { op, left, .. }) => {
            let coerces = !matches!(
                op,
                AssignOp::Assign | AssignOp::AndAssign | AssignOp::OrAssign | AssignOp::NullishAssign
            );
            coerces || Node::from(left).is_member()
        }
        _ => false,
    }
}

/// Whatever comes of it is no object: nothing is called to make text or a number of that.
fn is_primitive(expression: Node) -> bool {
    let node = expression.unwrap();
    match node {
        Node::RegExpLiteral(_) => false,
        Node::TemplateLiteral(_) | Node::UnaryExpression(_) | Node::UpdateExpression(_) => true,
        Node::BinaryExpression(BinExpr { op, .. }) => {
            !matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing)
        }
        _ => is_literal(node),
    }
}
