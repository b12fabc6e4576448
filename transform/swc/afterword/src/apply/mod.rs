//! Carries a plan out on SWC's tree.
//!
//!     async function save(row) {            async function save(row) {
//!       await db.insert(row)                  const _f = _x();
//!       notify(row)                 →         try {
//!     }                                         _b(_f, await _l(_f, db.insert(row)));
//!                                               notify(row);
//!                                             } finally { _l(_f); }
//!                                           }
//!
//! Property kept: nothing is decided. Every edit stands in the plan, nodes are edited in place, and what the plan does not name is left
//! alone. The tree is rewritten bottom-up.

mod by_span;
mod calls;
mod code;
mod dialect;
mod frames;
mod functions;
mod jobs;
pub mod names;
mod own_name;
mod suspensions;
mod using;

use crate::plan::*;
use by_span::{ByOwner, BySpan};
use calls::{
    add_import, apply_mention, apply_reference, apply_retarget, apply_retarget_call, apply_scheduler,
    apply_short_mention, apply_site, apply_told,
};
use code::{behind_directives, block, statement, try_finally, Code, Owner};
use dialect::{function_body, ArrowBlock, ArrowBody, FunctionBody};
use frames::Frames;
pub use frames::PlaceOf;
use functions::{apply_function, apply_redeclaration, apply_spot, Bare};
use jobs::{hand_job, register_jobs, Moved};
use names::Helper;
use own_name::keep_names;
use suspensions::*;
use swc_core::common::{util::take::Take, BytePos, Span, Spanned, SyntaxContext, DUMMY_SP};
use swc_core::ecma::ast::*;
use swc_core::ecma::visit::{noop_visit_mut_type, VisitMut, VisitMutWith};
use using::apply_using;

pub struct ApplyOptions<'a> {
    /// What places are called in development, None in production.
    pub places: Option<PlaceOf<'a>>,
    /// Of names that nothing in the file declares.
    pub unresolved: SyntaxContext,
}

/// Edits `program` in place.
pub fn apply(plan: &Plan, program: &mut Program, options: &ApplyOptions) {
    let mut rewriter = Rewriter {
        code: Code::new(plan, options.places.is_some(), options.unresolved),
        frames: Frames::new(plan, options.places),
        functions: BySpan::new(&plan.functions, |each| each.at),
        suspensions: ByOwner::new(plan, |each| &each.suspensions, |each| each.at),
        loops: ByOwner::new(plan, |each| &each.loops, |each| each.at),
        guarded: ByOwner::new(plan, |each| &each.loops, |each| each.statement.at),
        for_ofs: ByOwner::new(plan, |each| &each.for_ofs, |each| each.at),
        handlers: ByOwner::new(plan, |each| &each.handlers, |each| each.at),
        usings: ByOwner::new(plan, |each| &each.usings, |each| each.at),
        blocks: ByOwner::new(plan, |each| &each.blocks, |each| each.at),
        made: ByOwner::new(plan, |each| &each.made, |each| each.at),
        told: ByOwner::new(plan, |each| &each.told, |each| each.at),
        spots: ByOwner::new(plan, |each| each.spot.as_slice(), |each| each.at),
        patterns: ByOwner::new(plan, |each| &each.patterns, |each| each.at),
        redeclared: ByOwner::new(plan, |each| &each.redeclared, |each| each.at),
        sites: BySpan::new(&plan.sites, |each| each.at),
        references: BySpan::new(&plan.references, |each| each.at),
        retargets: BySpan::new(&plan.retargets, |each| each.at),
        moved: Moved::new(&plan.jobs),
    };
    program.visit_mut_with(&mut rewriter);
    register_jobs(&rewriter.code, rewriter.moved, program);
    add_import(&rewriter.code, program);
}

struct Rewriter<'a> {
    code: Code<'a>,
    frames: Frames<'a>,
    functions: BySpan<'a, FunctionPlan>,
    suspensions: ByOwner<'a, SuspensionPlan>,
    loops: ByOwner<'a, ForAwaitPlan>,
    guarded: ByOwner<'a, ForAwaitPlan>,
    for_ofs: ByOwner<'a, ForOfPlan>,
    handlers: ByOwner<'a, HandlerPlan>,
    usings: ByOwner<'a, UsingPlan>,
    blocks: ByOwner<'a, BlockPlan>,
    made: ByOwner<'a, Planned>,
    told: ByOwner<'a, Planned>,
    patterns: ByOwner<'a, Planned>,
    spots: ByOwner<'a, SpotPlan>,
    redeclared: ByOwner<'a, RedeclarationPlan>,
    sites: BySpan<'a, SitePlan>,
    references: BySpan<'a, ReferencePlan>,
    retargets: BySpan<'a, RetargetPlan>,
    moved: Moved,
}

