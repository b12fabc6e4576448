//! What do names stand for that functions go by? A function, a literal or a choice that holds some, or what a call made of one:
//!
//!     const on = () => {}      const job = { run() {} }      const off = subscribe(() => {})
use super::facts::Mention;
use super::CallbackContext;
use crate::analyze::bindings::Binding;
use crate::analyze::guards::{is_nothing, Guards};
use crate::analyze::inventory::Use;
use crate::analyze::mentions::is_logical;
use crate::analyze::nodes::{key_name, plain_property, property_name, Name, Node, NodeMap};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

/// A function that a literal holds, by the name of the literal's own member, if it has one.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    pub function: Node<'a>,
    pub key: Option<Name<'a>>,
}

/// By the name of the member, and all of them; what has no name is meant by any.
struct ByKey<'a> {
    all: Vec<Held<'a>>,
    nameless: Vec<Held<'a>>,
    named: FxHashMap<Name<'a>, Vec<Held<'a>>>,
}

#[derive(Default)]
pub struct Names<'a> {
    names: FxHashSet<&'a Atom>,
    literals: NodeMap<'a>,
    held: Vec<ByKey<'a>>,
    /// The only function that a member of `this` ever holds, by the class or literal that it is a member of.
    own: FxHashMap<(Name<'a>, u32), Option<Node<'a>>>,
    own_names: FxHashSet<Name<'a>>,
}

pub fn find_names<'a>(context: &CallbackContext<'a, '_>, guards: &Guards<'a, '_>) -> Names<'a> {
    let mut found = Names::default();
    found.names.extend(context.functions.iter().filter_map(|func| func.node.id()).map(|name| &name.sym));
    for VarDeclarator { name, init, .. } in &context.inventory.declarators {
        let (Some(name), Some(init)) = (Node::from(name).identifier(), init.as_deref()) else { continue };
        let value = Node::from(init).unwrap();
        if value.is_function() || is_plain(value) {
            found.names.insert(&name.sym);
        } else if may_hold(value) {
            let held = functions_in(value);
            if !held.is_empty() {
                found.names.insert(&name.sym);
                found.literals.insert(value, found.held.len() as u32);
                found.held.push(by_key(held));
            }
        }
    }
    for Use { node, owner } in &context.inventory.writes {
        let Node::AssignmentExpression(AssignExpr { op: AssignOp::Assign, left, right, .. }) = node else { continue };
        let (left, value) = (Node::from(left).unwrap(), Node::from(&**right).unwrap());
        if let Some(name) = property_name(left).filter(|_| is_own_member(left)) {
            found.note_own(name, value, owner.and_then(|owner| guards.holder_of(owner)));
        } else if let Some(name) = left.identifier().filter(|_| value.is_function()) {
            found.names.insert(&name.sym);
        }
    }
    let held = found.own.iter().filter(|(_, function)| function.is_some());
    found.own_names = held.map(|((name, _), _)| *name).collect();
    found
}

impl<'a> Names<'a> {
    fn note_own(&mut self, name: Name<'a>, value: Node<'a>, holder: Option<u32>) {
        let Some(holder) = holder.filter(|_| !is_nothing(value)) else { return };
        let only = Some(value).filter(|value| value.is_function() && !self.own.contains_key(&(name, holder)));
        self.own.insert((name, holder), only);
    }

    /// Whether something of that name may be meant.
    pub fn may_name(&self, name: &Atom) -> bool {
        self.names.contains(name)
    }

    /// The functions that the literal behind a name holds: those that a member of it is, or all of them.
    pub fn held_by(&self, binding: &Binding<'a>, member: Option<Name<'a>>) -> &[Held<'a>] {
        let index = init_of(binding).and_then(|init| self.literals.get(&init));
        let Some(held) = index.map(|index| &self.held[*index as usize]) else { return &[] };
        member.map_or(&held.all, |name| held.named.get(&name).unwrap_or(&held.nameless))
    }

    /// Whether a member of `this` by that name may hold a function.
    pub fn may_be_own(&self, name: Name<'a>) -> bool {
        self.own_names.contains(&name)
    }

