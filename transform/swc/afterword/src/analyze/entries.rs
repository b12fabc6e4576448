//! Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
//! carriers among its own parameters before the register; one that is registered inline has no `outer`.
use super::bindings::Bindings;
use super::carriers::{any_carriers, find_asked, named_carriers, Asked};
use super::functions::{Func, FuncId};
use super::handed::{Handed, HandedMap};
use super::imports::{Api, Imports};
use super::middleware::is_middleware;
use super::nodes::{directives_of, key_name, plain_property, walk, Name, Node, NodeMap};
use super::routers::{is_registration, takes_handler, takes_request, Registered, RouterContext};
use crate::options::Host;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub struct Entry {
    pub shape: &'static str,
    pub reason: String,
    /// What may carry the scope.
    pub asked: Asked,
    /// Registered inline or in another request: never the capture of the place where it is written.
    pub no_outer: bool,
    /// It may be called by others than the framework, who asks the host behind the capture around it.
    pub host_last: bool,
}

impl Entry {
    fn new(shape: &'static str, reason: String, carriers: Vec<Atom>) -> Self {
        let asked = Asked { carriers, ..Asked::default() };
        Entry { shape, reason, asked, no_outer: false, host_last: false }
    }

    fn outside(shape: &'static str, reason: String, carriers: Vec<Atom>) -> Self {
        Entry { no_outer: true, ..Entry::new(shape, reason, carriers) }
    }
}

const HTTP_METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const METADATA: [&str; 7] = [
    "generateMetadata",
    "generateViewport",
    "generateStaticParams",
    "generateImageMetadata",
    "sitemap",
    "robots",
    "manifest",
];
const LOADERS: [&str; 7] =
    ["loader", "action", "clientAction", "load", "getServerSideProps", "handle", "onRequest"];
/// What takes the function of a procedure or an action at the end of its description: tRPC, next-safe-action, zsa, TanStack Start.
const PROCEDURES: [&str; 6] = ["query", "mutation", "subscription", "action", "stateAction", "handler"];

/// React knows the request of what it renders; Next that of all that it calls.
pub fn asks_host(shape: &str, host: Option<Host>) -> bool {
    host == Some(Host::Next) || (host == Some(Host::Rsc) && matches!(shape, "component" | "metadata"))
}

/// What a file router calls for the route that the file is: its `maxDuration` holds there.
pub fn is_route(entry: &Entry, func: &Func) -> bool {
    match entry.shape {
        "component" => func.exported.is_some(),
        shape => !matches!(shape, "cached" | "registered" | "procedure" | "wrapper"),
    }
}

/// It may as well be a helper: asking the host for its scope does no harm.
pub const MAY_RENDER: &str = "it is capitalised, in a file of components";

/// Files whose default export a file router renders, whatever it returns.
const RENDERED: [&str; 10] = [
    "page",
    "layout",
    "template",
    "default",
    "loading",
    "not-found",
    "error",
    "global-error",
    "forbidden",
    "unauthorized",
];

pub struct EntryContext<'a, 'b> {
    /// Calls whose promise is awaited or chained: of a client, not of a router.
    pub awaited: NodeMap<'a>,
    /// Calls whose value nobody takes.
    pub discarded: NodeMap<'a>,
    /// Which functions are called with a request, as far as that was asked.
    pub requests: RefCell<FxHashMap<FuncId, bool>>,
    pub functions: &'b [Func<'a>],
    pub bindings: &'b Bindings<'a>,
    pub imports: &'b Imports<'a, 'b>,
    pub program: &'a Program,
    /// What serves the requests, where its own knowledge is asked.
    pub host: Option<Host>,
    /// Whether the file may hold components, by its extension or by what it imports.
    pub is_jsx: bool,
    /// The file's name without folders and extension.
    pub basename: &'b str,
    /// Further entries by name: the option `entries`.
    pub names: &'b [String],
    /// What is handed over by name.
    pub handed: HandedMap<'a>,
    /// Functions that wrap a handler, by their shape.
    pub wrappers: NodeMap<'a>,
    /// Functions in which a call of this package stands directly.
    pub api_callers: &'b NodeMap<'a>,
    /// Those whose call only a request has an answer for.
    pub asking: &'b NodeMap<'a>,
}

