//! The one file that knows how SWC spells things.
//!
//! Everything above asks the questions below, in the words of ESTree. `each_child` (children.rs) is the heart: for every node, the children
//! that are *evaluated*, in the order in which they are evaluated (ECMA-262), which is not always the order of the text. Parentheses are
//! never a node, and neither is what exists for the type checker alone.
//!
//! A plugin's tree may hold `Unknown` variants, those of a host that is newer: `_` stands for them.
#![allow(unreachable_patterns)]

mod children;
mod convert;
pub mod dialect;
mod functions;
mod operands;
mod questions;
mod walk;

use dialect::FunctionBody;
use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};
use std::mem::discriminant;
use swc_core::common::{Span, Spanned};
use swc_core::ecma::ast::*;

pub use convert::statements;
pub use functions::*;
pub use questions::*;
pub use walk::*;

macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident($type:ty),)*) => {
        /// A node of the tree, borrowed. Two are equal if they are the same place of the tree.
        #[derive(Clone, Copy, Debug)]
        pub enum Node<'a> {
            $($(#[$doc])* $name(&'a $type),)*
            /// Nothing of it exists when the program runs.
            TypeOnly(Span),
            /// Syntax that nobody has thought about.
            Unknown(Span),
        }

        impl<'a> Node<'a> {
            pub fn span(self) -> Span {
                match self {
                    $(Node::$name(node) => node.span(),)*
                    Node::TypeOnly(span) | Node::Unknown(span) => span,
                }
            }

            fn address(self) -> usize {
                match self {
                    $(Node::$name(node) => node as *const $type as usize,)*
                    Node::TypeOnly(span) | Node::Unknown(span) => span.lo.0 as usize,
                }
            }
        }
    };
}

nodes! {
    Program(Program),
    ExpressionStatement(ExprStmt),
    BlockStatement(BlockStmt),
    FunctionBody(FunctionBody),
    EmptyStatement(EmptyStmt),
    DebuggerStatement(DebuggerStmt),
    WithStatement(WithStmt),
    ReturnStatement(ReturnStmt),
    ThrowStatement(ThrowStmt),
    LabeledStatement(LabeledStmt),
    BreakStatement(BreakStmt),
    ContinueStatement(ContinueStmt),
    IfStatement(IfStmt),
    SwitchStatement(SwitchStmt),
    SwitchCase(SwitchCase),
    TryStatement(TryStmt),
    CatchClause(CatchClause),
    WhileStatement(WhileStmt),
    DoWhileStatement(DoWhileStmt),
    ForStatement(ForStmt),
    ForInStatement(ForInStmt),
    ForOfStatement(ForOfStmt),
    VariableDeclaration(VarDecl),
    UsingDeclaration(UsingDecl),
    VariableDeclarator(VarDeclarator),

    ThisExpression(ThisExpr),
    Super(Super),
    Import(Import),
    Identifier(Ident),
    /// A key or property that is no variable.
    Name(IdentName),
    PrivateName(PrivateName),
    MetaProperty(MetaPropExpr),
    StringLiteral(Str),
    NumericLiteral(Number),
    BigIntLiteral(BigInt),
    NullLiteral(Null),
    RegExpLiteral(Regex),
    Literal(Lit),
    ArrayExpression(ArrayLit),
    ObjectExpression(ObjectLit),
    ObjectProperty(KeyValueProp),
    /// `{ name }`: its key and its value.
    ShorthandProperty(Ident),
    /// Of an array or of arguments: it iterates.
    SpreadElement(ExprOrSpread),
    /// Of an object: it reads properties.
    ObjectSpread(SpreadElement),
    UnaryExpression(UnaryExpr),
    UpdateExpression(UpdateExpr),
    BinaryExpression(BinExpr),
    AssignmentExpression(AssignExpr),
    ConditionalExpression(CondExpr),
    CallExpression(CallExpr),
    OptionalCallExpression(OptChainExpr),
    ImportExpression(CallExpr),
    NewExpression(NewExpr),
    MemberExpression(MemberExpr),
    OptionalMemberExpression(OptChainExpr),
    SuperMemberExpression(SuperPropExpr),
    SequenceExpression(SeqExpr),
    TemplateLiteral(Tpl),
    TaggedTemplateExpression(TaggedTpl),
    YieldExpression(YieldExpr),
    AwaitExpression(AwaitExpr),

    ObjectPattern(ObjectPat),
    ArrayPattern(ArrayPat),
    AssignmentPattern(AssignPat),
    RestElement(RestPat),
    PatternProperty(KeyValuePatProp),
    /// `{ name }` and `{ name = value }` of a pattern.
    ShorthandPattern(AssignPatProp),
    /// The value of `{ name = value }`.
    ShorthandDefault(AssignPatProp),
    TSParameterProperty(TsParamProp),

    FunctionDeclaration(FnDecl),
    DefaultFunction(FnExpr),
    FunctionExpression(FnExpr),
    ArrowFunctionExpression(ArrowExpr),
    ObjectMethod(MethodProp),
    ObjectGetter(GetterProp),
    ObjectSetter(SetterProp),
    ClassMethod(ClassMethod),
    ClassConstructor(Constructor),
    ClassPrivateMethod(PrivateMethod),

    ClassDeclaration(ClassDecl),
    DefaultClass(ClassExpr),
    ClassExpression(ClassExpr),
    ClassProperty(ClassProp),
    ClassPrivateProperty(PrivateProp),
    ClassAccessorProperty(AutoAccessor),
    StaticBlock(StaticBlock),

    ImportDeclaration(ImportDecl),
    ExportAllDeclaration(ExportAll),
    ExportDeclaration(ExportDecl),
    ExportNamedDeclaration(NamedExport),
    ExportDefaultDeclaration(ExportDefaultDecl),
    ExportDefaultExpression(ExportDefaultExpr),

    JSXElement(JSXElement),
    JSXFragment(JSXFragment),

    TSAsExpression(TsAsExpr),
    TSConstAssertion(TsConstAssertion),
    TSSatisfiesExpression(TsSatisfiesExpr),
    TSTypeAssertion(TsTypeAssertion),
    TSNonNullExpression(TsNonNullExpr),
    TSInstantiationExpression(TsInstantiation),
    TSEnumDeclaration(TsEnumDecl),
    TSModuleDeclaration(TsModuleDecl),
    TSNestedModule(TsNamespaceDecl),
    TSModuleBlock(TsModuleBlock),
    TSExportAssignment(TsExportAssignment),
    TSImportEqualsDeclaration(TsImportEqualsDecl),
    TSNamespaceExportDeclaration(TsNamespaceExportDecl),
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.address() == other.address() && discriminant(self) == discriminant(other)
    }
}

impl Eq for Node<'_> {}

impl Hash for Node<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}

/// What is known of nodes: a number, or an index. One kind of map for everything keeps the plugin small.
pub type NodeMap<'a> = FxHashMap<Node<'a>, u32>;

/// The name of a plain key: borrowed from the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name<'a> {
    Plain(&'a str),
    /// `#name`, without the sign.
    Private(&'a str),
    Computed,
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Name::Plain(name) => to.write_str(name),
            Name::Private(name) => write!(to, "#{name}"),
            Name::Computed => to.write_str("[computed]"),
        }
    }
}

impl<'a> Name<'a> {
    /// What it says, if it is no private name.
    pub fn plain(self) -> Option<&'a str> {
        match self {
            Name::Plain(name) => Some(name),
            _ => None,
        }
    }
}