impl<'a> Rewriter<'a> {
    /// What the plan says about a statement whose children are done. It may become several, or none: then these are the answer.
    fn replace(&mut self, node: &mut Stmt) -> Option<Vec<Stmt>> {
        match node {
            Stmt::Return(returned) => {
                if let Some((owner, plan)) = self.suspensions.get(At::of(returned)) {
                    returned.arg = Some(apply_argument(&self.code, owner, plan, returned.arg.take()));
                }
            }
            Stmt::ForOf(_) | Stmt::Labeled(_) => {
                if let Some((owner, ForAwaitPlan { after: Some(_), .. })) = self.guarded.get(At::of(node)) {
                    *node = try_finally(vec![node.take()], self.code.recover(owner));
                }
            }
            Stmt::Decl(Decl::Using(using)) => {
                let (owner, plan) = self.usings.get(At::of(using))?;
                return Some(apply_using(&self.code, owner, plan, *using.take()));
            }
            Stmt::Decl(Decl::Var(var)) => {
                let (_, plan) = self.redeclared.get(At::of(var))?;
                let span = var.span;
                *node = match apply_redeclaration(*var.take(), plan, &mut self.frames) {
                    Bare::Assigned(expr) => statement(expr),
                    Bare::Target(_) => Stmt::Empty(EmptyStmt { span }),
                };
            }
            // A function that a later one replaces is dropped (R6).
            Stmt::Decl(Decl::Fn(function)) if self.redeclared.get(At::of(&function.function)).is_some() => {
                return Some(vec![])
            }
            _ => {}
        }
        None
    }

    fn mention(&self, at: At) -> Option<ReferenceKind> {
        let kind = self.references.get(at)?.kind;
        matches!(kind, ReferenceKind::Value | ReferenceKind::Own).then_some(kind)
    }

    fn for_head(&mut self, node: &mut ForHead) {
        let ForHead::VarDecl(var) = node else { return };
        let Some((_, plan)) = self.redeclared.get(At::of(var)) else { return };
        if let Bare::Target(Some(target)) = apply_redeclaration(*var.take(), plan, &mut self.frames) {
            *node = ForHead::Pat(Box::new(target));
        }
    }

    fn enter<'p>(
        &mut self,
        body: Span,
        start: BytePos,
        params: impl Iterator<Item = &'p Pat>,
    ) -> Option<Owner> {
        let owner = self.functions.index(body.into());
        self.frames.enter(owner, start, params);
        owner
    }

    fn leave(&mut self, owner: Option<Owner>, params: Option<&mut Vec<Param>>, body: &mut FunctionBody) {
        if let Some(owner) = owner {
            apply_function(&self.code, &self.frames, owner, params, body);
        }
        self.frames.leave();
    }

    fn keep_names(&self, own: &Ident, function: &mut Function) {
        let owner = function.body.as_ref().and_then(|body| self.functions.index(body.span.into()));
        let capture = owner.and_then(|owner| self.code.function(owner).capture.as_ref());
        if capture.is_some_and(|capture| capture.when == When::Call) {
            keep_names(own, function);
        }
    }

    /// What a function is given to may be an array.
    fn spot(&self, node: &Expr) -> Option<&'a SpotPlan> {
        let body = match node {
            Expr::Arrow(node) => arrow_body_span(&node.body),
            Expr::Fn(node) => node.function.body.as_ref()?.span,
            _ => return None,
        };
        self.functions.get(body.into())?.spot.as_ref()
    }

    fn block(&mut self, span: Span, stmts: &mut Vec<Stmt>) {
        let at = span.into();
        if let Some((owner, HandlerPlan { kind: HandlerKind::Finally, .. })) = self.handlers.get(at) {
            apply_finally(&self.code, owner, stmts);
        }
        if let Some((owner, _)) = self.blocks.get(at) {
            let body = stmts.split_off(behind_directives(stmts));
            stmts.push(try_finally(body, self.code.recover(owner)));
        }
    }
}

