//! `analyze(program) → Plan`: the questions of `transform/README.md`, answered in that order. Reads only; plain data comes out.
mod arrays;
mod bindings;
mod callbacks;
mod captures;
mod carriers;
mod comments;
mod entries;
mod evaluated;
mod exports;
mod functions;
mod guards;
mod handed;
mod hoisted;
mod hoisting;
mod ignored;
mod imports;
mod inventory;
mod jobs;
mod local;
mod lowered;
mod made;
mod mentions;
mod middleware;
mod misuse;
mod module;
pub mod nodes;
mod options;
mod order;
mod references;
mod retargets;
mod routers;
mod schedulers;
mod sites;
mod source_text;
mod suspensions;
mod values;
mod without_request;
mod wrappers;

use crate::options::Host;
use crate::plan::*;
use bindings::{find_bindings, find_names, Bindings};
use arrays::find_spot;
use callbacks::{find_callbacks, CallbackContext};
use captures::{find_captures, CaptureContext};
use comments::Comments;
use entries::{find_entry, has_no_outer, is_routed_file, EntryContext};
use evaluated::escapes_by_name;
use functions::{find_functions, Func, FuncId};
use handed::find_handed;
use ignored::find_ignored;
use imports::{find_imports, Api, Imports};
use inventory::{find_inventory, Use};
use jobs::{find_jobs, Asked, Jobs};
use local::{is_local, LocalContext};
use lowered::find_lowered;
use made::find_made;
use mentions::{bind_mention, find_mentions};
use misuse::{drop_disabled, find_client_misuse, find_misuse, ApiCall, MisuseContext};
use module::{find_max_duration, imports_compiled, is_module, uses_react};
use nodes::{directives_of, is_plain_call, Node, NodeMap};
use order::{find_order, EventKind, OrderOptions};
use references::{find_executors, find_reference};
use routers::{find_awaited, find_discarded, find_known_routers, may_register};
use rustc_hash::{FxHashMap, FxHashSet};
use sites::{find_site, is_plain_name, is_told};
use std::cell::RefCell;
use swc_core::ecma::ast::Program;
use wrappers::find_wrappers;

pub use imports::{COMPILED, JOBS_COMPILED, PACKAGE};
pub use options::AnalyzeOptions;

/// For a program that somebody's stack is too small for.
pub fn leave_too_deep(program: &Program, options: &AnalyzeOptions) -> Plan {
    let mut plan = empty_plan(program, options);
    plan.diagnostics.push(PlannedDiagnostic {
        slug: "too-deep".into(),
        at: At(options.start.0, options.start.0 + 1),
        values: Default::default(),
        fix: None,
    });
    leave(plan, "R14", "it is nested too deep")
}

fn empty_plan(program: &Program, options: &AnalyzeOptions) -> Plan {
    Plan {
        version: 1,
        functions: Vec::new(),
        sites: Vec::new(),
        references: Vec::new(),
        retargets: Vec::new(),
        jobs: Vec::new(),
        diagnostics: Vec::new(),
        module: matches!(program, Program::Module(_)),
        helpers: options.host.map_or(COMPILED.into(), |host| format!("{PACKAGE}/{}/compiled", host.name())),
        left_alone: None,
        names: FxHashSet::default(),
    }
}

/// Finds out everything that the applier carries out.
pub fn analyze(program: &Program, options: &AnalyzeOptions) -> Plan {
    let mut plan = empty_plan(program, options);
    if imports_compiled(program) {
        return leave(plan, "R14", "it is compiled already");
    }
    if directives_of(Node::Program(program)).contains(&"use client") {
        plan.diagnostics = find_client_misuse(program, options);
        drop_disabled(&mut plan.diagnostics, &Comments::new(program, options.code, options.start));
        return leave(plan, "R13", "'use client': it runs in a browser, where no response is sent");
    }
    let mut bindings = find_bindings(program);
    plan.names = std::mem::take(&mut bindings.names);
    find_names(options.code, &mut plan.names);
    if let Some(span) = bindings.unknown {
        let values = [("syntax".into(), "unknown".into())].into();
        plan.diagnostics.push(PlannedDiagnostic {
            slug: "unknown-syntax".into(),
            at: span.into(),
            values,
            fix: None,
        });
        return leave(plan, "R14", "it contains syntax that is not known: unknown");
    }
    analyze_program(program, &bindings, options, plan)
}

fn leave(plan: Plan, rule: &str, because: &str) -> Plan {
    Plan { left_alone: Some(FileLeftAlone { rule: rule.into(), because: because.into() }), ..plan }
}

