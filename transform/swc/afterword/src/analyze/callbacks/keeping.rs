//! Does a call keep the function that it is handed for others? `memoize(fn)` may, and what is made of it goes on. `pool.connect(fn)` does not,
//! nor does one whose value goes nowhere, or to where a callback goes.
use super::facts::{Mention, Taker, TakerId};
use super::gives::{function_named, Gives};
use super::names::call_of;
use super::{place_of, Callbacks};
use crate::analyze::bindings::BindingKind;
use crate::analyze::entries::describe;
use crate::analyze::nodes::{plain_property, Name, Node};

impl<'a> Callbacks<'a, '_> {
    /// Why what is handed to this call may be kept for others, None if it is not.
    pub(super) fn keeping(&self, to: TakerId) -> Option<String> {
        self.keeping_by(to, true)
    }

    /// `is_whole`: what becomes of what has a name counts, too; else what the place of the call tells.
    fn keeping_by(&self, to: TakerId, is_whole: bool) -> Option<String> {
        let mut path = Vec::new();
        let mut because = None;
        let mut next = Some(to);
        while let Some(id) = next {
            if let Some(known) = self.kept.borrow().get(&(id, is_whole)) {
                because.clone_from(known);
                break;
            }
            path.push((id, is_whole));
            let taker = self.taker(id);
            because = self.own_keeping(taker).filter(|_| !is_whole || !self.is_only_used(taker));
            next = taker.to.filter(|_| because.is_some() && self.goes_on(taker));
        }
        self.kept.borrow_mut().extend(path.into_iter().map(|each| (each, because.clone())));
        because
    }

    fn own_keeping(&self, Taker { call, kept, .. }: Taker<'a>) -> Option<String> {
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
        let goes_on = kept && !is_method && self.givers.gives_of(callee) != Gives::Nothing;
        goes_on.then(|| format!("what {}() makes of it goes on", describe(callee)))
    }

    /// What a call gives goes to where a callback goes: `bus.on('x', safely(fn))`, `jobs.push(new Job(fn))`.
    fn goes_on(&self, Taker { call, to, .. }: Taker<'a>) -> bool {
        let Some(to) = to.map(|to| self.taker(to)).filter(|to| !is_registered(*to)) else { return false };
        if !matches!(call, Node::NewExpression(_)) {
            return !call.callee().is_some_and(|callee| self.may_opt_out(callee.unwrap()));
        }
        !matches!(to.call, Node::NewExpression(_)) && place_of(to.call).is_member()
    }

    /// `shared(fn)`, of which nobody can say any more what it is; another file's may be called so. Or what runs it in a scope.
    fn may_opt_out(&self, callee: Node<'a>) -> bool {
        let is_named = matches!(name_of(callee), "shared" | "anyone");
        self.givers.gives_of(callee) == Gives::Itself
            || self.context.imports.api_of(callee).is_some()
            || is_named && function_named(callee, self.context.bindings).is_none()
    }

    /// What a call has given is only called, or handed on: `const off = subscribe(fn)`.
    fn is_only_used(&self, Taker { call, into, owner: home, .. }: Taker<'a>) -> bool {
        let binding = into.and_then(|name| self.context.bindings.resolve(name));
        let declares = binding.and_then(call_of) == Some(call);
        if !declares || call.callee().is_some_and(|callee| self.may_opt_out(callee.unwrap())) {
            return false;
        }
        self.mentions_of(call).iter().all(|&Mention { to, called, kept, owner, .. }| match to {
            Some(to) => !is_registered(self.taker(to)) && self.keeping_by(to, false).is_none(),
            None if called => self.is_called_beside(call, home, owner),
            None => !kept,
        })
    }

    /// In the function itself, or in what is handed over there: to the call that has given what is called, too.
    fn is_called_beside(&self, call: Node<'a>, home: Option<Node<'a>>, owner: Option<Node<'a>>) -> bool {
        let mut each = owner;
        while let Some(function) = each.filter(|_| each != home) {
            let to = self.places.handed(function);
            let is_its = |to: TakerId| self.taker(to).call == call || self.keeping_by(to, false).is_none();
            if !to.is_some_and(is_its) {
                return false;
            }
            each = self.guards.around(function);
        }
        each == home
    }
}

/// What is registered so is there for whoever comes.
fn is_registered(Taker { call, .. }: Taker) -> bool {
    let callee = call.callee().map(Node::unwrap).filter(|callee| callee.is_member());
    matches!(
        callee.and_then(plain_property),
        Some(
            "use" | "register" | "provide" | "decorate" | "plugin" | "install" | "mount" | "extend" | "all"
                | "get" | "post" | "put" | "patch" | "delete" | "route"
        )
    )
}

fn name_of(callee: Node<'_>) -> &str {
    callee.identifier().map(|name| &*name.sym).or_else(|| plain_property(callee)).unwrap_or_default()
}

/// A stream calls what it is given for whoever made it: nobody makes one for all.
fn is_stream(callee: Node) -> bool {
    let name = name_of(callee);
    name == "Duplex"
        || matches!(name.strip_suffix("Stream").unwrap_or(name), "Readable" | "Writable" | "Transform")
}
