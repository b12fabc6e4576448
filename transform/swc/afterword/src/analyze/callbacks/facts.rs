//! What is known of a program's callbacks before anything is decided about them: what was handed to which call, by which names, and behind which
//! tests.
use super::gives::Returned;
use crate::analyze::nodes::{Name, Node, NodeMap};
use swc_core::ecma::ast::Ident;

/// A call or `new` that something is handed to, or the assignment that stores it among others.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    pub call: Node<'a>,
    pub owner: Option<Node<'a>>,
    /// Its value goes on: it is assigned, declared, returned or passed, and not awaited or chained before.
    pub kept: bool,
    /// What its value is handed to.
    pub to: Option<TakerId>,
    /// The name that its value is declared by.
    pub into: Option<&'a Ident>,
    pub guard: Option<GuardId>,
    /// In a guarded place it may run with a view of the scope, be it awaited or not.
    pub viewed: bool,
}

pub type TakerId = u32;
pub type GuardId = u32;

/// Something is reached by a test of what is written there.
pub struct Guard<'a> {
    pub owner: Node<'a>,
    /// The function that each of the things belongs to, None where it outlives them all.
    pub homes: Vec<Option<Node<'a>>>,
    /// One of the things outlives everybody, here or around.
    pub lasts: bool,
    pub around: Option<GuardId>,
}

/// A name that is evaluated.
#[derive(Clone, Copy)]
pub struct Mention<'a> {
    pub node: Node<'a>,
    pub owner: Option<Node<'a>>,
    /// The call that it is handed to.
    pub to: Option<TakerId>,
    pub called: bool,
    /// Its value goes on.
    pub kept: bool,
    /// What is asked of it: `job.run()`, `handlers.paid`.
    pub member: Option<Member<'a>>,
    /// In the initialiser of a field, which whoever makes an object evaluates.
    pub initialises: bool,
}

#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// None where it is computed.
    pub name: Option<Name<'a>>,
    pub to: Option<TakerId>,
    pub called: bool,
    pub kept: bool,
}

#[derive(Default)]
pub struct Places<'a> {
    /// Functions that are written in place → the call that they are handed to.
    pub handed: NodeMap<'a>,
    pub takers: Vec<Taker<'a>>,
    pub guards: Vec<Guard<'a>>,
    pub mentions: Vec<Mention<'a>>,
    /// The same of members of `this`.
    pub members: Vec<Mention<'a>>,
    pub returned: Returned<'a>,
    /// Expressions in guarded places that may be evaluated by a helper, the largest first: by function, and each by itself.
    pub guarded: Vec<Vec<(Node<'a>, GuardId)>>,
    pub owners: NodeMap<'a>,
    pub all_guarded: NodeMap<'a>,
}

impl<'a> Places<'a> {
    pub fn handed(&self, function: Node<'a>) -> Option<TakerId> {
        self.handed.get(&function).copied()
    }

    pub fn guarded_in(&self, function: Node<'a>) -> &[(Node<'a>, GuardId)] {
        self.owners.get(&function).map_or(&[], |index| &self.guarded[*index as usize])
    }
}
