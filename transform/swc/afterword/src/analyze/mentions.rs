//! Where is `after` itself handed over, as a value: `createContext({ waitUntil: after })`? What takes it calls it from wherever it likes, so it
//! is bound where it is mentioned, as `(task) => after(task)` written there would be (R12).
use super::bindings::Bindings;
use super::imports::{Api, Imports};
use super::inventory::Inventory;
use super::nodes::{bound_names, string_value, Node, NodeMap};
use crate::plan::{Reason, ReferenceKind, ReferencePlan};
use swc_core::ecma::ast::*;

pub struct Mention<'a> {
    /// The name, or the property of a literal that is short for it.
    pub node: Node<'a>,
    /// The function that it is written in.
    pub owner: Option<Node<'a>>,
    /// `headers` or `cookies` of Next's own.
    own: bool,
    what: &'static str,
}

pub fn find_mentions<'a>(
    program: &'a Program,
    bindings: &Bindings<'a>,
    imports: &Imports<'a, '_>,
    inventory: &Inventory<'a>,
    sources: &[String],
) -> Vec<Mention<'a>> {
    let mut mentions = Vec::new();
    if !may_mention(program, inventory, sources) {
        return mentions;
    }
    let mut other = find_other_uses(inventory, bindings, imports);
    let mut left = vec![(Node::Program(program), None)];
    while let Some((node, owner)) = left.pop() {
        match node {
            Node::ImportDeclaration(_) => continue,
            // `typeof after`, `fn === after`
            Node::UnaryExpression(UnaryExpr { arg, .. }) => {
                other.insert(Node::from(&**arg).unwrap(), 0);
            }
            Node::BinaryExpression(BinExpr { op, left, right, .. }) if !is_logical(*op) => {
                other.insert(Node::from(&**left).unwrap(), 0);
                other.insert(Node::from(&**right).unwrap(), 0);
            }
            // A variable may be anybody's: whoever calls it says whose request it is.
            Node::AssignmentExpression(AssignExpr { left, right, .. })
                if Node::from(left).identifier().is_some() =>
            {
                other.insert(Node::from(&**right).unwrap(), 0);
            }
            _ => {}
        }
        let value = match node {
            Node::ShorthandProperty(name) => Node::Identifier(name),
            _ => node,
        };
        let is_name = value.identifier().is_some() || value.is_member();
        let is_value = is_name && !other.contains_key(&value);
        let api = if is_value { imports.api_of(value) } else { None };
        let own = is_value && api.is_none() && imports.is_next_own(value);
        let what = match api {
            Some(Api::After) => "after itself",
            Some(Api::Headers) => "headers itself",
            Some(Api::Cookies) => "cookies itself",
            _ if own => "a name of Next's own",
            _ => {
                let mut parts = Vec::new();
                node.add_parts(&mut parts);
                let inside = if node.is_function() { Some(node) } else { owner };
                left.extend(parts.into_iter().rev().map(|part| (part, inside)));
                continue;
            }
        };
        mentions.push(Mention { node, owner, own, what });
    }
    mentions
}

pub fn is_logical(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing)
}

pub fn bind_mention(mention: &Mention) -> ReferencePlan {
    let because = format!("{} is handed over, and may be called from anywhere", mention.what);
    let reason = Reason { rule: "R12".into(), because, needs: None };
    let at = mention.node.span().into();
    let kind = if mention.own { ReferenceKind::Own } else { ReferenceKind::Value };
    ReferencePlan { at, kind, callee: None, argument: 0, reason }
}

/// Whether the file takes anything from a module that gives it: hardly any file does.
fn may_mention(program: &Program, inventory: &Inventory, sources: &[String]) -> bool {
    let is_ours = |source: &str| {
        source.starts_with("afterword")
            || source.starts_with("next/")
            || sources.iter().any(|each| each == source)
    };
    let imports = Node::Program(program).children().into_iter().any(|statement| match statement {
        Node::ImportDeclaration(import) => {
            string_value(Node::StringLiteral(&import.src)).is_some_and(is_ours)
        }
        Node::ExportNamedDeclaration(NamedExport { src: Some(source), .. }) => {
            string_value(Node::StringLiteral(source)).is_some_and(is_ours)
        }
        Node::ExportAllDeclaration(export) => {
            string_value(Node::StringLiteral(&export.src)).is_some_and(is_ours)
        }
        _ => false,
    });
    imports || inventory.loads.iter().any(|load| load.argument(0).and_then(string_value).is_some_and(is_ours))
}

fn is_optional_call(node: Node) -> bool {
    matches!(node, Node::OptionalCallExpression(OptChainExpr { optional: true, .. }))
}

/// What is called, what a member is taken of, and what a constant is that is followed.
fn find_other_uses<'a>(
    inventory: &Inventory<'a>,
    bindings: &Bindings<'a>,
    imports: &Imports<'a, '_>,
) -> NodeMap<'a> {
    let mut other = NodeMap::default();
    for node in inventory.uses.iter().map(|each| each.node) {
        let Some(callee) = node.callee() else { continue };
        // `headers?.()`: no call by a helper stands for it, but a name that is bound where it is mentioned does.
        if is_optional_call(node) && imports.is_next_own(callee.unwrap()) {
            continue;
        }
        let called = match callee.unwrap() {
            Node::SequenceExpression(SeqExpr { exprs, .. }) => exprs.last().map(|last| Node::from(&**last)),
            callee => Some(callee),
        };
        other.extend(called.map(|called| (called.unwrap(), 0)));
    }
    for member in inventory.members.iter().filter(|member| imports.api_of(**member).is_some()) {
        other.extend(member.object().map(|object| (object.unwrap(), 0)));
    }
    for each in &inventory.declarators {
        other.extend(bound_names(Node::from(&each.name)).into_iter().map(|name| (Node::Identifier(name), 0)));
        let name = Node::from(&each.name).identifier();
        let is_followed = name.and_then(|name| bindings.resolve(name)).is_some_and(|found| !found.assigned);
        if let Some(init) = each.init.as_deref().filter(|_| is_followed) {
            other.insert(Node::from(init).unwrap(), 0);
        }
    }
    other
}
