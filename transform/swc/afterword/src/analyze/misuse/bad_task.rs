//! What is plainly neither a function nor a promise, and what a function of the file returns that returns nothing.
use super::context::{call_of, report, MisuseContext};
use crate::analyze::bindings::{BindingKind, Bindings};
use crate::analyze::nodes::{key_name, walk, Name, Node};
use crate::plan::PlannedDiagnostic;
use swc_core::ecma::ast::*;

pub fn find_bad_tasks(context: &MisuseContext) -> Vec<PlannedDiagnostic> {
    // A wrapper of the author's may take what it likes.
    if !context.imports.only_ours {
        return Vec::new();
    }
    let calls = context.calls.iter().filter(|call| call.gives_task());
    let found = calls.filter_map(|call| {
        let task = call.task()?;
        let span = task.map_or(call.node.span(), Node::span);
        let name = call_of(call.api);
        if let Some(given) = task.map_or(Some("nothing"), |task| describe(task, context.bindings, 0)) {
            return Some(report("bad-task.value", span, [("call", name), ("given", given)]));
        }
        let (called, function) = nothing_from(task?, context)?;
        let fix = format!("() => {}", context.text(called.span()));
        let values = [("call", name), ("name", function), ("fix", fix.as_str())];
        let found = report("bad-task.nothing", span, values);
        Some(PlannedDiagnostic { fix: is_movable(called).then_some(fix), ..found })
    });
    found.collect()
}

/// What a task plainly is, with its article, if it can be none.
fn describe<'a>(node: Node<'a>, bindings: &Bindings<'a>, depth: usize) -> Option<&'static str> {
    Some(match node {
        Node::StringLiteral(_) | Node::TemplateLiteral(_) => "a string",
        Node::NumericLiteral(_) => "a number",
        Node::BigIntLiteral(_) | Node::Literal(Lit::BigInt(_)) => "a bigint",
        Node::Literal(Lit::Bool(_)) => "a boolean",
        Node::NullLiteral(_) => "null",
        Node::RegExpLiteral(_) => "a regular expression",
        Node::ArrayExpression(_) => "an array",
        Node::ObjectExpression(object) if object.props.iter().all(is_plain) => "an object",
        Node::JSXElement(_) | Node::JSXFragment(_) => "an element",
        Node::UnaryExpression(unary) => match unary.op {
            UnaryOp::Void => "undefined",
            UnaryOp::TypeOf => "a string",
            UnaryOp::Bang | UnaryOp::Delete => "a boolean",
            _ => "a number",
        },
        Node::BinaryExpression(binary) => return describe_binary(binary.op),
        Node::Identifier(name) => match bindings.resolve(name) {
            None if name.sym == *"undefined" => "undefined",
            None => return None,
            Some(binding) => {
                let is_constant = binding.kind == BindingKind::Const && binding.key.is_none() && depth < 4;
                return describe(binding.init.filter(|_| is_constant)?.unwrap(), bindings, depth + 1);
            }
        },
        _ => return None,
    })
}

fn describe_binary(op: BinaryOp) -> Option<&'static str> {
    use BinaryOp::*;
    match op {
        LogicalAnd | LogicalOr | NullishCoalescing => None,
        EqEq | NotEq | EqEqEq | NotEqEq | Lt | LtEq | Gt | GtEq | In | InstanceOf => Some("a boolean"),
        _ => Some("a primitive value"),
    }
}

/// A property whose name is known, and which makes no promise of its object.
fn is_plain(property: &PropOrSpread) -> bool {
    let node = Node::from(property);
    node.key().is_some_and(|key| !node.is_computed() && key_name(key) != Some(Name::Plain("then")))
}

/// `fn()` and `await fn()`, if `fn` returns nothing: the call, and the name of what it calls.
fn nothing_from<'a>(task: Node<'a>, context: &MisuseContext<'a, '_>) -> Option<(Node<'a>, &'a str)> {
    let (call, awaited) = match task {
        Node::AwaitExpression(node) => (Node::from(&*node.arg).unwrap(), true),
        _ => (task, false),
    };
    let (function, _, name) = context.function_named(call.callee().filter(|_| call.is_call())?)?;
    ((awaited || !function.is_async()) && returns_nothing(function)).then_some((call, &*name.sym))
}

fn returns_nothing(function: Node) -> bool {
    let body = function.body();
    let Some(statements) = body.block().filter(|_| !function.is_generator()) else { return false };
    // One that always throws returns nothing either, and that is its business.
    if matches!(statements.last(), Some(Stmt::Throw(_))) {
        return false;
    }
    let mut returns = false;
    walk(body, &mut |node| {
        returns |= matches!(node, Node::ReturnStatement(ReturnStmt { arg: Some(_), .. }));
        !returns && !node.is_function()
    });
    !returns
}

/// Whether a call means the same in an arrow function.
fn is_movable(call: Node) -> bool {
    let mut movable = true;
    walk(call, &mut |node| {
        movable &= !matches!(node, Node::AwaitExpression(_) | Node::YieldExpression(_));
        movable && !node.is_function()
    });
    movable
}
