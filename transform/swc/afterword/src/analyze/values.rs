//! Which functions is a value, or may it be? Names are followed, calls of functions of the file are what those return, and what such a call
//! is given may be handed on by it: `withLog(handler)` is the function that `withLog` returns, and calls `handler`.
use super::bindings::{BindingKind, Bindings};
use super::nodes::{key_name, plain_property, walk, Name, Node, NodeMap};
use std::rc::Rc;
use swc_core::ecma::ast::*;

/// What is still to be done with a value before it is the one that is asked for.
struct Steps<'a> {
    /// The member that is read; None: it is called.
    key: Option<Name<'a>>,
    next: Path<'a>,
}

type Path<'a> = Option<Rc<Steps<'a>>>;

fn step<'a>(key: Option<Name<'a>>, next: Path<'a>) -> Path<'a> {
    Some(Rc::new(Steps { key, next }))
}

struct Visit<'a> {
    node: Node<'a>,
    steps: Path<'a>,
    /// The first call on the way.
    through: Option<Node<'a>>,
}

/// `found` is called with each function, and with the first call that it came through (None: it is the value itself). `key` is the member of
/// the value that is meant, None for the value itself.
pub fn each_function<'a>(
    value: Node<'a>,
    key: Option<Name<'a>>,
    bindings: &Bindings<'a>,
    found: &mut dyn FnMut(Node<'a>, Option<Node<'a>>),
) {
    // Names may go round in a circle.
    let mut seen = NodeMap::default();
    let steps = key.and_then(|key| step(Some(key), None));
    let mut left = vec![Visit { node: value, steps, through: None }];
    while let Some(Visit { node, steps, through }) = left.pop() {
        let node = node.unwrap();
        if seen.insert(node, 0).is_some() {
            continue;
        }
        let mut add = |next: Node<'a>, then: Path<'a>| left.push(Visit { node: next, steps: then, through });
        match node {
            _ if node.is_function() => match steps.as_deref() {
                None => found(node, through),
                Some(Steps { key: None, next }) => {
                    returns_of(node).into_iter().for_each(|each| add(each, next.clone()))
                }
                _ => {}
            },
            _ if is_bind(node) => {
                if let Some(object) = node.callee().and_then(|callee| callee.unwrap().object()) {
                    add(object, steps);
                }
            }
            _ if node.is_call() => {
                let first = through.or(Some(node));
                let is_meant = (through.is_none() || has_plain_callee(node)) && is_only_called(&steps);
                let key = steps.as_ref().and_then(|steps| steps.key);
                if let Some(callee) = node.callee() {
                    left.push(Visit { node: callee, steps: step(None, steps), through: first });
                }
                for each in if is_meant { given_to(node, key) } else { Vec::new() } {
                    left.push(Visit { node: each, steps: None, through: first });
                }
            }
            _ if node.is_member() => {
                if let Some((name, object)) = plain_property(node).zip(node.object()) {
                    add(object, step(Some(Name::Plain(name)), steps));
                }
            }
            Node::Identifier(_) if class_of(node, bindings).is_some() => {
                for each in class_members_of(class_of(node, bindings), true, &steps) {
                    add(each, steps.as_ref().and_then(|steps| steps.next.clone()));
                }
            }
            Node::NewExpression(_) => {
                let class = node.callee().and_then(|callee| class_of(callee, bindings));
                for each in class_members_of(class, false, &steps) {
                    add(each, steps.as_ref().and_then(|steps| steps.next.clone()));
                }
            }
            Node::Identifier(name) => {
                let binding = bindings.resolve(name).filter(|binding| binding.kind != BindingKind::Class);
                if let Some((binding, init)) = binding.and_then(|binding| Some((binding, binding.init?))) {
                    let then = if binding.key.is_some() { step(binding.key, steps) } else { steps };
                    add(init, then);
                }
            }
            Node::ObjectExpression(object) => {
                if let Some(Steps { key: Some(key), next }) = steps.as_deref() {
                    members_of(object, Some(*key)).into_iter().for_each(|each| add(each, next.clone()));
                }
            }
            Node::ConditionalExpression(CondExpr { cons, alt, .. }) => {
                add(Node::from(&**cons), steps.clone());
                add(Node::from(&**alt), steps);
            }
            Node::BinaryExpression(BinExpr {
                op: BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing,
                left,
                right,
                ..
            }) => {
                add(Node::from(&**left), steps.clone());
                add(Node::from(&**right), steps);
            }
            Node::AwaitExpression(AwaitExpr { arg, .. }) => add(Node::from(&**arg), steps),
            _ => {}
        }
    }
}

