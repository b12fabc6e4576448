//! Functions with a body. A method is the function itself: its key and decorators are evaluated outside it.
use super::children::{add, expression};
use super::dialect::{arrow_body, getter_body, has_this_param, is_this, setter_body, setter_params};
use super::{key_name, Name, Node};
use crate::plan::FunctionKind;
use swc_core::ecma::ast::*;

impl<'a> Node<'a> {
    pub fn is_function(self) -> bool {
        matches!(
            self,
            Node::FunctionDeclaration(_)
                | Node::DefaultFunction(_)
                | Node::FunctionExpression(_)
                | Node::ArrowFunctionExpression(_)
        ) || self.is_member_function()
    }

    pub fn is_arrow(self) -> bool {
        matches!(self, Node::ArrowFunctionExpression(_))
    }

    /// A function that is itself the class or object member.
    pub fn is_member_function(self) -> bool {
        matches!(
            self,
            Node::ObjectMethod(_)
                | Node::ObjectGetter(_)
                | Node::ObjectSetter(_)
                | Node::ClassMethod(_)
                | Node::ClassConstructor(_)
                | Node::ClassPrivateMethod(_)
        )
    }

    fn function(self) -> Option<&'a Function> {
        match self {
            Node::FunctionDeclaration(node) => Some(&node.function),
            Node::DefaultFunction(node) | Node::FunctionExpression(node) => Some(&node.function),
            Node::ObjectMethod(node) => Some(&node.function),
            Node::ClassMethod(node) => Some(&node.function),
            Node::ClassPrivateMethod(node) => Some(&node.function),
            _ => None,
        }
    }

    /// The body of a function: a `FunctionBody`, or the expression of an arrow.
    pub fn body(self) -> Node<'a> {
        let body = match self {
            Node::ArrowFunctionExpression(node) => return arrow_body(node),
            Node::ObjectGetter(node) => getter_body(node),
            Node::ObjectSetter(node) => setter_body(node),
            Node::ClassConstructor(node) => node.body.as_ref(),
            _ => self.function().and_then(|function| function.body.as_ref()),
        };
        body.map_or(Node::Unknown(self.span()), Node::FunctionBody)
    }

    /// The parameters of a function, without the `this` of the type checker.
    pub fn params(self) -> Vec<Node<'a>> {
        match self {
            Node::ArrowFunctionExpression(node) => node.params.iter().map(Node::from).collect(),
            Node::ObjectSetter(node) => setter_params(node).into_iter().map(Node::from).collect(),
            Node::ClassConstructor(node) => node
                .params
                .iter()
                .map(|each| match each {
                    ParamOrTsParamProp::TsParamProp(node) => Node::TSParameterProperty(node),
                    ParamOrTsParamProp::Param(node) => Node::from(&node.pat),
                    _ => Node::Unknown(node.span),
                })
                .collect(),
            _ => {
                let params = self.function().map_or(&[][..], |function| &function.params);
                params.iter().filter(|each| !is_this(&each.pat)).map(|each| Node::from(&each.pat)).collect()
            }
        }
    }

    /// Whether the first parameter, as it is written, is the `this` of the type checker.
    pub fn has_this_param(self) -> bool {
        self.function().is_some_and(has_this_param)
    }

    pub fn is_async(self) -> bool {
        match self {
            Node::ArrowFunctionExpression(node) => node.is_async,
            _ => self.function().is_some_and(|function| function.is_async),
        }
    }

    pub fn is_generator(self) -> bool {
        self.function().is_some_and(|function| function.is_generator)
    }

    /// The name of a function or class that has one of its own.
    pub fn id(self) -> Option<&'a Ident> {
        match self {
            Node::FunctionDeclaration(node) => Some(&node.ident),
            Node::DefaultFunction(node) | Node::FunctionExpression(node) => node.ident.as_ref(),
            Node::ClassDeclaration(node) => Some(&node.ident),
            Node::DefaultClass(node) | Node::ClassExpression(node) => node.ident.as_ref(),
            _ => None,
        }
    }

    /// The key of a member or property.
    pub fn key(self) -> Option<Node<'a>> {
        match self {
            Node::ClassPrivateMethod(node) => Some(Node::PrivateName(&node.key)),
            Node::ClassPrivateProperty(node) => Some(Node::PrivateName(&node.key)),
            Node::ClassAccessorProperty(AutoAccessor { key: Key::Private(key), .. }) => {
                Some(Node::PrivateName(key))
            }
            Node::ShorthandProperty(node) => Some(Node::Identifier(node)),
            Node::ShorthandPattern(node) => Some(Node::Identifier(&node.key.id)),
            _ => self.prop_name().map(Node::from),
        }
    }

    pub fn is_computed(self) -> bool {
        matches!(self.prop_name(), Some(PropName::Computed(_)))
    }

    fn prop_name(self) -> Option<&'a PropName> {
        match self {
            Node::ObjectProperty(node) => Some(&node.key),
            Node::ObjectMethod(node) => Some(&node.key),
            Node::ObjectGetter(node) => Some(&node.key),
            Node::ObjectSetter(node) => Some(&node.key),
            Node::PatternProperty(node) => Some(&node.key),
            Node::ClassMethod(node) => Some(&node.key),
            Node::ClassConstructor(node) => Some(&node.key),
            Node::ClassProperty(node) => Some(&node.key),
            Node::ClassAccessorProperty(AutoAccessor { key: Key::Public(key), .. }) => Some(key),
            _ => None,
        }
    }

    /// `m` of `m() {}`, `[computed]` of `[m]() {}`.
    pub fn member_name(self) -> Option<Name<'a>> {
        if self.is_computed() {
            return Some(Name::Computed);
        }
        self.key().and_then(key_name)
    }

    pub fn decorators(self) -> &'a [Decorator] {
        match self {
            Node::ClassProperty(node) => &node.decorators,
            Node::ClassPrivateProperty(node) => &node.decorators,
            Node::ClassAccessorProperty(node) => &node.decorators,
            _ => self.function().map_or(&[], |function| &function.decorators),
        }
    }

    /// What stands outside a function but belongs to its syntax: a method's computed key and decorators.
    pub fn add_outer_children(self, into: &mut Vec<Node<'a>>) {
        for decorator in self.decorators() {
            expression(&decorator.expr, into);
        }
        if let (true, Some(PropName::Computed(key))) = (self.is_member_function(), self.prop_name()) {
            expression(&key.expr, into);
        }
    }

    pub fn outer_children(self) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        self.add_outer_children(&mut found);
        found
    }

    /// The children of any node: of a function, what stands outside it, its parameters and its body.
    pub fn add_parts(self, into: &mut Vec<Node<'a>>) {
        if !self.is_function() {
            return self.add_children(into);
        }
        self.add_outer_children(into);
        into.extend(self.params());
        add(self.body(), into);
    }

    /// `constructor(@Inject(Db) db)`: evaluated with the class, not when the function is called.
    pub fn parameter_decorators(self) -> Vec<Node<'a>> {
        let of = |list: &'a Vec<Decorator>| list.iter().map(|each| Node::from(&*each.expr));
        match self {
            Node::ClassConstructor(node) => node
                .params
                .iter()
                .flat_map(|each| match each {
                    ParamOrTsParamProp::TsParamProp(node) => of(&node.decorators).collect(),
                    ParamOrTsParamProp::Param(node) => of(&node.decorators).collect(),
                    _ => Vec::new(),
                })
                .collect(),
            _ => {
                let params = self.function().map_or(&[][..], |function| &function.params);
                params.iter().flat_map(|each| of(&each.decorators)).collect()
            }
        }
    }
}

pub fn kind_of(function: Node) -> FunctionKind {
    match (function.is_generator(), function.is_async()) {
        (true, true) => FunctionKind::AsyncGenerator,
        (true, false) => FunctionKind::Generator,
        (false, true) => FunctionKind::Async,
        (false, false) => FunctionKind::Sync,
    }
}
