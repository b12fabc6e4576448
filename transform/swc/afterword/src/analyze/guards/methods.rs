use super::in_function;
use crate::analyze::nodes::{key_name, Node, NodeMap};
use rustc_hash::FxHashMap;
use swc_core::ecma::atoms::Atom;

/// Methods → the object literal or class that has them, and those of each by name.
#[derive(Default)]
pub struct Methods<'a> {
    pub holders: NodeMap<'a>,
    pub named: FxHashMap<Atom, u32>,
    pub all: Vec<Node<'a>>,
}

pub fn find_methods<'a>(holders: &[Node<'a>]) -> Methods<'a> {
    let mut found = Methods::default();
    for (index, holder) in holders.iter().enumerate() {
        let members: Vec<Node> = match holder {
            Node::ObjectExpression(object) => object.props.iter().map(Node::from).collect(),
            _ => holder.class().into_iter().flat_map(|class| &class.body).map(Node::from).collect(),
        };
        for member in members {
            let function = if member.is_function() { Some(member) } else { member.value() };
            let Some(function) = function.filter(|function| function.is_function()) else { continue };
            found.holders.insert(function, index as u32);
            if let Some(name) = member.key().filter(|_| !member.is_computed()).and_then(key_name) {
                found.named.insert(in_function(&name.to_string(), index), found.all.len() as u32);
                found.all.push(function);
            }
        }
    }
    found
}
