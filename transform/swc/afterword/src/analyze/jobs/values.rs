//! What a captured variable plainly holds that cannot be stored, and what to write instead. Anything else is asked at run time.
use super::context::JobContext;
use crate::analyze::bindings::{Binding, BindingKind};
use crate::analyze::carriers::is_carrier;
use crate::analyze::imports::Api;
use crate::analyze::nodes::{property_name, Node};
use swc_core::ecma::atoms::Atom;

/// What it is, and what to do.
pub type Unfit = (String, String);

/// What is made by these can be stored.
const STORED: &str = " Date Map Set RegExp URL URLSearchParams Headers Object Array String Number Boolean ArrayBuffer DataView \
    Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array \
    BigInt64Array BigUint64Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ";

fn declare(name: &str) -> String {
    format!("Declare {name} at the top of the module, or in the task: what a module declares is there in the worker, too.")
}

/// `is_called`: the task calls it.
pub fn find_unfit<'a>(
    name: &Atom,
    binding: &Binding<'a>,
    is_called: bool,
    context: &JobContext<'a, '_>,
) -> Option<Unfit> {
    let local = match binding.kind {
        BindingKind::Function => Some("a local function"),
        BindingKind::Class => Some("a local class"),
        BindingKind::Enum => Some("a local enum"),
        _ if matches!(binding.place, Node::TSModuleBlock(_)) => Some("of a namespace"),
        _ => None,
    };
    if let Some(what) = local {
        return Some((what.into(), declare(name)));
    }
    if binding.kind == BindingKind::Using {
        return Some(("closed when its block ends".into(), "Open it in the task.".into()));
    }
    if binding.kind == BindingKind::Parameter && is_request(name, binding, context) {
        let todo = format!(
            "Read what the task needs before the call, const id = {name}.…, and use that in the task."
        );
        return Some(("the request, or its response".into(), todo));
    }
    let init = binding.init.filter(|_| !binding.assigned).map(Node::unwrap);
    let held = init.and_then(|init| find_held(init, name, binding, context));
    held.or_else(|| is_called.then(|| ("a function: the task calls it".into(), declare(name))))
}

fn find_held<'a>(
    init: Node<'a>,
    name: &Atom,
    binding: &Binding<'a>,
    context: &JobContext<'a, '_>,
) -> Option<Unfit> {
    let value = match init {
        Node::AwaitExpression(node) => Node::from(&*node.arg).unwrap(),
        _ => init,
    };
    if is_load(value, context) {
        let todo = "Import it at the top of the module, or load it in the task.";
        return Some(("of a module that is loaded here".into(), todo.into()));
    }
    if binding.key.is_some() {
        return None;
    }
    if value.is_function() {
        return Some(("a local function".into(), declare(name)));
    }
    if value.is_class() {
        return Some(("a local class".into(), declare(name)));
    }
    let api = value.callee().filter(|_| value.is_call()).and_then(|callee| (context.api_of)(callee));
    let call = match api {
        Some(Api::Headers) => Some("headers"),
        Some(Api::Cookies) => Some("cookies"),
        _ => None,
    };
    if let Some(call) = call {
        let todo = format!(
            "Write (await {call}()).get('…') in the task: what it reads by a literal name is stored with it."
        );
        return Some((format!("what {call}() gives"), todo));
    }
    let callee = value.callee().filter(|_| matches!(value, Node::NewExpression(_)))?.unwrap();
    let made = match callee.identifier() {
        Some(name)
            if context.bindings.resolve(name).is_none() && STORED.contains(&format!(" {} ", name.sym)) =>
        {
            return None
        }
        Some(name) => Some(name.sym.to_string()),
        None => property_name(callee).map(|name| name.to_string()),
    };
    let todo = "Make it at the top of the module, or in the task; or capture the values that it is made of.";
    Some((made.map_or("an object of a class".into(), |made| format!("made by new {made}()")), todo.into()))
}

/// `import('./mail')`, `require('./mail')`
fn is_load<'a>(node: Node<'a>, context: &JobContext<'a, '_>) -> bool {
    let is_require = |callee| context.bindings.is_global(callee, "require");
    matches!(node, Node::ImportExpression(_)) || (node.is_call() && node.callee().is_some_and(is_require))
}

/// What an entry is given, by the names that documentation uses; what actions and components are given is plain.
fn is_request<'a>(name: &Atom, binding: &Binding<'a>, context: &JobContext<'a, '_>) -> bool {
    let shape = Some(binding.place).filter(|_| is_carrier(name)).and_then(|place| (context.shape_of)(place));
    shape.is_some_and(|shape| !matches!(shape, "action" | "component" | "cached" | "metadata"))
}
