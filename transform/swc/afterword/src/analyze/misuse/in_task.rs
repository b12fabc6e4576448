//! `headers()` and `cookies()` in a task: the request of a render is not known yet, and no cookie reaches anybody.
use super::context::{call_of, report, ApiCall, MisuseContext};
use crate::analyze::bindings::BindingKind;
use crate::analyze::entries::MAY_RENDER;
use crate::analyze::imports::Api;
use crate::analyze::nodes::{plain_property, Node};
use crate::options::Host;
use crate::plan::PlannedDiagnostic;

pub fn find_in_tasks(context: &MisuseContext, host: Option<Host>) -> Vec<PlannedDiagnostic> {
    let mut found = Vec::new();
    let reads = |call: &&ApiCall| matches!(call.api, Api::Headers | Api::Cookies);
    if context.calls.iter().any(|call| reads(&call)) {
        found.extend(
            context.calls.iter().filter(reads).filter_map(|call| find_in_render(call, context, host)),
        );
        find_writes(context, &mut found);
    }
    found
}

/// `headers()` and `cookies()` in a task of a component: in what renders for React alone, others' components run in the handler.
fn find_in_render<'a>(
    call: &ApiCall<'a>,
    context: &MisuseContext<'a, '_>,
    host: Option<Host>,
) -> Option<PlannedDiagnostic> {
    if host.is_none() && !context.imports.imports_package(&["next"]) {
        return None;
    }
    let (task, _) = context.task_around(call.owner)?;
    let around = context.functions_around(task.owner);
    let entry = around.into_iter().find_map(|function| context.entry_of(function))?;
    let renders = matches!(entry.shape, "component" | "metadata") && entry.reason != MAY_RENDER;
    renders.then(|| report("request-in-render-task", call.node.span(), [("call", call_of(call.api))]))
}

/// `cookies().set(…)` in a task, and `headers().set(…)` anywhere.
fn find_writes(context: &MisuseContext, found: &mut Vec<PlannedDiagnostic>) {
    for (_, owner, callee) in context.plain_calls() {
        let Some(method) = plain_property(callee).filter(|name| matches!(*name, "set" | "delete" | "append"))
        else {
            continue;
        };
        let span = callee.span();
        match callee.object().and_then(|object| store_of(object, context)) {
            Some(Api::Headers) => found.push(report("read-only-headers.written", span, [("method", method)])),
            Some(Api::Cookies) if method != "append" => {
                let inside = context.task_around(owner);
                found.extend(inside.map(|(task, _)| {
                    let values = [("call", call_of(task.api)), ("method", method)];
                    report("cookie-in-task.written", span, values)
                }));
            }
            _ => {}
        }
    }
}

/// Whose object an expression is: `cookies()`, `await cookies()`, or a constant that holds it.
fn store_of<'a>(expression: Node<'a>, context: &MisuseContext<'a, '_>) -> Option<Api> {
    let mut node = expression.unwrap();
    for _ in 0..4 {
        if let Node::AwaitExpression(awaited) = node {
            node = Node::from(&*awaited.arg).unwrap();
        }
        if node.is_call() {
            return context.imports.api_of(node.callee()?);
        }
        let binding = context.bindings.resolve(node.identifier()?)?;
        let holds = binding.key.is_none() && !binding.assigned && binding.kind != BindingKind::Function;
        node = binding.init.filter(|_| holds)?.unwrap();
    }
    None
}
