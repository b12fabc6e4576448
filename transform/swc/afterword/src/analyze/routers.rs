//! Which calls register a route? `app.get('/', list)` does, ``cache.get(`/users/${id}`, load)`` looks the same. What is written inside of a
//! request's code, or is wanted for what it gives back, calls the function that it is given for whoever called it (R2).
use super::bindings::Bindings;
use super::carriers::{is_carrier, named_carriers};
use super::functions::{Func, FuncId};
use super::inventory::Inventory;
use super::mentions::is_logical;
use super::nodes::{plain_property, string_value, Node, NodeMap};
use rustc_hash::FxHashSet;
use swc_core::ecma::ast::*;

const ROUTERS: [&str; 14] = [
    "get", "post", "put", "patch", "delete", "del", "head", "options", "all", "use", "param", "route", "query",
    "mutation",
];

/// What hands a router, or a part of it, to the function that is given.
const GROUPS: [&str; 3] = ["group", "guard", "register"];

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

/// How routers are called, and what makes them: the ends of their names.
const ROUTER: [&str; 14] = [
    "app",
    "application",
    "route",
    "router",
    "routes",
    "server",
    "hono",
    "elysia",
    "express",
    "fastify",
    "koa",
    "polka",
    "restify",
    "h3",
];

/// The same of frameworks that do not read the source text of their handlers.
const OTHER_ROUTER: [&str; 8] = ["router", "hono", "express", "fastify", "koa", "polka", "restify", "h3"];

/// A function that takes one of these is called with a request. The other carriers have names that others bear, too.
const REQUESTS: [&str; 5] = ["req", "res", "request", "response", "reply"];

pub struct Registered<'a, 'h> {
    pub call: Node<'a>,
    pub given_as: Option<&'h str>,
    pub is_first: bool,
    /// The function in which the call stands; None: it is evaluated with the module.
    pub around: Option<FuncId>,
}

pub struct RouterContext<'a, 'b> {
    pub bindings: &'b Bindings<'a>,
    pub functions: &'b [Func<'a>],
    /// Calls whose value nobody takes.
    pub discarded: &'b NodeMap<'a>,
    /// Whether a function, or one around it, is called with a request.
    pub is_requests: &'b dyn Fn(FuncId) -> bool,
    /// Whether it is given to a router, or to something else while the module is evaluated: a plugin may be.
    pub is_plugin: &'b dyn Fn(FuncId) -> bool,
}

pub fn is_registration<'a>(registered: &Registered<'a, '_>, context: &RouterContext<'a, '_>) -> bool {
    let Registered { call, given_as, is_first, around } = registered;
    let Some(callee) = call.callee().map(Node::unwrap) else { return false };
    let Some(method) = plain_property(callee) else { return false };
    if method == "addHook" {
        return given_as.is_none() && call.argument(0).and_then(string_value).is_some();
    }
    let Some(receiver) = callee.object().map(Node::unwrap) else { return false };
    // `app.on('GET', '/orders', list)`
    if method == "on" && given_as.is_none() && route_path(call.argument(1)) {
        return around.is_none() || is_router(receiver, context.bindings, false);
    }
    if !ROUTERS.contains(&method) || given_as.is_some_and(|key| !HANDLER_KEYS.contains(&key)) {
        return false;
    }
    // `app.get('/', list)`, `app.use(log)`, `app.route({ url: '/', handler })`
    let is_full = method == "use" && *is_first || method == "route" && given_as.is_some();
    let is_pathed = is_full || route_path(call.argument(0)) || is_route_of(receiver);
    // `app.get(paths.orders, list)`, `app.get(['/a', '/b'], list)`
    if !is_pathed && (*is_first || !is_router(receiver, context.bindings, false)) {
        return false;
    }
    let Some(around) = *around else { return true };
    is_router(receiver, context.bindings, false)
        || is_handed_router(receiver, around, context)
        || !(context.is_requests)(around) && context.discarded.contains_key(call)
}

/// Whether what a call is given is followed through names, members and wrappers: a controller is rarely written in place.
pub fn may_register(call: Node) -> bool {
    let callee = call.callee().filter(|_| call.is_call()).map(Node::unwrap);
    callee.and_then(plain_property).is_some_and(|method| method == "addHook" || ROUTERS.contains(&method))
}

