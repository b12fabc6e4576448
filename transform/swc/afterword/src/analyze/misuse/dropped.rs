//! A promise of an async function of this file that nobody waits for, in what a framework calls with a request.
use super::context::{report, MisuseContext};
use crate::analyze::nodes::{walk, Node, NodeMap};
use crate::plan::PlannedDiagnostic;

pub fn find_dropped(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let uses = &context.inventory.uses;
    let indices: NodeMap = uses.iter().enumerate().map(|(index, each)| (each.node, index as u32)).collect();
    let mut found = Vec::new();
    walk(Node::Program(context.program), &mut |node| {
        if let Node::ExpressionStatement(statement) = node {
            let call = Node::from(&*statement.expr).unwrap();
            let owner = indices.get(&call).map(|index| uses[*index as usize].owner);
            found.extend(owner.and_then(|owner| find_dropped_by(call, owner, context)));
        }
        true
    });
    found
}

fn find_dropped_by<'a>(
    call: Node<'a>,
    owner: Option<Node<'a>>,
    context: &MisuseContext<'a, '_>,
) -> Option<PlannedDiagnostic> {
    let (function, _, name) = context.function_named(call.callee().filter(|_| call.is_call())?.unwrap())?;
    if !function.is_async() || function.is_generator() {
        return None;
    }
    let around = context.functions_around(owner);
    let inside = around.iter().position(|function| context.entry_of(*function).is_some())?;
    let entry = context.entry_of(around[inside])?;
    // What is written in a component runs when somebody clicks, or in an effect: in a browser.
    if entry.shape == "component" && inside > 0 {
        return None;
    }
    // What is merely given to something while the module is evaluated may be a test.
    let values = [("name", &*name.sym), ("because", entry.reason.as_str())];
    (entry.shape != "registered").then(|| report("dropped-promise", call.span(), values))
}