impl VisitMut for Rewriter<'_> {
    noop_visit_mut_type!();

    fn visit_mut_module_items(&mut self, nodes: &mut Vec<ModuleItem>) {
        let mut at = 0;
        while let Some(node) = nodes.get_mut(at) {
            node.visit_mut_with(self);
            at += 1;
            let ModuleItem::ModuleDecl(node) = node else { continue };
            let Some(plan) = self.retargets.get(At::of(node)) else { continue };
            if let Some(added) = apply_retarget(plan, node) {
                nodes.insert(at, added.into());
                at += 1;
            }
        }
    }

    fn visit_mut_stmts(&mut self, nodes: &mut Vec<Stmt>) {
        let mut at = 0;
        while let Some(node) = nodes.get_mut(at) {
            node.visit_mut_children_with(self);
            let Some(several) = self.replace(node) else {
                at += 1;
                continue;
            };
            let count = several.len();
            nodes.splice(at..=at, several);
            at += count;
        }
    }

    /// A single statement that became several stands where a statement may: in a block of its own.
    fn visit_mut_stmt(&mut self, node: &mut Stmt) {
        node.visit_mut_children_with(self);
        if let Some(several) = self.replace(node) {
            *node = Stmt::Block(block(several));
        }
    }

    fn visit_mut_block_stmt(&mut self, node: &mut BlockStmt) {
        node.visit_mut_children_with(self);
        self.block(node.span, &mut node.stmts);
    }

    #[cfg(not(feature = "swc-1-15"))]
    fn visit_mut_function_body(&mut self, node: &mut FunctionBody) {
        node.visit_mut_children_with(self);
        self.block(node.span, &mut node.stmts);
    }

    fn visit_mut_catch_clause(&mut self, node: &mut CatchClause) {
        node.visit_mut_children_with(self);
        if let Some((owner, plan)) = self.handlers.get(At::of(&node.body)) {
            apply_catch(&self.code, owner, plan, node);
        }
    }

    fn visit_mut_for_stmt(&mut self, node: &mut ForStmt) {
        node.visit_mut_children_with(self);
        let Some(VarDeclOrExpr::VarDecl(var)) = &mut node.init else { return };
        let Some((_, plan)) = self.redeclared.get(At::of(var)) else { return };
        node.init = match apply_redeclaration(*var.take(), plan, &mut self.frames) {
            Bare::Assigned(expr) => Some(VarDeclOrExpr::Expr(expr)),
            Bare::Target(name) => name.and_then(Pat::ident).map(|name| VarDeclOrExpr::Expr(name.id.into())),
        };
    }

    fn visit_mut_for_in_stmt(&mut self, node: &mut ForInStmt) {
        node.visit_mut_children_with(self);
        self.for_head(&mut node.left);
    }

    fn visit_mut_for_of_stmt(&mut self, node: &mut ForOfStmt) {
        node.visit_mut_children_with(self);
        self.for_head(&mut node.left);
        let at = At::of(node);
        if let Some((owner, plan)) = self.for_ofs.get(at) {
            apply_for_of(&self.code, owner, plan, node);
        }
        if let Some((owner, plan)) = self.loops.get(at) {
            apply_for_await(&self.code, owner, plan, node);
        }
    }

    fn visit_mut_function(&mut self, node: &mut Function) {
        let Some(body) = &node.body else { return };
        let owner = self.enter(body.span, node.span.lo, node.params.iter().map(|each| &each.pat));
        node.visit_mut_children_with(self);
        if let Some(body) = &mut node.body {
            self.leave(owner, Some(&mut node.params), body);
        }
    }

    fn visit_mut_fn_decl(&mut self, node: &mut FnDecl) {
        node.visit_mut_children_with(self);
        self.keep_names(&node.ident, &mut node.function);
    }

    fn visit_mut_fn_expr(&mut self, node: &mut FnExpr) {
        node.visit_mut_children_with(self);
        if let Some(own) = &node.ident {
            self.keep_names(own, &mut node.function);
        }
    }

    fn visit_mut_arrow_expr(&mut self, node: &mut ArrowExpr) {
        let owner = self.enter(arrow_body_span(&node.body), node.span.lo, node.params.iter());
        node.visit_mut_children_with(self);
        let grows = owner.is_some_and(|owner| {
            let plan = self.code.function(owner);
            plan.capture.is_some() || plan.max_duration().is_some()
        });
        if let (true, ArrowBody::Expr(returned)) = (grows, &mut *node.body) {
            let span = returned.span();
            let returned = Stmt::Return(ReturnStmt { span, arg: Some(returned.take()) });
            *node.body = ArrowBlock(function_body(span, vec![returned]));
        }
        match &mut *node.body {
            ArrowBlock(body) => {
                let mut params = node.params.drain(..).map(Param::from).collect();
                self.leave(owner, Some(&mut params), body);
                node.params = params.into_iter().map(|each| each.pat).collect();
            }
            _ => self.frames.leave(),
        }
    }

    fn visit_mut_constructor(&mut self, node: &mut Constructor) {
        let Some(body) = &node.body else { return };
        let params = node.params.iter().filter_map(|each| each.as_param());
        let owner = self.enter(body.span, node.span.lo, params.map(|each| &each.pat));
        node.visit_mut_children_with(self);
        if let Some(body) = &mut node.body {
            self.leave(owner, None, body);
        }
    }

    #[cfg(feature = "swc-1-15")]
    fn visit_mut_getter_prop(&mut self, node: &mut GetterProp) {
        let Some(body) = &node.body else { return };
        let owner = self.enter(body.span, node.span.lo, std::iter::empty());
        node.visit_mut_children_with(self);
        if let Some(body) = &mut node.body {
            self.leave(owner, None, body);
        }
    }

    #[cfg(feature = "swc-1-15")]
    fn visit_mut_setter_prop(&mut self, node: &mut SetterProp) {
        let Some(body) = &node.body else { return };
        let owner = self.enter(body.span, node.span.lo, std::iter::once(&*node.param));
        node.visit_mut_children_with(self);
        if let Some(body) = &mut node.body {
            self.leave(owner, None, body);
        }
    }

    fn visit_mut_prop(&mut self, node: &mut Prop) {
        node.visit_mut_children_with(self);
        let Prop::Shorthand(name) = node else { return };
        if let Some(kind) = self.mention(name.span.into()) {
            apply_short_mention(&self.code, kind, node);
        }
    }

    fn visit_mut_ident(&mut self, name: &mut Ident) {
        self.moved.rename(name);
    }

    // A chain of calls is as many of these in one another: what they do stands in functions of its own, so that their frames are small.
    fn visit_mut_expr(&mut self, node: &mut Expr) {
        if self.moved.index(node).is_some() {
            self.move_job(node);
            return;
        }
        let spot = if self.spots.is_empty() { None } else { self.spot(node) };
        node.visit_mut_children_with(self);
        self.edit(node, spot);
    }
}

