//! What a task does too late: the request of a render is not known yet, the head of the response has left, the body may be gone.
use super::context::{call_of, path_of, report, ApiCall, MisuseContext};
use crate::analyze::bindings::BindingKind;
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
    if !context.tasks.is_empty() {
        find_too_late(context, &mut found);
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
    let (_, task) = context.task_around(call.owner)?;
    let around = context.functions_around(context.outside(task));
    let entry = around.into_iter().find_map(|function| context.entry_of(function))?;
    let renders = matches!(entry.shape, "component" | "metadata");
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

/// Names that documentation gives to what a handler is handed, and paths from there.
type Paths = [(&'static [&'static str], &'static [&'static str], &'static [&'static str])];

const BODY: &[&str] = &["json", "text", "formData", "arrayBuffer", "blob", "bytes"];
const EDITS: &[&str] = &["headers.set", "headers.append", "headers.delete"];
const RESPONSES: &[&str] = &["res", "response", "reply"];
/// The path itself.
const ITSELF: &[&str] = &[""];

/// What changes the head of the response: names, what stands before the path, and the path.
const WRITES: &Paths = &[
    (
        RESPONSES,
        ITSELF,
        &[
            "setHeader",
            "appendHeader",
            "removeHeader",
            "writeHead",
            "cookie",
            "setCookie",
            "clearCookie",
            "raw.setHeader",
            "raw.writeHead",
        ],
    ),
    (RESPONSES, ITSELF, EDITS),
    (&["c", "ctx", "context", "event"], &["res."], EDITS),
    (&["c", "ctx", "context", "event"], ITSELF, &["node.res.setHeader", "cookies.set", "cookies.delete"]),
];
/// The same, if they are given a name and a value: with a name alone they read.
const WRITES_PAIR: &Paths =
    &[(RESPONSES, ITSELF, &["set", "append", "header"]), (&["c"], ITSELF, &["header"])];
const READS: &Paths = &[(&["req", "request"], ITSELF, BODY), (&["event"], &["req.", "request."], BODY)];
/// Hono keeps what it has read: a second time is none too late.
const READS_ONCE: &Paths = &[(&["c"], &["req."], BODY), (&["c"], ITSELF, &["req.parseBody"])];

fn is_listed(list: &Paths, name: &str, path: &str) -> bool {
    list.iter().any(|(names, before, paths)| {
        let is_path = |before: &&str| path.strip_prefix(before).is_some_and(|path| paths.contains(&path));
        names.contains(&name) && before.iter().any(is_path)
    })
}

/// What a task does with the request and the response that its handler was given.
fn find_too_late(context: &MisuseContext, found: &mut Vec<PlannedDiagnostic>) {
    let mut read = Vec::new();
    for (node, owner, callee) in context.plain_calls() {
        let Some((root, path)) = Some(callee).filter(|callee| callee.is_member()).and_then(path_of) else {
            continue;
        };
        let name = &*root.sym;
        let binding = context.bindings.resolve(root).map(|binding| binding as *const _);
        let reads_once = is_listed(READS_ONCE, name, &path);
        let inside = context.task_around(owner);
        if inside.is_none() && reads_once {
            read.push(binding);
        }
        let reads = is_listed(READS, name, &path) || (reads_once && !read.contains(&binding));
        let writes = is_listed(WRITES, name, &path)
            || (node.arguments().len() > 1 && is_listed(WRITES_PAIR, name, &path));
        let Some((task, function)) = inside.filter(|_| reads || writes) else { continue };
        if context.is_handed_in(root, function) {
            let slug = if reads { "body-in-task" } else { "response-in-task" };
            let what = format!("{name}.{path}()");
            found.push(report(slug, node.span(), [("call", call_of(task.api)), ("what", &what)]));
        }
    }
}
