//! The walk through one function: events in the order of evaluation.
use super::builtins::calls_nothing;
use super::hidden::calls_hidden;
use super::{Event, EventKind, Order, Range, Returns};
use crate::analyze::bindings::Bindings;
use crate::analyze::nodes::{using_kind, Node, NodeMap};
use crate::plan::UsingKind;
use swc_core::ecma::ast::*;

/// What one function is asked with.
#[derive(Clone, Copy)]
pub struct OrderOptions<'a, 'b> {
    /// JSX elements of components are calls unless the runtime is React's.
    pub jsx_calls: bool,
    /// Names of this package that are handed over as values: they are bound to what the register holds there.
    pub mentions: &'b NodeMap<'a>,
    /// Expressions whose events are asked for, too.
    pub asked: &'b NodeMap<'a>,
    /// Calls of this package that can be handed the scope.
    pub told: &'b NodeMap<'a>,
    pub bindings: &'b Bindings<'a>,
}

struct Finder<'a, 'b> {
    found: Order<'a>,
    options: OrderOptions<'a, 'b>,
    generator: bool,
    async_generator: bool,
    /// How many `try`s, and how many loops and blocks that close or dispose of something, stand around the present node.
    tries: usize,
    closes: usize,
    stack: Vec<Node<'a>>,
}

pub fn find_order<'a>(function: Node<'a>, options: OrderOptions<'a, '_>) -> Order<'a> {
    let generator = function.is_generator();
    let async_generator = function.is_async() && function.is_generator();
    let mut finder = Finder {
        found: Order::default(),
        options,
        generator,
        async_generator,
        tries: 0,
        closes: 0,
        stack: Vec::new(),
    };
    let body = function.body();
    match body.block() {
        Some(statements) => finder.block(body, statements),
        None => {
            finder.within(body, |finder| finder.visit(body));
        }
    }
    finder.found.find_next();
    finder.found
}

