//! Which places of a function are reached by a test of what is written there? The walk through them asks.
use super::facts::{Guard, GuardId};
use super::place::{Place, NOWHERE};
use super::places::Finder;
use crate::analyze::guards::Key;
use crate::analyze::nodes::Node;

impl<'a> Finder<'a, '_> {
    pub(super) fn lasts(&self, guard: Option<GuardId>) -> bool {
        guard.is_some_and(|guard| self.found.guards[guard as usize].lasts)
    }

    /// A place behind a test of what is written there, if anything is.
    pub(super) fn guarded(&mut self, written: &[Key], place: Place<'a>) -> Place<'a> {
        if written.is_empty() {
            return place;
        }
        let homes = written.iter().map(|key| self.guards.home_of(*key)).collect();
        Place { guard: self.guard(homes, place.owner, place.guard), ..place }
    }

    pub(super) fn guard(
        &mut self,
        homes: Vec<Option<Node<'a>>>,
        owner: Option<Node<'a>>,
        around: Option<GuardId>,
    ) -> Option<GuardId> {
        let lasts = homes.contains(&None) || self.lasts(around);
        self.found.guards.push(Guard { owner: owner?, homes, lasts, around });
        Some(self.found.guards.len() as GuardId - 1)
    }

    /// Something that writes what was tested.
    pub(super) fn branch(&mut self, node: Node<'a>, keys: &[Key], place: Place<'a>) -> Place<'a> {
        if self.lasts(place.guard) {
            return place;
        }
        let written = self.guards.written_by(keys, node);
        self.guarded(&written, place)
    }

    /// All that a function does is done once: it is given to `once()`, or is another one from then on.
    pub(super) fn guard_of_all(&mut self, node: Node<'a>, Place { once, into, .. }: Place<'a>) -> Option<GuardId> {
        if once {
            return self.guard(vec![None], Some(node), None);
        }
        let name = into.or_else(|| node.id());
        let variable = name.and_then(|name| self.guards.variable(name, node));
        let keys: Vec<Key> = variable.into_iter().chain(self.guards.itself(node)).collect();
        let written = self.guards.written_by(&keys, node);
        self.guarded(&written, Place { owner: Some(node), ..NOWHERE }).guard
    }
}