/// `app.route('/orders').get(list).post(create)`
fn is_route_of(receiver: Node) -> bool {
    let mut node = receiver.unwrap();
    while node.is_call() {
        let Some(callee) = node.callee().map(Node::unwrap) else { return false };
        let Some((method, object)) = plain_property(callee).zip(callee.object()) else { return false };
        if !ROUTERS.contains(&method) {
            return false;
        }
        if method == "route" {
            return route_path(node.argument(0));
        }
        node = object.unwrap();
    }
    false
}

/// Routers that are given a handler of two parameters. Elysia's have one.
pub fn find_known_routers<'a>(inventory: &Inventory<'a>, bindings: &Bindings<'a>) -> FxHashSet<usize> {
    let takes_more = |each: &ExprOrSpread| {
        let given = Node::from(&*each.expr).unwrap();
        each.spread.is_none() && given.is_function() && given.params().len() > 1
    };
    let calls = inventory.uses.iter().map(|each| each.node).filter(|node| may_register(*node));
    let taking = calls.filter(|call| call.arguments().iter().any(takes_more));
    let receivers = taking.filter_map(|call| call.callee()?.unwrap().object());
    receivers.filter_map(|receiver| bindings.index(root_of(receiver).identifier()?)).collect()
}

fn root_of(value: Node<'_>) -> Node<'_> {
    let mut root = value.unwrap();
    while let Some(inner) = inside_of(root) {
        root = inner;
    }
    root
}

/// Neither called like what a framework makes that reads nothing of its handlers, nor made in the file by one, nor known by another handler.
pub fn is_of_unknown_make<'a>(receiver: Node<'a>, bindings: &Bindings<'a>, known: &FxHashSet<usize>) -> bool {
    let name = root_of(receiver).identifier();
    if name.and_then(|name| bindings.index(name)).is_some_and(|index| known.contains(&index)) {
        return false;
    }
    let init = name.and_then(|name| bindings.resolve(name)?.init);
    let is_known = |init: Node| matches!(init.unwrap(), Node::ObjectExpression(_)) || is_named_other(init);
    !init.is_some_and(is_known) && !is_named_other(receiver)
}

/// `Hono` of `new Hono().basePath('/v1')`, `Router` of `express.Router()`
fn is_named_other(value: Node) -> bool {
    let mut node = Some(value.unwrap());
    while let Some(each) = node {
        if ends_in_one_of(name_of(each), &OTHER_ROUTER) {
            return true;
        }
        node = inside_of(each);
    }
    false
}

fn inside_of(node: Node<'_>) -> Option<Node<'_>> {
    callee_of(node).or_else(|| node.object().filter(|_| node.is_member()).map(Node::unwrap))
}

/// `defineHandler(…)`, `fastify.addHook(…)`, `serve({ fetch })`: what is called so, or under such a key, takes what is called with a request.
pub fn takes_handler(callee: Node, given_as: Option<&str>) -> bool {
    let name = name_of(callee).to_ascii_lowercase();
    let is_named = ["handler", "handlers", "middleware", "hook", "notfound"].iter().any(|end| name.ends_with(end));
    given_as == Some("fetch") || is_named && given_as.is_none_or(|key| HANDLER_KEYS.contains(&key))
}

fn name_of(node: Node<'_>) -> &str {
    node.identifier().map(|name| &*name.sym).or_else(|| plain_property(node)).unwrap_or_default()
}

/// Whether a function's own parameters say that it is called with a request.
pub fn takes_request(func: &Func) -> bool {
    named_carriers(func).iter().any(|name| REQUESTS.contains(&&**name))
}

/// By its name, or by what made it: `this.app`, `new Hono().basePath('/v1')`, `const users = express.Router()`.
fn is_router<'a>(receiver: Node<'a>, bindings: &Bindings<'a>, followed: bool) -> bool {
    let mut node = receiver.unwrap();
    if let Node::AwaitExpression(AwaitExpr { arg, .. }) = node {
        node = Node::from(&**arg).unwrap();
    }
    while let Some(callee) = callee_of(node) {
        if is_named_router(callee) {
            return true;
        }
        // `app.route('/users').get(…)`
        let Some(object) = callee.object() else { return false };
        node = object.unwrap();
    }
    if is_named_router(node) {
        return true;
    }
    let binding = node.identifier().filter(|_| !followed).and_then(|name| bindings.resolve(name));
    let init = binding.filter(|binding| binding.key.is_none()).and_then(|binding| binding.init);
    init.is_some_and(|init| is_router(init, bindings, true))
}

