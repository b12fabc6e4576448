//! Which functions need the scope, from where do they take it, and which of them set the register (R1, R2, R8, R11, R13)?
//! Inner functions are decided before outer ones: a function captures when a closure in it asks for its `outer`.
use super::arrays::{find_asked, Spot};
use super::bindings::Bindings;
use super::carriers::{carriers_in_sight, may_take_request, named_carriers};
use super::entries::{asks_host, has_no_outer, is_route, Entry};
use super::functions::{Func, FuncId};
use super::hoisting::{find_hoisting, uses_arguments};
use super::nodes::{bound_names, directives_of, Node};
use super::order::{Event, EventKind, Order, Returns};
use super::suspensions::{find_suspensions, Suspensions};
use crate::options::Host;
use crate::plan::*;
use swc_core::ecma::atoms::Atom;

pub struct CaptureContext<'a, 'b> {
    pub bindings: &'b Bindings<'a>,
    pub functions: &'b [Func<'a>],
    pub orders: &'b dyn Fn(FuncId) -> Order<'a>,
    pub entries: &'b [Option<Entry>],
    /// Whether a nested function is a callback.
    pub author_of: &'b dyn Fn(FuncId) -> AuthorPlan,
    /// Whether the call that it is given to may run with a view of the scope.
    pub is_viewed: &'b dyn Fn(FuncId) -> bool,
    /// What it makes for whoever comes.
    pub made_in: &'b dyn Fn(FuncId, &Order<'a>) -> Vec<Planned>,
    /// Whether it runs on the spot, as the file shows, or if that is an array.
    pub spot_of: &'b dyn Fn(FuncId) -> Option<Spot<'a>>,
    /// Whether all that is done with it is that functions call it which have set the register.
    pub is_local: &'b dyn Fn(FuncId) -> bool,
    /// Whether it is a task, or pinned: what runs it sets the register to its scope.
    pub runs_under_scope: &'b dyn Fn(FuncId) -> bool,
    /// Why a function (or something around it) must stay as it is.
    pub ignored_because: &'b dyn Fn(FuncId) -> Option<&'b str>,
    /// Seconds that the file grants to the requests of its entries.
    pub max_duration: Option<f64>,
    /// What serves the requests.
    pub host: Option<Host>,
    /// Whether a call of this package stands directly in the function.
    pub calls_api: &'b dyn Fn(FuncId) -> bool,
}

/// Plans in the order of `functions`.
pub fn find_captures<'a>(context: &CaptureContext<'a, '_>) -> Vec<FunctionPlan> {
    let functions = context.functions;
    let mut wanted = vec![false; functions.len()];
    let mut plans = Vec::with_capacity(functions.len());
    for (id, func) in functions.iter().enumerate().rev() {
        let plan = find_capture(id, context, wanted[id]);
        if let (Some(CapturePlan { outer: Some(_), .. }), Some(parent)) = (&plan.capture, func.parent) {
            wanted[parent] = true;
        }
        plans.push(plan);
    }
    plans.reverse();
    // A function comes before those that are written in it.
    for id in 0..plans.len() {
        let outer = functions[id].parent.map(|parent| &plans[parent]);
        let named = |plan: &FunctionPlan| plan.capture.as_ref().is_some_and(|capture| capture.named);
        let depth = outer.map_or(0, |outer| outer.depth + u32::from(named(outer)));
        let outer_depth = outer.map_or(0, |outer| outer.depth);
        plans[id].depth = depth;
        if let Some(outer) = plans[id].capture.as_mut().and_then(|capture| capture.outer.as_mut()) {
            *outer = outer_depth;
        }
    }
    plans
}

