//! Which closures run on the spot (R2)? One that is written in place for a method of an array is called while that runs, as an IIFE is, and finds the
//! register set. Where nothing shows that it is an array, that is asked when the program runs.
//!
//!     Object.keys(row).map((key) => format(key))      _y(rows).map(_q((row) => format(row)))
use super::bindings::{BindingKind, Bindings};
use super::captures::CaptureContext;
use super::functions::{Func, FuncId};
use super::hoisting::uses_arguments;
use super::nodes::{plain_property, walk, Name, Node};
use super::order::{EventKind, Order};
use crate::plan::SpotPlan;
use swc_core::ecma::ast::Ident;

#[derive(Clone, Copy)]
pub enum Spot<'a> {
    /// It runs on the spot.
    Shown,
    /// It does if that, which its method is called on, is an array.
    Asked(Node<'a>),
}

fn is_method(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "filter"
            | "some"
            | "every"
            | "find"
            | "findIndex"
            | "findLast"
            | "findLastIndex"
            | "forEach"
            | "flatMap"
            | "reduce"
            | "reduceRight"
            | "sort"
            | "toSorted"
    )
}

/// What of an array gives an array.
fn gives_array(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "filter"
            | "flatMap"
            | "flat"
            | "slice"
            | "concat"
            | "sort"
            | "toSorted"
            | "reverse"
            | "toReversed"
            | "splice"
            | "toSpliced"
            | "with"
            | "fill"
            | "copyWithin"
    )
}

fn makes_array(global: &str, name: &str) -> bool {
    match global {
        "Object" => {
            matches!(name, "keys" | "values" | "entries" | "getOwnPropertyNames" | "getOwnPropertySymbols")
        }
        "Array" => matches!(name, "from" | "of"),
        "Reflect" => name == "ownKeys",
        _ => false,
    }
}

/// None: nobody knows.
pub fn find_spot<'a>(func: &Func<'a>, bindings: &Bindings<'a>) -> Option<Spot<'a>> {
    let node = func.node;
    let call = func.given_to.filter(|call| call.is_call() && func.given_as.is_none() && !func.initialises)?;
    // It may hand itself on.
    if node.is_generator()
        || node.id().is_some()
        || (!node.is_arrow() && !func.strict && uses_arguments(node))
    {
        return None;
    }
    let callee = call.callee()?.unwrap();
    let method = plain_property(callee)?;
    let receiver = callee.object()?;
    let is_argument = |index| call.argument(index).is_some_and(|argument| argument.unwrap() == node);
    if method == "from" && is_argument(1) {
        return is_global(receiver.unwrap(), "Array", bindings).then_some(Spot::Shown);
    }
    if !is_method(method) || !is_argument(0) {
        return None;
    }
    if is_array(receiver, method, bindings) {
        return Some(Spot::Shown);
    }
    // What parameters call runs under the caller.
    let is_asked = may_be_array(receiver, bindings) && !node.params().into_iter().any(calls);
    is_asked.then_some(Spot::Asked(receiver))
}

fn calls(parameter: Node) -> bool {
    let mut found = false;
    walk(parameter, &mut |node| {
        found = found
            || node.is_call()
            || matches!(
                node,
                Node::NewExpression(_) | Node::TaggedTemplateExpression(_) | Node::JSXElement(_)
            );
        !found
    });
    found
}

/// A callback that needs nothing but that the register is set when it starts, and would run on the spot if an array is what it is given to.
pub fn find_asked<'a>(id: FuncId, order: &Order<'a>, context: &CaptureContext<'a, '_>) -> Option<SpotPlan> {
    let needs = order.reads || order.events.iter().any(|event| event.kind == EventKind::Call);
    if context.functions[id].parent.is_none() || context.entries[id].is_some() || !needs {
        return None;
    }
    let Some(Spot::Asked(receiver)) = (context.spot_of)(id) else { return None };
    let keeps = (context.author_of)(id).keeps.filter(|_| !(context.is_viewed)(id))?;
    Some(SpotPlan { at: receiver.span().into(), keeps })
}

