//! From SWC's types to nodes: parentheses, chains and wrappers of enums fall away, type-only syntax is set apart.
use super::dialect::{getter_body, setter_body};
use super::Node;
use swc_core::common::{Spanned, DUMMY_SP};
use swc_core::ecma::ast::*;

impl<'a> From<&'a Expr> for Node<'a> {
    fn from(expression: &'a Expr) -> Self {
        let mut expression = expression;
        while let Expr::Paren(inner) = expression {
            expression = &inner.expr;
        }
        match expression {
            Expr::This(node) => Node::ThisExpression(node),
            Expr::Array(node) => Node::ArrayExpression(node),
            Expr::Object(node) => Node::ObjectExpression(node),
            Expr::Fn(node) => Node::FunctionExpression(node),
            Expr::Unary(node) => Node::UnaryExpression(node),
            Expr::Update(node) => Node::UpdateExpression(node),
            Expr::Bin(node) => Node::BinaryExpression(node),
            Expr::Assign(node) => Node::AssignmentExpression(node),
            Expr::Member(node) => Node::MemberExpression(node),
            Expr::SuperProp(node) => Node::SuperMemberExpression(node),
            Expr::Cond(node) => Node::ConditionalExpression(node),
            Expr::Call(node) if matches!(node.callee, Callee::Import(_)) => Node::ImportExpression(node),
            Expr::Call(node) => Node::CallExpression(node),
            Expr::New(node) => Node::NewExpression(node),
            Expr::Seq(node) => Node::SequenceExpression(node),
            Expr::Ident(node) => Node::Identifier(node),
            Expr::Lit(node) => match node {
                Lit::Str(node) => Node::StringLiteral(node),
                Lit::Num(node) => Node::NumericLiteral(node),
                Lit::Null(node) => Node::NullLiteral(node),
                Lit::Regex(node) => Node::RegExpLiteral(node),
                _ => Node::Literal(node),
            },
            Expr::Tpl(node) => Node::TemplateLiteral(node),
            Expr::TaggedTpl(node) => Node::TaggedTemplateExpression(node),
            Expr::Arrow(node) => Node::ArrowFunctionExpression(node),
            Expr::Class(node) => Node::ClassExpression(node),
            Expr::Yield(node) => Node::YieldExpression(node),
            Expr::MetaProp(node) => Node::MetaProperty(node),
            Expr::Await(node) => Node::AwaitExpression(node),
            Expr::JSXElement(node) => Node::JSXElement(node),
            Expr::JSXFragment(node) => Node::JSXFragment(node),
            Expr::TsTypeAssertion(node) => Node::TSTypeAssertion(node),
            Expr::TsConstAssertion(node) => Node::TSConstAssertion(node),
            Expr::TsNonNull(node) => Node::TSNonNullExpression(node),
            Expr::TsAs(node) => Node::TSAsExpression(node),
            Expr::TsInstantiation(node) => Node::TSInstantiationExpression(node),
            Expr::TsSatisfies(node) => Node::TSSatisfiesExpression(node),
            Expr::PrivateName(node) => Node::PrivateName(node),
            Expr::OptChain(node) => optional(node),
            _ => Node::Unknown(expression.span()),
        }
    }
}

fn optional(chain: &OptChainExpr) -> Node<'_> {
    match &*chain.base {
        OptChainBase::Member(_) => Node::OptionalMemberExpression(chain),
        OptChainBase::Call(_) => Node::OptionalCallExpression(chain),
        _ => Node::Unknown(chain.span),
    }
}

impl<'a> From<&'a Pat> for Node<'a> {
    fn from(pattern: &'a Pat) -> Self {
        match pattern {
            Pat::Ident(node) => Node::Identifier(&node.id),
            Pat::Array(node) => Node::ArrayPattern(node),
            Pat::Rest(node) => Node::RestElement(node),
            Pat::Object(node) => Node::ObjectPattern(node),
            Pat::Assign(node) => Node::AssignmentPattern(node),
            Pat::Expr(node) => Node::from(&**node),
            _ => Node::Unknown(pattern.span()),
        }
    }
}

impl<'a> From<&'a AssignTarget> for Node<'a> {
    fn from(target: &'a AssignTarget) -> Self {
        match target {
            AssignTarget::Simple(target) => match target {
                SimpleAssignTarget::Ident(node) => Node::Identifier(&node.id),
                SimpleAssignTarget::Member(node) => Node::MemberExpression(node),
                SimpleAssignTarget::SuperProp(node) => Node::SuperMemberExpression(node),
                SimpleAssignTarget::Paren(node) => Node::from(&*node.expr),
                SimpleAssignTarget::OptChain(node) => optional(node),
                SimpleAssignTarget::TsAs(node) => Node::TSAsExpression(node),
                SimpleAssignTarget::TsSatisfies(node) => Node::TSSatisfiesExpression(node),
                SimpleAssignTarget::TsNonNull(node) => Node::TSNonNullExpression(node),
                SimpleAssignTarget::TsTypeAssertion(node) => Node::TSTypeAssertion(node),
                SimpleAssignTarget::TsInstantiation(node) => Node::TSInstantiationExpression(node),
                _ => Node::Unknown(target.span()),
            },
            AssignTarget::Pat(AssignTargetPat::Array(node)) => Node::ArrayPattern(node),
            AssignTarget::Pat(AssignTargetPat::Object(node)) => Node::ObjectPattern(node),
            _ => Node::Unknown(target.span()),
        }
    }
}

