//! What is written so that it cannot work, or not as it looks: read-only, each kind in its file. Nothing here decides about an edit, and what
//! is unsure is not reported.
mod bad_task;
mod cached;
mod client;
mod context;
mod disabled;
mod dropped;
mod in_task;
mod left_as_text;
mod module_level;
mod references;
mod too_late;
mod too_late_names;

use super::imports::find_imports;
use super::nodes::is_plain_call;
use super::options::AnalyzeOptions;
use crate::options::Host;
use crate::plan::PlannedDiagnostic;

pub use client::find_client_misuse;
pub use context::{ApiCall, MisuseContext};
pub use disabled::drop_disabled;

const NEXT_HEADERS: &str = "next/headers";

/// In Next, `headers` and `cookies` stay Next's own: they are not compiled, and yet can be misused.
pub fn with_next(options: &AnalyzeOptions) -> Option<Vec<String>> {
    let is_missing =
        options.host == Some(Host::Next) && !options.sources.iter().any(|each| each == NEXT_HEADERS);
    is_missing.then(|| options.sources.iter().cloned().chain([NEXT_HEADERS.into()]).collect())
}

/// In the order of the file.
pub fn find_misuse(context: MisuseContext, options: &AnalyzeOptions) -> Vec<PlannedDiagnostic> {
    let sources = with_next(options).filter(|_| options.code.contains(NEXT_HEADERS));
    let mut found = match &sources {
        // In most files nothing of the package is called.
        None if context.calls.is_empty() && !context.ignored.is_any() && !options.dropped_promises => {
            return Vec::new()
        }
        None => find_in(&context.with_tasks(), options),
        Some(sources) => {
            let known = AnalyzeOptions { sources, ..*options };
            let imports = find_imports(context.program, context.inventory, context.bindings, &known);
            let uses = context.inventory.uses.iter().filter(|each| is_plain_call(each.node));
            let uses = uses.filter(|each| context.ignored.reason(each.node).is_none());
            let calls = uses.filter_map(|each| {
                let api = imports.api_of(each.node.callee()?)?;
                Some(ApiCall { node: each.node, owner: each.owner, api })
            });
            let calls = calls.collect();
            find_in(&MisuseContext { imports: &imports, calls, ..context }.with_tasks(), options)
        }
    };
    found.retain(|each| each.at.0 > 0);
    found.sort_by_key(|each| (each.at.0, each.at.1));
    found
}

fn find_in(context: &MisuseContext, options: &AnalyzeOptions) -> Vec<PlannedDiagnostic> {
    let mut found = Vec::new();
    if !context.calls.is_empty() {
        found.extend(module_level::find_at_module_level(context));
        found.extend(bad_task::find_bad_tasks(context));
        found.extend(cached::find_in_cached(context));
        found.extend(in_task::find_in_tasks(context, options.host));
        found.extend(too_late::find_too_late(context));
        found.extend(references::find_references(context));
    }
    if context.ignored.is_any() {
        found.extend(left_as_text::find_left_as_text(context));
    }
    if options.dropped_promises {
        found.extend(dropped::find_dropped(context));
    }
    found
}
