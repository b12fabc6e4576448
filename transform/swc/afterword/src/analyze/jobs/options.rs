//! What the options of an `after` say that bears on its job: where they are written in place, or are a constant's.
use crate::analyze::bindings::{BindingKind, Bindings};
use crate::analyze::nodes::{key_name, string_value, Name, Node};
use swc_core::ecma::ast::Lit;

pub struct DurableOptions<'a> {
    /// The value of `durable`.
    pub durable: Node<'a>,
    /// The value of `name`, where there is one.
    pub name: Option<Node<'a>>,
    /// Something is spread behind it, which may hold another.
    is_unsure: bool,
}

/// None where nothing says that the task is durable.
pub fn find_durable<'a>(options: Node<'a>, bindings: &Bindings<'a>) -> Option<DurableOptions<'a>> {
    let (mut durable, mut name, mut is_unsure) = (None, None, false);
    for each in properties_of(literal_of(options, bindings)?) {
        match key_of(each) {
            Some("durable") => durable = Some(value_of(each)),
            Some("name") => {
                name = Some(value_of(each));
                is_unsure = false;
            }
            _ => is_unsure |= matches!(each, Node::ObjectSpread(_)),
        }
    }
    let durable = durable.filter(|value| !is_off(*value, bindings))?;
    Some(DurableOptions { durable, name, is_unsure })
}

fn literal_of<'a>(options: Node<'a>, bindings: &Bindings<'a>) -> Option<Node<'a>> {
    let node = options.unwrap();
    let binding = node.identifier().and_then(|name| bindings.resolve(name));
    let constant = binding.filter(|each| each.kind == BindingKind::Const && each.key.is_none());
    let node = constant.and_then(|each| each.init).map_or(node, Node::unwrap);
    matches!(node, Node::ObjectExpression(_)).then_some(node)
}

fn properties_of<'a>(literal: Node<'a>) -> impl DoubleEndedIterator<Item = Node<'a>> {
    let properties = match literal {
        Node::ObjectExpression(object) => &object.props[..],
        _ => &[],
    };
    properties.iter().map(Node::from)
}

fn key_of(property: Node<'_>) -> Option<&str> {
    let key = property.key().filter(|_| !property.is_computed())?;
    key_name(key).and_then(Name::plain)
}

/// Of a property; a method is its own value.
fn value_of(property: Node<'_>) -> Node<'_> {
    property.value().map_or(property, Node::unwrap)
}

/// `false`, `undefined`, `null`: what is said so is no job.
fn is_off<'a>(value: Node<'a>, bindings: &Bindings<'a>) -> bool {
    let is_literal = match value {
        Node::Literal(Lit::Bool(literal)) => !literal.value,
        _ => matches!(value, Node::NullLiteral(_)),
    };
    is_literal || bindings.is_global(value, "undefined")
}

impl<'a> DurableOptions<'a> {
    /// The text of `name`, if it can be the name of a job: it is the key under which payloads find their code.
    pub fn text(&self) -> Option<&'a str> {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"_./-".contains(&byte);
        let text = self.name.and_then(string_value).filter(|_| !self.is_unsure)?;
        (!text.is_empty() && text.bytes().all(is_sign)).then_some(text)
    }

    /// `durable: { tx, upgrade }`: the value of one of these.
    pub fn option(&self, name: &str) -> Option<Node<'a>> {
        properties_of(self.durable).rfind(|each| key_of(*each) == Some(name)).map(value_of)
    }
}
