//! What every node stands in, and which of two is reached first. Made for files with durable tasks alone.
use crate::analyze::nodes::{Node, NodeMap};

pub struct Tree<'a> {
    /// In the order of evaluation, but for what surrounds its operands: that comes first. Each with the index of what it stands in.
    nodes: Vec<(Node<'a>, Option<u32>)>,
    order: NodeMap<'a>,
}

pub fn find_tree(program: Node<'_>) -> Tree<'_> {
    let mut tree = Tree { nodes: Vec::new(), order: NodeMap::default() };
    let mut left = vec![(program, None)];
    let mut parts = Vec::new();
    while let Some((node, parent)) = left.pop() {
        let index = tree.nodes.len() as u32;
        tree.order.insert(node, index);
        tree.nodes.push((node, parent));
        node.add_parts(&mut parts);
        // The last one is the next.
        left.extend(parts.drain(..).rev().map(|part| (part, Some(index))));
    }
    tree
}

impl<'a> Tree<'a> {
    pub fn parent_of(&self, node: Node<'a>) -> Option<Node<'a>> {
        let (_, parent) = self.nodes[*self.order.get(&node)? as usize];
        parent.map(|index| self.nodes[index as usize].0)
    }

    /// What a node stands in, from the inside out.
    pub fn around(&self, node: Node<'a>) -> impl Iterator<Item = Node<'a>> + '_ {
        std::iter::successors(self.parent_of(node), |each| self.parent_of(*each))
    }

    /// Whether a node is another, or stands in it.
    pub fn is_in(&self, node: Node<'a>, around: Node<'a>) -> bool {
        node == around || self.around(node).any(|each| each == around)
    }

    pub fn is_before(&self, first: Node<'a>, second: Node<'a>) -> bool {
        self.order.get(&first) < self.order.get(&second)
    }

    /// The node, with the wrappers around it that only the type checker sees.
    pub fn wrapped(&self, node: Node<'a>) -> Node<'a> {
        let bare = node.unwrap();
        self.around(node).take_while(|each| each.unwrap() == bare).last().unwrap_or(node)
    }

    /// The functions that a node stands in, from the inside out, up to what it stands in as well.
    pub fn functions_below(&self, node: Node<'a>, around: Node<'a>) -> Vec<Node<'a>> {
        self.around(node).take_while(|each| *each != around).filter(|each| each.is_function()).collect()
    }
}
