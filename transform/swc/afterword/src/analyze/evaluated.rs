//! What runs while its module is evaluated, and cannot run again (R1)? A function that is called where it is written, and one that is given to
//! such a function, which calls it: bundlers' and UMD's wrappers.
use super::bindings::{BindingKind, Bindings};
use super::nodes::{plain_property, walk, Name, Node, NodeMap};
use swc_core::ecma::ast::*;

/// esbuild's and Rolldown's.
const COMMON_JS_HELPERS: [&str; 4] = ["__commonJS", "__commonJSMin", "__esm", "__esmMin"];

/// How webpack calls the parameters of its modules.
fn is_module_parameter(name: &str) -> bool {
    let name = name.strip_prefix("__unused_webpack_").unwrap_or(name);
    let webpack = name.strip_prefix("__webpack_").is_some_and(|rest| !rest.is_empty());
    webpack || matches!(name, "module" | "exports" | "require")
}

/// Whether a function hands itself on by its own name, `bus.once('x', poll)`: then it may run again, later, for anybody. A call that stands in the
/// function itself is over when that is.
pub fn escapes_by_name<'a>(function: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let Node::FunctionExpression(FnExpr { ident: Some(name), .. }) = function else { return false };
    let is_its = |name: &'a Ident| {
        bindings
            .resolve(name)
            .is_some_and(|binding| binding.init == Some(function) && binding.kind == BindingKind::Function)
    };
    find_uses(function, &name.sym, &is_its, bindings).escapes
}

/// A call that runs the function it is given at once, while the module is evaluated.
pub fn is_module_wrapper<'a>(
    function: Node<'a>,
    call: Option<Node<'a>>,
    given_as: Option<Name<'a>>,
    bindings: &Bindings<'a>,
) -> bool {
    let Some(call) = call.filter(|call| call.is_call()) else { return false };
    let Some(callee) = call.callee().map(Node::unwrap) else { return false };
    if callee.identifier().is_some_and(|name| COMMON_JS_HELPERS.contains(&&*name.sym)) {
        return true;
    }
    // What is given on as an option, or goes on later, is not the module's own code.
    if given_as.is_some() || function.is_async() {
        return false;
    }
    if callee.identifier().is_some() {
        return bindings.is_global(callee, "define");
    }
    let method = plain_property(callee);
    let wrapper = if callee.is_member() { callee.object().map(Node::unwrap) } else { Some(callee) };
    let Some(wrapper) = wrapper.filter(|wrapper| wrapper.is_function() && !wrapper.is_generator()) else {
        return false;
    };
    let Some(index) = call.arguments().iter().position(|each| Node::from(each).unwrap() == function) else {
        // webpack's modules, in a list.
        let mut names = function.params().into_iter().filter_map(Node::identifier);
        return names.any(|name| is_module_parameter(&name.sym));
    };
    match (callee.is_member(), method) {
        (false, _) => calls_at_once(wrapper, Some(index), bindings),
        (true, Some("call")) => calls_at_once(wrapper, index.checked_sub(1), bindings),
        _ => false,
    }
}

/// Whether a function does nothing with a parameter of its own but call it, or hand it to a loader.
fn calls_at_once<'a>(wrapper: Node<'a>, index: Option<usize>, bindings: &Bindings<'a>) -> bool {
    let params = wrapper.params();
    let Some(name) = index.and_then(|index| params.get(index).copied()).and_then(Node::identifier) else {
        return false;
    };
    let is_its = |name: &'a Ident| {
        bindings.resolve(name).is_some_and(|binding| {
            binding.kind == BindingKind::Parameter && binding.place == wrapper && !binding.assigned
        })
    };
    let Uses { calls, escapes } = find_uses(wrapper, &name.sym, &is_its, bindings);
    calls && !escapes
}

struct Uses {
    calls: bool,
    escapes: bool,
}

/// Calls of a name that stand in a function itself, and whether it is used for anything else there or in what is written in it.
fn find_uses<'a>(
    function: Node<'a>,
    name: &str,
    is_its: &dyn Fn(&'a Ident) -> bool,
    bindings: &Bindings<'a>,
) -> Uses {
    let mut calls = false;
    let mut harmless = NodeMap::default();
    let body = function.body();
    walk(body, &mut |node| {
        if node.is_function() {
            return false;
        }
        if let Some(callee) = node.callee().filter(|_| node.is_call()).map(Node::unwrap) {
            let called = matches!(plain_property(callee), Some("call" | "apply"));
            let root = callee.object().filter(|_| called).map_or(callee, Node::unwrap);
            if root.is_named(name) {
                calls = true;
                harmless.insert(root, 0);
            }
            // UMD's: `define(['b'], factory)`
            if bindings.is_global(callee, "define") {
                harmless.extend(node.arguments().iter().map(|each| (Node::from(each), 0)));
            }
        }
        if let Node::UnaryExpression(UnaryExpr { arg, .. }) = node {
            harmless.insert(Node::from(&**arg).unwrap(), 0);
        }
        true
    });
    let params = function.params();
    let mut escapes = false;
    for part in params.iter().copied().chain([body]) {
        walk(part, &mut |node| {
            let used = node.identifier().is_some_and(|used| *used.sym == *name && is_its(used));
            escapes |= used && !harmless.contains_key(&node) && !params.contains(&node);
            !escapes
        });
    }
    Uses { calls, escapes }
}
