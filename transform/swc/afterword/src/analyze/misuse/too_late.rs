//! What a task does too late with what its handler was given: it answers the request that it waits for, changes a response that has left, or
//! reads a body that may be gone.
use super::context::{call_of, path_of, report, ApiCall, MisuseContext};
use super::too_late_names::{
    is_package, is_word, kind_of, TooLate, ASSIGNED, CALLED, EDITS, HELPERS, READ_ONCE, RESPONSES,
};
use crate::analyze::nodes::{plain_property, walk, Name, Node};
use crate::plan::PlannedDiagnostic;
use swc_core::common::Spanned;
use swc_core::ecma::ast::{Expr, Ident, Lit};

const fn slug_of(kind: TooLate) -> &'static str {
    match kind {
        TooLate::Body => "body-in-task",
        TooLate::Head => "response-in-task",
        TooLate::Answer => "response-in-task.answer",
    }
}

struct Touched<'a> {
    /// What a handler was given, and what of it is called.
    root: &'a Ident,
    what: String,
    kind: TooLate,
    /// What is kept once it was read.
    once: bool,
    /// The calls that a chain goes through: `res.status(404)` of `res.status(404).json(…)`.
    inner: Vec<Node<'a>>,
}

/// `res.json`, and `res.status(404).json` by the same names.
fn member_of<'a>(callee: Node<'a>) -> Option<(&'a Ident, String, Vec<Node<'a>>)> {
    let mut inner = Vec::new();
    let mut node = callee.object()?.unwrap();
    while node.is_call() {
        let Some(called) = node.callee().map(Node::unwrap).filter(|called| called.is_member()) else { break };
        inner.push(node);
        node = called.object()?.unwrap();
    }
    if inner.is_empty() {
        return path_of(callee).map(|(root, path)| (root, path, inner));
    }
    let root = node.identifier().filter(|root| is_word(RESPONSES, &root.sym))?;
    Some((root, plain_property(callee)?.to_string(), inner))
}

/// `stream.pipe(res)`, `pipeline(stream, res)`
fn find_piped<'a>(call: Node<'a>, method: &str) -> Option<Touched<'a>> {
    if !matches!(method, "pipe" | "pipeTo" | "pipeline") {
        return None;
    }
    call.arguments().iter().find_map(|each| {
        let (root, path) = path_of(Node::from(each))?;
        let is_response = is_word(RESPONSES, &root.sym) && matches!(&*path, "" | "raw");
        is_response.then(|| Touched {
            root,
            what: format!("{method}({})", root.sym),
            kind: TooLate::Answer,
            once: false,
            inner: Vec::new(),
        })
    })
}

fn find_touched<'a>(
    call: Node<'a>,
    callee: Node<'a>,
    context: &MisuseContext<'a, '_>,
) -> Option<Touched<'a>> {
    let count = call.arguments().len();
    let method = match callee.is_member() {
        true => plain_property(callee),
        false => callee.identifier().map(|name| &*name.sym),
    };
    if let Some(piped) = method.and_then(|method| find_piped(call, method)) {
        return Some(piped);
    }
    if callee.is_member() {
        let (root, path, inner) = member_of(callee)?;
        let once = kind_of(READ_ONCE, &root.sym, &path, count).is_some();
        let kind = if once { TooLate::Body } else { kind_of(CALLED, &root.sym, &path, count)? };
        return Some(Touched { root, what: format!("{}.{path}()", root.sym), kind, once, inner });
    }
    let root = call.argument(0)?.unwrap().identifier()?;
    let name = callee.identifier()?;
    let helper = context.bindings.resolve(name)?;
    let key = helper.key.and_then(Name::plain).filter(|_| helper.source.is_some_and(is_package))?;
    let kind = kind_of(HELPERS, key, "", count)?;
    Some(Touched { root, what: format!("{}()", name.sym), kind, once: false, inner: Vec::new() })
}

