//! Which functions may a framework be given as what wraps a handler? `withLog` of another file is known by its shape alone: it returns a
//! function that takes what identifies a request, or that calls what `withLog` was given.
use super::bindings::{BindingKind, Bindings};
use super::carriers::named_carriers;
use super::functions::Func;
use super::inventory::{Inventory, Use};
use super::nodes::{Node, NodeMap};

/// Functions that are returned, and call what a function around them was given: as it is, or as a member of it.
pub fn find_wrappers<'a>(
    functions: &[Func<'a>],
    inventory: &Inventory<'a>,
    bindings: &Bindings<'a>,
) -> NodeMap<'a> {
    let mut wrappers = NodeMap::default();
    let returned: NodeMap =
        functions.iter().filter(|func| may_wrap(func)).map(|func| (func.node, 0)).collect();
    if returned.is_empty() {
        return wrappers;
    }
    let indices: NodeMap =
        inventory.around.iter().enumerate().map(|(index, (function, _))| (*function, index as u32)).collect();
    for &Use { node, owner } in &inventory.uses {
        let Some(mut root) = node.callee().map(Node::unwrap) else { continue };
        while let Some(object) = Some(root).filter(|root| root.is_member()).and_then(Node::object) {
            root = object.unwrap();
        }
        let Some(binding) = root.identifier().and_then(|name| bindings.resolve(name)) else { continue };
        if binding.kind != BindingKind::Parameter {
            continue;
        }
        let mut each = owner;
        while let Some(function) = each.filter(|function| *function != binding.place) {
            if returned.contains_key(&function) {
                wrappers.insert(function, 0);
            }
            each = indices.get(&function).and_then(|index| inventory.around[*index as usize].1);
        }
    }
    wrappers
}

fn may_wrap(func: &Func) -> bool {
    func.returned && func.parent.is_some() && (!named_carriers(func).is_empty() || hands_on_all(func))
}

/// `(...args) => handler(...args)`
fn hands_on_all(func: &Func) -> bool {
    !func.node.has_this_param() && matches!(func.node.params().first(), Some(Node::RestElement(_)))
}