    pub fn member_of(&self, mention: &Mention<'a>, guards: &Guards<'a, '_>) -> Option<Node<'a>> {
        let holder = guards.holder_of(mention.owner?)?;
        *self.own.get(&(property_name(mention.node)?, holder))?
    }
}

fn by_key(all: Vec<Held<'_>>) -> ByKey<'_> {
    let nameless: Vec<_> = all.iter().filter(|each| each.key.is_none()).copied().collect();
    let mut named = FxHashMap::default();
    for each in &all {
        if let Some(key) = each.key {
            named.entry(key).or_insert_with(|| nameless.clone()).push(*each);
        }
    }
    ByKey { all, nameless, named }
}

fn init_of<'a>(binding: &Binding<'a>) -> Option<Node<'a>> {
    Some(binding.init.filter(|_| !binding.assigned && binding.key.is_none())?.unwrap())
}

/// The call whose value a name stands for.
pub fn call_of<'a>(binding: &Binding<'a>) -> Option<Node<'a>> {
    init_of(binding).filter(|init| is_plain(*init))
}

/// A call of a plain function, which may give back what calls the function that it was given.
fn is_plain(node: Node) -> bool {
    node.is_call() && node.callee().is_some_and(|callee| callee.unwrap().identifier().is_some())
}

pub fn is_own_member(node: Node) -> bool {
    node.is_member() && node.object().is_some_and(|object| matches!(object.unwrap(), Node::ThisExpression(_)))
}

fn may_hold(node: Node) -> bool {
    match node {
        Node::ObjectExpression(_) | Node::ArrayExpression(_) | Node::ConditionalExpression(_) => true,
        Node::BinaryExpression(node) => is_logical(node.op),
        _ => mapped(node).is_some(),
    }
}

/// `users.map((user) => () => send(user))`: the function that is called for each.
fn mapped(node: Node<'_>) -> Option<Node<'_>> {
    let callee = node.callee().filter(|_| node.is_call())?.unwrap();
    plain_property(callee).filter(|name| matches!(*name, "map" | "flatMap"))?;
    let first = node.arguments().first().filter(|first| first.spread.is_none())?;
    Some(Node::from(&*first.expr).unwrap()).filter(|first| first.is_function())
}

/// The functions that a literal, or a choice, holds as its values.
fn functions_in(node: Node<'_>) -> Vec<Held<'_>> {
    let mut found = Vec::new();
    let mut left = vec![(node, None)];
    while let Some((each, key)) = left.pop() {
        let value = each.unwrap();
        match value {
            Node::ObjectGetter(_) | Node::ObjectSetter(_) => {}
            _ if value.is_function() => {
                found.push(Held { function: value, key: key.or_else(|| member_key(value)) });
            }
            Node::ObjectExpression(node) => left.extend(node.props.iter().map(|each| (Node::from(each), key))),
            Node::ArrayExpression(node) => {
                left.extend(node.elems.iter().flatten().map(|each| (Node::from(each), key)));
            }
            Node::ObjectProperty(_) | Node::ShorthandProperty(_) => {
                let key = key.or_else(|| member_key(value));
                left.extend(value.value().map(|value| (value, key)));
            }
            Node::SpreadElement(node) => left.push((Node::from(&*node.expr), key)),
            Node::ObjectSpread(node) => left.push((Node::from(&*node.expr), key)),
            Node::BinaryExpression(node) if is_logical(node.op) => {
                left.extend([(Node::from(&*node.left), key), (Node::from(&*node.right), key)]);
            }
            Node::ConditionalExpression(node) => {
                left.extend([(Node::from(&*node.cons), key), (Node::from(&*node.alt), key)]);
            }
            _ => {
                let body = mapped(value).map(|function| function.body());
                left.extend(body.filter(|body| body.block().is_none()).map(|body| (body, key)));
            }
        }
    }
    found
}

fn member_key(member: Node<'_>) -> Option<Name<'_>> {
    member.key().filter(|_| !member.is_computed()).and_then(key_name)
}
