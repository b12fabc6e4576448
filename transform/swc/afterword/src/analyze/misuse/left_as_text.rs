//! What needs the scope inside of what is left alone, because its text is used or because of `eval` and `with` (R14). Whoever wrote
//! `afterword-ignore` knows.
use super::context::{report, MisuseContext};
use super::references::{find_needy, needs_scope};
use crate::analyze::nodes::{is_plain_call, Node, NodeMap};
use crate::plan::PlannedDiagnostic;

pub fn find_left_as_text(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    let mut found = Vec::new();
    let mut needy: Option<NodeMap> = None;
    for each in &context.inventory.uses {
        let because = context.ignored.reason(each.node).filter(|_| is_plain_call(each.node));
        let (Some(because), Some(callee)) = (because, each.node.callee()) else { continue };
        let is_text = because.starts_with("its source text");
        if !is_text && !because.starts_with("it uses") {
            continue;
        }
        let around = context.functions_around(each.owner);
        if !context.imports.api_of(callee).is_some_and(needs_scope) {
            // What runs while its caller does is handed the scope all the same.
            let waits = around.first().is_some_and(|inner| inner.is_async() || inner.is_generator());
            let called = context.function_named(callee.unwrap()).filter(|_| waits || around.len() > 1);
            let Some((function, ..)) = called else { continue };
            if !needy.get_or_insert_with(|| find_needy(context)).contains_key(&function) {
                continue;
            }
        }
        let is_ignored = |function: &&Node| context.ignored.reason(**function).is_some();
        let Some(root) = around.iter().rfind(is_ignored).copied() else { continue };
        let func = context.func_of(root);
        let name = func.map_or("(anonymous)".into(), |func| func.name.to_string());
        let text: String = context.text(callee.unwrap().span()).split_whitespace().collect();
        let call = format!("{text}()");
        let is_evaluated = |node: Node| {
            let func = context.functions.iter().find(|func| func.node.span() == node.span());
            func.is_some_and(|func| func.evaluated)
        };
        let outside =
            context.outside(root).filter(|outside| outside.is_function() && !is_evaluated(*outside));
        let at = callee.unwrap().span();
        let (name, because, call) = (("name", &*name), ("because", because), ("call", &*call));
        if is_text && outside.is_some() {
            let arrow = if root.is_async() { "bind(async () => …)" } else { "bind(() => …)" };
            let fix = if root.is_generator() { "bind(function* () { … })" } else { arrow };
            found.push(report("left-as-text.bind", at, [name, because, call, ("fix", fix)]));
        } else {
            let slug = if is_text { "left-as-text" } else { "left-alone" };
            found.push(report(slug, at, [name, because, call]));
        }
    }
    found
}
