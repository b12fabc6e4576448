//! In which order does a function body evaluate its calls and its suspensions? Not in the order of the text: patterns follow their right
//! side, `default` follows every case test, static elements follow computed keys, a disposal stands at the end of its block, and in a
//! loop everything follows everything (R13).
//!
//! A *call* is what can run code that reads the register: call, `new`, tagged template, spread, `for…of`, array patterns, `super()`,
//! `yield*`, `using`, a class with static parts or decorators, `instanceof`, a JSX component unless the runtime is React's, and `after` itself
//! as a value. Member access and coercion are not, but in generators; nor are calls of this package, which can be handed the scope (*told*), and
//! a few of the language's own (`builtins.rs`).
mod builtins;
mod finder;
mod hidden;

use super::nodes::{Node, NodeMap};

pub use finder::{find_order, OrderOptions};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventKind {
    Call,
    Suspension,
    /// A call of this package, by its plain name.
    Told,
}

/// `return await x`: what is evaluated once it comes back are `finally` blocks alone, which resume for themselves. At once where there is
/// no `try` around it, so that nothing follows even when it throws.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Returns {
    AtOnce,
    ThroughFinally,
}

#[derive(Debug)]
pub struct Event<'a> {
    pub kind: EventKind,
    pub node: Node<'a>,
    pub returns: Option<Returns>,
}

/// Half-open range of event indices.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub from: usize,
    pub to: usize,
}

#[derive(Default)]
pub struct Order<'a> {
    pub events: Vec<Event<'a>>,
    /// Event index → the first call, and the first suspension, that happens there or later; the number of events if none does.
    next: [Vec<u32>; 2],
    /// The events of each node that the appliers may have to put something around or inside.
    nodes: NodeMap<'a>,
    ranges: Vec<Range>,
    pub loops: Vec<(Range, Node<'a>)>,
    /// Member accesses and calls alike: what a closure given to somebody may not contain if it is to be pruned.
    pub reads: bool,
}

impl<'a> Order<'a> {
    /// The first call that can be evaluated after event `index`.
    pub fn call_after(&self, index: usize) -> Option<Node<'a>> {
        self.search(index + 1, index, None)
    }

    /// The first call that can be evaluated once everything in `range` (of `node`) is over.
    pub fn call_behind(&self, range: Range, node: Node<'a>) -> Option<Node<'a>> {
        self.search(range.to, range.from, Some(node))
    }

    /// The first call at `index` or later; `inside` is where the enclosing loops are looked up.
    pub fn call_from(&self, index: usize, inside: usize) -> Option<Node<'a>> {
        self.search(index, inside, None)
    }

    /// Whether event `index` may be evaluated while the function is suspended: a suspension can come before it, and no call follows that would
    /// need a resume.
    pub fn may_find_suspended(&self, index: usize) -> bool {
        let is_around = |range: &Range| (range.from..range.to).contains(&index);
        self.search(index, index, None).is_none()
            && (self.first(EventKind::Suspension, 0).is_some_and(|first| first < index)
                || self.loops.iter().any(|(range, _)| is_around(range) && self.suspends_in(Some(*range))))
    }

    fn search(&self, from: usize, inside: usize, except: Option<Node<'a>>) -> Option<Node<'a>> {
        let call_in = |from: usize, to: usize| {
            self.first(EventKind::Call, from).filter(|at| *at < to).map(|at| self.events[at].node)
        };
        // Around a loop once more: everything in it follows everything in it.
        let around =
            |range: &Range, node: Node<'a>| Some(node) != except && (range.from..range.to).contains(&inside);
        call_in(from, self.events.len()).or_else(|| {
            let mut loops = self.loops.iter().filter(|(range, node)| around(range, *node));
            loops.find_map(|(range, _)| call_in(range.from, range.to))
        })
    }

    pub fn range(&self, node: Node<'a>) -> Option<Range> {
        self.ranges.get(*self.nodes.get(&node)? as usize).copied()
    }

    /// Whether anything happens in a range.
    pub fn has_in(&self, range: Option<Range>) -> bool {
        range.is_some_and(|range| range.from < range.to)
    }

    pub fn suspends_in(&self, range: Option<Range>) -> bool {
        range.is_some_and(|Range { from, to }| {
            self.first(EventKind::Suspension, from).is_some_and(|at| at < to)
        })
    }

    fn first(&self, kind: EventKind, from: usize) -> Option<usize> {
        self.next[kind as usize].get(from).map(|at| *at as usize)
    }

    /// Once all events are there.
    fn find_next(&mut self) {
        for (kind, next) in [EventKind::Call, EventKind::Suspension].into_iter().zip(&mut self.next) {
            let mut first = self.events.len() as u32;
            next.resize(self.events.len(), first);
            for (at, event) in self.events.iter().enumerate().rev() {
                first = if event.kind == kind { at as u32 } else { first };
                next[at] = first;
            }
        }
    }
}
