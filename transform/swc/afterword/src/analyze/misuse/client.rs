//! `after` and its like in a file that says `'use client'`.
use super::context::{call_of, report};
use super::with_next;
use crate::analyze::bindings::find_bindings;
use crate::analyze::comments::Comments;
use crate::analyze::ignored::find_ignored;
use crate::analyze::imports::{find_imports, Api};
use crate::analyze::inventory::find_inventory;
use crate::analyze::nodes::is_plain_call;
use crate::analyze::AnalyzeOptions;
use crate::plan::PlannedDiagnostic;
use swc_core::ecma::ast::Program;

/// What has no answer in a browser.
fn is_refused(api: Api) -> bool {
    use Api::*;
    matches!(api, After | AfterWith | AfterCancel | Headers | Cookies | OpenScope)
}

pub fn find_client_misuse(program: &Program, options: &AnalyzeOptions) -> Vec<PlannedDiagnostic> {
    let sources = with_next(options);
    let sources = sources.as_deref().unwrap_or(options.sources);
    if !sources.iter().any(|each| options.code.contains(each.as_str())) {
        return Vec::new();
    }
    let bindings = find_bindings(program);
    if bindings.unknown.is_some() {
        return Vec::new();
    }
    let comments = Comments::new(program, options.code, options.start);
    let inventory = find_inventory(program);
    let imports = find_imports(program, &inventory, &bindings, &AnalyzeOptions { sources, ..*options });
    let ignored = find_ignored(program, &inventory, &comments, &bindings);
    if ignored.file {
        return Vec::new();
    }
    let calls = inventory.uses.iter().map(|each| each.node);
    let calls = calls.filter(|node| is_plain_call(*node) && ignored.reason(*node).is_none());
    let found = calls.filter_map(|node| {
        let callee = node.callee()?;
        let api = imports.api_of(callee).filter(|api| is_refused(*api))?;
        Some(report("in-browser.file", callee.span(), [("call", call_of(api))]))
    });
    found.collect()
}
