//! Which functions are handed over by name to something that calls them later, from nowhere (R12)? Global schedulers bind what they are
//! given; promise methods only through a helper that finds the receiver's method to be the intrinsic one. A parameter is never bound to a
//! promise: `resolve` keeps its identity and its async stack.
use super::bindings::{BindingKind, Bindings};
use super::inventory::Inventory;
use super::nodes::{is_plain_call, plain_property, Node, NodeMap};
use crate::plan::{Reason, ReferenceKind, ReferencePlan};
use swc_core::ecma::ast::*;

const SCHEDULERS: [&str; 4] = ["queueMicrotask", "setTimeout", "setInterval", "setImmediate"];
const GLOBALS: [&str; 4] = ["globalThis", "window", "self", "global"];

pub fn find_reference<'a>(
    call: Node<'a>,
    bindings: &Bindings<'a>,
    executors: &NodeMap<'a>,
) -> Option<ReferencePlan> {
    let args = call.arguments();
    let first =
        args.first().filter(|_| is_plain_call(call) && args.iter().all(|each| each.spread.is_none()))?;
    let callee = call.callee()?;
    if let Some(scheduler) = scheduler_name(callee, bindings) {
        return is_by_reference(Node::from(first).unwrap(), bindings, executors).then(|| {
            let because =
                format!("{scheduler}() is given a function by reference, and calls it from a job of its own");
            plan(call, ReferenceKind::Scheduler, because)
        });
    }
    let Node::MemberExpression(_) = callee else { return None };
    let method = plain_property(callee).filter(|method| matches!(*method, "then" | "catch" | "finally"))?;
    if args.len() > 2 {
        return None;
    }
    let mut named = false;
    for each in args {
        match Node::from(each) {
            Node::Identifier(name) => named = named || is_program_function(name, bindings),
            Node::NullLiteral(_) => {}
            node if node.is_function() => {}
            _ => return None,
        }
    }
    named.then(|| {
        let because =
            format!(".{method}() is given a function by reference, and calls it from a job of its own");
        plan(call, ReferenceKind::Promise, because)
    })
}

fn plan(call: Node, kind: ReferenceKind, because: String) -> ReferencePlan {
    let reason = Reason { rule: "R12".into(), because, needs: None };
    ReferencePlan { at: call.span().into(), kind, reason }
}

fn scheduler_name<'a>(callee: Node<'a>, bindings: &Bindings<'a>) -> Option<&'a str> {
    let is_scheduler = |name: &&str| SCHEDULERS.contains(name);
    match callee {
        Node::Identifier(name) => {
            Some(&*name.sym).filter(is_scheduler).filter(|_| bindings.resolve(name).is_none())
        }
        Node::MemberExpression(node) => {
            let object =
                Node::from(&*node.obj).identifier().filter(|object| bindings.resolve(object).is_none())?;
            let method = plain_property(callee)?;
            if object.sym == *"process" && method == "nextTick" {
                return Some("process.nextTick");
            }
            Some(method).filter(|method| GLOBALS.contains(&&*object.sym) && is_scheduler(method))
        }
        _ => None,
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
