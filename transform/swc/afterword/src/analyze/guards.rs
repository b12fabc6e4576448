//! Where is something made once, and kept for whoever comes (R2)? A place is *guarded* if a test decides whether it is reached, and what was
//! tested is written there: `client ??= connect()`, `if (booted) return; booted = true; listen()`.
//!
//! What is tested must outlive the function: a variable that is not its own, a member of `this` or of such a variable, or what a map has. Of a
//! parameter it is no member: that belongs to whoever calls. A local that was read from it stands for it, and what a function of the file writes
//! is written where that is called.
use super::bindings::{BindingKind, Bindings};
use super::inventory::{Inventory, Use, Written};
use super::mentions::is_logical;
use super::nodes::{bound_names, key_name, plain_property, property_name, string_value, Name, Node, NodeMap};
use rustc_hash::FxHashMap;
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

/// What is tested and written, by a number: one for equal things of one function that are written there.
pub type Key = u32;

pub struct Guards<'a, 'b> {
    bindings: &'b Bindings<'a>,
    inventory: &'b Inventory<'a>,
    /// Functions → their index in `around` of the inventory.
    functions: NodeMap<'a>,
    keys: FxHashMap<Atom, Key>,
    /// Where each is written, in order.
    written: Vec<Vec<u32>>,
    /// What each function writes by itself, as texts.
    own: Vec<Vec<String>>,
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

/// Methods → the object literal or class that has them, and those of each by name.
#[derive(Default)]
struct Methods<'a> {
    holders: NodeMap<'a>,
    named: FxHashMap<Atom, u32>,
    all: Vec<Node<'a>>,
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
        keys: FxHashMap::default(),
        written: Vec::new(),
        own: vec![Vec::new(); inventory.around.len()],
        values: vec![Values { count: 0, last: None }; bindings.count()],
        methods: find_methods(&inventory.holders),
    };
    let own: Vec<_> = inventory.writes.iter().map(|each| guards.note(each)).collect();
    for (at, (each, key)) in inventory.writes.iter().zip(own).enumerate() {
        guards.note_place(each, key, at as u32);
    }
    guards
}

