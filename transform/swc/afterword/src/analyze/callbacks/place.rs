//! What the walk through a program knows of the place that it is at.
use super::facts::{GuardId, Member, TakerId};
use crate::analyze::nodes::Node;
use swc_core::ecma::ast::{BinaryOp, Ident};

#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The function whose body it is in.
    pub owner: Option<Node<'a>>,
    pub to: Option<TakerId>,
    pub kept: bool,
    pub called: bool,
    pub awaited: bool,
    /// The name that a value here is declared by.
    pub into: Option<&'a Ident>,
    pub member: Option<Member<'a>>,
    /// What a function here returns is handed to it.
    pub result: Option<TakerId>,
    /// A function here is called once.
    pub once: bool,
    pub guard: Option<GuardId>,
    /// An expression here may be evaluated by a helper.
    pub movable: bool,
    /// Whether the values of the elements of a list here go on: those of `Promise.all(…)` are awaited, in place or mapped.
    pub elements: bool,
    pub initialises: bool,
}

pub const NOWHERE: Place = Place {
    owner: None,
    to: None,
    kept: true,
    called: false,
    awaited: false,
    into: None,
    member: None,
    result: None,
    once: false,
    guard: None,
    movable: false,
    elements: true,
    initialises: false,
};

impl<'a> Place<'a> {
    /// A statement among others: nothing but where it stands goes on to it.
    pub fn statement(self) -> Self {
        let Place { owner, guard, elements, result, .. } = self;
        Place { owner, guard, elements, result, ..NOWHERE }
    }

    /// What is given on.
    pub fn either(self) -> Self {
        Place { called: false, ..self }
    }
}

/// The operand beside the last one of `a || b || c`.
pub fn nearest(left: Node<'_>, operator: BinaryOp) -> Node<'_> {
    match left.unwrap() {
        Node::BinaryExpression(before) if before.op == operator => Node::from(&*before.right),
        _ => left,
    }
}
