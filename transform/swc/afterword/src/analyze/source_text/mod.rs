//! Which functions and classes are used as text (R14)? What is run from its text has none of our helpers, so it arrives as it is written, and
//! all inside it.
//!
//! Reading the text of a function is certain. Sending one away may be a mere name: `policy.evaluate(fn)` calls it here. There, and where a
//! function of the file reads what it is handed, the function itself tells: what names something of the file around it cannot run elsewhere,
//! what names the browser's globals does.
mod names;
mod people;
mod places;
mod senders;
mod sinks;
mod values;

use super::bindings::{BindingKind, Bindings};
use super::inventory::Inventory;
use super::nodes::{is_literal, walk, Node, NodeMap};
use people::is_for_people;
use places::Table;
use sinks::{Kind, Sink};
use swc_core::ecma::ast::*;
use values::{Value, Values};

pub use names::required_source;

/// Each function or class whose text is used, with the reason.
pub fn find_source_text<'a>(
    program: &'a Program,
    inventory: &Inventory<'a>,
    code: &str,
    bindings: &Bindings<'a>,
) -> Vec<(Node<'a>, String)> {
    let mut finder = Finder {
        program,
        bindings,
        code,
        values: Values::new(program, bindings),
        found: Texts::default(),
        unsure: Vec::new(),
        parents: None,
    };
    inventory.uses.iter().for_each(|each| finder.look(each.node));
    finder.decide()
}

/// What is text, in the order in which it was found.
#[derive(Default)]
struct Texts<'a> {
    all: Vec<(Node<'a>, String)>,
    nodes: NodeMap<'a>,
}

impl<'a> Texts<'a> {
    fn has(&self, node: Node<'a>) -> bool {
        self.nodes.contains_key(&node)
    }

    fn add(&mut self, node: Node<'a>, because: String) {
        if self.nodes.insert(node, 0).is_none() {
            self.all.push((node, because));
        }
    }
}

struct Finder<'a, 'b> {
    program: &'a Program,
    bindings: &'b Bindings<'a>,
    code: &'b str,
    values: Values<'a, 'b>,
    found: Texts<'a>,
    /// What tells by itself where it runs.
    unsure: Vec<(Node<'a>, Sink)>,
    parents: Option<Table<'a, Node<'a>>>,
}

impl<'a> Finder<'a, '_> {
    /// The text of what an expression stands for is read; of a list that of what it holds.
    fn read(&mut self, expression: Node<'a>, sink: &Sink, at: Node<'a>) {
        let mut all = self.values.of(expression);
        if all.iter().any(|each| matches!(each.node, Node::ArrayExpression(_))) {
            all.extend(self.values.elements(expression));
        }
        all.retain(is_code);
        if all.is_empty() {
            return;
        }
        let parents = self.parents.get_or_insert_with(|| find_parents(self.program));
        if !is_for_people(at, parents) {
            all.iter().for_each(|each| self.note(each, sink));
        }
    }

    /// Only functions are read: `run(fn)`, not `run(list)`. `deep`: also those in objects and lists. Whether there are any.
    fn send(&mut self, expression: Node<'a>, sink: &Sink, deep: bool) -> bool {
        let all = self.values.of(expression);
        for each in &all {
            if deep {
                self.note_deep(each, sink, 0);
            } else if is_code(each) {
                self.note(each, sink);
            }
        }
        all.iter().any(is_code)
    }

    /// A member of an object is sent.
    fn send_member(&mut self, expression: Node<'a>, name: &'static str, sink: &Sink) {
        for each in self.values.member(expression, name).iter().filter(|each| is_code(each)) {
            self.note(each, sink);
        }
    }

    fn note(&mut self, value: &Value<'a>, sink: &Sink) {
        let Sink { because, kind } = sink.clone();
        if kind == Kind::Text && !value.handed_in {
            self.found.add(value.node, because);
        } else if self.unsure.iter().all(|(node, _)| *node != value.node) {
            let kind = if kind == Kind::Text { Kind::Sent } else { kind };
            self.unsure.push((value.node, Sink { because, kind }));
        }
    }

    fn note_deep(&mut self, value: &Value<'a>, sink: &Sink, depth: usize) {
        if is_code(value) {
            return self.note(value, sink);
        }
        if depth >= 4 {
            return;
        }
        for part in parts_of(value.node) {
            for each in self.values.of(part) {
                self.note_deep(&Value { handed_in: value.handed_in, ..each }, sink, depth + 1);
            }
        }
    }

    fn decide(mut self) -> Vec<(Node<'a>, String)> {
        for (node, Sink { because, kind }) in std::mem::take(&mut self.unsure) {
            if self.found.has(node) {
                continue;
            }
            match self.where_it_runs(node) {
                Some(Where::Page) => self.found.add(node, because),
                None if kind == Kind::Sent => self.found.add(node, because),
                _ => {}
            }
        }
        self.found.all
    }

    /// What the names of a function say: those of a page, or those of the file, which its text alone has not. What is text itself may stand
    /// beside it.
    fn where_it_runs(&self, function: Node<'a>) -> Option<Where> {
        let mut inside = NodeMap::default();
        let mut names = Vec::new();
        walk(function, &mut |node| {
            inside.insert(node, 0);
            names.extend(node.identifier());
            true
        });
        let mut here = None;
        for name in names {
            let Some(binding) = self.bindings.resolve(name) else {
                if PAGE.contains(&&*name.sym) {
                    return Some(Where::Page);
                }
                continue;
            };
            if inside.contains_key(&binding.place) {
                continue;
            }
            let beside = |init: Node<'a>| {
                let constant = binding.kind == BindingKind::Const && is_literal(init);
                init == function || self.found.has(init) || constant
            };
            if !binding.init.map(Node::unwrap).is_some_and(beside) {
                here = Some(Where::Here);
            }
        }
        here
    }
}

enum Where {
    Page,
    Here,
}

fn is_code(value: &Value) -> bool {
    value.node.is_function() || (value.node.is_class() && !value.instance)
}

fn parts_of(node: Node<'_>) -> Vec<Node<'_>> {
    match node {
        Node::ArrayExpression(list) => list.elems.iter().flatten().map(Node::from).collect(),
        Node::ObjectExpression(object) => {
            let members = object.props.iter().map(Node::from);
            members.filter_map(|each| if each.is_function() { Some(each) } else { each.value() }).collect()
        }
        _ => Vec::new(),
    }
}

fn find_parents(program: &Program) -> Table<'_, Node<'_>> {
    let mut parents = Table::default();
    let mut parts = Vec::new();
    walk(Node::Program(program), &mut |node| {
        node.add_parts(&mut parts);
        parts.drain(..).for_each(|part| parents.insert(part, node));
        true
    });
    parents
}

/// Globals of a page or a worker, and `emit` of a database.
const PAGE: [&str; 16] = [
    "document",
    "window",
    "navigator",
    "location",
    "history",
    "localStorage",
    "sessionStorage",
    "getComputedStyle",
    "requestAnimationFrame",
    "HTMLElement",
    "Element",
    "alert",
    "postMessage",
    "onmessage",
    "importScripts",
    "emit",
];