pub fn find_entry<'a>(func: &Func<'a>, context: &EntryContext<'a, '_>) -> Option<Entry> {
    let entry = |shape, reason, carriers| Some(Entry::new(shape, reason, carriers));
    let outside = |shape, reason| Some(Entry::outside(shape, reason, Vec::new()));
    let exported = func.exported.as_deref();

    if func.directive == Some("use server") {
        return outside("action", "it is a server action ('use server')".into());
    }
    if let Some(directive) = func.directive {
        return outside("cached", format!("it runs in requests of its own ('{directive}')"));
    }
    if exported.is_some() && directives_of(Node::Program(context.program)).contains(&"use server") {
        return outside("action", format!("its file says 'use server' and exports it{}", through(func)));
    }

    let given = find_given(func, context);
    if given.as_ref().is_some_and(|given| given.shape != "registered") {
        return given;
    }
    if let Some(exported) = exported {
        let through = through(func);
        let asked = |shape, because: String| {
            Some(asking(shape, format!("it is {because}{through}"), func, context, false))
        };
        if HTTP_METHODS.contains(&exported) {
            return asked("route handler", format!("exported as {exported}"));
        }
        if exported == "default.fetch" {
            let reason = "it is the fetch() of the default export";
            return Some(asking("fetch handler", reason.into(), func, context, false));
        }
        let role = if exported == "default" { context.basename } else { exported };
        if matches!(role, "middleware" | "proxy") {
            return asked("middleware", format!("exported as the {role} of the app"));
        }
        // As Nitro's files take it, and h3's. What is no request's event is no carrier, and then the register is asked as ever.
        if exported == "default" && first_name(func) == Some("event") {
            let reason = format!("it is the default export{through}, and takes an event");
            return entry("event handler", reason, named_carriers(func));
        }
        if METADATA.contains(&exported) {
            return entry("metadata", format!("it is exported as {exported}{through}"), Vec::new());
        }
        if LOADERS.contains(&exported) || exported.starts_with("actions.") {
            return asked("loader", format!("exported as {exported}"));
        }
    }
    let is_listed = |name: &str| context.names.iter().any(|each| each == name);
    if is_listed(&func.name) || exported.is_some_and(is_listed) {
        let reason = format!("the option entries names {}", func.name);
        return Some(asking("configured", reason, func, context, false));
    }
    if func.name.starts_with(|first: char| first.is_ascii_uppercase()) && returns_jsx(func.node) {
        return entry("component", "it is a component: capitalised, and it returns JSX".into(), Vec::new());
    }
    if exported == Some("default") && RENDERED.contains(&context.basename) {
        let reason = format!("it is the {} of a route{}", context.basename, through(func));
        return entry("component", reason, Vec::new());
    }
    // It may give its children, or redirect and give nothing.
    let may_render = func.parent.is_none() || func.returned;
    if context.host.is_some() && context.is_jsx && may_render && is_component_name(&func.name) {
        return entry("component", MAY_RENDER.into(), Vec::new());
    }
    given.or_else(|| find_returned(func, context))
}

/// What the framework calls it with is asked, be there a name for it or not; where the host knows, that will do.
fn asking<'a>(
    shape: &'static str,
    reason: String,
    func: &Func<'a>,
    context: &EntryContext<'a, '_>,
    no_outer: bool,
) -> Entry {
    let asked = if asks_host(shape, context.host) {
        Asked { carriers: any_carriers(func), ..Asked::default() }
    } else {
        // It reads which of the context's members a handler uses.
        find_asked(func, context.bindings, context.imports.imports_package(&["elysia"]))
    };
    Entry { shape, reason, asked, no_outer, host_last: false }
}

/// Written in place, or handed over by name: then it may be called by others, too, and keeps its outer.
fn find_given<'a>(func: &Func<'a>, context: &EntryContext<'a, '_>) -> Option<Entry> {
    let in_place = func.given_to.map(|to| Handed {
        to,
        given_as: func.given_as.map(|name| name.to_string()),
        is_first: to.argument(0) == Some(func.node),
        at_top: func.parent.is_none(),
        around: func.parent,
    });
    let mut weak = None;
    if let Some(each) = &in_place {
        let found = find_registered(func, each, context);
        if found.as_ref().is_some_and(|found| found.shape != "registered") {
            return found;
        }
        weak = found;
    }
    for each in context.handed.get(&func.node).into_iter().flatten() {
        let found = find_registered(func, each, context);
        if found.as_ref().is_some_and(|found| found.shape != "registered") {
            return found.map(|found| Entry { no_outer: false, ..found });
        }
        weak = weak.or(found);
    }
    find_wrapped(func, context).or(weak)
}

