//! The children of expressions, patterns, classes and JSX, in evaluation order.
use super::children::{add, expression, maybe};
use super::Node;
use swc_core::common::DUMMY_SP;
use swc_core::ecma::ast::*;

impl<'a> Node<'a> {
    /// Of expressions, patterns and classes.
    pub(super) fn add_operands(self, into: &mut Vec<Node<'a>>) {
        match self {
            Node::ArrayExpression(node) => {
                node.elems.iter().flatten().for_each(|each| add(Node::from(each), into))
            }
            Node::ObjectExpression(node) => node.props.iter().for_each(|each| add(Node::from(each), into)),
            Node::ObjectProperty(node) => {
                computed(&node.key, into);
                expression(&node.value, into);
            }
            Node::ShorthandProperty(node) => add(Node::Identifier(node), into),
            Node::SpreadElement(node) => expression(&node.expr, into),
            Node::ObjectSpread(node) => expression(&node.expr, into),
            Node::UnaryExpression(node) => expression(&node.arg, into),
            Node::UpdateExpression(node) => expression(&node.arg, into),
            Node::BinaryExpression(node) => {
                expression(&node.left, into);
                expression(&node.right, into);
            }
            Node::AssignmentExpression(node) => {
                add(Node::from(&node.left), into);
                expression(&node.right, into);
            }
            Node::ConditionalExpression(node) => {
                expression(&node.test, into);
                expression(&node.cons, into);
                expression(&node.alt, into);
            }
            Node::CallExpression(_) | Node::OptionalCallExpression(_) | Node::NewExpression(_) => {
                self.callee().into_iter().for_each(|callee| add(callee, into));
                self.arguments().iter().for_each(|each| add(Node::from(each), into));
            }
            Node::ImportExpression(node) => node.args.iter().for_each(|each| add(Node::from(each), into)),
            Node::MemberExpression(node) => member(node, into),
            Node::OptionalMemberExpression(node) => {
                if let OptChainBase::Member(node) = &*node.base {
                    member(node, into);
                }
            }
            Node::SuperMemberExpression(node) => {
                add(Node::Super(&node.obj), into);
                if let SuperProp::Computed(property) = &node.prop {
                    expression(&property.expr, into);
                }
            }
            Node::SequenceExpression(node) => node.exprs.iter().for_each(|each| expression(each, into)),
            Node::TemplateLiteral(node) => node.exprs.iter().for_each(|each| expression(each, into)),
            Node::TaggedTemplateExpression(node) => {
                expression(&node.tag, into);
                add(Node::TemplateLiteral(&node.tpl), into);
            }
            Node::YieldExpression(node) => maybe(&node.arg, into),
            Node::AwaitExpression(node) => expression(&node.arg, into),

            Node::ObjectPattern(node) => node.props.iter().for_each(|each| add(Node::from(each), into)),
            Node::ArrayPattern(node) => {
                node.elems.iter().flatten().for_each(|each| add(Node::from(each), into))
            }
            Node::AssignmentPattern(node) => {
                expression(&node.right, into);
                add(Node::from(&*node.left), into);
            }
            Node::RestElement(node) => add(Node::from(&*node.arg), into),
            Node::PatternProperty(node) => {
                computed(&node.key, into);
                add(Node::from(&*node.value), into);
            }
            Node::ShorthandPattern(node) => add(
                match &node.value {
                    Some(_) => Node::ShorthandDefault(node),
                    None => Node::Identifier(&node.key.id),
                },
                into,
            ),
            Node::ShorthandDefault(node) => {
                maybe(&node.value, into);
                add(Node::Identifier(&node.key.id), into);
            }

            Node::ClassDeclaration(_) | Node::DefaultClass(_) | Node::ClassExpression(_) => {
                if let Some(class) = self.class() {
                    decorators(&class.decorators, into);
                    maybe(&class.super_class, into);
                    class.body.iter().for_each(|each| add(Node::from(each), into));
                }
            }
            Node::ClassProperty(node) => {
                decorators(&node.decorators, into);
                computed(&node.key, into);
                maybe(&node.value, into);
            }
            Node::ClassPrivateProperty(node) => {
                decorators(&node.decorators, into);
                maybe(&node.value, into);
            }
            Node::ClassAccessorProperty(node) => {
                decorators(&node.decorators, into);
                if let Key::Public(key) = &node.key {
                    computed(key, into);
                }
                maybe(&node.value, into);
            }

            Node::JSXElement(node) => {
                node.opening.attrs.iter().for_each(|each| attribute(each, into));
                node.children.iter().for_each(|each| element(each, into));
            }
            Node::JSXFragment(node) => node.children.iter().for_each(|each| element(each, into)),

            Node::TSAsExpression(node) => expression(&node.expr, into),
            Node::TSConstAssertion(node) => expression(&node.expr, into),
            Node::TSSatisfiesExpression(node) => expression(&node.expr, into),
            Node::TSTypeAssertion(node) => expression(&node.expr, into),
            Node::TSNonNullExpression(node) => expression(&node.expr, into),
            Node::TSInstantiationExpression(node) => expression(&node.expr, into),
            _ => {}
        }
    }
}

fn computed<'a>(key: &'a PropName, into: &mut Vec<Node<'a>>) {
    if let PropName::Computed(key) = key {
        expression(&key.expr, into);
    }
}

fn member<'a>(node: &'a MemberExpr, into: &mut Vec<Node<'a>>) {
    expression(&node.obj, into);
    if let MemberProp::Computed(property) = &node.prop {
        expression(&property.expr, into);
    }
}

fn decorators<'a>(list: &'a [Decorator], into: &mut Vec<Node<'a>>) {
    list.iter().for_each(|each| expression(&each.expr, into));
}

fn attribute<'a>(attribute: &'a JSXAttrOrSpread, into: &mut Vec<Node<'a>>) {
    let value = match attribute {
        JSXAttrOrSpread::JSXAttr(attribute) => &attribute.value,
        JSXAttrOrSpread::SpreadElement(spread) => return expression(&spread.expr, into),
        _ => return add(Node::Unknown(DUMMY_SP), into),
    };
    match value {
        None | Some(JSXAttrValue::Str(_)) => {}
        Some(JSXAttrValue::JSXExprContainer(container)) => contained(container, into),
        Some(JSXAttrValue::JSXElement(node)) => add(Node::JSXElement(node), into),
        Some(JSXAttrValue::JSXFragment(node)) => add(Node::JSXFragment(node), into),
        _ => add(Node::Unknown(DUMMY_SP), into),
    }
}

fn element<'a>(child: &'a JSXElementChild, into: &mut Vec<Node<'a>>) {
    match child {
        JSXElementChild::JSXText(_) => {}
        JSXElementChild::JSXExprContainer(container) => contained(container, into),
        JSXElementChild::JSXSpreadChild(node) => expression(&node.expr, into),
        JSXElementChild::JSXElement(node) => add(Node::JSXElement(node), into),
        JSXElementChild::JSXFragment(node) => add(Node::JSXFragment(node), into),
        _ => add(Node::Unknown(DUMMY_SP), into),
    }
}

fn contained<'a>(container: &'a JSXExprContainer, into: &mut Vec<Node<'a>>) {
    match &container.expr {
        JSXExpr::Expr(node) => expression(node, into),
        JSXExpr::JSXEmptyExpr(_) => {}
        _ => add(Node::Unknown(container.span), into),
    }
}