fn analyze_program<'a>(
    program: &'a Program,
    bindings: &Bindings<'a>,
    options: &AnalyzeOptions,
    mut plan: Plan,
) -> Plan {
    let comments = Comments::new(program, options.code, options.start);
    let inventory = find_inventory(program);
    plan.module = is_module(program, bindings, options);
    let mut imports = find_imports(program, &inventory, bindings, options);
    let ignored = find_ignored(program, &inventory, &comments, bindings);
    if ignored.file {
        return leave(plan, "R14", "a comment at its top says afterword-ignore");
    }
    plan.retargets = std::mem::take(&mut imports.found.retargets);
    let mut imports_unseen = std::mem::take(&mut imports.found.unseen);

    let executors = find_executors(&inventory, bindings);
    let mut functions = find_functions(program, bindings, &executors);
    let evaluated = functions.iter().filter(|func| func.evaluated).map(|func| (func.node, 0));
    let evaluated: NodeMap = evaluated.collect();

    let ids: NodeMap = functions.iter().enumerate().map(|(id, func)| (func.node, id as u32)).collect();

    let mut api_callers = NodeMap::default();
    let mut asking = NodeMap::default();
    let mut told = NodeMap::default();
    let mut calls = Vec::new();
    for &Use { node, owner } in &inventory.uses {
        if !node.is_call() || ignored.reason(node).is_some() {
            continue;
        }
        // What a module schedules while it is evaluated belongs to nobody (R1).
        if owner.is_some_and(|owner| !evaluated.contains_key(&owner)) {
            plan.references.extend(find_reference(node, bindings, &executors));
        }
        let Some(callee) = node.callee().filter(|_| is_plain_call(node)) else { continue };
        let Some(api) = imports.api_of(callee) else {
            if owner.is_some() && imports.is_next_own(callee) {
                told.extend(is_plain_name(callee).then_some((node, 0)));
                let at = node.span().into();
                plan.sites.push(SitePlan { at, kind: SiteKind::Own, place: None, replaces: false });
            }
            continue;
        };
        calls.push(ApiCall { node, owner, api });
        api_callers.extend(owner.filter(|_| api != Api::Cache).map(|owner| (owner, 0)));
        if matches!(api, Api::After | Api::AfterWith | Api::Headers | Api::Cookies) {
            asking.extend(owner.map(|owner| (owner, 0)));
        }
        let site = find_site(node, callee, api, &imports, &comments, options);
        told.extend(is_told(callee, api, site.as_ref()).then_some((node, 0)));
        plan.sites.extend(site);
    }

    let mut mentions = NodeMap::default();
    for mention in find_mentions(program, bindings, &imports, &inventory, options.sources) {
        let is_bound = |owner: Node<'a>| !evaluated.contains_key(&owner) && ignored.reason(owner).is_none();
        if mention.owner.is_some_and(is_bound) {
            plan.references.push(bind_mention(&mention));
            mentions.insert(mention.node, 0);
        }
    }

    let (folders, file) = options.file.rsplit_once('/').unwrap_or(("", options.file));
    let basename = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let context = EntryContext {
        awaited: find_awaited(&inventory),
        discarded: find_discarded(&inventory),
        known_routers: find_known_routers(&inventory, bindings),
        requests: RefCell::new(FxHashMap::default()),
        functions: &functions,
        bindings,
        imports: &imports,
        program,
        host: options.host,
        is_jsx: [".tsx", ".jsx", ".js"].iter().any(|end| options.file.ends_with(end))
            || imports.imports_package(&["react"]),
        basename,
        is_routed: is_routed_file(folders, basename)
            && !options.file.ends_with('x')
            && !imports.imports_package(&["react"]),
        names: options.entries,
        handed: find_handed(
            &inventory,
            bindings,
            &|owner| ids.get(&owner).map(|id| (*id as FuncId, evaluated.contains_key(&owner))),
            &|call| {
                may_register(call)
                    || call.callee().is_some_and(|callee| imports.api_of(callee) == Some(Api::WithAfter))
            },
        ),
        wrappers: find_wrappers(&functions, &inventory, bindings),
        api_callers: &api_callers,
        asking: &asking,
    };
    let entries: Vec<_> = functions.iter().map(|func| find_entry(func, &context)).collect();
    // A route or an action runs in another request: there is no place around its parameters either.
    for func in &mut functions {
        if func.parameter_of.is_some_and(|of| has_no_outer(&entries[of])) {
            func.parent = None;
        }
    }
    let shape_of = |node: Node<'a>| Some(entries[*ids.get(&node)? as usize].as_ref()?.shape);
    let asked = Asked {
        program,
        bindings,
        imports: &imports,
        inventory: &inventory,
        comments: &comments,
        calls: &calls,
        shape_of: &shape_of,
    };
    let Jobs { jobs, moved, diagnostics } = find_jobs(&asked, options);
    plan.jobs = jobs;
    // A durable task moves to where nothing is around it.
    let moved: NodeMap = moved.into_iter().map(|node| (node, 0)).collect();
    for func in functions.iter_mut().filter(|func| moved.contains_key(&func.node)) {
        func.parent = None;
    }
    let jsx_calls = !uses_react(&comments, &imports);
    let callbacks = CallbackContext {
        program,
        bindings,
        inventory: &inventory,
        imports: &imports,
        executors: &executors,
        functions: &functions,
        entries: &entries,
    };
    let callbacks = find_callbacks(&callbacks);
    let nothing = NodeMap::default();
    let orders = |asked| OrderOptions { jsx_calls, mentions: &mentions, asked, told: &told, bindings };
    let is_ignored = |node| ignored.reason(node).is_some();
    let local = LocalContext { functions: &functions, ids: &ids, entries: &entries, is_ignored: &is_ignored };
    plan.functions = find_captures(&CaptureContext {
        bindings,
        functions: &functions,
        orders: &|id| find_order(functions[id].node, orders(&callbacks.places.all_guarded)),
        entries: &entries,
        author_of: &|id| callbacks.author_of(id),
        is_viewed: &|id| callbacks.is_viewed(functions[id].node),
        made_in: &|id, order| {
            find_made(&callbacks.guarded_in(functions[id].node), order, bindings, &imports)
        },
        spot_of: &|id| find_spot(&functions[id], bindings),
        is_local: &|id| is_local(id, &callbacks.callers_of(functions[id].node), &local),
        runs_under_scope: &|id| {
            let node = functions[id].node;
            moved.contains_key(&node) || (is_task(&functions[id], &imports) && !escapes_by_name(node, bindings))
        },
        ignored_because: &|id| ignored.reason(functions[id].node),
        max_duration: find_max_duration(program),
        host: options.host,
        calls_api: &|id| api_callers.contains_key(&functions[id].node),
    });

    plan.diagnostics.extend(find_lowered(&inventory, &comments));
    // Next's own work in Next.
    if options.host != Some(Host::Next) {
        let unseen = std::mem::take(&mut imports_unseen).into_iter();
        plan.diagnostics
            .extend(unseen.filter(|(node, _)| ignored.reason(*node).is_none()).map(|(_, each)| each));
    }
    for (id, FunctionPlan { name, at, left_alone, capture, entry, .. }) in plan.functions.iter().enumerate() {
        let func = &functions[id];
        let at = func.label.map_or(At(at.0, at.0 + 1), At::from);
        let mut report = |slug: &str, because: &str, line: Option<&str>| {
            let values = [("name", &**name), ("because", because)].into_iter();
            let values = values.chain(line.map(|line| ("line", line)));
            let values = values.map(|(key, value)| (key.into(), value.into())).collect();
            plan.diagnostics.push(PlannedDiagnostic { slug: slug.into(), at, values, fix: None });
        };
        if let Some(left) = left_alone.as_ref().filter(|left| left.is_unsafe) {
            report("left-alone", &left.because, None);
        }
        let unnamed = entries[id].as_ref().and_then(|entry| entry.asked.unnamed);
        if let Some((because, line)) =
            unnamed.filter(|_| !left_alone.as_ref().is_some_and(|left| left.rule == "R14"))
        {
            let order = find_order(func.node, orders(&nothing));
            if order.events.iter().any(|event| event.kind != EventKind::Suspension) {
                report("unnamed-entry", because, Some(line));
            }
        }
        if let Some(because) = capture.as_ref().and_then(|capture| capture.late_because.as_ref()) {
            let is_action = entry.as_ref().is_some_and(|entry| entry.shape == "action");
            report(if is_action { "late-capture.action" } else { "late-capture" }, because, None);
        }
    }
    let misuse = MisuseContext {
        program,
        code: options.code,
        start: options.start,
        bindings,
        imports: &imports,
        inventory: &inventory,
        ignored: &ignored,
        functions: &functions,
        entries: &entries,
        plans: &plan.functions,
        calls: calls.clone(),
        tasks: NodeMap::default(),
        indices: NodeMap::default(),
        around: NodeMap::default(),
    };
    let found = find_misuse(misuse, options);
    plan.diagnostics.extend(diagnostics);
    plan.diagnostics.extend(found);
    drop_disabled(&mut plan.diagnostics, &comments);
    plan
}

/// `after(() => …)`, `bind(() => …)`: the function itself is what the runtime runs under the scope.
fn is_task(func: &Func, imports: &Imports) -> bool {
    let given_to =
        func.given_to.filter(|call| func.given_as.is_none() && is_plain_call(*call) && imports.only_ours);
    let Some((given_to, callee)) = given_to.and_then(|call| Some((call, call.callee()?))) else {
        return false;
    };
    let index = match imports.api_of(callee) {
        Some(Api::After | Api::Bind) => 0,
        Some(Api::AfterWith) => 1,
        _ => return false,
    };
    given_to.argument(index).is_some_and(|argument| argument.unwrap() == func.node)
}