impl<'a> Guards<'a, '_> {
    /// What is written by a function itself.
    fn note(&mut self, &Use { node, owner }: &Use<'a>) -> Option<String> {
        let target = match node {
            Node::AssignmentExpression(node) => Node::from(&node.left),
            Node::UpdateExpression(node) => Node::from(&*node.arg),
            Node::ForInStatement(node) => Node::from(&node.left),
            Node::ForOfStatement(node) => Node::from(&node.left),
            _ => node,
        };
        let target = target.unwrap();
        let key = match target == node {
            true => self.content(node, owner?, &KEEPS)?,
            false => {
                self.note_value(target, node);
                self.target(target, owner?)?
            }
        };
        let function = self.index(owner?)?;
        if self.key(&key, function).1 {
            self.own[function].push(key.clone());
        }
        Some(key)
    }

    /// And where. What a function of the file writes is written where that is called: `if (!booted) init()`.
    fn note_place(&mut self, &Use { node, owner }: &Use<'a>, key: Option<String>, at: u32) {
        let Some((owner, function)) = owner.and_then(|owner| Some((owner, self.index(owner)?))) else {
            return;
        };
        let callee = node.callee().map(Node::unwrap);
        let called = callee.and_then(|callee| self.function_called(callee, owner));
        let called = called.filter(|called| *called != owner).and_then(|called| self.index(called));
        let is_method = callee.is_some_and(Node::is_member);
        let own = called.map_or(Vec::new(), |called| self.own[called].clone());
        let own = own.into_iter().filter(|key| is_method || !key.starts_with("this."));
        for key in key.into_iter().chain(own) {
            let (key, _) = self.key(&key, function);
            self.written[key as usize].push(at);
        }
    }

    /// The number of a text in a function, and whether it is new.
    fn key(&mut self, key: &str, function: usize) -> (Key, bool) {
        let count = self.written.len() as Key;
        let key = *self.keys.entry(in_function(key, function)).or_insert(count);
        if key == count {
            self.written.push(Vec::new());
        }
        (key, key == count)
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

    /// What is assigned to, as a text that is equal for equal things of one function; None if it does not outlive the function.
    fn target(&self, expression: Node<'a>, owner: Node<'a>) -> Option<String> {
        let mut names = Vec::new();
        let mut node = expression.unwrap();
        while let Some(object) = node.object().filter(|_| node.is_member()) {
            names.push(property_name(node));
            node = object.unwrap();
        }
        let mut key = match node {
            Node::ThisExpression(_) if !names.is_empty() => String::from("this"),
            Node::Identifier(name) => match self.bindings.index(name) {
                None => name.sym.to_string(),
                Some(index) => {
                    let binding = self.bindings.at(index);
                    let is_given = !names.is_empty() && binding.kind == BindingKind::Parameter;
                    if is_given || binding.function == owner {
                        return None;
                    }
                    index.to_string()
                }
            },
            _ => return None,
        };
        names.into_iter().rev().for_each(|name| add_name(&mut key, name));
        Some(key)
    }

    /// `getOrInsert(map, key, make)`: what is handed on to be asked and to keep something lasts.
    fn parameter(&self, node: Node<'a>, owner: Node<'a>) -> Option<String> {
        let name = node.identifier()?;
        let binding = self.bindings.resolve(name)?;
        let is_own = binding.kind == BindingKind::Parameter && binding.place == owner;
        is_own.then(|| format!("{} given", name.sym))
    }

    /// `known.has(key)`, `known.set(key, value)`: what is in `known`.
    fn content(&self, node: Node<'a>, owner: Node<'a>, names: &[&str]) -> Option<String> {
        let callee = node.callee().filter(|_| node.is_call())?.unwrap();
        plain_property(callee).filter(|name| names.contains(name))?;
        let map = callee.object()?;
        let key = self.target(map, owner).or_else(|| self.parameter(map.unwrap(), owner))?;
        Some(key + "()")
    }

    /// Whether it outlives the function.
    pub fn lasts(&self, node: Node<'a>, owner: Node<'a>) -> bool {
        self.target(node, owner).is_some()
    }

    /// The keys that a test mentions, through `! && || ??` and comparisons.
    pub fn tested(&self, test: Node<'a>, owner: Option<Node<'a>>) -> Vec<Key> {
        let mut keys = Vec::new();
        let Some(owner) = owner.filter(|_| !self.keys.is_empty()) else { return keys };
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
                        add_name(&mut key, string_value(Node::from(&**left)).map(Name::Plain));
                        key
                    })
                }
                Node::UnaryExpression(_) | Node::UpdateExpression(_) | Node::BinaryExpression(_) => None,
                node => self.key_of(node, owner),
            };
            keys.extend(key.and_then(|key| self.keys.get(&in_function(&key, function))));
        }
        keys
    }

    fn key_of(&self, node: Node<'a>, owner: Node<'a>) -> Option<String> {
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
                        Node::ThisExpression(_) => "this".into(),
                        _ => self.target(init, owner)?,
                    };
                    add_name(&mut base, key);
                    Some(base)
                }
            }
        })
    }

    /// Whether one of them is written in this range.
    pub fn writes(&self, keys: &[Key], Written { from, to }: Written) -> bool {
        keys.iter().any(|key| {
            let places = &self.written[*key as usize];
            places.get(places.partition_point(|at| *at < from)).is_some_and(|at| *at < to)
        })
    }

    pub fn writes_in(&self, keys: &[Key], node: Node<'a>) -> bool {
        !keys.is_empty() && self.written_in(node).is_some_and(|written| self.writes(keys, written))
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

fn find_methods<'a>(holders: &[Node<'a>]) -> Methods<'a> {
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
fn is_nothing(node: Node) -> bool {
    match node {
        Node::NullLiteral(_) => true,
        Node::UnaryExpression(node) => node.op == UnaryOp::Void,
        _ => node.is_named("undefined"),
    }
}
