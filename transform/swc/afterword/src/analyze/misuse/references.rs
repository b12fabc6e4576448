//! Functions of the file that need a scope and are handed over where it cannot follow: listeners by name, and `promise?.then(save)`, which
//! is not bound (R12). A listener that is written in place keeps its scope, but where it is no callback (R2) whoever emits comes first.
use super::context::{report, MisuseContext};
use crate::analyze::bindings::BindingKind;
use crate::analyze::carriers::named_carriers;
use crate::analyze::hoisting::uses_arguments;
use crate::analyze::imports::Api;
use crate::analyze::jobs::find_bound;
use crate::analyze::nodes::{is_plain_call, plain_property, walk, Node, NodeMap};
use crate::plan::PlannedDiagnostic;

const LISTENS: [&str; 7] =
    ["on", "once", "addListener", "prependListener", "prependOnceListener", "addEventListener", "subscribe"];
const CHAINS: [&str; 3] = ["then", "catch", "finally"];

/// What a call hands over to be called later, if it is a name or a function.
struct Handed<'a> {
    callee: Node<'a>,
    chains: bool,
    given: Node<'a>,
}

pub fn find_references(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let mut found = Vec::new();
    let mut needy = None;
    let mut givers = None;
    let mut uses = None;
    for each in &context.inventory.uses {
        // What listens from the start on belongs to nobody.
        let Some(handed) = find_handed(each.node).filter(|_| !context.is_evaluated(each.owner)) else {
            continue;
        };
        let Handed { callee, chains, given } = handed;
        let taker: String = context.text(callee.span()).split_whitespace().collect();
        if given.is_function() {
            let givers: &NodeMap = givers.get_or_insert_with(|| find_givers(context));
            // A callback keeps its author.
            let keeps = context.keeps(given);
            if !chains && !keeps && !is_parameter(callee, context) && givers.contains_key(&given) {
                let head = given.span().with_hi(given.body().span().lo);
                found.push(report("borrowed-listener", head, [("taker", &taker)]));
            }
            continue;
        }
        let Some((function, _, name)) = context.function_named(given) else { continue };
        // One that is written inside another has its scope from there (R2).
        let is_outermost = |func: &crate::analyze::functions::Func| func.parent.is_none() && !func.evaluated;
        // It may be handed what knows its request.
        let knows = |func: &crate::analyze::functions::Func| !named_carriers(func).is_empty();
        if !context.func_of(function).is_some_and(|func| is_outermost(func) && !knows(func)) {
            continue;
        }
        let needy: &NodeMap = needy.get_or_insert_with(|| find_needy(context));
        if !needy.contains_key(&function) {
            continue;
        }
        let exported = context.func_of(function).is_some_and(|func| func.exported.is_some());
        let compares = plain_property(callee).is_some_and(|method| COMPARES.contains(&method));
        let uses = uses.get_or_insert_with(|| count_uses(context));
        let (own, taker) = (("name", &*name.sym), ("taker", taker.as_str()));
        if !chains && (exported || compares || uses.get(&function).is_some_and(|count| *count > 1)) {
            let bound = bound_name(&name.sym);
            found.push(report("lost-reference.kept", given.span(), [own, taker, ("bound", &bound)]));
            continue;
        }
        let takes = !function.params().is_empty() || function.has_this_param() || uses_arguments(function);
        let rest = if takes { "...args" } else { "" };
        let arrow = format!("({rest}) => {}({rest})", name.sym);
        let lost = report("lost-reference", given.span(), [own, taker, ("arrow", &arrow)]);
        let same = !function.is_generator() && !uses_this(function);
        found.push(PlannedDiagnostic { fix: same.then_some(arrow), ..lost });
    }
    found
}

/// Functions that give a task, and all around them.
fn find_givers<'a>(context: &MisuseContext<'a, '_>) -> NodeMap<'a> {
    let calls = context.calls.iter().filter(|call| call.gives_task());
    calls.flat_map(|call| context.functions_around(call.owner)).map(|function| (function, 0)).collect()
}

