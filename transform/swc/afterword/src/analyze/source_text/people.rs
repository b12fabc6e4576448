//! Is a text made for people alone: the message of an error, a line of a log? Nobody runs that, so what it shows of a function may be ours.
use super::names::text_of_name;
use super::places::Table;
use crate::analyze::nodes::{key_name, Name, Node};
use swc_core::ecma::ast::*;

const LEVELS: [&str; 10] =
    ["log", "info", "warn", "error", "debug", "trace", "fatal", "verbose", "notice", "silly"];
const LOGGERS: [&str; 5] = ["console", "log", "logger", "logging", "debug"];
const SAYS: [&str; 8] = ["assert", "invariant", "warn", "warning", "debug", "fail", "panic", "log"];
const MESSAGES: [&str; 6] = ["reason", "label", "description", "title", "detail", "hint"];

/// `at`: what makes the text, a template, a sum, a call that gives it.
pub fn is_for_people<'a>(at: Node<'a>, parents: &Table<'a, Node<'a>>) -> bool {
    // `(${fn})()` is code wherever it goes.
    let mut is_code = false;
    let mut node = at;
    while let Some(parent) = parents.get(node) {
        if let Node::TemplateLiteral(template) = node {
            is_code = is_code || is_called(template);
        }
        match parent {
            Node::ThrowStatement(_) => return true,
            Node::VariableDeclarator(declarator) => {
                let name = Node::from(&declarator.name).identifier();
                return !is_code && name.is_some_and(|name| is_message(&name.sym));
            }
            Node::ObjectProperty(_) => {
                let key = parent.key().and_then(key_name).and_then(Name::plain).unwrap_or_default();
                if !is_code && is_message(key) {
                    return true;
                }
            }
            Node::NewExpression(made) => return is_error(text_of_name(Node::from(&*made.callee))),
            _ if parent.is_call() => {
                let Some(callee) = parent.callee().map(Node::unwrap) else { return false };
                // `fn.toString().slice(0, 80)`
                if parent.callee() != Some(node) && callee != node {
                    let name = text_of_name(callee);
                    if is_error(name) {
                        return true;
                    }
                    if name != "String" {
                        let says = match callee.object().filter(|_| callee.is_member()) {
                            Some(object) => LEVELS.contains(&name) && is_logger(text_of_name(object)),
                            None => SAYS.contains(&name),
                        };
                        return says && !is_code;
                    }
                }
            }
            _ if !passes(parent) => return false,
            _ => {}
        }
        node = parent;
    }
    false
}

/// What hands a text on as it is, or as a part of another.
fn passes(node: Node) -> bool {
    matches!(
        node,
        Node::TemplateLiteral(_)
            | Node::BinaryExpression(_)
            | Node::ConditionalExpression(_)
            | Node::MemberExpression(_)
            | Node::OptionalMemberExpression(_)
            | Node::ArrayExpression(_)
            | Node::ObjectExpression(_)
            | Node::TSAsExpression(_)
            | Node::TSConstAssertion(_)
            | Node::TSSatisfiesExpression(_)
            | Node::TSNonNullExpression(_)
            | Node::TSTypeAssertion(_)
    )
}

fn is_error(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Exception")
}

fn is_logger(name: &str) -> bool {
    LOGGERS.contains(&name) || name.ends_with("Log") || name.ends_with("Logger")
}

fn is_message(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("message") || name.ends_with("msg") || MESSAGES.contains(&&*name)
}

/// `(${fn})(…)`
fn is_called(template: &Tpl) -> bool {
    template.quasis.windows(2).any(|pair| {
        let rest = pair[1].raw.strip_prefix(')').map(str::trim_start);
        pair[0].raw.ends_with('(') && rest.is_some_and(|rest| rest.starts_with('('))
    })
}
