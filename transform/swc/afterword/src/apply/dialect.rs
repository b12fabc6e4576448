//! What the trees of SWC 1.15 and 1.16 call the body of a function, for who makes one.

use swc_core::common::Span;
use swc_core::ecma::ast::*;

#[cfg(feature = "swc-1-15")]
pub type FunctionBody = BlockStmt;
#[cfg(not(feature = "swc-1-15"))]
pub type FunctionBody = swc_core::ecma::ast::FunctionBody;

#[cfg(feature = "swc-1-15")]
pub type ArrowBody = BlockStmtOrExpr;
#[cfg(not(feature = "swc-1-15"))]
pub type ArrowBody = ArrowFunctionBody;

pub fn function_body(span: Span, stmts: Vec<Stmt>) -> FunctionBody {
    FunctionBody { span, stmts, ..Default::default() }
}

#[cfg(not(feature = "swc-1-15"))]
pub use ArrowFunctionBody::FunctionBody as ArrowBlock;
#[cfg(feature = "swc-1-15")]
pub use BlockStmtOrExpr::BlockStmt as ArrowBlock;

/// TypeScript's `this` parameter, which is none, stands among the others.
#[cfg(feature = "swc-1-15")]
pub fn has_this_parameter(params: &[Param]) -> bool {
    matches!(params.first(), Some(Param { pat: Pat::Ident(name), .. }) if name.id.sym == *"this")
}
#[cfg(not(feature = "swc-1-15"))]
pub fn has_this_parameter(_: &[Param]) -> bool {
    false
}