impl<'a> From<&'a ObjectPatProp> for Node<'a> {
    fn from(property: &'a ObjectPatProp) -> Self {
        match property {
            ObjectPatProp::KeyValue(node) => Node::PatternProperty(node),
            ObjectPatProp::Assign(node) => Node::ShorthandPattern(node),
            ObjectPatProp::Rest(node) => Node::RestElement(node),
            _ => Node::Unknown(property.span()),
        }
    }
}

impl<'a> From<&'a ExprOrSpread> for Node<'a> {
    fn from(element: &'a ExprOrSpread) -> Self {
        match element.spread {
            Some(_) => Node::SpreadElement(element),
            None => Node::from(&*element.expr),
        }
    }
}

impl<'a> From<&'a PropOrSpread> for Node<'a> {
    fn from(property: &'a PropOrSpread) -> Self {
        let property = match property {
            PropOrSpread::Spread(node) => return Node::ObjectSpread(node),
            PropOrSpread::Prop(property) => &**property,
            _ => return Node::Unknown(DUMMY_SP),
        };
        match property {
            Prop::Shorthand(node) => Node::ShorthandProperty(node),
            Prop::KeyValue(node) => Node::ObjectProperty(node),
            Prop::Getter(node) if getter_body(node).is_some() => Node::ObjectGetter(node),
            Prop::Setter(node) if setter_body(node).is_some() => Node::ObjectSetter(node),
            Prop::Method(node) if node.function.body.is_some() => Node::ObjectMethod(node),
            _ => Node::Unknown(property.span()),
        }
    }
}

impl<'a> From<&'a PropName> for Node<'a> {
    fn from(key: &'a PropName) -> Self {
        match key {
            PropName::Ident(node) => Node::Name(node),
            PropName::Str(node) => Node::StringLiteral(node),
            PropName::Num(node) => Node::NumericLiteral(node),
            PropName::BigInt(node) => Node::BigIntLiteral(node),
            PropName::Computed(node) => Node::from(&*node.expr),
            _ => Node::Unknown(key.span()),
        }
    }
}

impl<'a> From<&'a ModuleExportName> for Node<'a> {
    fn from(name: &'a ModuleExportName) -> Self {
        match name {
            ModuleExportName::Ident(node) => Node::Identifier(node),
            ModuleExportName::Str(node) => Node::StringLiteral(node),
            _ => Node::Unknown(name.span()),
        }
    }
}

impl<'a> From<&'a Stmt> for Node<'a> {
    fn from(statement: &'a Stmt) -> Self {
        match statement {
            Stmt::Block(node) => Node::BlockStatement(node),
            Stmt::Empty(node) => Node::EmptyStatement(node),
            Stmt::Debugger(node) => Node::DebuggerStatement(node),
            Stmt::With(node) => Node::WithStatement(node),
            Stmt::Return(node) => Node::ReturnStatement(node),
            Stmt::Labeled(node) => Node::LabeledStatement(node),
            Stmt::Break(node) => Node::BreakStatement(node),
            Stmt::Continue(node) => Node::ContinueStatement(node),
            Stmt::If(node) => Node::IfStatement(node),
            Stmt::Switch(node) => Node::SwitchStatement(node),
            Stmt::Throw(node) => Node::ThrowStatement(node),
            Stmt::Try(node) => Node::TryStatement(node),
            Stmt::While(node) => Node::WhileStatement(node),
            Stmt::DoWhile(node) => Node::DoWhileStatement(node),
            Stmt::For(node) => Node::ForStatement(node),
            Stmt::ForIn(node) => Node::ForInStatement(node),
            Stmt::ForOf(node) => Node::ForOfStatement(node),
            Stmt::Decl(node) => Node::from(node),
            Stmt::Expr(node) => Node::ExpressionStatement(node),
            _ => Node::Unknown(statement.span()),
        }
    }
}

