//! Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
//! carriers among its own parameters before the register; one that is registered inline has no `outer`.
use super::bindings::{BindingKind, Bindings};
use super::functions::{route_path, Func, FuncId};
use super::imports::{Api, Imports};
use super::inventory::Inventory;
use super::nodes::{bound_names, directives_of, key_name, plain_property, walk, Name, Node, NodeMap};
use crate::options::Host;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub struct Entry {
    pub shape: &'static str,
    pub reason: String,
    /// Parameters that may carry the scope.
    pub carriers: Vec<Atom>,
    /// Registered inline or in another request: never the capture of the place where it is written.
    pub no_outer: bool,
}

/// Names that frameworks' documentation gives to what identifies a request.
const CARRIER_NAMES: [&str; 9] =
    ["request", "req", "res", "response", "reply", "c", "ctx", "context", "event"];
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
const ROUTERS: [&str; 12] =
    ["get", "post", "put", "patch", "delete", "head", "options", "all", "use", "route", "query", "mutation"];

/// Under which keys of an options object routers take handlers (Fastify's hooks and the like).
const HANDLER_KEYS: [&str; 12] = [
    "handler",
    "handle",
    "onRequest",
    "preParsing",
    "preValidation",
    "preHandler",
    "preSerialization",
    "onSend",
    "onResponse",
    "onError",
    "beforeHandle",
    "afterHandle",
];

/// React knows the request of what it renders; Next that of all that it calls.
pub fn asks_host(shape: &str, host: Option<Host>) -> bool {
    host == Some(Host::Next) || (host == Some(Host::Rsc) && matches!(shape, "component" | "metadata"))
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
    pub bindings: &'b Bindings<'a>,
    pub imports: &'b Imports<'a, 'b>,
    pub program: &'a Program,
    /// What serves the requests, where its own knowledge is asked.
    pub host: Option<Host>,
    /// Whether the file may hold JSX, by its extension.
    pub is_jsx: bool,
    /// The file's name without folders and extension.
    pub basename: &'b str,
    /// Further entries by name: the option `entries`.
    pub names: &'b [String],
}

pub fn find_entry(func: &Func, context: &EntryContext) -> Option<Entry> {
    let entry = |shape: &'static str, reason: String, carriers: Vec<Atom>| {
        Some(Entry { shape, reason, carriers, no_outer: false })
    };
    let outside = |shape: &'static str, reason: String, carriers: Vec<Atom>| {
        Some(Entry { shape, reason, carriers, no_outer: true })
    };
    let exported = func.exported.as_deref();

    if func.directive == Some("use server") {
        return outside("action", "it is a server action ('use server')".into(), Vec::new());
    }
    if let Some(directive) = func.directive {
        return outside("cached", format!("it runs in requests of its own ('{directive}')"), Vec::new());
    }
    if exported.is_some() && directives_of(Node::Program(context.program)).contains(&"use server") {
        return outside("action", "its file says 'use server' and exports it".into(), Vec::new());
    }

    if let Some((given, callee)) = func.given_to.and_then(|given| Some((given, given.callee()?.unwrap()))) {
        let method = plain_property(callee);
        match context.imports.api_of(callee) {
            Some(Api::WithAfter) => {
                return outside(
                    "handler",
                    "it is the handler given to withAfter()".into(),
                    any_carriers(func),
                )
            }
            Some(Api::WithAfterScope) => {
                let reason = "it runs in the scope that withAfterScope() makes";
                return outside("handler", reason.into(), Vec::new());
            }
            _ => {}
        }
        if method == Some("run") && callee.object().is_some_and(|object| is_scope(object.unwrap(), context)) {
            return outside("handler", "it runs in the scope of scope.run()".into(), Vec::new());
        }
        let as_handler = match func.given_as {
            None => true,
            Some(key) => HANDLER_KEYS.contains(&key.to_string().as_str()),
        };
        let first = given.argument(0);
        if let Some(method) = method.filter(|method| ROUTERS.contains(method) && given.is_call()) {
            let is_route = route_path(first) || (method == "use" && first == Some(func.node));
            if as_handler && is_route && !context.awaited.contains_key(&given) && !takes_error(func) {
                return outside(
                    "route",
                    format!("it is registered as a route with .{method}()"),
                    any_carriers(func),
                );
            }
        }
        if func.parent.is_none() {
            let reason = format!("it is given to {}() when the module is evaluated", describe(callee));
            return entry("registered", reason, named_carriers(func));
        }
    }
    if let Some(exported) = exported {
        if HTTP_METHODS.contains(&exported) {
            return entry("route handler", format!("it is exported as {exported}"), any_carriers(func));
        }
        if exported == "default.fetch" {
            return entry(
                "fetch handler",
                "it is the fetch() of the default export".into(),
                any_carriers(func),
            );
        }
        let as_middleware = if exported == "default" { context.basename } else { exported };
        if matches!(as_middleware, "middleware" | "proxy") {
            return entry(
                "middleware",
                format!("it is exported as the {as_middleware} of the app"),
                any_carriers(func),
            );
        }
        // As Nitro's files take it, and h3's. What is no request's event is no carrier, and then the register is asked as ever.
        if exported == "default" && first_name(func) == Some("event") {
            let reason = "it is the default export, and takes an event";
            return entry("event handler", reason.into(), named_carriers(func));
        }
        if METADATA.contains(&exported) {
            return entry("metadata", format!("it is exported as {exported}"), Vec::new());
        }
        if LOADERS.contains(&exported) {
            return entry("loader", format!("it is exported as {exported}"), named_carriers(func));
        }
    }
    let is_listed = |name: &str| context.names.iter().any(|each| each == name);
    if is_listed(&func.name) || exported.is_some_and(is_listed) {
        return entry("configured", format!("the option entries names {}", func.name), any_carriers(func));
    }
    if func.name.starts_with(|first: char| first.is_ascii_uppercase()) && returns_jsx(func.node) {
        return entry("component", "it is a component: capitalised, and it returns JSX".into(), Vec::new());
    }
    if exported == Some("default") && RENDERED.contains(&context.basename) {
        return entry("component", format!("it is the {} of a route", context.basename), Vec::new());
    }
    // It may give its children, or redirect and give nothing.
    let is_capitalised = func.name.starts_with(|first: char| first.is_ascii_uppercase())
        && func.name[1..].starts_with(|second: char| second.is_ascii_lowercase());
    if context.host.is_some() && context.is_jsx && func.parent.is_none() && is_capitalised {
        return entry("component", MAY_RENDER.into(), Vec::new());
    }
    None
}

