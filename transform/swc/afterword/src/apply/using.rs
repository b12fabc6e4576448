//! Disposals that run under the scope (R10).
//!
//!     using file = open()   →   const file = open(); using _u = _disposer(file, _s)
//!
//! Property kept: when what is read of the resource, in which order resources are disposed of, and what a failure becomes.

use super::code::*;
use super::names::Helper;
use crate::plan::{UsingKind, UsingPlan};
use swc_core::common::DUMMY_SP;
use swc_core::ecma::ast::*;

pub fn apply_using(code: &Code, owner: Owner, plan: &UsingPlan, node: UsingDecl) -> Vec<Stmt> {
    let mut stmts = Vec::new();
    for each in node.decls {
        let disposal = disposal(code, owner, plan.kind, &each.name);
        stmts.push(declare(VarDeclKind::Const, vec![each]));
        stmts.extend(disposal);
    }
    stmts
}

/// None for a pattern, which `using` does not take.
pub fn disposal(code: &Code, owner: Owner, kind: UsingKind, name: &Pat) -> Option<Stmt> {
    let value = Ident::from(name.as_ident()?).into();
    let scope = code.scope(owner).into();
    let disposer = match kind {
        UsingKind::Sync => code.call(Helper::Disposer, vec![value, scope]),
        UsingKind::Async => {
            let body = Box::new(code.suspend(owner, None).into());
            let suspend = Expr::Arrow(ArrowExpr { body, ..Default::default() });
            code.call(Helper::AsyncDisposer, vec![value, scope, Box::new(suspend)])
        }
    };
    let name = code.using(owner).into();
    let decls = vec![declarator(name, Some(disposer))];
    let is_await = kind == UsingKind::Async;
    Some(Stmt::Decl(Decl::Using(Box::new(UsingDecl { span: DUMMY_SP, is_await, decls }))))
}
