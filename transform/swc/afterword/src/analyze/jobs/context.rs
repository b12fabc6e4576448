//! What is asked of every durable task.
use super::tree::Tree;
use super::writes::Writes;
use crate::analyze::bindings::Bindings;
use crate::analyze::imports::Api;
use crate::analyze::nodes::Node;

pub struct JobContext<'a, 'b> {
    pub bindings: &'b Bindings<'a>,
    pub tree: Tree<'a>,
    pub writes: Writes<'a>,
    /// What a callee or value is of this package, `headers` and `cookies` of Next's own too.
    pub api_of: &'b dyn Fn(Node<'a>) -> Option<Api>,
    /// The shape of an entry.
    pub shape_of: &'b dyn Fn(Node<'a>) -> Option<&'static str>,
}

/// A durable task, as far as it is known.
pub struct Job<'a> {
    /// The call of `after`.
    pub call: Node<'a>,
    /// The function that is written in place, or the name of one of the module.
    pub task: Node<'a>,
    pub name: &'a str,
}
