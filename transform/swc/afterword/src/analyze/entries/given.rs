//! Which entries are given to what registers them: a router, `withAfter`, `scope.run`, a procedure's description (R2)?
use super::entry::{asking, describe, Entry, EntryContext, Registering, OUTER};
use super::exported::first_name;
use crate::analyze::carriers::{any_carriers, named_carriers};
use crate::analyze::evaluated::escapes_by_name;
use crate::analyze::functions::Func;
use crate::analyze::handed::Handed;
use crate::analyze::imports::Api;
use crate::analyze::middleware::is_middleware;
use crate::analyze::nodes::{plain_property, Node};
use crate::analyze::routers::{is_registration, takes_handler, Registered, RouterContext};

/// What takes the function of a procedure or an action at the end of its description: tRPC, next-safe-action, zsa, TanStack Start.
const PROCEDURES: [&str; 6] = ["query", "mutation", "subscription", "action", "stateAction", "handler"];

/// Written in place, or handed over by name: then it may be called by others, too, and keeps its outer.
pub fn find_given<'a>(
    func: &Func<'a>,
    context: &EntryContext<'a, '_>,
    routers: &RouterContext<'a, '_>,
) -> Option<Entry> {
    let in_place = func.given_to.map(|to| Handed {
        to,
        given_as: func.given_as.map(|name| name.to_string()),
        is_first: to.argument(0) == Some(func.node),
        at_top: func.parent.is_none(),
        around: func.parent,
    });
    let mut weak = None;
    if let Some(each) = &in_place {
        let found = find_registered(func, each, context, routers);
        if found.as_ref().is_some_and(|found| found.shape != "registered") {
            return found;
        }
        weak = found;
    }
    let in_place = |each: &&Handed<'a>| Some(each.to) == func.given_to || Some(each.to) == func.given_through;
    for each in context.handed.get(&func.node).into_iter().flatten().filter(|each| !in_place(each)) {
        let found = find_registered(func, each, context, routers);
        if found.as_ref().is_some_and(|found| found.shape != "registered") {
            return found.map(|found| Entry { no_outer: false, ..found });
        }
        weak = weak.or(found);
    }
    find_wrapped(func, context, routers).or(weak)
}

/// `app.get('/', wrap(async (req, res) => …))`
fn find_wrapped<'a>(
    func: &Func<'a>,
    context: &EntryContext<'a, '_>,
    routers: &RouterContext<'a, '_>,
) -> Option<Entry> {
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
    if !is_registration(&registered, routers) {
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

fn find_registered<'a>(
    func: &Func<'a>,
    handed: &Handed<'a>,
    context: &EntryContext<'a, '_>,
    routers: &RouterContext<'a, '_>,
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
    if let Some(method) = method.filter(|_| is_registration(&registered, routers)) {
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

/// `(error, data) => …` is the callback of a client; with four parameters it is Express's.
fn takes_error(func: &Func) -> bool {
    matches!(first_name(func), Some("err" | "error")) && func.node.params().len() != 4
}

fn is_scope(node: Node, context: &EntryContext) -> bool {
    let init = node.identifier().and_then(|name| context.bindings.resolve(name)?.init);
    let callee = init.and_then(|init| init.unwrap().callee());
    callee.is_some_and(|callee| context.imports.api_of(callee) == Some(Api::OpenScope))
}