/// What a task does with the request and the response that its handler was given.
pub fn find_too_late(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let mut found = Vec::new();
    if context.tasks.is_empty() {
        return found;
    }
    let mut read = Vec::new();
    let mut chained: Vec<Node> = Vec::new();
    for (node, owner, callee) in context.plain_calls() {
        if chained.contains(&node) {
            continue;
        }
        let Some(touched) = find_touched(node, callee, context) else { continue };
        let binding = context.bindings.resolve(touched.root).map(|binding| binding as *const _);
        let inside = context.task_around(owner);
        if inside.is_none() && touched.once {
            read.push(binding);
        }
        let is_known = touched.once && read.contains(&binding);
        let Some((task, function)) = inside.filter(|_| !is_known) else { continue };
        if context.is_handed_in(touched.root, function) || is_own(&touched, function, context) {
            let values = [("call", call_of(task.api)), ("what", &*touched.what)];
            found.push(report(slug_of(touched.kind), node.span(), values));
            chained.extend(touched.inner);
        }
    }
    for (function, index) in &context.tasks {
        find_assigned(*function, &context.calls[*index as usize], context, &mut found);
    }
    found
}

/// `ctx.body = …`, `res.statusCode = 404`
fn find_assigned<'a>(
    task: Node<'a>,
    call: &ApiCall<'a>,
    context: &MisuseContext<'a, '_>,
    found: &mut Vec<PlannedDiagnostic>,
) {
    walk(task, &mut |node| {
        // It is looked at by itself, or runs in requests of its own.
        if node != task
            && node.is_function()
            && (context.tasks.contains_key(&node) || context.has_no_outer(node))
        {
            return false;
        }
        let Node::AssignmentExpression(assignment) = node else { return true };
        let Some((root, path)) = path_of(Node::from(&assignment.left)) else { return true };
        let status = usize::from(matches!(&*assignment.right, Expr::Lit(Lit::Num(_))));
        if let Some(kind) = kind_of(ASSIGNED, &root.sym, &path, status) {
            if context.is_handed_in(root, task) {
                let what = format!("{}.{path} = …", root.sym);
                let values = [("call", call_of(call.api)), ("what", &*what)];
                found.push(report(slug_of(kind), assignment.left.span(), values));
            }
        }
        true
    });
}

/// Whether a Response was made by the handler: `new Response(…)`, `Response.json(…)`, `await next()`. What a server has sent to this one is no
/// such.
fn is_own(touched: &Touched, task: Node, context: &MisuseContext) -> bool {
    own_source(touched, task, context).is_some()
}

fn own_source<'a>(touched: &Touched<'a>, task: Node<'a>, context: &MisuseContext<'a, '_>) -> Option<()> {
    let Touched { root, what, .. } = touched;
    let binding = context.bindings.resolve(root)?;
    let path = what.strip_prefix(&*root.sym)?.strip_prefix('.')?.strip_suffix("()")?;
    let edits = is_word(EDITS, path) || matches!(path, "cookies.set" | "cookies.delete");
    let mut made = binding.init.filter(|_| edits && binding.key.is_none())?.unwrap();
    let span = made.span();
    let within = |node: Node| span.lo > node.span().lo && span.hi < node.span().hi;
    if within(task) || !context.functions_around(context.outside(task)).into_iter().any(within) {
        return None;
    }
    let awaited = matches!(made, Node::AwaitExpression(_));
    if let Node::AwaitExpression(node) = made {
        made = Node::from(&*node.arg).unwrap();
    }
    if !made.is_call() && !matches!(made, Node::NewExpression(_)) {
        return None;
    }
    let (from, path) = path_of(made.callee()?)?;
    let is_response = matches!(&*from.sym, "Response" | "NextResponse");
    let is_handled =
        awaited && path.is_empty() && matches!(&*from.sym, "next" | "resolve" | "handler" | "handle");
    (is_response || is_handled).then_some(())
}