impl<'a> From<&'a Decl> for Node<'a> {
    fn from(declaration: &'a Decl) -> Self {
        match declaration {
            Decl::Class(node) if !node.declare => Node::ClassDeclaration(node),
            Decl::Fn(node) if !node.declare && node.function.body.is_some() => {
                Node::FunctionDeclaration(node)
            }
            Decl::Var(node) if !node.declare => Node::VariableDeclaration(node),
            Decl::Using(node) => Node::UsingDeclaration(node),
            Decl::TsEnum(node) if !node.declare => Node::TSEnumDeclaration(node),
            Decl::TsModule(node) if !node.declare => Node::TSModuleDeclaration(node),
            Decl::Class(_) | Decl::Fn(_) | Decl::Var(_) | Decl::TsEnum(_) | Decl::TsModule(_) => {
                Node::TypeOnly(declaration.span())
            }
            Decl::TsInterface(_) | Decl::TsTypeAlias(_) => Node::TypeOnly(declaration.span()),
            _ => Node::Unknown(declaration.span()),
        }
    }
}

impl<'a> From<&'a ForHead> for Node<'a> {
    fn from(head: &'a ForHead) -> Self {
        match head {
            ForHead::VarDecl(node) => Node::VariableDeclaration(node),
            ForHead::UsingDecl(node) => Node::UsingDeclaration(node),
            ForHead::Pat(node) => Node::from(&**node),
            _ => Node::Unknown(head.span()),
        }
    }
}

impl<'a> From<&'a VarDeclOrExpr> for Node<'a> {
    fn from(init: &'a VarDeclOrExpr) -> Self {
        match init {
            VarDeclOrExpr::VarDecl(node) => Node::VariableDeclaration(node),
            VarDeclOrExpr::Expr(node) => Node::from(&**node),
            _ => Node::Unknown(init.span()),
        }
    }
}

impl<'a> From<&'a ModuleItem> for Node<'a> {
    fn from(item: &'a ModuleItem) -> Self {
        let declaration = match item {
            ModuleItem::Stmt(statement) => return Node::from(statement),
            ModuleItem::ModuleDecl(declaration) => declaration,
            _ => return Node::Unknown(item.span()),
        };
        match declaration {
            ModuleDecl::Import(node) => Node::ImportDeclaration(node),
            ModuleDecl::ExportDecl(node) => Node::ExportDeclaration(node),
            ModuleDecl::ExportNamed(node) => Node::ExportNamedDeclaration(node),
            ModuleDecl::ExportDefaultDecl(node) => Node::ExportDefaultDeclaration(node),
            ModuleDecl::ExportDefaultExpr(node) => Node::ExportDefaultExpression(node),
            ModuleDecl::ExportAll(node) => Node::ExportAllDeclaration(node),
            ModuleDecl::TsImportEquals(node) => Node::TSImportEqualsDeclaration(node),
            ModuleDecl::TsExportAssignment(node) => Node::TSExportAssignment(node),
            ModuleDecl::TsNamespaceExport(node) => Node::TSNamespaceExportDeclaration(node),
            _ => Node::Unknown(item.span()),
        }
    }
}

impl<'a> From<&'a DefaultDecl> for Node<'a> {
    fn from(declaration: &'a DefaultDecl) -> Self {
        match declaration {
            DefaultDecl::Class(node) => Node::DefaultClass(node),
            DefaultDecl::Fn(node) if node.function.body.is_some() => Node::DefaultFunction(node),
            DefaultDecl::Fn(_) | DefaultDecl::TsInterfaceDecl(_) => Node::TypeOnly(declaration.span()),
            _ => Node::Unknown(declaration.span()),
        }
    }
}

impl<'a> From<&'a ClassMember> for Node<'a> {
    fn from(member: &'a ClassMember) -> Self {
        match member {
            ClassMember::Constructor(node) if node.body.is_some() => Node::ClassConstructor(node),
            ClassMember::Method(node) if node.function.body.is_some() => Node::ClassMethod(node),
            ClassMember::PrivateMethod(node) if node.function.body.is_some() => {
                Node::ClassPrivateMethod(node)
            }
            ClassMember::ClassProp(node) if !node.declare && !node.is_abstract => Node::ClassProperty(node),
            ClassMember::PrivateProp(node) => Node::ClassPrivateProperty(node),
            ClassMember::AutoAccessor(node) if !node.is_abstract => Node::ClassAccessorProperty(node),
            ClassMember::StaticBlock(node) => Node::StaticBlock(node),
            ClassMember::Constructor(_)
            | ClassMember::Method(_)
            | ClassMember::PrivateMethod(_)
            | ClassMember::ClassProp(_)
            | ClassMember::AutoAccessor(_)
            | ClassMember::TsIndexSignature(_)
            | ClassMember::Empty(_) => Node::TypeOnly(member.span()),
            _ => Node::Unknown(member.span()),
        }
    }
}

/// What follows the directives.
pub fn statements(body: &[Stmt]) -> &[Stmt] {
    let directives = body.iter().take_while(|each| super::directive(each).is_some()).count();
    &body[directives..]
}