impl<'a> Finder<'a, '_> {
    fn emit(&mut self, kind: EventKind, node: Node<'a>) {
        self.found.events.push(Event { kind, node, returns: None });
    }

    fn call(&mut self, node: Node<'a>) {
        self.emit(EventKind::Call, node);
    }

    fn suspension(&mut self, node: Node<'a>) {
        self.emit(EventKind::Suspension, node);
    }

    fn children(&mut self, node: Node<'a>) {
        let from = self.stack.len();
        node.add_children(&mut self.stack);
        let to = self.stack.len();
        for at in from..to {
            self.visit(self.stack[at]);
        }
        self.stack.truncate(from);
    }

    fn arguments(&mut self, call: Node<'a>) {
        call.arguments().iter().for_each(|each| self.visit(Node::from(each)));
    }

    fn statements(&mut self, list: &'a [Stmt]) {
        list.iter().for_each(|each| self.visit(Node::from(each)));
    }

    /// Records which events happen within `node`.
    fn within(&mut self, node: Node<'a>, body: impl FnOnce(&mut Self)) -> Range {
        let from = self.found.events.len();
        body(self);
        self.record(node, from)
    }

    fn record(&mut self, node: Node<'a>, from: usize) -> Range {
        let range = Range { from, to: self.found.events.len() };
        self.found.nodes.insert(node, self.found.ranges.len() as u32);
        self.found.ranges.push(range);
        range
    }

    fn looped(&mut self, node: Node<'a>, body: impl FnOnce(&mut Self)) {
        let range = self.within(node, body);
        self.found.loops.push((range, node));
    }

    /// The statements of a block, then the disposals of what it declared with `using`.
    fn block(&mut self, node: Node<'a>, list: &'a [Stmt]) {
        let disposes = usize::from(list.iter().any(|each| using_kind(Node::from(each)).is_some()));
        self.within(node, |finder| {
            finder.closes += disposes;
            finder.statements(list);
            finder.closes -= disposes;
            list.iter().for_each(|each| finder.dispose(Node::from(each)));
        });
    }

    fn dispose(&mut self, statement: Node<'a>) {
        let Some(kind) = using_kind(statement) else { return };
        self.call(statement);
        if kind == UsingKind::Async {
            self.suspension(statement);
        }
    }

    fn visit(&mut self, node: Node<'a>) {
        let from = self.found.events.len();
        self.visit_plain(node);
        if self.generator && calls_hidden(node) {
            self.call(node);
        }
        if self.options.asked.contains_key(&node) {
            self.record(node, from);
        }
    }

    fn visit_plain(&mut self, node: Node<'a>) {
        match node {
            _ if self.options.mentions.contains_key(&node) => self.call(node),
            Node::MemberExpression(_)
            | Node::OptionalMemberExpression(_)
            | Node::SuperMemberExpression(_) => {
                self.found.reads = true;
                self.children(node)
            }
            Node::CallExpression(_) if self.options.told.contains_key(&node) => {
                self.arguments(node);
                self.emit(EventKind::Told, node)
            }
            Node::CallExpression(_) | Node::NewExpression(_)
                if !self.generator && calls_nothing(node, self.options.bindings) =>
            {
                // What it is given may be read.
                self.found.reads |= !node.arguments().is_empty();
                self.arguments(node)
            }
            Node::CallExpression(_)
            | Node::OptionalCallExpression(_)
            | Node::NewExpression(_)
            | Node::TaggedTemplateExpression(_)
            | Node::SpreadElement(_) => {
                self.children(node);
                self.call(node)
            }
            Node::BinaryExpression(BinExpr { op, .. }) => {
                self.children(node);
                match op {
                    BinaryOp::InstanceOf => self.call(node),
                    BinaryOp::In => self.found.reads = true,
                    _ => {}
                }
            }
            // Spread in an object reads properties; only spread in arrays and arguments iterates.
            Node::ObjectSpread(_) | Node::ObjectPattern(_) => {
                self.found.reads = true;
                self.children(node)
            }
            Node::ArrayPattern(_) => {
                self.call(node);
                let before = self.found.events.len();
                self.children(node);
                // It goes on stepping, and closes, behind a suspension in its middle.
                if self.found.events[before..].iter().any(|event| event.kind == EventKind::Suspension) {
                    self.call(node);
                }
            }
            Node::AssignmentExpression(AssignExpr { left, right, .. }) => {
                let (left, right) = (Node::from(left), Node::from(&**right));
                let is_pattern = matches!(left, Node::ObjectPattern(_) | Node::ArrayPattern(_));
                let (first, second) = if is_pattern { (right, left) } else { (left, right) };
                self.visit(first);
                self.visit(second)
            }
            Node::AwaitExpression(_) => {
                self.children(node);
                self.suspension(node)
            }
            Node::YieldExpression(YieldExpr { delegate, .. }) => {
                self.children(node);
                if *delegate {
                    self.call(node);
                }
                self.suspension(node)
            }
            Node::ReturnStatement(ReturnStmt { arg: Some(value), .. }) => {
                self.children(node);
                let awaits = matches!(Node::from(&**value).unwrap(), Node::AwaitExpression(_));
                if self.async_generator {
                    self.suspension(node);
                } else if let Some(last) = self.found.events.last_mut().filter(|_| self.closes == 0 && awaits)
                {
                    last.returns =
                        Some(if self.tries == 0 { Returns::AtOnce } else { Returns::ThroughFinally });
                }
            }
            Node::JSXElement(element) => {
                self.children(node);
                if self.options.jsx_calls && is_component_name(&element.opening.name) {
                    self.call(node);
                }
            }
            Node::SwitchStatement(SwitchStmt { discriminant, cases, .. }) => {
                self.visit(Node::from(&**discriminant));
                self.within(node, |finder| {
                    let tests = cases.iter().filter_map(|one| one.test.as_deref());
                    tests.for_each(|test| finder.visit(Node::from(test)));
                    cases.iter().for_each(|one| finder.statements(&one.cons));
                });
            }
            Node::BlockStatement(BlockStmt { stmts, .. }) => self.block(node, stmts),
            Node::TryStatement(statement) => self.visit_try(node, statement),
            Node::ForStatement(_) => self.visit_for(node),
            Node::ForInStatement(ForInStmt { left, right, body, .. }) => {
                self.visit(Node::from(&**right));
                self.looped(node, |finder| {
                    // A proxy may say what its keys are.
                    if finder.generator {
                        finder.call(node);
                    }
                    finder.visit(Node::from(left));
                    finder.visit(Node::from(&**body));
                })
            }
            Node::ForOfStatement(statement) => self.visit_for_of(node, statement),
            Node::WhileStatement(_) | Node::DoWhileStatement(_) => {
                self.looped(node, |finder| finder.children(node))
            }
            _ if node.is_function() => node.outer_children().into_iter().for_each(|outer| self.visit(outer)),
            _ if node.is_class() => self.visit_class(node),
            _ => self.children(node),
        }
    }

    fn visit_try(&mut self, node: Node<'a>, statement: &'a TryStmt) {
        self.tries += 1;
        self.within(node, |finder| {
            finder.visit(Node::BlockStatement(&statement.block));
            if let Some(handler) = &statement.handler {
                finder.within(Node::CatchClause(handler), |finder| {
                    if let Some(param) = handler.param.as_ref().map(Node::from) {
                        finder.within(param, |finder| finder.visit(param));
                    }
                    finder.visit(Node::BlockStatement(&handler.body));
                });
            }
            if let Some(finalizer) = &statement.finalizer {
                finder.visit(Node::BlockStatement(finalizer));
            }
        });
        self.tries -= 1;
    }

    fn visit_for(&mut self, node: Node<'a>) {
        let Node::ForStatement(ForStmt { init, test, update, body, .. }) = node else { return };
        let init = init.as_ref().map(Node::from);
        if let Some(init) = init {
            self.visit(init);
        }
        self.looped(node, |finder| {
            let parts = [
                test.as_deref().map(Node::from),
                Some(Node::from(&**body)),
                update.as_deref().map(Node::from),
            ];
            parts.into_iter().flatten().for_each(|part| finder.visit(part));
        });
        if let Some(init) = init {
            self.dispose(init);
        }
    }

    fn visit_for_of(&mut self, node: Node<'a>, statement: &'a ForOfStmt) {
        let (left, body) = (Node::from(&statement.left), Node::from(&*statement.body));
        self.visit(Node::from(&*statement.right));
        self.closes += 1;
        self.looped(node, |finder| {
            finder.call(node);
            if statement.is_await {
                finder.suspension(node);
            }
            finder.within(left, |finder| finder.visit(left));
            finder.within(body, |finder| {
                finder.visit(body);
                finder.dispose(left);
            });
        });
        self.closes -= 1;
    }

    fn visit_class(&mut self, node: Node<'a>) {
        let Some(class) = node.class() else { return };
        self.decorators(&class.decorators);
        if let Some(super_class) = &class.super_class {
            self.visit(Node::from(&**super_class));
        }
        let mut evaluates = !class.decorators.is_empty();
        let mut later = Vec::new();
        for member in class.body.iter().map(Node::from).filter(|member| !member.is_type_only()) {
            let decorators = member.decorators();
            self.decorators(decorators);
            evaluates |= !decorators.is_empty();
            if let Some(key) = member.key().filter(|_| member.is_computed()) {
                self.visit(key);
            }
            if member.is_static() || matches!(member, Node::StaticBlock(_)) {
                later.push(member);
            }
            let given = if member.is_function() {
                Some(member)
            } else {
                member.value().filter(|value| value.is_function())
            };
            let decorators = given.map(Node::parameter_decorators).unwrap_or_default();
            evaluates |= !decorators.is_empty();
            decorators.into_iter().for_each(|each| self.visit(each));
        }
        for member in later {
            evaluates = true;
            // A static block and a static field's value are code of their own, run at once: they may call, but not suspend.
            match member {
                Node::StaticBlock(_) => self.children(member),
                _ => member.value().into_iter().for_each(|value| self.visit(value)),
            }
        }
        if evaluates {
            self.call(node);
        }
    }

    fn decorators(&mut self, list: &'a [Decorator]) {
        list.iter().for_each(|each| self.visit(Node::from(&*each.expr)));
    }
}

/// `<Card>` and `<ui.Card>` are components, `<div>` is an element.
fn is_component_name(name: &JSXElementName) -> bool {
    match name {
        JSXElementName::Ident(name) => {
            name.sym.starts_with(|first: char| first.is_ascii_uppercase() || "_$".contains(first))
        }
        JSXElementName::JSXMemberExpr(_) => true,
        _ => false,
    }
}
