//! What is a callback (R2)? A nested function that is handed to a call, which is not seen to keep it for others: it keeps the scope of its author.
//!
//!     pool.connect((error, client) => …)      jobs.push({ run() {} })      const on = …; bus.once('x', on)
//!
//! Not: what a constructor is given, what goes through a function whose value goes on (`return memoize(fn)`), what stands in a guarded place
//! (`guards.rs`), middleware, and what has a name that goes elsewhere. All of these take their caller's first.
mod places;

use super::bindings::{BindingKind, Bindings};
use super::carriers::is_carrier;
use super::entries::{describe, Entry};
use super::functions::{Func, FuncId};
use super::guards::{find_guards, Guards};
use super::imports::Imports;
use super::inventory::{Inventory, Use};
use super::nodes::{bound_names, plain_property, Name, Node, NodeMap};
use crate::plan::{AuthorPlan, Keeps};
use places::{find_places, Mention, Places, Taker};
use rustc_hash::FxHashSet;
use std::cell::RefCell;
use swc_core::ecma::ast::*;

pub struct CallbackContext<'a, 'b> {
    pub program: &'a Program,
    pub bindings: &'b Bindings<'a>,
    pub inventory: &'b Inventory<'a>,
    pub imports: &'b Imports<'a, 'b>,
    pub executors: &'b NodeMap<'a>,
    pub functions: &'b [Func<'a>],
    pub entries: &'b [Option<Entry>],
}

pub struct Callbacks<'a, 'b> {
    context: &'b CallbackContext<'a, 'b>,
    guards: Guards<'a, 'b>,
    pub places: Places<'a>,
    /// Functions → an index into the mentions of each.
    mentioned: NodeMap<'a>,
    mentions: Vec<Vec<Mention<'a>>>,
    /// What names a parameter of an executor: it settles a promise of its author's.
    settling: NodeMap<'a>,
    /// What is known of functions: whether one is there for its author alone.
    of_author: RefCell<NodeMap<'a>>,
}

pub fn find_callbacks<'a, 'b>(context: &'b CallbackContext<'a, 'b>) -> Callbacks<'a, 'b> {
    let CallbackContext { program, bindings, inventory, executors, .. } = *context;
    let guards = find_guards(inventory, bindings);
    let mut names = find_names(context);
    let parameters = executors.keys().flat_map(|executor| executor.params());
    names.extend(parameters.flat_map(bound_names).map(|name| &name.sym));
    let places = find_places(program, &guards, &|name| names.contains(&name.sym));
    let (mentioned, mentions, settling) = (NodeMap::default(), Vec::new(), NodeMap::default());
    let of_author = RefCell::default();
    let mut callbacks = Callbacks { context, guards, places, mentioned, mentions, settling, of_author };
    for mention in std::mem::take(&mut callbacks.places.mentions) {
        callbacks.note(mention);
    }
    callbacks
}

/// What functions are called by.
fn find_names<'a>(context: &CallbackContext<'a, '_>) -> FxHashSet<&'a swc_core::ecma::atoms::Atom> {
    let own = context.functions.iter().filter_map(|func| func.node.id());
    let declared = context.inventory.declarators.iter().filter_map(|VarDeclarator { name, init, .. }| {
        let is_function = Node::from(&**init.as_ref()?).unwrap().is_function();
        Node::from(name).identifier().filter(|_| is_function)
    });
    let assigned = context.inventory.writes.iter().filter_map(|Use { node, .. }| match node {
        Node::AssignmentExpression(AssignExpr { op: AssignOp::Assign, left, right, .. }) => {
            let is_function = Node::from(&**right).unwrap().is_function();
            Node::from(left).unwrap().identifier().filter(|_| is_function)
        }
        _ => None,
    });
    own.chain(declared).chain(assigned).map(|name| &name.sym).collect()
}

