//! Where is something made once, and kept for whoever comes (R2)? A place is *guarded* if a test decides whether it is reached, and what was
//! tested is written there: `client ??= connect()`, `if (booted) return; booted = true; listen()`.
//!
//! What is tested must outlive the function: a variable that is not its own, a member of `this` or of such a variable, or what a map has. Of a
//! parameter it is no member: that belongs to whoever calls. A local that was read from it stands for it, and what a function of the file writes
//! is written where that is called.
mod methods;
mod written;

use super::bindings::{BindingKind, Bindings};
use super::inventory::{Inventory, Use, Written};
use super::mentions::is_logical;
use super::nodes::{bound_names, plain_property, property_name, string_value, Name, Node, NodeMap};
use rustc_hash::FxHashMap;
use methods::{find_methods, Methods};
use std::cell::RefCell;
use std::rc::Rc;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;
use written::{Called, Places};

/// What is tested and written, by a number: one for equal things of one function that are written there.
pub type Key = u32;

/// What is written, as a text that is equal for equal things of one function.
struct Target<'a> {
    text: String,
    /// The function whose variable it is, or is a part of; None if it is none's.
    home: Option<Node<'a>>,
}

/// What a getter writes that puts a value in its own place.
const ITSELF: &str = "this.=";

pub struct Guards<'a, 'b> {
    bindings: &'b Bindings<'a>,
    inventory: &'b Inventory<'a>,
    /// Functions → their index in `around` of the inventory.
    functions: NodeMap<'a>,
    /// Where each function writes something by itself.
    written: FxHashMap<Atom, Rc<Vec<u32>>>,
    /// Which functions write it.
    writers: FxHashMap<String, Vec<usize>>,
    calls: FxHashMap<Called, Rc<Vec<u32>>>,
    /// One list for all that the same functions write: they may be many, and called often.
    merged: RefCell<FxHashMap<Vec<Called>, Rc<Vec<u32>>>>,
    /// Put together when it is asked for.
    keys: RefCell<FxHashMap<Atom, Key>>,
    places: RefCell<Vec<Places<'a>>>,
    values: Vec<Values<'a>>,
    methods: Methods<'a>,
}

/// What is ever assigned to a variable.
#[derive(Clone, Copy)]
struct Values<'a> {
    count: u32,
    /// The last of them, None where that is no plain assignment.
    last: Option<Node<'a>>,
}

/// Of a map or a set: `if (!known.has(key)) known.set(key, make())`.
const ASKS: [&str; 2] = ["has", "get"];
const KEEPS: [&str; 2] = ["set", "add"];

pub fn find_guards<'a, 'b>(inventory: &'b Inventory<'a>, bindings: &'b Bindings<'a>) -> Guards<'a, 'b> {
    let functions = inventory.around.iter().enumerate().map(|(index, (node, _))| (*node, index as u32));
    let mut guards = Guards {
        bindings,
        inventory,
        functions: functions.collect(),
        written: FxHashMap::default(),
        writers: FxHashMap::default(),
        calls: FxHashMap::default(),
        merged: RefCell::default(),
        keys: RefCell::default(),
        places: RefCell::default(),
        values: vec![Values { count: 0, last: None }; bindings.count()],
        methods: find_methods(&inventory.holders),
    };
    for (at, each) in inventory.writes.iter().enumerate() {
        guards.note(each, at as u32);
        guards.note_call(each, at as u32);
    }
    guards
}

