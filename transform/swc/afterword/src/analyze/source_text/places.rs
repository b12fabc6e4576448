//! What a value may also come from, beside what a name is declared with: assignments, and `this`. Gathered in one walk, and only in files
//! that ask: most never read the text of anything that could be a function.
use super::names::name_of;
use crate::analyze::nodes::{key_name, Name, Node, NodeMap};
use rustc_hash::FxHashMap;
use swc_core::ecma::ast::*;

/// An object that is written in the file: a literal, a class, or what `new` makes of a class.
#[derive(Clone, Copy)]
pub struct Holder<'a> {
    pub node: Node<'a>,
    pub instance: bool,
}

/// What is known of nodes, by an index: one kind of map for everything keeps the plugin small.
pub struct Table<'a, T> {
    at: NodeMap<'a>,
    all: Vec<T>,
}

impl<T> Default for Table<'_, T> {
    fn default() -> Self {
        Table { at: NodeMap::default(), all: Vec::new() }
    }
}

impl<'a, T: Copy> Table<'a, T> {
    pub fn insert(&mut self, node: Node<'a>, value: T) {
        self.at.insert(node, self.all.len() as u32);
        self.all.push(value);
    }

    pub fn get(&self, node: Node<'a>) -> Option<T> {
        self.at.get(&node).map(|index| self.all[*index as usize])
    }
}

#[derive(Default)]
pub struct Places<'a> {
    /// Plain assignments, and those that may not happen (`||=`), by the last name of their target.
    pub assignments: FxHashMap<Name<'a>, Vec<Node<'a>>>,
    /// `this.f` → whose `f` that is.
    pub holders: Table<'a, Holder<'a>>,
    /// Functions → the name that they are declared, assigned or kept under.
    pub names: Table<'a, Name<'a>>,
    /// A function that is written as an argument → the call.
    pub given_to: Table<'a, Node<'a>>,
    /// By the last name of what is called.
    pub calls: FxHashMap<Name<'a>, Vec<Node<'a>>>,
}

pub fn find_places(program: &Program) -> Places<'_> {
    let mut finder = Finder { found: Places::default(), left: vec![(Node::Program(program), None)] };
    while let Some((node, holder)) = finder.left.pop() {
        finder.look(node, holder);
    }
    finder.found
}

struct Finder<'a> {
    found: Places<'a>,
    left: Vec<(Node<'a>, Option<Holder<'a>>)>,
}

impl<'a> Finder<'a> {
    fn enter_parts(&mut self, node: Node<'a>, holder: Option<Holder<'a>>) {
        let mut parts = Vec::new();
        node.add_parts(&mut parts);
        self.left.extend(parts.into_iter().map(|part| (part, holder)));
    }

    fn look(&mut self, node: Node<'a>, holder: Option<Holder<'a>>) {
        if node.is_function() {
            let declared = matches!(node, Node::FunctionDeclaration(_) | Node::DefaultFunction(_));
            if let Some(name) = node.id().filter(|_| declared) {
                self.found.names.insert(node, Name::Plain(&name.sym));
            }
            return self.enter_parts(node, holder.filter(|_| node.is_arrow()));
        }
        if let Some(class) = node.class() {
            let outer = class.decorators.iter().map(|each| &each.expr).chain(&class.super_class);
            self.left.extend(outer.map(|each| (Node::from(&**each), holder)));
            for member in class.body.iter().map(Node::from) {
                let instance = !is_static(member);
                self.look_at_member(member, Holder { node, instance }, holder);
            }
            return;
        }
        match node {
            Node::ObjectExpression(object) => {
                for member in object.props.iter().map(Node::from) {
                    self.look_at_member(member, Holder { node, instance: false }, holder);
                }
                return;
            }
            Node::AssignmentExpression(assignment) if assigns(assignment.op) => {
                let target = Node::from(&assignment.left);
                if let Some(name) = name_of(target) {
                    self.found.assignments.entry(name).or_default().push(node);
                }
                self.name_function(target, &assignment.right);
            }
            Node::VariableDeclarator(VarDeclarator { name, init: Some(init), .. }) => {
                self.name_function(Node::from(name), init)
            }
            _ if node.is_member() => {
                let of_this = matches!(node.object().map(Node::unwrap), Some(Node::ThisExpression(_)));
                if let Some(holder) = holder.filter(|_| of_this) {
                    self.found.holders.insert(node, holder);
                }
            }
            _ if node.is_call() || matches!(node, Node::NewExpression(_)) => {
                if let Some(name) = node.callee().and_then(name_of) {
                    self.found.calls.entry(name).or_default().push(node);
                }
                for each in node.arguments().iter().map(Node::from).filter(|each| each.is_function()) {
                    self.found.given_to.insert(each, node);
                }
            }
            _ => {}
        }
        self.enter_parts(node, holder);
    }

    fn name_function(&mut self, target: Node<'a>, value: &'a Expr) {
        let function = Node::from(value).unwrap();
        if let Some(name) = name_of(target).filter(|_| function.is_function()) {
            self.found.names.insert(function, name);
        }
    }

    /// Of a class or an object literal: `home` is `this` in it, unless it is an arrow of a literal.
    fn look_at_member(&mut self, member: Node<'a>, home: Holder<'a>, outside: Option<Holder<'a>>) {
        let value = if member.is_function() { Some(member) } else { member.value() };
        let function = value.filter(|value| value.is_function());
        let name = member.key().filter(|_| !member.is_computed());
        if let (Some(name), Some(function)) = (name.and_then(key_name), function) {
            self.found.names.insert(function, name);
        }
        match function.filter(|function| !function.is_arrow()) {
            Some(function) if function == member => self.enter_parts(function, Some(home)),
            Some(function) => {
                let mut parts = Vec::new();
                member.add_children(&mut parts);
                self.left
                    .extend(parts.into_iter().filter(|part| *part != function).map(|part| (part, outside)));
                self.enter_parts(function, Some(home));
            }
            None if home.node.is_class() => self.enter_parts(member, Some(home)),
            None => self.left.push((member, outside)),
        }
    }
}

fn assigns(operator: AssignOp) -> bool {
    matches!(operator, AssignOp::Assign | AssignOp::OrAssign | AssignOp::AndAssign | AssignOp::NullishAssign)
}

/// Of a member of a class.
pub fn is_static(member: Node) -> bool {
    match member {
        Node::ClassMethod(node) => node.is_static,
        Node::ClassPrivateMethod(node) => node.is_static,
        Node::StaticBlock(_) => true,
        _ => member.is_static(),
    }
}