fn callee_of(node: Node<'_>) -> Option<Node<'_>> {
    let calls = node.is_call() || matches!(node, Node::NewExpression(_));
    node.callee().filter(|_| calls).map(Node::unwrap)
}

fn is_named_router(node: Node) -> bool {
    ends_in_one_of(name_of(node), &ROUTER)
}

/// With a number behind it or not.
fn ends_in_one_of(name: &str, ends: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    let is_numbered = |rest: &str| rest.bytes().all(|each| each.is_ascii_digit());
    ends.iter().any(|end| name.rfind(end).is_some_and(|at| is_numbered(&name[at + end.len()..])))
}

/// `app.group('/v1', (v1) => v1.get('/', list).post('/', create))`, and in a plugin: `(app) => app.group('/v1', (v1) => …)`
fn is_handed_router<'a>(receiver: Node<'a>, around: FuncId, context: &RouterContext<'a, '_>) -> bool {
    let function = context.functions[around].node;
    let mut node = receiver.unwrap();
    while let Some(object) = node.callee().filter(|_| node.is_call()).and_then(|callee| callee.unwrap().object()) {
        node = object.unwrap();
    }
    let Some(name) = node.identifier().filter(|name| !is_carrier(&name.sym)) else { return false };
    let first = function.params().first().copied().filter(|_| !function.has_this_param());
    let is_its = first.and_then(Node::identifier).is_some_and(|first| first.sym == name.sym)
        && context.bindings.resolve(name).is_some_and(|binding| binding.place == function);
    is_its && ((context.is_plugin)(around) || is_group(around, context))
}

fn is_group<'a>(around: FuncId, context: &RouterContext<'a, '_>) -> bool {
    let func = &context.functions[around];
    let Some(callee) = func.given_to.and_then(|call| call.callee()).map(Node::unwrap) else { return false };
    let Some(object) = callee.object().filter(|_| callee.is_member()) else { return false };
    plain_property(callee).is_some_and(|method| GROUPS.contains(&method))
        && (is_router(object, context.bindings, false)
            || func.parent.is_some_and(|parent| is_handed_router(object, parent, context)))
}

pub fn route_path(node: Option<Node>) -> bool {
    let text = match node {
        Some(Node::RegExpLiteral(_)) => return true,
        Some(Node::TemplateLiteral(Tpl { quasis, .. })) => {
            quasis.first().and_then(|first| first.cooked.as_ref()).and_then(|cooked| cooked.as_str())
        }
        Some(node) => string_value(node),
        None => None,
    };
    text.is_some_and(|text| text.is_empty() || text.starts_with('/') || text.starts_with('*'))
}

/// `await api.post('/users', …)` and `api.get('/key', …).then(…)` call a client: a router's registration is not awaited.
pub fn find_awaited<'a>(inventory: &Inventory<'a>) -> NodeMap<'a> {
    let awaits = inventory.awaits.iter().map(|each| Node::from(&*each.arg).unwrap());
    let is_chained =
        |member: &&Node<'a>| matches!(plain_property(**member), Some("then" | "catch" | "finally"));
    let chained = inventory.members.iter().filter(is_chained).filter_map(|member| member.object());
    awaits.chain(chained.map(Node::unwrap)).map(|node| (node, 0)).collect()
}

/// `app.get('/a', one).post('/b', two)`, as a statement: of none of these calls the value is taken.
pub fn find_discarded<'a>(inventory: &Inventory<'a>) -> NodeMap<'a> {
    let mut discarded = NodeMap::default();
    let mut left: Vec<_> = inventory.statements.iter().map(|each| Node::from(&*each.expr)).collect();
    while let Some(node) = left.pop().map(Node::unwrap) {
        match node {
            Node::BinaryExpression(BinExpr { op, right, .. }) if is_logical(*op) => {
                left.push(Node::from(&**right))
            }
            Node::ConditionalExpression(CondExpr { cons, alt, .. }) => {
                left.extend([Node::from(&**cons), Node::from(&**alt)])
            }
            _ if node.is_call() => {
                discarded.insert(node, 0);
                left.extend(node.callee().map(Node::unwrap).and_then(Node::object));
            }
            _ => {}
        }
    }
    discarded
}