/// `app.get('/', wrap(async (req, res) => …))`
fn find_wrapped<'a>(func: &Func<'a>, context: &EntryContext<'a, '_>) -> Option<Entry> {
    let (given_to, call) = (func.given_to?, func.given_through?);
    if func.given_as.is_some() || !given_to.is_call() || context.awaited.contains_key(&call) {
        return None;
    }
    let is_first = call.argument(0).map(Node::unwrap) == Some(given_to);
    let registered = Registered { call, given_as: None, is_first, around: func.parent };
    if !registers(&registered, context) {
        return None;
    }
    let callee = describe(given_to.callee()?.unwrap());
    let reason = format!("it is given to {callee}(), which is registered as a route");
    Some(asking("route", reason, func, context, true))
}

fn registers<'a>(registered: &Registered<'a, '_>, context: &EntryContext<'a, '_>) -> bool {
    let routers = RouterContext {
        bindings: context.bindings,
        functions: context.functions,
        discarded: &context.discarded,
        is_requests: &|id| is_requests(id, context),
        is_plugin: &|id| is_plugin(id, context),
    };
    is_registration(registered, &routers)
}

fn find_registered<'a>(
    func: &Func<'a>,
    handed: &Handed<'a>,
    context: &EntryContext<'a, '_>,
) -> Option<Entry> {
    let Handed { to, given_as, is_first, at_top, around } = handed;
    let callee = to.callee()?.unwrap();
    let method = plain_property(callee);
    match context.imports.api_of(callee) {
        Some(Api::WithAfter) => {
            let reason = "it is the handler given to withAfter()";
            return Some(Entry::outside("handler", reason.into(), any_carriers(func)));
        }
        Some(Api::WithAfterScope) => {
            let reason = "it runs in the scope that withAfterScope() makes";
            return Some(Entry::outside("handler", reason.into(), Vec::new()));
        }
        _ => {}
    }
    if method == Some("run") && callee.object().is_some_and(|object| is_scope(object.unwrap(), context)) {
        let reason = "it runs in the scope of scope.run()";
        return Some(Entry::outside("handler", reason.into(), Vec::new()));
    }
    let takes =
        !matches!(to, Node::NewExpression(_)) && !context.awaited.contains_key(to) && !takes_error(func);
    let method = method.filter(|_| takes);
    let registered =
        Registered { call: *to, given_as: given_as.as_deref(), is_first: *is_first, around: *around };
    if let Some(method) = method.filter(|_| registers(&registered, context)) {
        let reason = format!("it is registered as a route with .{method}()");
        return Some(asking("route", reason, func, context, true));
    }
    if *at_top {
        let reason = format!("it is given to {}() when the module is evaluated", describe(callee));
        let named = named_carriers(func);
        if named.is_empty() && takes_handler(callee, given_as.as_deref()) {
            return Some(asking("registered", reason, func, context, false));
        }
        return Some(Entry::new("registered", reason, named));
    }
    let is_procedure = |method: &&str| PROCEDURES.contains(method) || (*method == "use" && is_middleware(func));
    let method = method.filter(|method| *is_first && is_procedure(method))?;
    let reason = format!("it is given to .{method}()");
    Some(Entry { host_last: true, ..Entry::new("procedure", reason, named_carriers(func)) })
}

/// Whether a function, or one around it, is called with a request.
fn is_requests(id: FuncId, context: &EntryContext) -> bool {
    if let Some(known) = context.requests.borrow().get(&id) {
        return *known;
    }
    // A function that is handed to a router in itself.
    context.requests.borrow_mut().insert(id, false);
    let func = &context.functions[id];
    let by_shape =
        |entry: Entry| !matches!(entry.shape, "cached" | "registered") || entry.asked.hidden.is_some() || !entry.asked.carriers.is_empty();
    let is = find_entry(func, context).is_some_and(by_shape)
        || context.asking.contains_key(&func.node)
        || takes_request(func)
        || func.parent.is_some_and(|parent| is_requests(parent, context));
    context.requests.borrow_mut().insert(id, is);
    is
}

/// Whether it is given to a router, or to something else while the module is evaluated: a plugin may be.
fn is_plugin(id: FuncId, context: &EntryContext) -> bool {
    let entry = find_entry(&context.functions[id], context);
    entry.is_some_and(|entry| matches!(entry.shape, "route" | "registered"))
}

