//! Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
//! carriers among its own parameters before the register; one that is registered inline has no `outer`.
use super::bindings::Bindings;
use super::carriers::{any_carriers, find_asked, is_carrier, named_carriers, Asked};
use super::evaluated::escapes_by_name;
use super::functions::{Func, FuncId};
use super::handed::{Handed, HandedMap};
use super::imports::{Api, Imports};
use super::middleware::is_middleware;
use super::nodes::{directives_of, key_name, plain_property, walk, Name, Node, NodeMap};
use super::routers::{
    is_of_unknown_make, is_registration, takes_handler, takes_request, Registered, RouterContext,
};
use crate::options::Host;
use rustc_hash::{FxHashMap, FxHashSet};
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

/// Folders whose files Nitro, Nuxt and the like call with a request each: `routes/orders.ts`, `server/api/orders.get.ts`.
const ROUTED: [&str; 3] = ["routes", "api", "middleware"];
const ROUTED_NAME: [&str; 9] =
    [".get", ".post", ".put", ".patch", ".delete", ".head", ".options", ".connect", ".trace"];

pub fn is_routed_file(folders: &str, basename: &str) -> bool {
    folders.split('/').any(|each| ROUTED.contains(&each)) || ROUTED_NAME.iter().any(|end| basename.ends_with(end))
}

/// Packages whose routers read nothing.
const OTHERS: [&str; 16] = [
    "express",
    "express-promise-router",
    "fastify",
    "hono",
    "h3",
    "nitro",
    "srvx",
    "koa",
    "koa-router",
    "polka",
    "restify",
    "find-my-way",
    "itty-router",
    "@hono",
    "@fastify",
    "@koa",
];

pub struct EntryContext<'a, 'b> {
    /// Calls whose promise is awaited or chained: of a client, not of a router.
    pub awaited: NodeMap<'a>,
    /// Calls whose value nobody takes.
    pub discarded: NodeMap<'a>,
    /// Routers that cannot be Elysia's.
    pub known_routers: FxHashSet<usize>,
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
    /// Whether a file router calls its default export, by the folders that it lies in or by its name.
    pub is_routed: bool,
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
            Some(asking(shape, format!("it is {because}{through}"), func, context, OUTER))
        };
        if HTTP_METHODS.contains(&exported) {
            return asked("route handler", format!("exported as {exported}"));
        }
        if exported == "default.fetch" {
            let reason = "it is the fetch() of the default export";
            return Some(asking("fetch handler", reason.into(), func, context, OUTER));
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
        return Some(asking("configured", reason, func, context, OUTER));
    }
    if func.name.starts_with(|first: char| first.is_ascii_uppercase()) && returns_jsx(func.node) {
        return entry("component", "it is a component: capitalised, and it returns JSX".into(), Vec::new());
    }
    let is_routed = exported == Some("default") && context.is_routed;
    let is_rendered = context.is_jsx || !is_routed;
    if exported == Some("default") && RENDERED.contains(&context.basename) && is_rendered {
        let reason = format!("it is the {} of a route{}", context.basename, through(func));
        return entry("component", reason, Vec::new());
    }
    if is_routed && may_take_event(func) {
        let reason = format!("it is the default export{} of a file of routes", through(func));
        return Some(asking("event handler", reason, func, context, OUTER));
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
    how: Registering<'a>,
) -> Entry {
    let asked = if asks_host(shape, context.host) {
        Asked { carriers: any_carriers(func), ..Asked::default() }
    } else {
        find_asked(func, context.bindings, may_be_read(how.call, context))
    };
    Entry { shape, reason, asked, no_outer: how.no_outer, host_last: false }
}

/// How an entry is made one.
#[derive(Clone, Copy)]
struct Registering<'a> {
    no_outer: bool,
    /// What registers it as a route.
    call: Option<Node<'a>>,
}

const OUTER: Registering = Registering { no_outer: false, call: None };

/// Elysia reads in the text of a handler which members of the context it uses. An application that was made elsewhere may be one of it.
fn may_be_read<'a>(call: Option<Node<'a>>, context: &EntryContext<'a, '_>) -> bool {
    if context.imports.imports_package(&["elysia"]) {
        return true;
    }
    let callee = call.and_then(Node::callee).map(Node::unwrap).filter(|_| !context.imports.imports_package(&OTHERS));
    callee.and_then(Node::object).is_some_and(|receiver| is_of_unknown_make(receiver, context.bindings, &context.known_routers))
}