fn find_handed(call: Node<'_>) -> Option<Handed<'_>> {
    let callee = call.callee().filter(|_| call.is_call())?.unwrap();
    let method = plain_property(callee)?;
    // `promise.then(save)` is bound where the call is plain.
    let chains = CHAINS.contains(&method) && !is_plain_call(call);
    if !chains && !LISTENS.contains(&method) {
        return None;
    }
    let given = call.argument(if chains || method == "subscribe" { 0 } else { 1 })?.unwrap();
    (given.is_function() || given.identifier().is_some()).then_some(Handed { callee, chains, given })
}

/// `res.on('close', …)`: what a handler was given emits for its own request.
fn is_parameter<'a>(callee: Node<'a>, context: &MisuseContext<'a, '_>) -> bool {
    let emitter = callee.object().and_then(|object| object.unwrap().identifier());
    let binding = emitter.and_then(|name| context.bindings.resolve(name));
    binding.is_some_and(|binding| binding.kind == BindingKind::Parameter)
}

/// Calls that find their request by the scope.
pub fn needs_scope(api: Api) -> bool {
    matches!(api, Api::After | Api::Headers | Api::Cookies | Api::CurrentScope)
}

/// Functions that use the scope, or call one of the file that does.
pub fn find_needy<'a>(context: &MisuseContext<'a, '_>) -> NodeMap<'a> {
    let mut needy = NodeMap::default();
    let mut waiting = Vec::new();
    let add = |needy: &mut NodeMap<'a>, waiting: &mut Vec<Node<'a>>, owner: Option<Node<'a>>| {
        for function in context.functions_around(owner) {
            // Who calls those has a scope to hand them, and what stands around one that is known is known as well.
            if needy.contains_key(&function)
                || context.has_no_outer(function)
                || context.tasks.contains_key(&function)
            {
                break;
            }
            needy.insert(function, 0);
            waiting.push(function);
        }
    };
    for call in &context.calls {
        if needs_scope(call.api) {
            add(&mut needy, &mut waiting, call.owner);
        }
    }
    // The owners of the calls of each function, by an index.
    let mut called = NodeMap::default();
    let mut callers: Vec<Vec<Option<Node<'a>>>> = Vec::new();
    for each in context.inventory.uses.iter().filter(|each| each.node.is_call()) {
        let callee = each.node.callee().map(Node::unwrap);
        let Some((function, ..)) = callee.and_then(|callee| context.function_named(callee)) else { continue };
        let index = *called.entry(function).or_insert(callers.len() as u32) as usize;
        if index == callers.len() {
            callers.push(Vec::new());
        }
        callers[index].push(each.owner);
    }
    while let Some(function) = waiting.pop() {
        let owners = called.get(&function).map_or(&[][..], |index| &callers[*index as usize]);
        for owner in owners {
            add(&mut needy, &mut waiting, *owner);
        }
    }
    needy
}

fn uses_this(function: Node) -> bool {
    !function.is_arrow() && find_bound(function.body()).iter().any(|each| matches!(&*each.name, "this" | "new.target"))
}

/// What adds the same function once, or takes it for a key.
const COMPARES: [&str; 2] = ["addEventListener", "subscribe"];

/// How often each name stands where it is not called, by the place where its value begins: then it may count which function is handed over,
/// for another line may take it away.
fn count_uses<'a>(context: &MisuseContext<'a, '_>) -> NodeMap<'a> {
    let mut uses = NodeMap::default();
    let mut count = |node: Node<'a>, more: u32| {
        let function = context.function_named(node).map(|(function, ..)| function);
        if let Some(function) = function {
            let known = uses.entry(function).or_insert(0u32);
            *known = known.wrapping_add(more);
        }
    };
    const LESS: u32 = u32::MAX;
    walk(Node::Program(context.program), &mut |node| {
        count(node, 1);
        // Where it is declared it is not used.
        if let Some(callee) = node.callee().filter(|_| node.is_call()) {
            count(callee.unwrap(), LESS);
        }
        if let Node::VariableDeclarator(declarator) = node {
            count(Node::from(&declarator.name), LESS);
        }
        true
    });
    uses
}

/// `save` → `onSave`
fn bound_name(name: &str) -> String {
    let mut rest = name.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    let rest = first + rest.as_str();
    let is_on = rest.strip_prefix("On").and_then(|rest| rest.chars().next());
    let says_on = is_on.is_some_and(|next| next.is_ascii_uppercase() || next == '_' || next == '$');
    format!("{}{rest}", if says_on { "bound" } else { "on" })
}
