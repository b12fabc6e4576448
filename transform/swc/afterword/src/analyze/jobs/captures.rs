//! Which names does a task take from around it, that are not the module's? These are stored. The task itself is moved to the module, so all else
//! that it needs must be there, too: nothing of a function around it, no `this`, no request.
use super::context::{Job, JobContext};
use super::free::{find_bound, Bound};
use super::values::find_unfit;
use super::writes::Call;
use crate::analyze::bindings::{Binding, BindingKind};
use crate::analyze::nodes::{walk, Node};
use crate::plan::PlannedDiagnostic;
use swc_core::common::{Span, SyntaxContext};
use swc_core::ecma::ast::*;
use swc_core::ecma::atoms::Atom;

pub struct Captures {
    pub names: Vec<(Atom, SyntaxContext)>,
    pub problems: Vec<PlannedDiagnostic>,
}

struct Capture<'a> {
    name: &'a Ident,
    binding: usize,
    /// Where the task first names it.
    at: Span,
    is_called: bool,
}

pub fn find_captures<'a>(job: &Job<'a>, context: &JobContext<'a, '_>) -> Captures {
    let (captured, bound) = find_free(job.task, context);
    let todo = "Read what the task needs before the call, into a const, and use that in the task.";
    let mut problems: Vec<_> =
        bound.iter().map(|each| refuse(job, &each.name, each.at, each.what, todo)).collect();
    problems.extend(captured.iter().filter_map(|each| find_problem(job, each, context)));
    let names = captured.iter().map(|each| (each.name.sym.clone(), each.name.ctxt)).collect();
    Captures { names, problems }
}

/// What an `upgrade` takes from around it, which is nowhere when a worker runs it.
pub fn find_upgrade_problems<'a>(
    job: &Job<'a>,
    upgrade: Node<'a>,
    context: &JobContext<'a, '_>,
) -> Vec<PlannedDiagnostic> {
    let (captured, bound) = find_free(upgrade, context);
    let captured = captured.iter().map(|each| (each.name.sym.to_string(), each.at));
    let all = bound.into_iter().map(|each| (each.name, each.at)).chain(captured);
    let refused = all.map(|(name, at)| {
        let todo = format!("Take from what upgrade is given, or declare {name} at the top of the module.");
        refuse(job, &name, at, "around its upgrade, which a worker runs", &todo)
    });
    refused.collect()
}

fn refuse(job: &Job, name: &str, at: Span, what: &str, todo: &str) -> PlannedDiagnostic {
    report("durable-captures", at, [("job", job.name), ("name", name), ("what", what), ("todo", todo)])
}

pub fn report<const COUNT: usize>(slug: &str, at: Span, values: [(&str, &str); COUNT]) -> PlannedDiagnostic {
    let values = values.map(|(name, value)| (name.to_string(), value.to_string())).into();
    PlannedDiagnostic { slug: slug.into(), at: at.into(), values, fix: None }
}

fn find_problem<'a>(
    job: &Job<'a>,
    capture: &Capture<'a>,
    context: &JobContext<'a, '_>,
) -> Option<PlannedDiagnostic> {
    let name = &capture.name.sym;
    let binding = context.bindings.at(capture.binding);
    if let Some((what, todo)) = find_unfit(name, binding, capture.is_called, context) {
        return Some(refuse(job, name, capture.at, &what, &todo));
    }
    if is_early(binding, job.call, context) {
        let todo = format!("Declare {name} before the call.");
        return Some(refuse(job, name, capture.at, "not there yet at the call", &todo));
    }
    let call = Call { node: job.call, task: job.task, tree: &context.tree };
    let (written, place) = context.writes.late(capture.binding, binding.place, &call)?;
    Some(report("durable-writes", written.span, [("job", job.name), ("name", name), ("where", place)]))
}

/// It is declared behind the call, or by what the call is a part of, in one function with it.
fn is_early<'a>(binding: &Binding<'a>, call: Node<'a>, context: &JobContext<'a, '_>) -> bool {
    let tree = &context.tree;
    if matches!(binding.kind, BindingKind::Parameter | BindingKind::Catch) {
        return false;
    }
    let Some(name) = binding.name.map(Node::Identifier) else { return false };
    let declared = tree.around(name).find(|each| matches!(each, Node::VariableDeclarator(_)));
    let Some(declared) = declared.filter(|_| tree.functions_below(call, binding.place).is_empty()) else {
        return false;
    };
    tree.is_in(call, declared) || tree.is_before(call, declared)
}