/// `(app) => …` in a folder of routes registers them.
fn may_take_event(func: &Func) -> bool {
    let first = func.node.params().first().and_then(|first| first.identifier());
    let names = |name: &Atom| is_carrier(name) || name.starts_with('_') || matches!(&**name, "e" | "ev" | "evt");
    first.is_none_or(|name| names(&name.sym))
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
    let in_place = |each: &&Handed<'a>| Some(each.to) == func.given_to || Some(each.to) == func.given_through;
    for each in context.handed.get(&func.node).into_iter().flatten().filter(|each| !in_place(each)) {
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
    let by = describe(given_to.callee()?.unwrap());
    if call.callee().and_then(|callee| context.imports.api_of(callee.unwrap())) == Some(Api::WithAfter) {
        let reason = format!("it is given to {by}(), which is given to withAfter()");
        return Some(asking("handler", reason, func, context, Registering { no_outer: true, call: None }));
    }
    let is_first = call.argument(0).is_some_and(|first| is_made_by(first, given_to));
    let registered = Registered { call, given_as: None, is_first, around: func.parent };
    if !registers(&registered, context) {
        let to = call.callee()?.unwrap();
        let key = func.through_as.map(|key| key.to_string());
        // `serve({ fetch: wrap(async () => …) })`
        let named = func.parent.is_some() || !named_carriers(func).is_empty();
        if named || !takes_handler(to, key.as_deref()) {
            return None;
        }
        let reason = format!("it is given to {by}(), which is given to {}()", describe(to));
        return Some(asking("registered", reason, func, context, OUTER));
    }
    let reason = format!("it is given to {by}(), which is registered as a route");
    Some(asking("route", reason, func, context, Registering { no_outer: true, call: Some(call) }))
}

/// `wrap(log(…))` is made by either call.
fn is_made_by<'a>(value: Node<'a>, call: Node<'a>) -> bool {
    let mut left = vec![value];
    while let Some(made) = left.pop().map(Node::unwrap) {
        if made == call {
            return true;
        }
        if made.is_call() {
            left.extend(made.arguments().iter().map(Node::from));
        }
    }
    false
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
    let api = context.imports.api_of(callee);
    if api == Some(Api::WithAfter) {
        let reason = "it is the handler given to withAfter()".to_string();
        // By name it may have been through a wrapper.
        return Some(if func.given_to == Some(*to) {
            Entry::outside("handler", reason, any_carriers(func))
        } else {
            asking("handler", reason, func, context, OUTER)
        });
    }
    // What hands itself on by its own name, `scope.run(function poll() { bus.once('x', poll) })`, is a callback like any other.
    let runs_here = || !escapes_by_name(func.node, context.bindings);
    if api == Some(Api::WithAfterScope) && runs_here() {
        let reason = "it runs in the scope that withAfterScope() makes";
        return Some(Entry::outside("handler", reason.into(), Vec::new()));
    }
    let runs_in_scope = || callee.object().is_some_and(|object| is_scope(object.unwrap(), context));
    if method == Some("run") && runs_in_scope() && runs_here() {
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
        return Some(asking("route", reason, func, context, Registering { no_outer: true, call: Some(*to) }));
    }
    if *at_top {
        let reason = format!("it is given to {}() when the module is evaluated", describe(callee));
        let named = named_carriers(func);
        if named.is_empty() && takes_handler(callee, given_as.as_deref()) {
            return Some(asking("registered", reason, func, context, OUTER));
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
    let by_shape = |entry: Entry| {
        // What a file of routes gives may make a router, if it takes nothing.
        let is_guess = entry.shape == "event handler" && named_carriers(func).is_empty();
        let asks = || entry.asked.hidden.is_some() || !entry.asked.carriers.is_empty();
        !is_guess && (!matches!(entry.shape, "cached" | "registered") || asks())
    };
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

/// `(error, data) => …` is the callback of a client; with four parameters it is Express's.
fn takes_error(func: &Func) -> bool {
    matches!(first_name(func), Some("err" | "error")) && func.node.params().len() != 4
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
