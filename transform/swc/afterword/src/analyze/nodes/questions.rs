//! What is asked about a node.
use super::dialect::FunctionBody;
use super::{Name, Node};
use crate::plan::UsingKind;
use swc_core::ecma::ast::*;

impl<'a> Node<'a> {
    /// Nothing happens when it is evaluated, if it is at all.
    pub fn is_silent(self) -> bool {
        matches!(
            self,
            Node::StringLiteral(_)
                | Node::NumericLiteral(_)
                | Node::BigIntLiteral(_)
                | Node::NullLiteral(_)
                | Node::RegExpLiteral(_)
                | Node::Literal(_)
                | Node::ThisExpression(_)
                | Node::Name(_)
                | Node::PrivateName(_)
                | Node::Super(_)
                | Node::Import(_)
                | Node::TypeOnly(_)
        )
    }

    pub fn is_type_only(self) -> bool {
        matches!(self, Node::TypeOnly(_))
    }

    pub fn is_class(self) -> bool {
        matches!(self, Node::ClassDeclaration(_) | Node::DefaultClass(_) | Node::ClassExpression(_))
    }

    pub fn class(self) -> Option<&'a Class> {
        match self {
            Node::ClassDeclaration(node) => Some(&node.class),
            Node::DefaultClass(node) | Node::ClassExpression(node) => Some(&node.class),
            _ => None,
        }
    }

    /// A field of a class: its value runs later (instance) or while the class is evaluated (static).
    pub fn is_field(self) -> bool {
        matches!(
            self,
            Node::ClassProperty(_) | Node::ClassPrivateProperty(_) | Node::ClassAccessorProperty(_)
        )
    }

    pub fn is_static(self) -> bool {
        match self {
            Node::ClassProperty(node) => node.is_static,
            Node::ClassPrivateProperty(node) => node.is_static,
            Node::ClassAccessorProperty(node) => node.is_static,
            _ => false,
        }
    }

    /// The value of a field or property.
    pub fn value(self) -> Option<Node<'a>> {
        match self {
            Node::ObjectProperty(node) => Some(Node::from(&*node.value)),
            Node::ShorthandProperty(node) => Some(Node::Identifier(node)),
            Node::ClassProperty(node) => node.value.as_deref().map(Node::from),
            Node::ClassPrivateProperty(node) => node.value.as_deref().map(Node::from),
            Node::ClassAccessorProperty(node) => node.value.as_deref().map(Node::from),
            _ => None,
        }
    }

    /// A statement, a declaration, or a part of one that holds others.
    pub fn is_statement(self) -> bool {
        self.is_loop()
            || matches!(
                self,
                Node::ExpressionStatement(_)
                    | Node::BlockStatement(_)
                    | Node::EmptyStatement(_)
                    | Node::DebuggerStatement(_)
                    | Node::WithStatement(_)
                    | Node::ReturnStatement(_)
                    | Node::ThrowStatement(_)
                    | Node::LabeledStatement(_)
                    | Node::BreakStatement(_)
                    | Node::ContinueStatement(_)
                    | Node::IfStatement(_)
                    | Node::SwitchStatement(_)
                    | Node::SwitchCase(_)
                    | Node::TryStatement(_)
                    | Node::CatchClause(_)
                    | Node::VariableDeclaration(_)
                    | Node::UsingDeclaration(_)
                    | Node::FunctionDeclaration(_)
                    | Node::ClassDeclaration(_)
                    | Node::TSEnumDeclaration(_)
            )
    }

    pub fn is_loop(self) -> bool {
        self.loop_body().is_some()
    }

    /// The body of a loop.
    pub fn loop_body(self) -> Option<Node<'a>> {
        let body = match self {
            Node::ForStatement(node) => &node.body,
            Node::WhileStatement(node) => &node.body,
            Node::DoWhileStatement(node) => &node.body,
            Node::ForInStatement(node) => &node.body,
            Node::ForOfStatement(node) => &node.body,
            _ => return None,
        };
        Some(Node::from(&**body))
    }

    pub fn is_call(self) -> bool {
        matches!(self, Node::CallExpression(_) | Node::OptionalCallExpression(_))
    }

    pub fn is_member(self) -> bool {
        matches!(
            self,
            Node::MemberExpression(_) | Node::OptionalMemberExpression(_) | Node::SuperMemberExpression(_)
        )
    }

    /// The callee of a call or `new`.
    pub fn callee(self) -> Option<Node<'a>> {
        match self {
            Node::CallExpression(node) | Node::ImportExpression(node) => Some(match &node.callee {
                Callee::Super(node) => Node::Super(node),
                Callee::Import(node) => Node::Import(node),
                Callee::Expr(node) => Node::from(&**node),
                #[allow(unreachable_patterns)]
                _ => Node::Unknown(node.span),
            }),
            Node::OptionalCallExpression(node) => match &*node.base {
                OptChainBase::Call(call) => Some(Node::from(&*call.callee)),
                _ => None,
            },
            Node::NewExpression(node) => Some(Node::from(&*node.callee)),
            _ => None,
        }
    }

    /// The arguments of a call or `new`.
    pub fn arguments(self) -> &'a [ExprOrSpread] {
        match self {
            Node::CallExpression(node) | Node::ImportExpression(node) => &node.args,
            Node::OptionalCallExpression(node) => match &*node.base {
                OptChainBase::Call(call) => &call.args,
                _ => &[],
            },
            Node::NewExpression(node) => node.args.as_deref().unwrap_or(&[]),
            _ => &[],
        }
    }

    pub fn argument(self, index: usize) -> Option<Node<'a>> {
        self.arguments().get(index).map(Node::from)
    }

    fn member(self) -> Option<&'a MemberExpr> {
        match self {
            Node::MemberExpression(node) => Some(node),
            Node::OptionalMemberExpression(node) => match &*node.base {
                OptChainBase::Member(node) => Some(node),
                _ => None,
            },
            _ => None,
        }
    }

    /// The object of a member expression.
    pub fn object(self) -> Option<Node<'a>> {
        match self {
            Node::SuperMemberExpression(node) => Some(Node::Super(&node.obj)),
            _ => self.member().map(|node| Node::from(&*node.obj)),
        }
    }

    /// The property of a member expression, and whether it is computed.
    pub fn property(self) -> Option<(Node<'a>, bool)> {
        match self {
            Node::SuperMemberExpression(node) => match &node.prop {
                SuperProp::Ident(name) => Some((Node::Name(name), false)),
                SuperProp::Computed(property) => Some((Node::from(&*property.expr), true)),
                #[allow(unreachable_patterns)]
                _ => None,
            },
            _ => match &self.member()?.prop {
                MemberProp::Ident(name) => Some((Node::Name(name), false)),
                MemberProp::PrivateName(name) => Some((Node::PrivateName(name), false)),
                MemberProp::Computed(property) => Some((Node::from(&*property.expr), true)),
                #[allow(unreachable_patterns)]
                _ => None,
            },
        }
    }

    pub fn declarators(self) -> &'a [VarDeclarator] {
        match self {
            Node::VariableDeclaration(node) => &node.decls,
            Node::UsingDeclaration(node) => &node.decls,
            _ => &[],
        }
    }

    pub fn is_var(self) -> bool {
        matches!(self, Node::VariableDeclaration(node) if node.kind == VarDeclKind::Var)
    }

    /// The statements of a block or function body, directives included; of anything else none.
    pub fn block(self) -> Option<&'a [Stmt]> {
        match self {
            Node::BlockStatement(node) => Some(&node.stmts),
            Node::FunctionBody(FunctionBody { stmts, .. }) => Some(stmts),
            _ => None,
        }
    }

    /// The text of a variable, else None.
    pub fn identifier(self) -> Option<&'a Ident> {
        match self {
            Node::Identifier(node) => Some(node),
            _ => None,
        }
    }

    pub fn is_named(self, name: &str) -> bool {
        self.identifier().is_some_and(|node| node.sym == *name)
    }

    /// This expression without the wrappers that only the type checker sees.
    pub fn unwrap(self) -> Node<'a> {
        let mut inner = self;
        loop {
            inner = match inner {
                Node::TSAsExpression(node) => Node::from(&*node.expr),
                Node::TSConstAssertion(node) => Node::from(&*node.expr),
                Node::TSSatisfiesExpression(node) => Node::from(&*node.expr),
                Node::TSTypeAssertion(node) => Node::from(&*node.expr),
                Node::TSNonNullExpression(node) => Node::from(&*node.expr),
                Node::TSInstantiationExpression(node) => Node::from(&*node.expr),
                _ => return inner,
            }
        }
    }
}

