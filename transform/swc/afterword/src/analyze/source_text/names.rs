//! What expressions are called.
use crate::analyze::bindings::Binding;
use crate::analyze::nodes::{key_name, string_value, Name, Node};

/// `a.b`, `a['b']` → 'b'
pub fn member_name(member: Node<'_>) -> Option<Name<'_>> {
    match member.property()? {
        (property, false) => key_name(property),
        (property, true) => string_value(property).map(Name::Plain),
    }
}

/// The key of a member of a class or an object literal.
pub fn key_of(member: Node<'_>) -> Option<Name<'_>> {
    let key = member.key()?;
    if member.is_computed() {
        string_value(key).map(Name::Plain)
    } else {
        key_name(key)
    }
}

/// The last name of an expression: `this.page`, `await this.page()` → 'page'.
pub fn name_of(expression: Node<'_>) -> Option<Name<'_>> {
    let mut node = expression.unwrap();
    loop {
        node = match node {
            Node::Identifier(name) => return Some(Name::Plain(&name.sym)),
            Node::AwaitExpression(awaited) => Node::from(&*awaited.arg).unwrap(),
            _ if node.is_member() => return member_name(node),
            _ if node.is_call() => node.callee()?.unwrap(),
            _ => return None,
        }
    }
}

/// The same, without the sign of a private name; nothing for what has none.
pub fn text_of_name(expression: Node<'_>) -> &str {
    match name_of(expression) {
        Some(Name::Plain(name) | Name::Private(name)) => name,
        _ => "",
    }
}

/// Where a name was imported or required from.
pub fn source_of<'a>(binding: &Binding<'a>) -> Option<&'a str> {
    binding.source.or_else(|| required_source(binding.init?))
}

/// `require('bson')` → 'bson'
pub fn required_source(init: Node<'_>) -> Option<&str> {
    let call = init.unwrap();
    let required = call.is_call() && call.callee().is_some_and(|callee| callee.is_named("require"));
    string_value(call.argument(0).filter(|_| required)?)
}