/// `withLog(…)`, `routes.withLog(…)`, `withLog(options)(…)`: no call stands before a dot, as in `z.object({ … }).refine(…)`.
fn has_plain_callee(call: Node) -> bool {
    let Some(mut callee) = call.callee().map(Node::unwrap) else { return false };
    while callee.is_call() {
        let Some(inner) = callee.callee() else { return false };
        callee = inner.unwrap();
    }
    while callee.is_member() {
        let Some(object) = callee.object() else { return false };
        callee = object.unwrap();
    }
    callee.identifier().is_some()
}

/// A member of what a call returns may be asked for, but none of what leads to it.
fn is_only_called(steps: &Path) -> bool {
    let mut each = steps.as_ref();
    let mut at = 0;
    while let Some(step) = each.filter(|step| step.key.is_none()) {
        each = step.next.as_ref();
        at += 1;
    }
    each.is_none_or(|step| at == 0 && step.next.is_none())
}

/// What a call is given, in literals too; of an object only the member that is asked for, where it has that.
fn given_to<'a>(call: Node<'a>, key: Option<Name<'a>>) -> Vec<Node<'a>> {
    let mut given = Vec::new();
    for argument in call.arguments().iter().filter(|argument| argument.spread.is_none()) {
        add_given(Node::from(argument), key, &mut given);
    }
    given
}

fn add_given<'a>(node: Node<'a>, key: Option<Name<'a>>, given: &mut Vec<Node<'a>>) {
    match node.unwrap() {
        Node::ArrayExpression(array) => {
            for each in array.elems.iter().flatten().filter(|each| each.spread.is_none()) {
                add_given(Node::from(each), None, given);
            }
        }
        Node::ObjectExpression(object) => {
            let asked = key.map_or(Vec::new(), |key| members_of(object, Some(key)));
            let meant = if asked.is_empty() { members_of(object, None) } else { asked };
            meant.into_iter().for_each(|each| add_given(each, None, given));
        }
        value => given.push(value),
    }
}

/// The values of an object literal, or those under one key.
fn members_of<'a>(object: &'a ObjectLit, key: Option<Name<'a>>) -> Vec<Node<'a>> {
    let properties = object.props.iter().map(Node::from).filter(|property| !property.is_computed());
    let plain =
        properties.filter(|property| !matches!(property, Node::ObjectGetter(_) | Node::ObjectSetter(_)));
    let meant = plain.filter(|property| key.is_none() || property.key().and_then(key_name) == key);
    meant
        .filter_map(|property| if property.is_function() { Some(property) } else { property.value() })
        .collect()
}

/// `controller.list.bind(controller)`
fn is_bind(node: Node) -> bool {
    let callee = node.callee().filter(|_| node.is_call()).map(Node::unwrap);
    callee.and_then(plain_property) == Some("bind")
}

/// `new Orders()`, where the file has the class.
fn class_of<'a>(callee: Node<'a>, bindings: &Bindings<'a>) -> Option<Node<'a>> {
    let node = callee.unwrap();
    let made = match node.identifier() {
        Some(name) => bindings.resolve(name)?.init?.unwrap(),
        None => node,
    };
    made.class().map(|_| made)
}

/// Methods and fields of the name that is asked for.
fn class_members_of<'a>(class: Option<Node<'a>>, is_static: bool, steps: &Path<'a>) -> Vec<Node<'a>> {
    let key = steps.as_ref().and_then(|steps| steps.key);
    let Some((class, key)) = class.and_then(Node::class).zip(key) else { return Vec::new() };
    let is_meant = |member: &Node<'a>| {
        let is_method = match member {
            Node::ClassMethod(method) => method.kind == MethodKind::Method && method.is_static == is_static,
            _ => member.is_field() && member.is_static() == is_static,
        };
        is_method && !member.is_computed() && member.key().and_then(key_name) == Some(key)
    };
    let members = class.body.iter().map(Node::from).filter(is_meant);
    members.filter_map(|member| if member.is_function() { Some(member) } else { member.value() }).collect()
}

/// What a function returns, where it is written.
fn returns_of(function: Node<'_>) -> Vec<Node<'_>> {
    if function.is_generator() {
        return Vec::new();
    }
    let body = function.body();
    if body.block().is_none() {
        return vec![body];
    }
    let mut found = Vec::new();
    walk(body, &mut |node| {
        if let Node::ReturnStatement(ReturnStmt { arg: Some(value), .. }) = node {
            found.push(Node::from(&**value));
        }
        !node.is_function()
    });
    found
}