/// Whether an expression can only be an array, or for `forEach` a map or a set.
fn is_array<'a>(expression: Node<'a>, method: &str, bindings: &Bindings<'a>) -> bool {
    let mut node = expression.unwrap();
    // A variable may be made of itself.
    for _ in 0..50 {
        let next = match node {
            Node::ArrayExpression(_) => return true,
            Node::AwaitExpression(awaited) => return is_all(Node::from(&*awaited.arg).unwrap(), bindings),
            Node::NewExpression(_) => {
                let is_new =
                    |name| node.callee().is_some_and(|callee| is_global(callee.unwrap(), name, bindings));
                return is_new("Array") || (method == "forEach" && (is_new("Map") || is_new("Set")));
            }
            Node::Identifier(name) => match init_of(name, bindings) {
                Some(Init::Array) => return true,
                Some(Init::Value(next)) => next,
                None => return false,
            },
            Node::CallExpression(_) => {
                let Some(callee) = node.callee().map(Node::unwrap) else { return false };
                let (Some(name), Some(object)) = (plain_property(callee), callee.object()) else {
                    return false;
                };
                let next = object.unwrap();
                let is_maker =
                    |global: &Ident| makes_array(&global.sym, name) && is_global(next, &global.sym, bindings);
                if next.identifier().is_some_and(is_maker) {
                    return true;
                }
                if !gives_array(name) {
                    return false;
                }
                next
            }
            _ => return false,
        };
        node = next.unwrap();
    }
    false
}

enum Init<'a> {
    Array,
    Value(Node<'a>),
}

/// What a name that is never written again stands for; a rest parameter is an array.
fn init_of<'a>(name: &'a Ident, bindings: &Bindings<'a>) -> Option<Init<'a>> {
    let binding = bindings.resolve(name)?;
    if binding.assigned || binding.key.is_some() {
        return None;
    }
    match binding.kind {
        BindingKind::Parameter => match binding.place.params().last() {
            Some(Node::RestElement(rest)) if Node::from(&*rest.arg).is_named(&name.sym) => Some(Init::Array),
            _ => None,
        },
        BindingKind::Const | BindingKind::Let | BindingKind::Var => binding.init.map(Init::Value),
        _ => None,
    }
}

/// `await Promise.all(…)`
fn is_all<'a>(node: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let callee = node.callee().filter(|_| node.is_call()).map(Node::unwrap);
    callee.is_some_and(|callee| {
        matches!(plain_property(callee), Some("all" | "allSettled"))
            && callee.object().is_some_and(|object| is_global(object.unwrap(), "Promise", bindings))
    })
}

fn is_global<'a>(node: Node<'a>, name: &str, bindings: &Bindings<'a>) -> bool {
    node.identifier().is_some_and(|node| node.sym == *name && bindings.resolve(node).is_none())
}

/// Not a module or a class, nor what an optional chain may skip: a call around that would go on with nothing.
fn may_be_array<'a>(receiver: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let root = receiver.unwrap();
    match root {
        Node::ThisExpression(_) | Node::Super(_) => return false,
        Node::Identifier(name) => {
            let is_namespace =
                bindings.resolve(name).is_some_and(|binding| binding.key == Some(Name::Plain("*")));
            return !is_namespace && !name.sym.starts_with(|first: char| first.is_ascii_uppercase());
        }
        _ => {}
    }
    let mut node = root;
    loop {
        node = match node {
            Node::OptionalMemberExpression(_) | Node::OptionalCallExpression(_) => return false,
            Node::CallExpression(_) => match node.callee() {
                Some(callee) => callee.unwrap(),
                None => return true,
            },
            _ => match node.object() {
                Some(object) => object.unwrap(),
                None => return true,
            },
        };
    }
}
