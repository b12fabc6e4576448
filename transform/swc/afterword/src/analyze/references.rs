//! Which functions are handed over by name to something that calls them later, from nowhere (R12)? Global schedulers bind what they are
//! given; promise methods only through a helper that finds the receiver's method to be the intrinsic one. A parameter is never bound to a
//! promise: `resolve` keeps its identity and its async stack.
use super::bindings::{BindingKind, Bindings};
use super::inventory::Inventory;
use super::nodes::{is_literal, is_plain_call, plain_property, Node, NodeMap};
use super::schedulers::{find_scheduler, Scheduler};
use crate::plan::{Reason, ReferenceKind, ReferencePlan};
use swc_core::ecma::ast::*;

pub fn find_reference<'a>(
    call: Node<'a>,
    bindings: &Bindings<'a>,
    executors: &NodeMap<'a>,
) -> Option<ReferencePlan> {
    let args = call.arguments();
    let callee = call.callee().filter(|_| !args.is_empty())?;
    let method = if let Node::MemberExpression(_) = callee { plain_property(callee) } else { None };
    if let Some(method @ ("then" | "catch" | "finally")) = method {
        return find_chain(call, method, bindings);
    }
    let Scheduler { name, callee, argument } = find_scheduler(callee, bindings)?;
    let given = args.get(argument)?;
    let spreads = args[..=argument].iter().any(|each| each.spread.is_some());
    if spreads || !is_by_reference(Node::from(given).unwrap(), bindings, executors) {
        return None;
    }
    let because = format!("{name}() is given a function by reference, and calls it from a job of its own");
    Some(ReferencePlan {
        at: call.span().into(),
        kind: ReferenceKind::Scheduler,
        callee: Some(callee),
        argument,
        reason: reason(because),
    })
}

fn find_chain<'a>(call: Node<'a>, method: &str, bindings: &Bindings<'a>) -> Option<ReferencePlan> {
    let args = call.arguments();
    if !is_plain_call(call) || args.len() > 2 {
        return None;
    }
    let mut given = Vec::new();
    if !args.iter().all(|each| find_given(Node::from(each), &mut given)) {
        return None;
    }
    let mut names = given.iter().filter_map(|each| each.identifier());
    if !names.any(|name| is_program_function(name, bindings)) {
        return None;
    }
    let because = format!(".{method}() is given a function by reference, and calls it from a job of its own");
    Some(ReferencePlan {
        at: call.span().into(),
        kind: ReferenceKind::Promise,
        callee: None,
        argument: 0,
        reason: reason(because),
    })
}

fn reason(because: String) -> Reason {
    Reason { rule: "R12".into(), because, needs: None }
}

/// What an argument may turn out to be, if nothing is evaluated for it but names: it goes before the method that is called.
fn find_given<'a>(node: Node<'a>, into: &mut Vec<Node<'a>>) -> bool {
    let argument = node.unwrap();
    match argument {
        Node::ConditionalExpression(either) => {
            is_quiet(Node::from(&*either.test))
                && find_given(Node::from(&*either.cons), into)
                && find_given(Node::from(&*either.alt), into)
        }
        Node::BinaryExpression(node) if is_logical(node.op) => {
            find_given(Node::from(&*node.left), into) && find_given(Node::from(&*node.right), into)
        }
        _ => {
            into.push(argument);
            argument.is_function() || matches!(argument, Node::Identifier(_) | Node::NullLiteral(_))
        }
    }
}

fn is_logical(operator: BinaryOp) -> bool {
    matches!(operator, BinaryOp::LogicalOr | BinaryOp::LogicalAnd | BinaryOp::NullishCoalescing)
}

/// A test that reads names and properties, and calls nothing.
fn is_quiet(expression: Node) -> bool {
    let node = expression.unwrap();
    match node {
        Node::MemberExpression(_) | Node::OptionalMemberExpression(_) => {
            let computed = node.property().is_some_and(|(_, computed)| computed);
            !computed && node.object().is_some_and(is_quiet)
        }
        Node::UnaryExpression(node) => node.op != UnaryOp::Delete && is_quiet(Node::from(&*node.arg)),
        Node::BinaryExpression(BinExpr { op, left, right, .. }) => {
            let compares = matches!(
                op,
                BinaryOp::EqEq
                    | BinaryOp::NotEq
                    | BinaryOp::EqEqEq
                    | BinaryOp::NotEqEq
                    | BinaryOp::Lt
                    | BinaryOp::LtEq
                    | BinaryOp::Gt
                    | BinaryOp::GtEq
            );
            (compares || is_logical(*op)) && is_quiet(Node::from(&**left)) && is_quiet(Node::from(&**right))
        }
        _ => matches!(node, Node::Identifier(_) | Node::ThisExpression(_)) || is_literal(node),
    }
}

/// Anything but a function that is written there (it has its capture) and what can be none, or needs no scope.
fn is_by_reference<'a>(given: Node<'a>, bindings: &Bindings<'a>, executors: &NodeMap<'a>) -> bool {
    match given {
        Node::Identifier(name) => !is_executor_parameter(name, bindings, executors),
        Node::BinaryExpression(node) => {
            matches!(node.op, BinaryOp::LogicalOr | BinaryOp::LogicalAnd | BinaryOp::NullishCoalescing)
        }
        Node::ConditionalExpression(_) => true,
        _ if given.is_member() => !matches!(given.object(), Some(Node::Super(_))),
        _ => given.is_call(),
    }
}

/// The functions given to `new Promise(…)`: what the engine hands them reads no register.
pub fn find_executors<'a>(inventory: &Inventory<'a>, bindings: &Bindings<'a>) -> NodeMap<'a> {
    let is_promise = |node: &Node<'a>| match node {
        Node::NewExpression(new) => bindings.is_global(Node::from(&*new.callee), "Promise"),
        _ => false,
    };
    let promises = inventory.uses.iter().map(|each| each.node).filter(is_promise);
    let executors = promises.filter_map(|promise| promise.argument(0)).map(Node::unwrap);
    executors.filter(|executor| executor.is_function()).map(|executor| (executor, 0)).collect()
}

fn is_executor_parameter<'a>(name: &'a Ident, bindings: &Bindings<'a>, executors: &NodeMap<'a>) -> bool {
    let binding = bindings.resolve(name);
    binding.is_some_and(|binding| {
        binding.kind == BindingKind::Parameter && executors.contains_key(&binding.place)
    })
}

/// A function that the program declares or imports, not a value it was handed.
fn is_program_function<'a>(name: &'a Ident, bindings: &Bindings<'a>) -> bool {
    let Some(binding) = bindings.resolve(name) else { return false };
    match binding.kind {
        BindingKind::Function | BindingKind::Import => true,
        BindingKind::Const => {
            let init = binding.init.filter(|_| binding.key.is_none());
            init.is_some_and(|init| init.unwrap().is_function())
        }
        _ => false,
    }
}
