//! What is a callback (R2)? A nested function that is handed to a call, which is not seen to keep it for others: it keeps the scope of its author.
//!
//!     pool.connect((error, client) => …)      jobs.push({ run() {} })      const on = …; bus.once('x', on)
//!
//! Not: what a constructor is given, what goes through a function whose value goes on (`return memoize(fn)`), what stands in a guarded place
//! (`guards.rs`), middleware, and what has a name that goes elsewhere. All of these take their caller's first.
mod facts;
mod gives;
mod guarding;
mod keeping;
mod names;
mod place;
mod places;
mod stores;

use super::bindings::{BindingKind, Bindings};
use super::entries::{describe, Entry};
use super::functions::{Func, FuncId};
use super::guards::{find_guards, Guards};
use super::imports::Imports;
use super::inventory::Inventory;
use super::middleware::{is_handler_of, is_middleware};
use super::nodes::{bound_names, plain_property, Node, NodeMap};
use crate::plan::{AuthorPlan, Keeps};
use facts::{Guard, GuardId, Member, Mention, Places, Taker, TakerId};
use gives::Givers;
use names::{call_of, find_names, Names};
use places::find_places;
use rustc_hash::{FxHashMap, FxHashSet};
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
    names: Names<'a>,
    givers: Givers<'a, 'b>,
    pub places: Places<'a>,
    /// Functions, and calls whose value has a name → an index into the mentions of each.
    mentioned: NodeMap<'a>,
    mentions: Vec<Vec<Mention<'a>>>,
    /// What names a parameter of an executor: it settles a promise of its author's.
    settling: NodeMap<'a>,
    /// What a member stands for, too.
    held: NodeMap<'a>,
    /// What is known of functions: whether one is there for its author alone.
    of_author: RefCell<NodeMap<'a>>,
    kept: RefCell<FxHashMap<(TakerId, bool), Option<String>>>,
    holding: RefCell<FxHashMap<GuardId, bool>>,
}

/// Why a function is no callback.
struct Refusal {
    because: String,
    made: bool,
}

impl From<&str> for Refusal {
    fn from(because: &str) -> Self {
        Refusal { because: because.into(), made: false }
    }
}

pub fn find_callbacks<'a, 'b>(context: &'b CallbackContext<'a, 'b>) -> Callbacks<'a, 'b> {
    let CallbackContext { program, bindings, inventory, executors, .. } = *context;
    let guards = find_guards(inventory, bindings);
    let names = find_names(context, &guards);
    let parameters = executors.keys().flat_map(|executor| executor.params());
    let settled: FxHashSet<_> = parameters.flat_map(bound_names).map(|name| &name.sym).collect();
    let is_mentioned = |name: &Ident| names.may_name(&name.sym) || settled.contains(&name.sym);
    let mut places = find_places(program, &guards, &is_mentioned, &|name| names.may_be_own(name));
    let givers = Givers { bindings, returned: std::mem::take(&mut places.returned), known: RefCell::default() };
    let mut callbacks = Callbacks {
        context,
        guards,
        names,
        givers,
        places,
        mentioned: NodeMap::default(),
        mentions: Vec::new(),
        settling: NodeMap::default(),
        held: NodeMap::default(),
        of_author: RefCell::default(),
        kept: RefCell::default(),
        holding: RefCell::default(),
    };
    for mention in std::mem::take(&mut callbacks.places.mentions) {
        callbacks.note(mention);
    }
    for mention in std::mem::take(&mut callbacks.places.members) {
        let function = callbacks.names.member_of(&mention, &callbacks.guards);
        if let Some(function) = function {
            callbacks.held.insert(function, 0);
            callbacks.note_of(function, mention);
        }
    }
    callbacks
}

