//! Which parameters may identify a request? By the names that frameworks' documentation uses, or whatever they are called.
use super::bindings::{BindingKind, Bindings};
use super::entries::{has_no_outer, Entry};
use super::functions::{Func, FuncId};
use super::nodes::{bound_names, Node};
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
