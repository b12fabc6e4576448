//! Which calls register a route? `app.get('/', list)` does, ``cache.get(`/users/${id}`, load)`` looks the same. What is written inside of a
//! request's code, or is wanted for what it gives back, calls the function that it is given for whoever called it (R2).
use super::bindings::Bindings;
use super::carriers::{is_carrier, named_carriers};
use super::functions::{Func, FuncId};
use super::inventory::Inventory;
use super::mentions::is_logical;
use super::nodes::{plain_property, string_value, Node, NodeMap};
use swc_core::ecma::ast::*;

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
    if !ROUTERS.contains(&method) || given_as.is_some_and(|key| !HANDLER_KEYS.contains(&key)) {
        return false;
    }
    // `app.get('/', list)`, `app.use(log)`, `app.route({ url: '/', handler })`
    let is_full = method == "use" && *is_first || method == "route" && given_as.is_some();
    if !is_full && !route_path(call.argument(0)) {
        return false;
    }
    let Some(around) = *around else { return true };
    let Some(receiver) = callee.object().map(Node::unwrap) else { return false };
    is_router(receiver, context.bindings, false)
        || is_handed_router(receiver, around, context)
        || !(context.is_requests)(around) && context.discarded.contains_key(call)
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
    let name = name_of(node).to_ascii_lowercase();
    let is_numbered = |rest: &str| rest.bytes().all(|each| each.is_ascii_digit());
    ROUTER.iter().any(|end| name.rfind(end).is_some_and(|at| is_numbered(&name[at + end.len()..])))
}

/// `app.group('/v1', (v1) => v1.get('/', list))`
fn is_handed_router<'a>(receiver: Node<'a>, around: FuncId, context: &RouterContext<'a, '_>) -> bool {
    let function = context.functions[around].node;
    let Some(name) = receiver.identifier().filter(|name| !is_carrier(&name.sym)) else { return false };
    let first = function.params().first().copied().filter(|_| !function.has_this_param());
    let is_its = first.and_then(Node::identifier).is_some_and(|first| first.sym == name.sym)
        && context.bindings.resolve(name).is_some_and(|binding| binding.place == function);
    is_its && (context.is_plugin)(around)
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