fn find_capture<'a>(id: FuncId, context: &CaptureContext<'a, '_>, wanted: bool) -> FunctionPlan {
    let func = &context.functions[id];
    let entry = context.entries[id].as_ref();
    let mut plan = FunctionPlan {
        at: func.node.body().span().into(),
        name: func.name.clone(),
        kind: func.kind,
        depth: 0,
        entry: entry.map(|entry| EntryPlan {
            shape: entry.shape.into(),
            reason: entry.reason.clone(),
            max_duration: context
                .max_duration
                .filter(|_| is_route(entry, func) && (context.ignored_because)(id).is_none()),
        }),
        capture: None,
        sets: None,
        suspends: false,
        suspensions: Vec::new(),
        loops: Vec::new(),
        for_ofs: Vec::new(),
        handlers: Vec::new(),
        usings: Vec::new(),
        blocks: Vec::new(),
        patterns: Vec::new(),
        redeclared: Vec::new(),
        made: Vec::new(),
        told: Vec::new(),
        spot: None,
        left_alone: None,
    };
    let leave = |plan: FunctionPlan, rule: &str, because: &str| FunctionPlan {
        left_alone: Some(FunctionLeftAlone { is_unsafe: false, because: because.into(), rule: rule.into() }),
        ..plan
    };

    if let Some(because) = (context.ignored_because)(id) {
        return leave(plan, "R14", because);
    }
    if func.evaluated {
        return leave(plan, "R1", "it runs while its module is evaluated, and is read as part of it");
    }

    let order = (context.orders)(id);
    plan.made = (context.made_in)(id, &order);
    let first = |kind| order.events.iter().find(|event| event.kind == kind);
    let (first_call, first_told) = (first(EventKind::Call), first(EventKind::Told));
    let suspends = order.events.iter().any(|event| event.kind == EventKind::Suspension);
    let generator = matches!(func.kind, FunctionKind::Generator | FunctionKind::AsyncGenerator);
    // The bundler moves an inline action out of its function, and puts an `await` for what it closed over before its first statement.
    let moves_actions = context.host == Some(Host::Rsc);
    let moved = moves_actions && func.directive == Some("use server") && func.parent.is_some();
    // What runs where it is written finds the register set by the function around it, a task by the runtime.
    let resumed = if suspends { find_resumed(&order) } else { None };
    plan.spot = if resumed.is_none() { find_asked(id, &order, context) } else { None };
    let is_shown = || matches!((context.spot_of)(id), Some(Spot::Shown)) || (context.is_local)(id);
    let set = func.immediate
        || (context.runs_under_scope)(id)
        || plan.spot.is_some()
        || (entry.is_none() && !generator && is_shown());
    let nested = func.parent.is_some() && !set && !entry.is_some_and(|entry| entry.no_outer);
    let carriers_first = entry.map_or(Vec::new(), |entry| entry.asked.carriers.clone());
    let hidden = entry.and_then(|entry| entry.asked.hidden);
    let members = entry.is_some_and(|entry| entry.asked.members);
    let asks_host = entry.map(|entry| entry.shape).filter(|shape| !set && asks_host(shape, context.host));
    let carriers_last = if set { Vec::new() } else { last_carriers(id, context) };

    let author = (nested && entry.is_none()).then(|| (context.author_of)(id));

    // Why the register has to be set when the function starts.
    let start_for = |first: Option<&Event>| -> Option<Reason> {
        let needs = first.map(|event| event.node.span().into());
        let calls = match first {
            Some(_) => "it calls",
            None if func.given_to.is_some() && order.reads => {
                "it is given to somebody and reads properties, which may be getters"
            }
            None => return None,
        };
        let reason = |rule: &str, because: String| Some(Reason { rule: rule.into(), because, needs });
        if generator {
            return reason("R8", format!("{calls}, and whoever advances it may be another request"));
        }
        if moved {
            return reason("R8", format!("{calls}, once what it closed over is awaited"));
        }
        if author.as_ref().is_some_and(|author| author.keeps.is_some()) {
            return reason("R2", format!("{calls}, and keeps the scope of its author"));
        }
        if nested {
            return reason("R2", format!("{calls}, and may run when nobody hands it a scope"));
        }
        if let Some(entry) = entry.filter(|_| !carriers_first.is_empty() || hidden.is_some()) {
            return reason("R2", format!("{}; what it calls gets the scope of its carrier", entry.reason));
        }
        if let Some(entry) = entry.filter(|_| asks_host.is_some()) {
            return reason(
                "R2",
                format!("{}; what it calls gets the scope that its host knows", entry.reason),
            );
        }
        if !carriers_last.is_empty() {
            let because = if (context.calls_api)(id) {
                "it uses the scope, and a carrier is in sight if nobody hands it one"
            } else {
                "it calls, and its parameters name a request if nobody hands it a scope"
            };
            return reason("R2", because.into());
        }
        None
    };
    // The limit is told to what the register holds.
    let limited = first_told.filter(|_| plan.max_duration().is_some());
    let mut sets = start_for(first_call.or(limited)).or(resumed);

    let mut found = Suspensions::default();
    if sets.is_some() {
        let hoisting = find_hoisting(func);
        if suspends {
            found = find_suspensions(func.node, &order, context.bindings);
        }
        if let Some(because) = hoisting.unsafe_because.or(found.unsafe_because) {
            found = Suspensions::default();
            sets = None;
            plan.left_alone =
                Some(FunctionLeftAlone { is_unsafe: true, because: because.into(), rule: "R6".into() });
        } else {
            plan.redeclared = hoisting.redeclared;
        }
    }

    // Where nothing else needs the register, a call of this package is handed the scope (R13).
    let is_handed = sets.is_none() && first_told.is_some() && start_for(first_told).is_some();
    if plan.left_alone.is_none() {
        let is_told = |(index, event): &(usize, &Event)| {
            event.kind == EventKind::Told && (is_handed || order.may_find_suspended(*index))
        };
        let told = order.events.iter().enumerate().filter(is_told);
        plan.told = told.map(|(_, event)| Planned { at: event.node.span().into() }).collect();
    }

    let named = wanted
        || !plan.told.is_empty()
        || found.suspensions.iter().any(|each| each.kind == SuspensionKind::YieldStar)
        || !found.loops.is_empty()
        || !found.usings.is_empty()
        || !found.patterns.is_empty()
        || found.for_ofs.iter().any(|each| each.steps || each.using.is_some())
        || found.handlers.iter().any(|each| each.steps);
    if sets.is_none() && !wanted && plan.told.is_empty() {
        return match (&plan.left_alone, first_call.or(first_told)) {
            (Some(_), _) => plan,
            (None, None) => leave(plan, "R13", "nothing in it reads the scope"),
            _ if suspends => leave(plan, "R13", "no call is evaluated after it has suspended"),
            _ => leave(plan, "R13", "what calls it has set the register already"),
        };
    }

    let at_call = generator || moved;
    let late_because = if at_call { why_captured_late(func) } else { None };
    let because_of_others = || match plan.told.first() {
        Some(told) => Reason {
            rule: "R13".into(),
            because: "a call of this package is handed it".into(),
            needs: Some(told.at),
        },
        None => Reason {
            rule: if nested { "R2" } else { "R1" }.into(),
            because: "a closure in it falls back to its scope".into(),
            needs: None,
        },
    };
    plan.capture = Some(CapturePlan {
        when: match (at_call, late_because) {
            (false, _) => When::Start,
            (true, Some(_)) => When::Next,
            (true, None) => When::Call,
        },
        late_because: late_because.map(String::from),
        carriers_first,
        hidden,
        members,
        asks_host: asks_host.map(String::from),
        host_last: asks_host.is_some() && nested && entry.is_some_and(|entry| entry.host_last),
        outer: nested.then_some(0),
        author,
        carriers_last,
        // The parameter is the capture itself.
        named: named || at_call,
        reason: sets.clone().unwrap_or_else(because_of_others),
    });
    plan.suspends = sets.is_some() && suspends;
    plan.sets = sets;
    let Suspensions { suspensions, loops, for_ofs, handlers, usings, blocks, patterns, unsafe_because: _ } =
        found;
    FunctionPlan { suspensions, loops, for_ofs, handlers, usings, blocks, patterns, ..plan }
}

