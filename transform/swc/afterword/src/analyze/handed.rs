//! Which functions are handed over by name, as others are written in place: `app.get('/orders', list)`, `withLog(handler)`?
use super::bindings::Bindings;
use super::functions::FuncId;
use super::inventory::{Inventory, Use};
use super::nodes::{key_name, Name, Node};
use super::values::each_function;
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

/// `func_of`: what a node is written in, if that is a function, and whether it is evaluated with the module. `is_followed`: whether a call's
/// arguments are followed further than a name: `controller.list`, `list.bind(controller)`, `wrapped`.
pub fn find_handed<'a>(
    inventory: &Inventory<'a>,
    bindings: &Bindings<'a>,
    func_of: &dyn Fn(Node<'a>) -> Option<(FuncId, bool)>,
    is_followed: &dyn Fn(Node<'a>) -> bool,
) -> HandedMap<'a> {
    let mut finder = Finder { bindings, is_followed, handed: HandedMap::default() };
    for &Use { node, owner } in &inventory.uses {
        let func = owner.and_then(func_of);
        let at_top = owner.is_none() || func.is_some_and(|(_, evaluated)| evaluated);
        let around = func.map(|(id, _)| id).filter(|_| !at_top);
        for (index, argument) in node.arguments().iter().enumerate() {
            let is_first = index == 0 && argument.spread.is_none();
            let how = Handed { to: node, given_as: None, is_first, at_top, around };
            finder.note(Node::from(&*argument.expr), &how);
        }
    }
    finder.handed
}

struct Finder<'a, 'b> {
    bindings: &'b Bindings<'a>,
    is_followed: &'b dyn Fn(Node<'a>) -> bool,
    handed: HandedMap<'a>,
}

impl<'a> Finder<'a, '_> {
    fn add(&mut self, function: Node<'a>, how: &Handed<'a>) {
        self.handed.entry(function).or_default().push(how.clone());
    }

    fn follow(&mut self, value: Node<'a>, how: &Handed<'a>) {
        if !(self.is_followed)(how.to) {
            return;
        }
        // What is written in place, for a wrapper, is among what is found.
        let mut found = Vec::new();
        each_function(value, None, self.bindings, &mut |function, _| found.push(function));
        found.into_iter().for_each(|function| self.add(function, how));
    }

    fn note(&mut self, given: Node<'a>, how: &Handed<'a>) {
        let value = given.unwrap();
        match value {
            Node::Identifier(name) => {
                let Some(binding) = self.bindings.resolve(name).filter(|binding| !binding.assigned) else { return };
                let Some(init) = binding.init.map(Node::unwrap) else { return };
                let is_plain = binding.key.is_none();
                if is_plain && init.is_function() {
                    self.add(init, how);
                } else if is_plain && matches!(init, Node::ArrayExpression(_)) && (self.is_followed)(how.to) {
                    self.note(init, how);
                } else {
                    self.follow(value, how);
                }
            }
            Node::ArrayExpression(array) => {
                for each in array.elems.iter().flatten() {
                    self.note(Node::from(&*each.expr), &Handed { is_first: false, ..how.clone() });
                }
            }
            Node::ObjectExpression(object) => {
                for property in object.props.iter().map(Node::from) {
                    let Some(value) = property.value() else { continue };
                    let key = property.key().and_then(key_name).unwrap_or(Name::Computed).to_string();
                    self.note(value, &Handed { given_as: Some(key), is_first: false, ..how.clone() });
                }
            }
            _ => self.follow(value, how),
        }
    }
}
