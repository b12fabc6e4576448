//! Which parameters may identify a request? By the names that frameworks' documentation uses, or whatever they are called.
use super::bindings::{BindingKind, Bindings};
use super::entries::{has_no_outer, Entry};
use super::functions::{Func, FuncId};
use super::nodes::{bound_names, directives_of, walk, Node};
use swc_core::ecma::ast::ObjectPatProp;
use swc_core::ecma::atoms::Atom;

/// Names that frameworks' documentation gives to what identifies a request.
const CARRIER_NAMES: [&str; 9] =
    ["request", "req", "res", "response", "reply", "c", "ctx", "context", "event"];

pub fn is_carrier(name: &Atom) -> bool {
    CARRIER_NAMES.contains(&&**name)
}

/// Parameters by the names that documentation uses, wherever they stand in a pattern.
pub fn named_carriers(func: &Func) -> Vec<Atom> {
    let names = func.node.params().into_iter().flat_map(bound_names);
    names.map(|name| &name.sym).filter(|name| is_carrier(name)).cloned().collect()
}

/// Entries whose parameters are the framework's own: the first three, whatever they are called.
pub fn any_carriers(func: &Func) -> Vec<Atom> {
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

/// The names of contexts are those of many things: they are asked of asynchronous functions that no other encloses.
const CONTEXTS: [&str; 4] = ["c", "ctx", "context", "event"];

/// Whether a function that is no entry may be called by a framework all the same: a controller, which another file registers. Then its own
/// carriers are asked last. A request alone is a helper's, too, and what is called with a Request finds the register set.
pub fn may_take_request(func: &Func) -> bool {
    let names = named_carriers(func);
    if names.len() > 1 && names[0].starts_with("re") {
        return true;
    }
    let is_async = func.node.is_async();
    if names.iter().any(|name| **name == *"req") {
        return is_async || func.exported.is_some() || !matches!(func.node, Node::FunctionDeclaration(_));
    }
    is_async && func.parent.is_none() && names.iter().any(|name| CONTEXTS.contains(&&**name))
}

/// Of a pattern, too, these are what it says. Others bear `context` and `response`.
const SAY_REQUEST: [&str; 7] = ["request", "req", "res", "reply", "c", "ctx", "event"];

/// What an entry asks for its scope.
#[derive(Default)]
pub struct Asked {
    /// Names of parameters, and lists of what it was called with: `...args`, `...arguments`.
    pub carriers: Vec<Atom>,
    /// An arrow function whose parameters give the request no name gets some: all that it has move into a hidden rest parameter, and are
    /// evaluated there as before. How many of them count as its length.
    pub hidden: Option<usize>,
    /// A framework may read which members of its context a function names: those that say the request are added to its pattern.
    pub members: bool,
    /// Why it can have none, and how it would be named.
    pub unnamed: Option<(&'static str, &'static str)>,
}

/// `is_read`: whether a framework reads the source text of its handlers, or may.
pub fn find_asked<'a>(func: &Func<'a>, bindings: &Bindings<'a>, is_read: bool) -> Asked {
    let node = func.node;
    let parameters = node.params();
    let first = parameters.first().copied();
    let plain = match first {
        Some(Node::AssignmentPattern(assigned)) => Some(Node::from(&*assigned.left)),
        _ => first,
    };
    let says = named_carriers(func).iter().any(|name| SAY_REQUEST.contains(&&**name));
    if says || matches!(plain, Some(Node::Identifier(_))) {
        return Asked { carriers: any_carriers(func), ..Asked::default() };
    }
    let list = |name: &str| Asked { carriers: vec![format!("...{name}").into()], ..Asked::default() };
    if let Some(Node::RestElement(rest)) = plain {
        if let Node::Identifier(name) = Node::from(&*rest.arg) {
            return list(&name.sym);
        }
    }
    let carriers = || named_carriers(func);
    let cannot =
        |because, line| Asked { carriers: carriers(), unnamed: Some((because, line)), ..Asked::default() };
    let line = "(request) => …";
    if !node.is_arrow() {
        let taken = bindings.declares(node.body(), "arguments");
        let because = "`arguments` is a name of its own";
        return if taken { cannot(because, "function (request) { … }") } else { list("arguments") };
    }
    if first.is_none() && directives_of(node.body()).contains(&"use strict") {
        return cannot("it has a 'use strict' of its own", line);
    }
    let pattern = match plain {
        Some(Node::ObjectPattern(pattern)) => Some(pattern),
        _ => None,
    };
    if is_read && parameters.len() < 2 && (plain.is_none() || pattern.is_some()) {
        let rests = pattern.is_some_and(|pattern| matches!(pattern.props.last(), Some(ObjectPatProp::Rest(_))));
        let because = "Elysia reads its source text, and its pattern has a rest";
        let members = Asked { carriers: carriers(), hidden: Some(0), members: true, ..Asked::default() };
        return if rests { cannot(because, "({ request, …rest }) => …") } else { members };
    }
    let Some(last) = parameters.last() else {
        return Asked { hidden: Some(0), ..Asked::default() };
    };
    if matches!(last, Node::RestElement(_)) {
        return cannot("it has a pattern and a rest parameter", line);
    }
    if parameters.iter().any(|each| has_computed_key(*each)) {
        return cannot("a key of its pattern is computed", line);
    }
    let counted = parameters.iter().position(|each| matches!(each, Node::AssignmentPattern(_)));
    Asked { carriers: carriers(), hidden: Some(counted.unwrap_or(parameters.len())), ..Asked::default() }
}

/// Old module runners take a name in the key of a pattern for a parameter, where that stands in a rest parameter.
fn has_computed_key(parameter: Node) -> bool {
    let mut found = false;
    walk(parameter, &mut |node| {
        let is_property = matches!(node, Node::PatternProperty(_) | Node::ObjectProperty(_)) || node.is_field();
        found |= is_property && node.is_computed();
        !found && !node.is_function()
    });
    found
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
