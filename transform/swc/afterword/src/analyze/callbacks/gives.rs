//! What does a function of the file make of the functions that it is given, as far as what it returns tells? `enqueue(fn)` gives a promise and
//! `subscribe(fn)` what takes the listener off: the function waits for its author. `memoize(fn)` gives what calls it, for whoever has that.
use crate::analyze::bindings::{BindingKind, Bindings};
use crate::analyze::mentions::is_logical;
use crate::analyze::nodes::{is_literal, plain_property, walk, Node, NodeMap};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use swc_core::ecma::ast::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    Nothing,
    /// What it was given, so that nobody can say any more what it is.
    Itself,
    More,
}

/// A function of the file that a name stands for, if that is never written again.
pub fn function_named<'a>(name: Node<'a>, bindings: &Bindings<'a>) -> Option<Node<'a>> {
    let binding = bindings.resolve(name.identifier()?)?;
    let init = binding.init.filter(|_| !binding.assigned && binding.key.is_none())?.unwrap();
    Some(init).filter(|init| init.is_function())
}

/// What functions return, as far as they return a value.
#[derive(Default)]
pub struct Returned<'a> {
    functions: NodeMap<'a>,
    values: Vec<Vec<Node<'a>>>,
}

impl<'a> Returned<'a> {
    pub fn note(&mut self, function: Node<'a>, value: Node<'a>) {
        let index = *self.functions.entry(function).or_insert(self.values.len() as u32) as usize;
        if index == self.values.len() {
            self.values.push(Vec::new());
        }
        self.values[index].push(value);
    }

    fn of(&self, function: Node<'a>) -> &[Node<'a>] {
        self.functions.get(&function).map_or(&[], |index| &self.values[*index as usize])
    }
}

const FLOORS: u32 = 2;

pub struct Givers<'a, 'b> {
    pub bindings: &'b Bindings<'a>,
    pub returned: Returned<'a>,
    pub known: RefCell<FxHashMap<Node<'a>, Gives>>,
}

impl<'a> Givers<'a, '_> {
    pub fn gives_of(&self, callee: Node<'a>) -> Gives {
        let function = function_named(callee, self.bindings);
        function.map_or(Gives::More, |function| self.gives(function, FLOORS))
    }

    fn gives(&self, function: Node<'a>, floors: u32) -> Gives {
        if let Some(known) = self.known.borrow().get(&function) {
            return *known;
        }
        let found = match (function.is_async(), function.is_generator()) {
            (true, _) => Gives::Nothing,
            (_, true) => Gives::More,
            _ => self.find(function, floors),
        };
        if floors == FLOORS {
            self.known.borrow_mut().insert(function, found);
        }
        found
    }

    fn find(&self, function: Node<'a>, floors: u32) -> Gives {
        let mut gives = Gives::Nothing;
        let mut left = self.returned.of(function).to_vec();
        while let Some(next) = left.pop().filter(|_| gives != Gives::Itself) {
            match self.one(next.unwrap(), function, floors, &mut left) {
                Gives::Nothing => {}
                found => gives = found,
            }
        }
        gives
    }

    /// Of one value. What it is made of goes to `left`.
    fn one(&self, value: Node<'a>, function: Node<'a>, floors: u32, left: &mut Vec<Node<'a>>) -> Gives {
        let nothing = |is: bool| if is { Gives::Nothing } else { Gives::More };
        if value.is_function() {
            return nothing(!self.calls(value, function));
        }
        if value.is_call() {
            let Some(callee) = value.callee().map(Node::unwrap) else { return Gives::More };
            if callee.is_member() {
                // What gives a promise, or a number.
                let method = plain_property(callee);
                return nothing(matches!(method, Some("then" | "catch" | "finally" | "push" | "unshift")));
            }
            let called = function_named(callee, self.bindings).filter(|_| floors > 0);
            return called.map_or(Gives::More, |called| self.gives(called, floors - 1));
        }
        match value {
            _ if is_literal(value) => {}
            Node::TemplateLiteral(_) | Node::UnaryExpression(_) | Node::UpdateExpression(_) => {}
            Node::BinaryExpression(node) if is_logical(node.op) => {
                left.extend([Node::from(&*node.left), Node::from(&*node.right)]);
            }
            Node::BinaryExpression(_) => {}
            Node::ConditionalExpression(node) => {
                left.extend([Node::from(&*node.cons), Node::from(&*node.alt)]);
            }
            Node::SequenceExpression(node) => left.extend(node.exprs.last().map(|last| Node::from(&**last))),
            Node::AssignmentExpression(node) => left.push(Node::from(&*node.right)),
            Node::ArrayExpression(node) => left.extend(node.elems.iter().flatten().map(Node::from)),
            Node::ObjectExpression(node) => left.extend(node.props.iter().map(Node::from)),
            Node::ObjectProperty(_) | Node::ShorthandProperty(_) => left.extend(value.value()),
            Node::NewExpression(node) => return nothing(Node::from(&*node.callee).is_named("Promise")),
            Node::Identifier(name) => {
                let is_given = self.bindings.resolve(name).is_some_and(|binding| {
                    binding.kind == BindingKind::Parameter && binding.place == function
                });
                return if is_given { Gives::Itself } else { nothing(name.sym == *"undefined") };
            }
            _ => return Gives::More,
        }
        Gives::Nothing
    }

    /// Whether a function that another gives back does more with what that was given than to take it away.
    fn calls(&self, given: Node<'a>, function: Node<'a>) -> bool {
        let mut taken = FxHashSet::default();
        let mut inside = vec![given];
        let mut seen: FxHashSet<Node> = inside.iter().copied().collect();
        let mut found = false;
        let mut at = 0;
        while at < inside.len() && !found {
            walk(inside[at], &mut |node| {
                if found {
                    return false;
                }
                taken.extend(taken_in(node));
                let binding = node.identifier().and_then(|name| self.bindings.resolve(name));
                let Some(binding) = binding.filter(|binding| binding.place == function) else { return true };
                if binding.kind == BindingKind::Parameter {
                    found = !taken.contains(&node);
                }
                // What it calls of the same function's.
                if let Some(init) = binding.init.map(Node::unwrap).filter(|init| init.is_function()) {
                    if seen.insert(init) {
                        inside.push(init);
                    }
                }
                true
            });
            at += 1;
        }
        found
    }
}

/// `listeners.delete(fn)`, `bus.off('x', fn)`, `each !== fn`
fn taken_in(node: Node<'_>) -> Vec<Node<'_>> {
    if let Node::BinaryExpression(BinExpr { op, left, right, .. }) = node {
        let is_equality = super::super::guards::is_equality(*op);
        return if is_equality { vec![Node::from(&**left).unwrap(), Node::from(&**right).unwrap()] } else { Vec::new() };
    }
    let Some(callee) = node.callee().filter(|_| node.is_call()).map(Node::unwrap) else { return Vec::new() };
    let name = callee.identifier().map(|name| &*name.sym).or_else(|| plain_property(callee));
    let takes = name.is_some_and(|name| {
        matches!(name, "delete" | "off" | "indexOf")
            || ["remove", "unsubscribe", "cancel", "clear"].iter().any(|each| is_word(name, each))
    });
    let arguments = node.arguments().iter().filter(|each| takes && each.spread.is_none());
    arguments.map(|each| Node::from(&*each.expr).unwrap()).collect()
}

fn is_word(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|rest| rest.bytes().all(|each| each.is_ascii_alphanumeric() || each == b'_'))
}
