//! Which tasks are durable, and what of them is stored? `after(task, { name: 'receipt', durable: true })` becomes a job: the task moves to the
//! module, and what it takes from around it is handed to it by name, by this process or by another.
//!
//!     after(() => mail(order), { name: 'receipt', durable: true })
//!     →  after(_durable("receipt", { order }, [], []), { … })   …   _job("receipt", ["order"], "src/orders.ts:12", (order) => (() => mail(order)))
//!
//! What cannot be moved is left as it is, and said: at run time such a task is refused.
mod captures;
mod context;
mod free;
mod listening;
mod options;
mod request;
mod transaction;
mod tree;
mod values;
mod writes;

use super::bindings::{BindingKind, Bindings};
use super::comments::Comments;
use super::imports::{find_imports, Api, Imports};
use super::inventory::Inventory;
use super::misuse::{with_next, ApiCall};
use super::nodes::{Name, Node};
use super::options::AnalyzeOptions;
use super::sites::place_of;
use crate::plan::{JobPlan, Planned, PlannedDiagnostic};
use captures::{find_captures, find_upgrade_problems, report};
use context::{Job, JobContext};
pub use free::find_bound;
use listening::find_listening;
use options::{find_durable, DurableOptions};
use request::{find_request, Request};
use swc_core::ecma::ast::Program;
use transaction::is_dropped;
use tree::find_tree;
use writes::find_writes;

pub struct Asked<'a, 'b> {
    pub program: &'a Program,
    pub bindings: &'b Bindings<'a>,
    pub imports: &'b Imports<'a, 'b>,
    pub inventory: &'b Inventory<'a>,
    pub comments: &'b Comments<'b>,
    pub calls: &'b [ApiCall<'a>],
    /// The shape of an entry.
    pub shape_of: &'b dyn Fn(Node<'a>) -> Option<&'static str>,
}

/// The jobs, what moves with them, and what is to be said.
pub struct Jobs<'a> {
    pub jobs: Vec<JobPlan>,
    pub moved: Vec<Node<'a>>,
    pub diagnostics: Vec<PlannedDiagnostic>,
}

pub fn find_jobs<'a>(asked: &Asked<'a, '_>, options: &AnalyzeOptions) -> Jobs<'a> {
    let mut found = Jobs { jobs: Vec::new(), moved: Vec::new(), diagnostics: Vec::new() };
    let durable = |call: &ApiCall<'a>| {
        let task = call.task().filter(|_| call.gives_task()).flatten()?;
        let options = call.node.argument(if call.api == Api::AfterWith { 2 } else { 1 })?;
        Some((call.node, task, find_durable(options, asked.bindings)?))
    };
    let calls: Vec<_> = asked.calls.iter().filter_map(durable).collect();
    // In most files there is none.
    if calls.is_empty() {
        return found;
    }
    match with_next(options) {
        None => {
            let api_of = |node| asked.imports.api_of(node);
            find_with(asked, &api_of, &calls, options, &mut found)
        }
        Some(sources) => {
            let known = AnalyzeOptions { sources: &sources, ..*options };
            let imports = find_imports(asked.program, asked.inventory, asked.bindings, &known);
            let api_of = |node| imports.api_of(node);
            find_with(asked, &api_of, &calls, options, &mut found)
        }
    }
    found.diagnostics.sort_by_key(|each| (each.at.0, each.at.1));
    found.diagnostics.retain(|each| each.at.0 > 0);
    found
}

type Durable<'a> = (Node<'a>, Node<'a>, DurableOptions<'a>);

