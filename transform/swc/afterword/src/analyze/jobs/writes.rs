//! Is a captured variable written once it is stored? A job gets what the variable holds at the call: what is written to it after that, the task
//! as it is written would see, and the job would not. Where that is unsure it is refused, for a copy before the call says what is meant.
use super::tree::Tree;
use crate::analyze::bindings::Bindings;
use crate::analyze::nodes::{bound_names, plain_property, walk, Node};
use swc_core::ecma::ast::*;

struct Write<'a> {
    /// The number of the binding.
    binding: usize,
    /// The name that is written.
    name: &'a Ident,
    /// What writes it: an assignment, a declarator, a loop with its head.
    by: Node<'a>,
    /// Of a `var`: its declaration.
    is_first: bool,
}

/// In the order in which they are reached.
pub struct Writes<'a>(Vec<Write<'a>>);

pub fn find_writes<'a>(program: Node<'a>, bindings: &Bindings<'a>) -> Writes<'a> {
    let mut found = Writes(Vec::new());
    let mut note = |target: Node<'a>, by: Node<'a>, is_first: bool| {
        for name in bound_names(target) {
            if let Some(binding) = bindings.index(name) {
                found.0.push(Write { binding, name, by, is_first });
            }
        }
    };
    walk(program, &mut |node| {
        match node {
            Node::AssignmentExpression(assignment) => note(Node::from(&assignment.left), node, false),
            Node::UpdateExpression(update) => note(Node::from(&*update.arg), node, false),
            Node::ForInStatement(ForInStmt { left, .. }) | Node::ForOfStatement(ForOfStmt { left, .. }) => {
                let head = Node::from(left);
                match head.declarators().first() {
                    None => note(head, node, false),
                    Some(first) if head.is_var() => note(Node::from(&first.name), node, false),
                    _ => {}
                }
            }
            Node::VariableDeclaration(_) if node.is_var() => {
                for each in node.declarators().iter().filter(|each| each.init.is_some()) {
                    note(Node::from(&each.name), Node::VariableDeclarator(each), true);
                }
            }
            _ => {}
        }
        true
    });
    found
}

pub struct Call<'a, 'b> {
    pub node: Node<'a>,
    pub task: Node<'a>,
    pub tree: &'b Tree<'a>,
}

impl<'a> Writes<'a> {
    /// The first write that the task would see and the job would not; where it is, in the words of the message.
    pub fn late(
        &self,
        binding: usize,
        home: Node<'a>,
        call: &Call<'a, '_>,
    ) -> Option<(&'a Ident, &'static str)> {
        let mut writes = self.0.iter().filter(|write| write.binding == binding);
        writes.find_map(|write| Some((write.name, where_of(write, home, call)?)))
    }
}

const IN_LOOP: &str = "in a loop around the call";

fn where_of<'a>(write: &Write<'a>, home: Node<'a>, call: &Call<'a, '_>) -> Option<&'static str> {
    let Write { by, .. } = *write;
    let Call { node: call, task, tree } = *call;
    if tree.is_in(by, task) {
        return Some("in the task");
    }
    // The head of a loop goes on with another variable, made when the body is done.
    let body = home.loop_body();
    let is_in_body = body.is_some_and(|body| tree.is_in(call, body));
    if let Node::ForStatement(ForStmt { update: Some(update), .. }) = home {
        if is_in_body && tree.is_in(by, Node::from(&**update)) {
            return None;
        }
    }
    if tree.is_in(call, by) {
        return Some(if by.is_loop() { IN_LOOP } else { "after the call" });
    }
    if tree.is_before(call, by) {
        return Some("after the call");
    }
    let is_again = |each: Node<'a>| {
        let init = match each {
            Node::ForStatement(ForStmt { init: Some(init), .. }) => Some(Node::from(init)),
            _ => None,
        };
        each.is_loop() && tree.is_in(by, each) && !init.is_some_and(|init| tree.is_in(by, init))
    };
    let is_in_head = body.is_some() && !is_in_body && tree.is_in(call, home);
    if is_in_head || tree.around(call).take_while(|each| *each != home).any(is_again) {
        return Some(IN_LOOP);
    }
    if write.is_first {
        return None;
    }
    let name = Node::Identifier(write.name);
    let around = tree.functions_below(call, home);
    let is_unsure = around.iter().any(|function| {
        matches!(function, Node::FunctionDeclaration(_) | Node::DefaultFunction(_))
            || (tree.is_in(name, *function) && !is_called_here(*function, tree))
    });
    let before = tree.functions_below(name, home);
    let mut before = before.into_iter().filter(|function| !around.contains(function));
    let is_over = !is_unsure && before.all(|function| is_over(function, tree));
    (!is_over).then_some("where that may be after the call")
}

/// An IIFE: it runs once each time that it is reached.
fn is_called_here<'a>(function: Node<'a>, tree: &Tree<'a>) -> bool {
    let outer = tree.wrapped(function);
    tree.parent_of(outer).is_some_and(|call| call.is_call() && call.callee() == Some(outer))
}

fn runs_on_the_spot(method: &str) -> bool {
    let is_named =
        matches!(method, "map" | "filter" | "some" | "every" | "forEach" | "flatMap" | "sort" | "toSorted");
    is_named || method.starts_with("find") || method.starts_with("reduce")
}

/// Whether a function has run when what follows it is reached: on the spot, or for a call that is awaited.
fn is_over<'a>(function: Node<'a>, tree: &Tree<'a>) -> bool {
    let outer = tree.wrapped(function);
    let call = tree.parent_of(outer).filter(|call| call.is_call() && !function.is_generator());
    let Some(call) = call else { return false };
    if is_awaited(call, tree) {
        return true;
    }
    let callee = call.callee().map(Node::unwrap);
    let on_the_spot = |callee: Node<'a>| {
        callee == function || callee.is_member() && plain_property(callee).is_some_and(runs_on_the_spot)
    };
    !function.is_async() && callee.is_some_and(on_the_spot)
}

/// `await tx(…)`, `await Promise.all(rows.map(…))`, `await save(…).catch(…)`
fn is_awaited<'a>(call: Node<'a>, tree: &Tree<'a>) -> bool {
    let mut node = tree.wrapped(call);
    loop {
        let Some(around) = tree.parent_of(node).filter(|around| !around.is_function()) else { return false };
        if matches!(around, Node::AwaitExpression(_)) {
            return true;
        }
        let method = |node: Node<'a>| Some(node).filter(|node| node.is_member()).and_then(plain_property);
        let settled = around.callee().filter(|_| around.is_call()).map(Node::unwrap).and_then(method);
        let chained = method(around).filter(|_| around.object() == Some(node));
        node = if matches!(chained, Some("then" | "catch" | "finally")) {
            match tree.parent_of(tree.wrapped(around)).filter(|next| next.is_call()) {
                Some(next) => tree.wrapped(next),
                None => return false,
            }
        } else if matches!(settled, Some("all" | "allSettled"))
            || matches!(around, Node::ArrayExpression(_) | Node::SpreadElement(_))
        {
            tree.wrapped(around)
        } else {
            return false;
        };
    }
}