/// Carriers for a function that uses the scope itself, less those that the captures around it have asked already; its own, for one that is given a request.
fn last_carriers(id: FuncId, context: &CaptureContext) -> Vec<Atom> {
    let CaptureContext { functions, entries, bindings, .. } = context;
    if entries[id].is_some() {
        return Vec::new();
    }
    if !(context.calls_api)(id) {
        return controller_carriers(id, context);
    }
    let in_sight = |id: FuncId| carriers_in_sight(functions, id, bindings, entries);
    let mut asked = Vec::new();
    let mut inner = id;
    while let Some(around) = functions[inner].parent.filter(|_| !has_no_outer(&entries[inner])) {
        match &entries[around] {
            Some(entry) => asked.extend(entry.asked.carriers.iter().cloned()),
            None if (context.calls_api)(around) => asked.extend(in_sight(around)),
            None => {}
        }
        inner = around;
    }
    // A parameter of its own is another value, whatever it is called.
    let own = named_carriers(&functions[id]);
    in_sight(id).into_iter().filter(|name| own.contains(name) || !asked.contains(name)).collect()
}

/// Nothing of the file shows who calls it. A callback keeps its author instead. Next knows by itself.
fn controller_carriers(id: FuncId, context: &CaptureContext) -> Vec<Atom> {
    let func = &context.functions[id];
    let is_callback = || func.parent.is_some() && (context.author_of)(id).keeps.is_some();
    if context.host == Some(Host::Next) || !may_take_request(func) || is_callback() {
        return Vec::new();
    }
    let own = named_carriers(func);
    let seen = carriers_in_sight(context.functions, id, context.bindings, context.entries);
    seen.into_iter().filter(|name| own.contains(name)).collect()
}

/// The first call that needs a resume: one that can be evaluated after a suspension.
fn find_resumed(order: &Order) -> Option<Reason> {
    let at_once = Some(Returns::AtOnce);
    let suspends =
        |event: &super::order::Event| event.kind == EventKind::Suspension && event.returns != at_once;
    // What follows in text order only repeats this answer.
    let next = order.call_after(order.events.iter().position(suspends)?)?;
    let needs = Some(next.span().into());
    Some(Reason { rule: "R3".into(), because: "it calls after it has suspended".into(), needs })
}

/// R8: it captures at the call, unless the syntax of its parameters does not allow one more.
fn why_captured_late(func: &Func) -> Option<&'static str> {
    let parameters = func.node.params();
    // What is moved has other arguments than were written.
    if func.directive.is_some() && matches!(parameters.last(), Some(Node::RestElement(_))) {
        return Some("it has a rest parameter");
    }
    let names: Vec<_> = parameters.iter().flat_map(|each| bound_names(*each)).map(|name| &name.sym).collect();
    if names.iter().any(|name| ***name == *"arguments") {
        return Some("a parameter of it is called arguments");
    }
    if parameters.iter().any(|each| !matches!(each, Node::Identifier(_))) {
        return None;
    }
    if directives_of(func.node.body()).contains(&"use strict") {
        return Some("it has a 'use strict' of its own");
    }
    if func.strict {
        return None;
    }
    if uses_arguments(func.node) {
        return Some("it uses `arguments` in sloppy mode");
    }
    let is_twice = |(index, name): (usize, &&Atom)| names[..index].contains(name);
    names.iter().enumerate().any(is_twice).then_some("two of its parameters have one name")
}