fn find_with<'a>(
    asked: &Asked<'a, '_>,
    api_of: &dyn Fn(Node<'a>) -> Option<Api>,
    calls: &[Durable<'a>],
    options: &AnalyzeOptions,
    found: &mut Jobs<'a>,
) {
    let program = Node::Program(asked.program);
    let context = JobContext {
        bindings: asked.bindings,
        tree: find_tree(program),
        writes: find_writes(program, asked.bindings),
        api_of,
        shape_of: asked.shape_of,
    };
    let mut places: Vec<(&str, String)> = Vec::new();
    for (call, task, durable) in calls {
        let mut problems = Vec::new();
        let place = place_of(*call, asked.comments, options);
        let name = durable.text();
        if name.is_none() {
            problems.push(report("durable-name", durable.name.unwrap_or(durable.durable).span(), []));
        }
        let job = Job { call: *call, task: *task, name: name.unwrap_or_default() };
        match places.iter().find(|(known, _)| Some(*known) == name) {
            Some((_, first)) => {
                let values = [("name", job.name), ("first", &**first), ("second", &*place)];
                problems.push(report("durable-twice.written", durable.name.unwrap_or(*call).span(), values));
            }
            None => places.extend(name.map(|name| (name, place.clone()))),
        }
        if durable.option("tx").is_some() && is_dropped(*call, &context.tree) {
            problems.push(report("durable-tx", call.span(), [("job", job.name)]));
        }
        let upgrade = durable.option("upgrade");
        let plan = plan_of(&job, place, upgrade, &context, &mut problems);
        if let Some(plan) = plan.filter(|_| problems.is_empty()) {
            found.jobs.push(plan);
            found.moved.push(*task);
            found.moved.extend(upgrade);
        }
        found.diagnostics.append(&mut problems);
    }
    if let Some((at, name)) = find_listening(program, asked.bindings) {
        found.diagnostics.push(report("durable-entry", at.span(), [("call", name)]));
    }
}

fn plan_of<'a>(
    job: &Job<'a>,
    place: String,
    upgrade: Option<Node<'a>>,
    context: &JobContext<'a, '_>,
    problems: &mut Vec<PlannedDiagnostic>,
) -> Option<JobPlan> {
    let Some(kind) = kind_of(job.task, context) else {
        problems.push(report("durable-task", job.task.span(), [("job", job.name)]));
        return None;
    };
    let (mut captures, mut contexts) = (Vec::new(), Vec::new());
    if kind == Kind::Inline {
        let found = find_captures(job, context);
        problems.extend(found.problems);
        (captures, contexts) = found.names.into_iter().unzip();
    }
    let function = match kind {
        Kind::Inline => Some(job.task),
        Kind::Named => function_of(job.task, context),
    };
    let Request { headers, cookies, problems: refused } =
        function.map(|function| find_request(job, function, context)).unwrap_or_default();
    problems.extend(refused);
    if let Some(upgrade) = upgrade {
        match kind_of(upgrade, context) {
            None => problems.push(report("durable-task.upgrade", upgrade.span(), [("job", job.name)])),
            Some(Kind::Inline) => problems.extend(find_upgrade_problems(job, upgrade, context)),
            Some(Kind::Named) => {}
        }
    }
    Some(JobPlan {
        at: job.task.span().into(),
        name: job.name.into(),
        place,
        captures,
        contexts,
        headers,
        cookies,
        upgrade: upgrade.map(|upgrade| Planned { at: upgrade.span().into() }),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Written in place.
    Inline,
    /// The name of what the module declares or imports, which is there in every process.
    Named,
}

fn kind_of<'a>(task: Node<'a>, context: &JobContext<'a, '_>) -> Option<Kind> {
    let is_written = |node: Node<'a>| {
        matches!(node, Node::FunctionExpression(_)) && !node.is_generator() || node.is_arrow()
    };
    if is_written(task) {
        return Some(Kind::Inline);
    }
    let binding = context.bindings.resolve(task.identifier()?)?;
    if !matches!(binding.place, Node::Program(_)) || binding.assigned {
        return None;
    }
    if binding.kind == BindingKind::Import {
        return (binding.key != Some(Name::Plain("*"))).then_some(Kind::Named);
    }
    let value = binding.init.filter(|_| binding.key.is_none())?.unwrap();
    (value.is_function() && !value.is_generator()).then_some(Kind::Named)
}

fn function_of<'a>(name: Node<'a>, context: &JobContext<'a, '_>) -> Option<Node<'a>> {
    context.bindings.resolve(name.identifier()?)?.init.map(Node::unwrap)
}