/// What a function returns, and another file may export: by its shape alone.
fn find_returned<'a>(func: &Func<'a>, context: &EntryContext<'a, '_>) -> Option<Entry> {
    let by = func.returned_by.as_deref().filter(|_| func.returned)?;
    let is_next = context.host == Some(Host::Next);
    let wraps = context.wrappers.contains_key(&func.node);
    let because = |what: &str| format!("it is returned by {by}(), and {what}");
    if context.host.is_some() && context.is_jsx && returns_jsx(func.node) {
        return Some(Entry::new("component", because("returns JSX"), Vec::new()));
    }
    let carriers = named_carriers(func);
    let takes = !carriers.is_empty() && (wraps || is_next);
    let uses = context.is_jsx && context.api_callers.contains_key(&func.node);
    if !takes && !(is_next && (wraps || uses)) {
        return None;
    }
    let what = match (wraps, takes) {
        (true, _) => "calls what that was given",
        (_, true) => "takes what identifies a request",
        _ => "uses the scope",
    };
    let carriers = if takes { carriers } else { Vec::new() };
    Some(Entry { host_last: true, ..Entry::new("wrapper", because(what), carriers) })
}

/// `Page`, `UIProvider`, `A`; not `GET`.
fn is_component_name(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(|first: char| first.is_ascii_uppercase()) else { return false };
    let after = rest.trim_start_matches(|each: char| each.is_ascii_uppercase() || each.is_ascii_digit());
    rest.is_empty() || after.starts_with(|each: char| each.is_ascii_lowercase())
}

/// By way of which call an export is made.
fn through(func: &Func) -> String {
    let callee = func.exported_through.and_then(Node::callee);
    callee.map_or(String::new(), |callee| format!(" through {}()", describe(callee.unwrap())))
}

fn first_name<'a>(func: &Func<'a>) -> Option<&'a str> {
    let first = func.node.params().first().copied().filter(|_| !func.node.has_this_param());
    first.and_then(Node::identifier).map(|name| &*name.sym)
}

/// `(error, data) => …` is the callback of a client.
fn takes_error(func: &Func) -> bool {
    matches!(first_name(func), Some("err" | "error"))
}

pub fn has_no_outer(entry: &Option<Entry>) -> bool {
    entry.as_ref().is_some_and(|entry| entry.no_outer)
}

fn is_scope(node: Node, context: &EntryContext) -> bool {
    let init = node.identifier().and_then(|name| context.bindings.resolve(name)?.init);
    let callee = init.and_then(|init| init.unwrap().callee());
    callee.is_some_and(|callee| context.imports.api_of(callee) == Some(Api::OpenScope))
}

/// Whether any `return` of its own gives JSX, be it behind a condition.
fn returns_jsx(function: Node) -> bool {
    let body = function.body();
    if body.block().is_none() {
        return is_jsx(body);
    }
    let mut found = false;
    walk(body, &mut |node| {
        if let Node::ReturnStatement(ReturnStmt { arg: Some(value), .. }) = node {
            found |= is_jsx(Node::from(&**value));
        }
        !found && !node.is_function()
    });
    found
}

fn is_jsx(node: Node) -> bool {
    match node.unwrap() {
        Node::ConditionalExpression(CondExpr { cons, alt, .. }) => {
            is_jsx(Node::from(&**cons)) || is_jsx(Node::from(&**alt))
        }
        Node::BinaryExpression(BinExpr { op, right, .. }) => {
            let is_logical =
                matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing);
            is_logical && is_jsx(Node::from(&**right))
        }
        node => matches!(node, Node::JSXElement(_) | Node::JSXFragment(_)),
    }
}

pub fn describe(node: Node) -> String {
    let mut callee = node;
    // `withUser(options)(handler)`
    while callee.is_call() {
        let Some(inner) = callee.callee() else { break };
        callee = inner.unwrap();
    }
    if let Node::Identifier(name) = callee {
        return name.sym.to_string();
    }
    let Some((property, _)) = callee.property() else { return "a function".into() };
    let object = callee.object().and_then(Node::identifier).map_or("…", |name| &*name.sym);
    let name = key_name(property).map_or("…".into(), |name: Name| name.to_string());
    format!("{object}.{name}")
}