impl<'a> Guards<'a, '_> {
    /// What is written by a function itself.
    fn note(&mut self, &Use { node, owner }: &Use<'a>, at: u32) -> Option<()> {
        let target = match node {
            Node::AssignmentExpression(node) => Node::from(&node.left),
            Node::UpdateExpression(node) => Node::from(&*node.arg),
            Node::ForInStatement(node) => Node::from(&node.left),
            Node::ForOfStatement(node) => Node::from(&node.left),
            _ => node,
        };
        let target = target.unwrap();
        let text = match target == node {
            true if is_own_property(node) => ITSELF.into(),
            true => self.content(node, owner?, &KEEPS)?.text,
            false => {
                self.note_value(target, node);
                self.target(target, owner?)?.text
            }
        };
        let function = self.index(owner?)?;
        let places = self.written.entry(in_function(&text, function)).or_default();
        if places.is_empty() {
            self.writers.entry(text).or_default().push(function);
        }
        Rc::make_mut(places).push(at);
        Some(())
    }

    /// What a function of the file writes is written where that is called: `if (!booted) init()`.
    fn note_call(&mut self, &Use { node, owner }: &Use<'a>, at: u32) -> Option<()> {
        let owner = owner?;
        let function = self.index(owner)?;
        let callee = node.callee()?.unwrap();
        let called = self.function_called(callee, owner).filter(|called| *called != owner)?;
        let called = self.index(called)?;
        Rc::make_mut(self.calls.entry((function, called, callee.is_member())).or_default()).push(at);
        Some(())
    }

    pub fn home_of(&self, key: Key) -> Option<Node<'a>> {
        self.places.borrow()[key as usize].home
    }

    /// The object literal or class that a method, or what is written in one, has as its `this`.
    pub fn holder_of(&self, function: Node<'a>) -> Option<u32> {
        let mut each = function;
        while each.is_arrow() {
            each = self.around(each)?;
        }
        self.methods.holders.get(&each).copied()
    }

    /// What a constant stands for.
    pub fn constant(&self, name: &'a Ident) -> Option<Node<'a>> {
        let binding = self.bindings.resolve(name).filter(|binding| !binding.assigned && binding.key.is_none())?;
        binding.init.map(Node::unwrap)
    }

    /// Whether a name is that of a loop over others.
    pub fn is_of_loop(&self, name: Node<'a>) -> bool {
        let binding = name.identifier().and_then(|name| self.bindings.resolve(name));
        binding.is_some_and(|binding| binding.kind == BindingKind::Const && binding.init.is_none())
    }

    /// A function of the file: `init()`, `this.connect()` in a class that has it.
    fn function_called(&self, callee: Node<'a>, owner: Node<'a>) -> Option<Node<'a>> {
        if let Node::Identifier(name) = callee {
            let binding = self.bindings.resolve(name)?;
            let init = binding.init.filter(|_| !binding.assigned && binding.key.is_none())?.unwrap();
            return Some(init).filter(|init| init.is_function());
        }
        let object = callee.object().filter(|_| callee.is_member())?.unwrap();
        let name = property_name(callee).filter(|_| matches!(object, Node::ThisExpression(_)))?;
        let holder = self.methods.holders.get(&owner)?;
        let index = self.methods.named.get(&in_function(&name.to_string(), *holder as usize))?;
        self.methods.all.get(*index as usize).copied()
    }

    fn note_value(&mut self, target: Node<'a>, write: Node<'a>) {
        let value = match write {
            Node::AssignmentExpression(AssignExpr { op: AssignOp::Assign, right, .. }) => {
                Some(Node::from(&**right).unwrap())
            }
            _ => None,
        };
        if value.is_some_and(is_nothing) && target.identifier().is_some() {
            return;
        }
        for name in bound_names(target) {
            if let Some(index) = self.bindings.index(name) {
                let last = value.filter(|_| target == Node::Identifier(name));
                self.values[index] = Values { count: self.values[index].count + 1, last };
            }
        }
    }

    /// What is assigned to, None if it does not outlive the function.
    fn target(&self, expression: Node<'a>, owner: Node<'a>) -> Option<Target<'a>> {
        let mut names = Vec::new();
        let mut node = expression.unwrap();
        while let Some(object) = node.object().filter(|_| node.is_member()) {
            names.push(property_name(node));
            node = object.unwrap();
        }
        let mut home = None;
        let mut text = match node {
            Node::ThisExpression(_) if !names.is_empty() => String::from("this"),
            Node::Identifier(name) => match self.bindings.index(name) {
                None => name.sym.to_string(),
                Some(index) => {
                    let binding = self.bindings.at(index);
                    let is_given = !names.is_empty() && binding.kind == BindingKind::Parameter;
                    if is_given || binding.function == owner {
                        return None;
                    }
                    home = Some(binding.function).filter(|home| home.is_function());
                    index.to_string()
                }
            },
            _ => return None,
        };
        names.into_iter().rev().for_each(|name| add_name(&mut text, name));
        Some(Target { text, home })
    }

    /// `getOrInsert(map, key, make)`: what is handed on to be asked and to keep something lasts.
    fn parameter(&self, node: Node<'a>, owner: Node<'a>) -> Option<Target<'a>> {
        let name = node.identifier()?;
        let binding = self.bindings.resolve(name)?;
        let is_own = binding.kind == BindingKind::Parameter && binding.place == owner;
        is_own.then(|| Target { text: format!("{} given", name.sym), home: None })
    }

    /// `known.has(key)`, `known.set(key, value)`: what is in `known`.
    fn content(&self, node: Node<'a>, owner: Node<'a>, names: &[&str]) -> Option<Target<'a>> {
        let callee = node.callee().filter(|_| node.is_call())?.unwrap();
        plain_property(callee).filter(|name| names.contains(name))?;
        let map = callee.object()?;
        let mut target = self.target(map, owner).or_else(|| self.parameter(map.unwrap(), owner))?;
        target.text.push_str("()");
        Some(target)
    }

    /// The function that it belongs to, if it outlives the function that writes it; within that, None if it is none's.
    pub fn lasting(&self, node: Node<'a>, owner: Node<'a>) -> Option<Option<Node<'a>>> {
        Some(self.target(node, owner)?.home)
    }

    /// The key of a variable that is not the function's own, if that writes it.
    pub fn variable(&self, name: &'a Ident, owner: Node<'a>) -> Option<Key> {
        self.key(self.target(Node::Identifier(name), owner)?, self.index(owner)?)
    }

    /// The key of what a getter replaces.
    pub fn itself(&self, owner: Node<'a>) -> Option<Key> {
        self.key(Target { text: ITSELF.into(), home: None }, self.index(owner)?)
    }

    /// The keys that a test mentions, through `! && || ??` and comparisons.
    pub fn tested(&self, test: Node<'a>, owner: Option<Node<'a>>) -> Vec<Key> {
        let mut keys = Vec::new();
        let Some(owner) = owner.filter(|_| !self.writers.is_empty()) else { return keys };
        let Some(function) = self.index(owner) else { return keys };
        let mut left = vec![test];
        while let Some(node) = left.pop() {
            let key = match node.unwrap() {
                Node::UnaryExpression(UnaryExpr { op: UnaryOp::Bang | UnaryOp::TypeOf, arg, .. })
                // `--left === 0` counts down to the end of something.
                | Node::UpdateExpression(UpdateExpr { op: UpdateOp::PlusPlus, arg, .. }) => {
                    left.push(Node::from(&**arg));
                    None
                }
                Node::BinaryExpression(node) if is_logical(node.op) || is_comparison(node.op) => {
                    left.extend([Node::from(&*node.left), Node::from(&*node.right)]);
                    None
                }
                Node::BinaryExpression(BinExpr { op: BinaryOp::In, left, right, .. }) => {
                    let key = self.target(Node::from(&**right), owner);
                    key.map(|mut key| {
                        add_name(&mut key.text, string_value(Node::from(&**left)).map(Name::Plain));
                        key
                    })
                }
                Node::UnaryExpression(_) | Node::UpdateExpression(_) | Node::BinaryExpression(_) => None,
                node => self.key_of(node, owner),
            };
            keys.extend(key.and_then(|key| self.key(key, function)));
        }
        keys
    }

    fn key_of(&self, node: Node<'a>, owner: Node<'a>) -> Option<Target<'a>> {
        let asked = |node| self.target(node, owner).or_else(|| self.content(node, owner, &ASKS));
        asked(node).or_else(|| {
            // `const known = cache.get(key); if (known) return known`
            let binding = self.bindings.resolve(node.identifier()?)?;
            let init = binding.init.filter(|_| binding.kind != BindingKind::Parameter)?.unwrap();
            match binding.key {
                _ if init.is_function() => None,
                None => asked(init),
                key => {
                    let mut base = match init {
                        Node::ThisExpression(_) => Target { text: "this".into(), home: None },
                        _ => self.target(init, owner)?,
                    };
                    add_name(&mut base.text, key);
                    Some(base)
                }
            }
        })
    }

    pub fn written_in(&self, node: Node<'a>) -> Option<Written> {
        self.inventory.written_in(node)
    }

    /// The function that a name stands for: its initialiser, or the only value of a variable of a function around.
    pub fn function_of(&self, index: usize) -> Option<Node<'a>> {
        let binding = self.bindings.at(index);
        if binding.key.is_some() {
            return None;
        }
        let mut only = binding.init.map(Node::unwrap);
        if binding.assigned {
            let Values { count, last } = self.values[index];
            let is_variable = matches!(binding.kind, BindingKind::Let | BindingKind::Var);
            only = only.filter(|first| !is_nothing(*first));
            if !is_variable || !binding.function.is_function() || count + u32::from(only.is_some()) != 1 {
                return None;
            }
            only = only.or(last);
        }
        only.filter(|only| only.is_function())
    }

    fn index(&self, function: Node<'a>) -> Option<usize> {
        self.functions.get(&function).map(|index| *index as usize)
    }

    /// The function that one is written in.
    pub fn around(&self, function: Node<'a>) -> Option<Node<'a>> {
        self.inventory.around[self.index(function)?].1
    }
}

