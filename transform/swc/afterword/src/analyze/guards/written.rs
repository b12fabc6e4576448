//! Which function writes what, and where: by itself, or by a function of the file that it calls.
use super::{in_function, Guards, Key, Target};
use crate::analyze::inventory::Written;
use crate::analyze::nodes::Node;
use std::rc::Rc;

/// Of one function.
pub struct Places<'a> {
    /// Where it is written, and where what writes it is called: in order.
    pub lists: [Option<Rc<Vec<u32>>>; 2],
    pub home: Option<Node<'a>>,
}

/// Which function calls which, as a method of its own or not.
pub type Called = (usize, usize, bool);

impl<'a> Guards<'a, '_> {
    /// The number of what a function writes, by itself or by what it calls.
    pub(super) fn key(&self, Target { text, home }: Target<'a>, function: usize) -> Option<Key> {
        let writers = self.writers.get(&text)?;
        let name = in_function(&text, function);
        if let Some(known) = self.keys.borrow().get(&name) {
            return Some(*known);
        }
        let lists = [self.written.get(&name).cloned(), self.calls_of(&text, writers, function)];
        let mut places = self.places.borrow_mut();
        let key = places.len() as Key;
        places.push(Places { lists, home });
        self.keys.borrow_mut().insert(name, key);
        Some(key)
    }

    /// Where a function calls what writes it.
    fn calls_of(&self, text: &str, writers: &[usize], function: usize) -> Option<Rc<Vec<u32>>> {
        let kinds = if text.starts_with("this.") { &[true][..] } else { &[true, false] };
        let all = kinds.iter().flat_map(|is_own| writers.iter().map(|writer| (function, *writer, *is_own)));
        let called: Vec<Called> = all.filter(|called| self.calls.contains_key(called)).collect();
        if called.len() < 2 {
            return self.calls.get(called.first()?).cloned();
        }
        let mut merged = self.merged.borrow_mut();
        let list = merged.entry(called).or_insert_with_key(|called| {
            let mut list: Vec<u32> = called.iter().flat_map(|each| &*self.calls[each]).copied().collect();
            list.sort_unstable();
            Rc::new(list)
        });
        Some(list.clone())
    }

    /// Those of them that are written in this range.
    pub fn written(&self, keys: &[Key], Written { from, to }: Written) -> Vec<Key> {
        let all = self.places.borrow();
        let is_in = |key: &&Key| {
            all[**key as usize].lists.iter().flatten().any(|list| {
                list.get(list.partition_point(|at| *at < from)).is_some_and(|at| *at < to)
            })
        };
        keys.iter().filter(is_in).copied().collect()
    }

    pub fn written_by(&self, keys: &[Key], node: Node<'a>) -> Vec<Key> {
        let range = self.written_in(node).filter(|_| !keys.is_empty());
        range.map_or(Vec::new(), |range| self.written(keys, range))
    }
}
