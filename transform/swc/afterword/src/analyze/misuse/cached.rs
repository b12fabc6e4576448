//! `after()` in what `'use cache'` keeps: it runs when the result is missing, not for each request.
use super::context::{call_of, report, MisuseContext};
use crate::analyze::nodes::{directives_of, Node};
use crate::plan::PlannedDiagnostic;

pub fn find_in_cached(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let whole = directives_of(Node::Program(context.program)).into_iter().any(is_cache);
    let calls = context.calls.iter().filter(|call| {
        let around = context.functions_around(call.owner);
        let directive = |node: &Node<'_>| {
            context.indices.get(node).and_then(|id| context.functions[*id as usize].directive)
        };
        // An action that is written in what is kept runs in requests of its own.
        let nearest =
            || around.iter().filter_map(directive).find(|each| is_cache(each) || *each == "use server");
        call.gives_task() && !around.is_empty() && nearest().map_or(whole, is_cache)
    });
    let found = calls.filter_map(|call| {
        Some(report("after-in-cached", call.node.callee()?.span(), [("call", call_of(call.api))]))
    });
    found.collect()
}

/// What is private or remote to a cache is kept all the same.
fn is_cache(directive: &str) -> bool {
    directive.strip_prefix("use cache").is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}
