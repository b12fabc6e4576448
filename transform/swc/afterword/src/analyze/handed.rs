//! Which functions are handed over by name, as others are written in place: `app.get('/orders', list)`, `withLog(handler)`?
use super::bindings::Bindings;
use super::functions::FuncId;
use super::inventory::{Inventory, Use};
use super::nodes::{key_name, Name, Node};
use rustc_hash::FxHashMap;

#[derive(Clone)]
pub struct Handed<'a> {
    /// The call or `new`.
    pub to: Node<'a>,
    /// Under which key of an object literal, None if it is an argument itself.
    pub given_as: Option<String>,
    /// It is the first argument.
    pub is_first: bool,
    /// While the module is evaluated.
    pub at_top: bool,
    /// The function in which that is done.
    pub around: Option<FuncId>,
}

pub type HandedMap<'a> = FxHashMap<Node<'a>, Vec<Handed<'a>>>;

/// `func_of`: what a node is written in, if that is a function, and whether it is evaluated with the module.
pub fn find_handed<'a>(
    inventory: &Inventory<'a>,
    bindings: &Bindings<'a>,
    func_of: &dyn Fn(Node<'a>) -> Option<(FuncId, bool)>,
) -> HandedMap<'a> {
    let mut handed = HandedMap::default();
    for &Use { node, owner } in &inventory.uses {
        let func = owner.and_then(func_of);
        let at_top = owner.is_none() || func.is_some_and(|(_, evaluated)| evaluated);
        let around = func.map(|(id, _)| id).filter(|_| !at_top);
        for (index, argument) in node.arguments().iter().enumerate() {
            let how = Handed { to: node, given_as: None, is_first: index == 0, at_top, around };
            if argument.spread.is_none() {
                note(Node::from(argument), &how, bindings, &mut handed);
            }
        }
    }
    handed
}

fn note<'a>(given: Node<'a>, how: &Handed<'a>, bindings: &Bindings<'a>, handed: &mut HandedMap<'a>) {
    match given.unwrap() {
        Node::Identifier(name) => {
            let binding = bindings.resolve(name).filter(|binding| binding.key.is_none() && !binding.assigned);
            let function = binding.and_then(|binding| binding.init).map(Node::unwrap);
            if let Some(function) = function.filter(|init| init.is_function()) {
                handed.entry(function).or_default().push(how.clone());
            }
        }
        Node::ArrayExpression(array) => {
            for each in array.elems.iter().flatten().filter(|each| each.spread.is_none()) {
                note(Node::from(each), &Handed { is_first: false, ..how.clone() }, bindings, handed);
            }
        }
        Node::ObjectExpression(object) => {
            for property in object.props.iter().map(Node::from) {
                let Some(value) = property.value() else { continue };
                let key = property.key().and_then(key_name).unwrap_or(Name::Computed).to_string();
                let how = Handed { given_as: Some(key), is_first: false, ..how.clone() };
                note(value, &how, bindings, handed);
            }
        }
        _ => {}
    }
}
