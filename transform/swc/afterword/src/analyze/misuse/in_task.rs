//! What a task does too late: the request of a render is not known yet, the head of the response has left, the body may be gone.
use super::context::{call_of, path_of, report, ApiCall, MisuseContext};
use crate::analyze::bindings::BindingKind;
use crate::analyze::entries::MAY_RENDER;
use crate::analyze::imports::Api;
use crate::analyze::nodes::{plain_property, Name, Node};
use crate::options::Host;
use crate::plan::PlannedDiagnostic;
use swc_core::ecma::ast::Ident;

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
    (&["cookies"], ITSELF, &["set", "delete"]),
];
/// The same, if they are given a name and a value: with a name alone they read.
const WRITES_PAIR: &Paths =
    &[(RESPONSES, ITSELF, &["set", "append", "header"]), (&["c"], ITSELF, &["header"])];
const READS: &Paths = &[
    (&["req", "request"], ITSELF, BODY),
    (&["req", "request"], &["body."], &["getReader", "pipeTo", "pipeThrough"]),
    (&["event"], &["req.", "request."], BODY),
];
/// Hono keeps what it has read: a second time is none too late.
const READS_ONCE: &Paths = &[(&["c"], &["req."], BODY), (&["c"], ITSELF, &["req.parseBody"])];

/// Functions that do the same with what they are given first.
const HELPERS: [&str; 4] = ["h3", "nitro", "nitropack", "hono/cookie"];
const WRITERS: [&str; 9] = [
    "setCookie",
    "setSignedCookie",
    "deleteCookie",
    "setHeader",
    "setHeaders",
    "setResponseHeader",
    "setResponseHeaders",
    "appendHeader",
    "appendResponseHeader",
];
const READERS: [&str; 5] =
    ["readBody", "readRawBody", "readFormData", "readMultipartFormData", "readValidatedBody"];

fn is_helper(source: &str) -> bool {
    let is_of = |package: &&str| {
        source.strip_prefix(*package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    HELPERS.iter().any(is_of)
}

fn is_listed(list: &Paths, name: &str, path: &str) -> bool {
    list.iter().any(|(names, before, paths)| {
        let is_path = |before: &&str| path.strip_prefix(before).is_some_and(|path| paths.contains(&path));
        names.contains(&name) && before.iter().any(is_path)
    })
}

struct Touched<'a> {
    /// What a handler was given, and what of it is called.
    root: &'a Ident,
    what: String,
    reads: bool,
    writes: bool,
    /// What is kept once it was read.
    once: bool,
}

fn find_touched<'a>(
    call: Node<'a>,
    callee: Node<'a>,
    context: &MisuseContext<'a, '_>,
) -> Option<Touched<'a>> {
    if callee.is_member() {
        let (root, path) = path_of(callee)?;
        let name = &*root.sym;
        let once = is_listed(READS_ONCE, name, &path);
        let reads = once || is_listed(READS, name, &path);
        let is_pair = call.arguments().len() > 1 && is_listed(WRITES_PAIR, name, &path);
        let writes = is_pair || is_listed(WRITES, name, &path);
        return Some(Touched { root, what: format!("{name}.{path}()"), reads, writes, once });
    }
    let root = call.argument(0)?.unwrap().identifier()?;
    let helper = context.bindings.resolve(callee.identifier()?)?;
    let key = helper.key.and_then(Name::plain).filter(|_| helper.source.is_some_and(is_helper))?;
    let what = format!("{}()", callee.identifier()?.sym);
    let (reads, writes) = (READERS.contains(&key), WRITERS.contains(&key));
    Some(Touched { root, what, reads, writes, once: false })
}

/// What a task does with the request and the response that its handler was given.
fn find_too_late(context: &MisuseContext, found: &mut Vec<PlannedDiagnostic>) {
    let mut read = Vec::new();
    for (node, owner, callee) in context.plain_calls() {
        let touched = find_touched(node, callee, context).filter(|each| each.reads || each.writes);
        let Some(Touched { root, what, reads, once, .. }) = touched else { continue };
        let binding = context.bindings.resolve(root).map(|binding| binding as *const _);
        let inside = context.task_around(owner);
        if inside.is_none() && once {
            read.push(binding);
        }
        let Some((task, function)) = inside.filter(|_| !(once && read.contains(&binding))) else { continue };
        if context.is_handed_in(root, function) {
            let slug = if reads { "body-in-task" } else { "response-in-task" };
            found.push(report(slug, node.span(), [("call", call_of(task.api)), ("what", &what)]));
        }
    }
}
