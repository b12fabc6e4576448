//! Which headers and cookies does a task read? Those that it names in place are stored with it.
use super::captures::report;
use super::context::{Job, JobContext};
use crate::analyze::imports::Api;
use crate::analyze::nodes::{is_plain_call, plain_property, string_value, walk, Node};
use crate::plan::PlannedDiagnostic;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

#[derive(Default)]
pub struct Request {
    pub headers: Vec<Atom>,
    pub cookies: Vec<Atom>,
    pub problems: Vec<PlannedDiagnostic>,
}

/// `function`: what runs as the task.
pub fn find_request<'a>(job: &Job<'a>, function: Node<'a>, context: &JobContext<'a, '_>) -> Request {
    let mut found = Request::default();
    let refuse = |found: &mut Request, node: Node<'a>, call: &str, what: &str| {
        let values = [("job", job.name), ("call", call), ("what", what)];
        found.problems.push(report("durable-request", node.span(), values));
    };
    walk(function, &mut |node| {
        let callee = node.callee().filter(|_| is_plain_call(node));
        if let Some((call, is_headers)) = callee.and_then(|callee| call_of(callee, context)) {
            for used in uses_of(node, function, context) {
                match get_of(used, context).map(|get| get.argument(0).and_then(string_value)) {
                    Some(Some(name)) => {
                        let names = if is_headers { &mut found.headers } else { &mut found.cookies };
                        if !names.iter().any(|each| **each == *name) {
                            names.push(name.into());
                        }
                    }
                    Some(None) => refuse(&mut found, node, call, "by a name that is not written there"),
                    None => refuse(&mut found, node, call, "as a whole"),
                }
            }
        }
        if (matches!(node, Node::Identifier(_)) || node.is_member()) && !is_callee(node, context) {
            if let Some((call, _)) = call_of(node, context) {
                refuse(&mut found, node, call, "where it is handed on");
            }
        }
        true
    });
    found
}

/// `headers` or `cookies`, and whether it is the former.
fn call_of<'a>(callee: Node<'a>, context: &JobContext<'a, '_>) -> Option<(&'static str, bool)> {
    match (context.api_of)(callee) {
        Some(Api::Headers) => Some(("headers", true)),
        Some(Api::Cookies) => Some(("cookies", false)),
        _ => None,
    }
}

fn is_callee<'a>(node: Node<'a>, context: &JobContext<'a, '_>) -> bool {
    let outer = context.tree.wrapped(node);
    let around = context.tree.parent_of(outer);
    around.is_some_and(|around| is_plain_call(around) && around.callee() == Some(outer))
}

/// What is done with what `headers()` gives, awaited or not: itself, or, where a constant holds it, that constant's mentions.
fn uses_of<'a>(call: Node<'a>, function: Node<'a>, context: &JobContext<'a, '_>) -> Vec<Node<'a>> {
    let JobContext { tree, bindings, .. } = context;
    let mut node = tree.wrapped(call);
    let mut around = tree.parent_of(node);
    if let Some(awaited @ Node::AwaitExpression(_)) = around {
        node = tree.wrapped(awaited);
        around = tree.parent_of(node);
    }
    let held = match around {
        Some(Node::VariableDeclarator(VarDeclarator { name: Pat::Ident(name), .. })) => Some(&name.id),
        _ => None,
    };
    let index = held.and_then(|name| bindings.index(name)).filter(|index| !bindings.at(*index).assigned);
    let (Some(held), Some(index)) = (held, index) else { return vec![node] };
    let mut uses = Vec::new();
    walk(function, &mut |each| {
        let Node::Identifier(name) = each else { return true };
        if std::ptr::eq(name, held) || bindings.index(name) != Some(index) {
            return true;
        }
        let outer = tree.wrapped(each);
        uses.push(match tree.parent_of(outer) {
            Some(awaited @ Node::AwaitExpression(_)) => tree.wrapped(awaited),
            _ => outer,
        });
        true
    });
    uses
}

/// The call of `….get(name)` and `….has(name)`.
fn get_of<'a>(store: Node<'a>, context: &JobContext<'a, '_>) -> Option<Node<'a>> {
    let tree = &context.tree;
    let member = tree.parent_of(store).filter(|each| each.is_member() && each.object() == Some(store))?;
    if !matches!(plain_property(member), Some("get" | "has")) {
        return None;
    }
    let outer = tree.wrapped(member);
    tree.parent_of(outer).filter(|call| call.is_call() && call.callee() == Some(outer))
}
