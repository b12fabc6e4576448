//! What the plan says, found by the node that it says it of. Every kind is found through one kind of map: each more would be as much code again.

use super::code::Owner;
use crate::plan::{At, FunctionPlan, Plan};
use rustc_hash::FxHashMap;

type Places = FxHashMap<At, (usize, usize)>;

/// What stands in the plan itself.
pub struct BySpan<'a, P> {
    places: Places,
    planned: &'a [P],
}

impl<'a, P> BySpan<'a, P> {
    pub fn new(planned: &'a [P], at: fn(&P) -> At) -> Self {
        BySpan {
            places: planned.iter().enumerate().map(|(index, each)| (at(each), (0, index))).collect(),
            planned,
        }
    }

    pub fn index(&self, at: At) -> Option<usize> {
        self.places.get(&at).map(|(_, index)| *index)
    }

    pub fn get(&self, at: At) -> Option<&'a P> {
        Some(&self.planned[self.index(at)?])
    }
}

/// What stands in the plan of a function, found together with that function.
pub struct ByOwner<'a, P> {
    places: Places,
    plan: &'a Plan,
    of: fn(&FunctionPlan) -> &[P],
}

impl<'a, P> ByOwner<'a, P> {
    pub fn new(plan: &'a Plan, of: fn(&FunctionPlan) -> &[P], at: fn(&P) -> At) -> Self {
        let mut places = Places::default();
        for (owner, function) in plan.functions.iter().enumerate() {
            for (index, each) in of(function).iter().enumerate() {
                places.insert(at(each), (owner, index));
            }
        }
        ByOwner { places, plan, of }
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub fn get(&self, at: At) -> Option<(Owner, &'a P)> {
        let (owner, index) = self.places.get(&at)?;
        Some((*owner, &(self.of)(&self.plan.functions[*owner])[*index]))
    }
}