/// `f()`, but no call of an optional chain, which may begin at any link before it.
pub fn is_plain_call(node: Node) -> bool {
    let Node::CallExpression(call) = node else { return false };
    let Callee::Expr(callee) = &call.callee else { return true };
    let mut link = &**callee;
    loop {
        link = match link {
            Expr::OptChain(_) => return false,
            Expr::Call(CallExpr { callee: Callee::Expr(callee), .. }) => callee,
            Expr::Member(member) => &member.obj,
            Expr::TsNonNull(wrapper) => &wrapper.expr,
            _ => return true,
        }
    }
}

/// A number, a string, a regular expression, `true`, `null` …
pub fn is_literal(node: Node) -> bool {
    matches!(
        node,
        Node::StringLiteral(_)
            | Node::NumericLiteral(_)
            | Node::BigIntLiteral(_)
            | Node::NullLiteral(_)
            | Node::RegExpLiteral(_)
            | Node::Literal(_)
    )
}

/// The text of a string literal, else None.
pub fn string_value(node: Node<'_>) -> Option<&str> {
    match node {
        Node::StringLiteral(node) => node.value.as_str(),
        _ => None,
    }
}

/// The name of a plain key or plain property, else None.
pub fn key_name(node: Node<'_>) -> Option<Name<'_>> {
    match node {
        Node::Identifier(node) => Some(Name::Plain(&node.sym)),
        Node::Name(node) => Some(Name::Plain(&node.sym)),
        Node::PrivateName(node) => Some(Name::Private(&node.name)),
        _ => string_value(node).map(Name::Plain),
    }
}

/// `a.b` → 'b'; anything computed → None.
pub fn property_name(member: Node<'_>) -> Option<Name<'_>> {
    match member.property() {
        Some((property, false)) => key_name(property),
        _ => None,
    }
}

/// The same, if it is no private name.
pub fn plain_property(member: Node<'_>) -> Option<&str> {
    property_name(member).and_then(Name::plain)
}

/// What a statement says, if it is a directive where it stands at the beginning of a body.
pub fn directive(statement: &Stmt) -> Option<&str> {
    let Stmt::Expr(ExprStmt { expr, .. }) = statement else { return None };
    let Expr::Lit(Lit::Str(text)) = &**expr else { return None };
    match &text.raw {
        Some(raw) if raw.len() >= 2 => raw.get(1..raw.len() - 1),
        _ => text.value.as_str(),
    }
}

/// The directives of a program or function body.
pub fn directives_of(body: Node<'_>) -> Vec<&str> {
    match body {
        Node::Program(Program::Script(script)) => script.body.iter().map_while(directive).collect(),
        Node::Program(Program::Module(module)) => module
            .body
            .iter()
            .map_while(|each| match each {
                ModuleItem::Stmt(statement) => directive(statement),
                _ => None,
            })
            .collect(),
        Node::FunctionBody(FunctionBody { stmts, .. }) => stmts.iter().map_while(directive).collect(),
        _ => Vec::new(),
    }
}

/// A block's own `using` declarations: how they dispose; None for any other declaration.
pub fn using_kind(declaration: Node) -> Option<UsingKind> {
    match declaration {
        Node::UsingDeclaration(node) if node.is_await => Some(UsingKind::Async),
        Node::UsingDeclaration(_) => Some(UsingKind::Sync),
        _ => None,
    }
}
