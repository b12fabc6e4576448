//! Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
//! carriers among its own parameters before the register; one that is registered inline has no `outer`.
mod components;
mod entry;
mod exported;
mod given;

use super::carriers::named_carriers;
use super::functions::{Func, FuncId};
use super::nodes::{directives_of, Node};
use super::routers::{takes_request, RouterContext};
use crate::options::Host;
pub use components::MAY_RENDER;
use components::{is_component_name, returns_jsx};
use entry::{asking, OUTER};
pub use entry::{asks_host, describe, has_no_outer, is_route, Entry, EntryContext};
pub use exported::is_routed_file;
use exported::{find_by_file, find_exported, through};
use given::find_given;

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

    let routers = RouterContext {
        bindings: context.bindings,
        functions: context.functions,
        discarded: &context.discarded,
        is_requests: &|id| is_requests(id, context),
        is_plugin: &|id| is_plugin(id, context),
    };
    let given = find_given(func, context, &routers);
    if given.as_ref().is_some_and(|given| given.shape != "registered") {
        return given;
    }
    let named = exported.and_then(|exported| find_exported(func, exported, context));
    if named.is_some() {
        return named;
    }
    let is_listed = |name: &str| context.names.iter().any(|each| each == name);
    if is_listed(&func.name) || exported.is_some_and(is_listed) {
        let reason = format!("the option entries names {}", func.name);
        return Some(asking("configured", reason, func, context, OUTER));
    }
    if func.name.starts_with(|first: char| first.is_ascii_uppercase()) && returns_jsx(func.node) {
        return entry("component", "it is a component: capitalised, and it returns JSX".into(), Vec::new());
    }
    let of_file = exported.filter(|exported| *exported == "default").and_then(|_| find_by_file(func, context));
    if of_file.is_some() {
        return of_file;
    }
    // It may give its children, or redirect and give nothing.
    let may_render = func.parent.is_none() || func.returned;
    if context.host.is_some() && context.is_jsx && may_render && is_component_name(&func.name) {
        return entry("component", MAY_RENDER.into(), Vec::new());
    }
    given.or_else(|| find_returned(func, context))
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