impl<'a> Callbacks<'a, '_> {
    fn note(&mut self, mention: Mention<'a>) {
        let CallbackContext { bindings, executors, .. } = self.context;
        let Some(index) = bindings.index(mention.name) else { return };
        let binding = bindings.at(index);
        if binding.kind == BindingKind::Parameter && executors.contains_key(&binding.place) {
            let mut each = mention.owner;
            while let Some(function) = each.filter(|function| *function != binding.place) {
                self.settling.insert(function, 0);
                each = self.guards.around(function);
            }
        }
        let Some(function) = self.guards.function_of(index) else { return };
        let at = *self.mentioned.entry(function).or_insert(self.mentions.len() as u32) as usize;
        if at == self.mentions.len() {
            self.mentions.push(Vec::new());
        }
        self.mentions[at].push(mention);
    }

    /// Why a function that is handed to this call takes its caller's first, None if it does not.
    fn refusal(&self, to: Taker<'a>) -> Option<String> {
        let guarded = || "it is given away where something is made once, for whoever comes".into();
        self.keeping(to).or_else(|| to.guarded.then(guarded))
    }

    /// Why the function that is handed to this call may be kept for others, None if it is not.
    fn keeping(&self, Taker { call, kept, .. }: Taker<'a>) -> Option<String> {
        let callee = call.callee()?.unwrap();
        if matches!(call, Node::NewExpression(_)) {
            return (!is_stream(callee)).then(|| "it is given to a constructor".into());
        }
        if self.context.imports.api_of(callee).is_some() {
            return Some(format!("{}() runs it in a scope", describe(callee)));
        }
        let is_namespace = |object: Node<'a>| {
            let binding = object.unwrap().identifier().and_then(|name| self.context.bindings.resolve(name));
            binding.is_some_and(|binding| {
                binding.kind == BindingKind::Import && binding.key == Some(Name::Plain("*"))
            })
        };
        let is_method = callee.is_member() && !callee.object().is_some_and(is_namespace);
        (kept && !is_method).then(|| format!("what {}() makes of it goes on", describe(callee)))
    }

    fn mentions_of(&self, function: Node<'a>) -> &[Mention<'a>] {
        self.mentioned.get(&function).map_or(&[], |at| &self.mentions[*at as usize])
    }

    /// It is there for its author alone: handed over, or called by name.
    fn is_of_author(&self, function: Node<'a>) -> bool {
        if let Some(known) = self.of_author.borrow().get(&function) {
            return *known != 0;
        }
        let mentions = self.mentions_of(function);
        let is_its = match self.places.handed(function) {
            Some(to) => self.keeping(to).is_none(),
            None => {
                let of_author = |each: &Mention<'a>| match each.to {
                    Some(to) => self.keeping(to).is_none(),
                    None => each.called || !each.kept,
                };
                !mentions.is_empty() && mentions.iter().all(of_author)
            }
        };
        self.of_author.borrow_mut().insert(function, u32::from(is_its));
        is_its
    }

    /// In the function that it is written in, or in what is there for the same author.
    fn is_beside(&self, function: Node<'a>, owner: Option<Node<'a>>) -> bool {
        let home = self.guards.around(function);
        let mut each = owner;
        while let Some(around) = each.filter(|around| each != home && self.is_of_author(*around)) {
            each = self.guards.around(around);
        }
        each == home
    }

    fn is_inside(&self, function: Node<'a>, owner: Option<Node<'a>>) -> bool {
        let mut each = owner;
        while let Some(around) = each.filter(|around| *around != function) {
            each = self.guards.around(around);
        }
        each.is_some()
    }

    /// The first call that a function is handed to, or why it is no callback.
    fn find_taker(&self, node: Node<'a>) -> Result<Taker<'a>, String> {
        if let Some(to) = self.places.handed(node) {
            return self.refusal(to).map_or(Ok(to), Err);
        }
        let mut first = None;
        for &Mention { owner, to, called, kept, .. } in self.mentions_of(node) {
            if let Some(to) = to {
                if to.call.callee().is_some_and(|callee| self.context.imports.api_of(callee).is_some()) {
                    continue;
                }
                if let Some(refused) = self.refusal(to) {
                    return Err(refused);
                }
                first = first.or(Some(to));
            } else if called {
                if !self.is_beside(node, owner) && !self.is_inside(node, owner) {
                    return Err("another function calls it".into());
                }
            } else if kept {
                return Err("its name goes elsewhere".into());
            }
        }
        first.ok_or_else(|| "it is given to no call".into())
    }

    /// What it does belongs to the request of its author, even when that is over.
    fn is_late(&self, func: &Func<'a>) -> bool {
        let CallbackContext { functions, entries, .. } = self.context;
        let mut each = func.parent;
        while let Some(id) = each {
            if entries[id]
                .as_ref()
                .is_some_and(|entry| entry.shape != "registered" || !entry.asked.carriers.is_empty())
            {
                return true;
            }
            each = functions[id].parent;
        }
        false
    }

    /// Of a nested function that has a capture around it and is no entry.
    pub fn author_of(&self, id: FuncId) -> AuthorPlan {
        let func = &self.context.functions[id];
        let plan = |keeps, because: &str| AuthorPlan { keeps, because: because.into() };
        if self.settling.contains_key(&func.node) {
            return plan(Some(Keeps::Settled), "it settles a promise of its author");
        }
        if is_middleware(func) {
            return plan(None, "it is a middleware");
        }
        match self.find_taker(func.node) {
            Err(because) => plan(None, &because),
            Ok(taker) => {
                let callee = taker.call.callee().map_or(taker.call, Node::unwrap);
                let keeps = if self.is_late(func) { Keeps::Always } else { Keeps::Open };
                plan(Some(keeps), &format!("it is given to {}()", describe(callee)))
            }
        }
    }
}

/// `next`, two carriers, or one out of a pattern: it is called for the request that it is given.
fn is_middleware(func: &Func) -> bool {
    let mut carriers = 0;
    for parameter in func.node.params() {
        let plain = match parameter {
            Node::AssignmentPattern(node) => Node::from(&*node.left),
            _ => parameter,
        };
        for name in bound_names(plain) {
            if name.sym == *"next" {
                return true;
            }
            if is_carrier(&name.sym) {
                carriers += if plain.identifier().is_some() { 1 } else { 2 };
            }
        }
    }
    carriers > 1
}

/// A stream calls what it is given for whoever made it: nobody makes one for all.
fn is_stream(callee: Node) -> bool {
    let name = callee.identifier().map(|name| &*name.sym).or_else(|| plain_property(callee));
    let name = name.unwrap_or_default();
    name == "Duplex"
        || matches!(name.strip_suffix("Stream").unwrap_or(name), "Readable" | "Writable" | "Transform")
}
