//! A durable task moves to the end of the module; where it stood, what it captures is handed over by name.
//!
//!     after(() => mail(order), options)      →      after(_durable("receipt", { order }, [], []), options)
//!                                                   _job("receipt", ["order"], "src/orders.ts:12", (order) => (() => mail(order)))

use super::code::*;
use super::dialect::ArrowBody;
use super::names::Helper;
use crate::plan::{At, JobPlan};
use swc_core::common::{util::take::Take, SyntaxContext, DUMMY_SP};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

/// What is taken out of the tree, and the variables that are other ones there.
pub struct Moved {
    /// Where each stood, and what it is once its children are done.
    places: Vec<(At, Option<Box<Expr>>)>,
    /// Of the tasks around, the innermost last: names with what SWC tells them apart by, here and there.
    renamed: Vec<(Vec<Id>, SyntaxContext)>,
    contexts: Vec<SyntaxContext>,
}

impl Moved {
    pub fn new(jobs: &[JobPlan]) -> Self {
        let upgrades = jobs.iter().filter_map(|each| each.upgrade.as_ref());
        let places = jobs.iter().map(|each| each.at).chain(upgrades.map(|each| each.at));
        Moved {
            places: places.map(|at| (at, None)).collect(),
            renamed: Vec::new(),
            contexts: vec![SyntaxContext::empty(); jobs.len()],
        }
    }

    /// The number of what is to be moved: of a job, or one behind that of the last job.
    pub fn index(&self, node: &Expr) -> Option<usize> {
        if self.places.is_empty() || !matches!(node, Expr::Arrow(_) | Expr::Fn(_) | Expr::Ident(_)) {
            return None;
        }
        let at = At::of(node);
        self.places.iter().position(|(place, _)| *place == at)
    }

    /// What is handed over is another variable than the one around the call.
    pub fn enter(&mut self, plan: Option<&JobPlan>, index: usize) {
        let Some(plan) = plan else { return };
        self.contexts[index] = fresh();
        self.renamed.push((captured(plan).map(|name| name.to_id()).collect(), self.contexts[index]));
    }

    /// Takes a node whose children are done.
    pub fn leave(&mut self, plan: Option<&JobPlan>, index: usize, node: &mut Expr) {
        if plan.is_some() {
            self.renamed.pop();
        }
        self.places[index].1 = Some(Box::new(node.take()));
    }

    pub fn rename(&self, name: &mut Ident) {
        for (names, context) in self.renamed.iter().rev() {
            if names.iter().any(|(sym, known)| *sym == name.sym && *known == name.ctxt) {
                name.ctxt = *context;
                return;
            }
        }
    }

    fn take(&mut self, at: At) -> Option<Box<Expr>> {
        self.places.iter_mut().find(|(place, _)| *place == at)?.1.take()
    }
}

fn captured(plan: &JobPlan) -> impl Iterator<Item = Ident> + '_ {
    let contexts = plan.contexts.iter().copied().chain(std::iter::repeat(SyntaxContext::empty()));
    plan.captures.iter().zip(contexts).map(|(name, context)| Ident::new(name.clone(), DUMMY_SP, context))
}

fn strings<'t>(texts: impl IntoIterator<Item = &'t Atom>) -> Box<Expr> {
    let elems = texts.into_iter().map(|each| Some(string(each.clone()).into())).collect();
    Box::new(ArrayLit { span: DUMMY_SP, elems }.into())
}

/// `_durable("receipt", { order }, ["accept-language"], ["session"])`
pub fn hand_job(code: &Code, moved: &Moved, plan: &JobPlan) -> Box<Expr> {
    let taken = captured(plan).map(|mut name| {
        moved.rename(&mut name);
        PropOrSpread::Prop(Box::new(Prop::Shorthand(name)))
    });
    let props = taken.collect();
    let taken = Box::new(ObjectLit { span: DUMMY_SP, props }.into());
    code.call(
        Helper::Durable,
        vec![string(&*plan.name), taken, strings(&plan.headers), strings(&plan.cookies)],
    )
}

/// `_job("receipt", ["order"], "src/orders.ts:12", (order) => (task))`, each at the end of the module.
pub fn register_jobs(code: &Code, mut moved: Moved, program: &mut Program) {
    for (index, plan) in code.plan.jobs.iter().enumerate() {
        let Some(task) = moved.take(plan.at) else { continue };
        let context = moved.contexts[index];
        let named = |name: &Atom| Pat::Ident(Ident::new(name.clone(), DUMMY_SP, context).into());
        let params = plan.captures.iter().map(named).collect();
        let make = ArrowExpr { params, body: Box::new(ArrowBody::Expr(task)), ..Default::default() };
        let told =
            [string(&*plan.name), strings(&plan.captures), string(&*plan.place), Box::new(make.into())];
        let mends = plan.upgrade.as_ref().and_then(|upgrade| moved.take(upgrade.at));
        let job = statement(code.call(Helper::Job, told.into_iter().chain(mends).collect()));
        match program {
            Program::Module(module) => module.body.push(job.into()),
            Program::Script(script) => script.body.push(job),
            #[cfg(swc_ast_unknown)]
            _ => {}
        }
    }
}