/// `Object.defineProperty(this, 'orders', { value })`
fn is_own_property(node: Node) -> bool {
    let callee = node.callee().filter(|_| node.is_call()).map(Node::unwrap);
    let defines = callee.filter(|callee| plain_property(*callee) == Some("defineProperty"));
    let of_object = defines.and_then(Node::object).is_some_and(|object| object.is_named("Object"));
    of_object && matches!(node.argument(0), Some(Node::ThisExpression(_)))
}

fn in_function(key: &str, function: usize) -> Atom {
    format!("{key} {function}").into()
}

fn add_name(key: &mut String, name: Option<Name>) {
    key.push('.');
    key.push_str(&name.map_or("[]".into(), |name| name.to_string()));
}

pub fn is_equality(operator: BinaryOp) -> bool {
    matches!(operator, BinaryOp::EqEq | BinaryOp::NotEq | BinaryOp::EqEqEq | BinaryOp::NotEqEq)
}

fn is_comparison(operator: BinaryOp) -> bool {
    is_equality(operator) || matches!(operator, BinaryOp::Lt | BinaryOp::LtEq | BinaryOp::Gt | BinaryOp::GtEq)
}

/// `null`, `undefined`, `void 0`: a variable that holds one of these holds no other function.
pub fn is_nothing(node: Node) -> bool {
    match node {
        Node::NullLiteral(_) => true,
        Node::UnaryExpression(node) => node.op == UnaryOp::Void,
        _ => node.is_named("undefined"),
    }
}
