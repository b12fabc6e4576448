//! Which calls call nothing of the program? A short table of what stands at the end of handlers: an answer is made, something is logged, or an
//! error is thrown. What may run behind them (a `toJSON`, a getter, a console that a program has put there) is not a call of this function (R13).
use crate::analyze::bindings::{BindingKind, Bindings};
use crate::analyze::nodes::{is_plain_call, plain_property, Name, Node};
use swc_core::ecma::ast::Ident;

/// `call`: a call or `new`.
pub fn calls_nothing<'a>(call: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let is_new = matches!(call, Node::NewExpression(_));
    let known = call.callee().is_some_and(|callee| is_known(callee.unwrap(), is_new, bindings));
    known && (is_new || is_plain_call(call))
}

fn is_known<'a>(callee: Node<'a>, is_new: bool, bindings: &Bindings<'a>) -> bool {
    if let Some(name) = callee.identifier() {
        let is_own = if is_new { is_constructor(&name.sym) } else { is_function(&name.sym) };
        return is_of_next(name, bindings, is_new) || (is_own && bindings.resolve(name).is_none());
    }
    if is_new || !callee.is_member() {
        return false;
    }
    let object = callee.object().map(Node::unwrap).and_then(Node::identifier);
    let (Some(object), Some(method)) = (object, plain_property(callee)) else { return false };
    if is_method(&object.sym, method) {
        return bindings.resolve(object).is_none();
    }
    matches!(method, "json" | "redirect" | "rewrite" | "next") && is_of_next(object, bindings, true)
}

/// What is called on a name of the engine's.
fn is_method(object: &str, method: &str) -> bool {
    match object {
        "Response" => matches!(method, "json" | "redirect" | "error"),
        "JSON" => matches!(method, "stringify" | "parse"),
        "console" | "Math" | "Number" => true,
        "Date" => matches!(method, "now" | "parse" | "UTC"),
        "Object" => matches!(method, "keys" | "freeze" | "hasOwn"),
        "Array" => method == "isArray",
        "performance" => method == "now",
        "crypto" => matches!(method, "randomUUID" | "getRandomValues"),
        _ => false,
    }
}

#[rustfmt::skip]
fn is_function(name: &str) -> bool {
    matches!(
        name,
        "Boolean" | "parseInt" | "parseFloat" | "isNaN" | "isFinite" | "encodeURI" | "encodeURIComponent" | "decodeURI" | "decodeURIComponent"
    )
}

#[rustfmt::skip]
fn is_constructor(name: &str) -> bool {
    matches!(
        name,
        "Response" | "Request" | "Headers" | "URL" | "URLSearchParams" | "Date" | "AbortController" | "TextEncoder" | "TextDecoder"
            | "DOMException" | "Error" | "TypeError" | "RangeError" | "SyntaxError" | "ReferenceError" | "URIError"
    )
}

/// A class of Next's, or a function.
fn is_of_next<'a>(name: &'a Ident, bindings: &Bindings<'a>, is_class: bool) -> bool {
    let Some(binding) = bindings.resolve(name).filter(|binding| binding.kind == BindingKind::Import) else {
        return false;
    };
    let (Some(source), Some(key)) = (binding.source, binding.key.and_then(Name::plain)) else { return false };
    match source.strip_suffix(".js").unwrap_or(source) {
        "next/server" => is_class && key == "NextResponse",
        "next/navigation" => !is_class && matches!(key, "redirect" | "permanentRedirect" | "notFound"),
        "next/cache" => !is_class && matches!(key, "revalidatePath" | "revalidateTag"),
        _ => false,
    }
}
