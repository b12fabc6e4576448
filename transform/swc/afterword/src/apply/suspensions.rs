//! Where a function gives control away in its middle, and comes back (R3, R5, R7, R9).
//!
//!     const row = await load(id)   →   const row = _b(_f, await _l(_f, load(id)))
//!
//! Property kept: the order of evaluation and the number of ticks; there is no temporary, so nothing is named or kept alive.

use super::code::*;
use super::names::Helper;
use super::using::disposal;
use crate::plan::{ForAwaitPlan, ForOfPlan, HandlerPlan, SuspensionKind, SuspensionPlan, UsingKind};
use swc_core::common::{util::take::Take, Spanned};
use swc_core::ecma::ast::*;

/// What is awaited, yielded or returned.
pub fn apply_argument(
    code: &Code,
    owner: Owner,
    plan: &SuspensionPlan,
    argument: Option<Box<Expr>>,
) -> Box<Expr> {
    match (plan.kind, argument) {
        (SuspensionKind::YieldStar, Some(argument)) => {
            code.call(Helper::Steps, vec![argument, code.scope(owner).into(), code.suspend(owner, None)])
        }
        (_, argument) => code.suspend(owner, argument),
    }
}

pub fn apply_suspension(code: &Code, owner: Owner, plan: &SuspensionPlan, node: &mut Expr) {
    match node {
        Expr::Await(node) => node.arg = apply_argument(code, owner, plan, Some(node.arg.take())),
        Expr::Yield(node) => node.arg = Some(apply_argument(code, owner, plan, node.arg.take())),
        _ => return,
    }
    if plan.resume.is_some() {
        let span = node.span();
        *node = *code.resume(owner, Some(Box::new(node.take())));
        // What replaces a node of the author's stands where that stood: for source maps.
        node.set_span(span);
    }
}

/// `catch ({ message = text() }) { … }` → `catch (_t) { _g(_f); let { message = text() } = _t; { … } }`
pub fn apply_catch(code: &Code, owner: Owner, plan: &HandlerPlan, node: &mut CatchClause) {
    let recover = code.recover(owner);
    if !plan.bind_inside {
        node.body.stmts.insert(0, recover);
        return;
    }
    let Some(param) = node.param.take() else { return };
    // The body stays a block of its own: its declarations are not yet there when the pattern is evaluated.
    let temporary = code.temporary();
    let value = bound(code, owner, plan.steps, &temporary);
    let declared = declare(VarDeclKind::Let, vec![declarator(param, Some(value))]);
    node.body = block(vec![recover, declared, Stmt::Block(node.body.take())]);
    node.param = Some(temporary.into());
}

pub fn apply_finally(code: &Code, owner: Owner, stmts: &mut Vec<Stmt>) {
    stmts.insert(0, code.recover(owner));
}

/// What a pattern that was moved inside is given: an array pattern that suspends in its middle is stepped.
fn bound(code: &Code, owner: Owner, steps: bool, temporary: &Ident) -> Box<Expr> {
    let value: Box<Expr> = temporary.clone().into();
    if steps {
        code.call(Helper::Steps, vec![value, code.scope(owner).into()])
    } else {
        value
    }
}

///     for await (const { id } of rows) body
///     →  for await (const _t of _steps(rows, _s, suspend)) { resume; try { const { id } = _t; body } finally { suspend } }
pub fn apply_for_await(code: &Code, owner: Owner, plan: &ForAwaitPlan, node: &mut ForOfStmt) {
    node.right =
        code.call(Helper::Steps, vec![node.right.take(), code.scope(owner).into(), code.suspend(owner, None)]);
    if plan.body.is_none() {
        return;
    }
    let head = Head { using: plan.using, bind_inside: plan.bind_inside, steps: plan.steps };
    let body = bind_head(code, owner, head, node);
    let guarded = try_finally(body, statement(code.suspend(owner, None)));
    *node.body = Stmt::Block(block(vec![statement(code.resume(owner, None)), guarded]));
}

/// `for (const row of rows) body` → `for (const row of rows) { try { body } finally { recover } }`
pub fn apply_for_of(code: &Code, owner: Owner, plan: &ForOfPlan, node: &mut ForOfStmt) {
    let head = Head { using: plan.using, bind_inside: plan.bind_inside, steps: plan.steps };
    let body = bind_head(code, owner, head, node);
    let body = if plan.close { vec![try_finally(body, code.recover(owner))] } else { body };
    *node.body = Stmt::Block(block(body));
}

struct Head {
    using: Option<UsingKind>,
    bind_inside: bool,
    steps: bool,
}

/// Takes what a loop's head binds into its body: a pattern (it may run code), a disposable (a helper disposes of it).
fn bind_head(code: &Code, owner: Owner, plan: Head, node: &mut ForOfStmt) -> Vec<Stmt> {
    let inside = match (plan.using, &mut node.left) {
        (Some(kind), ForHead::UsingDecl(head)) => {
            let decls = head.decls.take();
            let disposal = decls.first().and_then(|each| disposal(code, owner, kind, &each.name));
            node.left = ForHead::VarDecl(declaration(VarDeclKind::Const, decls));
            disposal
        }
        (None, _) if plan.bind_inside => {
            let temporary = code.temporary();
            let value = bound(code, owner, plan.steps, &temporary);
            let left =
                ForHead::VarDecl(declaration(VarDeclKind::Const, vec![declarator(temporary.into(), None)]));
            match std::mem::replace(&mut node.left, left) {
                ForHead::VarDecl(mut head) => {
                    if let Some(first) = head.decls.first_mut() {
                        first.init = Some(value);
                    }
                    Some(Stmt::Decl(Decl::Var(head)))
                }
                ForHead::Pat(head) => (*head).try_into().ok().map(|head| statement(assign(head, value))),
                _ => None,
            }
        }
        _ => None,
    };
    inside.into_iter().chain([*node.body.take()]).collect()
}