impl<'a> Callbacks<'a, '_> {
    fn note(&mut self, mention: Mention<'a>) {
        let CallbackContext { bindings, executors, .. } = *self.context;
        let Some(index) = mention.node.identifier().and_then(|name| bindings.index(name)) else { return };
        let binding = bindings.at(index);
        if binding.kind == BindingKind::Parameter && executors.contains_key(&binding.place) {
            let mut each = mention.owner;
            while let Some(function) = each.filter(|function| *function != binding.place) {
                self.settling.insert(function, 0);
                each = self.guards.around(function);
            }
        }
        let named = self.guards.function_of(index).into_iter().chain(call_of(binding));
        named.for_each(|named| self.note_of(named, mention));
        let name = mention.member.and_then(|member| member.name);
        for held in self.names.held_by(binding, name).to_vec() {
            self.held.insert(held.function, 0);
            match (mention.member, held.key) {
                (Some(member), Some(key)) if member.name == Some(key) => {
                    let Member { to, called, kept, .. } = member;
                    self.note_of(held.function, Mention { to, called, kept, member: None, ..mention });
                }
                (Some(_), Some(_)) => self.note_of(held.function, Mention { kept: true, ..mention }),
                _ => self.note_of(held.function, mention),
            }
        }
    }

    fn note_of(&mut self, named: Node<'a>, mention: Mention<'a>) {
        let at = *self.mentioned.entry(named).or_insert(self.mentions.len() as u32) as usize;
        if at == self.mentions.len() {
            self.mentions.push(Vec::new());
        }
        self.mentions[at].push(mention);
    }

    fn taker(&self, id: TakerId) -> Taker<'a> {
        self.places.takers[id as usize]
    }

    /// Why a function that is handed to this call takes its caller's first, None if it does not.
    fn refusal(&self, to: TakerId) -> Option<Refusal> {
        let made = self.holds(self.taker(to).guard);
        let guarded = || made.then(|| "it is given away where something is made once, for whoever comes".into());
        let because = self.keeping(to).or_else(guarded)?;
        Some(Refusal { because, made })
    }

    /// What is tested outlives those who come: it is no variable of the author's own.
    fn holds(&self, guard: Option<GuardId>) -> bool {
        let mut path = Vec::new();
        let mut found = false;
        let mut next = guard;
        while let Some(id) = next.filter(|_| !found) {
            if let Some(known) = self.holding.borrow().get(&id) {
                found = *known;
                break;
            }
            path.push(id);
            let Guard { owner, homes, lasts, around } = &self.places.guards[id as usize];
            let outlives = |home: &Option<Node<'a>>| !home.is_some_and(|home| self.is_with_author(*owner, home));
            found = *lasts || homes.iter().any(outlives);
            next = *around;
        }
        self.holding.borrow_mut().extend(path.into_iter().map(|id| (id, found)));
        found
    }

    pub fn guarded_in(&self, function: Node<'a>) -> Vec<Node<'a>> {
        let all = self.places.guarded_in(function).iter();
        all.filter(|(_, guard)| self.holds(Some(*guard))).map(|(node, _)| *node).collect()
    }

    /// Every function between them is there for the author of the outer one alone.
    fn is_with_author(&self, function: Node<'a>, home: Node<'a>) -> bool {
        self.is_beside(Some(home), Some(function))
    }

    fn mentions_of(&self, function: Node<'a>) -> &[Mention<'a>] {
        self.mentioned.get(&function).map_or(&[], |at| &self.mentions[*at as usize])
    }

    /// It is there for its author alone: handed over, or called by name.
    fn is_of_author(&self, function: Node<'a>) -> bool {
        if let Some(known) = self.of_author.borrow().get(&function) {
            return *known != 0;
        }
        let is_its = self.is_given(function) || self.is_used_at_home(function);
        self.of_author.borrow_mut().insert(function, u32::from(is_its));
        is_its
    }

    fn is_used_at_home(&self, function: Node<'a>) -> bool {
        let home = self.guards.around(function);
        let is_called_at_home = |owner: Option<Node<'a>>| {
            let is_away = |each: &Node<'a>| Some(*each) != home && *each != function && self.is_given(*each);
            let mut each = owner;
            while let Some(around) = each.filter(is_away) {
                each = self.guards.around(around);
            }
            each == home || each == Some(function)
        };
        let mentions = self.mentions_of(function);
        let of_author = |each: &Mention<'a>| match each.to {
            Some(to) => self.keeping(to).is_none(),
            None if each.called => is_called_at_home(each.owner),
            None => !each.kept,
        };
        !mentions.is_empty() && mentions.iter().all(of_author)
    }

    fn is_given(&self, function: Node<'a>) -> bool {
        self.places.handed(function).is_some_and(|to| self.keeping(to).is_none())
    }

    /// In a function, or in what is there for the same author.
    fn is_beside(&self, home: Option<Node<'a>>, owner: Option<Node<'a>>) -> bool {
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
    fn find_taker(&self, node: Node<'a>) -> Result<Taker<'a>, Refusal> {
        let in_place = self.places.handed(node);
        let answer = |to| self.refusal(to).map_or(Ok(self.taker(to)), Err);
        // `bind(function poll() { bus.once('x', poll) })` is what the other call says.
        if let Some(to) = in_place.filter(|&to| !self.is_ours(self.taker(to))) {
            return answer(to);
        }
        let mut first = None;
        for &Mention { owner, to, called, kept, .. } in self.mentions_of(node) {
            if let Some(id) = to {
                let taker = self.taker(id);
                if self.is_ours(taker) {
                    continue;
                }
                if let Some(refused) = self.refusal(id) {
                    return Err(refused);
                }
                first = first.or(Some(taker));
            } else if called {
                if !self.is_beside(self.guards.around(node), owner) && !self.is_inside(node, owner) {
                    return Err("another function calls it".into());
                }
            } else if kept {
                return Err("its name goes elsewhere".into());
            }
        }
        match (first, in_place) {
            (Some(first), _) => Ok(first),
            (None, Some(to)) => answer(to),
            (None, None) => Err("it is given to no call".into()),
        }
    }

    fn is_ours(&self, to: Taker<'a>) -> bool {
        to.call.callee().is_some_and(|callee| self.context.imports.api_of(callee).is_some())
    }

    /// Whether the call that it is given to may run with a view of the scope.
    pub fn is_viewed(&self, node: Node<'a>) -> bool {
        self.places.handed(node).is_none_or(|to| self.taker(to).viewed)
    }

    /// The functions that call it by its name, where that is all that is done with it; none where anything else is.
    pub fn callers_of(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let goes_elsewhere = self.settling.contains_key(&node) || self.held.contains_key(&node);
        if goes_elsewhere || self.places.handed(node).is_some() {
            return Vec::new();
        }
        let caller = |each: &Mention<'a>| {
            // Of a component's other uses, `<Row />`, nothing is seen here.
            let may_be_component = each.node.identifier().is_none_or(|name| {
                name.sym.starts_with(|first: char| first.is_ascii_uppercase() || first == '_' || first == '$')
            });
            each.owner.filter(|_| each.called && !each.initialises && !may_be_component)
        };
        self.mentions_of(node).iter().map(caller).collect::<Option<_>>().unwrap_or_default()
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
        if self.settling.contains_key(&func.node) {
            let because = "it settles a promise of its author".into();
            return AuthorPlan { keeps: Some(Keeps::Settled), because, made: false };
        }
        let taker = match is_middleware(func) {
            true => Err("it is a middleware".into()),
            false => self.find_taker(func.node),
        };
        match taker.and_then(|taker| match takes_request(func, taker) {
            true => Err("it is a middleware".into()),
            false => Ok(taker),
        }) {
            Err(Refusal { because, made }) => AuthorPlan { keeps: None, because, made },
            Ok(Taker { call, .. }) => {
                let keeps = if self.is_late(func) { Keeps::Always } else { Keeps::Open };
                let because = match call.callee() {
                    Some(callee) => format!("it is given to {}()", describe(callee.unwrap())),
                    None => "it is stored among others".into(),
                };
                AuthorPlan { keeps: Some(keeps), because, made: false }
            }
        }
    }
}

/// `app.onError((error, c) => …)`
fn takes_request(func: &Func, Taker { call, .. }: Taker) -> bool {
    let callee = place_of(call);
    callee.is_member() && is_handler_of(plain_property(callee).unwrap_or_default(), func)
}

/// The callee, or what is assigned to.
fn place_of(call: Node<'_>) -> Node<'_> {
    match call {
        Node::AssignmentExpression(node) => Node::from(&node.left).unwrap(),
        _ => call.callee().map_or(call, Node::unwrap),
    }
}