impl Rewriter<'_> {
    #[inline(never)]
    fn move_job(&mut self, node: &mut Expr) {
        let Some(index) = self.moved.index(node) else { return };
        let plan = self.code.plan.jobs.get(index);
        self.moved.enter(plan, index);
        node.visit_mut_children_with(self);
        self.moved.leave(plan, index, node);
        *node = *match plan {
            Some(plan) => hand_job(&self.code, &self.moved, plan),
            None => Box::new(Null { span: DUMMY_SP }.into()),
        };
    }

    #[inline(never)]
    fn edit(&mut self, node: &mut Expr, spot: Option<&SpotPlan>) {
        if let Some(plan) = spot {
            *node = *apply_spot(&self.code, plan, node.take());
            return;
        }
        let at = match node {
            Expr::Await(_) | Expr::Yield(_) => {
                let at = At::of(node);
                if let Some((owner, plan)) = self.suspensions.get(at) {
                    apply_suspension(&self.code, owner, plan, node);
                }
                at
            }
            Expr::Call(call) => {
                let at = call.span.into();
                if let Some(plan) = self.retargets.get(at) {
                    apply_retarget_call(plan, call);
                } else if let Some(plan) = self.sites.get(at) {
                    apply_site(&self.code, plan, call);
                } else if let Some(plan) = self.references.get(at) {
                    apply_reference(&self.code, plan, call);
                }
                if let Some((owner, _)) = self.told.get(at) {
                    apply_told(&self.code, owner, call);
                }
                at
            }
            Expr::OptChain(chain) => {
                let at = chain.span.into();
                if let (Some(plan), OptChainBase::Call(call)) = (self.references.get(at), &mut *chain.base) {
                    let OptCall { callee, args, .. } = call;
                    apply_scheduler(&self.code, plan, callee, args);
                }
                at
            }
            Expr::Ident(_) | Expr::Member(_) if self.mention(At::of(node)).is_some() => {
                let at = At::of(node);
                if let Some(kind) = self.mention(at) {
                    apply_mention(&self.code, kind, node);
                }
                at
            }
            _ if self.patterns.is_empty() && self.made.is_empty() && self.spots.is_empty() => return,
            _ => At::of(node),
        };
        // An expression may be edited for another reason as well.
        if self.made.get(at).is_some() {
            *node = *self.code.make(node.take());
        }
        if let Some((owner, _)) = self.patterns.get(at) {
            *node =
                *self.code.call(Helper::Steps, vec![Box::new(node.take()), self.code.scope(owner).into()]);
        }
        if self.spots.get(at).is_some() {
            *node = *self.code.call(Helper::Asked, vec![Box::new(node.take())]);
        }
    }
}

/// A function is named by its body as written, less the parentheses that only the reader sees.
fn arrow_body_span(body: &ArrowBody) -> Span {
    let ArrowBody::Expr(body) = body else { return body.span() };
    let mut body = &**body;
    while let Expr::Paren(inner) = body {
        body = &inner.expr;
    }
    body.span()
}
