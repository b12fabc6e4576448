//! `after()`, `headers()` and `cookies()` where no request can be: in what runs while the module is evaluated.
use super::context::{call_of, report, MisuseContext};
use crate::analyze::carriers::named_carriers;
use crate::analyze::imports::Api;
use crate::analyze::without_request::find_idle;
use crate::analyze::nodes::{walk, Node, NodeMap};
use crate::plan::PlannedDiagnostic;
use swc_core::ecma::ast::*;

pub fn find_at_module_level(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let guarded = find_guarded(context);
    let calls = context.calls.iter().filter(|call| {
        // The value of a class's field is evaluated when an object is made.
        let is_field = call.owner.is_some_and(|owner| !owner.is_function());
        matches!(call.api, Api::After | Api::Headers | Api::Cookies)
            && !is_field
            && !guarded.contains_key(&call.node)
    });
    let found = calls.filter_map(|call| {
        let at = call.node.callee()?.span();
        if context.is_evaluated(call.owner) {
            return Some(report("at-module-level", at, [("call", call_of(call.api))]));
        }
        let by = find_caller(context, call.owner)?;
        Some(report("without-request.here", at, [("call", call_of(call.api)), ("by", by)]))
    });
    found.collect()
}

/// A clock or a queue that a module gives a function to, which asks nobody for a request: what calls the innermost of these functions.
fn find_caller<'a>(context: &MisuseContext<'a, '_>, owner: Option<Node<'a>>) -> Option<&'static str> {
    let mut found = None;
    for function in context.functions_around(owner) {
        let func = context.func_of(function)?;
        if func.evaluated {
            continue;
        }
        let call = func.given_to.filter(|_| named_carriers(func).is_empty())?;
        let by = find_idle(call, context.bindings)?;
        found = found.or(Some(by));
    }
    found
}

/// `if (currentScope()) after(…)`, `currentScope() && after(…)`: what stands behind such a question runs where there is an answer.
fn find_guarded<'a>(context: &MisuseContext<'a, '_>) -> NodeMap<'a> {
    let questions = context.calls.iter().filter(|call| call.api == Api::CurrentScope);
    let questions: NodeMap = questions.map(|call| (call.node, 0)).collect();
    let mut guarded = NodeMap::default();
    if questions.is_empty() {
        return guarded;
    }
    let asks = |test: Node<'a>| {
        let mut found = false;
        walk(test, &mut |node| {
            let binding = node.identifier().and_then(|name| context.bindings.resolve(name));
            let init = binding.and_then(|binding| binding.init).map(Node::unwrap);
            found |= questions.contains_key(&node) || init.is_some_and(|init| questions.contains_key(&init));
            !found
        });
        found
    };
    walk(Node::Program(context.program), &mut |node| {
        let chooses = match node {
            Node::IfStatement(_) | Node::ConditionalExpression(_) => true,
            Node::BinaryExpression(BinExpr { op, .. }) => {
                matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing)
            }
            _ => false,
        };
        let parts = if chooses { node.children() } else { Vec::new() };
        if parts.first().is_some_and(|test| asks(*test)) {
            for part in &parts[1..] {
                walk(*part, &mut |inner| {
                    guarded.insert(inner, 0);
                    true
                });
            }
        }
        true
    });
    guarded
}
