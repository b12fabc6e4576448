//! What an entry is: a function that a framework calls with a request, and what it asks for its scope (R2).
use crate::analyze::bindings::Bindings;
use crate::analyze::carriers::{any_carriers, find_asked, Asked};
use crate::analyze::functions::{Func, FuncId};
use crate::analyze::handed::HandedMap;
use crate::analyze::imports::Imports;
use crate::analyze::nodes::{key_name, Name, Node, NodeMap};
use crate::analyze::routers::is_of_unknown_make;
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
    pub(super) fn new(shape: &'static str, reason: String, carriers: Vec<Atom>) -> Self {
        let asked = Asked { carriers, ..Asked::default() };
        Entry { shape, reason, asked, no_outer: false, host_last: false }
    }

    pub(super) fn outside(shape: &'static str, reason: String, carriers: Vec<Atom>) -> Self {
        Entry { no_outer: true, ..Entry::new(shape, reason, carriers) }
    }
}

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

/// What the framework calls it with is asked, be there a name for it or not; where the host knows, that will do.
pub(super) fn asking<'a>(
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
pub(super) struct Registering<'a> {
    pub(super) no_outer: bool,
    /// What registers it as a route.
    pub(super) call: Option<Node<'a>>,
}

pub(super) const OUTER: Registering = Registering { no_outer: false, call: None };

/// Elysia reads in the text of a handler which members of the context it uses. An application that was made elsewhere may be one of it.
fn may_be_read<'a>(call: Option<Node<'a>>, context: &EntryContext<'a, '_>) -> bool {
    if context.imports.imports_package(&["elysia"]) {
        return true;
    }
    let callee = call.and_then(Node::callee).map(Node::unwrap).filter(|_| !context.imports.imports_package(&OTHERS));
    callee.and_then(Node::object).is_some_and(|receiver| is_of_unknown_make(receiver, context.bindings, &context.known_routers))
}

pub fn has_no_outer(entry: &Option<Entry>) -> bool {
    entry.as_ref().is_some_and(|entry| entry.no_outer)
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