fn first_name<'a>(func: &Func<'a>) -> Option<&'a str> {
    let first = func.node.params().first().copied().filter(|_| !func.node.has_this_param());
    first.and_then(Node::identifier).map(|name| &*name.sym)
}

/// `(error, data) => …` is the callback of a client.
fn takes_error(func: &Func) -> bool {
    matches!(first_name(func), Some("err" | "error"))
}

fn is_carrier(name: &Atom) -> bool {
    CARRIER_NAMES.contains(&&**name)
}

/// Parameters by the names that documentation uses, wherever they stand in a pattern.
pub fn named_carriers(func: &Func) -> Vec<Atom> {
    let names = func.node.params().into_iter().flat_map(bound_names);
    names.map(|name| &name.sym).filter(|name| is_carrier(name)).cloned().collect()
}

/// Entries whose parameters are the framework's own: the first three, whatever they are called.
fn any_carriers(func: &Func) -> Vec<Atom> {
    let count = if func.node.has_this_param() { 2 } else { 3 };
    let mut names = Vec::new();
    for parameter in func.node.params().into_iter().take(count) {
        let plain = match parameter {
            Node::AssignmentPattern(node) => Node::from(&*node.left),
            _ => parameter,
        };
        match plain {
            Node::Identifier(name) => names.push(name.sym.clone()),
            _ => {
                let bound = bound_names(plain).into_iter().map(|name| &name.sym);
                names.extend(bound.filter(|name| is_carrier(name)).cloned());
            }
        }
    }
    names
}

/// Carriers in sight of a function: its own and those of the functions around it, where nothing shadows them.
pub fn carriers_in_sight<'a>(
    functions: &[Func<'a>],
    func: FuncId,
    bindings: &Bindings<'a>,
    entries: &[Option<Entry>],
) -> Vec<Atom> {
    let mut names = Vec::new();
    let body = bindings.scope_of(functions[func].node.body());
    let mut each = Some(func);
    while let Some(id) = each {
        let around = &functions[id];
        for name in named_carriers(around) {
            let is_its = bindings.find(body, &name).is_some_and(|binding| {
                binding.kind == BindingKind::Parameter && binding.place == around.node
            });
            if is_its && !names.contains(&name) {
                names.push(name);
            }
        }
        // What stands around a route or an action belongs to another request.
        if has_no_outer(&entries[id]) {
            break;
        }
        each = around.parent;
    }
    names
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

fn describe(callee: Node) -> String {
    if let Node::Identifier(name) = callee {
        return name.sym.to_string();
    }
    let Some((property, _)) = callee.property() else { return "a function".into() };
    let object = callee.object().and_then(Node::identifier).map_or("…", |name| &*name.sym);
    let name = key_name(property).map_or("…".into(), |name: Name| name.to_string());
    format!("{object}.{name}")
}

/// `await api.post('/users', …)` and `api.get('/key', …).then(…)` call a client: a router's registration is not awaited.
pub fn find_awaited<'a>(inventory: &Inventory<'a>) -> NodeMap<'a> {
    let awaits = inventory.awaits.iter().map(|each| Node::from(&*each.arg).unwrap());
    let is_chained =
        |member: &&Node<'a>| matches!(plain_property(**member), Some("then" | "catch" | "finally"));
    let chained = inventory.members.iter().filter(is_chained).filter_map(|member| member.object());
    awaits.chain(chained.map(Node::unwrap)).map(|node| (node, 0)).collect()
}