fn find_free<'a>(task: Node<'a>, context: &JobContext<'a, '_>) -> (Vec<Capture<'a>>, Vec<Bound>) {
    let JobContext { bindings, tree, .. } = context;
    let mut captured: Vec<Capture<'a>> = Vec::new();
    let mut bound = find_bound(task);
    let is_outside = |binding: &Binding<'a>| {
        // The name that a function expression gives itself has a scope that is no node of the program.
        let place = match binding.place {
            Node::Identifier(_) => binding.init,
            place => Some(place),
        };
        !matches!(binding.place, Node::Program(_)) && place.is_some_and(|place| !tree.is_in(place, task))
    };
    walk(task, &mut |node| {
        let (name, index) = match node {
            Node::Identifier(name) => (name, bindings.index(name)),
            Node::JSXElement(element) => match root_of(&element.opening.name) {
                Some(name) => (name, bindings.index_of(bindings.scope_of(node), &name.sym)),
                None => return true,
            },
            _ => return true,
        };
        let Some(index) = behind_parameters(index, &name.sym, node, context) else {
            if name.sym == *"eval" {
                note(&mut bound, "eval()", "what may name anything", name.span);
            }
            return true;
        };
        let binding = bindings.at(index);
        if !is_outside(binding) {
            return true;
        }
        // What every function but an arrow has.
        if binding.name.is_none() {
            note(&mut bound, "arguments", "of the function around it", name.span);
            return true;
        }
        let is_called = is_callee(node, tree);
        match captured.iter_mut().find(|known| known.binding == index) {
            Some(known) => known.is_called |= is_called,
            None => captured.push(Capture { name, binding: index, at: node.span(), is_called }),
        }
        true
    });
    (captured, bound)
}

/// The first of each name in the text.
fn note(bound: &mut Vec<Bound>, name: &str, what: &'static str, at: Span) {
    match bound.iter_mut().find(|each| each.name == name) {
        Some(known) if known.at.lo <= at.lo => {}
        Some(known) => known.at = at,
        None => bound.push(Bound { name: name.into(), what, at }),
    }
}

/// What a parameter names is around its function, where that declares the name in its body alone: `(total = sum) => { const sum = 0 }`.
fn behind_parameters<'a>(
    found: Option<usize>,
    name: &Atom,
    at: Node<'a>,
    context: &JobContext<'a, '_>,
) -> Option<usize> {
    let JobContext { bindings, tree, .. } = context;
    let mut index = found?;
    loop {
        let Binding { kind, place: function, .. } = *bindings.at(index);
        if kind == BindingKind::Parameter || !function.is_function() {
            return Some(index);
        }
        let part = std::iter::once(at).chain(tree.around(at)).find(|each| tree.parent_of(*each) == Some(function));
        if part.is_none_or(|part| part == function.body()) {
            return Some(index);
        }
        index = bindings.index_outside(function, name)?;
    }
}

/// `send()`, `new Send()`, `send\`\``
fn is_callee<'a>(name: Node<'a>, tree: &super::tree::Tree<'a>) -> bool {
    let outer = tree.wrapped(name);
    let Some(around) = tree.parent_of(outer) else { return false };
    match around {
        Node::TaggedTemplateExpression(tagged) => Node::from(&*tagged.tag) == outer,
        _ => (around.is_call() || matches!(around, Node::NewExpression(_))) && around.callee() == Some(outer),
    }
}

/// The variable that an element is made of, if it is one: `<Row />`, `<ui.Row />`.
fn root_of(name: &JSXElementName) -> Option<&Ident> {
    let mut object = match name {
        JSXElementName::Ident(name) => {
            let is_element =
                name.sym.starts_with(|first: char| first.is_ascii_lowercase()) || name.sym.contains('-');
            return (!is_element).then_some(name);
        }
        JSXElementName::JSXMemberExpr(member) => &member.obj,
        _ => return None,
    };
    loop {
        match object {
            JSXObject::Ident(name) => return Some(name).filter(|name| name.sym != *"this"),
            JSXObject::JSXMemberExpr(member) => object = &member.obj,
            #[allow(unreachable_patterns)]
            _ => return None,
        }
    }
}
