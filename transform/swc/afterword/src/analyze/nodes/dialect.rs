//! What differs between the trees of SWC 1.15 and 1.16: function bodies, getters, setters, and `this` as a parameter.
use super::Node;
use swc_core::ecma::ast::*;

#[cfg(feature = "swc-1-15")]
pub type FunctionBody = BlockStmt;
#[cfg(not(feature = "swc-1-15"))]
pub type FunctionBody = swc_core::ecma::ast::FunctionBody;

#[cfg(feature = "swc-1-15")]
pub fn arrow_body(arrow: &ArrowExpr) -> Node<'_> {
    match &*arrow.body {
        BlockStmtOrExpr::BlockStmt(body) => Node::FunctionBody(body),
        BlockStmtOrExpr::Expr(body) => Node::from(&**body),
        _ => Node::Unknown(arrow.span),
    }
}

#[cfg(not(feature = "swc-1-15"))]
pub fn arrow_body(arrow: &ArrowExpr) -> Node<'_> {
    match &*arrow.body {
        ArrowFunctionBody::FunctionBody(body) => Node::FunctionBody(body),
        ArrowFunctionBody::Expr(body) => Node::from(&**body),
        _ => Node::Unknown(arrow.span),
    }
}

#[cfg(feature = "swc-1-15")]
pub fn getter_body(getter: &GetterProp) -> Option<&FunctionBody> {
    getter.body.as_ref()
}

#[cfg(not(feature = "swc-1-15"))]
pub fn getter_body(getter: &GetterProp) -> Option<&FunctionBody> {
    getter.function.body.as_ref()
}

#[cfg(feature = "swc-1-15")]
pub fn setter_body(setter: &SetterProp) -> Option<&FunctionBody> {
    setter.body.as_ref()
}

#[cfg(not(feature = "swc-1-15"))]
pub fn setter_body(setter: &SetterProp) -> Option<&FunctionBody> {
    setter.function.body.as_ref()
}

#[cfg(feature = "swc-1-15")]
pub fn setter_params(setter: &SetterProp) -> Vec<&Pat> {
    vec![&setter.param]
}

#[cfg(not(feature = "swc-1-15"))]
pub fn setter_params(setter: &SetterProp) -> Vec<&Pat> {
    setter.function.params.iter().map(|each| &each.pat).collect()
}

/// The `this` of the type checker stands among the parameters, or beside them.
#[cfg(feature = "swc-1-15")]
pub fn has_this_param(function: &Function) -> bool {
    function.params.first().is_some_and(|each| is_this(&each.pat))
}

#[cfg(not(feature = "swc-1-15"))]
pub fn has_this_param(function: &Function) -> bool {
    function.this_param.is_some()
}

pub fn is_this(pattern: &Pat) -> bool {
    matches!(pattern, Pat::Ident(name) if name.id.sym == *"this")
}
