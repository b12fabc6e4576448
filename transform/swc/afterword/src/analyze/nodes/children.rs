//! The children that are evaluated, in evaluation order. Not those of a function: they are for its caller to decide on.
use super::dialect::FunctionBody;
use super::{directive, statements, Node};
use swc_core::common::DUMMY_SP;
use swc_core::ecma::ast::*;

impl<'a> Node<'a> {
    /// The evaluated children of a node that is no function, in evaluation order.
    pub fn children(self) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        self.add_children(&mut found);
        found
    }

    pub fn add_children(self, into: &mut Vec<Node<'a>>) {
        match self {
            Node::Program(node) => match node {
                Program::Module(module) => module_items(&module.body).for_each(|each| add(each, into)),
                Program::Script(script) => all(statements(&script.body), into),
                _ => add(Node::Unknown(DUMMY_SP), into),
            },
            Node::ExpressionStatement(node) => expression(&node.expr, into),
            Node::BlockStatement(node) => all(&node.stmts, into),
            Node::FunctionBody(FunctionBody { stmts, .. }) => all(statements(stmts), into),
            Node::StaticBlock(node) => all(&node.body.stmts, into),
            Node::WithStatement(node) => {
                expression(&node.obj, into);
                statement(&node.body, into);
            }
            Node::ReturnStatement(node) => maybe(&node.arg, into),
            Node::ThrowStatement(node) => expression(&node.arg, into),
            Node::LabeledStatement(node) => statement(&node.body, into),
            Node::IfStatement(node) => {
                expression(&node.test, into);
                statement(&node.cons, into);
                if let Some(other) = &node.alt {
                    statement(other, into);
                }
            }
            Node::SwitchStatement(node) => {
                expression(&node.discriminant, into);
                node.cases.iter().for_each(|each| add(Node::SwitchCase(each), into));
            }
            Node::SwitchCase(node) => {
                maybe(&node.test, into);
                all(&node.cons, into);
            }
            Node::TryStatement(node) => {
                add(Node::BlockStatement(&node.block), into);
                if let Some(handler) = &node.handler {
                    add(Node::CatchClause(handler), into);
                }
                if let Some(finalizer) = &node.finalizer {
                    add(Node::BlockStatement(finalizer), into);
                }
            }
            Node::CatchClause(node) => {
                if let Some(param) = &node.param {
                    add(Node::from(param), into);
                }
                add(Node::BlockStatement(&node.body), into);
            }
            Node::WhileStatement(node) => {
                expression(&node.test, into);
                statement(&node.body, into);
            }
            Node::DoWhileStatement(node) => {
                statement(&node.body, into);
                expression(&node.test, into);
            }
            Node::ForStatement(node) => {
                if let Some(init) = &node.init {
                    add(Node::from(init), into);
                }
                maybe(&node.test, into);
                statement(&node.body, into);
                maybe(&node.update, into);
            }
            Node::ForInStatement(node) => {
                expression(&node.right, into);
                add(Node::from(&node.left), into);
                statement(&node.body, into);
            }
            Node::ForOfStatement(node) => {
                expression(&node.right, into);
                add(Node::from(&node.left), into);
                statement(&node.body, into);
            }
            Node::VariableDeclaration(_) | Node::UsingDeclaration(_) => {
                self.declarators().iter().for_each(|each| add(Node::VariableDeclarator(each), into))
            }
            Node::VariableDeclarator(node) => {
                maybe(&node.init, into);
                add(Node::from(&node.name), into);
            }
            Node::ExportDeclaration(node) => add(Node::from(&node.decl), into),
            Node::ExportDefaultDeclaration(node) => add(Node::from(&node.decl), into),
            Node::ExportDefaultExpression(node) => expression(&node.expr, into),
            Node::TSEnumDeclaration(node) => node.members.iter().for_each(|each| maybe(&each.init, into)),
            Node::TSModuleDeclaration(node) => {
                if let Some(body) = &node.body {
                    add(namespace(body), into);
                }
            }
            Node::TSNestedModule(node) => add(namespace(&node.body), into),
            Node::TSModuleBlock(node) => node.body.iter().for_each(|each| add(Node::from(each), into)),
            Node::TSExportAssignment(node) => expression(&node.expr, into),
            Node::TSParameterProperty(node) => add(
                match &node.param {
                    TsParamPropParam::Ident(name) => Node::Identifier(&name.id),
                    TsParamPropParam::Assign(pattern) => Node::AssignmentPattern(pattern),
                    _ => Node::Unknown(node.span),
                },
                into,
            ),
            _ => self.add_operands(into),
        }
    }
}

/// What neither does anything nor holds what does is passed over.
pub(super) fn add<'a>(node: Node<'a>, into: &mut Vec<Node<'a>>) {
    if !node.is_silent() {
        into.push(node);
    }
}

/// The statements of a module, without its directives.
fn module_items(body: &[ModuleItem]) -> impl Iterator<Item = Node<'_>> {
    let is_directive =
        |item: &ModuleItem| matches!(item, ModuleItem::Stmt(each) if directive(each).is_some());
    body.iter().skip_while(move |each| is_directive(each)).map(Node::from)
}

fn all<'a>(statements: &'a [Stmt], into: &mut Vec<Node<'a>>) {
    for each in statements {
        statement(each, into);
    }
}

fn statement<'a>(node: &'a Stmt, into: &mut Vec<Node<'a>>) {
    add(Node::from(node), into);
}

pub(super) fn expression<'a>(node: &'a Expr, into: &mut Vec<Node<'a>>) {
    add(Node::from(node), into);
}

pub(super) fn maybe<'a>(node: &'a Option<Box<Expr>>, into: &mut Vec<Node<'a>>) {
    if let Some(node) = node {
        expression(node, into);
    }
}

fn namespace(body: &TsNamespaceBody) -> Node<'_> {
    match body {
        TsNamespaceBody::TsModuleBlock(node) => Node::TSModuleBlock(node),
        TsNamespaceBody::TsNamespaceDecl(node) => Node::TSNestedModule(node),
        _ => Node::Unknown(DUMMY_SP),
    }
}
